"""Every other library that is installed, on the same work as this one, in one run.

``python -m benchmarks.compare --json run.json --markdown tables.md --svg chart.svg``; ``--add other.json`` takes the
peers that are not installed here from a run that had them. ``docs/benchmarks.md`` says how to read it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.chart import chart
from benchmarks.peers.measured import Run, conditions, run
from benchmarks.peers.tables import line, page, write_tables
from benchmarks.texts import KINDS


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="only peers with all of these in job, library or function")
    parser.add_argument("--text", choices=KINDS, default="wiki", help="the text that peers are timed on")
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each comparison is timed at the least")
    parser.add_argument("--no-memory", action="store_true", help="start no processes that measure memory")
    parser.add_argument("--read", type=Path, metavar="JSON", help="measure nothing, take this run")
    parser.add_argument("--add", type=Path, action="append", default=[], metavar="JSON", help="peers of another run")
    parser.add_argument("--json", type=Path, help="write the run")
    parser.add_argument("--markdown", type=Path, help="write the tables")
    parser.add_argument("--svg", type=Path, help="write the chart")
    parser.add_argument("--docs", type=Path, help="write run, chart and the tables of the page into this folder")
    arguments = parser.parse_args()
    if arguments.read:
        result: Run = json.loads(arguments.read.read_text("utf-8"))
    else:
        result = measure(arguments)
    for path in arguments.add:
        add(result, json.loads(path.read_text("utf-8")))
    if arguments.docs:
        arguments.json = arguments.json or arguments.docs / "benchmarks.json"
        arguments.svg = arguments.svg or arguments.docs / "benchmarks.svg"
        write_tables(arguments.docs / "benchmarks.md", result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=1, ensure_ascii=True) + "\n", "utf-8")
    if arguments.markdown:
        arguments.markdown.write_text(page(result), "utf-8")
    if arguments.svg:
        arguments.svg.write_text(chart(result), "utf-8")
    wrong = [row for row in result["peers"] if row.get("unexpected")]
    for row in wrong:
        print(f"{row['library']} {row['function']}: {row.get('missing', 'the results should be equal')}")
    return bool(wrong)


def measure(arguments: argparse.Namespace) -> Run:
    """Measure, and show each row when it is done."""
    chosen = [
        peer for peer in PEERS if all(word.lower() in f"{peer.job} {peer.name}".lower() for word in arguments.words)
    ]
    result: Run = {"conditions": conditions(arguments.text), "here": [], "peers": []}
    for part, row in run(arguments.text, arguments.seconds, not arguments.no_memory, chosen):
        result[part].append(row)
        print(line(part, row), flush=True)
    return result


def add(result: Run, other: Run) -> None:
    """Put the rows of another run in the place of those that say only what is missing."""
    found = {(row["job"], row["library"], row["function"]): row for row in other["peers"] if "missing" not in row}
    python = other["conditions"]["python"]
    for place, row in enumerate(result["peers"]):
        key = row["job"], row["library"], row["function"]
        if "missing" in row and key in found:
            result["peers"][place] = found[key] | {"python": python}


if __name__ == "__main__":
    sys.exit(main())
