"""Many short texts in one call, against a loop over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import pytest

from arnorm import Normalizer, profiles
from benchmarks import alternatives
from benchmarks.corpus import TEXTS
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

NORMALIZER: Final = Normalizer(profiles.SEARCH)
PARTS: Final[Mapping[str, Callable[[str], list[str]]]] = {"lines": str.splitlines, "words": str.split}
ENTRANTS: Final[Mapping[str, Callable[[list[str]], list[str]]]] = {
    SUBJECT: NORMALIZER.normalize_many,
    "arnorm, two threads": lambda texts: NORMALIZER.normalize_many(texts, threads=2),
    "[arnorm(text) for text in texts]": lambda texts: [NORMALIZER(text) for text in texts],
    "list(texts)": list,
}


@lru_cache
def expected(parts: str, size: str) -> list[str]:
    texts = PARTS[parts](TEXTS[size])
    results = {text: alternatives.in_turn(text, profiles.SEARCH) for text in set(texts)}
    return [results[text] for text in texts]


@pytest.mark.parametrize("name", ENTRANTS)
@pytest.mark.parametrize("size", ["document", "megabyte"])
@pytest.mark.parametrize("parts", PARTS)
def test_many(parts: str, size: str, name: str, measure: Measure) -> None:
    texts = PARTS[parts](TEXTS[size])
    if ENTRANTS[name] is not list:
        assert ENTRANTS[name](texts) == expected(parts, size)
    measure(f"SEARCH on many {parts}", size, name, ENTRANTS[name], texts)
