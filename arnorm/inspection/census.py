"""How a census is taken and how two are added."""

from __future__ import annotations

from functools import lru_cache

from arnorm.grammar import Grammar, Kind
from arnorm.inspection import PLACES, Finding, Inspection
from arnorm.inspection.kinds import KINDS, kind_of
from arnorm.inspection.touches import changed_lines, touches
from arnorm.normalizer import Normalizer
from arnorm.profiles import PROFILES
from arnorm.quotes import unpaired_quotes
from arnorm.rules import RULES, is_visual_order
from arnorm.rules.steps import Match
from arnorm.tokenizer import Tokenizer
from arnorm.tokens import places_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Final

__all__ = ["GROUPS", "ORDER", "TOKENS", "added", "inspected"]

TOKENS: Final = {
    "word": "words",
    "number": "numbers",
    "url": "urls",
    "email": "emails",
    "mention": "mentions",
    "hashtag": "hashtags",
    "emoji": "emoji",
    "emoticon": "emoticons",
    "abbreviation": "abbreviations",
}
"""The kinds of tokens that are counted, and what they are called here."""
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "tokens": tuple(TOKENS.values()),
    **KINDS,
    "structure": ("html_tags", "unpaired_quotes", "visual_order_lines"),
}
"""The kinds by group, in the order of the report; those of ``KINDS`` count every character once."""
ORDER: Final = tuple(kind for kinds in GROUPS.values() for kind in kinds)
_BLOCK: Final = 1 << 12
_WIDTH: Final = 24
"""How many code points of text are shown before and behind a place."""


def inspected(text: str) -> Inspection:
    """Return the census of a text."""
    from collections import Counter

    counts = Counter(text)
    found = {**_tokens(text, counts), **_characters(text, counts), **_quotes(text, counts), **_visual(text, counts)}
    findings = [
        Finding(kind, found[kind][0], tuple(found[kind][1]), _example(text, found[kind][1][0]))
        for kind in ORDER
        if kind in found
    ]
    changed = [(name, changed_lines(text, normalize(text))) for name, normalize in _normalizers().items()]
    return Inspection(
        len(text),
        text.count("\n") + (not text.endswith("\n") and text != ""),
        tuple(sorted(counts.items())),
        tuple(findings),
        tuple(touches(text, counts)),
        tuple([(name, lines) for name, lines in changed if lines]),
    )


def added(first: Inspection, second: Inspection) -> Inspection:
    """Return the census of two texts one behind the other."""
    one = {finding.kind: finding for finding in first.findings}
    other = {finding.kind: finding for finding in second.findings}
    findings = []
    for kind in ORDER:
        if kind in one or kind in other:
            a, b = one.get(kind), other.get(kind)
            places = [*(a.places if a else ()), *[place + first.code_points for place in (b.places if b else ())]]
            count = (a.count if a else 0) + (b.count if b else 0)
            findings.append(Finding(kind, count, tuple(places[:PLACES]), (a or other[kind]).example))
    return Inspection(
        first.code_points + second.code_points,
        first.lines + second.lines,
        _summed(first.characters, second.characters),
        tuple(findings),
        _summed(first.rules, second.rules, RULES),
        _summed(first.profiles, second.profiles, PROFILES),
    )


def _summed(
    one: Iterable[tuple[str, int]], other: Iterable[tuple[str, int]], order: Iterable[str] | None = None
) -> tuple[tuple[str, int], ...]:
    from collections import Counter

    counts = Counter(dict(one))
    counts.update(dict(other))
    return tuple([(name, counts[name]) for name in (sorted(counts) if order is None else order) if name in counts])


def _characters(text: str, counts: Mapping[str, int]) -> dict[str, tuple[int, list[int]]]:
    """Return the count and the first places of every kind of characters.

    Text is looked at block by block; a block is gone through only where it holds what is still looked for, so that no
    more blocks are than there are kinds and places.
    """
    kinds = {character: kind_of(character) for character in counts}
    members: dict[str, list[str]] = {}
    for character, kind in kinds.items():
        members.setdefault(kind, []).append(character)
    totals = {kind: sum([counts[character] for character in members[kind]]) for kind in members}
    places: dict[str, list[int]] = {kind: [] for kind in totals}
    looked_for = set(counts)
    for start in range(0, len(text), _BLOCK):
        block = text[start : start + _BLOCK]
        here = looked_for.intersection(block)
        if not here:
            continue
        for place, character in enumerate(block, start):
            if character in here:
                kind = kinds[character]
                if len(places[kind]) < PLACES:
                    places[kind].append(place)
        for kind in {kinds[character] for character in here}:
            if len(places[kind]) == min(PLACES, totals[kind]):
                looked_for.difference_update(members[kind])
        if not looked_for:
            break
    return {kind: (total, places[kind]) for kind, total in totals.items()}


def _tokens(text: str, counts: Mapping[str, int]) -> dict[str, tuple[int, list[int]]]:
    found = _cut(text, _tokenizer(), TOKENS)
    return {**found, **_cut(text, _tag_finder(), {"html_tag": "html_tags"})} if "<" in counts else found


def _cut(text: str, tokenizer: Tokenizer, names: Mapping[str, str]) -> dict[str, tuple[int, list[int]]]:
    """Return the count and the first places of the tokens whose kind has a name here."""
    raw_spans, raw_kinds = tokenizer.scan_spans(text)
    spans = places_in(raw_spans, raw_kinds)
    found = {}
    for number, name in enumerate(tokenizer.kinds):
        if name in names and number in raw_kinds:
            places: list[int] = []
            at = raw_kinds.find(number)
            while at >= 0 and len(places) < PLACES:
                places.append(spans[2 * at])
                at = raw_kinds.find(number, at + 1)
            found[names[name]] = (raw_kinds.count(number), places)
    return found


def _quotes(text: str, counts: Mapping[str, int]) -> dict[str, tuple[int, list[int]]]:
    """Return what is found of quotation marks without a partner; no pair reaches over the end of a line."""
    from arnorm.chars import QUOTATION_MARKS

    return _in_lines("unpaired_quotes", text, QUOTATION_MARKS.intersection(counts), unpaired_quotes)


def _visual(text: str, counts: Mapping[str, int]) -> dict[str, tuple[int, list[int]]]:
    forms = [character for character in counts if kind_of(character) in _FORMS]
    return _in_lines("visual_order_lines", text, forms, lambda line: [0] if is_visual_order(line) else [])


_FORMS: Final = frozenset({"presentation_forms", "word_ligatures"})


def _in_lines(
    kind: str, text: str, members: Iterable[str], find: Callable[[str], list[int]]
) -> dict[str, tuple[int, list[int]]]:
    """Return what ``find`` finds in the lines that hold one of some characters."""
    held = frozenset(members)
    if not held:
        return {}
    total = 0
    places: list[int] = []
    for start, line in _lines(text):
        if not held.isdisjoint(line):
            found = find(line)
            total += len(found)
            places += [start + place for place in found[: PLACES - len(places)]]
    return {kind: (total, places)} if total else {}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1


def _example(text: str, place: int) -> str:
    """Return what stands around a place on its line: the piece between white space, cut where it is long."""
    line_start = text.rfind("\n", max(0, place - _WIDTH), place) + 1 or max(0, place - _WIDTH)
    before = text[line_start:place]
    behind = "" if text[place] == "\n" else text[place + 1 : place + 1 + _WIDTH].partition("\n")[0]
    pieces = before.split()
    left = pieces[-1] if pieces and not before[-1].isspace() else ""
    pieces = behind.split()
    right = pieces[0] if pieces and not behind[0].isspace() else ""
    return left + text[place] + right


def _make_normalizers() -> dict[str, Normalizer]:
    return {name: Normalizer(profile) for name, profile in PROFILES.items()}


def _make_tag_finder() -> Tokenizer:
    """Return what cuts out the tags that `rules.replace_html` replaces."""
    step = RULES["replace_html:"].steps[0]
    assert isinstance(step, Match)
    return Tokenizer(Grammar("TAGS", (Kind("html_tag", step.patterns[0][0]),), step.sets))


_normalizers = lru_cache(maxsize=1)(_make_normalizers)
_tokenizer = lru_cache(maxsize=1)(Tokenizer)
_tag_finder = lru_cache(maxsize=1)(_make_tag_finder)
