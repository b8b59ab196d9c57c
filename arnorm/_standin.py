"""What the kernel will do."""

from __future__ import annotations
from array import array
from functools import lru_cache
from arnorm._core.automaton import DROPPED


@lru_cache(maxsize=16)
def _matches(table):
    from arnorm._core.reference.stages import Matches

    return Matches(table)


def scan_part(table, text, start, final):
    m = _matches(table)
    if not isinstance(text, str):
        from arnorm._core.inputs import text_error

        raise text_error(text)
    transitions = memoryview(table.transitions).cast("H")
    starts = memoryview(table.starts).cast("H") if getattr(table, "starts", b"") else None
    spans, kinds = array("i"), bytearray()
    position = start
    while position < len(text):
        row, kind, end = table.start, DROPPED, position + 1
        if starts:
            row = starts[m._class(ord(text[position - 1])) if position else table.edge]
        for offset in range(position, len(text) + final):
            row = transitions[row + (m._class(ord(text[offset])) if offset < len(text) else table.edge)]
            if row == 0:
                break
            if accepted := table.accepts[row >> table.shift]:
                kind, end = accepted, offset + 1 - table.backs[row >> table.shift]
        else:
            if not final:
                break
        if kind != DROPPED:
            spans.extend((position, end))
            kinds.append(kind - 1)
        position = end
    return bytearray(spans), kinds, position


def scan_spans_utf8(scanner, data, errors):
    from arnorm._core.inputs import ERRORS, errors_error, utf8_error

    if errors not in ERRORS:
        raise errors_error(errors)
    if isinstance(data, str):
        raise utf8_error(data)
    try:
        view = memoryview(data)
    except TypeError:
        raise utf8_error(data) from None
    raw = view.tobytes()
    text = raw.decode("utf-8", {"keep": "surrogateescape"}.get(errors, errors))
    places = [0]
    if errors == "strict":
        for c in text:
            places.append(places[-1] + len(c.encode()))
    elif errors == "keep":
        for c in text:
            places.append(places[-1] + len(c.encode("utf-8", "surrogateescape")))
    else:
        import codecs

        marks = []

        def handler(e):
            marks.append((e.start, e.end))
            return "�", e.end

        codecs.register_error("standin", handler)
        raw.decode("utf-8", "standin")
        marks = dict(marks)
        for c in text:
            places.append(marks[places[-1]] if places[-1] in marks else places[-1] + len(c.encode()))
    spans, kinds = scanner.scan_spans(text)
    return bytearray(array("i", [places[p] for p in memoryview(spans).cast("i").tolist()])), kinds
