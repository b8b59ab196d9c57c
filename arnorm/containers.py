"""The classes in which columns come and as which they go back: those of other libraries, none of which is imported.

Who hands in a column of a library has loaded it, so that it is found among the modules that are.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from arnorm.columns import Aligning, Normalizing, Tokenizing

__all__ = ["map_column"]


def map_column(work: Normalizing | Tokenizing | Aligning, data: Any, column: str | None, threads: int | None) -> Any:
    """Return what ``work`` makes of a column, or of the one called ``column`` in a table, in the kind that came in."""
    from arnorm.columns import Column, ColumnStream, opened, run

    if _class(data) == ("pandas", "DataFrame"):
        return _in_frame(work, data, column, threads)
    field, arrays, single = opened(data)
    back = _way_back(data)
    field, results = run(work, field, arrays, column, threads)
    if single:
        result: Any = Column(field, next(results))
        results.close()
        return result if back is None else back(result)
    if back is None or type(data).__name__ in _STREAMS:
        return ColumnStream(field, results) if back is None else back(ColumnStream(field, results))
    return back(ColumnStream(field, list(results)))  # errors come here, not through the reader of a stream


_STREAMS = ("RecordBatchReader", "ArrayStream", "CArrayStream", "ArrayReader")
"""The classes that are read once: they stay lazy."""


def _class(column: object) -> tuple[str, str] | None:
    """Return the library and the name of the class of a column, or of the class that it is derived from."""
    for kind in type(column).__mro__:
        library = kind.__module__.partition(".")[0]
        if library in ("pyarrow", "polars", "pandas", "nanoarrow", "arro3"):
            return library, kind.__name__
    return None


def _way_back(column: Any) -> Callable[[Any], Any] | None:
    """Return the function that makes the kind of ``column`` of what has the Arrow PyCapsule interface."""
    found = _class(column)
    if found is None:
        return None
    library, name = found
    module: Any = sys.modules[library]
    if library == "pyarrow":
        ways = {"ChunkedArray": "chunked_array", "RecordBatch": "record_batch", "Table": "table"}
        way: Callable[[Any], Any] = getattr(module, ways.get(name, "array"))
        return module.RecordBatchReader.from_stream if name == "RecordBatchReader" else way
    if library == "polars":
        if name == "Series":
            return lambda result: module.Series(column.name, result)
        return module.DataFrame if name == "DataFrame" else None
    if library == "pandas":
        return lambda result: _series(column, result, module)
    if library == "nanoarrow":
        ways = {"CArray": "c_array", "CArrayStream": "c_array_stream"}
        return getattr(module, ways.get(name, name), None)
    return getattr(type(column), "from_arrow", None)


def _series(column: Any, result: Any, pandas: Any) -> Any:
    """Return a pandas ``Series`` with index, name and, where it fits, dtype of another one."""
    pyarrow: Any = sys.modules["pyarrow"]  # pandas has loaded it to export the column
    array = pyarrow.chunked_array(result)
    kind = column.dtype
    if pyarrow.types.is_nested(array.type) or isinstance(kind, pandas.ArrowDtype):
        values = pandas.ArrowDtype(array.type).__from_arrow__(array)
    elif isinstance(kind, pandas.CategoricalDtype):
        values = _categories(column, array.combine_chunks().dictionary.to_pylist(), pandas)
    elif hasattr(kind, "__from_arrow__"):
        values = kind.__from_arrow__(array)
    else:
        values = array.to_pylist()
    return pandas.Series(values, index=column.index, name=column.name, dtype=getattr(values, "dtype", object))


def _categories(column: Any, names: list[str], pandas: Any) -> Any:
    """Return the keys of a pandas ``Series`` of categories, with other names, of which those that are equal are one."""
    import numpy as np

    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    moved = np.array([*map(places.__getitem__, names), -1])  # what is missing has the key -1
    kind = pandas.CategoricalDtype(pandas.Index(list(places), dtype=column.cat.categories.dtype), column.cat.ordered)
    return pandas.Categorical.from_codes(moved[column.cat.codes], dtype=kind)


def _in_frame(work: Any, frame: Any, column: str | None, threads: int | None) -> Any:
    """Return a pandas ``DataFrame`` in which one column is another one."""
    from arnorm.columns import place_of

    name = frame.columns[place_of(column, list(frame.columns), "a DataFrame")]
    return frame.assign(**{name: map_column(work, frame[name], None, threads)})
