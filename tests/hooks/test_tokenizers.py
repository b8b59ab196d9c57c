"""Components for the tokenizers of Hugging Face: exported ones that are saved, and live ones."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hooked import hook, library
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import CHARACTERS, PATTERNS, RULE_LISTS, SETS, short_texts

from arnorm import Normalizer, Rule, Tokenizer, profiles
from arnorm.compat import PROFILES
from arnorm.rules import RULES
from arnorm.rules.steps import Context, Match, Run, step

tokenizers = library("tokenizers")
tokenizers_hook = hook("tokenizers")
expressions = hook("expressions", "tokenizers")

TEXTS = short_texts(CHARACTERS)
NAMES = (*(f"compat.{name}" for name in PROFILES), *profiles.PROFILES)


def can_be_exported(choice: Any) -> bool:
    try:
        expressions.replacements(choice)
    except ValueError:
        return False
    return True


EXPORTED = {name: rule for name, rule in RULES.items() if can_be_exported([rule])}
EXPORTED_PROFILES = [name for name in NAMES if can_be_exported(profiles.by_name(name))]
USUAL = [rule for rule in profiles.SEARCH if rule.name in EXPORTED and rule.name != "casefold"]


def tokenizer(normalizer: Any, *, cut: Any = None) -> Any:
    """Return a tokenizer that knows no token, and gives one for each character, or for each that ``cut`` gives."""
    made = tokenizers.Tokenizer(tokenizers.models.WordLevel({"?": 0}, unk_token="?"))
    if normalizer is not None:
        made.normalizer = normalizer
    every = tokenizers.pre_tokenizers.Split(tokenizers.Regex("(?m:.)"), "isolated")
    made.pre_tokenizer = cut or every
    return made


@lru_cache
def both(choice: Any) -> tuple[Any, Normalizer]:
    """Return the exported component of rules, and the normalizer."""
    return tokenizers_hook.exported_normalizer(choice), Normalizer(choice)


def assert_inside(text: str, normalizer: Normalizer, component: Any) -> None:
    """Assert that each character of the result comes from a place in the span that arnorm gives it."""
    found = tokenizer(component).encode(text).offsets
    spans = normalizer.align(text).source_offsets.tolist()
    assert len(found) == len(spans)
    for (start, end), (first, last) in zip(found, spans, strict=True):
        assert first <= start < end <= last


# ------------------------------------------------------------------------------------------------------------- exported


def test_what_is_exported() -> None:
    assert {"strip_tashkeel", "fold_alef", "casefold", "squeeze_elongation:2", "squeeze_spaces", "trim"} <= set(
        EXPORTED
    )
    assert {"compose", "order_marks", "nfc", "convert_quotes:guillemets", "replace_urls:"}.isdisjoint(EXPORTED)
    assert {"compat.CAMEL_DEDIAC", "compat.LUCENE_ARABIC", "compat.CAMEL_ARCLEAN"} <= set(EXPORTED_PROFILES)


@pytest.mark.parametrize("name", EXPORTED)
@given(text=TEXTS)
def test_rules(name: str, text: str) -> None:
    component, normalizer = both(EXPORTED[name])
    assert component.normalize_str(text) == normalizer(text)


@pytest.mark.parametrize("name", EXPORTED_PROFILES)
@given(text=TEXTS)
def test_profiles(name: str, text: str) -> None:
    component, normalizer = both(profiles.by_name(name))
    assert component.normalize_str(text) == normalizer(text)


@given(RULE_LISTS, st.lists(st.sampled_from(USUAL), max_size=4, unique=True), st.booleans(), TEXTS)
def test_rules_together(any_rules: list[Rule], usual: list[Rule], any_too: bool, text: str) -> None:
    rules = any_rules if any_too else usual
    if can_be_exported(rules):
        assert tokenizers_hook.exported_normalizer(rules).normalize_str(text) == Normalizer(rules)(text)
    else:
        with pytest.raises(ValueError, match="these rules cannot be exported"):
            tokenizers_hook.exported_normalizer(rules)


MEMBERS = st.sampled_from("abbأأَ١ .")
VALUES = st.sampled_from(("", "a", "ب", "..", "٠"))
CHANGES = st.one_of(
    st.builds(dict.fromkeys, st.sets(MEMBERS, min_size=1, max_size=3), VALUES),
    st.dictionaries(MEMBERS, VALUES, min_size=1, max_size=3),
)
NEAR = ("edge", "letter", "[^letter]", "alef mark{1,2}", "(edge | space)", "mark | digit letter", "[^space mark] .")
SIDES = st.none() | st.sampled_from((*NEAR, *NEAR, "letter+", "(edge | space) space*", "edge alef*")) | PATTERNS
DENSE = st.text(MEMBERS, max_size=30)


@given(CHANGES, SIDES, SIDES, st.booleans(), st.lists(DENSE, min_size=5, max_size=5))
@example({" ": ""}, "(edge | digit) space*", None, False, ["  a  ", "1 1", "", "a", "1"])
@example({"a": ""}, 'edge ["a" space]*', None, False, [" a b", "ba", "", "a", " "])
@example({"a": "", "b": ""}, None, "space* edge", False, ["a b", "ba", "", "a", "b"])
@example({"أ": "ب", "١": "٠"}, "[letter digit]", "digit", False, ["أ١١", "١أ١", "١١أ", "أ", "١"])
@example({"أ": "١", "١": "٠"}, "letter", "digit", False, ["أأ١١", "١أ١", "أأأ١", "أ", "١"])
def test_contexts(
    changes: dict[str, str], left: str | None, right: str | None, unless: bool, given_texts: list[str]
) -> None:
    rule = Rule("context", (step(changes, Context(left, right, unless, tuple(SETS.items()))),), "", True, "")
    try:
        normalizer = Normalizer(rule)
    except ValueError:  # a pattern that matches nothing, or what is no character
        assume(False)
    assume(can_be_exported([rule]))
    component = tokenizers_hook.exported_normalizer(rule)
    assert [component.normalize_str(text) for text in given_texts] == normalizer.normalize_many(given_texts)


@given(st.sets(MEMBERS, min_size=1, max_size=3), st.integers(1, 4), st.data(), st.booleans(), DENSE)
def test_runs(members: set[str], least: int, data: st.DataObject, mixed: bool, text: str) -> None:
    keep = data.draw(st.integers(0, least - 1))
    rule = Rule("run", (step(dict.fromkeys(members, ""), Run(least, keep, mixed)),), "", True, "")
    assert tokenizers_hook.exported_normalizer(rule).normalize_str(text) == Normalizer(rule)(text)


@given(st.sampled_from(("digit+", "[^letter]+", "mark", '[letter "."]', ".")), st.sampled_from(("", " ", "ab")), TEXTS)
def test_matches(pattern: str, value: str, text: str) -> None:
    rule = Rule("match", (Match(((pattern, value),), tuple(SETS.items())),), "", True, "")
    assert tokenizers_hook.exported_normalizer(rule).normalize_str(text) == Normalizer(rule)(text)


def test_what_one_writes_another_does_not_change() -> None:
    chain = Rule.mapping({"a": "b", "b": "c", "c": "dd", "x": "ab"}, name="chain")
    assert tokenizers_hook.exported_normalizer(chain).normalize_str("abcx") == Normalizer(chain)("abcx") == "bcddab"
    with pytest.raises(ValueError, match=r"swap \(characters change places\)"):
        tokenizers_hook.exported_normalizer(Rule.mapping({"a": "b", "b": "a"}, name="swap"))


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        ("search", r"compose \(it composes .*\); order_marks \(it composes"),
        ("clean", r"strip_tatweel_decorative \(it looks back without a limit\); compose"),
        (RULES["nfc"], r"nfc \(it calls a function\)"),
        (Rule.pattern("a+", name="many"), r"many \(its expression is one of the package regex\)"),
        (RULES["convert_quotes:arabic"], r"convert_quotes:arabic \(it looks for pairs"),
        (RULES["strip_emoji"], r"strip_emoji \(it looks for the longest match"),
        (RULES["expand_honorifics"], r"expand_honorifics \(one of its replacements changes where"),
        (Rule("run", (step({"a": "b"}, Run(2, 1)),), "", True, ""), r"run \(it changes what stands in a run\)"),
    ],
)
def test_what_cannot_be_exported(choice: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=f"cannot be exported: {reason}"):
        tokenizers_hook.exported_normalizer(choice)


@given(TEXTS)
def test_places_of_exported_ones(text: str) -> None:
    names = ("strip_tashkeel", "strip_zero_width", "expand_word_ligatures", "fold_alef", "convert_digits:ascii")
    component, normalizer = both(tuple(RULES[name] for name in names))
    assert_inside(text, normalizer, component)


def test_a_saved_tokenizer(tmp_path: Path) -> None:
    path = str(tmp_path / "tokenizer.json")
    made = tokenizer(tokenizers_hook.exported_normalizer(USUAL))
    made.save(path)
    text = "إِنَّ «الكِتـــابَ»   لجديدٌ!!  ٣٫٥ جمييييل"
    for loaded in (tokenizers.Tokenizer.from_file(path), tokenizers.Tokenizer.from_str(made.to_str())):
        assert loaded.normalizer.normalize_str(text) == Normalizer(USUAL)(text)
        assert loaded.encode(text).offsets == made.encode(text).offsets
    parts = json.loads(Path(path).read_text("utf-8"))["normalizer"]["normalizers"]
    assert {part["type"] for part in parts} == {"Replace"}


def test_nothing_to_export() -> None:
    assert tokenizers_hook.exported_normalizer([]).normalize_str("كـتاب") == "كـتاب"


# ----------------------------------------------------------------------------------------------------------------- live


@given(st.sampled_from(("search", "clean", "display", "asr", "compat.whisper_basic")), TEXTS)
@example("search", "ﷺﷲ")
@example("search", "ًًا")
@example("clean", "الله\u0654\u0651 ا\u0654\u064e")
def test_live_normalizers(name: str, text: str) -> None:
    normalizer = Normalizer(profiles.by_name(name))
    component = tokenizers_hook.live_normalizer(name)
    assert component.normalize_str(text) == normalizer(text)
    assert_inside(text, normalizer, component)


@given(RULE_LISTS, TEXTS)
def test_live_rules(rules: list[Rule], text: str) -> None:
    normalizer = Normalizer(rules)
    component = tokenizers_hook.live_normalizer(rules)
    assert component.normalize_str(text) == normalizer(text)
    assert_inside(text, normalizer, component)


def test_a_live_rule_that_calls_a_function() -> None:
    for function in (lambda text: "", lambda text: text[::-1] + "x", lambda text: "new" * 3, lambda text: "a" + text):
        rule = Rule.function(function, name="function")
        for text in ("", "abc", "ab cd"):
            assert tokenizers_hook.live_normalizer(rule).normalize_str(text) == function(text)


@given(st.sampled_from(("default", "camel", "whitespace")), TEXTS)
def test_live_pre_tokenizers(name: str, text: str) -> None:
    from arnorm import policies

    ours = Tokenizer(policies.by_name(name))
    component = tokenizers_hook.live_pre_tokenizer(name)
    expected = [(token.text, (token.start, token.end)) for token in ours.tokens(text)]
    assert component.pre_tokenize_str(text) == expected
    encoding = tokenizer(None, cut=component).encode(text)
    assert encoding.offsets == [place for _, place in expected]


def test_both_in_a_tokenizer() -> None:
    text = "قرأتُ الكِتَابَ، ثمّ نِمتُ."
    made = tokenizer(tokenizers_hook.live_normalizer("search"), cut=tokenizers_hook.live_pre_tokenizer())
    words = Tokenizer()(Normalizer(profiles.SEARCH)(text))
    made.model = tokenizers.models.WordLevel({word: number for number, word in enumerate([*words, "?"])}, unk_token="?")
    encoding = made.encode(text)
    assert encoding.tokens == words
    assert [text[start:end] for start, end in encoding.offsets] == ["قرأت", "الكِتَاب", "،", "ثم", "نِمت", "."]
    assert [each.tokens for each in made.encode_batch([text] * 50)] == [words] * 50
    with pytest.raises(Exception, match="cannot be serialized"):
        made.to_str()


def test_mistakes() -> None:
    for make in (tokenizers_hook.live_normalizer, tokenizers_hook.exported_normalizer):
        with pytest.raises(ValueError, match="no profile called"):
            make("serach")
    with pytest.raises(ValueError, match="no policy called"):
        tokenizers_hook.live_pre_tokenizer("serach")
