"""A run: every peer beside what does the same here, and what this library does beside what Python does."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

import arnorm
from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles
from benchmarks.clock import Work, call, copy, decode, fastest, split
from benchmarks.jobs import FIVE
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.entry import Missing, Peer
from benchmarks.peers.lucene import Program
from benchmarks.peers.memory import peak
from benchmarks.texts import KINDS, text_of, texts

__all__ = ["Run", "conditions", "lines", "measure_here", "measure_peer", "run"]

Run = dict[str, Any]
"""What is written as JSON."""
LINES: Final = 300
"""How many lines of each text the results are compared on."""
SHOWN: Final = 40
"""How many characters of a difference are kept."""


EXAMPLES: Final = (
    "الحَمْدُ للهِ، قالَ: «نعم»!",
    "كتـــاب جميـــل",
    "أخي إلى آخر المدرسة ٱلأولى",
    "ﻻ ﺑﺄس ﷺ",
    "في ١٢/٣/٢٠٢٤ و3.5 كم و٣٫٥ كم",
    "رابط: https://example.org/a?b=c و name@example.org",
    "صباح الخير 😀👍🏽 #تحية @أحمد",
    "د. أحمد وصل. هل رأيته؟ نعم.",
    "می‌روم کتاب",
    "اا  ب\u3000ج",
    "النص الأول (ثانيا) - ثالثا... رابعا/خامسا",
    "naïve café ＡＢＣ ½ 5\u20e3",
    'قال: ماذا؟! ثم سكت... وانتهى (أخيرا.) "نعم." حسنا',
    "في آخره مسافة ",
)
"""Texts that are made to differ: where a peer differs on one of them, it is what a reader is shown."""


def lines() -> list[str]:
    """Return the examples and lines of texts of every kind, from all over each."""
    chosen = list(EXAMPLES)
    for kind in KINDS:
        all_lines = [line for line in text_of(kind).text.splitlines() if line]
        chosen += list(dict.fromkeys(islice(all_lines, 0, None, max(1, len(all_lines) // LINES))))
    return chosen


def conditions(kind: str) -> Run:
    text = texts(kind)["megabyte"]
    return {
        "arnorm": arnorm.__version__,
        "backend": arnorm.BACKEND,
        "instruction_set": arnorm.INSTRUCTION_SET,
        "unicode": arnorm.UNICODE_VERSION,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {processor()}",
        "system": platform.system(),
        "date": datetime.now(UTC).date().isoformat(),
        "text": f"{kind}: {text_of(kind).source}",
        "characters": len(text),
        "bytes": len(text.encode()),
    }


def processor() -> str:
    """Return the name of the processor as the system tells it."""
    if sys.platform == "linux":
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def compared(peer: Peer, theirs: Callable[[str], Any], samples: Iterable[str]) -> Run:
    """Say on how many of ``samples`` the results differ, with one of `EXAMPLES` where it is among them."""
    ours = peer.ours()
    count = characters = 0
    different: list[tuple[str, Any, Any]] = []
    for text in samples:
        characters += len(text)
        if characters > peer.most:
            break
        count += 1
        expected = peer.theirs_as(theirs(text), text)
        result = peer.ours_as(ours(peer.ours_takes(text)), text)
        if result != expected:
            different.append((text, result, expected))
    found: Run = {"texts": count, "different": len(different)}
    if different:
        text, result, expected = different[0]
        found["difference"] = first_difference(text if text in EXAMPLES else None, result, expected)
    return found


def first_difference(text: str | None, ours: Any, theirs: Any) -> Run:
    """Return where two results begin to differ: the text if it may be shown, and a few characters of each result."""
    place = next((at for at, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]), None)
    if place is None:
        place = min(len(ours), len(theirs))
    results = ours, theirs
    if text is None and isinstance(ours, list):  # of what others wrote no words are kept
        shown = [f"{len(result)} pieces" for result in results]
    else:
        width = 1 if text is None else 2 if isinstance(ours, list) else 8
        shown = [repr(result[place : place + width])[:SHOWN] for result in results]
    return {"text": text, "at": place, "arnorm": shown[0], "peer": shown[1]}


def measure_peer(peer: Peer, kind: str, samples: Iterable[str], seconds: float, memory: bool) -> Run:
    """Return the row of a peer; what is not installed has only the reason."""
    row: Run = {"job": peer.job, "library": peer.library, "function": peer.function, "same": peer.same}
    try:
        row["version"] = peer.release()
        theirs = peer.load()
        row |= compared(peer, theirs, samples)
        if peer.equal and row["different"]:
            row["unexpected"] = True
        text = texts(kind)["megabyte"][: peer.most]
        ours, argument = peer.ours(), peer.ours_takes(text)
        if isinstance(theirs, Program):
            row["seconds"] = theirs.seconds(text, seconds)
            (row["our_seconds"],) = fastest([call(ours, argument)], seconds)
        else:
            row["our_seconds"], row["seconds"] = fastest([call(ours, argument), call(theirs, text)], seconds)
        units, our_units = len(text), len(text)
        if peer.counts:
            units = len(peer.theirs_as(theirs(text), text))
            our_units = len(peer.ours_as(ours(argument), text))
        row |= {"units": units, "our_units": our_units, "unit": "token" if peer.counts else "character"}
        row["bytes"] = len(text.encode())
        if memory and not isinstance(theirs, Program):
            row["memory"] = peak(peer.name, "theirs", text)
            row["our_memory"] = peak(peer.name, "ours", text)
    except Missing as missing:
        row["missing"] = str(missing)
    except Exception as error:
        row |= {"missing": f"{type(error).__name__}: {error}", "unexpected": True}
    return row


def works(text: str) -> Iterator[tuple[str, Work]]:
    """Yield what this library does, all of it over the same characters."""
    five, size = Normalizer(FIVE), len(text)
    yield "five rules", call(five, text)
    yield "five rules, UTF-8", call(five.normalize_utf8, text.encode(), size)
    yield "CLEAN", call(Normalizer(profiles.CLEAN), text)
    yield "SEARCH", call(Normalizer(profiles.SEARCH), text)
    yield "CORPUS", call(Normalizer(profiles.CORPUS), text)
    yield "SEARCH, aligned", call(Normalizer(profiles.SEARCH).align, text)
    yield "tokens, strings", call(Tokenizer(), text)
    yield "tokens, spans", call(Tokenizer().spans, text)
    yield "sentences", call(SentenceSplitter(), text)


def yardsticks(text: str) -> dict[str, Work]:
    """Return what Python does: it copies, decodes, cuts at white space, and replaces characters."""
    five = Normalizer(FIVE)
    points = {point for rule in FIVE for point in rule.table}
    return {
        "copy": copy(text),
        "bytes.decode": decode(text.encode()),
        "str.split": split(text),
        "str.translate": Work("x.translate(f)", {point: five(chr(point)) for point in points}, text, len(text)),
    }


def measure_here(kind: str, seconds: float) -> list[Run]:
    """Return the rows of this library beside the yardsticks: all are timed in turns."""
    text = texts(kind)["megabyte"]
    names, all_works = zip(*works(text), strict=True)
    sticks = yardsticks(text)
    times = fastest([*all_works, *sticks.values()], seconds * len(all_works))
    stick_times = dict(zip(sticks, times[len(names) :], strict=True))
    return [
        {"work": name, "kind": kind, "seconds": taken, "yardsticks": stick_times}
        for name, taken in zip(names, times, strict=False)
    ]


def run(kind: str, seconds: float, memory: bool, peers: Iterable[Peer] = PEERS) -> Iterator[tuple[str, Run]]:
    """Yield the rows as they are measured, each with the list that it belongs to."""
    for text_kind in KINDS:
        for row in measure_here(text_kind, seconds / 4 if text_kind != kind else seconds):
            text = texts(text_kind)["megabyte"]
            yield "here", row | {"characters": len(text), "bytes": len(text.encode())}
    samples = lines()
    for peer in peers:
        yield "peers", measure_peer(peer, kind, samples, seconds, memory)
