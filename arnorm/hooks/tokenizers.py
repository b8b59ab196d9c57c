"""Tokenizers of Hugging Face: a normalizer that is saved with them, and live components that are not.

`exported_normalizer` writes rules as components that the library has itself: a tokenizer with it is saved, sent and
loaded where there is no arnorm. Not every rule can be written so. `live_normalizer` and `live_pre_tokenizer` call
arnorm for every text and do all that it does, but the library cannot save them: set them again after loading.

>>> from arnorm import rules
>>> from arnorm.hooks.tokenizers import exported_normalizer, live_normalizer
>>> exported = exported_normalizer([rules.strip_tashkeel, rules.fold_alef, rules.squeeze_spaces])
>>> exported.normalize_str("أَهْلًا  وسَهْلًا")
'اهلا وسهلا'
>>> live_normalizer("search").normalize_str("أَهْلًا  وسَهْلًا")
'اهلا وسهلا'
"""

from __future__ import annotations

from tokenizers import Regex
from tokenizers.normalizers import Normalizer, Replace, Sequence
from tokenizers.pre_tokenizers import PreTokenizer

from arnorm.choices import chosen_normalizer, chosen_tokenizer
from arnorm.hooks.expressions import replacements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tokenizers import NormalizedString, PreTokenizedString

    from arnorm.alignment import Alignment
    from arnorm.choices import NormalizerChoice, TokenizerChoice

__all__ = ["LiveNormalizer", "LivePreTokenizer", "exported_normalizer", "live_normalizer", "live_pre_tokenizer"]


def exported_normalizer(profile: NormalizerChoice) -> Sequence:
    """Return a ``Sequence`` of ``Replace`` that does to every text what ``profile`` does.

    ``profile`` is the name of a profile, a profile, rules, a `Normalizer` or its JSON. What can be exported are rules
    that map single characters, that shorten runs, and that look at most a limited way back. Every different replacement
    is a component, and every component a pass over the text.

    Raises ``ValueError`` that names the rules that cannot be exported, and why. Leave them out if your texts do not
    need them.

    >>> from arnorm import rules
    >>> from arnorm.hooks.tokenizers import exported_normalizer
    >>> exported_normalizer([rules.strip_tatweel, rules.compose])
    Traceback (most recent call last):
    ...
    ValueError: these rules cannot be exported: compose (it composes characters or puts them into another order)
    """
    return Sequence(
        [
            Replace(found.pattern if found.literal else Regex(found.pattern), found.value)
            for found in replacements(chosen_normalizer(profile).rules)
        ]
    )


def live_normalizer(profile: NormalizerChoice) -> Normalizer:
    """Return a component that normalizes with arnorm, and says of each character in which span it has its origin.

    The argument is that of `exported_normalizer`; every rule will do.
    """
    return Normalizer.custom(LiveNormalizer(profile))


def live_pre_tokenizer(policy: TokenizerChoice = None) -> PreTokenizer:
    """Return a component that cuts text into the tokens of arnorm and drops what lies between them.

    ``policy`` is a policy, its name, a `Tokenizer`, or None for the default.

    >>> from arnorm.hooks.tokenizers import live_pre_tokenizer
    >>> live_pre_tokenizer().pre_tokenize_str("عام ٢٠٢٦.")
    [('عام', (0, 3)), ('٢٠٢٦', (4, 8)), ('.', (8, 9))]
    """
    return PreTokenizer.custom(LivePreTokenizer(policy))


class LiveNormalizer:
    """What ``Normalizer.custom`` calls: `live_normalizer` makes one."""

    def __init__(self, profile: NormalizerChoice) -> None:
        self.normalizer = chosen_normalizer(profile)

    def normalize(self, normalized: NormalizedString) -> None:
        """Change a ``NormalizedString``: delete, replace one by one, then put longer text in the place of marks."""
        text = normalized.normalized
        result = self.normalizer(text)
        if result is text:
            return
        if not text:
            normalized.append(result)
            return
        alignment = self.normalizer.align(text)
        pieces = _pieces(alignment)
        if len(pieces) < len(text):
            flags = iter([place in pieces for place in range(len(text))])
            normalized.filter(lambda _: next(flags))
        longer = {piece for piece in pieces.values() if len(piece) > 1}
        free = (chr(point) for point in range(0x10FFFD, 0xFFFF, -1) if chr(point) not in alignment.result)
        marks = dict(zip(longer, free, strict=False))
        written = iter([marks.get(piece, piece) for _, piece in sorted(pieces.items())])
        normalized.map(lambda _: next(written))
        for piece, mark in marks.items():
            normalized.replace(mark, piece)


def _pieces(alignment: Alignment[str]) -> dict[int, str]:
    """Return what stands for each character of the source of which something is left."""
    source, pieces, place = alignment.source, {}, -1
    for character, (start, end) in zip(alignment.result, alignment.source_offsets.tolist(), strict=True):
        first = max(start, place + 1)
        if first < end:
            same = source.find(character, first, end)
            place = first if same < 0 else same
            pieces[place] = character
        else:
            place = max(place, 0)
            pieces[place] = pieces.get(place, "") + character
    return pieces


class LivePreTokenizer:
    """What ``PreTokenizer.custom`` calls: `live_pre_tokenizer` makes one."""

    def __init__(self, policy: TokenizerChoice) -> None:
        self.tokenizer = chosen_tokenizer(policy)

    def pre_tokenize(self, pretok: PreTokenizedString) -> None:
        """Split every part of a ``PreTokenizedString``."""
        pretok.split(self._split)

    def _split(self, number: int, part: NormalizedString) -> list[NormalizedString]:
        pieces = [part[start:end] for start, end in self.tokenizer.spans(part.normalized).tolist()]
        return [piece for piece in pieces if piece is not None]
