"""Laws of the stages that replace matches, for every kernel, arbitrary patterns and arbitrary text."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from matching import Matcher
from strategies import CHARACTERS, PATTERNS, SCANNED_TEXTS, SETS

from arnorm._core.match import MatchTable, compile_match
from arnorm._core.pattern import PatternError, parse

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
CHOICES = st.lists(st.tuples(PATTERNS, st.one_of(st.none(), st.text(CHARACTERS, max_size=3))), min_size=1, max_size=3)


def compiled_or_rejected(choices: list[tuple[str, str | None]]) -> MatchTable:
    try:
        return compile_match(choices, SETS)
    except PatternError as error:
        assume("matches the empty text" not in str(error))
        raise


def slowly_replaced(choices: list[tuple[str, str | None]], text: str) -> str:
    matcher = Matcher(list(map(ord, text)), SETS)
    nodes = [parse(pattern) for pattern, _ in choices]
    result, position = "", 0
    while position < len(text):
        ends = [max(matcher.ends(node, position), default=0) for node in nodes]
        end = max(ends)
        replacement = choices[ends.index(end)][1] if end else None
        end = end or position + 1
        result += text[position:end] if replacement is None else replacement
        position = end
    return result


@each_kernel
@given(CHOICES, SCANNED_TEXTS)
def test_matches_equal_looking_slowly(kernel: ModuleType, choices: list[tuple[str, str | None]], text: str) -> None:
    text = text[:60]
    assert kernel.Pipeline([compiled_or_rejected(choices)])(text) == slowly_replaced(choices, text)


@given(CHOICES, SCANNED_TEXTS)
def test_kernels_agree(choices: list[tuple[str, str | None]], text: str) -> None:
    table = compiled_or_rejected(choices)
    first, *others = (kernel.Pipeline([table])(text[:2000]) for kernel in KERNELS)
    assert all(other == first for other in others)
    data = text[:2000].encode("utf-8", "replace")
    first_utf8, *others_utf8 = (kernel.Pipeline([table]).map_utf8(data) for kernel in KERNELS)
    assert all(other == first_utf8 for other in others_utf8)


@each_kernel
@given(CHOICES, SCANNED_TEXTS)
def test_unchanged_text_is_the_same_object(
    kernel: ModuleType, choices: list[tuple[str, str | None]], text: str
) -> None:
    text = text[:2000]
    result = kernel.Pipeline([compiled_or_rejected(choices)])(text)
    assert (result is text) == (result == text)


def test_bad_replacements_are_refused() -> None:
    with pytest.raises(ValueError, match="holds a surrogate"):
        compile_match([("letter+", "\ud800")], SETS)
    with pytest.raises(PatternError, match="unknown set"):
        compile_match([("nonsense", "")], SETS)
