"""Laws of the rules about quotation marks."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CODE_POINTS, texts

from arnorm import Normalizer, rules
from arnorm._ucd import QUOTATION_MARKS

MARKS = [chr(point) for first, last in QUOTATION_MARKS for point in range(first, last + 1)]
WRITTEN = {"guillemets": "«»‹›", "curly": "“”‘’", "arabic": "”“’‘"}
CONVERT = {style: Normalizer(rules.by_name(f"convert_quotes:{style}")) for style in ("ascii", *WRITTEN)}
each_style = pytest.mark.parametrize("style", WRITTEN)

QUOTED = texts(
    st.one_of(
        st.sampled_from('"""\'«»“”„‘’‹›'),
        st.sampled_from("نعم لاو ab5  \n.،:(\u200f\u200c\u064e😀"),
        st.sampled_from(MARKS),
        CODE_POINTS,
    )
)


def alike(text: str) -> str:
    """Write every quotation mark as one sign."""
    return re.sub(f"[{''.join(map(re.escape, MARKS))}]", '"', text)


@each_style
@given(text=QUOTED)
def test_marks_become_marks_and_nothing_else_changes(style: str, text: str) -> None:
    result = CONVERT[style](text)
    assert len(result) == len(text)
    assert alike(result) == alike(text)
    assert all(new == old or new in WRITTEN[style] for old, new in zip(text, result, strict=True))
    assert (result is text) == (result == text)


# Not "arabic": between spaces alone, what it writes looks like a mark that closes, then one that opens.
@pytest.mark.parametrize("style", ["guillemets", "curly"])
@given(text=QUOTED)
def test_once_is_enough(style: str, text: str) -> None:
    once = CONVERT[style](text)
    assert CONVERT[style](once) is once


@each_style
@given(text=QUOTED)
def test_the_plain_style_loses_the_style_alone(style: str, text: str) -> None:
    plain = CONVERT["ascii"](CONVERT[style](text))
    assert alike(plain) == alike(text)
    assert not set(plain) & (set(MARKS) - set("\"'"))


@given(text=QUOTED)
def test_what_is_written_comes_in_pairs(text: str) -> None:
    """On each line as many marks are written that open as marks that close."""
    text = re.sub("[«»‹›]", "", text)
    for line in re.split("[\n\v\f\r\x85\u2028\u2029]", CONVERT["guillemets"](text)):
        count = Counter(line)
        assert count["«"] == count["»"]
        assert count["‹"] == count["›"]


@each_style
@given(before=st.text("نعم .،", max_size=5), after=st.text("لا .،", max_size=5), mark=st.sampled_from(MARKS))
def test_a_mark_alone_is_kept(style: str, before: str, after: str, mark: str) -> None:
    text = before + mark + after
    assert CONVERT[style](text) is text


@each_style
@given(text=st.text("نعمab'’ʼ", max_size=12).map(lambda word: f"ن{word}م"))
def test_apostrophes_inside_a_word_are_kept(style: str, text: str) -> None:
    single = re.sub("['’]+", "'", text)  # two in a row are no apostrophe
    assert CONVERT[style](single) is single


WORDS = st.lists(st.sampled_from(("نعم", "لا", "ab", "٥", "كتابُ")), min_size=1, max_size=3).map(" ".join)
STRAIGHT = ('""', "«»", "“”", "„“", "„”", "““", "””", "「」", "〝〞", "＂＂")
TURNED = ("”“",)


@each_style
@given(
    parts=st.lists(WORDS, min_size=3, max_size=3),
    opening=st.sampled_from(("", "(", "، ", "\u200f")),
    closing=st.sampled_from(("", ".", "،", ")", "\u200f", " ")),
    pair=st.sampled_from(STRAIGHT + TURNED),
)
def test_a_quotation_is_found_whatever_its_marks(
    style: str, parts: list[str], opening: str, closing: str, pair: str
) -> None:
    text = f"{parts[0]} {opening}{pair[0]}{parts[1]}{pair[1]}{closing} {parts[2]}"
    double = 2 if pair == "「」" else 0
    written = WRITTEN[style][double : double + 2]
    assert CONVERT[style](text) == f"{parts[0]} {opening}{written[0]}{parts[1]}{written[1]}{closing} {parts[2]}"


@each_style
@given(
    word=st.sampled_from(("نعم", "كتابُ", "ab", "٥", "نعم (لا)...", "ﷲ")),
    prefix=st.sampled_from(("و", "ال", "بـ", "كـ", "«لا» و")),
    pair=st.sampled_from(('""', "«»", "“”")),
)
def test_a_prefix_touches_what_is_quoted(style: str, word: str, prefix: str, pair: str) -> None:
    prefix = CONVERT[style](prefix)
    written = WRITTEN[style]
    assert CONVERT[style](f"{prefix}{pair[0]}{word}{pair[1]} هنا") == f"{prefix}{written[0]}{word}{written[1]} هنا"


@given(depth=st.integers(1, 12), mark=st.sampled_from(('""', "«»", "“”", "''", "‹›")))
def test_nesting_alternates(depth: int, mark: str) -> None:
    outer = int(mark in ("''", "‹›"))
    text = " ".join([f"{mark[0]}ن"] * depth + [f"م{mark[1]}"] * depth)
    result = CONVERT["guillemets"](text)
    assert re.sub("[^«»‹›]", "", result) == "".join("«‹"[(level + outer) % 2] for level in range(depth)) + "".join(
        "»›"[(level + outer) % 2] for level in reversed(range(depth))
    )


def test_the_seed_keeps_what_has_no_partner(seed: str) -> None:
    """One of its paragraphs closes a quotation that it never opens."""
    result = CONVERT["guillemets"](seed)
    assert seed.count('"') % 2 == 1
    assert result.count('"') == 1
    assert result.count("«") == result.count("»") == (seed.count('"') - 1) // 2 + seed.count("«")


def test_corpora_come_back_in_pairs(shared: Path) -> None:
    """Writing what was found in another style and back gives the same."""
    for name in ("flores_arb", "ntrex_arb", "wiki_ar"):
        text = (shared / "corpora" / f"{name}.txt").read_text("utf-8")[:200_000]
        once = CONVERT["guillemets"](text)
        assert CONVERT["guillemets"](CONVERT["curly"](once)).count("«") == once.count("«")
