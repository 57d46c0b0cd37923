"""How numbers, ranges, fractions and grades are written.

Owns the regular expressions for them and their values. Knows no words beyond "to", "out of" and those for degrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scribe.nlp.measures.values import Value

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SIGN = r"[+-](?![\w.])"

DOSE = re.compile(r"\d+\s?[xX×]\s?\d+(?:\s?[-/]\s?\d+)?")
MONEY = re.compile(rf"\$\s?{_NUMBER}")
DAY_LIKE = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])")
MONTH_DAY = re.compile(r"\.?\s*(?:the\s)?\d{1,2}(?:st|nd|rd|th)?\b(?!\s?(?:/|out of|-\d|%|\.\d))|\.?,?\s*\d{4}\b")
YEAR = re.compile(r",?\s*\d{4}(?![\d/%.])")
BARE_YEAR = re.compile(r"(?:19|20)\d\d(?![\w/%.,-]*\d)(?!\s*(?:/|%|out of))")
VERTEBRA = re.compile(r"[CTLS]\d{1,2}")
PLUS_MINUS = re.compile(r"\s?(?:[+-](?!\w)|plus\b|minus\b)")
# How many helpers, or how often: "min assist x 2".
HELPERS = re.compile(r"\s*(?:[xX×]|times|of)\s*[1-4](?!\d)(?!\s*(?:-|/|out))")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10}

# What begins with a digit and is no value: a date; a code or chain; an ordinal or a time of day.
_NO_VALUE = re.compile(
    r"(?P<date>\d{1,2}/\d{1,2}/\d{2,4}(?!\d)|\d{4}-\d\d-\d\d)"
    r"|(?P<count>\d+-\d+-[\d-]+|\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?){2,}|\d+(?:st|nd|rd|th)\b|\d{1,2}:\d\d(?!\d))"
    rf"|(?P<dose>{DOSE.pattern})",
    re.IGNORECASE,
)


# "Berg ___/56", "LEFS /80": the denominator of a score that was left blank.
_BLANK_SCORE = re.compile(r"(?:^|[^\d°%'\")\s])\s+/$|[_:]\s?/\s?$")


def value_pattern(degree_words: Iterable[str]) -> re.Pattern[str]:
    """A number with all that belongs to it: sign, range, denominator."""
    degree = "|".join(re.escape(word) for word in sorted(degree_words, key=len, reverse=True))
    return re.compile(
        rf"(?P<a>[+-]?{_NUMBER})(?P<ga>{_SIGN})?"
        rf"(?:(?:\s?(?:{degree}))?(?P<join>\s?-\s?|\s+(?:to|through|thru)\s+)(?P<b>-?{_NUMBER})(?P<gb>{_SIGN})?"
        rf"(?:(?:\s?/\s?|\s+out\s+of\s+)(?P<of2>{_NUMBER}))?(?![-/]?\d)"
        rf"|(?:\s?/\s?|\s+(?:out\s+)?of\s+)(?P<of>{_NUMBER})(?![/\d])(?!\.\d))?",
        re.IGNORECASE,
    )


def no_value(text: str, start: int) -> tuple[str, int] | None:
    """The kind (date, count or dose) and end of a number that is no value."""
    if text[max(0, start - 2) : start].rstrip()[-1:] == "/" and _BLANK_SCORE.search(text, max(0, start - 6), start):
        return "count", start + 1
    match = _NO_VALUE.match(text, start)
    return (match.lastgroup or "count", match.end()) if match else None


def value_of(match: re.Match[str]) -> Value:
    """The value behind a match of `value_pattern`."""
    a, sign, b, of = match["a"], match["ga"] or "", match["b"], match["of"] or match["of2"]
    first, text, out_of = _plain(a), _shown(a) + sign, _plain(of) if of else None
    if b:
        joined = not match["join"].strip().startswith("-")
        return Value("range", f"{text}-{_shown(b)}{match['gb'] or ''}", first, _plain(b), out_of, joined=joined)
    if sign:
        return Value("grade", text, first, of=out_of)
    return Value("fraction" if of else "number", text, first, of=out_of)


def _plain(number: str) -> float:
    return float(number.replace(",", ""))


def _shown(number: str) -> str:
    number = number.replace(",", "").removeprefix("+")
    return f"0{number}" if number.startswith(".") else number
