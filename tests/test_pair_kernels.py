"""Laws of the stages that pair marks, for every kernel and arbitrary roles."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import CODE_POINTS, texts

from arnorm._core.pairs import (
    APOSTROPHE,
    BREAK,
    CLOSE,
    EITHER,
    MARK,
    OPEN,
    SOLID,
    TRANSPARENT,
    PairTable,
    compile_pairs,
)

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
DOUBLE, SINGLE, DOUBLE_ANGLE, SINGLE_ANGLE = (MARK * group for group in range(1, 5))
ROLES = (
    SOLID,
    TRANSPARENT,
    BREAK,
    *(group | side for group in range(MARK, 256, MARK) for side in (OPEN, CLOSE, EITHER)),
)
ALPHABET = "ab \n\"'«»‹›\u200f\U0001f600ب"
TABLES = st.dictionaries(st.sampled_from(ALPHABET), st.sampled_from((*ROLES, SINGLE | APOSTROPHE)), max_size=10)
WRITTEN = st.text(CODE_POINTS.filter(lambda c: not "\ud800" <= c <= "\udfff"), min_size=4, max_size=4)
TEXTS = texts(st.one_of(st.sampled_from(ALPHABET), st.sampled_from("\"'«» ab"), CODE_POINTS))


def table(roles: dict[str, int], written: str) -> PairTable:
    first, second, third, fourth = map(ord, written)
    return compile_pairs({ord(c): role for c, role in roles.items()}, (first, second, third, fourth))


@given(TABLES, WRITTEN, TEXTS)
def test_kernels_agree(roles: dict[str, int], written: str, text: str) -> None:
    compiled = table(roles, written)
    first, *others = (kernel.Pipeline([compiled])(text[:400]) for kernel in KERNELS)
    assert all(other == first for other in others)


@each_kernel
@given(TABLES, WRITTEN, TEXTS)
def test_marks_change_and_nothing_else(kernel: ModuleType, roles: dict[str, int], written: str, text: str) -> None:
    text = text[:400]
    result = kernel.Pipeline([table(roles, written)])(text)
    assert len(result) == len(text)
    assert all(
        new == old or (roles.get(old, 0) >= MARK and new in written) for old, new in zip(text, result, strict=True)
    )
    assert (result is text) == (result == text)


PLAIN = {"a": SOLID, "b": SOLID, "\u200f": TRANSPARENT, "\n": BREAK, '"': DOUBLE | EITHER, "'": SINGLE | APOSTROPHE}
ORIENTED = PLAIN | {
    "«": DOUBLE_ANGLE | OPEN,
    "»": DOUBLE_ANGLE | CLOSE,
    "‹": SINGLE_ANGLE | OPEN,
    "›": SINGLE_ANGLE | CLOSE,
}


@each_kernel
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a "b" a', "a «b» a"),
        ('"a "b" a"', "«a ‹b› a»"),
        ("'a' a", "‹a› a"),
        ("a'b \"a'b\"", "a'b «a'b»"),
        ('a "b a', 'a "b a'),
        ('a "b\na" b', 'a "b\na" b'),
        ('\u200f"\u200fa\u200f"\u200f', "\u200f«\u200fa\u200f»\u200f"),
        ('a"b"a', "a«b»a"),
        ("»a«", "»a«"),
        ("« a »", "« a »"),
        ('«a "b" a»', "«a ‹b› a»"),
        ("«a 'b «a» b' a»", "«a ‹b «a» b› a»"),
        ("'a \"b' a", '‹a "b› a'),
        ("a 12\" 5'", "a 12\" 5'"),
        ('«a" b', '«a" b'),
        ('"«a"»', "«‹a›»"),
        ("", ""),
    ],
)
def test_pairs(kernel: ModuleType, text: str, expected: str) -> None:
    assert kernel.Pipeline([table(ORIENTED, "«»‹›")])(text) == expected


@given(st.text(st.sampled_from("ab \n\"'«»‹›"), max_size=30))
def test_a_style_that_says_its_side_is_kept(text: str) -> None:
    """Writing the pairs of what was written changes nothing more."""
    for kernel in KERNELS:
        pipeline = kernel.Pipeline([table(ORIENTED, "«»‹›")])
        once = pipeline(text)
        assert pipeline(once) == once


@each_kernel
def test_a_hundred_thousand_marks_cost_linear_time(kernel: ModuleType) -> None:
    count = 100_000 if kernel_name(kernel) == "compiled" else 300
    pipeline = kernel.Pipeline([table(ORIENTED, "«»‹›")])
    for text in ("«" * count + "a" + "»" * count, "‹" * count + "»" * count, '"' * count, "\u200f" * count + '"a"'):
        assert len(pipeline(text)) == len(text)


def test_bad_tables_are_refused() -> None:
    with pytest.raises(ValueError, match="which is none"):
        compile_pairs({0x61: 7}, (1, 2, 3, 4))
    with pytest.raises(ValueError, match="not a Unicode code point"):
        compile_pairs({0x110000: SOLID}, (1, 2, 3, 4))
    with pytest.raises(ValueError, match="no code point to write"):
        compile_pairs({}, (1, 2, 3, 0xD800))
