"""scikit-learn: a transformer that normalizes text, and a tokenizer for the vectorizers, for pipelines and searches.

>>> from sklearn.feature_extraction.text import CountVectorizer
>>> from sklearn.pipeline import make_pipeline
>>> from arnorm.hooks.sklearn import TextNormalizer, TextTokenizer
>>> counts = CountVectorizer(tokenizer=TextTokenizer("search"), token_pattern=None, lowercase=False)
>>> pipeline = make_pipeline(TextNormalizer("search"), counts).fit(["مَدرسة، كتاب", "مدرسه"])
>>> pipeline.get_feature_names_out().tolist()
['كتاب', 'مدرسه']
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin

from arnorm.choices import chosen_normalizer, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from arnorm.choices import NormalizerChoice, TokenizerChoice
    from arnorm.normalizer import Normalizer

__all__ = ["TextNormalizer", "TextTokenizer"]


class TextNormalizer(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Normalize texts: a list, an array, a series, or every column of a data frame.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON: what a search over parameters
    can set. Nothing is learned, so that ``transform`` needs no ``fit``; ``fit`` remembers the names of columns. Series
    and data frames of pandas and Polars come back as such, anything else as an array of objects in the shape it has.
    None, NaN and NA stay what they are.

    Raises ``ValueError`` for a single ``str`` in the place of texts and for a name that is no profile, and
    ``TypeError`` for what is neither a text nor missing.
    """

    def __init__(self, profile: NormalizerChoice = "clean") -> None:
        self.profile = profile

    def fit(self, X: Any, y: object = None) -> TextNormalizer:
        """Check the profile, remember how many columns ``X`` has and what they are called, and return self."""
        chosen_normalizer(self.profile)
        names = [str(name) for name in getattr(X, "columns", [getattr(X, "name", None) or ""])]
        self.n_features_in_ = X.shape[1] if getattr(X, "ndim", 1) == 2 else 1
        if all(names) and len(names) == self.n_features_in_:
            self.feature_names_in_ = np.asarray(names, dtype=object)
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        return self

    def transform(self, X: Any) -> Any:
        """Return the texts normalized, in the kind and the shape of ``X``."""
        normalizer = chosen_normalizer(self.profile)
        library = type(X).__module__.partition(".")[0]
        if library not in ("pandas", "polars"):
            return _array(normalizer, X)
        if not hasattr(X, "columns"):
            return _series(normalizer, X)
        if library == "polars":
            return X.with_columns([_series(normalizer, X[name]) for name in X.columns])
        frame = X.copy(deep=False)
        for place in range(X.shape[1]):
            frame.isetitem(place, _series(normalizer, X.iloc[:, place]))
        return frame

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.requires_fit = False
        tags.no_validation = True
        tags.input_tags.string = tags.input_tags.one_d_array = tags.input_tags.allow_nan = True
        tags.input_tags.two_d_array = False
        return tags


class TextTokenizer(BaseEstimator):
    """Cut a text into tokens: the argument ``tokenizer`` of a vectorizer, whose policy is a parameter of a pipeline.

    ``policy`` is a policy, its name, a `Tokenizer`, or None for the default, which gives punctuation too;
    ``policies.SEARCH`` does not. Vectorizers warn unless they are told ``token_pattern=None``.

    Raises ``ValueError`` for a name that is no policy, and ``TypeError`` for what is no text.

    >>> from arnorm.hooks.sklearn import TextTokenizer
    >>> TextTokenizer()("كتاب، ٣")
    ['كتاب', '،', '٣']
    """

    def __init__(self, policy: TokenizerChoice = None) -> None:
        self.policy = policy

    def __call__(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        return chosen_tokenizer(self.policy)(text)


def _array(normalizer: Normalizer, texts: Any) -> Any:
    if isinstance(texts, str):
        raise ValueError("texts must be an iterable of str, not one str: put it into a list")
    values = np.asarray(texts if hasattr(texts, "__array__") else list(texts), dtype=object)
    found = [text if _is_missing(text) else normalizer(text) for text in values.ravel()]
    result = np.empty(len(found), dtype=object)
    result[:] = found
    return result.reshape(values.shape)


def _series(normalizer: Normalizer, series: Any) -> Any:
    if isinstance(series.dtype, np.dtype) and series.dtype == object:
        return type(series)(_array(normalizer, series), index=series.index, name=series.name, dtype=object)
    return normalizer.normalize_column(series)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and value != value) or type(value).__name__ == "NAType"
