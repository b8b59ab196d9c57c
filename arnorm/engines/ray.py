"""Datasets of Ray: functions for ``map_batches``, which takes them with ``batch_format="pyarrow"``.

https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html says what else it takes.
"""

from __future__ import annotations

import ray.data  # noqa: F401  (who has no Ray learns it here)

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer
from arnorm.engines.batches import BatchFunction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice
    from arnorm.engines.batches import _Errors

__all__ = ["normalize", "sentences", "tokenize"]


def normalize(
    column: str,
    profile: NormalizerChoice = profiles.CLEAN,
    *,
    output_column: str | None = None,
    errors: _Errors = "strict",
) -> BatchFunction:
    """Return a function of batches that normalizes the strings of a column; null stays null.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. The result takes the place of
    the column, or is ``output_column``. Bytes that are no UTF-8 raise ``UnicodeDecodeError``, become U+FFFD
    (``"replace"``) or stay (``"keep"``).

    Raises ``ValueError`` for a name that is none. What the function raises is as in `BatchFunction`.

    >>> import pyarrow
    >>> from arnorm.engines.ray import normalize
    >>> normalize("text", "search")(pyarrow.table({"text": ["مَدرسة", None]}))["text"].to_pylist()
    ['مدرسه', None]
    """
    return BatchFunction(chosen_normalizer(profile), column, output_column or column, errors)


def tokenize(
    column: str, policy: TokenizerChoice = None, *, output_column: str = "tokens", errors: _Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the tokens of each string; null has none.

    ``policy`` is the name of a policy, a policy or a `Tokenizer`; the rest is as in `normalize`.

    >>> import pyarrow
    >>> from arnorm.engines.ray import tokenize
    >>> tokenize("text")(pyarrow.table({"text": ["كتاب جديد."]})).to_pylist()
    [{'text': 'كتاب جديد.', 'tokens': ['كتاب', 'جديد', '.']}]
    """
    return BatchFunction(chosen_tokenizer(policy), column, output_column, errors)


def sentences(
    column: str, policy: SplitterChoice = None, *, output_column: str = "sentences", errors: _Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the sentences of each string, as `tokenize` does its tokens.

    >>> import pyarrow
    >>> from arnorm.engines.ray import sentences
    >>> sentences("text")(pyarrow.table({"text": ["وصل القطار. هل رأيته؟"]}))["sentences"].to_pylist()
    [['وصل القطار.', 'هل رأيته؟']]
    """
    return BatchFunction(chosen_splitter(policy), column, output_column, errors)
