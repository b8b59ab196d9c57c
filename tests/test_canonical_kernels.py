"""Laws of canonical stages, for every kernel, arbitrary tables and all of Unicode."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import CODE_POINTS, texts

from arnorm import _canonical
from arnorm._core.canonical import CanonicalTable, compile_canonical

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
ALPHABET = "abcdeفقك\u064e\u0651\u0301\u2003\U00010000\U0001f600"


@st.composite
def canonical_tables(draw: st.DrawFn) -> CanonicalTable:
    """Tables of a few code points, in which composites compose further."""
    classes = draw(st.dictionaries(st.sampled_from(ALPHABET), st.integers(0, 5), max_size=8))
    bases = [c for c in ALPHABET if not classes.get(c)]
    assume(bases)
    parts = st.tuples(st.sampled_from(bases), st.sampled_from(ALPHABET))
    pairs = draw(st.dictionaries(parts, st.sampled_from(bases), max_size=6))
    ranked = [c for c, number in classes.items() if number]
    ranks = draw(st.dictionaries(st.sampled_from(ranked), st.integers(1, 3), max_size=4)) if ranked else {}
    try:
        return compile_canonical(
            {ord(c): number for c, number in classes.items()},
            {(ord(first), ord(second)): ord(composite) for (first, second), composite in pairs.items()},
            {ord(c): rank for c, rank in ranks.items()},
        )
    except ValueError as error:
        assume("part of itself" not in str(error) and "two pairs" not in str(error))
        raise


@cache
def unicode_table() -> CanonicalTable:
    classes = {point: number for first, last, number in _canonical.COMBINING_CLASS for point in range(first, last + 1)}
    return compile_canonical(classes, {(first, second): one for first, second, one in _canonical.COMPOSITIONS})


TEXTS = texts(st.one_of(st.sampled_from(ALPHABET), st.sampled_from(ALPHABET), CODE_POINTS))
MARKED = texts(
    st.one_of(
        st.sampled_from("اويههۆأآ\u064e\u064b\u0651\u0653\u0654\u0655\u0670\u06e1"),
        st.sampled_from("aeouAşệ\u0301\u0300\u0323\u0327\u0302\u031b\u0345"),
        st.sampled_from([chr(second) for _, second, _ in _canonical.COMPOSITIONS]),
        st.sampled_from([chr(composite) for _, _, composite in _canonical.COMPOSITIONS]),
        CODE_POINTS,
    )
)


@given(canonical_tables(), TEXTS)
def test_kernels_agree(table: CanonicalTable, text: str) -> None:
    first, *others = (kernel.Pipeline([table])(text) for kernel in KERNELS)
    assert all(other == first for other in others)
    data = text.encode("utf-8", "replace")
    assert all(
        kernel.Pipeline([table]).map_utf8(data).decode() == kernel.Pipeline([table])(data.decode())
        for kernel in KERNELS
    )


@each_kernel
@given(canonical_tables(), TEXTS)
def test_unchanged_text_is_the_same_object(kernel: ModuleType, table: CanonicalTable, text: str) -> None:
    result = kernel.Pipeline([table])(text)
    assert (result is text) == (result == text)


def known(text: str) -> str:
    """Leave out what the interpreter does not know, what NFC decomposes for good, and Hangul."""
    return "".join(
        c
        for c in text
        if unicodedata.category(c) not in ("Cn", "Cs")
        and unicodedata.normalize("NFC", c) == c
        and not 0x1100 <= ord(c) <= 0x11FF
        and not 0xA960 <= ord(c) <= 0xD7FF
    )


@each_kernel
@given(MARKED)
def test_composition_of_all_of_unicode_is_nfc(kernel: ModuleType, text: str) -> None:
    for form in ("NFC", "NFD"):
        source = known(text) if form == "NFC" else unicodedata.normalize("NFD", known(text))
        assert kernel.Pipeline([unicode_table()])(source) == unicodedata.normalize("NFC", source)


@each_kernel
def test_normalization_test_of_unicode_17(kernel: ModuleType, shared: Path) -> None:
    """Every row that holds no code point which NFC decomposes for good, and no Hangul."""
    pipeline = kernel.Pipeline([unicode_table()])
    composites = {chr(composite) for _, _, composite in _canonical.COMPOSITIONS}
    rows = arabic = 0
    for line in (shared / "unicode-17.0.0" / "NormalizationTest.txt").read_text("utf-8").splitlines():
        if line.startswith(("#", "@")):
            continue
        source, nfc, nfd = ("".join(chr(int(part, 16)) for part in field.split()) for field in line.split(";")[:3])
        if any(0x1100 <= ord(c) <= 0x11FF or 0xA960 <= ord(c) <= 0xD7FF for c in nfd):
            continue
        if set(source) - set(nfc) - set(nfd) - composites:
            continue
        rows += 1
        arabic += any(0x600 <= ord(c) <= 0x8FF or 0x10EC0 <= ord(c) <= 0x10EFF for c in source)
        for text in (source, nfc, nfd):
            assert pipeline(text) == nfc, line
    assert rows > 3000
    assert arabic > 250


@each_kernel
def test_a_million_marks_cost_linear_time(kernel: ModuleType) -> None:
    marks = "\u064e\u0651\u0301\u0323" * (250_000 if kernel_name(kernel) == "compiled" else 5_000)
    result = kernel.Pipeline([unicode_table()])("ب" + marks)
    assert result == "ب" + "".join(sorted(marks, key=unicodedata.combining))


def test_bad_tables_are_refused() -> None:
    for classes, pairs, ranks, message in (
        ({1: 256}, {}, {}, "not 0 to 255"),
        ({1: 3}, {}, {1: 16}, "cannot have the rank"),
        ({}, {}, {1: 1}, "cannot have the rank"),
        ({}, {(1, 2): 3, (1, 4): 3}, {}, "two pairs"),
        ({3: 1}, {(1, 2): 3}, {}, "has a class"),
        ({}, {(3, 2): 3}, {}, "part of itself"),
        ({0x110000: 1}, {}, {}, "not a Unicode code point"),
    ):
        with pytest.raises(ValueError, match=message):
            compile_canonical(classes, pairs, ranks)
