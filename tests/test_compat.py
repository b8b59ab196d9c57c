"""Profiles of other systems: laws, the systems' recorded results, and their algorithms said again in plain Python.

``tests/oracles`` compares with the systems themselves.
"""

from __future__ import annotations

import copy
import json
import pickle
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path

import peers
import pytest
import restated
from hypothesis import given
from hypothesis import strategies as st
from kernels import EVERY_CODE_POINT, KERNELS
from strategies import CHARACTERS, UTF8_TEXTS, texts

from arnorm import Normalizer, Rule, compat, profiles, rules
from arnorm._core import Pipeline
from arnorm.compat import PROFILES
from arnorm.compat._python import DIGITS, SPACES, WORD, lower
from arnorm.profiles import Profile
from arnorm.stages import compile_rules

DOCS = Path(__file__).parent.parent / "docs/compatibility.md"
MADE = {name: Normalizer(profile) for name, profile in PROFILES.items()}
each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)

# Every stage that does not run in the kernel, by the rule that it belongs to.
BOUNDARIES = {
    "CAMEL_UNICODE": ["nfkc"],
    "ARABERT_V2": ["unescape_html", *["arabert_links"] * 7, *["arabert_addresses"] * 2, "arabert_mentions",
                   *["arabert_tags"] * 2],
    "WHISPER_BASIC": ["nfkc"],
    "WHISPER_BASIC_DIACRITICS": ["nfkd"],
    "HF_ASR": ["nfkc"],
    "HF_ASR_DIACRITICS": ["nfkd"],
    "MMS_ARABIC": ["nfkc"],
    "CCNET": ["nfd"],
    "DATATROVE_DEDUP": ["nfd"],
}  # fmt: skip  # laid out by hand

# Where a second application changes the text again, as the system does: a text that shows it.
NOT_IDEMPOTENT = {
    "LUCENE_SORANI": "ماه\u064e",
    "CAMEL_ARCLEAN": "\u204b",
    "ARABERT_V2": "<>",
    "HF_ASR": "\u1100\u200c\u1161",
    "OUAL_V1": "}~}~،؛؟]،؛؟]",
    "MMS_ARABIC": "سو\u200c\u0654ال",
    "CCNET": "—",
    "CCNET_DEDUP": "نعم »",
    "DATATROVE_DEDUP": "نعم \u064b لا",
}

characters = CHARACTERS.filter(lambda character: peers.known(ord(character)))
PLAIN_TEXTS = st.one_of(
    texts(characters),
    st.lists(st.one_of(st.sampled_from(peers.PIECES), st.sampled_from(peers.PLAIN), characters), max_size=20).map(
        "".join
    ),
    st.lists(st.sampled_from(peers.PIECES), max_size=8).map("".join),
)


@cache
def alone(rule: Rule) -> Normalizer:
    return Normalizer(rule)


class TestLaws:
    @each_profile
    @given(text=PLAIN_TEXTS)
    def test_a_profile_equals_its_rules_in_turn(self, profile: Profile, text: str) -> None:
        expected = text
        for rule in profile:
            expected = expected.translate(rule.table) if rule.context_free else alone(rule)(expected)
        assert MADE[profile.name](text) == expected

    @each_profile
    @given(text=UTF8_TEXTS)
    def test_utf8_equals_str(self, profile: Profile, text: str) -> None:
        normalizer = MADE[profile.name]
        assert normalizer.normalize_utf8(text.encode()) == normalizer(text).encode()

    @each_profile
    @given(text=texts())
    def test_kernels_agree(self, profile: Profile, text: str) -> None:
        results = {_pipeline(profile, kernel.__name__)(text) for kernel in KERNELS}
        assert results == {MADE[profile.name](text)}

    @pytest.mark.parametrize("name", [name for name in PROFILES if name not in NOT_IDEMPOTENT])
    @given(text=PLAIN_TEXTS)
    def test_what_the_system_leaves_alone_stays(self, name: str, text: str) -> None:
        once = MADE[name](text)
        assert MADE[name](once) == once

    @pytest.mark.parametrize("name", [name for name in PROFILES if name not in NOT_IDEMPOTENT])
    def test_no_code_point_is_changed_twice(self, name: str) -> None:
        once = MADE[name](" ".join(map(chr, filter(peers.known, EVERY_CODE_POINT))))
        assert MADE[name](once) == once

    @pytest.mark.parametrize("name", NOT_IDEMPOTENT)
    def test_some_systems_change_their_own_output(self, name: str) -> None:
        once = MADE[name](NOT_IDEMPOTENT[name])
        assert MADE[name](once) != once

    @each_profile
    def test_only_named_stages_run_in_python(self, profile: Profile) -> None:
        outside = [stage.rules[0] for stage in MADE[profile.name].stages if not stage.native]
        assert outside == BOUNDARIES.get(profile.name, [])


@cache
def _pipeline(profile: Profile, kernel: str) -> Pipeline:
    module = next(module for module in KERNELS if module.__name__ == kernel)
    pipeline: Pipeline = module.Pipeline(compile_rules(profile.rules).tables)
    return pipeline


class TestPython:
    """What ``_python`` says of Python's functions, on any interpreter: code points that it may know are left out."""

    KNOWN = tuple(filter(peers.known, EVERY_CODE_POINT))

    @pytest.mark.parametrize(
        ("ranges", "expression"), [(DIGITS, r"\d"), (WORD, r"\w"), ([(ord(c), ord(c)) for c in SPACES], r"\s")]
    )
    def test_classes(self, ranges: list[tuple[int, int]], expression: str) -> None:
        matches = re.compile(expression).fullmatch
        members = {code_point for first, last in ranges for code_point in range(first, last + 1)}
        assert {code_point for code_point in self.KNOWN if matches(chr(code_point))} == members.intersection(self.KNOWN)

    @given(st.one_of(PLAIN_TEXTS, st.text(st.sampled_from("ΣσAa.'\u0301\u00ad ʰⅷ1بİ:"), max_size=12)))
    def test_lower(self, text: str) -> None:
        assert alone(lower("lower"))(text) == text.lower()


class TestValues:
    @each_profile
    def test_profiles_print_and_pickle_as_themselves(self, profile: Profile) -> None:
        assert repr(profile) == f"compat.{profile.name}"
        assert eval(repr(profile)) is profile
        assert pickle.loads(pickle.dumps(profile)) is profile
        assert copy.deepcopy(profile) is profile
        normalizer = MADE[profile.name]
        assert pickle.loads(pickle.dumps(normalizer)) == normalizer
        assert eval(repr(normalizer)) == normalizer
        assert getattr(compat, profile.name) is profile

    def test_derived_profiles_are_no_longer_those_of_the_system(self) -> None:
        mine = compat.LUCENE_ARABIC + rules.casefold
        assert repr(mine).startswith("profiles.Profile('LUCENE_ARABIC + casefold'")
        assert pickle.loads(pickle.dumps(mine)) == mine

    def test_names(self) -> None:
        assert set(compat.__all__) == {*PROFILES, "PROFILES", "by_name"}
        assert not PROFILES.keys() & profiles.PROFILES.keys()
        assert compat.by_name("oual_v2") is profiles.by_name("COMPAT.OUAL_V2") is compat.OUAL_V2
        with pytest.raises(ValueError, match=r"'compat\.whisper'; did you mean compat\.WHISPER_BASIC"):
            compat.by_name("whisper")
        for name in ("OUAL_V2", "compat", "compat.", "other.OUAL_V2", "profiles.CLEAN"):
            with pytest.raises(ValueError, match="there is no profile called"):
                profiles.by_name(name)

    @each_profile
    def test_profiles_document_themselves(self, profile: Profile) -> None:
        assert re.search(r"\d", profile.purpose), "the release"
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", profile.date)
        assert profile.purpose.endswith(".")
        assert all(rule.summary.endswith(".") and rule.source for rule in profile)
        assert f"| `{profile.name}` |" in DOCS.read_text("utf-8")

    def test_the_shipped_profiles_do_not_load_those_of_other_systems(self) -> None:
        source = Path(profiles.__file__).read_text("utf-8")
        assert not re.search(r"^(from|import).*compat", source, re.MULTILINE)


# ---------------------------------------------------------------------------------------------------- recorded results

RECORDED = {
    ("lucene", "ar_norm"): "LUCENE_ARABIC",
    ("lucene", "fa_norm"): "LUCENE_PERSIAN",
    ("lucene", "ckb_norm"): "LUCENE_SORANI",
    ("snowball", "arabic.Normalize_pre"): "SNOWBALL_ARABIC",
    ("presets", "whisper.basic(rd=False)"): "WHISPER_BASIC",
    ("presets", "whisper.basic(rd=True)"): "WHISPER_BASIC_DIACRITICS",
    ("presets", "hf_open_asr.multilingual(rd=False)"): "HF_ASR",
    ("presets", "hf_open_asr.multilingual(rd=True)"): "HF_ASR_DIACRITICS",
    ("presets", "oual.v1(<=2026-07-26)"): "OUAL_V1",
    ("presets", "oual.v2(2026-07-27)"): "OUAL_V2",
    ("presets", "meta.omni_mms(ara)"): "MMS_ARABIC",
    ("presets", "ccnet.normalize(accent=True,punct=1)"): "CCNET",
    ("presets", "ccnet.normalize_for_dedup"): "CCNET_DEDUP",
    ("presets", "datatrove.simplify_text"): "DATATROVE_DEDUP",
}
MATRIX = {
    "camel_tools.dediac_ar": "CAMEL_DEDIAC",
    "camel_tools.normalize_alef_ar": "CAMEL_ALEF",
    "camel_tools.normalize_alef_maksura_ar": "CAMEL_ALEF_MAKSURA",
    "camel_tools.normalize_teh_marbuta_ar": "CAMEL_TEH_MARBUTA",
    "camel_tools.normalize_unicode": "CAMEL_UNICODE",
    "camel_tools.arclean": "CAMEL_ARCLEAN",
    "pyarabic.araby.strip_tashkeel": "PYARABIC_TASHKEEL",
    "pyarabic.normalize.normalize_searchtext": "PYARABIC_SEARCH",
    "arabert.preprocess(v02)": "ARABERT_V2",
}


def interpreter_composes(text: str) -> bool:
    """Whether the interpreter's normalization forms treat these characters as Unicode 14 did."""
    return unicodedata.unidata_version == "14.0.0" or all(peers.known(ord(character)) for character in text)


class TestRecorded:
    @pytest.mark.parametrize(("file", "function"), RECORDED, ids=[name for _, name in RECORDED])
    def test_every_recorded_row(self, shared: Path, file: str, function: str) -> None:
        lines = (shared / f"oracles/{file}_codepoints.jsonl").read_text("utf-8").splitlines()
        every = [row for row in map(json.loads, lines) if row["function"] == function]
        rows = [row for row in every if interpreter_composes(row["input"])]
        assert len(every) > 1300
        results = MADE[RECORDED[file, function]].normalize_many([row["input"] for row in rows])
        assert [row for row, result in zip(rows, results, strict=True) if result != row["expected"]] == []

    @pytest.mark.parametrize("function", MATRIX)
    def test_every_recorded_code_point(self, shared: Path, function: str) -> None:
        matrix = json.loads((shared / "oracles/codepoint_matrix.json").read_text("utf-8"))
        probed = sorted({code_point for row in matrix.values() for code_point in row})
        assert len(probed) > 1700
        normalizer = MADE[MATRIX[function]]
        for code_point in probed:
            character = chr(int(code_point, 16))
            if character != "ب" and interpreter_composes(character):  # three of the same may be a drawn-out letter
                expected = matrix[function].get(code_point, character)
                assert normalizer(f"ب{character}ب") == f"ب{expected}ب", f"U+{code_point}"


# ----------------------------------------------------------------------------------------- the algorithms, said again


def by_word(text: str) -> str:
    """Lucene's filter on what a tokenizer cuts at white space, with the white space as it was."""
    return re.sub(r"\S+", lambda word: restated.sorani(word[0]), text)


RESTATED: dict[str, Callable[[str], str]] = {
    "LUCENE_SORANI": by_word,
    "WHISPER_BASIC": lambda text: restated.whisper(text, delete=False),
    "WHISPER_BASIC_DIACRITICS": lambda text: restated.whisper(text, delete=True),
    "HF_ASR": lambda text: restated.hf_asr(text, delete=False),
    "HF_ASR_DIACRITICS": lambda text: restated.hf_asr(text, delete=True),
    "OUAL_V1": lambda text: restated.oual(text, 1),
    "OUAL_V2": lambda text: restated.oual(text, 2),
    "MMS_ARABIC": restated.mms,
    "SPEECHBRAIN_ARABIC": restated.speechbrain,
    "CCNET": lambda text: restated.ccnet(text, dedup=False),
    "CCNET_DEDUP": lambda text: restated.ccnet(text, dedup=True),
}
# What the algorithm of each turns on, so that few letters make many of its cases.
ALPHABETS = {
    "LUCENE_SORANI": "هھ\u200cـ\u064eرڒبي ك\u200d\u0654\ufeff",
    "OUAL_V1": "و ب\nأء}~،؛؟]",
    "OUAL_V2": "وووو   \n\tبأء.",
    "MMS_ARABIC": "’‘‛ ببa\n1۱٣()ـ'&;ltnbsp\u206f",
}


@pytest.mark.parametrize("name", RESTATED)
class TestRestated:
    @given(data=st.data())
    def test_any_text(self, name: str, data: st.DataObject) -> None:
        alphabet = st.text(
            st.sampled_from(ALPHABETS.get(name, "()<[]>بΣA \n\u0301.İ\u064bﷺﹶ_\u200c\x1cœ—１1")), max_size=16
        )
        text = data.draw(st.one_of(PLAIN_TEXTS, alphabet))
        assert MADE[name](text) == RESTATED[name](text)

    def test_random_texts(self, name: str) -> None:
        peers.assert_equal(PROFILES[name], RESTATED[name], peers.random_texts(17))

    def test_corpora(self, shared: Path, name: str) -> None:
        peers.assert_equal(PROFILES[name], RESTATED[name], peers.corpus(shared)[::10])


# ------------------------------------------------------------------------------------------------- examples, real words

EXAMPLES = [
    ("LUCENE_ARABIC", "الأُولى مدرسةٌ", "الاولي مدرسه"),
    ("LUCENE_PERSIAN", "کتابی", "كتابي"),
    ("LUCENE_SORANI", "رۆژ ماڵه كورد", "ڕۆژ ماڵە کورد"),
    ("SNOWBALL_ARABIC", "ﻻ إلهَ ٢٠", "لا إله 20"),
    ("CAMEL_ARCLEAN", "چای، ٣٫٥ ☕", "جاى, 3,5 "),
    ("CAMEL_UNICODE", "٥ ﷼", "٥ ريال"),
    ("PYARABIC_SEARCH", "مستشفى المرأة", "مستشفا المراه"),
    ("ARABERT_V2", "رائعععع!!! http://example.com/ب ٣كتب", "رائعع ! ! [رابط] ب 3 كتب"),
    ("WHISPER_BASIC", "الكِتابُ (ضحك) جديدٌ.", "الك تاب جديد "),
    ("WHISPER_BASIC_DIACRITICS", "الكِتابُ، سؤال", "الكتاب سوال"),
    ("OUAL_V2", "هذا سؤال و جواب!", "هذا سوال وجواب"),
    ("MMS_ARABIC", "قال (متى 5:3): السـلام ١٢ 12 عليكم", "قال الس لام ١٢ عليكم"),
    ("SPEECHBRAIN_ARABIC", "نعم، قالَ 3 مرات", "نعم قال  مرات"),
    ("CCNET", "«سؤال» ٢٠٢٦", '"سوال" 0000'),
    ("DATATROVE_DEDUP", "بلغ ٣٫٥٪، ثم 7.", "بلغ 0٪، ثم 0"),
]  # fmt: skip  # laid out by hand


@pytest.mark.parametrize(("name", "text", "expected"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_examples(name: str, text: str, expected: str) -> None:
    assert MADE[name](text) == expected


# The README of araclean 0.3.0; the words are those of al-Mutanabbi.
ARACLEAN = [
    (profiles.CLEAN, "على قدر أهل العـــزم", "على قدر أهل العزم"),
    (profiles.SEARCH, "عَلَى قَدْرِ أَهْلِ العَزْمِ", "علي قدر اهل العزم"),
    ([rules.strip_tatweel, rules.fold_alef], "أحمـد", "احمد"),
]


@pytest.mark.parametrize(("chosen", "text", "documented"), ARACLEAN)
def test_what_araclean_documents(chosen: Profile | list[Rule], text: str, documented: str) -> None:
    assert Normalizer(chosen)(text) == documented
