"""Run the commands of CONTRIBUTING.md, in order, in a fresh clone with an environment of its own.

    python tests/release/commands.py [--long] [--list]

A block of shell stands behind ``<!-- commands: short -->``, ``long``, which is left out but with --long, or ``gate``,
which is never run: the gate is what the commands are parts of. A block can name programs that it needs, as in
``<!-- commands: long, valgrind -->``, and is skipped where one of them is missing. The first command that fails ends
the run. Times are printed behind each command.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "CONTRIBUTING.md"
MARKED = re.compile(r"^<!-- commands: (short|long|gate)((?:, [\w-]+)*) -->\n+```sh\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """Commands that stand together, each as it stands there."""

    kind: str
    programs: list[str]
    commands: list[str]


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of shell of a page; one without a mark is an error."""
    if page.count("\n```sh\n") != len(MARKED.findall(page)):
        raise ValueError("a block of shell has no mark, such as <!-- commands: short -->")
    for kind, programs, text in MARKED.findall(page):
        lines = text.replace("\\\n", "\\\0").splitlines()
        yield Block(kind, re.findall(r"[\w-]+", programs), [line.replace("\0", "\n") for line in lines])


def script(chosen: list[Block]) -> str:
    """Return one script, so that what a command sets is there for the next."""
    lines = ["set -euo pipefail"]
    for block in chosen:
        missing = [program for program in block.programs if shutil.which(program) is None]
        for command in filter(None, block.commands):
            if missing:
                lines.append(f"echo {quoted(f'SKIPPED, no {missing[0]}: {command}')}")
            else:
                lines += [f"echo {quoted(f'$ {command}')}; begun=$SECONDS", command, 'echo "-- $((SECONDS - begun)) s"']
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def main(options: list[str]) -> int:
    kinds = {"short", "long"} if "--long" in options else {"short"}
    chosen = [block for block in blocks(PAGE.read_text("utf-8")) if block.kind in kinds]
    if "--list" in options:
        print(script(chosen), end="")
        return 0
    outside = {"VIRTUAL_ENV", "PYTHONPATH", "HYPOTHESIS_PROFILE"}
    kept = {name: value for name, value in os.environ.items() if name not in outside and not name.startswith("ARNORM_")}
    with tempfile.TemporaryDirectory() as work:
        clone = Path(work, "clone")
        subprocess.run(("git", "clone", "--quiet", str(ROOT), str(clone)), check=True)
        return subprocess.run(("bash", "-c", script(chosen)), cwd=clone, env=kept, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
