"""The laws of the tests as targets of a fuzzer: functions of bytes, which Hypothesis makes values of.

A law is a test with ``@given``, alone or in a class, that asks for nothing but values and parameters; with every set of
its parameters it is a target of its own.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from inspect import signature
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

TESTS = Path(__file__).parents[1]

Target = Callable[[bytes], bytes | None]
"""What takes bytes, raises where the law does not hold, and returns the bytes that it used, None if it could not."""


def targets(pattern: str = "") -> dict[str, Target]:
    """Return the targets whose names contain ``pattern``."""
    found: dict[str, Target] = {}
    ending, dot, _ = pattern.partition(".")  # what stands before a point is the end of a module's name
    for path in sorted(TESTS.glob("test_*.py")):
        if path.stem.endswith(ending if dot else "") and "@given" in path.read_text("utf-8"):
            try:
                module = importlib.import_module(path.stem)
            except pytest.skip.Exception as reason:  # an optional library is not there
                print(f"{path.stem} is left out: {reason}", file=sys.stderr)
                continue
            found |= {name: each for name, each in _of_module(module) if pattern in name}
    return found


def _of_module(module: ModuleType) -> Iterator[tuple[str, Target]]:
    for label, test, marks, instance in _tests(module):
        law, drawn = test.hypothesis.inner_test, test.hypothesis._given_kwargs
        for number, parameters in enumerate(_parameters(marks)):
            if set(signature(law).parameters) == {*drawn, *parameters, *instance}:
                yield label + (f"[{number}]" if parameters else ""), target(law, drawn, parameters | instance)


def _tests(module: ModuleType) -> Iterator[tuple[str, Any, list[Any], dict[str, object]]]:
    """Yield the name, the test, its marks and what it is called on of all tests with ``@given``."""
    marks = _marks(module)
    for name, value in vars(module).items():
        if name.startswith("test_") and hasattr(value, "hypothesis"):
            yield f"{module.__name__}.{name}", value, [*marks, *_marks(value)], {}
        elif name.startswith("Test") and isinstance(value, type):
            for inner, test in vars(value).items():
                if hasattr(test, "hypothesis"):
                    label = f"{module.__name__}.{name}.{inner}"
                    yield label, test, [*marks, *_marks(value), *_marks(test)], {"self": value()}


def _marks(holder: object) -> list[Any]:
    marks = getattr(holder, "pytestmark", [])
    return marks if isinstance(marks, list) else [marks]


def _parameters(marks: list[Any]) -> Iterator[dict[str, object]]:
    """Yield what pytest would call a test with beside what is drawn."""
    choices: list[list[dict[str, object]]] = []
    for mark in marks:
        if mark.name in ("skipif", "xfail"):
            return
        if mark.name == "parametrize":
            names = (
                [each.strip() for each in mark.args[0].split(",")] if isinstance(mark.args[0], str) else mark.args[0]
            )
            rows = [getattr(row, "values", row) if len(names) > 1 else (row,) for row in mark.args[1]]
            choices.append([dict(zip(names, row, strict=True)) for row in rows])
    for chosen in product(*choices):
        yield {name: value for each in chosen for name, value in each.items()}


def target(law: Callable[..., None], drawn: dict[str, Any], parameters: dict[str, object]) -> Target:
    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(**drawn)
    def bound(**values: object) -> None:
        law(**parameters, **values)

    found: Target = bound.hypothesis.fuzz_one_input  # type: ignore[attr-defined]  # as Hypothesis marks its tests
    return found
