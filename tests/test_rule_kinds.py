"""What every kind of rule promises: rules that pair, match, compose, and rules of the caller's."""

from __future__ import annotations

import json
import pickle
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from strategies import CHARACTERS, CODE_POINTS, UTF8_TEXTS, texts

from arnorm import Normalizer, Rule, rules
from arnorm._ucd import GENERAL_CATEGORY, QUOTATION_MARKS
from arnorm.rules import RULES
from arnorm.rules.steps import Canonical, Function, Match, Pairs, Pattern, Step, step
from arnorm.rules.web import PLACEHOLDERS

CATEGORY = {
    chr(code): category
    for category, ranges in GENERAL_CATEGORY.items()
    for first, last in ranges
    for code in range(first, last + 1)
}
MADE = {name: Normalizer(rule) for name, rule in RULES.items()}


def named(*verbs: str) -> list[Rule]:
    """Return the rules whose name begins with one of these words."""
    return [rule for rule in RULES.values() if re.split("[_:]", rule.name)[0] in verbs]


EQUIVALENT = named("convert", "compose", "order", "expand", "nfc", "nfd")
DELETING = [rule for rule in named("strip", "squeeze", "trim") if rule is not rules.strip_latin_accents]
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
CASES = json.loads((Path(__file__).parent / "cases" / "rules.json").read_bytes().decode("utf-8"))

MEETING = texts(
    st.one_of(
        st.sampled_from("نعم abé ١٢5۶ .،,;؛?؟%٪٫٬-+:/\n\u200f"),
        st.sampled_from("\"'«»“”@#<>&_\u0651\u064e\u0654\u0301ـ\u200d😀🏽1\ufe0f\u20e3ﷺﻻ１"),
        CODE_POINTS,
    )
)


def test_steps_are_made_when_they_are_first_asked_for() -> None:
    made: list[Step] = []

    def steps() -> Iterator[Step]:
        made.append(step({"a": "b"}))
        yield made[-1]

    rule = Rule("late", steps, "", True, "")
    assert hash(rule) == hash(Rule("late", (), "", True, ""))
    assert made == []
    assert rule == Rule("late", (step({"a": "b"}),), "", True, "")
    assert rule.steps is rule.steps
    assert (rule.changes, len(made)) == (((0x61, "b"),), 1)
    assert pickle.loads(pickle.dumps(rule)) == rule


def test_the_import_makes_no_large_rule() -> None:
    code = (
        "from arnorm.rules import RULES\n"
        "made = {name: rule.changes for name, rule in RULES.items() if isinstance(rule._steps, tuple)}\n"
        "print(*(name for name, changes in made.items() if len(changes) > 300))"
    )
    done = subprocess.run([sys.executable, "-Ic", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split() == []


class TestEveryRule:
    @each_rule
    def test_documented(self, rule: Rule) -> None:
        """A rule of single code points names them; of the others the steps say what they do."""
        assert rule.steps
        for part in rule.steps:
            assert part.changes if isinstance(part, Step) else isinstance(part, Canonical | Pairs | Match | Function)
        assert re.fullmatch(r"[A-Z].*[^.]\.", rule.summary)
        assert rule.source

    @each_rule
    def test_found_by_its_name_printed_as_code_and_pickled(self, rule: Rule) -> None:
        assert rules.by_name(rule.name) == rule
        assert eval(repr(rule), {"rules": rules}) == rule
        assert pickle.loads(pickle.dumps(rule)) == rule

    @each_rule
    @given(text=MEETING)
    def test_unchanged_text_is_the_same_object(self, rule: Rule, text: str) -> None:
        result = MADE[rule.name](text)
        assert (result is text) == (result == text)

    @each_rule
    @given(text=MEETING)
    def test_utf8_equals_str(self, rule: Rule, text: str) -> None:
        text = text.encode("utf-8", "replace").decode()
        data = text.encode()
        result = MADE[rule.name].normalize_utf8(data)
        assert result.decode() == MADE[rule.name](text)
        assert (result is data) == (result == data)

    def test_verbs_are_known(self) -> None:
        verbs = {re.split("[_:]", name)[0] for name in RULES}
        assert verbs == {
            *("strip", "fold", "expand", "compose", "convert", "squeeze", "replace", "order", "promote"),  # promises
            *("split", "unescape", "casefold", "trim", "fix"),
            *("nfc", "nfd", "nfkc", "nfkd"),
        }

    def test_what_keeps_the_meaning_is_not_lossy(self) -> None:
        assert not [rule for rule in EQUIVALENT if rule.lossy]
        assert not [rule for rule in named("replace", "nfkc", "nfkd", "casefold") if not rule.lossy]

    @pytest.mark.parametrize("rule", named("convert"), ids=lambda rule: rule.name)
    @given(text=MEETING)
    def test_convert_keeps_the_length_and_every_letter(self, rule: Rule, text: str) -> None:
        """A form is chosen: a sign becomes a sign, a digit a digit."""
        result = MADE[rule.name](text)
        assert len(result) == len(text)
        for old, new in zip(text, result, strict=True):
            if old != new:
                assert CATEGORY[old][0] == CATEGORY[new][0] or {CATEGORY[old][0], CATEGORY[new][0]} == {"P", "S"}
                assert CATEGORY[old][0] in "NPS"
                assert CATEGORY[old] != "Nd" or unicodedata.decimal(old) == unicodedata.decimal(new)

    @pytest.mark.parametrize("rule", DELETING, ids=lambda rule: rule.name)
    @given(text=MEETING)
    def test_strip_squeeze_and_trim_only_delete(self, rule: Rule, text: str) -> None:
        """What is left is what was there, in order; but an accent goes out of its letter."""
        left = iter(text)
        assert all(character in left for character in MADE[rule.name](text))

    @pytest.mark.parametrize("rule", named("order"), ids=lambda rule: rule.name)
    @given(text=MEETING)
    def test_order_only_reorders(self, rule: Rule, text: str) -> None:
        result = MADE[rule.name](text)
        assert sorted(result) == sorted(text)
        newer = {c for c in text if unicodedata.category(c) == "Cn"}  # their classes are unknown to the interpreter
        if not newer:
            assert unicodedata.normalize("NFD", result) == unicodedata.normalize("NFD", text)

    @each_rule
    def test_full_width_digits_stay_unless_compatibility_is_asked_for(self, rule: Rule) -> None:
        """One library turns U+FF11 into a quotation mark."""
        expected = "1" if rule.name in ("nfkc", "nfkd") else "\uff11"
        assert MADE[rule.name]("\uff11") == expected

    @each_rule
    def test_thousands_stay_separated_between_digits(self, rule: Rule) -> None:
        result = MADE[rule.name]("١٬٢٠٠")
        assert [unicodedata.decimal(result[place]) for place in (0, 2, 3, 4)] == [1, 2, 0, 0]
        assert result[1] in "٬,"


class TestCases:
    """What can be counted stands in a case."""

    @pytest.mark.parametrize("style", ["ascii", "guillemets"])
    def test_every_quotation_mark_of_unicode_stands_in_one(self, style: str) -> None:
        inputs = "".join(case["input"] for case in CASES if case.get("rules") == [f"convert_quotes:{style}"])
        marks = {chr(point) for first, last in QUOTATION_MARKS for point in range(first, last + 1)}
        assert marks - set(inputs) <= ({'"', "'"} if style == "ascii" else set())


class TestReplacePunctuation:
    NORMALIZER = MADE["replace_punctuation"]

    @given(MEETING)
    def test_signs_become_spaces_and_nothing_else_changes(self, text: str) -> None:
        result = self.NORMALIZER(text)
        assert len(result) == len(text)
        for old, new in zip(text, result, strict=True):
            assert new == old or (new == " " and CATEGORY[old][0] in "PS")

    @given(MEETING)
    def test_what_stays_touches_a_number(self, text: str) -> None:
        result = self.NORMALIZER(text)
        for place, character in enumerate(result):
            if CATEGORY.get(character, "Cn")[0] in "PS":
                around = result[max(0, place - 1)] + result[place + 1 : place + 2]
                before = result[:place].rstrip(" \u00a0\t")[-1:]
                assert any(CATEGORY.get(c) == "Nd" for c in around + before)

    @given(MEETING)
    def test_once_is_enough(self, text: str) -> None:
        once = self.NORMALIZER(text)
        assert self.NORMALIZER(once) is once


class TestConvertPunctuation:
    ARABIC = MADE["convert_punctuation:arabic"]
    ASCII = MADE["convert_punctuation:ascii"]

    @given(MEETING)
    def test_once_is_enough(self, text: str) -> None:
        once = self.ARABIC(text)
        assert self.ARABIC(once) is once

    @given(MEETING)
    def test_the_ascii_form_comes_back(self, text: str) -> None:
        assert self.ASCII(self.ARABIC(text)) == self.ASCII(text)

    @given(st.lists(st.text("abcXYZ,;?! .5", max_size=12), max_size=4).map("\n".join))
    def test_lines_without_arabic_stay(self, text: str) -> None:
        assert self.ARABIC(text) is text

    @given(st.lists(st.sampled_from(("نعم", "لا", "(ربما)", "«قال»")), min_size=1, max_size=5), st.data())
    def test_every_sign_between_arabic_words_is_arabic(self, words: list[str], data: st.DataObject) -> None:
        text = "".join(
            word + data.draw(st.sampled_from((",", ";", "?"))) + data.draw(st.sampled_from((" ", ""))) for word in words
        )
        assert self.ARABIC(text) == text.translate(str.maketrans(",;?", "،؛؟"))

    @given(st.text("0123456789٠١٢٣٤٥٦٧٨٩,", min_size=1, max_size=12))
    def test_a_number_keeps_its_commas(self, number: str) -> None:
        number = re.sub(",+", ",", number).strip(",") or "5"
        text = f"عام {number} ثم"
        assert self.ARABIC(text) is text


class TestPlaceholders:
    @pytest.mark.parametrize("kind", PLACEHOLDERS)
    @given(replacement=st.text(CHARACTERS, max_size=5))
    def test_any_replacement_is_a_rule_with_a_name(self, kind: str, replacement: str) -> None:
        rule = PLACEHOLDERS[kind](replacement)
        assert rule.name == f"{kind}:{replacement}"
        assert rules.by_name(rule.name) == rule
        assert pickle.loads(pickle.dumps(rule)) == rule
        if not replacement.isdigit():
            assert eval(repr(rule), {"rules": rules}) == rule

    @pytest.mark.parametrize("kind", PLACEHOLDERS)
    def test_what_is_no_str_is_refused(self, kind: str) -> None:
        for wrong in (None, 3, b"x"):
            with pytest.raises(TypeError, match="the replacement must be a str, not"):
                PLACEHOLDERS[kind](wrong)  # type: ignore[arg-type]  # wrong on purpose


PATTERNS = ("[اأإآ]", r"(?<=\d)\s+(?=%)", r"\p{M}+", "(.)\\1{2,}", r"^\s+|\s+$", "نعم|لا", r"\bو(?=\p{L}{3})")
TEMPLATES = ("", "-", r"\g<0>\g<0>", "ا")


class TestPattern:
    @given(st.sampled_from(PATTERNS), st.sampled_from(TEMPLATES), MEETING)
    def test_it_substitutes_as_regex_does(self, pattern: str, template: str, text: str) -> None:
        rule = Rule.pattern(pattern, template, timeout=60)
        expected = regex.sub(pattern, template, text)
        result = Normalizer(rule)(text)
        assert result == expected
        assert (result is text) == (expected == text)

    @given(st.sampled_from(PATTERNS), UTF8_TEXTS)
    def test_it_stands_between_rules_of_the_kernel(self, pattern: str, text: str) -> None:
        rule = Rule.pattern(pattern, "-", timeout=60)
        chain = Normalizer([rules.fold_spaces, rule, rules.strip_tatweel])
        expected = MADE["strip_tatweel"](regex.sub(pattern, "-", MADE["fold_spaces"](text)))
        assert chain(text) == expected
        assert chain.normalize_utf8(text.encode()) == expected.encode()
        assert chain.normalize_many([text, ""]) == [expected, chain("")]
        assert [stage.kind for stage in chain.stages] == ["map", "pattern", "map"]
        assert [stage.native for stage in chain.stages] == [True, False, True]

    @pytest.mark.parametrize("pattern", PATTERNS)
    def test_it_is_a_value(self, pattern: str) -> None:
        rule, same = Rule.pattern(pattern, "-"), Rule.pattern(pattern, "-")
        assert rule == same
        assert rule.name == same.name != Rule.pattern(pattern, "").name
        assert pickle.loads(pickle.dumps(rule)) == rule
        assert eval(repr(rule), {"Rule": Rule}) == rule
        assert isinstance(rule.steps[0], Pattern)
        assert not rule.context_free
        assert rule.changes == ()

    def test_what_takes_too_long_is_an_error(self) -> None:
        rule = Rule.pattern("(a|aa)+$", "", timeout=0.01)
        with pytest.raises(TimeoutError, match=r"took more than 0\.01 s"):
            Normalizer(rule)("a" * 100_000 + "b")

    def test_what_regex_refuses_is_refused_when_the_rule_is_made(self) -> None:
        for pattern in ("(", "[", "*", "(?P<x>a)(?P=y)"):
            with pytest.raises(ValueError, match="is refused"):
                Rule.pattern(pattern)
        for wrong in ((3, ""), ("a", None), (b"a", "")):
            with pytest.raises(TypeError, match="a pattern rule takes a str and a str"):
                Rule.pattern(*wrong)
        for timeout in (0, -1, float("nan")):
            with pytest.raises(ValueError, match="timeout must be a positive number"):
                Rule.pattern("a", timeout=timeout)
        with pytest.raises(ValueError, match="is not a word"):
            Rule.pattern("a", name="two words")

    @pytest.mark.parametrize("template", [r"\g<1>", r"\g<name>", r"\1"])
    def test_a_wrong_template_is_refused_when_the_rule_is_made(self, template: str) -> None:
        with pytest.raises(ValueError, match="is refused"):
            Rule.pattern("a", template)


def double(text: str) -> str:
    return text * 2


class TestFunction:
    @given(UTF8_TEXTS)
    def test_it_calls_the_function(self, text: str) -> None:
        normalizer = Normalizer([rules.strip_tatweel, Rule.function(double, name="double"), rules.fold_alef])
        expected = MADE["fold_alef"](MADE["strip_tatweel"](text) * 2)
        assert normalizer(text) == expected
        assert normalizer.normalize_utf8(text.encode()) == expected.encode()
        assert [stage.kind for stage in normalizer.stages] == ["map", "function", "map"]

    def test_it_is_a_value(self) -> None:
        rule = Rule.function(double, name="double")
        assert rule == Rule.function(double, name="double") != Rule.function(str.upper, name="double")
        assert pickle.loads(pickle.dumps(rule)) == rule
        assert "double" in repr(rule)
        assert not rule.context_free

    def test_what_gives_no_str_is_an_error(self) -> None:
        for function in (len, str.encode, lambda text: None):
            with pytest.raises(TypeError, match="str"):
                Normalizer(Rule.function(function, name="wrong"))("نعم")  # type: ignore[arg-type]  # wrong on purpose

    def test_its_errors_come_through(self) -> None:
        def fail(text: str) -> str:
            raise LookupError(text)

        with pytest.raises(LookupError, match="نعم"):
            Normalizer(Rule.function(fail, name="fail"))("نعم")

    def test_what_cannot_be_called_is_refused(self) -> None:
        with pytest.raises(TypeError, match="cannot be called"):
            Rule.function("upper", name="upper")  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(ValueError, match="is not a word"):
            Rule.function(double, name="")
