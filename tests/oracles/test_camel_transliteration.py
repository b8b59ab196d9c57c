"""The schemes that are one to one, against CAMeL Tools, run live."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from arnorm import Normalizer
from arnorm.transliteration import BUCKWALTER, HSB, SAFE_BUCKWALTER, XML_BUCKWALTER, Scheme

charmap = pytest.importorskip("camel_tools.utils.charmap", reason="CAMeL Tools is not installed")

SCHEMES = {"bw": BUCKWALTER, "safebw": SAFE_BUCKWALTER, "xmlbw": XML_BUCKWALTER, "hsb": HSB}
MAPS = {
    name: profile
    for short, scheme in SCHEMES.items()
    for name, profile in ((f"ar2{short}", scheme.encode), (f"{short}2ar", scheme.decode))
}
each_map = pytest.mark.parametrize("name", MAPS)


def both(name: str) -> tuple[Callable[[str], str], Callable[[str], str]]:
    """Return our map and theirs."""
    return Normalizer(MAPS[name]), charmap.CharMapper.builtin_mapper(name).map_string


def biased_texts(scheme: Scheme, count: int) -> Iterator[str]:
    """Texts of the scheme's letters, of the Arabic blocks, of ASCII and of anything; the same ones every time."""
    chosen = random.Random(f"{scheme.name} {count}")
    alphabet = [character for pair in scheme.table for character in pair]
    blocks = [
        *range(0x600, 0x700),
        *range(0x750, 0x780),
        *range(0x870, 0x900),
        *range(0xFB50, 0xFE00),
        *range(0xFE70, 0xFF00),
    ]
    for _ in range(count):
        yield "".join(
            chosen.choice(
                (
                    chosen.choice(alphabet),
                    chosen.choice(alphabet),
                    chr(chosen.choice(blocks)),
                    chr(chosen.randrange(0x80)),
                    chr(chosen.randrange(sys.maxunicode + 1)),
                )
            )
            for _ in range(chosen.randrange(40))
        )


@each_map
def test_every_code_point(name: str) -> None:
    ours, theirs = both(name)
    everything = [chr(code_point) for code_point in range(sys.maxunicode + 1)]
    assert [character for character in everything if ours(character) != theirs(character)] == []


@each_map
def test_real_text(name: str, shared: Path) -> None:
    files = [*sorted((shared / "corpora").glob("*.txt")), shared / "synthetic" / "noisy.txt"]
    assert len(files) > 10
    ours, theirs = both(name)
    for file in files:
        lines = file.read_text("utf-8").splitlines()
        assert [line for line in lines if ours(line) != theirs(line)] == [], file.name
        assert any(map(str.strip, lines))


@each_map
def test_text_at_random(name: str) -> None:
    ours, theirs = both(name)
    scheme = SCHEMES[name.replace("ar", "").replace("2", "")]
    assert [text for text in biased_texts(scheme, 10_000) if ours(text) != theirs(text)] == []


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_what_camel_encodes_is_decoded_here(scheme: Scheme, shared: Path) -> None:
    (short,) = (name for name, known in SCHEMES.items() if known is scheme)
    _, encode = both(f"ar2{short}")
    decode = Normalizer(scheme.decode)
    latin = {character for _, character in scheme.table}
    lines = [
        "".join(character for character in line if character not in latin)
        for line in (shared / "corpora" / "poetry_vocalised.txt").read_text("utf-8").splitlines()
    ]
    assert [line for line in lines if decode(encode(line)) != line] == []
