"""What a released version gave, this one gives, and what it wrote, this one reads."""

from __future__ import annotations

import base64
import json
import pickle
import sys
from pathlib import Path
from typing import Any

import pytest
from golden import outputs

import arnorm
from arnorm import Normalizer

FILES = sorted((Path(__file__).parent / "golden").glob("*.json"))
GOLDEN: dict[str, Any] = {path.stem: json.loads(path.read_text("utf-8")) for path in FILES}
WATCHED = outputs.outputs()

compiled = pytest.mark.skipif(
    arnorm.BACKEND == "reference", reason="takes minutes here; other tests compare the reference with the compiled core"
)
versions = pytest.mark.parametrize("version", GOLDEN)
names = pytest.mark.parametrize("name", WATCHED)


def test_this_version_is_kept() -> None:
    assert GOLDEN[arnorm.__version__]["unicode"] == arnorm.UNICODE_VERSION
    assert set(GOLDEN[arnorm.__version__]["code points"]) == set(WATCHED)


@versions
def test_nothing_goes_away(version: str) -> None:
    assert set(GOLDEN[version]["code points"]) <= set(WATCHED)


@compiled
@names
@versions
def test_code_points(version: str, name: str) -> None:
    kept = GOLDEN[version]["code points"]
    if name in kept:
        assert outputs.of_points(name, WATCHED[name]) == kept[name]


@compiled
@names
@versions
def test_corpora(version: str, name: str, shared: Path) -> None:
    assert outputs.corpora(shared / "corpora")
    kept = GOLDEN[version]["corpora"]
    if name in kept:
        assert outputs.of_corpora(name, WATCHED[name]) == kept[name]


@versions
def test_pickles(version: str) -> None:
    values = outputs.values()
    for name, pickled in GOLDEN[version]["pickles"].items():
        assert pickle.loads(base64.b64decode(pickled)) == values[name]


@versions
def test_json(version: str) -> None:
    values = outputs.values()
    for name, written in GOLDEN[version]["json"].items():
        assert Normalizer.from_json(written) == values[name]


def test_a_change_is_noticed() -> None:
    texts = outputs.arabic_points()
    same = outputs.digest(WATCHED["profiles.CLEAN"], texts)
    assert same == outputs.digest(WATCHED["profiles.CLEAN"], texts)
    assert same != outputs.digest(WATCHED["profiles.CORPUS"], texts)
    assert same != outputs.digest(WATCHED["profiles.CLEAN"], texts[1:])
    assert sum(map(len, outputs.all_points())) > 10 * sys.maxunicode
