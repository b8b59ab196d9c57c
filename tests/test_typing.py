"""The types that users see: those of the installed package, checked away from the source tree."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

API = Path(__file__).parent / "typing" / "api.py"


def test_public_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is in the lint extra")
    found = find_spec("arnorm")
    if found is not None and found.origin == str(API.parents[2] / "arnorm" / "__init__.py"):
        pytest.skip("mypy does not see a package that is installed with -e")
    shutil.copy(API, tmp_path)
    command = [sys.executable, "-Im", "mypy", "--strict", "--config-file=", "--cache-dir=cache", API.name]
    checked = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
