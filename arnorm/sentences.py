"""The sentence splitter: the grammar of sentences, ready to be called on text."""

from __future__ import annotations

from functools import lru_cache

from arnorm import policies
from arnorm.grammar import Grammar
from arnorm.tokenizer import Tokenizer

__all__ = ["SentenceSplitter", "sentences"]


class SentenceSplitter(Tokenizer):
    """Cut text into sentences, each with the quotation marks and brackets that close behind its stop.

    The white space between sentences lies in the gaps. A line break always ends a sentence; an Arabic comma or
    semicolon never does.

    >>> from arnorm import SentenceSplitter
    >>> split = SentenceSplitter()
    >>> split('أين الكتاب؟ قال: "سعره 3.5 دنانير." ثم ذهب.')
    ['أين الكتاب؟', 'قال: "سعره 3.5 دنانير."', 'ثم ذهب.']
    >>> split.spans("نعم. لا.").tolist()
    [[0, 4], [5, 8]]
    """

    __slots__ = ()

    def __init__(self, policy: Grammar | None = None) -> None:
        super().__init__(policies.SENTENCES if policy is None else policy)

    def __repr__(self) -> str:
        return "SentenceSplitter()" if self.policy == policies.SENTENCES else f"SentenceSplitter({self.policy!r})"


_splitter = lru_cache(maxsize=1)(SentenceSplitter)


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` without the white space between them.

    >>> import arnorm
    >>> arnorm.sentences("وصل القطار. هل رأيته؟")
    ['وصل القطار.', 'هل رأيته؟']
    """
    return _splitter()(text)
