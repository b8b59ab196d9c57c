"""What ``arnorm rules NAME`` says of every rule: its name, its source, and all that each of its steps does."""

from __future__ import annotations

import pytest

from arnorm import Rule, rules
from arnorm.cli import main
from arnorm.names import described
from arnorm.rules import RULES


def told(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> list[str]:
    """Return the lines that the command writes."""
    assert main(words) == 0
    return capfdbinary.readouterr().out.decode().splitlines()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_a_rule_is_told_with_its_source_and_its_steps(capfdbinary: pytest.CaptureFixture[bytes], rule: Rule) -> None:
    lines = told(capfdbinary, "rules", rule.name)
    assert lines[0] == (f"{rule.name}, lossy" if rule.lossy else rule.name)
    assert lines[1] == rule.summary
    assert lines[2] == f"Source: {rule.source}."
    parts = "\n".join(lines[3:]).strip("\n").split("\n\n")
    assert len(parts) == (1 if rule.context_free else len(rule.steps))
    assert all(parts)
    assert not any(line.startswith(("Step(", "Match(", "Pairs(", "Canonical(", "Pattern(")) for line in lines)


def test_conditions_are_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    runs = told(capfdbinary, "rules", "squeeze_spaces")
    assert any(line.startswith("In runs of 2 or more") for line in runs), runs
    marks = told(capfdbinary, "rules", "strip_orphan_marks")
    assert any(line.startswith("After ") for line in marks), marks


def test_every_change_of_a_fold_is_told(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = "\n".join(told(capfdbinary, "rules", "fold_alef"))
    for code_point, _ in rules.fold_alef.changes:
        assert described(chr(code_point)) in text
