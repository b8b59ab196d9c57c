"""Datasets of Ray: functions for ``map_batches``, which takes them with ``batch_format="pyarrow"``.

https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html says what else it takes.
"""

from __future__ import annotations

import ray.data  # noqa: F401  (who has no Ray learns it here)

from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer
from arnorm.engines.batches import BatchFunction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice
    from arnorm.engines.batches import Errors

__all__ = ["normalize", "sentences", "tokens"]


def normalize(
    column: str, profile: NormalizerChoice, output_column: str | None = None, errors: Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that normalizes a column with a profile; nulls stay.

    The profile is what `arnorm.choices.chosen_normalizer` takes: a `Normalizer`, a profile, its name, JSON. The result
    takes the place of the column, or is another one, ``output_column``. Bytes that are no UTF-8 raise
    ``UnicodeDecodeError``, become U+FFFD (``"replace"``) or stay (``"keep"``).

    Raises ``ValueError`` and ``TypeError`` for a profile that there is not.

    >>> import pyarrow
    >>> from arnorm.engines.ray import normalize
    >>> normalize("text", "search")(pyarrow.table({"text": ["مَدرسة", None]}))["text"].to_pylist()
    ['مدرسه', None]
    """
    return BatchFunction(chosen_normalizer(profile), column, output_column or column, errors)


def tokens(
    column: str, policy: TokenizerChoice = None, output_column: str = "tokens", errors: Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds lists of tokens, by a policy, its name or a `Tokenizer`.

    >>> import pyarrow
    >>> from arnorm.engines.ray import tokens
    >>> tokens("text")(pyarrow.table({"text": ["كتاب جديد."]})).to_pylist()
    [{'text': 'كتاب جديد.', 'tokens': ['كتاب', 'جديد', '.']}]
    """
    return BatchFunction(chosen_tokenizer(policy), column, output_column, errors)


def sentences(
    column: str, policy: SplitterChoice = None, output_column: str = "sentences", errors: Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds lists of sentences, by a policy, its name or a `SentenceSplitter`.

    >>> import pyarrow
    >>> from arnorm.engines.ray import sentences
    >>> sentences("text")(pyarrow.table({"text": ["وصل القطار. هل رأيته؟"]}))["sentences"].to_pylist()
    [['وصل القطار.', 'هل رأيته؟']]
    """
    return BatchFunction(chosen_splitter(policy), column, output_column, errors)
