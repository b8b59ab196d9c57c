"""Laws of alignment: where every code point of a result comes from, for both kernels and every kind of stage."""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from types import ModuleType
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from made import stages
from strategies import CODE_POINTS, REPLACEMENTS, RULE_LISTS, SCANNED_TEXTS, mapped_texts, short_texts, texts
from test_canonical_kernels import MARKED, canonical_tables, unicode_table
from test_canonical_kernels import TEXTS as CANONICAL_TEXTS
from test_decide_kernels import CHANGES, SIDES
from test_decide_kernels import compiled_or_rejected as context_or_rejected
from test_match_kernels import CHOICES
from test_match_kernels import compiled_or_rejected as match_or_rejected
from test_pair_kernels import TABLES, WRITTEN
from test_pair_kernels import TEXTS as QUOTED
from test_pair_kernels import table as pair_table
from test_shortcuts import documents

from arnorm import compat, profiles, rules, spans
from arnorm._core.context import compile_run
from arnorm._core.difference import difference
from arnorm._core.plan import compile_map
from arnorm.profiles import PROFILES, Profile
from arnorm.rules import Rule
from arnorm.stages import compile_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm._core import _Table

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)


def unpacked(text: str, aligned: tuple[str, Any]) -> tuple[str, list[tuple[int, int]]]:
    """Return the result and the span of each of its code points: from the start of its block to that of the next."""
    result, blocks = aligned
    assert (blocks.size, blocks.count) == (len(text), len(result))
    packed = blocks.starts(4)
    assert type(packed) is bytearray
    *starts, size = array("i", packed)
    assert size == len(text)
    assert [*starts, size] == array("q", blocks.starts(8)).tolist()
    for length, function, slow in (
        (len(result), blocks.to_source, spans.to_source),
        (len(text), blocks.to_result, spans.to_result),
    ):
        for start in range(0, length + 1, length // 16 + 1):
            for end in (start, min(start + 1, length), length):
                assert function(start, end) == slow([*starts, size], start, end)
    counts = [(start, len(list(group))) for start, group in groupby(starts)]
    ends = [start for start, _ in counts[1:]] + [size]
    return result, [
        (start, end) for (start, count), end in zip(counts, ends, strict=bool(result)) for _ in range(count)
    ]


def check(text: str, tables: Sequence[_Table], *more: Any) -> tuple[str, list[tuple[int, int]]]:
    """Check what holds for all alignments; return the result and its spans."""
    pipelines = [kernel.Pipeline(tables, *more) for kernel in KERNELS]
    (result, spans), *others = (unpacked(text, pipeline.map_aligned(text)) for pipeline in pipelines)
    assert all(other == (result, spans) for other in others)
    assert all(pipeline(text) == result for pipeline in pipelines)
    assert len(spans) == len(result)
    for (start, end), (next_start, next_end) in pairwise(spans):
        assert (start, end) == (next_start, next_end) or end == next_start, "in order, without a gap, in blocks"
    if spans:
        assert spans[0][0] == 0
        assert spans[-1][1] == len(text)
        assert all(start < end or not text for start, end in spans)
    if result == text:
        assert spans == [(place, place + 1) for place in range(len(text))]
        assert all(pipeline.map_aligned(text)[0] is text for pipeline in pipelines)
    return result, spans


def slowly_mapped(mapping: dict[int, str], text: str) -> list[tuple[int, int]]:
    """Replace one code point at a time; what is deleted belongs to the nearest code point before it that is not."""
    written = [(place, len(character.translate(mapping))) for place, character in enumerate(text)]
    kept = [(place, count) for place, count in written if count]
    behind = [place for place, _ in kept[1:]] + [len(text)]
    return [
        (place if number else 0, end)
        for number, ((place, count), end) in enumerate(zip(kept, behind, strict=True))
        for _ in range(count)
    ]


@given(mapped_texts())
def test_a_map_equals_replacing_slowly(mapped: tuple[dict[int, str], str]) -> None:
    mapping, text = mapped
    result, spans = check(text, [compile_map(mapping)])
    if result != text:
        assert spans == slowly_mapped(mapping, text)


@given(mapped_texts())
def test_the_order_of_expansions_and_deletions_does_not_show(mapped: tuple[dict[int, str], str]) -> None:
    mapping, text = mapped
    deleted = {point: "" for point, written in mapping.items() if not written}
    others = {
        point: written for point, written in mapping.items() if written and deleted.keys().isdisjoint(map(ord, written))
    }
    one, other = compile_map(deleted), compile_map(others)
    at_once = check(text, [compile_map({**deleted, **others})])
    assert check(text, [one, other]) == check(text, [other, one]) == at_once


@given(mapped_texts())
def test_an_unchanged_code_point_has_its_own_place(mapped: tuple[dict[int, str], str]) -> None:
    mapping, text = mapped
    _, spans = check(text, [compile_map(mapping)])
    starts = {start for start, _ in spans}
    for place, character in enumerate(text):
        if ord(character) not in mapping and place:
            assert place in starts


@given(mapped_texts(), st.lists(st.dictionaries(CODE_POINTS, REPLACEMENTS, max_size=3), max_size=3), st.data())
def test_maps_in_turn(mapped: tuple[dict[int, str], str], more: list[dict[str, str]], data: st.DataObject) -> None:
    mapping, text = mapped
    tables: list[_Table] = [compile_map(mapping)]
    for changes in more:
        after = data.draw(st.dictionaries(st.sampled_from(sorted(set(text)) or ["a"]), REPLACEMENTS, max_size=3))
        both = {ord(key): value for key, value in {**changes, **after}.items() if not "\ud800" <= key <= "\udfff"}
        tables.append(compile_map(both))
    check(text, tables)


@given(CHANGES, SIDES, SIDES, st.booleans(), SCANNED_TEXTS)
def test_contexts(mapping: dict[str, str], left: str | None, right: str | None, unless: bool, text: str) -> None:
    result, spans = check(text[:2000], [context_or_rejected(mapping, left, right, unless)])
    if len(result) == len(text[:2000]) and all(len(value) == 1 for value in mapping.values()):
        assert spans == [(place, place + 1) for place in range(len(result))]


@given(CHANGES, st.integers(0, 4), st.integers(1, 4), st.booleans(), SCANNED_TEXTS)
def test_runs(mapping: dict[str, str], keep: int, more: int, mixed: bool, text: str) -> None:
    table = compile_run({ord(key): value for key, value in mapping.items()}, least=keep + more, keep=keep, mixed=mixed)
    check(text + "aaaaaa\u2003\u2003\u2003  1" + text, [table])


@given(canonical_tables(), CANONICAL_TEXTS)
def test_canonical_stages(table: _Table, text: str) -> None:
    check(text, [table])


@given(MARKED)
def test_composition_of_all_of_unicode(text: str) -> None:
    result, spans = check(text, [unicode_table()])
    # Each block by itself gives what it gave in the text: a block is never smaller than what took part.
    counts = Counter(spans)
    for character, (start, end) in zip(result, spans, strict=True):
        if (end - start) == 1 and counts[start, end] == 1:
            assert text[start] == character or text[start] in "\u0340\u0341\u0343\u0344\u0374"


@given(TABLES, WRITTEN, QUOTED)
def test_pairs(roles: dict[str, int], written: str, text: str) -> None:
    result, spans = check(text[:400], [pair_table(roles, written)])
    assert spans == [(place, place + 1) for place in range(len(result))]


@given(CHOICES, SCANNED_TEXTS)
def test_matches(choices: list[tuple[str, str | None]], text: str) -> None:
    check(text[:2000], [match_or_rejected(choices)])


FUNCTIONS = st.sampled_from(
    (
        str.upper,
        str.split,
        str.title,
        lambda text: text[::-1],
        lambda text: "",
        lambda text: "new" + text,
        lambda text: text + " new",
        lambda text: text.replace(" ", ""),
        lambda text: " ".join(text),
        lambda text: text.replace("ا", "ببب"),
    )
).map(lambda function: (lambda text: " ".join(text.split())) if function is str.split else function)


@given(st.lists(FUNCTIONS, min_size=1, max_size=3), mapped_texts())
def test_functions(functions: list[_Table], mapped: tuple[dict[int, str], str]) -> None:
    mapping, text = mapped
    table = compile_map(mapping)
    check(text[:300], [table, *functions])
    check(text[:300], [functions[0], table, *functions[1:], table])


@given(texts(), texts())
def test_a_difference_leads_from_one_text_to_the_other(one: str, other: str) -> None:
    for old, new in ((one, other), (one, one + other), (one + " " + other, other + " " + one), (one, one.upper())):
        result = ""
        position = place = 0
        for start, end, count in difference(old, new):
            assert position <= start <= end <= len(old)
            assert start < end or count
            result += old[position:start]
            place += start - position
            result += new[place : place + count]
            position, place = end, place + count
        assert result + old[position:] == new


PATTERN_RULES = st.sampled_from(
    (
        Rule.pattern(r"(\w)\s+(\w)", r"\2\1"),
        Rule.pattern(r"\b", "|"),
        Rule.pattern(r"x*", "-"),
        Rule.pattern(r"(?r)(ا)|(ب+)", r"<\1\2>"),
        Rule.pattern(r"(?<=.)(?=.)", ""),
        Rule.pattern(r".", ""),
        Rule.pattern(r"\p{Mn}+$", r"\g<0>\g<0>"),
        *(rules.RULES[name] for name in ("nfc", "nfd", "nfkc", "nfkd")),
    )
)


@given(st.lists(PATTERN_RULES, min_size=1, max_size=3), st.one_of(documents(), short_texts(), MARKED))
def test_patterns_and_normalization_forms(chosen: list[Rule], text: str) -> None:
    check(text[:300], [table for rule in chosen for table in compile_rules([rule]).tables])


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@given(text=MARKED)
def test_a_normalization_form_has_small_blocks(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> None:
    """A block is never larger than the longest part that begins with a code point of class 0."""
    _, spans = check(text[:300], list(compile_rules([rules.RULES[form.lower()]]).tables))
    for start, end in spans:
        inside = unicodedata.normalize("NFD", text[start + 1 : end])
        assert not any(character.isalpha() and character.isascii() for character in inside)


@given(st.text(st.sampled_from("ab \n"), max_size=20).filter(str.strip))
def test_words_that_were_not_touched_keep_their_places(text: str) -> None:
    source = "one two " + text + " three four"
    edits = list(difference(source, "one two changed! three four"))
    assert all(start >= 8 and end <= 8 + len(text) for start, end, _ in edits)


@each_profile
@given(text=st.one_of(documents(), documents(), texts()))
def test_profiles(profile: Profile, text: str) -> None:
    compiled = stages(profile)
    check(text[:600], compiled.tables, compiled.shortcut, compiled.cut)


@pytest.mark.parametrize("profile", compat.PROFILES.values(), ids=compat.PROFILES)
@settings(max_examples=20)
@given(text=st.one_of(documents(), short_texts()))
def test_compatible_profiles(profile: Profile, text: str) -> None:
    compiled = stages(profile)
    check(text[:1000], compiled.tables, compiled.shortcut, compiled.cut)


# Expansions beside deletions, through which the order of the stages shows.
FORMS = st.text(st.sampled_from("ﷲﻼﷺﹰﹱﱠﳲﹼﬁßİéـًَّٰٕٔاب ة\n"), max_size=12)


@each_profile
@settings(max_examples=40)
@given(st.lists(st.one_of(FORMS, st.text(st.sampled_from("ابتسلم هوي\n"), max_size=40)), max_size=30).map("".join))
def test_expansions_beside_deletions(profile: Profile, text: str) -> None:
    compiled = stages(profile)
    check(text, compiled.tables, compiled.shortcut, compiled.cut)


@pytest.mark.parametrize(
    "chosen",
    [
        [rules.strip_tatweel, rules.order_marks, rules.expand_presentation_forms, rules.squeeze_spaces],
        [Rule.mapping({"ﷲ": "ـاـ"}), rules.order_marks, rules.strip_tatweel, rules.squeeze_spaces],
        [Rule.mapping({"ﷲ": "ءا"}), rules.order_marks, Rule.mapping({"ا": "بتث", "ـ": ""}), rules.squeeze_spaces],
    ],
    ids=["deleted, then expanded", "expanded, then deleted", "expanded twice"],
)
@given(lines=st.lists(st.text(st.sampled_from("ﷲـاب ."), max_size=20), max_size=3), filled=st.sampled_from((0, 300)))
def test_the_shortcut_has_the_places_of_its_stages(chosen: list[Rule], lines: list[str], filled: int) -> None:
    """On lines that are treated together, and on those that are not."""
    text = "\n".join("ب" * filled + line[::-1] + "\n" + line for line in lines)
    compiled = compile_rules(chosen)
    assert compiled.shortcut is not None
    assert compiled.shortcut.quiets
    assert compiled.cut == ord("\n")
    check(text, compiled.tables, compiled.shortcut, compiled.cut)


@given(RULE_LISTS, st.one_of(documents(), short_texts()))
def test_any_rules(chosen: list[Rule], text: str) -> None:
    compiled = compile_rules(chosen)
    check(text[:1000], compiled.tables, compiled.shortcut, compiled.cut)


def in_turn(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans of ``second`` in the text before ``first``; blocks that meet in the text between are one."""
    found: list[tuple[int, int]] = []
    for start, end in second:
        span = first[start][0], first[end - 1][1]
        k = len(found)
        while k and found[k - 1][1] > span[0]:
            k -= 1
        if k < len(found):
            span = found[k][0], span[1]
        found[k:] = [span] * (len(found) - k + 1)
    return found


@each_kernel
@given(RULE_LISTS, RULE_LISTS, st.one_of(documents(), short_texts()))
def test_two_pipelines_compose(kernel: ModuleType, first: list[Rule], second: list[Rule], text: str) -> None:
    text = text[:1000]
    one, other = list(compile_rules(first).tables), list(compile_rules(second).tables)
    middle, first_spans = unpacked(text, kernel.Pipeline(one).map_aligned(text))
    result, second_spans = unpacked(middle, kernel.Pipeline(other).map_aligned(middle))
    whole, spans = unpacked(text, kernel.Pipeline(one + other).map_aligned(text))
    assert whole == result
    if middle not in ("", text) and result not in (text, middle):
        assert spans == in_turn(first_spans, second_spans)


@each_kernel
@pytest.mark.parametrize(
    ("chosen", "text", "result", "spans"),
    [
        ([rules.strip_tashkeel], "كِتَاب", "كتاب", [(0, 2), (2, 4), (4, 5), (5, 6)]),
        ([rules.strip_tashkeel], "\u064eب", "ب", [(0, 2)]),
        ([rules.strip_tashkeel], "\u064e\u064f", "", []),
        ([rules.strip_tashkeel], "\u064e\ufdf2\u064f", "\ufdf2", [(0, 3)]),
        (
            [rules.expand_presentation_forms, rules.strip_tashkeel],
            "\u064e\ufdf2\u064f.",
            "الله.",
            [*[(0, 3)] * 4, (3, 4)],
        ),
        ([rules.strip_tashkeel, rules.nfkc], "\u064e\ufdf2\u064f.", "الله.", [*[(0, 3)] * 4, (3, 4)]),
        ([rules.nfkc, rules.strip_tashkeel], "\u064e\ufdf2\u064f.", "الله.", [*[(0, 3)] * 4, (3, 4)]),
        ([rules.compose, rules.strip_tatweel], "ب\u0651\u064eـ.", "ب\u064e\u0651.", [(0, 1), (1, 4), (1, 4), (4, 5)]),
        ([rules.expand_presentation_forms], "بﷲ.", "بالله.", [(0, 1), (1, 2), (1, 2), (1, 2), (1, 2), (2, 3)]),
        ([rules.compose], "ا\u0653\u064eب", "آ\u064eب", [(0, 2), (2, 3), (3, 4)]),
        ([rules.compose], "ب\u0651\u064e.", "ب\u064e\u0651.", [(0, 1), (1, 3), (1, 3), (3, 4)]),
        ([rules.squeeze_spaces], "a   b", "a b", [(0, 1), (1, 4), (4, 5)]),
        (
            [Rule.pattern(r"(\d)\s+(%)", r"\1\2")],
            "5  %,",
            "5%,",
            [(0, 3), (3, 4), (4, 5)],
        ),
        ([rules.nfd], "ئب", "ي\u0654ب", [(0, 1), (0, 1), (1, 2)]),
        ([rules.nfc], "ي\u0654\u064eب", "ئ\u064eب", [(0, 2), (2, 3), (3, 4)]),
        ([Rule.function(lambda text: text.replace("b", "xyz"), name="f")], "ab cb", "axyz cxyz", None),
    ],
)
def test_examples(
    kernel: ModuleType, chosen: list[Rule], text: str, result: str, spans: list[tuple[int, int]] | None
) -> None:
    found = unpacked(text, kernel.Pipeline(compile_rules(chosen).tables).map_aligned(text))
    if spans is not None:
        assert found == (result, spans)
    else:
        assert found == (result, [(0, 1), *[(1, 2)] * 3, (2, 3), (3, 4), *[(4, 5)] * 3])


@each_kernel
def test_what_is_no_text_is_refused(kernel: ModuleType) -> None:
    with pytest.raises(TypeError, match="must be a str, not bytes"):
        kernel.Pipeline([compile_map({})]).map_aligned(b"a")
    with pytest.raises(TypeError, match="must return a str"):
        kernel.Pipeline([lambda text: None]).map_aligned("a")


@each_kernel
def test_long_text_costs_linear_time(kernel: ModuleType) -> None:
    times = 300_000 if kernel_name(kernel) == "compiled" else 3_000
    compiled = compile_rules(profiles.SEARCH)
    text = "كِتَابٌ " * times
    result, blocks = kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut).map_aligned(text)
    assert len(blocks.starts(4)) == 4 * len(result) + 4
    text = "\u064e\u0651" * times
    assert kernel.Pipeline([unicode_table()]).map_aligned("ب" + text)[0] == "ب" + "".join(sorted(text))
    words = "".join(f"{number} " for number in range(times // 30))
    assert (
        len(kernel.Pipeline([lambda text: text[::-1], lambda text: text[1:-1]]).map_aligned(words)[0]) == len(words) - 2
    )
