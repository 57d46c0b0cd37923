"""What follows from the statements heard, drawn anew at little cost when one more was heard.

Owns the evidence that stands, made once for each thing found. Knows nothing of events.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scribe.nlp.found import Found
from scribe.policy import Outcome
from scribe.session.hearing import Engine, Heard
from scribe.text.statement import Statement
from scribe.types import Encounter, Evidence


@dataclass(slots=True)
class Conclusion:
    """The evidence, which statements are retracted, and what the policies say."""

    evidence: list[Evidence]
    retracted: frozenset[int]
    outcome: Outcome


class Concluding:
    """Draws conclusions; evidence of what was found before is taken over, not made again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._made: dict[int, tuple[Found, int, Evidence]] = {}

    def evidence(self, text: str, heard: Sequence[Heard], weighty: Sequence[int]) -> tuple[list[Evidence], set[int]]:
        """What stands of `heard`, whose entries at `weighty` are all that can matter; and which are retracted."""
        withdrawn, standing = self._engine.stand(_numbered(heard, weighty))
        made: dict[int, tuple[Found, int, Evidence]] = {}
        for sentence in sorted(standing):
            for item in standing[sentence]:
                known = self._made.get(id(item))
                if known is None or known[0] is not item or known[1] != sentence:
                    known = item, sentence, self._engine.evidence(text, item, sentence)
                made[id(item)] = known
        self._made = made
        return [evidence for _, _, evidence in made.values()], withdrawn

    def draw(self, text: str, heard: Sequence[Heard], weighty: Sequence[int], encounter: Encounter) -> Conclusion:
        """What follows from `heard`."""
        evidence, withdrawn = self.evidence(text, heard, weighty)
        return Conclusion(evidence, frozenset(withdrawn), self._engine.outcome(evidence, encounter))


def _numbered(heard: Sequence[Heard], weighty: Sequence[int]) -> Iterator[tuple[int, Statement, Sequence[Found]]]:
    """The weighty statements, and the one that each withdrawal or correction may act on."""
    given = -1
    for at in weighty:
        statement = heard[at].statement
        if heard[at].acts_back:
            before = at - 1
            while before > given and not heard[before].speaks:
                before -= 1
            if before > given:
                yield before, heard[before].statement, heard[before].found
        yield at, statement, heard[at].found
        given = at
