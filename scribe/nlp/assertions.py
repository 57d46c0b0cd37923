"""What the text says about a piece of evidence: which of the seven assertions.

Owns how ConText categories, sections, check-boxes and persons (scribe.nlp.persons) combine. ConText categories bear the
assertions' own names (with SOFT_ before, a frame may pass over them apart); IGNORE makes a match no evidence. Holds no
clinical word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from scribe.nlp.frames import Match
from scribe.nlp.lists import Lists
from scribe.nlp.measures import Measurement
from scribe.nlp.persons import Persons, Subject, is_of_another, still_of_another
from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Modifier, Sentence
from scribe.text.statement import Statement
from scribe.types import Assertion, ContextModifier

# The first of these that applies wins: whose it is, whether it is real, when it was, then what is said of it.
_ORDER = (
    Assertion.OTHER_PERSON,
    Assertion.HYPOTHETICAL,
    Assertion.HISTORICAL,
    Assertion.PENDING,
    Assertion.UNCERTAIN,
    Assertion.NEGATED,
)
_ON_MEASURES = frozenset({Assertion.OTHER_PERSON, Assertion.HYPOTHETICAL, Assertion.HISTORICAL})
_IGNORE = "IGNORE"
# The signs after which a form's answer stands.
_ASKS, _ANSWERED = frozenset({":", "?", "=", "-", "–"}), 7


class Assertions:
    """Decides assertions; built once from patterns/context/assertions/sections.yaml."""

    def __init__(self, patterns: Path) -> None:
        self._lists, self.persons = Lists(patterns), Persons(patterns)
        with assertion_data(patterns, "sections", "sections and topics must map a name to an assertion") as data:
            self._sections: Mapping[str, Assertion] = {
                str(name): Assertion(value) for name, value in data["sections"].items()
            }
            self._by_topic = {str(name): Assertion(value) for name, value in data["topics"].items()}
            self.lends = {str(name): (str(paper),) for name, paper in data["lends"].items()}

    @property
    def topics(self) -> frozenset[str]:
        """The topics that change what a note says."""
        return frozenset(self._by_topic)

    def stops(self, sentence: Sentence) -> list[int]:
        """The tokens at which a clause ends."""
        return [modifier.start for modifier in sentence.modifiers if modifier.terminates]

    def decide(
        self,
        match: Match,
        sentence: Sentence,
        statement: Statement,
        subject: Subject,
        other: bool,
        topics: frozenset[str] = frozenset(),
    ) -> tuple[Assertion | None, tuple[ContextModifier, ...]]:
        """The assertion of a match (None: no evidence) and the modifiers that made it.

        A modifier within one of the two mentions acts on neither ("certification of medical need … signed").
        """
        acting: list[Modifier] = []
        other = other and Assertion.OTHER_PERSON.name not in match.frame.ignore
        both = [mention for mention in (match.head, match.link) if mention is not None]
        for mention in both:
            other = other or self.persons.is_foreign(mention, sentence, subject)
            acting += [
                item
                for item in (
                    *sentence.modifiers_of(mention),
                    *still_of_another(mention, sentence),
                    *_answers(mention, sentence),
                    *self._lists.denied(mention, sentence),
                )
                if item.category not in match.frame.ignore
                and not any(one.start <= item.start and item.end <= one.end for one in both)
            ]
        return self._combined(match.frame.assertion, acting, sentence, statement, other, topics)

    def of_measure(
        self,
        item: Measurement,
        sentence: Sentence,
        statement: Statement,
        subject: Subject,
        other: bool,
        topics: frozenset[str] = frozenset(),
    ) -> tuple[Assertion | None, tuple[ContextModifier, ...]]:
        """The assertion of a measurement: its own, unless it is another person's, an old episode's or conditional."""
        acting: list[Modifier] = []
        for mention in sentence.mentions:
            if mention.label == "MEASURE" and mention.first < item.end and item.start < mention.last:
                other = other or is_of_another(mention, sentence, subject)
                over = still_of_another(mention, sentence)
                acting += [
                    mod
                    for mod in [*sentence.modifiers_of(mention), *over]
                    if mod.category == _IGNORE or mod.category.lower() in _ON_MEASURES
                ]
        return self._combined(Assertion(item.assertion), acting, sentence, statement, other, topics)

    def _combined(
        self,
        start: Assertion,
        acting: Iterable[Modifier],
        sentence: Sentence,
        statement: Statement,
        other: bool,
        topics: frozenset[str],
    ) -> tuple[Assertion | None, tuple[ContextModifier, ...]]:
        words: dict[Modifier, ContextModifier] = {}
        text = sentence.text
        for item in acting:
            words[item] = ContextModifier(
                text=text[item.first : item.last], category=item.category.removeprefix("SOFT_").lower()
            )
        categories = {item.category for item in words}
        if _IGNORE in categories:
            return None, ()
        heard = {name for name in _ORDER if name.upper() in categories or "SOFT_" + name.upper() in categories}
        if other:
            heard.add(Assertion.OTHER_PERSON)
        if statement.section and statement.section in self._sections:
            heard.add(self._sections[statement.section])
        heard |= {self._by_topic[name] for name in topics if name in self._by_topic}
        assertion = next((name for name in _ORDER if name in heard), start)
        if assertion is Assertion.UNCERTAIN and start in (Assertion.PENDING, Assertion.NEGATED):
            assertion = start
        if statement.box is False and assertion in (Assertion.AFFIRMED, Assertion.PENDING):
            assertion = Assertion.NEGATED
        return assertion, tuple(dict.fromkeys(words.values()))


def _answers(mention: Mention, sentence: Sentence) -> list[Modifier]:
    """What alone stands behind a colon at the end answers what is before it ("Signed by physician: no")."""
    words = sentence.words
    return [
        item
        for item in sentence.modifiers
        if item.end == len(words)
        and not item.terminates
        and mention.end <= item.start <= mention.end + _ANSWERED
        and words[item.start - 1] in _ASKS
    ]
