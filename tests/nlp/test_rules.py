"""The reader of rule files: what it expands, what it refuses and how it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from scribe.errors import PatternError
from scribe.nlp.matching import CompiledMatcher
from scribe.nlp.rules import RuleBook, expand, load_rules
from scribe.paths import resource
from scribe.types import Assertion

POC = "- {id: paper.poc, category: POC, literal: [plan of care, poc]}"
SIGNED = "- {id: act.signed, category: SIGNED, literal: signed}"
FRAME = "- {id: signature, kind: plan_of_care_signature, head: [SIGNED], link: {to: [POC]}}"


def with_frame(part: str) -> str:
    """A file with one frame that has this part."""
    return f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [SIGNED], {part}}}"


def load(folder: Path, *, evidence: str = "", context: str = "") -> RuleBook:
    """The rules of two invented files."""
    for name, text in (("evidence", evidence), ("context", context)):
        (folder / name).mkdir(exist_ok=True)
        (folder / name / "ink.yaml").write_text(text or "about: nothing\n", encoding="utf-8")
    return load_rules(folder)


@pytest.mark.parametrize(
    ("literal", "readings"),
    [
        ("signed", ["signed"]),
        ("{signed|e-signed} by", ["signed by", "e-signed by"]),
        ("{the |}plan", ["the plan", "plan"]),
        ("{a|b} {c|d}", ["a c", "a d", "b c", "b d"]),
        ("not {|yet } signed", ["not signed", "not yet signed"]),
    ],
)
def test_alternatives_stand_for_each_reading(literal: str, readings: list[str]) -> None:
    assert list(expand(literal)) == readings


def test_a_literal_list_gives_one_rule_a_phrase(tmp_path: Path) -> None:
    book = load(tmp_path, evidence=f"targets:\n  {POC}\n")
    assert [(rule.literal, rule.category, rule.metadata["id"]) for rule in book.targets] == [
        ("plan of care", "POC", "paper.poc"),
        ("poc", "POC", "paper.poc"),
    ]


def test_a_file_is_a_layer_unless_a_rule_names_another(tmp_path: Path) -> None:
    other = "- {id: word.it, category: IT, layer: pronoun, literal: it}"
    book = load(tmp_path, evidence=f"targets:\n  {POC}\n  {other}\n")
    assert {rule.metadata["layer"] for rule in book.targets} == {"evidence/ink.yaml", "pronoun"}


def test_a_dotted_word_is_also_a_token_pattern(tmp_path: Path) -> None:
    book = load(tmp_path, evidence="targets:\n  - {id: who, category: DOCTOR, literal: to dr.}\n")
    assert [{"LOWER": "to"}, {"LOWER": "dr."}] in [rule.pattern for rule in book.targets]


def test_a_group_stands_for_its_labels(tmp_path: Path) -> None:
    rule = "{id: neg, category: NEGATED, direction: FORWARD, literal: never, allowed_types: [$ACTS, POC]}"
    book = load(tmp_path, context=f"groups: {{ACTS: [SIGNED, SENT]}}\ncontext:\n  - {rule}\n")
    assert book.context[0].allowed_types == {"SIGNED", "SENT", "POC"}


def test_a_group_of_one_file_serves_another(tmp_path: Path) -> None:
    context = "groups: {PLANS: [POC]}\n"
    evidence = (
        f"targets:\n  {POC}\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [SIGNED], link: {{to: [$PLANS]}}}}\n"
    )
    (frame,) = load(tmp_path, evidence=evidence, context=context).frames
    assert frame.link is not None
    assert frame.link.to == {"POC"}


def test_a_frame_is_read_with_its_defaults(tmp_path: Path) -> None:
    (frame,) = load(tmp_path, evidence=f"targets:\n  {POC}\n  {SIGNED}\nframes:\n  {FRAME}\n").frames
    assert (frame.assertion, frame.ignore, frame.tail, frame.only) == (
        Assertion.AFFIRMED,
        frozenset(),
        0,
        frozenset(Assertion),
    )


def test_an_example_takes_the_codes_of_its_file(tmp_path: Path) -> None:
    evidence = (
        'codes: ["97110"]\nexamples:\n  - {text: Ink., absent: [threshold]}\n'
        "  - {text: Wet ink., codes: [A5500], date: 2026-03-02, absent: [threshold]}\n"
    )
    book = load(tmp_path, evidence=evidence)
    assert [(one.codes, one.on) for one in book.examples] == [(("97110",), None), (("A5500",), "2026-03-02")]


def test_an_example_with_alternatives_is_one_of_each_reading(tmp_path: Path) -> None:
    book = load(tmp_path, evidence='examples:\n  - {text: "The {plan|poc} is signed.", absent: [k]}\n')
    assert [example.text for example in book.examples] == ["The plan is signed.", "The poc is signed."]


def test_under_another_claim_an_example_finds_nothing(tmp_path: Path) -> None:
    rows = ["find: [{kind: k, date: x}]", "find: [{kind: k}], elsewhere: []", "absent: [k]"]
    examples = "".join(f"  - {{text: Signed., before: Brace., {row}}}\n" for row in rows)
    book = load(tmp_path, evidence=f"codes: [L1833]\nelsewhere: [D0120]\nexamples:\n{examples}")
    assert [(each.before, each.codes, bool(each.find), each.absent) for each in book.examples] == [
        ("Brace.", ("L1833",), True, ()),
        (None, ("D0120",), False, ({"kind": "k"},)),
        ("Brace.", ("L1833",), True, ()),
        ("Brace.", ("L1833",), False, ("k",)),
    ]


@pytest.mark.parametrize(
    ("evidence", "wrong"),
    [
        ("rules: []", "unknown key 'rules'"),
        ("targets:\n  - signed", "every entry is a mapping"),
        ("targets:\n  - {category: POC, literal: poc}", "an entry has no id"),
        (f"targets:\n  {POC}\n  {POC}", "id 'paper.poc' is used before"),
        ("targets:\n  - {id: a, category: POC, literal: poc, colour: blue}", "unknown key 'colour'"),
        ("targets:\n  - {id: a, category: poc, literal: poc}", "category must be a name in capitals"),
        ("targets:\n  - {id: a, category: POC}", "literal must be a phrase or a list of phrases"),
        ("targets:\n  - {id: a, category: POC, literal: [poc, no]}", "quote yes, no and numbers"),
        ('targets:\n  - {id: a, category: POC, literal: [poc, " "]}', "literal must be a phrase"),
        ('targets:\n  - {id: a, category: POC, literal: "{poc|plan"}', "unclosed brace in '{poc|plan'"),
        (f"targets:\n  {POC}\n  - {{id: b, category: PLAN, literal: POC}}", "'POC' is POC in the same layer"),
        (f"targets:\n  {SIGNED}\nframes:\n  {FRAME}", "no target has category 'POC'"),
        (f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, head: [SIGNED]}}", "a frame needs kind and head"),
        (f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k}}", "a frame needs kind and head"),
        (f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [$INK]}}", "unknown group '$INK'"),
        (
            f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [SIGNED], link: [POC]}}",
            "link is a mapping of to",
        ),
        (
            f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [SIGNED], need: [{{near: 3}}]}}",
            "need: a slot is a mapping of any",
        ),
        (
            with_frame("need: [{any: [SIGNED], side: left}]"),
            "side must be before, after or either",
        ),
        (
            with_frame("block: [{any: [SIGNED], of: tail}]"),
            "of must be head or link",
        ),
        (
            f"targets:\n  {SIGNED}\nframes:\n  - {{id: f, kind: k, head: [SIGNED], assertion: certain}}",
            "assertion must be one of",
        ),
        ("examples:\n  - {find: [{kind: threshold}]}", "example 1: an example needs its text"),
        ("examples:\n  - {text: Ink dries.}", "example 1: the example expects nothing"),
        ("examples:\n  - {text: Ink dries., find: [threshold]}", "each of find must be a mapping with its kind"),
        ("examples:\n  - {text: Ink dries., absent: [2]}", "each of absent must be a kind, or a mapping"),
        ("examples:\n  - {text: Ink dries., absent: [threshold], on: 2026-03-02}", "example 1: unknown key"),
        ("- about: ink", "expected a mapping at the top"),
        ("about: [ink", "not YAML"),
    ],
)
def test_a_mistake_in_an_evidence_file_is_told_with_its_file(tmp_path: Path, evidence: str, wrong: str) -> None:
    with pytest.raises(PatternError) as caught:
        load(tmp_path, evidence=evidence + "\n")
    assert str(caught.value).startswith("evidence/ink.yaml")
    assert wrong in str(caught.value)


@pytest.mark.parametrize(
    ("context", "wrong"),
    [
        ("- {id: n, category: NEGATED, literal: never}", "direction must be one of"),
        ("- {id: n, category: NEGATED, direction: UPWARD, literal: never}", "direction must be one of"),
        (
            "- {id: n, category: NEGATED, direction: FORWARD, literal: never, max_scope: 0}",
            "max_scope must be a number of words",
        ),
        (
            "- {id: n, category: NEGATED, direction: FORWARD, literal: never, max_scope: far}",
            "max_scope must be a number",
        ),
        (
            "- {id: n, category: NEGATED, direction: FORWARD, literal: never, allowed_types: [$INK]}",
            "unknown group '$INK'",
        ),
        ("- {id: n, category: NEGATED, direction: FORWARD, literal: never, layer: x}", "unknown key 'layer'"),
        (
            "- {id: n, category: NEGATED, direction: FORWARD, literal: never}\n"
            "  - {id: m, category: PENDING, direction: BACKWARD, literal: Never}",
            "'Never' is in n too; of two only one would be heard",
        ),
    ],
)
def test_a_mistake_in_a_context_file_is_told_with_its_file(tmp_path: Path, context: str, wrong: str) -> None:
    with pytest.raises(PatternError) as caught:
        load(tmp_path, context=f"context:\n  {context}\n")
    assert str(caught.value).startswith("context/ink.yaml")
    assert wrong in str(caught.value)


def test_a_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PatternError, match=r"evidence/ink\.yaml, line 3"):
        load(tmp_path, evidence=f"targets:\n  {POC}\n  - {{id: b, category: low, literal: x}}\n")


def test_the_same_phrase_may_stand_in_two_layers(tmp_path: Path) -> None:
    again = "- {id: topic, category: TOPIC, layer: topic, literal: poc}"
    book = load(tmp_path, evidence=f"targets:\n  {POC}\n  {again}\n")
    assert {rule.category for rule in book.targets if rule.literal == "poc"} == {"POC", "TOPIC"}


def test_a_token_pattern_without_words_is_refused(tmp_path: Path) -> None:
    rule = "{id: any, category: ANY, pattern: [{IS_ALPHA: true}, {IS_DIGIT: true}]}"
    book = load(tmp_path, evidence=f"targets:\n  - {rule}\n")
    with pytest.raises(PatternError, match=r"evidence/ink\.yaml.*needs a token with its words"):
        CompiledMatcher(spacy.blank("en"), book.targets, book.context)


def test_no_rule_of_the_package_stands_for_too_many_phrases() -> None:
    book = load_rules(resource("patterns"))
    counts: dict[str, int] = {}
    for rule in [*book.targets, *book.context]:
        counts[rule.metadata["id"]] = counts.get(rule.metadata["id"], 0) + 1
    assert {name: count for name, count in counts.items() if count > 1000} == {}
