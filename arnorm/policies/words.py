"""Policies that cut text into words, and the function that makes one of other choices."""

from __future__ import annotations

from arnorm import _emoji, _ucd, chars
from arnorm.grammar import Grammar, Kind
from arnorm.lookup import choice_error
from arnorm.patterns import DOMAIN, EMOJI_SEQUENCES, EMOJI_SETS, HASHTAG, URL, WEB_SETS, any_of
from arnorm.policies.abbreviations import ABBREVIATIONS, DOTTED_PAIRS, TITLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final, Literal

    from arnorm._ucd import Ranges

    _Choice = Literal["join", "split"]

__all__ = ["DEFAULT", "SEARCH", "SOCIAL", "word_policy"]

_LETTERS = chars.category("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")
_PHRASES = frozenset({*chars.HONORIFIC_LIGATURES, chars.SALLALLAHOU, chars.JALLAJALALOUHOU, chars.BISMILLAH})
_ARABIC = chars.without(chars.common(_ucd.ARABIC_SCRIPT, _LETTERS), _PHRASES)
_KATAKANA = chars.common(_ucd.KATAKANA, _LETTERS)
_HAN = chars.common(_ucd.HAN_AND_HIRAGANA, _LETTERS)
# Signs that stand before or around the digits of a number: Numeric in UAX #29 since Unicode 15.1.
_NUMBER_SIGNS: Final[Ranges] = ((0x0600, 0x0605), (0x06DD, 0x06DD), (0x0890, 0x0891), (0x08E2, 0x08E2))
_SEPARATORS = f".,':/{chars.DECIMAL_SEPARATOR}{chars.THOUSANDS_SEPARATOR}{chars.COMMA}{chars.DATE_SEPARATOR}"

_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("arabic", _ARABIC),
    ("tatweel", chars.ranges_of(chars.TATWEEL)),
    ("alphabetic", chars.apart(_LETTERS, (*_ARABIC, *_HAN, *_KATAKANA, *chars.ranges_of(_PHRASES | {chars.TATWEEL})))),
    ("hebrew", _ucd.HEBREW_LETTERS),
    ("katakana", _KATAKANA),
    ("han", _HAN),
    ("capital", chars.category("Lu")),
    ("figure", chars.category("Nd", "No")),
    ("mark", chars.category("Mn", "Mc", "Me")),
    ("control", chars.ranges_of(chars.INVISIBLE_IN_WORDS)),
    ("connector", chars.category("Pc")),
    # MidNumLet and MidLetter of UAX #29 without the colon.
    ("inside", chars.ranges_of("'.\N{RIGHT SINGLE QUOTATION MARK}\N{MIDDLE DOT}\N{HYPHENATION POINT}")),
    ("separator", chars.ranges_of(_SEPARATORS)),
    ("hyphen", chars.ranges_of(chars.HYPHENS)),
    ("dash", chars.ranges_of(chars.HYPHENS | {"\N{EN DASH}"})),
    ("percent", chars.ranges_of(f"%{chars.PERCENT_SIGN}\N{PER MILLE SIGN}\N{PER TEN THOUSAND SIGN}")),
    ("currency", chars.category("Sc")),
    ("plus-minus", chars.ranges_of(f"+-{chars.MINUS_SIGN}\N{PLUS-MINUS SIGN}")),
    ("sign", _NUMBER_SIGNS),
    ("phrase", chars.ranges_of(_PHRASES)),
    ("opening", (*chars.category("Ps", "Pi"), *chars.ranges_of("\"'"))),
    ("punctuation", chars.category("Pd", "Ps", "Pe", "Pi", "Pf", "Po")),
    ("symbol", chars.category("Sm", "Sc", "Sk", "So")),
    ("space", _ucd.WHITE_SPACE),
    *((name, ranges) for name, ranges in WEB_SETS if name in ("latin", "ascii", "digit", "letter", "word", "joiner")),
    *((name, ranges + _emoji.RESERVED_EMOJI if name == "emoji" else ranges) for name, ranges in EMOJI_SETS),
)

# What is no address after all is read again behind every mark that ends a word: so there are few of them.
_DOTTED = '[ascii "_"]+ ("." [ascii "_"]+)*'
_LOCAL = f'{_DOTTED} (["+%-"] {_DOTTED}){{0,2}}'
_EMAIL = f'{_LOCAL} "@" (ascii ([ascii "-"]* ascii)? ".")+ latin [ascii "-"]* ascii'

_EMOTICONS = (
    '[":;="] ["-^"]? (")"+ | "("+ | ["DPpOo3/|*"])',
    '":\'" ["-"]? (")"+ | "("+)',
    '["()"] ["-"]? [":;="]',
    '["xX"] "D"+',
    '"<3" "3"* | "</3"',
    '"^" ["_.-"]? "^" | "-_-" | "T_T" | "o_O" | "O_o" | "O_O" | ">_<"',
)
_RUNS = f"!?.{chars.QUESTION_MARK}{chars.ELLIPSIS}"
_REPEATED = f"{_RUNS},;-*=~#+{chars.COMMA}{chars.SEMICOLON}{chars.FULL_STOP}\N{EM DASH}"


class _Word:
    """The patterns of words and numbers for some choices."""

    def __init__(
        self, mixed: _Choice, numbers: _Choice, hyphens: _Choice, underscores: _Choice, joiners: _Choice
    ) -> None:
        self._joiner = " joiner" if joiners == "join" else ""
        self._connector = " connector" if underscores == "join" else ""
        self._hyphens = hyphens == "join"
        self._mixed = mixed == "join"
        self._signed = numbers == "join"
        x = f"[mark{self._joiner}]*"
        separator = "[separator dash]" if self._hyphens else "separator"
        self.figures = f"figure [figure mark{self._joiner}{self._connector}]*"
        self.figures = f"{self.figures} ({separator} {self.figures})*"
        self._other = (
            f'(alphabetic {x} (inside alphabetic {x})* | latin ([ascii "_"] | "." [ascii "_"])*'
            f' | hebrew {x} ("\\"" hebrew {x})+ | figure ["\'"] latin)'
        )
        self._tatweel = f"tatweel [tatweel mark{self._joiner}]*"
        front = f"[mark{self._connector}]"
        self._lead = f"({front} joiner*)" if self._joiner else front

    def words(self) -> Iterator[str]:
        """Yield the patterns of words: where letters of all kinds touch, or each kind by itself."""
        if self._mixed:
            # A tatweel in front of a number or a Latin word is a particle's end, as in the article before WhatsApp.
            arabic = f"[arabic mark{self._joiner}{self._connector}] | {self._tatweel} [arabic{self._connector}]"
            part = f"({arabic} | {self._other} | {self.figures} | {self._behind('[arabic alphabetic]')})"
            percent, ending = ("percent?", f"{self.figures} percent") if self._signed else ("", self.figures)
            first = f"({percent} {self.figures})? {self._lead}* (arabic | {self._other} | {self._tatweel} arabic)"
            yield f"{first} {part}* ({self._tatweel} | {ending})?"
            yield f"({self._lead} | {self.figures})* {self._tatweel}"
        else:
            arabic = f"[arabic tatweel mark{self._joiner}{self._connector}]"
            yield f"{self._lead}* [arabic tatweel] ({arabic} | {self._behind('[arabic tatweel]')})*"
            part = f"({self._other} | {self.figures} | [mark{self._joiner}{self._connector}])"
            yield f"({self._lead} | {self.figures})* {self._other} ({part} | {self._behind('alphabetic')})*"
        yield f"han [mark{self._joiner}]*"
        yield f"katakana [katakana mark{self._joiner}{self._connector}]*"

    def _behind(self, letters: str) -> str:
        """Return what may stand in front of a letter inside a word: controls, and hyphens where they join."""
        return f"control+ {letters}" + (f" | hyphen ({letters} | {self.figures})" if self._hyphens else "")

    def numbers(self) -> Iterator[Kind]:
        """Yield the kinds of numbers; a plus or minus belongs to one only where nothing stands in front of it."""
        number = f"{self._lead}* {self.figures}"
        yield Kind("number", f"sign? {number}")
        if self._signed:
            signed = f"(currency? {number} (percent | currency)? | percent {self.figures})"
            yield Kind("number", signed)
            yield Kind("number", f"plus-minus {signed}", after="edge | [space opening]")
        for date in ("figure{4} dash figure{1,2} dash figure{1,2}", "figure{1,2} dash figure{1,2} dash figure{4}"):
            yield Kind("number", date, before="edge | [^figure dash mark]")


def _abbreviations() -> Iterator[Kind]:
    behind = "edge | [^letter mark figure joiner connector]"
    titles, words = any_of(TITLES), any_of(ABBREVIATIONS)
    yield Kind("abbreviation", f'({titles}) "."', before="space letter")
    yield Kind("abbreviation", f'({titles}) "."', before="arabic")
    yield Kind("abbreviation", f'({words}) "."', before="space [letter figure]")
    pairs = " | ".join(f'"{first}" "." "{second}"' for first, second in DOTTED_PAIRS)
    dotted = f'({pairs} | arabic "." arabic ("." arabic)+)'
    yield Kind("abbreviation", dotted, before=behind)
    yield Kind("abbreviation", f'{dotted} "."', before="space letter")
    yield Kind("abbreviation", 'capital "."', before="space capital")
    yield Kind("abbreviation", 'latin ("." latin)+ "."', before=behind)


def _marks(punctuation: Literal["single", "repeated", "runs"]) -> Iterator[Kind]:
    yield Kind("punctuation", "punctuation | connector [connector mark joiner]*")
    if punctuation == "repeated":
        yield Kind("punctuation", " | ".join(f'"{mark}"{{2}} "{mark}"*' for mark in _REPEATED if mark != "."))
        # Full stops behind a word are single ones, as treebanks have them; standing alone they are an ellipsis.
        yield Kind("punctuation", '".." "."*', after="edge | [space opening]")
    elif punctuation == "runs":
        yield Kind("punctuation", f'["{_RUNS}"]{{2}} ["{_RUNS}"]*')
        yield Kind("punctuation", " | ".join(f'"{mark}"{{2}} "{mark}"*' for mark in _REPEATED if mark not in _RUNS))


_VALUES: Final = {"controls": ("gap", "token"), "punctuation": ("single", "repeated", "runs")}


def word_policy(
    name: str,
    *,
    mixed: _Choice = "join",
    numbers: _Choice = "join",
    hyphens: _Choice = "split",
    underscores: _Choice = "join",
    joiners: _Choice = "join",
    controls: Literal["gap", "token"] = "gap",
    punctuation: Literal["single", "repeated", "runs"] = "repeated",
) -> Grammar:
    """Return a policy of words like `DEFAULT` with other choices.

    - ``mixed``: Arabic letters and the digits or letters of other scripts that they touch are one word, or each its
      own; digits stay with Latin letters.
    - ``numbers``: a percent or currency sign that touches a number, and a plus or minus in front of it, belong to it,
      or are tokens.
    - ``hyphens``: a hyphen between letters or digits joins them, or is a token.
    - ``underscores``: so does an underscore.
    - ``joiners``: ZWNJ and ZWJ belong to words, or cut them and lie in gaps.
    - ``controls``: invisible controls at the edge of a token lie in the gap, or belong to the token before them.
    - ``punctuation``: every mark is a token, or the same mark in a row is one, or any of ! ? . and their like in a row.

    Raises ``ValueError`` for any other choice.

    >>> from arnorm import Tokenizer
    >>> from arnorm.policies import word_policy
    >>> Tokenizer(word_policy("APART", mixed="split", hyphens="join"))("صدر و2020 كوفيد-19")
    ['صدر', 'و', '2020', 'كوفيد-19']
    """
    choices = {
        **{"mixed": mixed, "numbers": numbers, "hyphens": hyphens, "underscores": underscores},
        **{"joiners": joiners, "controls": controls, "punctuation": punctuation},
    }
    for choice, value in choices.items():
        if value not in (known := _VALUES.get(choice, ("join", "split"))):
            raise choice_error(choice, value, known)
    parts = _Word(mixed, numbers, hyphens, underscores, joiners)
    kinds = [
        Kind("url", URL),
        Kind("url", DOMAIN, before='edge | [^ascii mark "@-"]'),
        Kind("email", _EMAIL),
        Kind("mention", '["@\uff20"] word+', after="edge | [^ascii]"),
        Kind("hashtag", HASHTAG, after='edge | [^ascii "&"]'),
        Kind("emoji", EMOJI_SEQUENCES),
        *(Kind("emoticon", pattern, before="edge | space", after="edge | space") for pattern in _EMOTICONS),
        *_abbreviations(),
        *parts.numbers(),
        *(Kind("word", pattern) for pattern in parts.words()),
        Kind("honorific", "phrase"),
        *_marks(punctuation),
        Kind("symbol", "[symbol sign]"),
        Kind("mark", "mark [mark joiner]*"),
    ]
    # As WB4 of UAX #29 has it, a mark belongs to what it stands behind, whatever that is.
    behind = "[mark control]*" if controls == "token" else "mark*"
    kinds = [Kind(kind.name, f"({kind.pattern}) {behind}", kind.before, kind.after) for kind in kinds]
    if controls == "token":
        kinds.append(Kind("control", f"control {behind}"))
    code = f"policies.word_policy({', '.join([repr(name), *(f'{key}={value!r}' for key, value in choices.items())])})"
    return Grammar(name, (*kinds, Kind("space", "space+")), _SETS, frozenset({"space"}), code)


DEFAULT: Final = word_policy("DEFAULT").named("DEFAULT", "policies.DEFAULT")
"""Words of any script with all their marks, numbers, addresses, emoji, and punctuation marks."""

SOCIAL: Final = word_policy("SOCIAL", punctuation="runs").named("SOCIAL", "policies.SOCIAL")
"""`DEFAULT` for posts and comments: marks such as !!؟ or ... in a row are one token."""

SEARCH: Final = (
    word_policy("SEARCH", mixed="split", numbers="split", underscores="split")
    .without("url", "email", "mention", "hashtag", "abbreviation", "emoticon")
    .drop("emoji", "honorific", "punctuation", "symbol", "mark")
    .named("SEARCH", "policies.SEARCH")
)
"""Words and numbers for an index; an address or a hashtag gives the words that it is made of."""
