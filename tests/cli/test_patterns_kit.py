"""`scribe patterns new|test|coverage|explain`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("rule", "evidence/begun.yaml"),
        ("context", "context/begun.yaml"),
        ("overlay", "policies/begun.yaml"),
        ("policy", "policies/begun.yaml"),
    ],
)
def test_what_is_begun_holds_as_it_stands(run: Run, form: str, file: str) -> None:
    made = run("patterns", "new", form, "our-begun", "-o", f"ours/{file}")
    assert (made.status, made.out, made.err) == (0, "", "")
    told = run("patterns", "test", f"ours/{file}", "--clinic", "ours")
    assert (told.status, told.out) == (0, "")
    assert told.err.endswith("0 do not hold\n")


def test_a_file_is_not_written_over(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("mine")
    told = run("patterns", "new", "rule", "our.begun", "-o", "mine.yaml")
    assert (told.status, told.err) == (2, "scribe: mine.yaml: file exists\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("policy", "dental-linked"), "ID: dental-linked is taken, in dental-linked.yaml"),
        (("rule", "order.drug"), "ID: order.drug is taken, in evidence/orders.yaml, line "),
        (("rule", "Our Rule"), "ID: expected small letters, digits"),
        (("rule", "our.begun", "--kind", "gift"), "--kind: no such kind of evidence; known are "),
        (("overlay", "our-plan", "--follows", "gift"), "--follows: no policy has this id"),
    ],
)
def test_what_cannot_be_begun_is_refused(run: Run, arguments: tuple[str, ...], message: str) -> None:
    told = run("patterns", "new", *arguments)
    assert (told.status, told.out) == (2, "")
    assert told.err.startswith(f"scribe: Invalid value for {message}")


def test_an_id_of_the_clinics_own_is_taken_too(run: Run) -> None:
    run("patterns", "new", "rule", "our.begun", "-o", "ours/evidence/a.yaml")
    told = run("patterns", "new", "rule", "our.begun", "--clinic", "ours")
    assert "our.begun is taken, in ours/evidence/a.yaml, line " in told.err


@pytest.mark.parametrize("file", ["orders.yaml", "patterns/evidence/orders.yaml", "policies/dental-linked.yaml"])
def test_the_examples_of_one_file_are_run(run: Run, file: str) -> None:
    told = run("patterns", "test", file)
    assert (told.status, told.out) == (0, "")
    assert 5 < int(told.err.split()[0]) < 400


def test_a_file_without_examples_is_named(run: Run) -> None:
    told = run("patterns", "test", "nothing.yaml")
    assert (told.status, told.err) == (2, "scribe: Invalid value for FILE: no example stands in nothing.yaml\n")


def test_an_example_that_does_not_hold_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    run("patterns", "new", "policy", "our-brace", "-o", "ours/policies/brace.yaml")
    file = tmp_path / "ours" / "policies" / "brace.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('{"1": append}', '{"1": keep}'), encoding="utf-8")
    told = run("patterns", "test", "brace.yaml", "--clinic", "ours")
    assert told.status == 1
    assert told.out.startswith(
        "ours/policies/brace.yaml, line 33: our-brace: everything is there: line 1 should be keep"
    )
    assert told.err.endswith("3 examples run, 1 do not hold\n")


def test_a_rule_is_explained(run: Run) -> None:
    told = run("patterns", "explain", "signature.signed")
    assert told.out.startswith("signature.signed  evidence/plan_of_care.yaml, line ")
    assert "Works with\n" in told.out
    assert "Must be found in: " in told.out


def test_a_rule_that_is_not_there_is_told_with_its_neighbours(run: Run) -> None:
    assert "no rule has this id; near it are order.drug" in run("patterns", "explain", "order.drugg").err


def test_a_rule_whose_examples_miss_a_change_is_told(run: Run, tmp_path: Path) -> None:
    run("patterns", "new", "rule", "our.begun", "-o", "ours/evidence/begun.yaml")
    told = run("patterns", "coverage", "begun.yaml", "--clinic", "ours", "--json")
    found = json.loads(told.out)
    assert found["rules"] == 2
    assert found["changes"]["the rule dropped"] == {"tried": 2, "noticed": 2, "share": 1.0}
    assert found["changes"]["assertion flipped"] == {"tried": 1, "noticed": 1, "share": 1.0}
    for count in ("tried", "noticed"):
        assert found["all"][count] == sum(row[count] for row in found["changes"].values())
    assert found["all"]["tried"] - found["all"]["noticed"] == len(found["survivors"])
    file = tmp_path / "ours" / "evidence" / "begun.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('  - text: "Words of', '  - text: "Example words of'), encoding="utf-8")
    fewer = json.loads(run("patterns", "coverage", "begun.yaml", "--clinic", "ours", "--json").out)
    assert any("half of the phrases dropped" in each for each in fewer["survivors"])


def test_a_share_that_is_too_small_is_an_exit_status(run: Run) -> None:
    told = run("patterns", "coverage", "evidence/urology.yaml", "--sample", "5", "--at-least", "1.0", "--list")
    assert (told.status == 1) == ("expected 100%" in told.err)
