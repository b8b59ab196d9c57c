"""Laws of the token automaton, for every kernel, arbitrary patterns and arbitrary text."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import pairwise, product
from random import Random
from sys import getsizeof
from types import ModuleType
from typing import Literal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from matching import EDGE_POINT, Matcher, Sets
from regexes import EDGE_CHARACTER, Expressions
from strategies import SCANNED_PATTERNS, SCANNED_TEXTS, SETS, byte_strings

from arnorm._core.automaton import DROPPED, NEVER, Pattern, ScanTable, compile_patterns, conflicts
from arnorm._core.pattern import PatternError, parse
from arnorm._core.plain import compile_plain
from arnorm.grammar import Grammar
from arnorm.policies import DEFAULT, SENTENCES
from arnorm.tokenizer import compile_grammar

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)


WORDS: list[Pattern] = [
    ('"h" "t" "t" "p" ":" [letter digit "."]+', 1),
    ('"د" "." | "أ" "." "د" "."', 2, "space | edge"),
    ('("و" | "ال")? letter ([letter mark digit] | "." digit)*', 3),
    ('digit+ ("." digit+)?', 4),
    ('"." "."* | "،" mark*', 5),
    ("space+", DROPPED),
]
"""Words as they are in texts, about which there is much to know before the shortest is sure."""
SPACED_TEXTS = st.lists(
    st.tuples(
        st.text("ابدولأب", max_size=9) | st.sampled_from(("د.", "أ.د.", "http:a.b", "3.5", "بً", "a" * 70, "ب" * 130)),
        st.sampled_from((" ", " ", " ", ".", "، ", "\n", "  ", "-", "\u2003", "\U00010000")),
    ).map("".join),
    max_size=30,
).map("".join)


def compiled_or_rejected(patterns: list[Pattern]) -> ScanTable:
    """Compile; a pattern that matches the empty text is no example."""
    try:
        return compile_patterns(patterns, SETS)
    except PatternError as error:
        assume("matches the empty text" not in str(error))
        raise


def slowly_scanned(patterns: list[Pattern], sets: Sets, text: str) -> list[tuple[int, int, int]]:
    """Scan by asking every pattern at every position for its matches, and for what stands behind each of them."""
    matcher = Matcher([EDGE_POINT, *map(ord, text), EDGE_POINT], sets)  # so that places are one more than in the text
    nodes = []
    for pattern, kind, *around in patterns:
        behind, front = (parse(item) if item else None for item in (*around, None, None)[:2])
        nodes.append((parse(pattern), kind, behind, front))
    found = []
    position = 0
    while position < len(text):
        first: dict[int, tuple[int, int]] = {}  # by how far a match reaches: what ends there of the first that does
        for node, kind, behind, front in nodes:
            if front and not matcher.ends(front, position):
                continue
            for place in matcher.ends(node, position + 1):
                end = place - 1
                farthest = max(matcher.ends(behind, place), default=position + 1) - 1 if behind else end
                if farthest > position:
                    first.setdefault(farthest, (end, kind))
        matches = {reach: match for reach, match in first.items() if match[1] != NEVER}
        best, best_kind = matches[max(matches)] if matches else (position + 1, DROPPED)
        if best_kind != DROPPED:
            found.append((position, best, best_kind))
        position = best
    return found


def scanned(kernel: ModuleType, table: ScanTable, text: str) -> list[tuple[int, int, int]]:
    spans, kinds = kernel.Scanner(table).scan_spans(text)
    offsets = array("i", bytes(spans))
    return [(start, end, kind + 1) for start, end, kind in zip(offsets[::2], offsets[1::2], kinds, strict=True)]


@each_kernel
@given(SCANNED_PATTERNS, SCANNED_TEXTS)
def test_equals_an_independent_scanner(kernel: ModuleType, patterns: list[Pattern], text: str) -> None:
    table = compiled_or_rejected(patterns)
    text = text[:200]
    assert scanned(kernel, table, text) == slowly_scanned(patterns, SETS, text)


@each_kernel
@given(SCANNED_PATTERNS, st.sets(st.integers(0, 2), min_size=1), st.booleans(), SCANNED_TEXTS)
def test_what_is_never_a_match_takes_text_from_later_kinds(
    kernel: ModuleType, patterns: list[Pattern], never: set[int], for_good: bool, text: str
) -> None:
    chosen: list[Pattern] = []
    for number, (pattern, kind, *around) in enumerate(patterns):
        behind, front = (*around, None, None)[:2]
        if number in never:
            chosen.append((f"({pattern}) .*" if for_good else pattern, NEVER, behind, front))
        else:
            chosen.append((pattern, kind, behind, front))
    table = compiled_or_rejected(chosen)
    text = text[:100]
    assert scanned(kernel, table, text) == slowly_scanned(chosen, SETS, text)


@given(SCANNED_PATTERNS, SCANNED_TEXTS)
def test_kernels_agree(patterns: list[Pattern], text: str) -> None:
    table = compiled_or_rejected(patterns)
    first, *others = (scanned(kernel, table, text) for kernel in KERNELS)
    assert all(other == first for other in others)


@given(SCANNED_PATTERNS, SCANNED_TEXTS)
def test_kernels_equal_regular_expressions(patterns: list[Pattern], text: str) -> None:
    table = compiled_or_rejected(patterns)
    text = text[:60].replace(EDGE_CHARACTER, "")
    expected = Expressions(patterns, SETS)(text)
    for kernel in KERNELS:
        assert scanned(kernel, table, text) == expected


def patterns_of(grammar: Grammar) -> list[Pattern]:
    names = grammar.kind_names
    return [
        (kind.pattern, DROPPED if kind.name in grammar.dropped else names.index(kind.name) + 1, kind.before, kind.after)
        for kind in grammar.kinds
    ]


@pytest.mark.parametrize("grammar", [DEFAULT, SENTENCES], ids=lambda grammar: grammar.name)
@given(text=SCANNED_TEXTS)
def test_grammars_equal_an_independent_scanner(grammar: Grammar, text: str) -> None:
    expected = slowly_scanned(patterns_of(grammar), dict(grammar.sets), text[:150])
    for kernel in KERNELS:
        assert scanned(kernel, table_of(grammar), text[:150]) == expected


@pytest.mark.parametrize("grammar", [DEFAULT, SENTENCES], ids=lambda grammar: grammar.name)
@given(text=st.one_of(SCANNED_TEXTS, SPACED_TEXTS))
def test_grammars_equal_regular_expressions(grammar: Grammar, text: str) -> None:
    text = text[:12].replace(EDGE_CHARACTER, "")  # more takes some expressions exponential time
    found = expressions_of(grammar)(text)
    for kernel in KERNELS:
        tokens = scanned(kernel, table_of(grammar), text)
        assert tokens == [(start, end, kind) for start, end, kind in found if kind != DROPPED]


table_of = lru_cache(compile_grammar)


@lru_cache
def expressions_of(grammar: Grammar) -> Expressions:
    return Expressions(patterns_of(grammar), dict(grammar.sets))


@each_kernel
@given(SCANNED_PATTERNS, SCANNED_TEXTS)
def test_tokens_are_what_the_spans_say(kernel: ModuleType, patterns: list[Pattern], text: str) -> None:
    table = compiled_or_rejected(patterns)
    scanner = kernel.Scanner(table)
    found = scanned(kernel, table, text)
    assert scanner(text) == [text[start:end] for start, end, _ in found]
    assert scanner.scan_many([text, text[:7]]) == [scanner(text), scanner(text[:7])]
    edges = [0] + [edge for start, end, _ in found for edge in (start, end)] + [len(text)]
    assert edges == sorted(edges)
    assert all(start < end for start, end, _ in found)


@each_kernel
@given(text=SPACED_TEXTS)
def test_words_equal_an_independent_scanner(kernel: ModuleType, text: str) -> None:
    table = compile_patterns(WORDS, SETS)
    assert any(compile_plain(table)[0].direct)
    assert scanned(kernel, table, text) == slowly_scanned(WORDS, SETS, text)


APART: list[Pattern] = [("greek+", 1), ("arabic mark* (arabic mark*)*", 1), ("dot+", 2), ("space+", DROPPED)]
SCRIPTS = {
    "greek": ((0x100, 0x2AF), (0x370, 0x3FF)),
    "arabic": ((0x620, 0x64A), (0x671, 0x6D3), (0x750, 0x77F)),
    "mark": ((0x64B, 0x65F),),
    "dot": ((0x2E, 0x2E), (0x60C, 0x60C)),
    "space": ((0x20, 0x20),),
}


@given(
    st.lists(st.text("بدαβ", max_size=5) | st.sampled_from((" ", "، ", ".", "بَ", "α" * 70)), max_size=60).map("".join)
)
def test_words_of_two_scripts_equal_an_independent_scanner(pieces: list[str]) -> None:
    text = "".join(pieces)
    table = compile_patterns(APART, SCRIPTS)
    assert len(compile_plain(table)) == 2
    for kernel in KERNELS:
        assert scanned(kernel, table, text) == slowly_scanned(APART, SCRIPTS, text)


@each_kernel
@given(st.one_of(SCANNED_PATTERNS, st.just(WORDS)), st.one_of(SCANNED_TEXTS, SPACED_TEXTS), st.data())
def test_parts_have_the_tokens_of_the_whole(
    kernel: ModuleType, patterns: list[Pattern], text: str, data: st.DataObject
) -> None:
    table = compiled_or_rejected(patterns)
    scanner = kernel.Scanner(table)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4)))
    found, base, carried, begin = [], 0, "", 0
    for start, end in pairwise([0, *cuts, len(text), len(text)]):
        carried += text[start:end]
        spans, kinds, rest = scanner.scan_part(carried, start == end == len(text), begin)
        offsets = array("i", bytes(spans))
        found += [(base + offsets[2 * k], base + offsets[2 * k + 1], kind + 1) for k, kind in enumerate(kinds)]
        begin = min(rest, 1)  # the code point that stands in front of the rest
        base, carried = base + rest - begin, carried[rest - begin :]
    assert found == scanned(kernel, table, text)
    assert carried == text[-1:]


@each_kernel
def test_what_a_part_leaves_open(kernel: ModuleType) -> None:
    patterns: list[Pattern] = [("letter", 1, "space | edge"), ("letter+", 2), ("space+", DROPPED)]
    scanner = kernel.Scanner(compile_patterns(patterns, SETS))
    rests = {text: scanner.scan_part(text, False)[2] for text in ("", "a", "ab a", "ab ", "ab.", "ab a.")}
    assert rests == {"": 0, "a": 0, "ab a": 3, "ab ": 2, "ab.": 3, "ab a.": 5}
    assert scanner.scan_part("ab a", True) == (*scanner.scan_spans("ab a"), 4)
    assert scanner.scan_part("", True) == (bytearray(), bytearray(), 0)
    for wrong in (-1, 3):
        with pytest.raises(ValueError, match=f"start must be a position in the text, not {wrong}"):
            scanner.scan_part("ab", True, wrong)


def located(data: bytes, errors: str) -> tuple[str, list[int]]:
    """Decode one code point or one error at a time; return also where each begins, and the end."""
    text, places = "", [0]
    while places[-1] < len(data):
        place = places[-1]
        try:
            piece = next(data[place : place + size] for size in (1, 2, 3, 4) if is_utf8(data[place : place + size]))
            text += piece.decode()
            places.append(place + len(piece))
        except StopIteration:
            wrong = wrong_part(data[place : place + 4])
            text += wrong.decode("utf-8", {"keep": "surrogateescape"}.get(errors, errors))
            places += [place + len(wrong)] if errors == "replace" else range(place + 1, place + len(wrong) + 1)
    return text, places


def is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def wrong_part(data: bytes) -> bytes:
    """Return what Python's decoder takes for one error at the start of ``data``."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return data[error.start : error.end]
    raise AssertionError("nothing is wrong")


@each_kernel
@pytest.mark.parametrize("errors", ["strict", "replace", "keep"])
@given(st.one_of(SCANNED_PATTERNS, st.just(WORDS)), st.one_of(byte_strings(), SPACED_TEXTS.map(str.encode)))
def test_utf8_has_the_tokens_of_the_text(
    kernel: ModuleType, errors: Literal["strict", "replace", "keep"], patterns: list[Pattern], data: bytes
) -> None:
    table = compiled_or_rejected(patterns)
    scanner = kernel.Scanner(table)
    data = data[:800]
    try:
        text, places = located(data, errors)
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError) as expected:
            data.decode()
        with pytest.raises(UnicodeDecodeError) as raised:
            scanner.scan_spans_utf8(data, errors)
        assert raised.value.args == expected.value.args
        return
    spans, kinds = scanner.scan_spans_utf8(data, errors)
    offsets = array("i", bytes(spans))
    found = [(offsets[2 * k], offsets[2 * k + 1], kind + 1) for k, kind in enumerate(kinds)]
    assert found == [(places[start], places[end], kind) for start, end, kind in scanned(kernel, table, text)]


@each_kernel
def test_utf8_is_any_contiguous_bytes(kernel: ModuleType) -> None:
    scanner = kernel.Scanner(compile_patterns(WORDS, SETS))
    data = "كتاب 3.5، د. ".encode() * 700
    expected = scanner.scan_spans_utf8(data)
    assert len(expected[1]) == 2800
    for other in (bytearray(data), memoryview(data), array("B", data)):
        assert scanner.scan_spans_utf8(other) == expected
    with pytest.raises(TypeError, match="contiguous bytes-like object"):
        scanner.scan_spans_utf8(memoryview(data)[::2])
    with pytest.raises(TypeError, match="data must be bytes-like, not str: call the object itself for a str"):
        scanner.scan_spans_utf8("abc")
    with pytest.raises(ValueError, match="errors must be one of 'strict', 'replace', 'keep', not 'ignore'"):
        scanner.scan_spans_utf8(data, "ignore")


@each_kernel
def test_wrong_types_are_refused(kernel: ModuleType) -> None:
    scanner = kernel.Scanner(compile_patterns([("letter+", 1)], SETS))
    for wrong in (None, 3, b"abc", ["a"]):
        for method in (scanner, scanner.scan_spans, lambda text: scanner.scan_part(text, True)):
            with pytest.raises(TypeError, match="text must be a str"):
                method(wrong)
        with pytest.raises(TypeError, match=r"texts\[0\] must be a str|texts must be an iterable"):
            scanner.scan_many([wrong])
    with pytest.raises(TypeError, match="texts must be an iterable of str, not one str"):
        scanner.scan_many("abc")


@each_kernel
def test_many_tokens_and_no_token(kernel: ModuleType) -> None:
    scanner = kernel.Scanner(compile_patterns([("letter", 1), ("space", DROPPED)], SETS))
    assert scanner("ab " * 5000) == ["a", "b"] * 5000
    spans, kinds = scanner.scan_spans("ab " * 5000)
    assert (len(spans), len(kinds)) == (8 * 10_000, 10_000)
    assert getsizeof(spans) < 9.1 * 10_000
    assert scanner("") == scanner("   ") == scanner("???") == []
    assert scanner.scan_spans("") == (bytearray(), bytearray())


@each_kernel
@pytest.mark.parametrize(
    ("letters", "count"),
    [
        ("ab\0", 30_000),
        ("ab\0é", 30_000),
        ("بتa\0é", 30_000),
        ("بتa\0é", 150_000),
        ("بت\0\U0001f600", 30_000),
        ("\U0001f600\U0001f601a\0ب", 30_000),
    ],
)
def test_tokens_that_come_again_in_a_long_text(kernel: ModuleType, letters: str, count: int) -> None:
    source = Random(5)
    words = ["".join(source.choices(letters, k=source.choice((1, 2, 3, 7, 8, 9, 16, 17)))) for _ in range(3000)]
    text = " ".join(expected := [letters[0]] * 600 + source.choices(words, k=count))  # more at first than later
    found = kernel.Scanner(compile_patterns([("letter+", 1)], {"letter": ((0, 0x1F), (0x21, 0x10FFFF))}))(text)
    assert found == expected
    assert len(text) > 1 << 17
    assert getsizeof(found) < 9.2 * len(found)  # in memory that is hardly larger than they are
    sizes = [[getsizeof(token) for token in tokens if len(token) > 1] for tokens in (found, expected)]
    assert sizes[0] == sizes[1]  # each as narrow as can be


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("", "expected a pattern at position 0"),
        ("letter |", "expected a pattern at position 8"),
        ("(letter", r"expected '\)' at position 7"),
        ("letter)", r"unexpected '\)' at position 6"),
        ("letter{3,1}", "from a lower to a higher number"),
        ("letter{1000}", "at most 64"),
        ("letter{}", "expected a number at position 7"),
        ('"abc', "a quoted text without an end"),
        ('""', "an empty text"),
        ("[]", "an empty set"),
        ("+", "expected the name of a set at position 0"),
        ("[letter", r"expected '\]'"),
        ("nonsense", "unknown set 'nonsense'; known are alef, digit, letter, mark, space"),
        ("letter*", "matches the empty text"),
        ("letter? mark*", "matches the empty text"),
    ],
)
def test_bad_patterns_are_pointed_at(pattern: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        compile_patterns([(pattern, 1)], SETS)


@pytest.mark.parametrize(
    ("behind", "message"),
    [
        ("space+", "'space\\+' matches 1 or more"),
        ("space?", "'space\\?' matches 0 to 1"),
        ("space | letter letter", "one length, from 1 to 16 code points; .* matches 1 to 2"),
        ("(space | letter space?){2}", "matches 2 to 4"),
        ("space{0,0}", "matches 0"),
        ("space{17}", "matches 17"),
        ("nonsense", "unknown set 'nonsense'"),
        ("(", "expected a pattern at position 1"),
    ],
)
def test_what_stands_behind_has_one_length(behind: str, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        compile_patterns([("letter", 1, behind)], SETS)


def test_a_match_is_not_empty_and_ends_before_the_edge() -> None:
    with pytest.raises(PatternError, match=r"'letter\*' matches the empty text"):
        compile_patterns([("letter*", 1, "space")], SETS)
    with pytest.raises(PatternError, match="'letter edge' names the edge of the text"):
        compile_patterns([("letter edge", 1)], SETS)


@pytest.mark.parametrize("front", ["space+", "space?", "space space", "space | letter letter"])
def test_what_stands_in_front_is_one_code_point(front: str) -> None:
    with pytest.raises(PatternError, match="one code point or the edge, not"):
        compile_patterns([("letter", 1, None, front)], SETS)


def test_what_stands_in_front_decides_what_begins() -> None:
    patterns: list[Pattern] = [
        ('"."{2}', 1, None, "edge | space"),
        ('"."', 2),
        ("letter+", 3),
        ("digit", 4, None, "letter"),
    ]
    for kernel in KERNELS:
        table = compile_patterns(patterns, SETS)
        assert scanned(kernel, table, "..b.. ..") == [(0, 2, 1), (2, 3, 3), (3, 4, 2), (4, 5, 2), (6, 8, 1)]
        assert scanned(kernel, table, "5b55") == [(1, 2, 3), (2, 3, 4)]
        only = compile_patterns([("digit", 1, None, "letter")], SETS)
        assert scanned(kernel, only, "5b5") == [(2, 3, 1)]


def test_what_stands_behind_is_given_back() -> None:
    patterns: list[Pattern] = [("letter", 1, "space | edge"), ("letter digit", 2, "edge"), ("letter+ | digit", 3)]
    for kernel in KERNELS:
        table = compile_patterns(patterns, SETS)
        assert scanned(kernel, table, "b") == [(0, 1, 1)]
        assert scanned(kernel, table, "b ab b5 b5") == [(0, 1, 1), (2, 4, 3), (5, 6, 3), (6, 7, 3), (8, 10, 2)]


SHORT_TEXTS = [*"ab.5 َ", *map("".join, product("ab.5 َ", repeat=2)), "abb", "a5b", "ab ", " 5 "]


FRONTS = [EDGE_POINT, *map(ord, "ab.5 \u064eا@")]


def matching(patterns: list[Pattern], front: int, text: str, length: int) -> list[int]:
    """Return the kinds that match ``text`` behind a code point, with what stands behind them up to ``length``."""
    matcher = Matcher([front, *map(ord, text), EDGE_POINT], SETS)
    kinds = []
    for pattern, kind, behind, asked in ((*pattern, None, None)[:4] for pattern in patterns):
        ends = matcher.ends(parse(pattern), 1) if not asked or matcher.ends(parse(asked), 0) else frozenset()
        if behind:
            ends = frozenset(last for end in ends for last in matcher.ends(parse(behind), end))
        kinds += [kind] if length + 1 in ends else []
    return kinds


@given(SCANNED_PATTERNS)
def test_conflicts_are_what_two_kinds_match(patterns: list[Pattern]) -> None:
    compiled_or_rejected(patterns)
    found = {(first, second): text for first, second, text in conflicts(patterns, SETS)}
    for pair, text in found.items():
        assert any(kinds[:1] == [pair[0]] and pair[1] in kinds for kinds in kinds_of(patterns, text)), (pair, text)
    for text in SHORT_TEXTS:
        for first, *others in filter(None, kinds_of(patterns, text)):
            for second in others:
                assert len(found[first, second]) <= len(text)


def kinds_of(patterns: list[Pattern], text: str) -> list[list[int]]:
    """Return the kinds that match ``text``, and those that match it with its edge, behind each of some code points."""
    return [matching(patterns, front, text, len(text) + edge) for front in FRONTS for edge in (0, 1)]


def test_conflicts_are_shown_by_a_text() -> None:
    patterns: list[Pattern] = [("alef", 1, "space"), ("letter+", 2), ("letter", 3), ("digit", 3), ("digit", 4, "edge")]
    assert conflicts(patterns, SETS) == [(2, 3, "a")]


def test_bad_sets_are_refused() -> None:
    for wrong in ((5, 3), (0, 0x110000)):
        with pytest.raises(ValueError, match="no range of code points"):
            compile_patterns([("wrong", 1)], {"wrong": (wrong,)})


def test_an_automaton_past_the_tables_is_refused() -> None:
    # Which of the last 14 letters was an "a" takes 2 ** 15 states to remember.
    with pytest.raises(ValueError, match="more than its tables can hold"):
        compile_patterns([('("a" | "b")* "a" ("a" | "b"){14}', 1)], {})


def test_the_earlier_kind_wins_a_tie_and_the_longer_match_any() -> None:
    table = compile_patterns([('"ab"', 1), ("letter letter", 2), ("letter+", 3)], SETS)
    for kernel in KERNELS:
        assert [kind for _, _, kind in scanned(kernel, table, "ab ba abc")] == [1, 2, 3]


def test_equal_automata_have_equal_tables() -> None:
    assert compile_patterns([("letter letter*", 1)], SETS) == compile_patterns([("(letter | letter letter)+", 1)], SETS)
