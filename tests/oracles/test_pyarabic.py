"""PyArabic, live, and the results that its documentation promises."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from pathlib import Path

import peers
import pytest

from arnorm import Normalizer, Rule, compat, rules
from arnorm.profiles import Profile

DOCS = Path(__file__).parents[2] / "docs/compatibility.md"


@pytest.mark.parametrize(
    ("profile", "module", "function"),
    [
        (compat.PYARABIC_TASHKEEL, "pyarabic.araby", "strip_tashkeel"),
        (compat.PYARABIC_SEARCH, "pyarabic.normalize", "normalize_searchtext"),
    ],
    ids=["strip_tashkeel", "normalize_searchtext"],
)
def test_functions(shared: Path, profile: Profile, module: str, function: str) -> None:
    theirs = getattr(peers.peer(module), function)
    peers.assert_equal(profile, theirs, peers.corpus(shared))
    peers.assert_equal(profile, theirs, peers.random_texts(3))
    peers.assert_equal(profile, theirs, map(chr, filter(peers.known, range(0x110000))))


# What does here what the function is documented to do.
HERE: dict[tuple[str, str], Profile | Sequence[Rule]] = {
    ("araby", "strip_harakat"): (rules.strip_harakat, rules.strip_tanween, rules.strip_sukun),
    ("araby", "strip_lastharaka"): (rules.strip_final_haraka,),
    ("araby", "strip_tashkeel"): compat.PYARABIC_TASHKEEL,
    ("araby", "strip_small"): (rules.strip_superscript_alef,),
    ("araby", "strip_tatweel"): (rules.strip_tatweel,),
    ("araby", "strip_shadda"): (rules.strip_shadda,),
    ("araby", "strip_diacritics"): (rules.strip_tashkeel,),
    ("araby", "normalize_ligature"): (rules.expand_presentation_forms,),
    ("araby", "normalize_hamza"): (rules.fold_hamza,),
    ("araby", "normalize_teh"): (rules.fold_teh_marbuta,),
    ("normalize", "strip_tashkeel"): compat.PYARABIC_TASHKEEL,
    ("normalize", "strip_tatweel"): (rules.strip_tatweel,),
    ("normalize", "normalize_hamza"): (rules.fold_alef, rules.fold_hamza),
    ("normalize", "normalize_lamalef"): (rules.expand_presentation_forms,),
    ("normalize", "normalize_spellerrors"): (rules.fold_alef_maksura, rules.fold_teh_marbuta),
    ("normalize", "normalize_searchtext"): compat.PYARABIC_SEARCH,
}
DIFFERENT = {
    ("araby", "normalize_ligature"),
    ("araby", "normalize_hamza"),
    ("normalize", "normalize_searchtext"),
}
"""The rows of the table of reasoned differences in docs/compatibility.md."""


def example(module: str, function: str) -> tuple[str, str]:
    """Return the text and the result of the first example in a docstring."""
    documentation = inspect.getdoc(getattr(peers.peer(f"pyarabic.{module}"), function)) or ""
    text = re.search(r">>> text\d* ?= ?u?(['\"])(.*)\1", documentation)
    result = re.search(r">>> (?:araby\.)?[a-z_]+\(text1?\)\n(.*)", documentation)
    assert text
    assert result
    return text[2], result[1].strip().removeprefix(">>> ").strip("'")


@pytest.mark.parametrize(("module", "function"), HERE)
def test_what_is_documented(module: str, function: str) -> None:
    text, documented = example(module, function)
    result = Normalizer(HERE[module, function])(text)
    if (module, function) in DIFFERENT:
        assert result != documented
    else:
        assert result == documented


def test_differences_have_reasons() -> None:
    rows = set(re.findall(r"^\| `pyarabic\.(\w+)\.(\w+)` \|", DOCS.read_text("utf-8"), re.MULTILINE))
    assert rows == DIFFERENT


def test_every_example_is_run() -> None:
    for module in ("araby", "normalize"):
        functions = inspect.getmembers(peers.peer(f"pyarabic.{module}"), inspect.isfunction)
        documented = {
            name
            for name, function in functions
            if name.startswith(("strip_", "normalize_"))
            and function.__module__ == f"pyarabic.{module}"
            and ">>>" in (inspect.getdoc(function) or "")
        }
        assert documented == {name for home, name in HERE if home == module}
