"""The public names, their documentation, and the examples in it."""

from __future__ import annotations

import ast
import doctest
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

import arnorm

ROOT = Path(__file__).parent.parent
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(arnorm.__path__, "arnorm.")
    if not name.endswith((".compiled", "__main__", ".engines.spark"))  # whose examples need a session: tests/engines
]
CONTRACT = {
    "BACKEND", "INSTRUCTION_SET", "UNICODE_VERSION", "Alignment", "AnalyzedToken", "Analyzer", "Change", "Explanation",
    "Inspection", "Normalizer", "Rule", "SentenceSplitter", "Token", "Tokenizer", "dediacritize", "detokenize",
    "inspect", "normalize", "policies", "profiles", "rules", "sentences", "tokenize", "unpaired_quotes",
}  # fmt: skip  # laid out by hand


def test_the_facade_is_the_contract() -> None:
    assert set(arnorm.__all__) == CONTRACT
    assert all(hasattr(arnorm, name) for name in arnorm.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", arnorm.__version__)
    assert arnorm.UNICODE_VERSION == "17.0.0"
    assert arnorm.INSTRUCTION_SET in ("scalar", "avx2", "avx512", "neon")
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        arnorm.nonsense  # noqa: B018  (the access is the test)


COLUMNS = ">>> import pyarrow"
ADAPTERS = ("arnorm.engines.", "arnorm.hooks.")


def failed(tests: list[doctest.DocTest]) -> int:
    """Return how many examples of these docstrings fail."""
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    return sum(runner.run(test).failed for test in tests)


def loaded(name: str) -> ModuleType:
    """Return a module; where it is an adapter to a library that is not installed, the test is skipped."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if name.startswith(ADAPTERS) and not str(error.name).startswith("arnorm"):
            pytest.skip(f"{name} needs {error.name}")
        raise


def test_examples_with_columns_run() -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is in the columns extra")
    tests = [
        test
        for name in ("arnorm.normalizer", "arnorm.tokenizer", "arnorm.sentences")
        for test in doctest.DocTestFinder().find(importlib.import_module(name))
        if COLUMNS in (test.docstring or "")
    ]
    assert len(tests) == 4
    assert failed(tests) == 0


@pytest.mark.parametrize("name", ["arnorm", *MODULES])
def test_examples_run_and_public_names_are_documented(name: str) -> None:
    module = loaded(name)
    tests = doctest.DocTestFinder().find(module)
    here = [test for test in tests if COLUMNS not in (test.docstring or "") or name.startswith(ADAPTERS)]
    assert failed(here) == 0
    assert module.__doc__
    for public in getattr(module, "__all__", ()):
        value = getattr(module, public)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), f"{name}.{public} has no docstring"


CHOSEN = {
    "NormalizerChoice": {"profile"},
    "TokenizerChoice": {"policy"},
    "SplitterChoice": {"policy", "sentence_policy"},
}
OPTIONS = {"column", "errors", "output_column", "prefix", "spans", "threads", "type"}
"""What functions of engines take by name, unless it is the first of all."""


def public_functions(*folders: str) -> Iterator[tuple[str, ast.arguments]]:
    """Yield the public functions and methods of modules, read from the source: their libraries need not be there."""
    for folder in folders:
        for path in sorted(ROOT.joinpath("arnorm").glob(f"{folder}/*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and (node.name == "__init__" or not node.name.startswith("_")):
                    yield f"{path.stem}.{node.name}", node.args


def test_what_adapters_choose_has_one_name() -> None:
    found = [
        (function, argument.annotation.id, argument.arg)
        for function, arguments in public_functions("engines", "hooks")
        for argument in (*arguments.args, *arguments.kwonlyargs)
        if isinstance(argument.annotation, ast.Name) and argument.annotation.id in CHOSEN
    ]
    assert len(found) > 30
    assert [(*names, name) for *names, kind, name in found if name not in CHOSEN[kind]] == []


def test_options_of_adapters_are_given_by_name() -> None:
    places = [
        (function, argument.arg)
        for function, arguments in public_functions("engines")
        for argument in arguments.args[1:]
        if argument.arg in OPTIONS and not function.endswith("__init__")
    ]
    assert places == []


@pytest.mark.parametrize(
    "method",
    [
        arnorm.Normalizer.normalize_column,
        arnorm.Normalizer.align_column,
        arnorm.Tokenizer.tokenize_column,
        arnorm.SentenceSplitter.sentences_column,
        arnorm.Normalizer.normalize_many,
        arnorm.Tokenizer.tokenize_many,
        arnorm.Analyzer.analyze_many,
        arnorm.Normalizer.normalize_utf8,
        arnorm.Normalizer.align_utf8,
        arnorm.Tokenizer.spans_utf8,
    ],
    ids=lambda method: method.__qualname__,
)
def test_methods_alike_take_the_same_in_one_order(method: Callable[..., object]) -> None:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    first = {"column": "data", "utf8": "data", "many": "texts"}[method.__name__.rpartition("_")[2]]
    second = "errors" if method.__name__.endswith("utf8") else "threads"
    assert [item.name for item in parameters if item.kind is item.POSITIONAL_OR_KEYWORD] == [first, second]
    named = {item.name: item.default for item in parameters if item.kind is item.KEYWORD_ONLY}
    if method.__name__.endswith("column"):
        assert named == {"column": None, "errors": "strict"} | ({"spans": False} if "spans" in named else {})


@pytest.mark.parametrize(
    "value",
    [
        arnorm.Normalizer,
        arnorm.Normalizer.normalize_many,
        arnorm.Normalizer.normalize_utf8,
        arnorm.Normalizer.normalize_column,
        arnorm.Normalizer.align_column,
        arnorm.Tokenizer.tokenize_column,
        arnorm.SentenceSplitter.sentences_column,
        arnorm.Normalizer.stages,
        arnorm.Normalizer.from_json,
        arnorm.Normalizer.explain,
        arnorm.Explanation,
        arnorm.Explanation.groups,
        arnorm.Explanation.to_json,
        arnorm.Explanation.to_html,
        arnorm.Rule.mapping,
        arnorm.Tokenizer,
        arnorm.Analyzer,
        arnorm.Analyzer.analyze_many,
        arnorm.Normalizer.align,
        arnorm.Normalizer.align_utf8,
        arnorm.Normalizer.align_many,
        arnorm.Alignment,
        arnorm.Alignment.identity,
        arnorm.Alignment.source_offsets,
        arnorm.Alignment.result_offsets,
        arnorm.Alignment.to_source,
        arnorm.Alignment.to_result,
        arnorm.Alignment.then,
        arnorm.Alignment.in_units,
        arnorm.Alignment.to_json,
        arnorm.Alignment.from_json,
        arnorm.Token,
        arnorm.Tokenizer.tokens,
        arnorm.Tokenizer.iter_tokens,
        arnorm.Tokenizer.spans_utf8,
        arnorm.Tokenizer.spans_and_kinds_utf8,
        arnorm.Tokenizer.spans_many,
        arnorm.Tokenizer.tokenize_many,
        arnorm.Tokenizer.spans,
        arnorm.Tokenizer.spans_and_kinds,
        arnorm.SentenceSplitter,
        arnorm.normalize,
        arnorm.dediacritize,
        arnorm.tokenize,
        arnorm.sentences,
        arnorm.detokenize,
        arnorm.inspect,
        arnorm.Inspection,
        arnorm.Inspection.count,
        arnorm.Inspection.touched_by,
        arnorm.policies.by_name,
        arnorm.profiles.Profile,
        arnorm.profiles.by_name,
        arnorm.rules.by_name,
        arnorm.rules.convert_digits,
        arnorm.rules.convert_quotes,
        arnorm.rules.convert_punctuation,
        arnorm.rules.order_tanween,
    ],
    ids=lambda value: getattr(value, "__qualname__", "property"),
)
def test_public_docstrings_have_an_example(value: object) -> None:
    assert ">>> " in (inspect.getdoc(value) or "")


def test_every_rule_documents_itself() -> None:
    for name, rule in arnorm.rules.RULES.items():
        assert rule.name == name
        assert rule.summary.endswith(".")
        assert rule.source
        function, colon, argument = name.partition(":")
        assert function in arnorm.rules.__all__
        value = getattr(arnorm.rules, function)
        assert (value(argument) if colon else value) == rule


def test_the_readme_runs() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    results = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert results.attempted >= 8
    assert results.failed == 0
    table = set(re.findall(r"^\| `(\w+)", text, re.MULTILINE))
    named = {name.partition(":")[0] for name in arnorm.rules.RULES}
    assert named <= table, f"README's table lacks {sorted(named - table)}"
