"""What Python offers for the work of a normalizer, each fed with the mappings of the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from operator import methodcaller
from types import ModuleType

from arnorm import Rule
from arnorm._core import reference
from arnorm.stages import compile_rules

__all__ = ["Function", "Table", "callback", "chain", "fused", "in_turn", "replace", "split_and_join"]

Table = Mapping[int, str]
Function = Callable[[str], str]


def in_turn(text: str, rules: Iterable[Rule]) -> str:
    """Apply one rule after the other: what every result is compared with.

    A context-free rule is applied by ``str.translate``, any other by the reference of the kernel.
    """
    for apply in _functions(tuple(rules)):
        text = apply(text)
    return text


@lru_cache
def _functions(rules: tuple[Rule, ...]) -> list[Function]:
    return [
        methodcaller("translate", rule.table) if rule.context_free else reference.Pipeline(compile_rules([rule]).tables)
        for rule in rules
    ]


def fused(rules: Iterable[Rule]) -> dict[int, str]:
    """Return the one table that does what `in_turn` does with context-free rules."""
    rules = tuple(rules)
    if not all(rule.context_free for rule in rules):
        raise ValueError("no table does what rules do that look around")
    points = sorted({point for rule in rules for point in rule.table})
    return {point: in_turn(chr(point), rules) for point in points}


def replace(table: Table) -> Function:
    """One ``str.replace`` for each character that is in the text."""
    pairs = list(_by_character(_unordered(table)).items())

    def run(text: str) -> str:
        for character, replacement in pairs:
            if character in text:
                text = text.replace(character, replacement)
        return text

    return run


def chain(engine: ModuleType, table: Table) -> Function:
    """One substitution for each replacement, of the class of what becomes it; of runs of it where it is deleted."""
    sources: dict[str, list[str]] = {}
    for character, replacement in _by_character(_unordered(table)).items():
        sources.setdefault(replacement, []).append(character)
    steps = [
        (engine.compile(_class(engine, characters) + ("" if replacement else "+")).sub, replacement)
        for replacement, characters in sources.items()
    ]

    def run(text: str) -> str:
        for substitute, replacement in steps:
            text = substitute(replacement, text)
        return text

    return run


def callback(engine: ModuleType, table: Table) -> Function:
    """One substitution of every character in the table, which a function looks up."""
    replacements = _by_character(table)
    substitute = engine.compile(_class(engine, replacements)).sub

    def run(text: str) -> str:
        result: str = substitute(lambda match: replacements[match.group()], text)
        return result

    return run


def split_and_join(engine: ModuleType, table: Table) -> Function:
    """Cut the text at every character in the table and join it again, without a function of Python in between."""
    replacements = _by_character(table)
    split = engine.compile(f"({_class(engine, replacements)})").split

    def run(text: str) -> str:
        parts = split(text)
        parts[1::2] = map(replacements.__getitem__, parts[1::2])
        return "".join(parts)

    return run


def _by_character(table: Table) -> dict[str, str]:
    return {chr(code_point): replacement for code_point, replacement in table.items()}


def _class(engine: ModuleType, characters: Iterable[str]) -> str:
    return f"[{''.join(map(engine.escape, characters))}]"


def _unordered(table: Table) -> Table:
    """Return a table of which no replacement is replaced in turn, so that its items may be applied one by one."""
    if any(ord(character) in table for replacement in table.values() for character in replacement):
        raise ValueError("a chain of replacements would replace what it has put in")
    return table
