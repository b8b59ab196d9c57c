"""The command line cuts by any policy, and lines of any length."""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import byte_strings, texts
from test_cli import COMMAND, LARGE, MEASURE, OWN, output, posix, run

from arnorm import SentenceSplitter, Tokenizer, policies
from arnorm.cli.sources import start_of_last_character
from arnorm.cli.token_formats import TOKEN_FORMATS, TokenLines


@pytest.mark.parametrize("name", [name for name in policies.__all__ if name.isupper()])
def test_text_is_cut_by_the_policy_asked_for(name: str) -> None:
    tokenize = Tokenizer(policies.by_name(name))
    found = output("tokenize", "--format=jsonl", "--policy", name.lower(), input=OWN.encode()).splitlines()
    lines = OWN.split("\n")[:-1]
    assert [json.loads(line)["tokens"] for line in found] == [list(map(list, tokenize.tokens(line))) for line in lines]
    split = SentenceSplitter(policies.by_name(name))
    stripped = [" ".join(s.split()) if "\n" in s.strip() or "\r" in s.strip() else s.strip() for s in split(OWN)]
    assert output("sentences", "--policy", name, input=OWN.encode()).decode() == "".join(
        f"{s}\n" for s in stripped if s
    )


@pytest.mark.parametrize("form", ["lines", "tokens", "jsonl"])
def test_a_line_that_comes_in_many_blocks_is_written_like_others(tmp_path: Path, form: str) -> None:
    line = OWN.replace("\r", " ").replace("\n", " ") * 4000  # 700 KB
    text = f"أول\n{line}\nثالث\n{line}"
    path = tmp_path / "long.txt"
    path.write_bytes(text.encode())
    tokens = [Tokenizer().tokens(line) for line in text.split("\n")]
    written = {
        "lines": lambda line: " ".join(token.text for token in line) + "\n",
        "tokens": lambda line: "".join(token.text + "\n" for token in line) + "\n",
        "jsonl": lambda line: json.dumps({"tokens": line}, ensure_ascii=False) + "\n",
    }[form]
    expected = "".join(map(written, tokens))
    assert output("tokenize", "--format", form, path).decode() == expected
    assert output("tokenize", "--format", form, path, path).decode() == expected * 2
    assert output("tokenize", "--format", form, input=text.encode()).decode() == expected


def test_a_long_line_of_invalid_bytes() -> None:
    data = "كتاب🌙 ".encode() * 30_000 + b"\xd9\x80\x80\x80\xff " * 60_000 + b"\x80" * 600_000 + b"\xf0\x9f"
    text = data.decode("utf-8", "replace")
    expected = " ".join(Tokenizer()(text)) + "\n"
    assert output("tokenize", "--errors=replace", input=data) == expected.encode()
    assert run("tokenize", input=data, status=1).stderr == (
        f"arnorm: standard input: invalid UTF-8 at byte {data.index(bytes([0x80, 0x80])) + 1} (line 1)\n".encode()
    )


@posix
@pytest.mark.parametrize("subcommand", ["tokenize", "sentences"])
def test_memory_does_not_grow_with_the_line(tmp_path: Path, subcommand: str) -> None:
    line = LARGE.replace(b"\n", b" ")
    long, huge = tmp_path / "long.txt", tmp_path / "huge.txt"
    for path, size in ((long, 2 * len(line)), (huge, 9 * len(line))):
        with path.open("wb") as file:
            for _ in range(size // len(line)):
                file.write(line)  # no line end among them
    measured = run(long, huge, *COMMAND, subcommand, command=(sys.executable, "-Ic", MEASURE)).stdout.split()
    baseline, peak = map(int, measured)
    assert peak < baseline + 8_000_000


@pytest.mark.parametrize("form", TOKEN_FORMATS)
@given(texts().map(lambda text: text[:500]), st.lists(st.integers(0, 500), max_size=5))
def test_blocks_of_any_size_are_written_as_one(form: str, text: str, cuts: list[int]) -> None:
    written, places = TokenLines(Tokenizer(), form), [0, *sorted(cuts), 500]
    expected = TokenLines(Tokenizer(), form)(text, True)
    for _ in range(2):  # it begins anew behind the end of an input
        parts = [written(text[start:end], False) for start, end in pairwise(places)]
        assert "".join(parts) + written("", True) == expected


@example(b"\x900")
@given(byte_strings())
def test_bytes_are_cut_where_decoding_does_not_notice(data: bytes) -> None:
    for size in range(1, min(len(data), 20)):
        head = data[:size]
        cut = start_of_last_character(head)
        assert cut >= size - 4
        for handler in ("replace", "surrogateescape"):
            parts = data[:cut].decode("utf-8", handler) + data[cut:].decode("utf-8", handler)
            assert parts == data.decode("utf-8", handler)
