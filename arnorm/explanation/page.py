"""An explanation as HTML: the text with every change marked, a legend, and the changes of each rule."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from unicodedata import bidirectional

from arnorm import _ucd, chars
from arnorm.explanation.names import is_mark, is_shown, label, listed
from arnorm.explanation.style import STYLE, look
from arnorm.explanation.terminal import plural, summary
from arnorm.names import described, shown
from arnorm.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from arnorm.explanation.changes import Change, Explanation

__all__ = ["fragment", "page"]

_SAID = 12
"""How many changes a tooltip lists."""
_PLACES = 5
_EMOJI_PARTS = frozenset(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0020, 0xE0080)]))
"""Variation selectors and tags, which have no picture and choose one for others."""
_SHORT = 12
"""How many letters a box may hold that is kept on one line; a code point counts as four."""
_RTL = ("R", "AL")
_STACK = 16
"""How many marks on a letter are looked at."""
_SEPARATORS = {*"/.,:-", chars.DECIMAL_SEPARATOR, chars.THOUSANDS_SEPARATOR, chars.COMMA, chars.DATE_SEPARATOR}
_KEY = (
    "Each box is a place that changed: what stood there, an arrow, and what stands there now; "
    "a dashed box was deleted. The small numbers are those of the rules."
)
_OPEN_BOX = "\N{OPEN BOX}"
"""Stands for a space."""
_ARROW = "\N{RIGHTWARDS ARROW}"
_LAYOUT = {" ", "\t", "\n", *chars.JOINERS}
"""What stays as it is in text that did not change."""


def page(explanation: Explanation) -> str:
    """Return a whole page."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<title>What normalization changed</title>\n"
        "<style>body{margin:0;background:#fff}@media (prefers-color-scheme:dark){body{background:#16191d}}</style>\n"
        f"</head>\n<body>\n{fragment(explanation)}\n</body>\n</html>\n"
    )


def fragment(explanation: Explanation) -> str:
    """Return an element for another page, with its style in it."""
    counts = explanation.counts
    numbers = {rule: number for number, rule in enumerate(counts)}
    direction = "rtl" if _is_rtl(explanation.source) or _is_rtl(explanation.result) else "ltr"
    parts = [f'<section class="arnorm-explanation">\n<style>{STYLE}</style>', f"<p>{summary(explanation)}</p>"]
    if numbers:
        marked = "".join(_marked(explanation, numbers))
        parts += [
            f'<h2>Changes</h2>\n<div class="text marked" dir="{direction}">{marked}</div>',
            f'<p class="faint">{_KEY}</p>\n<ol class="legend">',
            *(_legend(rule, number, counts[rule]) for rule, number in numbers.items()),
            "</ol>",
        ]
    parts.append(f'<h2>Source</h2>\n<div class="text source" dir="{direction}">{_plain(explanation.source)}</div>')
    if numbers:
        parts.append(f'<h2>Result</h2>\n<div class="text result" dir="{direction}">{_plain(explanation.result)}</div>')
        groups = [_group(key, changes, numbers) for key, changes in explanation.groups().items()]
        parts += [
            f"<details>\n<summary>{plural(len(groups), 'kind')} of change</summary>",
            '<ol class="groups">',
            *groups,
            "</ol>\n</details>",
        ]
    return "\n".join([*parts, "</section>"])


def _legend(rule: str, number: int, count: int) -> str:
    known = RULES.get(rule)
    why = f'<span class="why">{escape(known.summary)}</span>' if known else ""
    return (
        f'<li><b class="rule {look(number)}">{number + 1}</b> <div><code><bdi>{_plain(rule)}</bdi></code>'
        f' <span class="faint">{plural(count, "change")}</span>{why}</div></li>'
    )


def _group(key: tuple[str, str, str], changes: tuple[Change, ...], numbers: dict[str, int]) -> str:
    rule, before, after = key
    number = numbers[rule]
    places = ", ".join([f"{change.source_start:,}" for change in changes[:_PLACES]])
    more = f", {chars.ELLIPSIS}" if len(changes) > _PLACES else ""
    sides = f" {_ARROW} ".join([_side(before, "nothing"), _side(after, "deleted")])
    return (
        f'<li><b class="rule {look(number)}" title="{escape(_ascii(rule))}">{number + 1}</b>'
        f'<span class="number">{len(changes):,}</span>'
        f'<span>{sides} <span class="faint">at {places}{more}</span></span></li>'
    )


def _side(text: str, nothing: str) -> str:
    return f"<bdi>{_shown(text)}</bdi> <code>{escape(listed(text))}</code>" if text else f"<i>{nothing}</i>"


# ------------------------------------------------------------------------------------------------- the marked text


class _Spot:
    """Changes that overlap in the source: one place of the text, and the rules that changed it."""

    __slots__ = ("changes", "end", "result_end", "result_start", "start")

    def __init__(self, change: Change) -> None:
        self.start, self.end = change.source_start, change.source_end
        self.result_start, self.result_end = change.result_start, change.result_end
        self.changes = [change]

    def takes(self, change: Change) -> bool:
        """Return whether a change that does not begin before this one overlaps it."""
        return change.source_start < self.end or change.source_end == self.start

    def add(self, change: Change) -> None:
        """Take a change that overlaps."""
        self.end = max(self.end, change.source_end)
        self.result_start = min(self.result_start, change.result_start)
        self.result_end = max(self.result_end, change.result_end)
        self.changes.append(change)

    @property
    def rules(self) -> list[str]:
        """The rules, each once, in their order."""
        return list(dict.fromkeys(change.rule for change in self.changes))


def _marked(explanation: Explanation, numbers: dict[str, int]) -> Iterator[str]:
    """Yield the source with the changes in it; those that touch are shown as one, so that numbers stay whole."""
    source = explanation.source
    position = 0
    for spots in _touching(_spots(explanation.changes, numbers), source):
        start, end = spots[0].start, spots[-1].end
        if start > position:
            yield _run(source, position, start)
        result = explanation.result[min(spot.result_start for spot in spots) : max(spot.result_end for spot in spots)]
        yield _change(source, spots, result, numbers)
        position = end
    if position < len(source):
        yield _run(source, position, len(source))


def _spots(changes: Iterable[Change], numbers: dict[str, int]) -> list[_Spot]:
    spots: list[_Spot] = []
    for change in sorted(changes, key=lambda change: (change.source_start, change.source_end)):
        if spots and spots[-1].takes(change):
            spots[-1].add(change)
        else:
            spots.append(_Spot(change))
    for spot in spots:
        spot.changes.sort(key=lambda change: numbers[change.rule])
    return spots


def _touching(spots: list[_Spot], source: str) -> Iterator[list[_Spot]]:
    """Yield the spots that are shown in one box: those that touch, and those of one number."""
    group: list[_Spot] = []
    for spot in spots:
        if group and spot.start > group[-1].end and not _in_number(source, group[-1].end, spot.start):
            yield group
            group = []
        group.append(spot)
    if group:
        yield group


def _in_number(source: str, start: int, end: int) -> bool:
    """Return whether what stands between two changes is a short piece of a number: boxes would tear it apart."""
    return (
        0 < start <= end - 1 <= start + _STACK
        and end < len(source)
        and source[start - 1].isdecimal()
        and source[end].isdecimal()
        and all(character.isdecimal() or character in _SEPARATORS for character in source[start:end])
    )


def _change(source: str, spots: list[_Spot], result: str, numbers: dict[str, int]) -> str:
    """Return the box of spots that touch: what stood there, what stands there now, and the numbers of the rules."""
    before = []
    alike: list[tuple[list[str], int, int]] = []
    for spot in spots:  # neighbours that the same rules changed look better as one
        if alike and alike[-1][0] == spot.rules and alike[-1][2] == spot.start:
            alike[-1] = (spot.rules, alike[-1][1], spot.end)
        else:
            alike.append((spot.rules, spot.start, spot.end))
    position = spots[0].start
    for rules, start, end in alike:
        if position < start:
            before.append(_plain(source[position:start]))
        position = end
        if start < end:
            classes = f"rule {look(numbers[rules[0]])}{_joining(source, start, end)}"
            before.append(f'<span class="{classes}">{_shown(source[start:end])}</span>')
    used = list(dict.fromkeys(rule for spot in spots for rule in spot.rules))
    gone = " gone" if not result else ""
    text = source[spots[0].start : spots[-1].end] + result
    latin = " ltr" if _first_strong(text) == "L" else ""
    short = " short" if sum(1 if is_shown(character) else 4 for character in text) <= _SHORT else ""
    pieces = []
    if before:
        pieces.append(f"<del>{''.join(before)}</del>")
    if result:
        inserted = _shown(result)
        first = look(numbers[used[-1]])
        pieces.append(
            f"<ins>{inserted}</ins>" if before else f'<ins><span class="rule {first}">{inserted}</span></ins>'
        )
    names = "+".join([str(number + 1) for number in sorted(numbers[rule] for rule in used)])
    title = escape(_said([change for spot in spots for change in spot.changes])).replace("\n", "&#10;")
    color = look(numbers[used[0]])
    return (
        f'<bdi class="change {color}{gone}{latin}{short}" title="{title}">{"".join(pieces)}<small>{names}</small></bdi>'
    )


def _said(changes: list[Change]) -> str:
    lines = [
        f"{_ascii(change.rule)}: {listed(change.before) or 'nothing'} {_ARROW} {listed(change.after) or 'deleted'}"
        for change in changes[:_SAID]
    ]
    if len(changes) > _SAID:
        lines.append(f"{chars.ELLIPSIS} and {len(changes) - _SAID} more")
    return "\n".join(lines)


def _ascii(text: str) -> str:
    return shown(text).encode("ascii", "backslashreplace").decode()


# ----------------------------------------------------------------------------------------------------- single texts


def _plain(text: str) -> str:
    """Return text for reading: what has no picture is shown by its code point, but for spaces, joiners and emoji."""
    return "".join([_escaped(character) if _stays(character) else _code(character) for character in text])


def _shown(text: str) -> str:
    """Return text in which everything can be seen: spaces too where there is nothing else, and marks without a base."""
    pieces = []
    previous = " "
    space = " " if text.strip(" ") else _OPEN_BOX
    for character in text:
        if character == " ":
            pieces.append(space)
        elif not is_shown(character):
            pieces.append(_code(character))
        elif is_mark(character) and (previous == " " or not is_shown(previous)):
            pieces.append(chars.DOTTED_CIRCLE + _escaped(character))
        else:
            pieces.append(_escaped(character))
        previous = character
    return "".join(pieces)


def _run(source: str, start: int, end: int) -> str:
    """Return what did not change between two changes, whose letters still look joined to those beside them."""
    text = _plain(source[start:end])
    if is_mark(source[start]):
        text = chars.DOTTED_CIRCLE + text
    classes = _joining(source, start, end).strip()
    return f'<span class="{classes}">{text}</span>' if classes else text


def _stays(character: str) -> bool:
    return character in _LAYOUT or is_shown(character) or character in _EMOJI_PARTS


def _escaped(character: str) -> str:
    return escape(character) if character in "&<>\"'" else character


def _code(character: str) -> str:
    point = ord(character)
    end = "\n" if character == "\n" else ""
    return f'<bdi class="code" title="{escape(described(chr(point)))}">{label(point)}</bdi>{end}'


def _is_rtl(text: str) -> bool:
    return any(bidirectional(character) in _RTL for character in set(text) - chars.BIDI_CONTROLS)


def _first_strong(text: str) -> str:
    """Return the bidirectional class of the first letter that has a direction, "" if there is none."""
    classes = (bidirectional(character) for character in text if character not in chars.BIDI_CONTROLS)
    return next((name for name in classes if name == "L" or name in _RTL), "")


# ------------------------------------------------------------------------------------------------------- joined letters


def _joining(source: str, start: int, end: int) -> str:
    """Return the classes that make the letters at the edges of a piece look joined to those outside of it."""
    left, first = _letter_before(source, start), _letter_from(source, start)
    last, right = _letter_before(source, end), _letter_from(source, end)
    join = " join" if _joins_on(left) and _joins(first) else ""
    on = " on" if _joins_on(last) and _joins(right) else ""
    return join + on


def _letter_before(source: str, place: int) -> str:
    for position in range(place - 1, max(place - 1 - _STACK, -1), -1):
        if not is_mark(source[position]):
            return source[position]
    return " "


def _letter_from(source: str, place: int) -> str:
    for character in source[place : place + _STACK]:
        if not is_mark(character):
            return character
    return " "


def _joins_on(character: str) -> bool:
    return _forms().get(character, 0) >= 4 or character == chars.TATWEEL


def _joins(character: str) -> bool:
    return _forms().get(character, 0) >= 2 or character == chars.TATWEEL


def _count_forms() -> dict[str, int]:
    """Return how many shapes each letter has: four if it joins on both sides, two if only to the letter before it."""
    counts: dict[str, int] = {}
    for letters in _ucd.PRESENTATION_FORMS.values():
        if len(letters) == 1:
            counts[letters] = counts.get(letters, 0) + 1
    return counts


_forms = lru_cache(maxsize=1)(_count_forms)
