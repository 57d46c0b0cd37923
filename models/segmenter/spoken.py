"""A written sentence as a recogniser might write it when it is said aloud.

Owns the ways of stripping punctuation, saying numbers and mishearing words. Knows nothing of corpora or of the model.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("spoken.yaml").read_text(encoding="utf-8"))
MONTHS: list[str] = _DATA["months"]
_ONES: list[str] = _DATA["ones"]
_TENS: list[str] = _DATA["tens"]
_ORDINALS: dict[str, str] = _DATA["ordinals"]
_UNITS: dict[str, str] = _DATA["units"]
_TITLES: dict[str, str] = _DATA["titles"]
_SIGNS: dict[str, str] = _DATA["signs"]
_FILLERS: list[str] = _DATA["fillers"]
_CONFUSED: dict[str, tuple[str, ...]] = {
    word: tuple(other for other in group.split() if other != word) for group in _DATA["alike"] for word in group.split()
}

_DATE = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{2,4})\b")
_MONEY = re.compile(r"\$(\d[\d,]*)(?:\.(\d\d))?")
_FRACTION = re.compile(r"\b(\d{1,3})/(\d{1,3})\b")
_RANGE = re.compile(r"\b(\d{1,3})-(\d{1,3})\b")
_TIME = re.compile(r"\b(\d{1,2}):(\d\d)\b")
_NUMBER = re.compile(r"\d+(?:,\d{3})+|\d+(?:\.\d+)?")
_GRADE = re.compile(r"(?<![\d-])([0-5])([+-])(?=/5|[\s,.;)]|$)")
_TIMES = re.compile(r"\bx ?(?=\d)|(?<=\d) ?x(?= |/|$)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_LIST_NUMBER = re.compile(r"^\s*\(?(\d{1,2})[.)]\s+")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")

# Stand in the words where a mark stood in the text; they are taken out again before training.
PAUSES = {"\ue001": 1, "\ue002": 2, "\ue003": 3}
_PAUSE = re.compile(r"([,:;])(?=\s)")
_PAUSE_SIGNS = {",": " \ue001 ", ":": " \ue002 ", ";": " \ue003 "}


@dataclass(frozen=True, slots=True)
class Style:
    """How one recogniser writes: numbers as words or digits, what becomes of marks within words."""

    numbers: bool
    glue: bool
    titles: bool
    units: bool
    list_numbers: str
    apostrophes: bool

    @classmethod
    def draw(cls, generator: random.Random) -> Style:
        """One recogniser at random; most write numbers as words."""
        return cls(
            numbers=generator.random() < 0.7,
            glue=generator.random() < 0.5,
            titles=generator.random() < 0.7,
            units=generator.random() < 0.5,
            list_numbers=generator.choice(("said", "said", "number", "dropped")),
            apostrophes=generator.random() < 0.6,
        )


SPEECH = Style(numbers=True, glue=False, titles=True, units=True, list_numbers="said", apostrophes=True)
STRIPPED = Style(numbers=False, glue=False, titles=False, units=False, list_numbers="said", apostrophes=False)


def cardinal(value: int) -> str:
    """The number in words, as Americans say it."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _TENS[value // 10] + (f" {_ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        return f"{_ONES[value // 100]} hundred" + (f" {cardinal(value % 100)}" if value % 100 else "")
    if value < 1_000_000:
        return f"{cardinal(value // 1000)} thousand" + (f" {cardinal(value % 1000)}" if value % 1000 else "")
    return " ".join(_ONES[int(digit)] for digit in str(value))


def ordinal(value: int) -> str:
    """The ordinal in words."""
    head, _, last = cardinal(value).rpartition(" ")
    last = _ORDINALS.get(last) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return f"{head} {last}".strip()


def year(value: int) -> str:
    """A year in words."""
    if value < 100:
        return f"twenty {cardinal(value)}" if value >= 10 else f"two thousand {cardinal(value)}"
    if value // 100 == 20 and value % 100 < 10:
        return f"two thousand {cardinal(value % 100)}" if value % 100 else "two thousand"
    return f"{cardinal(value // 100)} {cardinal(value % 100) if value % 100 else 'hundred'}"


def _date(match: re.Match[str]) -> str:
    month, day, when = int(match[1]), int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match.group()
    return f"{MONTHS[month - 1]} {ordinal(day)} {year(when)}"


def _money(match: re.Match[str]) -> str:
    dollars = cardinal(int(match[1].replace(",", "")))
    return f"{dollars} dollars" + (f" and {cardinal(int(match[2]))} cents" if match[2] and int(match[2]) else "")


def _time(match: re.Match[str]) -> str:
    return f"{cardinal(int(match[1]))} {cardinal(int(match[2])) if int(match[2]) else ''}"


def _number(match: re.Match[str]) -> str:
    whole, _, part = match.group().replace(",", "").partition(".")
    if len(whole) > 6:
        return " ".join(_ONES[int(digit)] for digit in whole)
    if not part and len(whole) == 4 and whole[:2] in ("19", "20"):
        return year(int(whole))
    words = cardinal(int(whole))
    return words + (f" point {' '.join(_ONES[int(digit)] for digit in part)}" if part else "")


def _grade(match: re.Match[str]) -> str:
    return f"{match[1]} {'plus' if match[2] == '+' else 'minus'} "


def _said_numbers(text: str) -> str:
    text = _DATE.sub(_date, text)
    text = _MONEY.sub(_money, text)
    text = _TIME.sub(_time, text)
    text = _GRADE.sub(_grade, text)
    text = _TIMES.sub(" times ", text)
    text = _FRACTION.sub(r"\1 out of \2" if "out" not in text else r"\1 over \2", text)
    text = _RANGE.sub(r"\1 to \2", text)
    text = _ORDINAL.sub(lambda match: ordinal(int(match[1])), text)
    return _NUMBER.sub(lambda match: f" {_number(match)} ", text)


def disguise(sentence: str, style: Style) -> list[str]:
    """The words of a sentence without case and punctuation, but with `PAUSES` where commas and colons were."""
    text = sentence
    item = _LIST_NUMBER.match(text)
    if item:
        text = text[item.end() :]
        if style.list_numbers != "dropped":
            text = ("number " if style.list_numbers == "number" else "") + item[1] + " " + text
    text = _PAUSE.sub(lambda match: _PAUSE_SIGNS[match[1]], text)
    text = _DOTTED.sub(lambda match: match.group().replace(".", "" if style.glue else " "), text)
    if style.titles:
        text = re.sub(
            r"\b(?:Dr|Mr|Mrs|Ms|vs)\.|\bw/o?(?=\s)|\bs/p\b",
            lambda match: _TITLES[match.group().lower().rstrip(".")],
            text,
        )
    if style.numbers:
        text = _said_numbers(text)
        for sign, meaning in _SIGNS.items():
            text = text.replace(sign, f" {meaning} ")
    text = text.lower().replace("’", "'")
    text = text.replace("'", "'" if style.apostrophes else ("" if style.glue else " "))
    text = re.sub(
        r"[-/]" if style.numbers else r"[-/.,:](?=\d)|[-/]", " " if not style.glue or style.numbers else "", text
    )
    text = re.sub(r"[^\w\s'\ue001-\ue003]|_", "" if style.glue else " ", text)
    words = [word.strip("'") for word in text.split()]
    if style.units:
        words = [part for word in words for part in _UNITS.get(word, word).split()]
    return [word for word in words if word]


def errors(words: list[str], generator: random.Random, rate: float) -> list[str]:
    """The words as a recogniser with about this error rate hears them; a sentence keeps at least one word."""
    if not rate:
        return words
    heard: list[str] = []
    for word in words:
        if word in PAUSES:
            heard.append(word)
            continue
        chance = generator.random() / rate
        if word in _CONFUSED and chance < 0.8:
            heard.append(generator.choice(_CONFUSED[word]))
        elif chance < 0.2 and len(word) < 4:
            continue
        elif chance < 0.3:
            heard += [word, word]
        elif chance < 0.5:
            heard += [generator.choice(_FILLERS), word]
        elif chance < 1.0 and len(word) > 6:
            cut = generator.randrange(3, len(word) - 2)
            heard += [word[:cut], word[cut:]]
        else:
            heard.append(word)
    return heard or words
