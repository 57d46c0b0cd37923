"""`scribe batch` and `scribe eval`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
GOOD = '{"id": "a", "text": "Berg 42/56 today.", "encounter": {"date_of_service": "2026-03-12"}}'
LABELS = {"evidence": [{"kind": "functional_measure", "quote": "Berg 42/56", "assertion": "affirmed"}], "lines": {}}
GOLD = json.dumps({"id": "a", "style": "typed", "text": "Berg 42/56 today.", "encounter": {}, "expect": LABELS})


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text(f'{GOOD}\nnot json\n{{"id": "c", "text": ""}}\n\n{GOOD}\n', encoding="utf-8")
    return path


def test_each_line_has_its_answer_in_order(run: Run, cases: Path, tmp_path: Path) -> None:
    told = run("batch", cases, "-o", tmp_path / "reviews.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "reviews.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(row["id"], row.get("error", {}).get("code")) for row in rows] == [
        ("a", None),
        (None, "bad-json"),
        ("c", "bad-text"),
        ("a", None),
    ]
    assert (told.status, told.out, told.err) == (1, "", "2 reviewed, 2 failed\n")


def test_nothing_failed_is_status_0(run: Run, tmp_path: Path) -> None:
    told = run("batch", "-", stdin=GOOD.encode())
    assert (told.status, told.err) == (0, "1 reviewed, 0 failed\n")
    assert json.loads(told.out)["review"]["text"] == "Berg 42/56 today."


def test_the_review_is_that_of_the_single_note(run: Run, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Berg 42/56 today.", encoding="utf-8")
    alone = json.loads(run("review", "note.txt", "--format", "json").out)
    batch = json.loads(run("batch", "-", stdin=b'{"id": 1, "text": "Berg 42/56 today."}').out)
    assert batch == {"id": 1, "review": alone}


def test_the_input_is_never_written_over(run: Run, cases: Path) -> None:
    before = cases.read_bytes()
    told = run("batch", cases, "-o", cases)
    assert told.status == 2
    assert "cannot be one file" in told.err
    assert cases.read_bytes() == before


def test_no_word_of_a_case_reaches_stderr(run: Run, tmp_path: Path) -> None:
    lines = ['{"id": "a", "text": "canary', '{"id": "b", "text": "canary \\u0000"}', '{"id": "c", "text": "canary"}']
    (tmp_path / "cases.jsonl").write_text("\n".join(lines), encoding="utf-8")
    told = run("batch", "cases.jsonl")
    assert "canary" not in told.err
    assert "canary" not in "".join(line for line in told.out.splitlines() if "error" in line)


def test_eval_prints_the_figures(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOLD + "\n", encoding="utf-8")
    told = run("eval", "gold.jsonl")
    assert told.status == 0
    assert "false_kx: 0" in told.out.splitlines()


def test_eval_scores_reviews_made_before(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(GOLD + "\n", encoding="utf-8")
    (tmp_path / "reviews.jsonl").write_text('{"id": "a", "error": {"code": "x", "message": "y"}}\n', encoding="utf-8")
    told = run("eval", "gold.jsonl", "--reviews", "reviews.jsonl", "--json", "--errors", "1")
    figures, disagreement = told.out.splitlines()
    assert json.loads(figures)["unreviewed"] == 1
    assert disagreement == "a | no review | None"
    assert told.status == 1


def test_eval_goes_on_after_a_line_that_is_no_json(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(f"{GOLD}\n{{oops\n{GOLD}\n", encoding="utf-8")
    told = run("eval", "gold.jsonl", "--json")
    assert told.status == 1
    assert json.loads(told.out)["cases"] == 2
    assert told.err.startswith("scribe: line 2: not JSON at column 2")
