"""The policies that cut text into sentences, clauses and paragraphs."""

from __future__ import annotations

import doctest
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from arnorm import SentenceSplitter, _ucd, chars, policies
from arnorm._core.reference import Scanner
from arnorm.grammar import Grammar
from arnorm.policies import CLAUSES, PARAGRAPHS, SENTENCES, SENTENCES_QUOTED, SENTENCES_WRAPPED, sentence_policy
from arnorm.policies.abbreviations import ABBREVIATIONS, BEFORE_NUMBERS, LETTER_NAMES
from arnorm.tokenizer import compile_grammar

POLICIES = [SENTENCES, SENTENCES_WRAPPED, SENTENCES_QUOTED, CLAUSES, PARAGRAPHS]
each = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
SPACES = chars.characters(_ucd.WHITE_SPACE)
BREAKS = "\n\v\f\r\x85\u2028\u2029"


@lru_cache
def splitter(policy: Grammar) -> SentenceSplitter:
    return SentenceSplitter(policy)


def split(text: str, policy: Grammar = SENTENCES) -> list[str]:
    return splitter(policy)(text)


words = st.sampled_from(
    ["كتاب", "مدرسة", "قالت", "القطار", "هناك", "بِسْمِ", "جميلًا", "House", "١٢٣", "2026", "3.5", "نعم،", "(هنا)"]
)
stops = st.sampled_from([".", "!", "؟", "?", "۔", "؟!", "!!", ".»", '."', ".)", "؟”"])
bodies = st.lists(words, min_size=2, max_size=6).map(" ".join)
PIECES = [
    *(
        "اب.",
        "د.",
        "و.",
        "م.",
        "ق.م",
        "Dr.",
        "مج.",
        "كتاب",
        "house",
        "ـ",
        "َ",
        "[1]",
        *'"1aA@!؟?۔…،؛:,/«»“”()',
        "..",
        "...",
    ),
    *("//", " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\u2029", "\u200f", "\u00a0"),
]
pieces = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


class TestLaws:
    @each
    @given(text=texts() | pieces)
    def test_there_is_no_white_space_around_a_sentence_and_no_other_text_between_two(
        self, policy: Grammar, text: str
    ) -> None:
        position = 0
        for start, end in [*splitter(policy).spans(text).tolist(), [len(text), len(text)]]:
            assert set(text[position:start]) <= SPACES
            assert position == 0 or start == len(text) or start > position or policy is not PARAGRAPHS
            if start < end:
                assert text[start] not in SPACES
                assert text[end - 1] not in SPACES
            position = end

    @given(st.lists(st.tuples(bodies, stops).map("".join), min_size=1, max_size=5))
    def test_sentences_that_are_joined_come_apart(self, sentences: list[str]) -> None:
        for space in (" ", "  ", "\u00a0", "\n", "\r\n\r\n"):
            assert split(space.join(sentences)) == sentences
        assert split("\n\n".join(sentences), SENTENCES_WRAPPED) == sentences
        assert split("\n".join(sentences), SENTENCES_WRAPPED) == sentences
        assert split("\n \n".join(sentences), PARAGRAPHS) == sentences
        assert split(" \n ".join(sentences), PARAGRAPHS) == [" \n ".join(sentences)]

    @given(bodies, st.sampled_from(ABBREVIATIONS), bodies, st.sampled_from(["", "و", "(", "«"]))
    def test_an_abbreviation_ends_no_sentence(self, before: str, short: str, after: str, front: str) -> None:
        front = "" if front == "و" and short.isascii() else front
        text = f"{before} {front}{short}. {after}."
        assert split(text) == [text]
        assert split(f"{front}{short}. {after}.") == [f"{front}{short}. {after}."]

    @given(bodies, st.sampled_from("أبتثجحخدذرزسشصضطظعغفقكلمنهي"), st.sampled_from(["", "ـ", "َ"]), bodies)
    def test_a_lone_letter_ends_no_sentence_but_behind_a_number(
        self, before: str, letter: str, tail: str, after: str
    ) -> None:
        text = f"{before} كتاب {letter}{tail}. قال {after}."
        assert split(text) == [text]
        assert split(f"{before} 1990 {letter}{tail}. قال {after}.") == [
            f"{before} 1990 {letter}{tail}.",
            f"قال {after}.",
        ]

    @given(bodies, st.sampled_from(BEFORE_NUMBERS), st.integers(0, 9999), bodies)
    def test_some_words_are_short_before_a_number(self, before: str, short: str, number: int, after: str) -> None:
        assert split(f"{before} {short}. {number} {after}.") == [f"{before} {short}. {number} {after}."]
        assert split(f"{before} {short}. قال {after}.") == [f"{before} {short}.", f"قال {after}."]

    @given(st.sampled_from(LETTER_NAMES), bodies)
    def test_the_name_of_a_letter_is_an_initial_behind_a_name(self, letter: str, after: str) -> None:
        assert split(f"جورج {letter}. {after}.") == [f"جورج {letter}. {after}."]
        assert split(f"بي {letter}. قال {after}.") == [f"بي {letter}.", f"قال {after}."]

    @given(
        bodies,
        st.from_regex(r"[0-9٠-٩]{1,3}([.,][0-9٠-٩]{1,3}){1,3}", fullmatch=True)
        | st.from_regex(r"(https?://)?[a-z]{2,5}(\.[a-z]{2,5}){1,2}(/[a-z0-9_.?=&-]{0,8}[a-z0-9])?", fullmatch=True)
        | st.from_regex(r"https?://[ا-ي]{2,5}\.[ا-ي]{2,5}(/[ا-ي؟?.=]{0,5}[ا-ي])?", fullmatch=True)
        | st.from_regex(r"[a-z.]{0,5}[a-z]@[a-z]{1,5}(\.[a-z]{2,3}){1,2}", fullmatch=True),
        bodies,
    )
    def test_numbers_and_addresses_are_never_cut(self, before: str, atom: str, after: str) -> None:
        assert split(f"{before} {atom} قال {after}.") == [f"{before} {atom} قال {after}."]
        assert split(f"{before} {atom}. قال {after}.") == [f"{before} {atom}.", f"قال {after}."]

    @given(texts() | pieces)
    def test_policies_agree(self, text: str) -> None:
        def ends(policy: Grammar) -> set[int]:
            return set(splitter(policy).spans(text)[:, 1].tolist())

        line = re.sub(f"[{BREAKS}]", " ", text)
        assert split(line) == split(line, SENTENCES_WRAPPED) == split(line, SPACED)
        assert [sentence for part in re.split(f"[{BREAKS}]", text) for sentence in split(part)] == split(text)
        if not set('«»“”"') & set(text):
            assert ends(SENTENCES) == ends(SENTENCES_QUOTED)
        assert [sentence for part in split(text, PARAGRAPHS) for sentence in split(part, SENTENCES_WRAPPED)] == split(
            text, SENTENCES_WRAPPED
        )

    @given(st.lists(st.tuples(bodies, stops).map("".join), min_size=1, max_size=4), st.sampled_from(["«»", "“”", '""']))
    def test_a_quotation_of_several_sentences_stays_whole(self, sentences: list[str], marks: str) -> None:
        inside = re.sub('["«»“”]', "", " ".join(sentences))
        text = f"قالت: {marks[0]}{inside}{marks[1]}"
        assert split(f"{text} نعم.", SENTENCES_QUOTED) == [text, "نعم."]
        assert split(f"{text}. نعم.", SENTENCES_QUOTED) == [f"{text}.", "نعم."]
        unclosed = f"قالت: {marks[0]}{inside} نعم."
        assert split(unclosed, SENTENCES_QUOTED) == split(unclosed)


SPACED = sentence_policy("SPACED", newlines="space")


class TestPolicies:
    @pytest.mark.parametrize(
        ("policy", "text", "expected"),
        [
            (SENTENCES_WRAPPED, "وصل القطار\nفي المساء. ثم\r\nغادر", ["وصل القطار\nفي المساء.", "ثم\r\nغادر"]),
            (SENTENCES_WRAPPED, "العنوان\n\nوصل القطار", ["العنوان", "وصل القطار"]),
            (SENTENCES_WRAPPED, "العنوان\r\n \r\nوصل القطار", ["العنوان", "وصل القطار"]),
            (SENTENCES_WRAPPED, "العنوان\u2029وصل القطار", ["العنوان", "وصل القطار"]),
            (SPACED, "العنوان\n\nوصل\u2029القطار. نعم", ["العنوان\n\nوصل\u2029القطار.", "نعم"]),
            (PARAGRAPHS, "وصل القطار.\nنعم.\n\n\nثم غادر.\n", ["وصل القطار.\nنعم.", "ثم غادر."]),
            (CLAUSES, "جاء أحمد، ثم نام؛ لأنه متعب. نعم", ["جاء أحمد،", "ثم نام؛", "لأنه متعب.", "نعم"]),
            (CLAUSES, "قال: الساعة 10:30، والسعر 1,500.", ["قال:", "الساعة 10:30،", "والسعر 1,500."]),
            (CLAUSES, "انظر https://example.com/a:b,c الآن", ["انظر https://example.com/a:b,c الآن"]),
            (CLAUSES, "سأل: «لماذا؟»، ثم صمت.", ["سأل:", "«لماذا؟»،", "ثم صمت."]),
            (SENTENCES_QUOTED, "قال: «نعم. لا شك.» ثم ذهب. نعم", ["قال: «نعم. لا شك.»", "ثم ذهب.", "نعم"]),
            (SENTENCES_QUOTED, "قال: «نعم. لا شك» ثم ذهب. نعم", ["قال: «نعم. لا شك» ثم ذهب.", "نعم"]),
            (SENTENCES_QUOTED, 'قال: "نعم. لا شك". ثم ذهب', ['قال: "نعم. لا شك".', "ثم ذهب"]),
            (SENTENCES_QUOTED, "قال: «نعم. لا شك؟»، ثم ذهب", ["قال: «نعم. لا شك؟»، ثم ذهب"]),
            (SENTENCES_QUOTED, "قال: «نعم.\nلا شك.» ثم ذهب", ["قال: «نعم.", "لا شك.»", "ثم ذهب"]),
            (SENTENCES_QUOTED, "قال: «نعم. «لا» شك. ثم ذهب", ["قال: «نعم.", "«لا» شك.", "ثم ذهب"]),
            (SENTENCES_QUOTED, "قال: «قرأت «الأيام» اليوم. نعم.» ثم", ["قال: «قرأت «الأيام» اليوم.", "نعم.»", "ثم"]),
        ],
    )
    def test_policy(self, policy: Grammar, text: str, expected: list[str]) -> None:
        assert split(text, policy) == expected

    def test_choices(self) -> None:
        dots = sentence_policy("DOTS", ellipses=True)
        assert split("ربما... لا أدري… نعم…ثم", dots) == ["ربما...", "لا أدري…", "نعم…ثم"]
        none = sentence_policy("NONE", abbreviations=())
        assert split("قابلت Dr. Smith و د. أحمد", none) == ["قابلت Dr.", "Smith و د. أحمد"]
        own = sentence_policy("OWN", abbreviations=(*ABBREVIATIONS, "شا", 'a"b\\c'))
        assert split('في شا. النيل Dr. Smith a"b\\c. نعم.', own) == ['في شا. النيل Dr. Smith a"b\\c. نعم.']
        both = sentence_policy("BOTH", newlines="space", quotations="keep", clauses=True, ellipses=True)
        assert split("قال: «نعم.\n\nلا، شك.» ثم", both) == ["قال:", "«نعم.\n\nلا، شك.»", "ثم"]
        assert splitter(CLAUSES).kinds == ("clause",)
        assert splitter(SENTENCES).kinds == ("sentence",)
        assert splitter(PARAGRAPHS).kinds == ("paragraph",)

    @pytest.mark.parametrize("newlines", ["break", "paragraph", "space"])
    @pytest.mark.parametrize("quotations", ["split", "keep"])
    @pytest.mark.parametrize("clauses", [False, True])
    def test_every_choice_can_be_compiled(self, newlines: Any, quotations: Any, clauses: bool) -> None:
        policy = sentence_policy("ANY", newlines=newlines, quotations=quotations, clauses=clauses, ellipses=True)
        assert SentenceSplitter(policy)("نعم. لا.") == ["نعم.", "لا."]

    def test_bad_choices(self) -> None:
        with pytest.raises(ValueError, match="newlines must be one of 'break', 'paragraph', 'space', not 'keep'"):
            sentence_policy("BAD", newlines="keep")  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(ValueError, match="quotations must be one of 'split', 'keep', not True"):
            sentence_policy("BAD", quotations=True)  # type: ignore[arg-type]  # wrong on purpose
        for wrong in ("", "Dr.", "ا ب", "ب\n"):
            with pytest.raises(ValueError, match="without the stop behind it"):
                sentence_policy("BAD", abbreviations=(wrong,))
        with pytest.raises(TypeError, match="an abbreviation must be a str, not int"):
            sentence_policy("BAD", abbreviations=(1,))  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(TypeError, match="abbreviations must be a tuple of str, not str"):
            sentence_policy("BAD", abbreviations="Dr")  # type: ignore[arg-type]  # wrong on purpose

    @pytest.mark.parametrize("stop", sorted(chars.characters(_ucd.SENTENCE_TERMINAL)))
    def test_every_stop_of_unicode_ends_a_sentence(self, stop: str) -> None:
        assert split(f"وصل القطار{stop} ثم غادر") == [f"وصل القطار{stop}", "ثم غادر"]

    def test_policies_are_listed(self) -> None:
        assert {policy.name for policy in POLICIES} <= set(policies.__all__)


@each
def test_scanning_time_is_linear(policy: Grammar) -> None:
    """What a scan reads beyond a sentence and gives back is bounded; marks that never close cost nothing more."""

    class Counting(str):
        __slots__ = ()
        reads = 0

        def __getitem__(self, index: object) -> str:
            Counting.reads += 1
            return str.__getitem__(self, index)  # type: ignore[index]  # of any index

    scanner = Scanner(compile_grammar(policy))
    quotations = (
        "«نعم. ",
        "“نعم. ",
        '"نعم. ',
        '"نعم. لا "',
        "«نعم. “لا. ",
        '«نعم. " “لا. ',
        "نعم.\n«",
        "«. »",
        '." قائ',
    )
    shortened = ("د. ", "د.", "ق.م ", "1. ", "1.", "1 م. ", "J. ", "Dr. ", "a. b ", "a.b", "أب.", "ا ب. ", "ابب جي ")
    others = ("نعم. ", "نعم؟ ", "؟ ،", "! ؟ ", "//", "// ", "/", "@a.", "[1]", ".[1]", ".[", "...", ".. ", "…")
    for unit in (*quotations, *shortened, *others, "\n", " \n", "\r", "\n\n", "a\n"):
        costs = []
        for times in (50, 500):
            Counting.reads = 0
            scanner(Counting("نعم " + unit * times))
            costs.append(Counting.reads)
        assert costs[1] < 12 * costs[0], (unit, costs)


def test_page() -> None:
    page = Path(__file__).parent.parent / "docs" / "sentences.md"
    results = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert results.attempted > 5
    assert results.failed == 0
    for policy in POLICIES:
        assert f"`{policy.name}`" in page.read_text("utf-8")
