"""One input: opened, told apart by its format, and read to its end."""

from __future__ import annotations

from io import FileIO
from pathlib import Path

from arnorm.cli.accounts import Account, BadRowError
from arnorm.cli.sources import Input, InputError, MissingLibraryError, format_of
from arnorm.cli.streams import complain, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable
    from typing import BinaryIO, Literal

    from arnorm.cli.work import Work

__all__ = ["Reading", "convert", "filter_inputs", "read_input", "report_skipped"]


class Reading:
    """How inputs are read: what was asked for about formats and errors."""

    def __init__(self, arguments: Namespace) -> None:
        self.errors: Literal["strict", "replace", "keep", "skip"] = arguments.errors
        self.fields: list[str] = arguments.fields
        self.columns: list[str] = arguments.columns
        self.format: str | None = arguments.format_in
        self.delimiter: str = arguments.delimiter

    def format_of(self, name: str) -> str:
        """Return the format of an input; raise `InputError` where that cannot be told."""
        return format_of("" if name == "-" else name, self.format, self.fields, self.columns)

    @property
    def identity(self) -> str:
        """What of it decides about the output."""
        return repr((self.errors, self.fields, self.columns, self.format, self.delimiter))


def convert(
    stream: Input,
    form: str,
    reading: Reading,
    work: Work,
    account: Account,
    write: Callable[[bytes], object],
    file: BinaryIO | None = None,
) -> None:
    """Read an input of the format ``form``, and write what ``work`` makes of it; Parquet goes to ``file``."""
    if form == "lines":
        from arnorm.cli.rows import lines

        lines.convert(stream, write, work, account)
    elif form == "jsonl":
        from arnorm.cli.rows import jsonl

        jsonl.convert(stream, write, work, account, reading.fields)
    elif form == "parquet":
        from arnorm.cli.rows import parquet

        parquet.convert(stream, file, work, account, reading.columns)
    else:
        from arnorm.cli.rows import delimited

        delimiter, quoted = (reading.delimiter, True) if form == "csv" else ("\t", False)
        delimited.convert(stream, write, work, account, reading.columns, delimiter, quoted)


def read_input(name: str, reading: Reading, work: Work) -> int:
    """Hand the texts of an input to ``work``, which writes nothing; report what goes wrong, and return the status."""
    account = Account(name, reading.errors)
    label = _label(name)
    try:
        with Input(name) as stream:
            convert(stream, reading.format_of(name), reading, work, account, _nowhere)
    except (BadRowError, InputError, MissingLibraryError) as error:
        complain(f"{label}: {error}")
        return 1
    finally:
        report_skipped(label, account.places, account.skipped)
    return 0


def filter_inputs(names: Iterable[str], reading: Reading, work: Work, rejects: str | None = None) -> int:
    """Write what ``work`` makes of every input to standard output, and return the exit status.

    An input that cannot be read is reported, and the next one is taken; so is a row that cannot be read, after what
    comes before it was written, and that ends the work.
    """
    if rejects is None:
        return _filter(names, reading, work, None)
    names = list(names)
    if any(_is_same(name, rejects) for name in names):
        complain(f"{rejects} cannot be the file of rejects: it is an input")
        return 2
    try:
        file = FileIO(rejects, "wb")
    except OSError as error:
        complain(f"{rejects}: {error.strerror}")
        return 1
    with file:
        return _filter(names, reading, work, file.write)


def _filter(names: Iterable[str], reading: Reading, work: Work, reject: Callable[[bytes], object] | None) -> int:
    status = 0
    for name in names:
        label = _label(name)
        account = Account(name, reading.errors, reject)
        try:
            form = reading.format_of(name)
            if form == "parquet":
                raise InputError("Parquet is not written to standard output: say --output-dir")
            with Input(name) as stream:
                convert(stream, form, reading, work, account, write)
        except BadRowError as error:
            complain(f"{label}: {error}")
            return 1
        except (InputError, MissingLibraryError) as error:
            complain(f"{label}: {error}")
            status = 1
        finally:
            report_skipped(label, account.places, account.skipped)
    return status


def report_skipped(label: str, places: Iterable[str], skipped: int) -> None:
    """Say which rows of an input were skipped, the first of them by their places."""
    shown = 0
    for place in places:
        complain(f"{label}: skipped: {place}")
        shown += 1
    if skipped > shown:
        complain(f"{label}: skipped: {skipped - shown:,} more")


def _label(name: str) -> str:
    return "standard input" if name == "-" else name


def _is_same(name: str, other: str) -> bool:
    try:
        return name != "-" and Path(name).samefile(other)
    except OSError:
        return False


def _nowhere(data: bytes) -> None:
    """Write nothing."""
