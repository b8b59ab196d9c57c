"""The policies of UAX #29: the tests of Unicode, the rules written a second time, and what they cost."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from itertools import pairwise, product
from pathlib import Path
from types import ModuleType

import boundaries
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from reading import reads
from strategies import CODE_POINTS, texts

from arnorm import SentenceSplitter, Tokenizer
from arnorm._core.reference import Scanner
from arnorm._ucd import Ranges
from arnorm.grammar import Grammar
from arnorm.policies import UAX29, UAX29_SENTENCES
from arnorm.policies._segmentation import PICTOGRAPHS, SENTENCE_BREAK, UNICODE_VERSION, WORD_BREAK
from arnorm.tokenizer import compile_grammar

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("ARNORM_UCD") or ROOT.parent / "shared/data/unicode-17.0.0")
WORDS = Tokenizer(UAX29)
SENTENCES = SentenceSplitter(UAX29_SENTENCES)
TABLES = {grammar.name: compile_grammar(grammar) for grammar in (UAX29, UAX29_SENTENCES)}

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
each_policy = pytest.mark.parametrize(
    ("policy", "rules"),
    [(UAX29, boundaries.words), (UAX29_SENTENCES, boundaries.sentences)],
    ids=["words", "sentences"],
)


def code_points(properties: Mapping[str, Ranges]) -> st.SearchStrategy[str]:
    """Characters of which every property is as likely as every other: mostly the first of its ranges."""
    return st.one_of(
        st.sampled_from([chr(ranges[0][0]) for ranges in properties.values()]),
        st.sampled_from(sorted(properties)).flatmap(
            lambda name: st.sampled_from(properties[name]).flatmap(lambda span: st.integers(*span).map(chr))
        ),
    )


# Characters of no Word_Break property or of two properties: a letter that is a pictograph, a space that is a connector,
# a period, an ideograph, a no-break space, a superscript, a control, a surrogate, a noncharacter.
OTHERS = st.sampled_from("\u24c2\U0001f170\u202f.字\u0e01\xa0\t\xb2\u3007=\u2044\u200b\x01\ud800\uffff👩🏽❤️")
HARD = st.one_of(code_points(WORD_BREAK), code_points(SENTENCE_BREAK), code_points({"": PICTOGRAPHS}), OTHERS)
# Few characters, so that rules meet that look at three units.
FEW_FOR_WORDS = st.sampled_from("aא1ア_:,.'\"\u0308\u200d\u24c2👩🇸 \r\n")
FEW_FOR_SENTENCES = st.sampled_from("aAا1.!),( \u0308-\r\n\u2029=")
TEXTS = st.one_of(
    st.text(FEW_FOR_WORDS, max_size=14),
    st.text(FEW_FOR_SENTENCES, max_size=14),
    st.text(st.one_of(HARD, CODE_POINTS), max_size=30),
)


def rows(name: str) -> list[list[str]]:
    """Return the segments of every row of a file of tests."""
    if not FOLDER.is_dir():
        pytest.skip(f"no Unicode {UNICODE_VERSION} data files at {FOLDER}: set ARNORM_UCD to their folder")
    found = []
    for line in (FOLDER / "auxiliary" / name).read_text("utf-8").splitlines():
        if row := line.partition("#")[0].strip():
            pieces = row.strip("÷ ").replace("×", " ").split("÷")
            found.append(["".join(chr(int(code, 16)) for code in piece.split()) for piece in pieces])
    return found


@each_kernel
@pytest.mark.parametrize(
    ("policy", "name", "count"),
    [(UAX29, "WordBreakTest.txt", 1944), (UAX29_SENTENCES, "SentenceBreakTest.txt", 512)],
    ids=["words", "sentences"],
)
def test_rows_of_unicode(kernel: ModuleType, policy: Grammar, name: str, count: int) -> None:
    scanner = kernel.Scanner(TABLES[policy.name])
    expected = rows(name)
    assert len(expected) == count
    assert [scanner("".join(segments)) for segments in expected] == expected


@pytest.mark.parametrize(
    ("name", "rules"), [("WordBreakTest.txt", boundaries.words), ("SentenceBreakTest.txt", boundaries.sentences)]
)
def test_the_oracle_passes_the_rows_of_unicode(name: str, rules: Callable[[str], list[str]]) -> None:
    expected = rows(name)
    assert [rules("".join(segments)) for segments in expected] == expected


class TestLaws:
    @each_policy
    @given(text=st.one_of(TEXTS, texts()))
    def test_tokens_cover_the_text(self, policy: Grammar, rules: object, text: str) -> None:
        for kernel in KERNELS:
            assert "".join(kernel.Scanner(TABLES[policy.name])(text)) == text

    @each_policy
    @given(text=TEXTS)
    @example(text="a:\u200d\u24c2'\u200d👩")
    @example(text="א'\u200d\u24c2א\"א'1")
    @example(text="\u200d👩🇸\u0308🇸🇸\r\u0308\u200d\u24c21_ア")
    @example(text="A.A.\u0308A.) =( a.1.!,A?\u2029!\r\u0308\n")
    def test_tokens_are_those_of_the_rules(self, policy: Grammar, rules: Callable[[str], list[str]], text: str) -> None:
        expected = rules(text)
        for kernel in KERNELS:
            assert kernel.Scanner(TABLES[policy.name])(text) == expected

    @given(TEXTS)
    @example(
        "\u202f \xa0_\u202f\u0308. \u2044 1\u200d👩 \u24c2 \u200d\u24c2 👩🏽 \u3007 \xb2\u200d👩 \t\n\u0308\n\u200b"
    )
    @example("32\u200d\u24c2 _\u200d👩 \u202f\u200d👩 \u200d👩\u200d👩 🇸\u200d👩 \uff9e")
    def test_kinds(self, text: str) -> None:
        assert [(token.text, token.kind) for token in WORDS.tokens(text)] == [
            (segment, boundaries.kind(segment)) for segment in boundaries.words(text)
        ]

    @given(TEXTS)
    def test_a_segment_is_one_segment(self, text: str) -> None:
        """What stands before a segment does not matter to it."""
        for tokenizer in (WORDS, SENTENCES):
            assert all(tokenizer(token) == [token] for token in tokenizer(text))

    @given(TEXTS)
    def test_kinds_can_be_dropped(self, text: str) -> None:
        dropped = frozenset({"space", "break", "mark"})
        some = Tokenizer(Grammar("SOME", UAX29.kinds, UAX29.sets, dropped))
        assert some.tokens(text) == [token for token in WORDS.tokens(text) if token.kind not in dropped]


class TestCorpora:
    def test_lines(self, shared: Path) -> None:
        for file in sorted((shared / "corpora").glob("*.txt")):
            lines = file.read_text("utf-8").splitlines()
            for line in lines[:: max(1, len(lines) // 60)]:
                assert WORDS(line) == boundaries.words(line), file.name
                assert SENTENCES(line[:400]) == boundaries.sentences(line[:400]), file.name

    def test_noise(self, shared: Path) -> None:
        text = (shared / "synthetic/noisy.txt").read_text("utf-8")
        for start in range(0, min(len(text), 60_000), 300):
            piece = text[start : start + 300]
            assert WORDS(piece) == boundaries.words(piece)
            assert SENTENCES(piece) == boundaries.sentences(piece)

    def test_seed(self, seed: str) -> None:
        assert "".join(WORDS(seed)) == "".join(SENTENCES(seed)) == seed
        assert [token for token in WORDS.tokens(seed) if token.kind in ("mark", "other")] == []


class TestExamples:
    def test_words_of_arabic(self) -> None:
        assert WORDS("قال: «وُلِدَ عامَ ١٩٧٣»") == ["قال", ":", " ", "«", "وُلِدَ", " ", "عامَ", " ", "١٩٧٣", "»"]
        assert WORDS("٣٫٥٪ و2020\u200cم") == ["٣٫٥", "٪", " ", "و2020\u200cم"]
        assert WORDS("\u0601١٢ ۝١٢") == ["\u0601١٢", " ", "۝١٢"]

    def test_sentences_of_arabic(self) -> None:
        assert SENTENCES("جاء د. أحمد؟ نعم! 3.5 لتر۔ ثم، ذهب.\nعاد") == [
            "جاء د. ", "أحمد؟ ", "نعم! ", "3.5 لتر۔ ", "ثم، ذهب.\n", "عاد",
        ]  # fmt: skip  # laid out by hand

    def test_kinds(self) -> None:
        kinds = [(token.text, token.kind) for token in WORDS.tokens("\u064eكتاب 12.5, 字字テスト👩🏽‍🚀🇸🇦 \u200b\r\n")]
        assert kinds == [
            ("\u064e", "mark"), ("كتاب", "word"), (" ", "space"), ("12.5", "number"), (",", "punctuation"),
            (" ", "space"), ("字", "word"), ("字", "word"), ("テスト", "word"), ("👩🏽‍🚀", "symbol"), ("🇸🇦", "symbol"),
            (" ", "space"), ("\u200b", "other"), ("\r\n", "break"),
        ]  # fmt: skip  # laid out by hand


def test_properties_are_disjoint_and_complete() -> None:
    for properties in (WORD_BREAK, SENTENCE_BREAK):
        spans = sorted(span for ranges in properties.values() for span in ranges)
        assert all(before[1] < after[0] for before, after in pairwise(spans))
    assert len(WORD_BREAK) == 18  # 19 with Other; what UAX #29 has besides is not used since Unicode 11
    assert len(SENTENCE_BREAK) == 14


def test_scanning_time_is_linear() -> None:
    """What is read beyond a segment is read once more by the next one, and not again."""
    starts = ("a", "א", "1", "a:", 'א"', "a.", ". ", "\r", "")
    units = (
        *("\u0308", "\u200d", ":", ".\u0308", ". ", ".=", ".)", "=", " ", "1", "!", "a:", "1,", "א'", "_", "ア", "🇸"),
        *("👩\u200d", "🇸\u0308", "\u200d\u24c2", "A.", "\r", "\r\u0308"),
    )
    for policy in (UAX29, UAX29_SENTENCES):
        scanner = Scanner(TABLES[policy.name])
        for start, unit in product(starts, units):
            costs = [reads(scanner, start + unit * times) for times in (100, 1000)]
            assert costs[1] < 11 * costs[0], (policy.name, start, unit, costs)
