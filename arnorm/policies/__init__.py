"""Policies: named grammars by which text is cut. Each is loaded when it is first asked for.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.DEFAULT)("كتاب جديد.")
['كتاب', 'جديد', '.']
"""

from __future__ import annotations

from arnorm.lookup import name_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.grammar import Grammar
    from arnorm.policies.annex import UAX29 as UAX29
    from arnorm.policies.annex import UAX29_SENTENCES as UAX29_SENTENCES
    from arnorm.policies.camel import CAMEL as CAMEL
    from arnorm.policies.camel import CAMEL_DIGITS as CAMEL_DIGITS
    from arnorm.policies.plain import WHITESPACE as WHITESPACE
    from arnorm.policies.sentences import CLAUSES as CLAUSES
    from arnorm.policies.sentences import PARAGRAPHS as PARAGRAPHS
    from arnorm.policies.sentences import SENTENCES as SENTENCES
    from arnorm.policies.sentences import SENTENCES_QUOTED as SENTENCES_QUOTED
    from arnorm.policies.sentences import SENTENCES_WRAPPED as SENTENCES_WRAPPED
    from arnorm.policies.sentences import sentence_policy as sentence_policy
    from arnorm.policies.words import DEFAULT as DEFAULT
    from arnorm.policies.words import SEARCH as SEARCH
    from arnorm.policies.words import SOCIAL as SOCIAL
    from arnorm.policies.words import word_policy as word_policy

_MODULES = {
    "CAMEL": "camel",
    "CAMEL_DIGITS": "camel",
    "CLAUSES": "sentences",
    "DEFAULT": "words",
    "PARAGRAPHS": "sentences",
    "SEARCH": "words",
    "SENTENCES": "sentences",
    "SENTENCES_QUOTED": "sentences",
    "SENTENCES_WRAPPED": "sentences",
    "SOCIAL": "words",
    "UAX29": "annex",
    "UAX29_SENTENCES": "annex",
    "WHITESPACE": "plain",
    "sentence_policy": "sentences",
    "word_policy": "words",
}

__all__ = [
    "CAMEL",
    "CAMEL_DIGITS",
    "CLAUSES",
    "DEFAULT",
    "PARAGRAPHS",
    "SEARCH",
    "SENTENCES",
    "SENTENCES_QUOTED",
    "SENTENCES_WRAPPED",
    "SOCIAL",
    "UAX29",
    "UAX29_SENTENCES",
    "WHITESPACE",
    "by_name",
    "sentence_policy",
    "word_policy",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def by_name(name: str) -> Grammar:
    """Return the policy called ``name``, in any case; raise ``ValueError`` with near names where there is none.

    >>> from arnorm import policies
    >>> policies.by_name("default") is policies.DEFAULT
    True
    """
    found = str(name).upper()
    known = [policy for policy in _MODULES if policy.isupper()]
    if found not in known:
        raise name_error("policy", name, found, known)
    policy: Grammar = globals().get(found) or __getattr__(found)  # type: ignore[assignment]  # all of `_MODULES` are
    return policy
