"""A census of what a text holds, which rules would touch it, and the profile that this suggests.

>>> from arnorm import inspect
>>> census = inspect("إنَّ الكِتـــاب ١٢ و12")
>>> census.count("tashkeel"), census.count("tatweel"), census.words
(3, 3, 3)
>>> census.suggestion.profile
'CLEAN'
"""

from __future__ import annotations

from arnorm._core.inputs import text_error
from arnorm.lookup import name_error
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.inspection.suggestion import Suggestion

__all__ = ["Finding", "Inspection", "inspect"]

PLACES = 5
"""How many places a finding keeps."""


class Finding(Value):
    """What a text holds of one kind."""

    __slots__ = ("kind", "count", "places", "example")
    kind: str
    """A name such as ``"tashkeel"``."""
    count: int
    """How many characters, tokens, lines or marks of this kind there are."""
    places: tuple[int, ...]
    """Where the first five begin, as code point offsets into the text."""
    example: str
    """The text around the first place; the line, word or token itself where it is short."""

    def __init__(self, kind: str, count: int, places: tuple[int, ...], example: str) -> None:
        self._set(kind, count, places, example)


class Inspection(Value):
    """The census of a text, made by `inspect`; ``a + b`` is that of two texts, one behind the other.

    The sum of a text that ends with a line feed and another is the census of both in one, but for HTML tags that reach
    from one into the other: so a file can be inspected part by part.

    >>> from arnorm import inspect
    >>> inspect("كِتاب\\n") + inspect("بيتٌ") == inspect("كِتاب\\nبيتٌ")
    True
    """

    __slots__ = ("code_points", "lines", "characters", "findings", "rules", "profiles")
    code_points: int
    lines: int
    """How many lines there are; a line feed ends one, and so does the end of the text behind anything else."""
    characters: tuple[tuple[str, int], ...]
    """Every character and how often it stands in the text, in code point order."""
    findings: tuple[Finding, ...]
    """What was found, kind by kind in the order of the report; kinds of which there is nothing are left out."""
    rules: tuple[tuple[str, int], ...]
    """The rules of ``arnorm.rules.RULES`` that would change the text if each was applied alone, and how often.

    A rule that maps or deletes characters is counted in code points, one that looks for patterns in what it finds, one
    that composes, reorders or runs in Python in words or pieces of lines.
    """
    profiles: tuple[tuple[str, int], ...]
    """The profiles of ``arnorm.profiles`` that would change the text, and how many lines of it."""

    def __init__(
        self,
        code_points: int,
        lines: int,
        characters: tuple[tuple[str, int], ...],
        findings: tuple[Finding, ...],
        rules: tuple[tuple[str, int], ...],
        profiles: tuple[tuple[str, int], ...],
    ) -> None:
        self._set(code_points, lines, characters, findings, rules, profiles)

    def count(self, kind: str) -> int:
        """Return how much of a kind there is; ``ValueError`` for a kind that no census knows.

        >>> from arnorm import inspect
        >>> inspect("عام ١٤٤٥").count("arabic_indic_digits")
        4
        """
        from arnorm.inspection.census import ORDER

        if kind not in ORDER:
            raise name_error("kind", kind, str(kind), ORDER)
        return next((finding.count for finding in self.findings if finding.kind == kind), 0)

    def touched_by(self, rule: str) -> int:
        """Return how often the rule of that name would change the text; ``ValueError`` if none is called so.

        >>> from arnorm import inspect
        >>> inspect("أحمد").touched_by("fold_alef")
        1
        """
        from arnorm.rules import by_name

        name = by_name(rule).name
        return dict(self.rules).get(name, 0)

    @property
    def words(self) -> int:
        """How many words the default `Tokenizer` finds."""
        return self.count("words")

    @property
    def arabic_share(self) -> float | None:
        """The share of Arabic letters among all letters, from 0 to 1; None for a text without letters."""
        from arnorm.inspection.kinds import ARABIC_LETTERS, LETTERS

        counts = {finding.kind: finding.count for finding in self.findings}
        letters = sum([counts.get(kind, 0) for kind in LETTERS])
        return sum([counts.get(kind, 0) for kind in ARABIC_LETTERS]) / letters if letters else None

    @property
    def is_nfc(self) -> bool:
        """Whether the text is in Unicode's normal form C."""
        return not self.touched_by("nfc")

    @property
    def is_ordered(self) -> bool:
        """Whether the marks stand in canonical order."""
        return not self.touched_by("order_marks")

    @property
    def suggestion(self) -> Suggestion:
        """What to do about the text where nothing that carries meaning may be lost.

        >>> from arnorm import inspect
        >>> print(inspect("<b>نصّ</b> &amp;   نصّ").suggestion)
        profile CLEAN, after replace_html:, unescape_html
          replace_html:  2  Delete the tags, declarations and comments of HTML and XML, and scripts and styles with
            their content.
          unescape_html  1  Write the character references of HTML (&amp;, &#1575;) as the characters they stand for;
            runs in Python.
          squeeze_spaces  2  Keep only the first of several spaces and tabs in a row; line breaks stay.
        """
        from arnorm.inspection.suggestion import suggest

        return suggest(self)

    def to_json(self) -> str:
        """Return the census as JSON; places are code point offsets, and lone surrogates are escaped."""
        from arnorm.inspection.report import to_json

        return to_json(self)

    def __add__(self, other: Inspection) -> Inspection:
        if not isinstance(other, Inspection):
            return NotImplemented
        from arnorm.inspection.census import added

        return added(self, other)

    def __str__(self) -> str:
        """Return a report for a terminal: counts, places, and characters by code point and name."""
        from arnorm.inspection.report import report

        return report(self)


def inspect(text: str) -> Inspection:
    """Return the census of ``text``: what it holds, where, which rules would touch it, and what to do about it.

    Characters are counted by kind, which is mostly what a rule maps; words, addresses and emoji are those of the
    default `Tokenizer`. The time is linear: some passes of the kernel and one of Python.

    Raises ``TypeError`` for anything that is not a ``str``.

    >>> from arnorm import inspect
    >>> census = inspect("قال: «نعم")
    >>> [finding for finding in census.findings if finding.kind == "unpaired_quotes"]
    [Finding(kind='unpaired_quotes', count=1, places=(5,), example='«نعم')]
    >>> census.arabic_share
    1.0
    >>> dict(census.rules)["convert_quotes:ascii"]
    1
    """
    if not isinstance(text, str):
        raise text_error(text)
    from arnorm.inspection.census import inspected

    return inspected(text)
