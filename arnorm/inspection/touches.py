"""How much of a text each rule of the registry would change, if it were applied alone."""

from __future__ import annotations

from functools import lru_cache
from operator import ne

from arnorm import _canonical, chars
from arnorm._core import Pipeline
from arnorm.rules import RULES, Rule, nfc, nfd, nfkc, nfkd
from arnorm.rules.steps import Match, Step, step_of
from arnorm.shortcuts import candidates
from arnorm.stages import compile_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Final

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
    start, end = 0, min(len(old), len(new))
    while start < end and old[start] == new[start]:
        start += 1
    back = 0
    while back < end - start and old[-1 - back] == new[-1 - back]:
        back += 1
    if len(old) == len(new):
        return max(1, sum(a != b for a, b in zip(old, new, strict=True)))
    return max(1, max(len(old), len(new)) - start - back)


def _conditional(rule: Rule, text: str, present: frozenset[int]) -> int:
    """Return how often a rule that is no plain map changes a text."""
    needed = _needed(rule)
    if needed is not None and not needed & present:
        return 0
    if _hand_over(rule.steps):
        if rule in _FORMS:
            text = _with_joints(text)
        return differing(text, pipeline(rule.steps)(text))
    count = 0
    before = text
    for step in rule.steps:
        points = candidates(step)
        if points is None or points & present:
            after = pipeline((step,))(text)
            if after != text:
                count += _changes(step, text, after)
                present = frozenset(map(ord, set(after)))
                text = after
    return count if text != before else 0


def _with_joints(text: str) -> str:
    """Return text whose runs of marks are held apart as the Stream-Safe Text Process of UAX #15 does it.

    Only runs of a thousand are: on them ``unicodedata`` takes quadratic time.
    """
    marks = chars.code_points((first, last) for first, last, number in _canonical.COMBINING_CLASS if number)
    marked = pipeline((step_of(marks, _MARK),))(text)
    run = _MARK * _MANY
    start, parts = 0, []
    while (place := marked.find(run, start)) >= 0:
        parts.append(text[start : place + _MANY])
        start = place + _MANY
    return _JOINT.join([*parts, text[start:]])


def _changes(step: AnyStep, before: str, after: str) -> int:
    """Return how many code points a step changed, or how many matches were found."""
    if isinstance(step, Step):
        lengths = {len(value) for _, value in step.changes}
        if lengths == {0}:
            return len(before) - len(after)
        if lengths == {1}:
            return sum(map(ne, before, after))
    if _MARK in before:
        before = before.replace(_MARK, _STAND_IN)
    return pipeline((_marking(step),))(before).count(_MARK)


@lru_cache(maxsize=128)
def _changed(name: str) -> frozenset[int]:
    return frozenset(RULES[name].table)


@lru_cache(maxsize=128)
def _needed(rule: Rule) -> frozenset[int] | None:
    """Return the code points without which a rule changes nothing; None where that is not known."""
    needed: frozenset[int] = frozenset()
    for step in rule.steps:
        found = candidates(step)
        if found is None:
            return None
        needed |= found
    return needed


@lru_cache(maxsize=256)
def pipeline(steps: tuple[AnyStep, ...]) -> Pipeline:
    """Return what applies some steps."""
    compiled = compile_rules((Rule("steps", steps, "", True, ""),))
    return Pipeline(compiled.tables, compiled.shortcut, compiled.cut)


@lru_cache(maxsize=128)
def _hand_over(steps: tuple[AnyStep, ...]) -> bool:
    """Return whether a step is of a kind that cannot mark, or changes what one before it wrote."""
    written: set[str] = set()
    for step in steps:
        if isinstance(step, Step):
            if any(chr(point) in written for point, _ in step.changes):
                return True
            written.update("".join([value for _, value in step.changes]))
        elif not isinstance(step, Match):
            return True
    return False


def _marking(step: AnyStep) -> AnyStep:
    """Return the step that writes a mark for everything that ``step`` changes."""
    if isinstance(step, Step):
        return Step(tuple([(point, _MARK) for point, _ in step.changes]), step.condition)
    assert isinstance(step, Match)
    return Match(tuple([(pattern, None if value is None else _MARK) for pattern, value in step.patterns]), step.sets)
