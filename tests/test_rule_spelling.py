"""Laws of the rules that look around to choose between spellings of a word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import normalizer
from rule_facts import CATEGORY, changes, codes
from strategies import CODE_POINTS, texts

from arnorm import Normalizer, _ucd, chars, rules

DAGGER, FATHATAN, ALEF = chars.SUPERSCRIPT_ALEF, chars.FATHATAN, chars.ALEF
PROMOTE = rules.promote_superscript_alef
PLACES = (rules.order_tanween("before_alef"), rules.order_tanween("after_alef"))
VOWELS = st.text(st.sampled_from(sorted(chars.TASHKEEL - {DAGGER, FATHATAN})), max_size=2)
# Consonants behind which no listed word has its dagger alef.
CONSONANTS = st.sampled_from("بتثجحخدرزسشصضظعغفقكن")
# Where the dagger alef stands in the listed words, and the clitics that may go before them.
EXCEPTIONS = (
    "ه-ذا",
    "ه-ذه",
    "ه-ذي",
    "ه-ذان",
    "ه-ذين",
    "ه-ؤلاء",
    "ه-كذا",
    "ذ-لك",
    "ذ-لكم",
    "أول-ئك",
    "أول-ئكم",
    "ل-كن",
    "ل-كنه",
    "ل-كنها",
    "ل-كنهم",
    "ل-كننا",
    "ل-كني",
    "الل-ه",
    "الل-هم",
    "لل-ه",
    "إل-ه",
    "إل-هكم",
    "الإل-ه",
    "الرحم-ن",
    "رحم-ن",
    "للرحم-ن",
)
LETTERS = {c for c, category in CATEGORY.items() if category in ("Lu", "Ll", "Lt", "Lo")}
JOINED = LETTERS | {chars.TATWEEL, chars.SMALL_WAW, chars.SMALL_YEH}
"""What a word goes on with; marks do not count."""


@st.composite
def spelled(draw: st.DrawFn, letters: str) -> str:
    """The letters with short vowels, shadda or sukun on any of them; "-" is the dagger alef."""
    return "".join(DAGGER if c == "-" else c + draw(VOWELS) for c in letters)


SYLLABLES = st.tuples(CONSONANTS, VOWELS, st.sampled_from(("", "", DAGGER))).map("".join)
AROUND = texts(st.one_of(st.sampled_from(f"هذلكنطسيىاآوأةحرمإئ ءa{DAGGER}{DAGGER}َُّـۥٕٔٓ"), CODE_POINTS))
FINALS = texts(st.one_of(st.sampled_from(f"بتاىءأ ،.{FATHATAN}{FATHATAN}َّـ"), CODE_POINTS))


class TestPromoteSuperscriptAlef:
    @given(text=AROUND)
    def test_without_a_dagger_alef_nothing_changes(self, text: str) -> None:
        plain = text.replace(DAGGER, "")
        assert normalizer(PROMOTE)(plain) is plain

    @given(text=AROUND)
    def test_once_is_enough(self, text: str) -> None:
        once = normalizer(PROMOTE)(text)
        assert normalizer(PROMOTE)(once) is once

    @given(syllables=st.lists(SYLLABLES, min_size=1, max_size=6))
    def test_behind_other_consonants_it_is_an_alef(self, syllables: list[str]) -> None:
        word = "".join(syllables)
        assert normalizer(PROMOTE)(word) == word.replace(DAGGER, ALEF)

    @pytest.mark.parametrize("letters", EXCEPTIONS)
    @given(data=st.data())
    def test_listed_words_stay_as_they_are_written(self, letters: str, data: st.DataObject) -> None:
        conjunction = data.draw(st.sampled_from(("", "و", "ف")))
        text = f"({data.draw(spelled(conjunction + letters))})"
        assert normalizer(PROMOTE)(text) is text

    @given(stem=st.lists(CONSONANTS, min_size=1, max_size=4).map("".join), vowels=VOWELS)
    def test_final_alef_maksura_stays_one(self, stem: str, vowels: str) -> None:
        final = stem + vowels + chars.ALEF_MAKSURA
        assert normalizer(PROMOTE)(final + DAGGER) == final


class TestOrderTanween:
    @pytest.mark.parametrize("rule", PLACES, ids=lambda rule: rule.name)
    @given(text=FINALS)
    def test_once_is_enough(self, rule: rules.Rule, text: str) -> None:
        once = normalizer(rule)(text)
        assert normalizer(rule)(once) is once

    @pytest.mark.parametrize("rule", PLACES, ids=lambda rule: rule.name)
    @given(text=FINALS)
    def test_nothing_else_moves(self, rule: rules.Rule, text: str) -> None:
        result = normalizer(rule)(text)
        assert result.replace(FATHATAN, "") == text.replace(FATHATAN, "")
        assert (FATHATAN in result) == (FATHATAN in text)

    @given(
        stem=st.lists(CONSONANTS, min_size=1, max_size=4).map("".join),
        marks=VOWELS,
        alef=st.sampled_from((ALEF, chars.ALEF_MAKSURA)),
    )
    def test_one_place_for_both_spellings(self, stem: str, marks: str, alef: str) -> None:
        before, after = stem + marks + FATHATAN + alef, stem + marks + alef + FATHATAN
        for text in (before, after, stem + marks + FATHATAN + alef + FATHATAN):
            assert [normalizer(rule)(text) for rule in PLACES] == [before, after]

    def test_unknown_places_are_refused(self) -> None:
        with pytest.raises(ValueError, match="place must be one of 'before_alef', 'after_alef', not 'above'"):
            rules.order_tanween("above")  # type: ignore[arg-type]  # wrong on purpose


class TestFoldAlefMaksuraFinal:
    @given(text=texts(st.one_of(st.sampled_from("ىىعلم ،َّـ5a"), CODE_POINTS)))
    def test_it_is_the_fold_where_no_letter_follows(self, text: str) -> None:
        expected = ""
        goes_on = False
        for character in reversed(text):
            final = character == chars.ALEF_MAKSURA and not goes_on
            expected = (chars.YEH if final else character) + expected
            if CATEGORY.get(character, "Cn")[0] != "M":
                goes_on = character in JOINED
        assert normalizer(rules.fold_alef_maksura_final)(text) == expected


LATIN = st.sampled_from(sorted(chars.characters(_ucd.LATIN_LETTERS)))
ACCENTED = st.text(st.one_of(LATIN, st.sampled_from(sorted(codes((0x300, 0x36F))))), max_size=12)


class TestStripLatinAccents:
    def test_decomposed_letters_lose_what_composed_letters_lose(self) -> None:
        strip = normalizer(rules.strip_latin_accents)
        for character, base in changes(rules.strip_latin_accents).items():
            if character not in codes((0x300, 0x36F)):
                assert strip(unicodedata.normalize("NFD", character)) == base == strip(character)

    @given(text=LATIN.flatmap(lambda letter: ACCENTED.map(letter.__add__)))
    def test_the_normalization_form_does_not_matter(self, text: str) -> None:
        strip = normalizer(rules.strip_latin_accents)
        assert strip(unicodedata.normalize("NFC", text)) == strip(unicodedata.normalize("NFD", text))

    @given(text=texts(st.one_of(st.sampled_from("eẹа́й α\u0301\u0308"), CODE_POINTS)))
    def test_accents_of_other_scripts_stay(self, text: str) -> None:
        latin = chars.characters(_ucd.LATIN_LETTERS)
        plain = "".join(c for c in text if c not in latin)
        assert normalizer(rules.strip_latin_accents)(plain) is plain


def test_honorific_signs_inside_words_stay() -> None:
    expand = Normalizer(rules.expand_honorifics)
    for sign, phrase in chars.HONORIFIC_MARKS.items():
        assert expand(f"مح{sign}مد محمد{sign}") == f"مح{sign}مد محمد {phrase}"
