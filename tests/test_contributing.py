"""What CONTRIBUTING.md says of the project is there: commands with a mark, files, sessions."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from release import commands

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = list(commands.blocks(PAGE))
FOLDERS = "arnorm|benchmarks|docs|tests|LICENSES"
if (ROOT / ".github").is_dir():  # it is not in the sdist, nor is the gate
    FOLDERS += "|\\.ci|\\.github"
WRITTEN = {"docs/_build/html"}  # what a session writes
PATTERNS = {"arnorm/engines/NAME.py", "arnorm/hooks/NAME.py"}


def sessions() -> set[str]:
    """The functions of noxfile.py that are sessions."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name for node in functions if any("session" in ast.unparse(mark) for mark in node.decorator_list)}


def test_blocks_are_of_every_kind() -> None:
    assert {block.kind for block in BLOCKS} == {"short", "long", "gate"}


def test_a_block_without_a_mark_is_noticed() -> None:
    with pytest.raises(ValueError, match="has no mark"):
        list(commands.blocks("text\n\n```sh\nls\n```\n"))


def test_what_is_set_is_there_for_the_next_command() -> None:
    block = commands.Block("short", [], ["cd x  # go there", "echo 'y'"])
    assert commands.script([block]).splitlines()[1:] == [
        "echo '$ cd x  # go there'; begun=$SECONDS",
        "cd x  # go there",
        'echo "-- $((SECONDS - begun)) s"',
        "echo '$ echo '\\''y'\\'''; begun=$SECONDS",
        "echo 'y'",
        'echo "-- $((SECONDS - begun)) s"',
    ]


def test_a_block_whose_program_is_missing_is_skipped() -> None:
    block = commands.Block("long", ["no-such-program"], ["ls"])
    assert commands.script([block]).splitlines()[1:] == ["echo 'SKIPPED, no no-such-program: ls'"]


def test_sessions_are_those_of_the_table() -> None:
    table = PAGE.partition("## Sessions")[2].partition("\n## ")[0]
    named = re.findall(r"^\| `([\w-]+)` \|", table, re.M)
    assert named == sorted(named)
    assert set(named) == sessions()


def test_sessions_that_are_run_are_there() -> None:
    assert set(re.findall(r"nox -s\s+([\w-]+)", PAGE)) - {"NAME"} <= sessions()


def test_files_that_are_named_are_there() -> None:
    named = set(re.findall(rf"(?<![\w./])((?:{FOLDERS})/[\w./-]*\w)", PAGE)) - WRITTEN - PATTERNS
    assert len(named) > 50
    assert {name for name in named if not (ROOT / name).exists()} == set()
