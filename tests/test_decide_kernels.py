"""Laws of the stages that look around and count, for every kernel, arbitrary contexts and arbitrary text."""

from __future__ import annotations

from types import ModuleType

import pytest
import regex
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from matching import EDGE_POINT, Matcher
from strategies import PATTERNS, REPLACEMENTS, SCANNED_TEXTS, SETS, byte_strings

from arnorm._core.context import ContextTable, compile_context, compile_run
from arnorm._core.pattern import PatternError, parse
from arnorm._core.plan import compile_map

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
SIDES = st.one_of(
    st.none(),
    PATTERNS,
    st.sampled_from(
        ("edge", "edge mark*", "letter mark*", "digit", "(edge | space)", "[^letter mark]", "(space | alef){2}")
    ),
)
CHANGES = st.dictionaries(st.sampled_from("aبا\u064e1 \u2003\U00010000\u0301"), REPLACEMENTS, min_size=1, max_size=4)


def compiled_or_rejected(mapping: dict[str, str], left: str | None, right: str | None, unless: bool) -> ContextTable:
    changes = {ord(key): value for key, value in mapping.items()}
    try:
        return compile_context(changes, SETS, left, reversed_edges(right), unless=unless)
    except PatternError as error:
        assume("matches the empty text" not in str(error) and "beyond the edge" not in str(error))
        raise


def reversed_edges(pattern: str | None) -> str | None:
    """An edge in a right context stands last."""
    return None if pattern is None else " ".join(reversed(pattern.split())) if pattern.startswith("edge ") else pattern


def slowly_replaced(mapping: dict[str, str], left: str | None, right: str | None, unless: bool, text: str) -> str:
    """Look around every character with the slow matcher."""
    matcher = Matcher([EDGE_POINT, *map(ord, text), EDGE_POINT], {**SETS, "edge": ((EDGE_POINT, EDGE_POINT),)})
    before = None if left is None else parse(left)
    after = None if right is None else parse(right)
    result = []
    for place, character in enumerate(text, 1):
        holds = (before is None or any(place in matcher.ends(before, start) for start in range(place))) and (
            after is None or bool(matcher.ends(after, place + 1))
        )
        result.append(mapping.get(character, character) if holds != unless else character)
    return "".join(result)


@each_kernel
@given(CHANGES, SIDES, SIDES, st.booleans(), SCANNED_TEXTS)
def test_contexts_equal_looking_around_slowly(
    kernel: ModuleType, mapping: dict[str, str], left: str | None, right: str | None, unless: bool, text: str
) -> None:
    text = text[:60]
    table = compiled_or_rejected(mapping, left, right, unless)
    assert kernel.Pipeline([table])(text) == slowly_replaced(mapping, left, reversed_edges(right), unless, text)


@given(CHANGES, SIDES, SIDES, st.booleans(), SCANNED_TEXTS)
def test_kernels_agree_on_contexts(
    mapping: dict[str, str], left: str | None, right: str | None, unless: bool, text: str
) -> None:
    table = compiled_or_rejected(mapping, left, right, unless)
    first, *others = (kernel.Pipeline([table])(text) for kernel in KERNELS)
    assert all(other == first for other in others)


@each_kernel
@given(CHANGES, st.integers(1, 5), st.integers(0, 4), st.booleans(), SCANNED_TEXTS)
def test_runs_equal_substitution_with_regex(
    kernel: ModuleType, mapping: dict[str, str], least: int, keep: int, mixed: bool, text: str
) -> None:
    assume(keep < least)
    text += "aaaaaa\u2003\u2003\u2003  1" + text
    changes = {key: value for key, value in mapping.items() if key != value}
    assume(changes)
    table = compile_run({ord(key): value for key, value in changes.items()}, least=least, keep=keep, mixed=mixed)
    candidates = "".join(map(regex.escape, changes))
    pattern = f"[{candidates}]{{{least},}}" if mixed else f"([{candidates}])\\1{{{least - 1},}}"
    expected = regex.sub(pattern, lambda match: match[0][:keep] + "".join(changes[c] for c in match[0][keep:]), text)
    assert kernel.Pipeline([table])(text) == expected


@each_kernel
@given(CHANGES, SIDES, SIDES, CHANGES, SCANNED_TEXTS, byte_strings())
@pytest.mark.parametrize("errors", ["strict", "replace", "keep"])
def test_utf8_equals_str(
    kernel: ModuleType,
    errors: str,
    mapping: dict[str, str],
    left: str | None,
    right: str | None,
    other: dict[str, str],
    text: str,
    broken: bytes,
) -> None:
    other_changes = {ord(key): value for key, value in other.items()}
    stages = [compiled_or_rejected(mapping, left, right, False), compile_map(other_changes)]
    stages.append(compile_run(other_changes, least=2, keep=1))
    pipeline = kernel.Pipeline(stages)
    handler = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}[errors]
    for data in (text.encode("utf-8", "replace"), broken):
        try:
            decoded = data.decode("utf-8", handler)
        except UnicodeDecodeError:
            with pytest.raises(UnicodeDecodeError):
                pipeline.map_utf8(data, errors)
            continue
        result = pipeline.map_utf8(data, errors)
        assert result == pipeline(decoded).encode("utf-8", "surrogateescape")
        assert (result is data) == (result == data)


@each_kernel
@given(CHANGES, SIDES, SIDES, SCANNED_TEXTS)
def test_unchanged_text_is_the_same_object(
    kernel: ModuleType, mapping: dict[str, str], left: str | None, right: str | None, text: str
) -> None:
    pipeline = kernel.Pipeline([compiled_or_rejected(mapping, left, right, False)])
    result = pipeline(text)
    assert (result is text) == (result == text)


def test_bad_contexts_are_refused() -> None:
    for left, message in (
        ("mark*", "matches the empty text"),
        ("nonsense", "unknown set"),
        ("(", "expected a pattern"),
    ):
        with pytest.raises(PatternError, match=message):
            compile_context({0x61: "b"}, SETS, left=left)
        with pytest.raises(PatternError, match=message):
            compile_context({0x61: "b"}, SETS, right=left)
    for least, keep in ((1, 1), (2, 3), (0, 0), (3, -1)):
        with pytest.raises(ValueError, match="cannot be cut to"):
            compile_run({0x61: ""}, least=least, keep=keep)


@each_kernel
def test_a_million_candidates_cost_linear_time(kernel: ModuleType) -> None:
    table = compile_context({0x64E: ""}, SETS, left="edge mark*", right="mark* edge")
    text = "\u064e" * 1_000_000
    assert kernel.Pipeline([table])(text) == ""
    assert kernel.Pipeline([table])(text + "ب") == text + "ب"
