"""Compile character mappings to the flat tables that both backends run on.

A map stage is a function from one code point to a string. It compiles to three native-endian arrays:

``index``    uint16[0x1100]   number of the block that holds code point ``c``, at ``index[c >> 8]``
``entries``  uint32[256 * b]  what happens to ``c``, at ``entries[index[c >> 8] * 256 + (c & 255)]``
``pool``     uint32[]         replacements longer than one code point: a count, then that many code points

An entry is an action in its top byte and an operand in its low 24 bits:

====== ===================== =======================================================
action name                  operand
====== ===================== =======================================================
0      ``DELETE``            0
1      ``ONE``               ``c ^ replacement``, so an unchanged code point has 0
2      ``MANY``              position of the count in ``pool``
3      ``GUARD``             0: the text is none for this table, which is only used in a `ShortcutTable`
====== ===================== =======================================================

Two properties make the kernels short. The action of ``DELETE`` and ``ONE`` is the number of code points written,
so the usual loop has no branch: ``out[j] = c ^ operand; j += action``. And because the operand is relative, every
block that changes nothing is the same block, stored once. Blocks 0 to 7 are never shared and stand first: for
``c < 0x800``, all that UTF-8 writes in one or two bytes, ``entries[c]`` needs no ``index``.

Tables are derived data in the byte order of this machine: they are never pickled or written to a file.
"""

from __future__ import annotations

from array import array

from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Final

__all__ = ["DELETE", "DIRECT", "GUARD", "KEEP", "MANY", "MAX_CODE_POINT", "ONE", "MapTable"]
__all__ += ["changed_by", "compile_map", "cut", "fuse", "lay_out"]

MAX_CODE_POINT: Final = 0x10FFFF
DELETE: Final = 0
ONE: Final = 1 << 24
MANY: Final = 2 << 24
GUARD: Final = 3 << 24
KEEP: Final = ONE
"""The entry of a code point that stays as it is: replaced by one, itself."""
DIRECT: Final = 0x800
"""Below this code point ``entries`` is addressed without ``index``."""

_BLOCK: Final = 256
_POOL_LIMIT: Final = 1 << 24
# The largest code point of each storage width of a str: ASCII, Latin-1, two bytes, four bytes.
_WIDTHS: Final = (0x7F, 0xFF, 0xFFFF, MAX_CODE_POINT)
_KEEP_BLOCK: Final = array("I", [KEEP]) * _BLOCK


class MapTable(Value):
    """A compiled map stage; the module's docstring describes the arrays.

    ``ceilings`` holds, for text whose largest code point is at most 0x7F, 0xFF, 0xFFFF and 0x10FFFF, a bound on the
    largest code point of the result, so that the result's storage can be chosen before it is written.
    """

    __slots__ = ("index", "entries", "pool", "ceilings")
    index: bytes
    entries: bytes
    pool: bytes
    ceilings: tuple[int, int, int, int]

    def __init__(self, index: bytes, entries: bytes, pool: bytes, ceilings: tuple[int, int, int, int]) -> None:
        self._set(index, entries, pool, ceilings)


def fuse(first: Mapping[int, str], second: Mapping[int, str]) -> dict[int, str]:
    """Return the one mapping that does what applying ``first``, then ``second``, does.

    Raises ``ValueError`` where what it writes for one code point would be longer than tables can hold.

    >>> fuse({0x61: "b", 0x63: ""}, {0x62: "xy", 0x63: "z"})
    {98: 'xy', 99: '', 97: 'xy'}
    """
    fused = dict(second)
    longest = max(map(len, second.values()), default=0)
    for code_point, replacement in first.items():
        if len(replacement) * longest > _POOL_LIMIT:
            length = sum([len(second.get(ord(character), character)) for character in replacement])
            if length > _POOL_LIMIT:
                raise ValueError(f"U+{code_point:04X} would become {length:,} code points; at most {_POOL_LIMIT:,} fit")
        fused[code_point] = replacement.translate(second)
    return {code_point: value for code_point, value in fused.items() if value != chr(code_point)}


def compile_map(mapping: Mapping[int, str], guarded: Iterable[int] = ()) -> MapTable:
    """Compile ``mapping`` (code point to replacement, "" deletes) to tables; ``guarded`` code points are no text.

    Raises ``ValueError`` for a key that is no code point or is a surrogate, for a replacement that holds a surrogate,
    and where all replacements together exceed 16 million code points.
    """
    blocks: dict[int, array[int]] = {number: array("I", _KEEP_BLOCK) for number in range(DIRECT // _BLOCK)}
    pool: array[int] = array("I")
    known: dict[str, tuple[int, int]] = {}  # the entry of a replacement, and the largest code point in it
    ceilings = list(_WIDTHS)
    for code_point, replacement in mapping.items():
        if not 0 <= code_point <= MAX_CODE_POINT:
            raise ValueError(f"{code_point:#x} is not a Unicode code point")
        if 0xD800 <= code_point <= 0xDFFF:
            raise ValueError(f"U+{code_point:04X} is a surrogate, which no rule may map")
        if replacement not in known:
            known[replacement] = _entry(code_point, replacement, pool), max(map(ord, replacement), default=0)
        entry, highest = known[replacement]
        if entry == ONE:
            entry |= code_point ^ highest
        _own(blocks, code_point)[code_point & 0xFF] = entry
        if highest > code_point:
            for width, bound in enumerate(_WIDTHS):
                if code_point <= bound and highest > ceilings[width]:
                    ceilings[width] = highest
    for code_point in guarded:
        _own(blocks, code_point)[code_point & 0xFF] = GUARD
    if len(pool) > _POOL_LIMIT:
        raise ValueError(f"replacements hold {len(pool):,} code points together; at most {_POOL_LIMIT:,} fit")
    first, second, third, fourth = ceilings
    return MapTable(*lay_out(blocks, _KEEP_BLOCK), pool.tobytes(), (first, second, third, fourth))


def _own(blocks: dict[int, array[int]], code_point: int) -> array[int]:
    """Return the block of a code point, made its own if it was that of all that keeps."""
    block = blocks.get(code_point >> 8)
    if block is None:
        block = blocks[code_point >> 8] = array("I", _KEEP_BLOCK)
    return block


def _entry(code_point: int, replacement: str, pool: array[int]) -> int:
    """Return the entry of a replacement, ``ONE`` without its operand; what is longer goes into the pool."""
    if any("\ud800" <= character <= "\udfff" for character in replacement):
        raise ValueError(f"the replacement of U+{code_point:04X} holds a surrogate, which is not a character")
    if len(replacement) < 2:
        return ONE if replacement else DELETE
    place = len(pool)
    pool.append(len(replacement))
    pool.extend(map(ord, replacement))
    return MANY | place


def lay_out(blocks: Mapping[int, array[int]], usual: array[int]) -> tuple[bytes, bytes]:
    """Return the index and the blocks of a table: those below ``DIRECT``, the ``usual`` one, every other content once.

    ``blocks`` are the contents by number; a number that is not there has the usual one.
    """
    direct = DIRECT // _BLOCK
    contents = [blocks.get(number, usual).tobytes() for number in range(direct)]
    contents.append(usual.tobytes())
    places = {contents[direct]: direct}
    index = array("H", range(direct)) + array("H", [direct]) * ((MAX_CODE_POINT + 1) // _BLOCK - direct)
    for number, block in blocks.items():
        if number >= direct:
            content = block.tobytes()
            if content not in places:
                places[content] = len(contents)
                contents.append(content)
            index[number] = places[content]
    return index.tobytes(), b"".join(contents)


def cut(flat: bytes | bytearray) -> tuple[bytes, bytes]:
    """Return the index and the blocks of a table of one byte for every code point."""
    contents = [bytes(flat[start : start + _BLOCK]) for start in range(0, DIRECT, _BLOCK)]
    places: dict[bytes, int] = {}
    index = array("H", range(len(contents)))
    for start in range(DIRECT, MAX_CODE_POINT + 1, _BLOCK):
        content = bytes(flat[start : start + _BLOCK])
        if content not in places:
            places[content] = len(contents)
            contents.append(content)
        index.append(places[content])
    return index.tobytes(), b"".join(contents)


def changed_by(table: MapTable) -> frozenset[int]:
    """Return the code points that a map changes."""
    index = memoryview(table.index).cast("H")
    entries = memoryview(table.entries).cast("I")
    inside = {block: [low for low in range(_BLOCK) if entries[block * _BLOCK + low] != KEEP] for block in set(index)}
    return frozenset([place * _BLOCK + low for place, block in enumerate(index) for low in inside[block]])
