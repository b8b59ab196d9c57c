"""Policies that cut text into sentences, clauses and paragraphs, and the function that builds them."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind
from arnorm.policies.abbreviations import ABBREVIATIONS, BEFORE_NUMBERS, LETTER_NAMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final, Literal

    from arnorm._ucd import Ranges

__all__ = ["CLAUSES", "PARAGRAPHS", "SENTENCES", "SENTENCES_QUOTED", "SENTENCES_WRAPPED", "sentence_policy"]

# Invisible characters that hold no words apart.
_CONTROLS: Final = chars.ranges_of(chars.BIDI_CONTROLS | (chars.ZERO_WIDTH - {chars.ZERO_WIDTH_SPACE}))
_FEED: Final = "\n"
_RETURN: Final = "\r"
_PARAGRAPH_SEPARATOR: Final = "\N{PARAGRAPH SEPARATOR}"
_LINE_BREAKS: Final = f"{_FEED}\v\f{_RETURN}\N{NEXT LINE}\N{LINE SEPARATOR}{_PARAGRAPH_SEPARATOR}"
_SPACES: Final = chars.characters(_ucd.WHITE_SPACE) - set(_LINE_BREAKS)
_DOTS: Final = ".\N{ONE DOT LEADER}\N{SMALL FULL STOP}\N{FULLWIDTH FULL STOP}"
_MARKS: Final = "!?"
_COMMAS: Final = f",;:{chars.COMMA}{chars.SEMICOLON}"
_LETTERS: Final = chars.category("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")
_MARKS_OF_LETTERS: Final = chars.category("Mn", "Mc", "Me") + chars.ranges_of(chars.JOINERS | {chars.TATWEEL}) + _CONTROLS
_ARABIC: Final = chars.without(chars.common(_ucd.ARABIC_SCRIPT, _LETTERS), chars.TATWEEL)

# Sets of code points. "dot" may stand inside a number, an address or an abbreviation, and "mark" inside an address or a
# name; "hard" ends a sentence wherever it stands.
_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("dot", chars.ranges_of(_DOTS)),
    ("mark", chars.ranges_of(_MARKS)),
    ("dots", chars.ranges_of(chars.ELLIPSIS)),
    ("hard", chars.without(_ucd.SENTENCE_TERMINAL, _DOTS + _MARKS)),
    ("urdu", chars.ranges_of(chars.FULL_STOP)),
    ("comma", chars.ranges_of(_COMMAS)),
    ("close", chars.category("Pe", "Pf") + chars.ranges_of("\"'") + _CONTROLS),
    ("left", chars.ranges_of(chars.characters(((0xAB, 0xAB), (0x201C, 0x201C))))),
    ("right", chars.ranges_of(chars.characters(((0xBB, 0xBB), (0x201D, 0x201D))))),
    ("slash", chars.ranges_of("/")),
    ("shut", chars.category("Pe", "Pf") + chars.ranges_of("'") + _CONTROLS),
    ("late", chars.category("Pe") + chars.ranges_of(chars.characters(((0xBB, 0xBB),)))),
    ("bracket", chars.category("Ps")),
    ("open", chars.category("Ps", "Pi")),
    ("digit", chars.category("Nd", "No")),
    ("arabic", _ARABIC),
    ("waw", chars.ranges_of(chars.WAW)),
    ("upper", chars.category("Lu", "Lt")),
    ("lower", chars.category("Ll")),
    ("tail", _MARKS_OF_LETTERS),
    ("word", _LETTERS + chars.category("Nd", "No", "Pc") + _MARKS_OF_LETTERS),
    ("space", chars.ranges_of(_SPACES)),
    ("break", chars.ranges_of(_LINE_BREAKS)),
    ("feed", chars.ranges_of(_FEED)),
    ("return", chars.ranges_of(_RETURN)),
    ("line", chars.ranges_of(set(_LINE_BREAKS) - {_FEED, _RETURN, _PARAGRAPH_SEPARATOR})),
)

# What may stand between the words of one sentence.
_BETWEEN: Final = {
    "break": "space+",
    "paragraph": "(space+ | space* (return feed? | feed | line) space*)",
    "space": "[space break]+",
}
_OUT = "dot mark dots hard space break"  # neither stops nor white space
_SINGLE = "(waw? arabic tail* space? [dot urdu])"


def sentence_policy(
    name: str,
    newlines: Literal["break", "paragraph", "space"] = "break",
    quotations: Literal["split", "keep"] = "split",
    clauses: bool = False,
    ellipses: bool = False,
    abbreviations: tuple[str, ...] = ABBREVIATIONS,
) -> Grammar:
    between = _BETWEEN[newlines]
    keep = quotations == "keep"
    quote = 'left "\\""' if keep else ""
    # What closes may stand between the stops of a run; a straight mark may not where it is paired with another.
    shut = "shut" if keep else "close"
    run = f"[dot mark dots] [dot mark dots {shut}]*"
    stop = f"[dot mark dots hard] [dot mark dots hard {shut}]*"
    plain = f"[^{_OUT} digit slash {quote}]"
    # Words that a stop shortens, behind white space or punctuation.
    listed = f"waw? ({_any_of(abbreviations)}) tail* [dot urdu]" if abbreviations else _SINGLE
    numbered = f"({_any_of(BEFORE_NUMBERS)}) dot ({between})? digit"
    initials = f"upper tail* dot (({between})? upper tail* dot)* {between} [upper lower]"
    acronym = "(arabic tail* arabic tail* dot)+ arabic"
    shortened = f"({_SINGLE} | {listed} | {numbered} | {initials} | {acronym})"
    # Behind a number a lone letter is a unit or an era, with which a sentence may end; letters in a row are not.
    era = f"({_SINGLE} (({between})? {_SINGLE})+ | {_SINGLE}+ arabic | {_SINGLE} ({between})? digit)"
    named = f"arabic tail* arabic tail* arabic tail* {between} ({_any_of(LETTER_NAMES)}) dot"
    ellipsis = "(dots | dot dot+) " + ("[dot dots]* arabic" if ellipses else "")
    parts = [
        plain,
        ellipsis,
        named,
        f"slash? {run} [^{_OUT} close open arabic digit slash]",
        '[upper lower] "!" arabic',
        f"({run})? [upper lower] dot {shut}* {between} lower",
        f"slash ([^{_OUT} digit slash {quote}] | {_SINGLE})",
    ]
    if not clauses:
        parts.append(f'{stop} (comma | {between} ["," comma])')
    number = f"({run} | slash)? digit"
    reference = '("[" digit{1,3} "]")*'
    end = f"{stop} {reference} ({between} [late mark hard] [dot mark dots hard {shut}]* {reference})*"
    last = ["slash"]
    if keep:
        for opening, closing in (("left", "right"), ('"\\""', '"\\""')):
            text = f"([^{opening} {closing} break]" + ("" if newlines == "break" else f" | {between}") + ")*"
            parts.append(f"{opening} ({text} ([^{opening} {closing} {_OUT}] | {ellipsis}) ({between})?)? {closing}")
            ended = f"{opening} {text} {stop} ({between})? {closing} {shut}*"
            parts.append(f'{ended} (comma | {between} ["," comma])')
            last.append(f"{ended} {reference}")
            # A quotation that is not closed: what is short is not looked for behind its mark.
            rest = f"(({between})? ([^{opening} {closing} {_OUT}] | [dot mark dots]+ [^{_OUT} close open arabic] | {ellipsis}))*"
            if opening != closing:
                rest += f" (({between})? {opening} (({between})? ([^{_OUT}] | [dot mark dots]+ [^{_OUT} close open arabic] | {ellipsis}))*)?"
            last.append(f"{opening} {rest} (({between})? {end})?")
    part = " | ".join(parts)
    some = f"({part} | {number} ({between} ({era} ({between})?)?)?)*"
    address = f"slash slash ([dot mark dots hard close]* [^{_OUT} close {quote}])* {shut}*"
    item = f'bracket? (digit{{1,3}} (dot digit{{1,3}})* | [upper lower] | ["ivxIVX"]{{2,5}}) [dot urdu]'
    to_word = f"({part} | slash | {address}) {between} | [^{_OUT} word slash {quote}] ({between})?"
    to_end = f"{part} | {number} ({between} {era})? | (slash | {address})? {end} | {address} | {' | '.join(last)}"
    pattern = (
        f"(({item}) ({between})?)? ({shortened} ({between})? | {some} ({to_word}))* ({shortened} | {some} ({to_end}))"
        f" | {item}"
    )
    sets = dict(_SETS)
    if clauses:
        sets["mark"] = chars.ranges_of(_MARKS + _COMMAS)
    return Grammar(name, (Kind("clause" if clauses else "sentence", pattern),), tuple(sets.items()))


def _any_of(texts: tuple[str, ...]) -> str:
    """Return the pattern of one of ``texts``."""
    return " | ".join('"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' for text in texts)


SENTENCES: Final = sentence_policy("SENTENCES")
SENTENCES_WRAPPED: Final = sentence_policy("SENTENCES_WRAPPED", newlines="paragraph")
SENTENCES_QUOTED: Final = sentence_policy("SENTENCES_QUOTED", quotations="keep")
CLAUSES: Final = sentence_policy("CLAUSES", clauses=True)
PARAGRAPHS: Final = Grammar("PARAGRAPHS", (Kind("paragraph", f"[^space break]+ ({_BETWEEN['paragraph']} [^space break]+)*"),), _SETS)
