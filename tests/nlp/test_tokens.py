"""The kept tokens against spaCy's tokenizer."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from scribe.nlp import tokens as module
from scribe.nlp.tokens import Cutter

NLP = spacy.blank("en")
CUTTER = Cutter(NLP.tokenizer)
PIECES = [
    "can't",
    "Dr.",
    "5/21/26,",
    "(3+/5)",
    "$2,455.20",
    "10am",
    "w/o",
    ":)",
    "a.m.",
    "U.S.",
    "x",
    "-",
    "’s",
    "don’t",
]
texts = st.lists(st.sampled_from([*PIECES, " ", "  ", "\n", "\t", "\xa0"]) | st.text(max_size=6), max_size=12)


@given(texts)
def test_any_text_has_the_tokens_of_the_tokenizer(parts: list[str]) -> None:
    text = "".join(parts)
    tokens, doc = CUTTER(text), NLP.tokenizer(text)
    assert tokens.tokens == [token.text for token in doc]
    assert tokens.words == [token.lower_ for token in doc]
    assert tokens.doc().text == text


def test_tokens_and_characters_lead_to_each_other() -> None:
    text = "The plan  wasn't signed:\n see page 2."
    tokens = CUTTER(text)
    for token in NLP.tokenizer(text):
        first, last = tokens.characters(token.i, token.i + 1)
        assert (first, last) == (token.idx, token.idx + len(token))
        assert tokens.around(first, last) == (token.i, token.i + 1)
    assert tokens.around(5, 12) == (1, 4)


def test_no_more_pieces_are_kept_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_PIECES", 3)
    cutter = Cutter(NLP.tokenizer)
    for word in ("one", "two", "three", "four", "five"):
        assert cutter(word).tokens == [word]
    assert len(cutter._kept) == 2
