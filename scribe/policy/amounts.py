"""The flags on a ledger: totals near the amount or in the review range, at odds with the note, minutes against units.

Owns when each of them is raised. The totals are reckoned elsewhere, the sentences are data.
"""

from __future__ import annotations

from decimal import Decimal

from scribe.policy import crossing
from scribe.policy.codes import CodeSet
from scribe.policy.facts import Facts, number
from scribe.policy.flags import Flags
from scribe.policy.governing import Ruled, State
from scribe.policy.ledger import Account, Book, Bucket
from scribe.policy.wording import Wording, money
from scribe.types import Assertion, Evidence, FlagCode


def raise_for(ruled: Ruled, facts: Facts, flags: Flags, words: Wording) -> None:
    """Raise the flags on the amounts of a policy with a ledger; none for other policies."""
    book, account = ruled.governing.book, ruled.account
    if book is None or account is None:
        return
    told = _Told(ruled, book, account, facts, flags, words)
    for bucket in account.buckets.values():
        if bucket.lines and bucket.start is not None:
            told.by_ledger(bucket)
        elif bucket.lines:
            told.by_note(bucket)
    told.mismatch()
    told.minutes()


class _Told:
    """One policy's amounts on one claim."""

    def __init__(self, ruled: Ruled, book: Book, account: Account, facts: Facts, flags: Flags, words: Wording) -> None:
        self._ruled = ruled
        self._book = book
        self._account = account
        self._facts = facts
        self._flags = flags
        self._words = words
        self._policy = ruled.governing.policy.id
        self._cited = ruled.governing.citations

    def _name(self, bucket: Bucket) -> str:
        return self._book.ledger.buckets[bucket.name].name

    def by_ledger(self, bucket: Bucket) -> None:
        """Near the amount after this claim, or above the review amount on some line of it."""
        if self._book.approaching(bucket):
            self._approaching(
                bucket,
                self._words.flag(
                    FlagCode.THRESHOLD_APPROACHING,
                    bucket=self._name(bucket),
                    percent=self._book.ledger.approaching_percent,
                    total=money(bucket.total),
                    threshold=money(bucket.threshold),
                ),
            )
        if bucket.name in self._account.in_review:
            self._review(bucket, bucket.total or bucket.low, self._account.in_review[bucket.name])

    def by_note(self, bucket: Bucket) -> None:
        """Without a ledger the note's own words and amounts are passed on."""
        said = [
            item
            for item in self._facts.about(self._book.ledger.text, bucket.name)
            if item.assertion is Assertion.AFFIRMED
        ]
        near = [item for item in said if item.attributes.get("state") == "approaching"]
        called = any(self._ruled.rulings[line.line].state is State.CALLED for line in bucket.lines)
        if near and not called:
            names = {"bucket": self._name(bucket), "threshold": money(bucket.threshold)}
            self._approaching(bucket, self._words.default("approaching", **names), near)
        amounts = [crossing.amount(item) for item in said] if called else []
        highest = max((amount for amount in amounts if amount is not None), default=None)
        if highest is not None and bucket.review is not None and highest > bucket.review:
            self._review(bucket, highest, bucket.lines[0].line)

    def _approaching(self, bucket: Bucket, message: str, said: list[Evidence] | None = None) -> None:
        self._flags.add(
            FlagCode.THRESHOLD_APPROACHING,
            message,
            line=bucket.lines[-1].line,
            policy=self._policy,
            evidence=said or (),
            citations=self._cited,
        )

    def _review(self, bucket: Bucket, total: Decimal, line: int) -> None:
        names = {"bucket": self._name(bucket), "total": money(total), "review": money(bucket.review)}
        message = self._words.flag(FlagCode.MEDICAL_REVIEW_RANGE, **names)
        flag = FlagCode.MEDICAL_REVIEW_RANGE
        self._flags.add(flag, message, line=line, policy=self._policy, citations=self._cited)

    def mismatch(self) -> None:
        """The note's last word on a bucket is not what the ledger says."""
        against = crossing.disagreements(self._book, self._account, self._facts)
        if against:
            flag = FlagCode.THRESHOLD_MISMATCH
            message = self._words.flag(flag)
            self._flags.add(flag, message, policy=self._policy, evidence=against, citations=self._cited)

    def minutes(self) -> None:
        """Units of quarter-hour codes beyond what the minutes told in the note make."""
        timed = self._book.ledger.timed
        if timed is None:
            return
        said = [item for item in self._facts.of(timed.kind) if item.assertion is Assertion.AFFIRMED]
        codes = CodeSet(timed.codes)
        billed = sum(line.units for line in self._ruled.lines if line.code in codes)
        counted = [item for item in said if item.attributes.get("total") is True] or said
        minutes = int(sum(number(item.attributes.get("minutes", 0)) or 0 for item in counted))
        supported = 0 if minutes < timed.first else 1 + (minutes - timed.first) // timed.each
        if said and billed > supported:
            message = self._words.default("minutes", minutes=minutes, supported=supported, billed=billed)
            flag = FlagCode.DOCUMENTATION_CONTRADICTED
            self._flags.add(flag, message, policy=self._policy, requirement=timed.kind, evidence=counted)
