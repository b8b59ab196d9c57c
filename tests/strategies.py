"""Hypothesis strategies: text of every storage width, mappings that meet it, patterns that match it."""

from __future__ import annotations

from typing import Literal

from hypothesis import strategies as st

from arnorm.rules import RULES, Rule

# The block or use from which most interesting characters come, each as likely as all of Unicode together.
_REGIONS = (
    st.characters(max_codepoint=0x7F),
    st.characters(max_codepoint=0xFF),
    st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    st.characters(min_codepoint=0x64B, max_codepoint=0x670),
    st.characters(min_codepoint=0x750, max_codepoint=0x8FF),
    st.characters(min_codepoint=0x2000, max_codepoint=0x206F),
    st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF),
    st.characters(min_codepoint=0x10EC0, max_codepoint=0x1EEFF),
    st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
    st.sampled_from(" \n\r\t.,،؛؟!\"'«»“”‘’()-_/@#٫٬٪…"),
    st.sampled_from("اأإآٱبتةثجحخدذرزسشصضطظعغفقكلمنهويىءؤئـًٌٍَُِّْٰٕٔ٠١٢٣۴۵۶کگی"),
)

_SURROGATE: Literal["Cs"] = "Cs"
CHARACTERS = st.one_of(*_REGIONS, st.characters(exclude_categories=(_SURROGATE,)))
"""Any character, mostly of those that Arabic text holds; no surrogates."""

CODE_POINTS = st.one_of(CHARACTERS, st.characters(categories=(_SURROGATE,)))
"""The same, with lone surrogates."""


@st.composite
def texts(draw: st.DrawFn, alphabet: st.SearchStrategy[str] = CODE_POINTS) -> str:
    """Text of any width; now and then long enough for the paths that long text takes."""
    text = draw(st.text(alphabet, max_size=40))
    times = draw(st.sampled_from((1, 1, 1, 1, 1, 1, 30, 600)))
    return draw(st.text(alphabet, max_size=3)) + text * times + draw(st.text(alphabet, max_size=3))


def short_texts(alphabet: st.SearchStrategy[str] = CODE_POINTS) -> st.SearchStrategy[str]:
    """Text of any width, for rules of so many steps that long text takes the reference too long."""
    return texts(alphabet).map(lambda text: text[:120])


UTF8_TEXTS = texts(CHARACTERS)


@st.composite
def byte_strings(draw: st.DrawFn) -> bytes:
    """Bytes that are mostly UTF-8, broken in places."""
    data = bytearray(draw(texts()).encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data)))
        cut = draw(st.integers(0, 3))
        data[place : place + cut] = draw(
            st.one_of(st.binary(max_size=4), st.just(b"\xf4\x90"), st.just(b"\xed\xa0\x80"))
        )
    return bytes(data)


REPLACEMENTS = st.one_of(
    st.just(""), CHARACTERS, st.text(CHARACTERS, max_size=4), st.text(CHARACTERS, min_size=60, max_size=90)
)


@st.composite
def mapped_texts(draw: st.DrawFn) -> tuple[dict[int, str], str]:
    """A mapping and a text that holds many of its keys."""
    alphabet = draw(st.lists(CODE_POINTS, min_size=1, max_size=12, unique=True))
    keys = [character for character in alphabet if not "\ud800" <= character <= "\udfff"]
    mapping = draw(st.dictionaries(st.sampled_from(keys), REPLACEMENTS, max_size=8)) if keys else {}
    text = draw(texts(st.one_of(st.sampled_from(alphabet), st.sampled_from(alphabet), CODE_POINTS)))
    return {ord(key): value for key, value in mapping.items()}, text


USER_RULES = st.dictionaries(CHARACTERS, st.text(CHARACTERS, max_size=3), max_size=6).map(Rule.mapping)
RULE_LISTS = st.lists(
    st.one_of(st.sampled_from(tuple(RULES.values())), USER_RULES), max_size=6, unique_by=lambda rule: rule.name
)

SETS = {
    "letter": ((0x61, 0x7A), (0x621, 0x64A), (0x10000, 0x10010)),
    "mark": ((0x64B, 0x65F), (0x300, 0x310)),
    "digit": ((0x30, 0x39), (0x660, 0x669)),
    "space": ((0x20, 0x20), (0x0A, 0x0A), (0x2000, 0x200A)),
    "alef": ((0x622, 0x623), (0x625, 0x625), (0x627, 0x627)),
}
"""Overlapping sets in all three storage widths."""
SCANNED_TEXTS = texts(st.one_of(st.sampled_from("aabz باأإَُ٠١5 \n.\u2003\U00010000\u0301-"), CODE_POINTS))

_ATOMS = st.one_of(
    st.sampled_from(tuple(SETS)),
    st.sampled_from((".", '"ab"', '"."', '"\\\\"', "[letter mark]", "[^letter digit]", '[digit "."]', '[^"a" space]')),
)


def _larger(patterns: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(patterns, patterns).map(" ".join),
        st.tuples(patterns, patterns).map(lambda pair: f"({pair[0]} | {pair[1]})"),
        st.tuples(patterns, st.sampled_from(("*", "+", "?", "{2}", "{1,3}"))).map(lambda pair: f"({pair[0]}){pair[1]}"),
    )


PATTERNS = st.recursive(_ATOMS, _larger, max_leaves=6)

_BEHIND = st.sampled_from(
    ("space", "(edge | space)", '[^letter "."]', '"ab"', "mark{2}", ". (digit | edge)", "edge", "edge letter")
)
"""Patterns of one length."""
_FRONT = st.sampled_from(("space", "(edge | space)", '[^letter "."]', "edge", "digit | alef", "."))
"""Patterns of one code point."""
SCANNED_PATTERNS = st.lists(st.tuples(PATTERNS, st.none() | _BEHIND, st.none() | _FRONT), min_size=1, max_size=3).map(
    lambda items: [(pattern, number, behind, front) for number, (pattern, behind, front) in enumerate(items, 1)]
)
"""Kinds of token, numbered from 1, some of which ask for what stands behind or in front of them."""
