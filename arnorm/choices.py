"""What adapters take for a normalizer, a tokenizer or a sentence splitter: an object, a value, a name.

Engines send what they run to other processes and write it into plans and configurations, so a choice is a value that
can be pickled, or a ``str``.
"""

from __future__ import annotations

from arnorm import policies, profiles
from arnorm.grammar import Grammar
from arnorm.normalizer import Normalizer
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.sentences import SentenceSplitter
from arnorm.tokenizer import Tokenizer
from arnorm.values import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TypeAlias

    NormalizerChoice: TypeAlias = Normalizer | Profile | Rule | Iterable[Rule] | str
    TokenizerChoice: TypeAlias = Tokenizer | Grammar | str | None
    SplitterChoice: TypeAlias = SentenceSplitter | Grammar | str | None
else:  # what needs no import
    NormalizerChoice = Normalizer | Profile | Rule | str
    TokenizerChoice = Tokenizer | Grammar | str | None
    SplitterChoice = SentenceSplitter | Grammar | str | None

__all__ = ["chosen_normalizer", "chosen_splitter", "chosen_tokenizer"]


def chosen_normalizer(choice: NormalizerChoice) -> Normalizer:
    """Return the normalizer that ``choice`` stands for, always the same object for what is equal.

    It is a `Normalizer`, what makes one (a profile, a rule, several), the name of a profile in any case, or the JSON of
    `Normalizer.to_json`. Raises ``ValueError`` for a name or JSON that is none, and ``TypeError`` for anything else.

    >>> chosen_normalizer("search")
    Normalizer(profiles.SEARCH)
    >>> chosen_normalizer(Normalizer(profiles.CLEAN).to_json()) == Normalizer(profiles.CLEAN)
    True
    """
    if isinstance(choice, Normalizer):
        return choice
    if isinstance(choice, str):
        return shared(_by_name, choice)
    if isinstance(choice, set | frozenset):
        return shared(Normalizer, frozenset(choice))
    rules = tuple(choice) if hasattr(choice, "__iter__") and not isinstance(choice, Profile) else choice
    return shared(Normalizer, rules)


def _by_name(choice: str) -> Normalizer:
    if choice.lstrip().startswith("{"):
        return Normalizer.from_json(choice)
    return Normalizer(profiles.by_name(choice))


def chosen_tokenizer(choice: TokenizerChoice = None) -> Tokenizer:
    """Return the tokenizer that ``choice`` stands for.

    It is a `Tokenizer`, a policy, the name of a policy in any case, or None for DEFAULT. Raises ``ValueError`` for a
    name that is none, and ``TypeError`` for anything else.

    >>> chosen_tokenizer("camel")
    Tokenizer(policies.CAMEL)
    """
    return choice if isinstance(choice, Tokenizer) else shared(Tokenizer, _policy(choice))


def chosen_splitter(choice: SplitterChoice = None) -> SentenceSplitter:
    """Return the sentence splitter that ``choice`` stands for, as `chosen_tokenizer` does; None is for SENTENCES.

    >>> chosen_splitter("uax29_sentences")
    SentenceSplitter(policies.UAX29_SENTENCES)
    """
    return choice if isinstance(choice, SentenceSplitter) else shared(SentenceSplitter, _policy(choice))


def _policy(choice: Grammar | str | None) -> Grammar | None:
    return policies.by_name(choice) if isinstance(choice, str) else choice
