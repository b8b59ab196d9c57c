"""Rules that look around or count."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import normalizer
from rule_facts import CONDITIONAL, DELETING, MAPPINGS, changes, verb
from strategies import CODE_POINTS, texts

from arnorm import Normalizer, rules
from arnorm.rules import Rule

MEETING = st.one_of(st.sampled_from("اـ "), st.sampled_from("يوتبَّ.؟\n\r\t1aً"), CODE_POINTS)
RUNS = st.lists(st.tuples(MEETING, st.integers(1, 6)).map(lambda run: run[0] * run[1]), max_size=20).map("".join)


class TestConditions:
    """Rules that look around or count."""

    DELETIONS = tuple(rule for rule in CONDITIONAL if verb(rule) in DELETING and set(changes(rule).values()) == {""})
    SQUEEZES = tuple(rule for rule in CONDITIONAL if rule.name.startswith("squeeze_"))

    def test_every_squeeze_is_one(self) -> None:
        assert not [rule for rule in MAPPINGS if rule.name.startswith(("squeeze_", "trim"))]

    # The marks of the other style do not say on which side they stand.
    @pytest.mark.parametrize(
        "rule", [rule for rule in CONDITIONAL if rule.name != "convert_quotes:arabic"], ids=lambda rule: rule.name
    )
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_once_is_enough(self, rule: Rule, text: str) -> None:
        once = normalizer(rule)(text)
        assert normalizer(rule)(once) is once

    @pytest.mark.parametrize("rule", DELETIONS, ids=lambda rule: rule.name)
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_characters_go_and_none_come(self, rule: Rule, text: str) -> None:
        result = normalizer(rule)(text)
        left = iter(text)
        assert all(character in left for character in result)
        assert (Counter(text) - Counter(result)).keys() <= changes(rule).keys()

    @pytest.mark.parametrize("rule", SQUEEZES, ids=lambda rule: rule.name)
    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_squeeze_takes_no_kind_of_character_away(self, rule: Rule, text: str) -> None:
        result = normalizer(rule)(text)
        assert rule is rules.squeeze_spaces or set(result) == set(text)
        assert bool(result) == bool(text)

    @pytest.mark.parametrize("most", [1, 2, 3])
    @given(text=RUNS)
    def test_no_punctuation_run_is_longer_than_asked(self, most: Literal[1, 2, 3], text: str) -> None:
        rule = rules.squeeze_punctuation(most)
        result = normalizer(rule)(text)
        assert not [mark for mark in changes(rule).keys() & set(result) if mark * (most + 1) in result]

    @pytest.mark.parametrize("most", [0, -1, 4, "1 ", 1.0, True])
    def test_other_numbers_are_refused(self, most: Any) -> None:
        with pytest.raises(ValueError, match=f"most must be 1, 2 or 3, not {re.escape(repr(most))}"):
            rules.squeeze_punctuation(most)
        with pytest.raises(ValueError, match=f"most must be 1 or 2, not {re.escape(repr(most))}"):
            rules.squeeze_elongation(most)

    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_trim_is_strip_of_every_line(self, text: str) -> None:
        spaces = "".join(changes(rules.trim))
        lines = re.split("([\n\v\f\r\x85\u2028\u2029])", text)
        assert normalizer(rules.trim)(text) == "".join(line.strip(spaces) for line in lines)

    @given(text=st.one_of(texts(MEETING), RUNS))
    def test_line_breaks_stay(self, text: str) -> None:
        both = Normalizer([rules.squeeze_spaces, rules.trim])(text)
        assert re.findall(r"[\n\v\f\r\x85\u2028\u2029]", both) == re.findall(r"[\n\v\f\r\x85\u2028\u2029]", text)
        assert not re.search("[ \t]{2}|(?m:^[ \t]|[ \t]$)", both)
