"""The calendar dates of a reading: 7/13/26, July 13, in April, three weeks ago, last Tuesday, on the 20th.

Owns which words are a date and which day or span of days they mean, given the date of service. Scores, grades,
pressures and ranges are no dates; impossible dates are none either. Knows nothing of what happened on a date.

A month and day without a year written 7/13 are a date only where they cannot be a usual score (the first number is the
larger, or the second is no usual highest score) and no score word stands before them, or where a date word (on, dated,
signed, since, …) stands before them. The word lists are in patterns/speech/dates.yaml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from scribe.text import days
from scribe.text.days import Days, When
from scribe.text.lexicon import load
from scribe.text.words import lowered

__all__ = ["Dates", "When"]

_NUMERIC = re.compile(r"\d[/-]\d")
_TOKEN = re.compile(r"[^\s,;:()]+|[;:(),]")
_ENDINGS = ("", ".", ",", ";", ":", ")", "?", "'s", ".)", "),")
_PARTS = {"early": (1, 10), "beginning": (1, 10), "mid": (10, 20), "late": (20, 31), "end": (20, 31)}

_Match = re.Match[str]
_NONE = object()
"""What a reader returns for words that are no date after all."""


class Dates:
    """Finds dates. Built once from patterns/; holds no state of a text."""

    def __init__(self, patterns: Path) -> None:
        lexicon = load(patterns)
        self._lexicon = lexicon
        self._measures = lexicon["measures"]
        months, weekdays = _any(lexicon.months), _any(lexicon.weekdays)
        openers = (*lexicon.months, *lexicon.weekdays, *lexicon.day_words, *lexicon.later_words, *"abelmnopt")
        initials = "".join(sorted({word[0] for word in openers}))
        day = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\w)"
        self._search = re.compile(
            rf"""(?:(?<![\w/.$-])|(?<=/\d\d-)|(?<=/\d{{4}}-))(?=\d)(?:
                (?P<iso>\d{{4}}-\d\d-\d\d)(?!\d)
                |(?P<m>\d{{1,2}})(?P<sep>[/-])(?P<d>\d{{1,2}})(?:(?P=sep)(?P<y>\d{{4}}|\d\d))?(?![\w/+%]|-(?!\d\d?/\d\d?/\d\d)|\.\d)
                |(?P<mm>\d{{1,2}})/(?P<my>(?:19|20)\d\d)(?![\w/])
                |(?P<day2>{day})\ (?:day\ )?(?:of\ )?(?P<month2>{months})\b\.?
                    (?:,?\ (?P<year2>(?:19|20)\d\d)\b|(?P<gone2>,?\ (?:of\ )?last\ year)\b)?
                |(?P<count>\d{{1,3}})\ (?P<ago>day|week|month|year)s?\ ago\b
                |(?P<count2>\d{{1,2}})\ (?P<then>day|week)s?\ later\b
                |(?P<year4>(?:19|20)\d\d)\b(?![\d,]*[-/%]|\.\d)
            )|\b(?=[{initials}])(?:
                (?P<month>{months})\b\.?(?:
                    \ (?:the\ )?(?P<day>{day})
                    (?:,?\ (?P<year>(?:19|20)\d\d)|(?P<gone>,?\ (?:of\ )?last\ year\b))?(?![\w/%]|\.\d|,\d)
                    |,?\ (?:of\ )?(?P<year3>(?:19|20)\d\d)\b(?!/)
                )?
                |(?P<span>earlier\ this|later\ this|this\ past|the\ past|this|last|next|previous)
                    \ (?P<unit>week|month|year|{months}|{weekdays})\b
                |(?P<part>early|mid|late|(?:the\ )?(?:end|beginning)(?=\ of))[\ -](?:of\ |in\ )?(?P<month4>{months})\b
                |(?P<one>an?|one)\ (?P<ago1>day|week|month|year)\ ago\b
                |(?:an?|one)\ (?P<then1>day|week)\ later\b
                |(?P<word>{_any(lexicon.day_words)})\b
                |(?P<later>{_any(lexicon.later_words)})\b
                |(?P<weekday>{weekdays})\b\.?(?:,?\ the\ (?P<date2>{day}))?
                |the\ (?P<date>(?:3[01]|[12]\d|[1-9])(?:st|nd|rd|th))\b(?!\ (?:day\ )?of\ (?:{months}))
            )""",
            re.VERBOSE | re.ASCII,
        )
        self._quiet = _quiet_words(lexicon.months, lexicon.weekdays, lexicon.day_words, lexicon.later_words).isdisjoint
        # By the group that only this form of date fills; the first that is filled decides.
        self._readers: dict[str, Callable[[str, _Match, dt.date | None], object]] = {
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

    def find(self, text: str, *, on: dt.date | None) -> list[When]:
        """All dates of a reading, in order.

        Args:
            text: a reading's text.
            on: the date of service; without it, dates without a year and relative dates are found but not placed.
        """
        low = lowered(text)
        if self._quiet(low.replace("(", " ").replace("-", " ").split()) and _NUMERIC.search(low) is None:
            return []
        found: list[When] = []
        for match in self._search.finditer(low):
            if (later := self._later(match)) is not None:
                day = found[-1].date if found else None
                unknown = None if found else later
                found.append(When(match.start(), match.end(), day and day + dt.timedelta(later), later=unknown))
                continue
            read = self._readers[next(name for name in self._readers if match[name] is not None)]
            meant = read(low, match, on)
            if found and isinstance(meant, dt.date) and self._names_again(low, found[-1], match):
                found.pop()
            if isinstance(meant, tuple):
                found.append(When(match.start(), match.end(), None, *meant))
            elif meant is None or isinstance(meant, dt.date):
                found.append(When(match.start(), match.end(), meant))
        return found

    # -- month and day -----------------------------------------------------------------------------------------------

    def _iso(self, _text: str, match: _Match, _on: dt.date | None) -> object:
        return days.exact(*map(int, match["iso"].split("-"))) or _NONE

    def _numeric(self, text: str, match: _Match, on: dt.date | None) -> object:
        month, day, year = int(match["m"]), int(match["d"]), match["y"]
        if year is not None:
            return days.exact(days.whole_year(year), month, day) or _NONE
        if match["sep"] == "-" or not days.possible(month, day) or not self._dated(text, match, month, day):
            return _NONE
        return self._placed(text, match, month, day, on)

    def _dated(self, text: str, match: _Match, month: int, day: int) -> bool:
        """Whether 7/13 is a date: the rule in the module's docstring."""
        before = [word.strip(".'\"") for word in _TOKEN.findall(text, max(0, match.start() - 50), match.start())[-4:]]
        after = _TOKEN.findall(text, match.end(), match.end() + 20)
        last, follows = (before[-1] if before else ""), (after[0] if after else "")
        if follows in self._measures:
            return False
        if last in self._lexicon["date_words"] or follows.rstrip(".") in ("eval", "evaluation"):
            return True
        if set(before[-3:]) & self._lexicon["score_words"]:
            return False
        if follows == ":" and last in ("", "(", ",", ";", "at"):
            return True
        if set(before[:-1]) & self._lexicon["date_words"] and not set(before) & set("();:"):
            return True
        return month > day or day not in self._lexicon.score_bottoms

    def _named(self, text: str, match: _Match, on: dt.date | None) -> object:
        form = "" if match["day"] else "2"
        name, year = match["month" + form], match["year" + form]
        month, day = self._lexicon.months[name], _number(match["day" + form])
        if year is not None:
            return days.exact(int(year), month, day) or _NONE
        if not days.possible(month, day):
            return _NONE
        if match["gone" + form] and on:
            return days.exact(on.year - 1, month, day) or _NONE
        verb = day <= days.ADVERB and _word_before(text, match) in self._lexicon["not_month_after"]
        if name in self._lexicon["ordinary_months"] and (form or verb or _word_after(text, match) in self._measures):
            return _NONE
        return self._placed(text, match, month, day, on)

    def _placed(self, text: str, match: _Match, month: int, day: int, on: dt.date | None) -> Days:
        """The date of that month and day nearest at or before `on`, or ahead where a word says so."""
        return days.nearest(month, day, on, ahead=self._ahead(text, match)) if on else None

    def _ahead(self, text: str, match: _Match) -> bool:
        """Whether the nearest telling word before the date, within its clause, points ahead."""
        for word in reversed(_TOKEN.findall(text, max(0, match.start() - 70), match.start())):
            if word in (";", ":") or (word.endswith(".") and len(word) > 3):
                return False
            if word in self._lexicon["ahead"] or word in self._lexicon["behind"]:
                return word in self._lexicon["ahead"]
        return False

    def _day(self, text: str, match: _Match, on: dt.date | None) -> object:
        """Read "on the 20th": that day of this month or of the one beside it."""
        if not match["date2"] and _word_before(text, match) not in self._lexicon["day_before"]:
            return _NONE
        after = _word_after(text, match)
        if after[:1].isalpha() and after not in self._lexicon["day_followers"]:
            return _NONE
        if on is None:
            return None
        return days.nearest_day(_number(match["date2"] or match["date"]), on, ahead=self._ahead(text, match)) or _NONE

    def _weekday(self, text: str, match: _Match, on: dt.date | None) -> object:
        if match["date2"]:
            return self._day(text, match, on)
        name = match["weekday"]
        if name in self._lexicon["ordinary_months"] and text[match.end() - 1] != ".":
            return _NONE
        return days.weekday(self._lexicon.weekdays[name], on, ahead=self._ahead(text, match)) if on else None

    def _word(self, _text: str, match: _Match, on: dt.date | None) -> Days:
        return on + dt.timedelta(self._lexicon.day_words[match["word"]]) if on else None

    def _names_again(self, text: str, last: When, match: _Match) -> bool:
        """Whether a date stands right behind "today" or the like, and so says which day that is ("today, May 4")."""
        spoken = text[last.start : last.end] in self._lexicon.day_words
        return spoken and text[last.end : match.start()] in (" ", ", ", ",")

    def _later(self, match: _Match) -> int | None:
        """How many days after the date before it "the next day" or "two weeks later" is; None for other words."""
        if match["later"]:
            return self._lexicon.later_words[match["later"]]
        unit = match["then"] or match["then1"]
        return int(match["count2"] or 1) * (7 if unit == "week" else 1) if unit else None

    # -- spans -------------------------------------------------------------------------------------------------------

    def _month_year(self, _text: str, match: _Match, _on: dt.date | None) -> object:
        month = int(match["mm"]) if match["mm"] else self._lexicon.months[match["month"]]
        return days.whole_month(int(match["my"] or match["year3"]), month) if 1 <= month <= 12 else _NONE

    def _month(self, text: str, match: _Match, on: dt.date | None) -> object:
        name = match["month"]
        if _word_before(text, match) not in self._lexicon["month_after"]:
            return _NONE
        if name in self._lexicon["ordinary_months"] and name not in ("may", "march"):
            return _NONE
        month = self._lexicon.months[name]
        return days.nearest_month(month, on, ahead=self._ahead(text, match)) if on else None

    def _part(self, text: str, match: _Match, on: dt.date | None) -> Days:
        if on is None:
            return None
        first, last = days.nearest_month(self._lexicon.months[match["month4"]], on, ahead=self._ahead(text, match))
        begin, end = _PARTS[match["part"].removeprefix("the ")]
        return first.replace(day=begin), first.replace(day=min(end, last.day))

    def _span(self, _text: str, match: _Match, on: dt.date | None) -> object:
        which, unit = match["span"], match["unit"]
        if on is None:
            return None
        if unit in self._lexicon.weekdays:
            return _that_weekday(which, self._lexicon.weekdays[unit], on)
        if unit in self._lexicon.months:
            month = self._lexicon.months[unit]
            step = {"next": month <= on.month, "this": 0}.get(which, -(month >= on.month))
            return days.whole_month(on.year + step, month)
        if which.endswith("past"):
            return on - dt.timedelta({"week": 7, "month": 31, "year": 366}[unit]), on
        first, last = days.period(on, unit, {"last": -1, "previous": -1, "next": 1}.get(which, 0))
        return (on if which == "later this" else first), (on if which == "earlier this" else last)

    def _ago(self, _text: str, match: _Match, on: dt.date | None) -> object:
        if on is None:
            return None
        return days.ago(int(match["count"] or 1), match["ago"] or match["ago1"], on) or _NONE

    def _year(self, text: str, match: _Match, _on: dt.date | None) -> object:
        if _word_before(text, match) not in self._lexicon["month_after"] | {"year"}:
            return _NONE
        if _word_after(text, match) in self._measures:
            return _NONE
        year = int(match["year4"])
        return dt.date(year, 1, 1), dt.date(year, 12, 31)


def _that_weekday(which: str, number: int, on: dt.date) -> object:
    """Read "last Tuesday", "next Tuesday"; "this Tuesday" may be today."""
    if which == "this":
        return days.weekday(number, on - dt.timedelta(1), ahead=True)
    if which in ("earlier this", "later this"):
        return _NONE
    return days.weekday(number, on, ahead=which == "next")


def _any(words: Iterable[str]) -> str:
    return "|".join(word.replace(" ", r"\ ") for word in sorted(words, key=len, reverse=True))


def _number(text: str) -> int:
    return int(text.rstrip("sthndr"))


def _word_before(text: str, match: _Match) -> str:
    words = text[max(0, match.start() - 30) : match.start()].split()
    return words[-1].strip("(,.") if words else ""


def _word_after(text: str, match: _Match) -> str:
    words = text[match.end() : match.end() + 30].split()
    return words[0].strip(".,;") if words else ""


def _quiet_words(*lists: Iterable[str]) -> frozenset[str]:
    """Every word that a date may hold, with the signs that may follow it: a text without them has no date."""
    words = {phrase.split()[-1] for phrases in lists for phrase in phrases}
    words |= {"this", "last", "next", "past", "ago", "previous", "later"} | {str(year) for year in range(1900, 2100)}
    words |= {f"{day}{ending}" for day in range(1, 32) for ending in ("st", "nd", "rd", "th")}
    return frozenset(word + ending for word in words for ending in _ENDINGS)
