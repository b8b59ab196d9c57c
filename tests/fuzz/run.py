"""Fuzz the laws of the tests, with a plain runner or, guided by coverage, with Atheris.

    python tests/fuzz/run.py --minutes 30                all laws in turn, again and again
    python tests/fuzz/run.py --minutes 30 --atheris      all laws, as Atheris chooses (pip install atheris)
    python tests/fuzz/run.py --law LAW                   those whose names contain this
    python tests/fuzz/run.py --replay FILE               what was found, once more

The work is done in a process of its own: where it crashes or hangs, that is a finding, and another process goes on.
What breaks a law is written to a file whose name is that of the law, and becomes a test. ``--corpus`` is a folder of
inputs to begin with; where it has none for a law, they are made.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

TESTS = Path(__file__).parents[1]
PATIENCE = 300.0
"""Seconds that one input may take."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--law", default="", metavar="TEXT", help="only laws whose names contain this")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"), metavar="FOLDER")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="inputs to begin with, and where new ones go")
    parser.add_argument("--atheris", action="store_true")
    parser.add_argument("--replay", type=Path, metavar="FILE")
    parser.add_argument("--child", type=float, metavar="SECONDS", help=argparse.SUPPRESS)
    parser.add_argument("--broken", nargs="*", default=[], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child is None and options.replay is None:
        with TemporaryDirectory() as folder:
            options.corpus = options.corpus or Path(folder)
            return supervised(options)
    sys.path.insert(0, str(TESTS))
    if options.atheris:
        __import__("atheris")  # before the core, which has its counters from there
    from fuzz import laws, work

    if options.replay:
        name = options.replay.name.rpartition("-")[0]
        laws.targets(name)[name](options.replay.read_bytes()[4:])
        return 0
    found = laws.targets(options.law)
    if not found:
        parser.error(f"no law is called {options.law!r}")
    given = work.Laws(found, options.findings, set(options.broken))
    (work.guided if options.atheris else work.plain)(given, options.child, random.Random(options.seed), options.corpus)
    return 0


class Results:
    """What all processes together have done."""

    def __init__(self) -> None:
        self.executions: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.edges = 0
        self.all_edges = 0
        self.lines: list[str] = []

    def listen(self, stream: IO[str]) -> None:
        """Read what a process says, which is where libFuzzer has its counts."""
        for line in stream:
            if numbers := re.match(r"INFO: Loaded \d+ modules? .*?\((\d+) inline 8-bit counters\)", line):
                self.all_edges = int(numbers[1])
            elif numbers := re.match(r"#\d+\s.*\bcov: (\d+)", line):
                self.edges = max(self.edges, int(numbers[1]))
            else:
                sys.stderr.write(line)

    def add(self, folder: Path) -> None:
        """Add the counts that a process has left."""
        path = folder / "counts.json"
        if path.exists():
            counts = json.loads(path.read_text())
            self.executions.update(counts["executions"])
            self.taken.update(counts["taken"])
            path.unlink()


def supervised(options: argparse.Namespace) -> int:
    """Start processes until the time is over, and report; return 1 if anything was found."""
    folder, begun = options.findings, time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    options.corpus.mkdir(parents=True, exist_ok=True)
    before = {path.name for path in folder.iterdir()}
    results = Results()
    seed = options.seed
    while (seconds := begun + 60 * options.minutes - time.monotonic()) > 0:
        broken = [path.name.rpartition("-")[0] for path in findings(folder, before)]
        command: list[Any] = [sys.executable, "-P", __file__, "--child", seconds, "--seed", seed, "--law", options.law]
        command += ["--findings", folder, "--corpus", options.corpus, *(["--atheris"] if options.atheris else [])]
        process = subprocess.Popen(
            [*map(str, command), "--broken", *broken], stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
        )
        assert process.stderr is not None
        listener = threading.Thread(target=results.listen, args=(process.stderr,))
        listener.start()
        ended = watched(process, folder, begun + 60 * options.minutes)
        listener.join()
        results.add(folder)
        seed += 1
        if ended and not after(folder, ended):
            return 2
    report(results, options, list(findings(folder, before)), time.monotonic() - begun)
    return 1 if any(findings(folder, before)) else 0


def findings(folder: Path, before: Iterable[str]) -> Iterable[Path]:
    return [path for path in sorted(folder.iterdir()) if "-" in path.name and path.name not in before]


def watched(process: subprocess.Popen[str], folder: Path, end: float) -> str:
    """Wait for a process; return why it did not end well."""
    running = folder / "running"
    while process.poll() is None:
        time.sleep(0.5)
        if running.exists() and time.time() - running.stat().st_mtime > PATIENCE:
            process.kill()
            process.wait()
            return "hangs"
    at_end = time.monotonic() > end - 5 and process.returncode == 0
    return "" if at_end else f"ended with {process.returncode}"


def after(folder: Path, ended: str) -> bool:
    """Keep the input that ended a process; return whether there was one."""
    sys.path.insert(0, str(TESTS))
    from fuzz import laws, work

    running = folder / work.RUNNING
    if not running.exists() or not running.stat().st_size:
        print(f"the process {ended} before it gave anything to a law", file=sys.stderr)
        return False
    data = running.read_bytes()
    name = work.name_of(data, list(laws.targets()))
    running.unlink()
    print(f"{name} {ended}: {work.keep(folder, name, data)}", file=sys.stderr)
    return True


def report(results: Results, options: argparse.Namespace, found: list[Path], seconds: float) -> None:
    """Print what was executed, by law and by module, what was found and how much of the core was reached."""
    laws: Counter[str] = Counter()
    for name, number in results.executions.items():
        laws[name.partition("[")[0]] += number
    for law, number in sorted(laws.items()):
        print(f"{number:>12,}  {law}")
    print()
    modules = sorted({law.partition(".")[0] for law in laws})
    for module in modules:
        inside = [number for law, number in laws.items() if law.partition(".")[0] == module]
        print(f"{sum(inside):>12,}  executions of {len(inside):>3} laws in {module}")
    total, taken = results.executions.total(), results.taken.total()
    print(
        f"\n{total:,} executions of {len(laws)} laws as {len(results.executions)} targets in {seconds / 60:.1f} minutes"
    )
    print(f"{taken:,} of them with bytes that the law could make values of")
    if options.atheris:
        print(f"{results.edges:,} of {results.all_edges:,} edges reached (inline 8-bit counters of the compiled core)")
    print(f"{len(found)} findings" + "".join(f"\n    {path}" for path in found))


if __name__ == "__main__":
    sys.exit(main())
