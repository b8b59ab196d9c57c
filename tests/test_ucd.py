"""The generated Unicode tables, against their source files and the interpreter's own Unicode data."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

from arnorm import _canonical, _ucd
from arnorm._ucd import (
    ARABIC_COMBINING_CLASS,
    ARABIC_DECOMPOSITION,
    ARABIC_MARKS,
    ARABIC_SCRIPT,
    CASE_FOLDING,
    COMBINING_DIACRITICS,
    DASHES,
    DIGIT_ZEROS,
    GENERAL_CATEGORY,
    LATIN_BASE,
    LATIN_LETTERS,
    MATHEMATICAL_LETTERS,
    PRESENTATION_FORMS,
    QUOTATION_MARKS,
    SPACE_SEPARATORS,
    UNICODE_VERSION,
    WHITE_SPACE,
    Ranges,
)
from arnorm.compat import _ucd as compat_ucd
from arnorm.policies._segmentation import PICTOGRAPHS, SENTENCE_BREAK, WORD_BREAK

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("ARNORM_UCD") or ROOT.parent / "shared/data/unicode-17.0.0")


def codes(*ranges: tuple[int, int]) -> set[int]:
    return {code for first, last in ranges for code in range(first, last + 1)}


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(".")))


# General categories that changed after Unicode 14, which is the version of the oldest supported interpreter:
# the Unicode version of the change, and the category before it.
CATEGORY_CHANGES = {
    0x0295: ("17.0.0", "Ll"),  # LATIN LETTER PHARYNGEAL VOICED FRICATIVE, now Lo
    0x1171E: ("16.0.0", "Mn"),  # AHOM CONSONANT SIGN MEDIAL RA, now Mc
}
INTERPRETER = {code: unicodedata.category(chr(code)) for code in range(0x110000)}
TABLE = {code: category for category, ranges in GENERAL_CATEGORY.items() for code in codes(*ranges)}
COMMON = [code for code in TABLE if INTERPRETER[code] != "Cn"]  # what both versions assign
NAMES = {code: unicodedata.name(chr(code), "") for code in COMMON}

ARABIC = codes((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x089F), (0x08A0, 0x08FF), (0x10EC0, 0x10EFF))
PRESENTATION = codes((0xFB50, 0xFDFF), (0xFE70, 0xFEFF))
# Characters with ARABIC in their name but not in the script: Common or Inherited.
SHARED = {0x0605, 0x060C, 0x061B, 0x061F, 0x0640, *range(0x064B, 0x0656), 0x0670, 0x06DD, 0x08E2}
DASHES_NOT_PD = {0x2053, 0x207B, 0x208B, 0x2212}  # swung dash, superscript, subscript and plain minus
SPACES_OF_PYTHON = {0x1C, 0x1D, 0x1E, 0x1F}  # str.isspace goes by bidirectional class as well

RANGES: dict[str, Ranges] = {
    **{f"GENERAL_CATEGORY {key}": ranges for key, ranges in GENERAL_CATEGORY.items()},
    **{f"ARABIC_COMBINING_CLASS {key}": ranges for key, ranges in ARABIC_COMBINING_CLASS.items()},
    "ARABIC_SCRIPT": ARABIC_SCRIPT,
    "ARABIC_MARKS": ARABIC_MARKS,
    "SPACE_SEPARATORS": SPACE_SEPARATORS,
    "WHITE_SPACE": WHITE_SPACE,
    "DASHES": DASHES,
    "QUOTATION_MARKS": QUOTATION_MARKS,
    "COMBINING_DIACRITICS": COMBINING_DIACRITICS,
    "LATIN_LETTERS": LATIN_LETTERS,
    **{f"WORD_BREAK {key}": ranges for key, ranges in WORD_BREAK.items()},
    **{f"SENTENCE_BREAK {key}": ranges for key, ranges in SENTENCE_BREAK.items()},
    "PICTOGRAPHS": PICTOGRAPHS,
}


def is_arabic_script(code: int) -> bool:
    named = NAMES[code].startswith(("ARABIC", "EXTENDED ARABIC", "RUMI "))
    return (named and code not in SHARED) or NAMES[code] in ("AFGHANI SIGN", "RIAL SIGN")


def is_quotation_mark(code: int) -> bool:
    name = NAMES[code].removeprefix("FULLWIDTH ")
    named = name.endswith(("QUOTATION MARK", "CORNER BRACKET")) or name == "APOSTROPHE"
    return named and INTERPRETER[code][0] == "P"


def decomposition(code: int, tagged: bool) -> str:
    parts = unicodedata.decomposition(chr(code)).split()
    if not parts or parts[0].startswith("<") is not tagged:
        return chr(code)
    return "".join(chr(int(part, 16)) for part in parts[tagged:])


def arabic_decomposition(code: int) -> str:
    return decomposition(code, tagged=False) if code in ARABIC else chr(code)


def presentation_form(code: int) -> str:
    return decomposition(code, tagged=True) if code in PRESENTATION else chr(code)


def mathematical_letter(code: int) -> str:
    return decomposition(code, tagged=True) if NAMES[code].startswith("ARABIC MATHEMATICAL ") else chr(code)


def latin_base(code: int) -> str:
    named = NAMES[code].startswith("LATIN ") or NAMES[code] in ("KELVIN SIGN", "ANGSTROM SIGN")
    if not named or INTERPRETER[code][0] != "L":
        return chr(code)
    return "".join(c for c in unicodedata.normalize("NFD", chr(code)) if unicodedata.category(c) != "Mn")


@pytest.mark.parametrize(("written", "write"), [(_ucd, "generate"), (compat_ucd, "generate_compat")])
def test_generator_writes_the_same_bytes(written: ModuleType, write: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"no Unicode {UNICODE_VERSION} data files at {FOLDER}: set ARNORM_UCD to their folder")
    spec = importlib.util.spec_from_file_location("generate", ROOT / "tests/ucd/generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert written.__file__
    assert Path(written.__file__).read_bytes() == getattr(module, write)(FOLDER).encode("ascii")


def test_versions_overlap() -> None:
    assert len(COMMON) >= 284_278  # the count of Unicode 14
    ours, theirs = version(UNICODE_VERSION), version(unicodedata.unidata_version)
    assigned = {code for code, category in INTERPRETER.items() if category != "Cn"}
    assert theirs > ours or assigned <= TABLE.keys()
    assert theirs < ours or assigned >= TABLE.keys()


def test_general_category() -> None:
    current = version(unicodedata.unidata_version)
    different = {code: INTERPRETER[code] for code in COMMON if INTERPRETER[code] != TABLE[code]}
    assert different == {c: old for c, (changed, old) in CATEGORY_CHANGES.items() if current < version(changed)}


@pytest.mark.parametrize(
    ("table", "expected", "least"),  # least: the count of Unicode 14
    [
        pytest.param(codes(*ARABIC_SCRIPT), is_arabic_script, 1365, id="ARABIC_SCRIPT"),
        pytest.param(codes(*ARABIC_MARKS), lambda c: c in ARABIC and INTERPRETER[c] == "Mn", 113, id="ARABIC_MARKS"),
        pytest.param(
            codes(*COMBINING_DIACRITICS),
            lambda c: 0x300 <= c <= 0x36F and INTERPRETER[c] == "Mn",
            112,
            id="COMBINING_DIACRITICS",
        ),
        pytest.param(set(DIGIT_ZEROS), lambda c: unicodedata.decimal(chr(c), None) == 0, 66, id="DIGIT_ZEROS"),
        pytest.param(codes(*SPACE_SEPARATORS), lambda c: INTERPRETER[c] == "Zs", 17, id="SPACE_SEPARATORS"),
        pytest.param(
            codes(*WHITE_SPACE),
            lambda c: chr(c).isspace() and c not in SPACES_OF_PYTHON,
            25,
            id="WHITE_SPACE",
        ),
        pytest.param(codes(*DASHES), lambda c: INTERPRETER[c] == "Pd" or c in DASHES_NOT_PD, 30, id="DASHES"),
        pytest.param(codes(*QUOTATION_MARKS), is_quotation_mark, 30, id="QUOTATION_MARKS"),
    ],
)
def test_set_matches_interpreter(table: set[int], expected: Callable[[int], bool], least: int) -> None:
    found = {code for code in COMMON if expected(code)}
    assert len(found) >= least
    assert table.intersection(COMMON) == found


@pytest.mark.parametrize(
    ("table", "expected", "least"),
    [
        pytest.param(ARABIC_DECOMPOSITION, arabic_decomposition, 8, id="ARABIC_DECOMPOSITION"),
        pytest.param(PRESENTATION_FORMS, presentation_form, 731, id="PRESENTATION_FORMS"),
        pytest.param(MATHEMATICAL_LETTERS, mathematical_letter, 141, id="MATHEMATICAL_LETTERS"),
        pytest.param(CASE_FOLDING, lambda code: chr(code).casefold(), 1530, id="CASE_FOLDING"),
        pytest.param(LATIN_BASE, latin_base, 499, id="LATIN_BASE"),
    ],
)
def test_mapping_matches_interpreter(table: Mapping[int, str], expected: Callable[[int], str], least: int) -> None:
    found = {code: text for code in COMMON if (text := expected(code)) != chr(code)}
    assert len(found) >= least
    assert {code: text for code, text in table.items() if INTERPRETER[code] != "Cn"} == found


def test_combining_class_matches_interpreter() -> None:
    table = {code: number for number, ranges in ARABIC_COMBINING_CLASS.items() for code in codes(*ranges)}
    found = {code: number for code in COMMON if code in ARABIC and (number := unicodedata.combining(chr(code)))}
    assert len(found) >= 113
    assert {code: number for code, number in table.items() if INTERPRETER[code] != "Cn"} == found
    assert table.keys() <= codes(*ARABIC_MARKS)


@pytest.mark.parametrize("ranges", RANGES.values(), ids=RANGES)
def test_ranges_are_sorted_and_merged(ranges: Ranges) -> None:
    assert ranges
    assert all(0 <= first <= last <= 0x10FFFF for first, last in ranges)
    assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


def test_tables_agree_with_each_other() -> None:
    assert sum(len(codes(*ranges)) for ranges in GENERAL_CATEGORY.values()) == len(TABLE)  # disjoint
    assert GENERAL_CATEGORY.keys() == set(INTERPRETER.values()) - {"Cn"}
    assert GENERAL_CATEGORY["Zs"] == SPACE_SEPARATORS
    assert codes(*GENERAL_CATEGORY["Pd"]) <= codes(*DASHES)
    digits = [zero + value for zero in DIGIT_ZEROS for value in range(10)]
    assert digits == sorted(codes(*GENERAL_CATEGORY["Nd"]))
    for mapping in (ARABIC_DECOMPOSITION, PRESENTATION_FORMS, CASE_FOLDING, LATIN_BASE):
        assert list(mapping) == sorted(mapping)
        assert mapping.keys() <= TABLE.keys()


def test_presentation_forms_are_complete() -> None:
    assert not any(ord(c) in PRESENTATION for text in PRESENTATION_FORMS.values() for c in text)
    letters = {code for code in PRESENTATION if TABLE.get(code) == "Lo"}
    assert letters - PRESENTATION_FORMS.keys() == {0xFE73}  # ARABIC TAIL FRAGMENT has no decomposition


def test_latin_letters() -> None:
    letters = codes(*LATIN_LETTERS)
    assert all(TABLE[code][0] == "L" for code in letters)
    assert LATIN_BASE.keys() <= letters
    named = {code for code in COMMON if NAMES[code].startswith("LATIN ") and INTERPRETER[code][0] == "L"}
    assert len(named) >= 1_100
    assert named <= letters
    # The others are modifier, subscript and full-width letters, turned forms, and signs with the shape of letters.
    rest = {NAMES[code] for code in letters.intersection(COMMON) - named}
    others = (
        r"(FULLWIDTH|SUBSCRIPT|SUPERSCRIPT) LATIN |MODIFIER LETTER |TURNED |(KELVIN|ANGSTROM) SIGN|.* ORDINAL |ROMAN "
    )
    assert [name for name in rest if not re.match(others, name)] == []


def test_mappings_are_final() -> None:
    for mapping in (CASE_FOLDING, LATIN_BASE):
        assert not any(ord(c) in mapping for text in mapping.values() for c in text)
    assert {len(text) for text in LATIN_BASE.values()} == {1}


class TestUnicode14:
    """What compatible profiles take from it, against an interpreter of any later version."""

    NEWER = codes(*compat_ucd.NEWER_THAN_14)
    THEN = tuple(sorted(set(COMMON) - NEWER))

    def test_newer_code_points_are_not_in_it(self) -> None:
        assert len(TABLE) - len(self.NEWER) == 284_278
        if unicodedata.unidata_version == "14.0.0":
            assert sorted(COMMON) == list(self.THEN)

    def test_changed_categories(self) -> None:
        assert {code: old for code, (_, old) in CATEGORY_CHANGES.items()} == compat_ucd.CATEGORY_IN_14

    def test_lower_case(self) -> None:
        found = {code: lowered for code in self.THEN if (lowered := chr(code).lower()) != chr(code)}
        assert len(found) > 1380
        assert found == compat_ucd.LOWER_CASE

    def test_case_of_neighbours(self) -> None:
        """Sigma is final behind what is cased and not ignorable; what is ignorable is looked through."""
        cased, ignorable = codes(*compat_ucd.CASED), codes(*compat_ucd.CASE_IGNORABLE)
        final = {code for code in self.THEN if f"{chr(code)}Σ".lower().endswith("ς")}
        through = {code for code in self.THEN if f"A{chr(code)}Σ".lower().endswith("ς")}
        assert len(final) > 4000
        assert final == cased - ignorable
        assert through == cased | ignorable


@pytest.mark.parametrize(
    ("name", "folder"), [("canonical", "arnorm"), ("emoji", "arnorm"), ("segmentation", "arnorm/policies")]
)
def test_the_other_tables_are_what_their_generators_write(name: str, folder: str) -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"no Unicode {UNICODE_VERSION} data files at {FOLDER}: set ARNORM_UCD to their folder")
    command = [sys.executable, "-I", str(ROOT / "tests" / "ucd" / f"{name}.py"), str(FOLDER)]
    written = subprocess.run(command, capture_output=True, check=True).stdout
    package = Path(_ucd.__file__).parent.parent
    assert (package / folder / f"_{name}.py").read_bytes() == written.replace(b"\r\n", b"\n")


def test_compositions_are_those_of_the_interpreter() -> None:
    """Every primary composite that it knows, and no other, but Hangul."""
    table = {chr(composite): chr(first) + chr(second) for first, second, composite in _canonical.COMPOSITIONS}
    for point in range(0x110000):
        character = chr(point)
        if unicodedata.category(character) in ("Cn", "Cs") or 0xAC00 <= point <= 0xD7A3:
            continue
        decomposed = unicodedata.decomposition(character)
        stays = unicodedata.normalize("NFC", character) == character
        composite = stays and len(decomposed.split()) == 2 and not decomposed.startswith("<")
        assert (character in table) == composite, f"U+{point:04X}"
        assert not composite or table[character] == "".join(chr(int(part, 16)) for part in decomposed.split())
        classes = {number for first, last, number in _canonical.COMBINING_CLASS if first <= point <= last}
        assert classes == ({unicodedata.combining(character)} - {0})
