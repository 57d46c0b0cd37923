"""Number words: every number that is said in full is read back, and doubtful runs stay words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scribe.paths import resource
from scribe.text.cardinals import Cardinals
from scribe.text.lexicon import load
from scribe.text.numbers import Numbers
from scribe.text.words import split
from scribe.text.written import Writer

LEXICON = load(resource("patterns"))
NUMBERS = Numbers(LEXICON, Cardinals(LEXICON))
WRITER = Writer(resource("patterns"))
SMALL = {value: word for word, value in {**LEXICON.digits, **LEXICON.teens}.items()}
TENS = {value: word for word, value in LEXICON.tens.items() if word != "fourty"}


def say(number: int) -> str:
    """The number in words, as it is said in full."""
    if number < 20:
        return SMALL[number]
    if number < 100:
        return TENS[number - number % 10] + (f" {SMALL[number % 10]}" if number % 10 else "")
    if number < 1000:
        return f"{SMALL[number // 100]} hundred" + (f" {say(number % 100)}" if number % 100 else "")
    return f"{say(number // 1000)} thousand" + (f" {say(number % 1000)}" if number % 1000 else "")


def read(text: str) -> list[str]:
    words = split(text, 0, len(text))
    said, _ = NUMBERS.read(words, [word.low for word in words], 0)
    return [piece.text for piece in said]


def write(text: str) -> str:
    return WRITER.write(text, 0, len(text)).text


@given(st.integers(2, 999_999))
def test_a_number_said_in_full_is_read_back(number: int) -> None:
    assert read(say(number)) == [str(number)]


@given(st.integers(0, 999), st.text("0123456789", min_size=1, max_size=3))
def test_a_decimal_is_read_back(whole: int, digits: str) -> None:
    spoken = f"{say(whole)} point {' '.join(SMALL[int(digit)] for digit in digits)}"
    assert read(spoken) == [f"{whole}.{digits}"]


@given(st.integers(0, 120), st.integers(2, 150))
def test_a_score_is_read_back(top: int, bottom: int) -> None:
    assert write(f"berg is {say(top)} out of {say(bottom)} today") == f"berg is {top}/{bottom} today"


@given(st.integers(2, 99_999), st.integers(1, 99))
def test_an_amount_is_read_back(dollars: int, cents: int) -> None:
    unit = "cent" if cents == 1 else "cents"
    assert write(f"{say(dollars)} dollars and {say(cents)} {unit}") == f"${dollars}.{cents:02d}"


@given(st.integers(90_000, 99_999).map(str))
def test_a_code_said_digit_by_digit_is_read_back(code: str) -> None:
    assert write(" ".join(SMALL[int(digit)] for digit in code) + " for two units") == f"{code} for 2 units"


@settings(max_examples=150)
@given(st.integers(101, 180).filter(lambda degrees: degrees % 100 > 9))
def test_degrees_said_short_are_read(degrees: int) -> None:
    assert write(f"flexion is {say(degrees // 100)} {say(degrees % 100)} degrees") == f"flexion is {degrees} degrees"


@pytest.mark.parametrize(
    "doubtful",
    [
        "nineteen four",
        "it took nineteen four seconds",
        "speed was seven two",
        "twenty four eighty",
        "five twenty degrees",
        "with assist of one fifty feet",
        "one twenty days",
        "twenty four ninety dollars",
        "ninety seven one ten percent",
        "april nineteen twenty",
        "five five five",
        "the twenty twenty six feet",
    ],
)
def test_a_run_with_two_readings_stays_as_heard(doubtful: str) -> None:
    assert write(f"she said {doubtful}") == f"she said {doubtful}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("walked fifty feet", "walked 50 feet"),
        ("nine out of thirty seven hundred feet", "9/30 700 feet"),
        ("berg is forty out of fifty six two minus out of five", "berg is 40/56 2-/5"),
        ("nine seven one one zero three out of thirty", "97110 3/30"),
        ("one twelve over sixty six fifty one percent", "112/66 51%"),
        ("seventy four two thousand five hundred dollars", "74 $2500"),
        ("flexion is thirty six minute walk", "flexion is 30 6 minute walk"),
        ("a twenty-five-foot walk", "a 25-foot walk"),
        ("one hundred, two hundred", "100, 200"),
        ("thirty eight and forty", "38 and 40"),
        ("two or three steps", "2 or 3 steps"),
        ("one or two steps", "1 or 2 steps"),
        ("two point five five out of ten", "two point five five out of 10"),
        ("ninety seven one ten over seventy", "ninety seven one ten over 70"),
    ],
)
def test_numbers_beside_other_words(text: str, meant: str) -> None:
    assert write(text) == meant
