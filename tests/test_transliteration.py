"""Laws of the schemes, the words that they are known by, and what the one-way schemes write alike."""

from __future__ import annotations

import doctest
import pickle
import re
import unicodedata
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernels import KERNELS, kernel_name
from pages import generator
from strategies import CODE_POINTS, short_texts

import arnorm
from arnorm import Normalizer, chars, profiles, rules, transliteration
from arnorm.profiles import Profile
from arnorm.rules import Rule
from arnorm.stages import compile_rules
from arnorm.transliteration import ALA_LC, BUCKWALTER, DIN_31635, HSB, SCHEMES, OneWayScheme, Scheme

REVERSIBLE = tuple(scheme for scheme in SCHEMES.values() if isinstance(scheme, Scheme))
ONE_WAY = tuple(scheme for scheme in SCHEMES.values() if isinstance(scheme, OneWayScheme))

each_scheme = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
each_reversible = pytest.mark.parametrize("scheme", REVERSIBLE, ids=lambda scheme: scheme.name)
each_one_way = pytest.mark.parametrize("scheme", ONE_WAY, ids=lambda scheme: scheme.name)
each_profile = pytest.mark.parametrize(
    "profile",
    [
        *(scheme.encode for scheme in SCHEMES.values()),
        *(scheme.decode for scheme in REVERSIBLE),
        BUCKWALTER.decode_outside("[", "]"),
        BUCKWALTER.decode_inside("«", "»"),
        HSB.encode_marking("(", ")"),
    ],
    ids=lambda profile: profile.name,
)

ALPHABET = sorted(
    {character for scheme in SCHEMES.values() for pair in scheme.table for text in pair for character in text}
)
MIXED = st.one_of(st.sampled_from(ALPHABET), st.sampled_from("[]()«» .,1-ABC"), CODE_POINTS)
"""Letters of every scheme, markers, and anything."""
MARKERS = st.sampled_from(("[]", "()", "«»", '\\"', "⟦⟧", "/;"))


@cache
def normalizer(profile: Profile | Rule) -> Normalizer:
    return Normalizer(profile)


def encoded(scheme: Scheme | OneWayScheme, text: str) -> str:
    return normalizer(scheme.encode)(text)


def decoded(scheme: Scheme, text: str) -> str:
    return normalizer(scheme.decode)(text)


def without(text: str, characters: set[str]) -> str:
    return "".join(character for character in text if character not in characters)


def sides(scheme: Scheme) -> tuple[set[str], set[str]]:
    return {arabic for arabic, _ in scheme.table}, {latin for _, latin in scheme.table}


WORDS = {
    "ALA_LC": [
        ("وَضْع", "waḍʻ"), ("عِوَض", "ʻiwaḍ"), ("دَلْو", "dalw"), ("حِيَل", "ḥiyal"), ("طَهْي", "ṭahy"),
        ("أُولَى", "ūlá"), ("صُورَة", "ṣūrah"), ("ذُو", "dhū"), ("إِيمَان", "īmān"), ("جِيل", "jīl"), ("فِي", "fī"),
        ("كِتَاب", "kitāb"), ("أَوْج", "awj"), ("نَوْم", "nawm"), ("أَيْسَر", "aysar"), ("شَيْخ", "shaykh"),
        ("فَعَلُوا", "faʻalū"), ("أُوقِيَّة", "ūqīyah"), ("فَاعِل", "fāʻil"), ("رِضَا", "riḍā"), ("حَتَّى", "ḥattá"),
        ("كُبْرَى", "kubrá"), ("يَحْيَى", "yaḥyá"), ("مُصْطَفَى", "muṣṭafá"), ("رَضِيّ", "raḍī"), ("صَلَاة", "ṣalāh"),
        ("مِرْآة", "mirʼāh"), ("أَسَد", "asad"), ("أُنْس", "uns"), ("إِذَا", "idhā"), ("مَسْأَلَة", "masʼalah"),
        ("مُؤْتَمَر", "muʼtamar"), ("دَائِم", "dāʼim"), ("مَلَأَ", "malaʼa"), ("خَطِئَ", "khaṭiʼa"), ("آلَة", "ālah"),
        ("تَآلِيف", "taʼālīf"), ("مَآثِر", "maʼāthir"), ("عَدُوّ", "ʻadūw"), ("قُوَّة", "qūwah"), ("شَوَّال", "shawwāl"),
        ("صَوَّرَ", "ṣawwara"), ("جَوّ", "jaww"), ("أَيَّام", "ayyām"), ("سَيِّد", "sayyid"), ("قُصَيّ", "quṣayy"),
        ("قُصَىّ", "quṣayy"), ("غَزِّيّ", "ghazzī"), ("كَشَّاف", "kashshāf"), ("قَاضٍ", "qāḍin"), ("مَعْنًى", "maʻnan"),
        ("طَبْعًا", "ṭabʻan"), ("وَضْعاً", "waḍʻan"), ("فَجْأَةً", "fajʼatan"), ("أَدْهَم", "adʹham"),
        ("أَكْرَمَتْهَا", "akramatʹhā"), ("مِصْرِيَّة", "miṣrīyah"), ("شَيْء", "shayʼ"), ("هٰذَا", "hādhā"),
        ("عَلَىٰ", "ʻalá"), ("ابْن", "abn"), ("اِسْم", "ism"), ("فَجْأَةٌ", "fajʼatun"),
        ("ظُهْر", "ẓuhr"), ("بِٱسْم", "bism"), ("طَوِيـل", "ṭawīl"), ("پِيتْزَا", "pītzā"), ("چَاي", "chāy"),
        ("أَبَاژُورَة", "abāzhūrah"), ("ڤِيلَّا", "vīllā"), ("ڥِيلَّا", "vīllā"), ("گَرَاج", "garāj"),
        ("ڢَاس", "fās"), ("ڧُرْطُبَة", "qurṭubah"),
        ("تَرْبِية", "tarbiyh"), ("ثِياب", "thiyāb"), ("رُواة", "ruwāh"), ("رِيٰح", "riyāḥ"), ("فَعَلُوْا", "faʻalū"),
        ("أَسْهُم", "asʹhum"), ("يَتْرُكْهَا", "yatrukʹhā"), ("مَدْهُون", "madʹhūn"),
    ],
    "DIN_31635": [
        ("مُعَلِّم", "muʿallim"), ("أَخْبَار", "ʾaḫbār"), ("ثَوْرَة", "ṯawrah"), ("جُمْهُورِيَّة", "ǧumhūriyyah"),
        ("ذَهَبَ", "ḏahaba"), ("شَمْس", "šams"), ("ضَوْء", "ḍawʾ"), ("ظُهْر", "ẓuhr"), ("غَرْب", "ġarb"),
        ("قُرْآن", "qurʾān"), ("سُؤَال", "suʾāl"), ("عَلَى", "ʿalā"), ("مَدْرَسَةٌ", "madrasatun"),
        ("عَلَىٰ", "ʿalā"), ("هٰذَا", "hāḏā"), ("طَبْعًا", "ṭabʿan"), ("فَعَلُوا", "faʿalū"), ("اِسْم", "ism"), ("إسْلَام", "ʾislām"),
        ("كِتَاب", "kitāb"), ("جَدِيد", "ǧadīd"),
        ("حِصَان", "ḥiṣān"), ("زَيْتُونٌ", "zaytūnun"), ("قَاضٍ", "qāḍin"), ("دَائِم", "dāʾim"), ("بِٱسْم", "bism"),
        ("طَوِيـل", "ṭawīl"), ("چَاي", "čāy"), ("پِيتْزَا", "pītzā"), ("أَبَاژُورَة", "ʾabāžūrah"),
        ("ڤِيلَّا", "vīllā"), ("گَرَاج", "garāǧ"),
    ],
    "ISO_233_2": [
        ("هَيْئَة", "hayʾaẗ"), ("مَسْؤُول", "masʾūl"), ("أَمِير", "amīr"), ("مَجَلَّة", "maǧallaẗ"), ("تَارِيخ", "tārīẖ"),
        ("ثَوْرَة", "ṯawraẗ"), ("مُوسَى", "mūsá"), ("جُمْهُورِيَّة", "ǧumhūriyyaẗ"), ("غُرْفَة", "ġurfaẗ"),
        ("عَلَىٰ", "ʿalá"), ("هٰذَا", "hāḏā"), ("طَبْعًا", "ṭabʿan"), ("فَعَلُوا", "faʿalū"), ("اِسْم", "ism"), ("إسْلَام", "islām"),
        ("كِتَاب", "kitāb"), ("جَدِيد", "ǧadīd"),
        ("حِصَان", "ḥiṣān"), ("زَيْتُونٌ", "zaytūnun"), ("قَاضٍ", "qāḍin"), ("دَائِم", "dāʾim"), ("بِٱسْم", "bism"),
        ("طَوِيـل", "ṭawīl"), ("آثَار", "āṯār"), ("شَمْس", "šams"), ("ضَوْء", "ḍawʾ"), ("ظُهْر", "ẓuhr"), ("ذَهَبَ", "ḏahaba"),
        ("عَيْن", "ʿayn"), ("نَفَق", "nafaq"),
    ],
}  # fmt: skip  # laid out by hand
"""Real words of the one-way schemes. Most of ALA-LC are examples of the rules in its tables."""


class TestTables:
    """What the tables hold."""

    @each_reversible
    def test_one_to_one(self, scheme: Scheme) -> None:
        arabic, latin = sides(scheme)
        assert len(arabic) == len(latin) == len(scheme.table) == 51
        assert not arabic & latin

    @pytest.mark.parametrize(
        ("name", "latin"),
        [
            ("BUCKWALTER", "'|>&<}AbptvjHxd*rzs$SDTZEg_fqklmnhwYyFNKaui~o`{PJVG"),
            ("SAFE_BUCKWALTER", "CMOWIQAbptvjHxdVrzscSDTZEg_fqklmnhwYyFNKaui~oeLPJBG"),
            ("XML_BUCKWALTER", "'|OWI}AbptvjHxd*rzs$SDTZEg_fqklmnhwYyFNKaui~o`{PJVG"),
            ("HSB", "'ĀÂŵĂŷAbħtθjHxdðrzsšSDTĎςγ_fqklmnhwýyãũĩaui~.áÄpcvg"),
        ],
    )
    def test_latin_side_as_recorded_from_camel_tools(self, name: str, latin: str) -> None:
        assert "".join(character for _, character in SCHEMES[name].table) == latin

    @each_reversible
    def test_all_write_the_same_letters(self, scheme: Scheme) -> None:
        """Those of ISO 8859-6, superscript alef, alef wasla, and four letters of loan words."""
        of_iso_8859_6 = set(bytes(range(0xC1, 0xF3)).decode("iso-8859-6", "ignore"))
        more = {chars.SUPERSCRIPT_ALEF, chars.ALEF_WASLA, chars.PEH, chars.TCHEH, chars.VEH, chars.GAF}
        assert sides(scheme)[0] == of_iso_8859_6 | more

    @pytest.mark.parametrize("name", ["BUCKWALTER", "SAFE_BUCKWALTER", "XML_BUCKWALTER"])
    def test_buckwalter_is_ascii(self, name: str) -> None:
        assert all(latin.isascii() and latin.isprintable() for _, latin in SCHEMES[name].table)

    def test_variants_keep_what_they_promise(self) -> None:
        safe, xml = sides(transliteration.SAFE_BUCKWALTER)[1], sides(transliteration.XML_BUCKWALTER)[1]
        assert re.fullmatch("[A-Za-z~_]+", "".join(safe))
        assert not xml & set("<>&")

    @each_one_way
    def test_romanizations_write_latin_letters_in_composed_form(self, scheme: OneWayScheme) -> None:
        written = [text for _, text in scheme.table] + [text for step in scheme.steps for _, text in step.changes]
        assert all(text == unicodedata.normalize("NFC", text) for text in written)
        assert {unicodedata.category(character) for text in written for character in text} <= {"Ll", "Lm"}

    @each_one_way
    def test_romanizations_know_every_letter_that_buckwalter_wrote(self, scheme: OneWayScheme) -> None:
        of_loan_words = {chars.PEH, chars.TCHEH, chars.VEH, chars.GAF}  # ISO 233-2 is for Arabic alone
        assert sides(BUCKWALTER)[0] - of_loan_words <= {arabic for arabic, _ in scheme.table}

    @each_one_way
    def test_steps_change_only_what_the_table_does(self, scheme: OneWayScheme) -> None:
        in_steps = {chr(code_point) for step in scheme.steps for code_point, _ in step.changes}
        assert in_steps <= {arabic for arabic, _ in scheme.table}


class TestLaws:
    """What holds for any text."""

    @each_reversible
    @given(text=short_texts(MIXED))
    def test_decoding_undoes_encoding(self, scheme: Scheme, text: str) -> None:
        text = without(text, sides(scheme)[1])
        assert decoded(scheme, encoded(scheme, text)) == text

    @each_reversible
    @given(text=short_texts(MIXED))
    def test_encoding_undoes_decoding(self, scheme: Scheme, text: str) -> None:
        text = without(text, sides(scheme)[0])
        assert encoded(scheme, decoded(scheme, text)) == text

    @each_reversible
    @given(text=short_texts(MIXED))
    def test_the_whole_alphabet_is_written_in_the_other_one(self, scheme: Scheme, text: str) -> None:
        arabic, latin = sides(scheme)
        assert not arabic & set(encoded(scheme, text))
        assert not latin & set(decoded(scheme, text))
        assert len(encoded(scheme, text)) == len(decoded(scheme, text)) == len(text)

    @each_reversible
    @given(text=short_texts(MIXED))
    def test_directions_are_str_translate(self, scheme: Scheme, text: str) -> None:
        there = {ord(arabic): latin for arabic, latin in scheme.table}
        back = {ord(latin): arabic for arabic, latin in scheme.table}
        assert encoded(scheme, text) == text.translate(there)
        assert decoded(scheme, text) == text.translate(back)

    @each_one_way
    @given(text=short_texts(MIXED))
    def test_nothing_is_left_of_the_alphabet(self, scheme: OneWayScheme, text: str) -> None:
        assert not {arabic for arabic, _ in scheme.table} & set(encoded(scheme, text))

    @each_scheme
    @given(text=short_texts(MIXED))
    def test_text_outside_the_table_is_the_same_object(self, scheme: Scheme | OneWayScheme, text: str) -> None:
        text = without(text, {arabic for arabic, _ in scheme.table})
        assert encoded(scheme, text) is text

    @each_scheme
    @given(text=short_texts(MIXED))
    def test_what_lies_between_letters_stays(self, scheme: Scheme | OneWayScheme, text: str) -> None:
        """Words can be encoded one by one, wherever something separates them that is no letter."""
        words = text.split(" ")
        assert encoded(scheme, text) == " ".join(encoded(scheme, word) for word in words)

    @each_profile
    @given(text=short_texts(MIXED))
    def test_kernels_agree(self, profile: Profile, text: str) -> None:
        tables = compile_rules(profile.rules).tables
        first, *others = (kernel.Pipeline(tables)(text) for kernel in KERNELS)
        assert all(other == first for other in others)

    @each_profile
    @given(text=short_texts(MIXED))
    def test_utf8_gives_what_str_gives(self, profile: Profile, text: str) -> None:
        data = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
        assert normalizer(profile).normalize_utf8(data).decode() == normalizer(profile)(data.decode())


class TestMarkers:
    """Text in two scripts."""

    @each_reversible
    @given(text=short_texts(MIXED), markers=MARKERS)
    def test_marked_text_comes_back(self, scheme: Scheme, text: str, markers: str) -> None:
        text = without(text, set(markers))
        there = Normalizer(scheme.encode_marking(*markers))(text)
        back = Normalizer(scheme.decode_outside(*markers))(there)
        assert without(back, set(markers)) == text

    @each_reversible
    @given(text=short_texts(MIXED), markers=MARKERS)
    def test_outside_and_inside_share_the_text(self, scheme: Scheme, text: str, markers: str) -> None:
        first, last = map(re.escape, markers)
        parts = re.split(f"({first}[^{last}]*{last})", text)
        outside, inside = (
            "".join(decoded(scheme, part) if number % 2 == side else part for number, part in enumerate(parts))
            for side in (0, 1)
        )
        assert Normalizer(scheme.decode_outside(*markers))(text) == outside
        assert Normalizer(scheme.decode_inside(*markers))(text) == inside

    @each_reversible
    @given(text=short_texts(MIXED), markers=MARKERS)
    def test_every_latin_run_is_marked_once(self, scheme: Scheme, text: str, markers: str) -> None:
        text = without(text, set(markers))
        latin = re.escape("".join(sides(scheme)[1]))
        marked = re.sub(f"[A-Za-z{latin}]+", lambda run: markers[0] + run[0] + markers[1], text)
        assert Normalizer(scheme.encode_marking(*markers))(text) == encoded(scheme, marked)

    def test_an_unclosed_marker_protects_nothing(self) -> None:
        outside = Normalizer(BUCKWALTER.decode_outside("[", "]"))
        assert outside("ktAb [ktAb") == "كتاب [كتاب"
        assert outside("ktAb] ktAb") == "كتاب] كتاب"
        assert outside("[a [b] ktAb]") == "[a [b] كتاب]"

    def test_an_inner_marker_of_the_same_kind_is_text(self) -> None:
        assert Normalizer(BUCKWALTER.decode_inside("[", "]"))("[ktAb [ktAb] x") == "[كتاب [كتاب] x"

    @pytest.mark.parametrize("method", ["decode_outside", "decode_inside", "encode_marking"])
    def test_wrong_markers(self, method: str) -> None:
        make = getattr(BUCKWALTER, method)
        with pytest.raises(TypeError, match="not a str"):
            make("[", None)
        with pytest.raises(ValueError, match="2 code points"):
            make("[[", "]")
        with pytest.raises(ValueError, match="0 code points"):
            make("[", "")
        with pytest.raises(ValueError, match="is a character of BUCKWALTER"):
            make("{", "]")
        with pytest.raises(ValueError, match="the markers are both '/'"):
            make("/", "/")
        with pytest.raises(ValueError, match="surrogate"):
            make("\ud800", "]")

    def test_a_marker_that_is_encoded(self) -> None:
        assert Normalizer(BUCKWALTER.decode_outside(chars.TATWEEL, "]"))("_") == chars.TATWEEL
        with pytest.raises(ValueError, match="is a character of BUCKWALTER"):
            BUCKWALTER.encode_marking(chars.TATWEEL, "]")


class TestWords:
    """Real words."""

    @pytest.mark.parametrize(
        ("scheme", "arabic", "latin"),
        [
            ("BUCKWALTER", "وَالْآنَ بِٱسْمِ اللّٰهِ", "waAlo|na bi{somi All~`hi"),
            ("BUCKWALTER", "شَيْءٌ مُؤَثِّرٌ", "$ayo'N mu&avi~rN"),
            ("SAFE_BUCKWALTER", "شَيْءٌ مُؤَثِّرٌ", "cayoCN muWavi~rN"),
            ("XML_BUCKWALTER", "أُمّ وَإِخْوَة", "Oum~ waIixowap"),
            ("HSB", "الظَّبْيُ عَلَى رُبْوَةٍ", "AlĎa~b.yu ςalaý rub.waħĩ"),
            ("HSB", "چاي ڤيينا", "cAy vyynA"),
        ],
    )
    def test_there_and_back(self, scheme: str, arabic: str, latin: str) -> None:
        chosen = SCHEMES[scheme]
        assert isinstance(chosen, Scheme)
        assert encoded(chosen, arabic) == latin
        assert decoded(chosen, latin) == arabic

    @pytest.mark.parametrize(
        ("scheme", "arabic", "latin"), [(name, *pair) for name, pairs in WORDS.items() for pair in pairs]
    )
    def test_one_way(self, scheme: str, arabic: str, latin: str) -> None:
        assert encoded(SCHEMES[scheme], arabic) == latin

    @each_one_way
    def test_every_step_is_needed_by_one(self, scheme: OneWayScheme) -> None:
        for left_out in range(len(scheme.steps)):
            steps = scheme.steps[:left_out] + scheme.steps[left_out + 1 :]
            without = OneWayScheme(scheme.name, scheme.table, steps)
            assert [arabic for arabic, latin in WORDS[scheme.name] if encoded(without, arabic) != latin], left_out

    @each_one_way
    def test_every_letter_stands_in_one(self, scheme: OneWayScheme) -> None:
        used = set("".join(arabic for arabic, _ in WORDS[scheme.name]))
        assert {arabic for arabic, _ in scheme.table} - used == set()

    @each_one_way
    def test_the_order_of_marks_makes_no_difference(self, scheme: OneWayScheme) -> None:
        for word in ("حَتَّى", "سَيِّد", "قُوَّة", "غَزِّيّ", "كُلِّيَّة", "مُسَمًّى", "شَوَّال"):
            composed = unicodedata.normalize("NFC", word)
            swapped = re.sub(f"([{chars.FATHATAN}-{chars.KASRA}]){chars.SHADDA}", rf"{chars.SHADDA}\1", composed)
            assert composed != swapped
            assert encoded(scheme, composed) == encoded(scheme, swapped)

    def test_unvocalised_text_has_the_consonants(self) -> None:
        assert encoded(ALA_LC, "أحمد إسلام الكتاب سهل") == "aḥmd islām alktāb sʹhl"
        assert encoded(DIN_31635, "أحمد إسلام الكتاب سهل") == "ʾaḥmd ʾislām alktāb shl"

    def test_digits_and_punctuation_are_left_to_rules(self) -> None:
        ready = Normalizer([*BUCKWALTER.encode, rules.convert_digits("ascii"), rules.convert_punctuation("ascii")])
        assert ready("سنة ٢٠٢٦؟") == "snp 2026?"
        assert encoded(BUCKWALTER, "٢٠٢٦؟") == "٢٠٢٦؟"

    def test_case_endings_can_be_taken_off_first(self) -> None:
        assert Normalizer([rules.strip_final_haraka, *ALA_LC.encode])("كِتَابٌ جَدِيدٌ") == "kitāb jadīd"


class TestLoss:
    """What the one-way schemes write alike is what they say."""

    ALIKE: ClassVar = {
        "on which seat a hamza sits": ("سُؤال", "سُءال"),
        "whether ʾā or ʼā is alef with madda, or a hamza and an alef": ("قُرْآن", "قُرْءان"),
        "whether ā is an alef or a superscript alef": ("هَاذا", "هَٰذا"),
        "whether the sign of a long vowel was written": ("كِتَاب", "كِتاب"),
        "whether a consonant was doubled by a shadda or is there twice": ("مَدَّ", "مَدْدَ"),
        "whether alef wasla, sukun or tatweel stood there, which are not written": ("بَـحْر", "بَحر"),
        "whether a silent alef stood behind tanween, or behind the waw at the end of a verb": ("كَتَبُوا", "كَتَبُو"),
        "whether the first vowel of a word was written": ("أَمْر", "أمْر"),
        "whether a word begins with a hamza": ("أَمر", "امر"),
        "whether h is heh or teh marbuta, and t teh or teh marbuta before a case ending": ("لُغَة", "لُغَه"),
        "whether ā is alef maksura": ("عَصَى", "عَصَا"),
        "whether a final ī had a shadda": ("مِصْرِيّ", "مِصْرِي"),
        "which of two letters f, q or v is: those of loan words and of the Maghreb are written as their likes": (
            "ڤيلا",
            "ڥيلا",
        ),
    }

    @each_one_way
    def test_what_is_lost_is_lost(self, scheme: OneWayScheme) -> None:
        assert scheme.lost
        for what in scheme.lost:
            one, other = self.ALIKE[what]
            assert encoded(scheme, one) == encoded(scheme, other), what

    @each_one_way
    def test_what_is_not_said_to_be_lost_is_not(self, scheme: OneWayScheme) -> None:
        for what in self.ALIKE.keys() - set(scheme.lost):
            one, other = self.ALIKE[what]
            assert encoded(scheme, one) != encoded(scheme, other), what

    def test_no_scheme_can_lose_more(self) -> None:
        assert {what for scheme in ONE_WAY for what in scheme.lost} == self.ALIKE.keys()

    @each_one_way
    def test_they_do_not_decode(self, scheme: OneWayScheme) -> None:
        assert not hasattr(scheme, "decode")
        assert scheme.encode.rules[0].lossy


class TestValues:
    """Schemes and their profiles are values like any other."""

    def test_the_module_is_loaded_by_its_name(self) -> None:
        assert arnorm.transliteration is transliteration

    @each_scheme
    def test_schemes(self, scheme: Scheme | OneWayScheme) -> None:
        assert getattr(transliteration, scheme.name) is scheme
        assert repr(scheme) == f"transliteration.{scheme.name}"
        assert pickle.loads(pickle.dumps(scheme)) is scheme
        assert scheme.source
        assert scheme.summary.endswith(".")
        assert hash(scheme) == hash(scheme.name)
        with pytest.raises(AttributeError, match="immutable"):
            scheme.name = "OTHER"

    @each_profile
    def test_profiles(self, profile: Profile) -> None:
        assert eval(repr(profile), {"transliteration": transliteration}) == profile
        assert pickle.loads(pickle.dumps(profile)) == profile
        assert pickle.loads(pickle.dumps(Normalizer(profile))) == Normalizer(profile)
        assert (profile + rules.fold_alef).name == f"{profile.name} + fold_alef"
        assert Normalizer([*profiles.CLEAN, *profile]).rules[-1] == profile[-1]

    @each_reversible
    def test_both_directions_survive_json(self, scheme: Scheme) -> None:
        for profile in (scheme.encode, scheme.decode):
            assert Normalizer.from_json(Normalizer(profile).to_json()) == Normalizer(profile)

    @pytest.mark.parametrize("profile", [ALA_LC.encode, HSB.decode_outside("[", "]")], ids=lambda profile: profile.name)
    def test_profiles_that_look_around_survive_json(self, profile: Profile) -> None:
        assert Normalizer.from_json(Normalizer(profile).to_json()) == Normalizer(profile)

    def test_all_profiles_of_a_scheme_can_stand_in_one_normalizer(self) -> None:
        both = Normalizer([*BUCKWALTER.encode, *BUCKWALTER.decode, *BUCKWALTER.decode_outside("[", "]")])
        assert both("كتاب ktAb") == "كتاب كتاب"

    @pytest.mark.parametrize("name", ["ala-lc", "ALA_LC", "ala lc"])
    def test_by_name(self, name: str) -> None:
        assert transliteration.by_name(name) is ALA_LC

    def test_no_such_name(self) -> None:
        with pytest.raises(ValueError, match="did you mean BUCKWALTER"):
            transliteration.by_name("buckwater")
        with pytest.raises(ValueError, match="there are BUCKWALTER, SAFE"):
            transliteration.by_name("?")

    @pytest.mark.parametrize("kernel", KERNELS, ids=kernel_name)
    @given(pairs=st.dictionaries(st.characters(exclude_categories=["Cs"]), st.characters(exclude_categories=["Cs"])))
    def test_a_scheme_of_your_own(self, kernel: ModuleType, pairs: dict[str, str]) -> None:
        if len(set(pairs.values())) < len(pairs):
            with pytest.raises(ValueError, match="alike"):
                Scheme("MINE", pairs)
            return
        mine = Scheme("MINE", pairs)
        assert mine == Scheme("MINE", mine.table)
        assert eval(repr(mine), {"Scheme": Scheme}) == mine
        assert pickle.loads(pickle.dumps(mine.decode)) == mine.decode
        there, back = (kernel.Pipeline(compile_rules(profile.rules).tables) for profile in (mine.encode, mine.decode))
        assert back(there("".join(pairs))) == "".join(pairs)

    @pytest.mark.parametrize("make", [Scheme, OneWayScheme])
    def test_wrong_tables(self, make: type[Scheme | OneWayScheme]) -> None:
        with pytest.raises(ValueError, match="2 code points"):
            make("MINE", {"ab": "x"})
        with pytest.raises(ValueError, match="surrogate"):
            make("MINE", {"a": "\ud800"})
        with pytest.raises(TypeError, match="str"):
            make("MINE", {"a": None})  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(ValueError, match="not"):
            make("my scheme", {})
        with pytest.raises(TypeError, match="str"):
            make(1, {})  # type: ignore[arg-type]  # wrong on purpose

    def test_a_scheme_writes_one_character_for_one(self) -> None:
        with pytest.raises(ValueError, match="2 code points"):
            Scheme("MINE", {"a": "xy"})
        assert encoded(OneWayScheme("MINE", {"a": "xy"}), "ab") == "xyb"


class TestPage:
    """``docs/transliteration.md``."""

    PAGE = Path(__file__).parent.parent / "docs" / "transliteration.md"

    def test_its_tables_are_those_of_the_code(self) -> None:
        page = self.PAGE.read_text("utf-8")
        assert generator("transliteration").regenerated(page) == page, (
            "run python tests/docs/transliteration.py docs/transliteration.md"
        )

    def test_its_examples_run(self) -> None:
        results = doctest.testfile(str(self.PAGE), module_relative=False, encoding="utf-8")
        assert results.attempted >= 12
        assert results.failed == 0
