"""Folds of letters, by tables of their own and by names."""

from __future__ import annotations

import unicodedata

import pytest
from rule_facts import CATEGORY, KNOWN, PRESENTATION_FORMS, changes, codes

from arnorm import Normalizer, chars, rules
from arnorm.rules import RULES, Rule, letters

FOLDS = {name for name in letters.__all__ if name.startswith("fold_")}
ARABIC_LETTERS = [c for c in KNOWN if unicodedata.name(c, "").startswith("ARABIC LETTER ") and CATEGORY[c] == "Lo"]
ALEFS = {
    0x0622: "MADDA ABOVE",
    0x0623: "HAMZA ABOVE",
    0x0625: "HAMZA BELOW",
    0x0671: "WASLA",
    0x0672: "WAVY HAMZA ABOVE",
    0x0673: "WAVY HAMZA BELOW",
    0x0675: "HIGH HAMZA",
    0x0870: "ATTACHED FATHA",
    0x0871: "ATTACHED TOP RIGHT FATHA",
    0x0872: "RIGHT MIDDLE STROKE",
    0x0873: "LEFT MIDDLE STROKE",
    0x0874: "ATTACHED KASRA",
    0x0875: "ATTACHED BOTTOM RIGHT KASRA",
    0x0876: "ATTACHED ROUND DOT ABOVE",
    0x0877: "ATTACHED RIGHT ROUND DOT",
    0x0878: "ATTACHED LEFT ROUND DOT",
    0x0879: "ATTACHED ROUND DOT BELOW",
    0x087A: "DOT ABOVE",
    0x087B: "ATTACHED TOP RIGHT FATHA AND DOT ABOVE",
    0x087C: "RIGHT MIDDLE STROKE AND DOT ABOVE",
    0x087D: "ATTACHED BOTTOM RIGHT KASRA AND DOT ABOVE",
    0x087E: "ATTACHED TOP RIGHT FATHA AND LEFT RING",
    0x087F: "RIGHT MIDDLE STROKE AND LEFT RING",
    0x0880: "ATTACHED BOTTOM RIGHT KASRA AND LEFT RING",
    0x0881: "ATTACHED RIGHT HAMZA",
    0x0882: "ATTACHED LEFT HAMZA",
}
NO_ALEFS = codes(
    0x649,  # alef maksura
    0x670,  # superscript alef
    (0x773, 0x774),  # with the digits two and three above, vowels of Burushaski
    0x8AD,  # low alef
)


class TestLetters:
    """Folds of letters, by a table of their own."""

    @pytest.mark.parametrize(("code", "sign"), ALEFS.items(), ids=[f"U+{code:04X}" for code in ALEFS])
    def test_alef(self, code: int, sign: str) -> None:
        name = unicodedata.name(chr(code)).removeprefix("ARABIC LETTER ")
        assert name in (f"ALEF WITH {sign}", f"ALEF {sign}", f"{sign} ALEF")
        assert Normalizer(rules.fold_alef)(chr(code)) == chr(0x627)

    def test_there_is_no_other_alef(self) -> None:
        assert changes(rules.fold_alef).keys() == set(map(chr, ALEFS))
        letters = {c for c in ARABIC_LETTERS if " ALEF" in unicodedata.name(c) and c not in PRESENTATION_FORMS}
        assert letters - {chars.ALEF} - NO_ALEFS == set(map(chr, ALEFS))

    @pytest.mark.parametrize("rule", [rules.fold_alef, rules.fold_hamza_carriers], ids=lambda rule: rule.name)
    def test_seats_of_hamza_are_what_they_decompose_to(self, rule: Rule) -> None:
        for character, text in changes(rule).items():
            assert unicodedata.normalize("NFKD", character)[0] in (text, character)

    def test_fold_hamza_takes_every_seat_of_the_other_folds(self) -> None:
        seats = {
            character
            for rule in (rules.fold_alef, rules.fold_hamza_carriers)
            for character in changes(rule)
            if "HAMZA" in unicodedata.name(character)
        }
        # The attached hamzas of Quranic orthographies and the Urdu yeh barree are no letters of Modern Standard Arabic.
        assert seats - changes(rules.fold_hamza).keys() <= codes((0x881, 0x882), 0x6D3)

    def test_folds_end_in_letters_of_modern_standard_arabic(self) -> None:
        standard = codes((0x621, 0x63A), (0x641, 0x64A))
        for name in FOLDS - {"fold_hamza_carriers"}:
            assert set().union(*changes(RULES[name]).values()) <= standard
        # The Urdu yeh barree keeps its shape until fold_persian_letters writes it as yeh; the Kazakh u is a letter.
        assert set(changes(rules.fold_hamza_carriers).values()) - standard == codes(0x6C7, 0x6D2)
