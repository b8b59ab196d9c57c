"""Normalizers and tables that many examples of a test share: making one takes longer than most texts."""

from __future__ import annotations

from functools import cache

from arnorm import Normalizer, Rule
from arnorm.profiles import Profile
from arnorm.stages import Stages, compile_rules


@cache
def normalizer(choice: Rule | Profile) -> Normalizer:
    return Normalizer(choice)


@cache
def stages(profile: Profile) -> Stages:
    return compile_rules(profile)
