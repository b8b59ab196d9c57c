"""The normalizer as its users meet it: laws over all rules and profiles, values, and errors that teach."""

from __future__ import annotations

import copy
import json
import pickle
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kernels import EVERY_CODE_POINT
from strategies import CODE_POINTS, RULE_LISTS, UTF8_TEXTS, texts

import arnorm
from arnorm import Normalizer, Rule, profiles, rules
from arnorm.normalizer import Stage
from arnorm.profiles import PROFILES, Profile
from arnorm.rules import RULES

each_profile = pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
ALONE = {rule.name: Normalizer(rule) for rule in RULES.values()}
MADE = {name: Normalizer(profile) for name, profile in PROFILES.items()}


def one_by_one(chosen: list[Rule] | tuple[Rule, ...] | Profile, text: str) -> str:
    """Apply rules each alone, with ``str.translate`` where that can do it: an oracle that fuses nothing."""
    for rule in chosen:
        text = text.translate(rule.table) if rule.context_free else ALONE[rule.name](text)
    return text


class TestLaws:
    @given(RULE_LISTS, texts())
    def test_fused_equals_one_rule_at_a_time(self, chosen: list[Rule], text: str) -> None:
        assert Normalizer(chosen)(text) == one_by_one(chosen, text)

    @each_profile
    @given(text=texts())
    def test_a_profile_equals_its_rules_in_turn(self, profile: Profile, text: str) -> None:
        assert MADE[profile.name](text) == one_by_one(profile, text)

    @each_profile
    @given(text=texts())
    def test_profiles_are_idempotent(self, profile: Profile, text: str) -> None:
        once = MADE[profile.name](text)
        assert MADE[profile.name](once) is once

    @each_profile
    def test_profiles_are_idempotent_on_every_code_point(self, profile: Profile) -> None:
        once = MADE[profile.name]("".join(map(chr, EVERY_CODE_POINT)))
        assert MADE[profile.name](once) is once

    @each_profile
    @given(text=UTF8_TEXTS)
    def test_utf8_equals_str(self, profile: Profile, text: str) -> None:
        normalizer = MADE[profile.name]
        assert normalizer.normalize_utf8(text.encode()) == normalizer(text).encode()

    @each_profile
    @given(items=st.lists(texts(), max_size=6), threads=st.sampled_from((None, 1, 2, 5)))
    def test_many_equals_each(self, profile: Profile, items: list[str], threads: int | None) -> None:
        normalizer = MADE[profile.name]
        assert normalizer.normalize_many(items, threads) == [normalizer(item) for item in items]

    @pytest.mark.parametrize("rule", [rule for name, rule in RULES.items() if name.startswith("strip_")], ids=repr)
    @given(text=texts())
    def test_stripping_never_lengthens_and_leaves_none(self, rule: Rule, text: str) -> None:
        result = Normalizer(rule)(text)
        assert len(result) <= len(text)
        if rule.context_free and all(replacement == "" for _, replacement in rule.changes):
            assert not set(result) & {chr(code_point) for code_point, _ in rule.changes}

    @given(RULE_LISTS)
    def test_values_survive_printing_pickling_and_json(self, chosen: list[Rule]) -> None:
        normalizer = Normalizer(chosen)
        names = {"Normalizer": Normalizer, "Rule": Rule, "rules": rules, "profiles": profiles}
        for again in (
            eval(repr(normalizer), names),
            pickle.loads(pickle.dumps(normalizer)),
            copy.deepcopy(normalizer),
            Normalizer.from_json(normalizer.to_json()),
        ):
            assert again == normalizer
            assert hash(again) == hash(normalizer)
            assert again.fingerprint == normalizer.fingerprint
            assert again.stages == normalizer.stages


class TestCorpora:
    """The same law on real text: every corpus, whole and line by line."""

    RULES = (rules.strip_tashkeel, rules.strip_tatweel, rules.fold_alef)

    def test_seed_equals_translate(self, seed: str) -> None:
        assert Normalizer(self.RULES)(seed) == one_by_one(self.RULES, seed)

    def test_corpora_equal_translate(self, shared: Path) -> None:
        files = sorted([*(shared / "corpora").glob("*.txt"), *(shared / "synthetic").glob("*.txt")])
        assert len(files) > 10
        for chosen in (self.RULES, [rule for rule in profiles.SEARCH if rule.context_free]):
            normalizer = Normalizer(chosen)
            table = {code_point: one_by_one(chosen, chr(code_point)) for rule in chosen for code_point in rule.table}
            for file in files:
                text = file.read_bytes().decode()
                if arnorm.BACKEND == "reference":
                    text = text[:20_000]
                expected = text.translate(table)
                assert normalizer(text) == expected, file.name
                assert normalizer.normalize_utf8(text.encode()) == expected.encode(), file.name
                lines = text.split("\n")
                assert "\n".join(normalizer.normalize_many(lines)) == expected, file.name

    def test_invalid_bytes_are_kept_replaced_or_refused(self, shared: Path) -> None:
        data = (shared / "synthetic" / "invalid_utf8.bin").read_bytes()
        normalizer = Normalizer(profiles.SEARCH)
        with pytest.raises(UnicodeDecodeError) as expected:
            data.decode()
        with pytest.raises(UnicodeDecodeError) as raised:
            normalizer.normalize_utf8(data)
        assert raised.value.args == expected.value.args
        for errors, handler in (("replace", "replace"), ("keep", "surrogateescape")):
            text = normalizer(data.decode("utf-8", handler))
            assert normalizer.normalize_utf8(data, errors) == text.encode("utf-8", "surrogateescape")  # type: ignore[arg-type]  # one of those that there are


class TestConstruction:
    def test_order_is_the_callers(self) -> None:
        first, second = Rule.mapping({"a": "b"}), Rule.mapping({"b": "c"})
        assert Normalizer([first, second])("ab") == "cc"
        assert Normalizer([second, first])("ab") == "bc"

    def test_a_set_is_put_into_registry_order(self) -> None:
        chosen = [rules.fold_alef, rules.expand_presentation_forms, Rule.mapping({"ا": "-"}, name="last")]
        expected = Normalizer([chosen[1], chosen[0], chosen[2]])
        for _ in range(5):
            random.shuffle(chosen)
            assert Normalizer(set(chosen)) == Normalizer(frozenset(chosen)) == expected
        assert expected("ﺃﺏ") == "-ب"

    def test_one_rule_a_profile_a_generator(self) -> None:
        assert Normalizer(rules.strip_tatweel) == Normalizer([rules.strip_tatweel])
        assert Normalizer() == Normalizer(profiles.CLEAN) == Normalizer(rule for rule in profiles.CLEAN)
        assert Normalizer([])("نص") == "نص"

    def test_stages_say_what_was_fused(self) -> None:
        normalizer = Normalizer([rules.strip_tatweel, rules.fold_alef_maksura])
        assert normalizer.stages == (Stage("map", ("strip_tatweel", "fold_alef_maksura"), 2),)
        assert normalizer.rules == (rules.strip_tatweel, rules.fold_alef_maksura)

    def test_two_rules_of_one_name_are_refused(self) -> None:
        for pair in (
            [rules.fold_alef, rules.fold_alef],
            [Rule.mapping({"a": "b"}, name="mine"), Rule.mapping({"b": "c"}, name="mine")],
        ):
            with pytest.raises(ValueError, match=r"two rules are called '(fold_alef|mine)'"):
                Normalizer(pair)

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ("search", r"say profiles.by_name\('search'\)"),
            (["fold_alef"], r"'fold_alef' is not a rule: say rules.by_name\('fold_alef'\)"),
            ([None], "None is not a rule"),
            (3, "rules must be a profile, a rule or rules, not int"),
            (None, "rules must be a profile, a rule or rules, not NoneType"),
            ([rules.convert_digits], "is not a rule"),
        ],
    )
    def test_what_is_no_rule_is_refused(self, wrong: object, message: str) -> None:
        with pytest.raises(TypeError, match=message):
            Normalizer(wrong)  # type: ignore[arg-type]  # wrong on purpose

    def test_a_normalizer_cannot_be_made_again(self) -> None:
        normalizer = Normalizer(rules.fold_alef)
        with pytest.raises((TypeError, AttributeError)):
            normalizer.rules = ()  # type: ignore[misc]  # wrong on purpose
        assert Normalizer(rules.fold_alef) != Normalizer(rules.strip_tatweel)
        assert Normalizer(rules.fold_alef) != "fold_alef"


class TestUserRules:
    @pytest.mark.parametrize(
        ("mapping", "error", "message"),
        [
            ({"ab": "c"}, ValueError, "the key 'ab' has 2 code points"),
            ({"": "c"}, ValueError, "the key '' has 0 code points"),
            ({"a": "\ud800"}, ValueError, "surrogate"),
            ({"\udc80": "a"}, ValueError, "surrogate"),
            ({97: "b"}, TypeError, "a mapping rule maps str to str"),
            ({"a": None}, TypeError, "a mapping rule maps str to str"),
            ({"a": 98}, TypeError, "a mapping rule maps str to str"),
        ],
    )
    def test_bad_mappings_are_refused(self, mapping: dict[str, str], error: type[Exception], message: str) -> None:
        with pytest.raises(error, match=message):
            Rule.mapping(mapping)

    @pytest.mark.parametrize("name", ["", "two words", "a,b", "a:b", "1st", "a\n"])
    def test_bad_names_are_refused(self, name: str) -> None:
        with pytest.raises(ValueError, match="is not a word"):
            Rule.mapping({"a": "b"}, name=name)

    def test_a_rule_without_a_name_is_called_after_its_content(self) -> None:
        first, same, other = Rule.mapping({"a": "b"}), Rule.mapping({"a": "b", "c": "c"}), Rule.mapping({"a": "c"})
        assert first == same
        assert first.name == same.name != other.name
        assert Normalizer([first, other])("a") == "b"

    def test_values_cannot_be_changed(self) -> None:
        rule = Rule.mapping({"a": "b"})
        for value, name in ((rule, "name"), (profiles.CLEAN, "rules"), (Stage("map", (), 0), "kind")):
            with pytest.raises(AttributeError, match="immutable"):
                setattr(value, name, None)
            with pytest.raises(AttributeError, match="immutable"):
                delattr(value, name)
        rule.table.clear()
        assert rule.table == {0x61: "b"}


class TestProfiles:
    def test_adding_and_removing(self) -> None:
        mine = profiles.CLEAN + rules.fold_alef
        assert mine.rules == (*profiles.CLEAN.rules, rules.fold_alef)
        assert (mine - rules.fold_alef).rules == profiles.CLEAN.rules
        several = (rules.fold_alef, rules.strip_tatweel)
        assert (profiles.CLEAN + several).rules[-2:] == several
        assert len(mine) == len(profiles.CLEAN) + 1
        assert rules.fold_alef in mine
        assert rules.fold_alef not in profiles.CLEAN
        with pytest.raises(ValueError, match="fold_alef is already in"):
            mine + rules.fold_alef
        with pytest.raises(ValueError, match="fold_alef is not in CLEAN"):
            profiles.CLEAN - rules.fold_alef

    def test_a_process_compiles_what_is_pickled_once(self) -> None:
        pickled = [pickle.dumps(Normalizer(chosen)) for chosen in (profiles.SEARCH, profiles.SEARCH, rules.fold_alef)]
        first, second, other = map(pickle.loads, pickled)
        assert first is second
        assert first is not other

    @each_profile
    def test_profiles_are_values(self, profile: Profile) -> None:
        assert pickle.loads(pickle.dumps(profile)) is profile
        assert repr(profile) == f"profiles.{profile.name}"
        assert profiles.by_name(profile.name.lower()) is profile
        assert profile.date
        assert profile.purpose
        derived = profile + Rule.mapping({"a": "b"}, name="mine")
        assert pickle.loads(pickle.dumps(derived)) == derived
        assert eval(repr(derived), {"profiles": profiles, "rules": rules, "Rule": Rule}) == derived
        assert repr(Normalizer(profile)) == f"Normalizer(profiles.{profile.name})"

    def test_unknown_names_list_near_ones(self) -> None:
        with pytest.raises(ValueError, match="no profile called 'serach'; did you mean SEARCH"):
            profiles.by_name("serach")
        with pytest.raises(ValueError, match="there is no rule called 'strip_tashkil'; did you mean strip_tashkeel"):
            rules.by_name("strip_tashkil")
        with pytest.raises(ValueError, match="there are CLEAN, DISPLAY"):
            profiles.by_name("zzzzzz")
        for convert in (rules.convert_digits, rules.convert_quotes, rules.convert_punctuation):
            with pytest.raises(ValueError, match="must be one of 'ascii'"):
                convert("roman")  # type: ignore[arg-type]  # wrong on purpose


class TestModuleFunctions:
    @given(st.text(CODE_POINTS))
    def test_normalize_is_the_normalizer(self, text: str) -> None:
        assert arnorm.normalize(text) == MADE["CLEAN"](text)
        assert arnorm.normalize(text, profiles.SEARCH) == MADE["SEARCH"](text)
        assert arnorm.dediacritize(text) == one_by_one([rules.strip_tashkeel], text)

    def test_bad_input_names_the_right_entry(self) -> None:
        for wrong in (None, 3, b"abc"):
            for function in (arnorm.normalize, arnorm.dediacritize, arnorm.tokenize, arnorm.sentences):
                with pytest.raises(TypeError, match="text must be a str, not"):
                    function(wrong)  # type: ignore[arg-type]  # wrong on purpose
        with pytest.raises(
            TypeError, match=r"profile must be a Profile .*, not str: say profiles\.by_name\('search'\)"
        ):
            arnorm.normalize("نص", "search")  # type: ignore[arg-type]  # wrong on purpose

    def test_many_names_the_position(self) -> None:
        normalizer = Normalizer()
        for threads in (None, 3):
            with pytest.raises(TypeError, match=r"texts\[2\] must be a str, not NoneType"):
                normalizer.normalize_many(["a", "b", None], threads)  # type: ignore[list-item]  # wrong on purpose
            for wrong in ("abc", 5):
                with pytest.raises(TypeError, match="texts must be an iterable of str"):
                    normalizer.normalize_many(wrong, threads)  # type: ignore[arg-type]  # wrong on purpose
        for threads in (0, -1):
            with pytest.raises(ValueError, match="threads must be at least 1"):
                normalizer.normalize_many(["a"], threads)
        for unlike in ("2", 2.5):
            with pytest.raises(TypeError, match="threads must be an int or None, not"):
                normalizer.normalize_many(["a"], unlike)  # type: ignore[arg-type]  # the point


class TestJson:
    def test_it_names_shipped_rules_and_spells_out_others(self) -> None:
        normalizer = Normalizer([rules.convert_digits("ascii"), Rule.mapping({"ڤ": "ف"}, name="veh")])
        spec = json.loads(normalizer.to_json())
        assert spec["rules"] == ["convert_digits:ascii", {"name": "veh", "mapping": {"ڤ": "ف"}}]
        assert spec["arnorm"] == arnorm.__version__
        assert spec["fingerprint"] == normalizer.fingerprint

    @pytest.mark.parametrize(
        "text",
        ["[]", "{}", "3", '{"format": 1}', '{"format": 2, "rules": []}', '{"format": 1, "rules": [3]}', "not json"],
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            Normalizer.from_json(text)

    def test_rules_that_do_something_else_now_are_refused(self) -> None:
        spec = json.loads(Normalizer(rules.fold_alef).to_json())
        spec["fingerprint"] = "0" * 16
        with pytest.raises(ValueError, match="would not give the same output"):
            Normalizer.from_json(json.dumps(spec))
        with pytest.raises(ValueError, match="there is no rule called 'fold_alif'; did you mean fold_alef"):
            Normalizer.from_json('{"format": 1, "rules": ["fold_alif"]}')

    def test_the_fingerprint_stands_for_the_output(self) -> None:
        renamed = Rule.mapping({chr(key): value for key, value in rules.fold_alef.changes}, name="renamed")
        assert Normalizer(renamed).fingerprint == Normalizer(rules.fold_alef).fingerprint
        prints = {Normalizer(rule).fingerprint for rule in RULES.values()}
        assert len(prints) == len(RULES)


@settings(max_examples=10)
@given(texts())
def test_32_threads_share_one_normalizer(text: str) -> None:
    normalizer = MADE["SEARCH"]
    expected = normalizer(text)
    barrier = threading.Barrier(32)

    def work(_: int) -> bool:
        barrier.wait()
        return all(normalizer(text) == expected for _ in range(5))

    with ThreadPoolExecutor(32) as pool:
        assert all(pool.map(work, range(32)))
