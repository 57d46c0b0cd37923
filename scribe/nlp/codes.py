"""Dictated procedure codes and modifiers.

Owns how a five-character code is told from other numbers (it stands by a code word, a modifier or units) and which
modifiers and units belong to it. The words are target rules in patterns/evidence/codes.yaml; a spoken modifier is
never evidence that anything is met.
"""

from __future__ import annotations

import re
from pathlib import Path

from scribe.nlp.found import Found
from scribe.nlp.rules import read_yaml
from scribe.nlp.sentence import Sentence
from scribe.text.statement import Statement
from scribe.types import Assertion, AttributeValue, ContextModifier

_CODE = re.compile(r"(?<![\w$.,/-])(\d{5}|[A-Za-z]\d{4})(?![\w/]|[.,]\d|-(?![A-Z]{2}\b))")
_CONDITIONS = frozenset({"HYPOTHETICAL", "SOFT_HYPOTHETICAL"})


class Codes:
    """Reads codes, units and modifiers from statements."""

    def __init__(self, patterns: Path) -> None:
        _, data = read_yaml(patterns / "context" / "assertions" / "codes.yaml")
        self._modifiers = frozenset(data["modifiers"])
        names = "|".join(sorted(self._modifiers))
        self._modifier = re.compile(rf"(?<!\w)({names})(?!\w)(?!-[a-z])")
        self._units = re.compile(data["units"], re.IGNORECASE)
        self._sections = frozenset(data["sections"])
        self._kx = re.compile(r"(?<![\w-])(KX)(?![\w-])", re.IGNORECASE)

    def worth(self, statement: Statement) -> bool:
        """Whether the statement can hold a code or modifier at all."""
        text = statement.reading.text
        return _CODE.search(text) is not None or "KX" in text or "kx" in text

    def read(self, statement: Statement, sentence: Sentence) -> list[Found]:
        """Codes with their units, and the modifiers beside them or asked for."""
        if not self.worth(statement):
            return []
        text = statement.reading.text
        cued = statement.section in self._sections or any(item.label == "CODE_WORD" for item in sentence.mentions)
        found: list[Found] = []
        matches = list(_CODE.finditer(text))
        for index, item in enumerate(matches):
            end = matches[index + 1].start() if index + 1 < len(matches) else len(text)
            tail = text[item.end() : end]
            units = self._units.search(tail)
            modifiers = list(self._modifier.finditer(tail))
            if not (cued or units or modifiers):
                continue
            last = item.end() + (units.end() if units else 0)
            attributes: dict[str, AttributeValue] = {"code": item.group(1).upper()}
            attributes["units"] = int(next(filter(None, units.groups()))) if units else 1
            found.append(self._found("procedure_code", statement, item.start(), last, attributes, Assertion.AFFIRMED))
            for modifier in modifiers:
                first, final = item.end() + modifier.start(), item.end() + modifier.end()
                assertion, why = self._asked(sentence, first, final)
                found.append(
                    self._found("modifier", statement, first, final, {"modifier": modifier.group(1)}, assertion, why)
                )
        if not found:
            for asked in self._kx.finditer(text):
                assertion, why = self._asked(sentence, asked.start(), asked.end())
                if assertion is not Assertion.AFFIRMED:
                    found.append(
                        self._found(
                            "modifier", statement, asked.start(), asked.end(), {"modifier": "KX"}, assertion, why
                        )
                    )
        return found

    def _asked(self, sentence: Sentence, start: int, end: int) -> tuple[Assertion, tuple[ContextModifier, ...]]:
        """Affirmed beside a code; pending where someone is told to add it; hypothetical under an if."""
        asks = [
            item
            for item in sentence.mentions
            if item.label == "ADD_WORD" and item.last <= start and start - item.last < 40
        ]
        holder = next((item for item in sentence.mentions if item.first < end and start < item.last), None)
        acting = sentence.modifiers_of(holder) if holder else []
        # A condition governs what is asked for after it, whatever clause ends lie between.
        acting += [item for item in sentence.modifiers if item.category in _CONDITIONS and item.last <= start]
        for modifier in acting:
            category = modifier.category.removeprefix("SOFT_")
            if category in ("HYPOTHETICAL", "NEGATED"):
                words = sentence.text[modifier.first : modifier.last]
                return Assertion(category.lower()), (ContextModifier(text=words, category=category.lower()),)
        return (Assertion.PENDING if asks else Assertion.AFFIRMED), ()

    def _found(
        self,
        kind: str,
        statement: Statement,
        first: int,
        last: int,
        attributes: dict[str, AttributeValue],
        assertion: Assertion,
        why: tuple[ContextModifier, ...] = (),
    ) -> Found:
        start, end = statement.reading.raw_span(first, last)
        return Found(kind, assertion, start, end, attributes, f"codes.{kind}", why)
