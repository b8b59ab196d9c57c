"""What the tests of rules share: which rules there are, and what the character database says of a code point."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from arnorm._core.plan import fuse
from arnorm._ucd import GENERAL_CATEGORY
from arnorm.profiles import PROFILES, Profile
from arnorm.rules import RULES, Rule

MAPPINGS = tuple(rule for rule in RULES.values() if rule.context_free)
CONDITIONAL = tuple(rule for rule in RULES.values() if not rule.context_free)

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
each_mapping = pytest.mark.parametrize("rule", MAPPINGS, ids=lambda rule: rule.name)
each_conditional = pytest.mark.parametrize("rule", CONDITIONAL, ids=lambda rule: rule.name)
each_choice = pytest.mark.parametrize(
    "choice", [*RULES.values(), *PROFILES.values()], ids=[*RULES, *(f"profile {name}" for name in PROFILES)]
)

CATEGORY = {
    chr(code): category
    for category, ranges in GENERAL_CATEGORY.items()
    for first, last in ranges
    for code in range(first, last + 1)
}
# What both the library and the running interpreter know: what they say about it can be compared.
KNOWN = frozenset(character for character in CATEGORY if unicodedata.category(character) not in ("Cn", "Cs"))
PRESENTATION_FORMS = [chr(code) for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00))]


def codes(*numbers: int | tuple[int, int]) -> set[str]:
    """Return characters by their code points or inclusive ranges of them."""
    spans = (number if isinstance(number, tuple) else (number, number) for number in numbers)
    return {chr(code) for first, last in spans for code in range(first, last + 1)}


DELETING = frozenset({"strip", "squeeze", "trim"})
"""The verbs of rules that do nothing but delete."""
MOVING = frozenset({"order", "promote", "split"})
"""The verbs of rules that also delete: what they write, or write elsewhere."""
WHOLE = frozenset({"compose", "fix", "nfc", "nfd", "nfkc", "nfkd", "replace", "unescape"})
"""The verbs of rules that do not map single characters, or map them to something else altogether."""


def verb(rule: Rule) -> str:
    return rule.name.partition("_")[0]


def changes(rule: Rule) -> dict[str, str]:
    return {chr(code): replacement for code, replacement in rule.changes}


@cache
def mapping(choice: Rule | Profile) -> dict[str, str]:
    """Return what a rule or all rules of a profile do to each character that they change on no condition."""
    fused: dict[int, str] = {}
    for rule in (choice,) if isinstance(choice, Rule) else choice:
        if rule.context_free:
            fused = fuse(fused, rule.table)
    return {chr(code): text for code, text in fused.items()}


def differing(rule: Rule, expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return what the rule does and should do, where that is not the same."""
    table = changes(rule)
    return {
        f"U+{ord(character):04X}": (table.get(character, character), value)
        for character, value in expected.items()
        if table.get(character, character) != value
    }
