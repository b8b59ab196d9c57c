"""``docs/hooks.md`` and the docstrings of the hooks, run with the libraries themselves."""

from __future__ import annotations

import contextlib
import doctest
import io
import re
import warnings
from pathlib import Path
from typing import Any

import pytest
from hooked import hook, library

PAGE = Path(__file__).parents[2] / "docs/hooks.md"
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL))
NEEDED = {
    "scikit-learn": ("sklearn", "pandas", "pyarrow"),
    "spaCy": ("spacy",),
    "Hugging Face tokenizers": ("tokenizers",),
    "datatrove": ("datatrove",),
    "jiwer": ("jiwer",),
    "NLTK": ("nltk",),
}


def test_every_library_has_a_section() -> None:
    assert list(SECTIONS) == list(NEEDED)


@pytest.mark.parametrize("name", NEEDED)
def test_the_examples_of_a_section(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They run one after the other in one namespace, and print what stands behind ``# >``."""
    for needed in NEEDED[name]:
        library(needed)
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```$", SECTIONS[name], re.MULTILINE | re.DOTALL)
    assert blocks
    names: dict[str, Any] = {"__name__": "example"}
    for block in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those of the libraries
            exec(compile(block, str(PAGE), "exec"), names)
        assert printed.getvalue().splitlines() == re.findall(r"^# > (.*)$", block, re.MULTILINE)


@pytest.mark.parametrize("name", ["sklearn", "spacy", "tokenizers", "datatrove", "jiwer", "nltk"])
def test_the_examples_of_a_module(name: str) -> None:
    results = doctest.testmod(hook(name))
    assert results.attempted >= 3
    assert results.failed == 0
