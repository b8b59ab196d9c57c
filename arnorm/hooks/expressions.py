"""Rules as regular expressions and what replaces their matches, for libraries that know nothing else.

The expressions are those of Oniguruma, every character in them by its number. What cannot be said so exactly, or only
so that it takes quadratic time, is an error.
"""

from __future__ import annotations

from arnorm._core.pattern import EDGE, Alternatives, OneOf, Repeat, Sequence, leaves, lengths, parse
from arnorm._core.plan import MAX_CODE_POINT, fuse
from arnorm.rules.steps import Canonical, Context, Function, Match, Pairs, Pattern, Run, Step
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arnorm._core.pattern import Node
    from arnorm._ucd import Ranges
    from arnorm.rules import Rule
    from arnorm.rules.steps import AnyStep

    _Sets = Mapping[str, Ranges]

__all__ = ["Replacement", "replacements"]

_REASONS = {
    Canonical: "it composes characters or puts them into another order",
    Pairs: "it looks for pairs of marks",
    Match: "it looks for the longest match of patterns",
    Pattern: "its expression is one of the package regex",
    Function: "it calls a function",
}
_START, _END = r"\A", r"\z"


class Replacement(Value):
    """What is put in the place of every match of a pattern: an expression, or text that stands for itself."""

    __slots__ = ("pattern", "value", "literal")
    pattern: str
    value: str
    literal: bool

    def __init__(self, pattern: str, value: str, literal: bool = False) -> None:
        self._set(pattern, value, literal)


class _CannotSay(ValueError):
    """Why no expression does what a step does."""


def replacements(rules: Iterable[Rule]) -> list[Replacement]:
    """Return what does the same as the rules, one after the other; neighbours without a condition are fused.

    Raises ``ValueError`` that names every rule for which there is nothing, and why.

    >>> from arnorm import rules
    >>> for each in replacements([rules.fold_teh_marbuta, rules.strip_tatweel]):
    ...     print(each)
    Replacement(pattern='ـ', value='', literal=True)
    Replacement(pattern='[\\\\x{629}\\\\x{6c3}]', value='ه', literal=False)
    """
    found: list[Replacement] = []
    mapping: dict[int, str] = {}
    problems: list[str] = []
    for rule in rules:
        try:
            for step in rule.steps:
                if isinstance(step, Step) and step.condition is None:
                    fused = fuse(mapping, dict(step.changes))
                    _levels(fused)
                    mapping = fused
                else:
                    said = _of_step(step)
                    found += [*_of_mapping(mapping), *said]
                    mapping = {}
        except _CannotSay as reason:
            problems.append(f"{rule.name} ({reason})")
    if problems:
        raise ValueError(f"these rules cannot be exported: {'; '.join(problems)}")
    return found + _of_mapping(mapping)


def _of_mapping(mapping: Mapping[int, str]) -> list[Replacement]:
    return [
        Replacement(chr(points[0]), value, True) if len(points) == 1 else Replacement(_class(points), value)
        for points, value in _groups(mapping)
    ]


def _groups(mapping: Mapping[int, str]) -> list[tuple[list[int], str]]:
    """Return the code points with the same replacement, in an order in which none changes what another one wrote."""
    groups: dict[tuple[int, str], list[int]] = {}
    for point, level in _levels(mapping).items():
        groups.setdefault((level, mapping[point]), []).append(point)
    return [(points, value) for (_, value), points in sorted(groups.items())]


def _levels(mapping: Mapping[int, str]) -> dict[int, int]:
    """Return for every code point how many others have to go before it, each because the next one writes it."""
    levels: dict[int, int] = {}

    def visit(point: int, path: tuple[int, ...]) -> int:
        if point in path:
            raise _CannotSay("characters change places")
        if point not in levels:
            written = {ord(character) for character in mapping[point]} & mapping.keys() - {point}
            levels[point] = max([visit(other, (*path, point)) + 1 for other in written], default=0)
        return levels[point]

    for point in mapping:
        visit(point, ())
    return levels


def _of_step(step: AnyStep) -> list[Replacement]:
    match step:
        case Step(changes=changes, condition=Context() as around):
            return _in_context(dict(changes), around)
        case Step(changes=changes, condition=Run() as run):
            return [_of_run(dict(changes), run)]
        case Match(patterns=((str(pattern), str(value)),), sets=sets):
            match parse(pattern):
                case (OneOf() | Repeat(OneOf(), 1, None)) as node:  # of which the first match is the longest
                    return [Replacement(_written(node, dict(sets), ""), value)]
    raise _CannotSay(_REASONS[type(step)])


def _of_run(mapping: Mapping[int, str], run: Run) -> Replacement:
    if any(mapping.values()):
        raise _CannotSay("it changes what stands in a run")
    members = _class(mapping)
    first, again = (members, members) if run.mixed else (f"({members})", r"\1")
    if not run.keep:
        return Replacement(rf"{first}{again}{{{run.least - 1},}}", "")
    return Replacement(rf"{first}{again}{{{run.keep - 1}}}\K{again}{{{run.least - run.keep},}}", "")


def _in_context(mapping: dict[int, str], around: Context) -> list[Replacement]:
    sets = dict(around.sets)
    left, right = (None if side is None else parse(side) for side in (around.left, around.right))
    if left is not None and lengths(left)[1] is None:
        before = None if around.unless or right else _before_run(left, mapping, sets)
        if before is None:
            raise _CannotSay("it looks back without a limit")
        return [Replacement(f"(?<={_written(before, sets, _START)}){_class(mapping)}+", "")]
    groups = _groups(mapping)
    sides = [side for side in (left, right) if side is not None]
    if len(groups) > 1 and not all(_is_same(point, value, sides, sets) for point, value in mapping.items()):
        raise _CannotSay("one of its replacements changes where another one takes place")
    behind = None if left is None else _written(left, sets, _START)
    ahead = None if right is None else _written(right, sets, _END)
    return [Replacement(_conditional(_class(points), behind, ahead, around.unless), value) for points, value in groups]


def _conditional(members: str, behind: str | None, ahead: str | None, unless: bool) -> str:
    if not unless:
        return f"{f'(?<={behind})' if behind else ''}{members}{f'(?={ahead})' if ahead else ''}"
    ways = [f"(?<!{behind}){members}"] * bool(behind) + [f"{members}(?!{ahead})"] * bool(ahead)
    return f"(?:{'|'.join(ways)})" if ways else "(?!)"


def _before_run(left: Node, mapping: Mapping[int, str], sets: _Sets) -> Node | None:
    """Return what stands before a run, all of which goes: a pattern that ends with any number of what is deleted."""
    match left:
        case Sequence((*parts, Repeat(OneOf(negated=False) as some, 0, None))) if not any(mapping.values()):
            if lengths(Sequence(tuple(parts)))[1] is not None and _members(some, sets) == mapping.keys():
                return Sequence(tuple(parts))
    return None


def _is_same(point: int, value: str, sides: Iterable[Node], sets: _Sets) -> bool:
    """Return whether a character and its replacement are the same to every pattern."""
    symbols = [_members(symbol, sets) for side in sides for symbol in leaves(side)]
    return len(value) == 1 and all((point in symbol) == (ord(value) in symbol) for symbol in symbols)


def _members(symbol: OneOf, sets: _Sets) -> frozenset[int]:
    """Return the code points that a symbol names; those of a negated one are all others."""
    ranges = [bounds for name in symbol.names if name != EDGE for bounds in sets[name]]
    return symbol.literals.union(*(range(first, last + 1) for first, last in ranges))


def _written(node: Node, sets: _Sets, edge: str) -> str:
    """Return a pattern as an expression, in which ``edge`` stands for the edge of the text."""
    match node:
        case Sequence(parts):
            return "".join([_written(part, sets, edge) for part in parts])
        case Alternatives(parts):
            return f"(?:{'|'.join([_written(part, sets, edge) for part in parts])})"
        case Repeat(part, least, most):
            return f"(?:{_written(part, sets, edge)}){{{least},{'' if most is None else most}}}"
    members = _members(node, sets)
    if node.negated or EDGE not in node.names:
        return _class(members, node.negated)
    return f"(?:{edge}|{_class(members)})" if members else edge


def _class(points: Iterable[int], negated: bool = False) -> str:
    """Return the class of code points, in as few ranges as there are; it has no surrogates, which are no characters."""
    bounds: list[list[int]] = []
    for point in sorted(points):
        if 0xD800 <= point <= 0xDFFF:
            continue
        if bounds and bounds[-1][1] == point - 1:
            bounds[-1][1] = point
        else:
            bounds.append([point, point])
    if not bounds:
        return rf"[{'^' * (not negated)}\x{{0}}-\x{{{MAX_CODE_POINT:x}}}]"
    ranges = [rf"\x{{{first:x}}}" + (rf"-\x{{{last:x}}}" if last > first else "") for first, last in bounds]
    return f"[{'^' * negated}{''.join(ranges)}]"
