"""What a process of the fuzzer does: it gives laws bytes, and says in files what it is at and how far it came.

An input is the number of its law, four bytes made of its name, and the bytes that Hypothesis makes values of.
"""

from __future__ import annotations

import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fuzz.laws import Target

RUNNING = "running"
"""The file that holds the input that a process is at."""
COUNTS = "counts.json"
"""The file that holds what a process has done."""
LONGEST = 4096
KEPT = 64
SEEDS = 2
"""So many inputs that its law takes are made for every target before mutation begins."""
TRIES = 30


def number_of(name: str) -> bytes:
    """Return the four bytes that an input of a law begins with."""
    return crc32(name.encode()).to_bytes(4, "little")


def name_of(data: bytes, names: Sequence[str]) -> str:
    """Return the law that an input is for; a number that is none stands for one too."""
    number = int.from_bytes(data[:4], "little")
    return {crc32(name.encode()): name for name in names}.get(number) or names[number % len(names)]


class Laws:
    """Laws by the inputs they are for; counts what was executed, and keeps what breaks one."""

    def __init__(self, laws: dict[str, Target], folder: Path, broken: Iterable[str] = ()) -> None:
        self.laws = laws
        self.executions: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.broken = set(broken)
        self._names = list(laws)
        self._by_number: dict[bytes, str] = {}
        self._folder = folder
        self._saved = 0.0
        folder.mkdir(parents=True, exist_ok=True)
        self._running = (folder / RUNNING).open("wb", buffering=0)

    def name_of(self, data: bytes) -> str:
        """Return the law that an input is for."""
        number = data[:4]
        if number not in self._by_number:
            self._by_number[number] = name_of(number, self._names)
        return self._by_number[number]

    def __call__(self, data: bytes) -> bytes | None:
        """Give one input to its law; return what was used of it."""
        name = self.name_of(data)
        if name in self.broken:
            return None
        data = number_of(name) + data[4:]
        self._running.seek(0)
        self._running.write(data)
        self._running.truncate()
        self.executions[name] += 1
        try:
            used = self.laws[name](data[4:])
        except Exception:
            traceback.print_exc()
            self.broken.add(name)
            keep(self._folder, name, data)
            used = None
        if used is not None:
            self.taken[name] += 1
        if time.monotonic() > self._saved + 1:
            self.save()
        return used

    def save(self) -> None:
        """Write down how far this process came."""
        self._saved = time.monotonic()
        counts = {"executions": self.executions, "taken": self.taken}
        part = self._folder / f"{COUNTS}.part"
        part.write_text(json.dumps(counts))
        part.replace(self._folder / COUNTS)

    def close(self) -> None:
        """Say that this process is at nothing any more."""
        self.save()
        self._running.close()
        (self._folder / RUNNING).unlink()


def keep(folder: Path, name: str, data: bytes) -> Path:
    """Write down what broke a law."""
    path = folder / f"{name}-{sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return path


def seeded(laws: Laws, numbers: random.Random, corpus: Path, end: float) -> dict[str, list[bytes]]:
    """Return inputs of every law: those of the corpus, and where there are none, new ones, which are added to it."""
    names = list(laws.laws)
    numbers.shuffle(names)  # where time is short, it is not the last modules that have none
    seeds: dict[str, list[bytes]] = {name: [] for name in names}
    for path in sorted(corpus.iterdir()):
        data = path.read_bytes()
        seeds[laws.name_of(data)].append(data[4:])
    for name, found in seeds.items():
        for _ in range(TRIES):
            if len(found) >= SEEDS or time.monotonic() > end:
                break
            used = laws(number_of(name) + fresh(numbers))
            if used:
                found.append(used)
                data = number_of(name) + used
                (corpus / sha256(data).hexdigest()[:20]).write_bytes(data)
    return seeds


def plain(laws: Laws, seconds: float, numbers: random.Random, corpus: Path) -> None:
    """Give every law its turn, again and again until the time is over."""
    end = time.monotonic() + seconds
    seeds = seeded(laws, numbers, corpus, end)
    share = min(1.0, seconds / len(seeds) / 4)
    while time.monotonic() < end:
        for name, found in seeds.items():
            turn = min(end, time.monotonic() + share)
            while time.monotonic() < turn and name not in laws.broken:
                used = laws(number_of(name) + bytes_for(numbers, found))
                if used:
                    remember(numbers, found, used)
    laws.close()


def fresh(numbers: random.Random) -> bytes:
    return numbers.randbytes(numbers.randrange(1, 2 ** numbers.randrange(3, LONGEST.bit_length())))


def bytes_for(numbers: random.Random, seeds: list[bytes]) -> bytes:
    """Return bytes: new ones, or those of a seed with some changed, cut out or put in."""
    if not seeds or numbers.random() < 0.3:
        return fresh(numbers)
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


def has_counters() -> bool:
    """Return whether the compiled core counts its edges: it was built with ``ARNORM_SANITIZE=fuzzer-no-link``."""
    import arnorm

    if arnorm.BACKEND != "compiled":
        return False
    core = import_module("arnorm._core.compiled").__file__
    assert core is not None
    return b"__sanitizer_cov_8bit_counters_init" in Path(core).read_bytes()


def guided(laws: Laws, seconds: float, numbers: random.Random, corpus: Path) -> None:
    """Let Atheris choose the inputs, by the edges of the compiled core, or where it counts none by the reference."""
    atheris: Any = import_module("atheris")
    seeded(laws, numbers, corpus, time.monotonic() + seconds / 3)
    if not has_counters():
        for found, module in list(sys.modules.items()):
            if found.startswith("arnorm._core.reference"):
                for value in vars(module).values():
                    if getattr(value, "__module__", "") == found and hasattr(value, "__code__"):
                        atheris.instrument_func(value)

    def one(data: bytes) -> None:
        laws(data)

    options = {"max_total_time": int(seconds), "max_len": LONGEST, "timeout": 300, "rss_limit_mb": 0, "seed": 1}
    atheris.Setup([sys.argv[0], *(f"-{name}={value}" for name, value in options.items()), str(corpus)], one)
    atheris.Fuzz()  # which ends the process
