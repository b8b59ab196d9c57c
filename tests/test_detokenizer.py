"""The detokenizer: text that is spaced as Arabic typography asks comes back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

import arnorm
from arnorm import Token, Tokenizer, chars

LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
WORDS = st.one_of(
    st.sampled_from(("قال", "المدينةُ", "وُلِدَ", "كتابًا", "بالعالَم", "می‌روم", "WhatsApp", "إلى")),
    st.text(st.sampled_from(LETTERS), min_size=3, max_size=7),
)
NUMBERS = st.sampled_from(("5", "2026", "3.5", "1,000", "١٩٧٣", "١٢٫٥", "۱۲۳"))
PAIRS = (('"', '"'), ("'", "'"), ("«", "»"), ("“", "”"), ("”", "“"), ("(", ")"), ("[", "]"), ("{", "}"))
PREFIXED = (('و"', '"'), ("ف«", "»"), ("ب“", "”"), ("الـ«", "»"))
STOPS = (".", "!", "؟", "...", "…", "!!", "۔")


def joined(draw: st.DrawFn, least: int, most: int) -> str:
    """Words with spaces and commas between them."""
    words = draw(st.lists(WORDS, min_size=least, max_size=most))
    return " ".join(word + draw(st.sampled_from(("", "", "", "،", "؛", ":"))) for word in words[:-1]) + " " + words[-1]


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A word, a number with its signs, words that a mark joins, or a phrase between two marks."""
    word, number = draw(WORDS), draw(NUMBERS)
    opening, closing = draw(st.sampled_from(PAIRS + PREFIXED))
    inside = joined(draw, 1, 3).strip() + draw(st.sampled_from(("", "", ".", "؟", "!")))
    mixed = (
        f"{number}{draw(st.sampled_from('%٪'))}",
        f"بسعر ${draw(NUMBERS)}",
        f"بسعر {number}€",
        f"{word}/{draw(WORDS)}",
        f"{word}-{draw(WORDS)}",
        f"{word}-19",
        f"{word} – {draw(WORDS)}",
        "1990-1995",
    )
    return draw(
        st.one_of(
            st.just(word), st.just(word), st.just(number), st.sampled_from(mixed), st.just(opening + inside + closing)
        )
    )


@st.composite
def well_formed(draw: st.DrawFn) -> str:
    """Sentences of Arabic with the spaces where typography puts them, and no others."""
    sentences = []
    for _ in range(draw(st.integers(1, 3))):
        parts = draw(st.lists(pieces(), min_size=1, max_size=5))
        commas = [draw(st.sampled_from(("", "", "", "،", "؛"))) for _ in parts[1:]]
        body = " ".join(part + comma for part, comma in zip(parts, [*commas, ""], strict=True))
        sentences.append(f"{draw(WORDS)} {body} {draw(WORDS)}{draw(st.sampled_from(STOPS))}")
    return " ".join(sentences)


class TestLaws:
    @given(well_formed())
    def test_well_formed_text_comes_back(self, text: str) -> None:
        tokens = arnorm.tokenize(text)
        assert arnorm.detokenize(tokens) == text
        assert arnorm.detokenize(Tokenizer().tokens(text)) == text
        assert arnorm.tokenize(arnorm.detokenize(tokens)) == tokens

    @given(texts())
    def test_nothing_is_lost_or_added_but_spaces(self, text: str) -> None:
        tokens = arnorm.tokenize(text)
        result = arnorm.detokenize(tokens)
        assert result.replace(" ", "") == "".join(tokens).replace(" ", "")
        assert "  " not in result
        assert result == result.strip(" ")

    @given(st.lists(st.text(max_size=5), max_size=10))
    def test_any_strings_will_do(self, tokens: list[str]) -> None:
        assert arnorm.detokenize(iter(tokens)).replace(" ", "") == "".join(tokens).replace(" ", "")


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("", ""),
        ("نعم", "نعم"),
        ("نعم ، لا .", "نعم، لا."),
        ('قال : " نعم " .', 'قال: "نعم".'),
        ('قال : " نعم .', 'قال: "نعم.'),
        ('نعم . "', 'نعم."'),
        ('" أ " و " ب "', '"أ" و"ب"'),
        ("( ( أ ) [ ب ] )", "((أ) [ب])"),
        ("” أ “ ثم “ ب ”", "”أ“ ثم “ب”"),
        ("„ أ “ ثم ‚ ب ‘", "„أ“ ثم ‚ب‘"),
        ("و « المدينة » و ( القرية )", "و«المدينة» و (القرية)"),
        ("الـ “ كلمة ” ـ نعم", "الـ“كلمة” ـ نعم"),
        ("50 % و ٪ 50 و ٣ ٪", "50% و ٪50 و ٣٪"),
        ("بسعر $ 5 أو 5 €", "بسعر $5 أو 5€"),
        ("كوفيد - 19 - نعم", "كوفيد-19-نعم"),
        ("- نعم", "- نعم"),
        ("1990 – 1995 – عام", "1990–1995 – عام"),
        ("كم / ساعة", "كم/ساعة"),
        ("نعم !!؟ لا ...", "نعم!!؟ لا..."),
        ("مرحبا :) ؟", "مرحبا :)؟"),
        ("# وسم @ اسم", "#وسم @اسم"),
        ("20 ° مئوية", "20° مئوية"),
    ],
)
def test_examples(tokens: str, text: str) -> None:
    assert arnorm.detokenize(tokens.split()) == text


def test_white_space_among_tokens_stays_as_it_is() -> None:
    assert arnorm.detokenize(["نعم", "\n", "لا", "\u00a0", "«", "أ", "»"]) == "نعم\nلا\u00a0«أ»"
    assert arnorm.detokenize(["نعم", "", "لا"]) == "نعم لا"


def test_quotation_marks_that_take_turns_are_quotation_marks() -> None:
    from arnorm.detokenizer import _FAMILY

    assert set(_FAMILY) <= chars.QUOTATION_MARKS


def test_bad_input() -> None:
    with pytest.raises(TypeError, match="tokens must be an iterable of str or Token, not one str"):
        arnorm.detokenize("نعم")
    with pytest.raises(TypeError, match="tokens must be an iterable of str or Token, not int"):
        arnorm.detokenize(5)  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(TypeError, match=r"tokens\[1\] must be a str or a Token, not tuple"):
        arnorm.detokenize([Token("أ", 0, 1, "word"), ("أ", 0, 1, "word")])  # type: ignore[list-item]  # wrong on purpose


@pytest.mark.parametrize(("name", "least"), [("flores_arb", 0.96), ("ntrex_arb", 0.88), ("tico19_ar", 0.95)])
def test_corpora(shared: Path, name: str, least: float) -> None:
    """The lines that do not come back space their marks in another way, which seldom changes their tokens."""
    lines = [" ".join(line.split()) for line in (shared / "corpora" / f"{name}.txt").read_text("utf-8").splitlines()]
    tokens = arnorm.Tokenizer().tokenize_many(lines)
    restored = list(map(arnorm.detokenize, tokens))
    same = sum(map(str.__eq__, restored, lines))
    assert same >= least * len(lines)
    assert sum(map(list.__eq__, arnorm.Tokenizer().tokenize_many(restored), tokens)) >= 0.999 * len(lines)
