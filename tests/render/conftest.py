"""A review written by hand, so that the layout is tested without the engine."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from scribe.render.view import Names, View, view
from scribe.types import (
    Assertion,
    Citation,
    ContextModifier,
    Encounter,
    EngineInfo,
    Evidence,
    Flag,
    Line,
    Requirement,
    Review,
    Sentence,
)

TEXT = (
    "Plan of care in place.\n"
    "Berg 42/56 <today> & improving.\n"
    "Scratch this line.\n"
    "The recertification was faxed to Dr. Lindqvist and is awaiting signature.\n"
)
MANUAL = Citation(
    title="Medicare Benefit Policy Manual, chapter 15",
    section="220.1.3",
    url="https://www.cms.gov/manuals/chapter-15",
    effective_from=dt.date(2025, 1, 1),
)


def _evidence(name: str, kind: str, words: str, assertion: Assertion = Assertion.AFFIRMED, **more: object) -> Evidence:
    start = TEXT.index(words)
    return Evidence(
        id=name,
        kind=kind,
        assertion=assertion,
        start=start,
        end=start + len(words),
        text=words,
        sentence=0,
        rule="r-1",
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
def review() -> Review:
    """Three lines, one policy with each kind of row, flags of three severities, evidence that overlaps."""
    retracted = TEXT.index("Scratch")
    return Review(
        text=TEXT,
        text_sha256=hashlib.sha256(TEXT.encode()).hexdigest(),
        engine=EngineInfo(version="0.1.0", patterns_sha256="0" * 64),
        sentences=(
            Sentence(id=0, start=0, end=22),
            Sentence(id=1, start=retracted, end=retracted + 18, retracted=True),
        ),
        evidence=(
            _evidence("e-plan", "plan_of_care", "Plan of care in place"),
            _evidence(
                "e-berg",
                "functional_measure",
                "Berg 42/56",
                attributes={"measure": "berg", "value": "42", "role": "current"},
            ),
            _evidence("e-sent", "plan_of_care_transmitted", "recertification was faxed to Dr. Lindqvist"),
            _evidence(
                "e-sign",
                "plan_of_care_signature",
                "recertification was faxed to Dr. Lindqvist and is awaiting signature",
                Assertion.PENDING,
                modifiers=(ContextModifier(text="awaiting", category="PENDING"),),
            ),
        ),
        requirements=(
            Requirement(
                policy="therapy-threshold",
                id="plan_of_care",
                status="met",
                evidence=("e-plan",),
                message="A plan of care is stated.",
                citations=(MANUAL,),
            ),
            Requirement(
                policy="therapy-threshold",
                id="plan_of_care_signature",
                status="pending",
                evidence=("e-sign",),
                message="The signature is awaited.",
                prompt="Has the signed plan come back?",
                due=dt.date(2026, 4, 8),
                citations=(MANUAL,),
            ),
            Requirement(
                policy="therapy-threshold",
                id="functional_measure",
                status="met",
                evidence=("e-berg",),
                message="A current value is stated.",
            ),
            Requirement(
                policy="therapy-threshold",
                id="medical_necessity",
                status="missing",
                message="The note does not say why skilled therapy is needed.",
                prompt="Why is skilled therapy needed?",
            ),
        ),
        lines=(
            Line(
                line=2,
                code="97116",
                kx="withhold",
                policy="therapy-threshold",
                modifiers=("GP",),
                unmet=("plan_of_care_signature", "medical_necessity"),
                message="Above the threshold; 2 things are open.",
                running_total=2508.5,
                threshold=2480.0,
            ),
            Line(
                line=1,
                code="97110",
                kx="not_required",
                modifiers=("GP",),
                message="Below the threshold.",
                running_total=2449.34,
                threshold=2480.0,
            ),
            Line(line=3, code="A5500", kx="undetermined", message="Not known which rules apply."),
        ),
        flags=(
            Flag(id="f-1", code="RETAIN_DOCUMENTATION", severity="info", message="Keep the record."),
            Flag(id="f-2", code="KX_WITHHELD", severity="warning", line=2, message="KX is not supported yet."),
        ),
    )


@pytest.fixture
def shown(review: Review) -> View:
    """The review arranged, with names."""
    names = Names(
        policies={"therapy-threshold": "Therapy above the annual threshold"},
        requirements={("therapy-threshold", "functional_measure"): "Objective measure of function"},
        not_modeled={"therapy-threshold": ("Other providers' charges are not seen.",)},
    )
    return view(review, encounter=Encounter(date_of_service=dt.date(2026, 3, 12)), names=names)


@pytest.fixture
def report_css() -> str:
    """The report's style sheet."""
    return (Path(__file__).parents[2] / "demo" / "report" / "report.css").read_text(encoding="utf-8")
