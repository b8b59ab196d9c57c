"""What every rule promises: cases of its own, the verb of its name, a summary and a source."""

from __future__ import annotations

import json
import re
from pathlib import Path

from rule_facts import (
    CATEGORY,
    DELETING,
    MOVING,
    WHOLE,
    changes,
    codes,
    each_conditional,
    each_mapping,
    each_rule,
    verb,
)

from arnorm import Normalizer, chars
from arnorm._core.plan import fuse
from arnorm.rules import RULES, Rule
from arnorm.rules.steps import Step

CASES, UNCHANGED = (
    json.loads((Path(__file__).parent / "cases" / f"{name}.json").read_bytes().decode("utf-8"))
    for name in ("rules", "unchanged")
)


class TestCases:
    """The words of ``tests/cases/rules.json``."""

    # Too many characters to name each; the tests below compare all of them with the character database.
    GENERATED = frozenset(
        {
            "casefold",
            "expand_presentation_forms",
            "fold_math_letters",
            "strip_controls",
            "strip_latin_accents",
            "strip_quranic_marks",
        }
    )

    @each_rule
    def test_every_rule_has_one_of_its_own(self, rule: Rule) -> None:
        assert [case for case in CASES if case.get("rules") == [rule.name]]

    @each_mapping
    def test_every_character_that_a_rule_names_stands_in_one(self, rule: Rule) -> None:
        inputs = "".join(case["input"] for case in CASES if case.get("rules") == [rule.name])
        missing = [f"U+{ord(character):04X}" for character in changes(rule) if character not in inputs]
        assert not missing or rule.name in self.GENERATED

    @each_conditional
    def test_a_condition_has_cases_on_both_sides(self, rule: Rule) -> None:
        assert len([case for case in CASES if case.get("rules") == [rule.name]]) >= 5
        assert len([case for case in UNCHANGED if case.get("rules") == [rule.name]]) >= 3

    @each_conditional
    def test_every_step_is_needed_by_one(self, rule: Rule) -> None:
        cases = [case for case in CASES if case.get("rules") == [rule.name]]
        for left_out in range(len(rule.steps)):
            steps = rule.steps[:left_out] + rule.steps[left_out + 1 :]
            without = Normalizer(Rule(rule.name, steps, rule.summary, rule.lossy, rule.source))
            assert [case for case in cases if without(case["input"]) != case["expected"]], f"step {left_out}"


class TestVerbs:
    """The verb in a name is a promise."""

    def test_verbs_are_known(self) -> None:
        verbs = set(map(verb, RULES.values()))
        assert verbs == DELETING | MOVING | WHOLE | {"fold", "expand", "convert", "casefold"}
        assert {"trim", "casefold"} <= RULES.keys()  # verbs alone

    @each_rule
    def test_documented(self, rule: Rule) -> None:
        assert rule.changes or not any(isinstance(one, Step) for one in rule.steps)
        assert re.fullmatch(r"[A-Z].*[^.]\.", rule.summary)
        assert rule.source

    @each_mapping
    def test_its_output_is_not_changed_again(self, rule: Rule) -> None:
        assert fuse(rule.table, rule.table) == rule.table

    @each_rule
    def test_what_deletes_writes_nothing(self, rule: Rule) -> None:
        if verb(rule) in DELETING and rule.name != "strip_latin_accents":  # it deletes a part of the letter
            assert set(changes(rule).values()) <= {""}

    @each_rule
    def test_nothing_else_deletes(self, rule: Rule) -> None:
        if verb(rule) not in DELETING | MOVING | WHOLE:
            assert "" not in changes(rule).values()

    @each_rule
    def test_fold_and_convert_write_one_character(self, rule: Rule) -> None:
        longer = {
            "fold_hamza": {chars.ALEF_MADDA: chars.HAMZA + chars.ALEF},  # as it is read
            "fold_ellipsis": dict.fromkeys(codes(0x2026, 0xFE19), "..."),
        }
        if verb(rule) in ("fold", "convert"):
            found = {character: text for character, text in changes(rule).items() if len(text) != 1}
            assert found == longer.get(rule.name, {})

    @each_rule
    def test_convert_and_expand_lose_nothing(self, rule: Rule) -> None:
        if verb(rule) in ("convert", "expand"):
            assert not rule.lossy

    @each_rule
    def test_convert_leaves_letters_and_marks(self, rule: Rule) -> None:
        if verb(rule) == "convert":
            for character, text in changes(rule).items():
                assert CATEGORY[character][0] in "NPS"
                assert CATEGORY[text][0] in "NPS"

    @each_rule
    def test_expand_writes_arabic_letters_marks_and_spaces(self, rule: Rule) -> None:
        if verb(rule) == "expand":
            written = set().union(*changes(rule).values())
            assert {CATEGORY[character] for character in written} <= {"Lo", "Lm", "Mn", "Zs"}
            assert written <= codes(0x20, (0x600, 0x6FF))

    @each_mapping
    def test_what_reads_differently_is_lossy(self, rule: Rule) -> None:
        """A letter or a mark that is deleted or becomes another one makes two words equal."""
        for character, text in changes(rule).items():
            carries_meaning = CATEGORY[character][0] in "LM" and verb(rule) != "expand" and character != chars.TATWEEL
            assert rule.lossy or not carries_meaning, f"U+{ord(character):04X} to {text!r}"
