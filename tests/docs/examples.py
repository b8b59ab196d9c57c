"""Count the blocks of code of the documents, and how each is run: the summary that ``docs/quality.md`` quotes.

From the repository root:

    python tests/docs/examples.py
"""

from __future__ import annotations

import ast
import doctest
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SITE = ("{include}", "{toctree}", "{eval-rst}")
"""What is no code but told to the site."""
ELSEWHERE = {
    ("clusters.md", "python"): "tests/engines/test_cluster_recipes.py and the tests of each engine",
    ("clusters.md", "text"): "what those print, compared in the same tests",
    ("command-line.md", "console"): "tests/test_cli_docs.py",
    ("hooks.md", "python"): "tests/hooks/test_docs.py",
}
"""Blocks that other tests run, and which."""
NOT_RUN = {
    ("benchmarks.md", "sh"): "minutes of measuring: nox -s compare",
    ("command-line.md", ""): "two gigabytes are made and measured",
    ("sentences.md", "sh"): "installs other libraries, to be compared with",
    ("start.md", "sh"): "installs this library; the gate does so",
    ("hooks.md", "ini"): "a configuration of spaCy; tests/hooks/test_spacy.py loads one with the same names",
    ("offsets.md", "text"): "drawings of the examples above them",
}
"""Blocks that nothing runs, and why."""


class Block(NamedTuple):
    """A block of a page."""

    page: str
    language: str
    code: str

    @property
    def way(self) -> str:
        """How it is run: "doctest", "console", "elsewhere", "not run", "site"; "" where nobody knows."""
        key = (self.page, self.language)
        if self.language.partition(" ")[0] in SITE:
            return "site"
        if key in ELSEWHERE:
            return "elsewhere"
        if key in NOT_RUN:
            return "not run"
        if self.language == "python" and self.code.startswith(">>> "):
            return "doctest"
        return "console" if self.language == "console" and self.code.startswith("$ ") else ""


def blocks() -> Iterator[Block]:
    """Yield all blocks of all pages."""
    for path in sorted(DOCS.rglob("*.md")):
        if "_build" not in path.parts:
            for language, code in BLOCK.findall(path.read_text("utf-8")):
                yield Block(path.relative_to(DOCS).as_posix(), language.strip(), code)


def docstrings() -> int:
    """Return how many examples the docstrings of the package have."""
    parser = doctest.DocTestParser()
    count = 0
    for path in (ROOT / "arnorm").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                count += len(parser.get_examples(ast.get_docstring(node) or ""))
    return count


def main() -> None:
    """Print the counts."""
    parser = doctest.DocTestParser()
    found = list(blocks())
    ways = Counter(block.way for block in found)
    lines = sum(len(parser.get_examples(block.code)) for block in found if block.way == "doctest")
    commands = sum(len(re.findall(r"^\$ ", block.code, re.MULTILINE)) for block in found if block.language == "console")
    print(f"{len({block.page for block in found})} pages with {len(found) - ways['site']} blocks of code")
    print(f"{ways['doctest']} blocks run as doctests, {lines} examples; {docstrings()} more in docstrings")
    consoles = sum(block.language == "console" for block in found)
    print(f"{consoles} blocks of commands, {commands} commands run")
    print(f"{sum(b.language == 'python' and b.way == 'elsewhere' for b in found)} blocks run with their libraries")
    print(f"{ways['not run']} blocks are not run:")
    for (page, language), reason in NOT_RUN.items():
        number = sum((block.page, block.language) == (page, language) for block in found)
        print(f"  {number} {language or 'plain'} in {page}: {reason}")


if __name__ == "__main__":
    main()
