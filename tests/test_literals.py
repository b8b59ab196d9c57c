"""Every Arabic character is named once, in ``chars``, and the tables of ``_ucd`` are generated."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import arnorm

PACKAGE = Path(arnorm.__file__).parent
ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
ESCAPE = re.compile(
    r"\\[uU](?:0000)?(?:0[678][0-9a-f]{2}|f[bcd][0-9a-f]{2}|fe[7-9a-e][0-9a-f]|fef[0-9a-c])", re.IGNORECASE
)


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings that are not docstrings, of modules, classes, functions or attributes."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


class TestOneLiteralPerCharacter:
    """Every Arabic character is named once, in ``chars``, and the tables of ``_ucd`` are generated."""

    TABLES = frozenset({PACKAGE / "chars.py", PACKAGE / "_ucd.py"})
    MODULES = sorted(set(PACKAGE.rglob("*.py")) - TABLES)

    def test_modules_hold_no_arabic_literal(self) -> None:
        assert len(self.MODULES) > 10
        found = [
            (f"{path.relative_to(PACKAGE)}:{line}", text)
            for path in self.MODULES
            for line, text in literals(ast.parse(path.read_text("utf-8")))
            if ARABIC.search(text)
        ]
        assert found == []

    def test_chars_names_no_character_twice(self) -> None:
        names = Counter(re.findall(r"\\N\{([^}]+)\}", (PACKAGE / "chars.py").read_text("utf-8")))
        assert len(names) > 100
        assert set(names.values()) == {1}

    def test_modules_escape_no_arabic_letter(self) -> None:
        for path in self.MODULES:
            assert not re.findall(ESCAPE, path.read_text("utf-8")), path

    def test_kernels_know_no_arabic(self) -> None:
        sources = [*PACKAGE.rglob("*.pyx"), *PACKAGE.rglob("*.pxd"), *PACKAGE.rglob("*.pyi")]
        for path in [*sources, *(PACKAGE / "_core").glob("*.py")]:
            text = path.read_text("utf-8")
            assert not ARABIC.search(text), path
            assert not ESCAPE.search(text), path
