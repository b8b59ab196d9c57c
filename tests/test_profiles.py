"""Laws of the profiles over alphabets in which rules meet: marks, seats of hamza, stretches, quotes, numbers, emoji."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from strategies import CODE_POINTS

from arnorm import BACKEND, Normalizer, profiles
from arnorm.profiles import PROFILES, Profile
from arnorm.rules import Rule
from arnorm.stages import compile_rules

each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
MADE = {name: Normalizer(profile) for name, profile in PROFILES.items()}
ALONE = {rule.name: Normalizer(rule) for profile in PROFILES.values() for rule in profile}
# On every kernel with the shortcut past what would change nothing, and without.
KINDS = [f"{kernel_name(kernel)} {way}" for kernel in KERNELS for way in ("with shortcut", "plain")]


def pipelines(profile: Profile) -> list[Any]:
    compiled = compile_rules(profile)
    return [
        pipeline
        for kernel in KERNELS
        for pipeline in (
            kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut),
            kernel.Pipeline(compiled.tables),
        )
    ]


PIPELINES = {name: pipelines(profile) for name, profile in PROFILES.items()}

ALPHABETS = {
    "hamza": "اويىهۀےۓأإآؤئءۂەۆ\u0653\u0654\u0655\u064e\u0651ـ",
    "marks": "بسله\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u06e1\u06d6\u06dc\u0610\u0615\u0301\u0323e ",
    "stretches": "هبال ـــ\u0651\u0654\u200d\u200c\u00ad.5a()",
    "spaces": "ن  \t\n\r\u00a0\u2003\u3000\u2028\u200b\ufeff\u200f\u061c",
    "quotes": "نa5 \"\"''«»‹›“”‘’„.،(\n\u200f\u00ad",
    "forms": "ﺍﻟﺴﻼﻡﷲﷺ﷽﷼ﹶﱠﹷﯪﴼـاي\u0654\u064e\ufd3e\ufdcf",
    "numbers": "5٣۴٫٬،,..::/؍-−–++%٪‰ \u200f\u06ddنa",
    "emoji": "😀👍🏽🇸🇦❤©1#\u200d\ufe0f\ufe0e\u20e3نه ",
    "punctuation": "نعمab ،؛؟,;?.!…*٭۔%()&#5\n_",
    "elongation": "اااىىيييههههبببب\u064e\u0654ـ\u200d أآ",
    "latin": "eEÉéİıßẞſK\u0301\u0307 نﬁ",
}
TEXTS = st.one_of(
    *(st.text(st.one_of(st.sampled_from(letters), st.sampled_from(letters), CODE_POINTS), max_size=24)
      for letters in ALPHABETS.values()),
    *(st.text(st.sampled_from(letters), max_size=16) for letters in ALPHABETS.values()),
    st.text(st.sampled_from("".join(ALPHABETS.values())), max_size=40),
)  # fmt: skip  # laid out by hand


def one_by_one(chosen: tuple[Rule, ...], text: str) -> str:
    for rule in chosen:
        text = text.translate(rule.table) if rule.context_free else ALONE[rule.name](text)
    return text


@each_profile
@given(text=TEXTS)
def test_once_is_enough(profile: Profile, text: str) -> None:
    once = MADE[profile.name](text)
    assert MADE[profile.name](once) is once


@each_profile
@given(text=TEXTS)
def test_fused_equals_one_rule_at_a_time(profile: Profile, text: str) -> None:
    assert MADE[profile.name](text) == one_by_one(profile.rules, text)


@each_profile
@given(text=TEXTS)
def test_utf8_equals_str(profile: Profile, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert MADE[profile.name].normalize_utf8(text.encode()).decode() == MADE[profile.name](text)


@each_profile
@given(text=TEXTS)
def test_kernels_agree(profile: Profile, text: str) -> None:
    first, *others = (pipeline(text) for pipeline in PIPELINES[profile.name])
    assert all(other == first for other in others)
    data = text.encode("utf-8", "replace")
    first_utf8, *others_utf8 = (pipeline.map_utf8(data) for pipeline in PIPELINES[profile.name])
    assert all(other == first_utf8 for other in others_utf8)


@pytest.mark.parametrize("number", range(len(KINDS)), ids=KINDS)
@each_profile
@given(text=TEXTS)
def test_unchanged_text_is_the_same_object(profile: Profile, number: int, text: str) -> None:
    result = PIPELINES[profile.name][number](text)
    assert (result is text) == (result == text)


def values(text: str) -> list[list[str]]:
    """Return the digits of every number of a text, in ASCII: what no profile may destroy or join to its neighbour."""
    zeros = {ord(zero) + value: str(value) for zero in "0٠۰" for value in range(10)}
    return [re.findall(r"\d+", number) for number in text.translate(zeros).split()]


DIGITS = st.sampled_from(("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")).flatmap(
    lambda digits: st.text(st.sampled_from(digits), min_size=1, max_size=4)
)


class TestNumbers:
    @each_profile
    @given(
        parts=st.lists(DIGITS, min_size=1, max_size=3),
        separator=st.sampled_from((".", ",", "،", "٫", "٬", "/", "؍", ":", "-", "–", "−")),
        percent=st.sampled_from(("", "%", "٪", "‰")),
        before=st.sampled_from(("", "(", "«", "%", "+")),
        after=st.sampled_from(("", ")", "،", ".", "؟", "!")),
    )
    def test_they_keep_their_digits_and_their_limits(
        self, profile: Profile, parts: list[str], separator: str, percent: str, before: str, after: str
    ) -> None:
        number = separator.join(parts)
        result = MADE[profile.name](f"عام {before}{number}{percent}{after} ثم {number}")
        one, two = (found for found in values(result) if found)
        assert one == two == values(number)[0]
        # What stands between the digits is one sign, and a percent stays a percent.
        assert re.search(rf"\d{{1,4}}([.,،٫٬/؍:–−-]\d{{1,4}}){{{len(parts) - 1}}}", result)
        assert len(re.findall("[%٪‰]", result)) == bool(percent) + (before == "%" and True)

    @pytest.mark.parametrize("name", ["SEARCH", "ASR", "ASR_RELAXED"])
    @given(
        parts=st.lists(st.text(st.sampled_from("0123456789"), min_size=1, max_size=3), min_size=1, max_size=3),
        separators=st.sampled_from((".٫", ",٬", ",،")),
        percents=st.sampled_from(("", "%٪")),
    )
    def test_digit_sets_come_out_the_same(self, name: str, parts: list[str], separators: str, percents: str) -> None:
        plain = separators[0].join(parts) + percents[:1]
        arabic = separators[1].join(parts) + percents[1:]
        assert MADE[name](f"نحو {plain}") == MADE[name](f"نحو {arabic}") == f"نحو {plain}"
        for zero in "٠۰":
            translated = arabic.translate({0x30 + value: ord(zero) + value for value in range(10)})
            assert MADE[name](f"نحو {translated}") == f"نحو {plain}"


class TestCorpora:
    @each_profile
    def test_every_line_is_normalized_once_and_for_all(self, profile: Profile, shared: Path) -> None:
        normalizer = MADE[profile.name]
        for file in sorted([*(shared / "corpora").glob("*.txt"), *(shared / "synthetic").glob("*.txt")]):
            data = file.read_bytes()
            if BACKEND != "compiled":  # which takes minutes for all of it
                data = b"\n".join(data.split(b"\n")[::100])
            once = normalizer(data.decode())
            assert normalizer(once) is once, file.name
            assert normalizer.normalize_utf8(data).decode() == once, file.name

    def test_presentation_forms_give_the_source_back(self, shared: Path) -> None:
        """98.2% of the lines; most others differ in a tanween that one writes before the alef and the other behind it.

        The rest is a lam-alef with a mark between its letters and a lost joiner.
        """
        clean = MADE["CLEAN"]
        source, shaped = (
            (shared / "synthetic" / f"{name}.txt").read_text("utf-8").splitlines()
            for name in ("gold_source", "shaped_logical")
        )
        differing = [one for one, other in zip(source, shaped, strict=True) if clean(one) != clean(other)]
        assert len(source) == 4021
        assert len(differing) == 69
        assert sum("\u064b" in line for line in differing) >= 66

    @pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
    def test_kernels_agree_on_noise(self, kernel: ModuleType, shared: Path) -> None:
        lines = (shared / "synthetic" / "noisy.txt").read_text("utf-8").split("\n")[::40]
        for profile in (profiles.DISPLAY, profiles.SEARCH, profiles.ASR_RELAXED):
            compiled = compile_rules(profile)
            pipeline = kernel.Pipeline(compiled.tables, compiled.shortcut, compiled.cut)
            assert pipeline.map_many(lines) == [one_by_one(profile.rules, line) for line in lines]
