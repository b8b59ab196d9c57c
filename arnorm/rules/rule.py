"""A rule as a value: what it is called, what it maps, what it loses and where its semantics come from."""

from __future__ import annotations

from arnorm.rules.steps import Step, step
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["Rule"]


class Rule(Value):
    """One normalization rule: mappings from single code points to strings, applied always or on a condition.

    Rules are immutable, hashable and picklable; they print as the code that gives them. Take them from this package
    (``rules.fold_alef``, ``rules.convert_digits("ascii")``) or make your own with `Rule.mapping`.

    The verb in a name is a promise: ``strip_`` deletes, ``fold_`` maps many characters to one, ``expand_`` takes a
    compatibility character apart, ``convert_`` chooses between forms that mean the same, ``squeeze_`` shortens runs.
    """

    __slots__ = ("name", "steps", "summary", "lossy", "source")
    _compared = ("name", "steps")
    name: str
    """Unique within a normalizer: ``"fold_alef"``, or with an argument ``"convert_digits:ascii"``."""
    steps: tuple[Step, ...]
    """In the order in which they are applied; most rules have one, and most of those no condition."""
    summary: str
    """One sentence."""
    lossy: bool
    """Whether words that are spelled differently on purpose can become equal."""
    source: str
    """Where the semantics come from."""

    def __init__(self, name: str, steps: tuple[Step, ...], summary: str, lossy: bool, source: str) -> None:
        self._set(name, steps, summary, lossy, source)

    @classmethod
    def mapping(
        cls, mapping: Mapping[str, str], *, name: str | None = None, summary: str = "", lossy: bool = True
    ) -> Rule:
        """Make a rule from a mapping of single characters to replacements; "" deletes.

        Without a ``name`` the rule is called after its content, ``mapping_`` and eight hexadecimal digits.

        Raises ``TypeError`` for keys or values that are not ``str``, and ``ValueError`` for a key that is not exactly
        one code point, for surrogates on either side, and for a name that is not a word.

        >>> from arnorm import Normalizer
        >>> Normalizer(Rule.mapping({"ڤ": "ف", "پ": "ب"}, name="plain_letters"))("ڤيينا وپاريس")
        'فيينا وباريس'
        """
        for key, value in dict(mapping).items():
            if not isinstance(key, str) or not isinstance(value, str):
                raise TypeError(f"a mapping rule maps str to str, not {key!r} to {value!r}")
            if len(key) != 1:
                raise ValueError(f"the key {key!r} has {len(key)} code points; a mapping rule takes one at a time")
            if any("\ud800" <= character <= "\udfff" for character in key + value):
                raise ValueError(f"{key!r} to {value!r}: a surrogate is not a character and cannot be mapped")
        only = step(mapping)
        if name is None:
            from hashlib import sha256

            name = f"mapping_{sha256(repr(only.changes).encode()).hexdigest()[:8]}"
        if not name.replace("-", "_").isidentifier():
            raise ValueError(f"the name {name!r} is not a word of letters, digits, '_' and '-'")
        return cls(name, (only,), summary, lossy, "the caller")

    @property
    def context_free(self) -> bool:
        """Whether the rule looks at one character at a time, so that ``str.translate`` could do the same."""
        return all(step.condition is None for step in self.steps)

    @property
    def changes(self) -> tuple[tuple[int, str], ...]:
        """Pairs of a code point and what replaces it ("" deletes it), in code point order, whatever the condition."""
        return tuple(sorted({change for step in self.steps for change in step.changes}))

    @property
    def table(self) -> dict[int, str]:
        """A new dict of the changes, as ``str.translate`` takes it; it knows no condition.

        >>> from arnorm import rules
        >>> "كــتــاب".translate(rules.strip_tatweel.table)
        'كتاب'
        """
        return dict(self.changes)

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        if self._registered():
            function, colon, argument = self.name.partition(":")
            return (
                f"rules.{function}({argument if argument.isdigit() else repr(argument)})"
                if colon
                else f"rules.{function}"
            )
        mapping = {chr(code_point): replacement for code_point, replacement in self.changes}
        return f"Rule.mapping({mapping!r}, name={self.name!r})"

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[object, ...]]:
        if self._registered():
            from arnorm.rules import by_name

            return by_name, (self.name,)
        return Rule, (self.name, self.steps, self.summary, self.lossy, self.source)

    def _registered(self) -> bool:
        from arnorm.rules import RULES

        return RULES.get(self.name) == self


def strip(name: str, deleted: Iterable[str], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule that deletes characters."""
    return Rule(name, (step(dict.fromkeys(deleted, "")),), summary, lossy, source)


def fold(name: str, targets: Mapping[str, Iterable[str]], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule that maps each of many characters to the target it is listed under."""
    mapping: dict[str, str] = {}
    for target, folded in targets.items():
        for character in folded:
            if mapping.setdefault(character, target) != target:
                raise ValueError(f"{name}: U+{ord(character):04X} has two targets")
    return Rule(name, (step(mapping),), summary, lossy, source)


def replace(name: str, mapping: Mapping[str, str], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule from the replacement of each character."""
    return Rule(name, (step(mapping),), summary, lossy, source)


def conditional(name: str, steps: Iterable[Step], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule of steps that look around or count."""
    return Rule(name, tuple(steps), summary, lossy, source)
