"""The measure of sentences, and that those of news are found; docs/sentences.md has the tables."""

from __future__ import annotations

import pytest

from arnorm import SentenceSplitter
from benchmarks.corpus import DATA
from benchmarks.eval_sentences import boundaries, is_marked, ntrex, score


def test_boundaries_do_not_depend_on_white_space() -> None:
    assert boundaries(["نعم. ", " لا شك.", "", "ثم"]) == boundaries(["نعم.", "لا\nشك.", "ثم"]) == [4, 9]
    assert boundaries([]) == []
    assert is_marked('قال: "نعم."')
    assert not is_marked('قال "نعم"')


def test_score() -> None:
    documents = [["نعم.", "لا شك", "ثم ذهب. وعاد."], ["لا."]]
    result = score(SentenceSplitter(), documents)
    assert (result.right, result.wrong, result.missed, result.unmarked) == (1, 1, 0, 1)
    assert result.precision == result.recall == result.f1 == 0.5
    assert score(lambda text: [text], documents).f1 == 0


@pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not beside this checkout")
def test_news() -> None:
    result = score(SentenceSplitter(), ntrex())
    assert result.precision > 0.985
    assert result.marked_f1 > 0.99
    assert result.f1 > 0.93
    assert result.missed <= 2
