"""A run as tables: for a terminal, and for the page of the documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from benchmarks.peers.measured import Run

__all__ = ["MARK", "faster", "figure", "line", "page", "tables", "write_tables"]

MARK: Final = "<!-- {} {} -->"
"""What stands around a table of the page: ``begin`` or ``end``, and the name of the table."""
MACHINE: Final = 64
CLUSTER: Final = 16
SIZES: Final = (1, 10, 100)
COST_PEERS: Final = (
    ("CAMeL Tools", "dediac_ar and three folds"),
    ("PyArabic", "normalize_searchtext"),
    ("AraBERT", "preprocess"),
    ("CAMeL Tools", "simple_word_tokenize"),
)


def figure(value: float) -> str:
    """Write a figure with two or three digits that mean something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}" if value >= 1 else f"{value:.2g}"


def faster(row: Run) -> float:
    """Return how many times as much this library works through in the same time as a peer."""
    return float((row["our_units"] / row["our_seconds"]) / (row["units"] / row["seconds"]))


def rate(units: int, seconds: float) -> str:
    return figure(units / seconds / 1e6)


def outcome(row: Run) -> str:
    """Say how the results compare."""
    if not row["different"]:
        return f"equal on {row['texts']:,} texts"
    share = 100 * row["different"] / row["texts"]
    return f"differ on {row['different']:,} of {row['texts']:,} texts ({figure(share)}%)"


def line(part: str, row: Run) -> str:
    """Return a row for a terminal."""
    if part == "here":
        ratios = ", ".join(f"{figure(stick / row['seconds'])} of {name}" for name, stick in row["yardsticks"].items())
        return f"{row['kind'] + ', ' + row['work']:34} {rate(row['characters'], row['seconds']):>7} M/s   {ratios}"
    name = f"{row['library']} {row['function']}"
    if "missing" in row:
        return f"{name:48} not measured: {row['missing']}"
    memory = f", memory {memory_of(row, 'memory')} : {memory_of(row, 'our_memory')}" if "memory" in row else ""
    return f"{name:48} arnorm is {figure(faster(row)):>7} times as fast, {outcome(row)}{memory}"


def memory_of(row: Run, key: str) -> str:
    value = row.get(key)
    return "" if value is None else f"{value:.1f}"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield a table whose columns but the first are right-aligned where their head ends in a space."""
    heads = list(heads)
    yield f"| {' | '.join(head.strip() for head in heads)} |"
    yield f"| {' | '.join('--:' if head.endswith(' ') else '---' for head in heads)} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def told(run: Run) -> Iterator[str]:
    """Yield the sentence that says under what conditions a run was made."""
    known = run["conditions"]
    yield (
        f"arnorm {known['arnorm']} ({known['backend']}, {known['instruction_set']}), CPython {known['python']},"
        f" {known['machine']}, {known['system']}, {known['date']}. Peers are timed on {known['characters']:,}"
        f" characters ({known['bytes']:,} bytes of UTF-8) of the text {known['text']}."
    )


def peers(run: Run) -> Iterator[str]:
    """Yield a table for each job: the fastest peers first."""
    measured = [row for row in run["peers"] if "missing" not in row]
    jobs = list(dict.fromkeys(row["job"] for row in run["peers"]))
    measured.sort(key=lambda row: (jobs.index(row["job"]), faster(row)))
    for job, members in groupby(measured, key=lambda row: row["job"]):
        yield ""
        yield f"**{job[0].upper()}{job[1:]}**"
        yield ""
        heads = (
            "peer", "the same here", "results", "arnorm is faster ", "peer, M/s ", "arnorm, M/s ",
            "peak bytes per byte, peer ", "arnorm ",
        )  # fmt: skip  # laid out by hand
        yield from table(heads, map(peer_row, members))
    missing = [f"{row['library']} `{row['function']}` ({row['missing']})" for row in run["peers"] if "missing" in row]
    if missing:
        yield ""
        yield f"Not measured: {'; '.join(missing)}."


def peer_row(row: Run) -> Iterator[str]:
    python = f" on Python {row['python']}" if "python" in row else ""
    yield f"{row['library']} {row['version']}{python}, `{row['function']}`"
    yield row["same"]
    yield outcome(row)
    yield f"{figure(faster(row))} times"
    yield f"{rate(row['units'], row['seconds'])} {row['unit']}s"
    yield rate(row["our_units"], row["our_seconds"])
    yield memory_of(row, "memory")
    yield memory_of(row, "our_memory")


def differences(run: Run) -> Iterator[str]:
    """Yield the first difference to each peer whose results are not equal."""
    rows = [row for row in run["peers"] if row.get("different")]
    yield from table(["peer", "text", "arnorm", "the peer"], map(difference_row, rows))


def difference_row(row: Run) -> Iterator[str]:
    found = row["difference"]
    yield f"{row['library']} `{row['function']}`"
    yield f"`{found['text']}`" if found["text"] else "a line of a corpus"
    for side in ("arnorm", "peer"):
        yield "`" + found[side].replace("|", "\\|") + "`"


def here(run: Run) -> Iterator[str]:
    """Yield the table of this library beside what Python does, on one text."""
    kinds = list(dict.fromkeys(row["kind"] for row in run["here"]))
    rows = [row for row in run["here"] if row["kind"] == kinds[0]]
    sticks = list(rows[0]["yardsticks"])
    yield from table(
        ["work", "M characters/s ", *(f"of {stick} " for stick in sticks)],
        (
            [
                row["work"],
                rate(row["characters"], row["seconds"]),
                *(figure(row["yardsticks"][stick] / row["seconds"]) for stick in sticks),
            ]
            for row in rows
        ),
    )


def kinds(run: Run) -> Iterator[str]:
    """Yield the table of this library on texts of all kinds, as shares of the speed of a copy of the same text."""
    names = list(dict.fromkeys(row["kind"] for row in run["here"]))
    by_work: dict[str, dict[str, Run]] = {}
    for row in run["here"]:
        by_work.setdefault(row["work"], {})[row["kind"]] = row
    yield from table(
        ["work", *(f"{name} " for name in names)],
        (
            [work, *(figure(rows[name]["yardsticks"]["copy"] / rows[name]["seconds"]) for name in names)]
            for work, rows in by_work.items()
        ),
    )


def cost(run: Run) -> Iterator[str]:
    """Yield the table of what corpora cost: CPU-seconds for a terabyte of UTF-8, and how long it takes."""
    heads = [
        "work",
        "CPU-seconds for 1 TB ",
        *(
            f"{size} TB, {where} "
            for size in SIZES
            for where in ("1 core", f"{MACHINE} cores", f"{CLUSTER} × {MACHINE}")
        ),
    ]
    yield from table(heads, ([name, f"{seconds:,.0f}", *durations(seconds)] for name, seconds in costs(run)))


def costs(run: Run) -> Iterator[tuple[str, float]]:
    """Yield works and the CPU-seconds that a terabyte takes: what works on ``str`` decodes it first."""
    kind = run["conditions"]["text"].partition(":")[0]
    for row in run["here"]:
        if row["kind"] == kind:
            decoding = 0 if "UTF-8" in row["work"] else row["yardsticks"]["bytes.decode"]
            yield f"arnorm, {row['work']}", (row["seconds"] + decoding) / row["bytes"] * 1e12
    for row in run["peers"]:
        if (row["library"], row["function"]) in COST_PEERS and "missing" not in row:
            yield f"{row['library']}, `{row['function']}`", row["seconds"] / row["bytes"] * 1e12


def durations(seconds: float) -> Iterator[str]:
    for size in SIZES:
        for cores in (1, MACHINE, CLUSTER * MACHINE):
            yield duration(seconds * size / cores)


def duration(seconds: float) -> str:
    """Write a time in the unit that suits it.

    >>> duration(90), duration(5400), duration(200_000), duration(2e8)
    ('1.5 min', '1.5 h', '2.3 days', '6.3 years')
    """
    for unit, length in (("years", 365.25 * 86400), ("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            number = f"{seconds / length:.2g}" if seconds < 100 * length else f"{seconds / length:,.0f}"
            return f"{number} {unit.removesuffix('s') if number == '1' else unit}"
    return f"{seconds:.2g} s"


TABLES: Final = {
    "conditions": told,
    "peers": peers,
    "differences": differences,
    "here": here,
    "kinds": kinds,
    "cost": cost,
}


def tables(run: Run) -> dict[str, str]:
    """Return the text of each table."""
    return {name: "\n".join(make(run)).strip("\n") for name, make in TABLES.items()}


def page(run: Run) -> str:
    """Return all tables one after the other."""
    return "\n\n".join(tables(run).values()) + "\n"


def write_tables(path: Path, run: Run) -> None:
    """Put the tables between their marks in a page."""
    text = path.read_text("utf-8")
    for name, content in tables(run).items():
        begin, end = MARK.format("begin", name), MARK.format("end", name)
        parts = re.split(f"(?<={re.escape(begin)})|(?={re.escape(end)})", text)
        if len(parts) != 3:
            raise ValueError(f"{path} has no single place for the table {name}")
        text = f"{parts[0]}\n\n{content}\n\n{parts[2]}"
    path.write_text(text, "utf-8")
