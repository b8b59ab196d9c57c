"""Lists of rules that several benchmarks run, beside whole profiles."""

from __future__ import annotations

from typing import Final

from arnorm import Rule, rules

__all__ = ["FIVE", "THREE"]

THREE: Final[tuple[Rule, ...]] = (rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef)
FIVE: Final[tuple[Rule, ...]] = (*THREE, rules.fold_alef_maksura, rules.fold_teh_marbuta)
"""Those that many libraries have."""
