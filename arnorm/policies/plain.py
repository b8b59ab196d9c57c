"""The policy that cuts text at white space and nowhere else."""

from __future__ import annotations

from arnorm import _ucd, chars
from arnorm.grammar import Grammar, Kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from arnorm._ucd import Ranges

__all__ = ["SPACES", "WHITESPACE"]

SPACES: Final[Ranges] = (*_ucd.WHITE_SPACE, *chars.ranges_of("\x1c\x1d\x1e\x1f"))
"""What ``str.split`` takes for white space: White_Space of Unicode 17 and four separators of ASCII."""

WHITESPACE: Final = Grammar(
    "WHITESPACE", (Kind("word", "[^space]+"),), (("space", SPACES),), code="policies.WHITESPACE"
)
"""The pieces of text between white space: the tokens are those of ``str.split()``.

White space is as in Unicode 17, with U+001C to U+001F, which Python counts too; no release of Unicode since 6.3 has
changed it, so every Python that runs this gives the same pieces.

>>> from arnorm import Tokenizer, policies
>>> Tokenizer(policies.WHITESPACE)("قال: «كتاب» ...")
['قال:', '«كتاب»', '...']
"""
