"""What comes from strangers, almost right: JSON of rules and of alignments, patterns, and files for the command line.

It is taken, and then all that holds for good input holds, or it is refused with the error that is promised, whole.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strangers import refused_or_an_alignment
from strategies import CHARACTERS, SCANNED_TEXTS, SETS, byte_strings, texts

from arnorm import Alignment, Normalizer, Rule, Tokenizer, compat, profiles, rules
from arnorm.cli import main
from arnorm.cli.sources import zstd
from arnorm.grammar import Grammar, Kind
from arnorm.profiles import Profile

# ------------------------------------------------------------------------------------------------------------- JSON


def _spelled_out(rule: Rule) -> Rule:
    """The same rule under another name, so that its JSON has all its steps."""
    return Rule(f"my_{rule.name}", rule.steps, rule.summary, rule.lossy, rule.source)


CHOSEN: list[Profile | Rule] = [
    *profiles.PROFILES.values(),
    *compat.PROFILES.values(),
    *map(_spelled_out, rules.RULES.values()),
    Rule.mapping({"\N{ARABIC LETTER VEH}": "\N{ARABIC LETTER FEH}"}, name="veh"),
    Rule.pattern(r"(?<=\d)\s+", "", name="no_space_behind_digits"),
]
SPECS = [json.loads(spec) for spec in (Normalizer(each).to_json() for each in CHOSEN) if len(spec) < 2_000]
ALIGNMENTS = [
    json.loads(alignment.to_json())
    for alignment in (
        Alignment.identity("ab"),
        Alignment.identity(b"a\xff"),
        Normalizer(profiles.SEARCH).align("قَالَ: ﷲ ١٢"),
        Normalizer(profiles.CLEAN).align("كـتاب ﻻ 🌙"),
    )
]
OTHER = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.integers(-2, 300),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(("Step", "Context", "Run", "Match", "Pattern", "Function", "os:system", "builtins:eval", "class")),
    st.just([]),
    st.just({}),
    st.sampled_from(SPECS),
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """All lists and objects in a value of JSON, each with every key of it."""
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, dict | list):
            keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
            found += [(holder, key) for key in keys]
            waiting += [holder[key] for key in keys]
    return found


@st.composite
def broken(draw: st.DrawFn, values: list[Any]) -> Any:
    """A value of JSON in which a few parts are gone, or something else, or stand where another was."""
    value = json.loads(json.dumps(draw(st.sampled_from(values))))
    for _ in range(draw(st.integers(0, 3))):
        places = _places(value)
        if places:
            holder, key = draw(st.sampled_from(places))
            match draw(st.sampled_from(("other", "moved", "gone", "twice"))):
                case "other":
                    holder[key] = json.loads(json.dumps(draw(OTHER)))  # or the next change would be one of `SPECS`
                case "moved":
                    from_holder, from_key = draw(st.sampled_from(places))
                    if from_holder is not holder:
                        holder[key] = json.loads(
                            json.dumps(
                                from_holder.get(from_key)
                                if isinstance(from_holder, dict)
                                else from_holder[from_key : from_key + 1]
                            )
                        )
                case "gone":
                    del holder[key]
                case "twice":
                    holder[key] = [holder[key], holder[key]]
    return value


@given(broken(SPECS), st.booleans(), texts())
def test_json_is_a_normalizer_or_refused(spec: Any, trusted: bool, text: str) -> None:
    written = json.dumps(spec)
    try:
        normalizer = Normalizer.from_json(written)
    except ValueError as error:
        if not trusted or "have fingerprint" not in str(error):
            return
        spec["fingerprint"] = str(error).rpartition("have fingerprint ")[2].split()[0]
        normalizer = Normalizer.from_json(json.dumps(spec))
    assert Normalizer.from_json(normalizer.to_json()) == normalizer
    assert normalizer.align(text).result == normalizer(text)


@given(broken(ALIGNMENTS))
def test_json_is_an_alignment_or_refused(spec: Any) -> None:
    refused_or_an_alignment(spec)


@given(st.text(st.sampled_from('[]{}":,-.0123456789eaflnrstu \\'), max_size=30))
def test_other_text_is_refused(text: str) -> None:
    for read in (Normalizer.from_json, Alignment.from_json):
        with pytest.raises(ValueError, match=r"."):
            read(text)


@pytest.mark.parametrize("read", [Normalizer.from_json, Alignment.from_json])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": 1, "rules": ' + "[" * 100_000 + "]" * 100_000 + "}"])
def test_nesting_has_a_bound(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)


# --------------------------------------------------------------------------------------------------------- grammars

SIGNS = st.sampled_from(
    (
        *SETS,
        "none",
        "edge",
        '"ab"',
        '"',
        "\\",
        "[",
        "]",
        "^",
        "(",
        ")",
        "|",
        "*",
        "+",
        "?",
        "{2}",
        "{1,3}",
        "{3,1}",
        *("{", "}", "{0}", "{64}", "{65}", ".", " ", "\n", "7"),
    )
)
NOTATIONS = st.one_of(
    st.lists(SIGNS, max_size=9).map(" ".join), st.lists(SIGNS, max_size=9).map("".join), st.text(CHARACTERS, max_size=5)
)


@given(
    st.lists(st.tuples(NOTATIONS, st.none() | NOTATIONS, st.none() | NOTATIONS), min_size=1, max_size=3),
    SCANNED_TEXTS,
)
def test_a_grammar_is_compiled_or_refused(notations: list[tuple[str, str | None, str | None]], text: str) -> None:
    kinds = tuple(Kind(f"k{number}", *notation) for number, notation in enumerate(notations))
    try:
        tokenizer = Tokenizer(Grammar("any", kinds, tuple(SETS.items())))
    except ValueError:
        return
    text = text[:200]
    spans = tokenizer.spans(text).tolist()
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert tokenizer(text) == [text[start:end] for start, end in spans]


# ------------------------------------------------------------------------------------------------------------ files

ROWS = st.sampled_from(
    (
        '{"text": "كـتاب", "id": 1}',
        '{"text": ["a", "ﷲ"], "b": {"text": null}}',
        '{"text": "\\u0643\\ud83c"}',
        '{"text":',
        "[]",
        "id,text",
        '1,"كـتاب, ""x"""',
        '"',
        "id\ttext",
        "2\tقـال: نعم.",
        "قَالَ: «نعم». لا!",
        "",
    )
).map(str.encode)
ENDS = st.sampled_from((b"\n", b"\r\n", b"\r", b""))
CONTENTS = st.lists(st.tuples(st.one_of(ROWS, ROWS, byte_strings()), ENDS), max_size=8).map(
    lambda rows: b"".join(row[:300] + end for row, end in rows)
)
COMMANDS = st.sampled_from(
    (
        ("normalize",),
        ("normalize", "--profile=search"),
        ("normalize", "--rules=strip_tatweel,expand_presentation_forms"),
        ("tokenize",),
        ("tokenize", "--policy=camel", "--format=jsonl"),
        ("sentences",),
    )
)
ENDINGS = st.sampled_from((".txt", ".jsonl", ".csv", ".tsv", ".jsonl.gz", ".csv.zst", ".gz"))
ERRORS = st.sampled_from(("strict", "replace", "keep", "skip"))


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """The name and the content of a file: compressed as the name says, cut off, with bytes that changed, or not."""
    name, content = "a" + draw(ENDINGS), draw(CONTENTS)
    if draw(st.integers(0, 9)):
        content = (
            gzip.compress(content, mtime=0)
            if name.endswith(".gz")
            else zstd().compress(content)
            if name.endswith(".zst")
            else content
        )
    if content and not draw(st.integers(0, 3)):
        place = draw(st.integers(0, len(content) - 1))
        content = content[:place] + draw(st.binary(max_size=3)) + content[place + draw(st.integers(0, 40)) :]
    return name, content


def called(*arguments: str) -> tuple[int, bytes, str]:
    """The status of the command, and what it writes and says."""
    said, written = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(written):
        try:
            status = main(arguments)
        except SystemExit as error:
            status = int(str(error.code))
    said.flush()
    return status, written.buffer.getvalue(), said.buffer.getvalue().decode()


@pytest.mark.thread_unsafe(reason="what is printed goes elsewhere in the whole process")
@given(files(), COMMANDS, ERRORS, st.booleans())
def test_a_file_is_written_whole_or_not_at_all(
    file: tuple[str, bytes], command: tuple[str, ...], errors: str, fields: bool
) -> None:
    name, content = file
    options = [*command, f"--errors={errors}", *(["--field=text", "--column=text"] if fields else [])]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        status, written, said = called(*options, str(path))
        assert status in (0, 1, 2)
        assert bool(said) == bool(status) or errors == "skip"
        out = Path(folder, "out")
        again, nothing, account = called(*options, str(path), "--output-dir", str(out))
        assert (bool(again), nothing) == (bool(status), b"")
        assert account
        kept = out / name
        assert kept.exists() == (status == 0)
        if status == 0:
            data = kept.read_bytes()
            if name.endswith(".gz"):
                data = gzip.decompress(data)
            elif name.endswith(".zst"):
                data = zstd().decompress(data)
            assert data == written
        assert path.read_bytes() == content
