"""The tokenizer: a grammar compiled to an automaton, ready to be called on text."""

from __future__ import annotations

from functools import lru_cache

from arnorm import policies
from arnorm._core import Scanner
from arnorm.grammar import Grammar
from arnorm.threads import in_threads
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import numpy as np
    import numpy.typing as npt

    from arnorm._core.automaton import ScanTable

__all__ = ["Token", "Tokenizer", "compile_grammar", "tokenize"]


def compile_grammar(grammar: Grammar) -> ScanTable:
    """Compile ``grammar``; its token kinds are numbered from 1 in the order of ``kind_names``.

    Raises ``ValueError`` for a pattern that cannot be read, names no set or matches the empty text, for what stands
    behind a token if its length is not fixed, for too many kinds, for a conflict of kinds of which one says what it is
    over, and for an automaton that is too large.
    """
    from arnorm._core.automaton import DROPPED, MAX_KINDS, compile_patterns

    names = grammar.kind_names
    if len(names) > MAX_KINDS:
        raise ValueError(f"the grammar {grammar.name} has {len(names)} kinds; at most {MAX_KINDS} fit")
    numbers = {name: number for number, name in enumerate(names, 1)} | dict.fromkeys(grammar.dropped, DROPPED)
    patterns = [(kind.pattern, numbers[kind.name], kind.before, kind.after) for kind in grammar.kinds]
    if any(kind.over is not None for kind in grammar.kinds):
        _check_conflicts(grammar)
    return compile_patterns(patterns, dict(grammar.sets))


def _check_conflicts(grammar: Grammar) -> None:
    from arnorm._core.automaton import conflicts

    names = list(dict.fromkeys(kind.name for kind in grammar.kinds))
    over = {kind.name: kind.over for kind in grammar.kinds if kind.over is not None}
    patterns = [(kind.pattern, names.index(kind.name) + 1, kind.before, kind.after) for kind in grammar.kinds]
    for winner, loser, text in conflicts(patterns, dict(grammar.sets)):
        first, second = names[winner - 1], names[loser - 1]
        if (first in over and second not in over[first]) or (second in over and first not in over):
            raise ValueError(
                f"in {grammar.name}, the kinds {first} and {second} both match {text!r}: let one be over the other"
            )


_compiled = lru_cache(maxsize=32)(compile_grammar)


class Token(Value):
    """A piece of text and its place: ``source[start:end] == text``, counted in code points."""

    __slots__ = ("text", "start", "end", "kind")
    text: str
    start: int
    end: int
    kind: str

    def __init__(self, text: str, start: int, end: int, kind: str) -> None:
        self._set(text, start, end, kind)


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
            raise TypeError(f"policy must be a Grammar or None, not {type(policy).__name__}")
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
        >>> Tokenizer().kinds
        ('word', 'number', 'punctuation', 'symbol', 'mark')
        """
        return self._policy.kind_names

    def tokenize_many(self, texts: Iterable[str], threads: int | None = None) -> list[list[str]]:
        """Return the tokens of every text; ``threads`` as in `Normalizer.normalize_many`.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().tokenize_many(["كتاب جديد", ""])
        [['كتاب', 'جديد'], []]
        """
        if threads is None or threads == 1:
            return self.scan_many(texts)
        return in_threads(self.scan_many, texts, threads)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of ``text`` with their places and kinds."""
        spans, kinds = self.spans_and_kinds(text)
        names = self.kinds
        return [
            Token(text[start:end], start, end, names[kind])
            for (start, end), kind in zip(spans.tolist(), kinds.tolist(), strict=True)
        ]

    def spans(self, text: str) -> npt.NDArray[np.int32 | np.int64]:
        """Return an array of shape (tokens, 2): start and end of each token in code points.

        The items are int32, or int64 for a text of more than 2**31 - 1 code points. No string is made.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().spans("كتاب جديد").tolist()
        [[0, 4], [5, 9]]
        """
        return self.spans_and_kinds(text)[0]

    def spans_and_kinds(self, text: str) -> tuple[npt.NDArray[np.int32 | np.int64], npt.NDArray[np.uint8]]:
        """Return the spans, and for each token the position of its kind in `kinds`.

        >>> from arnorm import Tokenizer
        >>> Tokenizer().spans_and_kinds("عام 2026")[1].tolist()
        [0, 1]
        """
        import numpy as np

        raw_spans, raw_kinds = self.scan_spans(text)
        kinds = np.frombuffer(raw_kinds, np.uint8)
        spans: npt.NDArray[np.int32 | np.int64]
        if len(raw_spans) == 8 * len(raw_kinds):
            spans = np.frombuffer(raw_spans, np.int32)
        else:
            spans = np.frombuffer(raw_spans, np.int64)
        return spans.reshape(-1, 2), kinds

    def __eq__(self, other: object) -> bool:
        return self._policy == other._policy if isinstance(other, Tokenizer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._policy)

    def __repr__(self) -> str:
        return "Tokenizer()" if self._policy == policies.DEFAULT else f"Tokenizer({self._policy!r})"

    def __reduce__(self) -> tuple[Callable[..., Tokenizer], tuple[object, ...]]:
        return type(self), (None if self._policy == policies.DEFAULT else self._policy,)


_tokenizer = lru_cache(maxsize=1)(Tokenizer)


def tokenize(text: str) -> list[str]:
    """Return the words, numbers, punctuation marks and symbols of ``text``; white space is left out.

    >>> import arnorm
    >>> arnorm.tokenize("مَرْحَبًا بِالعالَم!")
    ['مَرْحَبًا', 'بِالعالَم', '!']
    """
    return _tokenizer()(text)
