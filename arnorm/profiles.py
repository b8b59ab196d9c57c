"""Profiles: named, dated sequences of rules for a purpose.

A released profile never changes its output; a better one gets a new name. Choose `CLEAN` where nothing that carries
meaning may be lost, and a profile that folds only where text is compared, never where it is shown or stored.
"""

from __future__ import annotations

from types import MappingProxyType

from arnorm import rules as _rules
from arnorm.lookup import name_error
from arnorm.rules import Rule
from arnorm.values import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Final

__all__ = ["ASR", "ASR_RELAXED", "CLEAN", "CORPUS", "DISPLAY", "PROFILES", "SEARCH", "Profile", "by_name"]


class Profile(Value):
    """An immutable sequence of rules with a name; ``profile + rule`` and ``profile - rule`` give new ones.

    Two profiles are equal if their names and their rules are.

    >>> from arnorm import Normalizer, profiles, rules
    >>> mine = profiles.CLEAN + rules.fold_alef - rules.fold_spaces
    >>> mine.name
    'CLEAN + fold_alef - fold_spaces'
    >>> Normalizer(mine)("ﻷمل")
    'لامل'
    """

    __slots__ = ("name", "rules", "purpose", "date")
    _compared = ("name", "rules")
    name: str
    rules: tuple[Rule, ...]
    """In the order in which they are applied."""
    purpose: str
    date: str
    """The day, as YYYY-MM-DD, on which the rules were last changed."""

    def __init__(self, name: str, rules: Iterable[Rule], purpose: str = "", date: str = "") -> None:
        self._set(name, tuple(rules), purpose, date)

    def __hash__(self) -> int:
        return hash(self.name)

    def __getitem__(self, index: int) -> Rule:
        return self.rules[index]

    def __len__(self) -> int:
        return len(self.rules)

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def __add__(self, added: Rule | Iterable[Rule]) -> Profile:
        """Return a profile that applies ``added``, a rule or several, last; ``ValueError`` for one that is in it."""
        return self._derived("+", added, lambda rule: (*self.rules, rule))

    def __sub__(self, removed: Rule | Iterable[Rule]) -> Profile:
        """Return a profile without ``removed``, a rule or several; ``ValueError`` for one that is not in it."""
        return self._derived("-", removed, lambda rule: tuple(kept for kept in self.rules if kept != rule))

    def _derived(
        self, sign: str, changed: Rule | Iterable[Rule], change: Callable[[Rule], tuple[Rule, ...]]
    ) -> Profile:
        if not isinstance(changed, Rule):
            derived = self
            for rule in changed:
                derived = derived + rule if sign == "+" else derived - rule
            return derived
        if (changed in self.rules) == (sign == "+"):
            state = "already" if sign == "+" else "not"
            raise ValueError(f"{changed!r} is {state} in {self.name}")
        return Profile(f"{self.name} {sign} {changed.name}", change(changed), self.purpose, self.date)

    def __repr__(self) -> str:
        home = self._home()
        return f"{home.rpartition('.')[2]}.{self.name}" if home else f"profiles.Profile({self.name!r}, {self.rules!r})"

    def __reduce__(self) -> tuple[Callable[..., Profile], tuple[object, ...]]:
        home = self._home()
        if home:
            return _at_home, (home, self.name)
        return Profile, (self.name, self.rules, self.purpose, self.date)

    def _home(self) -> str:
        """Return the name of the module that ships this profile, "" where none does."""
        return next((home for home, shipped in _HOMES.items() if shipped.get(self.name) == self), "")


_DATE: Final = "2026-11-22"

# What every profile begins with. Context-free rules stand together, so that they are one pass.
_LETTERS: Final = (
    _rules.strip_controls,
    _rules.strip_bidi_controls,
    _rules.strip_zero_width,
    _rules.expand_presentation_forms,
)
_MARKS: Final = (_rules.compose, _rules.order_marks)
# What every profile ends with: rules before may leave spaces side by side.
_SPACES: Final = (_rules.squeeze_spaces, _rules.trim)

CLEAN: Final = Profile(
    "CLEAN",
    (*_LETTERS, _rules.fold_spaces, _rules.strip_tatweel_decorative, *_MARKS, *_SPACES),
    "Anything: nothing is lost that carries meaning.",
    _DATE,
)
DISPLAY: Final = Profile(
    "DISPLAY",
    (
        *_LETTERS,
        _rules.fold_spaces,
        _rules.fold_ellipsis,
        _rules.strip_tatweel_decorative,
        _rules.compose,
        _rules.order_tanween("before_alef"),
        _rules.order_marks,  # the tanween may have come to stand behind a shadda
        _rules.convert_quotes("guillemets"),
        _rules.convert_punctuation("arabic"),
        *_SPACES,
    ),
    "Typography: text that people read.",
    _DATE,
)
CORPUS: Final = Profile(
    "CORPUS",
    (
        *_LETTERS,
        _rules.expand_word_ligatures,
        _rules.fold_spaces,
        _rules.convert_quotes("ascii"),
        _rules.strip_tatweel_decorative,
        *_MARKS,
        _rules.squeeze_elongation(2),
        _rules.squeeze_punctuation(3),
        *_SPACES,
    ),
    "Pre-training of language models: vocalisation, digits and letters stay.",
    _DATE,
)
# Before composition goes and folds what would else be composed the next time: marks and tatweel that hold a letter and
# its hamza apart, and case, which takes some letters apart. Behind it, a hamza that is left sits on a letter for which
# Unicode has no composite, such as the Farsi yeh; it goes with the hamza of the seats, before that letter is folded.
_BARE: Final = (_rules.strip_tashkeel, _rules.strip_quranic_marks)
SEARCH: Final = Profile(
    "SEARCH",
    (
        *_LETTERS,
        _rules.expand_word_ligatures,
        _rules.fold_math_letters,
        *_BARE,
        _rules.strip_hamza_marks,
        _rules.strip_quranic_signs,
        _rules.strip_tatweel,
        _rules.strip_joiners,
        _rules.fold_spaces,
        _rules.convert_digits("ascii"),
        _rules.convert_quotes("ascii"),
        _rules.convert_punctuation("ascii"),
        _rules.convert_number_separators,
        _rules.casefold,
        *_MARKS,
        _rules.strip_latin_accents,
        _rules.fold_alef,
        _rules.fold_hamza_carriers,
        _rules.fold_alef_maksura,
        _rules.fold_teh_marbuta,
        _rules.fold_persian_letters,
        _rules.fold_maghrebi_letters,
        _rules.squeeze_elongation(2),
        *_SPACES,
    ),
    "Index and query of a search engine: spellings that readers take for the same become the same.",
    _DATE,
)
# What is read aloud is written as words before symbols go; honorific marks go first, as they stand inside a word.
_SPOKEN: Final = (
    _rules.expand_honorifics,
    _rules.strip_quranic_signs,
    _rules.strip_tatweel,
    _rules.fold_spaces,
    _rules.convert_digits("ascii"),
    _rules.casefold,
    *_MARKS,
)
_UNPUNCTUATED: Final = (_rules.convert_number_separators, _rules.replace_punctuation, *_SPACES)
ASR: Final = Profile(
    "ASR",
    (*_LETTERS, _rules.expand_word_ligatures, *_BARE, *_SPOKEN, *_UNPUNCTUATED),
    "Word error rate of speech recognition, strict about spelling.",
    _DATE,
)
ASR_RELAXED: Final = Profile(
    "ASR_RELAXED",
    (
        *_LETTERS,
        _rules.expand_word_ligatures,
        *_BARE,
        _rules.strip_hamza_marks,
        *_SPOKEN,
        _rules.fold_alef,
        _rules.fold_hamza_carriers,
        _rules.fold_alef_maksura,
        _rules.fold_teh_marbuta,
        _rules.fold_persian_letters,
        _rules.fold_maghrebi_letters,
        *_UNPUNCTUATED,
    ),
    "Word error rate of speech recognition, orthography forgiven.",
    _DATE,
)

PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {profile.name: profile for profile in (CLEAN, DISPLAY, CORPUS, SEARCH, ASR, ASR_RELAXED)}
)
"""Every profile by its name, but for those of other systems: they are in ``compat.PROFILES``."""
_HOMES: Final[dict[str, Mapping[str, Profile]]] = {__name__: PROFILES}


def ship(home: str, shipped: Iterable[Profile]) -> Mapping[str, Profile]:
    """Return profiles by name; they print and pickle from now on as what the module ``home`` holds."""
    _HOMES[home] = MappingProxyType({profile.name: profile for profile in shipped})
    return _HOMES[home]


def _at_home(home: str, name: str) -> Profile:
    from importlib import import_module

    import_module(home)
    return _HOMES[home][name]


def by_name(name: str) -> Profile:
    """Return the profile called ``name``, in any case; raise ``ValueError`` with near names where there is none.

    A name that begins with ``compat.`` is one of ``arnorm.compat``, which is loaded for it.

    >>> by_name("search")
    profiles.SEARCH
    >>> by_name("compat.camel_dediac")
    compat.CAMEL_DEDIAC
    """
    home, dot, local = str(name).rpartition(".")
    known, prefix = PROFILES, ""
    if dot and home.lower() == "compat":
        from importlib import import_module

        known, prefix = _HOMES[import_module("arnorm.compat").__name__], "compat."
    profile = known.get(local.upper()) if prefix or not dot else None
    if profile is None:
        raise name_error("profile", name, local.upper(), known, prefix)
    return profile
