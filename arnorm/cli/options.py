"""The options that several subcommands have, and what they ask of each other."""

from __future__ import annotations

import argparse

from arnorm import Normalizer, policies, rules
from arnorm._core.inputs import ERRORS
from arnorm.cli.sources import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    _Value = TypeVar("_Value")

__all__ = [
    "add_errors",
    "add_inputs",
    "add_json",
    "add_outputs",
    "add_policy",
    "add_rules",
    "check",
    "count",
    "usage_error",
]


def add_rules(parser: argparse.ArgumentParser, of_profile: Callable[[str], object], note: str) -> None:
    """Add ``--profile`` and ``--rules``."""
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument(
        "--profile",
        dest="normalizer",
        type=usage_error(of_profile),
        default="clean",
        metavar="NAME",
        help=f"a profile of 'arnorm profiles', in any case (default: clean){note}",
    )
    chosen.add_argument(
        "--rules",
        dest="normalizer",
        type=usage_error(lambda names: Normalizer(rules.by_name(name.strip()) for name in names.split(","))),
        default=argparse.SUPPRESS,
        metavar="NAME,...",
        help="rules of 'arnorm rules', applied in this order",
    )


def add_policy(parser: argparse.ArgumentParser, default: str) -> None:
    """Add ``--policy``."""
    names = ", ".join([name.lower() for name in policies.__all__ if name.isupper()])
    parser.add_argument(
        "--policy",
        type=usage_error(policies.by_name),
        default=default,
        metavar="NAME",
        help=f"a policy of arnorm.policies, in any case (default: {default}): {names}",
    )


def add_json(parser: argparse.ArgumentParser, what: str) -> None:
    """Add ``--json``."""
    parser.add_argument("--json", action="store_true", help=f"write {what} instead of a table")


def count(text: str) -> int:
    """Return a number of lines."""
    return _number(text, "a number of lines", 0)


def _workers(text: str) -> int:
    return _number(text, "a number of processes", 1)


def _number(text: str, what: str, least: int) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise ValueError(f"{text!r} is not {what}")
    return int(text)


def _column(text: str) -> str:
    if not text or (text.isdecimal() and not int(text)):
        raise ValueError(f"{text!r} is no column: columns are counted from 1")
    return text


def _delimiter(text: str) -> str:
    text = {"\\t": "\t", "tab": "\t"}.get(text, text)
    if len(text) != 1 or text in '"\r\n':
        raise ValueError(f"{text!r} is not one character that can stand between fields")
    return text


def add_errors(parser: argparse.ArgumentParser, *, skip: bool = False) -> None:
    """Add ``--errors``; with ``skip`` for rows too."""
    others = (
        "; skip leaves out the line or row, as it does with one that has not the format or the field" if skip else ""
    )
    parser.add_argument(
        "--errors",
        choices=(*ERRORS, "skip") if skip else ERRORS,
        default="strict",
        help="what to do about invalid UTF-8: strict (default) stops there with its byte offset, counted from 0, and "
        f"its line; replace writes U+FFFD; keep leaves the bytes as they are{others}",
    )


def add_inputs(parser: argparse.ArgumentParser) -> None:
    """Add the inputs, and what says which texts in them are meant."""
    add_errors(parser, skip=True)
    what = parser.add_argument_group(
        "formats",
        "By their names inputs are JSON Lines (.jsonl, .ndjson, .json), CSV (.csv), TSV (.tsv, .tab)\n"
        "or Parquet (.parquet, .pq). Others are plain lines, or JSON Lines with --field and CSV with\n"
        "--column. What ends with .gz or .zst is decompressed, and compressed in a folder of outputs.",
    )
    what.add_argument(
        "--field",
        dest="fields",
        action="append",
        default=[],
        metavar="NAME",
        help="a field of JSON Lines that holds text: a.b is b in a; may be given several times",
    )
    what.add_argument(
        "--column",
        dest="columns",
        action="append",
        type=usage_error(_column),
        default=[],
        metavar="NAME",
        help="a column of CSV, TSV or Parquet that holds text; a number, counted from 1, where no row has the names; "
        "may be given several times",
    )
    what.add_argument("--from", dest="format_in", choices=FORMATS, help="what inputs hold, whatever their names are")
    what.add_argument(
        "--delimiter",
        type=usage_error(_delimiter),
        default=",",
        metavar="SIGN",
        help="what stands between the fields of CSV (default: a comma); tab for a tab",
    )
    parser.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="an input; - or none is standard input")


def add_outputs(parser: argparse.ArgumentParser) -> None:
    """Add what is asked for where many files go into a folder."""
    where = parser.add_argument_group("many files")
    where.add_argument(
        "--output-dir",
        metavar="FOLDER",
        help="write a file for each input into this folder, under its name; inputs may be folders then, whose files go "
        "where they stand in them",
    )
    where.add_argument(
        "--glob", metavar="PATTERN", help="of the files in folders, take those with such names: '*.jsonl.gz'"
    )
    where.add_argument(
        "--workers", type=usage_error(_workers), default=1, metavar="N", help="work in N processes (default: 1)"
    )
    where.add_argument(
        "--resume", action="store_true", help="leave out what an earlier run has done with the same inputs and options"
    )
    where.add_argument(
        "--rejects",
        metavar="FILE",
        help="with --errors skip: write what is skipped here, as JSON Lines with its file, line and error",
    )


def check(arguments: argparse.Namespace) -> None:
    """End with a complaint where options do not go together."""
    from arnorm.cli.rows.jsonl import wanted_of

    fail: Callable[[str], object] = arguments.fail
    if arguments.fields:
        try:
            wanted_of(arguments.fields)
        except ValueError as error:
            fail(str(error))
    if getattr(arguments, "output_dir", None) is not None:
        if "-" in arguments.files:
            fail("--output-dir takes files and folders, not standard input")
    else:
        for option in ("resume", "glob"):
            if getattr(arguments, option, None):
                fail(f"--{option} wants --output-dir")
        if getattr(arguments, "workers", 1) > 1:
            fail("--workers wants --output-dir")
    if getattr(arguments, "rejects", None) is not None and arguments.errors != "skip":
        fail("--rejects wants --errors skip")


def usage_error(find: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """Return ``find`` with its ``ValueError`` turned into one that ``argparse`` shows as it is."""

    def convert(text: str) -> _Value:
        try:
            return find(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert
