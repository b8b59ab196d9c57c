"""An explanation as text for a terminal: a line for each group of equal changes."""

from __future__ import annotations

from arnorm.explanation.names import listed, picture

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.explanation.changes import Explanation

__all__ = ["plural", "summary", "written"]

_PLACES = 5
_ISOLATE = "\N{FIRST STRONG ISOLATE}"
_POP = "\N{POP DIRECTIONAL ISOLATE}"


def written(explanation: Explanation) -> str:
    """Return the lines: rule, number of times, before and after, and the first places in the source.

    What is shown of the text holds no control and is isolated, so that the line reads from left to right.
    """
    groups = explanation.groups()
    names = {rule: rule if rule.isascii() and rule.isprintable() else _isolated(picture(rule)) for rule, _, _ in groups}
    width = max(map(len, names.values()), default=0)
    digits = max([len(f"{len(changes):,}") for changes in groups.values()], default=0)
    lines = [summary(explanation)]
    for (rule, before, after), changes in groups.items():
        places = ", ".join([str(change.source_start) for change in changes[:_PLACES]])
        more = ", ..." if len(changes) > _PLACES else ""
        what = f"{_side(before) or 'nothing'} -> {_side(after) or 'deleted'}"
        lines.append(f"{names[rule]:{width}}  {len(changes):{digits},}  {what}  at {places}{more}")
    return "\n".join(lines)


def summary(explanation: Explanation) -> str:
    """Return how much was changed, in one line."""
    before, after = len(explanation.source), len(explanation.result)
    if not explanation.changes:
        return f"No changes in {plural(before, 'code point')}."
    rules = plural(len(explanation.counts), "rule")
    return f"{plural(len(explanation), 'change')} by {rules}: {plural(before, 'code point')} became {after:,}."


def plural(number: int, noun: str) -> str:
    """Return a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _side(text: str) -> str:
    shown = picture(text)
    return f"{_isolated(shown)} {listed(text)}" if shown else listed(text)


def _isolated(shown: str) -> str:
    return f"{_ISOLATE}{shown}{_POP}"
