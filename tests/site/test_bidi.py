"""Which parts of code the site isolates: strings, runs of words and sentences, each from what stands around it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

EXTENSION = Path(__file__).parent.parent.parent / "docs" / "_ext" / "bidi.py"


def extension() -> ModuleType:
    pytest.importorskip("sphinx", reason="sphinx is in the docs extra")
    spec = importlib.util.spec_from_file_location("site_bidi", EXTENSION)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def bidi() -> ModuleType:
    return extension()


@given(st.text(st.sampled_from("\n \"'[],.:،؟#a1٣كتابٌ\u200c\u0085"), max_size=40), st.booleans())
def test_the_parts_are_the_text(bidi: ModuleType, text: str, sentences: bool) -> None:
    assert "".join(part for _, part in bidi.pieces(text, sentences)) == text


@pytest.mark.parametrize(
    ("text", "sentences", "isolated"),
    [
        ("['السلام', 'عليكم']", False, ["السلام", "عليكم"]),
        ("['السلام', 'عليكم']", True, ["السلام", "عليكم"]),
        ("'قال: \"سعره 3.5 دنانير.\"'\n", False, ['قال: "سعره 3.5 دنانير."']),
        ("كتاب كِتَابٌ 4 11 word\n", False, ["كتاب كِتَابٌ"]),
        ('اعلنت, معرض "الخط" في example\n', False, ['اعلنت, معرض "الخط" في example']),
        ("CLEAN كِتاب  |  SEARCH كتاب\n", False, ["كِتاب", "كتاب"]),
        ("{'a': 'كتاب', 'b': nan}", False, ["كتاب"]),
        ("(ت 256 هـ)، سنة ١٤٤٥هـ.", True, ["(ت 256 هـ)، سنة ١٤٤٥هـ."]),
        ("'کتاب\\u200cهای فارسی'", False, ["کتاب", "های فارسی"]),
        ("no Arabic, 'none'", True, []),
    ],
)
def test_what_is_isolated(bidi: ModuleType, text: str, sentences: bool, isolated: list[str]) -> None:
    assert [part for alone, part in bidi.pieces(text, sentences) if alone] == isolated


@pytest.mark.parametrize(
    ("text", "isolated"),
    [
        (" (ہ) and one for aspiration (ھ), as in بہ and بھ. ", ["ہ", "ھ", "بہ", "بھ"]),
        (": قال د. سامي: «رأيت iPhone هنا!»", ["قال د. سامي: «رأيت iPhone هنا!»"]),
        ("كتاب, made of كتب", ["كتاب", "كتب"]),
    ],
)
def test_what_is_isolated_in_english(bidi: ModuleType, text: str, isolated: list[str]) -> None:
    assert [part for alone, part in bidi.prose(text) if alone] == isolated
