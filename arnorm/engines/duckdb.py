"""DuckDB: functions of SQL on a connection, which `register` gives it.

DuckDB calls them with a few thousand rows at a time, as Arrow columns, and takes the GIL for each call, so that its
threads hardly help. They need ``pyarrow``, as all of its functions over Arrow do.

https://duckdb.org/docs/stable/clients/python/function says how functions are registered.
"""

from __future__ import annotations

from contextlib import suppress

import duckdb
import pyarrow as pa

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer
from arnorm.engines.pyarrow import column_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["register"]


def register(
    connection: duckdb.DuckDBPyConnection,
    *,
    profile: NormalizerChoice = profiles.CLEAN,
    policy: TokenizerChoice = None,
    sentence_policy: SplitterChoice = None,
    prefix: str = "ar_",
) -> None:
    """Give a connection the functions ``ar_normalize``, ``ar_tokens`` and ``ar_sentences``.

    They take a column of strings and give ``VARCHAR`` and twice ``VARCHAR[]``; NULL becomes NULL. A second argument
    chooses another profile or policy than ``profile``, ``policy`` and ``sentence_policy`` do here: its name, or the
    JSON of a `Normalizer`. ``prefix`` is what the names begin with.

    All connections to the same database have the functions. Registering them once more replaces them on the connection
    that has registered them; on another one it raises ``ValueError``. In a query, the name of no profile and a column
    that holds no strings raise ``duckdb.InvalidInputException``.

    >>> import duckdb
    >>> from arnorm.engines.duckdb import register
    >>> connection = duckdb.connect()
    >>> register(connection)
    >>> connection.sql("select ar_normalize('مَدرسة', 'search')").fetchall()
    [('مدرسه',)]
    >>> connection.sql("select unnest(ar_tokens('كتاب جديد'))").fetchall()
    [('كتاب',), ('جديد',)]
    """
    strings, lists = pa.string(), pa.list_(pa.string())
    normalize = column_function(chosen_normalizer, profile, "normalize_column")
    tokens = column_function(chosen_tokenizer, policy, "tokenize_column")
    cut = column_function(chosen_splitter, sentence_policy, "sentences_column")
    _create(connection, prefix + "normalize", lambda *columns: normalize(*columns).cast(strings), "VARCHAR")
    _create(connection, prefix + "tokens", lambda *columns: tokens(*columns).cast(lists), "VARCHAR[]")
    _create(connection, prefix + "sentences", lambda *columns: cut(*columns).cast(lists), "VARCHAR[]")


def _create(connection: Any, name: str, function: Callable[..., Any], result: str) -> None:
    with suppress(duckdb.InvalidInputException):  # this connection has not registered it
        connection.remove_function(name)
    try:
        connection.create_function(name, function, None, result, type="arrow", null_handling="special")
    except duckdb.CatalogException as error:
        raise ValueError(
            f"this database has {name} already, from another connection: use that, or choose another prefix"
        ) from error
