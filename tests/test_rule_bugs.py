"""What other libraries do wrong must not happen in any rule or profile."""

from __future__ import annotations

import unicodedata

import pytest
from made import normalizer
from rule_facts import CATEGORY, PRESENTATION_FORMS, changes, codes, each_choice, mapping

import arnorm
from arnorm import Normalizer, chars, profiles, rules
from arnorm.profiles import Profile
from arnorm.rules import RULES, Rule

DIGITS_CHANGED = (rules.convert_digits("arabic_indic"), rules.convert_digits("extended"))


class TestBugsOfOthers:
    """What other libraries do wrong must not happen in any rule or profile."""

    STRIPS = tuple(rule for name, rule in RULES.items() if name.startswith("strip_") and "latin" not in name)

    @pytest.mark.parametrize("rule", STRIPS, ids=lambda rule: rule.name)
    def test_no_range_of_emoji_swallows_letters(self, rule: Rule) -> None:
        arabic = codes((0x600, 0x6FF), (0x8CA, 0x8FF), (0x897, 0x89F), (0x10EFA, 0x10EFF))
        assert changes(rule).keys() & codes((0x24C2, 0x1F251)) <= arabic | codes(0xFEFF, 0x10EC5)

    @each_choice
    def test_printable_ascii_stays(self, choice: Rule | Profile) -> None:
        """A character class that holds the text U+060C deletes U, 0, 6 and C: "1960" becomes "19"."""
        changed = mapping(choice).keys() & codes((0x20, 0x7E))
        if choice in DIGITS_CHANGED:
            assert changed == codes((0x30, 0x39))
        else:
            assert changed <= codes((0x41, 0x5A))  # of casefold
            assert {mapping(choice)[letter] for letter in changed} <= codes((0x61, 0x7A))

    @each_choice
    def test_digits_stay_digits(self, choice: Rule | Profile) -> None:
        for digit in codes((0x30, 0x39), (0x660, 0x669), (0x6F0, 0x6F9), (0xFF10, 0xFF19)):
            assert unicodedata.decimal(normalizer(choice)(digit)) == unicodedata.decimal(digit)

    @each_choice
    def test_decimal_numbers_stay_decimal(self, choice: Rule | Profile) -> None:
        number = f"{chr(0x663)}{chars.DECIMAL_SEPARATOR}{chr(0x665)}"
        three, point, five = list(normalizer(choice)(number))
        assert (unicodedata.decimal(three), unicodedata.decimal(five)) == (3, 5)
        assert point in (chars.DECIMAL_SEPARATOR, ".")

    @each_choice
    def test_thousands_stay_separated(self, choice: Rule | Profile) -> None:
        number = normalizer(choice)(f"1{chars.THOUSANDS_SEPARATOR}2")
        assert number[1:-1] in (chars.THOUSANDS_SEPARATOR, ",")

    @each_choice
    def test_full_width_digit_one_is_no_quotation_mark(self, choice: Rule | Profile) -> None:
        assert normalizer(choice)("\N{FULLWIDTH DIGIT ONE}") in ("\N{FULLWIDTH DIGIT ONE}", "1")

    @each_choice
    def test_marks_and_tatweel_never_become_spaces(self, choice: Rule | Profile) -> None:
        for character, text in mapping(choice).items():
            if CATEGORY[character][0] == "M" or character == chars.TATWEEL:
                assert text == "" or text.strip(), f"U+{ord(character):04X}"

    @each_choice
    def test_other_scripts_lose_no_letter_and_no_mark(self, choice: Rule | Profile) -> None:
        deleted = {character for character, text in mapping(choice).items() if text == ""}
        forms_of_marks = {
            c for c in PRESENTATION_FORMS if c in CATEGORY and unicodedata.normalize("NFKC", c)[0] in " ـ"
        }
        arabic = codes((0x600, 0x6FF), (0x870, 0x8FF), (0x10EC0, 0x10EFF)) | forms_of_marks
        assert {character for character in deleted if CATEGORY[character][0] in "LM"} <= arabic

    def test_salam_is_an_abbreviation(self) -> None:
        assert changes(rules.expand_word_ligatures)["\ufdf5"] == "صلعم"

    def test_keheh_is_kaf(self) -> None:
        assert changes(rules.fold_persian_letters)[chr(0x6A9)] == chr(0x643)

    @pytest.mark.parametrize("code", range(0xFEE5, 0xFEE9), ids=lambda code: f"U+{code:04X}")
    def test_noon_is_no_thal(self, code: int) -> None:
        assert Normalizer()(chr(code)) == chr(0x646)

    @pytest.mark.parametrize("code", range(0xFEF5, 0xFEFD), ids=lambda code: f"U+{code:04X}")
    def test_lam_alef_keeps_its_hamza(self, code: int) -> None:
        alef = (0x622, 0x623, 0x625, 0x627)[(code - 0xFEF5) // 2]
        assert Normalizer()(chr(code)) == chr(0x644) + chr(alef)

    @pytest.mark.parametrize("profile", [profiles.CLEAN, profiles.DISPLAY, profiles.CORPUS], ids=lambda p: p.name)
    def test_the_hijri_sign_keeps_its_tatweel(self, profile: Profile) -> None:
        assert Normalizer(profile)("هـ 1445") == "هـ 1445"

    def test_more_than_32_marks_and_sentences(self) -> None:
        assert Normalizer(rules.strip_tashkeel)("كِتاب " * 1000) == "كتاب " * 1000
        assert arnorm.sentences("نعم. " * 1000) == ["نعم."] * 1000

    def test_no_mark_cuts_a_word(self) -> None:
        words = [f"كت{c}اب" for c, category in CATEGORY.items() if category[0] == "M"]
        assert len(words) > 2000
        assert arnorm.tokenize(" ".join(words)) == words

    def test_no_joiner_or_tatweel_cuts_a_word(self) -> None:
        words = [f"كت{c}اب" for c in codes(0x200C, 0x200D, 0x640, 0x6E5, 0x6E6)]
        assert arnorm.tokenize(" ".join(words)) == words

    @pytest.mark.parametrize("mark", ["؟", "؛", "۔", "،", "٪", "٭"])
    def test_arabic_punctuation_is_punctuation(self, mark: str) -> None:
        assert [token.kind for token in arnorm.Tokenizer().tokens(f"نعم{mark}")] == ["word", "punctuation"]

    @pytest.mark.parametrize("mark", ["؟", "۔"])
    def test_arabic_stops_end_sentences(self, mark: str) -> None:
        assert arnorm.sentences(f"نعم{mark} لا") == [f"نعم{mark}", "لا"]
