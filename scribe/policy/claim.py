"""The claim lines of an encounter, or those dictated in the note when it has none.

Owns how dictated codes and the modifiers dictated beside them become lines. Knows nothing of policies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scribe.policy.facts import Facts
from scribe.types import Assertion, ClaimLine, Encounter, Evidence


def lines_of(encounter: Encounter, facts: Facts) -> list[ClaimLine]:
    """The claim's lines in line order."""
    if encounter.claim_lines:
        return sorted(encounter.claim_lines, key=_number)
    return _dictated(facts)


def _number(line: ClaimLine) -> int:
    return line.line


class _Draft:
    """A line in the making."""

    __slots__ = ("code", "modifiers", "sentence", "units")

    def __init__(self, item: Evidence) -> None:
        units = item.attributes.get("units")
        self.code = str(item.attributes.get("code", ""))
        self.units = units if isinstance(units, int) and units > 0 else None
        self.sentence = item.sentence
        self.modifiers: list[str] = []


def _dictated(facts: Facts) -> list[ClaimLine]:
    """One line per dictated code; a modifier belongs to the code before it, or, first in its sentence, to the next.

    A code said again bare (no units, no modifier) is the same line, not another.
    """
    said = sorted((*_affirmed(facts.of("procedure_code")), *_affirmed(facts.of("modifier"))), key=_place)
    drafts: list[_Draft] = []
    waiting: list[Evidence] = []
    for item in said:
        if item.kind == "procedure_code":
            draft = _Draft(item)
            _add(draft, (early for early in waiting if early.sentence == item.sentence))
            drafts.append(draft)
            waiting = []
        elif drafts and item.sentence - drafts[-1].sentence <= 1 and not _opens(item, said):
            _add(drafts[-1], (item,))
        else:
            waiting.append(item)
    return [
        ClaimLine.model_construct(line=number, code=d.code, modifiers=tuple(d.modifiers), units=d.units or 1)
        for number, d in enumerate(_told_apart(drafts), start=1)
    ]


def _affirmed(items: Iterable[Evidence]) -> list[Evidence]:
    return [item for item in items if item.assertion is Assertion.AFFIRMED]


def _place(item: Evidence) -> tuple[int, int, str]:
    return item.start, item.end, item.id


def _opens(item: Evidence, said: Sequence[Evidence]) -> bool:
    """Whether the modifier stands before the first code of its own sentence."""
    codes = [other for other in said if other.kind == "procedure_code" and other.sentence == item.sentence]
    return bool(codes) and all(item.start < code.start for code in codes)


def _add(draft: _Draft, items: Iterable[Evidence]) -> None:
    for item in items:
        modifier = str(item.attributes.get("modifier", ""))
        if modifier and modifier not in draft.modifiers:
            draft.modifiers.append(modifier)


def _told_apart(drafts: Sequence[_Draft]) -> list[_Draft]:
    seen: set[str] = set()
    lines = []
    for draft in drafts:
        if draft.code in seen and not draft.modifiers and draft.units is None:
            continue
        seen.add(draft.code)
        lines.append(draft)
    return lines
