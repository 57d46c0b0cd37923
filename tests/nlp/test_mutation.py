"""Changes to a rule: each is tried with nothing else changed, and the examples notice most."""

from __future__ import annotations

import random

import pytest

from scribe.nlp.listener import Listener
from scribe.nlp.mutants import Mutant, mutants
from scribe.nlp.mutation import Rule, Trials, all_mutants, rules_of
from scribe.nlp.rules import rule_files
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import resource
from scribe.text.reader import Reader

RULES = list(rules_of(rule_files(resource("patterns"))))
# The changes that drop a rule or turn what it says; the others thin it or loosen it.
TURNED = {"the rule dropped", "assertion flipped", "category flipped", "direction flipped", "set dropped"}


@pytest.fixture(scope="module")
def trials() -> Trials:
    folder = resource("patterns")
    return Trials(Listener(folder), Reader(folder, segmenter=load_segmenter()))


def _rule(name: str) -> Rule:
    return next(rule for rule in RULES if rule.id == name)


@pytest.mark.parametrize("rule", random.Random(1).sample(RULES, 40), ids=lambda rule: rule.id)
def test_a_rule_put_in_its_own_place_changes_nothing(trials: Trials, rule: Rule) -> None:
    assert not trials.caught(rule, Mutant(rule.id, "nothing", rule.row))


def test_a_rule_that_is_gone_is_missed(trials: Trials) -> None:
    rule = _rule("order.verbal")
    assert trials.caught(rule, Mutant(rule.id, "the rule dropped", None))


@pytest.mark.parametrize(
    ("form", "row", "changes"),
    [
        (
            "targets",
            {"id": "a", "category": "A", "literal": ["one two", "three"]},
            [
                "the rule dropped",
                "second half of the phrases dropped",
                "first half of the phrases dropped",
                "last word of the phrases dropped",
            ],
        ),
        ("targets", {"id": "a", "category": "A", "literal": "one"}, ["the rule dropped"]),
        (
            "targets",
            {"id": "a", "category": "A", "pattern": [{"LOWER": "x"}, {"IS_ALPHA": True}]},
            ["the rule dropped", "token 1 dropped", "token 2 dropped"],
        ),
        (
            "context",
            {"id": "a", "category": "NEGATED", "direction": "FORWARD", "literal": "no"},
            ["the rule dropped", "category flipped", "direction flipped"],
        ),
        (
            "frames",
            {"id": "a", "kind": "k", "head": ["A"], "need": [{"any": ["B"]}], "set": {"x": 1}},
            ["the rule dropped", "assertion flipped", "need dropped", "set dropped"],
        ),
    ],
)
def test_every_part_of_a_rule_is_changed(form: str, row: dict[str, object], changes: list[str]) -> None:
    assert [mutant.change for mutant in mutants(form, row)] == changes


@pytest.mark.parametrize(("turned", "drawn", "at_least"), [(True, 450, 0.9), (False, 650, 0.9)])
def test_a_sample_of_the_changes_is_noticed(trials: Trials, turned: bool, drawn: int, at_least: float) -> None:
    changes = [(rule, mutant) for rule, mutant in all_mutants(RULES) if (mutant.change in TURNED) is turned]
    sample = random.Random(2).sample(changes, drawn)
    missed = [f"{rule.place}: {rule.id}: {mutant.change}" for rule, mutant in sample if not trials.caught(rule, mutant)]
    assert 1 - len(missed) / len(sample) >= at_least, missed
