"""Rows of JSON Lines, CSV and TSV: what is text in them changes, and every other byte stays."""

from __future__ import annotations

import csv
import io
import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made import normalizer
from strategies import UTF8_TEXTS, texts

from arnorm import Normalizer, Rule, Tokenizer, policies, profiles, rules
from arnorm.cli.accounts import Account, BadRowError
from arnorm.cli.rows import delimited, jsonl, lines
from arnorm.cli.sources import InputError, blocks
from arnorm.cli.work import Normalizing, Splitting, Tokenizing, Work

SEARCH = normalizer(profiles.SEARCH)
SHORT = texts().map(lambda text: text[:80])
SIZES = st.integers(1, 300)
WORDS = st.sampled_from(["كِتـاب", "نعم", "إنَّ", "x", ""])


class Pieces:
    """An input of bytes that comes in pieces of some size."""

    compressed = False

    def __init__(self, data: bytes, size: int = 1 << 18) -> None:
        self._file = io.BytesIO(data)
        self._size = size

    def read(self, size: int) -> bytes:
        return self._file.read(min(size, self._size))


Convert = Callable[[Any, Callable[[bytes], object], Work, Account], None]


def converted(
    data: bytes, convert: Convert, work: Work | None = None, errors: str = "strict", size: int = 1 << 18
) -> tuple[bytes, Account, list[dict[str, Any]]]:
    """What is written, the account, and the rejects."""
    written: list[bytes] = []
    rejects: list[bytes] = []
    account = Account("a", errors, rejects.append, counting=True)
    work = work or Normalizing(SEARCH, errors)
    try:
        convert(Pieces(data, size), written.append, work, account)
    except BadRowError as error:
        rejects.append(json.dumps({"error": str(error)}).encode())
    return b"".join(written), account, [json.loads(row) for row in rejects]


def of_fields(*fields: str) -> Convert:
    return lambda stream, write, work, account: jsonl.convert(stream, write, work, account, fields)


def of_columns(*columns: str, delimiter: str = ",", quoted: bool = True) -> Convert:
    return lambda stream, write, work, account: delimited.convert(
        stream, write, work, account, columns, delimiter, quoted
    )


def row_of(reject: dict[str, Any]) -> bytes:
    """The bytes of a row that was rejected."""
    return reject["row"].encode() if "row" in reject else b64decode(reject["base64"])


# ----------------------------------------------------------------------------------------------------------- JSON Lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.fixed_dictionaries({"text": SHORT, "a": st.fixed_dictionaries({"b": SHORT | st.none(), "c": VALUES})})
ROWS = st.lists(st.tuples(OBJECTS, st.dictionaries(SHORT, VALUES, max_size=3), st.permutations(range(5))), max_size=5)


def pairs(line: bytes) -> Any:
    """What a line says, with the order of its keys, and its numbers as they are written."""
    return json.loads(line, object_pairs_hook=list, parse_float=str, parse_int=str)


def with_texts(value: Any, path: tuple[str, ...], change: Callable[[str], Any]) -> Any:
    if path and isinstance(value, dict):
        return {key: with_texts(item, path[1:], change) if key == path[0] else item for key, item in value.items()}
    return change(value) if isinstance(value, str) and not path else value


@given(ROWS, st.booleans(), st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "  :\r ")]), st.booleans(), SIZES)
def test_only_texts_change_in_json(
    rows: list[Any], escaped: bool, separators: tuple[str, str], ended: bool, size: int
) -> None:
    lines = []
    expected = []
    for fixed, others, order in rows:
        items = list(({**others, **fixed}).items())
        items = [items[place] for place in order if place < len(items)] + items[5:]
        if {"text", "a"} <= dict(items).keys():
            line = json.dumps(dict(items), ensure_ascii=escaped, separators=separators)
            lines.append(line.encode("utf-8", "surrogatepass"))
            made = with_texts(with_texts(dict(items), ("text",), SEARCH), ("a", "b"), SEARCH)
            expected.append(json.dumps(made, ensure_ascii=True))
    if any(_is_not_utf8(line) for line in lines):  # a lone surrogate that is written out is no UTF-8
        return
    data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
    written, account, rejects = converted(data, of_fields("text", "a.b"), size=size)
    assert rejects == []
    found = written.split(b"\n")
    if ended and lines:
        assert found.pop() == b""
    if not lines:
        assert written == b""
        return
    assert [pairs(line) for line in found] == [pairs(line.encode()) for line in expected]
    same = [line == old for line, old in zip(found, lines, strict=True)]
    unchanged = [pairs(line.encode()) == pairs(old) for line, old in zip(expected, lines, strict=True)]
    assert same == unchanged
    assert (account.rows, account.changed) == (len(lines), unchanged.count(False))


def _is_not_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return True
    return False


LINE = (
    b'  {"id":1e400, "n" : 0.10,"t\\u0065xt":"\\u0643\\u0640","x":{"text":"k\xd9\x80"}, '
    b'"text" : "\xd9\x83\xd9\x80\\n\\ud800","z":[1,{"q":null}] }\t\r\n'
)


def test_bytes_that_are_no_text_stay() -> None:
    strip = Normalizing(normalizer(rules.strip_tatweel), "strict")
    written, account, _ = converted(LINE, of_fields("text"), strip)
    assert written == LINE.replace(b"\\u0640", b"").replace(b"\xd9\x80\\n", b"\\n")
    assert (account.rows, account.changed) == (1, 1)
    assert converted(b"\xef\xbb\xbf" + LINE, of_fields("text"), strip)[0] == b"\xef\xbb\xbf" + written
    blank = b"\n \t\r\n" + LINE + b"\n\n"
    assert converted(blank, of_fields("text"), strip)[0] == blank.replace(LINE, written)


def test_fields_are_paths_and_lists_are_gone_through() -> None:
    data = '{"m": [{"c": "كـ"}, {"c": ["لـ", null]}], "a.b": "مـ", "a": {"b": "نـ"}}\n'.encode()
    strip = Normalizing(normalizer(rules.strip_tatweel), "strict")
    written = converted(data, of_fields("m.c", r"a\.b"), strip)[0].decode()
    assert written == '{"m": [{"c": "ك"}, {"c": ["ل", null]}], "a.b": "م", "a": {"b": "نـ"}}\n'
    with pytest.raises(ValueError, match="lies in another"):
        jsonl.wanted_of(["a", "a.b"])
    with pytest.raises(ValueError, match="another field lies in"):
        jsonl.wanted_of(["a.b", "a"])


SIGNS = [
    *'{}[]:,"1-',
    " ",
    "\\",
    "\\u0061",
    '"a"',
    '"b"',
    ".5",
    "e3",
    "01",
    "null",
    "tru",
    "true",
    "NaN",
    "\t",
    "\x01",
    "ك",
]
SIGNS += ['{"a":', '"a":"x"', '"\\u0061":"y"', '"b":', "{}", "[]"]


class Object(list[tuple[str, Any]]):
    """The keys and values of a JSON object, of which two may have the same name."""


def strings_in(value: Any) -> list[str]:
    """The texts of the value of a field; ValueError where it has something else in it."""
    if isinstance(value, str):
        return [value]
    if type(value) is list:
        return [text for item in value for text in strings_in(item)]
    if value is not None:
        raise ValueError("no text")
    return []


@given(st.lists(st.sampled_from(SIGNS), max_size=12).map("".join))
@example('{"a":"x","a":"y"}')
@example('{"a":"x" "b":1}')
@example('{"b":01,"a":"x"}')
@example('{"b":1.,"a":"x"}')
@example('{"b":-,"a":"x"}')
@example('{"b":"\x01","a":"x"}')
@example('{"\x01":1,"a":"x"}')
@example('{"b":nullx,"a":"x"}')
@example('{"b":[1,],"a":["x",["y"],null]}')
@example('{"b":-0.5e+3 ,"a":["x" ,["y"],null ]}')
@example('{"b":1,"a":["x",1]}')
def test_what_is_json_is_what_python_says(line: str) -> None:
    try:
        value = json.loads(line, object_pairs_hook=Object)
        texts = [strings_in(item) for key, item in value if key == "a"] if isinstance(value, Object) else []
        expected = [text for found in texts for text in found] if texts else None
    except ValueError:
        expected = None
    try:
        places = jsonl.places(line, {"a": None})
    except ValueError:
        assert expected is None
    else:
        assert [text for _, _, text in places] == expected
        assert [json.loads(line[start:end]) for start, end, _ in places] == expected


BAD = st.sampled_from(
    [
        b'{"text": "\xd9\x83',
        b'{"text": "\xd9\xff"}',
        b"\xff",
        b'{"body": "x"}',
        b'{"text": 5}',
        b'{"text": {"a": "x"}}',
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": "x"} {}',
        b'{"text": "x",}',
        b"nothing",
        b'{"text": "a\tb"}',
        b'{"a": ' + b"[" * 100_000 + b', "text": "x"}',
        "\u00a0".encode(),
    ]
)
GOOD = WORDS.map(lambda word: json.dumps({"text": word}, ensure_ascii=False).encode())


@given(st.lists(st.tuples(st.booleans(), BAD, GOOD), max_size=12), st.booleans(), SIZES)
def test_bad_lines_are_rejected_and_stand_nowhere_else(
    drawn: list[tuple[bool, bytes, bytes]], ended: bool, size: int
) -> None:
    rows = [(is_bad, (bad if is_bad else good) + b"\n") for is_bad, bad, good in drawn]
    if rows and not ended:
        rows[-1] = (rows[-1][0], rows[-1][1][:-1])
    data = b"".join(row for _, row in rows)
    written, account, rejects = converted(data, of_fields("text"), errors="skip", size=size)
    good = b"".join(row for is_bad, row in rows if not is_bad)
    assert written == converted(good, of_fields("text"))[0]
    assert [(row["line"], row_of(row)) for row in rejects] == [
        (number, row) for number, (is_bad, row) in enumerate(rows, 1) if is_bad
    ]
    assert (account.rows, account.skipped) == (len(rows) - len(rejects), len(rejects))
    strict, _, problems = converted(data, of_fields("text"), size=size)
    first = next((number for number, (is_bad, _) in enumerate(rows) if is_bad), len(rows))
    before = b"".join(row for _, row in rows[:first])
    assert strict == converted(before, of_fields("text"))[0]
    assert len(problems) == (first < len(rows))
    assert not problems or f"(line {first + 1})" in problems[0]["error"]
    kept, account, problems = converted(data, of_fields("text"), errors="keep", size=size)
    assert problems == []
    assert account.rows == len(rows)
    for line, (is_bad, row) in zip(kept.split(b"\n"), rows, strict=False):
        assert not is_bad or line == row.removesuffix(b"\n") or b"\xff" in row
    assert kept.count(b"\n") == data.count(b"\n")


def test_invalid_bytes_in_json_are_replaced_or_kept() -> None:
    data = b'{"text": "\xd9\x83\xd9\x80\xff\xd9\x83", "n": "\xfe"}\n{"text": "\\ud83d\xd9\x80"}\n'
    strip = normalizer(rules.strip_tatweel)
    replaced = converted(data, of_fields("text"), Normalizing(strip, "replace"), "replace")[0]
    assert replaced == '{"text": "ك\ufffdك", "n": "\ufffd"}\n{"text": "\\ud83d"}\n'.encode()
    kept = converted(data, of_fields("text"), Normalizing(strip, "keep"), "keep")[0]
    assert kept == data.replace("ـ".encode(), b"")
    both = b'{"text": "\xd9\x80\\udcff\xff"}\n'  # cannot be told apart: it stays
    assert converted(both, of_fields("text"), Normalizing(strip, "keep"), "keep")[0] == both


def test_tokens_and_sentences_are_lists_in_json() -> None:
    data = '{"text": "عام 2026. نعم", "n": 1}\n'.encode()
    plain = Tokenizing(policies.DEFAULT, "lines", "strict")
    placed = Tokenizing(policies.DEFAULT, "jsonl", "strict")
    assert converted(data, of_fields("text"), plain)[0].decode() == '{"text": ["عام", "2026", ".", "نعم"], "n": 1}\n'
    [row] = converted(data, of_fields("text"), placed)[0].splitlines()
    assert json.loads(row)["text"] == [list(token) for token in Tokenizer().tokens("عام 2026. نعم")]
    split = converted(data, of_fields("text"), Splitting(policies.SENTENCES, "strict"))[0].decode()
    assert split == '{"text": ["عام 2026.", "نعم"], "n": 1}\n'


def test_a_line_without_end_is_no_row() -> None:
    with pytest.raises(InputError, match="line 3 has more than 1,000 bytes"):
        list(blocks(Pieces(b"a\nb\n" + b"c" * 5000, 100), longest=1000))  # type: ignore[arg-type]  # wrong on purpose


# ---------------------------------------------------------------------------------------------------------- CSV and TSV

HARD = st.sampled_from(['"', '""', ",", "\n", "\r\n", "a\rb", " x ", ";", "'"])
FIELDS = HARD | UTF8_TEXTS.map(lambda text: text[:40])
TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(FIELDS, min_size=width, max_size=width), min_size=1, max_size=6)
)


def as_csv(table: list[list[str]], quoting: Any, delimiter: str, end: str) -> list[bytes]:
    rows = []
    for row in table:
        file = io.StringIO(newline="")
        csv.writer(file, quoting=quoting, delimiter=delimiter, lineterminator=end).writerow(row)
        rows.append(file.getvalue().encode())
    return rows


def read_csv(data: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True))


@given(
    TABLES,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n"]),
    st.integers(0, 3),
    SIZES,
)
def test_only_texts_change_in_csv(
    table: list[list[str]], quoting: Any, delimiter: str, end: str, column: int, size: int
) -> None:
    column %= len(table[0])
    if quoting != csv.QUOTE_ALL:  # the module of some versions leaves a carriage return without quotation marks
        table = [[field.replace("\r", "") for field in row] for row in table]
    names = [f"name {number}" for number in range(len(table[0]))]
    rows = as_csv([names, *table], quoting, delimiter, end)
    data = b"".join(rows)
    expected = [names] + [[*row[:column], SEARCH(row[column]), *row[column + 1 :]] for row in table]
    written, account, rejects = converted(data, of_columns(names[column], delimiter=delimiter), size=size)
    assert rejects == []
    assert read_csv(written, delimiter) == expected
    changed = sum(old != new for old, new in zip([names, *table], expected, strict=True))
    assert (account.rows, account.changed) == (len(table), changed)
    if quoting == csv.QUOTE_ALL:  # then it is known how it is written
        assert written == b"".join(as_csv(expected, quoting, delimiter, end))
    if not changed:
        assert written == data
    by_number = converted(b"".join(rows[1:]), of_columns(str(column + 1), delimiter=delimiter), size=size)[0]
    assert by_number == written[len(rows[0]) :]


def test_bytes_that_are_no_text_stay_in_csv() -> None:
    data = '\ufeffid,"text",n\r\n1, كـ  ,"a""b"\n\n"2","كـ,ـ",\r\n3,"",x\r\n4,"سطر\r\nكـ",'.encode()
    strip = Normalizing(normalizer(rules.strip_tatweel), "strict")
    assert converted(data, of_columns("text"), strip)[0] == data.replace("ـ".encode(), b"")
    assert converted(data, of_columns("text", "id"), strip)[0] == data.replace("ـ".encode(), b"")
    assert converted('ـ\n"b"\n'.encode(), of_columns("1"), strip)[0] == b'""\n"b"\n'


@given(st.lists(st.tuples(WORDS, st.sampled_from(['"كـ', 'a"b"', "", " كـ ", '"x"'])), max_size=6), SIZES)
def test_quotation_marks_are_letters_in_tsv(table: list[tuple[str, str]], size: int) -> None:
    def as_tsv(rows: list[tuple[str, str]]) -> bytes:
        return "".join(f"{a}\t{b}\n" for a, b in [("id", "text"), *rows]).encode()

    written = converted(as_tsv(table), of_columns("text", quoted=False, delimiter="\t"), size=size)[0]
    assert written == as_tsv([(a, SEARCH(b)) for a, b in table])


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"1,a\n", "2 fields, not 3"),
        (b"1,a,b,c\n", "4 fields, not 3"),
        (b'1,"a"b,c\n', "expected after"),
        (b"1,\xff,c\n", "invalid UTF-8 at byte 2 of the row"),
        (b"1,a\rb,c\n", "new-line character"),
        (b'1,"a,\nb,c\n', "unexpected end of data"),
    ],
)
def test_bad_rows_of_csv(row: bytes, why: str) -> None:
    good = "id,text,n\n0,كـ,\n".encode()
    rest = b"" if row.startswith(b'1,"a,') else b"2,x,y\n"
    written, account, [reject] = converted(good + row + rest, of_columns("text"), errors="skip")
    assert written == good.replace("ـ".encode(), b"") + rest
    assert why in reject["error"]
    assert (reject["line"], row_of(reject)) == (3, row)
    assert (account.rows, account.skipped) == (1 + bool(rest), 1)
    strict, _, [problem] = converted(good + row + rest, of_columns("text"))
    assert strict == good.replace("ـ".encode(), b"")
    assert "(line 3)" in problem["error"]
    kept = converted(good + row + rest, of_columns("text"), errors="keep")[0]
    assert kept == good.replace("ـ".encode(), b"") + row + rest
    if b"\xff" in row:
        replaced = converted(good + row + rest, of_columns("text"), errors="replace")[0]
        assert replaced == written[: -len(rest)] + row.replace(b"\xff", b"\xef\xbf\xbd") + rest


@pytest.mark.parametrize("columns", ["body", "9"])
def test_a_column_that_is_not_there(columns: str) -> None:
    with pytest.raises(InputError, match="is not there: there are 'id', 'text'"):
        converted(b"id,text\n1,a\n", of_columns(columns, "id"))
    with pytest.raises(InputError, match="is there twice"):
        converted(b"id,id\n1,a\n", of_columns("id"))


@pytest.mark.parametrize("names", [b'id,"text"b\n', b'id,"text\n'])
def test_names_that_cannot_be_read(names: bytes) -> None:
    """Without names no row can be told from another, so none is left out."""
    for errors in ("strict", "skip", "keep"):
        with pytest.raises(InputError, match="the row of names cannot be read"):
            converted(names + b"1,a\n", of_columns("text"), errors=errors)


def test_tokens_and_sentences_in_fields() -> None:
    data = 'id,text\n1,"نعم. لا"\n'.encode()
    assert converted(data, of_columns("text"), Tokenizing(policies.DEFAULT, "lines", "strict"))[0].decode() == (
        'id,text\n1,"نعم . لا"\n'
    )
    assert converted(data, of_columns("text"), Splitting(policies.SENTENCES, "strict"))[0].decode() == (
        'id,text\n1,"نعم.\nلا"\n'
    )
    tabs = data.replace(b",", b"\t").replace(b'"', b"")
    _, _, [reject] = converted(
        tabs, of_columns("text", quoted=False, delimiter="\t"), Splitting(policies.SENTENCES, "skip"), "skip"
    )
    assert "a line break cannot be written" in reject["error"]
    placed = converted(data, of_columns("text"), Tokenizing(policies.DEFAULT, "jsonl", "strict"))[0]
    [_, [_, cell]] = read_csv(placed, ",")
    assert json.loads(cell)[0] == ["نعم", 0, 3, "word"]


# ---------------------------------------------------------------------------------------------------------------- lines


@given(st.lists(st.tuples(st.booleans(), WORDS), max_size=9), st.booleans(), SIZES)
def test_lines_that_are_no_utf8_are_rejected(drawn: list[tuple[bool, str]], ended: bool, size: int) -> None:
    rows = [(is_bad, word.encode() + (b"\xff" if is_bad else b"")) for is_bad, word in drawn]
    data = b"\n".join(row for _, row in rows) + (b"\n" if ended and rows else b"")
    written, account, rejects = converted(data, lines.convert, errors="skip", size=size)
    ends = [b"\n"] * len(rows)
    if rows and not ended:
        ends[-1] = b""
    good = [SEARCH(row.decode()).encode() + end for (is_bad, row), end in zip(rows, ends, strict=True) if not is_bad]
    assert written == b"".join(good)
    numbers = [number for number, (is_bad, _) in enumerate(rows, 1) if is_bad]
    assert [row["line"] for row in rejects] == numbers
    assert [row_of(row) for row in rejects] == [
        row + end for (is_bad, row), end in zip(rows, ends, strict=True) if is_bad
    ]
    assert account.skipped == len(numbers)


@given(st.lists(SHORT.filter(lambda text: "\n" not in text), max_size=9), st.booleans(), SIZES)
def test_lines_are_counted(rows: list[str], ended: bool, size: int) -> None:
    data = "\n".join(rows) + ("\n" if ended else "")
    raw = data.encode("utf-8", "replace")
    written, account, _ = converted(raw, lines.convert, size=size)
    assert written == SEARCH.normalize_utf8(raw)
    texts = raw.decode().split("\n")
    if texts[-1] == "":
        texts.pop()
    assert account.rows == len(texts)
    assert account.changed == sum(SEARCH(text) != text for text in texts)


def test_rules_that_touch_line_ends_are_counted_by_line() -> None:
    joined = Normalizer(Rule.mapping({"\n": " "}))
    written, account, _ = converted(b"a\nb\nc", lines.convert, Normalizing(joined, "strict"))
    assert written == b"a b c"
    assert (account.rows, account.changed) == (3, 0)
