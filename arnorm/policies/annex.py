"""The pure segmentation of UAX #29, "Unicode Text Segmentation", of Unicode 17: words and sentences, untailored.

Both policies cover the whole text: every code point lies in a token. The rule numbers are those of the annex.

>>> from arnorm import SentenceSplitter, Tokenizer, policies
>>> Tokenizer(policies.UAX29)("can't pay 3.5!")
["can't", ' ', 'pay', ' ', '3.5', '!']
>>> SentenceSplitter(policies.UAX29_SENTENCES)("Mr. Smith paid 3.5. Then he left.")
['Mr. ', 'Smith paid 3.5. ', 'Then he left.']
"""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind
from arnorm.policies._segmentation import PICTOGRAPHS, SENTENCE_BREAK, WORD_BREAK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

__all__ = ["UAX29", "UAX29_SENTENCES"]

_BREAKS = (*WORD_BREAK["CR"], *WORD_BREAK["LF"], *WORD_BREAK["Newline"])
# WB4: a unit is a code point and what is looked through behind it.
_E = "[extend format zwj]*"
_CONNECTOR = f"connector {_E}"
_HEBREW = f"hebrew {_E} (doublequote {_E} hebrew {_E})*"  # WB7b, WB7c
_LETTER = f"(letter {_E} | {_HEBREW})"
_INSIDE = f"[midletter midnumlet quote] {_E}"
_LETTERS = f"{_LETTER} ({_INSIDE} {_LETTER})*"  # WB6, WB7
_DIGITS = f"digit {_E} ([midnum midnumlet quote] {_E} digit {_E})*"  # WB8, WB11, WB12
_RUN = f"({_LETTERS} | {_DIGITS})"  # WB5, WB9 and WB10 put such one after the other
_KANA = f"(kana {_E})+"  # WB13
# WB7a: a quote belongs to the Hebrew letter before it; nothing but a letter goes on behind it, which is WB7.
_QUOTED = f"({_LETTER} {_INSIDE})* {_HEBREW} quote {_E}"
# WB13a, WB13b: a connector stands between any of them.
_WORD = f"(({_RUN}* | {_KANA}) {_CONNECTOR})* ({_RUN}* ({_CONNECTOR} | {_RUN} | {_QUOTED}) | {_KANA} ({_CONNECTOR})?)"
_SPACES = f"wordspace+ {_E}"  # WB3d
_FLAG = f"flag {_E} flag {_E}"  # WB15, WB16
_ANY = f"[^cr lf newline] {_E}"  # WB999
# WB3c: a pictograph joins whatever has a joiner at its end. Some are letters, with which a word may begin.
_PICTURE = f"zwj picture {_E}"
_PICTURED_WORD = (
    f"zwj picturedletter {_E}"
    f" (({_INSIDE} {_LETTERS})? {_RUN}* ({_CONNECTOR} ({_WORD})? | {_QUOTED})? | {_INSIDE} {_QUOTED})"
)

UAX29: Final = Grammar(
    "UAX29",
    (
        # The sets of general categories overlap those of Word_Break: of kinds that match the same the first is right.
        Kind("word", f"({_WORD} | {_SPACES} | {_FLAG} | {_ANY})? ({_PICTURE})* ({_PICTURED_WORD} ({_PICTURE})*)+"),
        Kind("mark", "[extend format zwj]+"),
        Kind("number", f"({_CONNECTOR})* {_DIGITS} ({_CONNECTOR} | {_DIGITS})* ({_PICTURE})*"),
        Kind("symbol", f"({_CONNECTOR})* ({_PICTURE})+"),
        Kind("space", f"(narrow {_E})+"),
        Kind("punctuation", f"({_CONNECTOR})+"),
        Kind("word", f"({_WORD} | otherletter {_E}) ({_PICTURE})*"),
        Kind("number", f"othernumber {_E} ({_PICTURE})*"),
        Kind("symbol", f"([symbol picture flag] {_E} | {_FLAG}) ({_PICTURE})*"),
        Kind("symbol", f"({_SPACES} | {_ANY}) ({_PICTURE})+"),
        Kind("punctuation", f"punctuation {_E}"),
        Kind("space", f"{_SPACES} | space {_E}"),
        Kind("break", "cr lf | [cr lf newline]"),
        Kind("other", _ANY),
    ),
    (
        ("letter", WORD_BREAK["ALetter"]),
        ("hebrew", WORD_BREAK["Hebrew_Letter"]),
        ("digit", WORD_BREAK["Numeric"]),
        ("kana", WORD_BREAK["Katakana"]),
        ("connector", WORD_BREAK["ExtendNumLet"]),
        ("midletter", WORD_BREAK["MidLetter"]),
        ("midnum", WORD_BREAK["MidNum"]),
        ("midnumlet", WORD_BREAK["MidNumLet"]),
        ("quote", WORD_BREAK["Single_Quote"]),
        ("doublequote", WORD_BREAK["Double_Quote"]),
        ("extend", WORD_BREAK["Extend"]),
        ("format", WORD_BREAK["Format"]),
        ("zwj", WORD_BREAK["ZWJ"]),
        ("wordspace", WORD_BREAK["WSegSpace"]),
        ("flag", WORD_BREAK["Regional_Indicator"]),
        ("cr", WORD_BREAK["CR"]),
        ("lf", WORD_BREAK["LF"]),
        ("newline", WORD_BREAK["Newline"]),
        ("picture", PICTOGRAPHS),
        ("picturedletter", chars.common(WORD_BREAK["ALetter"], PICTOGRAPHS)),
        ("narrow", chars.common(WORD_BREAK["ExtendNumLet"], _ucd.WHITE_SPACE)),
        ("space", chars.without(_ucd.WHITE_SPACE, chars.characters(_BREAKS))),
        ("otherletter", chars.category("Lu", "Ll", "Lt", "Lm", "Lo")),
        ("othernumber", chars.category("Nd", "Nl", "No")),
        ("symbol", chars.category("Sm", "Sc", "Sk", "So")),
        ("punctuation", chars.category("Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po")),
    ),
    code="policies.UAX29",
)
"""Words by UAX #29: every segment between two word boundaries is a token, white space included.

The kind of a segment is the first of these that one of its code points calls for, by Word_Break or general category:

===============  ================================================================================================
``word``         ALetter, Hebrew_Letter, Katakana, or L: each ideograph is one, and each letter of Hiragana or Thai
``number``       Numeric, or N
``symbol``       Extended_Pictographic, Regional_Indicator, or S
``punctuation``  P
``space``        White_Space that breaks no line
``break``        CR, LF, Newline; "\\r\\n" is one
``other``        anything else: controls, surrogates, private use, what is not assigned
``mark``         Extend, Format, ZWJ: only where no other stands before them, at the start of a line or the text
===============  ================================================================================================

>>> from arnorm import Tokenizer, policies
>>> [(token.text, token.kind) for token in Tokenizer(policies.UAX29).tokens("سنة ١٩٧٣٫٥!")]
[('سنة', 'word'), (' ', 'space'), ('١٩٧٣٫٥', 'number'), ('!', 'punctuation')]
"""

# SB5: what follows a code point and is looked through.
_F = "[extend format]*"
_STOP = f"[aterm sterm] {_F} (close {_F})* (space {_F})*"  # SB9, SB10
# SB7: a capital behind a period behind a letter, as often as that comes.
_INITIALS = f"({_F} aterm {_F} upper)*"
_PIECE = " | ".join(
    (
        "[^aterm sterm cr lf sep]",  # SB998
        f"[upper lower] {_INITIALS}",
        f"({_STOP})* aterm {_F} numeric",  # SB6
        f"({_STOP})* aterm [^oletter upper lower cr lf sep aterm sterm]* lower {_INITIALS}",  # SB8
        f"({_STOP})+ continue",  # SB8a; what a stop may stand behind in one sentence, a stop may, too
    )
)

UAX29_SENTENCES: Final = Grammar(
    "UAX29_SENTENCES",
    (
        Kind(
            "sentence",
            f"({_PIECE})+ ({_STOP})* (cr lf | [cr lf sep])? | ({_STOP})+ (cr lf | [cr lf sep])? | cr lf | [cr lf sep]",
        ),
    ),
    (
        ("extend", SENTENCE_BREAK["Extend"]),
        ("format", SENTENCE_BREAK["Format"]),
        ("space", SENTENCE_BREAK["Sp"]),
        ("lower", SENTENCE_BREAK["Lower"]),
        ("upper", SENTENCE_BREAK["Upper"]),
        ("oletter", SENTENCE_BREAK["OLetter"]),
        ("numeric", SENTENCE_BREAK["Numeric"]),
        ("aterm", SENTENCE_BREAK["ATerm"]),
        ("sterm", SENTENCE_BREAK["STerm"]),
        ("close", SENTENCE_BREAK["Close"]),
        ("continue", SENTENCE_BREAK["SContinue"]),
        ("cr", SENTENCE_BREAK["CR"]),
        ("lf", SENTENCE_BREAK["LF"]),
        ("sep", SENTENCE_BREAK["Sep"]),
    ),
    code="policies.UAX29_SENTENCES",
)
"""Sentences by UAX #29: the segments between two sentence boundaries, each with the white space behind it.

A stop ends a sentence where the annex says so: "." goes on before a small letter, which Arabic does not have, so that
every period with a space behind it ends one.

>>> from arnorm import SentenceSplitter, policies
>>> SentenceSplitter(policies.UAX29_SENTENCES)("أين الكتاب؟ هنا.")
['أين الكتاب؟ ', 'هنا.']
"""
