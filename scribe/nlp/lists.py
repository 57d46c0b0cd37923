"""Lists of findings: what denies the first of them denies them all, however far the list goes on.

Owns when one finding is listed with the one before; which labels are findings, and which words join them, is data.
"""

from __future__ import annotations

from pathlib import Path

from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Modifier, Sentence
from scribe.types import Assertion

_DENIED = Assertion.NEGATED.name


class Lists:
    """Built once from patterns/context/assertions/lists.yaml.

    Raises:
        PatternError: the file has another form.
    """

    def __init__(self, patterns: Path) -> None:
        with assertion_data(patterns, "lists", "findings and joins must be lists of words") as data:
            self._findings = frozenset(map(str, data["findings"]))
            self._joins = frozenset(map(str, data["joins"]))

    def denied(self, mention: Mention, sentence: Sentence) -> list[Modifier]:
        """What stands before the list that a finding belongs to and denies it ("no ulcer, callus or bunion")."""
        found: list[Modifier] = []
        while mention.label in self._findings:
            earlier = [item for item in sentence.mentions if item.label in self._findings and item.end <= mention.start]
            last = max(earlier, key=_end, default=None)
            if last is None or not self._joins.issuperset(sentence.words[last.end : mention.start]):
                break
            found += [
                item for item in sentence.modifiers_of(last) if item.category == _DENIED and item.end <= last.start
            ]
            mention = last
        return found


def _end(mention: Mention) -> int:
    return mention.end
