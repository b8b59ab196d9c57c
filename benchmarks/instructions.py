"""How many instructions the main loops need, counted by callgrind, beside the counts that are kept.

``python -m benchmarks.instructions`` counts and shows the difference to ``benchmarks/instructions.json``; ``--write``
keeps the new counts there. Counts depend on no other load of the machine, so that a difference of one per cent is one.
They do depend on the compiler and on Python, which are recorded.

Every loop runs in a process of its own under ``valgrind --tool=callgrind``, and another process does the same but for
the calls: what is between them is what the calls needed. The text is made, the same everywhere, so that counts are
comparable without any corpus. ``ARNORM_ISA`` chooses the kernels. Valgrind knows no AVX-512.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple

import arnorm
from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles
from benchmarks.corpus import generated, sizes
from benchmarks.jobs import FIVE
from benchmarks.texts import MADE

__all__ = ["LOOPS", "WORKS", "Loop", "compared", "count"]

FILE: Final = Path(__file__).with_name("instructions.json")
SETS: Final = ("scalar", "avx2")
TIMES: Final = 20
"""How often the made news text stands one after the other: 56,000 characters."""
Counts = dict[str, dict[str, float]]
"""Instructions by instruction set and loop."""


class Loop(NamedTuple):
    """Calls of a work, on a text of a kind."""

    work: str
    kind: str
    size: str = ""
    """Of one call, whose instructions are told; where it is empty those of a character of a long text are told."""
    calls: int = 20

    @property
    def name(self) -> str:
        return f"{self.work}, {self.kind}{', one ' if self.size else ''}{self.size}"


WORKS: Final[Mapping[str, Callable[[], Callable[[Any], object]]]] = {
    "five rules": lambda: Normalizer(FIVE),
    "five rules on UTF-8": lambda: Normalizer(FIVE).normalize_utf8,
    "CLEAN": lambda: Normalizer(profiles.CLEAN),
    "SEARCH": lambda: Normalizer(profiles.SEARCH),
    "SEARCH on UTF-8": lambda: Normalizer(profiles.SEARCH).normalize_utf8,
    "align SEARCH": lambda: Normalizer(profiles.SEARCH).align,
    "tokens": Tokenizer,
    "spans": lambda: Tokenizer().scan_spans,
    "sentences": SentenceSplitter,
}
KINDS: Final = ("MSA", "vocalised", "messy", "Latin", "emoji", "quotes")
LOOPS: Final = (
    *(Loop("five rules", kind) for kind in KINDS),
    *(Loop("five rules on UTF-8", kind) for kind in ("MSA", "vocalised", "emoji", "quotes")),
    *(Loop(work, kind, calls=10) for work in ("CLEAN", "SEARCH") for kind in ("MSA", "vocalised", "messy")),
    Loop("SEARCH on UTF-8", "MSA"),
    Loop("align SEARCH", "MSA", calls=4),
    *(Loop("tokens", kind, calls=4) for kind in ("MSA", "messy")),
    *(Loop("spans", kind) for kind in ("MSA", "messy")),
    Loop("sentences", "MSA"),
    *(Loop(work, "MSA", size, 20_000) for work in ("five rules", "SEARCH") for size in ("word", "sentence")),
    Loop("tokens", "MSA", "sentence", 4_000),
)


def text_of(kind: str, size: str = "") -> str:
    text = MADE[kind](generated() * TIMES)
    return sizes(text)[size] if size else text


def run(work: str, kind: str, size: str, calls: int, folder: Path) -> None:
    """Make the function, read all texts, and call the one with one of the others.

    So a process that makes no call does the same beside the calls, whatever it would have called the function with.
    """
    function = WORKS[work]()
    texts = {path.stem: path.read_bytes().decode() for path in sorted(folder.iterdir())}
    argument: Any = texts[f"{kind}{size}"]
    if "UTF-8" in work:
        function(texts["MSAsentence"].encode())
        argument = argument.encode() if calls else argument
    else:
        function(texts["MSAsentence"])
    for _ in repeat(None, calls):
        function(argument)


def environment(instruction_set: str) -> dict[str, str]:
    return {**os.environ, "ARNORM_ISA": instruction_set, "PYTHONHASHSEED": "0"}


def is_there(instruction_set: str) -> bool:
    """Say whether the package runs with the kernels of an instruction set if it is told to."""
    command = [sys.executable, "-c", "import arnorm; print(arnorm.INSTRUCTION_SET)"]
    done = subprocess.run(command, env=environment(instruction_set), capture_output=True, text=True, check=False)
    return done.stdout.strip() == instruction_set


def collected(folder: Path, instruction_set: str, loop: Loop, calls: int) -> int:
    """Return the instructions of a whole process."""
    command = [
        *("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"),
        *(sys.executable, "-m", "benchmarks.instructions"),
        *("--run", loop.work, loop.kind, loop.size, str(calls), str(folder)),
    ]
    done = subprocess.run(command, env=environment(instruction_set), capture_output=True, text=True, check=False)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode or not found:
        raise RuntimeError(f"{loop.name} did not run under valgrind:\n{done.stderr[-2000:]}")
    return int(found.group(1))


def conditions() -> dict[str, str]:
    compiler = shutil.which("cc")
    version = ""
    if compiler:
        version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False).stdout
    return {
        "arnorm": arnorm.__version__,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "compiler": version.partition("\n")[0],
    }


def compared(old: Counts, new: Counts) -> Iterator[str]:
    """Yield a line for each count: the one that is kept, the new one, and the difference."""
    yield f"{'instructions of a character, or of one call':46} {'kept':>10} {'now':>10} {'difference':>11}"
    for instruction_set, counts in new.items():
        for name, count in counts.items():
            before = old.get(instruction_set, {}).get(name)
            change = f"{count / before - 1:+11.1%}" if before else f"{'new':>11}"
            kept = f"{before:10,.2f}" if before else f"{'':10}"
            yield f"{instruction_set + ': ' + name:46} {kept} {count:10,.2f} {change}"


def count(sets: Iterable[str], loops: Iterable[Loop]) -> Counts:
    """Count loops, as many at a time as there are processors."""
    chosen = [(instruction_set, loop, loop.calls) for instruction_set in sets for loop in loops]
    empty = {(instruction_set, loop.work): (instruction_set, loop, 0) for instruction_set, loop, _ in chosen}
    lengths = {loop: 1 if loop.size else len(text_of(loop.kind)) for _, loop, _ in chosen}
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        for kind in KINDS:
            (folder / f"{kind}.txt").write_bytes(text_of(kind).encode())
        for size in ("word", "sentence"):
            (folder / f"MSA{size}.txt").write_bytes(text_of("MSA", size).encode())
        results = list(pool.map(lambda process: collected(folder, *process), [*chosen, *empty.values()]))
    idle = dict(zip(empty, results[len(chosen) :], strict=True))
    new: Counts = {}
    for (instruction_set, loop, calls), instructions in zip(chosen, results, strict=False):
        each = (instructions - idle[instruction_set, loop.work]) / calls / lengths[loop]
        new.setdefault(instruction_set, {})[loop.name] = round(each, 2)
    return new


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="only loops with all of these in the name")
    parser.add_argument("--isa", choices=SETS, action="append", help="only these instruction sets")
    parser.add_argument("--write", action="store_true", help=f"keep the counts in {FILE.name}")
    parser.add_argument("--run", nargs=5, metavar=("WORK", "KIND", "SIZE", "CALLS", "FOLDER"), help="only run a loop")
    arguments = parser.parse_args()
    if arguments.run:
        work, kind, size, calls, folder = arguments.run
        run(work, kind, size, int(calls), Path(folder))
        return
    if not shutil.which("valgrind"):
        sys.exit("valgrind is not installed")
    sets = [name for name in arguments.isa or SETS if is_there(name)]
    loops = [loop for loop in LOOPS if all(word.lower() in loop.name.lower() for word in arguments.words)]
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {"counts": {}}
    new = count(sets, loops)
    now = conditions()
    for key, value in now.items():
        if kept.get("conditions", now)[key] != value:
            print(f"another {key}: {kept['conditions'][key]} before, {value} now")
    for line in compared(kept["counts"], new):
        print(line)
    if arguments.write:
        for instruction_set, counts in new.items():
            kept["counts"].setdefault(instruction_set, {}).update(counts)
        FILE.write_text(json.dumps({"conditions": now, "counts": kept["counts"]}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
