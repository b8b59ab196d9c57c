"""Every way to the tokens of a text gives the same ones: lists, `Token` objects, arrays, bytes, parts of a stream."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import byte_strings, texts

from arnorm import SentenceSplitter, Token, Tokenizer, policies
from arnorm.grammar import Grammar, Kind
from arnorm.streaming import Cutter

# Longest matches that need what stands far behind, "a" or "ab...bc" as one token, and what stands around.
FAR = Grammar(
    "FAR",
    (
        Kind("far", "a b* c"),
        Kind("near", "a"),
        Kind("bees", "b b b"),
        Kind("front", "c c?", after="b | edge"),
        Kind("back", "b c", before="edge | a"),
    ),
    tuple((name, ((ord(name), ord(name)),)) for name in "abc"),
)
TOKENIZERS = [
    *(Tokenizer(getattr(policies, name)) for name in policies.__all__ if name.isupper()),
    SentenceSplitter(),
    Tokenizer(FAR),
]
each = pytest.mark.parametrize("tokenizer", TOKENIZERS, ids=lambda tokenizer: tokenizer.policy.name)
WORD = Tokenizer()


@st.composite
def parted(draw: st.DrawFn) -> list[str]:
    """A text in parts, some of them empty."""
    text = draw(st.one_of(texts(), st.text(st.sampled_from("abc "), max_size=30)))[:3000]
    places = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [text[start:end] for start, end in zip([0, *places], [*places, len(text)], strict=True)]


class TestToken:
    def test_it_is_a_tuple_with_names(self) -> None:
        token = Token("كتاب", 0, 4, "word")
        assert WORD.tokens("كتاب") == [token]
        assert (token.text, token.start, token.end, token.kind) == token == ("كتاب", 0, 4, "word")
        assert repr(token) == "Token(text='كتاب', start=0, end=4, kind='word')"
        assert eval(repr(token), {"Token": Token}) == token
        assert hash(token) == hash(Token(text="كتاب", start=0, end=4, kind="word"))
        assert not hasattr(token, "__dict__")
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            loaded = pickle.loads(pickle.dumps(token, protocol))
            assert type(loaded) is Token
            assert loaded == token

    def test_it_is_immutable(self) -> None:
        token = Token("كتاب", 0, 4, "word")
        for name in ("text", "kind", "other"):
            with pytest.raises(AttributeError):
                setattr(token, name, "x")
        with pytest.raises(TypeError):
            Token("كتاب", 0, 4)  # type: ignore[call-arg]  # wrong on purpose


class TestMany:
    @each
    @given(st.lists(texts(), max_size=4))
    def test_spans_of_many_texts_are_those_of_each(self, tokenizer: Tokenizer, many: list[str]) -> None:
        spans, kinds, offsets = tokenizer.spans_many(iter(many))
        assert [str(array.dtype) for array in (spans, kinds, offsets)] == ["int32", "uint8", "int64"]
        assert offsets[0] == 0
        assert offsets[-1] == len(spans) == len(kinds)
        assert len(offsets) == len(many) + 1
        for text, start, end in zip(many, offsets, offsets[1:], strict=False):
            one_spans, one_kinds = tokenizer.spans_and_kinds(text)
            assert np.array_equal(spans[start:end], one_spans)
            assert np.array_equal(kinds[start:end], one_kinds)

    def test_errors(self) -> None:
        with pytest.raises(TypeError, match=r"texts\[1\] must be a str, not bytes"):
            WORD.spans_many(["a", b"b"])  # type: ignore[list-item]  # wrong on purpose
        for wrong in ("text", None, 5):
            with pytest.raises(TypeError, match="texts must be an iterable of str, not"):
                WORD.spans_many(wrong)  # type: ignore[arg-type]  # wrong on purpose


class TestUtf8:
    @each
    @given(texts().map(lambda text: text.encode("utf-8", "replace")))
    def test_spans_are_those_of_the_text_in_bytes(self, tokenizer: Tokenizer, data: bytes) -> None:
        text = data.decode()
        spans, kinds = tokenizer.spans_and_kinds(text)
        places = np.cumsum([0, *(len(character.encode()) for character in text)])
        byte_spans, byte_kinds = tokenizer.spans_and_kinds_utf8(data)
        assert byte_spans.dtype == np.int32
        assert byte_spans.tolist() == places[spans].tolist()
        assert np.array_equal(byte_kinds, kinds)
        assert np.array_equal(tokenizer.spans_utf8(data), byte_spans)
        assert [data[start:end].decode() for start, end in byte_spans.tolist()] == tokenizer(text)

    @each
    @given(byte_strings(), st.sampled_from([("replace", "replace"), ("keep", "surrogateescape")]))
    def test_invalid_bytes_are_taken_for_what_decoding_makes_of_them(
        self, tokenizer: Tokenizer, data: bytes, errors: tuple[str, str]
    ) -> None:
        chosen, handler = errors
        spans, kinds = tokenizer.spans_and_kinds_utf8(data, chosen)  # type: ignore[arg-type]  # one of those that there are
        text = data.decode("utf-8", handler)
        rebuilt, position = b"", 0
        for start, end in spans.tolist():
            assert position <= start < end
            rebuilt += data[position:start] + data[start:end]
            position = end
        assert rebuilt + data[position:] == data
        assert [data[start:end].decode("utf-8", handler) for start, end in spans.tolist()] == tokenizer(text)
        assert np.array_equal(kinds, tokenizer.spans_and_kinds(text)[1])

    @given(byte_strings())
    def test_strict_fails_where_decoding_does(self, data: bytes) -> None:
        def outcome(function: Callable[[], object]) -> object:
            try:
                return function()
            except UnicodeDecodeError as error:
                return error.start

        decoded = outcome(lambda: len(WORD(data.decode())))
        assert outcome(lambda: len(WORD.spans_utf8(data))) == decoded

    @pytest.mark.parametrize("carrier", [bytes, bytearray, memoryview])
    def test_any_bytes_will_do(self, carrier: Callable[[bytes], bytes]) -> None:
        assert WORD.spans_utf8(carrier("كتاب".encode())).tolist() == [[0, 8]]

    def test_errors(self) -> None:
        for method in (WORD.spans_utf8, WORD.spans_and_kinds_utf8):
            for wrong in ("text", None, ["a"], memoryview(b"abcd")[::2]):
                with pytest.raises(TypeError, match="data must be"):
                    method(wrong)  # type: ignore[arg-type]  # wrong on purpose
            with pytest.raises(ValueError, match="errors must be one of 'strict', 'replace', 'keep', not 'ignore'"):
                method(b"a", errors="ignore")  # type: ignore[arg-type]  # wrong on purpose


class TestStreams:
    @each
    @given(parted())
    def test_parts_give_the_tokens_of_the_whole(self, tokenizer: Tokenizer, parts: list[str]) -> None:
        whole = "".join(parts)
        tokens = list(tokenizer.iter_tokens(iter(parts)))
        assert tokens == tokenizer.tokens(whole)
        assert all(whole[token.start : token.end] == token.text for token in tokens)

    @each
    def test_every_cutting_gives_the_same(self, tokenizer: Tokenizer) -> None:
        text = "قال: «وُلِدَ عامَ ١٩٧٣، أي 3.5...» abbbbc abbb http://a.b/c-d. نعم؟\r\n\r\nلا! 👩\u200d👧 a@b.c د. أحمد"
        expected = tokenizer.tokens(text)
        for place in range(len(text) + 1):
            assert list(tokenizer.iter_tokens([text[:place], text[place:]])) == expected
        for size in (1, 2, 3, 7):
            parts = [text[start : start + size] for start in range(0, len(text), size)]
            assert list(tokenizer.iter_tokens(parts)) == expected

    def test_a_file_is_read_in_blocks(self) -> None:
        sizes = set()

        class File:
            def __init__(self, text: str) -> None:
                self._inner = io.StringIO(text)

            def read(self, size: int = -1) -> str:
                sizes.add(size)
                return self._inner.read(size)

            def __iter__(self) -> Iterator[str]:
                raise AssertionError("a line may be of any size")

        text = "كتاب جديد " * 20_000
        assert [token.text for token in WORD.iter_tokens(File(text))] == text.split()
        assert all(0 < size < 100_000 for size in sizes)

    def test_tokens_come_before_the_text_is_read(self) -> None:
        taken = []

        def parts() -> Iterator[str]:
            for number in range(1000):
                taken.append(number)
                yield f"كتاب {number}\n"

        tokens = WORD.iter_tokens(parts())
        assert taken == []
        assert next(tokens).text == "كتاب"
        assert len(taken) < 5
        assert sum(1 for _ in tokens) == 1999

    def test_what_waits_is_scanned_at_most_as_often_as_it_doubles(self) -> None:
        scanned = []

        class Counting(Tokenizer):
            __slots__ = ()

            def scan_part(self, text: str, final: bool, start: int = 0) -> tuple[bytearray, bytearray, int]:
                scanned.append(len(text))
                return super().scan_part(text, final, start)

        (token,) = Counting().iter_tokens("ب" for _ in range(20_000))
        assert token.text == "ب" * 20_000
        assert sum(scanned) < 5 * 20_000

    def test_a_cutter_begins_anew_when_it_has_finished(self) -> None:
        cutter = Cutter(WORD, WORD.kinds)
        for _ in range(2):
            found = [*cutter.feed("كتا"), *cutter.feed("ب "), *cutter.finish()]
            assert found == [Token("كتاب", 0, 4, "word")]
        assert cutter.finish() == []

    def test_errors(self) -> None:
        for wrong in ("text", None, 5):
            with pytest.raises(TypeError, match="parts must be an iterable of str or a file, not"):
                WORD.iter_tokens(wrong)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(TypeError, match=r"parts\[1\] must be a str, not int"):
            list(WORD.iter_tokens(["a", 5]))  # type: ignore[list-item]  # wrong on purpose
        with pytest.raises(TypeError, match=r"parts\[0\] must be a str, not bytes"):
            list(WORD.iter_tokens(io.BytesIO(b"a")))  # type: ignore[arg-type]  # wrong on purpose
