"""What the subcommand ``inspect`` does: a census of every input, and their sum."""

from __future__ import annotations

from arnorm.cli.streams import HANDLERS, convert_inputs, name_of, write
from arnorm.inspection import inspect
from arnorm.inspection.report import report, to_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace

    from arnorm import Inspection

__all__ = ["inspect_files"]


class _Census:
    """Adds up the censuses of the blocks of an input."""

    def __init__(self, errors: str) -> None:
        self._handler = HANDLERS[errors]
        self.total: Inspection = inspect("")

    def __call__(self, block: bytes, last: bool) -> bytes:
        """Count a block of whole lines, and write nothing yet."""
        if block:
            self.total += inspect(block.decode("utf-8", self._handler))
        return b""


def inspect_files(arguments: Namespace) -> int:
    """Write the census of every input, and of all of them where there are several."""
    status = 0
    total = inspect("")
    counted = 0
    for name in arguments.files:
        census = _Census(arguments.errors)
        failed = convert_inputs((name,), census)
        status = failed or status
        if failed and not census.total.code_points:
            continue
        _write(name, census.total, arguments.json, places=True)
        total += census.total
        counted += 1
    if counted > 1:
        _write(None, total, arguments.json, places=False)
    return status


def _write(name: str | None, census: Inspection, as_json: bool, *, places: bool) -> None:
    """Write the census of an input, or the sum where there is no name."""
    title = None if name is None else name_of(name)
    if as_json:
        from json import dumps

        label = dumps(title, ensure_ascii=False).encode("utf-8", "backslashreplace")
        write(b'{"input": ' + label + b", " + to_json(census).encode()[1:] + b"\n")
    else:
        heading = (title or "all inputs").encode("utf-8", "surrogateescape")
        write(heading + b"\n" + report(census, places=places).encode() + b"\n\n")
