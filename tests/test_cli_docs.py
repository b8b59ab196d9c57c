"""What docs/command-line.md shows is what the command does."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_cli import COMMAND, ENVIRONMENT, posix

from arnorm.cli import _parser

PAGE = (Path(__file__).parent.parent / "docs" / "command-line.md").read_text("utf-8")


VARIES = re.compile(r"; [\d,]+ bytes read, [\d,]+ written; [\d.]+ s$", re.M)
"""Versions of zlib compress differently, and no time is like another."""


def examples() -> Iterator[tuple[str, str]]:
    """The commands of the page, and what stands below each."""
    for block in re.findall(r"^```console\n(.*?)^```$", PAGE, re.M | re.S):
        for example in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, expected = example.partition("\n")
            yield command, expected.rstrip("\n")


@posix
@pytest.mark.skipif(Path(COMMAND[0]).name != "arnorm", reason="the script is not installed")
def test_commands_of_the_page(tmp_path: Path) -> None:
    environment = {**ENVIRONMENT, "PATH": os.pathsep.join([str(Path(COMMAND[0]).parent), ENVIRONMENT["PATH"]])}
    count = 0
    for command, expected in examples():
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        found = done.stdout.decode() + (f"[{done.returncode}]" if done.returncode else "")
        found, expected = (VARIES.sub("; ...", text.rstrip("\n")) for text in (found, expected))
        assert found == expected, command
        count += 1
    assert count > 20


def test_every_option_is_on_the_page() -> None:
    subcommands = next(action for action in _parser()._actions if isinstance(action.choices, dict))
    assert isinstance(subcommands.choices, dict)
    options = {option for action in subcommands.choices["normalize"]._actions for option in action.option_strings}
    known = {"-h", "--help", "--rules"}
    assert {option for option in options - known if option not in PAGE} == set()
