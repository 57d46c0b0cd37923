"""What the web page needs besides the public interface: its files, its words, samples, uploads, the saved report.

Owns these routes. Knows nothing of how the page looks; its files are data, in demo/page and demo/dictations.
"""

from __future__ import annotations

import asyncio
import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, override

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from scribe.encounter import read_json
from scribe.engine import Scribe
from scribe.errors import PatternError
from scribe.paths import resource
from scribe.render.html import render_html
from scribe.render.view import TOLD_ALREADY, Names, view
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
)
from scribe.types import Encounter
from scribe.web.reading import review_note
from scribe.web.rest import Here, principal_of, read_body, read_request
from scribe.web.uploads import LARGEST_UPLOAD, read_upload

_FRESH = {"cache-control": "no-cache"}  # asked for again each time, and answered by 304 when nothing changed
_root = APIRouter(include_in_schema=False)
_open = APIRouter(prefix="/page", include_in_schema=False)
_guarded = APIRouter(prefix="/page", include_in_schema=False, dependencies=[Depends(principal_of)])


def mount_page(app: FastAPI) -> None:
    """Have the application show the page at `/`, where the installation has it."""
    try:
        demo = resource("demo")
    except PatternError:
        return
    if not (demo / "page" / "index.html").is_file():
        return
    app.include_router(_root)
    app.include_router(_open)
    app.include_router(_guarded)
    app.mount("/dictations", _Files(directory=demo / "dictations"), name="dictations")
    app.mount("/page", _Files(directory=demo / "page"), name="page")


@_root.get("/")
async def index() -> FileResponse:
    """The page."""
    return FileResponse(resource("demo") / "page" / "index.html", headers=_FRESH)


@_open.get("/report.css")
async def report_css() -> FileResponse:
    """The style sheet that the page shares with the saved report."""
    return FileResponse(resource("demo") / "report" / "report.css", media_type="text/css", headers=_FRESH)


@_open.get("/words.json")
async def words() -> dict[str, Any]:
    """One word, sign and tone for each value of a Review, as every other surface has them."""
    return {
        "statuses": _words(STATUSES),
        "verdicts": _words(VERDICTS),
        "assertions": _words(ASSERTIONS),
        "severities": _words(SEVERITIES),
        "payers": dict(PAYERS),
        "claim_types": dict(CLAIM_TYPES),
        "shapes": {**SHAPES, "": OTHER_SHAPE},
        "flags": dict(FLAGS),
        "told_already": sorted(TOLD_ALREADY),
    }


@_open.get("/samples.json")
async def samples() -> list[dict[str, Any]]:
    """The sample dictations, without their words."""
    return list(_samples(resource("demo") / "dictations"))


@_guarded.post("/documents")
async def read_document(request: Request, service: Here, content_type: Annotated[str, Header()] = "") -> dict[str, str]:
    """The text of an uploaded note: plain text, a Word document or a PDF."""
    raw = await read_body(request, LARGEST_UPLOAD)
    limit = service.settings.max_note_bytes
    return {"text": await asyncio.to_thread(read_upload, raw, content_type, limit=limit)}


@_guarded.post("/report")
async def report(request: Request, service: Here) -> Response:
    """The review of a note as the page that `scribe review --format html` makes."""
    text, encounter = await read_request(request, service.settings.max_note_bytes)
    found = await review_note(service.ear, text, encounter)
    shown = view(found, encounter=encounter, names=_names(service.ear.scribe, encounter))
    return Response(await asyncio.to_thread(render_html, shown), media_type="text/html; charset=utf-8")


class _Files(StaticFiles):
    """Files of the page; what changed is seen at the next visit."""

    @override
    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers.update(_FRESH)
        return response


def _words(table: dict[Any, Any]) -> dict[str, dict[str, str]]:
    return {str(value): {"word": word.word, "sign": word.sign, "tone": word.tone} for value, word in table.items()}


@cache
def _samples(folder: Path) -> tuple[dict[str, Any], ...]:
    listed = []
    for path in sorted(folder.glob("*.json")):
        data = read_json(path.read_bytes(), what=path.name)
        if not isinstance(data, dict):
            raise PatternError(f"{path.name}: expected an object")
        head = {name: data[name] for name in ("title", "scenario", "style", "listen_for")}
        listed.append({"file": path.name, **head})
    return tuple(listed)


def _names(scribe: Scribe, encounter: Encounter) -> Names:
    """What the policies in force on the date of service call themselves and their requirements."""
    listing = scribe.policies.listing(encounter.date_of_service)
    return Names(
        policies={each.policy.id: each.policy.title for each in listing},
        requirements={
            (each.policy.id, asked.id): asked.name for each in listing for asked in each.version.requirements
        },
        not_modeled={each.policy.id: each.policy.not_modeled for each in listing},
    )
