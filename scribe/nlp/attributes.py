"""Attributes from the words around a match: durations, buckets, who signed.

Owns how the nearest value is chosen; dates are in scribe.nlp.days, amounts in scribe.nlp.money. The words that mark a
unit or a number are data in patterns/context/assertions/quantities.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

from spacy.lang.en.stop_words import STOP_WORDS

from scribe.nlp.days import Days, Taken, Taker
from scribe.nlp.frames import Match
from scribe.nlp.money import Amounts
from scribe.nlp.numbers import load_numbers
from scribe.nlp.rules import assertion_data
from scribe.nlp.sentence import Mention, Sentence
from scribe.nlp.view import View
from scribe.text.dates import Dates
from scribe.text.statement import Statement
from scribe.types import AttributeValue

_PART = re.compile(r"\d+|[a-z]+")
_BUCKETS = {"BUCKET_PT_SLP": "pt_slp", "BUCKET_OT": "ot"}
# Words that join two of them: what is said is of both.
_JOINED = frozenset({"and", "&", "/", "+"})
_PLANS = {"RECERT": "recertification", "RECERT_WORD": "recertification", "INITIAL_WORD": "initial"}


class Attributes:
    """Takes attributes for frames; built once.

    Raises:
        PatternError: quantities.yaml lacks a word list or has a bad expression.
    """

    def __init__(self, patterns: Path, dates: Dates) -> None:
        with assertion_data(patterns, "quantities") as data:
            self.amounts = Amounts(data)
            days = Days(data, dates)
            self._unit_days: dict[str, int] = {str(unit): int(count) for unit, count in data["unit_days"].items()}
            self._numbers: dict[str, int] = {str(word): int(value) for word, value in data["numbers"].items()}
            self._labels: dict[str, str] = {str(name): str(label) for name, label in data["labels"].items()}
            apart = frozenset(data["apart"])
        self._numbered = load_numbers(patterns)
        # Items of one sentence that differ in one of these are two.
        self.apart = apart | frozenset(self._numbered)
        self._takers: dict[str, Taker] = {
            **days.takers,
            "term": self._term,
            "tally": self._tally,
            "duration": self._duration,
            "frequency": self._frequency,
            "amount": self._amount,
            "by": self._by,
            "credential": self._credential,
            "plan": self._plan,
            "bucket": self._bucket,
            "said_bucket": self._said_bucket,
            "service": self._service,
        }

    def take(self, match: Match, sentence: Sentence, statement: Statement, on: dt.date | None) -> Taken:
        """The attributes a frame asks for, and reading spans that belong to the evidence with them."""
        out: dict[str, AttributeValue] = {}
        spans: list[tuple[int, int]] = []
        text = statement.reading.text
        for name in match.frame.take:
            if taker := self._takers.get(name):
                values, where = taker(match, sentence, text, on)
            elif name in self._labels:
                values, where = self._labelled(name, match, sentence)
            else:
                values, where = self._number(name, match, text)
            out.update(values)
            spans += where
        return out, spans

    def known(self) -> frozenset[str]:
        """The names a frame may take."""
        return frozenset((*self._takers, *self._labels, *self._numbered))

    def _number(self, name: str, match: Match, text: str) -> Taken:
        """The named number of the head, in the first of its entries that fits."""
        for number in self._numbered[name]:
            values, where = number.take(text, match.head.first, match.head.last)
            if values:
                return values, where
        return {}, []

    def _term(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """The words of the head: which of several things of one kind is meant."""
        return {"term": text[match.head.first : match.head.last].lower()}, []

    def _tally(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """How many different things of the head's label the sentence joins with the same link."""
        link, alike = match.frame.link, [item for item in sentence.mentions if item.label == match.head.label]
        stops = [item.start for item in sentence.modifiers if item.terminates]
        view = View(sentence.mentions, sentence.words, stops)
        return {"count": len({item.rule for item in alike if link is None or link.resolve(item, view)[0]})}, []

    # ── plan content ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _duration(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "DURATION")
        if item is None:
            return {}, []
        words = text[item.first : item.last]
        parts = _PART.findall(words.lower())
        number = next(
            (
                int(part) if part.isdigit() else self._numbers[part]
                for part in parts
                if part.isdigit() or part in self._numbers
            ),
            None,
        )
        days = next((self._unit_days[part] for part in parts if part in self._unit_days), None)
        out: dict[str, AttributeValue] = {"duration": words}
        if number and days:
            out["duration_days"] = number * days
        return out, [(item.first, item.last)]

    def _frequency(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "FREQUENCY")
        return ({"frequency": text[item.first : item.last]}, [(item.first, item.last)]) if item else ({}, [])

    def _plan(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """Which plan it is: by the word nearest to the match."""
        papers = [paper for paper in (match.head, match.link) if paper is not None]
        told = [item for item in sentence.mentions if item.label in _PLANS]
        if not told:
            return {}, []
        nearest = min(told, key=lambda item: min(max(item.start - it.end, it.start - item.end, 0) for it in papers))
        return {"plan": _PLANS[nearest.label]}, []

    def _bucket(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, *_BUCKETS)
        if item is None:
            return {}, []
        return {"bucket": "both" if _joined(item, sentence) else _BUCKETS[item.label]}, []

    def _said_bucket(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        """The bucket that the match's own words name ("skilled OT"), where the sentence names no other."""
        named = [item for item in sentence.mentions if item.label in _BUCKETS]
        own = any(item.first < one.last and one.first < item.last for item in named for one in match.mentions())
        if not own or len({item.label for item in named}) > 1:
            return {}, []
        return {"bucket": _BUCKETS[named[0].label]}, []

    def _service(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "COVERED_SERVICE", "UNLISTED_SERVICE")
        return ({"service": text[item.first : item.last]}, [(item.first, item.last)]) if item else ({}, [])

    def _amount(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        return self.amounts.take(match, text)

    # ── persons ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def _by(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = (
            match.link
            if match.link and match.link.label == "PHYSICIAN"
            else _closest(match.head, sentence, "PHYSICIAN")
        )
        if item is None:
            return {}, []
        name: list[str] = []
        # The paper and the act beside a clinician are no name ("physician certification signed").
        acts = {index for one in match.mentions() for index in range(one.start, one.end)}
        for index, token in enumerate(sentence.tokens[item.end : item.end + 3], item.end):
            if index in acts:
                break
            named = token.isalpha() and token.lower() not in STOP_WORDS and (not name or token[0].isupper())
            if not (named or (not name and token in (".", "-"))):
                break
            name.append(token)
        if name and not name[-1].isalpha():
            name.pop()
        return {"by": " ".join([text[item.first : item.last], *name])}, []

    def _labelled(self, name: str, match: Match, sentence: Sentence) -> Taken:
        """What the nearest mention of the name's category stands for: the last part of its rule's id."""
        item = _closest(match.head, sentence, self._labels[name])
        return ({name: item.rule.rpartition(".")[2]}, []) if item else ({}, [])

    def _credential(self, match: Match, sentence: Sentence, text: str, on: dt.date | None) -> Taken:
        item = _closest(match.head, sentence, "CREDENTIAL")
        return ({"credential": item.rule.rpartition(".")[2].upper()}, []) if item else ({}, [])


def _joined(item: Mention, sentence: Sentence) -> bool:
    """Whether the other bucket is joined to this one ("PT and OT")."""
    for other in sentence.mentions:
        if other.label in _BUCKETS and other.label != item.label:
            left, right = sorted((item, other), key=lambda one: one.start)
            between = sentence.words[left.end : right.start]
            if between and _JOINED.issuperset(between):
                return True
    return False


def _closest(head: Mention, sentence: Sentence, *labels: str) -> Mention | None:
    """The nearest mention of these labels, whichever side."""
    found = [item for item in sentence.mentions if item.label in labels]
    if not found:
        return None
    return min(found, key=lambda item: item.start - head.end if item.start >= head.end else head.start - item.end)
