"""The census of a text: its numbers add up, its places are true, and what it says of rules happens."""

from __future__ import annotations

import doctest
import json
import pickle
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import example, given
from made import normalizer
from strategies import CODE_POINTS, texts

import arnorm
from arnorm import Inspection, Tokenizer, chars, inspect, profiles, rules, unpaired_quotes
from arnorm.inspection.census import GROUPS, ORDER, TOKENS
from arnorm.inspection.kinds import KINDS, kind_of
from arnorm.rules import RULES

PAGE = Path(__file__).parent.parent / "docs" / "inspect.md"
WEB = '<b class="x">قال</b> &amp; «نعم، http://a.b/c @سلمى #عاجل_الآن 🙂 ﻡﻼﺳ\n'
CHARACTER_KINDS = frozenset(kind for kinds in KINDS.values() for kind in kinds)


def counts_of(text: str) -> dict[str, int]:
    return {finding.kind: finding.count for finding in inspect(text).findings}


# ------------------------------------------------------------------------------------------------------------- the laws


@given(texts())
@example("")
@example("\n\n")
@example(WEB)
def test_every_character_is_counted_once(text: str) -> None:
    census = inspect(text)
    assert dict(census.characters) == Counter(text)
    assert census.code_points == len(text)
    assert census.lines == len(text.split("\n")) - (text.endswith("\n") or not text)
    counts = counts_of(text)
    assert sum(count for kind, count in counts.items() if kind in CHARACTER_KINDS) == len(text)
    kinds = Counter(map(kind_of, text))
    assert {kind: count for kind, count in counts.items() if kind in CHARACTER_KINDS} == kinds
    assert all(census.count(kind) == kinds[kind] for kind in CHARACTER_KINDS)


@given(texts())
@example(WEB)
@example("a" * 5000 + "كـ" * 5000 + "\u200f" + "b" * 5000 + "\u200e" * 7)
def test_places_are_true_and_the_first_ones(text: str) -> None:
    starts: dict[str, list[int]] = {}
    for token in Tokenizer().tokens(text):
        starts.setdefault(TOKENS.get(token.kind, ""), []).append(token.start)
    starts["unpaired_quotes"] = unpaired_quotes(text)
    characters: dict[str, list[int]] = {}
    for place, character in enumerate(text):
        characters.setdefault(kind_of(character), []).append(place)
    for finding in inspect(text).findings:
        assert finding.count >= len(finding.places) == min(5, finding.count)
        assert list(finding.places) == sorted(set(finding.places))
        if finding.kind in CHARACTER_KINDS:
            assert list(finding.places) == characters[finding.kind][:5]
        elif finding.kind == "html_tags":
            assert all(text[place] == "<" for place in finding.places)
        elif finding.kind == "visual_order_lines":
            for place in finding.places:
                assert place == 0 or text[place - 1] == "\n"
                assert rules.is_visual_order(text[place:].partition("\n")[0])
        else:
            assert list(finding.places) == starts[finding.kind][:5]
            assert finding.count == len(starts[finding.kind])
        assert finding.example in text
        assert text[finding.places[0]] in finding.example


@given(texts(), texts())
@example("كتاب", "بيت")
@example("كـ\r", "\n «ب")
@example("ا", "اا")
def test_censuses_are_added_line_by_line(first: str, second: str) -> None:
    first += "\n"
    if "<" in first and ">" in second:
        return  # a tag may begin in one and end in the other
    assert inspect(first) + inspect(second) == inspect(first + second)
    assert inspect(first) + inspect("") == inspect("") + inspect(first) == inspect(first)


@given(texts())
@example(WEB)
@example("#عاجل_الآن #a \ufffe\uffff#ب_ت")
@example("ی\u0654 e\u0301 ﷲ ﷺ")
def test_a_rule_is_said_to_touch_what_it_changes(text: str) -> None:
    touched = dict(inspect(text).rules)
    assert all(touched.values())
    assert set(touched) == {name for name, rule in RULES.items() if normalizer(rule)(text) != text}
    assert list(touched) == [name for name in RULES if name in touched]


@given(texts())
def test_counts_of_rules_that_delete_are_lengths(text: str) -> None:
    census = inspect(text)
    for name in ("strip_tashkeel", "strip_tatweel_decorative", "squeeze_spaces", "trim", "squeeze_elongation:2"):
        assert census.touched_by(name) == len(text) - len(normalizer(RULES[name])(text))


@given(texts())
@example(WEB)
@example("a\ufffe <b>\ufffe")
def test_counts_of_matches_are_finds(text: str) -> None:
    census = inspect(text)
    marked = text.replace("\ue000", "")
    for function in (rules.replace_html, rules.replace_urls, rules.replace_mentions, rules.replace_emails):
        name = function("").name
        assert inspect(marked).touched_by(name) == normalizer(function("\ue000"))(marked).count("\ue000")
    assert census.count("html_tags") == census.touched_by("replace_html:")


@given(texts())
def test_profiles_change_as_many_lines_as_it_says(text: str) -> None:
    changed = dict(inspect(text).profiles)
    for name, profile in profiles.PROFILES.items():
        pairs = zip(text.split("\n"), normalizer(profile)(text).split("\n"), strict=True)
        assert changed.get(name, 0) == sum(before != after for before, after in pairs)


@given(texts())
@example(WEB)
def test_the_suggestion_is_what_would_happen(text: str) -> None:
    census = inspect(text)
    suggestion = census.suggestion
    clean = normalizer(profiles.CLEAN)(text)
    assert suggestion.profile == ("CLEAN" if clean != text else None)
    in_clean = {rule.name for rule in profiles.CLEAN}
    named = [reason.rule for reason in suggestion.reasons]
    if clean == text:
        assert not in_clean.intersection(named)
    for reason in suggestion.reasons:
        assert normalizer(RULES[reason.rule])(text) != text
        assert reason.reason.endswith(".")
        assert reason.count == census.touched_by(reason.rule)
    assert set(named) <= in_clean | set(suggestion.before) | set(suggestion.after)
    assert not inspect(clean).suggestion.profile


@given(texts())
def test_a_census_is_a_value(text: str) -> None:
    census = inspect(text)
    assert census == inspect(text)
    assert hash(census) == hash(inspect(text))
    assert pickle.loads(pickle.dumps(census)) == census
    assert census.is_nfc == (normalizer(rules.nfc)(text) == text)
    assert census.is_ordered == (normalizer(rules.order_marks)(text) == text)
    with pytest.raises(AttributeError, match="immutable"):
        census.lines = 1


@given(texts())
@example("\ud800\u202e\x00\u2028")
def test_it_is_written_for_terminals_and_for_programs(text: str) -> None:
    census = inspect(text)
    report = str(census)
    assert report.encode()  # no lone surrogate
    assert not set("\0\x1b\r\u2028\u200f\u202e\ufeff").intersection(report)
    assert f"{len(text):,} code points" in report
    read = json.loads(census.to_json())
    assert census.to_json().encode()
    assert read["code_points"] == len(text)
    assert {kind: found["count"] for kind, found in read["findings"].items()} == counts_of(text)
    assert read["rules"] == dict(census.rules)
    assert sum(read["characters"].values()) == len(text)


# --------------------------------------------------------------------------------------------------------- the examples


def test_every_kind_has_characters_and_every_character_a_kind() -> None:
    firsts: dict[str, str] = {}
    for character in map(chr, range(0x110000)):
        firsts.setdefault(kind_of(character), character)
    assert set(firsts) == CHARACTER_KINDS
    for kind, character in firsts.items():
        assert inspect(character).count(kind) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("إِنَّ الكِتـــاب", {"alef_variants": 1, "tashkeel": 4, "tatweel": 3, "plain_letters": 7, "words": 2}),
        ("پارسی کتاب گل", {"loan_letters": 2, "persian_letters": 2}),
        ("مدرسة على مؤسسة", {"teh_marbuta": 2, "alef_maksura": 1, "hamza_carriers": 1}),
        ("١٢٫٥ ۱۲ 12", {"arabic_indic_digits": 3, "extended_digits": 2, "ascii_digits": 2, "number_separators": 1}),
        ("قال «نعم» و\"لا\" و“هل”", {"guillemets": 2, "straight_quotes": 2, "curly_quotes": 2}),
        ("نعم\u200f لا\u200b \u200c \u00a0", {"bidi_controls": 1, "zero_width": 1, "joiners": 1, "other_spaces": 1}),
        ("ﻣﺮﺣﺒﺎ ﷺ", {"presentation_forms": 5, "word_ligatures": 1}),
        ("هُدًى لِّلْمُتَّقِينَ ۛ ۝ ٱ", {"quranic_marks": 1, "quranic_signs": 1}),
        ("\ud800 \ue000 \uffff \ufffd", {"surrogates": 1, "private_use": 1, "unassigned": 1}),
        ("نص\ufffd", {"replacement_characters": 1, "plain_letters": 2}),
        (WEB, {"html_tags": 2, "urls": 1, "mentions": 1, "hashtags": 1, "emoji": 1, "unpaired_quotes": 1}),
        ("ﻡﻼﺳ\nسلام\nﺳﻼﻡ\n", {"visual_order_lines": 1}),
    ],
)  # fmt: skip  # laid out by hand
def test_what_texts_hold(text: str, expected: dict[str, int]) -> None:
    found = counts_of(text)
    assert {kind: found.get(kind, 0) for kind in expected} == expected


def test_shares_of_letters() -> None:
    assert inspect("").arabic_share is None
    assert inspect("12 .").arabic_share is None
    assert inspect("كتاب abcd").arabic_share == 0.5
    assert inspect("ﻣﺮﺣﺒﺎ ڭ").arabic_share == 1


def test_suggestions() -> None:
    assert inspect("نص نظيف").suggestion.reasons == ()
    assert str(inspect("نص نظيف").suggestion) == "nothing to do"
    web = inspect(WEB).suggestion
    assert web.before == ("replace_html:", "unescape_html", "fix_visual_order")
    mixed = inspect('١٢ 12 «أ» "ب"').suggestion
    assert (mixed.profile, mixed.after) == (None, ("convert_digits:ascii", "convert_quotes:ascii"))
    assert "2 ascii digits, 2 arabic indic digits" in str(mixed)


def test_wrong_arguments_are_explained() -> None:
    with pytest.raises(TypeError, match="text must be a str, not bytes: decode it first"):
        inspect(b"text")  # type: ignore[arg-type]  # wrong on purpose
    with pytest.raises(ValueError, match="no kind called 'tashkel'; did you mean tashkeel"):
        inspect("").count("tashkel")
    with pytest.raises(ValueError, match="did you mean fold_alef"):
        inspect("").touched_by("fold_alif")
    with pytest.raises(TypeError):
        inspect("") + 1  # type: ignore[operator]  # wrong on purpose


def test_the_kinds_are_consistent() -> None:
    assert len(set(ORDER)) == len(ORDER)
    assert set(GROUPS) > set(KINDS)
    for character in chars.QUOTATION_MARKS:
        assert kind_of(character) in KINDS["quotation marks"]
    assert isinstance(inspect("x"), Inspection)
    assert arnorm.inspect is inspect


def test_time_is_linear_in_characters_that_are_never_found_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are gone through one by one only while there are places to find: at most five for every kind."""
    from arnorm.inspection import census as module

    seen: Counter[str] = Counter()

    def counted(character: str) -> str:
        seen[character] += 1
        return kind_of(character)

    monkeypatch.setattr(module, "kind_of", counted)
    text = "a" * 200_000 + "\u200f" + "a" * 200_000
    module.inspected(text)
    assert seen["a"] < 10_000


def test_a_run_of_marks_costs_linear_time() -> None:
    """``unicodedata`` would take minutes to order these; none is lost from the count."""
    count = 300_000 if arnorm.BACKEND == "compiled" else 10_000
    text = "ا" + "\u0651\u0650" * count + " e\u0301"
    census = inspect(text)
    assert census.touched_by("nfc") == 2
    assert census.count("tashkeel") == 2 * count
    assert not census.is_ordered


@given(texts(CODE_POINTS))
def test_the_tables_of_the_interpreter_are_not_asked(text: str) -> None:
    categories = {name: chars.characters(chars.category(name)) for name in ("Cs", "Cc")}
    counts = counts_of(text)
    assert counts.get("surrogates", 0) == sum(character in categories["Cs"] for character in text)


def test_the_page_runs() -> None:
    results = doctest.testfile(
        str(PAGE), module_relative=False, encoding="utf-8", optionflags=doctest.NORMALIZE_WHITESPACE
    )
    assert results.attempted >= 5
    assert not results.failed
