"""Text that somebody made to do harm: long rows of what needs a partner, an end or an order, and marks of direction.

A loop that reads text again for each part of it would not be done with these lengths. `tests/reading.py` counts what a
scan reads.
"""

from __future__ import annotations

import json
import unicodedata
from html.parser import HTMLParser
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import arnorm
from arnorm import Normalizer, Rule, Tokenizer, chars, inspect, policies, profiles, rules
from arnorm.rules.canonical import in_order

LENGTH = 100_000 if arnorm.BACKEND == "compiled" else 1_000
PARTS = {
    "one mark": chars.FATHA,
    "marks out of order": chars.FATHA + chars.HAMZA_BELOW + chars.SHADDA + chars.SUPERSCRIPT_ALEF,
    "marks that compose": chars.HAMZA_ABOVE,
    "tatweel": chars.TATWEEL,
    "one letter": chars.ALEF,
    "straight quotes": '"',
    "quoted letters": f'"{chars.ALEF} ',
    "opening guillemets": "«",
    "closing guillemets": "»",
    "brackets": "(",
    "spaces": " ",
    "lines": "\n",
    "overrides of direction": "\N{RIGHT-TO-LEFT OVERRIDE}",
    "ligatures that expand": "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}",
    "digits and commas": "1,",
    "joined emoji": "\N{MAN}\N{ZERO WIDTH JOINER}",
    "half flags": "\N{REGIONAL INDICATOR SYMBOL LETTER A}",
    "beginnings of addresses": "http://",
    "halves of addresses": "a@",
    "full stops": ".",
    "abbreviations": f"{chars.DAL}.",
    "hashtags": "#_",
    "beginnings of tags": "<",
    "beginnings of references": "&",
    "lone surrogates": "\ud800",
}
NORMALIZERS = tuple(map(Normalizer, profiles.PROFILES.values()))
TOKENIZERS = tuple(
    Tokenizer(policy) for policy in (policies.DEFAULT, policies.SOCIAL, policies.CAMEL, policies.SENTENCES)
)


def hostile(name: str) -> str:
    """Return a letter, and behind it one part again and again."""
    part = PARTS[name]
    return chars.BEH + part * (LENGTH // len(part))


@pytest.mark.parametrize("name", PARTS)
def test_normalizers(name: str) -> None:
    text = hostile(name)
    for normalizer in NORMALIZERS:
        result = normalizer(text)
        alignment = normalizer.align(text)
        assert alignment.result == result
        assert alignment.to_source(0, len(result)) == (0, len(text))
        if name != "lone surrogates":
            assert normalizer.normalize_utf8(text.encode()) == result.encode()


@pytest.mark.parametrize("name", PARTS)
def test_tokenizers(name: str) -> None:
    text = hostile(name)
    for tokenizer in TOKENIZERS:
        spans = tokenizer.spans(text)
        assert (spans[1:, 0] >= spans[:-1, 1]).all()
        assert [text[start:end] for start, end in spans.tolist()] == tokenizer(text)


@pytest.mark.parametrize("name", PARTS)
def test_normalization_forms(name: str) -> None:
    """``unicodedata`` takes quadratic time for marks out of order."""
    text = hostile(name)
    for rule in (rules.nfc, rules.nfd, rules.nfkc, rules.nfkd):
        normalizer = Normalizer(rule)
        assert normalizer.align(text).result == normalizer(text)


@given(st.text(st.sampled_from("اأبé\u0651\u064e\u0655\u0670\u0653\u0f71\u0f72\u0f73\u0344가\u1100\u1161\u11a8 ﷲﬁ")))
def test_marks_in_order_have_the_same_form(text: str) -> None:
    forms: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
    for form in forms:
        assert unicodedata.normalize(form, in_order(form, text)) == unicodedata.normalize(form, text)


@pytest.mark.skipif(arnorm.BACKEND == "reference", reason="takes minutes in plain Python")
def test_a_hundred_megabytes_of_one_mark() -> None:
    data = chars.FATHA.encode() * 50_000_000
    clean, search = Normalizer(profiles.CLEAN), Normalizer(profiles.SEARCH)
    assert clean.normalize_utf8(data) is data
    assert search.normalize_utf8(data) == b""
    text = data.decode()
    assert clean(text) is text
    assert search(text) == ""
    assert len(Tokenizer().spans(text)) == 1


@pytest.mark.parametrize("quotes", ["«", "»", '"', '"«', '"a" ', "(«", "'"], ids=ascii)
def test_a_million_quotes(quotes: str) -> None:
    text = quotes * (LENGTH * 10 // len(quotes))
    for rule in (rules.convert_quotes("curly"), rules.convert_quotes("ascii"), rules.convert_quotes("guillemets")):
        assert len(Normalizer(rule)(text)) == len(text)
    assert len(arnorm.unpaired_quotes(text)) <= len(text)


@pytest.mark.parametrize("name", PARTS)
def test_a_census(name: str) -> None:
    text = hostile(name)[: LENGTH // 10]
    assert inspect(text).code_points == len(text)


def test_nothing_that_turns_text_around_is_shown_as_it_is() -> None:
    """Marks of direction would show another text than stands there, as in CVE-2021-42574; markup would be run."""
    around = "".join(chars.BIDI_CONTROLS)
    text = f"كـتاب{around}<script>alert(1)</script>&amp;{chr(27)}[2J\0"
    explanation = Normalizer(profiles.SEARCH).explain(text)
    terminal, page, census = str(explanation), explanation.to_html(), str(inspect(text))
    isolate, end = (
        "\N{FIRST STRONG ISOLATE}",
        "\N{POP DIRECTIONAL ISOLATE}",
    )  # as a terminal keeps letters in their place
    assert [part.count(end) for part in terminal.split(isolate)[1:]] == [1] * terminal.count(isolate)
    for shown in (terminal.replace(isolate, "").replace(end, ""), page, census):
        assert not set(shown) & {*chars.BIDI_CONTROLS, chr(27), "\0"}
    assert "<script" not in page
    assert "alert(1)" in page


def test_names_of_strangers_are_shown_without_effect() -> None:
    """A rule that came as JSON may be called anything, and is named in text, attributes and tooltips."""
    name = f'"><img src=x onerror=alert(1)>{chr(27)}]0;{min(chars.BIDI_CONTROLS)}'
    rule = Rule(name, rules.strip_tatweel_decorative.steps, '"><script>', True, "<b>")
    spec = json.loads(Normalizer(rule).to_json())
    explanation = Normalizer.from_json(json.dumps(spec)).explain("كـتاب")
    page = explanation.to_html()
    found = Tags(page)
    assert not found.tags & {"img", "script"}
    assert found.attributes <= {"class", "title", "dir", "lang", "charset", "name", "content"}
    for shown in (str(explanation), page, repr(explanation), repr(rule), repr(Normalizer(rule).stages)):
        assert not set(shown) & {chr(27), *chars.BIDI_CONTROLS} - {
            "\N{FIRST STRONG ISOLATE}",
            "\N{POP DIRECTIONAL ISOLATE}",
        }


class Tags(HTMLParser):
    """The tags of a page, and the names of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


@given(st.text(st.sampled_from("<>&\"'/=a ـكً\n\0\x1b\u202e\u2066\ud800"), max_size=30))
def test_a_page_has_no_tag_of_the_text(text: str) -> None:
    plain = Tags(Normalizer(profiles.SEARCH).explain("إلـى كِتاب").to_html())
    found = Tags(Normalizer(profiles.SEARCH).explain(text).to_html())
    assert found.tags <= plain.tags | {"i", "bdi"}
    assert found.attributes <= plain.attributes


@given(st.text(max_size=20), st.sampled_from(sorted(chars.BIDI_CONTROLS)))
def test_values_print_without_effect(text: str, control: str) -> None:
    text += control
    normalizer = Normalizer(profiles.CORPUS)
    made = (
        Tokenizer().tokens(text), normalizer.align(text), normalizer.explain(text), inspect(text),
        normalizer.explain(text).changes, Rule.mapping({control: text} if text.isprintable() else {control: "x"}),
    )  # fmt: skip  # laid out by hand
    for value in made:
        assert repr(value).isprintable()
