"""What libraries of language processing do by themselves and with arnorm: ``python -m benchmarks.hooks``.

The text is the document of `benchmarks.corpus`. All of it runs in one thread, the works of a line in turns, and what
counts is the fastest of many rounds. The libraries are in the extra ``hooks``.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, Final

from arnorm import Normalizer, Tokenizer, profiles, rules
from benchmarks.clock import call, fastest
from benchmarks.corpus import SOURCE, TEXTS

FEW: Final = (rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef, rules.fold_alef_maksura)
LEFT_OUT: Final = ("compose", "order_marks")


def datatrove() -> Iterator[tuple[str, dict[str, Callable[[str], Any]]]]:
    from datatrove.utils.word_tokenizers import load_word_tokenizer

    from arnorm.hooks.datatrove import ArabicWordTokenizer

    theirs, ours = load_word_tokenizer("arb_Arab"), ArabicWordTokenizer()
    yield "datatrove words", {"its own for Arabic": theirs.word_tokenize, "hook": ours.word_tokenize}
    yield "datatrove sentences", {"its own for Arabic": theirs.sent_tokenize, "hook": ours.sent_tokenize}


def spacy() -> Iterator[tuple[str, dict[str, Callable[[str], Any]]]]:
    import spacy

    ours = spacy.blank("ar", config={"nlp": {"tokenizer": {"@tokenizers": "arnorm.Tokenizer.v1"}}})
    yield "spaCy Doc", {"its own for Arabic": spacy.blank("ar"), "hook": ours}


def nltk() -> Iterator[tuple[str, dict[str, Callable[[str], Any]]]]:
    from nltk.tokenize import WordPunctTokenizer

    from arnorm.hooks.nltk import ArabicTokenizer

    yield "NLTK tokens", {"WordPunctTokenizer": WordPunctTokenizer().tokenize, "hook": ArabicTokenizer().tokenize}


def tokenizers() -> Iterator[tuple[str, dict[str, Callable[[str], Any]]]]:
    from arnorm.hooks.tokenizers import exported_normalizer, live_normalizer, live_pre_tokenizer

    most = [rule for rule in profiles.SEARCH if rule.name not in LEFT_OUT]
    for name, chosen in (("four rules", FEW), (f"SEARCH without {' and '.join(LEFT_OUT)}", most)):
        exported = exported_normalizer(chosen)
        works: dict[str, Callable[[str], Any]] = {
            "exported": exported.normalize_str,
            "live": live_normalizer(chosen).normalize_str,
            "arnorm itself": Normalizer(chosen),
        }
        yield f"tokenizers, {name}, {len(exported)} components", works
    yield "tokenizers, tokens", {"live": live_pre_tokenizer().pre_tokenize_str, "arnorm itself": Tokenizer().tokens}


def lines() -> Iterator[str]:
    """Yield a line for every work: how many characters a second it does, and how many times as many as the first."""
    text = TEXTS["document"]
    yield f"{len(text):,} characters of {SOURCE}; millions of characters a second"
    for source in (datatrove, spacy, nltk, tokenizers):
        for name, works in source():
            seconds = fastest([call(function, text) for function in works.values()], 4.0)
            yield name
            for work, lasted in zip(works, seconds, strict=True):
                yield f"    {work:20} {len(text) / lasted / 1e6:9.2f} {seconds[0] / lasted:7.1f} x"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for line in lines():
        print(line)
