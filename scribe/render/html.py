"""A Review as one HTML page that needs nothing else: no script, no font, no network.

Owns what the template is given. The template and its style sheet are data, in demo/report/.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scribe.paths import resource
from scribe.render.view import View, money, one_line, pieces
from scribe.render.words import (
    ASSERTIONS,
    CLAIM_TYPES,
    FLAGS,
    OTHER_SHAPE,
    PAYERS,
    SEVERITIES,
    SHAPES,
    STATUSES,
    VERDICTS,
    title,
)

_ROOM = 1.25  # the meter's right end, in thresholds, unless the running total lies beyond it


def render_html(shown: View) -> str:
    """The review as one HTML page.

    Args:
        shown: the review arranged for reading.

    Returns:
        The page, UTF-8, self-contained; every word of the note is in it as text, escaped.
    """
    folder = resource("demo") / "report"
    return (
        _templates(folder)
        .get_template("review.html")
        .render(
            shown=shown,
            review=shown.review,
            pieces=tuple(pieces(shown.review)),
            homes=_homes(shown),
            css=Markup((folder / "report.css").read_text(encoding="utf-8")),  # noqa: S704 - our own file
        )
    )


def _templates(folder: Path) -> Environment:
    templates = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(day=_day, money=money, one_line=one_line, as_words=title, shape=_shape, share=_share)
    templates.globals.update(
        assertions=ASSERTIONS,
        claim_types=CLAIM_TYPES,
        flags=FLAGS,
        payers=PAYERS,
        severities=SEVERITIES,
        statuses=STATUSES,
        verdicts=VERDICTS,
    )
    return templates


def _homes(shown: View) -> dict[str, str]:
    """For each evidence the id of the place outside the note where it is told of first."""
    homes: dict[str, str] = {quote.evidence.id: f"q-apart-{quote.evidence.id}" for quote in shown.apart}
    for checklist in shown.checklists:
        for row in checklist.rows:
            for quote in row.quotes:
                homes.setdefault(quote.evidence.id, f"q-{checklist.policy}-{row.requirement.id}-{quote.evidence.id}")
    return homes


def _day(date: dt.date) -> str:
    """The date as people write it, and as the page has it."""
    return f"{date:%B} {date.day}, {date.year}"


def _shape(kind: str) -> str:
    return SHAPES.get(kind, OTHER_SHAPE)


def _share(amount: float, threshold: float, total: float) -> str:
    """Where `amount` lies on a meter of `total` against `threshold`, in per cent of its length."""
    return f"{100 * amount / max(threshold * _ROOM, total):.2f}"
