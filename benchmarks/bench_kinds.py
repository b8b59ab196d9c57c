"""What this library does on texts of several kinds and sizes, each beside a copy of the same text."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import pytest

from arnorm import Normalizer, Rule, SentenceSplitter, Tokenizer, profiles
from arnorm._core import reference
from arnorm.stages import compile_rules
from arnorm.tokenizer import compile_grammar
from benchmarks.corpus import SIZES
from benchmarks.jobs import FIVE
from benchmarks.measure import SUBJECT, Measure
from benchmarks.texts import KINDS, text_of, texts

pytestmark = pytest.mark.benchmark(min_rounds=3, min_time=0.0005, max_time=0.01)

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "CLEAN": tuple(profiles.CLEAN.rules),
    "SEARCH": tuple(profiles.SEARCH.rules),
    "five rules": FIVE,
}
CUTTERS: Final[Mapping[str, Tokenizer]] = {"tokens": Tokenizer(), "spans": Tokenizer(), "sentences": SentenceSplitter()}
CHECKED: Final = SIZES[:3]
"""The sizes at which results are compared with those of the plain Python core, which would need minutes for more."""


@lru_cache
def normalizer(job: str) -> Normalizer:
    return Normalizer(RULES[job])


@lru_cache
def plain(job: str) -> Callable[[str], Any]:
    """Return what does a job in plain Python."""
    if job in RULES:
        return reference.Pipeline(compile_rules(RULES[job]).tables)
    return reference.Scanner(compile_grammar(CUTTERS[job].policy))


def subject(job: str) -> tuple[Callable[[str], Any], Callable[[Any, str], Any]]:
    """Return the function that is timed, and what makes of its result what the plain core returns."""
    if job == "align":
        return normalizer("SEARCH").align, lambda result, _: result.result
    if job == "spans":
        return CUTTERS[job].spans, lambda result, text: [text[start:end] for start, end in result]
    return (normalizer(job) if job in RULES else CUTTERS[job]), lambda result, _: result


@pytest.mark.parametrize("name", [SUBJECT, "copy"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("job", [*RULES, "align", *CUTTERS])
def test_kinds(job: str, kind: str, size: str, name: str, measure: Measure) -> None:
    text = texts(kind)[size]
    source = text_of(kind).source
    if name == "copy":
        measure(f"{job} on {kind}", size, name, operator.add, text, "x", text=text, source=source)
        return
    function, comparable = subject(job)
    if size in CHECKED:
        assert comparable(function(text), text) == plain("SEARCH" if job == "align" else job)(text)
    measure(f"{job} on {kind}", size, name, function, text, text=text, source=source)
