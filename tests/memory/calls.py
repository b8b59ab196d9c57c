"""Calls that take memory, one of each kind, and what happens to them where there is none."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from functools import partial
from types import ModuleType
from typing import Any

from arrays import BACKENDS, Given, buffers_of

from arnorm import Analyzer, Normalizer, SentenceSplitter, Tokenizer, policies, profiles
from arnorm._core import Blocks
from arnorm._core.arrow import LARGE, VIEW, Field
from arnorm._core.reference import arrow as reference_arrow
from arnorm.columns import Column

SENTENCE = (
    "قَالَ الأُسْتَاذُ: «إنّ ٱلعِلمَ نُورٌ»،  ثم   قــال...!!! ١٢٫٥ ﷲ ﻻ \u064b \u202bx\u202c "
    "https://a.b/c #و_ع 😀 'q' آا جدددددا \n"
)
TEXTS = {"word": "كِتَابٌ ﷲ", "line": SENTENCE, "book": SENTENCE * 200, "plain": "ذهب الولد. " * 2000}
ROWS = [text.encode() for text in (*TEXTS.values(), "", "نصّ")]
ALL = 40
"""So many allocations fail one by one; of those behind them, every so many more."""

Call = Callable[[], object]


def steps(one_by_one: int = ALL) -> Iterator[int]:
    """Yield how many allocations are made before one fails."""
    number = 0
    while True:
        yield number
        number += 1 + max(number - one_by_one, 0) // 2


def failing(nomemory: ModuleType, call: Call, first: int, last: int) -> object:
    """Return what a call gives while allocations fail behind the first so many, up to the last; 0 is no last one."""
    nomemory.set_nomemory(first, last)
    try:
        return call()
    except MemoryError:
        return MemoryError
    finally:
        nomemory.remove_mem_hooks()


def refusals(nomemory: ModuleType, call: Call, one_by_one: int = ALL) -> tuple[int, int]:
    """Let allocations of a call fail, one alone and all from one on.

    Return how often that was done, and how often it was a MemoryError: the core does without some memory.
    """
    expected = shown(call())
    tried = found = 0
    for number in steps(one_by_one):
        for last in (number + 1, 0):
            result = failing(nomemory, call, number, last)
            if result is MemoryError:
                found += 1
            else:
                assert shown(result) == expected
                if last == 0:  # there were not so many
                    return tried, found
            tried += 1
    raise AssertionError


def shown(result: Any) -> object:
    """Return what can be compared of a result."""
    if isinstance(result, Column):
        return len(result)
    if isinstance(result, Blocks):
        return result.starts(8)
    if isinstance(result, tuple):
        return [shown(part) for part in result]
    if hasattr(result, "length"):
        return result.length
    if hasattr(result, "buffer_address") or "Part" in type(result).__name__ or "capsule" in repr(result):
        return type(result)
    return result.tolist() if hasattr(result, "tolist") else result


def _given(layout: int) -> tuple[Field, Any]:
    rows = [(row, number % 3 != 1) for number, row in enumerate(ROWS * 3)]
    nulls = sum(not valid for _, valid in rows)
    field = Field({4: "u", LARGE: "U", VIEW: "vu"}[layout])
    return field, reference_arrow.build(len(rows), buffers_of(rows, layout), nulls=nulls)


def _column(layout: int) -> Column:
    made = Normalizer(profiles.CLEAN).normalize_column(Given(*_given(layout)))
    assert isinstance(made, Column)
    return made


def kernel_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls that go straight into the core."""
    texts = list(TEXTS.values())
    for profile in (profiles.CLEAN, profiles.SEARCH, profiles.DISPLAY):
        normalizer = Normalizer(profile)
        for size, text in TEXTS.items():
            name, data = f"{profile.name}, {size}", text.encode()
            yield name, partial(normalizer, text)
            yield f"{name}, aligned", partial(normalizer.map_aligned, text)
            yield f"{name}, UTF-8", partial(normalizer.normalize_utf8, data)
            yield f"{name}, no UTF-8", partial(normalizer.normalize_utf8, data + b"\xff", "keep")
        yield f"{profile.name}, many", partial(normalizer.map_many, texts * 3)
    for policy in (policies.DEFAULT, policies.CAMEL, policies.SENTENCES):
        tokenizer = Tokenizer(policy)
        for size, text in TEXTS.items():
            name, data = f"{policy.name}, {size}", text.encode()
            yield name, partial(tokenizer, text)
            yield f"{name}, spans", partial(tokenizer.scan_spans, text)
            yield f"{name}, UTF-8", partial(tokenizer.scan_spans_utf8, data, "strict")
        yield f"{policy.name}, many", partial(tokenizer.scan_many, texts * 3)
    yield from _row_calls()


def _row_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls of the core with the rows of Arrow arrays."""
    backend = BACKENDS[-1]
    normalizer, tokenizer = Normalizer(profiles.CLEAN), Tokenizer()
    for layout in (4, LARGE, VIEW):
        field, given = _given(layout)
        name = {4: "string", LARGE: "large string", VIEW: "string view"}[layout]
        data = backend.arrow.read_array(given.capsule())
        rows = backend.rows.Rows(field, data)
        size = rows.length
        normalize = partial(backend.rows.normalize_part, normalizer, rows, 0, size, "strict", 0)
        cut = partial(backend.lists.tokenize_part, tokenizer, rows, 0, size, "strict", 0)
        yield f"{name}, capsule of an array", data.capsule
        yield f"{name}, capsule of a field", partial(backend.arrow.schema_capsule, field)
        yield f"{name}, rows", partial(backend.rows.Rows, field, data)
        yield f"{name}, normalized", normalize
        yield f"{name}, normalized and joined", partial(_joined, backend.rows.join_texts, rows, normalize)
        yield f"{name}, cut", partial(cut, False)
        yield f"{name}, cut and joined", partial(_joined, backend.lists.join_lists, rows, partial(cut, False))
        yield f"{name}, places of tokens", partial(cut, True)


def _joined(join: Callable[..., object], rows: Any, part: Callable[[], object]) -> object:
    return join(rows, [part()])


def other_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls of functions in Python: CPython itself may crash where one of its frames has no memory."""
    tokenizer, splitter, normalizer = Tokenizer(), SentenceSplitter(), Normalizer(profiles.SEARCH)
    yield "tokens", partial(tokenizer.tokens, TEXTS["book"])
    yield "spans", partial(tokenizer.spans, TEXTS["book"])
    yield "analysis", partial(Analyzer(tokenizer, normalizer), TEXTS["line"])
    yield "alignment", partial(normalizer.align, TEXTS["line"])
    yield "alignment of bytes", partial(normalizer.align_utf8, TEXTS["line"].encode())
    yield "lists of alignments", partial(normalizer.align_many, list(TEXTS.values()))
    yield "explanation", lambda: normalizer.explain(TEXTS["line"]).to_html()
    for name, value in (
        ("normalizer", normalizer),
        ("tokenizer", tokenizer),
        ("tokens", tokenizer.tokens(TEXTS["line"])),
        ("alignment", normalizer.align(TEXTS["line"])),
    ):
        yield f"pickled {name}", partial(_pickled, value)
    yield "normalizer of JSON", lambda: Normalizer.from_json(normalizer.to_json())
    for layout in (4, LARGE, VIEW):
        given = _column(layout)
        yield f"column {layout}", partial(normalizer.normalize_column, given)
        yield f"column {layout}, tokens", partial(tokenizer.tokenize_column, given, spans=True)
        yield f"column {layout}, sentences", partial(splitter.sentences_column, given)


def _pickled(value: object) -> object:
    return pickle.loads(pickle.dumps(value))
