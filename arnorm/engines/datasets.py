"""Datasets of Hugging Face: functions for ``Dataset.map(batched=True)`` and ``IterableDataset.map(batched=True)``.

``with_format("arrow")`` gives them tables, which is fastest; without it they get lists. The cache of ``map`` knows a
function by its pickle, which is the same in every process for the same work.
https://huggingface.co/docs/datasets/about_cache says how.

>>> from datasets import Dataset
>>> from arnorm.engines.datasets import normalize, tokenize
>>> dataset = Dataset.from_dict({"text": ["مَدرسة", None]}).with_format("arrow")
>>> dataset.map(normalize("text", "search"), batched=True).with_format(None)["text"][:]
['مدرسه', None]
>>> Dataset.from_dict({"text": ["كتاب جديد."]}).map(tokenize("text"), batched=True)[0]
{'text': 'كتاب جديد.', 'tokens': ['كتاب', 'جديد', '.']}
"""

from __future__ import annotations

import datasets  # noqa: F401  (who has none learns it here)

from arnorm.engines.batches import normalize, sentences, tokenize

__all__ = ["normalize", "sentences", "tokenize"]
