"""The last look at what would be affirmed: words of doubt that no rule has read.

Owns the promise that wording which nobody foresaw is not taken for a signature, an order or a visit: where its clause
holds such a word ("not", "draft", "supposedly") that no rule of this evidence has read, what it affirms is uncertain.
Behind a word of `apart` ("that", in "wrote that he will not operate") begins what was told, and nothing there counts.
The words, and the kinds of evidence beside which no true statement has them, are data.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Sentence
from scribe.types import Assertion, ContextModifier

_NONE: frozenset[str] = frozenset()


class Doubts:
    """Built once from patterns/context/assertions/doubts.yaml.

    Raises:
        PatternError: the file has another form.
    """

    def __init__(self, patterns: Path) -> None:
        self._words: dict[str, frozenset[str]] = {}
        self._apart: dict[tuple[str, str], frozenset[str]] = {}
        with assertion_data(patterns, "doubts", "each of doubts must list its words and kinds") as data:
            for row in data["doubts"]:
                words = frozenset(str(word) for word in row["words"])
                for kind in row["kinds"]:
                    self._words[kind] = self._words.get(kind, _NONE) | words
                    self._apart |= {(kind, word): frozenset(row.get("apart") or ()) for word in words}

    def unread(self, kind: str, sentence: Sentence, own: Sequence[Mention]) -> tuple[ContextModifier, ...]:
        """The words of doubt in a sentence that affirms `kind` by its `own` mentions, as modifiers."""
        words = self._words.get(kind, _NONE)
        if words.isdisjoint(sentence.words):
            return ()
        read = _read(sentence, own)
        first, end, last = _clause(sentence, own)
        return tuple(
            ContextModifier(text=sentence.tokens[at], category=Assertion.UNCERTAIN.value)
            for at in range(first, last)
            if (word := sentence.words[at]) in words
            and at not in read
            and self._apart[kind, word].isdisjoint(sentence.words[end:at])
        )


def _clause(sentence: Sentence, own: Sequence[Mention]) -> tuple[int, int, int]:
    """The tokens from where the clause of these mentions begins, past the last of them, to the word that ends it."""
    start, end = min(mention.start for mention in own), max(mention.end for mention in own)
    stops = [item for item in sentence.modifiers if item.terminates]
    first = max((item.end for item in stops if item.end <= start), default=0)
    last = min((item.start + 1 for item in stops if item.start >= end), default=len(sentence.words))
    return first, end, last


def _read(sentence: Sentence, own: Sequence[Mention]) -> set[int]:
    """The tokens that belong to these mentions, to a modifier of one, or to words that only look like a modifier."""
    spans = [(mention.start, mention.end) for mention in own]
    spans += [(item.start, item.end) for mention in own for item in sentence.modifiers_of(mention)]
    spans += [(item.start, item.end) for item in sentence.modifiers if item.passes]
    return {at for start, end in spans for at in range(start, end)}
