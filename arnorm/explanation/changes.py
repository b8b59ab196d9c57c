"""What rules changed in a text, as a value."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from arnorm.json_text import json_text
from arnorm.tokens import repr_of
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["Change", "Explanation", "applied", "make_change"]

_FORMAT = 1


class Change(tuple[str, int, int, int, int, str, str, int]):
    """What one rule did in one place; places are code points, and ends stand behind the last one.

    ``before`` and ``after`` are as the rule found and left them, so ``before`` is what earlier rules made of
    ``source[source_start:source_end]``, and later rules made ``result[result_start:result_end]`` of ``after``. Either
    may be empty: the rule inserted or deleted something there.

    Like `Token` it is a tuple of its items, in the order of its arguments.
    """

    __slots__ = ()

    def __new__(
        cls,
        rule: str,
        source_start: int,
        source_end: int,
        result_start: int,
        result_end: int,
        before: str,
        after: str,
        place: int,
    ) -> Change:
        """Make a change of its items."""
        return tuple.__new__(cls, (rule, source_start, source_end, result_start, result_end, before, after, place))

    @property
    def rule(self) -> str:
        """The name of the rule."""
        return self[0]

    @property
    def source_start(self) -> int:
        """Where the text that it came from begins in the source."""
        return self[1]

    @property
    def source_end(self) -> int:
        """Where it ends in the source."""
        return self[2]

    @property
    def result_start(self) -> int:
        """Where what became of it begins in the result."""
        return self[3]

    @property
    def result_end(self) -> int:
        """Where it ends in the result."""
        return self[4]

    @property
    def before(self) -> str:
        """What stood there when the rule came."""
        return self[5]

    @property
    def after(self) -> str:
        """What the rule wrote instead."""
        return self[6]

    @property
    def place(self) -> int:
        """Where ``before`` began in the text that the rule was given."""
        return self[7]

    def __repr__(self) -> str:
        return repr_of(self, _FIELDS)

    def __reduce__(self) -> tuple[type[Change], tuple[object, ...]]:
        return type(self), tuple(self)


_FIELDS = ("rule", "source_start", "source_end", "result_start", "result_end", "before", "after", "place")

make_change: Callable[[Iterable[object]], Change] = partial(tuple.__new__, Change)


class Explanation(Value):
    """The changes that rules made on the way from ``source`` to ``result``; `Normalizer.explain` gives it.

    It iterates over its `Change` objects, in the order of the rules and then of the places; its length is their number.
    ``str()`` of it is for a terminal, `to_json` for programs, and `to_html` for people; notebooks show it as HTML.

    An explanation is immutable: it may be compared, hashed and pickled.

    >>> from arnorm import Normalizer, rules
    >>> explanation = Normalizer([rules.strip_tatweel, rules.fold_alef]).explain("إلـى")
    >>> for change in explanation:
    ...     print(change.rule, change.source_start, change.source_end, repr(change.before), repr(change.after))
    strip_tatweel 2 3 'ـ' ''
    fold_alef 0 1 'إ' 'ا'
    >>> explanation.counts
    {'strip_tatweel': 1, 'fold_alef': 1}
    >>> explanation.stages
    (('strip_tatweel', 'إلى'), ('fold_alef', 'الى'))
    """

    __slots__ = ("source", "result", "rules", "changes")
    source: str
    """The text as it was."""
    result: str
    """The text after all rules."""
    rules: tuple[str, ...]
    """The names of all rules, in their order, of those too that changed nothing."""
    changes: tuple[Change, ...]
    """The changes, in the order of the rules and then of the places."""

    def __init__(self, source: str, result: str, rules: Iterable[str], changes: Iterable[Change]) -> None:
        self._set(source, result, tuple(rules), tuple(changes))

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    @property
    def counts(self) -> dict[str, int]:
        """How many changes each rule made, in the order of the rules; those that changed nothing are left out."""
        return {rule: len(changes) for rule, changes in self.by_rule().items()}

    def by_rule(self) -> dict[str, tuple[Change, ...]]:
        """Return the changes of each rule that changed something, in the order of the rules."""
        return {rule: tuple(changes) for rule, changes in groupby(self.changes, lambda change: change.rule)}

    def groups(self) -> dict[tuple[str, str, str], tuple[Change, ...]]:
        """Return equal changes by rule, before and after: the rules in order, and of each the most frequent first.

        >>> from arnorm import Normalizer, rules
        >>> groups = Normalizer(rules.fold_alef).explain("إلى أرض أحمد").groups()
        >>> [(before, after, len(changes)) for (_, before, after), changes in groups.items()]
        [('أ', 'ا', 2), ('إ', 'ا', 1)]
        """
        grouped: dict[tuple[str, str, str], tuple[Change, ...]] = {}
        for changes in self.by_rule().values():
            found: dict[tuple[str, str, str], list[Change]] = {}
            for change in changes:
                found.setdefault((change.rule, change.before, change.after), []).append(change)
            ordered = sorted(found.items(), key=lambda item: -len(item[1]))
            grouped.update((key, tuple(equal)) for key, equal in ordered)
        return grouped

    @property
    def stages(self) -> tuple[tuple[str, str], ...]:
        """The text after each rule that changed it, replayed from the source and the changes."""
        texts = []
        text = self.source
        for rule, changes in self.by_rule().items():
            text = applied(changes, text)
            texts.append((rule, text))
        return tuple(texts)

    def __str__(self) -> str:
        from arnorm.explanation.terminal import written

        return written(self)

    def to_json(self) -> str:
        """Return a JSON object with ``format``, ``source``, ``result``, ``rules``, ``counts`` and ``changes``.

        Each change is an object with its ``rule``, ``source`` and ``result`` (start and end, in code points),
        ``before``, ``after`` and ``place``.

        >>> from json import loads
        >>> from arnorm import Normalizer, rules
        >>> loads(Normalizer(rules.strip_tatweel).explain("كـتاب").to_json())["changes"][0]["source"]
        [1, 2]
        """
        document = {
            "format": _FORMAT,
            "source": self.source,
            "result": self.result,
            "rules": self.rules,
            "counts": self.counts,
            "changes": [
                {
                    "rule": change.rule,
                    "source": [change.source_start, change.source_end],
                    "result": [change.result_start, change.result_end],
                    "before": change.before,
                    "after": change.after,
                    "place": change.place,
                }
                for change in self.changes
            ],
        }
        return json_text(document)

    def to_html(self, *, full: bool = True) -> str:
        """Return a page, or with ``full=False`` a fragment for another one: no script and no other file is needed.

        It shows the source, the source with every change marked, the result, and the changes of each rule. Characters
        without a picture are shown by their code points, and bidirectional controls take no effect.

        >>> from arnorm import Normalizer
        >>> Normalizer().explain("نص").to_html().startswith("<!DOCTYPE html>")
        True
        """
        from arnorm.explanation.page import fragment, page

        return page(self) if full else fragment(self)

    def _repr_html_(self) -> str:
        return self.to_html(full=False)


def applied(changes: Iterable[Change], text: str) -> str:
    """Return ``text`` after the changes that one rule made in it."""
    pieces = []
    position = 0
    for change in changes:
        pieces += [text[position : change.place], change.after]
        position = change.place + len(change.before)
    return "".join([*pieces, text[position:]])
