"""What holds for JSON that anybody may have written, whatever was done to it."""

from __future__ import annotations

import json

from arnorm import Alignment


def refused_or_an_alignment(spec: object) -> None:
    """Assert that JSON is refused with ``ValueError``, or is that of an alignment which works and is written again."""
    try:
        alignment = Alignment.from_json(json.dumps(spec))
    except ValueError:
        return
    assert Alignment.from_json(alignment.to_json()) == alignment
    alignment.to_source(0, len(alignment.result))
