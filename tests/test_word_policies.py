"""The policies of words: gold standards, laws, and what each choice changes."""

from __future__ import annotations

import doctest
import importlib.util
import pickle
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from arnorm import Tokenizer, policies
from arnorm.grammar import Grammar, Kind
from arnorm.policies import DEFAULT, SEARCH, SOCIAL, word_policy

ROOT = Path(__file__).parent.parent
# F1 of exact spans, in percent. The best of the other tokenizers that were measured has 99.66 on the first.
GOLD = {
    "ar_pud": 99.80,
    "ajp_madar": 100.0,
    "fa_seraji": 100.0,
    "ps_sikaram": 99.91,
    "sd_isra": 100.0,
    "ug_udt": 99.80,
}
CHOICES: dict[str, Grammar] = {
    "mixed": word_policy("CHOICE", mixed="split"),
    "numbers": word_policy("CHOICE", numbers="split"),
    "hyphens": word_policy("CHOICE", hyphens="join"),
    "underscores": word_policy("CHOICE", underscores="split"),
    "joiners": word_policy("CHOICE", joiners="split"),
    "controls": word_policy("CHOICE", controls="token"),
    "single": word_policy("CHOICE", punctuation="single"),
    "runs": word_policy("CHOICE", punctuation="runs"),
}
ALL = {"DEFAULT": DEFAULT, "SOCIAL": SOCIAL, "SEARCH": SEARCH} | CHOICES
TOKENIZERS = {name: Tokenizer(policy) for name, policy in ALL.items()}
WORD = TOKENIZERS["DEFAULT"]
each_policy = pytest.mark.parametrize("name", ALL)

ARABIC = st.text("ابتثجحخدرسعفقكلمنهويءأإآؤئةىپچگی", min_size=1, max_size=7)
MARKED = st.lists(st.tuples(ARABIC, st.sampled_from(("", "َ", "ًّ", "ٰ", "\u0653", "ۡ"))), min_size=1, max_size=3).map(
    lambda parts: "".join(letters + marks for letters, marks in parts)
)
PIECES = (
    *"َ\u1b3c\ufe0f\u200c\u00ad كa5%$-_.",
    *("!!", "...", ":)", "ﷺ", "د.", "وال", "2020-01-02", "a.com", "https://a.com/", "a@b.com", "@ab", "#خبر"),
    *("😀", "👨\u200d👩", "🇸🇦", "👍🏽", "1\ufe0f\u20e3", "🏴\U000e0067\U000e007f", "\U0001fdbe"),
)
FIGURES = st.text("0123456789", min_size=1, max_size=4) | st.text("٠١٢٣٤٥٦٧٨٩", min_size=1, max_size=4)
NUMBERS = st.lists(FIGURES, min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(".,:/٫٬،'").map(lambda separator: separator.join(parts))
)
LATIN = st.text("abcdefghikmnoqrsuvz", min_size=2, max_size=8)


def module(path: str) -> ModuleType:
    """Return a module of the checkout, which imports others of it, behind whatever is installed."""
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec
    assert spec.loader
    found = importlib.util.module_from_spec(spec)
    sys.path.append(str(ROOT))
    try:
        spec.loader.exec_module(found)
    finally:
        sys.path.remove(str(ROOT))
    return found


class TestPage:
    def test_the_page_is_what_the_policies_do(self) -> None:
        page = (ROOT / "docs/words.md").read_text("utf-8")
        generator = module("tests/docs/words.py")
        assert page.startswith(generator.page()), "run python tests/docs/words.py > docs/words.md"
        assert page.endswith(generator.REMAINING)
        assert not doctest.testfile(str(ROOT / "docs/words.md"), module_relative=False, encoding="utf-8").failed

    def test_every_policy_and_kind_is_in_it(self) -> None:
        generator = module("tests/docs/words.py")
        assert {kind for kind, *_ in generator.KINDS} == set(DEFAULT.kind_names)
        assert all(f"`{name}`" in generator.HEAD for name in generator.named())
        assert {key for choice, _ in generator.CHOICES for key in choice} == set(word_policy.__kwdefaults__ or ())


class TestGold:
    @pytest.mark.parametrize("name", GOLD)
    def test_words_of_treebanks(self, shared: Path, name: str) -> None:
        result = module("benchmarks/gold_words.py").score(shared / f"gold/{name}-ud-test.jsonl", WORD)
        assert round(result.f1, 2) >= GOLD[name], result.wrong[:20]


class TestLaws:
    @each_policy
    @given(text=texts() | st.lists(st.sampled_from(PIECES)).map("".join))
    def test_no_token_begins_with_a_mark_of_the_token_before(self, name: str, text: str) -> None:
        from arnorm.chars import category, characters

        marks = characters(category("Mn", "Mc", "Me"))
        ends = set()
        for start, end in TOKENIZERS[name].spans(text).tolist():
            if text[start] in marks:
                assert start not in ends, (text, start)
            ends.add(end)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [("\U0001fdbe\u1b3c", "emoji"), ("👍🏽َ", "emoji"), ("5%َ", "number"), ("...َ", "punctuation"), ("a.comَ", "url")],
        ids=["kept for emoji", "sequence", "percent", "dots", "domain"],
    )
    def test_a_mark_belongs_to_what_it_stands_behind(self, text: str, kind: str) -> None:
        assert [(token.text, token.kind) for token in WORD.tokens(text)] == [(text, kind)]

    @each_policy
    @given(words=st.lists(MARKED | LATIN, min_size=1, max_size=5))
    def test_words_between_spaces_come_back(self, name: str, words: list[str]) -> None:
        assert TOKENIZERS[name](" ".join(words)) == words
        assert {token.kind for token in TOKENIZERS[name].tokens(" ".join(words))} == {"word"}

    @each_policy
    @given(numbers=st.lists(NUMBERS, min_size=1, max_size=4))
    def test_numbers_come_back(self, name: str, numbers: list[str]) -> None:
        tokens = TOKENIZERS[name].tokens(" ".join(numbers))
        assert [(token.text, token.kind) for token in tokens] == [(number, "number") for number in numbers]

    @given(MARKED, st.sampled_from('،؛؟.:!()[]«»“”"…'), MARKED)
    def test_punctuation_parts_words(self, first: str, mark: str, second: str) -> None:
        if mark == "." and len(first) == 1:  # an abbreviation
            first += "ا"
        assert WORD(f"{first}{mark}{second}") == [first, mark, second]

    @given(MARKED, FIGURES)
    def test_letters_and_digits_that_touch(self, word: str, figures: str) -> None:
        assert WORD(word + figures) == [word + figures]
        assert WORD(figures + word) == [figures + word]
        assert TOKENIZERS["mixed"](word + figures) == [word, figures]
        assert TOKENIZERS["mixed"](figures + word) == [figures, word]

    @given(MARKED, LATIN | FIGURES)
    def test_a_tatweel_parts_a_particle_from_what_is_not_arabic(self, word: str, other: str) -> None:
        assert WORD(f"{word}ـ{other}") == [f"{word}ـ", other]

    @given(texts())
    def test_search_gives_a_part_of_what_stands_there(self, text: str) -> None:
        kinds = {token.kind for token in TOKENIZERS["SEARCH"].tokens(text)}
        assert kinds <= {"word", "number"}

    @given(texts())
    def test_dropped_kinds_change_no_other_token(self, text: str) -> None:
        kept = Tokenizer(DEFAULT.drop("punctuation", "symbol"))
        expected = [token for token in WORD.tokens(text) if token.kind not in ("punctuation", "symbol")]
        assert kept.tokens(text) == expected


class TestChoices:
    """A choice changes what it says and nothing else."""

    TEXT = "و2020 50% كوفيد-19 كلمة_أخرى می\u200cروم نعم\u200f، لا!!؟ ..."

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("DEFAULT", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!|؟|..."),
            ("mixed", "و|2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!|؟|..."),
            ("numbers", "و2020|50|%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!|؟|..."),
            ("hyphens", "و2020|50%|كوفيد-19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!|؟|..."),
            ("underscores", "و2020|50%|كوفيد|-|19|كلمة|_|أخرى|می\u200cروم|نعم|،|لا|!!|؟|..."),
            ("joiners", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می|روم|نعم|،|لا|!!|؟|..."),
            ("controls", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم\u200f|،|لا|!!|؟|..."),
            ("single", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!|!|؟|.|.|."),
            ("runs", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!؟|..."),
            ("SOCIAL", "و2020|50%|كوفيد|-|19|كلمة_أخرى|می\u200cروم|نعم|،|لا|!!؟|..."),
            ("SEARCH", "و|2020|50|كوفيد|19|كلمة|أخرى|می\u200cروم|نعم|لا"),
        ],
    )
    def test_one_text(self, name: str, expected: str) -> None:
        assert TOKENIZERS[name](self.TEXT) == expected.split("|")

    def test_search_leaves_no_part_of_an_emoji(self) -> None:
        assert TOKENIZERS["SEARCH"]("❤\ufe0fعدد 1\ufe0f\u20e3نعم") == ["عدد", "نعم"]

    def test_search_gives_the_words_of_addresses(self) -> None:
        tokens = TOKENIZERS["SEARCH"]("#خبر_عاجل https://example.com/صفحة @سلمى_99 $5 -3")
        assert tokens == ["خبر", "عاجل", "https", "example.com", "صفحة", "سلمى", "99", "5", "3"]


class TestComposition:
    def test_values(self) -> None:
        for policy in ALL.values():
            assert pickle.loads(pickle.dumps(policy)) == policy
            assert eval(repr(policy), {"policies": policies, "Kind": Kind}) == policy
        assert repr(DEFAULT.drop("mark").without("emoji")) == "policies.DEFAULT.drop('mark').without('emoji')"
        assert repr(Tokenizer(SEARCH)) == "Tokenizer(policies.SEARCH)"

    def test_a_kind_of_ones_own(self) -> None:
        plate = Kind("plate", "(arabic space){2} arabic space figure{1,4}", before="edge | [^figure]")
        mine = Tokenizer(DEFAULT.adding(plate))
        assert [(token.text, token.kind) for token in mine.tokens("سيارة ب ح د 1234.")] == [
            ("سيارة", "word"),
            ("ب ح د 1234", "plate"),
            (".", "punctuation"),
        ]
        code = DEFAULT.adding(
            Kind("code", 'hex{2} (":" hex{2})+'), over=("word", "number"), sets={"hex": "0123456789ABCDEF"}
        )
        assert Tokenizer(code)("A0:1F:22 12:30") == ["A0:1F:22", "12:30"]
        assert [token.kind for token in Tokenizer(code).tokens("A0:1F:22 12:30")] == ["code", "code"]
        assert eval(repr(code), {"policies": policies, "Kind": Kind}) == code

    def test_conflicts_are_reported(self) -> None:
        year = Kind("year", "digit{4}")
        with pytest.raises(ValueError, match=r"the kinds year and number both match '.{4}'"):
            Tokenizer(DEFAULT.adding(year))
        assert Tokenizer(DEFAULT.adding(year, over=("number",))).tokens("2024")[0].kind == "year"

    def test_mistakes(self) -> None:
        with pytest.raises(ValueError, match="DEFAULT has no kinds named nouns"):
            DEFAULT.drop("nouns")
        with pytest.raises(ValueError, match="DEFAULT has no kinds named nouns"):
            DEFAULT.only("word", "nouns")
        with pytest.raises(ValueError, match="DEFAULT has no kinds named nouns"):
            DEFAULT.adding(Kind("x", "mark"), over=("nouns",))
        for choice in word_policy.__kwdefaults__ or ():
            with pytest.raises(ValueError, match=f"{choice} must be one of '.*', not 'maybe'"):
                word_policy("CHOICE", **{choice: "maybe"})  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(ValueError, match="DEFAULT has sets named digit already"):
            DEFAULT.adding(Kind("x", "mark"), sets={"digit": "1"})
        with pytest.raises(ValueError, match="unknown set 'nonsense'"):
            Tokenizer(DEFAULT.adding(Kind("x", "nonsense")))
        with pytest.raises(AttributeError, match="no attribute 'NOUNS'"):
            getattr(policies, "NOUNS")  # noqa: B009  (types know no such name)
