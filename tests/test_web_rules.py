"""Laws of the rules about the web: what is made by the grammar of an address goes whole, and nothing else goes."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import CODE_POINTS, texts

import arnorm
from arnorm import Normalizer, rules
from arnorm.rules import Rule

REPLACEMENTS = {
    "replace_urls": rules.replace_urls,
    "replace_emails": rules.replace_emails,
    "replace_mentions": rules.replace_mentions,
    "replace_hashtags": rules.replace_hashtags,
    "replace_html": rules.replace_html,
}
BY = {name: Normalizer(make("\x00")) for name, make in REPLACEMENTS.items()}
SIGNS = {
    "replace_urls": ("://", "www."),
    "replace_emails": ("@",),
    "replace_mentions": ("@", "\uff20"),
    "replace_hashtags": ("#", "\uff03", "\ufe5f"),
    "replace_html": ("<",),
}
SPLIT = Normalizer(rules.split_hashtags)
UNESCAPE = Normalizer(rules.unescape_html)
SIGNED = st.lists(
    st.one_of(
        st.sampled_from("@#<>/\"'=-_.:;&!?%+()\uff20\uff03"),
        st.sampled_from(
            ("http://", "HTTPS://", "www.", "ftp://", "<!--", "-->", "<script>", "</script>", "<b>", "</b>")
        ),
        st.sampled_from("abzنعمو٥1 \n\u200c\u064e\u200f،"),
        CODE_POINTS,
    ),
    max_size=40,
).map("".join)

ASCII = string.ascii_letters + string.digits
ATOMS = st.text(ASCII + "_", min_size=1, max_size=6)
LABELS = st.text(ASCII, min_size=1, max_size=6)
PATHS = st.lists(
    st.one_of(st.sampled_from(("/", "/?q=", "&x=", "#", "%D8%A7", "-", ".a", "/a,b", ":8", "(a)", "~")), ATOMS,
              st.sampled_from(("لغة", "خاص:بحث", "شكل_(هندسة)"))),
    max_size=5,
).map("".join)  # fmt: skip  # laid out by hand
URLS = (
    st.tuples(st.sampled_from(("http://", "https://", "HTTPS://", "ftp://", "www.", "Www.")), LABELS, LABELS, PATHS)
    .map(lambda parts: f"{parts[0]}{parts[1]}.{parts[2]}{parts[3]}")
    .filter(lambda url: url[-1] not in ":")
)
EMAILS = st.tuples(
    st.lists(st.tuples(ATOMS, st.sampled_from(("", "-a", "+x", "%")).map(str)).map("".join), min_size=1, max_size=3),
    st.lists(LABELS, min_size=1, max_size=3),
    st.text(string.ascii_lowercase, min_size=2, max_size=4),
).map(lambda parts: f"{'.'.join(parts[0])}@{'.'.join(parts[1])}.{parts[2]}")
NAMES = st.one_of(ATOMS, st.sampled_from(("سلمى_99", "وزارة_الثقافة", "أَحمد", "کتاب", "x٥")))
HASHTAGS = st.tuples(
    st.sampled_from("#\uff03\ufe5f"),
    st.sampled_from(("", "30_", "_", "٥")),
    st.sampled_from(("خبر_عاجل", "a", "می\u200cروم", "اليوم_الوطني_93", "é", "x_")),
).map("".join)
VALUES = st.sampled_from(('"x > y"', "'a>b'", '"نعم"', "x", "#fff", "http://a.b/?c=1&d=2", "نعم"))
TAGS = st.one_of(
    st.tuples(
        st.sampled_from(("b", "br", "h1", "svg:g", "my-tag", "P")),
        st.lists(st.tuples(st.sampled_from((" id=", "\nclass=", " data-x =")), VALUES).map("".join), max_size=2),
        st.sampled_from(("", " ", "/", " /")),
    ).map(lambda parts: f"<{parts[0]}{''.join(parts[1])}{parts[2]}>"),
    st.sampled_from(("</b>", "</p >", "<!DOCTYPE html>", "<?xml version='1.0'?>", "<![CDATA[x]]>", "<![endif]>")),
    st.sampled_from(("a", "-", " - ", "--", "<b>", "</p>", "->", "[if IE]><p>x</p><![endif]", "<- ")).map(
        lambda content: f"<!--{content}-->"
    ),
    st.tuples(st.sampled_from(("script", "STYLE")), st.sampled_from(("", "if (a<b && c<<2) x='<b>';", "p > a {}"))).map(
        lambda parts: f"<{parts[0]} type='x'>{parts[1]}</{parts[0].lower()} >"
    ),
)
MADE = {
    "replace_urls": URLS,
    "replace_emails": EMAILS,
    "replace_mentions": NAMES.map("@".__add__),
    "replace_hashtags": HASHTAGS,
    "replace_html": TAGS,
}
each = pytest.mark.parametrize("name", REPLACEMENTS)


@each
@given(data=st.data())
def test_what_the_grammar_makes_goes_whole(name: str, data: st.DataObject) -> None:
    pieces = data.draw(st.lists(MADE[name], min_size=1, max_size=3))
    ends: tuple[str, ...] = ("،", " ", ".", "؟", ")", "\u200f", "\n", "...")
    if name == "replace_urls":
        ends += ("!", ",", '"', "»", "|")
    between = [
        data.draw(st.sampled_from(("", "نعم ", "«", "(", "\n", "\u200f"))),
        *(data.draw(st.sampled_from(ends)) + data.draw(st.sampled_from((" نعم ", " ", "\n"))) for _ in pieces),
    ]
    text = "".join(part for pair in zip(between, pieces, strict=False) for part in pair) + between[-1]
    assert BY[name](text) == "\x00".join(between)


@each
@given(data=st.data())
def test_an_arabic_particle_may_touch(name: str, data: st.DataObject) -> None:
    """Social networks ask for a space before a hashtag, but before nothing else."""
    piece = data.draw(MADE[name])
    if name == "replace_mentions":
        piece = data.draw(ATOMS.map("@".__add__))
    expected = f"و{piece}" if name == "replace_hashtags" else "و\x00"
    assert BY[name](f"قال و{piece} ثم") == f"قال {expected} ثم"


@each
@given(text=SIGNED)
def test_a_text_without_the_sign_is_the_same_object(name: str, text: str) -> None:
    for sign in SIGNS[name]:
        text = text.replace(sign, " ")
    if any(sign in text.lower() for sign in SIGNS[name]):
        text = "نعم"
    assert BY[name](text) is text


@each
@given(text=SIGNED)
def test_the_rest_stays_in_order(name: str, text: str) -> None:
    text = text.replace("\x00", "")
    result = BY[name](text)
    left = iter(text)
    assert all(character in left for character in result.replace("\x00", ""))
    assert (result is text) == ("\x00" not in result)


@pytest.mark.parametrize("name", [name for name in REPLACEMENTS if name != "replace_html"])
@given(text=SIGNED)
def test_once_is_enough(name: str, text: str) -> None:
    normalizer = Normalizer(REPLACEMENTS[name](" ، "))
    once = normalizer(text)
    assert normalizer(once) is once


@example("a@b.org", "http://0.0شكل_(هندسة)#لغة", "#خبر")
@given(EMAILS, URLS, HASHTAGS)
def test_no_rule_takes_apart_what_belongs_to_another(email: str, url: str, hashtag: str) -> None:
    for name in ("replace_mentions", "replace_hashtags", "replace_urls"):
        assert BY[name](email) is email
    for name in ("replace_mentions", "replace_hashtags", "replace_emails"):
        assert BY[name](url) is url
    assert SPLIT(url) is url
    for name in ("replace_mentions", "replace_emails", "replace_urls"):
        assert BY[name](hashtag) is hashtag


class TestHashtags:
    @given(st.lists(st.sampled_from(("خبر", "عاجل", "a", "می\u200cروم", "é")), min_size=1, max_size=4), st.data())
    def test_words_come_out(self, words: list[str], data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(([], ["30"], ["٥"])))
        sign = data.draw(st.sampled_from("#\uff03"))
        underscores = st.sampled_from(("_", "__"))
        text = sign + data.draw(st.sampled_from(("", "_")))
        text += "".join(word + data.draw(underscores) for word in number + words[:-1]) + words[-1]
        text += data.draw(st.sampled_from(("", "_")))
        assert SPLIT(f"قال {text}.") == f"قال {' '.join(number + words)}."

    @given(text=SIGNED)
    def test_only_signs_and_underscores_change(self, text: str) -> None:
        text = text.replace("\uffff", "")
        result = SPLIT(text)
        assert "".join(c for c in result if c not in "#\uff03\ufe5f_ ") == "".join(
            c for c in text if c not in "#\uff03\ufe5f_ "
        )
        if "#" not in text and "\uff03" not in text:
            assert result is text

    @given(text=SIGNED)
    def test_once_is_enough_for_text_without_signs_in_a_row(self, text: str) -> None:
        text = "".join(c for c in text if c not in "#\uff03\ufe5f") + " #خبر_عاجل"
        once = SPLIT(text)
        assert SPLIT(once) is once


class TestReferences:
    @given(texts(CODE_POINTS))
    def test_what_is_escaped_comes_back(self, text: str) -> None:
        from html import escape

        assert UNESCAPE(escape(text.replace("&", "&amp;"))) == UNESCAPE(escape(text)).replace("&", "&amp;")

    @given(texts(CODE_POINTS))
    def test_text_without_an_ampersand_is_the_same_object(self, text: str) -> None:
        text = text.replace("&", "")
        assert UNESCAPE(text) is text

    @given(st.text("ابتثجح٠١، é😀", max_size=10))
    def test_numbers_of_code_points(self, text: str) -> None:
        assert UNESCAPE("".join(f"&#{ord(c)};" for c in text)) == text
        assert UNESCAPE("".join(f"&#x{ord(c):X};" for c in text)) == text


HOSTILE = (
    *("<", "a.", "@", "http://", '"', "<!--", "<a ", "<script>", "<style>", "<s", "</s", "<!", "<?", "-->", "<a '"),
    *("%", "a%", "a@", "a@b.", "#", "#a_", "#1", "&#", "_", "www.", "http://a(", "http://a.", "ا", "ا@", "a-@", "#_"),
    *(
        "'",
        "«",
        "‘a",
        "😀\u200d",
        "🇸",
        "🏴\U000e0067",
        "1\ufe0f",
        "ِّ",
        "5,",
        "5 ",
        "%5 ",
        "ا; ",
        "a+a.",
        "<!-- <",
        "<a =",
    ),
)
SEARCHING = (
    *(make() for make in REPLACEMENTS.values()),
    rules.split_hashtags,
    rules.strip_emoji,
    rules.convert_quotes("guillemets"),
    rules.convert_punctuation("arabic"),
    rules.replace_punctuation,
    rules.convert_number_separators,
    rules.compose,
    rules.order_shadda_first,
)


@pytest.mark.parametrize("rule", SEARCHING, ids=lambda rule: rule.name)
def test_a_million_signs_cost_linear_time(rule: Rule) -> None:
    """Nothing is measured: an algorithm that is not linear does not come back."""
    normalizer = Normalizer(rule)
    count = 1_000_000 if arnorm.BACKEND == "compiled" else 2_000
    for sign in HOSTILE:
        text = sign * (count // len(sign))
        assert len(normalizer(text)) <= len(text)
