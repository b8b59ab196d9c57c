"""The pages about rules and words are what their generators write of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import generator

from arnorm.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


@pytest.mark.parametrize("name", ["glossary", "rules"])
def test_a_page_is_what_its_generator_writes(name: str) -> None:
    written = (DOCS / f"{name}.md").read_bytes().decode()
    assert generator(name).page() == written, f"run python tests/docs/{name}.py > docs/{name}.md"


def test_every_rule_has_an_entry_with_an_example() -> None:
    text = (DOCS / "rules.md").read_text("utf-8")
    entries = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    assert entries.keys() == {name.partition(":")[0] for name in RULES}
    for name, entry in entries.items():
        assert {"Lossy", "Runs", "Source", "Profiles"} <= set(re.findall(r"^- \*(.+?)\*:", entry, re.MULTILINE)), name
        assert re.search(r"\| `.+` \| [`(][^|]+\|$", entry, re.MULTILINE), name
