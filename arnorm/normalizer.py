"""The normalizer: rules compiled to stages, ready to be called on text."""

from __future__ import annotations

from arnorm import profiles
from arnorm._core import Blocks, Pipeline
from arnorm._core.inputs import bytes_of, checked, text_error
from arnorm.alignment import Alignment, aligned, aligned_bytes, aligned_many
from arnorm.json_text import json_text, loaded
from arnorm.profiles import Profile
from arnorm.rules import RULES, Rule
from arnorm.stages import Stage, compile_rules
from arnorm.threads import fill_in_threads
from arnorm.units import measured
from arnorm.values import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any, Literal

    import numpy as np
    import numpy.typing as npt
    from typing_extensions import Buffer

    from arnorm.explanation import Explanation

__all__ = ["Normalizer", "Stage", "dediacritize", "normalize"]

_FORMAT = 1


class Normalizer(Pipeline):
    """Apply rules to text.

    ``rules`` is a profile, a rule, or an iterable of rules, which are applied in its order; a set has none and is put
    into registry order, rules of your own last. Adjacent context-free rules are fused: ten of them cost one pass.

    A normalizer is immutable: it may be shared by threads, hashed and pickled. Equal rules make equal normalizers.

    Raises ``TypeError`` for anything that is not a rule, and ``ValueError`` if two rules have the same name.

    >>> from arnorm import Normalizer, profiles, rules
    >>> search = Normalizer(profiles.SEARCH)
    >>> search("إِنَّ «الكِتـــابَ» لجديدٌ!")
    'ان "الكتاب" لجديد!'
    >>> Normalizer([rules.strip_tatweel, rules.convert_digits("ascii")])("عـــام ٢٠٢٦")
    'عام 2026'
    >>> text = "نص نظيف"
    >>> search(text) is text
    True
    """

    __slots__ = ("_origin", "_rules", "_stages")
    _origin: Profile | None
    _rules: tuple[Rule, ...]
    _stages: tuple[Stage, ...]

    def __init__(self, rules: Profile | Rule | Iterable[Rule] = profiles.CLEAN) -> None:
        chosen = _chosen(rules)
        compiled = compile_rules(chosen)
        super().__init__(compiled.tables, compiled.shortcut, compiled.cut)
        self._origin = rules if isinstance(rules, Profile) else None
        self._rules = chosen
        self._stages = compiled.stages

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules, in the order in which they are applied."""
        return self._rules

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What the rules were fused into.

        >>> from arnorm import Normalizer, rules
        >>> Normalizer([rules.strip_tatweel, rules.fold_teh_marbuta]).stages
        (Stage(kind='map', rules=('strip_tatweel', 'fold_teh_marbuta'), changes=3),)
        """
        return self._stages

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that stand for what the rules do, whatever machine and Python compute them.

        Two normalizers with the same fingerprint give the same output: keep it beside an index or a cache.
        """
        from hashlib import sha256

        digest = sha256()
        for rule in self._rules:
            digest.update(ascii(rule.steps).encode() + b"\n")
        return digest.hexdigest()[:16]

    def normalize_many(self, texts: Iterable[str], threads: int | None = None) -> list[str]:
        """Return every text normalized, in order.

        ``threads`` shares the texts out among that many threads. The kernel works through a batch of them without the
        GIL; only making the strings needs it.

        Raises ``TypeError`` that names the position of the first item that is not a ``str``, and for ``threads`` that
        are no integer; ``ValueError`` for fewer than one.

        >>> from arnorm import Normalizer, profiles
        >>> Normalizer(profiles.SEARCH).normalize_many(["مدرسة", "مدرسه"])
        ['مدرسه', 'مدرسه']
        """
        if threads is None or threads == 1:
            return self.map_many(texts)
        return fill_in_threads(self.map_into, texts, threads)

    def normalize_utf8(self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict") -> bytes:
        """Return UTF-8 ``data`` (any bytes-like object) normalized, as UTF-8, without making a ``str`` of it.

        The same ``bytes`` object comes back where nothing changed. What is not well-formed raises
        ``UnicodeDecodeError``, whose ``start`` is the offset of the first such byte (``"strict"``), becomes U+FFFD as
        in ``bytes.decode`` (``"replace"``), or stays as it is (``"keep"``). Raises ``TypeError`` for what is not
        bytes-like, and ``ValueError`` for another ``errors``.

        >>> from arnorm import Normalizer, rules
        >>> Normalizer(rules.strip_tatweel).normalize_utf8("كـتاب".encode()).decode()
        'كتاب'
        """
        return self.map_utf8(data, errors)

    def align(self, text: str) -> Alignment[str]:
        """Return ``text`` normalized, and where every code point of the result came from; see `Alignment`.

        It takes linear time through every rule. The result is that of a call.

        Raises ``TypeError`` where ``text`` is not a ``str``.

        >>> from arnorm import Normalizer, profiles
        >>> alignment = Normalizer(profiles.SEARCH).align("هذا كِتَابٌ")
        >>> start = alignment.result.index("كتاب")
        >>> start, end = alignment.to_source(start, start + len("كتاب"))
        >>> alignment.source[start:end]
        'كِتَابٌ'
        """
        return aligned(text, *self.map_aligned(text))

    def align_utf8(self, data: Buffer, errors: Literal["strict", "replace", "keep"] = "strict") -> Alignment[bytes]:
        """Return the same for UTF-8 ``data`` (any bytes-like object): an alignment of bytes, with positions in bytes.

        The result is that of `normalize_utf8`, which also says what ``errors`` does and what is raised. It is made by
        way of a ``str``, and takes the memory of one. A span of bytes that ends inside a code point maps as all of
        that code point.

        >>> from arnorm import Normalizer, rules
        >>> alignment = Normalizer(rules.strip_tatweel).align_utf8("كـتاب".encode())
        >>> alignment.to_source(0, 4)
        (0, 6)
        >>> alignment.source[0:6].decode()
        'كـت'
        """
        raw = bytes_of(data)
        text, sizes = measured(raw, errors)
        return aligned_bytes(raw, sizes, self.align(text))

    def align_many(
        self, texts: Iterable[str]
    ) -> tuple[list[str], npt.NDArray[np.int32 | np.int64], npt.NDArray[np.int64]]:
        """Return the results of many texts, their source offsets in one array, and where those of each text begin.

        ``spans[offsets[i]:offsets[i + 1]]`` are the `Alignment.source_offsets` of ``texts[i]``: a row for each code
        point of ``results[i]``, counted from the start of that text. There is one offset more than there are texts.

        Raises ``TypeError`` that names the position of the first item that is not a ``str``.

        >>> from arnorm import Normalizer, rules
        >>> results, spans, offsets = Normalizer(rules.strip_tatweel).align_many(["كـتاب", "", "عام"])
        >>> results, offsets.tolist()
        (['كتاب', '', 'عام'], [0, 4, 4, 7])
        >>> spans[offsets[0] : offsets[1]].tolist()
        [[0, 2], [2, 3], [3, 4], [4, 5]]
        """
        results: list[str] = []
        parts: list[Blocks] = []
        for position, text in enumerate(checked(texts)):
            if not isinstance(text, str):
                raise text_error(text, f"texts[{position}]")
            result, blocks = self.map_aligned(text)
            results.append(result)
            parts.append(blocks)
        return results, *aligned_many(parts)

    def normalize_column(
        self,
        data: Any,
        threads: int | None = None,
        *,
        column: str | None = None,
        errors: Literal["strict", "replace", "keep"] = "strict",
    ) -> Any:
        """Return an Arrow column with every row normalized; what comes back is of the kind that came in.

        ``data`` is anything with the Arrow PyCapsule interface: a column of pyarrow, Polars, pandas, nanoarrow, arro3,
        a relation of DuckDB, a reader of batches. Its strings are ``string``, ``large_string``, ``string_view``, or the
        values of a dictionary, whose keys stay. Of a table or a struct, ``column`` names the one to be normalized, and
        the table comes back with it. What has no class of its own to go back to is a `Column`, or a `ColumnStream` that
        makes one array at a time.

        The text is read where it lies and never becomes a ``str``; an array in which nothing changes comes back with
        the buffers it has. ``threads`` splits the rows among so many threads, by their bytes.

        Bytes that are no UTF-8 raise ``UnicodeDecodeError``, which names the row and has its bytes (``"strict"``),
        become U+FFFD (``"replace"``), or stay as they are (``"keep"``). Raises ``TypeError`` for what is no column of
        strings, ``ValueError`` for an array that breaks the rules of Arrow and for a column that is not there, and
        ``OverflowError`` where a result is too large for the offsets of its layout.

        >>> import pyarrow
        >>> from arnorm import Normalizer, profiles
        >>> column = pyarrow.array(["مَدرسة", None, "كتاب"])
        >>> Normalizer(profiles.SEARCH).normalize_column(column).to_pylist()
        ['مدرسه', None, 'كتاب']
        """
        from arnorm.columns import Normalizing
        from arnorm.containers import map_column

        return map_column(Normalizing(self, errors), data, column, threads)

    def align_column(
        self,
        data: Any,
        threads: int | None = None,
        *,
        column: str | None = None,
        errors: Literal["strict", "replace", "keep"] = "strict",
    ) -> Any:
        """Return for every row of an Arrow column a struct of its result and the source spans of that.

        ``result`` is the row normalized, ``spans`` a list with a struct of ``start`` and ``end`` for each of its code
        points: `Alignment.source_offsets`, in code points of the row. It is made by way of a ``str`` for each row.
        Arguments, kinds and errors are those of `normalize_column`.

        >>> import pyarrow
        >>> from arnorm import Normalizer, rules
        >>> Normalizer(rules.strip_tatweel).align_column(pyarrow.array(["كـت"])).to_pylist()
        [{'result': 'كت', 'spans': [{'start': 0, 'end': 2}, {'start': 2, 'end': 3}]}]
        """
        from arnorm.columns import Aligning
        from arnorm.containers import map_column

        return map_column(Aligning(self.align, errors), data, column, threads)

    def explain(self, text: str) -> Explanation:
        """Return which rule changed what in ``text``, and where: the rules run one at a time, in their order.

        Printed, it has a line for every kind of change; `Explanation.to_html` shows the text with every change marked.
        It costs one pass for each rule, and Python objects for each change: it is for texts that people look at.

        Raises ``TypeError`` where ``text`` is not a ``str``.

        >>> from arnorm import Normalizer, rules
        >>> explanation = Normalizer([rules.strip_tatweel, rules.convert_digits("ascii")]).explain("عـام ٢")
        >>> explanation.result
        'عام 2'
        >>> [(change.rule, change.source_start, change.source_end) for change in explanation]
        [('strip_tatweel', 1, 2), ('convert_digits:ascii', 5, 6)]
        """
        from arnorm.explanation.stages import explain

        if not isinstance(text, str):
            raise text_error(text)
        return explain(self._rules, text)

    def to_json(self) -> str:
        """Return the rules as JSON that `from_json` reads: names of shipped rules, and the steps of any other.

        Raises ``ValueError`` for a rule that calls a function of your own.
        """
        from importlib.metadata import version

        from arnorm.specs import spec_of_rule

        spec = {
            "format": _FORMAT,
            "arnorm": version("arnorm"),
            "fingerprint": self.fingerprint,
            "rules": [spec_of_rule(rule) for rule in self._rules],
        }
        return json_text(spec)

    @classmethod
    def from_json(cls, text: str, *, patterns: bool = True) -> Normalizer:
        """Return the normalizer that `to_json` wrote.

        Nothing that the JSON names is run, but for functions of this package. Say ``patterns=False`` for JSON of
        strangers: then a rule that is a regular expression is refused, because no time-out bounds the memory of one.

        Raises ``ValueError`` for anything else, and where the rules of this version do something other than those of
        the version that wrote it: output would change unnoticed.

        >>> from arnorm import Normalizer, profiles
        >>> Normalizer.from_json(Normalizer(profiles.SEARCH).to_json()) == Normalizer(profiles.SEARCH)
        True
        """
        from arnorm.specs import rule_from_spec

        spec = loaded(text)
        if not isinstance(spec, dict) or spec.get("format") != _FORMAT or not isinstance(spec.get("rules"), list):
            raise ValueError(f"this is not the JSON of a normalizer in format {_FORMAT}")
        if unknown := spec.keys() - {"format", "arnorm", "fingerprint", "rules"}:
            raise ValueError(f"the JSON of a normalizer has no {', '.join(map(repr, sorted(unknown)))}")
        try:
            normalizer = cls([rule_from_spec(item, patterns) for item in spec["rules"]])
        except (OverflowError, RecursionError) as error:
            raise ValueError(f"these are no rules that can be compiled: {error}") from None
        if spec.get("fingerprint") != normalizer.fingerprint:
            raise ValueError(
                f"written by arnorm {spec.get('arnorm')} with fingerprint {spec.get('fingerprint')}, but the same rules"
                f" have fingerprint {normalizer.fingerprint} here: they would not give the same output"
            )
        return normalizer

    def __eq__(self, other: object) -> bool:
        return self._rules == other._rules if isinstance(other, Normalizer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._rules)

    def __repr__(self) -> str:
        rules = list(self._rules) if self._origin is None else self._origin
        return f"Normalizer({rules!r})"

    def __reduce__(self) -> tuple[Callable[..., Normalizer], tuple[object, ...]]:
        return shared, (type(self), self._rules if self._origin is None else self._origin)


def _chosen(rules: Profile | Rule | Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules in order, after checking that they are rules and that no two share a name."""
    if isinstance(rules, Rule):
        return (rules,)
    if isinstance(rules, str):
        raise TypeError(f"rules must be a profile, a rule or rules, not a str: say profiles.by_name({rules!r})")
    try:
        chosen = tuple(rules)
    except TypeError:
        raise TypeError(f"rules must be a profile, a rule or rules, not {type(rules).__name__}") from None
    for rule in chosen:
        if not isinstance(rule, Rule):
            advice = f": say rules.by_name({rule!r})" if isinstance(rule, str) else ""
            raise TypeError(f"{rule!r} is not a rule{advice}")
    if isinstance(rules, set | frozenset):
        order = {name: position for position, name in enumerate(RULES)}
        chosen = tuple(sorted(chosen, key=lambda rule: (order.get(rule.name, len(order)), rule.name)))
    seen: set[str] = set()
    for rule in chosen:
        if rule.name in seen:
            raise ValueError(f"two rules are called {rule.name!r}; a name may stand once in a normalizer")
        seen.add(rule.name)
    return chosen


_DEDIACRITIZE = Profile("DEDIACRITIZE", (RULES["strip_tashkeel"],))


def normalize(text: str, profile: Profile = profiles.CLEAN) -> str:
    """Return ``text`` normalized with a profile; the same object where nothing changed.

    For more than a few texts make a `Normalizer` once and call it. It takes rules, too.

    Raises ``TypeError`` where ``text`` is not a ``str``, or ``profile`` not a `Profile`.

    >>> import arnorm
    >>> arnorm.normalize("ﺍﻟﺴﻼﻡ ﻋﻠﻴﻜﻢ")
    'السلام عليكم'
    >>> arnorm.normalize("الأُمَّة", arnorm.profiles.SEARCH)
    'الامه'
    """
    if not isinstance(profile, Profile):
        advice = f": say profiles.by_name({profile!r})" if isinstance(profile, str) else ""
        raise TypeError(f"profile must be a Profile such as profiles.SEARCH, not {type(profile).__name__}{advice}")
    return shared(Normalizer, profile)(text)


def dediacritize(text: str) -> str:
    """Return ``text`` without vocalisation (`rules.strip_tashkeel`); letters and their hamza stay.

    Raises ``TypeError`` where ``text`` is not a ``str``.

    >>> import arnorm
    >>> arnorm.dediacritize("إِنَّمَا الأَعْمَالُ بِالنِّيَّاتِ")
    'إنما الأعمال بالنيات'
    """
    return shared(Normalizer, _DEDIACRITIZE)(text)
