"""The tokenizer: a grammar compiled to an automaton, ready to be called on text."""

from __future__ import annotations

from functools import lru_cache

from arnorm import policies
from arnorm._core import Scanner
from arnorm._core.inputs import checked, text_error
from arnorm.grammar import NEVER, Grammar
from arnorm.streaming import Cutter, parts_of
from arnorm.threads import fill_in_threads
from arnorm.tokens import Token, tokens_at
from arnorm.values import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, Literal

    import numpy as np
    import numpy.typing as npt
    from _typeshed import SupportsRead
    from typing_extensions import Buffer

    from arnorm._core.automaton import ScanTable

    _Arrays = tuple[Any, Any, Any, Any]

__all__ = ["Token", "Tokenizer", "compile_grammar", "tokenize"]


def compile_grammar(grammar: Grammar) -> ScanTable:
    """Compile ``grammar``; its token kinds are numbered from 1 in the order of ``kind_names``.

    Raises ``ValueError`` for a pattern that cannot be read, names no set or matches the empty text, for what stands
    behind a token if its length is not fixed, for too many kinds, for a conflict of kinds of which one says what it is
    over, and for an automaton that is too large.
    """
    from arnorm._core import automaton

    names = grammar.kind_names
    if len(names) > automaton.MAX_KINDS:
        raise ValueError(f"the grammar {grammar.name} has {len(names)} kinds; at most {automaton.MAX_KINDS} fit")
    numbers = {name: number for number, name in enumerate(names, 1)} | dict.fromkeys(grammar.dropped, automaton.DROPPED)
    numbers[NEVER] = automaton.NEVER
    patterns = [(kind.pattern, numbers[kind.name], kind.before, kind.after) for kind in grammar.kinds]
    if any(kind.over is not None for kind in grammar.kinds):
        _check_conflicts(grammar)
    return automaton.compile_patterns(patterns, dict(grammar.sets))


def _check_conflicts(grammar: Grammar) -> None:
    from arnorm._core.automaton import conflicts

    names = list(dict.fromkeys((NEVER, *(kind.name for kind in grammar.kinds))))
    over = {kind.name: kind.over for kind in grammar.kinds if kind.over is not None}
    patterns = [(kind.pattern, names.index(kind.name), kind.before, kind.after) for kind in grammar.kinds]
    for winner, loser, text in conflicts(patterns, dict(grammar.sets)):
        first, second = names[winner], names[loser]
        if (first in over and second not in over[first]) or (second in over and first not in over):
            raise ValueError(
                f"in {grammar.name}, the kinds {first} and {second} both match {text!r}: let one be over the other"
            )


_compiled = lru_cache(maxsize=32)(compile_grammar)


class Tokenizer(Scanner):
    """Cut text into tokens; the default grammar gives words, numbers, punctuation marks and symbols.

    A word keeps all its marks, whatever they are: a tokenizer never cuts before a combining mark. White space and
    invisible controls between words lie in the gaps; tokens and gaps together are the text.

    A tokenizer is immutable: it may be shared by threads, hashed and pickled.

    Raises ``TypeError`` for a policy that is not a `Grammar`, and ``ValueError`` for one that cannot be compiled.

    >>> from arnorm import Tokenizer
    >>> tokenize = Tokenizer()
    >>> tokenize("قال: «وُلِدَ عامَ ١٩٧٣».")
    ['قال', ':', '«', 'وُلِدَ', 'عامَ', '١٩٧٣', '»', '.']
    >>> tokenize.tokens("عام 2026")[1]
    Token(text='2026', start=4, end=8, kind='number')
    """

    __slots__ = ("_policy",)
    _policy: Grammar

    def __init__(self, policy: Grammar | None = None) -> None:
        policy = policies.DEFAULT if policy is None else policy
        if not isinstance(policy, Grammar):
            advice = f": say policies.by_name({policy!r})" if isinstance(policy, str) else ""
            raise TypeError(f"policy must be a Grammar or None, not {type(policy).__name__}{advice}")
        super().__init__(_compiled(policy))
        self._policy = policy

    @property
    def policy(self) -> Grammar:
        """The grammar by which text is cut."""
        return self._policy

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the token kinds, at the positions that `spans_and_kinds` gives.

        >>> from arnorm import Tokenizer
        >>> tokenize = Tokenizer()
        >>> spans, kinds = tokenize.spans_and_kinds("عام 2026")
        >>> [tokenize.kinds[kind] for kind in kinds]
        ['word', 'number']
        """
        return self._policy.kind_names

    def tokenize_many(self, texts: Iterable[str], threads: int | None = None) -> list[list[str]]:
        """Return the tokens of every text, in order; ``threads`` and errors are those of `Normalizer.normalize_many`.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().tokenize_many(["كتاب جديد", ""])
        [['كتاب', 'جديد'], []]
        """
        if threads is None or threads == 1:
            return self.scan_many(texts)
        return fill_in_threads(self.scan_into, texts, threads)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of ``text`` with their places in code points and their kinds.

        Raises ``TypeError`` where ``text`` is not a ``str``.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().tokens("كتاب ١")
        [Token(text='كتاب', start=0, end=4, kind='word'), Token(text='١', start=5, end=6, kind='number')]
        """
        spans, kinds = self.scan_spans(text)
        return tokens_at(text, spans, kinds, self.kinds)

    def iter_tokens(self, parts: Iterable[str] | SupportsRead[str]) -> Iterator[Token]:
        """Yield the tokens of a text that comes in parts: those of the whole, wherever it is cut.

        ``parts`` is an iterable of ``str`` or a file that is open as text; places are counted in code points from the
        start of the first part. Memory is bounded by the longest token and the longest part, so that a file of any size
        can be cut, be it one line. A token is given when nothing that may follow can change it.

        Raises ``TypeError`` for anything else, and for a part that is not a ``str`` with its position.

        >>> from arnorm import Tokenizer
        >>> [token.text for token in Tokenizer().iter_tokens(["كتا", "ب جد", "يد"])]
        ['كتاب', 'جديد']
        """
        return _cut(Cutter(self, self.kinds), parts_of(parts))

    def spans(self, text: str) -> npt.NDArray[np.int32 | np.int64]:
        """Return an array of shape (tokens, 2): start and end of each token in code points.

        The items are int32, or int64 for a text of more than 2**31 - 1 code points. No string is made.

        Raises ``TypeError`` where ``text`` is not a ``str``.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().spans("كتاب جديد").tolist()
        [[0, 4], [5, 9]]
        """
        ndarray, narrow, wide, _ = _arrays or _load_arrays()
        return self.scan_rows(text, ndarray, narrow, wide)

    def spans_and_kinds(self, text: str) -> tuple[npt.NDArray[np.int32 | np.int64], npt.NDArray[np.uint8]]:
        """Return what `spans` does, and for each token the position of its kind in `kinds`.

        >>> from arnorm import Tokenizer
        >>> spans, kinds = Tokenizer().spans_and_kinds("عام 2026")
        >>> spans.shape, kinds.shape
        ((2, 2), (2,))
        """
        raw_spans, raw_kinds = self.scan_spans(text)
        return _spans(raw_spans, raw_kinds), _kinds(raw_kinds)

    def spans_utf8(
        self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict"
    ) -> npt.NDArray[np.int32 | np.int64]:
        """Return the spans of UTF-8 ``data`` (any bytes-like object) in bytes: ``data[start:end]`` is a token.

        The tokens are those of the decoded text, without making a ``str`` of it. What is not well-formed raises
        ``UnicodeDecodeError``, whose ``start`` is the offset of the first such byte (``"strict"``), or is taken for
        what ``bytes.decode`` makes of it: U+FFFD (``"replace"``) or lone surrogates (``"keep"``). Raises ``TypeError``
        for what is not bytes-like, and ``ValueError`` for another ``errors``.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().spans_utf8("كتاب جديد".encode()).tolist()
        [[0, 8], [9, 17]]
        """
        raw_spans, raw_kinds = self.scan_spans_utf8(data, errors)
        return _spans(raw_spans, raw_kinds)

    def spans_and_kinds_utf8(
        self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict"
    ) -> tuple[npt.NDArray[np.int32 | np.int64], npt.NDArray[np.uint8]]:
        """Return what `spans_utf8` does, and for each token the position of its kind in `kinds`.

        >>> from arnorm import Tokenizer
        >>> spans, kinds = Tokenizer().spans_and_kinds_utf8("عام 2026".encode())
        >>> spans.shape, kinds.shape
        ((2, 2), (2,))
        """
        raw_spans, raw_kinds = self.scan_spans_utf8(data, errors)
        return _spans(raw_spans, raw_kinds), _kinds(raw_kinds)

    def spans_many(
        self, texts: Iterable[str]
    ) -> tuple[npt.NDArray[np.int32 | np.int64], npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
        """Return spans and kinds of many texts in one array each, and where the tokens of each text begin there.

        The tokens of ``texts[i]`` are ``spans[offsets[i]:offsets[i + 1]]``, in code points of that text: the layout
        of a list column. There is one offset more than there are texts.

        Raises ``TypeError`` that names the position of the first item that is not a ``str``.

        >>> from arnorm import Tokenizer
        >>> spans, kinds, offsets = Tokenizer().spans_many(["كتاب جديد", "", "عام"])
        >>> spans.tolist(), offsets.tolist()
        ([[0, 4], [5, 9], [0, 3]], [0, 2, 2, 3])
        """
        import numpy as np

        spans: list[npt.NDArray[np.int32 | np.int64]] = [np.empty((0, 2), np.int32)]
        kinds = bytearray()
        offsets = [0]
        for position, text in enumerate(checked(texts)):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            raw_spans, raw_kinds = self.scan_spans(text)
            spans.append(_spans(raw_spans, raw_kinds))
            kinds += raw_kinds
            offsets.append(len(kinds))
        return np.concatenate(spans), _kinds(kinds), np.array(offsets, np.int64)

    def tokenize_column(
        self,
        data: Any,
        threads: int | None = None,
        *,
        column: str | None = None,
        errors: Literal["strict", "replace", "keep"] = "strict",
        spans: bool = False,
    ) -> Any:
        """Return for every row of an Arrow column the list of its tokens; what comes back is of the kind that came in.

        The tokens are strings in the layout of the column: those of a ``string_view`` point into its buffers. With
        ``spans`` they are structs of ``start`` and ``end``, in code points of the row, and ``kind``. A null has no
        list. The arguments, what kinds of column there are and what is raised is as in `Normalizer.normalize_column`;
        bytes that are no UTF-8 are read as `spans_utf8` says.

        >>> import pyarrow
        >>> from arnorm import Tokenizer
        >>> column = pyarrow.array(["كتاب جديد", None])
        >>> Tokenizer().tokenize_column(column).to_pylist()
        [['كتاب', 'جديد'], None]
        >>> Tokenizer().tokenize_column(column, spans=True)[0].as_py()[1]
        {'start': 5, 'end': 9, 'kind': 'word'}
        """
        from arnorm.columns import Tokenizing
        from arnorm.containers import map_column

        return map_column(Tokenizing(self, self.kinds, errors, spans), data, column, threads)

    def __eq__(self, other: object) -> bool:
        return self._policy == other._policy if isinstance(other, Tokenizer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._policy)

    def __repr__(self) -> str:
        return "Tokenizer()" if self._policy == policies.DEFAULT else f"Tokenizer({self._policy!r})"

    def __reduce__(self) -> tuple[Callable[..., Tokenizer], tuple[object, ...]]:
        return shared, (type(self), None if self._policy == policies.DEFAULT else self._policy)


def _cut(cutter: Cutter, parts: Iterator[str]) -> Iterator[Token]:
    for part in parts:
        yield from cutter.feed(part)
    yield from cutter.finish()


_arrays: _Arrays | None = None


def _load_arrays() -> _Arrays:
    """Return what arrays are made of; NumPy is loaded when the first one is."""
    import numpy as np

    global _arrays
    _arrays = np.ndarray, np.dtype(np.int32), np.dtype(np.int64), np.dtype(np.uint8)
    return _arrays


def _spans(raw_spans: bytearray, raw_kinds: bytearray) -> npt.NDArray[np.int32 | np.int64]:
    """Return the rows of what the scanner found, which are as wide as it says by their size."""
    ndarray, narrow, wide, _ = _arrays or _load_arrays()
    count = len(raw_kinds)
    rows: npt.NDArray[np.int32 | np.int64] = ndarray(
        (count, 2), narrow if len(raw_spans) == 8 * count else wide, raw_spans
    )
    return rows


def _kinds(raw_kinds: bytearray) -> npt.NDArray[np.uint8]:
    ndarray, _, _, byte = _arrays or _load_arrays()
    kinds: npt.NDArray[np.uint8] = ndarray((len(raw_kinds),), byte, raw_kinds)
    return kinds


def tokenize(text: str) -> list[str]:
    """Return the words, numbers, punctuation marks and symbols of ``text``; white space is left out.

    Raises ``TypeError`` where ``text`` is not a ``str``.

    >>> import arnorm
    >>> arnorm.tokenize("مَرْحَبًا بِالعالَم!")
    ['مَرْحَبًا', 'بِالعالَم', '!']
    """
    return shared(Tokenizer, None)(text)
