"""How much memory a function needs: ``python -m benchmarks.peers.memory NAME SIDE``, in a process of its own.

The process loads the library, calls the function once on a document, so that what it builds once is there, and decodes
the text, which comes through its input. Then it gives back what the allocator of C holds free, has the system forget
the highest resident size that it has seen (Linux: ``5`` written to ``/proc/self/clear_refs``), calls the function once,
keeping the result, and reads the highest resident size since (``VmHWM``). What that is above the size before the call
is the figure: all that was needed at one time beside the source, by whatever allocator, in whole pages. Free memory
that Python's own allocator holds is not counted, some hundred kilobytes at most.
"""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.corpus import TEXTS
from benchmarks.peers.catalogue import by_name
from benchmarks.peers.entry import Missing

__all__ = ["peak"]

STATUS: Final = Path("/proc/self/status")
CLEAR: Final = Path("/proc/self/clear_refs")
TIMEOUT: Final = 300


def peak(name: str, side: str, text: str) -> float | None:
    """Return the peak bytes per byte of UTF-8 of one side of a peer, or ``None`` where the system does not tell."""
    if not CLEAR.exists():
        return None
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", __spec__.name, name, side],
        input=text.encode(),
        capture_output=True,
        timeout=TIMEOUT,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    if done.returncode:
        raise Missing(done.stderr.decode().strip().rpartition("\n")[2])
    return float(done.stdout.split()[-1])


def resident(field: str) -> int:
    """Return a size of this process in bytes."""
    for line in STATUS.read_text("ascii", "replace").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    raise Missing(f"{STATUS} has no {field}")


def give_back() -> None:
    """Return to the system what the allocator of C holds free, where that is glibc's."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)


def measured(name: str, side: str) -> float:
    if side not in ("ours", "theirs"):
        raise ValueError(f"side must be ours or theirs, not {side!r}")
    peer = by_name(name)
    function = peer.load() if side == "theirs" else peer.ours()
    argument = str if side == "theirs" else peer.ours_takes
    function(argument(TEXTS["document"]))
    data = sys.stdin.buffer.read()
    size = len(data)
    text = argument(data.decode())
    del data
    give_back()
    CLEAR.write_text("5", "ascii")
    before = resident("VmRSS")
    result = function(text)
    after = resident("VmHWM")
    del result
    return max(0, after - before) / size


if __name__ == "__main__":
    print(measured(*sys.argv[1:]))
