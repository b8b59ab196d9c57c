"""spaCy: a tokenizer, a component that writes norms, and one that finds sentences.

All three are entry points, so that a configuration finds them without an import: the tokenizer as
``arnorm.Tokenizer.v1``, the components as ``arnorm_norms`` and ``arnorm_sentences``. Profiles and policies are given by
name there, and profiles also as the JSON of `Normalizer.to_json`, so that ``nlp.to_disk`` saves all there is.

>>> import spacy
>>> nlp = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "arnorm.Tokenizer.v1"}}})
>>> norms = nlp.add_pipe("arnorm_norms", config={"profile": "search"})
>>> [token.norm_ for token in nlp("قرأتُ الكِتَابَ.")]
['قرات', 'الكتاب', '.']
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer

from arnorm.choices import chosen_normalizer, chosen_splitter, chosen_tokenizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.vocab import Vocab

    from arnorm.choices import NormalizerChoice, SplitterChoice, TokenizerChoice

__all__ = ["DocTokenizer", "NormSetter", "SentenceStarter", "create_norms", "create_sentences", "create_tokenizer"]


class DocTokenizer(DummyTokenizer):  # it saves nothing: what there is to save stands in the configuration
    """Make a ``Doc`` of a text, whose tokens are those of arnorm; ``doc.text`` is the text, whatever it holds.

    One space behind a token is its ``whitespace_``. Any other text between tokens, such as a second space, a line break
    or an invisible control, is a token of its own, as spaCy does with white space.

    ``policy`` is a policy, its name, a `Tokenizer`, or None for the default. Raises ``ValueError`` for a name that is
    none, ``TypeError`` for anything else.
    """

    def __init__(self, vocab: Vocab, policy: TokenizerChoice = None) -> None:
        self.vocab = vocab
        self.tokenizer = chosen_tokenizer(policy)

    def __call__(self, text: str) -> Doc:
        """Return the document of a text."""
        words: list[str] = []
        spaces: list[bool] = []
        place = 0
        for start, end in [*self.tokenizer.spans(text).tolist(), (len(text), len(text))]:
            if place < start and words and text[place] == " ":
                spaces[-1] = True
                place += 1
            for piece in (text[place:start], text[start:end]):
                if piece:
                    words.append(piece)
                    spaces.append(False)
            place = end
        return Doc(self.vocab, words=words, spaces=spaces)


class NormSetter:
    """Write what a normalizer makes of each token, on its own, as its ``norm_``, for matchers and models.

    A token of which nothing is left keeps the norm it has: spaCy has no empty norms.
    """

    def __init__(self, profile: NormalizerChoice) -> None:
        self.normalizer = chosen_normalizer(profile)

    def __call__(self, doc: Doc) -> Doc:
        """Write the norms of a document and return it."""
        for token, norm in zip(doc, self.normalizer.normalize_many([token.text for token in doc]), strict=True):
            if norm:
                token.norm_ = norm
        return doc


class SentenceStarter:
    """Begin a sentence at the token in which a `SentenceSplitter` begins one; the first begins at the first token."""

    def __init__(self, policy: SplitterChoice) -> None:
        self.splitter = chosen_splitter(policy)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the starts of sentences in a document and return it."""
        starts = self.splitter.spans(doc.text)[:0:-1, 0].tolist()
        for token in doc:
            token.is_sent_start = token.i == 0
            while starts and starts[-1] < token.idx + len(token):
                starts.pop()
                token.is_sent_start = True
        return doc


def create_tokenizer(policy: str = "default") -> Callable[[Language], DocTokenizer]:
    """Return what makes the tokenizer of a pipeline: ``arnorm.Tokenizer.v1`` of configurations."""

    def create(nlp: Language) -> DocTokenizer:
        return DocTokenizer(nlp.vocab, policy)

    return create


@Language.factory("arnorm_norms", default_config={"profile": "search"}, assigns=["token.norm"])
def create_norms(nlp: Language, name: str, profile: str) -> NormSetter:
    """Return the component ``arnorm_norms``."""
    return NormSetter(profile)


@Language.factory("arnorm_sentences", default_config={"policy": "sentences"}, assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str, policy: str) -> SentenceStarter:
    """Return the component ``arnorm_sentences``."""
    return SentenceStarter(policy)
