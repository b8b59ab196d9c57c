"""Laws of the map stage, for every kernel, arbitrary mappings and arbitrary text."""

from __future__ import annotations

import contextlib
import inspect
import pickle
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from kernels import KERNELS, kernel_name
from strategies import byte_strings, mapped_texts, texts

from arnorm._core.plan import compile_map, fuse

each_kernel = pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
HANDLERS = {"strict": "strict", "replace": "replace", "keep": "surrogateescape"}


@each_kernel
@given(mapped_texts())
def test_equals_translate(kernel: ModuleType, case: tuple[dict[int, str], str]) -> None:
    mapping, text = case
    result = kernel.Pipeline([compile_map(mapping)])(text)
    expected = text.translate(mapping)
    assert result == expected
    assert hash(result) == hash(expected)
    assert max(map(ord, result), default=0) == max(map(ord, expected), default=0)


@each_kernel
@given(mapped_texts())
def test_result_is_stored_as_narrow_as_python_stores_it(kernel: ModuleType, case: tuple[dict[int, str], str]) -> None:
    mapping, text = case
    result = kernel.Pipeline([compile_map(mapping)])(text)
    copy = "".join(list(result))
    assert result.isascii() == copy.isascii()
    # A text that stays itself, or a letter that Python keeps, may hold its UTF-8 as well.
    assert result is text or len(result) == 1 or result.__sizeof__() == copy.__sizeof__()


@each_kernel
@given(texts(), mapped_texts())
def test_unchanged_text_is_the_same_object(kernel: ModuleType, text: str, case: tuple[dict[int, str], str]) -> None:
    mapping, other = case
    pipeline = kernel.Pipeline([compile_map(mapping)])
    for unchanged in (text, other):
        result = pipeline(unchanged)
        assert (result is unchanged) == (result == unchanged)


@each_kernel
@given(mapped_texts(), mapped_texts())
def test_stages_in_turn_equal_the_fused_stage(
    kernel: ModuleType, first: tuple[dict[int, str], str], second: tuple[dict[int, str], str]
) -> None:
    text = first[1] + second[1]
    in_turn = kernel.Pipeline([compile_map(first[0]), compile_map(second[0])])
    fused = kernel.Pipeline([compile_map(fuse(first[0], second[0]))])
    assert in_turn(text) == fused(text)


@each_kernel
@given(mapped_texts())
def test_concatenation_is_kept(kernel: ModuleType, case: tuple[dict[int, str], str]) -> None:
    mapping, text = case
    pipeline = kernel.Pipeline([compile_map(mapping)])
    half = len(text) // 2
    assert pipeline(text[:half]) + pipeline(text[half:]) == pipeline(text)


def decoded_or_error(data: bytes, handler: str) -> str | UnicodeDecodeError:
    try:
        return data.decode("utf-8", handler)
    except UnicodeDecodeError as error:
        return error


@each_kernel
@given(mapped_texts(), byte_strings())
@pytest.mark.parametrize("errors", HANDLERS)
def test_utf8_equals_str(kernel: ModuleType, errors: str, case: tuple[dict[int, str], str], broken: bytes) -> None:
    mapping, text = case
    pipeline = kernel.Pipeline([compile_map(mapping)])
    for data in (text.encode("utf-8", "surrogatepass"), broken):
        decoded = decoded_or_error(data, HANDLERS[errors])
        if isinstance(decoded, UnicodeDecodeError):
            with pytest.raises(UnicodeDecodeError) as raised:
                pipeline.map_utf8(data, errors)
            assert raised.value.args == decoded.args
            continue
        result = pipeline.map_utf8(data, errors)
        assert type(result) is bytes
        assert result == pipeline(decoded).encode("utf-8", "surrogateescape")
        assert (result is data) == (result == data)


@each_kernel
def test_utf8_takes_any_contiguous_buffer(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x640: ""})])
    data = "كـتاب".encode()
    expected = "كتاب".encode()
    for buffer in (
        data,
        bytearray(data),
        memoryview(data),
        memoryview(b"--" + data)[2:],
        np.frombuffer(data, np.uint8),
    ):
        assert pipeline.map_utf8(buffer) == expected
    assert pipeline.map_utf8(memoryview(b"")) == b""
    unchanged = bytearray(b"abc")
    assert pipeline.map_utf8(unchanged) == b"abc"
    for wrong in ("كتاب", 3, None, memoryview(data)[::2], [data]):
        with pytest.raises(TypeError, match="data must be"):
            pipeline.map_utf8(wrong)
    with pytest.raises(ValueError, match="errors must be one of 'strict', 'replace', 'keep', not 'ignore'"):
        pipeline.map_utf8(data, "ignore")


@each_kernel
@pytest.mark.parametrize("wrong", [None, 7, b"\xd9\x83", ["a"], bytearray(b"a"), NotImplemented], ids=repr)
def test_wrong_types_name_the_right_entry(kernel: ModuleType, wrong: object) -> None:
    pipeline = kernel.Pipeline([compile_map({})])
    with pytest.raises(TypeError, match=r"^text must be a str, not \w+: ") as raised:
        pipeline(wrong)
    if isinstance(wrong, bytes):
        assert "normalize_utf8" in str(raised.value)
    with pytest.raises(TypeError, match=r"^texts\[1\] must be a str"):
        pipeline.map_many(["a", wrong])


@each_kernel
def test_many_wants_an_iterable_of_texts(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "b"})])
    assert pipeline.map_many(iter(["a", "", "c"])) == ["b", "", "c"]
    for wrong in ("abc", 3, None):
        with pytest.raises(TypeError, match="texts must be an iterable of str"):
            pipeline.map_many(wrong)


@each_kernel
def test_every_code_point_meets_its_entry(kernel: ModuleType) -> None:
    mapping = {
        0: "",
        0x7F: "x",
        0x80: "\x7f",
        0x7FF: "\U0010ffff",
        0x800: "ab",
        0xFFFF: "",
        0x10000: "\x00",
        0x10FFFF: "",
    }
    everything = "".join(map(chr, range(0x110000)))
    pipeline = kernel.Pipeline([compile_map(mapping)])
    assert pipeline(everything) == everything.translate(mapping)
    for chunk in range(0, 0x110000, 251):
        part = everything[chunk : chunk + 251]
        assert pipeline(part) == part.translate(mapping)


@each_kernel
def test_a_result_may_be_many_times_longer(kernel: ModuleType) -> None:
    phrase = "صلى الله عليه وسلم"
    pipeline = kernel.Pipeline([compile_map({0xFDFA: phrase, 0x61: "b" * 1000})])
    for times in (1, 3, 4, 40, 600, 20_000):
        assert pipeline("ﷺ" * times) == phrase * times
        assert pipeline.map_utf8(("ﷺ" * times).encode()) == (phrase * times).encode()
    assert pipeline("a" * 500 + "ﷺ") == "b" * 500_000 + phrase


@each_kernel
@pytest.mark.parametrize("letter", ["e", "é", "م", "😀"])
@pytest.mark.parametrize("deleted", [1, 12_499, 12_500, 12_501, 60_000, 99_999])
def test_a_long_result_is_as_long_as_what_is_in_it(kernel: ModuleType, letter: str, deleted: int) -> None:
    """Whether or not it lies in memory that is a little larger, which nothing shows."""
    pipeline = kernel.Pipeline([compile_map({0x61: ""})])
    text = letter * (100_000 - deleted) + "a" * deleted
    result = pipeline(text)
    expected = letter * (100_000 - deleted)
    assert len(result) == len(expected)
    assert result == expected
    assert hash(result) == hash(expected)
    assert result.encode("utf-16") == expected.encode("utf-16")
    assert pickle.loads(pickle.dumps(result)) == expected
    result += letter  # where nobody else has the text, this makes its memory larger
    assert result == expected + letter
    data = pipeline.map_utf8(text.encode())
    assert data == expected.encode()
    assert hash(data) == hash(expected.encode())
    assert data + b"." == expected.encode() + b"."


@each_kernel
def test_subclasses_of_str_are_text(kernel: ModuleType) -> None:
    class Word(str):
        __slots__ = ()

    pipeline = kernel.Pipeline([compile_map({0x61: "b"})])
    word = Word("cat")
    assert pipeline(word) == "cbt"
    assert type(pipeline(word)) is str
    unchanged = Word("dog")
    assert pipeline(unchanged) is unchanged


@each_kernel
def test_threads_share_a_pipeline(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "", 0x640: "xy"})])
    inputs = [("aـb" * length, "xyb" * length) for length in (1, 10, 400, 9000)] * 20
    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(pipeline, [text for text, _ in inputs]))
    assert results == [expected for _, expected in inputs]


@each_kernel
def test_memory_stays_flat(kernel: ModuleType) -> None:
    pipeline = kernel.Pipeline([compile_map({0x61: "", 0x62: "xyz", 0x63: "\u0640"})])
    inputs = ["abc", "abc" * 300, "abc" * 9000, "b" * 600, "ddd", "é" * 700 + "a"]
    data = [text.encode() for text in inputs]

    def run(times: int) -> int:
        for _ in range(times):
            for text, raw in zip(inputs, data, strict=True):
                pipeline(text)
                pipeline.map_utf8(raw)
                with contextlib.suppress(UnicodeDecodeError):
                    pipeline.map_utf8(raw + b"\xff")
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        before = run(20)
        assert run(200) - before < 2_000
    finally:
        tracemalloc.stop()


def test_kernels_have_the_same_methods() -> None:
    first, *others = KERNELS
    for other in others:
        assert first.__all__ == other.__all__
        for name in ("Pipeline", "Scanner"):
            public = [method for method in vars(getattr(first, name)) if not method.startswith("_")]
            assert sorted(public) == sorted(m for m in vars(getattr(other, name)) if not m.startswith("_"))
            for method in [*public, "__call__"] if name == "Pipeline" else public:
                ours, theirs = (inspect.getdoc(getattr(getattr(k, name), method)) for k in (first, other))
                assert ours == theirs or method == "__call__"
