"""What the commands tell of policies, as plain data.

Owns the shape of `policies … --json`, and the comparison of two days. Decides nothing about claims.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scribe.policy.governing import Governing

_YEAR = dt.timedelta(days=366)


def summary(governing: Governing) -> dict[str, Any]:
    """One row of the list."""
    policy, version = governing.policy, governing.version
    return {
        "id": policy.id,
        "title": policy.title,
        "family": policy.family,
        "status": policy.status,
        "kx": version.kx,
        "from": version.first.isoformat(),
        "to": version.to.isoformat() if version.to else None,
        "confidence": policy.confidence,
        "payers": list(policy.payers),
        "requirements": [requirement.id for requirement in version.requirements],
    }


def details(governing: Governing, *, on: dt.date) -> dict[str, Any]:
    """Everything a person may want to know of one policy on a day; a requirement without `codes` is asked of all."""
    policy, version = governing.policy, governing.version
    return summary(governing) | {
        "attests": version.attests,
        "note": version.note,
        "lcd": list(policy.lcd),
        "articles": list(policy.articles),
        "codes": list(version.governs.listed),
        "unread": list(version.governs.unread),
        "amounts": _amounts(governing, year=on.year),
        "requirements": [
            {"id": each.id, "name": each.name, "why": each.why, "prompt": each.prompt, "codes": list(codes)}
            for each in version.requirements
            if (codes := governing.asked_of(each, on)) is not None
        ],
        "citations": [citation.model_dump(mode="json") for citation in governing.citations],
        "not_modeled": list(policy.not_modeled),
    }


def changes(
    earlier: Sequence[Governing], later: Sequence[Governing], *, before: dt.date, after: dt.date
) -> list[dict[str, str]]:
    """What differs between the policies of two days: one row a change, with how it was and how it is."""
    was = {governing.policy.id: governing for governing in earlier}
    now = {governing.policy.id: governing for governing in later}
    rows = []
    for policy in sorted({*was, *now}):
        old, new = _facts(was.get(policy), before), _facts(now.get(policy), after)
        rows += [
            {"policy": policy, "what": what, "before": old.get(what, "–"), "after": new.get(what, "–")}
            for what in dict.fromkeys((*old, *new))
            if old.get(what) != new.get(what)
        ]
        rows += _codes(policy, was.get(policy), now.get(policy))
    return rows


def _codes(policy: str, earlier: Governing | None, later: Governing | None) -> Iterator[dict[str, str]]:
    """The codes that only one of two versions looks at."""
    if earlier is None or later is None:
        return
    old, new = earlier.version.governs.listed, later.version.governs.listed
    gone, come = ([code for code in one if code not in other] for one, other in ((old, new), (new, old)))
    if gone or come:
        yield {"policy": policy, "what": "codes", "before": ", ".join(gone) or "–", "after": ", ".join(come) or "–"}


def running_out(listing: Sequence[Governing], *, on: dt.date) -> list[dict[str, str]]:
    """What begins or ends within a year of `on`, amounts of this year and the next not loaded, and sources long unread.

    `listing`: every policy, each in any version. The rows are in the order of their days.
    """
    rows = [
        {"policy": governing.policy.id, **row}
        for governing in listing
        for row in (*_turns(governing, on), *_missing_amounts(governing, on), *_unread(governing, on))
    ]
    return sorted(rows, key=lambda row: (row["when"], row["policy"]))


def _turns(governing: Governing, on: dt.date) -> Iterator[dict[str, str]]:
    """Versions that begin, and versions that end with none after them."""
    begins = [version.first for version in governing.policy.versions]
    for version in governing.policy.versions:
        if on < version.first <= on + _YEAR:
            what = "the policy begins" if version.first == begins[0] else "a new version begins"
            yield {"when": version.first.isoformat(), "what": what}
        if version.to and on <= version.to <= on + _YEAR and version.to + dt.timedelta(days=1) not in begins:
            yield {"when": version.to.isoformat(), "what": "ends, and no version begins the day after"}


def _unread(governing: Governing, on: dt.date) -> Iterator[dict[str, str]]:
    """Sources read a year ago or longer."""
    old = sorted(source.retrieved for source in governing.policy.citations.values() if source.retrieved + _YEAR <= on)
    if old:
        what = f"{len(old)} of its sources read on {old[0]} or later, a year ago or longer: read again"
        yield {"when": (old[0] + _YEAR).isoformat(), "what": what}


def _missing_amounts(governing: Governing, on: dt.date) -> Iterator[dict[str, str]]:
    ledger = governing.policy.ledger
    if ledger is None:
        return
    loaded = {year.year: year for year in ledger.years}
    for number in (on.year, on.year + 1):
        year = loaded.get(number)
        unknown = [
            f"threshold {bucket.name}"
            for name, bucket in ledger.buckets.items()
            if year is None or year.amounts.get(name) is None
        ]
        if year is None or year.review is None:
            unknown.append("medical review")
        if unknown:
            what = f"amounts of {number} are not loaded: {', '.join(unknown)}"
            yield {"when": dt.date(number, 1, 1).isoformat(), "what": what}


def _facts(governing: Governing | None, on: dt.date) -> dict[str, str]:
    """What two days are compared by; empty where the policy is not in force."""
    if governing is None:
        return {}
    version = governing.version
    facts = {"in force since": version.first.isoformat(), "KX": version.kx.replace("_", " ")}
    facts["attests"] = version.attests
    if version.note:
        facts["note"] = version.note
    for requirement in version.requirements:
        codes = governing.asked_of(requirement, on)
        if codes is not None:
            facts[f"requirement {requirement.id}"] = requirement.why
        if codes:
            facts[f"codes of {requirement.id}"] = ", ".join(codes)
    for name, amount in _amounts(governing, year=on.year).items():
        facts[name] = "not known" if amount is None else f"${amount:,.2f}"
    return facts


def _amounts(governing: Governing, *, year: int) -> dict[str, float | None]:
    """The ledger's amounts of a year, each under a name that tells its bucket; none when the year is not loaded."""
    ledger = governing.policy.ledger
    found: dict[str, float | None] = {}
    for each in ledger.years if ledger else ():
        if ledger and each.year == year:
            found |= {f"threshold {ledger.buckets[bucket].name}": amount for bucket, amount in each.amounts.items()}
            found["medical review"] = each.review
    return found
