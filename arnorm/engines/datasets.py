"""Datasets of Hugging Face: functions for ``Dataset.map(batched=True)`` and ``IterableDataset.map(batched=True)``.

``with_format("arrow")`` gives them tables, which is fastest; without it they get lists. The cache of ``map`` knows a
function by its pickle, which is the same in every process for the same work.
https://huggingface.co/docs/datasets/about_cache says how.
"""

from __future__ import annotations

import datasets  # noqa: F401  (who has none learns it here)

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

    >>> from datasets import Dataset
    >>> from arnorm.engines.datasets import normalize
    >>> dataset = Dataset.from_dict({"text": ["مَدرسة", None]}).with_format("arrow")
    >>> dataset.map(normalize("text", "search"), batched=True).with_format(None)["text"][:]
    ['مدرسه', None]
    """
    return BatchFunction(chosen_normalizer(profile), column, output_column or column, errors, _release())


def tokenize(
    column: str, policy: TokenizerChoice = None, *, output_column: str = "tokens", errors: _Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the tokens of each string; null has none.

    ``policy`` is the name of a policy, a policy or a `Tokenizer`; the rest is as in `normalize`.

    >>> from datasets import Dataset
    >>> from arnorm.engines.datasets import tokenize
    >>> Dataset.from_dict({"text": ["كتاب جديد."]}).map(tokenize("text"), batched=True)[0]
    {'text': 'كتاب جديد.', 'tokens': ['كتاب', 'جديد', '.']}
    """
    return BatchFunction(chosen_tokenizer(policy), column, output_column, errors, _release())


def sentences(
    column: str, policy: SplitterChoice = None, *, output_column: str = "sentences", errors: _Errors = "strict"
) -> BatchFunction:
    """Return a function of batches that adds a list of the sentences of each string, as `tokenize` does its tokens.

    >>> from datasets import Dataset
    >>> from arnorm.engines.datasets import sentences
    >>> Dataset.from_dict({"text": ["وصل القطار. هل رأيته؟"]}).map(sentences("text"), batched=True)[0]["sentences"]
    ['وصل القطار.', 'هل رأيته؟']
    """
    return BatchFunction(chosen_splitter(policy), column, output_column, errors, _release())


def _release() -> str:
    from importlib.metadata import version

    return version("arnorm")
