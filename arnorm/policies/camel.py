"""Policies that cut text as ``camel_tools.tokenizers.word.simple_word_tokenize`` does, to the code point.

They equal CAMeL Tools 1.6.0 of 2026 with the packages emoji 2.16.0 (Emoji 18) and regex 2026.11.19 (Unicode 18), on
CPython 3.11, whose Unicode is 14: that decides which punctuation marks and symbols end a word. Later ones belong to
words, as letters do. Last compared on 2026-11-25.

What that function does: text is cut at white space. In each piece every position from the left is asked for the longest
possible emoji of UTS #51, or for one symbol. If that is a symbol, or one of the emoji that the package lists, it is a
token; if it is anything else, such as two joined emoji that are no emoji together, its first code point goes to the
word and the next position is asked. So an emoji before a joiner may be part of a word: that depends on all that is
joined to it.

How the grammar says it: a word is anything without white space and other symbols, and if an emoji ends it that emoji
stands behind it, whole; of two matches that reach equally far, the one with the longer emoji wins. Kinds named `NEVER`
forbid what holds an emoji that would have been a token.
"""

from __future__ import annotations

from arnorm import chars
from arnorm.compat._python import category
from arnorm.grammar import NEVER, Grammar, Kind
from arnorm.patterns import EMOJI_SETS
from arnorm.policies._emoji_sequences import FLAGS, NEWER, SEQUENCES, SETS, TAGGED
from arnorm.policies.plain import SPACES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["CAMEL", "CAMEL_DIGITS"]

_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    *EMOJI_SETS,
    *SETS,
    ("newer", NEWER),
    ("keycap-sign", chars.ranges_of("#*")),
    ("digit", chars.ranges_of("0123456789")),
    ("figure", chars.category("Nd")),  # as in regex, where Unicode 18 has added none
    ("punctuation", category("P")),
    ("symbol", category("S")),
    ("space", SPACES),
)

_SINGLE = "emoji text-emoji skin-tone newer keycap-sign"
_JOINED = f"[{_SINGLE} digit regional]"
_KEYCAP = "keycap-base emoji-style keycap"
_BY_LENGTH = {
    **dict(SEQUENCES),
    2: f"{dict(SEQUENCES)[2]} | {FLAGS}",
    3: f"{dict(SEQUENCES)[3]} | {_KEYCAP}",
    7: f"{dict(SEQUENCES)[7]} | {TAGGED}",
}
# Emoji that a table lists, as the package does; two regional indicators are looked at as a pair, whatever follows.
_LISTED = " | ".join(_BY_LENGTH.values())
_NOT_JOINED = f"zwj [^{_SINGLE} digit regional]"
_WHOLE = f"([^zwj] | {_NOT_JOINED})"
# By how an emoji ends: what may stand behind it so that it goes on no further.
_ENDED = (
    (f"[{_SINGLE}]", f"([^zwj emoji-style skin-tone tag] | {_NOT_JOINED} | tag+ [^tag tag-end])"),
    ("regional", f"([^zwj emoji-style skin-tone tag regional] | {_NOT_JOINED} | tag+ [^tag tag-end])"),
    ("text-emoji emoji-style", f"([^zwj keycap] | {_NOT_JOINED})"),
    (_KEYCAP, _WHOLE),
    ("skin-base skin-tone", _WHOLE),
    (f"({TAGGED})", _WHOLE),
    (f"({FLAGS})", "."),
)
# The same at the end of a text, where more could follow that does not.
_ENDING = (
    f".* ([{_SINGLE} regional] (tag+ | zwj)? | {FLAGS}"
    f" | (text-emoji emoji-style | {_KEYCAP} | skin-base skin-tone | {TAGGED}) zwj?)"
)


def _kinds(word: str, behind: str, numbers: tuple[Kind, ...]) -> Iterator[Kind]:
    """Yield the kinds of a policy whose words are made of ``word`` and may stand before one of ``behind``."""
    yield Kind("punctuation", "punctuation")
    yield Kind("emoji", f"[emoji skin-tone newer] | {_LISTED}")
    yield Kind("symbol", "symbol")
    yield Kind("emoji", "text-emoji")  # those that are neither punctuation nor symbols
    for emoji, follower in _ENDED:
        yield Kind(NEVER, f".* {emoji} {follower} .*")
    yield from numbers
    for emoji in (*(_BY_LENGTH[length] for length in sorted(_BY_LENGTH, reverse=True)), behind):
        if not numbers:  # then digits are parts of words, and a word of nothing else is a number
            yield Kind("number", "figure+", before=emoji)
        yield Kind("word", f"{word}+", before=emoji)
    yield Kind(NEVER, _ENDING)
    yield Kind("number", "figure+")
    yield Kind("word", f"{word}+")


def _grammar(name: str, word: str, behind: str, *numbers: Kind) -> Grammar:
    return Grammar(name, tuple(_kinds(word, behind, numbers)), _SETS, code=f"policies.{name}")


CAMEL: Final = _grammar("CAMEL", f"([^space punctuation symbol] | [{_SINGLE} regional])", f"[{_SINGLE} regional]")
"""Words, single punctuation marks and symbols, and emoji: the tokens of ``simple_word_tokenize(text)``.

A word that is nothing but digits is of the kind number.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.CAMEL)("قال: «عام2020» 👍🏽!!")
['قال', ':', '«', 'عام2020', '»', '👍🏽', '!', '!']
"""

CAMEL_DIGITS: Final = _grammar(
    "CAMEL_DIGITS",
    f"([^space punctuation symbol figure] | [{_SINGLE} regional])",
    f"[{_SINGLE} digit regional]",
    Kind("number", "digit", before=f"emoji-style keycap zwj {_JOINED}"),
)
"""The same with digits apart from letters: the tokens of ``simple_word_tokenize(text, split_digits=True)``.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.CAMEL_DIGITS)("عام2020")
['عام', '2020']
"""
