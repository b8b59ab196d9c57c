"""Imports point down the layers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "arnorm"

# What each module or package may import of this one, besides what stands in the same package: nothing above it.
DATA = {
    "arnorm.values",
    "arnorm.lookup",
    "arnorm._ucd",
    "arnorm._canonical",
    "arnorm._emoji",
    "arnorm.chars",
    "arnorm.patterns",
}
DECLARATIONS = DATA | {"arnorm.rules", "arnorm.profiles", "arnorm.grammar", "arnorm.policies", "arnorm.transliteration"}
OBJECTS = DECLARATIONS | {
    "arnorm._core",
    "arnorm.threads",
    "arnorm.shortcuts",
    "arnorm.calls",
    "arnorm.stages",
    "arnorm.specs",
    "arnorm.quotes",
    "arnorm.spans",
    "arnorm.units",
    "arnorm.alignment",
    "arnorm.explanation",
    "arnorm.columns",
    "arnorm.containers",
    "arnorm.json_text",
    "arnorm.normalizer",
    "arnorm.tokens",
    "arnorm.streaming",
    "arnorm.tokenizer",
    "arnorm.sentences",
    "arnorm.detokenizer",
    "arnorm.analyzer",
    "arnorm.names",
    "arnorm.inspection",
}
ALLOWED = {
    "arnorm.values": set(),
    "arnorm.lookup": set(),
    "arnorm._ucd": set(),
    "arnorm._canonical": set(),
    "arnorm._emoji": set(),
    "arnorm.chars": {"arnorm._ucd"},
    "arnorm.patterns": {"arnorm._ucd", "arnorm._emoji", "arnorm.chars"},
    "arnorm.rules": DATA,
    "arnorm.profiles": DATA | {"arnorm.rules"},
    "arnorm.compat": DATA | {"arnorm.rules", "arnorm.profiles"},
    "arnorm.transliteration": DATA | {"arnorm.rules", "arnorm.profiles"},
    "arnorm.grammar": DATA,
    "arnorm.policies": DATA | {"arnorm.grammar", "arnorm.compat"},
    "arnorm._core": {"arnorm.values"},  # the kernel knows no Arabic
    "arnorm.threads": {"arnorm._core"},
    "arnorm.shortcuts": DECLARATIONS | {"arnorm._core"},
    "arnorm.calls": DECLARATIONS | {"arnorm._core"},
    "arnorm.stages": DECLARATIONS | {"arnorm._core", "arnorm.calls", "arnorm.shortcuts"},
    "arnorm.specs": DECLARATIONS | {"arnorm.compat"},
    "arnorm.quotes": DECLARATIONS | {"arnorm._core", "arnorm.stages"},
    "arnorm.spans": set(),
    "arnorm.units": {"arnorm._core", "arnorm.lookup"},
    "arnorm.alignment": {"arnorm.values", "arnorm._core", "arnorm.json_text", "arnorm.spans", "arnorm.units"},
    "arnorm.explanation": DECLARATIONS
    | {"arnorm._core", "arnorm.stages", "arnorm.json_text", "arnorm.tokens", "arnorm.names"},
    "arnorm.normalizer": DECLARATIONS
    | {"arnorm._core", "arnorm.threads", "arnorm.stages", "arnorm.specs", "arnorm.alignment", "arnorm.units"}
    | {"arnorm.explanation", "arnorm.json_text", "arnorm.columns", "arnorm.containers"},
    "arnorm.columns": {"arnorm.values", "arnorm._core", "arnorm.threads"},
    "arnorm.containers": {"arnorm._core", "arnorm.columns"},
    "arnorm.tokens": set(),
    "arnorm.streaming": {"arnorm._core", "arnorm.tokens"},
    "arnorm.tokenizer": DECLARATIONS
    | {"arnorm._core", "arnorm.threads", "arnorm.tokens", "arnorm.streaming", "arnorm.columns", "arnorm.containers"},
    "arnorm.sentences": DECLARATIONS | {"arnorm.tokenizer"},
    "arnorm.detokenizer": DATA | {"arnorm._core", "arnorm.tokens"},
    "arnorm.analyzer": {
        "arnorm.values",
        "arnorm.lookup",
        "arnorm._core",
        "arnorm.threads",
        "arnorm.tokens",
        "arnorm.normalizer",
        "arnorm.tokenizer",
    },
    "arnorm.names": set(),
    "arnorm.json_text": set(),
    "arnorm.inspection": DECLARATIONS
    | {
        "arnorm._core",
        "arnorm.json_text",
        "arnorm.tokens",
        "arnorm.shortcuts",
        "arnorm.stages",
        "arnorm.quotes",
        "arnorm.normalizer",
        "arnorm.tokenizer",
        "arnorm.names",
    },
    "arnorm": OBJECTS,
    "arnorm.choices": OBJECTS,
    "arnorm.engines": OBJECTS | {"arnorm.choices"},  # one file for each engine, which loads it
    "arnorm.hooks": OBJECTS | {"arnorm.choices"},  # one file for each library of language processing, which loads it
    "arnorm.cli": OBJECTS | {"arnorm", "arnorm.compat"},
    "arnorm.__main__": {"arnorm.cli"},
}
GENERATED = {"_ucd.py", "_canonical.py", "_emoji.py", "_emoji_sequences.py", "_segmentation.py"}
HEAVY = {"numpy", "regex", "typing", "dataclasses", "re", "collections", "enum", "inspect", "json", "importlib"}


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def unit(name: str) -> str:
    """Return the layer's name: the module, or the package that it lies in."""
    return max((known for known in ALLOWED if name == known or name.startswith(known + ".")), key=len)


def imports(path: Path, tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute here"
            assert node.module
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                inside = PACKAGE.parent / Path(*full.split("."))
                is_module = inside.is_dir() or inside.with_suffix(".py").exists() or inside.with_suffix(".pyx").exists()
                yield (full if is_module else node.module), node.lineno


def compiled_imports(path: Path) -> Iterator[tuple[str, int]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        words = line.split()
        if words[:1] in (["from"], ["cimport"], ["import"]):
            yield words[1], number


SOURCES = sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.pyx"), *PACKAGE.rglob("*.pxd")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    name = module_name(path)
    own = unit(name)
    assert own != "arnorm" or name == "arnorm", f"{name} has no layer: add it to ALLOWED"
    found = imports(path, ast.parse(path.read_text("utf-8"))) if path.suffix == ".py" else compiled_imports(path)
    for imported, line in found:
        if imported == "arnorm" or imported.startswith("arnorm."):
            layer = unit(imported)
            assert layer == own or layer in ALLOWED[own], f"{path}:{line}: {own} must not import {imported}"
        elif own in OBJECTS | {"arnorm"} and own != "arnorm._core":
            assert imported.split(".")[0] not in {"pyarrow", "polars", "pandas", "camel_tools", "pyarabic"}


def at_import(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported: not those in functions or under TYPE_CHECKING."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            waiting.extend(statement.orelse)
        elif not isinstance(statement, ast.FunctionDef):
            yield statement
            waiting.extend(child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.stmt))


LOADED_LATER = {"arnorm.cli", "arnorm.hooks", "arnorm.__main__"}
LAZY_MODULES = {PACKAGE / "_core" / "automaton.py", PACKAGE / "_core" / "pattern.py"}


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if path.suffix == ".py" and unit(module_name(path)) not in LOADED_LATER],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_nothing_heavy_is_imported_when_the_package_is(path: Path) -> None:
    if path in LAZY_MODULES:
        return
    for statement in at_import(ast.parse(path.read_text("utf-8"))):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            names = (
                [statement.module or ""] if isinstance(statement, ast.ImportFrom) else [a.name for a in statement.names]
            )
            for name in names:
                assert name.split(".")[0] not in HEAVY, f"{path}:{statement.lineno}: import {name} where it is used"


def test_every_layer_exists() -> None:
    units = {unit(module_name(path)) for path in SOURCES}
    assert units == set(ALLOWED)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_file_is_two_concepts_long(path: Path) -> None:
    assert path.name in GENERATED or len(path.read_text("utf-8").splitlines()) <= 500


COMPREHENSION = re.compile(r"[\[(]\S[^\n]*\bfor \w+ in [^\n]*[\])]")
HANDLER = re.compile(r"^( *)except\b[^\n]*:[^\n]*\n((?:\1 +[^\n]*\n|\n)*)", re.M)


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("_core/*.p[yx][xd]")), ids=lambda path: path.name)
def test_compiled_code_leaves_out_what_fails_without_memory(path: Path) -> None:
    """Where there is none, Cython 3.3 lets go twice of an item of a comprehension, and of a traceback not made."""
    source = path.read_text("utf-8")
    assert not COMPREHENSION.search(source), "a list or tuple is filled by a loop"
    for handler in HANDLER.finditer(source):
        assert not re.search(r"^ *(?:return|break|continue)\b", handler[2], re.M), "behind the handler, not inside"
