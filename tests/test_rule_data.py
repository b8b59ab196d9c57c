"""Rules from property data are what the data say, so far as the interpreter knows the characters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest
from rule_facts import CATEGORY, KNOWN, PRESENTATION_FORMS, changes, codes, differing

from arnorm import chars, rules
from arnorm._ucd import ARABIC_MARKS, ARABIC_SCRIPT
from arnorm.rules import RULES, Rule
from arnorm.rules.rule import fold


class TestCharacterDatabase:
    """Rules from property data are what the data say, so far as the interpreter knows the characters."""

    def test_presentation_forms_are_nfkc(self) -> None:
        isolated_marks = codes((0xFC5E, 0xFC63), 0xFE70, 0xFE72, 0xFE74, 0xFE76, 0xFE78, 0xFE7A, 0xFE7C, 0xFE7E)
        word_ligatures = codes((0xFDF0, 0xFDF1), (0xFDF3, 0xFDFC))  # U+FDF2 is what shapers make of an ordinary word
        u_with_hamza = chr(0xFBDD)  # U+0677, which NFKC takes apart further
        expected = {
            character: unicodedata.normalize("NFKC", character)
            for character in PRESENTATION_FORMS
            if character in KNOWN
        }
        for mark in isolated_marks:
            assert expected[mark].startswith(" ")
            expected[mark] = expected[mark].removeprefix(" ")
        assert expected[u_with_hamza] == chr(0x6C7) + chr(0x674)
        expected[u_with_hamza] = chr(0x677)
        for ligature in word_ligatures:
            assert expected[ligature] != ligature
            expected[ligature] = ligature
        assert sum(character != text for character, text in expected.items()) == 719
        assert differing(rules.expand_presentation_forms, expected) == {}

    def test_mathematical_letters_are_nfkc(self) -> None:
        letters = codes((0x1EE00, 0x1EEFF)) & KNOWN
        decomposed = {character: unicodedata.normalize("NFKC", character) for character in letters}
        operators = codes((0x1EEF0, 0x1EEF1))
        assert changes(rules.fold_math_letters) == {c: text for c, text in decomposed.items() if c not in operators}
        assert len(changes(rules.fold_math_letters)) == 141

    def test_word_ligatures_are_nfkc(self) -> None:
        expected = {character: unicodedata.normalize("NFKC", character) for character in codes((0xFDF0, 0xFDFC))}
        basmala = unicodedata.lookup("ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM")
        assert changes(rules.expand_word_ligatures) == expected | {basmala: "بسم الله الرحمن الرحيم"}

    def test_honorifics_are_what_has_no_decomposition(self) -> None:
        basmala = unicodedata.lookup("ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM")
        symbols = {character for character in PRESENTATION_FORMS if CATEGORY.get(character) == "So"} - {basmala}
        assert all(unicodedata.name(symbol, "ARABIC LIGATURE").startswith("ARABIC LIGATURE") for symbol in symbols)
        extended = codes((0x10ED1, 0x10ED8))
        assert {CATEGORY[symbol] for symbol in extended} == {"So"}
        assert changes(rules.expand_honorifics).keys() == symbols | extended | codes((0x610, 0x613))

    def test_quranic_marks(self) -> None:
        blocks = codes(
            (0x600, 0x6FF), (0x750, 0x77F), (0x870, 0x8FF), (0x10EC0, 0x10EFF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)
        )
        kept = codes((0x64B, 0x652), 0x670, (0x653, 0x655))
        found = changes(rules.strip_quranic_marks).keys()
        assert found == {c for c in blocks if CATEGORY.get(c) == "Mn"} - kept
        assert found & KNOWN == {c for c in blocks & KNOWN if unicodedata.category(c) == "Mn"} - kept

    def test_quranic_signs_are_no_marks(self) -> None:
        signs = changes(rules.strip_quranic_signs).keys()
        assert signs == codes((0x6DD, 0x6DE), (0x6E5, 0x6E6), 0x6E9, 0x8C9, 0x8E2, 0x10EC5)
        assert {CATEGORY[sign] for sign in signs} == {"Cf", "So", "Lm"}
        small = {c for c, category in CATEGORY.items() if category == "Lm" and c in chars.characters(ARABIC_SCRIPT)}
        assert small < signs  # every modifier letter of the script; tatweel is common to several

    def test_mark_rules_share_no_mark_and_leave_none(self) -> None:
        narrow = ("harakat", "tanween", "shadda", "sukun", "superscript_alef")
        counted = Counter(c for name in narrow for c in changes(RULES[f"strip_{name}"]))
        assert counted == dict.fromkeys(changes(rules.strip_tashkeel), 1)
        families = (rules.strip_tashkeel, rules.strip_quranic_marks, rules.strip_hamza_marks)
        counted = Counter(c for rule in families for c in changes(rule))
        assert counted == {chr(code): 1 for first, last in ARABIC_MARKS for code in range(first, last + 1)}

    def test_tashkeel(self) -> None:
        names = ("FATHATAN", "DAMMATAN", "KASRATAN", "FATHA", "DAMMA", "KASRA", "SHADDA", "SUKUN")
        marks = {unicodedata.lookup(f"ARABIC {name}") for name in names}
        assert changes(rules.strip_tashkeel).keys() == marks | {unicodedata.lookup("ARABIC LETTER SUPERSCRIPT ALEF")}

    def test_hamza_marks_compose(self) -> None:
        for mark in changes(rules.strip_hamza_marks):
            assert len(unicodedata.normalize("NFC", chars.ALEF + mark)) == 1

    def test_casefold_is_that_of_str(self) -> None:
        assert differing(rules.casefold, {character: character.casefold() for character in KNOWN}) == {}

    def test_latin_accents(self) -> None:
        for character, base in changes(rules.strip_latin_accents).items():
            decomposed = unicodedata.normalize("NFD", character)
            if character in codes((0x300, 0x36F)):
                assert base == ""
            elif character in KNOWN:
                assert base == "".join(c for c in decomposed if unicodedata.category(c) != "Mn")
                assert unicodedata.name(base).startswith("LATIN ")

    def test_spaces(self) -> None:
        spaces = {character for character in KNOWN if unicodedata.category(character) == "Zs"}
        assert changes(rules.fold_spaces) == dict.fromkeys(spaces - {" "}, " ")

    def test_controls(self) -> None:
        controls = {character for character in KNOWN if unicodedata.category(character) == "Cc"}
        assert changes(rules.strip_controls).keys() == controls - set("\t\n\v\f\r\N{NEXT LINE}")

    def test_bidi_controls(self) -> None:
        classes = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        controls = {character for character in KNOWN if unicodedata.bidirectional(character) in classes}
        marks = set("\N{ARABIC LETTER MARK}\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}")
        assert changes(rules.strip_bidi_controls).keys() == controls | marks

    def test_joiners_and_zero_width_are_apart(self) -> None:
        assert changes(rules.strip_joiners).keys() == codes((0x200C, 0x200D))
        assert changes(rules.strip_zero_width).keys() == codes(0xAD, 0x200B, 0x2060, 0xFEFF)

    @pytest.mark.parametrize(("form", "zero"), [("ascii", 0x30), ("arabic_indic", 0x660), ("extended", 0x6F0)])
    def test_digits(self, form: str, zero: int) -> None:
        digits = {chr(other + value): chr(zero + value) for other in (0x30, 0x660, 0x6F0) for value in range(10)}
        rule = RULES[f"convert_digits:{form}"]
        assert differing(rule, digits) == {}
        assert all(unicodedata.decimal(digit) == unicodedata.decimal(digits[digit]) for digit in digits)
        assert changes(rule).keys() == digits.keys() - codes((zero, zero + 9))

    def test_dashes(self) -> None:
        other_scripts = codes(0x58A, 0x5BE, 0x1400, 0x1806, 0x301C, 0x3030, 0x30A0, 0x10D6E, 0x10EAD)
        of_dictionaries = codes(0x2E17, 0x2E1A, 0x2E40, 0x2E5D)  # double and oblique hyphens
        dashes = {character for character, category in CATEGORY.items() if category == "Pd"} | {"\N{MINUS SIGN}"}
        assert changes(rules.fold_dashes) == dict.fromkeys(dashes - other_scripts - of_dictionaries - {"-"}, "-")

    def test_quotes(self) -> None:
        for character, quote in changes(rules.convert_quotes("ascii")).items():
            name = unicodedata.name(character)
            corner, double = "CORNER BRACKET" in name, "DOUBLE" in name or name == "FULLWIDTH QUOTATION MARK"
            assert quote == ('"' if ("WHITE" in name if corner else double) else "'"), name

    @pytest.mark.parametrize("rule", [rules.convert_punctuation("ascii"), rules.convert_number_separators])
    def test_punctuation_by_name(self, rule: Rule) -> None:
        words = {
            "COMMA": ",",
            "SEMICOLON": ";",
            "QUESTION MARK": "?",
            "FULL STOP": ".",
            "PERCENT SIGN": "%",
            "FIVE POINTED STAR": "*",
            "DATE SEPARATOR": "/",
            "DECIMAL SEPARATOR": ".",
            "THOUSANDS SEPARATOR": ",",
        }
        for character, mark in changes(rule).items():
            assert mark == words[re.sub("^(ARABIC|REVERSED) ", "", unicodedata.name(character))]


def test_a_character_has_one_target() -> None:
    def folded(*targets: tuple[str, str]) -> Rule:
        return fold("x", dict(targets), "", lossy=True, source="")

    assert changes(folded((chars.ALEF, "ab"), (chars.BEH, "c"))) == {"a": chars.ALEF, "b": chars.ALEF, "c": chars.BEH}
    with pytest.raises(ValueError, match=r"x: U\+0062 has two targets"):
        folded((chars.ALEF, "ab"), (chars.BEH, "b"))
