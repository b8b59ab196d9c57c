"""The command line explains: text, JSON or a page, of one input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_cli import BOM, C_LOCALE, LARGE, OWN, complaint, output, run

from arnorm import Normalizer, compat, profiles, rules

SEARCH = Normalizer(profiles.SEARCH)


def test_it_writes_what_the_explanation_does(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(OWN.encode())
    explanation = SEARCH.explain(OWN)
    for options, expected in (
        ((), str(explanation) + "\n"),
        (("--json",), explanation.to_json() + "\n"),
        (("--html",), explanation.to_html()),
    ):
        assert output("explain", "--profile", "search", *options, path, env=C_LOCALE).decode() == expected
        assert output("explain", "--profile=search", *options, input=OWN.encode()).decode() == expected
        assert output("explain", "--profile=search", *options, "-", input=OWN.encode()).decode() == expected


def test_rules_and_profiles_are_chosen_as_for_normalize() -> None:
    data = "عـــام ٢٠٢٦".encode()
    chosen = Normalizer([rules.strip_tatweel, rules.convert_digits("ascii")])
    found = output("explain", "--rules", "strip_tatweel,convert_digits:ascii", input=data).decode()
    assert found == f"{chosen.explain(data.decode())}\n"
    assert output("explain", input=data).decode() == f"{Normalizer().explain(data.decode())}\n"
    ours = Normalizer(compat.HF_ASR).explain("(نعم) لا")
    assert output("explain", "--profile", "compat.hf_asr", input="(نعم) لا".encode()).decode() == f"{ours}\n"


def test_an_input_of_many_blocks_is_one_text() -> None:
    found = json.loads(output("explain", "--json", "--rules=strip_tatweel", input=LARGE))
    assert found["source"] == LARGE.decode()
    assert found["result"] == LARGE.decode().replace("ـ", "")
    assert found["counts"] == {"strip_tatweel": LARGE.decode().count("ـ")}


def test_nothing_and_a_byte_order_mark_are_explained_too() -> None:
    assert output("explain", input=b"") == b"No changes in 0 code points.\n"
    assert b"U+FEFF ZERO WIDTH NO-BREAK SPACE -> deleted" in output("explain", input=BOM + b"a")


@pytest.mark.parametrize("option", ["--json", "--html", "--errors=strict"])
def test_an_input_that_fails_writes_nothing(tmp_path: Path, option: str) -> None:
    line = complaint("explain", option, input="أول\n".encode() + b"\xff", status=1)
    assert line == "arnorm: standard input: invalid UTF-8 at byte 7 (line 2)"
    missing = tmp_path / "missing"
    assert "No such file" in complaint("explain", option, missing, status=1)


@pytest.mark.parametrize("option", ["--json", "--html", "--errors=keep"])
def test_invalid_bytes_are_kept_or_replaced(option: str) -> None:
    data = b"\xff\xd9 " + "كـتاب".encode()
    kept = run("explain", "--errors=keep", "--rules=strip_tatweel", option, input=data).stdout
    kept.decode()
    replaced = json.loads(output("explain", "--errors=replace", "--json", input=data))
    assert replaced["source"] == data.decode("utf-8", "replace")
    source = json.loads(output("explain", "--errors=keep", "--json", input=data))["source"]
    assert source.encode("utf-8", "surrogateescape") == data
