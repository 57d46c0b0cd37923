"""One word and one sign for each thing a Review can say.

Owns how verdicts, statuses, assertions, severities and names read to a person. A sign never stands without its word,
and colour never carries meaning alone.
"""

from __future__ import annotations

from typing import NamedTuple

from scribe.types import Assertion, ClaimType, FlagCode, Payer, Severity, Status, Verdict


class Word(NamedTuple):
    """How one value reads: its word, its sign, the sign where only ASCII can be shown, and its tone."""

    word: str
    sign: str
    ascii: str
    tone: str


VERDICTS = {
    Verdict.APPEND: Word("append KX", "+", "+", "good"),
    Verdict.KEEP: Word("keep KX", "✓", "=", "good"),
    Verdict.WITHHOLD: Word("withhold KX", "○", "o", "warn"),
    Verdict.REMOVE: Word("remove KX", "−", "-", "bad"),
    Verdict.NOT_REQUIRED: Word("not required", "·", ".", "quiet"),
    Verdict.UNDETERMINED: Word("undetermined", "?", "?", "ask"),
}

# `missing` reads "not heard": silence is never told as a thing not done.
STATUSES = {
    Status.MET: Word("met", "✓", "x", "good"),
    Status.MISSING: Word("not heard", "○", "o", "warn"),
    Status.PENDING: Word("pending", "…", "~", "ask"),
    Status.NEGATED: Word("said to be absent", "✗", "-", "bad"),
    Status.STALE: Word("out of date", "!", "!", "warn"),
    Status.CONTRADICTED: Word("contradicted", "≠", "#", "bad"),
}

ASSERTIONS = {
    Assertion.AFFIRMED: Word("affirmed", "✓", "x", "good"),
    Assertion.NEGATED: Word("negated", "✗", "-", "bad"),
    Assertion.PENDING: Word("pending", "…", "~", "ask"),
    Assertion.UNCERTAIN: Word("uncertain", "?", "?", "ask"),
    Assertion.HISTORICAL: Word("historical", "↺", "<", "quiet"),
    Assertion.HYPOTHETICAL: Word("hypothetical", "◇", "*", "quiet"),
    Assertion.OTHER_PERSON: Word("other person", "◌", "@", "quiet"),
}

SEVERITIES = {
    Severity.ERROR: Word("error", "✗", "x", "bad"),
    Severity.WARNING: Word("warning", "!", "!", "warn"),
    Severity.SUGGESTION: Word("suggestion", "+", "+", "good"),
    Severity.INFO: Word("info", "i", "i", "quiet"),
}

PAYERS = {
    Payer.MEDICARE_PART_B: "Medicare Part B",
    Payer.MEDICARE_ADVANTAGE: "Medicare Advantage",
    Payer.MEDICAID: "Medicaid",
    Payer.COMMERCIAL: "commercial payer",
    Payer.WORKERS_COMP: "workers' compensation",
    Payer.OTHER: "other payer",
}

CLAIM_TYPES = {
    ClaimType.PROFESSIONAL: "professional claim",
    ClaimType.INSTITUTIONAL: "institutional claim",
    ClaimType.DENTAL: "dental claim",
}

# One shape a kind, so that kinds are told apart without colour; a kind that is not listed has the last.
SHAPES = {
    "plan_of_care": "■",
    "plan_of_care_signature": "◆",
    "plan_of_care_transmitted": "▶",
    "functional_measure": "▲",
    "threshold": "▬",
    "medical_necessity": "●",
    "face_to_face": "◉",
    "written_order": "◧",
    "certification_statement": "◈",
    "diagnosis": "✚",
    "linked_service": "◍",
    "care_coordination": "◐",
    "sex_conflict": "◑",
    "delivery": "▼",
    "procedure_code": "□",
    "modifier": "△",
}
OTHER_SHAPE = "◇"


def title(identifier: str) -> str:
    """An id as words: `plan_of_care` reads "Plan of care"."""
    words = identifier.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


FLAGS = {code: title(code.value.lower()).replace("Kx", "KX").replace(" kx", " KX") for code in FlagCode}
