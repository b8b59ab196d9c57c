"""The command line: ``arnorm``, or ``python -m arnorm``.

This module has the parser and the exit status, ``options`` what several subcommands have. What flows goes one way:
``sources`` opens and decompresses, ``rows`` takes the texts out of each format and puts them back, ``work`` is what is
done to them, ``reading`` one input, ``jobs`` one file from another, and ``runs`` many of them. ``streams`` writes and
complains. Nothing else in the package imports any of them.
"""

from __future__ import annotations

import argparse
import sys

from arnorm import Normalizer, profiles, rules
from arnorm.cli import commands
from arnorm.cli.options import (
    add_errors,
    add_inputs,
    add_json,
    add_outputs,
    add_policy,
    add_rules,
    count,
    usage_error,
)
from arnorm.cli.streams import OutputError, abandon_output, complain, write
from arnorm.cli.token_formats import TOKEN_FORMATS
from arnorm.cli.work import normalizer_of
from arnorm.names import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

    from _typeshed import SupportsWrite

    _Add = Callable[[str, Callable[[argparse.Namespace], int], str, str, str], argparse.ArgumentParser]
    """Adds a subcommand: its name, what runs, a summary, a description and an example."""

__all__ = ["main"]

_FAILED = 1
_USAGE = 2
_INTERRUPTED = 130  # 128 and the number of the signal, as a shell reports it
_BROKEN_PIPE = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, ``sys.argv`` where ``argv`` is None, and return its exit status.

    0 is success, 1 an input that failed or an output that could not be written, 130 an interrupt, 141 a reader of the
    output that went away. As is usual with ``argparse``, wrong usage raises ``SystemExit(2)``, and ``--help`` and
    ``--version`` raise ``SystemExit(0)``.
    """
    if sys.stdout is None:  # so Python says that the caller closed it
        complain("standard output is closed")
        return _FAILED
    try:
        arguments = _parser().parse_args(argv)
        status: int = arguments.run(arguments)
        return status
    except KeyboardInterrupt:
        abandon_output()
        return _INTERRUPTED
    except OutputError as error:
        abandon_output()
        if error.broken_pipe:
            return _BROKEN_PIPE
        complain(f"standard output: {error}")
        return _FAILED


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one line, and whose help does not get lost unnoticed."""

    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, f"{self.prog}: {shown(message)} (see {self.prog} --help)\n")

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        if file is None:
            write(self.format_help().encode())
        else:
            super().print_help(file)


class _Version(argparse.Action):
    """Say the version, which is looked up only where it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        write(commands.version())
        parser.exit()


def _parser() -> _Parser:
    parser = _Parser(
        prog="arnorm",
        description="Normalize and tokenize text in Arabic script: UTF-8 in, UTF-8 out, whatever the locale.",
        epilog="example:\n  arnorm normalize --profile search articles.txt | arnorm tokenize > tokens.txt\n\n"
        "exit status:\n  0 success, 1 an input failed, 2 wrong usage, 130 interrupted, 141 nobody reads the output",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version, backend and Unicode version")
    subcommands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, run: Callable[[argparse.Namespace], int], summary: str, description: str, example: str
    ) -> argparse.ArgumentParser:
        subcommand = subcommands.add_parser(
            name,
            help=summary,
            description=description,
            epilog=f"example:\n  {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        subcommand.set_defaults(run=run, fail=subcommand.error)
        return subcommand

    for add_some in (_add_filters, _add_reports, _add_lists):
        add_some(add)
    return parser


def _add_filters(add: _Add) -> None:
    """Add the subcommands that write what they make of their inputs."""
    normalize = add(
        "normalize",
        commands.normalize,
        "apply the rules of a profile, or rules of your choice",
        "Write the inputs, one after the other, with the rules of a profile or rules of your\nchoice applied.",
        "arnorm normalize --rules strip_tatweel,convert_digits:ascii a.txt b.txt > normalized.txt",
    )
    add_rules(
        normalize,
        lambda name: normalizer_of(profiles.by_name(name)),
        "; those called compat.NAME take every line for a text of its own",
    )
    add_outputs(normalize)
    add_inputs(normalize)

    tokenize = add(
        "tokenize",
        commands.tokenize,
        "cut lines into words, numbers, punctuation marks and symbols",
        "Cut every line of the inputs into words, numbers, punctuation marks and symbols.",
        'echo "2026: 3.5" | arnorm tokenize --format jsonl\n'
        '  {"tokens": [["2026", 0, 4, "number"], [":", 4, 5, "punctuation"], ["3.5", 6, 9, "number"]]}',
    )
    add_policy(tokenize, "default")
    tokenize.add_argument(
        "--format",
        choices=TOKEN_FORMATS,
        default="lines",
        help="lines (default): the tokens of a line on one line, with a space between them; "
        "tokens: one token on a line, and an empty line after each line of input; "
        "jsonl: a JSON object for each line, with [text, start, end, kind] for each token, in code points of the line",
    )
    add_outputs(tokenize)
    add_inputs(tokenize)

    sentences = add(
        "sentences",
        commands.sentences,
        "write one sentence on a line",
        "Write every sentence of the inputs on a line of its own. A line break always ends one,\n"
        "unless a policy says otherwise.",
        "arnorm sentences articles.txt > sentences.txt",
    )
    add_policy(sentences, "sentences")
    add_outputs(sentences)
    add_inputs(sentences)


def _add_reports(add: _Add) -> None:
    """Add the subcommands that say something about their inputs."""
    inspect = add(
        "inspect",
        commands.inspect,
        "count what texts hold, and say what to do about it",
        "Count the letters, marks, digits, quotation marks, invisible characters and more of every\n"
        "input, with the first places in code points, the rules that would change it and the\n"
        "profile that this suggests.",
        "arnorm inspect corpus/*.txt",
    )
    add_json(inspect, "a JSON object for each input, and one whose input is null for all where there are several")
    add_inputs(inspect)

    diff = add(
        "diff",
        commands.diff,
        "count and show what two profiles do differently",
        "Count the lines of the inputs of which two profiles make different ones, say which rules\n"
        "of one profile alone do so, and show the first such lines.",
        "arnorm diff --profile clean --profile search articles.txt",
    )
    diff.add_argument(
        "--profile",
        dest="profiles",
        action="append",
        required=True,
        type=usage_error(profiles.by_name),
        metavar="NAME",
        help="a profile of 'arnorm profiles', in any case; twice",
    )
    diff.add_argument(
        "--samples", type=usage_error(count), default=10, metavar="N", help="how many lines to show (default: 10)"
    )
    add_json(diff, "one JSON object")
    add_inputs(diff)

    explain = add(
        "explain",
        commands.explain,
        "show which rule changes what in a file",
        "Show which rule changes what in an input and where: a line for every kind of change,\n"
        "JSON with every change, or an HTML page with the text and every change marked.",
        "arnorm explain --profile search --html article.txt > article.html",
    )
    add_rules(explain, lambda name: Normalizer(profiles.by_name(name)), "; the whole input is one text")
    form = explain.add_mutually_exclusive_group()
    for name, what in (("json", "a JSON object"), ("html", "an HTML page")):
        form.add_argument(f"--{name}", dest="form", action="store_const", const=name, help=f"write {what}")
    explain.set_defaults(form="text", format_in="lines", fields=[], columns=[], delimiter="")
    add_errors(explain)
    explain.add_argument("file", nargs="?", default="-", metavar="FILE", help="the input; - or none is standard input")


def _add_lists(add: _Add) -> None:
    """Add the subcommands that list what there is to choose from."""
    listed_profiles = add(
        "profiles",
        commands.list_profiles,
        "list the profiles, or the rules of one",
        "List the profiles with their dates and purposes, or the rules of one in the order in\nwhich they are applied.",
        "arnorm profiles search",
    )
    listed_profiles.add_argument(
        "profile", nargs="?", type=usage_error(profiles.by_name), metavar="NAME", help="a profile, in any case"
    )

    listed_rules = add(
        "rules",
        commands.list_rules,
        "list the rules, or what one changes",
        "List the rules, or show one with its source and every code point that it changes.\n"
        "After a lossy rule, words that are spelled differently on purpose can be equal.",
        "arnorm rules fold_alef",
    )
    listed_rules.add_argument("rule", nargs="?", type=usage_error(rules.by_name), metavar="NAME", help="a rule")
