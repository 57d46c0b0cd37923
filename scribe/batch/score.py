"""How well reviews agree with labels.

Owns the definitions: when a found item matches a labelled one, what counts as false, and the two figures that matter
most, false KX and missed KX. Knows nothing of how reviews are made; it reads them as plain data.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scribe.errors import CaseError

_GRANTS = {"append", "keep"}
# A found item of these kinds that no label accounts for is false. `diagnosis` joins them in cases that label one.
_STRICT = frozenset(
    {
        "plan_of_care",
        "plan_of_care_signature",
        "plan_of_care_transmitted",
        "functional_measure",
        "threshold",
        "medical_necessity",
        "face_to_face",
        "written_order",
        "certification_statement",
        "linked_service",
        "care_coordination",
        "sex_conflict",
    }
)

Review = Mapping[str, Any]
Span = tuple[int, int]


class Disagreement(NamedTuple):
    """One place where a review and its labels differ."""

    case: str | int
    what: str
    got: object


@dataclass(slots=True)
class Share:
    """So many right of so many."""

    right: int = 0
    all: int = 0

    def add(self, right: bool) -> bool:
        """Counts one more, and tells whether it was right."""
        self.right += right
        self.all += 1
        return right

    @property
    def ratio(self) -> float | None:
        """The share that is right; None where there is nothing to be right about."""
        return _ratio(self.right, self.all)


@dataclass(slots=True)
class Hits:
    """Evidence found as labelled, found without a label, and labelled without being found."""

    found: int = 0
    false: int = 0
    missed: int = 0

    @property
    def precision(self) -> float | None:
        """Of what was found, the share that is labelled."""
        return _ratio(self.found, self.found + self.false)

    @property
    def recall(self) -> float | None:
        """Of what is labelled, the share that was found."""
        return _ratio(self.found, self.found + self.missed)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of the two."""
        return _ratio(2 * self.found, 2 * self.found + self.false + self.missed)


class _Label(NamedTuple):
    kind: str
    assertion: str
    span: Span
    quote: str
    attributes: Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """The figures over all cases so far."""

    cases: int = 0
    unreviewed: int = 0
    hits: Hits = field(default_factory=Hits)
    by_kind: defaultdict[str, Hits] = field(default_factory=lambda: defaultdict(Hits))
    by_style: defaultdict[str, Hits] = field(default_factory=lambda: defaultdict(Hits))
    requirements_by_style: defaultdict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    assertion: Share = field(default_factory=Share)
    confusion: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    attributes: Share = field(default_factory=Share)
    requirements: Share = field(default_factory=Share)
    requirements_met: Share = field(default_factory=Share)
    verdicts: Share = field(default_factory=Share)
    flags: Share = field(default_factory=Share)
    false_kx: int = 0
    missed_kx: int = 0
    kx_lines: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)

    def add(self, case: Mapping[str, Any], review: Review | None) -> None:
        """Counts one case.

        Args:
            case: a gold case: `id`, `text`, `style` and `expect`.
            review: its review as plain data; None where there is none, which counts as one that found nothing.

        Raises:
            CaseError: the case has no labels, or a label quotes words that are not in its text.
        """
        expect = case.get("expect") if isinstance(case, Mapping) else None
        if not isinstance(expect, Mapping) or not isinstance(case.get("text"), str):
            raise CaseError("expected an object with text and expect")
        labels = [_label(given, case["text"], at=index) for index, given in enumerate(expect.get("evidence", ()))]
        self.cases += 1
        if review is None:
            self.unreviewed += 1
            self._differ(case, "no review", None)
            review = {"evidence": (), "requirements": (), "lines": (), "flags": (), "sentences": ()}
        if "evidence" in expect:
            self._evidence(case, labels, review)
        self._requirements(case, expect.get("requirements", {}), review)
        self._lines(case, expect.get("lines", {}), review)
        self._flags(case, expect, review)

    def _evidence(self, case: Mapping[str, Any], labels: Sequence[_Label], review: Review) -> None:
        style = self.by_style[case.get("style", "?")]
        used: set[int] = set()
        for label in labels:
            near = [
                index
                for index, item in enumerate(review["evidence"])
                if item["kind"] == label.kind and _overlap(_span(item), label.span)
            ]
            right = [index for index in near if review["evidence"][index]["assertion"] == label.assertion]
            heard = [review["evidence"][index]["assertion"] for index in near]
            if near and not self.assertion.add(bool(right)):
                self.confusion[label.assertion][heard[0]] += 1
            for tally in (self.hits, self.by_kind[label.kind], style):
                tally.found += bool(right)
                tally.missed += not right
            if right:
                used.update(right)
                self._attributes(case, label, [review["evidence"][index] for index in right])
            else:
                self._differ(case, f"missed {label.kind}/{label.assertion}: {label.quote!r}", heard)
        self._false(case, labels, review, used)

    def _attributes(self, case: Mapping[str, Any], label: _Label, items: Sequence[Mapping[str, Any]]) -> None:
        for name, value in label.attributes.items():
            got = [item.get("attributes", {}).get(name) for item in items]
            if not self.attributes.add(any(_same(value, one) for one in got)):
                self._differ(case, f"{label.kind}.{name} should be {value!r}", got)

    def _false(self, case: Mapping[str, Any], labels: Sequence[_Label], review: Review, used: set[int]) -> None:
        strict = _STRICT | {label.kind for label in labels if label.kind == "diagnosis"}
        sentences = [_span(sentence) for sentence in review["sentences"]]
        for index, item in enumerate(review["evidence"]):
            if index in used or item["kind"] not in strict:
                continue
            home = next((sentence for sentence in sentences if _overlap(sentence, _span(item))), _span(item))
            # The same statement heard twice in one sentence is one item.
            if any(
                (label.kind, label.assertion) == (item["kind"], item["assertion"]) and _overlap(label.span, home)
                for label in labels
            ):
                continue
            for tally in (self.hits, self.by_kind[item["kind"]], self.by_style[case.get("style", "?")]):
                tally.false += 1
            self._differ(case, f"false {item['kind']}/{item['assertion']}: {item['text']!r}", item.get("rule"))

    def _requirements(self, case: Mapping[str, Any], wanted: Mapping[str, Mapping[str, str]], review: Review) -> None:
        got = {(row["policy"], row["id"]): row["status"] for row in review["requirements"]}
        for policy, statuses in wanted.items():
            for name, status in statuses.items():
                told = got.get((policy, name))
                self.requirements_met.add((told == "met") == (status == "met"))
                self.requirements_by_style[case.get("style", "?")].add(told == status)
                if not self.requirements.add(told == status):
                    self._differ(case, f"{policy}.{name} should be {status}", told)

    def _lines(self, case: Mapping[str, Any], wanted: Mapping[str, str], review: Review) -> None:
        told = {str(line["line"]): line["kx"] for line in review["lines"]}
        for line, verdict in wanted.items():
            got = told.get(line)
            granted, due = got in _GRANTS, verdict in _GRANTS
            self.kx_lines += due
            self.false_kx += granted and not due
            self.missed_kx += due and not granted
            if not self.verdicts.add(got == verdict):
                what = "FALSE KX " if granted and not due else "missed KX " if due and not granted else ""
                self._differ(case, f"{what}line {line} should be {verdict}", got)

    def _flags(self, case: Mapping[str, Any], expect: Mapping[str, Any], review: Review) -> None:
        raised = {flag["code"] for flag in review["flags"]}
        for code in expect.get("flags", ()):
            if not self.flags.add(code in raised):
                self._differ(case, f"flag {code} not raised", sorted(raised))
        for code in expect.get("not_flags", ()):
            if not self.flags.add(code not in raised):
                self._differ(case, f"flag {code} raised", None)

    def _differ(self, case: Mapping[str, Any], what: str, got: object) -> None:
        self.disagreements.append(Disagreement(case.get("id", "?"), what, got))

    def figures(self) -> dict[str, Any]:
        """The figures as plain data; ratios are rounded to four places and None where nothing was there to count."""
        return {
            "cases": self.cases,
            "unreviewed": self.unreviewed,
            "evidence": {
                "precision": self.hits.precision,
                "recall": self.hits.recall,
                "f1": self.hits.f1,
                "gold": self.hits.found + self.hits.missed,
            },
            "by_kind": {
                kind: {"f1": hits.f1, "tp": hits.found, "fp": hits.false, "fn": hits.missed}
                for kind, hits in sorted(self.by_kind.items())
            },
            "by_style": {
                style: {"f1": hits.f1, "requirements": self.requirements_by_style[style].ratio}
                for style, hits in sorted(self.by_style.items())
            },
            "assertion_accuracy": self.assertion.ratio,
            "assertion_confusion": {label: dict(heard) for label, heard in self.confusion.items()},
            "attribute_accuracy": self.attributes.ratio,
            "requirement_accuracy": self.requirements.ratio,
            "requirement_met_accuracy": self.requirements_met.ratio,
            "verdict_accuracy": self.verdicts.ratio,
            "flag_accuracy": self.flags.ratio,
            "false_kx": self.false_kx,
            "missed_kx": self.missed_kx,
            "kx_lines": self.kx_lines,
            "lines": self.verdicts.all,
        }


def _label(given: Mapping[str, Any], text: str, *, at: int) -> _Label:
    quote = given.get("quote")
    if not isinstance(quote, str) or not quote:
        raise CaseError(f"expect.evidence[{at}].quote: expected words of the text")
    start = -1
    for _ in range(given.get("nth", 1)):
        start = text.find(quote, start + 1)
        if start < 0:
            raise CaseError(f"expect.evidence[{at}].quote: these words are not in the text (or not so often)")
    return _Label(given["kind"], given["assertion"], (start, start + len(quote)), quote, given.get("attributes", {}))


def _span(item: Mapping[str, Any]) -> Span:
    return item["start"], item["end"]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same(wanted: object, got: object) -> bool:
    """Whether two attribute values are equal: as numbers where both are, else as text without regard to case."""
    one, other = _as_number(wanted), _as_number(got)
    if one is not None and other is not None:
        return abs(one - other) < 1e-6
    return str(wanted).strip().lower() == str(got).strip().lower()


def _as_number(value: object) -> float | None:
    if not isinstance(value, str | int | float):
        return None
    try:
        return float(value)
    except ValueError:
        return None


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
