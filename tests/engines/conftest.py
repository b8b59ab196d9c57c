"""Rows of two kinds: made of a few words, and read where there are corpora."""

from __future__ import annotations

import pytest
from engine_rows import WORDS, Rows, made, read


@pytest.fixture(scope="session", params=["made", "read"])
def rows(request: pytest.FixtureRequest) -> Rows:
    return made(WORDS if request.param == "made" else read(request.getfixturevalue("shared")))
