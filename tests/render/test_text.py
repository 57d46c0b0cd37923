"""The review as text."""

import io

import pytest
from rich.console import Console

from scribe.render.text import write_review
from scribe.render.view import View, view
from scribe.types import Review


def _text(shown: View, *, width: int = 100, encoding: str = "utf-8", colours: bool = False) -> str:
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="strict", newline="\n")
    write_review(shown, Console(file=file, width=width, force_terminal=colours, no_color=not colours))
    file.flush()
    return raw.getvalue().decode(encoding)


def test_verdicts_come_before_the_checklist(shown: View) -> None:
    text = _text(shown)
    assert text.index("withhold KX") < text.index("Therapy above the annual threshold") < text.index("Flags")


def test_a_line_tells_verdict_code_total_and_reason(shown: View) -> None:
    lines = _text(shown).splitlines()
    at = next(index for index, line in enumerate(lines) if "line 2" in line)
    assert lines[at].startswith("○ withhold KX   line 2  97116 GP")
    assert lines[at].endswith("$2,508.50 of $2,480.00")
    assert lines[at + 1].strip() == "Above the threshold; 2 things are open."


@pytest.mark.parametrize(
    "words",
    [
        "✓ met        Plan of care [1]",
        "“Plan of care in place”  note line 1, column 1",
        "pending by “awaiting”",
        "○ not heard  Medical necessity",
        "Ask: Why is skilled therapy needed?",
        "Due by 2026-04-08.",
        "[1] Medicare Benefit Policy Manual, chapter 15, 220.1.3 (in force from 2025-01-01)",
        "Not checked here. Other providers' charges are not seen.",
        "! warning  KX_WITHHELD  Line 2",
        "Plan of care transmitted  “recertification was faxed to Dr. Lindqvist”",
    ],
)
def test_the_text_tells(shown: View, words: str) -> None:
    assert words in _text(shown, width=120)


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(shown: View, width: int) -> None:
    assert max(len(line) for line in _text(shown, width=width).splitlines()) <= width


def test_no_line_ends_in_spaces(shown: View) -> None:
    assert all(line == line.rstrip() for line in _text(shown).splitlines())


def test_a_terminal_without_unicode_gets_ascii_signs(shown: View) -> None:
    text = _text(shown, encoding="ascii")
    assert "x met" in text
    assert "o withhold KX" in text


def test_signs_and_words_are_the_same_without_colour(shown: View) -> None:
    plain, coloured = _text(shown), _text(shown, colours=True)
    assert "\x1b" in coloured
    assert "withhold KX" in plain


def test_an_escape_in_the_note_does_not_reach_the_terminal(review: Review) -> None:
    evidence = review.evidence[0].model_copy(update={"text": "Plan\x1b[2J of care"})
    hostile = review.model_copy(update={"evidence": (evidence,)})
    assert "\x1b" not in _text(view(hostile))


def test_no_lines_is_said(review: Review) -> None:
    bare = review.model_copy(update={"lines": (), "requirements": (), "flags": (), "evidence": ()})
    assert "No claim lines" in _text(view(bare))
