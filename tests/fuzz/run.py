"""Fuzz the laws of the tests, with a plain runner or, guided by coverage, with Atheris.

    python tests/fuzz/run.py --minutes 30                       all laws in turn, a second each, again and again
    python tests/fuzz/run.py --minutes 30 --atheris --law LAW   one law, with Atheris (pip install atheris)
    python tests/fuzz/run.py --replay FILE                      what was found, once more

What breaks a law is written to a file whose name is that of the law, and becomes a test.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fuzz.laws import Target

TESTS = Path(__file__).parents[1]
LONGEST = 4096
KEPT = 64


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--law", default="", metavar="TEXT", help="only laws whose names contain this")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--atheris", action="store_true")
    parser.add_argument("--replay", type=Path, metavar="FILE")
    options = parser.parse_args()
    sys.path.insert(0, str(TESTS))
    from fuzz.laws import targets

    if options.replay:
        name = options.replay.name.rpartition("-")[0]
        targets(name)[name](options.replay.read_bytes())
        return 0
    laws = targets(options.law)
    if not laws:
        parser.error(f"no law is called {options.law!r}")
    if options.atheris:
        return guided(laws, options.minutes)
    return plain(laws, options.minutes, random.Random(options.seed), options.findings)


def plain(laws: dict[str, Target], minutes: float, numbers: random.Random, folder: Path) -> int:
    """Give every law its turn until the time is over; return how many were broken, 1 at most."""
    end = time.monotonic() + 60 * minutes
    share = min(1.0, 60 * minutes / len(laws))
    seeds: dict[str, list[bytes]] = {name: [] for name in laws}
    executions: Counter[str] = Counter()
    broken: dict[str, Path] = {}
    while time.monotonic() < end:
        for name, law in laws.items():
            turn = min(end, time.monotonic() + share)
            while time.monotonic() < turn and name not in broken:
                data = bytes_for(numbers, seeds[name])
                executions[name] += 1
                try:
                    used = law(data)
                except Exception:
                    broken[name] = keep(folder, name, data)
                    traceback.print_exc()
                else:
                    if used:
                        remember(numbers, seeds[name], used)
    for name, number in sorted(executions.items()):
        print(f"{number:>10,}  {name}" + (f"  BROKEN by {broken[name]}" if name in broken else ""))
    print(f"{executions.total():>10,}  executions of {len(executions)} laws, {len(broken)} broken")
    return min(len(broken), 1)


def bytes_for(numbers: random.Random, seeds: list[bytes]) -> bytes:
    """Return bytes: new ones, or those of a seed with some changed, cut out or put in."""
    if not seeds or numbers.random() < 0.3:
        return numbers.randbytes(numbers.randrange(1, 2 ** numbers.randrange(3, LONGEST.bit_length())))
    data = bytearray(numbers.choice(seeds))
    for _ in range(numbers.randrange(1, 6)):
        start = numbers.randrange(len(data) + 1)
        end = min(len(data), start + numbers.randrange(9))
        data[start:end] = numbers.choice(
            (b"", numbers.randbytes(end - start), numbers.randbytes(4), data[start:end] * 2)
        )
    return bytes(data[:LONGEST])


def remember(numbers: random.Random, seeds: list[bytes], data: bytes) -> None:
    """Keep bytes of which a law could make values, at random in the place of others."""
    if len(seeds) < KEPT:
        seeds.append(data)
    else:
        seeds[numbers.randrange(KEPT)] = data


def keep(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def guided(laws: dict[str, Target], minutes: float) -> int:
    """Hand one law to Atheris, which ends the process; what breaks it, Atheris writes to a file of its own."""
    atheris: Any = import_module("atheris")
    (name, law), *others = laws.items()
    if others:
        print(f"Atheris takes one law, here {name}; --law chooses another", file=sys.stderr)
    for found, module in list(sys.modules.items()):
        if found.startswith("arnorm._core.reference"):  # the other implementation shows which ways there are
            for value in vars(module).values():
                if getattr(value, "__module__", "") == found and hasattr(value, "__code__"):
                    atheris.instrument_func(value)
    atheris.Setup([sys.argv[0], f"-max_total_time={int(60 * minutes)}", f"-max_len={LONGEST}"], law)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
