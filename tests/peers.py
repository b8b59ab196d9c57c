"""What tests against other systems share: the systems where they are installed, texts, and the comparison."""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType

import optional

from arnorm import Normalizer
from arnorm.compat._ucd import CATEGORY_IN_14, NEWER_THAN_14
from arnorm.profiles import Profile

REQUIRED = "ARNORM_REQUIRE_ORACLES"
"""The environment variable that turns a system that is not installed into a failure."""
_WHERE = "see tests/oracles/README.md"
RANDOM_TEXTS = 10_000

# Blocks and the weight of each; what all Arabic text is made of comes first.
_BLOCKS = (
    ((0x0620, 0x0652), 30),
    ((0x0600, 0x06FF), 20),
    ((0x0020, 0x007E), 12),
    ((0xFB50, 0xFEFF), 8),
    ((0x2000, 0x206F), 6),
    ((0x0750, 0x08FF), 4),
    ((0x0080, 0x024F), 4),
    ((0x3000, 0x3017), 1),
    ((0xFF00, 0xFF65), 2),
    ((0x0300, 0x03FF), 2),
    ((0x1F300, 0x1FAFF), 1),
    ((0x10EC0, 0x1EEFF), 1),
    ((0x0000, 0xD7FF), 1),
    ((0xE000, 0x10FFFF), 1),
)
PLAIN = (
    " \t\n\r\x0b\x1c\x85\u00a0\u2009\u2028\u3000\u200c\u200f\u0640.,،؛؟!?\"'«»“”‘’()[]<>{}@#/\\&;-_=+*~٫٬٪…"
    "وهرى0123456789٠١٣٩۰۵"
)
PIECES = (
    " و ", " و", "و ", "ه\u200c", "(12)", "(٣:١٧)", "<b>", "</b>", "<br />", "[ضحك]", "&lt;", "&nbsp;", "&amp;",
    "&#1575;", "http://a.co/ب", "www.x.org", "://", "site.com", "a@b.co", "@اسم", "هههههه", "!!!!", "3.14", "٣٫٥",
    "۱۲٬۳", "1.2.3", "ΑΣ", "Σ.", "İ", "Œ", "ﷲ", "ﷺ", "﷼", "﷽", "ﻻ", "ﻷ", "’", "‘ب’", "}~،؛؟]", "ـــ", "123كتاب",
    "كتاب12",
)  # fmt: skip  # laid out by hand


def peer(name: str) -> ModuleType:
    """Return the module ``name`` of another system; skip the test where it is missing, or fail if it is required."""
    return optional.library(name, REQUIRED, _WHERE)


def peer_file(package: str, path: str) -> ModuleType:
    """Return a module of another system without what its package imports, such as torch."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        optional.missing(REQUIRED, f"{package} is not installed: {_WHERE}")
    place = Path(next(iter(spec.submodule_search_locations))) / path
    file = importlib.util.spec_from_file_location(f"{package}_{place.stem}", place)
    assert file
    assert file.loader
    module = importlib.util.module_from_spec(file)
    file.loader.exec_module(module)
    return module


def corpus(shared: Path) -> list[str]:
    """Return every line of the corpora, and of the noisy text that is made of some of them."""
    paths = [*sorted((shared / "corpora").glob("*.txt")), shared / "synthetic/noisy.txt", shared / "seed.txt"]
    return [line for path in paths for line in path.read_text("utf-8").split("\n")]


def _changed() -> frozenset[int]:
    later = {code_point for first, last in NEWER_THAN_14 for code_point in range(first, last + 1)}
    return frozenset(later | CATEGORY_IN_14.keys() | set(range(0xD800, 0xE000)))


_CHANGED = _changed()


def known(code_point: int) -> bool:
    """Whether a code point is the same in Unicode 14 and in every later version, and no surrogate."""
    return code_point not in _CHANGED


def random_texts(seed: int, count: int = RANDOM_TEXTS) -> list[str]:
    """Return texts of what is hard in Arabic: marks, presentation forms, spaces, punctuation, links, numbers."""
    source = random.Random(seed)
    blocks, weights = zip(*_BLOCKS, strict=True)

    def piece() -> str:
        kind = source.random()
        if kind < 0.25:
            return source.choice(PLAIN)
        if kind < 0.35:
            return source.choice(PIECES)
        first, last = source.choices(blocks, weights)[0]
        code_point = source.randint(first, last)
        return chr(code_point) * source.choice((1, 1, 1, 1, 2, 3, 4)) if known(code_point) else ""

    return ["".join(piece() for _ in range(source.randint(0, 40))) for _ in range(count)]


def assert_equal(profile: Profile, theirs: Callable[[str], str], texts: Iterable[str]) -> None:
    """Assert that a profile does what a function does, on every text."""
    sources = list(texts)
    results = Normalizer(profile).normalize_many(sources)
    different = [
        (source, ours, expected)
        for source, ours in zip(sources, results, strict=True)
        if ours != (expected := theirs(source))
    ]
    shown = "\n".join(
        f"{source!a}\n  ours   {ours!a}\n  theirs {expected!a}" for source, ours, expected in different[:3]
    )
    assert not different, f"{profile.name}: {len(different)} of {len(sources)} texts differ\n{shown}"
