"""datatrove: words and sentences for its filters, and a step that normalizes documents.

Filters, statistics and deduplication take the tokenizer in the place of the name of a language:
``GopherRepetitionFilter(language=ArabicWordTokenizer())``.

>>> from datatrove.utils.word_tokenizers import load_word_tokenizer
>>> from arnorm.hooks.datatrove import ArabicWordTokenizer
>>> load_word_tokenizer(ArabicWordTokenizer()).word_tokenize("نعم، وصل القطار.")
['نعم', '،', 'وصل', 'القطار', '.']
"""

from __future__ import annotations

from datatrove.pipeline.formatters.base import BaseFormatter
from datatrove.utils.word_tokenizers import WordTokenizer

from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["ArabicWordTokenizer", "NormalizingFormatter"]


class ArabicWordTokenizer(WordTokenizer):
    """The tokens and the sentences of a text, by the interface of datatrove.

    ``policy`` is a policy, its name or a `Tokenizer`, ``sentence_policy`` a policy of sentences, its name or a
    `SentenceSplitter`; None is the default of each. Raises ``ValueError`` for a name that is none, ``TypeError`` for
    anything else. Tokenizers of equal policies are equal, so that datatrove, which keeps every one it has been given,
    keeps one of them.
    """

    def __init__(self, policy: TokenizerChoice = None, sentence_policy: SplitterChoice = None) -> None:
        super().__init__("ar")
        self.tokenizer = chosen_tokenizer(policy)
        self.splitter = chosen_splitter(sentence_policy)

    def word_tokenize(self, text: str) -> list[str]:
        """Return the tokens of a text."""
        return self.tokenizer(text)

    def sent_tokenize(self, text: str) -> list[str]:
        """Return the sentences of a text, without the white space between them."""
        return self.splitter(text)

    def span_tokenize(self, text: str) -> list[tuple[int, int]]:
        """Return start and end of every sentence, as datatrove means it, in code points."""
        return list(map(tuple, self.splitter.spans(text).tolist()))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ArabicWordTokenizer):
            return NotImplemented
        return (self.tokenizer, self.splitter) == (other.tokenizer, other.splitter)

    def __hash__(self) -> int:
        return hash((self.tokenizer, self.splitter))


class NormalizingFormatter(BaseFormatter):
    """A step of a pipeline that normalizes the text of every document.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON.
    """

    name = "arnorm"

    def __init__(self, profile: NormalizerChoice = "corpus") -> None:
        super().__init__()
        self.normalizer = chosen_normalizer(profile)

    def format(self, text: str) -> str:
        """Return the text of a document normalized."""
        return self.normalizer(text)
