"""Every example beside the evidence rules holds."""

from __future__ import annotations

import pytest

from scribe.nlp.examples import failures
from scribe.nlp.listener import Listener
from scribe.nlp.rules import load_rules
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
