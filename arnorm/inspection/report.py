"""A census for readers: a table for a terminal, and JSON."""

from __future__ import annotations

from arnorm.inspection.census import GROUPS, TOKENS
from arnorm.inspection.kinds import LISTED, kind_of
from arnorm.json_text import json_text
from arnorm.names import described, shown
from arnorm.profiles import PROFILES
from arnorm.rules import RULES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from arnorm.inspection import Finding, Inspection

__all__ = ["report", "to_json"]

_MOST = 8
"""How many characters of a kind are listed."""


def report(census: Inspection, *, places: bool = True) -> str:
    """Return the census as lines of text; without ``places`` where they mean nothing, as in the sum of files."""
    return "\n".join(_report(census, places))


def to_json(census: Inspection) -> str:
    """Return the census as JSON; a lone surrogate is written as its escape."""
    suggestion = census.suggestion
    share = census.arabic_share
    value = {
        "code_points": census.code_points,
        "lines": census.lines,
        "words": census.words,
        "arabic_share": None if share is None else round(share, 6),
        "nfc": census.is_nfc,
        "ordered_marks": census.is_ordered,
        "findings": {
            finding.kind: {"count": finding.count, "places": finding.places, "example": finding.example}
            for finding in census.findings
        },
        "characters": {f"U+{ord(character):04X}": count for character, count in census.characters},
        "rules": dict(census.rules),
        "profiles": dict(census.profiles),
        "suggestion": {
            "profile": suggestion.profile,
            "before": suggestion.before,
            "after": suggestion.after,
            "reasons": [
                {"rule": reason.rule, "count": reason.count, "reason": reason.reason} for reason in suggestion.reasons
            ],
        },
    }
    return json_text(value)


def _report(census: Inspection, places: bool) -> Iterator[str]:
    share = census.arabic_share
    yield (
        f"{census.code_points:,} code points, {census.lines:,} lines, {census.words:,} words"
        + ("" if share is None else f"; {share:.1%} of the letters are Arabic")
    )
    yield f"normal form C: {_yes(census.is_nfc)}; marks in order: {_yes(census.is_ordered)}"
    found = {finding.kind: finding for finding in census.findings}
    for group, kinds in GROUPS.items():
        rows = [found[kind] for kind in kinds if kind in found]
        if rows:
            yield ""
            yield group
            for finding in rows:
                yield _row(finding, places)
                yield from _members(census, finding.kind)
    yield from _rules(census)
    yield ""
    yield f"suggestion: {census.suggestion}"


def _yes(whether: bool) -> str:
    return "yes" if whether else "no"


def _row(finding: Finding, places: bool) -> str:
    row = f"  {finding.kind.replace('_', ' '):24}{finding.count:>12,}"
    if not places or finding.kind in ("plain_letters", "spaces", "line_feeds", "words"):
        return row
    more = ", ..." if finding.count > len(finding.places) else ""
    return f"{row}  at {', '.join(map(str, finding.places))}{more}: {shown(finding.example)}"


def _members(census: Inspection, kind: str) -> Iterator[str]:
    """Yield the characters of a kind, the most frequent first."""
    if kind not in LISTED or kind in TOKENS.values():
        return
    members = sorted(
        [(count, character) for character, count in census.characters if kind_of(character) == kind],
        key=lambda member: (-member[0], member[1]),
    )
    for count, character in members[:_MOST]:
        yield f"      {described(character):50}{count:>10,}"
    if len(members) > _MOST:
        yield f"      and {len(members) - _MOST:,} others"


def _rules(census: Inspection) -> Iterator[str]:
    if census.rules:
        yield ""
        yield "rules that would change it, each alone"
        for name, count in census.rules:
            users = [profile.name for profile in PROFILES.values() if RULES[name] in profile.rules]
            lossy = "lossy" if RULES[name].lossy else "-"
            yield f"  {name:28}{count:>10,}  {lossy:5}  {', '.join(users)}".rstrip()
    if census.profiles:
        yield ""
        yield "lines that each profile would change"
        for name, count in census.profiles:
            yield f"  {name:28}{count:>10,} of {census.lines:,}"
