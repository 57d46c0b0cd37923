"""Every example beside the evidence rules holds."""

from __future__ import annotations

import pytest

from scribe.nlp.examples import failures
from scribe.nlp.listener import Listener
from scribe.nlp.rules import Example, load_rules
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import resource
from scribe.text.reader import Reader

EXAMPLES = load_rules(resource("patterns")).examples


@pytest.fixture(scope="module")
def listener() -> Listener:
    return Listener(resource("patterns"))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(resource("patterns"), segmenter=load_segmenter())


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.place for example in EXAMPLES])
def test_example(example: object, reader: Reader, listener: Listener) -> None:
    assert list(failures([example], reader=reader, listener=listener)) == []  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("quote", "holds"),
    [
        ("plan of care was signed", True),
        ("{plan|plan of care} was {signed|e-signed}", True),
        ("signed", False),
    ],
)
def test_an_example_may_name_the_quote(quote: str, holds: bool, reader: Reader, listener: Listener) -> None:
    text, find = "The plan of care was signed on the third.", {"kind": "plan_of_care_signature", "quote": quote}
    example = Example("ink.yaml", text, codes=("97110",), find=(find,))
    assert (not list(failures([example], reader=reader, listener=listener))) is holds
