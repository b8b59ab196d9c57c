"""Every case of ``tests/cases``, through every way in and on both kernels; the README there describes the files."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kernels import KERNELS, kernel_name

from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles, rules
from arnorm._core import Pipeline
from arnorm._ucd import GENERAL_CATEGORY
from arnorm.grammar import Grammar
from arnorm.rules import Rule
from arnorm.stages import compile_rules
from arnorm.tokenizer import compile_grammar

FOLDER = Path(__file__).parent / "cases"

# The fields that every case of a file has, and those that it may have.
FIELDS = {
    "rules": ({"name", "input", "expected"}, {"rules", "profile", "note"}),
    "unchanged": ({"name", "input"}, {"rules", "profile", "note"}),
    "profiles": ({"name", "profile", "input", "expected"}, {"note"}),
    "tokens": ({"name", "input", "tokens"}, {"note"}),
    "sentences": ({"name", "input", "sentences"}, {"note"}),
    "known-failures": ({"name", "input", "reason"}, {"rules", "profile", "expected", "tokens", "sentences", "note"}),
}
RESULTS = {"expected", "tokens", "sentences"}
UNSEEN = re.compile(
    "(?! )[{}]".format(
        "".join(
            f"\\U{first:08x}-\\U{last:08x}"
            for category in ("Cc", "Cf", "Zs", "Zl", "Zp")
            for first, last in GENERAL_CATEGORY[category]
        )
    )
)

Case = dict[str, Any]


def read(name: str) -> str:
    return (FOLDER / f"{name}.json").read_bytes().decode("utf-8")


@cache
def load(name: str) -> list[Case]:
    cases: list[Case] = json.loads(read(name))
    return cases


def cases(result: str, *names: str) -> pytest.MarkDecorator:
    """Run a test on the cases of files and on the known failures that give the same kind of ``result``."""
    failures = [
        pytest.param(
            case,
            id=case["name"],
            marks=pytest.mark.xfail(raises=AssertionError, strict=True, reason=case["reason"]),
        )
        for case in load("known-failures")
        if result in case
    ]
    params = [pytest.param(case, id=case["name"]) for name in names for case in load(name)]
    return pytest.mark.parametrize("case", params + failures)


def is_text_list(value: object, length: int | None = None) -> bool:
    return (
        isinstance(value, list)
        and all(isinstance(item, str) and item for item in value)
        and length in (None, len(value))
    )


class TestFiles:
    """The files are what their README says."""

    def test_there_are_no_others(self) -> None:
        assert {path.name for path in FOLDER.iterdir()} == {"README.md", *(f"{name}.json" for name in FIELDS)}

    @pytest.mark.parametrize("name", FIELDS)
    def test_fields(self, name: str) -> None:
        required, optional = FIELDS[name]
        for case in load(name):
            assert required <= case.keys() <= required | optional, f"{case} has other fields"
            for field in case.keys() - {"rules", "tokens", "sentences"}:
                assert isinstance(case[field], str), f"{case}: {field} is no text"
                assert case[field] or field in ("input", "expected"), f"{case}: {field} is empty"
            assert "tokens" not in case or all(is_text_list(pair, 2) for pair in case["tokens"]), case
            assert "sentences" not in case or is_text_list(case["sentences"]), case
            cuts = case.keys() & {"tokens", "sentences"}
            assert len(case.keys() & RESULTS) == (name != "unchanged"), f"{case} has not one result"
            assert len(case.keys() & {"rules", "profile"}) == (not cuts), f"{case}: either rules or a profile"
            assert "rules" not in case or (case["rules"] and is_text_list(case["rules"])), case

    @pytest.mark.parametrize("name", FIELDS)
    def test_names_are_unique(self, name: str) -> None:
        assert [found for found, count in Counter(case["name"] for case in load(name)).items() if count > 1] == []

    @pytest.mark.parametrize("name", FIELDS)
    def test_what_cannot_be_seen_is_escaped(self, name: str) -> None:
        for number, line in enumerate(read(name).split("\n"), 1):
            for match in UNSEEN.finditer(line):
                pytest.fail(f"{name}.json:{number}: write {json.dumps(match.group())} for the character in {line!r}")

    def test_a_change_changes_something(self) -> None:
        assert [case["name"] for case in load("rules") + load("profiles") if case["input"] == case["expected"]] == []


def chosen(case: Case) -> tuple[Rule, ...]:
    """Return the rules of a case, in order."""
    return tuple(map(rules.by_name, case["rules"])) if "rules" in case else profiles.PROFILES[case["profile"]].rules


@cache
def compiled(applied: tuple[Rule, ...]) -> tuple[Normalizer, tuple[Pipeline, ...]]:
    """Return the normalizer of rules, and the pipeline of the same tables on every kernel."""
    tables = compile_rules(applied).tables
    return Normalizer(applied), tuple(kernel.Pipeline(tables) for kernel in KERNELS)


def normalized(case: Case) -> dict[str, str]:
    """Return what becomes of the input on every way through the library."""
    text: str = case["input"]
    normalizer, pipelines = compiled(chosen(case))
    results = {
        "str": normalizer(text),
        "UTF-8": normalizer.normalize_utf8(text.encode()).decode(),
        "many": normalizer.normalize_many(["", text])[1],
        "threads": normalizer.normalize_many([text, "", text], threads=2)[2],
        "one rule at a time": text,
    }
    for rule in chosen(case):
        results["one rule at a time"] = compiled((rule,))[0](results["one rule at a time"])
    if all(rule.context_free for rule in chosen(case)):
        results["str.translate"] = text
        for rule in chosen(case):
            results["str.translate"] = results["str.translate"].translate(rule.table)
    for kernel, pipeline in zip(KERNELS, pipelines, strict=True):
        results[f"{kernel_name(kernel)} str"] = pipeline(text)
        results[f"{kernel_name(kernel)} UTF-8"] = pipeline.map_utf8(text.encode()).decode()
        results[f"{kernel_name(kernel)} many"] = pipeline.map_many([text])[0]
    return results


@cache
def scanners(policy: Grammar) -> dict[str, Callable[[str], list[str]]]:
    """Return a scanner of the same tables on every kernel."""
    table = compile_grammar(policy)
    return {kernel_name(kernel): kernel.Scanner(table) for kernel in KERNELS}


def cut(cutter: Tokenizer, text: str) -> dict[str, list[str]]:
    """Return the pieces of a text on every way through the library."""
    results = {
        "call": cutter(text),
        "many": cutter.tokenize_many(["", text])[1],
        "tokens": [token.text for token in cutter.tokens(text)],
        "spans": [text[start:end] for start, end in cutter.spans(text).tolist()],
    }
    return results | {name: scanner(text) for name, scanner in scanners(cutter.policy).items()}


TOKENIZER = Tokenizer()
SPLITTER = SentenceSplitter()


@cases("expected", "rules", "profiles")
def test_what_changes(case: Case) -> None:
    results = normalized(case)
    assert results == dict.fromkeys(results, case["expected"])


@pytest.mark.parametrize("case", load("unchanged"), ids=[case["name"] for case in load("unchanged")])
def test_what_does_not_change(case: Case) -> None:
    results = normalized(case)
    assert results == dict.fromkeys(results, case["input"])
    normalizer = compiled(chosen(case))[0]
    data = case["input"].encode()
    assert normalizer(case["input"]) is case["input"]
    assert normalizer.normalize_utf8(data) is data


@cases("tokens", "tokens")
def test_tokens(case: Case) -> None:
    assert [[token.text, token.kind] for token in TOKENIZER.tokens(case["input"])] == case["tokens"]
    right = [text for text, _ in case["tokens"]]
    results = cut(TOKENIZER, case["input"])
    assert results == dict.fromkeys(results, right)


@cases("sentences", "sentences")
def test_sentences(case: Case) -> None:
    results = cut(SPLITTER, case["input"])
    assert results == dict.fromkeys(results, case["sentences"])
