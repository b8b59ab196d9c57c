"""What a census suggests: rules that lose nothing, each with its reason."""

from __future__ import annotations

from arnorm.profiles import CLEAN
from arnorm.rules import RULES
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm.inspection import Inspection

__all__ = ["Reason", "Suggestion", "suggest"]

_BEFORE: Final = ("replace_html:", "unescape_html", "fix_visual_order")
"""What is no part of a text that was extracted well; it goes before the rules of a profile, in registry order."""
_MIXED: Final = (
    ("convert_digits:ascii", ("ascii_digits", "arabic_indic_digits", "extended_digits"), "digits of several sets"),
    ("convert_quotes:ascii", ("straight_quotes", "guillemets", "curly_quotes", "other_quotes"), "several styles"),
)
"""Rules that are suggested for text which does the same thing in two ways, and the kinds that show it."""


class Reason(Value):
    """A rule that is suggested, how often it would change the text, and why."""

    __slots__ = ("rule", "count", "reason")
    rule: str
    count: int
    reason: str

    def __init__(self, rule: str, count: int, reason: str) -> None:
        self._set(rule, count, reason)


class Suggestion(Value):
    """The profile to apply, rules to apply before and after it, and the reasons.

    The rules before it are those that no text needs which was extracted well: markup, references and visual order. The
    rules after it are for text that writes digits or quotation marks in several ways; whether one way is wanted is for
    the reader to say.
    """

    __slots__ = ("profile", "before", "after", "reasons")
    profile: str | None
    """``"CLEAN"`` where it would change anything, else None: a profile that folds is chosen for a purpose."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    reasons: tuple[Reason, ...]

    def __init__(
        self, profile: str | None, before: tuple[str, ...], after: tuple[str, ...], reasons: tuple[Reason, ...]
    ) -> None:
        self._set(profile, before, after, reasons)

    def __str__(self) -> str:
        """Return the suggestion for a terminal."""
        from textwrap import wrap

        parts = [f"profile {self.profile}" if self.profile else "no profile"]
        parts += [f"{where} {', '.join(names)}" for where, names in self._places() if names]
        lines = [", ".join(parts) if self.reasons else "nothing to do"]
        for reason in self.reasons:
            lines += wrap(
                f"{reason.rule}  {reason.count:,}  {reason.reason}",
                100, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False, replace_whitespace=False,
            )  # fmt: skip  # laid out by hand
        return "\n".join(lines)

    def _places(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ("after", self.before), ("then", self.after)


def suggest(census: Inspection) -> Suggestion:
    """Return what a census suggests."""
    touched = dict(census.rules)
    before = tuple([name for name in _BEFORE if name in touched])
    clean = [rule.name for rule in CLEAN if rule.name in touched] if CLEAN.name in dict(census.profiles) else []
    counts = {finding.kind: finding.count for finding in census.findings}
    after, mixtures = [], []
    for name, kinds, why in _MIXED:
        used = [f"{counts[kind]:,} {kind.replace('_', ' ')}" for kind in kinds if kind in counts]
        if len(used) > 1 and name in touched:
            after.append(name)
            mixtures.append(Reason(name, touched[name], f"There are {why}: {', '.join(used)}."))
    reasons = [Reason(name, touched[name], RULES[name].summary) for name in (*before, *clean)]
    profile = CLEAN.name if CLEAN.name in dict(census.profiles) else None
    return Suggestion(profile, before, tuple(after), (*reasons, *mixtures))
