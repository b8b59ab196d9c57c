"""Rules that somebody else wrote: JSON with anything in it, regular expressions and patterns that explode.

Whatever is refused is refused with ``ValueError``, and what is taken works: no other error, no endless compilation.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strangers import refused_or_an_alignment

from arnorm import Alignment, Normalizer, Rule, profiles, rules
from arnorm._core.automaton import compile_patterns
from arnorm._core.plan import fuse
from arnorm.json_text import loaded
from arnorm.rules.steps import Canonical, Context, Match, Pairs, Run, Step

SETS = (("a", ((97, 98),)), ("b", ((0x627, 0x628),)))
RULES = (
    Rule("context", (Step(((97, "b"), (0x627, "")), Context("a", "b", False, SETS)),), "", True, ""),
    Rule("run", (Step(((97, "b"),), Run(3, 1, False)),), "", True, ""),
    Rule("match", (Match((('"ab" a*', "x"), ("b{2,3}", None)), SETS),), "", True, ""),
    Rule(
        "canonical",
        (Canonical(((0x64B, 0x64B, 27), (0x651, 0x651, 33)), ((0x627, 0x653, 0x622),), ((0x651, 1),)),),
        "",
        True,
        "",
    ),
    Rule(
        "pairs",
        (Pairs(((34, 1, "either"), (39, 3, "apostrophe")), ((97, 122),), ((0x64B, 0x64B),), ((10, 10),), (*"«»“”",)),),
        "",
        True,
        "",
    ),
    Rule.pattern("a+", "b", name="pattern"),
    Rule.mapping({"a": "bc", "x": ""}, name="mapping"),
)
SPECS = [json.loads(Normalizer(rule).to_json()) for rule in RULES]
for _spec in SPECS:
    del _spec["fingerprint"]
ALIGNMENTS = [json.loads(Normalizer(profiles.SEARCH).align(text).to_json()) for text in ("كِتاب ﷺ", "إلـى", "a\ud800")]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None, True, 0, 1, -1, 97, 0xD800, 0x10FFFF, 0x110000, 2**31, 2**63, 2**70, 1e300, -0.5, "", "a", "ab", "\ud800",
        "shipped", "edge", "(", "a|", "[^a]*", "a{64}", "strip_tatweel", "bytes", [], {}, [[]], [97, 97], [97, "b"],
        {"class": "Step"}, {"class": "Context"}, {"class": "Function", "function": "os:system"}, [[2**62, 0, 1]],
    ]
)  # fmt: skip  # laid out by hand
TEXT = "\"ab\" «ا» 'a'\n" + "a" * 7 + "abا\u0653\u064b\u0651\u0622\ud800"


def places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to everything in a value of JSON, but for itself."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, item in items for found in ((*path, key), *places(item, (*path, key)))]


@st.composite
def changed(draw: st.DrawFn, specs: list[Any]) -> Any:
    """A value of JSON in which up to three things are replaced, doubled, taken away or added."""
    value = json.loads(json.dumps(draw(st.sampled_from(specs))))
    for _ in range(draw(st.integers(1, 3))):
        paths = places(value)
        if not paths:
            break
        *path, key = draw(st.sampled_from(paths))
        holder = value
        for step in path:
            holder = holder[step]
        new = json.loads(json.dumps(draw(VALUES)))
        match draw(st.sampled_from(("replace", "delete", "add", "scale"))):
            case "delete":
                del holder[key]
            case "add" if isinstance(holder, list):
                holder.insert(key, new)
            case "add":
                holder[draw(st.sampled_from(("extra", "name", "class", "steps")))] = new
            case "scale" if type(holder[key]) is int:
                holder[key] *= draw(st.sampled_from((-1, 1 << 20)))
            case _:
                holder[key] = new
    return value


@given(changed(SPECS))
def test_rules_of_strangers_are_refused_or_work(spec: Any) -> None:
    try:
        Normalizer.from_json(json.dumps(spec))
    except ValueError as error:
        if "fingerprint None" not in str(error):
            return
        spec["fingerprint"] = str(error).partition("have fingerprint ")[2].split()[0]
    normalizer = Normalizer.from_json(json.dumps(spec))
    assert Normalizer.from_json(normalizer.to_json()) == normalizer
    assert normalizer.align(TEXT).result == normalizer(TEXT)
    assert repr(normalizer.explain(TEXT))


@given(changed(ALIGNMENTS))
def test_alignments_of_strangers_are_refused_or_work(spec: Any) -> None:
    refused_or_an_alignment(spec)


DEEP = "[" * 100_000 + "]" * 100_000


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (DEEP, "nested too deeply"),
        (f'{{"format": 1, "rules": [{DEEP}]}}', "nested too deeply"),
        ('{"format": 1, "format": 1, "rules": []}', "the key 'format' stands twice"),
        ('{"format": 1, "rules": [], "run": "this"}', "has no 'run'"),
        ('{"format": 1, "rules": [{"name": "a", "mapping": {"a": "b"}, "more": 1}]}', "is not a rule"),
        ('{"format": 1, "rules": [{"name": "a", "mapping": {"a": 1}}]}', "something else than texts"),
        ('{"format": 1, "rules": [NaN]}', "NaN is no number of JSON"),
        ('{"format": 1, "rules": [Infinity]}', "Infinity is no number"),
        ('{"format": 1, "rules": ["os:system"]}', "there is no rule called"),
    ],
    ids=lambda value: value[:40],
)
def test_json_is_read_strictly(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Normalizer.from_json(text)
    with pytest.raises(ValueError, match=r"."):
        Alignment.from_json(text)


def spec_of(step: dict[str, Any]) -> str:
    rule = {"name": "a", "steps": [step], "summary": "", "lossy": True, "source": ""}
    return json.dumps({"format": 1, "rules": [rule]})


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("os:system", "has no function"),
        ("builtins:eval", "has no function"),
        ("arnorm.cli:main", "has no function"),
        ("arnorm.rules.canonical:_form", "has no function"),
    ],
)
def test_no_function_but_those_of_rules_is_found(function: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Normalizer.from_json(spec_of({"class": "Function", "function": function}))


def test_regular_expressions_can_be_refused() -> None:
    text = Normalizer(Rule.pattern("a+", "b")).to_json()
    assert Normalizer.from_json(text)("aa") == "b"
    with pytest.raises(ValueError, match=r"regular expressions are not taken here, and 'a\+' is one"):
        Normalizer.from_json(text, patterns=False)
    shipped = Normalizer(profiles.SEARCH)
    assert Normalizer.from_json(shipped.to_json(), patterns=False) == shipped


@pytest.mark.parametrize("timeout", [None, "1", True, [1], float("nan"), float("inf"), 0, -1, 1e9], ids=repr)
def test_a_pattern_has_an_end(timeout: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="seconds"):
        Rule.pattern("a", timeout=timeout)
    text = spec_of({"class": "Pattern", "pattern": "a", "replacement": "", "timeout": timeout})
    with pytest.raises(ValueError, match=r"."):
        Normalizer.from_json(text)


@pytest.mark.parametrize("pattern", [r"(?:a|a)*$", r"(?:a|aa)+$", r"(?:abcdefghijkl){e<=9}"])
def test_an_expression_that_explodes_is_stopped(pattern: str) -> None:
    normalizer = Normalizer(Rule.pattern(pattern, timeout=0.05))
    text = "a" * 60 + "!" + "xyz" * 5000
    for call in (normalizer, normalizer.align, normalizer.explain):
        with pytest.raises(TimeoutError, match=r"took more than 0.05 s"):
            call(text)


def test_an_expression_that_explodes_on_nothing_is_no_rule() -> None:
    with pytest.raises(ValueError, match="on an empty text"):
        Rule.pattern(r"(?:(?=a|)|(?=b|)){40}x", timeout=0.05)


@pytest.mark.parametrize("pattern", ["(" * 100_000 + ")" * 100_000, "(" * 100_000, "(?V1)" + "[" * 5000 + "]" * 5000])
def test_an_expression_of_many_brackets_is_no_rule(pattern: str) -> None:
    with pytest.raises(ValueError, match="nested too deeply"):
        Rule.pattern(pattern)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(" * 100_000 + "a" + ")" * 100_000, "one inside of the other"),
        ("a" + "*" * 100_000, "one inside of the other"),
        ("[a b]* a [a b]{60}", "more than 16,384 states"),
        ("(((a{64}){64}){64}){64}", "more than 32,768 places"),
        (" | ".join([f'"{chr(0x4E00 + number)}"' for number in range(3000)]), "too many"),
    ],
    ids=["brackets", "stars", "states", "places", "classes"],
)
def test_patterns_of_this_package_have_bounds(pattern: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compile_patterns([(pattern, 1)], dict(SETS))
    step = {"class": "Match", "patterns": [[pattern, "x"]], "sets": [["a", [[97, 98]]]]}
    with pytest.raises(ValueError, match=r"."):
        Normalizer.from_json(spec_of(step))


def test_a_long_chain_of_states_compiles() -> None:
    assert len(compile_patterns([("(a{64}){64}", 1)], dict(SETS)).transitions) > 4096


def test_replacements_that_multiply_have_a_bound() -> None:
    mappings = [{"a": "b" * 1000}, {"b": "c" * 1000}, {"c": "d" * 1000}, {"d": "e" * 1000}]
    with pytest.raises(ValueError, match="would become 1,000,000,000 code points"):
        Normalizer([Rule.mapping(mapping, name=f"r{number}") for number, mapping in enumerate(mappings)])
    assert fuse({97: "b" * 5000}, {98: "", 99: "d" * 5000}) == {97: "", 98: "", 99: "d" * 5000}


@pytest.mark.parametrize("ranges", [[[0, 2**60, 1]], [[5, 4, 1]], [[-1, 4, 1]], [[0, 9, 1], [9, 12, 2]]], ids=str)
def test_ranges_are_ranges(ranges: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"range|cannot be"):
        Normalizer.from_json(spec_of({"class": "Canonical", "classes": ranges, "compositions": [], "leads": []}))


def test_values_have_the_types_that_they_are_said_to_have() -> None:
    assert loaded('{"a": [1, "b", null]}') == {"a": [1, "b", None]}
    assert rules.fold_alef.name == Normalizer.from_json(Normalizer(rules.fold_alef).to_json()).rules[0].name
