"""Long text goes through the shortcut a tile at a time, and through the stages only between anchors: laws for both."""

from __future__ import annotations

import sys
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS
from strategies import CODE_POINTS, RULE_LISTS
from test_shortcuts import SELDOM, SIDES, STEPS, USUAL, check, each_profile

from arnorm import Rule, profiles, rules
from arnorm._core import reference
from arnorm._core.context import ContextTable, RunTable, compile_context, compile_run
from arnorm.profiles import PROFILES, Profile
from arnorm.rules.steps import AnyStep, Context, Run, step
from arnorm.stages import compile_rules

NARROW = st.text(st.sampled_from("abcéxyq 12.,\n"), min_size=1, max_size=40)


@st.composite
def long_texts(draw: st.DrawFn) -> str:
    """Up to some tiles of the usual, with the seldom at any place, at the ends and at the borders of tiles too."""
    text = draw(st.one_of(USUAL, USUAL, NARROW))
    text = text * (draw(st.sampled_from((200, 200, 600, 1100, 4200))) // len(text) + 1)
    borders = st.sampled_from((0, 1, 127, 128, 384, 640, 1023, 1024, 4095, 4096, len(text) - 1, len(text)))
    for place in sorted(draw(st.lists(st.one_of(st.integers(0, len(text)), borders), max_size=8)), reverse=True):
        text = text[:place] + draw(st.one_of(SELDOM, st.text(CODE_POINTS, max_size=3))) + text[place:]
    return text


@each_profile
@given(text=long_texts())
def test_profiles(profile: Profile, text: str) -> None:
    check(profile, text)


@given(RULE_LISTS, long_texts())
def test_any_rules(chosen: list[Rule], text: str) -> None:
    check(chosen, text)


@given(st.lists(STEPS, min_size=1, max_size=5), long_texts())
def test_any_steps(steps: list[AnyStep], text: str) -> None:
    check([Rule("steps", tuple(steps), "", True, "")], text)


@given(st.lists(STEPS, min_size=1, max_size=4), st.lists(st.sampled_from((0, 1, 2)), max_size=4), long_texts())
def test_any_steps_around_composition(steps: list[AnyStep], places: list[int], text: str) -> None:
    chosen = [Rule(f"step {number}", (each,), "", True, "") for number, each in enumerate(steps)]
    for number, place in enumerate(places):
        composing = (rules.compose, rules.order_marks, rules.squeeze_elongation(2))[place]
        chosen.insert(number * 2, Rule(f"{composing.name} {number}", composing.steps, "", True, ""))
    check([*chosen, rules.squeeze_spaces, rules.trim], text)


WORDS = st.sampled_from(("سلام", "قال", "بَ", "بَهَهَهَ", "ه", "x", "é", "1", ".", "ﻻ", "ـ", "ههه", "بههه", "َ", "😀"))
SPACES = st.text(st.sampled_from(" \t\n\r\x0b\x0c\x1d\u00a0\u2028\u200b"), min_size=1, max_size=8)


@each_profile
@given(words=st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=12), times=st.sampled_from((1, 60, 300)))
def test_spaces_between_words(profile: Profile, words: list[tuple[str, str]], times: int) -> None:
    check(profile, "".join(map("".join, words)) * times)


@pytest.mark.parametrize("start", ["", "سلام ", "أسلام " * 20])
@pytest.mark.parametrize(
    "text", ["ال ـ\nبههه", "قال  بَهَهَهَ", "قال \nـبههه", "قال  \u200bبههه ههه", "ـقال  ل ههه", "بَ  ههه\n "]
)
def test_a_window_behind_spaces(text: str, start: str) -> None:
    for profile in PROFILES.values():
        check(profile, start + text)
        check(profile, start + (text + " ") * 300)


@pytest.mark.parametrize("least", [3, 4])
@pytest.mark.parametrize("written", ["\t", "\u00a0", " ", "  ", "é", "😀", "——"])
def test_what_a_run_writes_is_seen_by_the_stages_behind(least: int, written: str) -> None:
    """A map may never write it, so that text which holds it is not quiet whatever it looks like; and it may be wide."""
    shorten = Rule("shorten", (step({"ا": written}, Run(least, least - 1)),), "", True, "")
    check([rules.strip_tashkeel, shorten, rules.squeeze_spaces, rules.trim], "جميل جدااا يا سلاااام\n" * 200)


LETTERS = st.text("ابيلمن", min_size=1, max_size=5)
LONG = st.sampled_from(
    ("ههه", "للللل", "xxx", "...", "ًّ", "ََ", "َََ", "  ", " \n", "ﻻاا", "ـ", "ء\u0654", "\u0653", "é", "😀😀😀")
)


PIECES = st.lists(st.one_of(LETTERS, LETTERS, LONG), min_size=1, max_size=12)


@given(st.sampled_from(tuple(PROFILES.values())), PIECES, st.sampled_from((1, 60, 300)))
def test_elongation_among_marks_and_spaces(profile: Profile, pieces: list[str], times: int) -> None:
    check(profile, "".join(pieces) * times)


@given(st.lists(STEPS, max_size=3), PIECES, st.sampled_from((1, 2)))
def test_elongation_and_any_steps(steps: list[AnyStep], pieces: list[str], keep: Literal[1, 2]) -> None:
    behind = (rules.squeeze_elongation(keep), Rule("steps", tuple(steps), "", True, ""), rules.squeeze_spaces)
    check([rules.strip_tashkeel, *behind], "".join(pieces) * 200)


@given(st.lists(STEPS, max_size=3), st.lists(st.tuples(WORDS, SPACES), min_size=1, max_size=9), st.booleans())
def test_spaces_between_words_and_any_steps(steps: list[AnyStep], words: list[tuple[str, str]], trims: bool) -> None:
    behind = (rules.squeeze_spaces, rules.trim)[trims:]
    check([Rule("steps", tuple(steps), "", True, ""), *behind], "".join(map("".join, words)) * 200)


@pytest.mark.parametrize("part", ["  ", "\n ", "ـ", "ﻻ", "لاا", "ًّ", "،1", "é́", "😀 ", "««", "ههه", " ه"])
def test_trouble_at_every_place(part: str) -> None:
    for profile in PROFILES.values():
        check(profile, part * 300)
        check(profile, "سلام " * 60 + part * 300 + "سلام")


@pytest.mark.parametrize("wide", ["", "é", "ا", "😀", "e\u0304"])
@pytest.mark.parametrize("gone", ["", "\u200b", "😀", "ا"])
def test_the_result_is_stored_as_narrow_as_it_can_be(wide: str, gone: str) -> None:
    chosen = [Rule.mapping({gone: ""})] if gone else []
    compiled = compile_rules([*chosen, rules.compose, rules.squeeze_spaces, rules.trim])
    text = "some text, " * 400 + gone + "  " + "more of it " * 400 + wide
    for kernel in KERNELS:
        result = kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut)(text)
        assert sys.getsizeof(result) == sys.getsizeof("".join(list(result)))


LOUD = st.sampled_from(("  ", " ", "\n ", "ههه", "ه\n\n\n", "\0", "ـ", "\u064f\u0651", "\u0651\u064e"))


@given(st.integers(0, 200), st.integers(0, 200), LOUD)
def test_what_is_loud_is_found_at_any_place(before: int, behind: int, loud: str) -> None:
    for letter in ("ب", "b", "😀", "ِ"):
        text = letter * (before % 2) + "با" * (before // 2) + loud + "تا" * (behind // 2) + letter * (behind % 2)
        for profile in (profiles.CLEAN, profiles.CORPUS, profiles.SEARCH):
            check(profile, text)


CANDIDATES = st.lists(
    st.one_of(st.sampled_from("اب \n\u200c\ufffe\uffff😀"), CODE_POINTS), min_size=1, max_size=5, unique=True
)


@given(CANDIDATES, SIDES, SIDES, st.booleans(), st.data())
def test_candidates_are_found_in_any_block(
    candidates: list[str], left: str | None, right: str | None, unless: bool, data: st.DataObject
) -> None:
    mapping = {ord(each): "" for each in candidates if not "\ud800" <= each <= "\udfff"}
    letters = st.one_of(st.sampled_from([*candidates, *"اب. \n😀\ufffe\uffff"]), CODE_POINTS)
    text = "".join(data.draw(st.lists(letters, min_size=1, max_size=40))) * data.draw(st.sampled_from((1, 3, 9)))
    tables: list[RunTable | ContextTable] = [
        compile_run(mapping, least=2, keep=1),
        compile_run(mapping, least=3, keep=1, mixed=True),
    ]
    if left or right:
        condition = step({chr(key): "" for key in mapping}, Context(left, right, unless)).condition if mapping else None
        if isinstance(condition, Context):
            tables.append(compile_context(mapping, dict(condition.sets), left, right, unless=unless))
    for table in tables:
        expected = reference.Pipeline((table,))(text)
        for kernel in KERNELS:
            assert kernel.Pipeline((table,))(text) == expected


def test_runs_of_three_are_told_from_longer_ones() -> None:
    table = compile_rules([Rule("runs", (step({"ب": ""}, Run(4, 1)),), "", True, "")])
    for kernel in KERNELS:
        pipeline = kernel.Pipeline(table.tables, table.shortcut, table.cut)
        assert pipeline("ببب بببب " * 2000) == "ببب ب " * 2000
