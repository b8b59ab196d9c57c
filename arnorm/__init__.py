"""Arabic-script text normalization and tokenization with a compiled core.

>>> from arnorm import Normalizer, Tokenizer, profiles
>>> Normalizer(profiles.SEARCH)("الحَمْدُ للهِ")
'الحمد لله'
>>> Tokenizer()("الحَمْدُ للهِ.")
['الحَمْدُ', 'للهِ', '.']
"""

from __future__ import annotations

from arnorm import policies, profiles, rules
from arnorm._core import BACKEND, INSTRUCTION_SET
from arnorm._ucd import UNICODE_VERSION
from arnorm.alignment import Alignment
from arnorm.analyzer import AnalyzedToken, Analyzer
from arnorm.detokenizer import detokenize
from arnorm.explanation import Change, Explanation
from arnorm.inspection import Inspection, inspect
from arnorm.normalizer import Normalizer, dediacritize, normalize
from arnorm.quotes import unpaired_quotes
from arnorm.rules import Rule
from arnorm.sentences import SentenceSplitter, sentences
from arnorm.tokenizer import Token, Tokenizer, tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm import transliteration as transliteration

    __version__: str

__all__ = [
    "BACKEND",
    "INSTRUCTION_SET",
    "UNICODE_VERSION",
    "Alignment",
    "AnalyzedToken",
    "Analyzer",
    "Change",
    "Explanation",
    "Inspection",
    "Normalizer",
    "Rule",
    "SentenceSplitter",
    "Token",
    "Tokenizer",
    "dediacritize",
    "detokenize",
    "inspect",
    "normalize",
    "policies",
    "profiles",
    "rules",
    "sentences",
    "tokenize",
    "unpaired_quotes",
]


def __getattr__(name: str) -> object:
    if name == "transliteration":  # loaded for those who ask for it
        from importlib import import_module

        return import_module("arnorm.transliteration")
    if name == "__version__":  # importlib.metadata costs more to import than all of this package
        from importlib.metadata import version

        return version("arnorm")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
