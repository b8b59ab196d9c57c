"""What the subcommand ``diff`` does: where two profiles give different lines, how, and by which rules."""

from __future__ import annotations

from arnorm import Normalizer
from arnorm.cli.reading import Reading, read_input
from arnorm.cli.rows.parquet import strings_of
from arnorm.cli.streams import HANDLERS, name_of, write
from arnorm.cli.work import Work
from arnorm.json_text import json_text
from arnorm.names import shown
from arnorm.profiles import PROFILES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from typing import Any, Final

    from arnorm import Rule
    from arnorm.profiles import Profile

    _Lines = Callable[[Sequence[str]], list[str]]

__all__ = ["Differences", "diff", "word_pairs"]

_MOST_WORDS: Final = 200
"""Longer stretches of words that differ in number are not lined up, which would take quadratic time."""
_WIDTH: Final = 80
"""How many code points of a line or of words are shown."""
_MOST_PAIRS: Final = 8
"""How many pairs of words a table shows for a line."""


def diff(arguments: Namespace) -> int:
    """Write how the lines of the inputs differ between two profiles."""
    if len(arguments.profiles) != 2:
        arguments.fail("two profiles are compared: --profile A --profile B")
    first, second = arguments.profiles
    found = Differences(first, second, arguments.samples)
    reading = Reading(arguments)
    status = 0
    for name in arguments.files:
        rows = _Rows(found, name_of(name), HANDLERS[arguments.errors])
        status = read_input(name, reading, rows) or status
    if arguments.json:
        write(f"{json_text(found.as_json())}\n".encode())
    else:
        write("".join([f"{line}\n" for line in found.table()]).encode("utf-8", "surrogateescape"))
    return status


class Differences:
    """Counts what two profiles do differently to lines, and keeps the first samples of it."""

    def __init__(self, first: Profile, second: Profile, samples: int) -> None:
        self.profiles = (first, second)
        self.lines = 0
        self.changed = [0, 0]
        self.differing = 0
        self.unexplained = 0
        self.samples: list[tuple[str, int, str, str, str]] = []
        self._most = samples
        self._normalize = [_of_lines(profile, profile) for profile in self.profiles]
        self._only = [
            [rule for rule in own if rule not in other.rules] for own, other in ((first, second), (second, first))
        ]
        self._rules: dict[tuple[int, str], tuple[int, tuple[str, str]]] = {}
        self._without: dict[tuple[int, str], _Lines] = {}

    def reader(self, name: str, handler: str) -> Callable[[bytes, bool], bytes]:
        """Return what counts the blocks of an input, and writes nothing."""
        line = 0

        def read(block: bytes, last: bool) -> bytes:
            nonlocal line
            if block:
                lines = block.decode("utf-8", handler).removesuffix("\n").split("\n")
                self.count(name, line, lines)
                line += len(lines)
            return b""

        return read

    def count(self, name: str, before: int, lines: list[str]) -> None:
        """Count lines of an input, of which there were ``before`` already."""
        self.lines += len(lines)
        made = [normalize(lines) for normalize in self._normalize]
        for side, results in enumerate(made):
            self.changed[side] += sum(map(str.__ne__, lines, results))
        places = [place for place, (one, other) in enumerate(zip(*made, strict=True)) if one != other]
        self.differing += len(places)
        for place in places[: max(0, self._most - len(self.samples))]:
            self.samples.append((name, before + place + 1, lines[place], made[0][place], made[1][place]))
        if places:
            self._explain(
                [lines[place] for place in places], [[results[place] for place in places] for results in made]
            )

    def _explain(self, lines: list[str], made: list[list[str]]) -> None:
        """Count the lines that come out otherwise when a rule that only one profile has is left out of it."""
        explained = [False] * len(lines)
        for side, rules in enumerate(self._only):
            for rule in rules:
                without = self._leave_out(side, rule)(lines)
                places = [place for place, line in enumerate(without) if line != made[side][place]]
                if places:
                    count, example = self._rules.get((side, rule.name), (0, ("", "")))
                    if not count:
                        place = places[0]
                        example = word_pairs(without[place], made[side][place])[0]
                    self._rules[side, rule.name] = (count + len(places), example)
                    for place in places:
                        explained[place] = True
        self.unexplained += explained.count(False)

    def _leave_out(self, side: int, rule: Rule) -> _Lines:
        key = (side, rule.name)
        if key not in self._without:
            self._without[key] = _of_lines(self.profiles[side] - rule, self.profiles[side])
        return self._without[key]

    def by_rule(self) -> list[tuple[int, str, int, tuple[str, str]]]:
        """Return the side, name, lines and example of every rule that makes a difference, in the order of profiles."""
        return [
            (side, rule.name, *self._rules[side, rule.name])
            for side, rules in enumerate(self._only)
            for rule in rules
            if (side, rule.name) in self._rules
        ]

    def as_json(self) -> dict[str, object]:
        """Return everything as what JSON can hold."""
        return {
            "profiles": list(map(_label, self.profiles)),
            "lines": self.lines,
            "changed": self.changed,
            "differing": self.differing,
            "rules": [
                {"only_in": side, "rule": rule, "lines": count, "without": pair[0], "with": pair[1]}
                for side, rule, count, pair in self.by_rule()
            ],
            "unexplained": self.unexplained,
            "samples": [
                {"input": name, "line": line, "text": text, "results": [one, other], "words": word_pairs(one, other)}
                for name, line, text, one, other in self.samples
            ],
        }

    def table(self) -> list[str]:
        """Return everything as lines for a terminal."""
        labels = list(map(_label, self.profiles))
        width = max(*map(len, labels), 9)
        rows = [f"{label:{width}}  {count:>12,}" for label, count in zip(labels, self.changed, strict=True)]
        lines = [
            f"{self.lines:,} lines; lines that change",
            *(f"  {row}" for row in rows),
            f"  {'different':{width}}  {self.differing:>12,}",
        ]
        for side, label in enumerate(labels):
            rows = [
                f"  {rule:28}{count:>12,}  {_clipped(pair[0])} -> {_clipped(pair[1])}"
                for where, rule, count, pair in self.by_rule()
                if where == side
            ]
            if rows:
                lines += ["", f"different lines that a rule of {label} alone would make otherwise", *rows]
        if self.unexplained:
            lines += ["", f"different lines that no rule alone explains: {self.unexplained:,}"]
        for name, line, text, one, other in self.samples:
            lines += ["", f"{shown(name)}:{line:,}  {_clipped(text)}"]
            pairs = list(dict.fromkeys(word_pairs(one, other)))
            lines += [
                f"  {labels[0]} {_clipped(left)}  |  {labels[1]} {_clipped(right)}"
                for left, right in pairs[:_MOST_PAIRS]
            ]
            if len(pairs) > _MOST_PAIRS:
                lines.append(f"  and {len(pairs) - _MOST_PAIRS:,} other pairs")
        return lines


class _Rows(Work):
    """Counts the rows of an input."""

    def __init__(self, found: Differences, name: str, handler: str) -> None:
        self._found = found
        self._name = name
        self._handler = handler
        self._before = 0

    def blocks(self) -> Callable[[bytes, bool], bytes]:
        """Return what counts the lines of blocks."""
        return self._found.reader(self._name, self._handler)

    def texts(self, texts: list[str]) -> list[str]:
        """Count texts, and change none."""
        self._found.count(self._name, self._before, texts)
        self._before += len(texts)
        return texts

    def column(self, column: Any) -> Any:
        """Count the texts of a column, and change none; a null is a text without anything in it."""
        self.texts([text or "" for text in strings_of(column, self._handler)])
        return column


def word_pairs(one: str, other: str) -> list[tuple[str, str]]:
    """Return what differs between two texts: pairs of words, or of several words where they are not as many.

    >>> word_pairs("قال كِتاب ثم", "قال كتاب ثم")
    [('كِتاب', 'كتاب')]
    """
    left, right = one.split(), other.split()
    if left == right:
        return [(one, other)] if one != other else []
    if len(left) == len(right):
        return [pair for pair in zip(left, right, strict=True) if pair[0] != pair[1]]
    if max(len(left), len(right)) > _MOST_WORDS:
        start = next((place for place, pair in enumerate(zip(left, right, strict=False)) if pair[0] != pair[1]), 0)
        return [(" ".join(left[start : start + _MOST_WORDS]), " ".join(right[start : start + _MOST_WORDS]))]
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [(" ".join(left[a:b]), " ".join(right[c:d])) for tag, a, b, c, d in blocks if tag != "equal"]


def _of_lines(profile: Profile, home: Profile) -> _Lines:
    """Return what normalizes lines; all at once where ``home`` is a profile of this package, which looks at lines."""
    normalize = Normalizer(profile)
    if PROFILES.get(home.name) != home:
        return normalize.normalize_many

    def at_once(lines: Sequence[str]) -> list[str]:
        results = normalize("\n".join(lines)).split("\n")
        return results if len(results) == len(lines) else normalize.normalize_many(lines)

    return at_once


def _label(profile: Profile) -> str:
    return repr(profile).removeprefix("profiles.")


def _clipped(text: str) -> str:
    """Return text that is short enough for a line and disturbs no terminal; quoted where its ends are not seen."""
    text = shown(text if len(text) <= _WIDTH else f"{text[:_WIDTH]}...")
    return f'"{text}"' if not text or text != text.strip() else text
