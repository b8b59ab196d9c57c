"""The analyzer: the tokens of a text in the form that an index holds, and where they stand in the text."""

from __future__ import annotations

from functools import partial

from arnorm._core.inputs import checked, text_error
from arnorm.lookup import choice_error
from arnorm.normalizer import Normalizer
from arnorm.threads import in_threads
from arnorm.tokenizer import Tokenizer
from arnorm.tokens import places_in, repr_of
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal

__all__ = ["AnalyzedToken", "Analyzer"]

_POLICIES = ("drop", "keep")


class AnalyzedToken(tuple[str, str, int, int, str]):
    """A token in its normalized form, and as it stands in the text: ``source[start:end] == text``, in code points.

    Like `Token` it is a tuple of its items, in the order of its arguments.
    """

    __slots__ = ()

    def __new__(cls, form: str, text: str, start: int, end: int, kind: str) -> AnalyzedToken:
        """Make a token of its items."""
        return tuple.__new__(cls, (form, text, start, end, kind))

    @property
    def form(self) -> str:
        """What the normalizer makes of the token: what to index and to look up."""
        return self[0]

    @property
    def text(self) -> str:
        """The token as it stands in the source."""
        return self[1]

    @property
    def start(self) -> int:
        """Where it begins, in code points."""
        return self[2]

    @property
    def end(self) -> int:
        """Where it ends: the place behind its last code point."""
        return self[3]

    @property
    def kind(self) -> str:
        """The name of its kind, one of `Tokenizer.kinds`."""
        return self[4]

    def __repr__(self) -> str:
        return repr_of(self, ("form", "text", "start", "end", "kind"))

    def __reduce__(self) -> tuple[type[AnalyzedToken], tuple[object, ...]]:
        return type(self), tuple(self)


_make: Callable[[Iterable[object]], AnalyzedToken] = partial(tuple.__new__, AnalyzedToken)


class Analyzer(Value):
    """Cut text into tokens, normalize each, and keep the place where it stands: what a search index needs.

    The text is cut as it is, and every token is normalized on its own: places are those of the original, so that whole
    words can be highlighted, and two tokens that are written alike have one form wherever they stand. Rules that look
    at what stands around a token see its ends instead. A token whose form is empty, such as a lone mark, is left out
    (``empty="drop"``) or given with the form ``""`` (``"keep"``). A form of several words, such as that of a ligature,
    gives one token for each of them, all in the same place. So the words of a phrase follow each other in the list.

    An analyzer is immutable: it may be shared by threads, compared, hashed and pickled.

    Raises ``TypeError`` where an argument is not a `Tokenizer` or `Normalizer`, and ``ValueError`` for another
    ``empty``.

    >>> from arnorm import Analyzer, Normalizer, Tokenizer, profiles
    >>> analyze = Analyzer(Tokenizer(), Normalizer(profiles.SEARCH))
    >>> analyze("الأُمَّة")
    [AnalyzedToken(form='الامه', text='الأُمَّة', start=0, end=8, kind='word')]
    >>> [token.form for token in analyze("قرأتُ كِتـــابَ ﷲ")]
    ['قرات', 'كتاب', 'الله']
    """

    __slots__ = ("tokenizer", "normalizer", "empty")
    tokenizer: Tokenizer
    normalizer: Normalizer
    empty: Literal["drop", "keep"]

    def __init__(self, tokenizer: Tokenizer, normalizer: Normalizer, empty: Literal["drop", "keep"] = "drop") -> None:
        if not isinstance(tokenizer, Tokenizer):
            raise TypeError(f"tokenizer must be a Tokenizer, not {type(tokenizer).__name__}")
        if not isinstance(normalizer, Normalizer):
            raise TypeError(f"normalizer must be a Normalizer, not {type(normalizer).__name__}")
        if empty not in _POLICIES:
            raise choice_error("empty", empty, _POLICIES)
        self._set(tokenizer, normalizer, empty)

    def __call__(self, text: str) -> list[AnalyzedToken]:
        """Return the tokens of ``text`` in order; raise ``TypeError`` where it is not a ``str``."""
        spans, kinds = self.tokenizer.scan_spans(text)
        places = iter(places_in(spans, kinds).tolist())
        pieces = self.tokenizer(text)
        forms = self.normalizer.map_many(pieces)
        rows: Iterable[tuple[str, str, int, int, int]] = zip(forms, pieces, places, places, kinds, strict=True)
        if " " in "".join(forms):
            rows = _apart(rows)
        names = self.tokenizer.kinds
        keep = self.empty == "keep"
        return [_make((form, piece, start, end, names[kind])) for form, piece, start, end, kind in rows if form or keep]

    def analyze_many(self, texts: Iterable[str], threads: int | None = None) -> list[list[AnalyzedToken]]:
        """Return the tokens of every text, in order; ``threads`` and errors are those of `Normalizer.normalize_many`.

        >>> from arnorm import Analyzer, Normalizer, Tokenizer, profiles
        >>> analyze = Analyzer(Tokenizer(), Normalizer(profiles.SEARCH))
        >>> [[token.form for token in tokens] for tokens in analyze.analyze_many(["مدرسة", "المدرسه ١"])]
        [['مدرسه'], ['المدرسه', '1']]
        """
        if threads is None or threads == 1:
            return self._analyze_all(checked(texts))
        return in_threads(self._analyze_all, texts, threads)

    def _analyze_all(self, texts: Iterable[str]) -> list[list[AnalyzedToken]]:
        results = []
        for position, text in enumerate(texts):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            results.append(self(text))
        return results


def _apart(rows: Iterable[tuple[str, str, int, int, int]]) -> Iterator[tuple[str, str, int, int, int]]:
    """Yield a row for each word of a form, where the token is one word or none."""
    for form, piece, start, end, kind in rows:
        if " " in form and len(piece.split()) <= 1:
            yield from ((word, piece, start, end, kind) for word in form.split() or [""])
        else:
            yield form, piece, start, end, kind
