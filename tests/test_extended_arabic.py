"""The page on every code point of the Arabic script: what it says is what the rules do, and nothing is left out."""

from __future__ import annotations

import os
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pages import generator

from arnorm import chars
from arnorm._ucd import ARABIC_SCRIPT, GENERAL_CATEGORY, UNICODE_VERSION
from arnorm.rules import RULES, letters

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path(os.environ.get("ARNORM_UCD") or ROOT.parent / "shared/data/unicode-17.0.0")
PAGE = ROOT / "docs/extended-arabic.md"
ROW = re.compile(r"^\| U\+(\w+) \|.*\| [\d.]+ \| (.*) \|$", re.MULTILINE)
CHANGED = re.compile(r"^- ((?:`[\w:]+`(?: and )?)+): (.*)$", re.MULTILINE)
LEFT = re.compile(r"^- ([a-z][^`:]*): (U\+[\w+, -]*)$", re.MULTILINE)
ASSIGNED = {
    code
    for category, ranges in GENERAL_CATEGORY.items()
    for first, last in ranges
    if category not in ("Cs", "Co")
    for code in range(first, last + 1)
}


@cache
def page() -> str:
    return PAGE.read_bytes().decode("utf-8")


def covered(ranges: str) -> set[int]:
    """Return the assigned code points of the ranges that the page writes."""
    spans = [part.removeprefix("U+").partition("-") for part in ranges.split(", ")]
    return ASSIGNED & {code for first, _, last in spans for code in range(int(first, 16), int(last or first, 16) + 1)}


def scope() -> set[int]:
    """Return every code point of the script, and those in its blocks that several scripts share."""
    return ASSIGNED & {
        code for first, last, _ in generator("extended_arabic").BLOCKS for code in range(first, last + 1)
    }


def said(code: int) -> dict[str, str]:
    names = (*generator("extended_arabic").FOLDS, *generator("extended_arabic").OTHERS)
    return {name: RULES[name].table[code] for name in names if code in RULES[name].table}


def test_the_page_is_generated() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"no Unicode {UNICODE_VERSION} data files at {FOLDER}: set ARNORM_UCD to their folder")
    assert page() == generator("extended_arabic").generate(FOLDER)


def test_the_blocks_hold_the_script() -> None:
    assert {ord(character) for character in chars.characters(ARABIC_SCRIPT)} <= scope()


def test_every_code_point_stands_in_one_place() -> None:
    places = Counter(int(code, 16) for code, _ in ROW.findall(page()))
    for _, ranges in (*CHANGED.findall(page()), *LEFT.findall(page())):
        places.update(covered(ranges))
    assert places == dict.fromkeys(scope(), 1)


def test_rows_say_what_the_rules_do() -> None:
    rows = ROW.findall(page())
    assert len(rows) >= 60
    for number, text in rows:
        changes = {}
        for change in text.split("; "):
            name, _, target = change.partition(" ")
            changes[name.strip("`")] = "".join(chr(int(code, 16)) for code in re.findall(r"U\+(\w+)", target))
            assert changes[name.strip("`")] or target == "deletes"
        assert changes == said(int(number, 16))


def test_ranges_are_changed_by_the_rules_they_are_listed_under() -> None:
    for names, ranges in CHANGED.findall(page()):
        for code in covered(ranges):
            assert set(said(code)) == set(re.findall("`(.*?)`", names))
            assert not set(said(code)) & set(generator("extended_arabic").FOLDS)


def test_what_stays_is_changed_by_no_rule_about_letters() -> None:
    for reason, ranges in LEFT.findall(page()):
        for code in covered(ranges):
            assert said(code) == {}, reason


def test_every_fold_of_letters_is_asked() -> None:
    folds = {name for name in RULES if name in letters.__all__ and name.startswith("fold_")}
    assert folds <= set(generator("extended_arabic").FOLDS)
    assert all(said(code) for name in folds for code in RULES[name].table if code in scope())
