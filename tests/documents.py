"""A source and a sink for pipelines of datatrove; its worker processes import them by their names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TEXTS = (
    "إلى المدرسةِ اليومَ الكبيرة. " * 30,
    "قصير",
    "هل وصل القطار؟ نعم، وصل القِطار إلى المحطة. " * 20,
)


def source(data: Any, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
    """Yield a document for every text that is a task's own."""
    from datatrove.data import Document

    for number, text in enumerate(TEXTS[rank::world_size]):
        yield Document(text=text, id=f"{rank}-{number}")


def write(folder: Path, data: Iterator[Any], rank: int = 0, world_size: int = 1) -> Iterator[Any]:
    """Write the texts of a task into a file of a folder."""
    texts = []
    for document in data:
        texts.append(document.text)
        yield document
    (folder / str(rank)).write_text(json.dumps(texts), "utf-8")
