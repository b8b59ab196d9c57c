"""Polars: the namespace ``ar`` of expressions and of ``Series``, beside ``str``. Importing this module registers it.

Expressions are elementwise, so that they run eagerly, in a lazy plan and in the streaming engine, and their type is
known before they run. What runs is a value that pickles by reference, so that a plan can be serialized; who reads it
has to have ``arnorm``.

https://docs.pola.rs/api/python/stable/reference/api.html says how namespaces are registered.
"""

from __future__ import annotations

from functools import partial

import polars as pl

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any, Final

    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["ExprNamespace", "SeriesNamespace"]

_STRINGS: Final = pl.List(pl.String)
_SPANS: Final = pl.List(pl.Struct({"start": pl.Int32, "end": pl.Int32, "kind": pl.Categorical}))


def _called(work: Callable[[pl.Series], pl.Series], dtype: pl.DataType, columns: Sequence[pl.Series]) -> pl.Series:
    """Return what is made of a column; of categories it is strings, because two of them may become one."""
    if columns[0].dtype == pl.Struct:
        raise TypeError("ar takes strings, and this column holds structs: take one of their fields, struct.field(name)")
    return work(columns[0]).cast(dtype)


class _Namespace:
    """What both namespaces have; they differ in what happens with a function of a ``Series``."""

    def __init__(self, column: Any) -> None:
        self._column = column

    def _map(self, function: Callable[[Sequence[pl.Series]], pl.Series], dtype: pl.DataType) -> Any:
        return function([self._column])

    def normalize(self, profile: NormalizerChoice = profiles.CLEAN, *, threads: int | None = None) -> Any:
        """Return the strings normalized, as ``String``; null stays null.

        ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. ``threads`` splits each
        column that the engine hands over among so many threads; the streaming engine has threads of its own.

        Raises ``ValueError`` for a name that is none, and ``TypeError``, when it runs, for a column that holds no
        strings.

        >>> import polars as pl
        >>> import arnorm.engines.polars
        >>> frame = pl.DataFrame({"text": ["مَدرسة", None]})
        >>> frame.with_columns(pl.col("text").ar.normalize("search"))["text"].to_list()
        ['مدرسه', None]
        """
        work = partial(chosen_normalizer(profile).normalize_column, threads=threads)
        return self._map(partial(_called, work, pl.String()), pl.String())

    def tokenize(self, policy: TokenizerChoice = None, *, spans: bool = False, threads: int | None = None) -> Any:
        """Return a list of the tokens of each string, as ``List(String)``; null has no list.

        ``policy`` is the name of a policy, a policy or a `Tokenizer`. With ``spans`` the items are structs of ``start``
        and ``end``, in code points of the string, and ``kind``. ``threads`` and errors are as in `normalize`.

        >>> import polars as pl
        >>> import arnorm.engines.polars
        >>> pl.Series(["كتاب جديد", None]).ar.tokenize().to_list()
        [['كتاب', 'جديد'], None]
        """
        dtype = _SPANS if spans else _STRINGS
        work = partial(chosen_tokenizer(policy).tokenize_column, threads=threads, spans=spans)
        return self._map(partial(_called, work, dtype), dtype)

    def sentences(self, policy: SplitterChoice = None, *, spans: bool = False, threads: int | None = None) -> Any:
        """Return a list of the sentences of each string, as `tokenize` does of its tokens.

        >>> import polars as pl
        >>> import arnorm.engines.polars
        >>> pl.Series(["وصل القطار. هل رأيته؟"]).ar.sentences().explode().to_list()
        ['وصل القطار.', 'هل رأيته؟']
        """
        return self.tokenize(chosen_splitter(policy), spans=spans, threads=threads)


@pl.api.register_series_namespace("ar")
class SeriesNamespace(_Namespace):
    """``Series.ar``."""


@pl.api.register_expr_namespace("ar")
class ExprNamespace(_Namespace):
    """``Expr.ar``."""

    def _map(self, function: Callable[[Sequence[pl.Series]], pl.Series], dtype: pl.DataType) -> Any:
        return pl.map_batches([self._column], function, dtype, is_elementwise=True)
