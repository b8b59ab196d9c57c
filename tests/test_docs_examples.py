"""The documents: what stands behind ``>>>`` and the commands of consoles run, and links lead somewhere."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pages import generator

DOCS = Path(__file__).parent.parent / "docs"
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if "_build" not in path.parts)
COLUMNS = ("pyarrow", "polars", "pandas", "duckdb")
NEEDED = {"columns.md": COLUMNS, "engines.md": COLUMNS}
"""The libraries that the examples of a page need."""
ELSEWHERE = {"clusters.md", "command-line.md", "hooks.md"}
"""The pages whose examples are run by the tests of what they are about."""


def blocks(name: str, language: str) -> list[str]:
    """Return what the blocks of a language on a page hold."""
    text = (DOCS / name).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


CONSOLES = {name: found for name in PAGES if name not in ELSEWHERE and (found := blocks(name, "console"))}


@pytest.mark.parametrize("name", PAGES)
def test_examples_run(name: str) -> None:
    for library in NEEDED.get(name, ()):
        pytest.importorskip(library, reason=f"{library} is in the columns extra")
    results = doctest.testfile(str(DOCS / name), module_relative=False, encoding="utf-8")
    assert results.failed == 0


@pytest.mark.parametrize("name", sorted({*PAGES} - ELSEWHERE))
def test_every_block_of_python_is_an_example(name: str) -> None:
    for block in blocks(name, "python"):
        assert block.startswith(">>> "), block
        assert block.endswith("\n\n"), f"an empty line ends the output: {block}"


@pytest.mark.parametrize("name", CONSOLES)
def test_commands_print_what_is_shown(name: str, tmp_path: Path) -> None:
    """Each block runs in a copy of the files beside the page; what a line prints stands below it."""
    if sys.platform == "win32":
        pytest.skip("the commands are those of a shell of POSIX")
    bash, command = shutil.which("bash"), shutil.which("arnorm", path=str(Path(sys.executable).parent))
    if not bash or not command:
        pytest.skip("there is no bash, or arnorm is not installed as a command")
    shutil.copy(DOCS / "sample.txt", tmp_path)
    path = os.pathsep.join([str(Path(command).parent), os.environ.get("PATH", "")])
    for block in CONSOLES[name]:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, expected = part.partition("\n")
            done = subprocess.run(
                [bash, "-c", line],
                cwd=tmp_path,
                env={**os.environ, "PATH": path},
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=60,
                check=False,
            )
            assert done.stdout == expected, f"{line}\n{done.stderr}"


def test_every_block_is_run_or_it_is_said_why_not() -> None:
    examples = generator("examples")
    found = list(examples.blocks())
    unknown = [(block.page, block.language, block.code) for block in found if not block.way]
    assert unknown == [], "run it, or name it in tests/docs/examples.py with the reason"
    named = {(block.page, block.language) for block in found}
    assert {*examples.ELSEWHERE, *examples.NOT_RUN} <= named
    assert {page for page, _ in examples.ELSEWHERE} == ELSEWHERE
    for reason in examples.ELSEWHERE.values():
        for path in re.findall(r"tests/\S+\.py", reason):
            assert (DOCS.parent / path).is_file()


def test_there_are_commands() -> None:
    assert CONSOLES


def anchors(path: Path) -> set[str]:
    """Return the places on a page that a link can name: its headings, as GitHub and the site call them."""
    text = re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", ["../README.md", "../CONTRIBUTING.md", "../CHANGELOG.md", *PAGES])
def test_links_between_files_lead_somewhere(name: str) -> None:
    page = (DOCS / name).resolve()
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", text)):
        if not re.match(r"\w+:", link):
            file, _, place = link.partition("#")
            target = page.parent / file if file else page
            assert target.is_file(), link
            assert not place or place in anchors(target), link
