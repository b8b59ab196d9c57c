"""The table format: what is stored is what was asked for, and what cannot be stored is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import CHARACTERS, mapped_texts

from arnorm._core.plan import DELETE, DIRECT, MANY, ONE, compile_map, fuse


def decoded(mapping: dict[int, str]) -> dict[int, str]:
    """Read back, by the documented format, every code point that the tables change."""
    table = compile_map(mapping)
    index, entries = memoryview(table.index).cast("H"), memoryview(table.entries).cast("I")
    pool = memoryview(table.pool).cast("I")
    found = {}
    for code_point in range(0x110000):
        entry = entries[index[code_point >> 8] * 256 + (code_point & 0xFF)]
        action, operand = entry & 0xFF000000, entry & 0x00FFFFFF
        if entry == ONE:
            continue
        if action == DELETE:
            assert operand == 0
            found[code_point] = ""
        elif action == ONE:
            found[code_point] = chr(code_point ^ operand)
        else:
            assert action == MANY
            found[code_point] = "".join(map(chr, pool[operand + 1 : operand + 1 + pool[operand]]))
    return found


@pytest.mark.parametrize(
    "mapping",
    [
        {},
        {0x640: ""},
        {0: "\U0010ffff", 0x10FFFF: "\x00"},
        {0xFDFA: "ab", 0xFDFB: "ab", 0xFDFC: "abc", 0x1F600: ""},
        dict.fromkeys(range(0x2000, 0x2100), ""),
    ],
)
def test_tables_hold_the_mapping(mapping: dict[int, str]) -> None:
    assert decoded(mapping) == mapping


def test_blocks_are_shared_and_the_first_eight_are_direct() -> None:
    empty = compile_map({})
    assert len(empty.entries) == 4 * (DIRECT + 256)
    assert list(memoryview(empty.index).cast("H")[:9]) == list(range(9))
    same_twice = compile_map({0x1000: "", 0x2000: ""})
    assert len(same_twice.entries) == 4 * (DIRECT + 2 * 256)
    repeated = compile_map(dict.fromkeys(range(0x3000, 0x3100), "the same phrase"))
    assert len(repeated.pool) == 4 * (1 + len("the same phrase"))


def test_ceilings_bound_the_result() -> None:
    assert compile_map({}).ceilings == (0x7F, 0xFF, 0xFFFF, 0x10FFFF)
    assert compile_map({0x30: "\u0660"}).ceilings == (0x660, 0x660, 0xFFFF, 0x10FFFF)
    assert compile_map({0xE9: "\U0001f600"}).ceilings == (0x7F, 0x1F600, 0x1F600, 0x10FFFF)


@pytest.mark.parametrize("mapping", [{-1: ""}, {0x110000: ""}, {0xD800: "a"}, {0x61: "\udfff"}])
def test_what_is_no_character_is_refused(mapping: dict[int, str]) -> None:
    with pytest.raises(ValueError, match=r"surrogate|not a Unicode code point"):
        compile_map(mapping)


def test_too_many_replacements_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 16,777,216 fit"):
        compile_map({0x61: "x" * (1 << 24), 0x62: "y" * 10})


@given(mapped_texts(), mapped_texts(), st.text(CHARACTERS))
def test_fusing_is_applying_in_turn(
    first: tuple[dict[int, str], str], second: tuple[dict[int, str], str], text: str
) -> None:
    text += first[1] + second[1]
    assert text.translate(fuse(first[0], second[0])) == text.translate(first[0]).translate(second[0])


@pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
@pytest.mark.parametrize("table", [None, 7, "text"])
def test_what_is_no_table_is_no_stage(kernel: Any, table: object) -> None:
    with pytest.raises((TypeError, AttributeError)):
        kernel.Pipeline([compile_map({0x61: "b"}), table])("text")
