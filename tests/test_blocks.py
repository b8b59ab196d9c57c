"""Laws of what the kernel keeps of an alignment: where blocks begin on both sides, and what spans are on the other."""

from __future__ import annotations

import sys
from array import array
from itertools import accumulate
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name

from arnorm import profiles, rules, spans
from arnorm._core.plan import compile_map
from arnorm.stages import compile_rules

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)

GONE, FIRST, MOST = "d", 0x620, 5
WRITTEN = {ord(GONE): "", **{FIRST + count: "x" * count for count in range(1, MOST + 1)}}
BLOCKS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, MOST)), max_size=30)
"""How much of the source and of the result each block takes."""
ONES = st.lists(st.just((1, 1)), max_size=200)


def aligned(kernel: ModuleType, blocks: list[tuple[int, int]], wide: bool) -> tuple[str, str, Any]:
    """Return a text that a map cuts into such blocks, the result and what the kernel says of both."""
    more = {0x10FFFF: GONE} if wide else {}
    text = "".join(chr(FIRST + count) + GONE * (size - 1) for size, count in blocks) + chr(0x10FFFF) * wide
    return text, *kernel.Pipeline([compile_map({**WRITTEN, **more})]).map_aligned(text)


@each_kernel
@given(st.one_of(BLOCKS, ONES), ONES, st.integers(1, 40), st.booleans())
@example([(1, 1)] * 200, [(2, 1)], 100, False)
@example([(1, 3), (4, 1)], [], 3000, False)
def test_blocks_are_those_of_a_map(
    kernel: ModuleType, blocks: list[tuple[int, int]], more: list[tuple[int, int]], times: int, wide: bool
) -> None:
    blocks = (blocks + more) * times
    text, result, found = aligned(kernel, blocks, wide)
    blocks += [(1, 1)] * wide
    begins = list(accumulate((size for size, _ in blocks), initial=0))
    places = list(accumulate((count for _, count in blocks), initial=0))
    assert (found.size, found.count) == (begins[-1], places[-1]) == (len(text), len(result))
    starts = [begin for begin, (_, count) in zip(begins, blocks, strict=False) for _ in range(count)]
    assert array("i", found.starts(4)).tolist() == array("q", found.starts(8)).tolist() == [*starts, len(text)]
    step = len(blocks) // 50 + 1
    for first in range(0, len(blocks), step):
        for last in {first, first + 1, min(first + step, len(blocks))}:
            source, target = (begins[first], begins[last]), (places[first], places[last])
            assert found.to_source(*target) == source
            assert found.to_result(*source) == target
        inside = (begins[first], begins[first + 1]), (places[first], places[first + 1])
        for here, there, function in ((*inside, found.to_result), (*inside[::-1], found.to_source)):
            assert function(here[0], here[0] + 1) == function(here[1] - 1, here[1]) == there
            if here[1] - here[0] > 1:
                assert function(here[0] + 1, here[0] + 1) == there


@each_kernel
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_an_unchanged_text_is_its_own(kernel: ModuleType, first: int, second: int) -> None:
    start, end = sorted((first, second))
    blocks = kernel.Blocks(2000)
    assert (blocks.size, blocks.count) == (2000, 2000)
    assert blocks.to_source(start, end) == blocks.to_result(start, end) == (start, end)
    assert array("i", blocks.starts(4)).tolist() == list(range(2001))


@each_kernel
def test_a_side_that_is_empty_has_all_of_the_other(kernel: ModuleType) -> None:
    _, _, nothing = aligned(kernel, [], False)
    assert (nothing.to_source(0, 0), nothing.to_result(0, 0), nothing.starts(4)) == ((0, 0), (0, 0), bytes(4))
    result, deleted = kernel.Pipeline([compile_map(WRITTEN)]).map_aligned(GONE * 100)
    assert (result, deleted.size, deleted.count) == ("", 100, 0)
    assert (deleted.to_source(0, 0), deleted.to_result(30, 60)) == ((0, 100), (0, 0))
    assert array("i", deleted.starts(4)).tolist() == [100]
    result, written = kernel.Pipeline([lambda text: text + "new"]).map_aligned("")
    assert (result, written.size, written.count) == ("new", 0, 3)
    assert (written.to_source(1, 2), written.to_result(0, 0)) == ((0, 0), (0, 3))
    assert array("i", written.starts(4)).tolist() == [0, 0, 0, 0]


@each_kernel
def test_what_is_out_of_range_is_refused(kernel: ModuleType) -> None:
    _, _, blocks = aligned(kernel, [(2, 1), (1, 3)], False)
    for span in ((-1, 0), (0, 4), (2, 1)):
        with pytest.raises(IndexError, match="lies in 3 code points"):
            blocks.to_result(*span)
    with pytest.raises(IndexError, match=r"no span \(0, 5\) lies in 4 code points"):
        blocks.to_source(0, 5)
    with pytest.raises(ValueError, match="integers of 4 or 8 bytes, not 2"):
        blocks.starts(2)
    with pytest.raises(ValueError, match="a text has no -1 code points"):
        kernel.Blocks(-1)


@pytest.mark.parametrize("kernel", [kernel for kernel in KERNELS if kernel_name(kernel) == "compiled"])
class TestMemory:
    """A bit and a little for each code point of a side in which not all are on their own, and nothing for another."""

    LINE = "هذا كِتَابٌ قيّم\n"

    def sizes(self, kernel: ModuleType, chosen: Any, text: str) -> float:
        compiled = compile_rules(chosen)
        pipeline = kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut)
        return 8 * sys.getsizeof(pipeline.map_aligned(text)[1]) / len(text)

    def test_nothing_where_nothing_changed(self, kernel: ModuleType) -> None:
        for chosen in (profiles.CLEAN, [rules.strip_tatweel], [rules.fold_alef]):
            assert self.sizes(kernel, chosen, self.LINE * 10_000) < 0.1

    def test_nothing_where_each_is_on_its_own(self, kernel: ModuleType) -> None:
        assert self.sizes(kernel, [rules.fold_alef], "أحمد\n" * 10_000) < 0.1

    def test_one_side_where_some_are_deleted(self, kernel: ModuleType) -> None:
        assert 1 < self.sizes(kernel, [rules.strip_tashkeel], self.LINE * 10_000) < 1.3

    def test_both_where_some_become_several(self, kernel: ModuleType) -> None:
        chosen = [rules.expand_presentation_forms, rules.strip_tashkeel]
        assert 2 < self.sizes(kernel, chosen, ("ﷲ " + self.LINE) * 10_000) < 3


@each_kernel
@given(BLOCKS, st.data())
def test_spans_are_those_of_the_array(kernel: ModuleType, blocks: list[tuple[int, int]], data: st.DataObject) -> None:
    text, result, found = aligned(kernel, blocks * 20, False)
    starts = array("i", found.starts(4))
    for size, function, slow in (
        (len(result), found.to_source, spans.to_source), (len(text), found.to_result, spans.to_result),
    ):  # fmt: skip  # laid out by hand
        start, end = sorted(data.draw(st.tuples(st.integers(0, size), st.integers(0, size))))
        assert function(start, end) == slow(starts, start, end)
