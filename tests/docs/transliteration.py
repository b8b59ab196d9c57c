"""Write the tables of docs/transliteration.md from the schemes.

From the repository root, with the package importable:

    python tests/docs/transliteration.py docs/transliteration.md

What stands between ``<!-- schemes -->`` and ``<!-- end -->``, or ``letters`` and ``lost``, is replaced; the rest is
written by hand.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from arnorm.transliteration import SCHEMES, OneWayScheme, Scheme

DOTTED_CIRCLE = "\N{DOTTED CIRCLE}"


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def table(head: list[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield row(head)
    yield row(["---"] * len(head))
    yield from map(row, rows)


def code(text: str | None) -> str:
    """Return ``text`` as a code span in a cell; a dash for what is not written, nothing for what is left."""
    if text is None:
        return ""
    if not text:
        return "–"
    return "`` ` ``" if text == "`" else "`" + text.replace("|", "\\|") + "`"


def schemes() -> Iterator[str]:
    rows = (
        [f"`{scheme.name}`", "both ways" if isinstance(scheme, Scheme) else "one way", scheme.summary, scheme.source]
        for scheme in SCHEMES.values()
    )
    yield from table(["scheme", "", "what it is", "source"], rows)


def letters() -> Iterator[str]:
    tables = {scheme.name: dict(scheme.table) for scheme in SCHEMES.values()}
    characters = sorted(set().union(*tables.values()))
    rows = (
        [
            f"{ord(character):04X}",
            DOTTED_CIRCLE + character if unicodedata.combining(character) else character,
            unicodedata.name(character).removeprefix("ARABIC ").removeprefix("LETTER ").lower(),
            *(code(known.get(character)) for known in tables.values()),
        ]
        for character in characters
    )
    yield from table(["", "", "", *(f"`{name}`" for name in tables)], rows)


def lost() -> Iterator[str]:
    one_way = [scheme for scheme in SCHEMES.values() if isinstance(scheme, OneWayScheme)]
    sentences = dict.fromkeys(sentence for scheme in one_way for sentence in scheme.lost)
    rows = ([sentence, *("lost" if sentence in scheme.lost else "" for scheme in one_way)] for sentence in sentences)
    yield from table(["", *(f"`{scheme.name}`" for scheme in one_way)], rows)


def regenerated(page: str) -> str:
    """Return ``page`` with every generated block as it must be; ``ValueError`` for a page without one of them."""
    for block in (schemes, letters, lost):
        parts = re.split(rf"(?s)(?<=<!-- {block.__name__} -->\n).*?(?=\n<!-- end -->)", page)
        if len(parts) != 2:
            raise ValueError(f"the page has {len(parts) - 1} blocks of {block.__name__}, not one")
        page = "\n".join(block()).join(parts)
    return page


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.write_text(regenerated(target.read_text("utf-8")), "utf-8")
