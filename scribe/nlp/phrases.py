"""Many phrases found in one pass over a sentence's words.

Owns a tree of words, one branch a phrase. It finds what spaCy's PhraseMatcher finds on lower-cased tokens
(tests/nlp/test_matching.py holds the two together). No Doc is made for a phrase of plain words, and the branches of a
first word grow when it is first met: with tens of thousands of phrases that was most of the start-up.
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
    """Phrases by key; `find` gives every occurrence of every phrase, overlapping ones too. Threads may share it."""

    __slots__ = ("_cutter", "_exceptions", "_root", "_waiting")

    def __init__(self, cutter: Cutter) -> None:
        self._cutter = cutter
        self._exceptions = frozenset(cutter.tokenizer.rules)
        self._root: dict[str, Any] = {}
        self._waiting: dict[str, list[tuple[Key, str | Sequence[str]]]] = {}

    def add(self, key: Key, phrase: str | Sequence[str]) -> None:
        """Let `key` be found where these words stand in a row: a literal, or its lower-cased tokens.

        Every phrase is added before the first is looked for.
        """
        if isinstance(phrase, str):
            phrase = phrase.lower()
            first, space, _ = phrase.partition(" ")
            if first in self._exceptions or not (first.isascii() and first.isalpha()):
                first = self._cutter(first + space).words[0]
        else:
            first = phrase[0]
        self._waiting.setdefault(first, []).append((key, phrase))

    def grow(self) -> None:
        """Let all branches grow now, so that no sentence waits for them."""
        for word in list(self._waiting):
            self._branch(word)

    def find(self, words: Sequence[str]) -> list[tuple[Key, int, int]]:
        """Every (key, start, end) in the words of one sentence, in the order of their starts."""
        found: list[tuple[Key, int, int]] = []
        root, waiting, count = self._root, self._waiting, len(words)
        for start, word in enumerate(words):
            node, end = self._branch(word) if word in waiting else root.get(word), start + 1
            while node is not None:
                if _ENDS in node:
                    found += [(key, start, end) for key in node[_ENDS]]
                if end == count:
                    break
                node, end = node.get(words[end]), end + 1
        return found

    def _branch(self, first: str) -> Any:
        """The branch of a first word, grown whole before others see it."""
        branch: dict[str, Any] = {}
        for key, phrase in self._waiting.get(first, ()):
            node = branch
            for word in self._words(phrase)[1:]:
                node = node.setdefault(word, {})
            node.setdefault(_ENDS, []).append(key)
        if branch:
            self._root[first] = branch
            self._waiting.pop(first, None)
        return self._root.get(first)

    def _words(self, phrase: str | Sequence[str]) -> Sequence[str]:
        """The lower-cased tokens of a phrase, as spaCy's tokenizer cuts them."""
        if not isinstance(phrase, str):
            return phrase
        if _PLAIN.fullmatch(phrase):
            words = phrase.split(" ")
            if self._exceptions.isdisjoint(words):
                return words
        return self._cutter(phrase).words
