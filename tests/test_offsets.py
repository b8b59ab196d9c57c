"""`Normalizer.align` and what it is for: search, tagged text, recognized speech, other units."""

from __future__ import annotations

import re
import subprocess
import sys
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from strategies import CHARACTERS, RULE_LISTS, UTF8_TEXTS, byte_strings, mapped_texts, short_texts, texts

from arnorm import Alignment, Analyzer, Normalizer, Rule, Tokenizer, compat, policies, profiles, rules, transliteration
from arnorm._core import Pipeline
from arnorm.alignment import aligned
from arnorm.profiles import PROFILES
from arnorm.stages import compile_rules

SEARCH = Normalizer(profiles.SEARCH)
EVERY = [
    *PROFILES.values(),
    *compat.PROFILES.values(),
    *(scheme.encode for scheme in transliteration.SCHEMES.values()),
    *(scheme.decode for scheme in transliteration.SCHEMES.values() if isinstance(scheme, transliteration.Scheme)),
]
compiled = lru_cache(maxsize=None)(Normalizer)
KINDS: tuple[Literal["strict", "replace", "keep"], ...] = ("strict", "replace", "keep")
VOCALISED = st.lists(
    st.tuples(st.sampled_from("اأإآبتةجحدرسصعقكلمنهوىيـ ،.ﷲﻻ"), st.text(st.sampled_from("ًٌٍَُِّْٰٓٔ"), max_size=3)).map("".join),
    max_size=30,
).map("".join)
"""Letters, each with some marks."""


CLEAN_LINES = ("نص جديد", "كتب", "سمع محمد الدرس 12")
"""What no profile changes."""


def one_by_one(mapping: dict[int, str], text: str) -> list[list[int]]:
    """Return the source offsets by the definition of a map: what is deleted is part of the block before it."""
    blocks: list[list[int]] = []
    for place, character in enumerate(text):
        written = len(mapping.get(ord(character), character))
        if blocks and not (written and blocks[-1][2]):
            blocks[-1][1] = place + 1
            blocks[-1][2] += written
        else:
            blocks.append([place, place + 1, written])
    return [[start, end] for start, end, count in blocks for _ in range(count)]


class TestLaws:
    @given(mapped_texts())
    def test_a_map_is_aligned_by_its_definition(self, mapped: tuple[dict[int, str], str]) -> None:
        mapping, text = mapped
        rule = Rule.mapping({chr(key): value for key, value in mapping.items()})
        alignment = Normalizer(rule).align(text)
        if alignment.result == text:
            assert alignment == Alignment.identity(text)
        else:
            assert alignment.source_offsets.tolist() == one_by_one(mapping, text)

    @given(st.sampled_from(EVERY), st.one_of(VOCALISED, short_texts()))
    def test_every_profile(self, profile: profiles.Profile, text: str) -> None:
        normalizer = compiled(profile)
        alignment = normalizer.align(text)
        assert alignment.source is text
        assert alignment.result == normalizer(text)
        offsets = alignment.source_offsets
        # Made again of its spans it is checked: they are in order and leave nothing out.
        assert Alignment(text, alignment.result, offsets[:, 0], offsets[:, 1]) == alignment
        size = len(text)
        spans = np.array([(start, min(start + length, size)) for start in range(size) for length in (0, 1, 3)])
        spans = spans.reshape(-1, 2)
        back = alignment.to_source(alignment.to_result(spans))
        assert (back[:, 0] <= spans[:, 0]).all()
        assert (back[:, 1] >= spans[:, 1]).all()
        forth = alignment.to_result(offsets)
        assert (forth[:, 0] <= np.arange(len(offsets))).all()
        assert (forth[:, 1] > np.arange(len(offsets))).all()

    @given(RULE_LISTS, short_texts())
    def test_one_rule_after_the_other_contains_all_at_once(self, chosen: list[Rule], text: str) -> None:
        at_once = Normalizer(chosen).align(text)
        in_turn = Alignment.identity(text)
        for rule in chosen:
            in_turn = in_turn.then(Normalizer(rule).align(in_turn.result))
        assert (in_turn.source, in_turn.result) == (text, at_once.result)
        assert (in_turn.source_offsets[:, 0] <= at_once.source_offsets[:, 0]).all()
        assert (in_turn.source_offsets[:, 1] >= at_once.source_offsets[:, 1]).all()

    @given(RULE_LISTS, st.one_of(VOCALISED, short_texts()))
    def test_there_and_back_contains_the_span_for_any_rules(self, chosen: list[Rule], text: str) -> None:
        alignment = Normalizer(chosen).align(text)
        for function, back, size in (
            (alignment.to_result, alignment.to_source, len(text)),
            (alignment.to_source, alignment.to_result, len(alignment.result)),
        ):
            spans = np.array([(start, min(start + more, size)) for start in range(size + 1) for more in (0, 1, 5)])
            found = back(function(spans))
            assert (found[:, 0] <= spans[:, 0]).all()
            assert (found[:, 1] >= spans[:, 1]).all()
            assert (back(function(found)) == found).all()  # whole blocks stay what they are

    @given(st.one_of(st.sampled_from(EVERY), RULE_LISTS), st.one_of(VOCALISED, short_texts()))
    def test_stage_after_stage_is_all_at_once(self, chosen: profiles.Profile | list[Rule], text: str) -> None:
        stages = compile_rules(chosen)
        in_turn = Alignment.identity(text)
        steps = []
        for table in stages.tables:
            steps.append(aligned(in_turn.result, *Pipeline([table]).map_aligned(in_turn.result)))
            in_turn = in_turn.then(steps[-1])
        assert in_turn.result == Normalizer(chosen).align(text).result
        # Where a stage, or all of them, leave the text what it was, that is the identity.
        if in_turn.result != text and all(step.result != "" for step in steps):
            assert in_turn == Normalizer(chosen).align(text)

    @given(st.sampled_from(list(PROFILES.values())), short_texts(), short_texts(), st.sampled_from(CLEAN_LINES))
    def test_what_no_rule_changed_has_its_own_place(
        self, profile: profiles.Profile, before: str, after: str, line: str
    ) -> None:
        """All shipped profiles take lines on their own."""
        alignment = compiled(profile).align(f"{before}\n{line}\n{after}")
        start = len(before) + 1
        first, last = alignment.to_result(start, start + len(line))
        assert alignment.result[first:last] == line
        places = range(start, start + len(line))
        assert alignment.source_offsets[first:last].tolist() == [[place, place + 1] for place in places]
        places = range(first, last)
        assert alignment.result_offsets[start : start + len(line)].tolist() == [[place, place + 1] for place in places]

    @given(st.sampled_from(EVERY), short_texts(CHARACTERS))
    def test_utf8_is_the_text_in_bytes(self, profile: profiles.Profile, text: str) -> None:
        normalizer = compiled(profile)
        alignment = normalizer.align_utf8(text.encode())
        expected = normalizer.align(text).in_units("utf-8", "utf-8")
        assert (alignment.source, alignment.result) == (text.encode(), expected.result.encode())
        assert alignment.units == expected.units
        assert (alignment.source_offsets == expected.source_offsets).all()
        assert (alignment.result_offsets == expected.result_offsets).all()

    @given(byte_strings(), st.sampled_from(KINDS))
    def test_bytes_that_are_no_utf8(self, data: bytes, errors: Literal["strict", "replace", "keep"]) -> None:
        normalizer = compiled(profiles.SEARCH + Rule.mapping({"\ufffd": "?"}, name="mark"))
        try:
            result = normalizer.normalize_utf8(data, errors)
        except UnicodeDecodeError as error:
            expected = error
            with pytest.raises(UnicodeDecodeError) as found:
                normalizer.align_utf8(data, errors)
            assert str(found.value) == str(expected)
            return
        alignment = normalizer.align_utf8(bytearray(data), errors)
        assert (alignment.source, alignment.result) == (data, result)
        offsets = alignment.source_offsets
        assert Alignment(data, result, offsets[:, 0], offsets[:, 1]) == alignment
        assert Alignment.from_json(alignment.to_json()) == alignment

    @given(byte_strings())
    def test_every_replaced_byte_has_its_place(self, data: bytes) -> None:
        alignment = Normalizer([]).align_utf8(data, "replace")
        for match in re.finditer("[^\ufffd]+|\ufffd", alignment.result.decode()):
            start, end = (len(alignment.result.decode()[:place].encode()) for place in match.span())
            first, last = alignment.to_source(start, end)
            assert data[first:last].decode("utf-8", "replace") == match.group()

    @given(st.lists(texts(), max_size=4))
    def test_many_texts_are_each_aligned(self, many: list[str]) -> None:
        results, spans, offsets = SEARCH.align_many(iter(many))
        assert results == SEARCH.normalize_many(many)
        assert spans.shape == (sum(map(len, results)), 2)
        assert len(offsets) == len(many) + 1
        for position, text in enumerate(many):
            part = spans[offsets[position] : offsets[position + 1]]
            assert part.tolist() == SEARCH.align(text).source_offsets.tolist()

    @given(UTF8_TEXTS)
    def test_unchanged_text_is_the_same_object(self, text: str) -> None:
        alignment = Normalizer([]).align(text)
        assert alignment.result is text
        assert alignment == Alignment.identity(text)


class TestSearch:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("ذَلِكَ الْكِتَابُ لَا رَيْبَ فِيهِ", ["كِتَابُ"]),
            ("كتـــابٌ وكِتَٰب", ["كتـــابٌ"]),
            ("هذا ﻛﺘﺎﺏ جديد", ["ﻛﺘﺎﺏ"]),
            ("\u200fكتاب\u200f.", ["\u200fكتاب\u200f"]),
            ("كُتّاب المدينة وكِتابُها", ["كُتّاب", "كِتابُ"]),
            ("كتب", []),
        ],
    )
    def test_a_hit_in_vocalised_text(self, text: str, found: list[str]) -> None:
        alignment = SEARCH.align(text)
        hits = [match.span() for match in re.finditer("كتاب", alignment.result)]
        assert [text[start:end] for start, end in alignment.to_source(hits)] == found

    @given(VOCALISED)
    def test_what_is_marked_are_whole_graphemes(self, text: str) -> None:
        """Where a rule deletes all marks, spans of the result are bases with all their marks in the source."""
        text = "م" + text
        alignment = Normalizer(rules.strip_tashkeel).align(text)
        ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        for place, (start, end) in enumerate(alignment.source_offsets.tolist()):
            if not regex.match(r"\X", alignment.result[max(place - 1, 0) :]).end() > 1:  # type: ignore[union-attr]  # \X matches anything
                assert start in ends
            if not regex.match(r"\X", alignment.result[place:]).end() > 1:  # type: ignore[union-attr]  # \X matches anything
                assert end in ends

    @given(VOCALISED)
    def test_all_that_search_finds_are_whole_graphemes(self, text: str) -> None:
        """Though it ends inside a ligature."""
        text = "م" + text
        alignment = SEARCH.align(text)
        ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        assert ends.issuperset(alignment.source_offsets.ravel().tolist())

    @given(VOCALISED)
    def test_words_are_whole_graphemes(self, text: str) -> None:
        text = "م" + text
        alignment = SEARCH.align(text)
        ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        words = Tokenizer(policies.SEARCH).spans(alignment.result)
        assert ends.issuperset(alignment.to_source(words).ravel().tolist())

    def test_beside_the_analyzer(self) -> None:
        text = "قرأتُ الكِتَـابَ، ثمّ كتبتُ عنهُ ٣ مقالاتٍ في «المجلّة»."
        alignment = SEARCH.align(text)
        for token in Analyzer(Tokenizer(policies.SEARCH), SEARCH)(text):
            start, end = alignment.to_result(token.start, token.end)
            assert alignment.result[start:end] == token.form
            assert alignment.to_source(start, end) == (token.start, token.end)

    def test_words_of_the_result_in_the_source(self) -> None:
        text = "قال ﷺ: «العِلْمُ»"
        alignment = SEARCH.align(text)
        spans = Tokenizer().spans(alignment.result)
        words = [text[start:end] for start, end in alignment.to_source(spans)]
        assert words == ["قال", "ﷺ", "ﷺ", "ﷺ", "ﷺ", ":", "«", "العِلْمُ", "»"]


class TestTaggedText:
    TEXT = "زارَ الأستاذُ طٰهَ حُسَيْن مدينةَ أُسْيُوط"
    NAMES = ("طٰهَ حُسَيْن", "أُسْيُوط")

    def test_forward_and_back(self) -> None:
        marked = [(self.TEXT.index(name), self.TEXT.index(name) + len(name)) for name in self.NAMES]
        alignment = Normalizer(profiles.ASR_RELAXED).align(self.TEXT)
        forward = alignment.to_result(marked)
        assert [alignment.result[start:end] for start, end in forward] == ["طه حسين", "اسيوط"]
        assert alignment.to_source(forward).tolist() == [list(span) for span in marked]

    @pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
    def test_no_name_is_lost(self, profile: profiles.Profile) -> None:
        normalizer = compiled(profile)
        alignment = normalizer.align(self.TEXT)
        for name in self.NAMES:
            start = self.TEXT.index(name)
            first, last = alignment.to_result(start, start + len(name))
            assert alignment.result[first:last].strip() == normalizer(name)


def test_words_of_corpora(shared: Path) -> None:
    tokenizer = Tokenizer()
    for file in sorted([*(shared / "corpora").glob("*.txt"), *(shared / "synthetic").glob("*.txt")]):
        text = file.read_text("utf-8")[:50_000]
        alignment = SEARCH.align(text)
        spans, kinds = tokenizer.spans_and_kinds(alignment.result)
        words = spans[kinds == tokenizer.kinds.index("word")]
        spans = alignment.to_source(words)
        ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        assert ends.issuperset(spans.ravel().tolist()), file.name
        back = alignment.to_result(spans)
        assert (back[:, 0] <= words[:, 0]).all()
        assert (back[:, 1] >= words[:, 1]).all()
        units = text.encode("utf-16-le")
        for (start, end), (first, last) in zip(
            spans.tolist(), alignment.in_units(source="utf-16").to_source(words).tolist(), strict=True
        ):
            assert units[2 * first : 2 * last].decode("utf-16-le") == text[start:end]


def test_errors_of_speech_recognition() -> None:
    words, scored = Tokenizer(), Normalizer(profiles.ASR_RELAXED)
    reference = scored.align("قالَ أحمدُ: إنَّ المَدْرَسَةَ بعيدة، جدًّا!")
    hypothesis = scored.align("قال احمد ان المكتبه بعيدة")
    right, heard = words(reference.result), words(hypothesis.result)
    right_places = reference.to_source(words.spans(reference.result))
    heard_places = hypothesis.to_source(words.spans(hypothesis.result))
    shown = []
    for kind, a, b, c, d in SequenceMatcher(None, right, heard, autojunk=False).get_opcodes():
        if kind != "equal":
            one = [reference.source[start:end] for start, end in right_places[a:b]]
            other = [hypothesis.source[start:end] for start, end in heard_places[c:d]]
            shown.append((kind, one, other))
    assert shown == [("replace", ["المَدْرَسَةَ"], ["المكتبه"]), ("delete", ["جدًّا!"], [])]  # the mark at the end is deleted


def test_a_browser_marks_what_python_found() -> None:
    text = "😀😀 الكِتَابُ 𞺡"
    alignment = SEARCH.align(text)
    start = alignment.result.index("كتاب")
    first, last = alignment.in_units(source="utf-16").to_source(start, start + 4)
    assert text.encode("utf-16-le")[2 * first : 2 * last].decode("utf-16-le") == "كِتَابُ"


def test_bad_input() -> None:
    with pytest.raises(TypeError, match="text must be a str, not bytes"):
        SEARCH.align(b"abc")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(TypeError, match="data must be bytes-like, not str"):
        SEARCH.align_utf8("abc")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(ValueError, match="errors must be one of 'strict', 'replace', 'keep', not 'ignore'"):
        SEARCH.align_utf8(b"abc", "ignore")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(TypeError, match=r"texts\[1\] must be a str, not NoneType"):
        SEARCH.align_many(["a", None])  # type: ignore[list-item]  # wrong on purpose
    with pytest.raises(TypeError, match="texts must be an iterable of str, not one str"):
        SEARCH.align_many("abc")


def test_arrays_are_loaded_when_they_are_asked_for() -> None:
    program = """
import sys
from arnorm import Normalizer, profiles
alignment = Normalizer(profiles.SEARCH).align("كِتَاب")
assert alignment.result == "كتاب"
assert alignment.to_source(0, 1) == (0, 2)
assert alignment.to_result(0, 2) == (0, 1)
assert "numpy" not in sys.modules
assert alignment.to_source([(0, 1)]).tolist() == [[0, 2]]
assert "numpy" in sys.modules
"""
    subprocess.run([sys.executable, "-I", "-X", "utf8", "-c", program], check=True)
