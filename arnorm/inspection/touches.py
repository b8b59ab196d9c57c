"""How much of a text each rule of the registry would change, if it were applied alone."""

from __future__ import annotations

from functools import lru_cache
from operator import ne

from arnorm import _canonical, chars
from arnorm._core.difference import common_ends
from arnorm.rules import RULES, Rule, nfc, nfd, nfkc, nfkd
from arnorm.rules.steps import Match, Step, step_of
from arnorm.shortcuts import candidates
from arnorm.stages import compile_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

    from arnorm._core import Pipeline
    from arnorm.rules.steps import AnyStep

__all__ = ["changed_lines", "differing", "touches"]

_MARK = "\ufffe"
"""A noncharacter that stands in marked text for what a step changes."""
_STAND_IN = "\U0001fffe"
"""What stands there for the mark, if the text holds it."""
_FORMS: Final = frozenset({nfc, nfd, nfkc, nfkd})
_MANY: Final = 1000
_JOINT: Final = "\N{COMBINING GRAPHEME JOINER}"


def touches(text: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return each rule that changes ``text`` and how often, in registry order; ``counts`` is its characters."""
    present = frozenset(map(ord, counts))
    found = []
    for name, rule in RULES.items():
        if rule.context_free:
            count = sum([counts[chr(point)] for point in _changed(name) & present])
        else:
            count = _conditional(rule, text, present)
        if count:
            found.append((name, count))
    return found


def differing(before: str, after: str) -> int:
    """Return how many pieces between white space differ, line by line; at least 1 where anything does."""
    if before == after:
        return 0
    count = 0
    for old, new in _line_pairs(before, after):
        if old != new:
            count += _differing_pieces(old.split(), new.split())
    return count


def changed_lines(before: str, after: str) -> int:
    """Return how many lines of ``before`` are others in ``after``, which has as many."""
    return 0 if before == after else sum(old != new for old, new in _line_pairs(before, after))


def _line_pairs(before: str, after: str) -> list[tuple[str, str]]:
    old, new = before.split("\n"), after.split("\n")
    return list(zip(old, new, strict=True)) if len(old) == len(new) else [(before, after)]


def _differing_pieces(old: Sequence[str], new: Sequence[str]) -> int:
    if len(old) == len(new):
        return max(1, sum(a != b for a, b in zip(old, new, strict=True)))
    return max(1, max(len(old), len(new)) - sum(common_ends(old, new)))


def _conditional(rule: Rule, text: str, present: frozenset[int]) -> int:
    """Return how often a rule that is no plain map changes a text."""
    needed, hand_over = _facts(rule)
    if all(points is not None and points.isdisjoint(present) for points in needed):
        return 0
    if hand_over:
        if rule in _FORMS:
            text = _with_joints(text)
        return differing(text, _piece(rule, 0, len(rule.steps))(text))
    count = 0
    before = text
    for number, points in enumerate(needed):  # of steps none of which changes what one before it wrote
        if points is None or not points.isdisjoint(present):
            after = _piece(rule, number, number + 1)(text)
            if after != text:
                count += _changes(rule, number, text, after)
                text = after
    return count if text != before else 0


def _with_joints(text: str) -> str:
    """Return text whose runs of marks are held apart as the Stream-Safe Text Process of UAX #15 does it.

    Only runs of a thousand are: on them ``unicodedata`` takes quadratic time.
    """
    if len(text) < _MANY:
        return text
    marked = _joint_finder()(text)
    run = _MARK * _MANY
    start, parts = 0, []
    while (place := marked.find(run, start)) >= 0:
        parts.append(text[start : place + _MANY])
        start = place + _MANY
    return _JOINT.join([*parts, text[start:]])


def _make_joint_finder() -> Pipeline:
    """Return what marks every code point that is no starter."""
    marks = chars.code_points((first, last) for first, last, number in _canonical.COMBINING_CLASS if number)
    return _compiled((step_of(marks, _MARK),))


def _changes(rule: Rule, number: int, before: str, after: str) -> int:
    """Return how many code points a step of a rule changed, or how many matches it found."""
    lengths = _lengths(rule, number)
    if lengths == {0}:
        return len(before) - len(after)
    if lengths == {1}:
        return sum(map(ne, before, after))
    if _MARK in before:
        before = before.replace(_MARK, _STAND_IN)
    return _marker(rule, number)(before).count(_MARK)


def _changed_of(name: str) -> frozenset[int]:
    return frozenset(RULES[name].table)


def _facts_of(rule: Rule) -> tuple[tuple[frozenset[int] | None, ...], bool]:
    """Return for each step the code points without which it changes nothing, None where that is not known.

    The second item says whether a step is of a kind that cannot mark, or changes what one before it wrote.
    """
    written: set[str] = set()
    hand_over = False
    for step in rule.steps:
        if isinstance(step, Step):
            hand_over = hand_over or any(chr(point) in written for point, _ in step.changes)
            written.update("".join([value for _, value in step.changes]))
        else:
            hand_over = hand_over or not isinstance(step, Match)
    return tuple(map(candidates, rule.steps)), hand_over


def _lengths_of(rule: Rule, number: int) -> frozenset[int]:
    """Return how long the replacements of a step of a rule are; nothing for a step that is no map."""
    step = rule.steps[number]
    return frozenset([len(value) for _, value in step.changes]) if isinstance(step, Step) else frozenset()


def _piece_of(rule: Rule, start: int, end: int) -> Pipeline:
    """Return what applies some steps of a rule; rules are hashed by their name, which is faster than steps are."""
    return _compiled(rule.steps[start:end])


def _marker_of(rule: Rule, number: int) -> Pipeline:
    """Return what writes a mark for everything that a step of a rule changes."""
    return _compiled((_marking(rule.steps[number]),))


def _compiled(steps: tuple[AnyStep, ...]) -> Pipeline:
    return compile_rules((Rule("steps", steps, "", True, ""),)).pipeline()


def _marking(step: AnyStep) -> AnyStep:
    """Return the step that writes a mark for everything that ``step`` changes."""
    if isinstance(step, Step):
        return Step(tuple([(point, _MARK) for point, _ in step.changes]), step.condition)
    assert isinstance(step, Match)
    return Match(tuple([(pattern, None if value is None else _MARK) for pattern, value in step.patterns]), step.sets)


_joint_finder = lru_cache(maxsize=1)(_make_joint_finder)
_changed = lru_cache(maxsize=128)(_changed_of)
_facts = lru_cache(maxsize=128)(_facts_of)
_lengths = lru_cache(maxsize=128)(_lengths_of)
_piece = lru_cache(maxsize=256)(_piece_of)
_marker = lru_cache(maxsize=128)(_marker_of)
