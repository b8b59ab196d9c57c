"""Count what stays behind of very many calls, or how many allocations can fail.

    python tests/memory/run.py --calls 1000000       of all calls together, shared out among their kinds
    python tests/memory/run.py --failures            allocations of every kind of call fail

What the interpreter's allocators have given is counted by ``tracemalloc``, which sees all memory of the core too; what
the process has, by the operating system.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
import tracemalloc
from importlib import import_module
from itertools import pairwise
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from memory.calls import Call

ROUNDS = 5
"""So often the same number of calls is made: the first time for what they begin with."""
LEAST = 4096
"""Bytes that calls may leave in every round, of 25 at least: what leaks does so every time, a cache fills once. Of each
decoder, ``json`` keeps about 110 bytes at first, and less and less."""
ONE_BY_ONE = 1000
"""So many allocations of a call fail one by one; of those behind them, which make tokens, some do."""
RESIDENT = 16 << 20
"""Bytes by which the process may grow: allocators keep some of what is returned to them."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--of", default="", metavar="TEXT", help="only kinds of calls whose names contain this")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from memory.calls import kernel_calls, other_calls

    kernel = {name: call for name, call in kernel_calls() if options.of in name}
    if options.failures:
        return failures(kernel)
    return repeated(kernel | {name: call for name, call in other_calls() if options.of in name}, options.calls)


def failures(calls: dict[str, Call]) -> int:
    """Let allocations of every call fail, each alone and with all behind it; print how many there were."""
    from memory.calls import refusals

    nomemory = import_module("_testcapi")
    all_tried = all_found = 0
    for name, call in calls.items():
        tried, found = refusals(nomemory, call, ONE_BY_ONE)
        all_tried, all_found = all_tried + tried, all_found + found
        print(f"{tried // 2:>9,} allocations of {name}, {tried:,} failures, {found:,} times MemoryError", flush=True)
    print(
        f"{all_tried // 2:,} allocations of {len(calls)} kinds of calls failed, each alone and with all behind it: "
        f"{all_found:,} times MemoryError, {all_tried - all_found:,} times the right result"
    )
    return 0


def repeated(calls: dict[str, Call], number: int) -> int:
    """Repeat every call, as often as its share of the time allows; print what stays behind."""
    seconds = {name: measured(call) for name, call in calls.items()}
    weight = sum(1 / each for each in seconds.values())
    times = {name: ROUNDS * max(25, -(-round(number / each / weight) // ROUNDS)) for name, each in seconds.items()}
    grown = 0
    first = resident()
    for name, call in calls.items():
        tracemalloc.start()
        process, kept = resident(), []
        for _ in range(ROUNDS):
            for _ in range(times[name] // ROUNDS):
                call()
            gc.collect()
            kept.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        behind, more = min(after - before for before, after in pairwise(kept)), resident() - process
        grew = behind >= LEAST or more >= RESIDENT
        grown += grew
        print(
            f"{times[name]:>9,} times {name}: {behind:+,} bytes traced in a round, {more / 1024:+,.0f} KiB resident"
            + (" GREW" if grew else ""),
            flush=True,
        )
    print(
        f"{sum(times.values()):,} calls of {len(calls)} kinds, {grown} that grew; "
        f"the process has grown by {(resident() - first) / (1 << 20):.1f} MiB"
    )
    return min(grown, 1)


def measured(call: Call) -> float:
    """Return about how many seconds a call takes."""
    call()
    begun, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() < begun + 0.01:
        call()
        count += 1
    return (time.perf_counter() - begun) / count


def resident() -> int:
    """Return how much memory the process has, in bytes; 0 where the system does not say so in Linux' way."""
    path = Path("/proc/self/statm")
    return int(path.read_text().split()[1]) * 4096 if path.exists() else 0


if __name__ == "__main__":
    sys.exit(main())
