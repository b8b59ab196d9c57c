"""The rules of canonical equivalence, against ``unicodedata`` and the conformance test of Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CODE_POINTS, texts

from arnorm import Normalizer, rules
from arnorm._canonical import COMPOSITIONS
from arnorm.rules import Rule

COMPOSE = Normalizer(rules.compose)
COMPOSE_HAMZA = Normalizer(rules.compose_hamza)
ORDER = Normalizer(rules.order_marks)
BOTH = Normalizer([rules.compose, rules.order_marks])
SHADDA_FIRST = Normalizer(rules.order_shadda_first)
FORMS = {name: Normalizer(rules.by_name(name)) for name in ("nfc", "nfd", "nfkc", "nfkd")}

LETTERS = "بسلاويىهۀۂۓأإآؤئ"
MARKS = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0653\u0654\u0655\u0670\u06dc\u06e1\u06e3\u06e4\u0301\u0323"
# The modifier combining marks of UTR #53 that Unicode 14 knows, so that every interpreter knows their class.
MODIFIERS = "\u0654\u0655\u0658\u06dc\u06e3\u06e7\u06e8\u08ca\u08cb\u08cd\u08ce\u08cf\u08d3\u08f3"

ARABIC = st.one_of(st.sampled_from(LETTERS), st.sampled_from(MARKS), st.sampled_from(MARKS))
MARKED = texts(
    st.one_of(
        ARABIC,
        ARABIC,
        st.sampled_from(MODIFIERS),
        st.sampled_from([chr(point) for row in COMPOSITIONS for point in row]),
        st.sampled_from("각가각 नक़ é\u0340\u2126"),
        CODE_POINTS,
    )
)


def known(text: str) -> str:
    """Leave out what the interpreter does not know: its class and its decomposition would be guesses."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cn", "Cs"))


def nfd(text: str) -> str:
    return unicodedata.normalize("NFD", text)


class TestEquivalence:
    @pytest.mark.parametrize("rule", [rules.compose, rules.compose_hamza, rules.order_marks], ids=repr)
    @given(text=MARKED)
    def test_the_text_stays_canonically_equivalent(self, rule: Rule, text: str) -> None:
        text = known(text)
        assert nfd(Normalizer(rule)(text)) == nfd(text)

    @pytest.mark.parametrize("normalizer", [COMPOSE, COMPOSE_HAMZA, ORDER, SHADDA_FIRST, *FORMS.values()], ids=repr)
    @given(text=MARKED)
    def test_once_is_enough(self, normalizer: Normalizer, text: str) -> None:
        once = normalizer(text)
        assert normalizer(once) is once

    @given(text=MARKED)
    def test_equivalent_texts_become_equal(self, text: str) -> None:
        text = "".join(c for c in known(text) if not 0x1100 <= ord(c) <= 0x11FF and not 0xA960 <= ord(c) <= 0xD7FF)
        composed = unicodedata.normalize("NFC", text)
        assert BOTH(composed) == BOTH(nfd(text)) == composed

    @given(text=texts(ARABIC))
    def test_compose_is_nfc_of_arabic(self, text: str) -> None:
        assert COMPOSE(text) == unicodedata.normalize("NFC", text)
        assert ORDER(nfd(text)) == nfd(text)
        assert COMPOSE_HAMZA(nfd(text)) == COMPOSE(text)  # every composition of Arabic is one with a mark of hamza

    @given(text=MARKED)
    def test_compose_leaves_nothing_to_order(self, text: str) -> None:
        composed = COMPOSE(text)
        assert ORDER(composed) is composed

    @given(text=texts(st.sampled_from(LETTERS + "\u0654\u0655\u0653\u064e\u0651")))
    def test_compose_hamza_leaves_other_scripts(self, text: str) -> None:
        latin = "cafe\u0301 A\u030a"
        assert COMPOSE_HAMZA(text + " " + latin) == COMPOSE(text) + " " + latin


class TestShaddaFirst:
    """UTR #53, from its algorithm."""

    @staticmethod
    def slowly(text: str) -> str:
        """Reorder every sequence of marks of a text in NFD: shadda, then the modifiers above, then those below."""
        result, marks = "", ""
        for character in text + "\0":
            if unicodedata.combining(character):
                marks += character
                continue
            for number, movable in ((33, None), (230, MODIFIERS), (220, MODIFIERS)):
                of_class = [mark for mark in marks if unicodedata.combining(mark) == number]
                moved = 0
                while moved < len(of_class) and (movable is None or of_class[moved] in movable):
                    moved += 1
                rest = list(marks)
                for mark in of_class[:moved]:
                    rest.remove(mark)
                marks = "".join(of_class[:moved] + rest)
            result, marks = result + marks + character, ""
        return result[:-1]

    @given(text=texts(st.one_of(ARABIC, st.sampled_from(MODIFIERS), CODE_POINTS)))
    def test_the_algorithm(self, text: str) -> None:
        text = nfd(known(text).replace("\0", ""))
        newer = {chr(point) for point in (0x0897, 0x08C9)}  # their classes are known to later versions only
        text = "".join(c for c in text if c not in newer)
        assert SHADDA_FIRST(text) == self.slowly(text)

    @pytest.mark.parametrize(
        ("marks", "expected"),
        [
            ("\u0650\u0651", "\u0651\u0650"),  # kasra, shadda: shadda is nearer to the letter
            ("\u0651\u0670", "\u0651\u0670"),
            ("\u064e\u0654", "\u0654\u064e"),  # the hamza of a yeh seat before its vowel
            ("\u064e\u0651\u0654", "\u0654\u0651\u064e"),
            ("\u0650\u0655", "\u0655\u0650"),  # a hamza below before the kasra below it
            ("\u0655\u0654", "\u0655\u0654"),
            ("\u0653\u0654", "\u0653\u0654"),  # a madda begins the sequence of class 230 and is no modifier
            ("\u0654\u0653", "\u0654\u0653"),
            ("\u064e\u06e1\u06dc", "\u064e\u06e1\u06dc"),  # Quranic sukun first: the small seen stays behind it
            ("\u064e\u06dc\u06e1", "\u06dc\u064e\u06e1"),
        ],
    )
    def test_examples(self, marks: str, expected: str) -> None:
        assert SHADDA_FIRST("ى" + marks) == "ى" + expected == self.slowly("ى" + marks)

    @given(text=MARKED)
    def test_canonical_order_comes_back(self, text: str) -> None:
        text = nfd(known(text))
        assert nfd(SHADDA_FIRST(text)) == text


class TestConformance:
    """NormalizationTest.txt of Unicode 17."""

    @staticmethod
    @cache
    def rows(path: Path) -> tuple[tuple[str, ...], ...]:
        def read() -> Iterator[tuple[str, ...]]:
            for line in path.read_text("utf-8").splitlines():
                if not line.startswith(("#", "@")):
                    yield tuple("".join(chr(int(part, 16)) for part in f.split()) for f in line.split(";")[:5])

        return tuple(read())

    def test_arabic_rows_on_str_and_utf8(self, shared: Path) -> None:
        count = 0
        for source, nfc, decomposed, *_ in self.rows(shared / "unicode-17.0.0" / "NormalizationTest.txt"):
            if not any(0x600 <= ord(c) <= 0x8FF or 0x10EC0 <= ord(c) <= 0x10EFF for c in source):
                continue
            count += 1
            for text in (source, nfc, decomposed):
                assert BOTH(text) == nfc, ascii(text)
                assert BOTH.normalize_utf8(text.encode()) == nfc.encode(), ascii(text)
        assert count > 250

    def test_forms_as_far_as_the_interpreter_knows(self, shared: Path) -> None:
        count = 0
        for row in self.rows(shared / "unicode-17.0.0" / "NormalizationTest.txt"):
            if any(unicodedata.category(c) == "Cn" for text in row for c in text):
                continue
            count += 1
            source, nfc, decomposed, nfkc, nfkd = row
            for text in (source, nfc, decomposed):
                assert FORMS["nfc"](text) == nfc
                assert FORMS["nfd"](text) == decomposed
            for text in (nfkc, nfkd):
                assert FORMS["nfc"](text) == nfkc
                assert FORMS["nfd"](text) == nfkd
            for text in row:
                assert FORMS["nfkc"](text) == nfkc
                assert FORMS["nfkd"](text) == nfkd
        assert count > 18_000

    @pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
    @given(text=MARKED)
    def test_forms_are_those_of_unicodedata(self, form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> None:
        expected = unicodedata.normalize(form, text)
        result = FORMS[form.lower()](text)
        assert result == expected
        assert (result is text) == (expected == text)
