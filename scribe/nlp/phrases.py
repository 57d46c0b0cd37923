"""Many phrases found in one pass over a sentence's words.

Owns a tree of words, one branch a phrase. It finds what spaCy's PhraseMatcher finds on lower-cased tokens
(tests/nlp/test_matching.py holds the two together) and is built twenty times faster, because no Doc is made for a
phrase of plain words: with tens of thousands of phrases that is most of the start-up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from scribe.nlp.tokens import Cutter

_PLAIN = re.compile(r"[a-z]+(?: [a-z]+)*")
# In a node: what ends here.
_ENDS = ""


class Phrases[Key]:
    """Phrases by key; `find` gives every occurrence of every phrase, overlapping ones too."""

    __slots__ = ("_cutter", "_exceptions", "_root")

    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter
        self._exceptions = frozenset(cutter.tokenizer.rules)
        self._root: dict[str, Any] = {}

    def words(self, literal: str) -> tuple[str, ...]:
        """The lower-cased tokens of a literal, as spaCy's tokenizer cuts them."""
        text = literal.lower()
        if _PLAIN.fullmatch(text):
            words = text.split(" ")
            if self._exceptions.isdisjoint(words):
                return tuple(words)
        return tuple(self._cutter(text).words)

    def add(self, key: Key, words: Sequence[str]) -> None:
        """Let `key` be found where these words stand in a row."""
        node = self._root
        for word in words:
            node = node.setdefault(word, {})
        node.setdefault(_ENDS, []).append(key)

    def find(self, words: Sequence[str]) -> list[tuple[Key, int, int]]:
        """Every (key, start, end) in the words of one sentence, in the order of their starts."""
        found: list[tuple[Key, int, int]] = []
        root, count = self._root, len(words)
        for start, word in enumerate(words):
            node, end = root.get(word), start + 1
            while node is not None:
                if _ENDS in node:
                    found += [(key, start, end) for key in node[_ENDS]]
                if end == count:
                    break
                node, end = node.get(words[end]), end + 1
        return found
