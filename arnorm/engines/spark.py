"""Columns of Spark: functions beside those of ``pyspark.sql.functions``, and the same for SQL.

A batch of rows crosses from Spark as an Arrow array and is worked on as one: by an ``arrow_udf`` where Spark has it,
from 4.1, and by a ``pandas_udf`` before.
https://spark.apache.org/docs/latest/api/python/tutorial/sql/arrow_pandas.html says what Spark does for them, and how
large a batch is.
"""

from __future__ import annotations

from functools import partial

import pyarrow as pa
from pyspark.sql import functions

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer
from arnorm.engines.pyarrow import column_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from pyspark.sql import Column, SparkSession

    from arnorm._core.inputs import Errors
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["normalize", "register", "sentences", "tokenize"]

_STRINGS: Final = "string"
_LISTS: Final = "array<string>"


def normalize(col: Column | str, profile: NormalizerChoice = profiles.CLEAN, *, errors: Errors = "strict") -> Column:
    """Return a column with the strings of another one, or of the one that ``col`` names, normalized; null stays null.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. Spark reads bytes that are no
    UTF-8 as they are: they fail the query with ``UnicodeDecodeError``, become U+FFFD (``"replace"``) or stay
    (``"keep"``).

    Raises ``ValueError`` for a name that is none. A column that holds no strings fails the query with ``TypeError``.

    >>> from arnorm.engines.spark import normalize
    >>> frame = spark.createDataFrame([("مَدرسة",), (None,)], "text string")
    >>> frame.select(normalize("text", "search").alias("text")).collect()
    [Row(text='مدرسه'), Row(text=None)]
    """
    return _udf("ar_normalize", partial(chosen_normalizer(profile).normalize_column, errors=errors), _STRINGS)(col)


def tokenize(col: Column | str, policy: TokenizerChoice = None, *, errors: Errors = "strict") -> Column:
    """Return a column with the tokens of each string as ``array<string>``; null has none.

    ``policy`` is the name of a policy, a policy or a `Tokenizer`; the rest is as in `normalize`.

    >>> from pyspark.sql.functions import explode
    >>> from arnorm.engines.spark import tokenize
    >>> frame = spark.createDataFrame([("كتاب جديد",)], "text string")
    >>> frame.select(explode(tokenize("text")).alias("word")).collect()
    [Row(word='كتاب'), Row(word='جديد')]
    """
    return _udf("ar_tokens", partial(chosen_tokenizer(policy).tokenize_column, errors=errors), _LISTS)(col)


def sentences(col: Column | str, policy: SplitterChoice = None, *, errors: Errors = "strict") -> Column:
    """Return a column with the sentences of each string as ``array<string>``, as `tokenize` does with its tokens.

    >>> from arnorm.engines.spark import sentences
    >>> frame = spark.createDataFrame([("وصل القطار. هل رأيته؟",)], "text string")
    >>> frame.select(sentences("text").alias("found")).first().found
    ['وصل القطار.', 'هل رأيته؟']
    """
    return _udf("ar_sentences", partial(chosen_splitter(policy).sentences_column, errors=errors), _LISTS)(col)


def register(
    spark: SparkSession,
    *,
    profile: NormalizerChoice = profiles.CLEAN,
    policy: TokenizerChoice = None,
    sentence_policy: SplitterChoice = None,
    prefix: str = "ar_",
    errors: Errors = "strict",
) -> None:
    """Give a session the functions ``ar_normalize``, ``ar_tokens`` and ``ar_sentences`` of SQL.

    They take strings and give ``string`` and twice ``array<string>``; NULL becomes NULL. A second argument chooses
    another profile or policy than ``profile``, ``policy`` and ``sentence_policy`` do here: its name, or the JSON of a
    `Normalizer`, the same in all rows. ``prefix`` is what the names begin with, and ``errors`` is as in `normalize`.

    >>> from arnorm.engines.spark import register
    >>> register(spark)
    >>> spark.sql("select ar_normalize('مَدرسة', 'search') as text").collect()
    [Row(text='مدرسه')]
    """
    for name, work, kind in (
        ("normalize", column_function(chosen_normalizer, profile, "normalize_column", errors=errors), _STRINGS),
        ("tokens", column_function(chosen_tokenizer, policy, "tokenize_column", errors=errors), _LISTS),
        ("sentences", column_function(chosen_splitter, sentence_policy, "sentences_column", errors=errors), _LISTS),
    ):
        spark.udf.register(prefix + name, _udf(prefix + name, work, kind))


def _udf(name: str, work: Callable[..., Any], kind: str) -> Any:
    """Return a function of columns, which Spark calls ``name``; without types it is one of arrays, row by row."""
    if hasattr(functions, "arrow_udf"):
        return functions.arrow_udf(_named(name, lambda *columns: work(*columns)), kind)

    def arrays(columns: Any) -> Any:
        return (pa.array(column, pa.string(), from_pandas=True) for column in columns)

    return functions.pandas_udf(_named(name, lambda *columns: work(*arrays(columns)).to_pandas()), kind)


def _named(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    function.__name__ = name
    return function
