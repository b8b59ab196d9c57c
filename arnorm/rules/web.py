"""Rules about what text from the web holds that is not words: addresses, mentions, hashtags, markup."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.patterns import HASHTAG, HASHTAG_SIGNS, HOST, INNER, URL, WEB_SETS, WORD_CATEGORIES
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


_NO_WORD = [name for name in _ucd.GENERAL_CATEGORY if name not in WORD_CATEGORIES]
_SETS: Final[tuple[tuple[str, Ranges], ...]] = (
    *WEB_SETS,
    ("no-word", chars.category(*_NO_WORD)),
    ("arabic", _ucd.ARABIC_SCRIPT + _ucd.ARABIC_MARKS),
    ("space", _ucd.WHITE_SPACE),
    ("markup", ((0x09, 0x0D), (0x20, 0x21), (0x23, 0x26), (0x28, 0x3B), (0x3D, 0x3D), (0x3F, 0x7E))),
)
_LOCAL = '[ascii "_"] [ascii "_%+-"]* ("." [ascii "_%+-"]+)*'
_EMAIL = f'{_LOCAL} "@" (ascii ([ascii "-"]* ascii)? ".")+ latin [ascii "-"]* ascii'
# Words are stepped over, so that nothing is found inside one; but an Arabic particle is often written without a space.
_WORD = '([^no-word arabic] | "_") word* | arabic+'

# Every pattern that begins with an opening stops where another one opens, so that a text of openings costs linear time.
_NAME = 'latin [ascii "-"]* (":" latin [ascii "-"]*)?'
_ATTRIBUTES = '(markup | "=" [^space "<>\\"\'"]+ | "\\"" [^"\\"<"]* "\\"" | "\'" [^"\'<"]* "\'")*'
_COMMENT = '[^"-<"] | "-" [^"-<"] | "--" "-"* [^"-<>"] | "-"* "<"+ ("!"? [^"-<!"] | "-"+ [^"-<>"])'
_CODE = '[^"<"] | "<"+ ([^"</sS"] | "/"? ["sS"] [^"<cCtT"] | "/" [^"<sS"])'
_SCRIPT = '["sS"] ["cC"] ["rR"] ["iI"] ["pP"] ["tT"]'
_STYLE = '["sS"] ["tT"] ["yY"] ["lL"] ["eE"]'
_TAG = (
    f'"<" "/"? {_NAME} ((["/"] | space) {_ATTRIBUTES})? ">"'
    f' | "<" {_NAME} (["/"] | space) markup* ["\\"\'"] [^"<>"]* ">"'
    f' | "<!--" ({_COMMENT})* "-"* "-->" | "<!" [^"-<>"] [^"<>"]* ">" | "<?" [^"<>"]* ">"'
    f' | "<" {_SCRIPT} (space [^"<>"]*)? ">" ({_CODE})* "</" {_SCRIPT} space* ">"'
    f' | "<" {_STYLE} (space [^"<>"]*)? ">" ({_CODE})* "</" {_STYLE} space* ">"'
)

Patterns = tuple[tuple[str, bool], ...]
_FOUND: Final[dict[str, tuple[Patterns, str, str]]] = {
    "replace_urls": (
        ((URL, True), ('"@" [word ".-"]*', False), (_WORD, False)),
        "web addresses that begin with http, https, ftp or www",
        "RFC 3987 without the punctuation that may end an address; letters of any script belong to it",
    ),
    "replace_emails": (
        ((_EMAIL, True), (URL, False), (f"{_LOCAL} | {_WORD}", False)),
        "e-mail addresses",
        "the addresses of RFC 5322 that are in use: dot-atoms of ASCII and a domain with a dot",
    ),
    "replace_mentions": (
        (
            ('["@\uff20"] word+', True),
            (URL, False),
            (f'({_LOCAL} | ([^no-word arabic] | "_") word*) ("@" [word "@.-"]*)? | arabic+ ("@" arabic word*)?', False),
        ),
        "mentions: @ and a name, not inside an address",
        "the convention of social networks",
    ),
    "replace_hashtags": (
        (
            (HASHTAG, True),
            ('"&#" [ascii]+ ";"?', False),
            (URL, False),
            (f'({_WORD}) (["{HASHTAG_SIGNS}"] word*)*', False),
        ),
        "hashtags: # and letters, digits and underscores of any script, not digits alone",
        "the hashtag identifiers of UAX #31 (R8) with a letter in them, as social networks ask for",
    ),
    "replace_html": (
        ((_TAG, True),),
        "the tags, declarations and comments of HTML and XML, and scripts and styles with their content",
        "the tokens of the HTML standard; text between tags and entities stay, and so does < before a space or digit",
    ),
}


def _replace(kind: str, replacement: str) -> Rule:
    if not isinstance(replacement, str):
        raise TypeError(f"the replacement must be a str, not {type(replacement).__name__}")
    patterns, what, source = _FOUND[kind]
    return conditional(
        f"{kind}:{replacement}",
        (Match(tuple((pattern, replacement if found else None) for pattern, found in patterns), _SETS),),
        f"Replace {what} by {replacement!r}." if replacement else f"Delete {what}.",
        lossy=True,
        source=source,
    )


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
    'شكرا @ و@, a@b.org'
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

# A noncharacter holds the place of the sign until the underscores behind it are written.
_SIGN = "\uffff"
_TAGGED = f'"{_SIGN}" [word joiner]*'

split_hashtags: Rule = conditional(
    "split_hashtags",
    (
        step(
            dict.fromkeys(HASHTAG_SIGNS, _SIGN),
            Context(f'(edge | [^word "&/=?%~-+.{HASHTAG_SIGNS}"])', '[digit "_"]* letter', sets=_SETS),
        ),
        step({_SIGN: "#"}, Context(f'{HOST} ({INNER} | ["(){_SIGN}"])*', sets=_SETS)),  # a fragment of an address
        step({"_": ""}, Context(f'"{_SIGN}" ([word joiner]* "_")?', sets=_SETS)),
        step({"_": ""}, Context(_TAGGED, "(edge | [^word joiner])", sets=_SETS)),
        step({"_": " "}, Context(_TAGGED, sets=_SETS)),
        step({_SIGN: ""}, Context(right="word", sets=_SETS)),
    ),
    "Write a hashtag as the words that it consists of: without its sign, and with spaces for underscores.",
    lossy=False,
    source="the convention of social networks, and the hashtag identifiers of UAX #31 (R8)",
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
