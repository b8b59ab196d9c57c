"""A normalizer on UTF-8, which never becomes a ``str``, against the way through one."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import pytest

from arnorm import Normalizer, Rule, profiles
from benchmarks import alternatives
from benchmarks.corpus import SIZES, TEXTS
from benchmarks.jobs import THREE
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

JOBS: Final[Mapping[str, Sequence[Rule]]] = {
    "three rules": THREE,
    "SEARCH": profiles.SEARCH.rules,
}
YARDSTICKS: Final[Mapping[str, tuple[Callable[..., Any], list[Any]]]] = {
    "copy": (operator.add, [b"x"]),
    "decode": (bytes.decode, []),
}


@lru_cache
def entrants(job: str) -> Mapping[str, Callable[[bytes], bytes]]:
    normalizer = Normalizer(JOBS[job])
    return {
        SUBJECT: normalizer.normalize_utf8,
        "decode, arnorm, encode": lambda data: normalizer(data.decode()).encode(),
    }


@lru_cache
def expected(job: str, size: str) -> bytes:
    return alternatives.in_turn(TEXTS[size], JOBS[job]).encode()


@pytest.mark.parametrize("name", [SUBJECT, *YARDSTICKS, "decode, arnorm, encode"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("job", JOBS)
def test_utf8(job: str, size: str, name: str, measure: Measure) -> None:
    data = TEXTS[size].encode()
    if name in YARDSTICKS:
        function, more = YARDSTICKS[name]
    else:
        function, more = entrants(job)[name], []
        assert function(data) == expected(job, size)
    measure(f"{job} on UTF-8", size, name, function, data, *more)
