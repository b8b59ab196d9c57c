"""A run as a chart: one bar for each peer, on a scale of powers of ten."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from benchmarks.peers.measured import Run
from benchmarks.peers.tables import faster, figure

__all__ = ["chart"]

WIDTH: Final = 860
NAMES: Final = 330
RIGHT: Final = 60
ROW: Final = 22
BAR: Final = 13
TOP: Final = 62
GAP: Final = 34
BOTTOM: Final = 46

# Both themes: what is drawn follows the reader's, and stays readable where a program knows of none.
STYLE: Final = """
text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: #24292f; }
.title { font-size: 15px; font-weight: 600; }
.job { font-weight: 600; }
.small { font-size: 11px; fill: #57606a; }
.grid { stroke: #d0d7de; stroke-width: 1; }
.one { stroke: #57606a; stroke-width: 1.5; }
.ground { fill: #ffffff; }
.equal { fill: #0b6e4f; }
.differ { fill: #8fc7b1; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .small { fill: #9da7b1; }
  .grid { stroke: #30363d; }
  .one { stroke: #9da7b1; }
  .ground { fill: #0d1117; }
  .equal { fill: #3fb68b; }
  .differ { fill: #245c49; }
}
"""


def chart(run: Run) -> str:
    """Return the SVG of how many times faster this library is than each peer that was measured."""
    rows = [row for row in run["peers"] if "missing" not in row]
    jobs = list(dict.fromkeys(row["job"] for row in rows))
    rows.sort(key=lambda row: (jobs.index(row["job"]), -faster(row)))
    values = [faster(row) for row in rows]
    low = math.floor(math.log10(min([1.0, *values])))
    high = math.ceil(math.log10(max([10.0, *values])))
    scale = (WIDTH - NAMES - RIGHT) / (high - low)

    def x(value: float) -> float:
        return NAMES + (math.log10(value) - low) * scale

    height = TOP + len(rows) * ROW + len(jobs) * GAP + BOTTOM
    known = run["conditions"]
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' role="img" aria-labelledby="title">',
        f'<title id="title">{escape(title())}</title>',
        f"<style>{STYLE}</style>",
        f'<rect class="ground" width="{WIDTH}" height="{height}"/>',
        text(16, 26, title(), "title"),
        text(16, 44, conditions(known), "small"),
    ]
    for power in range(low, high + 1):
        place = x(10.0**power)
        kind = "one" if power == 0 else "grid"
        out.append(f'<line class="{kind}" x1="{place:.1f}" y1="{TOP}" x2="{place:.1f}" y2="{height - BOTTOM + 4}"/>')
        out.append(text(place, height - BOTTOM + 18, f"{10.0**power:,g}×", "small", "middle"))
    y = float(TOP)
    for job, members in groupby(rows, key=lambda row: row["job"]):
        y += GAP
        out.append(text(16, y - 10, f"{job[0].upper()}{job[1:]}", "job"))
        for row in members:
            out += bar(row, x, y)
            y += ROW
    legend = height - 10
    out += [
        f'<rect class="equal" x="16" y="{legend - 10}" width="12" height="12" rx="2"/>',
        text(33, legend, "results are equal on all texts", "small"),
        f'<rect class="differ" x="216" y="{legend - 10}" width="12" height="12" rx="2"/>',
        text(233, legend, "they differ on some: the table says on how many", "small"),
        "</svg>",
    ]
    return "\n".join(out) + "\n"


def title() -> str:
    return "How many times faster arnorm is than other libraries at the same work"


def conditions(known: Run) -> str:
    return (
        f"arnorm {known['arnorm']} ({known['instruction_set']}), CPython {known['python']}, {known['machine']},"
        f" {known['characters']:,} characters, {known['date']}"
    )


def bar(row: Run, x: Callable[[float], float], y: float) -> list[str]:
    """Return the name of a peer, its bar from one to its ratio, and the ratio."""
    ratio = faster(row)
    start, end = sorted((x(1.0), x(ratio)))
    name = f"{row['library']} {row['version']}, {row['function']}"
    return [
        text(NAMES - 10, y + BAR - 2, name, anchor="end"),
        f'<rect class="{"differ" if row["different"] else "equal"}" x="{start:.1f}" y="{y:.1f}"'
        f' width="{max(1.0, end - start):.1f}" height="{BAR}" rx="2"/>',
        text(end + 6, y + BAR - 2, f"{figure(ratio)}×", "small"),
    ]


def text(x: float, y: float, content: str, kind: str = "", anchor: str = "") -> str:
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{attributes}>{escape(content)}</text>'
