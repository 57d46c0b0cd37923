"""The definitions of the score, each on a case of its own."""

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

from scribe.batch.gold import score_lines
from scribe.batch.score import Score
from scribe.errors import CaseError

SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"
TEXT = "Plan of care signed May 4. Berg 42/56. No order on file."


def _item(kind: str, words: str, assertion: str = "affirmed", **attributes: object) -> dict[str, Any]:
    start = TEXT.index(words)
    return {
        "kind": kind, "assertion": assertion, "start": start, "end": start + len(words), "text": words,
        "attributes": attributes, "rule": "r",
    }  # fmt: skip


def _label(kind: str, quote: str, assertion: str = "affirmed", **attributes: object) -> dict[str, Any]:
    return {"kind": kind, "quote": quote, "assertion": assertion, "attributes": attributes}


def _review(*evidence: dict[str, Any], **more: Any) -> dict[str, Any]:
    sentences = [{"start": 0, "end": 26}, {"start": 27, "end": 38}, {"start": 39, "end": 56}]
    return {"evidence": evidence, "requirements": [], "lines": [], "flags": [], "sentences": sentences} | more


def _score(review: dict[str, Any] | None, **expect: Any) -> Score:
    score = Score()
    score.add({"id": "c", "style": "typed", "text": TEXT, "expect": expect}, review)
    return score


def _hits(score: Score) -> tuple[int, int, int]:
    return score.hits.found, score.hits.false, score.hits.missed


def test_same_kind_overlap_and_assertion_is_found() -> None:
    score = _score(_review(_item("functional_measure", "42/56")), evidence=[_label("functional_measure", "Berg 42/56")])
    assert _hits(score) == (1, 0, 0)


def test_another_assertion_is_missed_and_false() -> None:
    score = _score(
        _review(_item("written_order", "order on file")), evidence=[_label("written_order", "No order", "negated")]
    )
    assert _hits(score) == (0, 1, 1)
    assert (score.assertion.right, score.assertion.all) == (0, 1)
    assert score.confusion["negated"]["affirmed"] == 1


def test_the_same_statement_twice_in_a_sentence_is_not_false() -> None:
    found = _review(_item("plan_of_care", "Plan of care"), _item("plan_of_care", "May 4"))
    assert _hits(_score(found, evidence=[_label("plan_of_care", "Plan of care")])) == (1, 0, 0)


def test_the_same_statement_in_another_sentence_is_false() -> None:
    found = _review(_item("plan_of_care", "Plan of care"), _item("plan_of_care", "Berg"))
    assert _hits(_score(found, evidence=[_label("plan_of_care", "Plan of care")])) == (1, 1, 0)


@pytest.mark.parametrize("kind", ["procedure_code", "modifier", "delivery", "diagnosis"])
def test_kinds_that_are_not_scored_for_false_finds(kind: str) -> None:
    assert _hits(_score(_review(_item(kind, "Berg")), evidence=[])) == (0, 0, 0)


def test_a_false_diagnosis_counts_where_the_case_labels_one() -> None:
    found = _review(_item("diagnosis", "Berg"), _item("diagnosis", "order"))
    assert _hits(_score(found, evidence=[_label("diagnosis", "order")])) == (1, 1, 0)


def test_a_case_without_labels_of_evidence_counts_none() -> None:
    assert _hits(_score(_review(_item("threshold", "Berg")), lines={})) == (0, 0, 0)


@pytest.mark.parametrize(
    ("wanted", "got", "right"),
    [("42", "42", 1), ("42", 42.0, 1), ("3+", "3+", 1), ("Left", "left ", 1), ("42", "43", 0), ("42", None, 0)],
)
def test_attributes_are_equal_as_numbers_or_as_words(wanted: str, got: object, right: int) -> None:
    found = _review(_item("functional_measure", "42/56", value=got))
    score = _score(found, evidence=[_label("functional_measure", "42/56", value=wanted)])
    assert (score.attributes.right, score.attributes.all) == (right, 1)


@pytest.mark.parametrize(
    ("told", "wanted", "false_kx", "missed_kx"),
    [
        ("append", "append", 0, 0),
        ("keep", "append", 0, 0),
        ("append", "withhold", 1, 0),
        ("keep", "undetermined", 1, 0),
        ("withhold", "append", 0, 1),
        (None, "keep", 0, 1),
        ("remove", "withhold", 0, 0),
    ],
)
def test_false_and_missed_kx(told: str | None, wanted: str, false_kx: int, missed_kx: int) -> None:
    lines = [] if told is None else [{"line": 1, "kx": told}]
    score = _score(_review(lines=lines), lines={"1": wanted})
    assert (score.false_kx, score.missed_kx) == (false_kx, missed_kx)
    assert score.verdicts.right == (told == wanted)


def test_requirements_are_counted_by_status_and_by_met() -> None:
    rows = [{"policy": "p", "id": "a", "status": "stale"}, {"policy": "p", "id": "b", "status": "met"}]
    score = _score(_review(requirements=rows), requirements={"p": {"a": "missing", "b": "met", "c": "met"}})
    assert (score.requirements.right, score.requirements.all) == (1, 3)
    assert score.requirements_met.right == 2


def test_flags_are_counted_raised_and_not_raised() -> None:
    score = _score(_review(flags=[{"code": "A"}, {"code": "B"}]), flags=["A", "C"], not_flags=["B", "D"])
    assert (score.flags.right, score.flags.all) == (2, 4)


def test_no_review_counts_as_one_that_found_nothing() -> None:
    score = _score(None, evidence=[_label("threshold", "Berg")], lines={"1": "append"})
    assert (score.unreviewed, score.hits.missed, score.missed_kx) == (1, 1, 1)


@pytest.mark.parametrize(
    "case",
    [
        {"id": "c", "text": TEXT},
        {"id": "c", "expect": {}},
        {"id": "c", "text": TEXT, "expect": {"evidence": [{"kind": "x", "assertion": "affirmed", "quote": "absent"}]}},
        {"id": "c", "text": TEXT, "expect": {"evidence": [{"kind": "x", "assertion": "affirmed", "quote": ""}]}},
        [],
    ],
)
def test_a_case_that_cannot_be_scored_is_refused(case: Any) -> None:
    with pytest.raises(CaseError):
        Score().add(case, None)


def test_a_line_that_is_no_json_is_told_and_the_rest_is_scored() -> None:
    good = json.dumps({"id": "c", "text": TEXT, "expect": {"lines": {"1": "append"}}}).encode()
    score, refused = score_lines([(1, good), (2, b"{"), (3, b"{}"), (4, good)], [None] * 4)
    assert score.cases == 2
    assert [message.partition(":")[0] for message in refused] == ["line 2", "line 3"]


@pytest.mark.skipif(not (SHARED / "score.py").is_file(), reason="../shared/gold is not beside the checkout")
def test_the_figures_are_those_of_the_reference_scorer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [json.loads(line) for line in (SHARED / "dev.jsonl").read_text(encoding="utf-8").splitlines()]
    made = tmp_path / "reviews.jsonl"
    rows = [{"id": case["id"], "review": _spoiled(case, index)} for index, case in enumerate(cases) if index % 9]
    made.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["score.py", str(SHARED / "dev.jsonl"), str(made), "--json"])
    runpy.run_path(str(SHARED / "score.py"), run_name="__main__")
    reference = json.loads(capsys.readouterr().out)

    score = Score()
    reviews = {row["id"]: row["review"] for row in rows}
    for case in cases:
        score.add(case, reviews.get(case["id"]))
    assert score.figures() == reference


def _spoiled(case: dict[str, Any], index: int) -> dict[str, Any]:
    """A review made from the labels, with every so many of its parts changed."""
    evidence, expect, text = [], case["expect"], case["text"]
    for number, label in enumerate(expect.get("evidence", ())):
        start = text.index(label["quote"])
        kind = "threshold" if (index + number) % 7 == 0 else label["kind"]
        assertion = "pending" if (index + number) % 5 == 0 else label["assertion"]
        attributes = {} if (index + number) % 3 == 0 else label.get("attributes", {})
        evidence.append({
            "kind": kind, "assertion": assertion, "start": start, "end": start + len(label["quote"]),
            "text": label["quote"], "attributes": attributes, "rule": "r",
        })  # fmt: skip
    return {
        "evidence": evidence,
        "sentences": [{"start": 0, "end": len(text) // 2}, {"start": len(text) // 2, "end": len(text)}],
        "requirements": [
            {"policy": policy, "id": name, "status": "met" if index % 4 == 0 else status}
            for policy, statuses in expect.get("requirements", {}).items()
            for name, status in statuses.items()
        ],
        "lines": [
            {"line": int(line), "kx": "append" if index % 6 == 0 else verdict}
            for line, verdict in expect.get("lines", {}).items()
        ],
        "flags": [{"code": code} for code in expect.get("flags", ())[index % 2 :]],
    }
