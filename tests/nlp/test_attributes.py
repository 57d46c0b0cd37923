"""Attributes from the words around: whose date it is, amounts against limits, durations, signers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.nlp.attributes import Attributes
from scribe.nlp.found import Found
from scribe.paths import resource
from scribe.text.dates import Dates

from .conftest import Hear

SIGNATURE, SENT, PLAN, THRESHOLD = (
    "plan_of_care_signature",
    "plan_of_care_transmitted",
    "plan_of_care",
    "threshold",
)


def told(hear: Hear, text: str, kind: str, name: str) -> object:
    """One attribute of the first item of a kind."""
    found: list[Found] = hear(text, kind)
    assert found, f"no {kind} in the sentence"
    return found[0].attributes.get(name)


# ── dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "kind", "date"),
    [
        ("Plan of care signed by Dr. Marsh on 3/2/26.", SIGNATURE, "2026-03-02"),
        ("On March 2 Dr. Marsh signed the plan of care.", SIGNATURE, "2026-03-02"),
        # Each event owns the date that follows it.
        ("The plan of care was written 2/3, faxed to Dr. Marsh 2/5 and signed 2/9.", SIGNATURE, "2026-02-09"),
        ("The plan of care was written 2/3, faxed to Dr. Marsh 2/5 and signed 2/9.", SENT, "2026-02-05"),
        ("The plan of care was written 2/3, faxed to Dr. Marsh 2/5 and signed 2/9.", PLAN, "2026-02-03"),
        ("Seen 2/1; plan of care signed by Dr. Marsh 2/9.", SIGNATURE, "2026-02-09"),
        # A date without a year is the nearest at or before the date of service.
        ("Plan of care signed by Dr. Marsh on November 20.", SIGNATURE, "2025-11-20"),
        ("Plan of care signed by Dr. Marsh yesterday.", SIGNATURE, "2026-03-11"),
        ("The plan of care is signed by Dr. Marsh.", SIGNATURE, None),
    ],
)
def test_an_event_takes_its_own_date(hear: Hear, text: str, kind: str, date: str | None) -> None:
    assert told(hear, text, kind, "date") == date


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Dr. Marsh signed the plan of care in February.", "2026-02-01", "2026-02-28"),
        ("The 2024 plan of care was signed by Dr. Marsh.", "2024-01-01", "2024-12-31"),
    ],
)
def test_words_may_place_a_date_in_a_span(hear: Hear, text: str, first: str, last: str) -> None:
    assert told(hear, text, SIGNATURE, "date_from") == first
    assert told(hear, text, SIGNATURE, "date_to") == last


def test_the_year_of_service_is_no_span(hear: Hear) -> None:
    assert told(hear, "The 2026 plan of care was signed by Dr. Marsh.", SIGNATURE, "date_to") is None


@pytest.mark.parametrize(
    ("text", "date", "until"),
    [
        ("Plan of care certified 1/5/26, good through 4/4/26, Dr. Marsh.", "2026-01-05", "2026-04-04"),
        ("Plan of care certified by Dr. Marsh until April 4.", None, "2026-04-04"),
        # The end of a range lies after its start.
        ("Dr. Marsh certified the plan of care from February 2 to May 2.", None, "2026-05-02"),
        # A name that ends in "to" is no "to".
        ("Plan of care certified by Dr. Soto 2/9/26.", "2026-02-09", None),
        ("Plan of care certified 1/5/26 through 4/4/26 by Dr. Marsh.", None, "2026-04-04"),
    ],
)
def test_an_end_is_told_from_the_day_of_signing(hear: Hear, text: str, date: str | None, until: str | None) -> None:
    assert told(hear, text, SIGNATURE, "until") == until
    assert told(hear, text, SIGNATURE, "date") == date


@pytest.mark.parametrize(
    ("text", "on", "assertion"),
    [
        ("She went over the therapy cap in 2025.", dt.date(2026, 3, 12), "historical"),
        ("She went over the therapy cap on 12/30.", dt.date(2026, 1, 6), "historical"),
        ("She went over the therapy cap on 1/3.", dt.date(2026, 1, 6), "affirmed"),
        ("She went over the therapy cap.", dt.date(2026, 1, 6), "affirmed"),
        ("She went over the therapy cap in 2025.", None, "affirmed"),
    ],
)
def test_a_yearly_amount_of_another_year_is_history(hear: Hear, text: str, on: dt.date | None, assertion: str) -> None:
    (found,) = hear(text, THRESHOLD, on=on)
    assert found.assertion == assertion


# ── amounts ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "state", "amount"),
    [
        ("$2,611.75 of $2,480 used for PT.", "crossed", 2611.75),
        ("$2,480 of $2,480 used for PT.", "approaching", 2480.0),
        ("$2,232 of $2,480 used for PT.", "approaching", 2232.0),
        ("$2,231.99 of $2,480 used for PT.", "below", 2231.99),
        ("PT dollars used: $2,590.44 (threshold $2,480).", "crossed", 2590.44),
        ("PT is over the $2,480 threshold at $2,733.10.", "crossed", 2733.1),
        ("PT total $2,733.10 is over the threshold of $2,480.", "crossed", 2733.1),
        ("Over the 2026 threshold of $2,480 for PT.", "crossed", None),
        # A limit is a round figure; this is none.
        ("PT is over the threshold, $2,611.", "crossed", 2611.0),
        # How far it is to the limit is not what was used.
        ("PT is $140 over the threshold.", "crossed", None),
        ("PT has $575 remaining under the threshold.", "below", None),
        ("PT is within $60 of the threshold.", "approaching", None),
        ("PT has used 1,450 of 2,480.", "below", 1450.0),
    ],
)
def test_the_patients_amount_is_told_from_the_limit(hear: Hear, text: str, state: str, amount: float | None) -> None:
    assert (told(hear, text, THRESHOLD, "state"), told(hear, text, THRESHOLD, "amount")) == (state, amount)


@pytest.mark.parametrize(
    ("text", "bucket"),
    [
        ("OT is over the therapy threshold.", "ot"),
        ("Speech therapy is over the threshold.", "pt_slp"),
        ("PT/SLP is over the therapy threshold.", "pt_slp"),
        ("She is over the threshold.", None),
    ],
)
def test_the_bucket_is_the_one_named(hear: Hear, text: str, bucket: str | None) -> None:
    assert told(hear, text, THRESHOLD, "bucket") == bucket


# ── plan content and persons ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("PT 2x/week for 8 weeks.", 56),
        ("PT twice a week for three months.", 90),
        ("PT 3 times a week for 30 days.", 30),
        ("POC: 2x/wk x 7wks.", 49),
        ("OT 2 times a week for 12 visits.", None),
    ],
)
def test_a_duration_is_told_in_days(hear: Hear, text: str, days: int | None) -> None:
    assert told(hear, text, PLAN, "duration_days") == days


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("Recert signed by Dr. Marsh 3/3/26.", "recertification"),
        ("The updated plan of care was signed by Dr. Marsh.", "recertification"),
        ("The initial plan of care was signed by Dr. Marsh.", "initial"),
        ("The plan of care was signed by Dr. Marsh.", None),
    ],
)
def test_which_plan_is_meant(hear: Hear, text: str, plan: str | None) -> None:
    assert told(hear, text, SIGNATURE, "plan") == plan


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("Plan of care signed by Dr. Marsh on 3/2.", "by", "Dr. Marsh"),
        ("Plan of care signed by Paula Marsh, MD, on 3/2.", "credential", "MD"),
        ("I signed the plan of care today.", "credential", "therapist"),
        ("Plan of care signed by Ben Osgood, DPT.", "credential", "therapist"),
    ],
)
def test_who_signed(hear: Hear, text: str, name: str, value: str) -> None:
    assert told(hear, text, SIGNATURE, name) == value


def test_a_word_list_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "context" / "assertions"
    folder.mkdir(parents=True)
    (folder / "quantities.yaml").write_text("limit_before: x\n", encoding="utf-8")
    with pytest.raises(PatternError, match=r"assertions/quantities\.yaml"):
        Attributes(tmp_path, Dates(resource("patterns")))
