"""What a peer is: a function of another library, and what does the same here."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from platform import python_version
from typing import Any, Final, NamedTuple

from arnorm import Normalizer
from arnorm.rules.rule import replace
from benchmarks.corpus import MEGABYTE_CHARACTERS

__all__ = ["DISTRIBUTIONS", "JARS", "Function", "Missing", "Peer", "library", "probed", "unchanged"]

Function = Callable[[str], Any]


class Missing(Exception):
    """A library, a file or a program that is not here."""


JARS: Final = "ARNORM_LUCENE"
"""The environment variable with the class path of Lucene."""


def lucene() -> str:
    """Return the release that the jars are of, by their names."""
    found = re.search(r"lucene-core-([0-9.]+)\.jar", os.environ.get(JARS, ""))
    if not found:
        raise Missing(f"{JARS} names no jars")
    return found.group(1)


DISTRIBUTIONS: Final[Mapping[str, str | Callable[[], str]]] = {
    "AraBERT": "arabert",
    "CAMeL Tools": "camel-tools",
    "HF tokenizers": "tokenizers",
    "Lucene": lucene,
    "Maha": "mahad",
    "PyICU": "pyicu",
    "Python": python_version,
    "Whisper": "openai-whisper",
}
"""What the packages of libraries are called where that is not the library's own name, or what returns its release."""
LETTER: Final = "\N{ARABIC LETTER BEH}"
BLOCKS: Final = ((0x00A0, 0x00BF), (0x0600, 0x06FF), (0x0750, 0x08FF), (0x2000, 0x206F), (0xFB50, 0xFEFF))
"""Where `probed` looks for what a function changes."""


def unchanged(result: Any, _: str) -> Any:
    return result


class Peer(NamedTuple):
    """A function of another library beside what does the same work here."""

    job: str
    library: str
    function: str
    load: Callable[[], Function]
    """Return the function, or raise `Missing`."""
    same: str
    """What does the same here, in the words of the table."""
    ours: Callable[[], Callable[[Any], Any]]
    equal: bool = True
    """Whether the results are equal on every text; else it is said how often they differ."""
    theirs_as: Callable[[Any, str], Any] = unchanged
    """Make of a result and its text what can be compared; this is not timed."""
    ours_as: Callable[[Any, str], Any] = unchanged
    ours_takes: Callable[[str], Any] = str
    """Make of a text what the function here takes; this is not timed."""
    most: int = MEGABYTE_CHARACTERS
    """How many characters it is given, to be timed and to be compared: fewer where it would take minutes."""
    counts: bool = False
    """Whether speed is told in pieces that are found, not in characters that are read."""

    @property
    def name(self) -> str:
        return f"{self.library} {self.function}"

    def release(self) -> str:
        distribution = DISTRIBUTIONS.get(self.library, self.library)
        if not isinstance(distribution, str):
            return distribution()
        try:
            return version(distribution)
        except PackageNotFoundError:
            raise Missing(f"{distribution} is not installed") from None


def library(name: str) -> Any:
    """Return a module of a library, whose own warnings are not ours."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return import_module(name)
    except ImportError as error:
        raise Missing(f"{name.partition('.')[0]} is not installed ({error})") from None


def probed(name: str, function: Callable[[str], str]) -> Callable[[str], str]:
    """Return a normalizer that does what ``function`` does to each character between two letters."""
    mapping = {}
    for character in map(chr, points(BLOCKS)):
        result = function(LETTER + character + LETTER)
        if result[:1] + result[-1:] != LETTER + LETTER or len(result) < 2:
            raise ValueError(f"{name} changes the letters around U+{ord(character):04X}")
        if result[1:-1] != character:
            mapping[character] = result[1:-1]
    return Normalizer(replace("probed", mapping, f"Do what {name} does to single characters.", lossy=True, source=name))


def points(blocks: Iterable[tuple[int, int]]) -> Iterable[int]:
    return (point for first, last in blocks for point in range(first, last + 1))
