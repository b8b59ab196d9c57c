"""Functions of other libraries that change characters."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import partial
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, Final

from arnorm import Normalizer, Rule, chars, compat, profiles, rules
from arnorm.profiles import Profile
from arnorm.rules.rule import strip
from benchmarks.jobs import FIVE
from benchmarks.peers.entry import Function, Missing, Peer, library, probed

__all__ = ["FIVE_LIKE_CAMEL", "PEERS", "camel_chain"]

CAMEL: Final = (compat.CAMEL_DEDIAC, compat.CAMEL_ALEF, compat.CAMEL_ALEF_MAKSURA, compat.CAMEL_TEH_MARBUTA)
HARAKAT: Final = "".join(sorted(chars.TASHKEEL - {chars.SUPERSCRIPT_ALEF}))
FIVE_LIKE_CAMEL: Final = tuple(rule for profile in CAMEL for rule in profile.rules)


def normalizer(chosen: Profile | Rule | Sequence[Rule]) -> Callable[[], Function]:
    return lambda: Normalizer(chosen)


def attribute(module: str, name: str) -> Callable[[], Function]:
    def load() -> Function:
        function: Function = getattr(library(module), name)
        return function

    return load


def camel_chain() -> Function:
    """The four calls of CAMeL Tools with which texts are prepared for comparison, one after the other."""
    dediac = library("camel_tools.utils.dediac").dediac_ar
    normalize = library("camel_tools.utils.normalize")
    alef, maksura = normalize.normalize_alef_ar, normalize.normalize_alef_maksura_ar
    marbuta = normalize.normalize_teh_marbuta_ar
    return lambda text: marbuta(maksura(alef(dediac(text))))


def camel_map() -> Function:
    function: Function = library("camel_tools.utils.charmap").CharMapper.builtin_mapper("arclean")
    return function


def maha(name: str, **options: bool) -> Callable[[], Function]:
    def load() -> Function:
        # Maha looks for a class where releases of regex since 2022 do not have it any more.
        sys.modules.setdefault("regex.regex", library("regex"))
        function: Function = partial(getattr(library("maha.cleaners.functions"), name), **options)
        return function

    return load


def like_maha() -> Function:
    return probed("Maha's normalize", maha("normalize", all=True)())


def arabert() -> Function:
    function: Function = library("arabert.preprocess").ArabertPreprocessor("bert-base-arabertv02").preprocess
    return function


def camel(module: str, name: str) -> Callable[[], Function]:
    return attribute(f"camel_tools.utils.{module}", name)


def pyarabic(module: str, name: str) -> Callable[[], Function]:
    return attribute(f"pyarabic.{module}", name)


def tnkeeh(name: str) -> Callable[[], Function]:
    return attribute("tnkeeh.tnkeeh", name)


def tnkeeh_cleaner() -> Function:
    cleaner = library("tnkeeh").Tnkeeh(normalize=True, remove_diacritics=True, remove_tatweel=True)
    return lambda text: cleaner.clean_raw_text(text)[0]


def araclean_tashkeel() -> Function:
    function: Function = library("araclean").remove_tashkeel
    return function


def araclean_search() -> Function:
    return partial(library("araclean").normalize, profile="search")


def like_araclean() -> Function:
    return probed("araclean's remove_tashkeel", araclean_tashkeel())


def sinatools() -> Function:
    function: Function = library("sinatools.utils.parser").arStrip
    return function


def hugging_face(make: Callable[[Any, Any], Any]) -> Callable[[], Function]:
    def load() -> Function:
        function: Function = make(library("tokenizers").normalizers, library("tokenizers").Regex).normalize_str
        return function

    return load


def accents(forms: Any, _: Any) -> Any:
    return forms.Sequence([forms.NFD(), forms.StripAccents()])


def without_accents() -> Function:
    marks = strip(
        "strip_m", chars.characters(chars.category("Mc", "Me", "Mn")), "Delete M.", lossy=True, source="Unicode"
    )
    return Normalizer([rules.nfd, marks])


def icu_form() -> Function:
    function: Function = library("icu").Normalizer2.getNFKCInstance().normalize
    return function


def icu_transform() -> Function:
    """The five rules as a transform of ICU, which is compiled once."""
    icu = library("icu")
    deleted = "".join(sorted(chars.TASHKEEL | {chars.TATWEEL}))
    folded = {source: target for rule in FIVE[2:] for source, target in rule.table.items()}
    lines = [f"[{deleted}] > ;", *(f"{chr(source)} > {target} ;" for source, target in folded.items())]
    function: Function = icu.Transliterator.createFromRules("five", "\n".join(lines)).transliterate
    return function


def isri() -> Function:
    norm = library("nltk.stem.isri").ISRIStemmer().norm
    return lambda text: norm(text, 1)


def whisper() -> Function:
    """Whisper's module of normalizers alone, because the package imports PyTorch."""
    spec = find_spec("whisper")
    if spec is None or not spec.submodule_search_locations:
        raise Missing("openai-whisper is not installed")
    path = Path(next(iter(spec.submodule_search_locations)), "normalizers", "basic.py")
    file = spec_from_file_location("whisper_normalizers_basic", path)
    if file is None or file.loader is None:
        raise Missing(f"{path.name} of openai-whisper is not there")
    module = module_from_spec(file)
    file.loader.exec_module(module)
    function: Function = module.BasicTextNormalizer()
    return function


def snowball_prelude() -> Function:
    """What the stemmer does to a word before it stems it, in the plain Python that its compiler generates."""
    stemmer = library("snowballstemmer.arabic_stemmer").ArabicStemmer()
    prelude = stemmer._ArabicStemmer__r_Normalize_pre

    def word(text: str) -> str:
        stemmer.set_current(text)
        prelude()
        return "".join(stemmer.current)

    return lambda text: " ".join(map(word, text.split(" ")))


def peer(
    name: str,
    function: str,
    load: Callable[[], Function],
    same: str,
    ours: Callable[[], Function],
    equal: bool = True,
) -> Peer:
    return Peer("normalization", name, function, load, same, ours, equal)


def exactly(name: str, function: str, load: Callable[[], Function], profile: Profile) -> Peer:
    """Return a function that a profile of `arnorm.compat` reproduces."""
    return peer(name, function, load, f"compat.{profile.name.upper()}", normalizer(profile))


def harakat(name: str, function: str, load: Callable[[], Function], equal: bool = True) -> Peer:
    """Return a function that deletes U+064B to U+0652."""
    profile = compat.PYARABIC_TASHKEEL
    return peer(name, function, load, f"compat.{profile.name.upper()}", normalizer(profile), equal)


def nfkc(name: str, function: str, load: Callable[[], Function], equal: bool = True) -> Peer:
    return peer(name, function, load, "rules.nfkc", normalizer(rules.nfkc), equal)


CAMEL_TOOLS: Final = (
    exactly("CAMeL Tools", "dediac_ar", camel("dediac", "dediac_ar"), compat.CAMEL_DEDIAC),
    peer("CAMeL Tools", "dediac_ar and three folds", camel_chain, "their four profiles", normalizer(FIVE_LIKE_CAMEL)),
    exactly("CAMeL Tools", "normalize_unicode", camel("normalize", "normalize_unicode"), compat.CAMEL_UNICODE),
    exactly("CAMeL Tools", "CharMapper arclean", camel_map, compat.CAMEL_ARCLEAN),
)
PYARABIC: Final = (
    exactly("PyArabic", "strip_tashkeel", pyarabic("araby", "strip_tashkeel"), compat.PYARABIC_TASHKEEL),
    exactly("PyArabic", "normalize_searchtext", pyarabic("normalize", "normalize_searchtext"), compat.PYARABIC_SEARCH),
)
CLEANERS: Final = (
    harakat("Maha", "remove_harakat", maha("remove_harakat"), equal=False),
    peer("Maha", "normalize(all=True)", maha("normalize", all=True), "a rule with its table", like_maha, equal=False),
    exactly("AraBERT", "preprocess", arabert, compat.ARABERT_V2),
    harakat("tnkeeh", "_remove_diacritics", tnkeeh("_remove_diacritics")),
    peer("tnkeeh", "clean_raw_text", tnkeeh_cleaner, "profiles.CORPUS", normalizer(profiles.CORPUS), equal=False),
    peer("araclean", "remove_tashkeel", araclean_tashkeel, "a rule with its table", like_araclean, equal=False),
    peer("araclean", "normalize, search", araclean_search, "profiles.SEARCH", normalizer(profiles.SEARCH), equal=False),
    peer("SinaTools", "arStrip", sinatools, "profiles.SEARCH", normalizer(profiles.SEARCH), equal=False),
    exactly("Whisper", "BasicTextNormalizer", whisper, compat.WHISPER_BASIC),
)
ENGINES: Final = (
    harakat("HF tokenizers", "Replace", hugging_face(lambda forms, regex: forms.Replace(regex(f"[{HARAKAT}]"), ""))),
    nfkc("HF tokenizers", "NFKC", hugging_face(lambda forms, _: forms.NFKC()), equal=False),
    peer(
        "HF tokenizers",
        "NFD, StripAccents",
        hugging_face(accents),
        "rules.nfd and a rule",
        without_accents,
        equal=False,
    ),
    peer("PyICU", "transform of five rules", icu_transform, "the five rules", normalizer(FIVE)),
    nfkc("PyICU", "NFKC", icu_form, equal=False),
    nfkc("Python", "unicodedata.normalize NFKC", lambda: partial(unicodedata.normalize, "NFKC")),
    harakat("NLTK", "ISRIStemmer.norm", isri),
    exactly("snowballstemmer", "prelude, word by word", snowball_prelude, compat.SNOWBALL_ARABIC)._replace(most=30_000),
)
PEERS: Final = (*CAMEL_TOOLS, *PYARABIC, *CLEANERS, *ENGINES)
