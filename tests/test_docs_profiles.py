"""``docs/profiles.md`` is what its generator writes, and names every profile."""

from __future__ import annotations

from pathlib import Path

from pages import generator

from arnorm.profiles import PROFILES
from arnorm.rules import RULES

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "profiles.md"


def test_the_page_is_what_the_profiles_do() -> None:
    assert generator("profiles").page() == PAGE.read_bytes().decode(), (
        "run python tests/docs/profiles.py > docs/profiles.md"
    )


def test_every_profile_is_advised_and_every_rule_it_names_exists() -> None:
    text = PAGE.read_text("utf-8")
    advice = text.partition("## The same sentences")[0]
    assert all(f"`{name}`" in advice for name in PROFILES)
    named = {part for part in advice.replace("rules.", "`").split("`") if "_" in part and part.islower()}
    known = {name.partition(":")[0] for name in RULES}
    assert len(named) >= 9
    assert named <= known
