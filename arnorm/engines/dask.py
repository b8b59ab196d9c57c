"""Data frames of Dask: the accessor ``.ar`` of a ``dask.dataframe.Series``, as ``.str`` is one.

Importing this module registers it. Each partition is a Series of pandas, which is worked on as an Arrow column.
https://docs.dask.org/en/stable/dataframe-extend.html says what an accessor is.
"""

from __future__ import annotations

from dask.dataframe.extensions import register_series_accessor

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from arnorm._core.inputs import Errors
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["SeriesAccessor"]


@register_series_accessor("ar")
class SeriesAccessor:
    """``Series.ar``: what comes back is a ``Series`` with the same divisions and name, whose dtype is known at once."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def normalize(self, profile: NormalizerChoice = profiles.CLEAN, *, errors: Errors = "strict") -> Any:
        """Return the strings normalized, in the dtype that they have; missing values stay as they are.

        ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. Bytes that are no UTF-8
        raise ``UnicodeDecodeError``, become U+FFFD (``"replace"``) or stay (``"keep"``).

        Raises ``ValueError`` for a name that is none, and ``TypeError`` for a ``Series`` that holds no strings.

        >>> import dask.dataframe, pandas
        >>> import arnorm.engines.dask
        >>> series = dask.dataframe.from_pandas(pandas.Series(["مَدرسة", "كـتاب"]), npartitions=2)
        >>> series.ar.normalize("search").compute().to_list()
        ['مدرسه', 'كتاب']
        """
        return self._mapped(chosen_normalizer(profile).normalize_column, errors)

    def tokenize(self, policy: TokenizerChoice = None, *, errors: Errors = "strict") -> Any:
        """Return a list of the tokens of each string, as Arrow's list of strings; what is missing has no list.

        ``policy`` is the name of a policy, a policy or a `Tokenizer`; the rest is as in `normalize`.

        >>> import dask.dataframe, pandas
        >>> import arnorm.engines.dask
        >>> series = dask.dataframe.from_pandas(pandas.Series(["كتاب جديد", "نعم"]), npartitions=1)
        >>> series.ar.tokenize().explode().compute().to_list()
        ['كتاب', 'جديد', 'نعم']
        """
        return self._mapped(chosen_tokenizer(policy).tokenize_column, errors)

    def sentences(self, policy: SplitterChoice = None, *, errors: Errors = "strict") -> Any:
        """Return a list of the sentences of each string, as `tokenize` does of its tokens.

        >>> import dask.dataframe, pandas
        >>> import arnorm.engines.dask
        >>> series = dask.dataframe.from_pandas(pandas.Series(["وصل القطار. هل رأيته؟"]), npartitions=1)
        >>> series.ar.sentences().explode().compute().to_list()
        ['وصل القطار.', 'هل رأيته؟']
        """
        return self._mapped(chosen_splitter(policy).sentences_column, errors)

    def _mapped(self, work: Callable[..., Any], errors: Errors) -> Any:
        return self._series.map_partitions(work, errors=errors, meta=work(self._series._meta))
