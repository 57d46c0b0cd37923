"""Joins text, nlp and policy into one answer for a whole note.

Built once, immutable afterwards, no request state: one Scribe may serve many threads. `review` is all that most callers
need; `statements`, `hear` and `conclude` are its three steps, for those who are fed piece by piece (scribe.session).
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.encounter import read_encounter
from scribe.errors import PatternError, TextError
from scribe.nlp.context import Context
from scribe.nlp.found import Found, Trace
from scribe.nlp.listener import Listener
from scribe.nlp.rules import RuleBook
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import clinic_folders, clinic_policies, resource
from scribe.policy import Outcome, Policies
from scribe.policy.loading import Kinds
from scribe.settings import load_settings
from scribe.text.reader import Reader
from scribe.text.statement import Carry, Statement
from scribe.types import Assertion, Encounter, EngineInfo, Evidence, Review, Sentence

Heard = tuple[Statement, Sequence[Found]]
# What an addendum says in these ways replaces what was said otherwise before.
_SETTLES = frozenset({Assertion.AFFIRMED, Assertion.NEGATED, Assertion.OTHER_PERSON})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was made of one sentence: its reading, what matched, and the evidence."""

    reading: str
    trace: Trace
    found: tuple[Found, ...]
    section: str | None


class Scribe:
    """The engine.

    Raises:
        PatternError: a pattern or policy file has a mistake.
    """

    def __init__(self, *, patterns: Path | None = None, clinic: Iterable[str | Path] | None = None) -> None:
        """Reads and checks every pattern file.

        Args:
            patterns: the patterns folder; by default the one that came with the package.
            clinic: a clinic's own folders, or overlays by name (docs/settings.md); by default those of SCRIBE_CLINIC.
        """
        folder = patterns or resource("patterns")
        own = clinic_folders(load_settings().clinic if clinic is None else clinic)
        self._reader = Reader(folder, segmenter=load_segmenter())
        self._listener = Listener(folder, own)
        self._policies = Policies(folder / "policies", extra=[place for home in own for place in clinic_policies(home)])
        _refuse_strangers(self._listener.book, self._policies.kinds)
        self._info = EngineInfo(version=_version(), patterns_sha256=_hash(folder, own))

    @property
    def info(self) -> EngineInfo:
        """Which version and patterns this engine runs."""
        return self._info

    @property
    def policies(self) -> Policies:
        """The policies in force."""
        return self._policies

    @property
    def listener(self) -> Listener:
        """The part that hears evidence in single statements."""
        return self._listener

    def prepare(self) -> None:
        """Make ready what is otherwise made when a word is first met: for processes that serve, not for one note."""
        self._listener.matcher.prepare()

    def review(self, text: str, encounter: Encounter | Mapping[str, Any] | None = None) -> Review:
        """The review of a whole note.

        Args:
            text: the note or transcript, as received.
            encounter: what is known besides (see the contract in docs/api.md).

        Raises:
            TextError: the text is empty.
            EncounterError: the encounter is not as the contract asks.
        """
        if not text.strip():
            raise TextError("text: expected a note, got nothing but white space")
        known = encounter if isinstance(encounter, Encounter) else read_encounter(encounter or {})
        with self._listener.zone():
            return self.conclude(text, self._heard(text, known), known)

    def statements(self, text: str, *, begin: int = 0, carry: Carry | None = None) -> Iterator[Statement]:
        """The statements of the text from offset `begin`, where the statement before left `carry`."""
        return self._reader.statements(text, begin=begin, carry=carry or Carry())

    def opening(self, encounter: Encounter) -> Context:
        """The context before the first statement."""
        return self._listener.opening(encounter)

    def hear(self, statement: Statement, context: Context, encounter: Encounter) -> tuple[list[Found], Context]:
        """The evidence of one statement, and the context for the next."""
        return self._listener.hear(statement, context, on=encounter.date_of_service, sex=encounter.patient.sex)

    def conclude(self, text: str, heard: Sequence[Heard], encounter: Encounter) -> Review:
        """The review of what was heard, corrections and retractions settled."""
        sentences, evidence = settle(text, heard)
        outcome = self._policies.conclude(encounter, evidence)
        return Review(
            text=text,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(),
            engine=self._info,
            sentences=tuple(sentences),
            evidence=tuple(evidence),
            requirements=tuple(outcome.requirements),
            lines=tuple(outcome.lines),
            flags=tuple(outcome.flags),
        )

    def stand(
        self, numbered: Iterable[tuple[int, Statement, Sequence[Found]]]
    ) -> tuple[set[int], dict[int, list[Found]]]:
        """`stand`, for those who conclude piece by piece."""
        return stand(numbered)

    def evidence(self, text: str, item: Found, sentence: int) -> Evidence:
        """What was found in statement number `sentence`, as evidence."""
        return _evidence(text, item, sentence)

    def outcome(self, evidence: Sequence[Evidence], encounter: Encounter) -> Outcome:
        """What the policies conclude from evidence."""
        return self._policies.conclude(encounter, evidence)

    def explain(self, sentence: str, encounter: Encounter | None = None) -> list[Explanation]:
        """For each sentence given: which rules matched, which ConText modifiers acted, and what counted."""
        known = encounter or Encounter()
        context, out = self.opening(known), []
        with self._listener.zone():
            for statement in self.statements(sentence):
                trace = Trace()
                found, context = self._listener.hear(
                    statement, context, on=known.date_of_service, sex=known.patient.sex, trace=trace
                )
                out.append(Explanation(statement.reading.text, trace, tuple(found), statement.section))
        return out

    def _heard(self, text: str, encounter: Encounter) -> list[Heard]:
        heard: list[Heard] = []
        context = self.opening(encounter)
        for statement in self.statements(text):
            found, context = self.hear(statement, context, encounter)
            heard.append((statement, found))
        return heard


def settle(text: str, heard: Sequence[Heard]) -> tuple[list[Sentence], list[Evidence]]:
    """Sentences and evidence once retractions and corrections have done their work."""
    withdrawn, standing = stand((index, statement, found) for index, (statement, found) in enumerate(heard))
    sentences, evidence = [], []
    for index, (statement, _) in enumerate(heard):
        sentences.append(
            Sentence(
                id=index,
                start=statement.start,
                end=statement.end,
                section=statement.section,
                retracted=index in withdrawn,
            )
        )
        evidence += [_evidence(text, item, index) for item in standing.get(index, ())]
    return sentences, evidence


def stand(numbered: Iterable[tuple[int, Statement, Sequence[Found]]]) -> tuple[set[int], dict[int, list[Found]]]:
    """Which statements are withdrawn, and what stands of each, by its number.

    "Scratch that" takes back the statement before it. A correction replaces what the statement before it said of the
    same kinds; an addendum replaces whatever earlier statements of the same kinds it settles. Statements that found
    nothing may be left out, but for the one before a withdrawal or correction.
    """
    withdrawn: set[int] = set()
    standing: dict[int, list[Found]] = {}
    last: int | None = None
    for index, statement, found in numbered:
        if statement.withdraws and last is not None:
            withdrawn.add(last)
            standing.pop(last, None)
        if statement.corrects == "correction" or any(item.replaces for item in found):
            _replace(standing, found, last)
        elif statement.corrects:
            _settle(standing, found)
        standing[index] = list(found)
        if statement.start < statement.end and statement.reading.text.strip():
            last = index
    return withdrawn, standing


def _replace(standing: dict[int, list[Found]], found: Sequence[Found], last: int | None) -> None:
    """Take from statement `last` what `found` says again."""
    if last in standing:
        said = {_topic(item) for item in found}
        standing[last] = [item for item in standing[last] if _topic(item) not in said]


def _topic(item: Found) -> tuple[object, ...]:
    return item.kind, item.attributes.get("measure"), item.attributes.get("concept")


def _settle(standing: dict[int, list[Found]], found: Sequence[Found]) -> None:
    """Take from all statements what an addendum settles otherwise."""
    settled = {
        item.kind: item.assertion
        for item in found
        if item.assertion in _SETTLES and not (item.assertion is Assertion.OTHER_PERSON and item.kind == "plan_of_care")
    }
    for at, items in standing.items():
        standing[at] = [item for item in items if settled.get(item.kind, item.assertion) is item.assertion]


def _evidence(text: str, item: Found, sentence: int) -> Evidence:
    key = f"{item.kind}|{item.assertion}|{item.start}|{item.end}|{item.rule}|{text[item.start : item.end]}"
    return Evidence(
        id="e-" + hashlib.sha256(key.encode()).hexdigest()[:12],
        kind=item.kind,
        assertion=item.assertion,
        start=item.start,
        end=item.end,
        text=text[item.start : item.end],
        sentence=sentence,
        attributes=dict(item.attributes),
        rule=item.rule,
        modifiers=item.modifiers,
    )


def _refuse_strangers(book: RuleBook, kinds: Kinds) -> None:
    """A rule whose kind or concept no policy can ask for is a slip of the pen."""
    for frame in book.frames:
        if frame.kind not in kinds.names:
            raise PatternError(f"{book.places[frame.id]}: unknown evidence kind {frame.kind!r}")
        concept, known = frame.given.get("concept"), kinds.concepts.get(frame.kind)
        if concept is not None and known is not None and concept not in known:
            raise PatternError(f"{book.places[frame.id]}: unknown concept {concept!r}")


def _version() -> str:
    try:
        return importlib.metadata.version("kx-scribe")
    except importlib.metadata.PackageNotFoundError:
        return "0+unknown"


def _hash(folder: Path, clinic: Iterable[Path]) -> str:
    """Of all pattern files, names and content; a clinic's folders under their names."""
    digest = hashlib.sha256()
    for home, under in ((folder, ""), *((own, f"{own.name}/") for own in clinic)):
        for path in sorted(home.rglob("*.yaml")):
            digest.update((under + path.relative_to(home).as_posix()).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
