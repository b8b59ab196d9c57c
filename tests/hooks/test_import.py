"""Nobody pays for a library that is not asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import arnorm.hooks

LIBRARIES = {"sklearn", "spacy", "tokenizers", "datatrove", "jiwer", "nltk"}
FILES = {path.stem for path in Path(arnorm.hooks.__path__[0]).glob("*.py")}


def test_every_library_has_a_file() -> None:
    assert {"__init__", "expressions"} | LIBRARIES == FILES


@pytest.mark.parametrize("module", ["arnorm", "arnorm.hooks", "arnorm.hooks.expressions", "arnorm.cli"])
def test_no_library_is_imported(module: str) -> None:
    code = f"import sys, {module}; print(sorted({LIBRARIES!r}.intersection(sys.modules)))"
    output = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True).stdout
    assert output.strip() == "[]"
