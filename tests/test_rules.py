"""Facts about every rule, against the character database of the interpreter and the bugs of other libraries."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CODE_POINTS, texts

import arnorm
from arnorm import Normalizer, chars, profiles, rules
from arnorm._core.plan import fuse
from arnorm._ucd import ARABIC_MARKS, GENERAL_CATEGORY
from arnorm.profiles import PROFILES, Profile
from arnorm.rules import RULES, Rule

PACKAGE = Path(arnorm.__file__).parent
CASES, UNCHANGED = (
    json.loads((Path(__file__).parent / "cases" / f"{name}.json").read_bytes().decode("utf-8"))
    for name in ("rules", "unchanged")
)
MAPPINGS = tuple(rule for rule in RULES.values() if rule.context_free)
CONDITIONAL = tuple(rule for rule in RULES.values() if not rule.context_free)

each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
each_mapping = pytest.mark.parametrize("rule", MAPPINGS, ids=lambda rule: rule.name)
each_conditional = pytest.mark.parametrize("rule", CONDITIONAL, ids=lambda rule: rule.name)
each_choice = pytest.mark.parametrize(
    "choice", [*RULES.values(), *PROFILES.values()], ids=[*RULES, *(f"profile {name}" for name in PROFILES)]
)

CATEGORY = {
    chr(code): category
    for category, ranges in GENERAL_CATEGORY.items()
    for first, last in ranges
    for code in range(first, last + 1)
}
DIGITS_CHANGED = (rules.convert_digits("arabic_indic"), rules.convert_digits("extended"))
# What both the library and the running interpreter know: what they say about it can be compared.
KNOWN = frozenset(character for character in CATEGORY if unicodedata.category(character) not in ("Cn", "Cs"))
PRESENTATION_FORMS = [chr(code) for code in (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00))]
ARABIC_LETTERS = [c for c in KNOWN if unicodedata.name(c, "").startswith("ARABIC LETTER ") and CATEGORY[c] == "Lo"]


def codes(*numbers: int | tuple[int, int]) -> set[str]:
    """Return characters by their code points or inclusive ranges of them."""
    spans = (number if isinstance(number, tuple) else (number, number) for number in numbers)
    return {chr(code) for first, last in spans for code in range(first, last + 1)}


def changes(rule: Rule) -> dict[str, str]:
    return {chr(code): replacement for code, replacement in rule.changes}


@cache
def normalizer(choice: Rule | Profile) -> Normalizer:
    return Normalizer(choice)


@cache
def mapping(choice: Rule | Profile) -> dict[str, str]:
    """Return what a rule or all rules of a profile do to each character that they change on no condition."""
    fused: dict[int, str] = {}
    for rule in (choice,) if isinstance(choice, Rule) else choice:
        if rule.context_free:
            fused = fuse(fused, rule.table)
    return {chr(code): text for code, text in fused.items()}


def differing(rule: Rule, expected: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return what the rule does and should do, where that is not the same."""
    table = changes(rule)
    return {
        f"U+{ord(character):04X}": (table.get(character, character), value)
        for character, value in expected.items()
        if table.get(character, character) != value
    }


class TestCases:
    """The words of ``tests/cases/rules.json``."""

    # Too many characters to name each; the tests below compare all of them with the character database.
    GENERATED = frozenset(
        {"strip_controls", "casefold", "strip_latin_accents", "expand_presentation_forms", "strip_quranic_marks"}
    )

    @each_rule
    def test_every_rule_has_one_of_its_own(self, rule: Rule) -> None:
        assert [case for case in CASES if case.get("rules") == [rule.name]]

    @each_mapping
    def test_every_character_that_a_rule_names_stands_in_one(self, rule: Rule) -> None:
        inputs = "".join(case["input"] for case in CASES if case.get("rules") == [rule.name])
        missing = [f"U+{ord(character):04X}" for character in changes(rule) if character not in inputs]
        assert not missing or rule.name in self.GENERATED

    @each_conditional
    def test_a_condition_has_cases_on_both_sides(self, rule: Rule) -> None:
        assert len([case for case in CASES if case.get("rules") == [rule.name]]) >= 5
        assert len([case for case in UNCHANGED if case.get("rules") == [rule.name]]) >= 3

    @each_conditional
    def test_every_step_is_needed_by_one(self, rule: Rule) -> None:
        cases = [case for case in CASES if case.get("rules") == [rule.name]]
        for left_out in range(len(rule.steps)):
            steps = rule.steps[:left_out] + rule.steps[left_out + 1 :]
            without = Normalizer(Rule(rule.name, steps, rule.summary, rule.lossy, rule.source))
            assert [case for case in cases if without(case["input"]) != case["expected"]], f"step {left_out}"


class TestVerbs:
    """The verb in a name is a promise."""

    DELETING = frozenset({"strip", "squeeze", "trim"})

    def verb(self, rule: Rule) -> str:
        return rule.name.partition("_")[0]

    def test_verbs_are_known(self) -> None:
        verbs = {self.verb(rule) for rule in RULES.values()}
        assert verbs == {"strip", "fold", "expand", "convert", "squeeze", "casefold", "trim"}
        assert "trim" in RULES  # like casefold a verb alone

    @each_rule
    def test_documented(self, rule: Rule) -> None:
        assert rule.changes
        assert re.fullmatch(r"[A-Z].*[^.]\.", rule.summary)
        assert rule.source

    @each_mapping
    def test_its_output_is_not_changed_again(self, rule: Rule) -> None:
        assert fuse(rule.table, rule.table) == rule.table

    @each_rule
    def test_what_deletes_writes_nothing(self, rule: Rule) -> None:
        if self.verb(rule) in self.DELETING and rule.name != "strip_latin_accents":  # it deletes a part of the letter
            assert set(changes(rule).values()) == {""}

    @each_rule
    def test_nothing_else_deletes(self, rule: Rule) -> None:
        if self.verb(rule) not in self.DELETING:
            assert "" not in changes(rule).values()

    @each_rule
    def test_fold_and_convert_write_one_character(self, rule: Rule) -> None:
        longer = {
            "fold_hamza": {chars.ALEF_MADDA: chars.HAMZA + chars.ALEF},  # as it is read
            "fold_ellipsis": dict.fromkeys(codes(0x2026, 0xFE19), "..."),
        }
        if self.verb(rule) in ("fold", "convert"):
            found = {character: text for character, text in changes(rule).items() if len(text) != 1}
            assert found == longer.get(rule.name, {})

    @each_rule
    def test_convert_and_expand_lose_nothing(self, rule: Rule) -> None:
        if self.verb(rule) in ("convert", "expand"):
            assert not rule.lossy

    @each_rule
    def test_convert_leaves_letters_and_marks(self, rule: Rule) -> None:
        if self.verb(rule) == "convert":
            for character, text in changes(rule).items():
                assert CATEGORY[character][0] in "NPS"
                assert CATEGORY[text][0] in "NPS"

    @each_rule
    def test_expand_writes_arabic_letters_marks_and_spaces(self, rule: Rule) -> None:
        if self.verb(rule) == "expand":
            written = set().union(*changes(rule).values())
            assert {CATEGORY[character] for character in written} <= {"Lo", "Lm", "Mn", "Zs"}
            assert written <= codes(0x20, (0x600, 0x6FF))

    @each_mapping
    def test_what_reads_differently_is_lossy(self, rule: Rule) -> None:
        """A letter or a mark that is deleted or becomes another one makes two words equal."""
        for character, text in changes(rule).items():
            carries_meaning = (
                CATEGORY[character][0] in "LM" and self.verb(rule) != "expand" and character != chars.TATWEEL
            )
            assert rule.lossy or not carries_meaning, f"U+{ord(character):04X} to {text!r}"


MEETING = st.one_of(st.sampled_from("اـ "), st.sampled_from("يوتبَّ.؟\n\r\t1aً"), CODE_POINTS)
RUNS = st.lists(st.tuples(MEETING, st.integers(1, 6)).map(lambda run: run[0] * run[1]), max_size=20).map("".join)


class TestConditions:
    """Rules that look around or count."""

    SQUEEZES = tuple(rule for rule in CONDITIONAL if rule.name.startswith("squeeze_"))

    def test_they_squeeze_trim_and_strip(self) -> None:
        assert {rule.name.partition("_")[0] for rule in CONDITIONAL} == TestVerbs.DELETING
        assert not [rule for rule in MAPPINGS if rule.name.startswith(("squeeze_", "trim"))]

    @each_conditional
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_once_is_enough(self, rule: Rule, text: str) -> None:
        once = normalizer(rule)(text)
        assert normalizer(rule)(once) is once

    @each_conditional
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_characters_go_and_none_come(self, rule: Rule, text: str) -> None:
        result = normalizer(rule)(text)
        left = iter(text)
        assert all(character in left for character in result)
        assert (Counter(text) - Counter(result)).keys() <= changes(rule).keys()

    @pytest.mark.parametrize("rule", SQUEEZES, ids=lambda rule: rule.name)
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_squeeze_takes_no_kind_of_character_away(self, rule: Rule, text: str) -> None:
        result = normalizer(rule)(text)
        assert rule is rules.squeeze_spaces or set(result) == set(text)
        assert bool(result) == bool(text)

    @pytest.mark.parametrize("most", [1, 2, 3])
    @given(text=RUNS)
    def test_no_punctuation_run_is_longer_than_asked(self, most: Literal[1, 2, 3], text: str) -> None:
        rule = rules.squeeze_punctuation(most)
        result = normalizer(rule)(text)
        assert not [mark for mark in changes(rule).keys() & set(result) if mark * (most + 1) in result]

    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_trim_is_strip_of_every_line(self, text: str) -> None:
        spaces = "".join(changes(rules.trim))
        lines = re.split("([\n\v\f\r\x85\u2028\u2029])", text)
        assert normalizer(rules.trim)(text) == "".join(line.strip(spaces) for line in lines)

    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_line_breaks_stay(self, text: str) -> None:
        both = Normalizer([rules.squeeze_spaces, rules.trim])(text)
        assert re.findall(r"[\n\v\f\r\x85\u2028\u2029]", both) == re.findall(r"[\n\v\f\r\x85\u2028\u2029]", text)
        assert not re.search("[ \t]{2}|(?m:^[ \t]|[ \t]$)", both)


class TestCharacterDatabase:
    """Rules from property data are what the data say, so far as the interpreter knows the characters."""

    def test_presentation_forms_are_nfkc(self) -> None:
        isolated_marks = codes((0xFC5E, 0xFC63), 0xFE70, 0xFE72, 0xFE74, 0xFE76, 0xFE78, 0xFE7A, 0xFE7C, 0xFE7E)
        word_ligatures = codes((0xFDF0, 0xFDFC))
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
        assert sum(character != text for character, text in expected.items()) == 718
        assert differing(rules.expand_presentation_forms, expected) == {}

    def test_word_ligatures_are_nfkc(self) -> None:
        expected = {character: unicodedata.normalize("NFKC", character) for character in codes((0xFDF0, 0xFDFC))}
        basmala = unicodedata.lookup("ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM")
        assert changes(rules.expand_word_ligatures) == expected | {basmala: "بسم الله الرحمن الرحيم"}

    def test_honorifics_are_what_has_no_decomposition(self) -> None:
        basmala = unicodedata.lookup("ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM")
        symbols = {character for character in PRESENTATION_FORMS if CATEGORY.get(character) == "So"} - {basmala}
        assert all(unicodedata.name(symbol, "ARABIC LIGATURE").startswith("ARABIC LIGATURE") for symbol in symbols)
        assert changes(rules.expand_honorifics).keys() == symbols | codes((0x610, 0x613))

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
        assert signs == codes((0x6DD, 0x6DE), (0x6E5, 0x6E6), 0x6E9, 0x8E2)
        assert {unicodedata.category(sign) for sign in signs} == {"Cf", "So", "Lm"}

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
            if character in KNOWN:
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
        letters = codes((0x621, 0x63A), (0x641, 0x64A))
        names = ("alef", "hamza", "alef_maksura", "teh_marbuta", "persian_letters", "loan_letters")
        for name in names:
            assert set().union(*changes(RULES[f"fold_{name}"]).values()) <= letters
        # An Urdu yeh barree keeps its shape until fold_persian_letters writes it as yeh.
        assert set(changes(rules.fold_hamza_carriers).values()) - letters == codes(0x6D2)


class TestBugsOfOthers:
    """What other libraries do wrong must not happen in any rule or profile."""

    STRIPS = tuple(rule for name, rule in RULES.items() if name.startswith("strip_") and "latin" not in name)

    @pytest.mark.parametrize("rule", STRIPS, ids=lambda rule: rule.name)
    def test_no_range_of_emoji_swallows_letters(self, rule: Rule) -> None:
        arabic = codes((0x600, 0x6FF), (0x8CA, 0x8FF), (0x897, 0x89F), (0x10EFA, 0x10EFF))
        assert changes(rule).keys() & codes((0x24C2, 0x1F251)) <= arabic | codes(0xFEFF)

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
        assert normalizer(choice)(chars.THOUSANDS_SEPARATOR) in (chars.THOUSANDS_SEPARATOR, ",")

    @each_choice
    def test_full_width_digit_one_is_no_quotation_mark(self, choice: Rule | Profile) -> None:
        assert normalizer(choice)("\N{FULLWIDTH DIGIT ONE}") == "\N{FULLWIDTH DIGIT ONE}"

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


ARABIC = re.compile("[\u0600-\u08ff\ufb50-\ufdff\ufe70-\ufefc]")
ESCAPE = re.compile(
    r"\\[uU](?:0000)?(?:0[678][0-9a-f]{2}|f[bcd][0-9a-f]{2}|fe[7-9a-e][0-9a-f]|fef[0-9a-c])", re.IGNORECASE
)


def literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings that are not docstrings, of modules, classes, functions or attributes."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


class TestOneLiteralPerCharacter:
    """Every Arabic character is named once, in ``chars``, and the tables of ``_ucd`` are generated."""

    TABLES = frozenset({PACKAGE / "chars.py", PACKAGE / "_ucd.py"})
    MODULES = sorted(set(PACKAGE.rglob("*.py")) - TABLES)

    def test_modules_hold_no_arabic_literal(self) -> None:
        assert len(self.MODULES) > 10
        found = [
            (f"{path.relative_to(PACKAGE)}:{line}", text)
            for path in self.MODULES
            for line, text in literals(ast.parse(path.read_text("utf-8")))
            if ARABIC.search(text)
        ]
        assert found == []

    def test_chars_names_no_character_twice(self) -> None:
        names = Counter(re.findall(r"\\N\{([^}]+)\}", (PACKAGE / "chars.py").read_text("utf-8")))
        assert len(names) > 100
        assert set(names.values()) == {1}

    def test_modules_escape_no_arabic_letter(self) -> None:
        for path in self.MODULES:
            assert not re.findall(ESCAPE, path.read_text("utf-8")), path

    def test_kernels_know_no_arabic(self) -> None:
        sources = [*PACKAGE.rglob("*.pyx"), *PACKAGE.rglob("*.pxd"), *PACKAGE.rglob("*.pyi")]
        for path in [*sources, *(PACKAGE / "_core").glob("*.py")]:
            text = path.read_text("utf-8")
            assert not ARABIC.search(text), path
            assert not ESCAPE.search(text), path
