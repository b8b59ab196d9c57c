"""What a scheme is: a table of characters, and profiles for its directions."""

from __future__ import annotations

from arnorm.patterns import quoted
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.rules.steps import Context, Step, step
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Final

__all__ = ["Direction", "OneWayScheme", "Scheme"]

_DATE: Final = "2026-11-22"


class Direction(Profile):
    """A profile that a scheme gives; it prints as the code that gives it.

    >>> from arnorm.transliteration import BUCKWALTER
    >>> BUCKWALTER.decode
    transliteration.BUCKWALTER.decode
    """

    __slots__ = (*Profile.__slots__, "scheme", "method", "arguments")
    scheme: Scheme | OneWayScheme
    method: str
    arguments: tuple[str, ...]

    def __init__(
        self, scheme: Scheme | OneWayScheme, method: str, arguments: tuple[str, ...], steps: tuple[Step, ...]
    ) -> None:
        first, _, rest = method.partition("_")
        name = "_".join(filter(None, (first, scheme.name.lower(), rest)))
        rule = Rule(name, steps, scheme.summary, isinstance(scheme, OneWayScheme), scheme.source)
        call = f"({', '.join(map(repr, arguments))})" if arguments else ""
        self._set(f"{scheme.name}.{method}{call}", (rule,), scheme.summary, _DATE, scheme, method, arguments)

    def __repr__(self) -> str:
        return repr(self.scheme) + self.name.removeprefix(self.scheme.name)

    def __reduce__(self) -> tuple[Callable[..., Profile], tuple[object, ...]]:
        return _direction, (self.scheme, self.method, self.arguments)


def _direction(scheme: Scheme | OneWayScheme, method: str, arguments: tuple[str, ...]) -> Profile:
    found = getattr(scheme, method)
    profile: Profile = found(*arguments) if arguments else found
    return profile


class _Named(Value):
    """What both kinds of scheme share."""

    __slots__ = ()
    name: str

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return f"transliteration.{self.name}" if self._registered() else super().__repr__()

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        if self._registered():
            from arnorm.transliteration import by_name

            return by_name, (self.name,)
        return super().__reduce__()

    def _registered(self) -> bool:
        from arnorm.transliteration import SCHEMES

        return SCHEMES.get(self.name) == self


class Scheme(_Named):
    """A scheme that is one to one: what it encodes it can decode.

    ``table`` maps each Arabic character to the one character that stands for it, as a mapping or as pairs.

    ``decode`` undoes ``encode`` for text that holds none of the Latin characters of the table, and ``encode`` undoes
    ``decode`` for text that holds none of the Arabic ones. Text that mixes both scripts needs markers: see
    `encode_marking` and `decode_outside`.

    Raises ``TypeError`` for what is not ``str``, and ``ValueError`` where the name is not an identifier, a side of a
    pair is not one code point or a surrogate, or two characters would be encoded alike.

    >>> from arnorm import Normalizer
    >>> reversed_case = Scheme("CASES", {"a": "A", "b": "B"})
    >>> Normalizer(reversed_case.encode)("abc"), Normalizer(reversed_case.decode)("ABC")
    ('ABc', 'abC')
    """

    __slots__ = ("name", "table", "summary", "source")
    _compared = ("name", "table")
    table: tuple[tuple[str, str], ...]
    """Pairs of an Arabic and a Latin character, in code point order of the Arabic ones."""
    summary: str
    source: str

    def __init__(
        self,
        name: str,
        table: Mapping[str, str] | Iterable[tuple[str, str]],
        summary: str = "",
        source: str = "the caller",
    ) -> None:
        _check_name(name)
        pairs = tuple(sorted(dict(table).items()))
        for pair in pairs:
            for character in pair:
                _check_character(character, f"{name} maps {pair[0]!r} to {pair[1]!r}")
        origins: dict[str, str] = {}
        for arabic, latin in pairs:
            if origins.setdefault(latin, arabic) != arabic:
                raise ValueError(f"{name} encodes {origins[latin]!r} and {arabic!r} alike, as {latin!r}")
        self._set(name, pairs, summary, source)

    @property
    def encode(self) -> Profile:
        """A profile that writes Arabic characters as Latin ones and leaves the rest.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import BUCKWALTER
        >>> Normalizer(BUCKWALTER.encode)("بَيْتٌ 12")
        'bayotN 12'
        """
        return Direction(self, "encode", (), (step(dict(self.table)),))

    @property
    def decode(self) -> Profile:
        """A profile that writes Latin characters as the Arabic ones they stand for and leaves the rest.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import BUCKWALTER
        >>> Normalizer(BUCKWALTER.decode)("bayotN 12")
        'بَيْتٌ 12'
        """
        return Direction(self, "decode", (), (step(self._decoded),))

    def decode_outside(self, opening: str, closing: str) -> Profile:
        """Return a profile that decodes, but for what stands between two markers; the markers stay.

        A marker is one code point. An opening marker reaches to the first closing one behind it, so markers do not
        nest; one that is never closed is text like any other.

        Raises ``TypeError`` for markers that are not ``str``, and ``ValueError`` for those that are not one code
        point, are equal, or stand for a letter themselves, as ``<`` and ``{`` do in Buckwalter's scheme.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import BUCKWALTER
        >>> Normalizer(BUCKWALTER.decode_outside("[", "]"))("$rkp [Airbus]")
        'شركة [Airbus]'
        """
        return self._decode_where("decode_outside", opening, closing, outside=True)

    def decode_inside(self, opening: str, closing: str) -> Profile:
        """Return a profile that decodes only what stands between two markers; the markers stay.

        Markers and errors are those of `decode_outside`.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import BUCKWALTER
        >>> Normalizer(BUCKWALTER.decode_inside("[", "]"))("the word [ktAb]")
        'the word [كتاب]'
        """
        return self._decode_where("decode_inside", opening, closing, outside=False)

    def encode_marking(self, opening: str, closing: str) -> Profile:
        """Return a profile that encodes and puts markers around Latin text, which `decode_outside` then leaves alone.

        Marked is every run of ASCII letters and Latin characters of the table. So for text that holds no marker,
        `decode_outside` with the same markers gives the text back, with markers in it.

        Errors are those of `decode_outside`; besides, no marker can be a character that the scheme encodes.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import BUCKWALTER
        >>> marked = Normalizer(BUCKWALTER.encode_marking("[", "]"))("شركة Airbus")
        >>> marked
        '$rkp [Airbus]'
        >>> Normalizer(BUCKWALTER.decode_outside("[", "]"))(marked)
        'شركة [Airbus]'
        """
        encoded = dict(self.table)
        _check_markers(self.name, opening, closing, encoded.keys() | set(encoded.values()))
        latin = sorted(set(encoded.values()) | set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
        border = f"edge | [^{quoted(''.join(latin))}]"
        steps = (
            step({character: opening + character for character in latin}, Context(left=border)),
            step({character: character + closing for character in latin}, Context(right=border)),
            step(encoded),
        )
        return Direction(self, "encode_marking", (opening, closing), steps)

    @property
    def _decoded(self) -> dict[str, str]:
        return {latin: arabic for arabic, latin in self.table}

    def _decode_where(self, method: str, opening: str, closing: str, *, outside: bool) -> Profile:
        _check_markers(self.name, opening, closing, self._decoded.keys())
        first, last = quoted(opening), quoted(closing)
        inside = Context(f"{first} [^{last}]*", f"[^{last}]* {last}", unless=outside)
        return Direction(self, method, (opening, closing), (step(self._decoded, inside),))


class OneWayScheme(_Named):
    """A scheme whose output cannot be decoded, because it writes different spellings alike.

    ``table`` gives what stands for each character wherever no step says otherwise; ``steps`` come before it, and
    ``lost`` says what it writes alike.

    Raises ``TypeError`` for what is not ``str``, and ``ValueError`` where the name is not an identifier, a key is not
    one code point, or a surrogate stands on either side. The patterns of steps are read by the normalizer.

    >>> from arnorm.transliteration import ISO_233_2
    >>> ISO_233_2.lost[0]
    'on which seat a hamza sits'
    """

    __slots__ = ("name", "table", "steps", "summary", "source", "lost")
    _compared = ("name", "table", "steps")
    table: tuple[tuple[str, str], ...]
    """Pairs of an Arabic character and what stands for it, in code point order."""
    steps: tuple[Step, ...]
    """What the scheme writes in some place only: a doubled consonant, a long vowel, the beginning of a word."""
    summary: str
    source: str
    lost: tuple[str, ...]
    """What cannot be told from the output, because the scheme writes it alike."""

    def __init__(
        self,
        name: str,
        table: Mapping[str, str] | Iterable[tuple[str, str]],
        steps: Iterable[Step] = (),
        summary: str = "",
        source: str = "the caller",
        lost: Iterable[str] = (),
    ) -> None:
        _check_name(name)
        mapping = Rule.mapping(dict(table), name=name)  # it knows what a table may hold
        self._set(
            name, tuple((chr(key), value) for key, value in mapping.changes), tuple(steps), summary, source, tuple(lost)
        )

    @property
    def encode(self) -> Profile:
        """A profile that writes Arabic characters as Latin ones and leaves the rest.

        >>> from arnorm import Normalizer
        >>> from arnorm.transliteration import DIN_31635
        >>> Normalizer(DIN_31635.encode)("مُعَلِّم")
        'muʿallim'
        """
        return Direction(self, "encode", (), (*self.steps, step(dict(self.table))))


def _check_name(name: str) -> None:
    if not isinstance(name, str):
        raise TypeError(f"the name of a scheme is a str, not {type(name).__name__}")
    if not name.isidentifier():
        raise ValueError(f"the name {name!r} is not an identifier")


def _check_character(character: str, where: str) -> None:
    if not isinstance(character, str):
        raise TypeError(f"{where}: {character!r} is not a str")
    if len(character) != 1:
        raise ValueError(f"{where}: {character!r} has {len(character)} code points, not one")
    if "\ud800" <= character <= "\udfff":
        raise ValueError(f"{where}: {character!r} is a surrogate")


def _check_markers(name: str, opening: str, closing: str, taken: Iterable[str]) -> None:
    for marker in (opening, closing):
        _check_character(marker, "a marker")
        if marker in set(taken):
            raise ValueError(f"the marker {marker!r} is a character of {name}; take one that is not")
    if opening == closing:
        raise ValueError(f"the markers are both {opening!r}; where one ends could not be told from where one begins")
