"""The types of the public interface, as a user's type checker sees them; never executed.

A line that ends in ``type: ignore`` must be an error: mypy reports the ones that are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TextIO, assert_type

import numpy as np
import numpy.typing as npt

import arnorm
from arnorm import (
    Alignment,
    AnalyzedToken,
    Analyzer,
    Change,
    Explanation,
    Inspection,
    Normalizer,
    Rule,
    SentenceSplitter,
    Token,
    Tokenizer,
    compat,
    policies,
    profiles,
    rules,
    transliteration,
)
from arnorm.grammar import Grammar, Kind
from arnorm.inspection import Finding
from arnorm.inspection.suggestion import Suggestion
from arnorm.normalizer import Stage
from arnorm.policies import DEFAULT, SENTENCES, sentence_policy
from arnorm.profiles import Profile
from arnorm.transliteration import OneWayScheme, Scheme

Spans = npt.NDArray[np.int32 | np.int64]
Kinds = npt.NDArray[np.uint8]
Offsets = npt.NDArray[np.int64]


def facade(text: str) -> None:
    version: str = arnorm.UNICODE_VERSION
    assert_type(version, str)
    assert_type(arnorm.__version__, str)
    assert_type(arnorm.BACKEND, str)
    assert_type(arnorm.INSTRUCTION_SET, str)
    assert_type(arnorm.normalize(text), str)
    assert_type(arnorm.normalize(text, profiles.SEARCH), str)
    assert_type(arnorm.normalize(text, profile=profiles.SEARCH), str)
    assert_type(arnorm.dediacritize(text), str)
    assert_type(arnorm.tokenize(text), list[str])
    assert_type(arnorm.sentences(text), list[str])

    arnorm.normalize(text.encode())  # type: ignore[arg-type]  # refused
    arnorm.normalize([text])  # type: ignore[arg-type]  # refused
    arnorm.normalize(None)  # type: ignore[arg-type]  # refused
    arnorm.normalize(text, "SEARCH")  # type: ignore[arg-type]  # refused
    arnorm.normalize(text, rules.fold_alef)  # type: ignore[arg-type]  # refused
    arnorm.dediacritize(text.encode())  # type: ignore[arg-type]  # refused
    arnorm.tokenize(text.encode())  # type: ignore[arg-type]  # refused
    arnorm.sentences(None)  # type: ignore[arg-type]  # refused
    arnorm.BACKEND = "reference"  # type: ignore[misc]  # refused
    arnorm.UNICODE_VERSION = ""  # type: ignore[misc]  # refused


def normalizer(text: str, texts: Iterator[str], data: bytes) -> None:
    assert_type(Normalizer(), Normalizer)
    assert_type(Normalizer(profiles.SEARCH), Normalizer)
    assert_type(Normalizer(rules.fold_alef), Normalizer)
    assert_type(Normalizer([rules.fold_alef, rules.convert_digits("ascii")]), Normalizer)
    assert_type(Normalizer({rules.fold_alef, rules.strip_tatweel}), Normalizer)
    assert_type(Normalizer(rule for rule in profiles.CLEAN), Normalizer)

    ready = Normalizer()
    assert_type(ready(text), str)
    assert_type(ready.normalize_many([text]), list[str])
    assert_type(ready.normalize_many((text,)), list[str])
    assert_type(ready.normalize_many(texts), list[str])
    assert_type(ready.normalize_many(texts, 4), list[str])
    assert_type(ready.normalize_many(texts, threads=None), list[str])
    assert_type(ready.normalize_utf8(data), bytes)
    assert_type(ready.normalize_utf8(bytearray(data)), bytes)
    assert_type(ready.normalize_utf8(memoryview(data)), bytes)
    assert_type(ready.normalize_utf8(data, errors="strict"), bytes)
    assert_type(ready.normalize_utf8(data, errors="replace"), bytes)
    assert_type(ready.normalize_utf8(data, "keep"), bytes)
    assert_type(ready.rules, tuple[Rule, ...])
    assert_type(ready.stages, tuple[Stage, ...])
    assert_type(ready.stages[0].rules, tuple[str, ...])
    assert_type(ready.stages[0].changes, int)
    assert_type(ready.stages[0].native, bool)
    assert_type(ready.fingerprint, str)
    assert_type(ready.to_json(), str)
    assert_type(Normalizer.from_json(ready.to_json()), Normalizer)
    assert_type(list(map(ready, texts)), list[str])
    assert_type({ready: 1}, dict[Normalizer, int])

    Normalizer("SEARCH")  # type: ignore[arg-type]  # refused
    Normalizer(["fold_alef"])  # type: ignore[list-item]  # refused
    Normalizer([rules.convert_digits])  # type: ignore[list-item]  # refused
    Normalizer(str.upper)  # type: ignore[arg-type]  # refused
    ready(data)  # type: ignore[arg-type]  # refused
    ready([text])  # type: ignore[arg-type]  # refused
    ready(None)  # type: ignore[arg-type]  # refused
    ready.normalize_many([data])  # type: ignore[list-item]  # refused
    ready.normalize_many(texts, threads="4")  # type: ignore[arg-type]  # refused
    ready.normalize_utf8(text)  # type: ignore[arg-type]  # refused
    ready.normalize_utf8(data, "ignore")  # type: ignore[arg-type]  # refused
    ready.rules = ()  # type: ignore[misc]  # refused
    ready.fingerprint = ""  # type: ignore[misc]  # refused
    Normalizer.from_json(data)  # type: ignore[arg-type]  # refused


def alignment(text: str, texts: Iterator[str], data: bytes) -> None:
    ready = Normalizer()
    aligned = ready.align(text)
    assert_type(aligned, Alignment[str])
    assert_type(ready.align_utf8(data), Alignment[bytes])
    assert_type(ready.align_utf8(bytearray(data), errors="keep"), Alignment[bytes])
    assert_type(ready.align_many(texts), tuple[list[str], Spans, Offsets])
    assert_type(Alignment(text, text, [0], [1]), Alignment[str])
    assert_type(Alignment(data, data, np.array([0]), (1,)), Alignment[bytes])
    assert_type(Alignment(text, text, [0], [1], ("utf-8", "utf-16")), Alignment[str])
    assert_type(Alignment.identity(text), Alignment[str])

    assert_type(aligned.source, str)
    assert_type(ready.align_utf8(data).result, bytes)
    assert_type(aligned.source_offsets, Spans)
    assert_type(aligned.result_offsets, Spans)
    assert_type(aligned.to_source(0, 1), tuple[int, int])
    assert_type(aligned.to_source([(0, 1)]), Spans)
    assert_type(aligned.to_result(0, 1), tuple[int, int])
    assert_type(aligned.to_result(Tokenizer().spans(text)), Spans)
    assert_type(aligned.then(aligned), Alignment[str])
    assert_type(aligned[1:], Alignment[str])
    assert_type(aligned.in_units("utf-16"), Alignment[str])
    assert_type(aligned.in_units(result="utf-8"), Alignment[str])
    assert_type(aligned.to_json(), str)

    ready.align(data)  # type: ignore[arg-type]  # refused
    ready.align_utf8(text)  # type: ignore[arg-type]  # refused
    ready.align_many([data])  # type: ignore[list-item]  # refused
    Alignment(text, data, [0], [1])  # type: ignore[type-var]  # refused
    Alignment(text, text)  # type: ignore[call-arg]  # refused
    aligned.then(text)  # type: ignore[arg-type]  # refused
    aligned.then(ready.align_utf8(data))  # type: ignore[arg-type]  # refused
    aligned.in_units("utf-32")  # type: ignore[arg-type]  # refused
    aligned[0]  # type: ignore[index]  # refused
    aligned.source_offsets = aligned.result_offsets  # type: ignore[misc]  # refused


def explanation(text: str, data: bytes) -> None:
    found = Normalizer().explain(text)
    assert_type(found, Explanation)
    assert_type(found.source, str)
    assert_type(found.result, str)
    assert_type(found.rules, tuple[str, ...])
    assert_type(found.changes, tuple[Change, ...])
    assert_type(list(found), list[Change])
    assert_type(len(found), int)
    assert_type(found.counts, dict[str, int])
    assert_type(found.by_rule(), dict[str, tuple[Change, ...]])
    assert_type(found.groups(), dict[tuple[str, str, str], tuple[Change, ...]])
    assert_type(found.stages, tuple[tuple[str, str], ...])
    assert_type(found.to_json(), str)
    assert_type(found.to_html(), str)
    assert_type(found.to_html(full=False), str)
    change = found.changes[0]
    assert_type(change.rule, str)
    assert_type(change.source_start + change.source_end + change.result_start + change.result_end, int)
    assert_type(change.before + change.after, str)
    assert_type(change.place, int)

    Normalizer().explain(data)  # type: ignore[arg-type]  # refused
    Normalizer().explain(None)  # type: ignore[arg-type]  # refused
    change.rule = ""  # type: ignore[misc]  # refused


def tokenizer(text: str, texts: Iterator[str], data: bytes, file: TextIO) -> None:
    assert_type(Tokenizer(), Tokenizer)
    assert_type(Tokenizer(None), Tokenizer)
    assert_type(Tokenizer(policy=DEFAULT), Tokenizer)
    assert_type(Tokenizer(Grammar("A", (Kind("a", "a+"),), (("a", ((0x61, 0x61),)),))), Tokenizer)

    ready = Tokenizer()
    assert_type(ready(text), list[str])
    assert_type(ready.tokens(text), list[Token])
    assert_type(ready.tokenize_many([text]), list[list[str]])
    assert_type(ready.tokenize_many(texts, threads=2), list[list[str]])
    assert_type(ready.spans(text), Spans)
    assert_type(ready.spans_and_kinds(text), tuple[Spans, Kinds])
    assert_type(ready.spans_many(texts), tuple[Spans, Kinds, Offsets])
    assert_type(ready.spans_utf8(data), Spans)
    assert_type(ready.spans_utf8(bytearray(data), errors="keep"), Spans)
    assert_type(ready.spans_and_kinds_utf8(memoryview(data), "replace"), tuple[Spans, Kinds])
    assert_type(ready.iter_tokens(texts), Iterator[Token])
    assert_type(ready.iter_tokens([text]), Iterator[Token])
    assert_type(ready.iter_tokens(file), Iterator[Token])
    assert_type(ready.policy, Grammar)
    assert_type(ready.kinds, tuple[str, ...])
    assert_type(policies.by_name("default"), Grammar)

    token = ready.tokens(text)[0]
    assert_type(token.text, str)
    assert_type(token.start, int)
    assert_type(token.end, int)
    assert_type(token.kind, str)

    ready(data)  # type: ignore[arg-type]  # refused
    ready([text])  # type: ignore[arg-type]  # refused
    ready.spans(data)  # type: ignore[arg-type]  # refused
    ready.tokenize_many([data])  # type: ignore[list-item]  # refused
    ready.spans_many([data])  # type: ignore[list-item]  # refused
    ready.spans_utf8(text)  # type: ignore[arg-type]  # refused
    ready.spans_utf8(data, "ignore")  # type: ignore[arg-type]  # refused
    ready.iter_tokens([data])  # type: ignore[list-item]  # refused
    token.text = ""  # type: ignore[misc]  # refused
    ready.kinds = ()  # type: ignore[misc]  # refused
    token.length  # type: ignore[attr-defined]  # noqa: B018  # refused
    Tokenizer("words")  # type: ignore[arg-type]  # refused
    Tokenizer(profiles.SEARCH)  # type: ignore[arg-type]  # refused


def detokenizer(text: str, tokens: Iterator[Token]) -> None:
    assert_type(arnorm.detokenize([text]), str)
    assert_type(arnorm.detokenize(tokens), str)

    arnorm.detokenize([1])  # type: ignore[list-item]  # refused
    arnorm.detokenize(None)  # type: ignore[arg-type]  # refused


def inspection(text: str, data: bytes) -> None:
    census = arnorm.inspect(text)
    assert_type(census, Inspection)
    assert_type(census + census, Inspection)
    assert_type(census.code_points, int)
    assert_type(census.words, int)
    assert_type(census.arabic_share, float | None)
    assert_type(census.characters, tuple[tuple[str, int], ...])
    assert_type(census.findings, tuple[Finding, ...])
    assert_type(census.findings[0].places, tuple[int, ...])
    assert_type(census.rules, tuple[tuple[str, int], ...])
    assert_type(census.count("tashkeel"), int)
    assert_type(census.suggestion, Suggestion)
    assert_type(census.suggestion.profile, str | None)
    assert_type(census.to_json(), str)

    arnorm.inspect(data)  # type: ignore[arg-type]  # refused
    census + text  # type: ignore[operator]  # refused


def analyzer(text: str, texts: Iterator[str], data: bytes) -> None:
    ready = Analyzer(Tokenizer(), Normalizer(profiles.SEARCH))
    assert_type(Analyzer(SentenceSplitter(), Normalizer(), empty="keep"), Analyzer)
    assert_type(ready(text), list[AnalyzedToken])
    assert_type(ready.analyze_many(texts), list[list[AnalyzedToken]])
    assert_type(ready.analyze_many([text], threads=2), list[list[AnalyzedToken]])
    assert_type(ready.tokenizer, Tokenizer)
    assert_type(ready.normalizer, Normalizer)

    token = ready(text)[0]
    assert_type(token.form, str)
    assert_type(token.text, str)
    assert_type(token.start, int)
    assert_type(token.end, int)
    assert_type(token.kind, str)

    ready(data)  # type: ignore[arg-type]  # refused
    ready.analyze_many([data])  # type: ignore[list-item]  # refused
    Analyzer(Tokenizer(), profiles.SEARCH)  # type: ignore[arg-type]  # refused
    Analyzer(Tokenizer(), Normalizer(), "gap")  # type: ignore[arg-type]  # refused


def sentence_splitter(text: str) -> None:
    assert_type(SentenceSplitter(), SentenceSplitter)
    assert_type(SentenceSplitter(SENTENCES)(text), list[str])
    assert_type(SentenceSplitter().tokens(text), list[Token])
    assert_type(SentenceSplitter().spans(text), Spans)

    assert_type(sentence_policy("OWN", newlines="paragraph", abbreviations=("Dr",)), Grammar)

    SentenceSplitter("ar")  # type: ignore[arg-type]  # refused
    sentence_policy("OWN", newlines="line")  # type: ignore[arg-type]  # refused


def profile_values() -> None:
    assert_type(profiles.CLEAN, Profile)
    assert_type(compat.LUCENE_ARABIC, Profile)
    assert_type(compat.PROFILES, Mapping[str, Profile])
    assert_type(compat.by_name("whisper_basic"), Profile)
    assert_type(profiles.SEARCH + rules.fold_hamza, Profile)
    assert_type(profiles.SEARCH - rules.fold_alef, Profile)
    assert_type(profiles.SEARCH + {rules.fold_hamza, rules.fold_dashes}, Profile)
    assert_type(profiles.SEARCH - profiles.CLEAN, Profile)
    assert_type(profiles.SEARCH.name, str)
    assert_type(profiles.SEARCH.rules, tuple[Rule, ...])
    assert_type(profiles.SEARCH.date, str)
    assert_type(profiles.SEARCH[0], Rule)
    assert_type(len(profiles.SEARCH), int)
    assert_type(list(profiles.SEARCH), list[Rule])
    assert_type(profiles.PROFILES, Mapping[str, Profile])
    assert_type(profiles.by_name("search"), Profile)

    profiles.SEARCH + "fold_hamza"  # type: ignore[operator]  # refused
    profiles.SEARCH + {"fold_hamza"}  # type: ignore[arg-type]  # refused
    profiles.SEARCH["fold_alef"]  # type: ignore[index]  # refused
    profiles.CLEAN = profiles.SEARCH  # type: ignore[misc]  # refused
    profiles.by_name(rules.fold_alef)  # type: ignore[arg-type]  # refused


def rule_values() -> None:
    assert_type(rules.fold_alef, Rule)
    assert_type(rules.convert_digits("ascii"), Rule)
    assert_type(rules.convert_digits("arabic_indic"), Rule)
    assert_type(rules.convert_digits("extended"), Rule)
    assert_type(rules.convert_quotes("ascii"), Rule)
    assert_type(rules.convert_punctuation("ascii"), Rule)
    assert_type(rules.squeeze_elongation(2), Rule)
    assert_type(rules.squeeze_punctuation(3), Rule)
    assert_type(rules.order_tanween("before_alef"), Rule)
    assert_type(rules.order_tanween("after_alef"), Rule)
    assert_type(rules.RULES, Mapping[str, Rule])
    assert_type(rules.by_name("fold_alef"), Rule)
    assert_type(rules.fold_alef.name, str)
    assert_type(rules.fold_alef.changes, tuple[tuple[int, str], ...])
    assert_type(rules.fold_alef.table, dict[int, str])
    assert_type(rules.fold_alef.lossy, bool)
    assert_type(rules.fold_alef.context_free, bool)
    assert_type(Rule.mapping({"a": "b"}), Rule)
    assert_type(Rule.mapping({"a": ""}, name="strip_a", summary="Delete a.", lossy=False), Rule)

    rules.convert_digits("roman")  # type: ignore[arg-type]  # refused
    rules.convert_quotes("")  # type: ignore[arg-type]  # refused
    rules.squeeze_elongation(0)  # type: ignore[arg-type]  # refused
    rules.order_tanween("above")  # type: ignore[arg-type]  # refused
    rules.fold_alef("text")  # type: ignore[operator]  # refused
    rules.no_such_rule  # type: ignore[attr-defined]  # noqa: B018  # refused
    Rule.mapping({0x61: "b"})  # type: ignore[dict-item]  # refused
    Rule.mapping({"a": None})  # type: ignore[dict-item]  # refused
    Rule.mapping({"a": "b"}, "name")  # type: ignore[call-arg]  # refused
    rules.RULES["mine"] = rules.fold_alef  # type: ignore[index]  # refused


def schemes() -> None:
    assert_type(arnorm.transliteration.HSB, Scheme)
    assert_type(transliteration.BUCKWALTER.encode, Profile)
    assert_type(transliteration.BUCKWALTER.decode, Profile)
    assert_type(transliteration.BUCKWALTER.decode_outside("[", "]"), Profile)
    assert_type(transliteration.BUCKWALTER.decode_inside("[", "]"), Profile)
    assert_type(transliteration.BUCKWALTER.encode_marking("[", "]"), Profile)
    assert_type(transliteration.BUCKWALTER.table, tuple[tuple[str, str], ...])
    assert_type(transliteration.ALA_LC, OneWayScheme)
    assert_type(transliteration.ALA_LC.encode, Profile)
    assert_type(transliteration.ALA_LC.lost, tuple[str, ...])
    assert_type(transliteration.by_name("hsb"), Scheme | OneWayScheme)
    assert_type(transliteration.SCHEMES, Mapping[str, Scheme | OneWayScheme])
    assert_type(Normalizer(transliteration.HSB.encode), Normalizer)
    assert_type(Scheme("MINE", {"a": "b"}), Scheme)
    assert_type(Scheme("MINE", [("a", "b")], "summary", "source"), Scheme)

    transliteration.ALA_LC.decode  # type: ignore[attr-defined]  # noqa: B018  # refused
    transliteration.BUCKWALTER.encode("text")  # type: ignore[operator]  # refused
    transliteration.BUCKWALTER.decode_outside("[")  # type: ignore[call-arg]  # refused
    transliteration.BUCKWALTER = transliteration.HSB  # type: ignore[misc]  # refused
    Normalizer(transliteration.BUCKWALTER)  # type: ignore[arg-type]  # refused
