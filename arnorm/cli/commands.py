"""What the subcommands do with their arguments; each returns the exit status."""

from __future__ import annotations

from itertools import starmap

import arnorm
from arnorm import BACKEND, INSTRUCTION_SET, UNICODE_VERSION
from arnorm.cli.options import check
from arnorm.cli.reading import Reading, filter_inputs
from arnorm.cli.streams import write
from arnorm.cli.work import Normalizing, Splitting, Tokenizing, Work
from arnorm.names import described
from arnorm.profiles import PROFILES
from arnorm.rules import RULES
from arnorm.rules.steps import Canonical, Context, Match, Pairs, Pattern, Run, Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

    from arnorm import Rule
    from arnorm.profiles import Profile
    from arnorm.rules.steps import AnyStep

__all__ = [
    "diff",
    "explain",
    "inspect",
    "list_profiles",
    "list_rules",
    "normalize",
    "sentences",
    "tokenize",
    "version",
]


def normalize(arguments: Namespace) -> int:
    """Write the inputs normalized."""
    return _written(arguments, Normalizing(arguments.normalizer, arguments.errors))


def tokenize(arguments: Namespace) -> int:
    """Write the tokens of every line of the inputs in the format that was chosen."""
    return _written(arguments, Tokenizing(arguments.policy, arguments.format, arguments.errors))


def sentences(arguments: Namespace) -> int:
    """Write every sentence of the inputs on a line; an input is one text, which is cut as it comes."""
    return _written(arguments, Splitting(arguments.policy, arguments.errors))


def _written(arguments: Namespace, work: Work) -> int:
    """Write what ``work`` makes of the inputs: to standard output, or into a folder."""
    check(arguments)
    if arguments.output_dir is None:
        return filter_inputs(arguments.files, Reading(arguments), work, arguments.rejects)
    from arnorm.cli.runs import run

    return run(arguments, Reading(arguments), work)


def explain(arguments: Namespace) -> int:
    """Write which rule changes what."""
    from arnorm.cli.inspecting import explain_file

    return explain_file(arguments)


def inspect(arguments: Namespace) -> int:
    """Write what the inputs hold."""
    check(arguments)
    from arnorm.cli.inspecting import inspect_files

    return inspect_files(arguments)


def diff(arguments: Namespace) -> int:
    """Write what two profiles do differently to the inputs."""
    check(arguments)
    from arnorm.cli import differences

    return differences.diff(arguments)


def list_profiles(arguments: Namespace) -> int:
    """Write the profiles, or the rules of one."""
    profile: Profile | None = arguments.profile
    if profile is None:
        from arnorm import compat

        rows = [(listed.name, listed.date, listed.purpose) for listed in PROFILES.values()]
        rows += [(f"compat.{listed.name}", listed.date, listed.purpose) for listed in compat.PROFILES.values()]
        _write_lines(_table(rows))
    else:
        steps = [(f"{number:2}", rule.name, rule.summary) for number, rule in enumerate(profile, 1)]
        name = repr(profile).removeprefix("profiles.")
        _write_lines((f"{name}, {profile.date}", profile.purpose, "", *_table(steps)))
    return 0


def list_rules(arguments: Namespace) -> int:
    """Write the rules, or everything about one."""
    rule: Rule | None = arguments.rule
    if rule is None:
        rows = [(listed.name, "lossy" if listed.lossy else "-", listed.summary) for listed in RULES.values()]
        _write_lines(_table(rows))
    else:
        title = f"{rule.name}, lossy" if rule.lossy else rule.name
        lines = [title, rule.summary, f"Source: {rule.source}."]
        if rule.context_free:
            lines += ["", *starmap(_change, rule.changes)]
        else:
            for step in rule.steps:
                lines += ["", *_described(step)]
        _write_lines(lines)
    return 0


def version() -> bytes:
    """Return the line that ``--version`` writes."""
    try:
        number = arnorm.__version__
    except ImportError:  # there is no metadata
        number = "(not installed)"
    return f"arnorm {number} ({BACKEND}, {INSTRUCTION_SET}, Unicode {UNICODE_VERSION})\n".encode()


def _described(step: AnyStep) -> Iterable[str]:
    """Yield the lines that say what a step does."""
    match step:
        case Step(condition=condition, changes=changes):
            yield from _condition(condition)
            yield from starmap(_change, changes)
        case Canonical(compositions=compositions, leads=leads):
            yield "Marks are put into canonical order" + (", these first:" if leads else ".")
            yield from (described(chr(mark)) for mark, _ in leads)
            yield from (
                f"{described(chr(a))} + {described(chr(b))} -> {described(chr(composite))}"
                for a, b, composite in compositions
            )
        case Pairs(marks=marks, written=written):
            yield f"Pairs of these are written as {written[0]} {written[1]}, inner ones as {written[2]} {written[3]}:"
            yield from (f"{described(chr(mark))}: {group}, {side}" for mark, group, side in marks)
        case Match(patterns=patterns):
            for pattern, replacement in patterns:
                yield f"{'kept' if replacement is None else repr(replacement) if replacement else 'deleted'}: {pattern}"
        case Pattern(pattern=pattern, replacement=replacement):
            yield f"{replacement!r}: regular expression {pattern}"
        case _:
            yield f"{step!r}, in Python"


def _condition(condition: Context | Run | None) -> Iterable[str]:
    """Yield the lines that say where a step takes place."""
    match condition:
        case Run(least=least, keep=keep, mixed=mixed):
            yield f"In runs of {least} or more of {'these' if mixed else 'the same'}, from number {keep + 1} on:"
        case Context(left=left, right=right, unless=unless):
            sides = [f"{word} {side}" for word, side in (("after", left), ("before", right)) if side is not None]
            where = " and ".join(sides) or "everywhere"
            yield f"Everywhere except {where}:" if unless else f"{where[0].upper()}{where[1:]}:"
        case None:
            yield "Everywhere:"


def _change(code_point: int, replacement: str) -> str:
    after = " + ".join([described(character) for character in replacement])
    return f"{described(chr(code_point))} -> {after or 'deleted'}"


def _table(rows: list[tuple[str, str, str]]) -> Iterable[str]:
    """Yield the rows with their first two columns in line."""
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    for row in rows:
        yield f"{row[0]:{first}}  {row[1]:{second}}  {row[2]}"


def _write_lines(lines: Iterable[str]) -> None:
    write("".join(f"{line}\n" for line in lines).encode())
