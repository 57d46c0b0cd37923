"""The sentences of a review, filled in from patterns/policies/shared/messages.yaml.

Owns the choice of template and the form of dates, amounts and lists. Holds no sentence itself.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator

from scribe.policy.fitting import Fitted
from scribe.policy.reading import Source, shaped
from scribe.policy.requirements import Finding
from scribe.policy.schema import Requirement, Shape
from scribe.policy.timing import Duration, Fit, Relation, Span
from scribe.types import FlagCode, Severity, Status

# fmt: off
_NAMES = frozenset({
    "Name", "Policy", "anchor", "beside", "billed", "bucket", "code", "day", "detail", "instead", "least", "length",
    "line", "meaning", "message", "minutes", "modifier", "modifiers", "names", "note", "payer", "percent", "policy",
    "reason", "review", "source", "supported", "threshold", "total", "unmet", "when", "why", "year",
})
# fmt: on


def _template(text: str) -> str:
    for _, name, _, _ in string.Formatter().parse(text):
        if name is not None and name not in _NAMES:
            raise ValueError(f"{{{name}}} is not a name this file may use")
    return text


Template = Annotated[str, AfterValidator(_template)]


class FlagText(Shape):
    """A flag's severity and sentence."""

    severity: str
    text: Template


class Messages(Shape):
    """patterns/policies/shared/messages.yaml."""

    verdicts: dict[str, Template]
    reasons: dict[str, Template]
    statuses: dict[str, Template]
    unmet: dict[str, Template]
    open: dict[str, Template]
    windows: dict[str, Template]
    anchors: dict[str, str]
    flags: dict[str, FlagText]
    defaults: dict[str, Template]


class Wording:
    """The messages, ready to be filled in."""

    def __init__(self, path: Path) -> None:
        source = Source(path)
        self._messages = shaped(source, Messages)
        self.severities = {}
        for code in FlagCode:
            flag = self._messages.flags.get(code.value)
            if flag is None:
                raise source.error(("flags",), f"{code.value} has no sentence")
            if flag.severity not in set(Severity):
                raise source.error(("flags", code.value, "severity"), "expected suggestion, warning, error or info")
            self.severities[code] = Severity(flag.severity)

    def verdict(self, key: str, /, **names: object) -> str:
        """A line's sentence."""
        return self._messages.verdicts[key].format(Policy=_upper(str(names.get("policy", ""))), **names)

    def reason(self, key: str, /, **names: object) -> str:
        """Why a policy does or does not speak to a line."""
        return self._messages.reasons[key].format(**names)

    def flag(self, flag: FlagCode, /, **names: object) -> str:
        """A flag's sentence."""
        return self._messages.flags[flag.value].text.format(**names)

    def default(self, key: str, /, **names: object) -> str:
        """A stock phrase."""
        return self._messages.defaults[key].format(**names)

    def status(self, requirement: Requirement, finding: Finding) -> str:
        """A requirement's sentence for its status."""
        key = finding.status.value
        template = requirement.messages.get(key) or self._messages.statuses[key]  # type: ignore[call-overload]
        detail = self._detail(finding) if "{detail}" in template else ""
        return str(template.format(Name=_upper(requirement.name), why=requirement.why, detail=detail))

    def prompt(self, requirement: Requirement, finding: Finding) -> str:
        """The question to the clinician: for the date when only the date is open."""
        timed = finding.timed
        undated = timed is not None and timed.fit is Fit.UNKNOWN and finding.status is Status.PENDING
        return requirement.date_prompt if undated and requirement.date_prompt else requirement.prompt

    def unmet(self, unmet: Iterable[tuple[Requirement, Status]]) -> str:
        """The unmet requirements inside a line's sentence, those of one status together."""
        by_status: dict[Status, list[str]] = {}
        for requirement, status in unmet:
            by_status.setdefault(status, []).append(requirement.name)
        told = (
            self._messages.unmet[status.value].format(names=", ".join(names)) for status, names in by_status.items()
        )
        return "; ".join(told)

    def _detail(self, finding: Finding) -> str:
        timed = finding.timed
        if timed is None or timed.timing is None or timed.fit is Fit.YES:
            return self._messages.open["announced"]
        rule = timed.timing.rule
        names = {
            "when": span_text(timed.when),
            "anchor": self._messages.anchors.get(rule.anchor, rule.anchor.replace("_", " ")),
            "length": length_text(rule.length),
            "least": length_text(rule.least),
            "day": span_text(timed.anchor),
        }
        if timed.fit is Fit.UNKNOWN:
            key = _open_key(timed)
            return self._messages.open[key].format(**names)
        if timed.timing.late:
            names["length"] = length_text(timed.timing.late) if _later(timed) else names["length"]
        return self._messages.windows[_window_key(timed)].format(**names)


def _open_key(timed: Fitted) -> str:
    if timed.when is None:
        return "undated"
    if timed.anchor is None:
        return "unanchored"
    exact = timed.when.first == timed.when.last and timed.timing is not None
    return "outside" if exact and timed.timing and timed.timing.outside == "pending" else "unclear"


def _window_key(timed: Fitted) -> str:
    relation = timed.timing.rule.relation if timed.timing else Relation.NOT_AFTER
    match relation:
        case Relation.WITHIN_BEFORE:
            return "after" if _later(timed) else "early"
        case Relation.WITHIN_AFTER:
            return "too_late"
        case Relation.BETWEEN_AFTER:
            return "between"
        case Relation.NOT_BEFORE:
            return "before"
        case Relation.NOT_AFTER:
            return "after"
        case Relation.EARLIER:
            return "not_before"
        case Relation.IN_FORCE:
            return "ended" if timed.when is None else "signed_later" if _later(timed) else "lapsed"


def _later(timed: Fitted) -> bool:
    return bool(timed.when and timed.anchor and timed.when.first > timed.anchor.last)


def _upper(name: str) -> str:
    return name[:1].upper() + name[1:]


def span_text(span: Span | None) -> str:
    """A day as YYYY-MM-DD, or a span of days."""
    if span is None:
        return ""
    return span.first.isoformat() if span.first == span.last else f"{span.first.isoformat()} to {span.last.isoformat()}"


def length_text(length: Duration) -> str:
    """A duration in words."""
    if length.months:
        return f"{length.months} month{'s' if length.months > 1 else ''}"
    return f"{length.days} day{'s' if length.days > 1 else ''}"


def money(amount: Decimal | None) -> str:
    """An amount of US dollars."""
    return "an unknown amount" if amount is None else f"${amount:,.2f}"


def year_of(day: dt.date | None) -> str:
    """The year of a day, or "?" without one."""
    return str(day.year) if day else "?"
