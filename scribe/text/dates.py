"""The calendar dates of a reading: 7/13/26, July 13, in April, three weeks ago, last Tuesday, on the 20th.

Owns which words are a date and which day or span of days they mean, given the date of service. Scores, grades, pressures
and ranges are no dates; impossible dates are none either. Knows nothing of what happened on a date.

A date of month and day without a year, written 7/13, is a date only when it cannot be a usual score (the first number is the
larger, or the second is no usual highest score) and no score word stands before it, or when a date word (on, dated, signed,
since, …) stands before it. The word lists are in patterns/speech/dates.yaml.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from scribe.text.lexicon import load

_NEAR = 183  # days: how far ahead a date without a year may lie
_NUMERIC = re.compile(r"\d[/-]\d")
_TOKEN = re.compile(r"[^\s,;:()]+|[;:(),]")
_ENDINGS = ("", ".", ",", ";", ":", ")", "?", "'s", ".)", "),")


@dataclass(slots=True)
class When:
    """A date at reading [start, end): `date` when exact, else `first` to `last` (inclusive) when a span is known."""

    start: int
    end: int
    date: date | None
    first: date | None = None
    last: date | None = None


class Dates:
    """Finds dates. Built once from patterns/; holds no state of a text."""

    def __init__(self, patterns: Path) -> None:
        lexicon = load(patterns)
        self._lexicon = lexicon
        self._measures = lexicon["sizes"] | lexicon["units"] | lexicon["counts"]
        months, weekdays = _any(lexicon.months), _any(lexicon.weekdays)
        day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
        openers = (*lexicon.months, *lexicon.weekdays, *lexicon.day_words, *"abelmnopt")
        initials = "".join(sorted({word[0] for word in openers}))
        self._search = re.compile(
            rf"""(?<![\w/.$-])(?=\d)(?:
                (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
                |(?P<m>\d{{1,2}})(?P<sep>[/-])(?P<d>\d{{1,2}})(?:(?P=sep)(?P<y>\d{{4}}|\d\d))?(?![\w/+%-]|\.\d)
                |(?P<mm>\d{{1,2}})/(?P<my>(?:19|20)\d\d)(?![\w/])
                |(?P<day2>{day})\ (?:day\ )?(?:of\ )?(?P<month2>{months})\b\.?(?:,?\ (?P<year2>(?:19|20)\d\d)\b)?
                |(?P<count>\d{{1,3}})\ (?P<ago>day|week|month|year)s?\ ago\b
                |(?P<year4>(?:19|20)\d\d)\b(?![\d,]*[-/%]|\.\d)
            )|\b(?=[{initials}])(?:
                (?P<month>{months})\b\.?(?:
                    \ (?:the\ )?(?P<day>{day})(?:,?\ (?P<year>(?:19|20)\d\d))?(?![\w/%]|\.\d|,\d)
                    |,?\ (?:of\ )?(?P<year3>(?:19|20)\d\d)\b(?!/)
                )?
                |(?P<span>earlier\ this|later\ this|this\ past|the\ past|this|last|next|previous)
                    \ (?P<unit>week|month|year|{months}|{weekdays})\b
                |(?P<part>early|mid|late|the\ end\ of|the\ beginning\ of|end\ of|beginning\ of)[\ -](?:in\ )?(?P<month4>{months})\b
                |(?P<one>an?|one)\ (?P<ago1>day|week|month|year)\ ago\b
                |(?P<word>{_any(lexicon.day_words)})\b
                |(?P<weekday>{weekdays})\b\.?(?:,?\ the\ (?P<date2>{day}))?
                |the\ (?P<date>(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th))\b
            )""",
            re.VERBOSE,
        )
        words = {*lexicon.months, *lexicon.weekdays, "this", "last", "next", "past", "ago", "previous"}
        words |= {word.split()[-1] for word in lexicon.day_words} | {f"{n}{suffix}" for n in range(1, 32) for suffix in ("st", "nd", "rd", "th")}
        words |= {str(year) for year in range(1900, 2100)}
        self._quiet = frozenset(word + ending for word in words for ending in _ENDINGS).isdisjoint
        self._readers: dict[str, Callable[[str, re.Match[str], date | None], When | None]] = {
            "iso": self._iso,
            "d": self._numeric,
            "my": self._month_year,
            "day2": self._named,
            "ago": self._ago,
            "year4": self._year,
            "day": self._named,
            "year3": self._month_year,
            "month": self._month,
            "unit": self._span,
            "part": self._part,
            "ago1": self._ago,
            "word": self._word,
            "weekday": self._weekday,
            "date": self._day,
        }

    def find(self, text: str, *, on: date | None) -> list[When]:
        """All dates of a reading, in order.

        Args:
            text: a reading's text.
            on: the date of service; without it, dates without a year and relative dates are found but not placed.
        """
        lowered = text.lower()
        if self._quiet(lowered.split()) and _NUMERIC.search(lowered) is None:
            return []
        if len(lowered) != len(text):
            lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
        found: list[When] = []
        for match in self._search.finditer(lowered):
            read = self._readers[next(name for name in self._readers if match[name] is not None)]
            when = read(lowered, match, on)
            if when is not None:
                found.append(when)
        return found

    # -- exact dates -------------------------------------------------------------------------------------------------

    def _iso(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        day = _date(*map(int, match["iso"].split("-")))
        return When(match.start(), match.end(), day) if day else None

    def _numeric(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        month, day, year = int(match["m"]), int(match["d"]), match["y"]
        if year is not None:
            exact = _date(_whole_year(year), month, day)
            return When(match.start(), match.end(), exact) if exact else None
        if match["sep"] == "-" or not _possible(month, day) or not self._dated(text, match, month, day):
            return None
        return self._placed(text, match, month, day, on)

    def _dated(self, text: str, match: re.Match[str], month: int, day: int) -> bool:
        """Whether 7/13 is a date: see the module's rule."""
        before = _TOKEN.findall(text[max(0, match.start() - 50) : match.start()])
        after = _TOKEN.findall(text[match.end() : match.end() + 20])
        follows = after[0] if after else ""
        if follows in self._measures:
            return False
        plain = [word.strip(".'\"") for word in before[-4:]]
        last = plain[-1] if plain else ""
        if last in self._lexicon["date_words"] or follows.rstrip(".") in ("eval", "evaluation"):
            return True
        if set(plain[-3:]) & self._lexicon["score_words"]:
            return False
        if follows == ":" and last in ("", "(", ",", ";", "at"):
            return True
        if any(word in self._lexicon["date_words"] for word in plain[:-1]) and not any(word in "();:" for word in plain if word):
            return True
        return month > day or day not in self._lexicon.score_bottoms

    def _named(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        form = "" if match["day"] else "2"
        name = match["month" + form]
        month, day = self._lexicon.months[name], int(re.sub(r"\D", "", match["day" + form]))
        year = match["year" + form]
        if year is not None:
            exact = _date(int(year), month, day)
            return When(match.start(), match.end(), exact) if exact else None
        if not _possible(month, day):
            return None
        if name in self._lexicon["ordinary_months"]:
            after = text[match.end() :].split(maxsplit=1)
            before = text[: match.start()].split()
            verb = before and before[-1] in self._lexicon["not_month_after"]
            if form or verb or (after and after[0].strip(".,;") in self._measures):
                return None
        return self._placed(text, match, month, day, on)

    def _placed(self, text: str, match: re.Match[str], month: int, day: int, on: date | None) -> When:
        """The date of that month and day nearest at or before `on`, or ahead where a word says so."""
        if on is None:
            return When(match.start(), match.end(), None)
        past = next(found for year in range(on.year, on.year - 9, -1) if (found := _date(year, month, day)) and found <= on)
        if past < on and self._ahead(text, match.start()):
            ahead = next(found for year in range(on.year, on.year + 9) if (found := _date(year, month, day)) and found > on)
            if (ahead - on).days <= _NEAR:
                return When(match.start(), match.end(), ahead)
        return When(match.start(), match.end(), past)

    def _ahead(self, text: str, start: int) -> bool:
        """Whether the nearest telling word before `start`, within its clause, points ahead."""
        for word in reversed(_TOKEN.findall(text[max(0, start - 70) : start])):
            if word in (";", ":") or (word.endswith(".") and len(word) > 3):
                return False
            if word in self._lexicon["ahead"]:
                return True
            if word in self._lexicon["behind"]:
                return False
        return False

    # -- spans and relative dates ------------------------------------------------------------------------------------

    def _month_year(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        month = int(match["mm"]) if match["mm"] else self._lexicon.months[match["month"]]
        year = int(match["my"] or match["year3"])
        return _whole_month(match, year, month) if 1 <= month <= 12 else None

    def _month(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        name = match["month"]
        before = text[: match.start()].split()
        last = before[-1].strip("(,.") if before else ""
        if last not in self._lexicon["month_after"] or (name in self._lexicon["ordinary_months"] and len(name) < 4 and name != "may"):
            return None
        if name == "march" and last in ("to", "can"):
            return None
        return self._near_month(text, match, self._lexicon.months[name], on)

    def _near_month(self, text: str, match: re.Match[str], month: int, on: date | None) -> When:
        if on is None:
            return When(match.start(), match.end(), None)
        year = on.year if month <= on.month else on.year - 1
        if month != on.month and self._ahead(text, match.start()):
            year = year + 1 if (date(year + 1, month, 1) - on).days <= _NEAR else year
        return _whole_month(match, year, month)

    def _part(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        when = self._near_month(text, match, self._lexicon.months[match["month4"]], on)
        if when.first is None or when.last is None:
            return when
        part = match["part"].split()[-1] if match["part"] in ("early", "mid", "late") else match["part"].split()[-2]
        days = {"early": (1, 10), "beginning": (1, 10), "mid": (10, 20), "late": (20, when.last.day), "end": (20, when.last.day)}[part]
        return When(when.start, when.end, None, when.first.replace(day=days[0]), when.first.replace(day=days[1]))

    def _span(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        which, unit = match["span"], match["unit"]
        if on is None:
            return When(match.start(), match.end(), None)
        if unit in self._lexicon.weekdays:
            return self._that_weekday(match, which, self._lexicon.weekdays[unit], on)
        if unit in self._lexicon.months:
            return self._that_month(match, which, self._lexicon.months[unit], on)
        if which.endswith("past"):
            days = {"week": 7, "month": 31, "year": 366}[unit]
            return When(match.start(), match.end(), None, on - timedelta(days), on)
        step = {"last": -1, "previous": -1, "next": 1}.get(which, 0)
        first, last = _period(on, unit, step)
        if which.startswith("earlier"):
            last = on
        elif which.startswith("later"):
            first = on
        return When(match.start(), match.end(), None, first, last)

    def _that_weekday(self, match: re.Match[str], which: str, weekday: int, on: date) -> When | None:
        back = (on.weekday() - weekday) % 7
        if which in ("last", "previous", "this past", "the past"):
            return When(match.start(), match.end(), on - timedelta(back or 7))
        ahead = (weekday - on.weekday()) % 7
        if which == "this":
            return When(match.start(), match.end(), on + timedelta(ahead))
        return When(match.start(), match.end(), on + timedelta(ahead or 7)) if which == "next" else None

    def _that_month(self, match: re.Match[str], which: str, month: int, on: date) -> When | None:
        year = on.year
        if which == "next":
            year += month <= on.month
        elif which == "this":
            year += 0
        else:
            year -= month >= on.month
        return _whole_month(match, year, month)

    def _ago(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        if on is None:
            return When(match.start(), match.end(), None)
        count = int(match["count"] or 1)
        unit = match["ago"] or match["ago1"]
        if unit == "day":
            return When(match.start(), match.end(), on - timedelta(count))
        if unit == "week":
            middle, slack = on - timedelta(7 * count), 3
        else:
            months = count * (12 if unit == "year" else 1)
            total = on.year * 12 + on.month - 1 - months
            if total < 12 * 1900:
                return None
            year, month = divmod(total, 12)
            middle, slack = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1])), 15 if unit == "month" else 183
        return When(match.start(), match.end(), None, middle - timedelta(slack), min(on, middle + timedelta(slack)))

    def _word(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        exact = on + timedelta(self._lexicon.day_words[match["word"]]) if on else None
        return When(match.start(), match.end(), exact)

    def _weekday(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        name = match["weekday"]
        if match["date2"]:
            return self._day(text, match, on)
        if name in self._lexicon["ordinary_months"] and not text[match.end() - 1 :].startswith("."):
            return None
        if on is None:
            return When(match.start(), match.end(), None)
        weekday = self._lexicon.weekdays[name]
        if self._ahead(text, match.start()):
            return When(match.start(), match.end(), on + timedelta((weekday - on.weekday()) % 7 or 7))
        return When(match.start(), match.end(), on - timedelta((on.weekday() - weekday) % 7 or 7))

    def _day(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        """"on the 20th": that day of this month or of the one beside it."""
        day = int(re.sub(r"\D", "", match["date2"] or match["date"]))
        before = text[: match.start()].split()
        if not match["date2"] and (not before or before[-1] not in self._lexicon["day_before"]):
            return None
        after = text[match.end() :].split(maxsplit=1)
        if after and after[0][0].isalpha() and after[0].strip(".,;") not in self._lexicon["day_followers"]:
            return None
        if on is None:
            return When(match.start(), match.end(), None)
        step = 1 if self._ahead(text, match.start()) else -1
        total = on.year * 12 + on.month - 1
        for months in range(3):
            year, month = divmod(total + step * months, 12)
            exact = _date(year, month + 1, day)
            if exact and (exact > on if step > 0 else exact <= on):
                return When(match.start(), match.end(), exact)
        return None

    def _year(self, text: str, match: re.Match[str], on: date | None) -> When | None:
        before = text[: match.start()].split()
        if not before or before[-1].strip("(,") not in self._lexicon["month_after"] | {"year"}:
            return None
        after = text[match.end() :].split(maxsplit=1)
        if after and after[0].strip(".,;") in self._measures:
            return None
        year = int(match["year4"])
        return When(match.start(), match.end(), None, date(year, 1, 1), date(year, 12, 31))


def _any(words: object) -> str:
    return "|".join(word.replace(" ", r"\ ") for word in sorted(list(words), key=len, reverse=True))  # type: ignore[call-overload]


def _date(year: int, month: int, day: int) -> date | None:
    """The date, or nothing when the calendar has none such."""
    if not 1900 <= year <= 2199 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _possible(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]


def _whole_year(year: str) -> int:
    """Two digits are of this century up to 49, else of the last."""
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 50 else 1900)


def _whole_month(match: re.Match[str], year: int, month: int) -> When:
    last = monthrange(year, month)[1]
    return When(match.start(), match.end(), None, date(year, month, 1), date(year, month, last))


def _period(on: date, unit: str, step: int) -> tuple[date, date]:
    """The week (Sunday to Saturday), month or year of `on`, or one beside it."""
    if unit == "week":
        first = on - timedelta((on.weekday() + 1) % 7) + timedelta(7 * step)
        return first, first + timedelta(6)
    if unit == "year":
        return date(on.year + step, 1, 1), date(on.year + step, 12, 31)
    year, month = divmod(on.year * 12 + on.month - 1 + step, 12)
    return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
