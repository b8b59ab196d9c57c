"""Policies that cut text into sentences, clauses and paragraphs, and the function that builds them.

>>> from arnorm import SentenceSplitter, policies
>>> SentenceSplitter(policies.SENTENCES)("وصل د. أحمد في ٣.٥.٢٠٢٤. هل رأيته؟ لا...")
['وصل د. أحمد في ٣.٥.٢٠٢٤.', 'هل رأيته؟', 'لا...']
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind
from arnorm.lookup import one_of
from arnorm.patterns import any_of
from arnorm.policies.abbreviations import ABBREVIATIONS, ATTRIBUTIONS, BEFORE_NUMBERS, LETTER_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    from arnorm._ucd import Ranges

__all__ = ["CLAUSES", "PARAGRAPHS", "SENTENCES", "SENTENCES_QUOTED", "SENTENCES_WRAPPED", "sentence_policy"]

_FEED: Final = "\n"
_RETURN: Final = "\r"
_PARAGRAPH_SEPARATOR: Final = "\N{PARAGRAPH SEPARATOR}"
_WHITE: Final[tuple[tuple[str, Ranges], ...]] = (
    ("space", chars.without(_ucd.WHITE_SPACE, chars.LINE_BREAKS)),
    ("break", chars.ranges_of(chars.LINE_BREAKS)),
    ("feed", chars.ranges_of(_FEED)),
    ("return", chars.ranges_of(_RETURN)),
    ("line", chars.ranges_of(chars.LINE_BREAKS - {_FEED, _RETURN, _PARAGRAPH_SEPARATOR})),
)
_BETWEEN: Final = {
    "break": "space+",
    "paragraph": "(space+ | space* (return feed? | feed | line) space*)",
    "space": "[space break]+",
}
"""What may stand between the words of one sentence, by what a line break means."""
_KEEPS: Final = {"split": False, "keep": True}
"""Whether a quotation of several sentences stays whole."""

_CONTROLS: Final = chars.ranges_of(chars.INVISIBLE_IN_WORDS)
_DOTS: Final = ".\N{ONE DOT LEADER}\N{SMALL FULL STOP}\N{FULLWIDTH FULL STOP}"
_MARKS: Final = "!?"
_COMMAS: Final = f",;:{chars.COMMA}{chars.SEMICOLON}"
_LETTERS: Final = chars.category("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")
_TAIL: Final = chars.category("Mn", "Mc", "Me") + chars.ranges_of(chars.JOINERS | {chars.TATWEEL}) + _CONTROLS
_ARABIC: Final = chars.common(_ucd.ARABIC_SCRIPT, _LETTERS)
_BRACKETS: Final = chars.category("Pe", "Pf")
_LEFT_GUILLEMET: Final = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_RIGHT_GUILLEMET: Final = "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"

_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    # A "dot" may stand inside a number, an address or an abbreviation, and a "mark" inside an address or a name. What
    # is "hard" is part of nothing; the Urdu full stop shortens words as well.
    ("dot", chars.ranges_of(_DOTS)),
    ("mark", chars.ranges_of(_MARKS)),
    ("dots", chars.ranges_of(chars.ELLIPSIS)),
    ("hard", chars.without(_ucd.SENTENCE_TERMINAL, _DOTS + _MARKS)),
    ("urdu", chars.ranges_of(chars.FULL_STOP)),
    ("comma", chars.ranges_of(_COMMAS)),
    ("arabic-comma", chars.ranges_of(chars.COMMA)),
    # What closes behind a stop, without the straight quotation mark, and even behind white space.
    ("close", _BRACKETS + chars.ranges_of("\"'") + _CONTROLS),
    ("shut", _BRACKETS + chars.ranges_of("'") + _CONTROLS),
    ("late", chars.category("Pe") + chars.ranges_of(_RIGHT_GUILLEMET)),
    ("open", chars.category("Ps", "Pi")),
    ("bracket", chars.category("Ps")),
    ("left", chars.ranges_of(f"{_LEFT_GUILLEMET}\N{LEFT DOUBLE QUOTATION MARK}")),
    ("right", chars.ranges_of(f"{_RIGHT_GUILLEMET}\N{RIGHT DOUBLE QUOTATION MARK}")),
    ("slash", chars.ranges_of("/")),
    ("digit", chars.category("Nd", "No")),
    ("upper", chars.category("Lu", "Lt")),
    ("lower", chars.category("Ll")),
    ("arabic", _ARABIC),
    # The letters of the Arabic language; the letters that stand alone for a word, but for two that are words, "and" or
    # "was" and "is"; and those that are titles, which may have "and" in front: doctor, professor, engineer.
    ("basic", chars.BASIC_LETTERS),
    ("initial", chars.without(_ARABIC, chars.WAW + chars.ALEF_MADDA)),
    ("title", chars.ranges_of(chars.DAL + chars.ALEF_HAMZA_ABOVE + chars.ALEF + chars.MEEM)),
    ("waw", chars.ranges_of(chars.WAW)),
    ("control", _CONTROLS),
    ("tail", _TAIL),
    ("word", _LETTERS + chars.category("Nd", "No", "Pc") + _TAIL),
)
_OUT: Final = "dot mark dots hard space break"
"""The sets of what a sentence does not simply go on with."""


def sentence_policy(
    name: str,
    *,
    newlines: Literal["break", "paragraph", "space"] = "break",
    quotations: Literal["split", "keep"] = "split",
    clauses: bool = False,
    ellipses: bool = False,
    abbreviations: tuple[str, ...] = ABBREVIATIONS,
) -> Grammar:
    """Return the policy ``name``, which cuts text into tokens of the kind ``sentence``, or ``clause``.

    A sentence ends behind a stop: a character with the property Sentence_Terminal of Unicode, as ``.``, ``!``, ``?``,
    ``؟`` and ``۔``. Repeated stops, and the quotation marks, brackets and references ``[1]`` that close behind them,
    stay with it; the white space behind it lies in the gap. Not every stop ends a sentence:

    - ``.``, ``!`` and ``?`` inside a number, an address or a name: they end one before white space, or where an Arabic
      letter follows at once;
    - the stop of an abbreviation, of a lone letter (د.، م.، ج.م.ع.) but for one behind a number (١٩٩٠ م.), and of
      capital letters and Latin words that a small letter follows;
    - the stop of a number or letter at the start of a sentence, with which an item of a list begins: ``1.``, ``أ.``;
    - a stop that a comma, a semicolon or a colon follows, and the stop of a quotation that قائلا or حسبما follows.

    ``newlines`` says what a line break means: ``"break"``, the end of a sentence; ``"paragraph"``, the end if another
    follows, as in text with hard-wrapped lines; ``"space"``, no more than a space.

    ``quotations="keep"`` leaves a quotation whole that holds several sentences, in ``«»``, ``“”`` or ``""``. A
    quotation in which another begins with the same mark, or which has no end, is cut like other text.

    With ``clauses``, commas, semicolons and colons end a clause. With ``ellipses``, two full stops or more and ``…``
    end a sentence like one.

    ``abbreviations`` are the words that a full stop does not end a sentence behind, as they are written, without it.

    Raises ``TypeError`` or ``ValueError`` for anything else, and the tokenizer raises ``ValueError`` for more
    abbreviations than fit.

    >>> from arnorm import SentenceSplitter
    >>> from arnorm.policies import sentence_policy
    >>> wrapped = SentenceSplitter(sentence_policy("POEMS", newlines="paragraph", ellipses=True))
    >>> wrapped("قال لي\\nصاحبي... ثم مضى\\n\\nنعم")
    ['قال لي\\nصاحبي...', 'ثم مضى', 'نعم']
    """
    between = one_of("newlines", newlines, _BETWEEN)
    keep = one_of("quotations", quotations, _KEEPS)
    shut = "shut" if keep else "close"  # a straight mark that is paired with another does not just close
    run = f"[dot mark dots] [dot mark dots {shut}]*"
    stop = f"[dot mark dots hard] [dot mark dots hard {shut}]*"
    quote = 'left "\\""' if keep else ""

    words = _shortened_words(between, abbreviations)
    initials = f"upper tail* dot (({between})? upper tail* dot)* {between} [upper lower]"
    acronym = "(arabic tail* arabic tail* dot)+ arabic"
    shortened = f"({_SINGLE} (({between})? waw tail* dot)? | {initials} | {acronym} | {words})"
    ellipsis = "(dots | dot dot+) " + ("[dot dots]* arabic" if ellipses else "")
    # Whatever a sentence goes on with, and does not end in a digit.
    parts = [
        f"[^{_OUT} digit slash {quote}]",
        ellipsis,
        f"slash? {run} [^{_OUT} close open arabic digit slash]",
        '[upper lower] "!" arabic',
        f"({run})? [upper lower] dot {shut}* {between} lower",
        f"slash ([^{_OUT} digit slash {quote}] | {_SINGLE})",
        f"basic tail* {between} waw tail* dot",
        f"basic tail* basic tail* basic tail* {between} ({any_of(LETTER_NAMES)}) dot",
    ]
    going_on = f'(comma | {between} ["," arabic-comma])'
    said = f"{between} ({any_of(ATTRIBUTIONS)})"
    if not clauses:
        parts += [f"{stop} {going_on}", f"[dot mark dots hard] [dot mark dots hard {shut}]* {shut} {said}"]
    number = f"slash? ({run})? digit"
    # Behind a number a lone letter is a unit or an era, with which a sentence may end; letters in a row are not.
    era = f"({_SINGLE} (({between})? {_SINGLE})+ | {_SINGLE}+ arabic | {_SINGLE} ({between})? digit | {words})"
    address = f'":"? slash slash ([dot mark dots hard close]* [^{_OUT} close {quote}])* {shut}*'
    reference = '("[" digit{1,3} "]")*'
    end = f"{stop} {reference} ({between} [late mark hard] [dot mark dots hard {shut}]* {reference})*"
    last = ["slash"]
    for opening, closing in (("left", "right"), ('"\\""', '"\\""')) if keep else ():
        text = f"([^{opening} {closing} break]" + ("" if newlines == "break" else f" | {between}") + ")*"
        ended = f"{opening} {text} {stop} ({between})? {closing} [dot mark dots hard {shut}]*"
        parts.append(
            f"{opening} ({text} ([^{opening} {closing} shut {_OUT}] | {ellipsis}) shut* ({between})?)? {closing}"
        )
        parts.append(f"{ended} ({going_on} | {said})")
        last.append(f"{ended} {reference}")
        # A quotation without an end: what is short is not looked for behind its mark, for want of states.
        inside = f"[dot mark dots]+ [^{_OUT} close open arabic] | {ellipsis}"
        rest = f"(({between})? ([^{opening} {closing} {_OUT}] | {inside}))*"
        if opening != closing:
            rest += f" (({between})? {opening} (({between})? ([^{_OUT}] | {inside}))*)?"
        last.append(f"{opening} {rest} (({between})? {end})?")

    # A sentence begins at a word, and goes on to the next word, or to its end. What is short is looked for at a word.
    part = " | ".join(parts)
    some = f"({part} | {number} ({between} ({era} ({between})?)?)?)*"
    to_word = f"({part} | slash | {address}) {between} control* | [^{_OUT} word slash {quote}] ({between})?"
    to_end = f"{part} | {number} ({between} {era})? | (slash | {address})? {end} | {address} | {' | '.join(last)}"
    item = 'bracket? (digit{1,3} (dot digit{1,3})* | [upper lower] | ["ivxIVX"]{2,5}) late? [dot urdu]'
    pattern = (
        f"(({item}) ({between})?)? ({shortened} ({between})? | {some} ({to_word}))* ({shortened} | {some} ({to_end}))"
        f" | {item}"
    )
    sets = dict(_SETS + _WHITE)
    if clauses:
        sets["mark"] = chars.ranges_of(_MARKS + _COMMAS)
    choices = {"newlines": newlines, "quotations": quotations, "clauses": clauses, "ellipses": ellipses}
    written = [repr(name), *(f"{key}={value!r}" for key, value in choices.items())]
    if abbreviations != ABBREVIATIONS:
        written.append(f"abbreviations={abbreviations!r}")
    code = f"policies.sentence_policy({', '.join(written)})"
    return Grammar(name, (Kind("clause" if clauses else "sentence", pattern),), tuple(sets.items()), code=code)


_SINGLE: Final = "((initial | waw title) tail* space? [dot urdu])"
"""A lone letter and its stop, which a space may part."""


def _shortened_words(between: str, abbreviations: tuple[str, ...]) -> str:
    """Return the pattern of words that a stop shortens, and of those that it shortens before a number."""
    if not isinstance(abbreviations, tuple):
        raise TypeError(f"abbreviations must be a tuple of str, not {type(abbreviations).__name__}")
    for text in abbreviations:
        if not isinstance(text, str):
            raise TypeError(f"an abbreviation must be a str, not {type(text).__name__}")
        if not text or text[-1] in _DOTS or not chars.characters(_ucd.WHITE_SPACE).isdisjoint(text):
            raise ValueError(
                f"an abbreviation is a word without white space and without the stop behind it, not {text!r}"
            )
    numbered = f"({any_of(BEFORE_NUMBERS)}) dot ({between})? digit"
    return f"waw? ({any_of(abbreviations)}) tail* [dot urdu] | {numbered}" if abbreviations else numbered


SENTENCES: Final = sentence_policy("SENTENCES").named("SENTENCES", "policies.SENTENCES")
"""Sentences; a line break always ends one. See `sentence_policy`."""
SENTENCES_WRAPPED: Final = sentence_policy("SENTENCES_WRAPPED", newlines="paragraph").named(
    "SENTENCES_WRAPPED", "policies.SENTENCES_WRAPPED"
)
"""Sentences of text whose lines are broken at a width: one line break is a space, a blank line ends a sentence."""
SENTENCES_QUOTED: Final = sentence_policy("SENTENCES_QUOTED", quotations="keep").named(
    "SENTENCES_QUOTED", "policies.SENTENCES_QUOTED"
)
"""Sentences; a quotation of several sentences is not cut."""
CLAUSES: Final = sentence_policy("CLAUSES", clauses=True).named("CLAUSES", "policies.CLAUSES")
"""Sentences cut at commas, semicolons and colons as well."""
PARAGRAPHS: Final = Grammar(
    "PARAGRAPHS",
    (Kind("paragraph", f"[^space break]+ ({_BETWEEN['paragraph']} [^space break]+)*"),),
    _WHITE,
    code="policies.PARAGRAPHS",
)
"""Paragraphs: what blank lines or paragraph separators part, without the white space around it."""
