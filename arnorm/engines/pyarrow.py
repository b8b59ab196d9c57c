"""pyarrow: functions of ``pyarrow.compute``, which `register` adds to its registry.

A column in hand goes through `Normalizer.normalize_column` and needs none of this: these are for what names functions,
which is ``pyarrow.compute.call_function``, expressions over datasets and plans of Acero.

https://arrow.apache.org/docs/python/compute.html#user-defined-functions says how functions are registered.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from arnorm import profiles
from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from arnorm._core.inputs import Errors
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["column_function", "register"]


def register(
    *,
    profile: NormalizerChoice = profiles.CLEAN,
    policy: TokenizerChoice = None,
    sentence_policy: SplitterChoice = None,
    prefix: str = "ar_",
    errors: Errors = "strict",
    type: pa.DataType | None = None,
) -> None:
    """Add ``ar_normalize``, ``ar_tokens`` and ``ar_sentences`` to the functions of ``pyarrow.compute``.

    They take strings of ``type``, by default ``pyarrow.string()``, and give strings and lists of strings of it; null
    becomes null. A second argument chooses another profile or policy than ``profile``, ``policy`` and
    ``sentence_policy`` do here: its name, or the JSON of a `Normalizer`, as a string of ``type``. ``prefix`` is what
    the names begin with, and ``errors`` is as in `Normalizer.normalize_column`.

    The registry belongs to the process and forgets nothing: registering the same once more changes nothing, and
    ``ValueError`` is raised where a name is that of another function. Give each its own ``prefix``.

    >>> import pyarrow as pa
    >>> import pyarrow.compute as pc
    >>> from arnorm.engines.pyarrow import register
    >>> register()
    >>> pc.call_function("ar_normalize", [pa.array(["مَدرسة", None]), "search"]).to_pylist()
    ['مدرسه', None]
    >>> pc.call_function("ar_tokens", [pa.array(["كتاب جديد"])]).to_pylist()
    [['كتاب', 'جديد']]
    """
    strings = pa.string() if type is None else type
    wide = strings == pa.large_string()
    lists = pa.large_list(strings) if wide else pa.list_(strings)
    functions: tuple[tuple[str, Callable[[Any], object], object, str, pa.DataType], ...] = (
        ("normalize", chosen_normalizer, profile, "normalize_column", strings),
        ("tokens", chosen_tokenizer, policy, "tokenize_column", lists),
        ("sentences", chosen_splitter, sentence_policy, "sentences_column", lists),
    )
    for name, choose, choice, method, given in functions:
        what = {"summary": f"arnorm: {method} of {strings}, {errors}", "description": repr(choose(choice))}
        _register(prefix + name, column_function(choose, choice, method, errors=errors), what, strings, given)


def column_function(
    choose: Callable[[Any], object], choice: object, method: str, *, errors: Errors = "strict"
) -> Callable[..., Any]:
    """Return a function of one column or two: the strings, and what is chosen instead of ``choice``."""
    usual = choose(choice)

    def function(*columns: Any) -> Any:
        if len(columns) > 2:
            raise TypeError(f"it takes strings and a profile or policy, not {len(columns)} arguments")
        if pa.types.is_struct(columns[0].type):
            raise TypeError("it takes strings, and this column holds structs: take one of their fields")
        chosen = _constant(columns[1]) if len(columns) == 2 else None
        return getattr(usual if chosen is None else choose(chosen), method)(columns[0], errors=errors)

    return function


def _constant(choices: Any) -> Any:
    if isinstance(choices, pa.Scalar):
        return choices.as_py()
    values = choices.unique().to_pylist()
    if len(values) > 1:
        raise ValueError("the profile or policy must be the same in all rows")
    return values[0] if values else None


def _register(
    name: str, function: Callable[..., Any], what: dict[str, str], taken: pa.DataType, given: pa.DataType
) -> None:
    if name in pc.list_functions():
        there = pc.get_function(name)._doc
        if (there.summary, there.description) != tuple(what.values()):
            raise ValueError(f"{name} is the name of another function already: choose another prefix")
        return
    pc.register_scalar_function(lambda context, *columns: function(*columns), name, what, {"strings": taken}, given)
