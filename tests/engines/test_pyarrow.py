"""Functions of pyarrow.compute, called by name, in expressions over datasets and in plans."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from engine_rows import CHOICES, ROWS, SEARCH, SHORT, SMALL, Rows, normal, split, tokens
from hypothesis import given
from hypothesis import strategies as st

from arnorm import Tokenizer, policies, profiles

LAYOUTS = ("string", "large_string", "string_view")


@pytest.fixture(scope="module")
def pa() -> ModuleType:
    module: ModuleType = pytest.importorskip("pyarrow", reason="pyarrow is in the pyarrow extra")
    from arnorm.engines.pyarrow import register

    for layout in LAYOUTS:
        register(prefix=f"test_{layout}_", type=getattr(module, layout)(), profile="search")
    register()
    return module


def call(pa: ModuleType, name: str, *arguments: Any) -> Any:
    import pyarrow.compute

    return pyarrow.compute.call_function(name, list(arguments))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_equal_the_str_path(pa: ModuleType, rows: Rows, layout: str) -> None:
    array = pa.array(rows, layout)
    result = call(pa, f"test_{layout}_normalize", array)
    result.validate(full=True)
    assert result.type == array.type
    assert result.to_pylist() == normal(rows)
    chunks = pa.chunked_array([array[:SMALL], array[SMALL:]])
    assert call(pa, f"test_{layout}_normalize", chunks).to_pylist() == normal(rows)
    array, rows = array[3:SMALL], rows[3:SMALL]
    for name, expected in (("tokens", tokens(rows)), ("sentences", split(rows))):
        result = call(pa, f"test_{layout}_{name}", array)
        result.validate(full=True)
        assert result.type.value_type == array.type
        assert result.to_pylist() == expected
    camel = call(pa, f"test_{layout}_tokens", array, pa.scalar("camel", layout))
    assert camel.to_pylist() == tokens(rows, Tokenizer(policies.CAMEL))


@given(rows=SHORT, layout=st.sampled_from(LAYOUTS), start=st.integers(0, 3))
def test_small_columns(pa: ModuleType, rows: Rows, layout: str, start: int) -> None:
    array = pa.array(rows, layout)[start:]
    for name, expected in (("normalize", normal), ("tokens", tokens), ("sentences", split)):
        result = call(pa, f"test_{layout}_{name}", array)
        assert result.to_pylist() == expected(rows[start:])
        for scalar, one in zip(array, expected(rows[start:]), strict=True):
            assert call(pa, f"test_{layout}_{name}", scalar).as_py() == one


@pytest.mark.parametrize("way", CHOICES)
def test_ways_to_choose(pa: ModuleType, way: str) -> None:
    from arnorm.engines.pyarrow import register

    choice = CHOICES[way]
    register(profile=choice, prefix=f"test_{way}_")
    assert call(pa, f"test_{way}_normalize", pa.array(ROWS)).to_pylist() == normal(ROWS)
    if isinstance(choice, str):
        assert call(pa, "ar_normalize", pa.array(ROWS), choice).to_pylist() == normal(ROWS)
        column = pa.array([choice] * len(ROWS))
        assert call(pa, "ar_normalize", pa.array(ROWS), column).to_pylist() == normal(ROWS)


def test_none_chooses_what_is_usual(pa: ModuleType) -> None:
    none = pa.scalar(None, pa.string())
    assert call(pa, "test_string_normalize", pa.array(ROWS), none).to_pylist() == normal(ROWS)
    assert call(pa, "test_string_normalize", pa.array([], "string"), pa.array([], "string")).to_pylist() == []


def test_expressions_over_files(pa: ModuleType, rows: Rows, tmp_path: Path) -> None:
    import pyarrow.compute as pc
    import pyarrow.dataset
    import pyarrow.parquet

    rows = rows[:SMALL]
    pyarrow.parquet.write_table(pa.table({"text": rows}), tmp_path / "in.parquet", row_group_size=SMALL // 7)
    dataset = pyarrow.dataset.dataset(tmp_path)
    text = pc.field("text")
    columns = {
        "clean": text._call("ar_normalize", [text, pc.scalar("search")]),
        "tokens": text._call("ar_tokens", [text]),
    }
    result = dataset.to_table(columns=columns)
    assert result["clean"].to_pylist() == normal(rows)
    assert result["tokens"].to_pylist() == tokens(rows)
    wanted = next(row for row in normal(rows) if row)
    found = dataset.to_table(filter=text._call("ar_normalize", [text, pc.scalar("search")]) == wanted)
    assert found["text"].to_pylist() == [row for row in rows if row is not None and SEARCH(row) == wanted]


def test_plans(pa: ModuleType) -> None:
    import pyarrow.compute as pc
    from pyarrow import acero

    text = pc.field("text")
    source = acero.Declaration("table_source", acero.TableSourceNodeOptions(pa.table({"text": ROWS})))
    project = acero.ProjectNodeOptions([text._call("test_string_normalize", [text])], ["clean"])
    plan = acero.Declaration.from_sequence([source, acero.Declaration("project", project)])
    assert plan.to_table()["clean"].to_pylist() == normal(ROWS)


def test_registering_again(pa: ModuleType) -> None:
    from arnorm.engines.pyarrow import register

    register()
    register(profile=profiles.CLEAN)
    for other in ({"profile": "search"}, {"type": pa.large_string()}, {"errors": "keep"}):
        with pytest.raises(ValueError, match="ar_normalize is the name of another function"):
            register(**other)
    with pytest.raises(ValueError, match="ar_tokens is the name of another function"):
        register(policy="camel")
    assert call(pa, "ar_normalize", pa.array(["مَدرسة"])).to_pylist() == ["مَدرسة"]


def test_mistakes(pa: ModuleType) -> None:
    from arnorm.engines.pyarrow import register

    texts = pa.array(["a", "b"])
    with pytest.raises(NotImplementedError, match=r"no kernel matching input types \(int64\)"):
        call(pa, "ar_normalize", pa.array([1]))
    with pytest.raises(ValueError, match="did you mean SEARCH"):
        call(pa, "ar_normalize", texts, "serach")
    with pytest.raises(ValueError, match="the same in all rows"):
        call(pa, "ar_normalize", texts, pa.array(["search", "clean"]))
    with pytest.raises(TypeError, match="not 3 arguments"):
        call(pa, "ar_normalize", texts, "search", "search")
    with pytest.raises(ValueError, match="did you mean SEARCH"):
        register(profile="serach", prefix="test_wrong_")
    wrong = pa.array([b"abc", b"\xd9"]).view(pa.string())
    with pytest.raises(UnicodeDecodeError, match="in row 1 of the column"):
        call(pa, "ar_normalize", wrong)
    register(errors="replace", prefix="test_replacing_")
    assert call(pa, "test_replacing_normalize", wrong).to_pylist() == ["abc", "\ufffd"]
    assert call(pa, "test_replacing_tokens", wrong).to_pylist() == [["abc"], ["\ufffd"]]
