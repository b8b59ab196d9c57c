"""A shortcut and a cut save work and change no result: laws for arbitrary rules, profiles and documents."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS
from made import stages
from strategies import CODE_POINTS, RULE_LISTS, texts

from arnorm import Normalizer, Rule, profiles, rules
from arnorm._core import reference
from arnorm.profiles import PROFILES, Profile
from arnorm.rules.steps import Context, Run, step
from arnorm.stages import compile_rules

each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
# Little that stages act on, so that shortcuts serve, and all that they look out for, now and then.
USUAL = st.text(st.sampled_from("ابتسلم هوي ةأ ٣5.\n"), min_size=1, max_size=80)
SELDOM = st.text(st.sampled_from('ًَّٰٕٔـ  \t\n\r\u0085\u00a0«"،,%ﻻﷲAé\u0301\u200cااا...😀'), max_size=6)


compiled_profile = lru_cache(compile_rules)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Lines of the usual, with the seldom here and there, longer than a chunk."""
    parts = draw(st.lists(st.one_of(USUAL, USUAL, SELDOM), min_size=1, max_size=12))
    return "".join(parts) * draw(st.sampled_from((1, 1, 7, 40)))


def check(chosen: Profile | list[Rule], text: str) -> None:
    compiled = stages(chosen) if isinstance(chosen, Profile) else compile_rules(chosen)
    expected = reference.Pipeline(compiled.tables)(text)
    for kernel in KERNELS:
        pipeline = kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut)
        result = pipeline(text)
        assert result == expected
        assert (result is text) == (result == text)
        data = text.encode("utf-8", "replace")
        encoded = pipeline.map_utf8(data)
        assert encoded == pipeline(data.decode()).encode()
        assert (encoded is data) == (encoded == data)


@each_profile
@given(text=st.one_of(documents(), documents(), texts()))
def test_profiles(profile: Profile, text: str) -> None:
    check(profile, text)


@given(RULE_LISTS, st.one_of(documents(), texts()))
def test_any_rules(chosen: list[Rule], text: str) -> None:
    check(chosen, text)


MARKS = st.text(st.sampled_from("با\u064b\u064e\u0651\u0652\ufe77\ufe7d\u0655 "), max_size=12)


@pytest.mark.parametrize(
    "chosen",
    [
        [rules.strip_tanween, rules.compose],
        [rules.strip_tashkeel, rules.expand_presentation_forms, rules.compose],
        [rules.expand_presentation_forms, rules.order_marks, rules.fold_alef],
        [rules.strip_harakat, rules.order_marks, rules.squeeze_spaces],
        [rules.compose, Rule.mapping({"\u064e": "a", "\u0651": "~"})],
        [rules.order_marks, Rule.mapping({"\u064b": "ا", "\u0652": "", "\u064e": "\u0650"}), rules.squeeze_spaces],
        [Rule.mapping({"ا": "\u064e"}), rules.compose, Rule.mapping({"\u064e": "ا", "ب": "\u0651"}), rules.trim],
        [rules.order_marks, Rule.mapping({"\u0651": "\u0652"}), Rule.mapping({"\u0652": "ن"})],
    ],
    ids=lambda chosen: "-".join(rule.name for rule in chosen),
)
@given(text=MARKS)
def test_marks_that_are_not_guarded_against_are_looked_for(chosen: list[Rule], text: str) -> None:
    check(chosen, text)


SIDES = st.sampled_from((None, "letter", "(edge | break) space*", "[^letter] mark*", '"\n" letter', "edge"))
CONDITIONS = st.one_of(
    st.none(),
    st.builds(Context, SIDES, SIDES, st.booleans()).filter(lambda context: context.left or context.right),
    st.sampled_from((Run(2, 1, True), Run(3, 1), Run(2, 0), Run(1, 0))),
)
STEPS = st.builds(
    step,
    st.dictionaries(
        st.sampled_from("اب .\n\tً😀"), st.text(st.sampled_from("اب .\n"), max_size=2), min_size=1, max_size=3
    ),
    CONDITIONS,
)


@given(st.lists(STEPS, min_size=1, max_size=5), st.one_of(documents(), st.text(CODE_POINTS, max_size=30)))
def test_any_steps(steps: list, text: str) -> None:  # type: ignore[type-arg]  # of any kind
    check([Rule("steps", tuple(steps), "", True, "")], text)


@pytest.mark.parametrize(
    ("written", "run"),
    [
        ("", Run(2, 0, True)),
        ("", Run(2, 1, True)),
        ("", Run(2, 0)),
        (".", Run(2, 1)),
        ("  ", Run(2, 1)),
        ("\t", Run(1, 0)),
    ],
)
@pytest.mark.parametrize("text", ["ذهب  الولد إلى   المدرسة  اليوم. \n" * 9, "ab  cd   ef\n" * 9, "كتاب  "])
def test_spaces_between_words_may_vanish_or_become_more(written: str, run: Run, text: str) -> None:
    """What becomes of the same spaces between the same neighbours is remembered, where anything is left of them."""
    check([Rule("spaces", (step({" ": written}, run),), "", True, "")], text)
    check([rules.strip_tatweel, Rule("spaces", (step({" ": written}, run),), "", True, "")], text)


def test_a_condition_that_looks_far_back() -> None:
    """There are more rows than are looked at for places at which text can be taken apart."""
    left = " ".join(["letter{60}"] * 5)
    far = Rule("far", (step({"ة": "ه"}, Context(left=left)),), "", True, "")
    check([far, rules.squeeze_spaces], "ب" * 299 + "ة ةة  " + "با" * 400 + "ة  مدرسة\n" + "كتاب  ")


@each_profile
def test_profiles_are_cut_at_line_feeds_and_have_shortcuts(profile: Profile) -> None:
    compiled = compile_rules(profile)
    assert compiled.cut == ord("\n")
    assert compiled.shortcut is not None


def test_what_looks_over_lines_is_not_cut() -> None:
    for chosen in (
        Rule.mapping({"\n": " "}),
        Rule("over", (step({"ا": ""}, Context(left='"\n"')),), "", True, ""),
        Rule("edge", (step({"ا": ""}, Context(left='edge "ب"')),), "", True, ""),
        Rule("run", (step({"\n": ""}, Run(2, 1)),), "", True, ""),
        Rule.pattern("a", "b"),
    ):
        assert compile_rules([chosen]).cut == -1


def test_maps_alone_need_no_shortcut() -> None:
    assert compile_rules([rules.fold_alef, rules.strip_tatweel]).shortcut is None
    assert Normalizer(profiles.SEARCH).stages[0].kind == "map"


def test_a_stage_without_candidates_is_dropped() -> None:
    compiled = compile_rules([rules.convert_punctuation("ascii"), rules.convert_number_separators])
    assert [stage.kind for stage in compiled.stages] == ["map"]
    assert compiled.stages[0].rules == ("convert_punctuation:ascii", "convert_number_separators")
