"""What the subcommands do with their arguments; each returns the exit status."""

from __future__ import annotations

from itertools import starmap

import arnorm
from arnorm import BACKEND, INSTRUCTION_SET, UNICODE_VERSION, Normalizer, SentenceSplitter, Tokenizer
from arnorm.cli.formats import TokenLines
from arnorm.cli.streams import HANDLERS, convert_inputs, write
from arnorm.names import described
from arnorm.profiles import PROFILES
from arnorm.rules import RULES
from arnorm.rules.steps import Canonical, Context, Match, Pairs, Pattern, Run, Step
from arnorm.streaming import Cutter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Iterable
    from typing import Literal

    from arnorm import Rule, Token
    from arnorm.profiles import Profile
    from arnorm.rules.steps import AnyStep

    _Errors = Literal["strict", "replace", "keep"]

__all__ = [
    "diff",
    "explain",
    "inspect",
    "list_profiles",
    "list_rules",
    "normalize",
    "normalizer_of",
    "sentences",
    "tokenize",
    "version",
]


class _ByLine:
    """Normalizes every line on its own: what other systems do to a text depends on where it begins and ends."""

    def __init__(self, profile: Profile) -> None:
        self._normalize = Normalizer(profile).normalize_utf8

    def normalize_utf8(self, block: bytes, errors: _Errors) -> bytes:
        """Return ``block`` with every line normalized; errors count their bytes from its start, as for one text."""
        if errors == "strict":
            block.decode()
        return b"\n".join([self._normalize(line, errors) for line in block.split(b"\n")])


def normalizer_of(profile: Profile) -> Normalizer | _ByLine:
    """Return what applies ``profile`` to blocks of lines."""
    return Normalizer(profile) if PROFILES.get(profile.name) == profile else _ByLine(profile)


def normalize(arguments: Namespace) -> int:
    """Write the inputs normalized."""
    normalizer: Normalizer | _ByLine = arguments.normalizer
    return convert_inputs(
        arguments.files, lambda block, _: normalizer.normalize_utf8(block, arguments.errors) if block else block
    )


def explain(arguments: Namespace) -> int:
    """Write what the rules change in an input, which is read to its end; nothing where that fails."""
    parts: list[str] = []
    handler = HANDLERS[arguments.errors]

    def collect(block: bytes, _: bool) -> bytes:
        parts.append(block.decode("utf-8", handler))
        return b""

    status = convert_inputs([arguments.file], collect)
    if status == 0:
        explanation = arguments.normalizer.explain("".join(parts))
        form: Literal["text", "json", "html"] = arguments.form
        written = {"text": explanation.__str__, "json": explanation.to_json, "html": explanation.to_html}[form]()
        write(f"{written.rstrip()}\n".encode())
    return status


def tokenize(arguments: Namespace) -> int:
    """Write the tokens of every line of the inputs in the format that was chosen."""
    return _convert_text(arguments, TokenLines(Tokenizer(arguments.policy), arguments.format))


def sentences(arguments: Namespace) -> int:
    """Write every sentence of the inputs on a line; an input is one text, which is cut as it comes."""
    splitter = SentenceSplitter(arguments.policy)
    cutter = Cutter(splitter, splitter.kinds)

    def convert(text: str, last: bool) -> str:
        found = cutter.feed(text)
        if last:
            found += cutter.finish()
        return "".join([f"{line}\n" for line in map(_on_one_line, found) if line])

    return _convert_text(arguments, convert)


def _on_one_line(sentence: Token) -> str:
    """Return a sentence without the white space around it, and with a space for line breaks in it."""
    text = sentence.text.strip()
    return " ".join(text.split()) if "\n" in text or "\r" in text else text


def _convert_text(arguments: Namespace, convert: Callable[[str, bool], str]) -> int:
    """Write the inputs converted as ``str``; the carriage return of a line end is white space, so in no token."""
    handler = HANDLERS[arguments.errors]
    return convert_inputs(
        arguments.files,
        lambda block, last: convert(block.decode("utf-8", handler), last).encode("utf-8", "surrogateescape"),
        skip_mark=True,
        open_lines=True,
    )


def inspect(arguments: Namespace) -> int:
    """Write what the inputs hold."""
    from arnorm.cli.inspecting import inspect_files

    return inspect_files(arguments)


def diff(arguments: Namespace) -> int:
    """Write what two profiles do differently to the inputs."""
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
