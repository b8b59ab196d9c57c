"""Laws of the rule about emoji, from the grammar of UTS #51 and the data that belong to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import CODE_POINTS, texts

from arnorm import Normalizer, _emoji, rules

STRIP = Normalizer(rules.strip_emoji)


def characters(ranges: tuple[tuple[int, int], ...]) -> list[str]:
    return [chr(point) for first, last in ranges for point in range(first, last + 1)]


SHOWN = characters(_emoji.EMOJI)
TEXT = characters(_emoji.TEXT_EMOJI)
TONES = characters(_emoji.EMOJI_MODIFIERS)
REGIONAL = characters(_emoji.REGIONAL_INDICATORS)
TAGS = [chr(point) for point in range(0xE0020, 0xE007F)]
BASES = "#*0123456789"
STYLE, TEXT_STYLE, KEYCAP, JOINER, TAG_END = "\ufe0f", "\ufe0e", "\u20e3", "\u200d", "\U000e007f"
DELETED = {*SHOWN, *TEXT, *TONES, *REGIONAL, *TAGS, *BASES, STYLE, KEYCAP, JOINER, TAG_END}

# possible_emoji of UTS #51, but an emoji that is text by default needs something that makes it a picture.
TAGGED = st.text(TAGS, min_size=1, max_size=6).map(lambda tags: tags + TAG_END)
SIGN = st.one_of(st.sampled_from(TONES), st.just(STYLE), st.just(STYLE + KEYCAP), TAGGED)
FLAG = st.tuples(st.sampled_from(REGIONAL), st.sampled_from(REGIONAL)).map("".join)
ELEMENT = st.one_of(
    st.tuples(st.sampled_from(SHOWN), st.one_of(st.just(""), SIGN)).map("".join),
    st.tuples(st.sampled_from(TEXT), st.one_of(st.sampled_from(TONES), st.just(STYLE))).map("".join),
    FLAG,
)
JOINED = st.lists(st.one_of(ELEMENT, st.sampled_from(TEXT)), min_size=2, max_size=5).map(JOINER.join)
KEYCAPS = st.tuples(st.sampled_from(BASES), st.just(STYLE), st.just(KEYCAP)).map("".join)
PICTURES = st.one_of(ELEMENT, JOINED, KEYCAPS)

MIXED = st.lists(
    st.one_of(
        PICTURES,
        st.sampled_from((STYLE, TEXT_STYLE, KEYCAP, JOINER, TAG_END, *BASES)),
        st.sampled_from(TEXT + TONES + REGIONAL),
        st.sampled_from("ابه ـَ\u200c٥ﷺ﷽۞"),
        CODE_POINTS,
    ),
    max_size=20,
).map("".join)


@given(
    PICTURES, st.sampled_from(("", "نعم", "ه\u200d", "5", "می\u200c", " ")), st.sampled_from(("", "نعم", " ", "5", "#"))
)
def test_what_the_grammar_makes_goes_whole(picture: str, before: str, after: str) -> None:
    assert STRIP(before + picture + after) == before + after


@given(st.lists(PICTURES, max_size=5))
def test_pictures_in_a_row_go_whole(pictures: list[str]) -> None:
    assert STRIP("".join(pictures)) == ""


@given(MIXED)
def test_only_what_emoji_consist_of_goes(text: str) -> None:
    result = STRIP(text)
    left = iter(text)
    assert all(character in left for character in result)
    gone = list(text)
    for character in result:
        gone.remove(character)
    assert set(gone) <= DELETED


@given(MIXED)
def test_no_picture_is_left(text: str) -> None:
    """What remains of the emoji is asked to be text."""
    result = STRIP(text)
    for place, character in enumerate(result):
        assert character not in SHOWN or result[place + 1 : place + 2] == TEXT_STYLE
        assert character not in TONES
        assert character not in REGIONAL


@given(texts())
def test_text_without_emoji_is_the_same_object(text: str) -> None:
    text = "".join(c for c in text if c not in DELETED or c == JOINER)
    assert STRIP(text) is text


BLOCKS = (
    (0x20, 0xA8),
    (0x600, 0x8FF),
    (0x3040, 0x30FF),
    (0x4E00, 0x9FFF),
    (0xFB50, 0xFDFF),
    (0xFE70, 0xFEFF),
    (0x10EC0, 0x10EFF),
    (0x1EE00, 0x1EEFF),
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"U+{block[0]:04X}")
def test_letters_and_symbols_of_text_stay(block: tuple[int, int]) -> None:
    """Other libraries delete U+24C2-1F251, and all presentation forms with it."""
    first, last = block
    text = "".join(map(chr, range(first, last + 1)))
    assert STRIP(text) is text


class TestData:
    """The data files of Unicode 17."""

    def test_every_emoji_and_every_style(self, shared: Path) -> None:
        folder = shared / "unicode-17.0.0" / "emoji"
        count = 0
        for line in (folder / "emoji-variation-sequences.txt").read_text("utf-8").splitlines():
            if line.startswith("#") or not line:
                continue
            base, style = (chr(int(code, 16)) for code in line.partition(";")[0].split())
            count += 1
            sequence = f"ن{base}{style}م"
            if style == TEXT_STYLE or base in BASES:
                assert STRIP(sequence) is sequence
            else:
                assert STRIP(sequence) == "نم", ascii(sequence)
        assert count > 700

    def test_every_emoji_presentation(self, shared: Path) -> None:
        lines = (shared / "unicode-17.0.0" / "emoji" / "emoji-data.txt").read_text("utf-8").splitlines()
        properties: dict[str, set[str]] = {}
        for line in lines:
            fields = [field.strip() for field in line.partition("#")[0].split(";")]
            if len(fields) == 2:
                first, _, last = fields[0].partition("..")
                points = range(int(first, 16), int(last or first, 16) + 1)
                properties.setdefault(fields[1], set()).update(map(chr, points))
        assert len(properties["Emoji"]) > 1400
        for character in properties["Emoji"]:
            stays = character not in properties["Emoji_Presentation"]
            assert STRIP(f"ن{character}م") == (f"ن{character}م" if stays else "نم"), ascii(character)
        for character in properties["Emoji_Modifier_Base"]:
            assert STRIP(f"ن{character}🏽م") == "نم", ascii(character)
