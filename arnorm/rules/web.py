"""Rules about what text from the web holds that is not words: addresses, mentions, hashtags, markup."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.rules.rule import Rule, conditional
from arnorm.rules.steps import Context, Function, Match, step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = [
    "PLACEHOLDERS",
    "replace_emails",
    "replace_hashtags",
    "replace_html",
    "replace_mentions",
    "replace_urls",
    "split_hashtags",
    "unescape_html",
]


def _categories(*names: str) -> Ranges:
    return tuple(span for name in names for span in _ucd.GENERAL_CATEGORY[name])


_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    ("latin", ((0x41, 0x5A), (0x61, 0x7A))),
    ("ascii", ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A))),
    ("digit", _categories("Nd")),
    ("letter", _categories("Lu", "Ll", "Lt", "Lm", "Lo")),
    ("word", _categories("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd") + ((0x5F, 0x5F),)),
    ("joiner", tuple((ord(character), ord(character)) for character in sorted(chars.JOINERS))),
)
_SCHEME = '(["hH"] ["tT"] ["tT"] ["pP"] ["sS"]? | ["fF"] ["tT"] ["pP"]) "://"'
_ENDING = '[word "/#&=%-~+$*@|"]'
_REST = f'(["/#&=%-~+$*@|.,;:!?\'()"] | word)* {_ENDING}'
_URL = f'({_SCHEME} | ["wW"]{{3}} ".") word ({_REST})?'
_LABEL = '[ascii "-"]+'
_EMAIL = f'[ascii "_%+-"]+ ("." [ascii "_%+-"]+)* "@" {_LABEL} ("." {_LABEL})+'
_WORDS = 'word+ (["@#."] word+)*'
_HASHTAG = '["#\uff03"] [digit "_"]* letter [word joiner]*'
_TAG = (
    '"<" "/"? latin ([^"<>\\"\'"] | "\\"" [^"\\"<"]* "\\"" | "\'" [^"\'<"]* "\'")* ">"'
    ' | "<" "/"? latin [^"<>"]* ">" | "<!" [^"<>"]* ">" | "<?" [^"<>"]* ">" | "<!--" | "-->"'
    ' | "<script" [^"<>"]* ">" [^"<"]* "</script>" | "<style" [^"<>"]* ">" [^"<"]* "</style>"'
)

Patterns = tuple[tuple[str, bool], ...]
_FOUND: Final[dict[str, tuple[Patterns, str, str]]] = {
    "replace_urls": (
        ((_URL, True), (_EMAIL, False), (_WORDS, False)),
        "web addresses that begin with http, https, ftp or www",
        "RFC 3987 without the punctuation that may end an address; letters of any script belong to it",
    ),
    "replace_emails": (
        ((_EMAIL, True), (_URL, False), (_WORDS, False)),
        "e-mail addresses",
        "the addresses of RFC 5322 that are in use: dot-atoms of ASCII and a domain with a dot",
    ),
    "replace_mentions": (
        (('"@" word+', True), (_EMAIL, False), (_URL, False), (_WORDS, False)),
        "mentions: @ and a name, not inside an address",
        "the convention of social networks",
    ),
    "replace_hashtags": (
        ((_HASHTAG, True), ('"&#" [ascii]+ ";"?', False), (_URL, False), (_WORDS, False)),
        "hashtags: # and letters, digits and underscores of any script, not digits alone",
        "UTS #55 and the convention of social networks",
    ),
    "replace_html": (
        ((_TAG, True),),
        "the tags, declarations and comments of HTML and XML, and scripts and styles with their content",
        "the tokens of the HTML standard; text between tags and entities stay, and so does < before a space or digit",
    ),
}


def _placeholder(kind: str, replacement: str) -> Rule:
    patterns, what, source = _FOUND[kind]
    return conditional(
        f"{kind}:{replacement}",
        (Match(tuple((pattern, replacement if found else None) for pattern, found in patterns), _SETS),),
        f"Replace {what} by {replacement!r}." if replacement else f"Delete {what}.",
        lossy=True,
        source=source,
    )


def _replace(kind: str, replacement: str) -> Rule:
    if not isinstance(replacement, str):
        raise TypeError(f"the replacement must be a str, not {type(replacement).__name__}")
    return _placeholder(kind, replacement)


def replace_urls(replacement: str = "") -> Rule:
    """Return the rule that puts ``replacement`` in the place of every web address; ``TypeError`` unless a ``str``.

    >>> from arnorm import Normalizer
    >>> Normalizer(replace_urls("[رابط]"))("انظر https://ar.wikipedia.org/wiki/لغة_عربية، ثم عد.")
    'انظر [رابط]، ثم عد.'
    """
    return _replace("replace_urls", replacement)


def replace_emails(replacement: str = "") -> Rule:
    """Return the rule that puts ``replacement`` in the place of every e-mail address; ``TypeError`` unless a ``str``.

    >>> from arnorm import Normalizer
    >>> Normalizer(replace_emails("[بريد]"))("راسلنا: info@example.org.")
    'راسلنا: [بريد].'
    """
    return _replace("replace_emails", replacement)


def replace_mentions(replacement: str = "") -> Rule:
    """Return the rule that puts ``replacement`` in the place of every mention; ``TypeError`` unless a ``str``.

    >>> from arnorm import Normalizer
    >>> Normalizer(replace_mentions("@"))("شكرا @سلمى_99 و@omar, a@b.org")
    'شكرا @ و@omar, a@b.org'
    """
    return _replace("replace_mentions", replacement)


def replace_hashtags(replacement: str = "") -> Rule:
    """Return the rule that puts ``replacement`` in the place of every hashtag; ``TypeError`` unless a ``str``.

    >>> from arnorm import Normalizer
    >>> Normalizer(replace_hashtags())("خبر #عاجل_الآن رقم #1")
    'خبر  رقم #1'
    """
    return _replace("replace_hashtags", replacement)


def replace_html(replacement: str = "") -> Rule:
    """Return the rule that puts ``replacement`` in the place of every tag; ``TypeError`` unless a ``str``.

    >>> from arnorm import Normalizer
    >>> Normalizer(replace_html(" "))('سطر<br/>و<b class="x>y">آخر</b>، ٣ < ٥')
    'سطر و آخر ، ٣ < ٥'
    """
    return _replace("replace_html", replacement)


PLACEHOLDERS: Final[dict[str, Callable[[str], Rule]]] = {
    "replace_html": replace_html,
    "replace_urls": replace_urls,
    "replace_emails": replace_emails,
    "replace_mentions": replace_mentions,
    "replace_hashtags": replace_hashtags,
}
"""The rules that take any replacement, by the name before the colon."""

split_hashtags: Rule = conditional(
    "split_hashtags",
    (
        step({"_": " "}, Context('["#\uff03"] [word joiner]*', "[digit letter]", sets=_SETS)),
        step(dict.fromkeys("#\uff03", ""), Context('(edge | [^word "&"])', '[digit "_"]* letter', sets=_SETS)),
    ),
    "Write a hashtag as the words that it consists of: without its sign, and with spaces for underscores.",
    lossy=False,
    source="the convention of social networks",
)


def _unescape(text: str) -> str:
    from html import unescape

    return unescape(text) if "&" in text else text


unescape_html: Rule = conditional(
    "unescape_html",
    (Function(_unescape),),
    "Write the character references of HTML (&amp;, &#1575;) as the characters they stand for; runs in Python.",
    lossy=False,
    source="the HTML standard, by html.unescape of Python",
)
