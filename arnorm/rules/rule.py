"""A rule as a value: what it is called, what it maps, what it loses and where its semantics come from."""

from __future__ import annotations

from arnorm.rules.steps import Function, Pattern, Step, step
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from arnorm.rules.steps import AnyStep

    _Steps = Callable[[], Iterable[AnyStep]]

__all__ = ["Rule", "conditional", "fold", "replace", "strip"]

_DAY = 86_400
"""The most seconds that a pattern may ask for."""


class Rule(Value):
    """One normalization rule: steps that are applied to text one after the other.

    Rules are immutable, hashable and picklable; they print as the code that gives them. Take them from this package
    (``rules.fold_alef``, ``rules.convert_digits("ascii")``) or make your own with `Rule.mapping`, which runs in the
    kernel, `Rule.pattern` or, as a last resort, `Rule.function`.

    The verb in a name is a promise: ``strip_`` deletes, ``fold_`` maps many characters to one, ``expand_`` takes a
    compatibility character apart, ``compose_`` joins what is canonically the same, ``convert_`` chooses between forms
    that mean the same, ``order_`` between places, ``promote_`` writes a mark as a letter, ``squeeze_`` shortens runs,
    ``replace_`` puts something in the place of what it finds, ``split_`` takes words apart.
    """

    __slots__ = ("name", "_steps", "summary", "lossy", "source")
    _compared = ("name", "steps")
    name: str
    """Unique within a normalizer: ``"fold_alef"``, or with an argument ``"convert_digits:ascii"``."""
    _steps: tuple[AnyStep, ...] | _Steps
    summary: str
    """One sentence."""
    lossy: bool
    """Whether words that are spelled differently on purpose can become equal."""
    source: str
    """Where the semantics come from."""

    def __init__(self, name: str, steps: tuple[AnyStep, ...] | _Steps, summary: str, lossy: bool, source: str) -> None:
        self._set(name, steps, summary, lossy, source)

    @property
    def steps(self) -> tuple[AnyStep, ...]:
        """In the order in which they are applied; most rules have one, and most of those no condition.

        Where a function gives them, they are made when they are first asked for.
        """
        steps = self._steps
        if not isinstance(steps, tuple):
            steps = tuple(steps())
            object.__setattr__(self, "_steps", steps)
        return steps

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
        return cls(_named(name, "mapping", only.changes), (only,), summary, lossy, _CALLER)

    @classmethod
    def pattern(
        cls,
        pattern: str,
        replacement: str = "",
        *,
        name: str | None = None,
        timeout: float = 1.0,
        summary: str = "",
        lossy: bool = True,
    ) -> Rule:
        """Make a rule that substitutes a regular expression, of the ``regex`` package, by a replacement template.

        It runs in Python, not in the kernel: `Normalizer.stages` shows it as a stage of its own. A text on which it
        takes longer than ``timeout`` seconds raises ``TimeoutError``. Without a ``name`` the rule is called after its
        content, ``pattern_`` and eight hexadecimal digits.

        Raises ``TypeError`` for a pattern or replacement that is not a ``str`` and a time-out that is no number, and
        ``ValueError`` for an expression or a template that ``regex`` refuses, a time-out that is not positive or more
        than a day, and a name that is not a word. The time-out bounds time alone: take no pattern from strangers,
        because ``regex`` may need all memory to compile one or to look for it.

        >>> from arnorm import Normalizer
        >>> Normalizer(Rule.pattern(r"(?<=\\d)\\s+(?=%)", name="join_percent"))("ارتفع 5 % هذا العام")
        'ارتفع 5% هذا العام'
        """
        only = checked_pattern(pattern, replacement, timeout)
        return cls(_named(name, "pattern", only), (only,), summary, lossy, _CALLER)

    @classmethod
    def function(cls, function: Callable[[str], str], *, name: str, summary: str = "", lossy: bool = True) -> Rule:
        """Make a rule that calls a function from ``str`` to ``str``, as a last resort: it runs in Python.

        The rule can be pickled if the function can; it cannot be written as JSON.

        Raises ``TypeError`` for what is not callable, and ``ValueError`` for a name that is not a word. A normalizer
        raises ``TypeError`` if the function does not return a ``str``.

        >>> from arnorm import Normalizer
        >>> Normalizer(Rule.function(str.swapcase, name="swapcase"))("ﷲ Allah")
        'ﷲ aLLAH'
        """
        if not callable(function):
            raise TypeError(f"{function!r} cannot be called")
        return cls(_named(name, "", None), (Function(function),), summary, lossy, _CALLER)

    @property
    def context_free(self) -> bool:
        """Whether the rule looks at one character at a time, so that ``str.translate`` could do the same."""
        return all(isinstance(step, Step) and step.condition is None for step in self.steps)

    @property
    def changes(self) -> tuple[tuple[int, str], ...]:
        """Pairs of a code point and what replaces it ("" deletes it), in code point order, whatever the condition.

        Empty for a rule that does not map single code points.
        """
        return tuple(sorted({change for step in self.steps if isinstance(step, Step) for change in step.changes}))

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
        if self.registered:
            function, colon, argument = self.name.partition(":")
            return (
                f"rules.{function}({argument if argument.isdigit() else repr(argument)})"
                if colon
                else f"rules.{function}"
            )
        match self.steps:
            case (Pattern(pattern=pattern, replacement=replacement, timeout=timeout),):
                return f"Rule.pattern({pattern!r}, {replacement!r}, name={self.name!r}, timeout={timeout!r})"
            case (Function(function=called),):
                return f"Rule.function({called.__module__}.{called.__qualname__}, name={self.name!r})"
            case (Step(condition=None),):
                mapping = {chr(code_point): replacement for code_point, replacement in self.changes}
                return f"Rule.mapping({mapping!r}, name={self.name!r})"
        return f"Rule({self.name!r}, {self.steps!r}, {self.summary!r}, {self.lossy!r}, {self.source!r})"

    def __reduce__(self) -> tuple[Callable[..., Rule], tuple[object, ...]]:
        if self.registered:
            from arnorm.rules import by_name

            return by_name, (self.name,)
        return Rule, (self.name, self.steps, self.summary, self.lossy, self.source)

    @property
    def registered(self) -> bool:
        """Whether `rules.by_name` finds this rule by its name."""
        from arnorm.rules import RULES, by_name
        from arnorm.rules.web import PLACEHOLDERS

        if self.name.partition(":")[0] in PLACEHOLDERS:
            return by_name(self.name) == self
        return RULES.get(self.name) == self


_CALLER = "the caller"


def _named(name: str | None, kind: str, content: object) -> str:
    """Return the name of a rule of the caller's, which is made from its content where there is none."""
    if name is None:
        from hashlib import sha256

        return f"{kind}_{sha256(repr(content).encode()).hexdigest()[:8]}"
    if not name.replace("-", "_").isidentifier():
        raise ValueError(f"the name {name!r} is not a word of letters, digits, '_' and '-'")
    return name


def checked_pattern(pattern: str, replacement: str, timeout: float) -> Pattern:
    """Return a step that substitutes, after the checks of `Rule.pattern`."""
    if not isinstance(pattern, str) or not isinstance(replacement, str):
        raise TypeError(f"a pattern rule takes a str and a str, not {pattern!r} and {replacement!r}")
    if isinstance(timeout, bool) or not isinstance(timeout, int | float):
        raise TypeError(f"timeout must be a number of seconds, not {timeout!r}")
    if not 0 < timeout <= _DAY:
        raise ValueError(f"timeout must be a positive number of seconds, at most {_DAY:,}, not {timeout!r}")
    import regex

    try:
        regex.compile(pattern)
        template = regex.compile(f"(?:{pattern}\n)?")  # a template is read where something matches
        template.sub(replacement, "", timeout=timeout)
    except (regex.error, IndexError, KeyError) as error:
        raise ValueError(f"the pattern {pattern!r} with {replacement!r} is refused: {error}") from error
    except RecursionError:
        raise ValueError(f"the pattern {pattern[:40]!r}... is nested too deeply") from None
    except TimeoutError:
        raise ValueError(f"the pattern {pattern!r} took more than {timeout} s on an empty text") from None
    return Pattern(pattern, replacement, timeout)


def strip(name: str, deleted: Iterable[str], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule that deletes characters."""
    return Rule(name, lambda: (step(dict.fromkeys(deleted, "")),), summary, lossy, source)


def fold(name: str, targets: Mapping[str, Iterable[str]], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule that maps each of many characters to the target it is listed under."""
    mapping: dict[str, str] = {}
    for target, folded in targets.items():
        for character in folded:
            if mapping.setdefault(character, target) != target:
                raise ValueError(f"{name}: U+{ord(character):04X} has two targets")
    return replace(name, mapping, summary, lossy=lossy, source=source)


def replace(name: str, mapping: Mapping[str, str], summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule from the replacement of each character."""
    return Rule(name, lambda: (step(mapping),), summary, lossy, source)


def conditional(name: str, steps: Iterable[AnyStep] | _Steps, summary: str, *, lossy: bool, source: str) -> Rule:
    """Define a rule of steps that look around, count, reorder or match, or of those that a function gives."""
    return Rule(name, steps if callable(steps) else tuple(steps), summary, lossy, source)
