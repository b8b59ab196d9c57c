"""Columns of Spark: functions beside those of ``pyspark.sql.functions``, and the same for SQL.

A batch of rows crosses from Spark as an Arrow array and is worked on as one: by an `arrow_udf` where Spark has it, from
4.1, and by a `pandas_udf` before. https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html says
what Spark does for them, and how large a batch is.
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa
from pyspark.sql import functions

from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, TypeAlias

    from pyspark.sql import Column, SparkSession

    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

    _Errors: TypeAlias = Literal["strict", "replace", "keep"]

__all__ = ["normalize", "register", "sentences", "tokens"]

_TEXT, _TEXTS = "string", "array<string>"


def normalize(col: Column | str, profile: NormalizerChoice, errors: _Errors = "strict") -> Column:
    """Return a column with the text of ``col``, a column or its name, normalized with a profile; nulls stay.

    The profile is what `arnorm.choices.chosen_normalizer` takes: a `Normalizer`, a profile, its name, JSON. Bytes that
    are no UTF-8, which Spark reads from files as they are, fail the query with ``UnicodeDecodeError``, become U+FFFD
    (``"replace"``) or stay (``"keep"``). Raises ``ValueError`` and ``TypeError`` for a profile that there is not.
    """
    return _udf("ar_normalize", partial(chosen_normalizer(profile).normalize_column, errors=errors), _TEXT)(col)


def tokens(col: Column | str, policy: TokenizerChoice = None, errors: _Errors = "strict") -> Column:
    """Return a column with the array of the tokens of each row, by a policy, its name or a `Tokenizer`."""
    return _udf("ar_tokens", partial(chosen_tokenizer(policy).tokenize_column, errors=errors), _TEXTS)(col)


def sentences(col: Column | str, policy: SplitterChoice = None, errors: _Errors = "strict") -> Column:
    """Return a column with the array of the sentences of each row, by a policy, its name or a `SentenceSplitter`."""
    return _udf("ar_sentences", partial(chosen_splitter(policy).sentences_column, errors=errors), _TEXTS)(col)


def register(spark: SparkSession) -> None:
    """Give SQL in a session ``ar_normalize(text, profile)``, ``ar_tokens(text)`` and ``ar_sentences(text)``.

    The profile is the name of one or the JSON of a normalizer, the same for all rows. The last two take the name of a
    policy as well: ``ar_tokens(text, 'camel')``.
    """

    def ar_normalize(text: Any, profile: Any) -> Any:
        return chosen_normalizer(_only(profile, "profile")).normalize_column(text)

    def ar_tokens(text: Any, policy: Any = None) -> Any:
        return chosen_tokenizer(None if policy is None else _only(policy, "policy")).tokenize_column(text)

    def ar_sentences(text: Any, policy: Any = None) -> Any:
        return chosen_splitter(None if policy is None else _only(policy, "policy")).sentences_column(text)

    for work, kind in ((ar_normalize, _TEXT), (ar_tokens, _TEXTS), (ar_sentences, _TEXTS)):
        spark.udf.register(work.__name__, _udf(work.__name__, work, kind))
