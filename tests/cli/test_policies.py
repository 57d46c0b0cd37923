"""`scribe policies`."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def _json(run: Run, *arguments: str) -> Any:
    told = run("policies", *arguments, "--json")
    assert (told.status, told.err) == (0, "")
    return json.loads(told.out)


def test_the_list_names_every_policy_in_force(run: Run) -> None:
    names = {row["id"] for row in _json(run, "list", "--on", "2026-03-12")}
    assert {"therapy-threshold", "dme-therapeutic-shoes", "dental-linked", "sex-conflict"} <= names


def test_a_policy_not_yet_in_force_is_not_listed(run: Run) -> None:
    assert "dme-lower-limb-prosthesis" not in {row["id"] for row in _json(run, "list", "--on", "2024-08-31")}


def test_the_list_for_people_tells_its_count_on_stderr(run: Run) -> None:
    told = run("policies", "list", "--on", "2026-03-12")
    assert "therapy-threshold" in told.out
    assert told.err.endswith("policies in force on 2026-03-12\n")


def test_show_tells_requirements_amounts_and_sources(run: Run) -> None:
    found = _json(run, "show", "therapy-threshold", "--on", "2026-03-12")
    assert [row["id"] for row in found["requirements"]] == [
        "plan_of_care",
        "plan_of_care_signature",
        "functional_measure",
        "threshold",
        "medical_necessity",
    ]
    assert 2480 in found["amounts"].values()
    assert all(source["url"].startswith("https://") for source in found["citations"])


def test_show_for_people_asks_the_question(run: Run) -> None:
    assert "Ask: " in run("policies", "show", "dental-linked", "--on", "2026-03-12").out


def test_diff_tells_the_new_amount(run: Run) -> None:
    rows = _json(run, "diff", "2025-12-31", "2026-01-01")
    assert {(row["before"], row["after"]) for row in rows if row["policy"] == "therapy-threshold"} >= {
        ("$2,410.00", "$2,480.00")
    }


def test_diff_tells_the_codes_a_requirement_is_asked_of(run: Run) -> None:
    rows = _json(run, "diff", "2024-08-11", "2024-08-12")
    (found,) = [row for row in rows if row["policy"] == "dme-knee-orthosis" and row["what"] == "codes of face_to_face"]
    assert ("L1833" in found["before"], "L1833" in found["after"]) == (True, False)


def test_show_tells_what_is_asked_on_its_day_and_of_which_codes(run: Run) -> None:
    before = _json(run, "show", "dme-ankle-foot-orthosis", "--on", "2023-04-16")["requirements"]
    after = _json(run, "show", "dme-ankle-foot-orthosis", "--on", "2023-04-17")["requirements"]
    assert "face_to_face" not in {row["id"] for row in before}
    assert "L1960" in next(row["codes"] for row in after if row["id"] == "face_to_face")
    assert "Asked of: L1932, L1940" in run("policies", "show", "dme-ankle-foot-orthosis", "--on", "2023-04-17").out


def test_diff_of_a_day_with_itself_is_empty(run: Run) -> None:
    assert _json(run, "diff", "2026-01-01", "2026-01-01") == []


def test_due_tells_amounts_that_are_not_loaded(run: Run) -> None:
    rows = _json(run, "due", "--on", "2026-11-01")
    assert any(row["policy"] == "therapy-threshold" and "2027 are not loaded" in row["what"] for row in rows)


def test_due_tells_what_begins(run: Run) -> None:
    rows = _json(run, "due", "--on", "2025-06-01")
    assert {"policy": "dental-linked", "when": "2025-07-01", "what": "a new version begins"} in rows
    assert [row["when"] for row in rows] == sorted(row["when"] for row in rows)


def test_due_tells_sources_that_were_read_long_ago(run: Run) -> None:
    assert any("read again" in row["what"] for row in _json(run, "due", "--on", "2030-01-01"))
    assert not any("read again" in row["what"] for row in _json(run, "due", "--on", "2026-12-01"))


def test_the_list_of_a_code_names_those_that_look_at_it(run: Run) -> None:
    assert {row["id"] for row in _json(run, "list", "--on", "2026-03-12", "--code", "a5500")} == {
        "dme-therapeutic-shoes"
    }
    assert _json(run, "list", "--on", "2026-03-12", "--code", "99999") == []


def test_a_clinics_policies_are_listed_with_their_payer(run: Run) -> None:
    told = run("policies", "list", "--on", "2026-03-12", "--clinic", "illinois-medicaid")
    assert "medicaid\n  Illinois Medicaid" in told.out


def test_diff_tells_codes_that_come(run: Run) -> None:
    rows = _json(run, "diff", "2018-01-01", "2026-01-01")
    assert all(row["before"] != row["after"] for row in rows)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "nothing"), "scribe: policy nothing: no policy has this id\n"),
        (
            ("list", "--on", "2026-02-31"),
            "scribe: Invalid value for DATE: expected a date that exists, as YYYY-MM-DD\n",
        ),
        (
            ("diff", "soon", "2026-01-01"),
            "scribe: Invalid value for DATE: expected a date that exists, as YYYY-MM-DD\n",
        ),
    ],
)
def test_what_is_not_there_is_one_line(run: Run, arguments: tuple[str, ...], message: str) -> None:
    told = run("policies", *arguments)
    assert (told.status, told.out, told.err) == (2, "", message)
