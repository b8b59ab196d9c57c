"""The rule about text in visual order: lines as they are drawn, from left to right, instead of as they are read.

Old documents and some extractors of text from PDFs store Arabic so, in presentation forms. The forms tell: a word that
is stored as it is read begins with an initial form and ends with a final one.
"""

from __future__ import annotations

from arnorm import _ucd
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

__all__ = ["fix_visual_order", "is_visual_order"]

_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_JOINING: Final = {"<initial>": (1, -1), "<medial>": (-1, -1), "<final>": (-1, 1), "<isolated>": (0, 0)}
"""What a form says where it begins a stored word and where it ends one: 1 for the order of reading, -1 against it."""
_FIRST_FORM: Final = chr(min(_ucd.PRESENTATION_FORMS))


def is_visual_order(text: str) -> bool:
    """Return whether the presentation forms of a text show that it is stored as it is drawn, from left to right.

    Text without presentation forms never is: nothing in it tells.

    >>> from arnorm.rules import is_visual_order
    >>> is_visual_order("ﻡﻼﺳ"), is_visual_order("ﺳﻼﻡ"), is_visual_order("سلام")
    (True, False, False)
    """
    return max(text, default="") >= _FIRST_FORM and sum(map(_evidence, _words(text))) < 0


def _words(text: str) -> Iterator[str]:
    """Yield the longest stretches of presentation forms of letters."""
    word = ""
    for character in text:
        if ord(character) in _ucd.PRESENTATION_FORMS and not _is_mark(character):
            word += character
        else:
            if word:
                yield word
            word = ""
    if word:
        yield word


def _evidence(word: str) -> int:
    """Return how much the ends of a stored word speak for the order of reading; less than 0 is against it."""
    if len(word) < 2:
        return 0
    return _JOINING.get(_form(word[0]), (0, 0))[0] + _JOINING.get(_form(word[-1]), (0, 0))[1]


def _form(character: str) -> str:
    import unicodedata

    return unicodedata.decomposition(character).partition(" ")[0]


def _is_mark(character: str) -> bool:
    """Return whether a character is a mark, or the presentation form of one."""
    import unicodedata

    return unicodedata.combining(character) != 0 or " " in _ucd.PRESENTATION_FORMS.get(ord(character), "")[:1]


def _fixed(text: str) -> str:
    if text.isascii():
        return text
    lines = text.splitlines(keepends=True)
    turned = [_turned(line) if is_visual_order(line) else line for line in lines]
    return "".join(line if is_visual_order(other) else other for line, other in zip(lines, turned, strict=True))


def _turned(line: str) -> str:
    """Return a line in the order of reading: from right to left, but runs of other scripts and numbers as they are."""
    body = line.rstrip("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
    clusters: list[str] = []
    for character in body:
        if clusters and _is_mark(character):
            clusters[-1] += character
        else:
            clusters.append(character)
    turned = [cluster.translate(_MIRRORED) for cluster in reversed(clusters)]
    start = 0
    while start < len(turned):
        end = _end_of_run(turned, start)
        if end > start + 1:
            turned[start:end] = [cluster.translate(_MIRRORED) for cluster in reversed(turned[start:end])]
        start = max(end, start + 1)
    return "".join(turned) + line[len(body) :]


def _end_of_run(clusters: list[str], start: int) -> int:
    """Return where the run ends that is read from left to right and begins at ``start``; ``start`` if none does."""
    end = start
    for place in range(start, len(clusters)):
        direction = _direction(clusters[place])
        if direction == "L":
            end = place + 1
        elif direction == "R" or end == start:
            break
    return end


def _direction(cluster: str) -> str:
    """Return "L" for what is read from left to right, digits too, "R" for the contrary, "" for what is in both."""
    import unicodedata

    kind = unicodedata.bidirectional(cluster[0])
    return {"L": "L", "EN": "L", "AN": "L", "R": "R", "AL": "R"}.get(kind, "")


fix_visual_order: Rule = conditional(
    "fix_visual_order",
    (Function(_fixed),),
    "Write lines that are stored as they are drawn, from left to right, in the order of reading; runs in Python.",
    lossy=False,
    source="the joining forms of U+FB50-FEFF; Latin and digits keep their order, as rule L2 of UAX #9 draws them",
)
