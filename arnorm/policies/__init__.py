"""Policies: named grammars by which text is cut. Each is loaded when it is first asked for.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.DEFAULT)("كتاب جديد.")
['كتاب', 'جديد', '.']
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.policies.annex import UAX29 as UAX29
    from arnorm.policies.annex import UAX29_SENTENCES as UAX29_SENTENCES
    from arnorm.policies.camel import CAMEL as CAMEL
    from arnorm.policies.camel import CAMEL_DIGITS as CAMEL_DIGITS
    from arnorm.policies.plain import WHITESPACE as WHITESPACE
    from arnorm.policies.sentences import SENTENCES as SENTENCES
    from arnorm.policies.words import DEFAULT as DEFAULT
    from arnorm.policies.words import SEARCH as SEARCH
    from arnorm.policies.words import SOCIAL as SOCIAL
    from arnorm.policies.words import word_policy as word_policy

_MODULES = {
    "CAMEL": "camel",
    "CAMEL_DIGITS": "camel",
    "DEFAULT": "words",
    "SEARCH": "words",
    "SENTENCES": "sentences",
    "SOCIAL": "words",
    "UAX29": "annex",
    "UAX29_SENTENCES": "annex",
    "WHITESPACE": "plain",
    "word_policy": "words",
}

__all__ = [
    "CAMEL",
    "CAMEL_DIGITS",
    "DEFAULT",
    "SEARCH",
    "SENTENCES",
    "SOCIAL",
    "UAX29",
    "UAX29_SENTENCES",
    "WHITESPACE",
    "by_name",
    "word_policy",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
