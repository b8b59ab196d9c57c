"""What engines call with a batch of rows: one column of it is worked on, and the result stands in a column.

It needs pyarrow, which the engines that call it bring. Those hand its functions on under their own names.
"""

from __future__ import annotations

import pyarrow as pa

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer
from arnorm.normalizer import Normalizer
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from arnorm._core.inputs import Errors
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice
    from arnorm.tokenizer import Tokenizer

__all__ = ["BatchFunction", "normalize", "sentences", "tokenize"]


class BatchFunction(Value):
    """A function of batches, as a value: it is compared, printed and pickled by what it does.

    ``subject`` is the `Normalizer`, `Tokenizer` or `SentenceSplitter` that works on ``column``. The result is
    ``output_column``; ``errors`` is as in `Normalizer.normalize_column`.
    """

    __slots__ = ("subject", "column", "output_column", "errors", "release")
    subject: Normalizer | Tokenizer
    column: str
    output_column: str
    errors: Errors
    release: str
    """That of this package, where a cache knows functions by their pickles and must not mix those of releases."""

    def __init__(
        self,
        subject: Normalizer | Tokenizer,
        column: str,
        output_column: str,
        errors: Errors = "strict",
        release: str = "",
    ) -> None:
        self._set(subject, column, output_column, errors, release)

    def __call__(self, batch: Any) -> Any:
        """Return a table with the result in its place or behind the other columns; of lists, the list that is new.

        Raises ``TypeError`` for another kind of batch, or a column that holds no strings, ``ValueError`` for a column
        that is not there, and ``UnicodeDecodeError`` for bytes that are no UTF-8.
        """
        if isinstance(batch, pa.Table):
            names = batch.column_names
            rows = self._work(batch[self._found(names)])
            if self.output_column in names:
                return batch.set_column(names.index(self.output_column), self.output_column, rows)
            return batch.append_column(self.output_column, rows)
        if hasattr(batch, "keys") and isinstance(rows := batch[self._found(list(batch))], list):
            return {self.output_column: self._work(pa.array(rows)).to_pylist()}
        raise TypeError(
            f"a batch must be a table of pyarrow, not {type(batch).__name__}: "
            'give map_batches of Ray batch_format="pyarrow", or a dataset with_format("arrow"), and map batched=True'
        )

    def _found(self, names: list[str]) -> str:
        if self.column not in names:
            raise ValueError(f"there is no column {self.column!r} among {', '.join(map(repr, names))}")
        return self.column

    def _work(self, rows: Any) -> Any:
        work: Any
        work = self.subject.normalize_column if isinstance(self.subject, Normalizer) else self.subject.tokenize_column
        return work(rows, errors=self.errors)


def normalize(
    column: str,
    profile: NormalizerChoice = profiles.CLEAN,
    *,
    output_column: str | None = None,
    errors: Errors = "strict",
) -> BatchFunction:
    """Return a function of batches that normalizes the strings of a column; null stays null.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. The result takes the place of
    the column, or is ``output_column``. Bytes that are no UTF-8 raise ``UnicodeDecodeError``, become U+FFFD
    (``"replace"``) or stay (``"keep"``).

    Raises ``ValueError`` for a name that is none. What the function raises is as in `BatchFunction`.

    >>> import pyarrow
    >>> from arnorm.engines.batches import normalize
    >>> normalize("text", "search")(pyarrow.table({"text": ["مَدرسة", None]}))["text"].to_pylist()
    ['مدرسه', None]
    """
    return BatchFunction(chosen_normalizer(profile), column, output_column or column, errors, _release())


def tokenize(
    column: str, policy: TokenizerChoice = None, *, output_column: str = "tokens", errors: Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the tokens of each string; null has none.

    ``policy`` is the name of a policy, a policy or a `Tokenizer`; the rest is as in `normalize`.

    >>> import pyarrow
    >>> from arnorm.engines.batches import tokenize
    >>> tokenize("text")(pyarrow.table({"text": ["كتاب جديد."]})).to_pylist()
    [{'text': 'كتاب جديد.', 'tokens': ['كتاب', 'جديد', '.']}]
    """
    return BatchFunction(chosen_tokenizer(policy), column, output_column, errors, _release())


def sentences(
    column: str, policy: SplitterChoice = None, *, output_column: str = "sentences", errors: Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the sentences of each string, as `tokenize` does its tokens.

    >>> import pyarrow
    >>> from arnorm.engines.batches import sentences
    >>> sentences("text")(pyarrow.table({"text": ["وصل القطار. هل رأيته؟"]}))["sentences"].to_pylist()
    [['وصل القطار.', 'هل رأيته؟']]
    """
    return BatchFunction(chosen_splitter(policy), column, output_column, errors, _release())


def _release() -> str:
    from importlib.metadata import version

    return version("arnorm")
