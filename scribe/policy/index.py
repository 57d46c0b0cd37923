"""Which policies may speak of a claim line, found by its code without asking every policy.

Owns the look-up only; whether the policy's version of the day looks at the line is the policy's own answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from scribe.policy.governing import Governing
from scribe.policy.schema import PayerName

Versions = tuple[Governing, ...]


class Index:
    """Policies by the codes of any of their versions; those that choose lines otherwise are always named."""

    def __init__(self, policies: Sequence[Versions]) -> None:
        self._policies = policies
        self._always: list[int] = []
        self._spans: dict[str, list[tuple[str, str, int]]] = {}
        for place, versions in enumerate(policies):
            if any(each.book or each.sexed or each.version.governs.claim_types for each in versions):
                self._always.append(place)
                continue
            for code in sorted({code for each in versions for code in each.version.governs.listed}):
                first, _, last = code.partition("-")
                for letter in {first[0], (last or first)[0]}:
                    self._spans.setdefault(letter, []).append((first, last or first, place))

    def may_speak_of(self, code: str, payer: PayerName) -> list[Versions]:
        """The policies of `payer` that may look at a line with this code, in the order of their ids."""
        spans = self._spans.get(code[:1], ())
        places = {place for first, last, place in spans if first <= code <= last}.union(self._always)
        found = (self._policies[place] for place in sorted(places))
        return [versions for versions in found if payer in versions[0].policy.payers]
