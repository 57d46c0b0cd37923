"""The review view: a note in, the same view at rest, printed and saved."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest

from scribe.types import Review
from tests.page.pages import NEEDED, SIGNED

NOTE = " ".join((*NEEDED, SIGNED))


@pytest.fixture
def reviewing(opening: Callable[..., Any], therapy: dict[str, Any]) -> Any:
    """The review view with an encounter in its form."""
    page = opening("review")
    page.set_input_files(
        "#r-encounter input[type=file]",
        files=[{"name": "visit.json", "mimeType": "application/json", "buffer": json.dumps(therapy).encode()}],
    )
    page.wait_for_selector("#r-encounter [name=code]")
    return page


def _review(page: Any, note: str = NOTE) -> None:
    page.fill("#note", note)
    page.click("#review-form button[type=submit]")
    page.wait_for_selector("#r-lines tr")


def test_a_pasted_note_is_reviewed(reviewing: Any) -> None:
    _review(reviewing)
    assert reviewing.locator("#r-lines tr[data-kx=append]").count() == 1
    assert reviewing.locator("#r-checklist .row[data-status=met]").count() == 5


def test_the_form_makes_the_encounter(opening: Callable[..., Any]) -> None:
    page = opening("review")
    page.fill("#r-encounter [name=date_of_service]", "2026-03-18")
    page.fill("#r-encounter [name=pt_slp]", "2470")
    page.click("#r-encounter fieldset > button")
    page.keyboard.type("97110")
    page.keyboard.press("Tab")
    page.keyboard.type("gp")
    page.fill("#r-encounter [name=allowed]", "29.06")
    _review(page)
    assert "$2,499.06" in page.inner_text("#r-lines")
    assert page.locator("#r-lines tr[data-kx=append]").count() == 1


def test_what_is_wrong_is_said_with_its_field(reviewing: Any) -> None:
    reviewing.fill("#r-encounter [name=code]", "9711")
    reviewing.fill("#note", NOTE)
    reviewing.click("#review-form button[type=submit]")
    problem = reviewing.wait_for_selector("#r-problem:not(:empty)")
    assert problem.inner_text().startswith("Code, line 1: expected a code of five")
    assert reviewing.evaluate("document.activeElement.name") == "code"
    assert reviewing.get_attribute("#r-encounter [name=code]", "aria-invalid") == "true"
    reviewing.fill("#r-encounter [name=code]", "97110")
    reviewing.click("#review-form button[type=submit]")
    reviewing.wait_for_selector("#r-lines tr[data-kx=append]")
    assert reviewing.locator("#r-encounter [aria-invalid]").count() == 0


def _document() -> bytes:
    made = docx.Document()
    made.add_paragraph("Gait speed is 0.8 meters per second today.")
    made.add_table(1, 2).rows[0].cells[0].text = SIGNED
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def test_a_word_document_is_read(reviewing: Any) -> None:
    reviewing.set_input_files("#file", files=[{"name": "note.docx", "mimeType": "", "buffer": _document()}])
    reviewing.wait_for_function("() => document.querySelector('#note').value.includes('signed by Dr. Osei')")
    assert reviewing.input_value("#note").startswith("Gait speed is 0.8 meters per second today.")


def test_a_printed_note_is_read_from_its_pdf(reviewing: Any) -> None:
    printed = reviewing.context.new_page()
    printed.set_content("<p>Gait speed is 0.8 meters per second today.</p>")
    scan = {"name": "note.pdf", "mimeType": "application/pdf", "buffer": printed.pdf()}
    reviewing.set_input_files("#file", files=[scan])
    reviewing.wait_for_function("() => document.querySelector('#note').value.includes('Gait speed is 0.8 meters')")


def test_a_dropped_text_file_is_read(reviewing: Any) -> None:
    reviewing.evaluate(
        """words => {
          const data = new DataTransfer();
          data.items.add(new File([words], "note.txt", { type: "text/plain" }));
          const told = { dataTransfer: data, bubbles: true, cancelable: true };
          document.querySelector("#drop").dispatchEvent(new DragEvent("drop", told));
        }""",
        NOTE,
    )
    reviewing.wait_for_function("words => document.querySelector('#note').value === words", arg=NOTE)


@pytest.mark.parametrize(
    ("name", "kind", "raw", "said"),
    [
        ("scan.pdf", "application/pdf", b"%PDF-1.7 no", "this PDF cannot be read"),
        ("note.doc", "application/msword", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        ("photo.png", "image/png", b"\x89PNG", "this is not a note"),
        ("empty.txt", "text/plain", b"", "the note is empty"),
    ],
)
def test_a_file_that_is_no_note_is_refused(reviewing: Any, name: str, kind: str, raw: bytes, said: str) -> None:
    reviewing.fill("#note", NOTE)
    reviewing.set_input_files("#file", files=[{"name": name, "mimeType": kind, "buffer": raw}])
    assert said in reviewing.wait_for_selector("#r-problem:not(:empty)").inner_text()
    assert reviewing.input_value("#note") == NOTE


def test_a_service_out_of_reach_is_told_and_nothing_is_lost(
    opening: Callable[..., Any], own_service: Callable[..., Any]
) -> None:
    service = own_service()
    page = opening("review", service=service)
    page.fill("#note", NOTE)
    service.kill()
    page.click("#review-form button[type=submit]")
    page.wait_for_selector("#r-problem:has-text('out of reach')")
    service.start()
    page.click("#review-form button[type=submit]")
    page.wait_for_selector("#r-note .sentence")


def test_cleared_nothing_of_the_note_is_left(reviewing: Any) -> None:
    _review(reviewing)
    reviewing.click("#ask summary")
    reviewing.click("#clear")
    reviewing.click("#confirm button[value=yes]")
    reviewing.wait_for_selector("#result", state="hidden")
    assert reviewing.input_value("#note") == ""
    assert "Osei" not in reviewing.evaluate("JSON.stringify({...sessionStorage})")


def test_the_review_is_saved_as_json(reviewing: Any, tmp_path: Path) -> None:
    _review(reviewing)
    with reviewing.expect_download() as waiting:
        reviewing.click("#save-json")
    waiting.value.save_as(tmp_path / "review.json")
    saved = (tmp_path / "review.json").read_text(encoding="utf-8")
    assert Review.model_validate_json(saved).to_json() + "\n" == saved
    assert waiting.value.suggested_filename == "kx-review-2026-03-18.json"


def test_the_saved_page_looks_the_same(reviewing: Any, opening: Callable[..., Any], tmp_path: Path) -> None:
    _review(reviewing)
    with reviewing.expect_download() as waiting:
        reviewing.click("#save-html")
    waiting.value.save_as(tmp_path / "review.html")
    other = reviewing.context.new_page()
    other.goto((tmp_path / "review.html").as_uri())
    look = """(selectors) => selectors.map(selector => {
        const style = getComputedStyle(document.querySelector(selector));
        return [style.color, style.textDecorationStyle, style.fontWeight, style.fontFamily] })"""
    shared = [".word.good", "mark.affirmed", ".row h4", ".modifier", ".verdicts .reason", ".flagcode"]
    here = reviewing.evaluate(look, [f"#result {selector}" for selector in shared])
    assert other.evaluate(look, shared) == here
    words = "() => [...document.querySelectorAll('.row .word')].map(node => node.textContent)"
    assert other.evaluate(words) == reviewing.evaluate(words)


def test_print_shows_the_review_and_no_controls(reviewing: Any) -> None:
    _review(reviewing)
    reviewing.emulate_media(media="print")
    assert reviewing.is_visible("#r-lines")
    assert reviewing.is_visible("#r-note")
    assert not reviewing.is_visible("#note")
    assert not reviewing.is_visible("#print")
    reviewing.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert reviewing.is_visible("#r-checklist .sources")
    reviewing.evaluate("dispatchEvent(new Event('afterprint'))")
    assert reviewing.locator("#r-checklist .basis[open]").count() == 0
    assert len(reviewing.pdf()) > 10_000
    reviewing.emulate_media(media="screen")
    reviewing.evaluate("window.print = () => { document.title = 'printed' }")
    reviewing.click("#print")
    assert reviewing.title() == "printed"


def test_the_fields_survive_a_reload(reviewing: Any) -> None:
    reviewing.fill("#note", NOTE)
    reviewing.fill("#r-encounter [name=ot]", "12")
    reviewing.reload()
    reviewing.wait_for_selector("html[data-ready]", state="attached")
    assert reviewing.input_value("#note") == NOTE
    assert reviewing.input_value("#r-encounter [name=ot]") == "12"
