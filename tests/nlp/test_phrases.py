"""Phrases are found alike before and after all branches grew."""

from __future__ import annotations

import spacy
from hypothesis import given
from hypothesis import strategies as st

from scribe.nlp.phrases import Phrases
from scribe.nlp.tokens import Cutter

CUTTER = Cutter(spacy.blank("en").tokenizer)
WORDS = ["plan", "of", "care", "signed", "dr.", "can't", "don't", "p.t.", "(signed", "3/5", "T2DM"]
PHRASE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


def phrases(literals: list[str]) -> Phrases[int]:
    made: Phrases[int] = Phrases(CUTTER)
    for number, literal in enumerate(literals):
        made.add(number, literal)
    return made


@given(st.lists(PHRASE, min_size=1, max_size=8), st.lists(PHRASE, max_size=3).map(" ".join))
def test_each_phrase_is_found_wherever_its_tokens_stand(literals: list[str], text: str) -> None:
    words = CUTTER(text.lower()).words
    wanted = sorted(
        (number, at, at + len(tokens))
        for number, literal in enumerate(literals)
        for tokens in [CUTTER(literal.lower()).words]
        for at in range(len(words))
        if words[at : at + len(tokens)] == tokens
    )
    grown = phrases(literals)
    grown.grow()
    waiting = phrases(literals)
    assert sorted(grown.find(words)) == sorted(waiting.find(words)) == sorted(waiting.find(words)) == wanted


def test_tokens_may_be_given() -> None:
    made: Phrases[str] = Phrases(CUTTER)
    made.add("plan", ("plan", "of", "care"))
    made.add("plan too", "plan of care")
    assert made.find(["a", "plan", "of", "care"]) == [("plan", 1, 4), ("plan too", 1, 4)]
