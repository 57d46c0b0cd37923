"""The compiled matcher against medspaCy's own components, on the same rules."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from medspacy.context import ConText, ConTextRule, context_modifier
from medspacy.target_matcher import TargetMatcher, TargetRule
from spacy.language import Language
from spacy.tokens import Doc

from scribe.errors import PatternError
from scribe.nlp.matching import CompiledMatcher
from scribe.nlp.rules import RuleBook, load_rules
from scribe.paths import resource

# medspaCy's matchers warn when a layer has no token patterns.
pytestmark = pytest.mark.filterwarnings("ignore:.*W036.*:UserWarning")
CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
SENTENCES = [
    "The plan of care was signed by Dr. Nolan on March 3, but the written order is not back yet.",
    "No written order on file; awaiting the signed order, and her husband's plan of care may have been faxed.",
    "If the certification comes back signed, scan it and let me know.",
    "Free of ulceration, no amputation and no bunion, although neuropathy with callus is present.",
    "POC 2x/wk x 8 wks, e-signed Dr. Dunmore 5/21/26, PT/SLP $2,455.20, above the 2025 threshold.",
    "i believe the order may have been faxed but nobody has signed it yet",
    "She still needs skilled PT because only a therapist can grade the loading.",
]


class Reference:
    """medspaCy's TargetMatcher (one a layer) and ConText over a Doc that is one sentence."""

    def __init__(self, book: RuleBook) -> None:
        self.nlp: Language = spacy.blank("en")
        layers: dict[str, list[TargetRule]] = {}
        for rule in book.targets:
            layers.setdefault(rule.metadata["layer"], []).append(rule)
        self.layers = {name: TargetMatcher(self.nlp, rules=None) for name in layers}
        for name, rules in layers.items():
            self.layers[name].add(rules)
        self.context = ConText(self.nlp, rules=None, span_attrs=None)
        self.context.add(book.context)

    def __call__(self, text: str) -> list[tuple[str, int, int, frozenset[tuple[str, int, int]]]]:
        out = []
        for matcher in self.layers.values():
            doc: Doc = self.nlp.make_doc(text)
            for token in doc:
                token.is_sent_start = token.i == 0
            self.context(matcher(doc))
            for ent in doc.ents:
                acting = frozenset((mod.category, *mod.modifier_span) for mod in ent._.modifiers)
                out.append((ent.label_, ent.start, ent.end, acting))
        return sorted(out, key=str)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(resource("patterns"))


@pytest.fixture(scope="module")
def reference(book: RuleBook) -> Iterator[Reference]:
    """medspaCy with its one-sided overlap test repaired, as Scribe repairs it (see scribe.nlp.matching)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(context_modifier, "tuple_overlaps", lambda one, two: one[0] < two[1] and two[0] < one[1])
        yield Reference(book)


@pytest.fixture(scope="module")
def compiled(book: RuleBook) -> CompiledMatcher:
    return CompiledMatcher(spacy.blank("en"), book.targets, book.context)


def heard(matcher: CompiledMatcher, text: str) -> list[tuple[str, int, int, frozenset[tuple[str, int, int]]]]:
    sentence = matcher(text)
    out = []
    for item in sentence.mentions:
        acting = frozenset(
            (mod.category, mod.start, mod.end)
            for mod in sentence.modifiers
            if mod.modifies(item.label, item.start, item.end)
        )
        out.append((item.label, item.start, item.end, acting))
    return sorted(out, key=str)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_sentence_is_heard_as_medspacy_hears_it(text: str, reference: Reference, compiled: CompiledMatcher) -> None:
    assert heard(compiled, text) == reference(text)


def corpus_sentences(most: int) -> Iterator[str]:
    texts = [
        json.loads(line)["text"] for line in (CORPORA / "mtsamples.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    lines = [
        part.strip() for text in texts for part in text.replace("\n", ". ").split(". ") if 3 <= len(part.strip()) <= 400
    ]
    random.Random(11).shuffle(lines)
    yield from lines[:most]


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora are not beside the checkout")
def test_real_text_is_heard_as_medspacy_hears_it(reference: Reference, compiled: CompiledMatcher) -> None:
    differing = [text for text in corpus_sentences(400) if heard(compiled, text) != reference(text)]
    assert differing == []


def test_an_optional_token_expands_to_both_readings() -> None:
    rule = TargetRule(
        "order",
        "ORDER",
        pattern=[{"LOWER": "written", "OP": "?"}, {"LOWER": {"IN": ["order", "rx"]}}],
        metadata={"id": "x"},
    )
    matcher = CompiledMatcher(spacy.blank("en"), [rule], [])
    assert [matcher(text).mentions[0].end for text in ("Written order", "rx on file")] == [2, 1]


def test_a_pattern_that_does_not_expand_is_matched_all_the_same() -> None:
    rule = TargetRule("visits", "COUNT", pattern=[{"LIKE_NUM": True}, {"LOWER": "visits"}], metadata={"id": "x"})
    assert [item.label for item in CompiledMatcher(spacy.blank("en"), [rule], [])("after 12 visits").mentions] == [
        "COUNT"
    ]


def test_a_token_pattern_with_a_mistake_is_refused() -> None:
    rule = TargetRule("x", "X", pattern=[{"LOWR": "x"}], metadata={"id": "bad.rule"})
    with pytest.raises(PatternError, match=r"bad\.rule"):
        CompiledMatcher(spacy.blank("en"), [rule], [])


def test_a_modifier_inside_its_target_does_not_act_on_it() -> None:
    rules = [TargetRule("pulses cannot be felt", "CIRCULATION", metadata={"id": "t"})]
    context = [ConTextRule("not", "NEGATED", direction="FORWARD", metadata={"id": "c"})]
    sentence = CompiledMatcher(spacy.blank("en"), rules, context)("pulses cannot be felt")
    assert sentence.modifiers_of(sentence.mentions[0]) == []
