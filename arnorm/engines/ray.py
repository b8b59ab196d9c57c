"""Datasets of Ray: functions for ``map_batches``, which takes them with ``batch_format="pyarrow"``.

https://docs.ray.io/en/latest/data/api/doc/ray.data.Dataset.map_batches.html says what else it takes.

>>> import pyarrow
>>> from arnorm.engines.ray import normalize
>>> normalize("text", "search")(pyarrow.table({"text": ["مَدرسة", None]}))["text"].to_pylist()
['مدرسه', None]
"""

from __future__ import annotations

import ray.data  # noqa: F401  (who has no Ray learns it here)

from arnorm.engines.batches import normalize, sentences, tokenize

__all__ = ["normalize", "sentences", "tokenize"]
