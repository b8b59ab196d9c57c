"""pandas: the accessor ``ar`` of ``Series``, beside ``str``. Importing this module registers it.

https://pandas.pydata.org/docs/development/extending.html says how accessors are registered.
"""

from __future__ import annotations

import pandas as pd

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from arnorm._core.inputs import Errors
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["SeriesAccessor"]


@pd.api.extensions.register_series_accessor("ar")
class SeriesAccessor:
    """``Series.ar``: what comes back has the index, the name and the ``attrs`` of the ``Series``."""

    def __init__(self, series: Any) -> None:
        self._series = series

    def normalize(
        self, profile: NormalizerChoice = profiles.CLEAN, *, threads: int | None = None, errors: Errors = "strict"
    ) -> Any:
        """Return the strings normalized, in the dtype that they have; missing values stay as they are.

        ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON; ``threads`` and ``errors``
        are as in `Normalizer.normalize_column`. Categories are normalized once each, and those that become the same are
        one. A ``Series`` of dtype ``object`` holds a ``str`` for each row and is worked on one by one, by one thread.

        Raises ``ValueError`` for a name that is none, and ``TypeError`` for a ``Series`` that holds no strings.

        >>> import pandas as pd
        >>> import arnorm.engines.pandas
        >>> pd.Series(["مَدرسة", None], index=["a", "b"]).ar.normalize("search").to_dict()
        {'a': 'مدرسه', 'b': nan}
        """
        normalizer = chosen_normalizer(profile)
        texts = self._strings()
        if texts.dtype == object:
            values = [normalizer(text) if isinstance(text, str) else text for text in texts]
            return pd.Series(values, texts.index, object, texts.name).__finalize__(texts)
        return normalizer.normalize_column(texts, threads=threads, errors=errors).__finalize__(texts)

    def tokenize(
        self,
        policy: TokenizerChoice = None,
        *,
        spans: bool = False,
        threads: int | None = None,
        errors: Errors = "strict",
    ) -> Any:
        """Return a list of the tokens of each string, as Arrow's list of strings; what is missing has no list.

        ``policy`` is the name of a policy, a policy or a `Tokenizer`. With ``spans`` the items are structs of ``start``
        and ``end``, in code points of the string, and ``kind``. ``threads``, ``errors`` and what is raised are as in
        `normalize`.

        >>> import pandas as pd
        >>> import arnorm.engines.pandas
        >>> tokens = pd.Series(["كتاب جديد", "نعم"]).ar.tokenize()
        >>> tokens.explode().to_list()
        ['كتاب', 'جديد', 'نعم']
        >>> tokens.list.len().to_list()
        [2, 1]
        """
        tokenizer = chosen_tokenizer(policy)
        texts = self._strings()
        return tokenizer.tokenize_column(texts, threads=threads, errors=errors, spans=spans).__finalize__(texts)

    def sentences(
        self,
        policy: SplitterChoice = None,
        *,
        spans: bool = False,
        threads: int | None = None,
        errors: Errors = "strict",
    ) -> Any:
        """Return a list of the sentences of each string, as `tokenize` does of its tokens.

        >>> import pandas as pd
        >>> import arnorm.engines.pandas
        >>> pd.Series(["وصل القطار. هل رأيته؟"]).ar.sentences().explode().to_list()
        ['وصل القطار.', 'هل رأيته؟']
        """
        return self.tokenize(chosen_splitter(policy), spans=spans, threads=threads, errors=errors)

    def _strings(self) -> Any:
        """Return the ``Series``; raise ``TypeError`` for structs, and for objects of which some are no strings."""
        if self._series.dtype == object:
            found = pd.api.types.infer_dtype(self._series, skipna=True)
            if found not in ("string", "empty"):
                raise TypeError(f'ar takes a Series of strings, and this one holds {found}: astype("str") it first')
        if getattr(self._series.dtype, "type", None) is dict:
            raise TypeError(
                "ar takes a Series of strings, and this one holds structs: take a field, struct.field(name)"
            )
        return self._series
