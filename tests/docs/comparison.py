"""Write docs/comparison.md: questions about text, and how each library answers them.

From the repository root, in an environment with all of them (``benchmarks/peers-requirements.txt``, and ``-no-deps``):

    python -W ignore tests/docs/comparison.py > docs/comparison.md

``tests/oracles/test_comparison.py`` asks every library again that is installed.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from arnorm import Normalizer, SentenceSplitter, Tokenizer, profiles, rules, transliteration

_SPEC = importlib.util.spec_from_file_location("docs_moving", Path(__file__).with_name("moving.py"))
assert _SPEC
assert _SPEC.loader
moving = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(moving)

Ask = Callable[[], Callable[[Any], Any]]


class System(NamedTuple):
    """A library: its title, its distribution, and the modules whose public names are its functions."""

    title: str
    distribution: str
    modules: tuple[str, ...]


class Question(NamedTuple):
    """What is asked, of which text, what is a yes, and the function that each library has for it.

    ``names`` is what a function for it might be called: where a library has none, no public name of it matches.
    """

    text: str
    given: Any
    right: Callable[[Any], bool]
    answers: dict[str, tuple[str, Ask]]
    names: str = ""


SYSTEMS = (
    System("arnorm", "arnorm", ()),
    System(
        "CAMeL Tools",
        "camel-tools",
        tuple(
            f"camel_tools.{name}"
            for name in ("utils.dediac", "utils.normalize", "utils.charmap", "utils.transliterate", "tokenizers.word")
        ),
    ),
    System("PyArabic", "PyArabic", ("pyarabic.araby", "pyarabic.normalize", "pyarabic.trans", "pyarabic.number")),
    System("AraBERT", "arabert", ("arabert.preprocess",)),
    System("Maha", "mahad", ("maha.cleaners.functions",)),
    System("tnkeeh", "tnkeeh", ("tnkeeh",)),
    System(
        "SinaTools",
        "SinaTools",
        ("sinatools.utils.parser", "sinatools.utils.tokenizer", "sinatools.utils.text_transliteration"),
    ),
)


def equals(wanted: object) -> Callable[[Any], bool]:
    return lambda result: bool(result == wanted)


camel, maha, tnkeeh, attribute = moving.camel, moving.maha, moving.tnkeeh, moving.attribute
SPLITTER = ("SentenceSplitter()", lambda: SentenceSplitter())
WORDS = {
    "arnorm": ("Tokenizer()", lambda: Tokenizer()),
    "CAMeL Tools": ("simple_word_tokenize", camel("tokenizers.word", "simple_word_tokenize")),
    "PyArabic": ("tokenize", attribute("pyarabic.araby", "tokenize")),
    "SinaTools": ("simple_word_tokenize", attribute("sinatools.utils.tokenizer", "simple_word_tokenize")),
}
MARKS = {
    "CAMeL Tools": ("dediac_ar", camel("utils.dediac", "dediac_ar")),
    "PyArabic": ("strip_tashkeel", attribute("pyarabic.araby", "strip_tashkeel")),
    "AraBERT": ("preprocess", moving.arabert),
    "Maha": ("remove_harakat", maha("remove_harakat")),
    "tnkeeh": ("remove_diacritics", tnkeeh(remove_diacritics=True)),
    "SinaTools": ("arStrip", attribute("sinatools.utils.parser", "arStrip")),
}
DIGITS = {
    "CAMeL Tools": ("arclean", moving.camel_map("arclean")),
    "PyArabic": ("normalize_digits", attribute("pyarabic.trans", "normalize_digits", source="all", out="west")),
    "AraBERT": ("preprocess", moving.arabert),
    "Maha": ("arabic_numbers_to_english", maha("arabic_numbers_to_english")),
    "tnkeeh": ("normalize", tnkeeh(normalize=True)),
}
TATWEEL = {
    "CAMeL Tools": ("arclean", moving.camel_map("arclean")),
    "PyArabic": ("strip_tatweel", attribute("pyarabic.araby", "strip_tatweel")),
    "AraBERT": ("preprocess", moving.arabert),
    "Maha": ("remove_tatweel", maha("remove_tatweel")),
    "tnkeeh": ("remove_tatweel", tnkeeh(remove_tatweel=True)),
    "SinaTools": ("arStrip", attribute("sinatools.utils.parser", "arStrip")),
}
LIGATURES = {
    "arnorm": ("profiles.CLEAN", lambda: Normalizer(profiles.CLEAN)),
    "CAMeL Tools": ("normalize_unicode", camel("utils.normalize", "normalize_unicode")),
    "PyArabic": ("normalize_ligature", attribute("pyarabic.araby", "normalize_ligature")),
    "Maha": ("normalize(lam_alef=True)", maha("normalize", lam_alef=True)),
}


def pyarabic_numbers() -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = importlib.import_module("pyarabic.number").ArNumbers().int2str
    return function


def sinatools_letters() -> Callable[[Any], Any]:
    function = importlib.import_module("sinatools.utils.text_transliteration").perform_transliteration
    return lambda text: function(text, "bw2ar")[0]


def here(*chosen: Any, label: str) -> dict[str, tuple[str, Ask]]:
    return {"arnorm": (label, lambda: Normalizer(chosen[0] if len(chosen) == 1 else chosen))}


QUESTIONS = {
    "Vowels go": Question("كِتَابٌ", "كِتَابٌ", equals("كتاب"), here(rules.strip_tashkeel, label="strip_tashkeel") | MARKS),
    "The dagger alef goes with them": Question(
        "هٰذا", "هٰذا", equals("هذا"), here(rules.strip_tashkeel, label="strip_tashkeel") | MARKS
    ),
    "A hamza that is a mark of its own stays": Question(
        "ا[U+0654]حمَد",
        "ا\u0654حمَد",
        equals("ا\u0654حمد"),
        here(rules.strip_tashkeel, label="strip_tashkeel") | MARKS,
    ),
    "Marks of the Quran go, that hamza stays": Question(
        "ا[U+0654]لۡحَمد",
        "ا\u0654لۡحَمد",
        equals("ا\u0654لحمد"),
        here(rules.strip_tashkeel, rules.strip_quranic_marks, label="strip_quranic_marks")
        | MARKS
        | {
            "PyArabic": ("strip_diacritics", attribute("pyarabic.araby", "strip_diacritics")),
            "Maha": ("remove_all_harakat", maha("remove_all_harakat")),
        },
    ),
    "A stretched word is shortened": Question(
        "كـتـاب",
        "كـتـاب",
        equals("كتاب"),
        here(rules.strip_tatweel_decorative, label="strip_tatweel_decorative") | TATWEEL,
        "tatweel",
    ),
    "The Hijri sign keeps its tatweel": Question(
        "١٤٤٨ هـ",
        "١٤٤٨ هـ",
        lambda result: result.endswith("هـ"),
        here(rules.strip_tatweel_decorative, label="strip_tatweel_decorative") | TATWEEL,
        "tatweel",
    ),
    "Lam-alef keeps its hamza": Question(
        "ﻷمل", "ﻷمل", equals("لأمل"), LIGATURES, "ligature|lam_?alef|presentation|unicode|shape"
    ),
    "Shapes of letters become letters": Question(
        "ﺍﻟﺴﻼﻡ", "ﺍﻟﺴﻼﻡ", equals("السلام"), LIGATURES, "ligature|lam_?alef|presentation|unicode|shape"
    ),
    "Persian digits are converted": Question(
        "۱۲", "۱۲", equals("12"), here(rules.convert_digits("ascii"), label='convert_digits("ascii")') | DIGITS, "digit"
    ),
    "A decimal fraction keeps its point": Question(
        "٣٫٥",
        "٣٫٥",
        equals("3.5"),
        here(rules.convert_digits("ascii"), rules.convert_number_separators, label="convert_number_separators")
        | DIGITS,
        "digit",
    ),
    "A word with a hamza of its own is one token": Question(
        "ا[U+0654]حمد قال", "ا\u0654حمد قال", lambda tokens: len(tokens) == 2, WORDS, "token"
    ),
    "A number is one token": Question("بلغ ٣٫٥", "بلغ ٣٫٥", equals(["بلغ", "٣٫٥"]), WORDS, "token"),
    "An address is one token": Question(
        "راسل a@example.com", "راسل a@example.com", lambda tokens: len(tokens) == 2, WORDS, "token"
    ),
    "An abbreviation ends no sentence": Question(
        "وصل د. سلمى. نعم.",
        "وصل د. سلمى. نعم.",
        lambda found: len(found) == 2,
        {
            "arnorm": SPLITTER,
            "PyArabic": ("sentence_tokenize", attribute("pyarabic.araby", "sentence_tokenize")),
            "SinaTools": ("sentence_tokenizer", attribute("sinatools.utils.tokenizer", "sentence_tokenizer")),
        },
        "sent",
    ),
    "Tokens have their places": Question(
        "نعم، لا",
        "نعم، لا",
        lambda tokens: (tokens[-1]["start"] if isinstance(tokens[-1], dict) else tokens[-1].start) == 5,
        {
            "arnorm": ("Tokenizer.tokens", lambda: Tokenizer().tokens),
            "PyArabic": ("tokenize_with_location", attribute("pyarabic.araby", "tokenize_with_location")),
        },
        "location|offset|span",
    ),
    "A result tells where it came from": Question(
        "كـتاب",
        "كـتاب",
        lambda alignment: alignment.to_source(1, 2) == (2, 3),
        {"arnorm": ("Normalizer.align", lambda: Normalizer(rules.strip_tatweel).align)},
        "align|offset|span",
    ),
    "It says which rule changed what": Question(
        "كـتاب",
        "كـتاب",
        lambda explanation: len(explanation) == 1,
        {"arnorm": ("Normalizer.explain", lambda: Normalizer(rules.strip_tatweel).explain)},
        "explain|trace|report",
    ),
    "UTF-8 goes in and comes out": Question(
        "كِتاب as bytes",
        "كِتاب".encode(),
        equals("كتاب".encode()),
        {"arnorm": ("normalize_utf8", lambda: Normalizer(rules.strip_tashkeel).normalize_utf8)} | MARKS,
    ),
    "Buckwalter is read": Question(
        "kitaAb",
        "kitaAb",
        equals("كِتَاب"),
        {
            "arnorm": ("BUCKWALTER.decode", lambda: Normalizer(transliteration.BUCKWALTER.decode)),
            "CAMeL Tools": ("bw2ar", moving.camel_map("bw2ar")),
            "PyArabic": ("tim2utf8", attribute("pyarabic.trans", "tim2utf8")),
            "SinaTools": ("perform_transliteration", sinatools_letters),
        },
        "translit|charmap|bw2|tim2",
    ),
    "A number is written in words": Question(
        "125",
        "125",
        lambda result: "عشرون" in result,
        {
            "PyArabic": ("ArNumbers.int2str", pyarabic_numbers),
            "Maha": ("numbers_to_text", maha("numbers_to_text")),
        },
        "int2str|numbers_to_text",
    ),
}

INTRODUCTION = """\
# Comparison

<!-- Generated by tests/docs/comparison.py from the libraries: do not edit. -->

Questions about real text, put to each library that prepares Arabic text: the function that it has for the job, and
whether it does what the question says. *None* means that no public function of the modules compared has a name for it.
All was measured on {versions}; `tests/oracles/test_comparison.py` asks again where a library is installed.

What others have and this library does not: morphology, tagging, entities, dialects (CAMeL Tools, SinaTools),
segmentation for a model (AraBERT), numbers in words and parsers of dates (PyArabic, Maha), stems (Lucene,
Snowball). It is meant to stand in front of them. [Moving from other libraries](moving.md) goes through their functions,
[How fast it is](benchmarks.md) has speeds, [Compatibility](compatibility.md) the profiles that give what they give.
"""


def public_names(system: System) -> Iterator[str]:
    """Yield the public names of a library, with those of the methods and arguments of its classes."""
    for name in system.modules:
        module = importlib.import_module(name)
        for each, value in vars(module).items():
            made = inspect.isfunction(value) or inspect.isclass(value)
            if not made or each.startswith("_") or value.__module__.split(".")[0] != name.split(".")[0]:
                continue
            yield each
            if inspect.isclass(value):
                yield from (method for method in vars(value) if not method.startswith("_"))
                yield from inspect.signature(value).parameters


def answer(system: System, question: Question) -> str:
    """Return the cell of a library, which has to be installed."""
    if system.title not in question.answers:
        found = [name for name in public_names(system) if re.search(question.names or "(?!)", name)]
        if found:
            raise LookupError(f"{system.title} has {', '.join(found)}")
        return "none"
    label, ask = question.answers[system.title]
    function = ask()
    try:
        right = question.right(function(question.given))
    except (TypeError, ValueError, AttributeError):
        right = False
    return f"{'yes' if right else 'no'}: `{label}`"


def licence(system: System) -> str:
    """Return what the metadata of a library say of its licence."""
    known = importlib.metadata.metadata(system.distribution)
    said = known.get_all("License-Expression") or known.get_all("License") or ["not said"]
    return str(said[0])


def cells(system: System) -> list[str]:
    """Return the column of a library."""
    return [*(answer(system, question) for question in QUESTIONS.values()), licence(system)]


def page() -> str:
    """Return the text of docs/comparison.md."""
    versions = ", ".join(f"{each.title} {importlib.metadata.version(each.distribution)}" for each in SYSTEMS)
    columns = [cells(system) for system in SYSTEMS]
    lines = [INTRODUCTION.format(versions=versions)]
    lines.append(f"| | text | {' | '.join(system.title for system in SYSTEMS)} |")
    lines.append("| --- " * (len(SYSTEMS) + 2) + "|")
    heads = [*((name, f"`{question.text}`") for name, question in QUESTIONS.items()), ("Licence", "")]
    lines += [f"| {' | '.join([*head, *row])} |" for head, row in zip(heads, zip(*columns, strict=True), strict=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
