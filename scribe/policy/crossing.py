"""What the note says of a yearly amount, and whether the ledger agrees.

Owns the standing of lines when no ledger is known, and the status of the requirement that the note tells of it.
Knows no amounts: they are the ledger's.
"""

from __future__ import annotations

from decimal import Decimal

from scribe.policy.facts import Facts, number, passes
from scribe.policy.ledger import Account, Book, Bucket, Place, Standing
from scribe.policy.requirements import Finding
from scribe.policy.schema import Clause
from scribe.types import Assertion, Evidence, Status


def settle(book: Book, account: Account, facts: Facts) -> None:
    """Give the lines of every bucket without a ledger the standing that the note's words give them."""
    for bucket in account.buckets.values():
        if bucket.start is None and bucket.threshold is not None:
            place, why = _place(book, bucket, account, facts)
            for line in bucket.lines:
                account.standings[line.line] = Standing(place, why, bucket.name, None, bucket.threshold)


def disagreements(book: Book, account: Account, facts: Facts) -> list[Evidence]:
    """The note's last word on each bucket, where the ledger says otherwise."""
    found: dict[str, Evidence] = {}
    spoken: dict[str, list[Bucket]] = {}
    last: dict[str, Evidence] = {}
    for bucket in account.buckets.values():
        told = _told(book.ledger.text, facts, bucket.name) if bucket.lines else []
        if told:
            last[told[-1].id] = told[-1]
            spoken.setdefault(told[-1].id, []).append(bucket)
    for name, buckets in spoken.items():
        if all(_against(book.ledger.text, last[name], bucket) for bucket in buckets):
            found[name] = last[name]
    return list(found.values())


def _against(text: Clause, item: Evidence, bucket: Bucket) -> bool:
    if bucket.start is None or bucket.threshold is None:
        return False
    if _crossed(text, item):
        return bucket.place() is Place.BELOW
    return bucket.place() is Place.ABOVE and _denies(item, bucket)


def _told(text: Clause, facts: Facts, scope: str) -> list[Evidence]:
    return [item for item in facts.about(text, scope) if _crossed(text, item) or _below(text, item)]


def _crossed(text: Clause, item: Evidence) -> bool:
    return item.assertion is Assertion.AFFIRMED and passes(text.counts_if, item.attributes)


def _below(text: Clause, item: Evidence) -> bool:
    if item.assertion is Assertion.AFFIRMED:
        return not passes(text.counts_if, item.attributes)
    return item.assertion is Assertion.NEGATED


def _place(book: Book, bucket: Bucket, account: Account, facts: Facts) -> tuple[Place, str]:
    """Without a ledger the text decides; a later denial of a crossing leaves it open."""
    text = book.ledger.text
    told = _told(text, facts, bucket.name)
    if len(account.buckets) > 1 and book.speaks_of(facts.encounter) != bucket.name:
        told = [item for item in told if item.attributes.get("bucket") == bucket.name]
    if not told:
        return Place.UNKNOWN, "no_ledger"
    last = told[-1]
    if _crossed(text, last):
        return Place.ABOVE, "text"
    if any(_crossed(text, item) for item in told):
        return Place.UNKNOWN, "text_disagrees"
    stated = amount(last)
    if stated is not None and bucket.threshold is not None and all(line.allowed is not None for line in bucket.lines):
        stays = stated + bucket.claimed() <= bucket.threshold
        return (Place.BELOW, "text") if stays else (Place.UNKNOWN, "text_close")
    near = last.assertion is Assertion.AFFIRMED and last.attributes.get("state") == "approaching"
    return (Place.UNKNOWN, "text_close") if near else (Place.BELOW, "text")


def amount(item: Evidence) -> Decimal | None:
    """The amount a statement tells."""
    told = item.attributes.get("amount")
    return Decimal(str(told)) if told is not None and number(told) is not None else None


def _denies(item: Evidence, bucket: Bucket) -> bool:
    """Whether a statement "not above" denies a ledger that stands above after this claim.

    A bucket that this very claim lifts above the amount agrees with a note that tells how things stood before it.
    """
    if bucket.start is None or bucket.threshold is None:
        return True
    if bucket.start > bucket.threshold:
        return True
    stated = amount(item)
    return stated is not None and item.assertion is Assertion.AFFIRMED and stated + bucket.claimed() <= bucket.threshold


def finding(clause: Clause, facts: Facts, bucket: Bucket) -> Finding:
    """How the requirement that the note tells of the crossing stands, for a bucket whose lines are above."""
    items = facts.about(clause, bucket.name)
    crossed = [item for item in items if _crossed(clause, item)]
    since = crossed[-1].start if crossed else -1
    against = [
        item
        for item in items
        if item.start > since and _below(clause, item) and (_denies(item, bucket) or (crossed and amount(item) is None))
    ]
    if against:
        return Finding(Status.CONTRADICTED, (*crossed, *against))
    if crossed:
        return Finding(Status.MET, tuple(crossed))
    negated = [item for item in items if item.assertion is Assertion.NEGATED]
    if negated:
        return Finding(Status.NEGATED, tuple(negated))
    unsettled = [item for item in items if item.assertion is not Assertion.AFFIRMED]
    return Finding(Status.PENDING, tuple(unsettled)) if unsettled else Finding(Status.MISSING)
