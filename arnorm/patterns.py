"""Patterns of what holds together whatever cuts or replaces it: web addresses, e-mail, hashtags, emoji.

They are written in the notation of ``arnorm._core.pattern`` over the sets given beside them. Rules look for them and
policies make tokens of them, so that both see the same things. `quoted` and `any_of` write text in that notation.
"""

from __future__ import annotations

from arnorm import _emoji, chars

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["DOMAIN", "EMOJI_SEQUENCES", "EMOJI_SETS", "HASHTAG", "HASHTAG_SIGNS", "HOST", "INNER", "URL", "WEB_SETS"]
__all__ += ["WORD_CATEGORIES", "any_of", "quoted"]


def quoted(text: str) -> str:
    """Return the pattern of ``text`` itself."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def any_of(texts: Iterable[str]) -> str:
    """Return the pattern of one of ``texts``, which goes into parentheses where more stands around it."""
    return " | ".join(map(quoted, texts))


WORD_CATEGORIES: Final = ("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd")
"""The general categories of what a name or an address is made of, besides the underscore."""
WEB_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("latin", ((0x41, 0x5A), (0x61, 0x7A))),
    ("ascii", ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A))),
    ("digit", chars.category("Nd")),
    ("letter", chars.category("Lu", "Ll", "Lt", "Lm", "Lo")),
    ("word", (*chars.category(*WORD_CATEGORIES), (0x5F, 0x5F))),
    ("joiner", chars.ranges_of(chars.JOINERS)),
)
"""The sets that patterns of the web speak of."""

HASHTAG_SIGNS: Final = "#\uff03\ufe5f"
_SCHEME = '(["hH"] ["tT"] ["tT"] ["pP"] ["sS"]? | ["fF"] ["tT"] ["pP"]) "://"'
INNER: Final = '["/#&=%-~+$*@.,;:!?\'"] | word'
"""What may stand inside a web address, but for brackets."""
HOST: Final = f'({_SCHEME} | ["wW"]{{3}} ".") word'
"""How a web address begins."""
URL: Final = f'{HOST} (({INNER} | ["()"])* ([word "/#&=%-~+$@"] | "(" ({INNER})* ")"))?'
"""RFC 3987 without the punctuation that may end an address; letters of any script belong to it."""
HASHTAG: Final = f'["{HASHTAG_SIGNS}"] [digit "_"]* letter [word joiner]*'
"""The hashtag identifiers of UAX #31 (R8) with a letter in them, as social networks ask for."""

_TOP_LEVEL_DOMAINS: Final = (
    *("com", "org", "net", "edu", "gov", "info", "io", "co", "ai", "app", "tv", "me"),
    *("ae", "bh", "dz", "eg", "iq", "jo", "kw", "lb", "ly", "ma", "om", "ps", "qa", "sa", "sd", "sy", "tn", "ye"),
    *("ir", "af", "pk", "tr", "uk", "us", "fr", "de", "eu"),
)
"""Ends of host names that are written without http or www: those in general use, and those of the region."""
_LABEL = "latin ascii*"
_TOP = any_of(_TOP_LEVEL_DOMAINS)
DOMAIN: Final = f'{_LABEL} ("-" {_LABEL})? ("." {_LABEL})* "." ({_TOP}) ("/" (["/#&=%-~+_.?"] | word)* [word "/"])?'
"""A host name in small letters or not, with or without a path, that ends as those of the list do."""

EMOJI_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("emoji", _emoji.EMOJI),
    ("text-emoji", _emoji.TEXT_EMOJI),
    ("skin-tone", _emoji.EMOJI_MODIFIERS),
    ("regional", _emoji.REGIONAL_INDICATORS),
    ("keycap-base", ((0x23, 0x23), (0x2A, 0x2A), (0x30, 0x39))),
    ("keycap", ((0x20E3, 0x20E3),)),
    ("emoji-style", ((0xFE0F, 0xFE0F),)),
    ("text-style", ((0xFE0E, 0xFE0E),)),
    ("zwj", chars.ranges_of(chars.ZERO_WIDTH_JOINER)),
    ("tag", ((0xE0020, 0xE007E),)),
    ("tag-end", ((0xE007F, 0xE007F),)),
)
"""The sets that `EMOJI_SEQUENCES` speaks of."""

_TAGS = "tag* tag-end?"
_ENDING = f"(emoji-style keycap?)? skin-tone? emoji-style? {_TAGS}"
_PART = f"([emoji text-emoji] {_ENDING} | regional regional)"
_JOINED = f"(zwj {_PART})* zwj?"
EMOJI_SEQUENCES: Final = (
    f"emoji {_ENDING} {_JOINED}"
    f" | text-emoji (emoji-style keycap? skin-tone? | skin-tone emoji-style?) {_TAGS} {_JOINED}"
    f" | text-emoji (zwj {_PART})+ zwj?"
    f" | regional regional? {_JOINED}"
    " | keycap-base emoji-style? keycap"
    " | skin-tone"
)
"""Everything that is shown as one picture (UTS #51), and a joiner or tags behind it that join nothing."""
