"""The sentence splitter: the grammar of sentences, ready to be called on text."""

from __future__ import annotations

from arnorm import policies
from arnorm.grammar import Grammar
from arnorm.tokenizer import Tokenizer
from arnorm.values import shared

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

__all__ = ["SentenceSplitter", "sentences"]


class SentenceSplitter(Tokenizer):
    """Cut text into sentences, each with the quotation marks and brackets that close behind its stop.

    The white space between sentences lies in the gaps. Abbreviations, initials, numbers, addresses and the numbers of
    lists do not end a sentence, nor does a comma, a semicolon or an ellipsis; a line break always does. Other policies
    do otherwise: `arnorm.policies.SENTENCES_WRAPPED` for text with hard-wrapped lines, ``SENTENCES_QUOTED``,
    ``CLAUSES``, ``PARAGRAPHS``, and what `arnorm.policies.sentence_policy` builds.

    Raises ``TypeError`` for a policy that is not a `Grammar`, and ``ValueError`` for one that cannot be compiled.

    >>> from arnorm import SentenceSplitter
    >>> split = SentenceSplitter()
    >>> split('أين الكتاب؟ قال: "سعره 3.5 دنانير." ثم ذهب.')
    ['أين الكتاب؟', 'قال: "سعره 3.5 دنانير."', 'ثم ذهب.']
    >>> split("وصل د. سمير في ٣.٥.٢٠٢٤. ثم غادر...")
    ['وصل د. سمير في ٣.٥.٢٠٢٤.', 'ثم غادر...']
    >>> split.spans("نعم. لا.").tolist()
    [[0, 4], [5, 8]]
    """

    __slots__ = ()

    def __init__(self, policy: Grammar | None = None) -> None:
        super().__init__(policies.SENTENCES if policy is None else policy)

    def sentences_column(
        self,
        data: Any,
        threads: int | None = None,
        *,
        column: str | None = None,
        errors: Literal["strict", "replace", "keep"] = "strict",
        spans: bool = False,
    ) -> Any:
        """Return for every row of an Arrow column the list of its sentences: `tokenize_column` under another name.

        >>> import pyarrow
        >>> from arnorm import SentenceSplitter
        >>> SentenceSplitter().sentences_column(pyarrow.array(["وصل القطار. هل رأيته؟"])).to_pylist()
        [['وصل القطار.', 'هل رأيته؟']]
        """
        return self.tokenize_column(data, threads, column=column, errors=errors, spans=spans)

    def __repr__(self) -> str:
        return "SentenceSplitter()" if self.policy == policies.SENTENCES else f"SentenceSplitter({self.policy!r})"


def sentences(text: str) -> list[str]:
    """Return the sentences of ``text`` without the white space between them.

    Raises ``TypeError`` where ``text`` is not a ``str``.

    >>> import arnorm
    >>> arnorm.sentences("وصل القطار. هل رأيته؟")
    ['وصل القطار.', 'هل رأيته؟']
    """
    return shared(SentenceSplitter, None)(text)
