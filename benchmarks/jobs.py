"""The five rules that many libraries have."""

from __future__ import annotations

from typing import Final

from arnorm import Rule, rules

__all__ = ["FIVE"]

FIVE: Final[tuple[Rule, ...]] = (
    rules.strip_tashkeel,
    rules.strip_tatweel,
    rules.fold_alef,
    rules.fold_alef_maksura,
    rules.fold_teh_marbuta,
)
