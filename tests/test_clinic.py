"""A clinic's own folder: the example of docs/clinic.md works, and mistakes are told with file and line."""

import re
from pathlib import Path

import pytest
import spacy

from scribe.engine import Scribe
from scribe.errors import PatternError
from scribe.nlp.examples import failures
from scribe.nlp.rules import load_rules
from scribe.nlp.segmenter import load_segmenter
from scribe.paths import clinic_folders, clinic_policies, resource
from scribe.policy import Policies
from scribe.policy.examples import run
from scribe.text.reader import Reader
from scribe.types import Review

PAGE = Path(__file__).resolve().parents[1] / "docs" / "clinic.md"
FILES = re.findall(
    r"^`(\S+\.yaml)`:\n\n```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
NOTE = "The plan of care dated April 1 was green-tabbed by Dr. Nolan on April 6. Berg 41/56."
VISIT = {
    "date_of_service": "2026-05-12",
    "payer": "medicare_advantage",
    "therapy_ytd": {"pt_slp": 2500},
    "claim_lines": [{"line": 1, "code": "97110", "modifiers": ["GP"], "allowed": 60}],
}


def _write(home: Path, files: list[tuple[str, str]]) -> Path:
    for name, text in files:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    return home / "our-clinic"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("clinic"), FILES)


@pytest.fixture(scope="module")
def theirs(folder: Path) -> Scribe:
    return Scribe(clinic=[folder])


@pytest.fixture(scope="module")
def ours() -> Scribe:
    return Scribe(clinic=())


def _verdict(review: Review) -> tuple[str, set[str]]:
    return review.lines[0].kx, {item.kind for item in review.evidence}


def test_the_page_has_a_rule_and_a_policy() -> None:
    assert [name.split("/")[1] for name, _ in FILES] == ["evidence", "policies"]


def test_its_phrases_and_policies_count(ours: Scribe, theirs: Scribe) -> None:
    before, after = _verdict(ours.review(NOTE, VISIT)), _verdict(theirs.review(NOTE, VISIT))
    assert before[0] == "undetermined"
    assert after[0] == "withhold"
    assert after[1] - before[1] == {"plan_of_care_signature"}


def test_the_spacy_component_knows_its_phrases(folder: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kx_evidence", config={"clinic": [str(folder)]})
    doc = nlp(NOTE)
    assert "plan_of_care_signature" in {span.label_ for span in doc.spans["kx_evidence"]}


def test_its_examples_hold(theirs: Scribe) -> None:
    reader = Reader(resource("patterns"), segmenter=load_segmenter())
    sentences = [each for each in theirs.listener.book.examples if each.place.startswith("our-clinic/")]
    assert len(sentences) == 2
    assert list(failures(sentences, reader=reader, listener=theirs.listener)) == []
    claims = [claim for claim in run(theirs.policies) if claim.policy == "our-clinic-therapy"]
    assert [claim.wrong for claim in claims] == [(), ()]


def test_the_engine_tells_that_it_runs_other_patterns(ours: Scribe, theirs: Scribe) -> None:
    assert ours.info.patterns_sha256 != theirs.info.patterns_sha256


def test_the_setting_is_honoured_by_the_api(
    folder: Path, theirs: Scribe, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"SCRIBE_CLINIC={folder}\n", encoding="utf-8")
    assert Scribe().info == theirs.info


def test_an_overlay_that_comes_with_scribe_is_named_by_its_name() -> None:
    assert clinic_folders(["illinois-medicaid"])[0].name == "illinois-medicaid"


def _load(folder: Path) -> Policies:
    """What the engine loads of a clinic's folder, without the rest of it."""
    (home,) = clinic_folders([folder])
    load_rules(resource("patterns"), [home])
    return Policies(resource("patterns") / "policies", extra=clinic_policies(home))


RULE = "targets:\n  - {{id: {id}, category: INKED, literal: [inked]}}\n"
KINDS = "own:\n  {name}: {{means: 'a gift was brought'}}\n"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("evidence/a.yaml", RULE.format(id="our.inked") + "  - [\n", "our-clinic/evidence/a.yaml, line 4: not YAML"),
        (
            "evidence/a.yaml",
            RULE.format(id="order.drug"),
            "our-clinic/evidence/a.yaml, line 2: id 'order.drug' is used before, in evidence/",
        ),
        (
            "evidence/a.yaml",
            "groups: {PAPERS: [ORDER]}\n",
            "our-clinic/evidence/a.yaml: the group PAPERS is in another file; only",
        ),
        ("policies/a.yaml", "id: a\nfollow: b\n", "our-clinic/policies/a.yaml, line 2: follow: unknown key"),
        (
            "a.yaml",
            dict(FILES)["our-clinic/policies/our-plan.yaml"].replace("our-clinic-therapy", "therapy-threshold"),
            "our-clinic/a.yaml, line 1: id: another",
        ),
        (
            "policies/kinds.yaml",
            KINDS.format(name="written_order"),
            "our-clinic/policies/kinds.yaml, line 2: own.written_order: the kind is known already",
        ),
        (
            "evidences/a.yaml",
            "about: x\n",
            "our-clinic/evidences/: not read; a clinic's folder holds context, evidence,",
        ),
        ("evidence/a.yml", "about: x\n", "our-clinic/evidence/a.yml: not read; end the name in .yaml"),
        ("README.md", "x\n", "our-clinic/: holds no .yaml file"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, name: str, text: str, message: str) -> None:
    folder = _write(tmp_path, [(f"our-clinic/{name}", text)])
    with pytest.raises(PatternError) as told:
        _load(folder)
    assert str(told.value).startswith(message)


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(PatternError, match=r"^nowhere: no such folder"):
        clinic_folders(["nowhere"])


def test_a_label_of_its_own_may_join_a_group_of_ours(tmp_path: Path) -> None:
    folder = _write(tmp_path, [("our-clinic/evidence/a.yaml", "groups: {PAPERS: [INKED]}\n")])
    assert load_rules(resource("patterns"), [folder]).groups["PAPERS"][-1] == "INKED"


def test_a_kind_of_its_own_may_be_asked_for(tmp_path: Path) -> None:
    folder = _write(tmp_path, [("our-clinic/policies/kinds.yaml", KINDS.format(name="gift"))])
    assert "gift" in _load(folder).kinds.names
