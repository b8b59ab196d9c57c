"""The memory of a command and all that it starts: ``python -m benchmarks.footprint COMMAND ...``, on Linux.

Every 20 ms the processes are looked at, and what they hold is added up: the resident pages of each (``RSS``), so that
pages which two of them share count twice, and the proportional share (``PSS``), in which they count once. The peak of
both is shown on standard error, with the seconds and the processor time that the command took.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

__all__ = ["measured"]

_PAUSE = 0.02


def measured(command: list[str]) -> tuple[int, dict[str, int], float]:
    """Run a command; return its status, the peaks of its memory in bytes, and the seconds it took."""
    peaks = {"Rss": 0, "Pss": 0}
    begun = time.monotonic()
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            sums = dict.fromkeys(peaks, 0)
            for number in _family(process.pid):
                for name, size in _held(number).items():
                    sums[name] += size
            peaks = {name: max(peak, sums[name]) for name, peak in peaks.items()}
            time.sleep(_PAUSE)
    return process.returncode, peaks, time.monotonic() - begun


def _family(number: int) -> list[int]:
    """Return a process and all that it has started, and those have."""
    found = [number]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue  # it is gone
    return found


def _held(number: int) -> dict[str, int]:
    try:
        text = Path(f"/proc/{number}/smaps_rollup").read_text()
    except OSError:
        return {}
    return {name: int(size) * 1024 for name, size in re.findall(r"^(Rss|Pss):\s+(\d+) kB$", text, re.M)}


def _main() -> int:
    status, peaks, seconds = measured(sys.argv[1:])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        f"peak {peaks['Rss'] / 1e6:.0f} MB RSS, {peaks['Pss'] / 1e6:.0f} MB PSS;"
        f" {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} s of processor time",
        file=sys.stderr,
    )
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(_main())
