"""From tokens back to text: where Arabic typography puts a space between two of them, as tables."""

from __future__ import annotations

from functools import lru_cache

from arnorm import chars
from arnorm.tokens import Token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

__all__ = ["detokenize"]

# What a token is to its neighbours. An "open" or "quote" one has no space behind it, a "close" one none before it, an
# "inner" one neither, and white space brings its own. The others are words, or marks that become one of these by what
# is around.
_NO_SPACE_BEHIND: Final = frozenset({"open", "quote", "inner", "space"})
_NO_SPACE_BEFORE: Final = frozenset({"close", "inner", "space"})

_STOPS: Final = frozenset(f".,:;!?{chars.COMMA}{chars.SEMICOLON}{chars.ELLIPSIS}") | chars.SENTENCE_STOPS
_PREFIXES: Final = frozenset({chars.WAW, chars.FEH, chars.BEH, chars.KAF, chars.LAM})
"""The words of one letter that are written together with what follows."""
_FAMILIES: Final = (
    frozenset({chars.QUOTATION_MARK}),
    frozenset({chars.APOSTROPHE}),
    chars.TURNED_QUOTES | {chars.DOUBLE_LOW_9_QUOTE},
    frozenset({chars.LEFT_SINGLE_QUOTE, chars.RIGHT_SINGLE_QUOTE, chars.SINGLE_LOW_9_QUOTE}),
)
"""Quotation marks that open and close by turn: the first of a family opens, the next one closes."""
_FAMILY: Final = {mark: family for family in _FAMILIES for mark in family}

_WORDS: Final = frozenset({"word", "number", "prefix"})
_NUMBERS: Final = frozenset({"number"})
_BY_NEIGHBOURS: Final = {
    "hyphen": ((_WORDS, _WORDS, "inner"),),
    "dash": ((_NUMBERS, _NUMBERS, "inner"),),
    "unit": ((_NUMBERS, None, "close"), (None, _NUMBERS, "open")),
}
"""What a mark becomes between two neighbours, by the first row that holds, where None is anything."""


def detokenize(tokens: Iterable[str | Token]) -> str:
    """Return text that gives ``tokens``, with the spaces that Arabic typography puts between them.

    Stops, closing brackets and closing quotation marks stand against what is before them, opening ones against what is
    behind; straight and turned quotation marks open and close by turn. A percent or currency sign stands at its number,
    a hyphen or slash between the words that it joins, a dash between numbers; a prefix such as و at the quotation that
    it belongs to. Anything else has one space around it. Tokens that are white space are put as they are, and beside
    them no other.

    Of the lines of two corpora of Arabic news and encyclopedia, 97% (FLORES-200) and 89% (NTREX-128) come back to the
    letter from their tokens; most others space a mark in another way (``python -m benchmarks.detokenized FILE``).

    A list of strings does not say how its text was spaced. Where the text is there, its tokens and the gaps between
    them (`Tokenizer.spans`) are exactly the text.

    Raises ``TypeError`` for one ``str``, and for an item that is neither a ``str`` nor a `Token`, with its position.

    >>> import arnorm
    >>> arnorm.detokenize(["قال", ":", '"', "نعم", "،", "بنسبة", "50", "%", '"', "."])
    'قال: "نعم، بنسبة 50%".'
    >>> arnorm.detokenize(arnorm.tokenize("(عاد) و«المدينة» نائمة!"))
    '(عاد) و«المدينة» نائمة!'
    """
    texts = _texts(tokens)
    roles = _settled(texts)
    pieces = []
    left = "space"
    for text, role in zip(texts, roles, strict=True):
        together = left in _NO_SPACE_BEHIND or role in _NO_SPACE_BEFORE or (left, role) == ("prefix", "quote")
        pieces.append(text if together else f" {text}")
        left = role
    return "".join(pieces)


def _texts(tokens: Iterable[str | Token]) -> list[str]:
    if isinstance(tokens, str):
        raise TypeError("tokens must be an iterable of str or Token, not one str")
    try:
        items = list(tokens)
    except TypeError:
        raise TypeError(f"tokens must be an iterable of str or Token, not {type(tokens).__name__}") from None
    texts = []
    for position, item in enumerate(items):
        text = item.text if isinstance(item, Token) else item
        if not isinstance(text, str):
            raise TypeError(f"tokens[{position}] must be a str or a Token, not {type(item).__name__}")
        if text:
            texts.append(text)
    return texts


def _settled(texts: list[str]) -> list[str]:
    """Return the role of every token among its neighbours."""
    roles = [_role(text) for text in texts]
    open_families: set[frozenset[str]] = set()
    last = len(texts) - 1
    for place, role in enumerate(roles):
        if role == "turn":
            family = _FAMILY[texts[place]]
            roles[place] = "close" if family in open_families or place == last else "quote"
            open_families ^= {family}
        elif role in _BY_NEIGHBOURS:
            before = roles[place - 1] if place else ""
            behind = roles[place + 1] if place < last else ""
            roles[place] = next(
                (
                    becomes
                    for left, right, becomes in _BY_NEIGHBOURS[role]
                    if (left is None or before in left) and (right is None or behind in right)
                ),
                "word",
            )
    return roles


def _role(text: str) -> str:
    """Return what a token is before its neighbours are known."""
    if len(text) == 1:
        role = _marks().get(text)
        if role is not None:
            return role
    elif _STOPS.issuperset(text):
        return "close"
    if text.isspace():
        return "space"
    if text[0].isdecimal() or text[-1].isdecimal():
        return "number"
    if text[-1] == chars.TATWEEL and text.strip(chars.TATWEEL):
        return "prefix"
    return "word"


def _make_marks() -> dict[str, str]:
    """Return the roles of single characters; a later row counts where a character stands in two."""
    rows: tuple[tuple[str, Iterable[str]], ...] = (
        ("open", chars.characters(chars.category("Ps")) | {"#", "@"}),
        ("quote", chars.characters(chars.category("Pi"))),
        ("close", chars.characters(chars.category("Pe", "Pf")) | _STOPS),
        ("turn", _FAMILY),
        ("inner", f"/\\{chars.DATE_SEPARATOR}"),
        ("hyphen", chars.HYPHENS),
        ("dash", chars.DASHES | {chars.MINUS_SIGN}),
        ("unit", chars.characters(chars.category("Sc")) | chars.PERCENT_SIGNS | {chars.DEGREE_SIGN}),
        ("prefix", _PREFIXES),
    )
    return {character: role for role, members in rows for character in members}


_marks = lru_cache(maxsize=1)(_make_marks)
