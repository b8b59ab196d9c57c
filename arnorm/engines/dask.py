"""Data frames of Dask: the accessor ``.ar`` of a ``dask.dataframe.Series``, as ``.str`` is one.

Importing this module registers it. Each partition is a Series of pandas, which is worked on as an Arrow column.
https://docs.dask.org/en/stable/dataframe-extend.html says what an accessor is.
"""

from __future__ import annotations

from dask.dataframe.extensions import register_series_accessor

from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Literal, TypeAlias

    from dask.dataframe import Series

    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

    _Errors: TypeAlias = Literal["strict", "replace", "keep"]

__all__ = ["DaskAccessor"]


@register_series_accessor("ar")
class DaskAccessor:
    """What a Series does by ``.ar``: each method returns a Series that is computed when it is asked for.

    >>> import dask.dataframe, pandas
    >>> import arnorm.engines.dask
    >>> series = dask.dataframe.from_pandas(pandas.Series(["مَدرسة", None]), npartitions=1)
    >>> series.ar.normalize("search").compute().dropna().tolist()
    ['مدرسه']
    """

    def __init__(self, series: Series) -> None:
        self._series = series

    def normalize(self, profile: NormalizerChoice, errors: _Errors = "strict") -> Series:
        """Return the rows normalized with a profile, in the same dtype; nulls stay.

        The profile is what `arnorm.choices.chosen_normalizer` takes: a `Normalizer`, a profile, its name, JSON. Bytes
        that are no UTF-8 raise ``UnicodeDecodeError``, become U+FFFD (``"replace"``) or stay (``"keep"``).

        Raises ``ValueError`` and ``TypeError`` for a profile that there is not, and ``TypeError`` for a Series that
        holds no strings.
        """
        return self._mapped(chosen_normalizer(profile).normalize_column, errors)

    def tokens(self, policy: TokenizerChoice = None, errors: _Errors = "strict") -> Series:
        """Return the list of tokens of each row, in a dtype of Arrow, by a policy, its name or a `Tokenizer`."""
        return self._mapped(chosen_tokenizer(policy).tokenize_column, errors)

    def sentences(self, policy: SplitterChoice = None, errors: _Errors = "strict") -> Series:
        """Return the list of sentences of each row, by a policy, its name or a `SentenceSplitter`."""
        return self._mapped(chosen_splitter(policy).sentences_column, errors)

    def _mapped(self, work: Callable[..., Any], errors: _Errors) -> Series:
        return self._series.map_partitions(work, errors=errors, meta=work(self._series._meta))
