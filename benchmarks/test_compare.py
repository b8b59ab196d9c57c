"""What is made of a run, and the texts that are made to be measured; nothing is timed here."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from arnorm import Normalizer, compat
from benchmarks.clock import call, copy, fastest
from benchmarks.compare import add
from benchmarks.corpus import generated
from benchmarks.instructions import LOOPS, WORKS
from benchmarks.instructions import compared as compared_counts
from benchmarks.instructions import run as run_loop
from benchmarks.peers.catalogue import PEERS
from benchmarks.peers.chart import chart
from benchmarks.peers.entry import Missing, Peer, probed
from benchmarks.peers.measured import EXAMPLES, compared, conditions, first_difference, measure_here, measure_peer
from benchmarks.peers.memory import CLEAR, peak
from benchmarks.peers.tables import MARK, TABLES, duration, tables, write_tables
from benchmarks.texts import MADE

DOCS = Path(__file__).parents[1] / "docs"
TEXT = generated() * 20


def share(text: str, of: str) -> float:
    return sum(unicodedata.category(character) in of.split() for character in text) / len(text)


def test_made_texts_have_the_shares_that_they_are_named_for() -> None:
    assert share(MADE["vocalised"](TEXT), "Mn") == pytest.approx(0.22, abs=0.01)
    assert share(MADE["Latin"](TEXT), "Ll") == pytest.approx(0.3, abs=0.01)
    assert share(MADE["emoji"](TEXT), "So") == pytest.approx(1 / 81, rel=0.01)
    assert share(MADE["quotes"](TEXT), "Pi Pf") - share(TEXT, "Pi Pf") == pytest.approx(1 / 41, rel=0.05)
    assert all(make(TEXT) == make(TEXT) for make in MADE.values())


def test_work_is_timed_as_often_as_it_takes() -> None:
    called: list[str] = []
    seconds = fastest([call(called.append, "text"), copy("text")], 0)
    assert len(called) > 10
    assert len(seconds) == 2
    assert all(second > 0 for second in seconds)


def stem(text: str) -> str:
    """Stand for a function of another library, which differs on one of the examples."""
    return "" if text == EXAMPLES[0] else text


def peer(load: Any = lambda: stem, equal: bool = False) -> Peer:
    return Peer("words", "Other", "stem", load, "nothing", lambda: str, equal)


def missing() -> Any:
    raise Missing("other is not installed")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(Peer, "release", lambda self: "1.0")
    rows = [measure_peer(peer(load), "MSA", EXAMPLES, 0.0, memory=False) for load in (lambda: stem, missing)]
    text = {"characters": 560_000, "bytes": 1_000_000}
    here = [row | text for kind in ("MSA", "quotes") for row in measure_here(kind, 0.0)]
    return {"conditions": conditions("MSA"), "here": here, "peers": rows}


def test_differences_are_counted_and_shown() -> None:
    found = compared(peer(), stem, [*EXAMPLES, "a line"])
    assert found["texts"] == len(EXAMPLES) + 1
    assert found["different"] == 1
    assert found["difference"]["text"] == EXAMPLES[0]
    assert compared(peer(), str, EXAMPLES) == {"texts": len(EXAMPLES), "different": 0}


def test_of_lines_of_others_little_is_shown() -> None:
    line = "a line of others"
    assert first_difference(None, line, line[:3])["arnorm"] == repr(line[3])
    assert first_difference(None, [line], [line, line])["peer"] == "2 pieces"
    assert first_difference(line, [line], [])["arnorm"] == repr([line])


def test_equal_results_are_demanded_where_they_are_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Peer, "release", lambda self: "1.0")
    assert measure_peer(peer(equal=True), "MSA", EXAMPLES, 0.0, memory=False)["unexpected"]
    assert "unexpected" not in measure_peer(peer(), "MSA", EXAMPLES, 0.0, memory=False)


def test_a_peer_that_fails_stops_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Peer, "release", lambda self: "1.0")
    row = measure_peer(peer(lambda: int), "MSA", EXAMPLES, 0.0, memory=False)
    assert row["unexpected"]
    assert row["missing"].startswith("ValueError: ")


def test_tables_and_chart_hold_every_peer(run: dict[str, Any], tmp_path: Path) -> None:
    made = tables(run)
    assert f"differ on 1 of {len(EXAMPLES)} texts" in made["peers"]
    assert "not installed" in made["peers"]
    assert "`stem`" in made["differences"]
    assert made["cost"].count("\n") == 1 + sum(row["kind"] == "MSA" for row in run["here"])
    root = ElementTree.fromstring(chart(run))
    bars = [node for node in root.iter("{http://www.w3.org/2000/svg}rect") if node.get("class") == "differ"]
    assert len(bars) == 2  # one peer, and the legend
    page = tmp_path / "page.md"
    page.write_text("".join(f"# {name}\n{MARK.format('begin', name)}\n{MARK.format('end', name)}\n" for name in TABLES))
    write_tables(page, run)
    written = page.read_text("utf-8")
    assert all(table in written for table in made.values())
    write_tables(page, run)
    assert page.read_text("utf-8") == written


def test_peers_of_another_run_replace_those_that_are_missing(run: dict[str, Any]) -> None:
    other = json.loads(json.dumps(run))
    other["peers"] = [run["peers"][0]]
    run["peers"] = [run["peers"][1]]
    other["conditions"]["python"] = "3.12.0"
    add(run, other)
    assert run["peers"] == [other["peers"][0] | {"python": "3.12.0"}]


def test_the_page_shows_the_run_that_lies_beside_it() -> None:
    page, kept = DOCS / "benchmarks.md", DOCS / "benchmarks.json"
    run = json.loads(kept.read_text("utf-8"))
    text = page.read_text("utf-8")
    assert all(table in text for table in tables(run).values())
    assert (DOCS / "benchmarks.svg").read_text("utf-8") == chart(run)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0.5, "0.5 s"), (90, "1.5 min"), (5400, "1.5 h"), (86400, "1 day"), (200_000, "2.3 days"), (2e8, "6.3 years")],
)
def test_durations(seconds: float, written: str) -> None:
    assert duration(seconds) == written


def test_a_function_is_probed() -> None:
    same = probed("upper", lambda text: text.replace("\N{ARABIC TATWEEL}", ""))
    assert isinstance(same, Normalizer)
    assert same("ك\N{ARABIC TATWEEL}تاب") == "كتاب"
    with pytest.raises(ValueError, match="letters around"):
        probed("nothing", lambda text: "")


@pytest.mark.skipif(not CLEAR.exists(), reason="this system does not tell the peak of a process")
def test_the_peak_of_memory_holds_the_result() -> None:
    text = "كِتاب " * 50_000
    peak_of_ours = peak("PyArabic strip_tashkeel", "ours", text)
    assert peak_of_ours is not None
    assert peak_of_ours * len(text.encode()) > len(text)  # two bytes for each character that is left
    with pytest.raises(Missing, match="Error"):
        peak("PyArabic strip_tashkeel", "nobody's", "")


def test_counts_are_compared() -> None:
    old = {"scalar": {"one": 10.0}}
    new = {"scalar": {"one": 11.0, "two": 5.0}, "avx2": {"one": 3.0}}
    lines = list(compared_counts(old, new))
    assert len(lines) == 4
    assert lines[1].endswith("+10.0%")
    assert lines[2].endswith("new")
    assert {loop.work for loop in LOOPS} == WORKS.keys()
    assert len({loop.name for loop in LOOPS}) == len(LOOPS)


def test_a_loop_runs(tmp_path: Path) -> None:
    for name in ("MSA", "MSAsentence"):
        (tmp_path / f"{name}.txt").write_text("نص")
    for work in WORKS:
        run_loop(work, "MSA", "", 2, tmp_path)


def test_names_of_peers_are_unique() -> None:
    names = [peer.name for peer in PEERS]
    assert len(set(names)) == len(names)
    profiles = [peer.same.removeprefix("compat.") for peer in PEERS if peer.same.startswith("compat.")]
    assert len(profiles) > 10
    assert {name.partition(" ")[0] for name in profiles} <= compat.PROFILES.keys()
