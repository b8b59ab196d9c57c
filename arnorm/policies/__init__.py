"""Policies: named grammars by which text is cut. Each is loaded when it is first asked for.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.DEFAULT)("كتاب جديد.")
['كتاب', 'جديد', '.']
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.policies.abbreviations import ABBREVIATIONS as ABBREVIATIONS
    from arnorm.policies.sentences import CLAUSES as CLAUSES
    from arnorm.policies.sentences import PARAGRAPHS as PARAGRAPHS
    from arnorm.policies.sentences import SENTENCES as SENTENCES
    from arnorm.policies.sentences import SENTENCES_QUOTED as SENTENCES_QUOTED
    from arnorm.policies.sentences import SENTENCES_WRAPPED as SENTENCES_WRAPPED
    from arnorm.policies.sentences import sentence_policy as sentence_policy
    from arnorm.policies.words import DEFAULT as DEFAULT

_MODULES = {
    "ABBREVIATIONS": "abbreviations",
    "CLAUSES": "sentences",
    "DEFAULT": "words",
    "PARAGRAPHS": "sentences",
    "SENTENCES": "sentences",
    "SENTENCES_QUOTED": "sentences",
    "SENTENCES_WRAPPED": "sentences",
    "sentence_policy": "sentences",
}

__all__ = [
    "ABBREVIATIONS",
    "CLAUSES",
    "DEFAULT",
    "PARAGRAPHS",
    "SENTENCES",
    "SENTENCES_QUOTED",
    "SENTENCES_WRAPPED",
    "sentence_policy",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value
