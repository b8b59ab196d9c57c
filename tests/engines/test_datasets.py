"""Datasets of Hugging Face themselves, in two processes and as a stream: batches equal the way through ``str``."""

from __future__ import annotations

import doctest
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from clusters import engine, printed
from engine_rows import CHOICES, COUNT, SEARCH, WORDS, Rows, made, normal, split, tokens

from arnorm import Normalizer, Rule, Tokenizer, policies, profiles

pytestmark = pytest.mark.filterwarnings("ignore")  # those of datasets, and of forks where others have made threads


@pytest.fixture(scope="module")
def ar() -> ModuleType:
    return engine("datasets")


@pytest.fixture(scope="module")
def hf(ar: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The library, with its cache in a folder of its own."""
    import datasets

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path_factory.mktemp("cache"))
        datasets.disable_progress_bars()
        yield datasets
        datasets.enable_progress_bars()


@pytest.fixture(scope="module")
def rows() -> Rows:
    return made(WORDS)


@pytest.fixture(scope="module")
def data(hf: Any, rows: Rows, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A dataset on a disk, whose results are cached beside it."""
    features = hf.Features(
        {"id": hf.Value("int64"), "text": hf.Value("string"), "side": hf.ClassLabel(names=["even", "odd"])}
    )
    columns = {"id": list(range(COUNT)), "text": rows, "side": [number % 2 for number in range(COUNT)]}
    folder = tmp_path_factory.mktemp("data")
    hf.Dataset.from_dict(columns, features=features).save_to_disk(folder)
    return hf.load_from_disk(str(folder))


def test_two_processes_equal_the_str_path(ar: ModuleType, data: Any, rows: Rows) -> None:
    expected = normal(rows)
    for way, choice in CHOICES.items():
        result = data.with_format("arrow").map(ar.normalize("text", choice), batched=True, num_proc=2)
        assert result.features == data.features
        assert result.data["text"].to_pylist() == expected, way
        assert result.data["side"].to_pylist() == data.data["side"].to_pylist()


def test_lists_equal_the_str_path(ar: ModuleType, hf: Any, data: Any, rows: Rows) -> None:
    result = data.with_format("arrow")
    for function in (ar.tokenize("text"), ar.tokenize("text", "camel", output_column="camel"), ar.sentences("text")):
        result = result.map(function, batched=True, batch_size=7000)
    assert list(result.features) == ["id", "text", "side", "tokens", "camel", "sentences"]
    assert result.features["tokens"] == hf.List(hf.Value("string"))
    assert result.data["tokens"].to_pylist() == tokens(rows)
    assert result.data["camel"].to_pylist() == tokens(rows, Tokenizer(policies.CAMEL))
    assert result.data["sentences"].to_pylist() == split(rows)


def test_lists_of_python_give_the_same(ar: ModuleType, data: Any, rows: Rows) -> None:
    few = data.select(range(5000))
    result = few.map(ar.normalize("text", "search"), batched=True).map(ar.tokenize("text"), batched=True)
    assert result.data["text"].to_pylist() == normal(rows[:5000])
    assert result.data["tokens"].to_pylist() == tokens(normal(rows[:5000]))
    assert {**result.features, "tokens": None} == {**data.features, "tokens": None}


def test_streams(ar: ModuleType, hf: Any, data: Any, rows: Rows) -> None:
    taken = []

    def source() -> Iterator[dict[str, Any]]:
        for number, row in enumerate(rows):
            taken.append(number)
            yield {"id": number, "text": row}

    stream = hf.IterableDataset.from_generator(source)
    clean = stream.map(ar.normalize("text", "search"), batched=True, batch_size=100)
    clean = clean.map(ar.tokenize("text"), batched=True, batch_size=100)
    assert [row["text"] for row in clean.take(500)] == normal(rows[:500])
    assert len(taken) < 2000
    found = (
        data.to_iterable_dataset(num_shards=4).with_format("arrow").map(ar.normalize("text", "search"), batched=True)
    )
    assert [row["text"] for row in found.with_format(None)] == normal(rows)


def test_the_second_call_comes_from_the_cache(ar: ModuleType, data: Any) -> None:
    few = data.select(range(1000))

    def mapped(function: Any) -> tuple[str, int]:
        result = few.with_format("arrow").map(function, batched=True)
        (file,) = result.cache_files
        return file["filename"], Path(file["filename"]).stat().st_mtime_ns

    first = mapped(ar.normalize("text", "clean"))
    assert mapped(ar.normalize("text", profiles.CLEAN)) == first
    assert mapped(ar.normalize("text", Normalizer(profiles.CLEAN))) == first
    others = [
        ar.normalize("text", "search"),
        ar.normalize("text", "clean", output_column="clean"),
        ar.normalize("text", "clean", errors="replace"),
        ar.tokenize("text"),
        ar.tokenize("text", "camel"),
        ar.sentences("text"),
    ]
    assert len({first[0], *(mapped(other)[0] for other in others)}) == 7


HASHES = """
from arnorm import Normalizer, Rule, policies, profiles, rules
from arnorm.engines.datasets import normalize, sentences, tokenize
from datasets.fingerprint import Hasher

own = Rule.mapping({"a": "b", "c": "d", "e": ""}, name="own")
functions = [normalize("text", name) for name in profiles.PROFILES]
functions += [normalize("text", [own, rules.fold_alef]), normalize("text", Normalizer(profiles.ASR).to_json())]
functions += [tokenize("text"), tokenize("text", "camel"), sentences("text")]
print(*map(Hasher.hash, functions))
"""


def test_other_processes_find_the_cache(ar: ModuleType) -> None:
    found = set()
    for seed in "12":
        command = [sys.executable, "-c", f"import sys; sys.path.pop(0)\n{HASHES}"]
        environment = {"PYTHONHASHSEED": seed, "HF_HUB_OFFLINE": "1", "PATH": ""}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        found.add(done.stdout)
    (hashes,) = found
    assert len(set(hashes.split())) == len(profiles.PROFILES) + 5


def test_another_release_does_not(ar: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    from datasets.fingerprint import Hasher

    now = Hasher.hash(ar.normalize("text"))
    monkeypatch.setattr("arnorm.engines.batches._release", lambda: "99.0")
    assert Hasher.hash(ar.normalize("text")) != now


def test_rules_of_ones_own_go_to_processes(ar: ModuleType, data: Any, rows: Rows) -> None:
    own = [Rule.mapping({"ك": "گ"}, name="gaf"), Rule.function(lambda text: text.swapcase(), name="swap")]
    result = data.select(range(500)).with_format("arrow").map(ar.normalize("text", own), batched=True, num_proc=2)
    assert result.data["text"].to_pylist() == normal(rows[:500], Normalizer(own))


def test_mistakes_are_told(ar: ModuleType, data: Any) -> None:
    few = data.select(range(5))
    with pytest.raises(ValueError, match="there is no profile called 'serach'"):
        ar.normalize("text", "serach")
    with pytest.raises(TypeError, match="must be"):
        ar.tokenize("text", 7)
    with pytest.raises(ValueError, match="there is no column 'txt' among 'id', 'text', 'side'"):
        few.map(ar.normalize("txt"), batched=True)
    with pytest.raises(TypeError, match="a column must hold strings"):
        few.map(ar.normalize("id"), batched=True)
    with pytest.raises(TypeError, match="map batched=True"):
        few.map(ar.normalize("text"))
    with pytest.raises(TypeError, match=r'not dict: .* with_format\("arrow"\)'):
        few.with_format("numpy").map(ar.normalize("text"), batched=True)


def test_bytes_that_are_no_utf8(ar: ModuleType, hf: Any) -> None:
    import pyarrow

    table = pyarrow.table({"text": pyarrow.array([b"ok", b"\xd9"]).view(pyarrow.string())})
    wrong = hf.Dataset(table).with_format("arrow")
    with pytest.raises(UnicodeDecodeError, match="in row 1 of the column"):
        wrong.map(ar.normalize("text"), batched=True)
    replaced = wrong.map(ar.normalize("text", SEARCH, errors="replace"), batched=True)
    assert replaced.data["text"].to_pylist() == ["ok", "\ufffd"]


def test_examples(ar: ModuleType, hf: Any) -> None:
    from arnorm.engines import batches

    results = [doctest.testmod(module) for module in (ar, batches)]
    assert sum(result.attempted for result in results) >= 10
    assert sum(result.failed for result in results) == 0


def test_the_page(hf: Any) -> None:
    printed("Hugging Face datasets")
