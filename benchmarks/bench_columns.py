"""Arrow columns of short rows, against decoding the same bytes and against a function for each row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import pytest

from arnorm import Normalizer, Rule, Tokenizer, profiles
from benchmarks import alternatives
from benchmarks.corpus import TEXTS
from benchmarks.jobs import FIVE
from benchmarks.measure import LIMITS, SUBJECT, Measure

pytestmark = LIMITS

pyarrow: Any = pytest.importorskip("pyarrow", reason="pyarrow is in the columns extra")
pandas: Any = pytest.importorskip("pandas", minversion="3", reason="pandas is in the columns extra")

SIZE: Final = "megabyte"
WORDS: Final = 10
"""Of a row: about a hundred bytes."""
JOBS: Final[Mapping[str, Sequence[Rule]]] = {
    "five rules": FIVE,
    "SEARCH": profiles.SEARCH.rules,
}
LAYOUTS: Final = ("string", "large_string", "string_view")


@lru_cache
def rows() -> list[str]:
    words = TEXTS[SIZE].split()
    return [" ".join(words[start : start + WORDS]) for start in range(0, len(words), WORDS)]


@lru_cache
def expected(job: str) -> list[str]:
    known = {row: alternatives.in_turn(row, JOBS[job]) for row in set(rows())}
    return [known[row] for row in rows()]


@lru_cache
def entrants(job: str) -> Mapping[str, tuple[Callable[[Any], Any], Any]]:
    normalizer = Normalizer(JOBS[job])
    series = pandas.Series(rows())
    column = pyarrow.array(rows())
    return {
        SUBJECT: (normalizer.normalize_column, column),
        **{f"{SUBJECT}, {layout}": (normalizer.normalize_column, column.cast(layout)) for layout in LAYOUTS[1:]},
        f"{SUBJECT}, two threads": (lambda column: normalizer.normalize_column(column, threads=2), column),
        f"{SUBJECT}, a Series": (normalizer.normalize_column, series),
        "Series.map": (lambda series: series.map(normalizer), series),
        "[arnorm(text) for text in list]": (lambda texts: [normalizer(text) for text in texts], rows()),
    }


NAMES: Final = (
    SUBJECT,
    *(f"{SUBJECT}, {layout}" for layout in LAYOUTS[1:]),
    f"{SUBJECT}, two threads",
    f"{SUBJECT}, a Series",
    "Series.map",
    "[arnorm(text) for text in list]",
    "bytes.decode",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("job", JOBS)
def test_column(job: str, name: str, measure: Measure) -> None:
    if name == "bytes.decode":
        function, value = bytes.decode, "".join(rows()).encode()
    else:
        function, value = entrants(job)[name]  # type: ignore[assignment]  # of str or of a column
        assert list(map(str, function(value))) == expected(job)
    measure(f"{job} on a column", SIZE, name, function, value)


@pytest.mark.parametrize("name", [SUBJECT, f"{SUBJECT}, string_view", f"{SUBJECT}, spans", "tokenize_many", "split"])
def test_tokens(name: str, measure: Measure) -> None:
    tokenizer = Tokenizer()
    column = pyarrow.array(rows(), "string_view" if name.endswith("view") else "string")
    work: Mapping[str, Callable[[Any], Any]] = {
        f"{SUBJECT}, spans": lambda column: tokenizer.tokenize_column(column, spans=True),
        "tokenize_many": tokenizer.tokenize_many,
        "split": lambda texts: [text.split() for text in texts],
    }
    function: Callable[[Any], Any] = work.get(name, tokenizer.tokenize_column)
    if name in (SUBJECT, f"{SUBJECT}, string_view"):
        assert function(column).to_pylist() == tokenizer.tokenize_many(rows())
    measure("tokens of a column", SIZE, name, function, column if name.startswith(SUBJECT) else rows())
