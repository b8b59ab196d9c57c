"""Rules as JSON values and back, without running anything that the JSON could name.

A rule of this package is its name, a mapping an object of a name and the mapping. Any other rule is an object of its
fields and its steps, each in turn an object of the class and the fields of the value. A function is named, and only
functions of this package are found. Whoever wrote the JSON, no value is made whose fields hold anything but what they
are declared to hold.
"""

from __future__ import annotations

from arnorm.rules import RULES, Rule
from arnorm.rules import by_name as rule_by_name
from arnorm.rules.rule import checked_pattern
from arnorm.rules.steps import SETS, Canonical, Context, Function, Match, Pairs, Pattern, Run, Step
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Final

    from arnorm.profiles import Profile
    from arnorm.rules.steps import AnyStep

__all__ = ["rule_from_spec", "spec_of_rule"]


def _is_character(value: object) -> bool:
    return isinstance(value, str) and len(value) == 1


_CLASSES: Final = {cls.__name__: cls for cls in (Step, Context, Run, Canonical, Pairs, Match, Pattern)}
_STEPS: Final = (Step, Canonical, Pairs, Match, Pattern, Function)
_SHIPPED_SETS: Final = "shipped"
_POINT: Final = range(0x110000)
_COUNT: Final = range(1 << 31)
_RANGES: Final = [(_POINT, _POINT)]
_SETS: Final = [(str, _RANGES)]
_FIELDS: Final[dict[str, dict[str, object]]] = {
    "Step": {"changes": [(_POINT, str)], "condition": {Context, Run, None}},
    "Context": {"left": {str, None}, "right": {str, None}, "unless": bool, "sets": _SETS},
    "Run": {"least": _COUNT, "keep": _COUNT, "mixed": bool},
    "Canonical": {
        "classes": [(*_RANGES[0], int)],
        "compositions": [(_POINT, _POINT, _POINT)],
        "leads": [(_POINT, int)],
    },
    "Pairs": {
        "marks": [(_POINT, int, {"open", "close", "either", "apostrophe"})],
        "solid": _RANGES,
        "transparent": _RANGES,
        "breaks": _RANGES,
        "written": (_is_character,) * 4,
    },
    "Match": {"patterns": [(str, {str, None})], "sets": _SETS},
    "Pattern": {"pattern": str, "replacement": str, "timeout": {int, float}},
}
"""What every field holds: a list says what is in a tuple of any length, a tuple what in one of that length, a set what
it may be, a range which numbers, and `_is_character` stands for itself."""
_SHOWN: Final = 80
"""How much of something wrong a message shows."""


def spec_of_rule(rule: Rule) -> object:
    """Return what stands for a rule in JSON; raise ``ValueError`` for a function that is not of this package."""
    if rule.registered:
        return rule.name
    match rule.steps:
        case (Step(condition=None, changes=changes),):
            return {"name": rule.name, "mapping": {chr(point): text for point, text in changes}}
    return {
        "name": rule.name,
        "steps": [_spec(step) for step in rule.steps],
        "summary": rule.summary,
        "lossy": rule.lossy,
        "source": rule.source,
    }


def rule_from_spec(item: object, patterns: bool = True) -> Rule:
    """Return the rule that `spec_of_rule` wrote; raise ``ValueError`` for anything else.

    Without ``patterns`` a regular expression is refused too.
    """
    match item:
        case str():
            return rule_by_name(item)
        case {"name": str(name), "mapping": dict(mapping), **others} if not others:
            if not all(isinstance(value, str) for value in mapping.values()):
                raise ValueError(f"the mapping of {name!r} has something else than texts in it")
            return Rule.mapping(mapping, name=name)
        case {
            "name": str(name),
            "steps": list(steps),
            "summary": str(text),
            "lossy": bool(lossy),
            "source": str(source),
            **others,
        } if not others:
            return Rule(name, tuple([_step(step, patterns) for step in steps]), text, lossy, source)
        case _:
            raise ValueError(f"{_short(item)} is not a rule of a normalizer's JSON")


def _spec(value: object) -> object:
    match value:
        case Function(function=function):
            if function not in _functions().values():
                raise ValueError(f"{function!r} is a function of yours, which JSON cannot hold: pickle it")
            return {"class": "Function", "function": _name_of(function)}
        case Value():
            fields = {name: _spec(getattr(value, name)) for name in value.__slots__ if name != "sets"}
            if isinstance(value, Context | Match):
                fields["sets"] = _SHIPPED_SETS if value.sets == SETS else _spec(value.sets)
            return {"class": type(value).__name__, **fields}
        case tuple():
            return [_spec(item) for item in value]
        case _:
            return value


def _step(item: object, patterns: bool) -> AnyStep:
    value = _value(item)
    if not isinstance(value, _STEPS):
        raise ValueError(f"{_short(item)} is not a step of a rule")
    if isinstance(value, Pattern):
        if not patterns:
            raise ValueError(f"regular expressions are not taken here, and {value.pattern!r} is one")
        checked_pattern(value.pattern, value.replacement, value.timeout)
    return value


def _value(item: object) -> object:
    match item:
        case {"class": "Function", "function": str(name)}:
            function = _functions().get(name)
            if function is None:
                raise ValueError(f"this package has no function {name!r}")
            return Function(function)
        case {"class": str(name), **fields} if name in _CLASSES:
            values: dict[str, object] = {
                str(key): SETS if (key, field) == ("sets", _SHIPPED_SETS) else _value(field)
                for key, field in fields.items()
            }
            shapes = _FIELDS[name]
            if values.keys() != shapes.keys():
                raise ValueError(f"{name} has the fields {', '.join(shapes)}, not {', '.join(values)}")
            for key, shape in shapes.items():
                if not _fits(values[key], shape):
                    raise ValueError(f"{key} of {name} cannot be {_short(values[key])}")
            return _CLASSES[name](**values)  # type: ignore[arg-type]  # they are what `_FIELDS` says
        case list():
            return tuple(map(_value, item))
        case None | str() | bool() | int() | float():
            return item
        case _:
            raise ValueError(f"{_short(item)} is no part of a rule")


def _short(value: object) -> str:
    """Return how a value prints, the beginning of what is long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _fits(value: object, shape: object) -> bool:
    """Return whether a value is what `_FIELDS` says."""
    match shape:
        case list():
            return isinstance(value, tuple) and all(_fits(item, shape[0]) for item in value)
        case tuple():
            return isinstance(value, tuple) and len(value) == len(shape) and all(map(_fits, value, shape))
        case set():
            return any(_fits(value, each) for each in shape)
        case range():
            return type(value) is int and value in shape
        case type():
            return type(value) is shape
        case _:
            return _is_character(value) if shape is _is_character else value == shape


def _name_of(function: Callable[[str], str]) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _functions() -> dict[str, Callable[[str], str]]:
    """Return the functions that rules of this package call, by their names."""
    return {
        _name_of(step.function): step.function
        for rule in (*RULES.values(), *(rule for profile in _other_profiles() for rule in profile))
        for step in rule.steps
        if isinstance(step, Function)
    }


def _other_profiles() -> Iterator[Profile]:
    from arnorm import compat

    yield from compat.PROFILES.values()
