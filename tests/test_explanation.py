"""Explanations: every change, in order, which leads from the source to the result."""

from __future__ import annotations

import html
import json
import pickle
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from itertools import pairwise

import made
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import RULE_LISTS, short_texts, texts

from arnorm import Change, Explanation, Normalizer, Rule, chars, compat, profiles, rules
from arnorm.explanation import style
from arnorm.explanation.changes import applied
from arnorm.explanation.names import is_shown, picture
from arnorm.names import described
from arnorm.profiles import PROFILES, Profile

SEARCH = Normalizer(profiles.SEARCH)
OWN_RULES = (
    Rule.pattern(r"(\w)(\d)", r"\2-\1", name="swap"),
    Rule.pattern(r"\s+", " ", name="one_space"),
    Rule.pattern(r"(?=[،,])", " ", name="space_out"),
    Rule.function(str.swapcase, name="swapcase"),
    Rule.function(lambda text: text[::-1], name="reverse"),
    Rule.function(lambda text: text[: len(text) // 2], name="half"),
    Rule.function(lambda text: f"<{text}>", name="around"),
    rules.order_marks,
    rules.strip_tashkeel,
    rules.compose,
    rules.nfkd,
    rules.convert_quotes("guillemets"),
)
LISTS = st.one_of(RULE_LISTS, st.lists(st.sampled_from(OWN_RULES), max_size=5, unique_by=lambda rule: rule.name))


def check(normalizer: Normalizer, text: str) -> None:
    """The laws of an explanation."""
    explanation = normalizer.explain(text)
    assert explanation.source == text
    assert explanation.result == normalizer(text)
    assert explanation.rules == tuple(rule.name for rule in normalizer.rules)
    stages = dict(explanation.stages)
    current = text
    for rule in normalizer.rules:  # the changes of each rule lead from one text to the next
        after = made.normalizer(rule)(current)
        assert stages.get(rule.name, current) == after
        assert (rule.name in stages) == (after != current)
        changes = explanation.by_rule().get(rule.name, ())
        assert applied(changes, current) == after
        for change in changes:
            assert current[change.place : change.place + len(change.before)] == change.before != change.after
        for one, other in pairwise(changes):
            assert one.place + len(one.before) <= other.place
            assert one.source_start <= other.source_start
            assert one.source_end <= other.source_end
            assert one.result_start <= other.result_start
            assert one.result_end <= other.result_end
        current = after
    assert current == explanation.result
    for change in explanation:
        assert 0 <= change.source_start <= change.source_end <= len(text)
        assert 0 <= change.result_start <= change.result_end <= len(current)
    assert rebuilt(explanation) == explanation.result
    assert sum(explanation.counts.values()) == len(explanation) == len(explanation.changes)
    assert sorted(change for group in explanation.groups().values() for change in group) == sorted(explanation)


def rebuilt(explanation: Explanation) -> str:
    """The source with changes that touch replaced by what stands there in the result: it must be the result."""
    places: list[list[int]] = []
    for change in sorted(explanation, key=lambda change: (change.source_start, change.source_end)):
        _, start, end, result_start, result_end, *_ = change
        if places and start <= places[-1][1]:
            last = places[-1]
            last[1:] = [max(last[1], end), min(last[2], result_start), max(last[3], result_end)]
        else:
            places.append([start, end, result_start, result_end])
    pieces = []
    position = 0
    for start, end, result_start, result_end in places:
        pieces += [explanation.source[position:start], explanation.result[result_start:result_end]]
        position = end
    return "".join([*pieces, explanation.source[position:]])


class TestLaws:
    @pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
    @given(short_texts())
    def test_every_profile_replays(self, profile: Profile, text: str) -> None:
        check(made.normalizer(profile), text)

    @given(short_texts().filter(bool), st.data())
    def test_profiles_of_other_systems_replay(self, text: str, data: st.DataObject) -> None:
        for profile in data.draw(st.permutations([*compat.PROFILES.values()]))[:5]:
            check(made.normalizer(profile), text)

    @given(LISTS, short_texts())
    def test_rules_of_any_kind_replay(self, chosen: list[Rule], text: str) -> None:
        check(Normalizer(chosen), text)

    @given(LISTS, short_texts())
    def test_spans_lie_in_those_of_the_alignment(self, chosen: list[Rule], text: str) -> None:
        normalizer = Normalizer(chosen)
        first, last = normalizer.align(text).source_offsets.T.tolist()
        for change in normalizer.explain(text):  # deleted text belongs to a neighbour there, and to itself here
            if change.source_start < change.source_end and change.result_start < change.result_end:
                assert first[change.result_start] <= change.source_start
                assert change.source_end <= last[change.result_end - 1]

    @given(texts())
    def test_what_is_written_for_a_terminal_is_safe(self, text: str) -> None:
        lines = str(SEARCH.explain(text)).split("\n")
        assert len(lines) == len(SEARCH.explain(text).groups()) + 1
        for line in lines:
            outside = re.sub("\u2068[^\u2068\u2069]*\u2069", "", line)
            assert outside.isascii()
            for character in set(line) - {"\u2068", "\u2069"}:
                assert is_shown(character)

    @given(LISTS, short_texts())
    def test_json_holds_all_of_it(self, chosen: list[Rule], text: str) -> None:
        explanation = Normalizer(chosen).explain(text)
        document = json.loads(explanation.to_json().encode())
        assert document["source"] == text
        assert document["result"] == explanation.result
        assert tuple(document["rules"]) == explanation.rules
        assert document["counts"] == explanation.counts
        again = [
            (item["rule"], *item["source"], *item["result"], item["before"], item["after"], item["place"])
            for item in document["changes"]
        ]
        assert tuple(again) == explanation.changes

    @given(LISTS, short_texts())
    def test_html_is_balanced_and_escaped(self, chosen: list[Rule], text: str) -> None:
        page = Normalizer(chosen).explain(text).to_html()
        page.encode()
        reader = Reader()
        reader.feed(page)
        reader.close()
        assert reader.open == []
        assert reader.tags <= TAGS
        assert not set(page) & chars.BIDI_CONTROLS
        assert {character for character in set(page) if unicodedata.category(character) == "Cc"} <= {"\n", "\t"}

    @given(texts())
    def test_the_source_can_be_read_in_the_html(self, text: str) -> None:
        reader = Reader()
        reader.feed(SEARCH.explain(text).to_html(full=False))
        assert reader.text.get("source", "") == text
        if SEARCH(text) != text:
            assert reader.text.get("result", "") == SEARCH(text)


TAGS = {
    "html", "head", "meta", "title", "style", "body", "section", "p", "h2", "div", "ol", "li", "b", "i", "code", "span",
    "bdi", "del", "ins", "small", "details", "summary",
}  # fmt: skip  # laid out by hand


class Reader(HTMLParser):
    """Checks that elements are closed, and keeps the text of those that hold text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: set[str] = set()
        self.text: dict[str, str] = {}
        self.titles: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        values = dict(attrs)
        assert set(values) <= {"class", "title", "dir", "lang", "charset", "name", "content"}
        if values.get("title"):
            self.titles.append(values["title"] or "")
        if tag != "meta":
            self.open.append((tag, values.get("class") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] == "code":
            data = chr(int(data.removeprefix("U+"), 16))
        for _, names in self.open:
            if names.startswith("text "):
                name = names.split()[1]
                self.text[name] = self.text.get(name, "") + data


def luminance(color: tuple[float, ...]) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def parts(color: str) -> tuple[float, ...]:
    return tuple(int(color[place : place + 2], 16) / 255 for place in (1, 3, 5))


class TestLook:
    @pytest.mark.parametrize(("theme", "papers"), [(0, ("#ffffff", "#f4f6f8")), (1, ("#16191d", "#20252b"))])
    def test_colours_can_be_read_on_their_tint(self, theme: int, papers: tuple[str, str]) -> None:
        for paper in papers:
            assert paper.replace("#ffffff", "#fff") in style.STYLE
            for colors in style._COLORS:
                ink = parts(colors[theme])
                tint = tuple(0.13 * one + 0.87 * other for one, other in zip(ink, parts(paper), strict=True))
                low, high = sorted((luminance(ink), luminance(tint)))
                assert (high + 0.05) / (low + 0.05) >= 4, (colors[theme], paper)

    def test_the_style_touches_nothing_else_on_a_page(self) -> None:
        selectors = re.findall(r"(?:^|[{}])\s*([^{}@]+){", style.STYLE)
        assert len(selectors) > 40
        for selector in selectors:
            for part in re.sub(r"\([^)]*\)", "", selector).split(","):
                assert part.strip().startswith(".arnorm-explanation"), selector

    def test_forty_rules_look_different(self) -> None:
        assert len({style.look(number) for number in range(40)}) == 40


class TestExamples:
    def test_an_insertion_that_a_later_rule_joins_with_its_neighbour_shares_its_result(self) -> None:
        normalizer = Normalizer([Rule.function(lambda text: f"<{text}>", name="around"), OWN_RULES[4]])
        check(normalizer, "\r0")

    def test_spans_are_those_of_source_and_result(self) -> None:
        source = "قال: «إنَّ الكِتـــابَ ١٢٫٥»"
        explanation = SEARCH.explain(source)
        assert explanation.result == 'قال: "ان الكتاب 12.5"'
        found = {
            (change.rule, explanation.source[change.source_start : change.source_end], change.after)
            for change in explanation
        }
        assert ("strip_tatweel", "ـ", "") in found
        assert ("fold_alef", "إ", "ا") in found
        assert ("convert_number_separators", "٫", ".") in found
        for change in explanation:
            if change.after:
                assert explanation.result[change.result_start : change.result_end] == change.after

    def test_a_deleted_mark_has_its_own_place_behind_a_deleted_tatweel(self) -> None:
        changes = Normalizer([rules.strip_tatweel, rules.strip_tashkeel]).explain("كـَـتب").changes
        assert [(change.rule, change.source_start, change.source_end) for change in changes] == [
            ("strip_tatweel", 1, 2),
            ("strip_tatweel", 3, 4),
            ("strip_tashkeel", 2, 3),
        ]

    def test_a_change_of_a_change_points_to_the_source(self) -> None:
        changes = Normalizer([rules.expand_word_ligatures, rules.fold_alef_maksura]).explain("قال ﷺ").changes
        assert [change[:5] for change in changes] == [
            ("expand_word_ligatures", 4, 5, 4, 22),
            ("fold_alef_maksura", 4, 5, 6, 7),
        ]
        assert changes[1].before == "ى"

    def test_an_insertion_is_a_place_between(self) -> None:
        change = Normalizer(Rule.pattern("(?=%)", " ", name="space_out")).explain("5%").changes[0]
        assert change == ("space_out", 1, 1, 1, 2, "", " ", 1)

    def test_nothing_changed(self) -> None:
        explanation = SEARCH.explain("نص نظيف")
        assert not explanation
        assert (explanation.counts, explanation.by_rule(), explanation.groups()) == ({}, {}, {})
        assert str(explanation) == "No changes in 7 code points."
        assert str(SEARCH.explain("ا")) == "No changes in 1 code point."
        assert "نص نظيف" in explanation.to_html()
        assert Normalizer([]).explain("كـ").result == "كـ"

    def test_lines_for_a_terminal(self) -> None:
        chosen = [rules.strip_tashkeel, rules.strip_bidi_controls, rules.convert_digits("ascii")]
        assert str(Normalizer(chosen).explain("َكَتَبَ\u202e ٢َََ")) == (
            "9 changes by 3 rules: 13 code points became 5.\n"
            "strip_tashkeel        7  \u2068◌َ\u2069 U+064E ARABIC FATHA -> deleted  at 0, 2, 4, 6, 10, ...\n"
            "strip_bidi_controls   1  U+202E RIGHT-TO-LEFT OVERRIDE -> deleted  at 7\n"
            "convert_digits:ascii  1  \u2068٢\u2069 U+0662 ARABIC-INDIC DIGIT TWO -> \u20682\u2069 U+0032 DIGIT TWO"
            "  at 9"
        )

    def test_many_code_points_are_not_all_named(self) -> None:
        line = str(Normalizer(rules.replace_urls()).explain("https://example.com/" + "a" * 100)).split("\n")[1]
        assert " + 116 more -> " in line
        assert len(line) < 300

    def test_a_name_that_is_no_ascii_is_isolated(self) -> None:
        explanation = Normalizer(Rule.mapping({"a": "b"}, name="قاعدة")).explain("a")
        assert str(explanation).split("\n")[1].startswith("\u2068قاعدة\u2069  1  ")
        assert "<bdi>قاعدة</bdi>" in explanation.to_html()

    def test_titles_say_what_happened(self) -> None:
        reader = Reader()
        reader.feed(Normalizer(rules.strip_tashkeel).explain("كَتب").to_html())
        assert "strip_tashkeel: U+064E ARABIC FATHA → deleted" in reader.titles

    def test_text_that_looks_like_markup_is_text(self) -> None:
        source = "<b>&amp;</b>\"'ـ"
        page = Normalizer(rules.strip_tatweel).explain(source).to_html()
        assert "<b>&amp;</b>" not in page
        assert html.escape("<b>&amp;</b>\"'") in page

    def test_names_of_characters(self) -> None:
        assert described("\0") == "U+0000 <control>"
        assert described("\ud800") == "U+D800 <surrogate>"
        assert described("\ue000") == "U+E000 <private use>"
        assert described("\u0378").startswith("U+0378 <not in Unicode ")
        assert described("\U00010ed8").startswith("U+10ED8 ")
        assert picture("\u202e") == picture(" ") == ""
        assert picture("َ") == "◌َ"
        assert picture("ا\u202eب") == "ا<U+202E>ب"


class TestValue:
    def test_it_is_a_value(self) -> None:
        explanation = SEARCH.explain("إنَّ ١")
        assert explanation == SEARCH.explain("إنَّ ١") == pickle.loads(pickle.dumps(explanation))
        assert eval(repr(explanation), {"Explanation": Explanation, "Change": Change}) == explanation
        assert hash(explanation) == hash(SEARCH.explain("إنَّ ١"))
        assert explanation != SEARCH.explain("إنَّ ٢")
        assert list(explanation) == list(explanation.changes)
        with pytest.raises(AttributeError, match="immutable"):
            explanation.result = ""

    def test_its_changes_are_tuples(self) -> None:
        change = Change("strip_tatweel", 1, 2, 1, 1, "ـ", "", 1)
        assert change == ("strip_tatweel", 1, 2, 1, 1, "ـ", "", 1) == pickle.loads(pickle.dumps(change))
        assert (change.rule, change.before, change.after, change.place) == ("strip_tatweel", "ـ", "", 1)

    def test_threads_explain(self) -> None:
        inputs = ["كِتَابٌ جديد ﷺ. " * times for times in (1, 20, 100)] * 3
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(SEARCH.explain, inputs)) == [SEARCH.explain(text) for text in inputs]

    @pytest.mark.parametrize("wrong", [None, 1, b"abc", ["abc"]])
    def test_bad_input(self, wrong: object) -> None:
        for normalizer in (SEARCH, Normalizer([])):
            with pytest.raises(TypeError, match="text must be a str, not"):
                normalizer.explain(wrong)  # type: ignore[arg-type]  # wrong on purpose
