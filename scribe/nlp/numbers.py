"""Numbers that belong to a match: "AHI of 22.4", "for 6 months", "on 26 of 30 nights".

Owns how the number of a head is chosen and brought to the unit a policy asks for. The forms, units and limits are data
in patterns/context/assertions/numbers.yaml; holds no clinical word and knows nothing of policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scribe.errors import PatternError
from scribe.nlp.rules import read_yaml
from scribe.types import AttributeValue

_KEYS = {"forms", "units", "share", "least", "most", "after", "before", "unless", "pick"}
_PICKS = {None, "least"}
_BEFORE_COST = 6
_PLACES = 1
_PART = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that fits: its value, what it is out of, where it stands and how far from the head."""

    value: float
    of: float | None
    start: int
    end: int
    cost: int


@dataclass(frozen=True, slots=True)
class Number:
    """How one named number is written and where it may stand.

    Each form has a group `value` and maybe `unit` and `of`. `after` and `before` are what may stand between head and
    number; with `share` the value is the part of `of` in per cent.
    """

    name: str
    forms: tuple[re.Pattern[str], ...]
    units: Mapping[str, float]
    words: Mapping[str, float]
    share: bool
    least: float
    most: float
    after: re.Pattern[str] | None
    before: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    pick: str | None

    def take(self, text: str, first: int, last: int) -> tuple[dict[str, AttributeValue], list[tuple[int, int]]]:
        """The number of the head at [first, last), as attributes, and where it stands."""
        fitting = list(self._fitting(text, first, last))
        if not fitting:
            return {}, []
        best = min(fitting, key=_value if self.pick == "least" else _cost)
        out: dict[str, AttributeValue] = {self.name: _plain(best.value)}
        if best.of is not None and not self.share:
            out["of"] = _plain(best.of)
        return out, [(best.start, best.end)]

    def _fitting(self, text: str, first: int, last: int) -> Iterator[Reading]:
        for form in self.forms:
            for item in form.finditer(text):
                cost = self._distance(text, item, first, last)
                if cost is None or (self.unless and self.unless.search(text[: item.start()])):
                    continue
                value, of = self._measured(item)
                if value is not None and self.least <= value <= self.most:
                    yield Reading(value, of, item.start(), item.end(), cost)

    def _distance(self, text: str, item: re.Match[str], first: int, last: int) -> int | None:
        if item.start() >= last:
            allowed, between, extra = self.after, text[last : item.start()], 0
        elif item.end() <= first:
            allowed, between, extra = self.before, text[item.end() : first], _BEFORE_COST
        else:
            return None
        return len(between) + extra if allowed and allowed.fullmatch(between) else None

    def _measured(self, item: re.Match[str]) -> tuple[float | None, float | None]:
        groups = item.groupdict()
        value, of = self._figure(groups["value"]), self._figure(groups.get("of"))
        unit = groups.get("unit")
        if value is None or (self.share and not of):
            return None, None
        if self.share and of:
            return round(100 * value / of, _PLACES), of
        factor = self.units.get(" ".join(unit.lower().split())) if unit else 1.0
        return (None if factor is None else round(value * factor, _PLACES)), of

    def _figure(self, text: str | None) -> float | None:
        if text is None:
            return None
        word = text.lower().replace(",", "")
        return self.words[word] if word in self.words else float(word)


def load_numbers(patterns: Path) -> dict[str, list[Number]]:
    """The numbers a frame may take, by name; of several entries of one name the first that fits counts.

    Raises:
        PatternError: numbers.yaml has a mistake.
    """
    place, data = read_yaml(patterns / "context" / "assertions" / "numbers.yaml")
    parts, words = data.get("parts") or {}, {str(key): float(value) for key, value in (data.get("words") or {}).items()}
    out: dict[str, list[Number]] = {}
    for name, rows in (data.get("numbers") or {}).items():
        for row in rows:
            if not isinstance(row, dict) or set(row) - _KEYS or row.get("pick") not in _PICKS:
                raise PatternError(f"{place}: {name}: known keys are {', '.join(sorted(_KEYS))}")
            out.setdefault(name, []).append(_number(name, row, parts, words, f"{place}: {name}"))
    return out


def _number(
    name: str, row: Mapping[str, Any], parts: Mapping[str, str], words: Mapping[str, float], where: str
) -> Number:
    def expression(key: str) -> re.Pattern[str] | None:
        return _compiled(row[key], parts, where) if row.get(key) else None

    forms = tuple(_compiled(text, parts, where) for text in row.get("forms") or ())
    if not forms or any("value" not in form.groupindex for form in forms):
        raise PatternError(f"{where}: every form needs a group named value")
    unless = expression("unless")
    return Number(
        name,
        forms,
        {str(unit): float(factor) for unit, factor in (row.get("units") or {}).items()},
        words,
        bool(row.get("share", False)),
        float(row.get("least", 0)),
        float(row.get("most", 1e9)),
        expression("after"),
        expression("before"),
        unless and re.compile(f"(?:{unless.pattern})$", re.IGNORECASE),
        row.get("pick"),
    )


def _compiled(text: str, parts: Mapping[str, str], where: str) -> re.Pattern[str]:
    """The expression, with each {part} put in."""
    try:
        whole = _PART.sub(lambda found: f"(?:{parts[found[1]]})", text.strip())
        return re.compile(whole, re.IGNORECASE)
    except (re.error, KeyError) as error:
        raise PatternError(f"{where}: {error}") from None


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _value(item: Reading) -> float:
    return item.value


def _cost(item: Reading) -> int:
    return item.cost
