"""NLTK: a ``TokenizerI``, for everything there that takes a tokenizer.

>>> from arnorm.hooks.nltk import ArabicTokenizer
>>> ArabicTokenizer().tokenize("قال: «نعم».")
['قال', ':', '«', 'نعم', '»', '.']
"""

from __future__ import annotations

from nltk.tokenize.api import TokenizerI

from arnorm.choices import chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from arnorm.choices import TokenizerChoice

__all__ = ["ArabicTokenizer"]


class ArabicTokenizer(TokenizerI):
    """Tokens, or with a policy of sentences sentences, by the interface of NLTK; places are in code points.

    ``policy`` is a policy, its name, a `Tokenizer`, or None for the default. Raises ``ValueError`` for a name that is
    none, ``TypeError`` for anything else.

    >>> from arnorm.hooks.nltk import ArabicTokenizer
    >>> ArabicTokenizer("sentences").tokenize("وصل القطار. هل رأيته؟")
    ['وصل القطار.', 'هل رأيته؟']
    """

    def __init__(self, policy: TokenizerChoice = None) -> None:
        self.tokenizer = chosen_tokenizer(policy)

    def tokenize(self, s: str) -> list[str]:
        """Return the tokens of a text."""
        return self.tokenizer(s)

    def span_tokenize(self, s: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of every token: ``s[start:end]`` is the token."""
        return map(tuple, self.tokenizer.spans(s).tolist())

    def tokenize_sents(self, strings: list[str]) -> list[list[str]]:
        """Return the tokens of every text of a list."""
        return self.tokenizer.tokenize_many(strings)

    def __repr__(self) -> str:
        return f"ArabicTokenizer({self.tokenizer!r})"
