"""Plain data to an Encounter, and errors that name the field."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from scribe.encounter import read_encounter, read_json
from scribe.errors import EncounterError, JsonError
from scribe.types import ClaimType, Encounter, Payer

LINE = {"line": 1, "code": "97110"}
CODE = "expected a code of five capital letters or digits, such as 97110 or A5500"


def test_nothing_known_is_an_encounter() -> None:
    known = read_encounter(None)
    assert (known.payer, known.claim_type, known.claim_lines) == (Payer.MEDICARE_PART_B, ClaimType.PROFESSIONAL, ())


def test_an_encounter_stays_itself() -> None:
    known = Encounter(date_of_service=dt.date(2026, 3, 12))
    assert read_encounter(known) is known


def test_every_field_is_read() -> None:
    known = read_encounter(
        {
            "date_of_service": "2026-03-12",
            "dictated_at": "2026-03-12T15:04:00Z",
            "payer": "medicare_advantage",
            "claim_type": "institutional",
            "discipline": "SLP",
            "patient": {"id": "p-1", "sex": "F"},
            "therapy_ytd": {"pt_slp": 2391.22, "ot": 0, "as_of": "2026-03-10", "source": "portal"},
            "order_date": "2026-02-20",
            "delivery_date": "2026-04-02",
            "claim_lines": [{"line": 7, "code": "A5500", "modifiers": ["LT", "KX"], "units": 2, "allowed": 58.12}],
        }
    )
    assert known.therapy_ytd is not None
    assert known.therapy_ytd.pt_slp == Decimal("2391.22")
    assert known.claim_lines[0].modifiers == ("LT", "KX")
    assert known.dictated_at == dt.datetime(2026, 3, 12, 15, 4, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "expected an object, not a list"),
        ("x", "expected an object, not a string"),
        (7, "expected an object, not a number"),
        ({"payr": "other"}, "payr: unknown field; the fields here are date_of_service, dictated_at, payer,"),
        (
            {"claim_lines": [LINE | {"alowed": 1}]},
            "claim_lines[0].alowed: unknown field; the fields here are line, code,",
        ),
        ({"patient": {"age": 70}}, "patient.age: unknown field; the fields here are id, sex"),
        ({"therapy_ytd": {"pt": 1}}, "therapy_ytd.pt: unknown field; the fields here are pt_slp, ot, as_of, source"),
        ({"payer": "medicare"}, "payer: expected medicare_part_b, medicare_advantage, medicaid, commercial,"),
        ({"patient": {"sex": "female"}}, "patient.sex: expected F or M"),
        ({"patient": "Ann"}, "patient: expected an object"),
        ({"patient": {"id": 7}}, "patient.id: expected a string"),
        ({"date_of_service": "2026-02-31"}, "date_of_service: expected a date that exists, as YYYY-MM-DD"),
        ({"date_of_service": "3/12/2026"}, "date_of_service: expected a date as YYYY-MM-DD"),
        ({"date_of_service": 20260312}, "date_of_service: expected a date as YYYY-MM-DD"),
        ({"date_of_service": "1767225600"}, "date_of_service: expected a date as YYYY-MM-DD"),
        ({"dictated_at": 1767225600}, "dictated_at: expected a date and time, such as 2026-03-12T15:04:00Z"),
        (
            {"dictated_at": "2026-03-12T99:00:00Z"},
            "dictated_at: expected a date and time, such as 2026-03-12T15:04:00Z",
        ),
        ({"therapy_ytd": {"ot": -1}}, "therapy_ytd.ot: expected a number of 0 or more"),
        ({"therapy_ytd": {"ot": "12"}}, "therapy_ytd.ot: expected a number"),
        ({"therapy_ytd": {"ot": True}}, "therapy_ytd.ot: expected a number"),
        ({"therapy_ytd": {"ot": float("inf")}}, "therapy_ytd.ot: expected a finite number"),
        ({"claim_lines": {}}, "claim_lines: expected a list"),
        ({"claim_lines": [7]}, "claim_lines[0]: expected an object"),
        ({"claim_lines": [{"code": "97110"}]}, "claim_lines[0].line: is required"),
        ({"claim_lines": [LINE | {"line": 0}]}, "claim_lines[0].line: expected a number of 1 or more"),
        ({"claim_lines": [LINE | {"line": "1"}]}, "claim_lines[0].line: expected a whole number"),
        ({"claim_lines": [LINE | {"units": 1.5}]}, "claim_lines[0].units: expected a whole number"),
        ({"claim_lines": [LINE | {"allowed": -0.01}]}, "claim_lines[0].allowed: expected a number of 0 or more"),
        ({"claim_lines": [LINE | {"code": "9711"}]}, f"claim_lines[0].code: {CODE}"),
        ({"claim_lines": [LINE | {"code": "a5500"}]}, f"claim_lines[0].code: {CODE}"),
        ({"claim_lines": [LINE | {"code": 97110}]}, "claim_lines[0].code: expected a string"),
        (
            {"claim_lines": [LINE | {"modifiers": ["kx"]}]},
            "claim_lines[0].modifiers[0]: expected a modifier of two capital letters or digits, such as GP",
        ),
        ({"claim_lines": [LINE, LINE]}, "claim_lines: line 1 is given twice; each line number may stand once"),
    ],
)
def test_a_mistake_is_named_with_its_field(data: Any, message: str) -> None:
    with pytest.raises(EncounterError) as told:
        read_encounter(data)
    assert str(told.value).startswith(f"encounter: {message}")


def test_the_first_field_is_told_apart() -> None:
    with pytest.raises(EncounterError) as told:
        read_encounter({"claim_lines": [LINE | {"units": 0}]})
    assert told.value.field == "claim_lines[0].units"


def test_several_mistakes_are_told_up_to_three() -> None:
    with pytest.raises(EncounterError, match=r"a: .*; b: .*; c: .* \(and 1 more\)$"):
        read_encounter(dict.fromkeys("abcd", 1))


@pytest.mark.parametrize(
    "data",
    [
        {"date_of_service": "canary 026"},
        {"payer": "canary"},
        {"patient": {"sex": "canary", "id": ["canary"]}},
        {"claim_lines": [{"line": "canary", "code": "canary", "modifiers": "canary"}]},
        {"therapy_ytd": "canary"},
    ],
)
def test_no_value_is_repeated(data: Any) -> None:
    with pytest.raises(EncounterError) as told:
        read_encounter(data)
    assert "canary" not in str(told.value)


def test_a_hostile_field_name_is_shown_tamed() -> None:
    with pytest.raises(EncounterError) as told:
        read_encounter({"\x1b[31m" + "x" * 500: 1})
    assert "\x1b" not in str(told.value)
    assert len(str(told.value)) < 250


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b'{"payer": }', "encounter: not JSON at line 1, column 11: expecting value"),
        (b'{\n "payer" "other"\n}', "encounter: not JSON at line 2, column 10: expecting ':' delimiter"),
        (b"", "encounter: not JSON at line 1, column 1: expecting value"),
        (b'{"a": 1, "a": 2}', "encounter: not usable JSON: a key stands twice in one object"),
        (b'{"a": NaN}', "encounter: not usable JSON: NaN and Infinity are not JSON numbers"),
        (b'{"a": \xff}', "encounter: not UTF-8 at byte 6; expected JSON as UTF-8"),
        (b"[" * 100_000, "encounter: not usable JSON: nested too deep"),
        (b"1" * 10_000, "encounter: not usable JSON: a number has too many digits"),
    ],
)
def test_what_is_no_json_is_named_with_its_place(raw: bytes, message: str) -> None:
    with pytest.raises(JsonError) as told:
        read_json(raw, what="encounter")
    assert str(told.value) == message
