"""The transformer and the tokenizer for scikit-learn, in its pipelines, searches and checks."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hooked import hook, library
from hypothesis import given
from hypothesis import strategies as st
from strategies import CHARACTERS, short_texts

from arnorm import Normalizer, Tokenizer, policies, profiles, rules

np = library("numpy")
pandas = library("pandas")
polars = library("polars")
library("pyarrow")
sklearn_base = library("sklearn.base")
text_module = library("sklearn.feature_extraction.text")
pipelines = library("sklearn.pipeline")
compose = library("sklearn.compose")
checks = library("sklearn.utils.estimator_checks")
sklearn_hook = hook("sklearn")

SEARCH = Normalizer(profiles.SEARCH)
TEXTS = ["مَدرسةٌ كبيرة، كتاب", "المدرسه الكبيره", "كِتابٌ جديد", "قرأتُ الكتاب"]
ROWS = st.lists(short_texts(CHARACTERS), max_size=6)
HOLES = st.lists(st.none() | short_texts(CHARACTERS), max_size=6)


def normal(rows: Any) -> list[str | None]:
    return [SEARCH(row) if isinstance(row, str) else None for row in rows]


# ------------------------------------------------------------------------------------------------- what goes in and out


@given(HOLES)
def test_sequences(rows: list[str | None]) -> None:
    normalizer = sklearn_hook.TextNormalizer("search")
    for texts in (rows, tuple(rows), iter(rows), np.array([*rows, None], dtype=object)[:-1]):
        result = normalizer.transform(texts)
        assert (type(result), result.dtype, result.shape) == (np.ndarray, object, (len(rows),))
        assert result.tolist() == normal(rows)


@given(ROWS)
def test_arrays(rows: list[str]) -> None:
    normalizer = sklearn_hook.TextNormalizer("search")
    flat = np.array(rows, dtype=object)
    column = normalizer.transform(flat.reshape(-1, 1))
    assert column.shape == (len(rows), 1)
    assert column[:, 0].tolist() == normal(rows)
    without_nul = [row.replace("\0", "") for row in rows]  # an array of a fixed width drops them at the end
    assert normalizer.transform(np.array(without_nul, dtype=str)).tolist() == normal(without_nul)
    strings = np.array(rows, dtype=np.dtypes.StringDType())
    assert normalizer.transform(strings).tolist() == normal(rows)


@given(HOLES, st.sampled_from(("str", "object", "string")))
def test_pandas(rows: list[str | None], kind: str) -> None:
    normalizer = sklearn_hook.TextNormalizer("search")
    series = pandas.Series(rows, dtype=kind, name="text", index=range(10, 10 + len(rows)))
    result = normalizer.fit_transform(series)
    assert (type(result), result.dtype, result.name) == (pandas.Series, series.dtype, "text")
    assert result.index.equals(series.index)
    assert normal(result.tolist()) == normal(rows)
    assert [None if pandas.isna(row) else row for row in result] == normal(rows)
    frame = pandas.concat([series, series], axis=1)  # two columns of one name
    both = normalizer.transform(frame)
    assert list(both.columns) == ["text", "text"]
    assert both.iloc[:, 1].equals(result)
    assert frame.iloc[:, 0].equals(series)


@given(HOLES)
def test_polars(rows: list[str | None]) -> None:
    normalizer = sklearn_hook.TextNormalizer("search")
    series = polars.Series("text", rows, dtype=polars.String)
    assert normalizer.fit_transform(series).equals(polars.Series("text", normal(rows), dtype=polars.String))
    frame = polars.DataFrame({"a": series, "b": series})
    result = normalizer.transform(frame)
    assert result.columns == ["a", "b"]
    assert result["b"].to_list() == normal(rows)


def test_missing_values_stay() -> None:
    values = [None, float("nan"), pandas.NA, "كـتاب"]
    result = sklearn_hook.TextNormalizer().transform(np.array(values, dtype=object))
    assert result[0] is None
    assert result[1] is values[1]
    assert result[2] is pandas.NA
    assert result[3] == "كتاب"
    assert sklearn_hook.TextNormalizer().transform(pandas.Series([None, None], dtype=object)).tolist() == [None, None]


def test_mistakes() -> None:
    normalizer = sklearn_hook.TextNormalizer()
    with pytest.raises(ValueError, match="not one str"):
        normalizer.transform("نص")
    for texts in ([1], np.array([[b"x"]], dtype=object), pandas.Series([1.5, 2]), polars.Series([1])):
        with pytest.raises(TypeError, match=r"str|strings"):
            normalizer.transform(texts)
    with pytest.raises(ValueError, match="no profile called"):
        sklearn_hook.TextNormalizer("serach").fit(TEXTS)
    with pytest.raises(ValueError, match="no policy called"):
        sklearn_hook.TextTokenizer("serach")("نص")


# ----------------------------------------------------------------------------------------------- what scikit-learn asks


@pytest.mark.parametrize(
    "name",
    [
        "do_not_raise_errors_in_init_or_set_params",
        "estimator_cloneable",
        "estimator_repr",
        "estimator_tags_renamed",
        "get_params_invariance",
        "no_attributes_set_in_init",
        "parameters_default_constructible",
        "set_params",
        "valid_tag_types",
    ],
)
def test_checks_of_scikit_learn(name: str) -> None:
    """Those that need no numbers; its own choice of checks leaves out whatever takes text."""
    for estimator in (sklearn_hook.TextNormalizer("search"), sklearn_hook.TextTokenizer("search")):
        getattr(checks, f"check_{name}")(type(estimator).__name__, estimator)


def test_tags() -> None:
    tags = sklearn_hook.TextNormalizer().__sklearn_tags__()
    assert tags.input_tags.string
    assert tags.input_tags.allow_nan
    assert not tags.requires_fit


@pytest.mark.parametrize(
    "choice", ["search", SEARCH, profiles.SEARCH, [rules.fold_alef, rules.strip_tashkeel], SEARCH.to_json()]
)
def test_copies(choice: Any) -> None:
    normalizer = sklearn_hook.TextNormalizer(choice)
    for other in (sklearn_base.clone(normalizer), copy.deepcopy(normalizer), pickle.loads(pickle.dumps(normalizer))):
        assert other.get_params() == normalizer.get_params() == {"profile": choice}
        assert other.transform(TEXTS).tolist() == normalizer.transform(TEXTS).tolist()


def test_names() -> None:
    normalizer = sklearn_hook.TextNormalizer()
    assert normalizer.fit(TEXTS).get_feature_names_out().tolist() == ["x0"]
    assert normalizer.get_feature_names_out(["mine"]).tolist() == ["mine"]
    frame = pandas.DataFrame({"a": TEXTS, "b": TEXTS})
    assert normalizer.fit(frame).get_feature_names_out().tolist() == ["a", "b"]
    assert normalizer.n_features_in_ == 2
    assert normalizer.fit(frame["a"]).get_feature_names_out().tolist() == ["a"]
    assert normalizer.fit(polars.Series(TEXTS)).get_feature_names_out().tolist() == ["x0"]
    assert normalizer.fit(np.array([TEXTS, TEXTS])).get_feature_names_out().tolist() == ["x0", "x1", "x2", "x3"]


@pytest.mark.parametrize("library_name", ["pandas", "polars"])
def test_set_output(library_name: str) -> None:
    module = {"pandas": pandas, "polars": polars}[library_name]
    normalizer = sklearn_hook.TextNormalizer("search").set_output(transform=library_name)
    for texts, name in ((TEXTS, "x0"), (module.Series(TEXTS), "x0"), (module.DataFrame({"t": TEXTS}), "t")):
        result = normalizer.fit_transform(texts)
        assert isinstance(result, module.DataFrame)
        assert list(result.columns) == [name]
        assert list(result[name]) == normal(TEXTS)


# ------------------------------------------------------------------------------------------------------------ pipelines


@given(ROWS)
def test_a_vectorizer_counts_our_tokens(rows: list[str]) -> None:
    counts = text_module.CountVectorizer(
        tokenizer=sklearn_hook.TextTokenizer(), token_pattern=None, lowercase=False, preprocessor=None
    )
    pipeline = pipelines.make_pipeline(sklearn_hook.TextNormalizer("search"), counts)
    expected = [Tokenizer()(SEARCH(row)) for row in rows]
    if not any(expected):
        return
    matrix = pipeline.fit_transform(rows).toarray()
    names = pipeline.get_feature_names_out().tolist()
    assert names == sorted({token for tokens in expected for token in tokens})
    assert [[tokens.count(name) for name in names] for tokens in expected] == matrix.tolist()
    direct = text_module.CountVectorizer(
        tokenizer=Tokenizer(), preprocessor=SEARCH, token_pattern=None
    )  # what arnorm has fits as well, but its policy is no parameter
    assert direct.fit_transform(rows).toarray().tolist() == matrix.tolist()


def test_parameters_of_a_pipeline() -> None:
    tfidf = text_module.TfidfVectorizer(tokenizer=sklearn_hook.TextTokenizer("search"), token_pattern=None)
    pipeline = pipelines.make_pipeline(sklearn_hook.TextNormalizer("clean"), tfidf)
    assert pipeline.get_params()["tfidfvectorizer__tokenizer__policy"] == "search"
    pipeline.set_params(textnormalizer__profile="search", tfidfvectorizer__tokenizer__policy=policies.CAMEL)
    for other in (pipeline, sklearn_base.clone(pipeline), pickle.loads(pickle.dumps(pipeline))):
        other.fit(TEXTS)
        words = {word for text in TEXTS for word in Tokenizer(policies.CAMEL)(SEARCH(text))}
        assert set(other.get_feature_names_out()) == words


def test_a_search_over_profiles() -> None:
    search_module = library("sklearn.model_selection")
    linear = library("sklearn.linear_model")
    tfidf = text_module.TfidfVectorizer(tokenizer=sklearn_hook.TextTokenizer(), token_pattern=None)
    pipeline = pipelines.make_pipeline(sklearn_hook.TextNormalizer(), tfidf, linear.LogisticRegression())
    grid = {
        "textnormalizer__profile": ["clean", "search", Normalizer(rules.strip_tashkeel)],
        "tfidfvectorizer__tokenizer__policy": ["default", "search"],
    }
    found = search_module.GridSearchCV(pipeline, grid, cv=2).fit(TEXTS * 4, [0, 0, 1, 1] * 4)
    assert len(found.cv_results_["params"]) == 6
    assert found.predict(["كِتابٌ جديد", "المدرسه الكبيره"]).tolist() == [1, 0]


def test_columns_of_a_frame() -> None:
    frame = pandas.DataFrame({"title": TEXTS, "text": TEXTS[::-1], "n": [1, 2, 3, 4]})
    one = pipelines.make_pipeline(sklearn_hook.TextNormalizer("search"), text_module.CountVectorizer())
    columns = compose.ColumnTransformer(
        [("count", one, "text"), ("clean", sklearn_hook.TextNormalizer("search"), ["title", "text"])], remainder="drop"
    )
    result = columns.fit_transform(frame)
    names = columns.get_feature_names_out().tolist()
    assert names[-2:] == ["clean__title", "clean__text"]
    assert "count__مدرسه" in names
    assert result[:, -2].tolist() == normal(TEXTS)
    only = compose.ColumnTransformer([("clean", sklearn_hook.TextNormalizer("search"), ["title", "text"])])
    out = only.set_output(transform="pandas").fit_transform(frame)
    assert out["clean__text"].tolist() == normal(frame["text"])
