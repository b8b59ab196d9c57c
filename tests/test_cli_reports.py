"""The commands that report on texts: what they hold, and what two profiles do differently to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made import normalizer
from strategies import texts
from test_cli import C_LOCALE, COMMAND, ENVIRONMENT, INVALID, LARGE, MEASURE, OWN, environments, output, posix, run

import arnorm
from arnorm import Normalizer, compat, inspect, profiles
from arnorm.cli import differences
from arnorm.cli.differences import Differences, word_pairs
from arnorm.inspection.report import report

PAIR = ("diff", "--profile", "clean", "--profile", "search")


@pytest.fixture(autouse=True, scope="module")
def _made_once() -> Iterator[None]:
    """Differences of many texts share their normalizers, of which a pair of profiles takes dozens."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(differences, "Normalizer", normalizer)
        yield


CHOICES = st.sampled_from((*profiles.PROFILES.values(), compat.CAMEL_DEDIAC, compat.HF_ASR))


# -------------------------------------------------------------------------------------------------------------- inspect


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="takes minutes in plain Python")
def test_a_file_is_inspected_as_one_text(tmp_path: Path) -> None:
    path = tmp_path / "نص"
    text = LARGE[: LARGE.rindex(b"\n", 0, 700_000) + 1] + "كـ".encode()  # several blocks
    path.write_bytes(text)
    [line] = output("inspect", "--json", path, env=C_LOCALE).splitlines()
    found = json.loads(line)
    assert found.pop("input") == str(path)
    assert found == json.loads(inspect(text.decode()).to_json())
    assert found["findings"]["words"]["count"] == inspect(text.decode()).words > 10_000


def test_a_table_for_each_input_and_the_sum(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text(OWN, "utf-8")
    second.write_text("كـتـاب\n", "utf-8")
    one, other = inspect(OWN), inspect("كـتـاب\n")
    assert output("inspect", first).decode() == f"{first}\n{one}\n\n"
    assert output("inspect", input=OWN.encode()).decode() == f"standard input\n{one}\n\n"
    assert output("inspect", first, second).decode() == (
        f"{first}\n{one}\n\n{second}\n{other}\n\nall inputs\n{report(one + other, places=False)}\n\n"
    )
    names = [json.loads(line)["input"] for line in output("inspect", "--json", first, second).splitlines()]
    assert names == [str(first), str(second), None]


def test_an_empty_input_holds_nothing() -> None:
    assert output("inspect").decode() == f"standard input\n{inspect('')}\n\n"
    assert json.loads(output("inspect", "--json"))["arabic_share"] is None


def test_a_byte_order_mark_is_found() -> None:
    found = json.loads(output("inspect", "--json", input=b"\xef\xbb\xbfa"))
    assert found["findings"]["zero_width"]["places"] == [0]


def test_invalid_bytes(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes("كـ\n".encode() + INVALID)
    done = run("inspect", "--json", path, tmp_path / "none", tmp_path, status=1)
    [line] = done.stdout.splitlines()
    assert json.loads(line)["code_points"] == 3
    first, second, third = done.stderr.decode().splitlines()
    assert "invalid UTF-8 at byte 7 (line 2)" in first
    assert "No such file" in second
    assert str(tmp_path) in third
    kept = json.loads(output("inspect", "--json", "--errors=keep", path))
    assert kept["findings"]["surrogates"]["count"] == sum(0xDC80 <= ord(c) <= 0xDCFF for c in _kept())
    assert json.loads(output("inspect", "--json", "--errors=replace", path))["findings"]["replacement_characters"]
    assert output("inspect", "--errors=keep", path)


def _kept() -> str:
    return INVALID.decode("utf-8", "surrogateescape")


# ----------------------------------------------------------------------------------------------------------------- diff


def compared(text: str, first: profiles.Profile, second: profiles.Profile, samples: int = 3) -> Differences:
    found = Differences(first, second, samples)
    read = found.reader("-", "surrogatepass")
    read(text.encode("utf-8", "surrogatepass"), True)
    return found


@given(texts(), CHOICES, CHOICES)
@example("كِتـاب\n\n«نعم»\n", profiles.CLEAN, profiles.SEARCH)
@example("Ab\nab", profiles.CLEAN, compat.HF_ASR)
def test_differences_are_counted_line_by_line(text: str, first: profiles.Profile, second: profiles.Profile) -> None:
    found = compared(text, first, second)
    lines = text.removesuffix("\n").split("\n") if text else []
    made = [[normalizer(profile)(line) for line in lines] for profile in (first, second)]
    assert found.lines == len(lines)
    assert found.changed == [sum(a != b for a, b in zip(lines, results, strict=True)) for results in made]
    rows = [(n, *row) for n, row in enumerate(zip(lines, *made, strict=True), 1) if row[1] != row[2]]
    assert found.differing == len(rows)
    assert [sample[1:] for sample in found.samples] == rows[:3]
    for side, name, count, (before, after) in found.by_rule():
        rule = next(rule for rule in (first, second)[side] if rule.name == name)
        without = normalizer((first, second)[side] - rule)
        assert rule not in (first, second)[1 - side].rules
        assert count == sum(without(line) != (one, other)[side] for _, line, one, other in rows)
        assert before != after
    assert (found.unexplained == 0) or found.unexplained <= found.differing
    assert "\n".join(found.table()).encode("utf-8", "surrogatepass")
    assert json.loads(json.dumps(found.as_json()))["differing"] == len(rows)


@given(texts(), CHOICES)
def test_a_profile_does_not_differ_from_itself(text: str, profile: profiles.Profile) -> None:
    found = compared(text, profile, profile)
    assert (found.differing, found.samples, found.by_rule()) == (0, [], [])


@given(texts(), texts())
def test_pairs_of_words_tell_texts_apart(one: str, other: str) -> None:
    pairs = word_pairs(one, other)
    assert bool(pairs) == (one != other)
    assert all(left != right for left, right in pairs)


def test_pairs_of_words() -> None:
    assert word_pairs("قال كِتاب ثم", "قال كتاب ثم") == [("كِتاب", "كتاب")]
    assert word_pairs("a ﷺ b", "a صلى الله b c") == [("ﷺ", "صلى الله"), ("", "c")]
    assert word_pairs("a  b", "a b") == [("a  b", "a b")]
    long = " ".join(map(str, range(5000)))
    [(left, right)] = word_pairs(long, f"{long} x".replace("77 ", "7 7 ", 1))
    assert left.startswith("77 78")
    assert right.startswith("7 7 78")


def test_the_table_says_which_rules_differ(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("كِتـاب أحمد\nنص\nقال\u200f «نعم»\n", "utf-8")
    table = output(*PAIR, path).decode().splitlines()
    assert table[0] == "3 lines; lines that change"
    assert [row.split() for row in table[1:4]] == [["CLEAN", "2"], ["SEARCH", "2"], ["different", "2"]]
    rules = dict(row.split(maxsplit=1) for row in table if row.startswith("  ") and "->" in row)
    assert rules["strip_tashkeel"] == "1  كِتاب -> كتاب"
    assert rules["fold_alef"] == "1  أحمد -> احمد"
    assert rules["convert_quotes:ascii"] == '1  «نعم» -> "نعم"'
    assert f"{path}:1  كِتـاب أحمد" in table
    assert "  CLEAN كِتاب  |  SEARCH كتاب" in table
    assert f"{path}:3  قال[U+200F] «نعم»" in table
    assert not any(":1  " in row for row in output(*PAIR, "--samples=0", path).decode().splitlines())


def test_differences_as_json(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("كِتاب\nنص\n", "utf-8")
    found = json.loads(output(*PAIR, "--json", path, "-", input="نصّ\n".encode(), env=C_LOCALE))
    assert found == {
        "profiles": ["CLEAN", "SEARCH"],
        "lines": 3,
        "changed": [0, 2],
        "differing": 2,
        "rules": [{"only_in": 1, "rule": "strip_tashkeel", "lines": 2, "without": "كِتاب", "with": "كتاب"}],
        "unexplained": 0,
        "samples": [
            {"input": str(path), "line": 1, "text": "كِتاب", "results": ["كِتاب", "كتاب"], "words": [["كِتاب", "كتاب"]]},
            {"input": "standard input", "line": 1, "text": "نصّ", "results": ["نصّ", "نص"], "words": [["نصّ", "نص"]]},
        ],
    }


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="takes minutes in plain Python")
def test_a_file_of_many_blocks_is_compared_as_one(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    text = LARGE[: LARGE.rindex(b"\n", 0, 700_000) + 1]
    path.write_bytes(text)
    found = json.loads(output(*PAIR, "--json", "--samples=100000", path))
    lines = text.decode().split("\n")[:-1]
    made = [Normalizer(profile).normalize_many(lines) for profile in (profiles.CLEAN, profiles.SEARCH)]
    assert found["lines"] == len(lines)
    places = [place for place, (one, other) in enumerate(zip(*made, strict=True), 1) if one != other]
    assert [sample["line"] for sample in found["samples"]] == places
    assert found["differing"] == len(places)


def test_invalid_bytes_of_differences(tmp_path: Path) -> None:
    path = tmp_path / "broken"
    path.write_bytes("كِ\n".encode() + INVALID)
    done = run(*PAIR, "--json", path, tmp_path / "none", status=1)
    assert json.loads(done.stdout)["lines"] == 1
    assert len(done.stderr.splitlines()) == 2
    assert output(*PAIR, "--errors=keep", "--samples=9", path)
    assert json.loads(output(*PAIR, "--errors=keep", "--json", path))["lines"] == 3


# ----------------------------------------------------------------------------------------------------------------- both


@posix
@environments
@pytest.mark.parametrize("arguments", [("inspect",), PAIR], ids=["inspect", "diff"])
def test_nobody_reads_the_report(arguments: tuple[str, ...], environment: dict[str, str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, *arguments], input=b"a\n", stdout=writer, stderr=subprocess.PIPE, env=environment, timeout=60
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@posix
@pytest.mark.parametrize("arguments", [("inspect",), PAIR], ids=["inspect", "diff"])
def test_an_interrupt_is_quiet(arguments: tuple[str, ...]) -> None:
    with subprocess.Popen(
        [*COMMAND, *arguments, "-", "/dev/stdin"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        bufsize=0,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        size = 1 << 20  # more than a pipe holds, so that it is being read when this is written
        block = b"a " * 40 + b"\n"
        process.stdin.write(block * (size // len(block)))
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 130
        assert process.stdout.read() == b""
        assert process.stderr.read() == b""


@posix
@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="takes minutes in plain Python")
@pytest.mark.parametrize("arguments", [("inspect",), (*PAIR, "--samples=2")], ids=["inspect", "diff"])
def test_memory_does_not_grow_with_the_input(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    small, huge = tmp_path / "small.txt", tmp_path / "huge.txt"
    small.write_bytes(LARGE)
    with huge.open("wb") as file:
        for _ in range(6):
            file.write(LARGE)
    measured = run(small, huge, *COMMAND, *arguments, command=(sys.executable, "-Ic", MEASURE)).stdout.split()
    baseline, peak = map(int, measured)
    assert peak < baseline + 8_000_000
