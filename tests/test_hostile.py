"""Text that somebody made to do harm: long rows of what needs a partner, an end or an order, and marks of direction.

A loop that reads text again for each part of it would not be done with these lengths. `tests/reading.py` counts what a
scan reads.
"""

from __future__ import annotations

import pytest

import arnorm
from arnorm import Normalizer, Tokenizer, chars, inspect, policies, profiles

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
