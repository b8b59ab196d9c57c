"""JSON Lines: the strings that fields name are text, and every other byte of a line stays as it is.

https://jsonlines.org: UTF-8, and a JSON value on each line. A line in which no text changes is written byte for byte.
In one that changes only the string itself is written anew, so that numbers, spaces and the order of keys stay. Lines
without anything on them are no rows and stay.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from json import JSONDecodeError, JSONDecoder, JSONEncoder

from arnorm.cli.sources import blocks
from arnorm.cli.streams import HANDLERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any, Final, NoReturn, TypeAlias

    from arnorm.cli.accounts import Account
    from arnorm.cli.sources import Input
    from arnorm.cli.work import Work

    _Wanted: TypeAlias = Mapping[str, "_Wanted | None"]
    _Place: TypeAlias = tuple[int, int, str]
    _Row: TypeAlias = tuple[str, list[_Place]]

__all__ = ["LONGEST", "convert", "places", "wanted_of"]

LONGEST: Final = 1 << 25
"""The most bytes that a row may have: rows are held in memory."""
_decode: Final = JSONDecoder(parse_int=str, parse_float=str).raw_decode  # of numbers only the end is wanted
_key: Final = re.compile(r'"([^"\\\x00-\x1f]*+)"[ \t\r]*+:[ \t\r]*+').match
"""A key without an escape, and what stands between it and its value."""
_simple: Final = re.compile(
    r'(?>"[^"\\\x00-\x1f]*+"|-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?|true|false|null)'
    r"(?=[ \t\r,}])[ \t\r]*+"
).match
"""A value that needs no decoder to be known for one, and the space behind it."""
_plain: Final = JSONEncoder(ensure_ascii=False).encode
_escaping: Final = JSONEncoder().encode
_SPACES: Final = frozenset(" \t\r")
_after_space: Final = re.compile(r"[ \t\r]*").match
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def wanted_of(fields: Iterable[str]) -> _Wanted:
    r"""Return fields as a tree of their keys: dots stand between keys, ``\.`` is a dot of a key.

    Raises ``ValueError`` where one field lies in another.

    >>> wanted_of(["a.b", "a.c", r"d\.e"])
    {'a': {'b': None, 'c': None}, 'd.e': None}
    """
    tree: dict[str, Any] = {}
    for field in fields:
        *path, key = [part.replace("\\.", ".") for part in re.split(r"(?<!\\)\.", field)]
        branch = tree
        for part in path:
            branch = branch.setdefault(part, {})
            if branch is None:
                raise ValueError(f"field {field!r} lies in another one")
        if branch.setdefault(key, None) is not None:
            raise ValueError(f"another field lies in {field!r}")
    return tree


def places(line: str, wanted: _Wanted) -> list[_Place]:
    """Return where the strings of the wanted fields stand in a line, with their quotation marks, and what they say.

    A path that meets a list goes on in each of its items; null holds no text. Raises ``ValueError`` for what is no JSON
    object, has not every field, or has something else in it.

    >>> places('{"n": 1, "a": {"b": "\\\\u0062"}}', {"a": {"b": None}})
    [(20, 28, 'b')]
    """
    found: list[_Place] = []
    at = _space(line, 0)
    if line[at : at + 1] != "{":
        _decode(line, at)
        raise ValueError("not a JSON object")
    end = _space(line, _object(line, at + 1, wanted, "", found))
    if end != len(line):
        raise JSONDecodeError("Extra data", line, end)
    found.sort()
    return found


def convert(
    stream: Input, write: Callable[[bytes], object], work: Work, account: Account, fields: Iterable[str]
) -> None:
    """Write the lines of an input with what ``work`` makes of the texts in their fields.

    Raises `BadRowError` after the rows before the bad one were written.
    """
    wanted = wanted_of(fields)
    number = 0
    for block, _ in blocks(stream, longest=LONGEST):
        mark = BOM_UTF8 if not number and block.startswith(BOM_UTF8) else b""
        write(mark)
        text, clean = _decoded(block[len(mark) :])
        lines = text.split("\n")
        found: list[_Row] = []
        try:
            for place, line in enumerate(lines):
                end = "\n" if place < len(lines) - 1 else ""
                row = _row(line, number + place + 1, wanted, account, end, clean)
                if row is not None:
                    found.append(row)
        finally:
            write(_spliced(found, work, account))
        number += len(lines) - 1


def _decoded(block: bytes) -> tuple[str, bool]:
    """Return a block as text, and whether it is UTF-8: other bytes are lone surrogates."""
    try:
        return block.decode(), True
    except UnicodeDecodeError:
        return block.decode("utf-8", "surrogateescape"), False


def _row(line: str, number: int, wanted: _Wanted, account: Account, end: str, clean: bool) -> _Row | None:
    """Return a line and the places of its texts, or None for a bad row that is skipped."""
    if not line.strip(" \t\r"):
        return line + end, []
    account.count(1)
    try:
        if not clean and _SURROGATE.search(line):
            raw = line.encode("utf-8", "surrogateescape")
            line = raw.decode("utf-8", HANDLERS[account.errors])
            if account.errors == "keep" and "\\u" in line:
                return line + end, []  # surrogates that were escaped could not be told from bytes
        return line + end, places(line, wanted)
    except (ValueError, RecursionError) as error:
        if account.errors == "keep":
            return line + end, []
        account.count(-1)
        account.bad(number, _reason(error), line.encode("utf-8", "surrogateescape") + end.encode())
        return None


def _spliced(rows: list[_Row], work: Work, account: Account) -> bytes:
    """Return rows with what is made of the texts at their places."""
    results = iter(work.texts([place[2] for _, there in rows for place in there]))
    written = []
    for line, there in rows:
        new = [
            (start, end, text, result)
            for (start, end, text), result in zip(there, results, strict=False)
            if result != text
        ]
        if new:
            parts: list[str] = []
            at = 0
            for start, end, text, result in new:
                parts += (line[at:start], _string(result, line[start:end], text))
                at = end
            line = "".join((*parts, line[at:]))
            account.count(0, 1)
        written.append(line)
    return "".join(written).encode("utf-8", "surrogateescape")


def _string(result: object, literal: str, text: str) -> str:
    """Return what is made of a text as JSON, with escapes for letters where ``literal`` had such."""
    escaped = literal.isascii() and not text.isascii()
    written = (_escaping if escaped else _plain)(result)
    return _SURROGATE.sub(_escape, written) if "\\u" in literal else written


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _reason(error: Exception) -> str:
    """Return what is wrong with a line, without the place in it, which an excerpt of the message has."""
    if isinstance(error, JSONDecodeError):
        return f"no JSON: {error.msg.removesuffix(' at').rstrip(': ')} at character {error.pos}"
    if isinstance(error, UnicodeDecodeError):
        return f"invalid UTF-8 at byte {error.start} of the line"
    return "no JSON: it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _space(line: str, at: int) -> int:
    if line[at : at + 1] in _SPACES:
        match = _after_space(line, at)
        assert match
        return match.end()
    return at


def _expected(what: str, line: str, at: int) -> NoReturn:
    raise JSONDecodeError(f"Expecting {what}", line, at)


def _object(line: str, at: int, wanted: _Wanted, path: str, found: list[_Place]) -> int:
    """Find the wanted fields of the object whose first key, or end, stands at ``at``; return where it ends."""
    seen = set()
    at = _space(line, at)
    if line[at : at + 1] == "}":
        at += 1
    else:
        while True:
            match = _key(line, at)
            if match:
                key, at = match[1], match.end()
            else:
                key, at = _decoded_key(line, at)
            if key in wanted:
                seen.add(key)
                at = _space(line, _value(line, at, wanted[key], f"{path}{key}", found))
            elif match := _simple(line, at):
                at = match.end()
            else:
                at = _space(line, _decode(line, at)[1])
            sign = line[at : at + 1]
            at += 1
            if sign == "}":
                break
            if sign != ",":
                _expected("',' or '}'", line, at - 1)
            at = _space(line, at)
    if len(seen) < len(wanted):
        missing = next(key for key in wanted if key not in seen)
        raise ValueError(f"no field {path + missing!r}")
    return at


def _decoded_key(line: str, at: int) -> tuple[str, int]:
    """Return a key with escapes in it, and where its value stands."""
    if line[at : at + 1] != '"':
        _expected("a key in quotation marks", line, at)
    key, at = _decode(line, at)
    at = _space(line, at)
    if line[at : at + 1] != ":":
        _expected("':'", line, at)
    return key, _space(line, at + 1)


def _value(line: str, at: int, wanted: _Wanted | None, path: str, found: list[_Place]) -> int:
    """Find the wanted texts of the value that stands at ``at``; return where it ends."""
    sign = line[at : at + 1]
    if sign == "{" and wanted is not None:
        return _object(line, at + 1, wanted, f"{path}.", found)
    if sign == "[":
        at = _space(line, at + 1)
        if line[at : at + 1] == "]":
            return at + 1
        while True:
            at = _space(line, _value(line, at, wanted, path, found))
            sign = line[at : at + 1]
            if sign == "]":
                return at + 1
            if sign != ",":
                _expected("',' or ']'", line, at)
            at = _space(line, at + 1)
    value, end = _decode(line, at)
    if sign == '"' and wanted is None:
        found.append((at, end, value))
    elif value is not None:
        raise ValueError(f"field {path!r} holds no {'text' if wanted is None else 'object'}")
    return end
