"""From rules to stages: what is fused into one pass, and what runs as a pass of its own."""

from __future__ import annotations

from functools import lru_cache

from arnorm._core import Pipeline
from arnorm._core.canonical import compile_canonical
from arnorm._core.context import compile_context, compile_run
from arnorm._core.match import compile_match
from arnorm._core.pairs import APOSTROPHE, BREAK, CLOSE, EITHER, MARK, OPEN, SOLID, TRANSPARENT, compile_pairs
from arnorm._core.plan import MAX_CODE_POINT, compile_map, fuse
from arnorm.calls import Substitution, normalization
from arnorm.rules.steps import Canonical, Context, Function, Match, Pairs, Pattern, Run, Step
from arnorm.shortcuts import find_cut, find_shortcut
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Literal

    from arnorm._core import _Table
    from arnorm._core.automaton import Ranges
    from arnorm._core.shortcut import ShortcutTable
    from arnorm.rules import Rule
    from arnorm.rules.steps import AnyStep

    _Kind = Literal["map", "context", "runs", "canonical", "pairs", "match", "pattern", "function"]

__all__ = ["Stage", "Stages", "compile_rules"]


class Stage(Value):
    """What one pass over the text does.

    The kinds "pattern" and "function" are boundaries: they run in Python, every other kind in the kernel.
    """

    __slots__ = ("kind", "rules", "changes")
    kind: _Kind
    rules: tuple[str, ...]
    """The names of the rules that were fused into it, in their order."""
    changes: int
    """How many code points, patterns, or pairs of them, it knows."""

    def __init__(self, kind: _Kind, rules: tuple[str, ...], changes: int) -> None:
        self._set(kind, rules, changes)

    @property
    def native(self) -> bool:
        """Whether the kernel runs it."""
        return self.kind not in ("pattern", "function")


class Stages(Value):
    """Compiled rules: what the stages are, their tables, and the shortcut around the first of them, if there is one."""

    __slots__ = ("stages", "tables", "shortcut", "cut")
    stages: tuple[Stage, ...]
    tables: tuple[_Table, ...]
    shortcut: ShortcutTable | None
    cut: int
    """The code point behind which text may be cut into parts that are treated on their own, -1 if there is none."""

    def __init__(
        self, stages: tuple[Stage, ...], tables: tuple[_Table, ...], shortcut: ShortcutTable | None, cut: int
    ) -> None:
        self._set(stages, tables, shortcut, cut)

    def pipeline(self) -> Pipeline:
        """Return what runs them."""
        return Pipeline(self.tables, self.shortcut, self.cut)


def compile_rules(rules: Iterable[Rule]) -> Stages:
    """Compile the steps of all rules; those without a condition that touch become one stage.

    A step that only orders marks behind one that has just ordered them the same way is dropped, and so is one on
    conditions where the stage before it leaves nothing that it could change.
    """
    stages: list[Stage] = []
    parts: list[tuple[dict[int, str] | AnyStep, _Table]] = []
    names: list[str] = []
    fused: dict[int, str] = {}
    previous: AnyStep | None = None
    steps = [(rule.name, step) for rule in rules for step in rule.steps]
    for name, step in [*steps, ("", None)]:
        if isinstance(step, Step) and (step.condition is None or _is_idle(step, fused)):
            names.append(name)
            fused = fuse(fused, dict(step.changes)) if step.condition is None else fused
            continue
        if names or (step is None and not stages):
            stages.append(Stage("map", tuple(dict.fromkeys(names)), len(fused)))
            parts.append((fused, compile_map(fused)))
            names, fused, previous = [], {}, None
        if step is not None:
            if _is_ordered(previous, step):
                last = stages[-1]
                stages[-1] = Stage(last.kind, (*last.rules, name), last.changes)
            else:
                kind, changes, table = _compiled(step)
                stages.append(Stage(kind, (name,), changes))
                parts.append((step, table))
                previous = step
    return Stages(tuple(stages), tuple(table for _, table in parts), find_shortcut(parts), find_cut(parts))


def _is_idle(step: Step, mapping: dict[int, str]) -> bool:
    """Return whether text that a mapping has written holds nothing that the step changes."""
    points = {point for point, _ in step.changes}
    written = "".join(mapping.values())
    return points <= mapping.keys() and not any(chr(point) in written for point in points)


def _is_ordered(previous: AnyStep | None, step: AnyStep) -> bool:
    match previous, step:
        case Canonical(classes=classes, leads=()), Canonical(classes=same, compositions=(), leads=()):
            return classes == same
    return False


def _compile(step: AnyStep) -> tuple[_Kind, int, _Table]:
    """Compile a step that is not fused; automata take some milliseconds, so the tables are kept."""
    match step:
        case Step(changes=changes, condition=Context() as around):
            table = compile_context(dict(changes), dict(around.sets), around.left, around.right, unless=around.unless)
            return "context", len(changes), table
        case Step(changes=changes, condition=Run(least=least, keep=keep, mixed=mixed)):
            return "runs", len(changes), compile_run(dict(changes), least=least, keep=keep, mixed=mixed)
        case Canonical(classes=classes, compositions=compositions, leads=leads):
            pairs = {(first, second): composite for first, second, composite in compositions}
            return "canonical", len(compositions), compile_canonical(_by_point(classes), pairs, dict(leads))
        case Pairs(marks=marks, written=written):
            if any(len(mark) != 1 for mark in written):
                raise ValueError(f"marks are written as one code point each, not as {written}")
            first, second, third, fourth = map(ord, written)
            return "pairs", len(marks), compile_pairs(_roles(step), (first, second, third, fourth))
        case Match(patterns=patterns, sets=sets):
            return "match", len(patterns), compile_match(patterns, dict(sets))
        case Pattern(pattern=pattern, replacement=replacement, timeout=timeout):
            return "pattern", 1, Substitution(pattern, replacement, timeout)
        case Function(function=function):
            return "function", 1, normalization(function)
        case _:
            raise AssertionError(f"{step!r} is fused, or unknown")


_compiled = lru_cache(maxsize=128)(_compile)


def _by_point(classes: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """Return the number of every code point of ranges; raise ``ValueError`` where they are none, or overlap."""
    found: dict[int, int] = {}
    for first, last, number in classes:
        if not 0 <= first <= last <= MAX_CODE_POINT:
            raise ValueError(f"{first:#x} to {last:#x} is no range of code points")
        before = len(found)
        found.update(dict.fromkeys(range(first, last + 1), number))
        if len(found) - before != last + 1 - first:
            raise ValueError(f"{first:#x} to {last:#x} overlaps another range")
    return found


def _roles(step: Pairs) -> dict[int, int]:
    """Return the role of every code point; marks come before what else they may be."""
    sides = {"open": OPEN, "close": CLOSE, "either": EITHER, "apostrophe": APOSTROPHE}
    roles: dict[int, int] = {}
    ranges: tuple[tuple[Ranges, int], ...] = (
        (step.solid, SOLID),
        (step.transparent, TRANSPARENT),
        (step.breaks, BREAK),
    )
    for spans, role in ranges:
        roles |= _by_point((first, last, role) for first, last in spans)
    for point, group, side in step.marks:
        if side not in sides:
            raise ValueError(f"a mark has one of the sides {', '.join(sides)}, not {side!r}")
        roles[point] = MARK * group + sides[side]
    return roles
