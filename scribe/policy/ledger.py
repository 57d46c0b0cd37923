"""A yearly amount per bucket against the claim: which line first exceeds it, and how near it stands.

Owns the arithmetic (Decimal, never float) and the order of lines. Amounts, codes and percentages are the policy file's.
A line without an allowed amount may add anything from nothing up, so totals are kept as a lowest and a highest value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from scribe.policy.codes import CodeSet
from scribe.policy.policyfile import Ledger
from scribe.types import ClaimLine, Encounter


class Place(Enum):
    """Where a line stands to the amount of its bucket."""

    ABOVE = "above"
    BELOW = "below"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """One line against its bucket's amount; `why` names the reason in words the messages file knows."""

    place: Place
    why: str
    bucket: str | None = None
    total: Decimal | None = None
    threshold: Decimal | None = None


@dataclass(slots=True)
class Bucket:
    """One bucket on this claim."""

    name: str
    lines: list[ClaimLine] = field(default_factory=list)
    start: Decimal | None = None
    threshold: Decimal | None = None
    review: Decimal | None = None
    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)

    def add(self, low: Decimal, high: Decimal | None) -> None:
        """Count a line that adds between `low` and `high` (None: no upper bound)."""
        self.low += low
        self.high = None if self.high is None or high is None else self.high + high

    @property
    def total(self) -> Decimal | None:
        """The running total, when it is known to the cent."""
        return self.low if self.high == self.low else None

    def place(self) -> Place:
        """Where the running total stands; exactly the amount is not above it."""
        if self.threshold is None:
            return Place.UNKNOWN
        if self.low > self.threshold:
            return Place.ABOVE
        return Place.BELOW if self.high is not None and self.high <= self.threshold else Place.UNKNOWN

    def claimed(self) -> Decimal:
        """What the known amounts of this bucket's lines come to."""
        return sum((line.allowed for line in self.lines if line.allowed is not None), Decimal(0))


@dataclass(slots=True)
class Account:
    """The claim's therapy lines against the year's amounts; `in_review`: a bucket's first line in the review range."""

    buckets: dict[str, Bucket] = field(default_factory=dict)
    standings: dict[int, Standing] = field(default_factory=dict)
    in_review: dict[str, int] = field(default_factory=dict)


class Book:
    """A policy's ledger, made ready once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._always = CodeSet(ledger.always)
        self._sometimes = CodeSet(ledger.sometimes)
        self._locked = {modifier: CodeSet(codes) for modifier, codes in ledger.locked.items()}
        self._bucket_of = {m: name for name, bucket in ledger.buckets.items() for m in bucket.modifiers}
        self._modifier_of = {
            discipline: modifier
            for bucket in ledger.buckets.values()
            for discipline, modifier in zip(bucket.disciplines, bucket.modifiers, strict=True)
        }
        self._years = {year.year: year for year in ledger.years}

    @property
    def modifiers(self) -> tuple[str, ...]:
        """The modifiers that name a discipline's plan."""
        return tuple(self._bucket_of)

    def knows(self, line: ClaimLine) -> bool:
        """Whether the line may be a therapy line."""
        told = any(modifier in self._bucket_of for modifier in line.modifiers)
        return told or line.code in self._always or line.code in self._sometimes

    def counts(self, line: ClaimLine, encounter: Encounter) -> bool:
        """Whether the line is a therapy line."""
        if line.code in self._always or any(modifier in self._bucket_of for modifier in line.modifiers):
            return True
        return line.code in self._sometimes and encounter.discipline is not None

    def wanted(self, line: ClaimLine, encounter: Encounter) -> str | None:
        """The discipline modifier the line lacks, or None; "" when one is lacking and nothing says which."""
        locked = self._lock(line)
        if locked:
            return None if locked in line.modifiers else locked
        if any(modifier in self._bucket_of for modifier in line.modifiers):
            return None
        return self._modifier_of[encounter.discipline] if encounter.discipline else ""

    def _lock(self, line: ClaimLine) -> str | None:
        return next((modifier for modifier, codes in self._locked.items() if line.code in codes), None)

    def bucket(self, line: ClaimLine, encounter: Encounter) -> str | None:
        """The line's bucket: by a discipline-locked code, its modifiers, or the discipline; None when none tells."""
        sure = self._lock(line) or self.wanted(line, encounter)
        if sure:
            return self._bucket_of[sure]
        told = {self._bucket_of[modifier] for modifier in line.modifiers if modifier in self._bucket_of}
        return told.pop() if len(told) == 1 else None

    def speaks_of(self, encounter: Encounter) -> str | None:
        """The bucket of the encounter's discipline: what words that name no bucket speak of."""
        return self._bucket_of[self._modifier_of[encounter.discipline]] if encounter.discipline else None

    def amount(self, day: dt.date | None, bucket: str) -> Decimal | None:
        """The bucket's amount in the year of `day`; None when that year is not loaded."""
        year = self._years.get(day.year) if day else None
        return _money(year.amounts.get(bucket)) if year else None

    def review(self, day: dt.date | None) -> Decimal | None:
        """The review amount in the year of `day`."""
        year = self._years.get(day.year) if day else None
        return _money(year.review) if year else None

    def account(self, lines: Sequence[ClaimLine], encounter: Encounter) -> Account:
        """Every therapy line's standing by the ledger, in line order."""
        day = encounter.date_of_service
        account = Account()
        placed = [(line, self.bucket(line, encounter)) for line in lines]
        for line, name in placed:
            for each in [name] if name else self.ledger.buckets:
                account.buckets.setdefault(each, self._open(each, encounter))
            if name:
                account.buckets[name].lines.append(line)
        for line, name in placed:
            account.standings[line.line] = self._standing(line, name, account, day)
        if encounter.claim_type.value in self.ledger.whole_claim:
            self._whole_claim(account)
        return account

    def _open(self, name: str, encounter: Encounter) -> Bucket:
        day, ytd = encounter.date_of_service, encounter.therapy_ytd
        start = getattr(ytd, name, None) if ytd else None
        if ytd and ytd.as_of and day and ytd.as_of.year != day.year:
            start = None
        low = start or Decimal(0)
        return Bucket(name, [], start, self.amount(day, name), self.review(day), low, None if start is None else low)

    def _standing(self, line: ClaimLine, name: str | None, account: Account, day: dt.date | None) -> Standing:
        if name is None:
            for bucket in account.buckets.values():
                bucket.add(Decimal(0), line.allowed)
            return Standing(Place.UNKNOWN, "no_bucket")
        bucket = account.buckets[name]
        bucket.add(line.allowed or Decimal(0), line.allowed)
        if bucket.threshold is None:
            return Standing(Place.UNKNOWN, "no_year" if day else "no_date", name)
        if bucket.start is None:
            return Standing(Place.UNKNOWN, "no_ledger", name, None, bucket.threshold)
        if bucket.review is not None and bucket.low > bucket.review:
            account.in_review.setdefault(name, line.line)
        place = bucket.place()
        why = "no_allowed" if place is Place.UNKNOWN else "ledger"
        return Standing(place, why, name, bucket.total, bucket.threshold)

    def _whole_claim(self, account: Account) -> None:
        """Where the claim is judged as a whole, every line of a bucket stands where its last line stands."""
        for bucket in account.buckets.values():
            if bucket.start is None or bucket.threshold is None:
                continue
            place = bucket.place()
            for line in bucket.lines:
                total = account.standings[line.line].total
                why = "no_allowed" if place is Place.UNKNOWN else "whole_claim"
                account.standings[line.line] = Standing(place, why, bucket.name, total, bucket.threshold)

    def approaching(self, bucket: Bucket) -> bool:
        """Whether the total after this claim is within the last per cent below the amount."""
        total = bucket.total
        if total is None or bucket.threshold is None or bucket.start is None or total > bucket.threshold:
            return False
        return total >= bucket.threshold * (100 - self.ledger.approaching_percent) / 100


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(str(amount))
