"""How well text is cut into sentences, and how fast: ``python -m benchmarks.eval_sentences`` prints the tables.

The lines of each document of a corpus are joined by single spaces, and what a splitter makes of it is compared with the
lines. A boundary is the number of characters before it that are no white space, so that it does not matter what a
splitter does with white space; the ends of documents do not count. A boundary is marked if the line before it ends in a
stop, and whatever closes behind it: no others can be found by the marks of a text.

`ARNORM_DATA` names the folder of corpora if they do not lie beside the checkout. Other libraries take part where they
are installed: ``pip install pysbd==0.3.4 PyArabic==0.6.15 blingfire==0.1.8 uniseg==0.10.1``.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from arnorm import SentenceSplitter, _ucd, chars, policies
from benchmarks.corpus import DATA

__all__ = ["Result", "corpora", "entrants", "ntrex", "score"]

LINES: Final = 10
"""How many lines are joined where a corpus knows no documents."""
STOPS: Final = chars.characters(_ucd.SENTENCE_TERMINAL) | {chars.ELLIPSIS}
CLOSING: Final = chars.characters(chars.category("Pe", "Pf", "Pi", "Cf")) | set("\"'")

Document = list[str]
Splitter = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Result:
    """Boundaries found in gold, found elsewhere, missed where the text has a mark, missed elsewhere; and the time."""

    right: int
    wrong: int
    missed: int
    unmarked: int
    seconds: float
    characters: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed + self.unmarked)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed + self.unmarked)

    @property
    def marked_f1(self) -> float:
        """F1 where only marked boundaries are asked for."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    @property
    def speed(self) -> float:
        """Characters in a second."""
        return self.characters / self.seconds


def ntrex(folder: Path = DATA) -> list[Document]:
    """The documents of the news corpus, each a list of its sentences."""
    lines = (folder / "corpora" / "ntrex_arb.txt").read_text("utf-8").removesuffix("\n").split("\n")
    names = (folder / "corpora" / "ntrex_document_ids.tsv").read_text("utf-8").split()
    found: dict[str, Document] = {}
    for name, line in zip(names, lines, strict=True):
        found.setdefault(name, []).append(line.strip())
    return list(found.values())


def corpora(folder: Path = DATA) -> Iterator[tuple[str, list[Document]]]:
    """Every corpus of sentences, by its name."""
    yield "ntrex_arb", ntrex(folder)
    for path in sorted((folder / "gold").glob("*.jsonl")):
        records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        starts = [place for place, record in enumerate(records) if record.get("newdoc") or place == 0]
        if 2 * len(starts) > len(records):
            starts = list(range(0, len(records), LINES))
        texts = [record["text"].strip() for record in records]
        yield path.stem, [texts[start:end] for start, end in zip(starts, [*starts[1:], len(texts)], strict=True)]
    for path in sorted([*(folder / "corpora").glob("flores_*.txt"), folder / "corpora" / "tico19_ar.txt"]):
        texts = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()]
        yield path.stem, [texts[start : start + LINES] for start in range(0, len(texts), LINES)]


def boundaries(sentences: Iterable[str]) -> list[int]:
    """Where sentences end, but for the last, in characters that are no white space."""
    places, place = [], 0
    for sentence in sentences:
        if length := len("".join(sentence.split())):
            place += length
            places.append(place)
    return places[:-1]


def is_marked(sentence: str) -> bool:
    """Tell whether ``sentence`` ends in a stop and what closes behind it."""
    return sentence.rstrip("".join(CLOSING))[-1:] in STOPS


def score(split: Splitter, documents: Iterable[Document]) -> Result:
    """Compare the sentences that ``split`` makes with those of ``documents``."""
    right = wrong = missed = unmarked = characters = 0
    seconds = 0.0
    for document in documents:
        text = " ".join(document)
        start = time.perf_counter()
        sentences = list(split(text))
        seconds += time.perf_counter() - start
        characters += len(text)
        found, gold = set(boundaries(sentences)), boundaries(document)
        marked = {place for place, sentence in zip(gold, document, strict=False) if is_marked(sentence)}
        right += len(found.intersection(gold))
        wrong += len(found.difference(gold))
        missed += len(marked - found)
        unmarked += len(set(gold) - marked - found)
    return Result(right, wrong, missed, unmarked, seconds, characters)


def entrants() -> dict[str, Splitter]:
    """The splitters that take part, by name; libraries only where they are installed."""
    found: dict[str, Splitter] = {"arnorm SENTENCES": SentenceSplitter()}
    if annex := getattr(policies, "UAX29_SENTENCES", None):
        found["arnorm UAX29_SENTENCES"] = SentenceSplitter(annex)
    for name, module, make in PEERS:
        try:
            found[name] = make(import_module(module))
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
    return found


def _uniseg(module: Any) -> Splitter:
    split: Splitter = module.sentences
    return split


def _blingfire(module: Any) -> Splitter:
    return lambda text: module.text_to_sentences(text).split("\n")


def _pysbd(module: Any) -> Splitter:
    split: Splitter = module.Segmenter(language="ar", clean=False).segment
    return split


def _pyarabic(module: Any) -> Splitter:
    split: Splitter = module.sentence_tokenize
    return split


PEERS: Final[tuple[tuple[str, str, Callable[[Any], Splitter]], ...]] = (
    ("uniseg (UAX #29)", "uniseg.sentencebreak", _uniseg),
    ("blingfire", "blingfire", _blingfire),
    ("pysbd, Arabic", "pysbd", _pysbd),
    ("PyArabic sentence_tokenize", "pyarabic.araby", _pyarabic),
)


def _head(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n| --- |{' --: |' * (len(columns) - 1)}"


def _row(name: str, result: Result) -> str:
    shares = (result.precision, result.recall, result.f1, result.marked_f1)
    return f"| {name} | {' | '.join(f'{100 * share:.2f}' for share in shares)} | {result.speed / 1e6:.3g} |"


def main() -> None:
    """Print both tables."""
    documents = ntrex()
    print(f"{len(documents)} documents, {sum(map(len, documents)) - len(documents)} boundaries")
    print(_head("splitter", "precision", "recall", "F1", "F1, marked", "million characters a second"))
    for name, split in entrants().items():
        list(split(documents[0][0]))
        print(_row(name, score(split, documents)), flush=True)
    gold = score(lambda text: [], documents)
    print(
        f"| all marked boundaries, no other | 100.00 | {100 * gold.missed / (gold.missed + gold.unmarked):.2f} | "
        f"{200 * gold.missed / (2 * gold.missed + gold.unmarked):.2f} | 100.00 | |"
    )
    print("\n" + _head("corpus", "boundaries", "precision", "recall", "F1", "F1, marked", "F1 of uniseg"))
    ours, annex = SentenceSplitter(), entrants().get("uniseg (UAX #29)")
    for name, documents in corpora():
        result = score(ours, documents)
        shares = [result.precision, result.recall, result.f1, result.marked_f1]
        shares += [score(annex, documents).f1] if annex else []
        total = result.right + result.missed + result.unmarked
        print(f"| {name} | {total} | {' | '.join(f'{100 * share:.2f}' for share in shares)} |", flush=True)


if __name__ == "__main__":
    main()
