from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scribe.errors import PatternError
from scribe.policy import Policies

FOLDER = Path(__file__).resolve().parents[2] / "patterns" / "policies"


FIRST_EXPECTATION = (
    'lines: {"1": append}, requirements: {linked_service: met, care_coordination: met}, flags: [KX_SUGGESTED]}'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one policy that may be spoiled."""
    home = tmp_path / "policies"
    shutil.copytree(FOLDER / "shared", home / "shared")
    shutil.copy(FOLDER / "dental-linked.yaml", home)
    shutil.copy(FOLDER / "therapy-threshold.yaml", home)
    return home


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Write `new` for the first `old` and give the line it stands on."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("dental-linked.yaml", "confidence: high", "confidense: high", "confidense: unknown key"),
        ("dental-linked.yaml", "family: dental", "family: teeth", "family: "),
        ("dental-linked.yaml", "cite: [rule]", "cite: [law]", "cites law, which is not among the citations"),
        ("dental-linked.yaml", 'section: "42 CFR 411.15(i)"\n', "\n", "section: is required"),
        ("dental-linked.yaml", "retrieved: 2026-11-23", "retrieved: 2026-02-31", "expected a date as YYYY-MM-DD"),
        ("dental-linked.yaml", 'codes: ["D0100-D9999"]', "codes: [97110]", "expected quoted text, found a number"),
        ("dental-linked.yaml", 'codes: ["D0100-D9999"]', 'codes: ["D9999-D0100"]', "the range ends before it begins"),
        ("dental-linked.yaml", 'codes: ["D0100-D9999"]', 'codes: ["D100"]', "expected a code"),
        ("dental-linked.yaml", "from: 2025-07-01", "from: 2025-06-30", "the version overlaps the one before it"),
        ("dental-linked.yaml", "kind: linked_service}", "kind: linked_srvice}", "unknown evidence kind linked_srvice"),
        (
            "dental-linked.yaml",
            "id: care_coordination",
            "id: linked_service",
            "requirement linked_service stands twice",
        ),
        ("dental-linked.yaml", "and how?", "and how.", "prompt: "),
        ("dental-linked.yaml", "opposed_by: [negated]", "opposed_by: [denied]", "opposed_by"),
        (
            "dental-linked.yaml",
            "id: dental-linked",
            "id: therapy-threshold",
            "another file has the id therapy-threshold",
        ),
        ("dental-linked.yaml", "status: modeled", "status: modeled\nstatus: named", "status: stands twice"),
        ("dental-linked.yaml", FIRST_EXPECTATION, "drop: []}", "the example expects nothing"),
        ("dental-linked.yaml", "family: dental", "family: [dental", "not YAML"),
        (
            "therapy-threshold.yaml",
            "within P30D after start",
            "30 days after start",
            'expected "within P6M before NAME"',
        ),
        ("therapy-threshold.yaml", "within P30D after start", "within P30D after begin", "unknown anchor begin"),
        ("therapy-threshold.yaml", "year: 2019,", "year: 2018,", "2018 stands twice"),
        (
            "therapy-threshold.yaml",
            "amounts: {pt_slp: 2040, ot: 2040}",
            "amounts: {pt_slp: 2040}",
            "one amount for each bucket",
        ),
        ("therapy-threshold.yaml", "evidence.therapy_evaluation", "evidence.therapy_evalution", "unknown source"),
        (
            "therapy-threshold.yaml",
            "governs: {ledger: true}",
            "governs: {}",
            "expected codes, claim_types, ledger or sexes",
        ),
        (
            "shared/messages.yaml",
            "{Policy} calls for it and",
            "{Polizy} calls for it and",
            "is not a name this file may use",
        ),
        (
            "shared/messages.yaml",
            "severity: suggestion",
            "severity: nice",
            "expected suggestion, warning, error or info",
        ),
        ("shared/messages.yaml", "  KX_SUPPORTED: ", "  KX_SUPORTED: ", "KX_SUPPORTED has no sentence"),
        ("shared/modifiers.yaml", "cite: [ngs_abn]", "cite: [ngs]", "cites ngs"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(folder: Path, name: str, old: str, new: str, message: str) -> None:
    spoil(folder, name, old, new)
    with pytest.raises(PatternError) as caught:
        Policies(folder)
    told = str(caught.value)
    assert message in told
    assert ".yaml, line " in told


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("confidence: high", "confidense: high"),
        ("cite: [rule]", "cite: [law]"),
        ("kind: care_coordination, opposed_by", "kind: coordination, opposed_by"),
    ],
)
def test_the_line_is_where_the_mistake_stands(folder: Path, old: str, new: str) -> None:
    line = spoil(folder, "dental-linked.yaml", old, new)
    with pytest.raises(PatternError) as caught:
        Policies(folder)
    told = int(str(caught.value).split("line ")[1].split(":")[0])
    assert 0 <= line - told <= 8


def test_an_empty_file_is_refused(folder: Path) -> None:
    (folder / "more.yaml").write_text("", encoding="utf-8")
    with pytest.raises(PatternError, match=r"more\.yaml, line 1: the file is empty"):
        Policies(folder)


def test_a_file_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / "more.yaml").write_bytes(b"id: \xff\xfe")
    with pytest.raises(PatternError, match="not UTF-8"):
        Policies(folder)


def test_a_folder_that_is_missing_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(PatternError, match="clinic/: the policy folder is missing"):
        Policies(folder, extra=[tmp_path / "clinic"])


def test_a_clinics_own_folder_adds_policies_without_touching_ours(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "clinic"
    own.mkdir()
    (folder / "dental-linked.yaml").rename(own / "dental.yaml")
    found = Policies(folder, extra=[own])
    assert [governing.policy.id for governing in found.listing()] == ["dental-linked", "therapy-threshold"]
