"""A normalizer on ``str``: three rules, five rules and whole profiles."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, Final

import pytest
import regex

from arnorm import Normalizer, Rule, profiles
from benchmarks import alternatives
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.jobs import FIVE, THREE
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

PROFILES: Final = ("CLEAN", "CORPUS", "SEARCH", "ASR")
JOBS: Final[Mapping[str, Sequence[Rule]]] = {
    "three rules": THREE,
    "five rules": FIVE,
    **{name: profiles.by_name(name).rules for name in PROFILES},
}
CHAINS: Final[Mapping[str, Callable[[alternatives.Table], alternatives.Function]]] = {
    "str.replace": alternatives.replace,
    "re, chain": partial(alternatives.chain, re),
    "re, callback": partial(alternatives.callback, re),
    "re, split and join": partial(alternatives.split_and_join, re),
    "regex, chain": partial(alternatives.chain, regex),
    "regex, callback": partial(alternatives.callback, regex),
}


@lru_cache
def table(job: str) -> dict[int, str]:
    return alternatives.fused(JOBS[job])


@lru_cache
def expected(job: str, size: str) -> str:
    return alternatives.in_turn(TEXTS[size], JOBS[job])


def entrant(job: str, name: str) -> tuple[Callable[..., str], tuple[Any, ...]]:
    """Return a function, and its arguments after the text."""
    if name == SUBJECT:
        return Normalizer(JOBS[job]), ()
    if name == "copy":
        return operator.add, ("x",)
    if name == "one rule at a time":
        return one_at_a_time(tuple(map(Normalizer, JOBS[job]))), ()
    if name == "str.translate":
        return str.translate, (table(job),)
    return CHAINS[name](table(job)), ()


def one_at_a_time(normalizers: Sequence[Normalizer]) -> Callable[[str], str]:
    def run(text: str) -> str:
        for normalizer in normalizers:
            text = normalizer(text)
        return text

    return run


def check_and_measure(job: str, size: str, name: str, measure: Measure) -> None:
    text = TEXTS[size]
    function, more = entrant(job, name)
    if name != "copy":
        assert function(text, *more) == expected(job, size)
    measure(job, size, name, function, text, *more)


@pytest.mark.parametrize("name", [SUBJECT, "copy", "str.translate", *CHAINS])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("job", ["three rules", "five rules"])
def test_rules(job: str, size: str, name: str, measure: Measure) -> None:
    check_and_measure(job, size, name, measure)


@pytest.mark.parametrize("name", [SUBJECT, "copy", "one rule at a time"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("profile", PROFILES)
def test_profiles(profile: str, size: str, name: str, measure: Measure) -> None:
    check_and_measure(profile, size, name, measure)
