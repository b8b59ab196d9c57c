"""jiwer: transforms for word and character error rates that forgive what a profile forgives.

>>> import jiwer
>>> from arnorm.hooks.jiwer import Normalize, ReduceToListOfListOfTokens
>>> words = jiwer.Compose([Normalize("asr_relaxed"), jiwer.ReduceToListOfListOfWords()])
>>> jiwer.wer("إلى المدرسةِ", "الي المدرسه", reference_transform=words, hypothesis_transform=words)
0.0
"""

from __future__ import annotations

from jiwer import AbstractTransform

from arnorm.choices import chosen_normalizer, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from arnorm.choices import NormalizerChoice, TokenizerChoice

__all__ = ["Normalize", "ReduceToListOfListOfTokens"]


class Normalize(AbstractTransform):
    """Normalize every sentence; the last step of a ``Compose`` still has to make words or characters of it.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. Raises ``ValueError`` for a name
    that is none, ``TypeError`` for anything else.
    """

    def __init__(self, profile: NormalizerChoice = "asr") -> None:
        self.normalizer = chosen_normalizer(profile)

    def process_string(self, s: str) -> str:
        """Return a sentence normalized."""
        return self.normalizer(s)

    def process_list(self, inp: list[str]) -> list[str]:
        """Return every sentence of a list normalized."""
        return self.normalizer.normalize_many(inp)


class ReduceToListOfListOfTokens(AbstractTransform):
    """Make lists of tokens of sentences, in the place of ``jiwer.ReduceToListOfListOfWords``, which cuts at spaces.

    ``policy`` is a policy, its name, a `Tokenizer`, or None for the default.

    >>> from arnorm.hooks.jiwer import ReduceToListOfListOfTokens
    >>> ReduceToListOfListOfTokens()(["نعم، وصل.", ""])
    [['نعم', '،', 'وصل', '.'], []]
    """

    def __init__(self, policy: TokenizerChoice = None) -> None:
        self.tokenizer = chosen_tokenizer(policy)

    def process_string(self, s: str) -> list[list[str]]:
        """Return a list that holds the tokens of one sentence."""
        return [self.tokenizer(s)]

    def process_list(self, inp: list[str]) -> list[list[str]]:
        """Return the tokens of every sentence of a list; of an empty list, those of an empty sentence."""
        return self.tokenizer.tokenize_many(inp) or [[]]
