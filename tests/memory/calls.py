"""Calls that take memory, one of each kind, and what happens to them where there is none."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from types import ModuleType
from typing import Any

from arrays import BACKENDS, Given, buffers_of, read

from arnorm import Analyzer, Normalizer, SentenceSplitter, Tokenizer, policies, profiles, rules
from arnorm._core import Blocks
from arnorm._core.arrow import LARGE, VIEW, Field
from arnorm._core.reference import arrow as reference_arrow
from arnorm.columns import Column
from arnorm.stages import compile_rules

SENTENCE = (
    "قَالَ الأُسْتَاذُ: «إنّ ٱلعِلمَ نُورٌ»،  ثم   قــال...!!! ١٢٫٥ ﷲ ﻻ \u064b \u202bx\u202c "
    "https://a.b/c #و_ع 😀 'q' آا جدددددا \n"
)
TEXTS = {"word": "كِتَابٌ ﷲ", "line": SENTENCE, "book": SENTENCE * 200, "plain": "ذهب الولد. " * 2000}
MIXED = "".join(
    (
        "محم\u0651\u064eد.\n",
        SENTENCE,
        "ذهب الولد إلى المدرسة.\n" * 40,
        SENTENCE * 9,
        "ا\u0653\u0651\u064e" * 30,
        "\u0651\u064e" * 300,
        "ﷺ " * 400,
        "محمد ﷺ\n" * 60,
        "ذهب.\n" * 300,
    )
)
"""Lines with something to change among others that stay, more marks than a sorting has room for, and what grows."""
ROWS = [text.encode() for text in (*TEXTS.values(), "", "نصّ", "ﷺ" * 99, "محمد " * 9, "كتاب " * 400)]
LAYOUTS = {4: "string", LARGE: "large string", VIEW: "string view"}
Pipeline: Any = BACKENDS[-1].core.Pipeline
ALL = 40
"""So many allocations fail one by one; of those behind them, every so many more."""

Call = Callable[[], object]


class Fresh:
    """A call that is made anew each time, because what it takes is used up; memory is refused to the call alone."""

    def __init__(self, make: Callable[[], Call]) -> None:
        self.make = make

    def __call__(self) -> object:
        return self.make()()


def steps(one_by_one: int = ALL) -> Iterator[int]:
    """Yield how many allocations are made before one fails."""
    number = 0
    while True:
        yield number
        number += 1 + max(number - one_by_one, 0) // 2


def failing(nomemory: ModuleType, call: Call, first: int, last: int) -> object:
    """Return what a call gives while allocations fail behind the first so many, up to the last; 0 is no last one."""
    once = call.make() if isinstance(call, Fresh) else call
    nomemory.set_nomemory(first, last)
    try:
        return once()
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
    if isinstance(result, tuple) and result and isinstance(result[0], Field):
        return read(*result)
    if isinstance(result, (tuple, list)):
        return [shown(part) for part in result]
    if hasattr(result, "length"):
        return result.length
    if isinstance(result, Pipeline):
        return result(SENTENCE)
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
        for size, text in (*TEXTS.items(), ("mixed", MIXED)):
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
    yield "a long text of one word", partial(Tokenizer(), "كتاب" * 40_000)
    yield from _stage_calls()
    for layout, name in LAYOUTS.items():
        for title, call in (*_row_calls(layout), *_array_calls(layout)):
            yield f"{name}, {title}", call


STAGES = {
    "canonical": [rules.order_shadda_first],
    "compositions": [rules.compose],
    "phrases": [rules.expand_word_ligatures, rules.squeeze_spaces],
    "look around": [rules.strip_final_haraka],
    "runs": [rules.squeeze_spaces],
    "quotes": [rules.convert_quotes("curly")],
    "match": [rules.strip_emoji],
    "map": [rules.strip_tashkeel],
    "words": [rules.replace_urls()],
}


def _stage_calls() -> Iterator[tuple[str, Call]]:
    """Yield calls of pipelines of one kind of stage, and of two with a function of C between them."""
    for kind, chosen in STAGES.items():
        tables = compile_rules(chosen).tables
        data = MIXED.encode()
        for title, each in ((kind, tables), (f"{kind}, a function, {kind}", (*tables, str.rstrip, *tables))):
            pipeline = Pipeline(each, None, 0x0A)
            yield title, partial(pipeline, MIXED)
            yield f"{title}, UTF-8", partial(pipeline.map_utf8, data)
            yield f"{title}, no UTF-8", partial(pipeline.map_utf8, data + b"\xff", "keep")
            if str.rstrip not in each:
                yield f"{title}, aligned", partial(pipeline.map_aligned, MIXED)
    for profile in (profiles.CLEAN, profiles.SEARCH, profiles.DISPLAY):
        made = compile_rules(profile.rules)
        yield f"{profile.name}, a new pipeline", partial(Pipeline, made.tables, made.shortcut, made.cut)


def _given_part(layout: int) -> tuple[Any, Any, Any]:
    """Return a field, its array as the compiled core has it, and its rows."""
    field, given = _given(layout)
    data = BACKENDS[-1].arrow.read_array(given.capsule())
    return field, data, BACKENDS[-1].rows.Rows(field, data)


def _row_calls(layout: int) -> Iterator[tuple[str, Call]]:
    """Yield calls of the core with the rows of Arrow arrays."""
    backend = BACKENDS[-1]
    tokenizer = Tokenizer()
    field, data, rows = _given_part(layout)
    size = rows.length
    edges = (0, 1, size // 2, size)
    halves = tuple(pairwise(edges))
    yield "rows", partial(backend.rows.Rows, field, data)
    marks = compile_rules([rules.strip_tashkeel]).tables
    for title, pipeline in (
        ("normalized", Normalizer(profiles.CLEAN)),
        ("mapped", Pipeline(marks)),
        ("spelled out", Pipeline(compile_rules(STAGES["phrases"]).tables)),
        ("called", Pipeline((*marks, str.rstrip))),
    ):
        normalize = partial(backend.rows.normalize_part, pipeline, rows)
        yield title, partial(normalize, 0, size, "strict", 0)
        yield f"{title} and joined", partial(_texts, field, rows, normalize, ((0, size),))
        yield f"{title} in parts and joined", partial(_texts, field, rows, normalize, halves)
        if layout != VIEW and title != "called":  # which threads do not share
            yield f"{title} by a thread", partial(_shared, field, rows, pipeline)
    short = backend.arrow.build(200, buffers_of([("كِتَابٌ".encode() * (k % 5), True) for k in range(200)], layout))
    batch = backend.rows.Rows(field, short)
    normalize = partial(backend.rows.normalize_part, Pipeline(marks), batch)
    yield "short rows", partial(_texts, field, batch, normalize, ((0, 100), (100, 200)))
    if layout != VIEW:
        yield "short rows by a thread", partial(_shared, field, batch, Pipeline(marks))
    listed = Field("+L" if layout == LARGE else "+l", children=(field,))
    wrong = buffers_of([(row + b"\xd9", True) for row in ROWS], layout)
    broken = backend.rows.Rows(field, backend.arrow.build(len(ROWS), wrong))
    kinds = backend.arrow.build(1, buffers_of([(b"word", True)], 4))
    if layout != VIEW:
        yield "tokens by a thread", partial(_shared_tokens, batch, tokenizer, False, backend.lists.join_lists)
        spans = partial(_shared_tokens, batch, tokenizer, True, backend.lists.join_spans, kinds)
        yield "places of tokens by a thread", spans
    for title, some, errors in (("cut", rows, "strict"), ("ill-formed, cut", broken, "replace")):
        cut = partial(backend.lists.tokenize_part, tokenizer, some)
        for way, parts in ((title, ((0, some.length),)), (f"{title} in parts", ((0, 3), (3, some.length)))):
            yield way, partial(_parts, cut, parts, errors, 0, False)
            yield f"{way} and joined", partial(_lists, listed, some, cut, parts, errors)
            yield f"{way}, places", partial(_parts, cut, parts, errors, 0, True)
            yield f"{way}, places and joined", partial(_spans, some, cut, parts, errors, kinds)


def _parts(make: Callable[..., object], parts: Iterable[tuple[int, int]], *rest: object) -> list[object]:
    return [make(start, end, *rest) for start, end in parts]


def _texts(field: Field, rows: Any, make: Callable[..., object], parts: Iterable[tuple[int, int]]) -> object:
    return field, BACKENDS[-1].rows.join_texts(rows, _parts(make, parts, "strict", 0))


def _lists(field: Field, rows: Any, make: Callable[..., object], parts: Any, errors: str) -> object:
    return field, BACKENDS[-1].lists.join_lists(rows, _parts(make, parts, errors, 0, False))


def _spans(rows: Any, make: Callable[..., object], parts: Any, errors: str, kinds: Any) -> object:
    return BACKENDS[-1].lists.join_spans(rows, _parts(make, parts, errors, 0, True), kinds)


def _shared(field: Field, rows: Any, pipeline: Any) -> object:
    shared = BACKENDS[-1].rows.share_texts(pipeline, rows, 1, 512, "strict", 0)
    shared()
    return field, shared.result()


def _shared_tokens(rows: Any, scanner: Any, spans: bool, join: Callable[..., object], *kinds: Any) -> object:
    shared = BACKENDS[-1].lists.share_tokens(scanner, rows, 1, 512, "strict", 0, spans)
    shared()
    return join(rows, [shared.result()], *kinds)


def _capsule_of(data: Any) -> Call:
    return partial(BACKENDS[-1].arrow.read_array, data.capsule())


def _array_calls(layout: int) -> Iterator[tuple[str, Call]]:
    """Yield calls that hand arrays, types and streams on."""
    arrow = BACKENDS[-1].arrow
    field, data, _ = _given_part(layout)
    struct = Field("+s", children=(field, field))
    both = arrow.struct_of(arrow.build(data.length, [b"\xaa" * data.length], nulls=-1), [data, data])
    keyed = arrow.build(4, [None, bytes(4)], (), data)
    nested = arrow.build(data.length, [None], [both, keyed])
    for title, each in (("array", data), ("struct", both), ("dictionary", keyed), ("nested array", nested)):
        yield f"capsule of a {title}", each.capsule
        yield f"{title}, taken", Fresh(partial(_capsule_of, each))
    yield "capsule of a field", partial(arrow.schema_capsule, struct)
    yield "struct", partial(arrow.struct_of, both, (data, data))
    yield "dictionary", partial(arrow.dictionary_of, keyed, data)
    yield "children", partial(both.children, 2)
    yield "array of buffers", partial(arrow.build, 2, (None, bytes(200), b"abc"), (data, both), keyed)
    yield "capsule of a stream", partial(arrow.stream_capsule, field, (data, data))
    yield "array of a stream", Fresh(lambda: partial(next, arrow.Stream(arrow.stream_capsule(struct, (both, both)))))


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
