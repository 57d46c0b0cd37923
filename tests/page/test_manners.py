"""Keyboard, accessibility, small screens, hostile text, security headers, the tour."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.page.pages import NEEDED, say, set_visit, status, verdict

AXE = (Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = (
    '<img src=x onerror="document.title=1"><script>document.title=2</script> & gait speed 0.8 m/s </div> {{7*7}}. '
)


def _violations(page: Any) -> list[Any]:
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, { runOnly: rules })", RULES)
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing(opening: Callable[..., Any], therapy: dict[str, Any], scheme: str, width: int) -> None:
    page = opening(color_scheme=scheme, reduced_motion="reduce", bypass_csp=True)
    page.set_viewport_size({"width": width, "height": 800})
    assert _violations(page) == []
    set_visit(page, therapy)
    say(page, NEEDED[1], "The plan of care is awaiting signature. ", "Scratch that.", "No written order is on file. ")
    status(page, "functional_measure", "met")
    page.fill("#composer", "still being typed")
    page.wait_for_selector(".interim")
    assert _violations(page) == []
    page.click("#flags button.aside")
    page.click("#checklist .basis summary")
    assert _violations(page) == []
    page.click("#lines .why")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.click("#change-visit")
    assert _violations(page) == []
    page.keyboard.press("Escape")
    page.click("#finish")
    page.wait_for_selector("#r-lines tr")
    assert _violations(page) == []
    page.click("#ask summary")
    page.click("#take-tour")
    page.wait_for_selector("#tour:not([hidden])")
    assert _violations(page) == []


def test_the_focus_is_never_hidden_below_the_answer(opening: Callable[..., Any], therapy: dict[str, Any]) -> None:
    page = opening(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 740})
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    page.evaluate("document.activeElement.blur()")
    covered = """() => {
        const bar = document.querySelector('#answer').getBoundingClientRect();
        const it = document.activeElement.getBoundingClientRect();
        return it.bottom <= bar.bottom && it.top >= bar.top ? document.activeElement.outerHTML : null }"""
    for key in ("Tab", "Shift+Tab"):
        for _ in range(40):
            page.keyboard.press(key)
            assert page.evaluate(covered) is None


def test_with_less_motion_nothing_moves(opening: Callable[..., Any]) -> None:
    page = opening(reduced_motion="reduce")
    say(page, *[f"Gait speed is 0.8 meters per second at visit {number}." for number in range(40)])
    page.wait_for_selector("#transcript .sentence:has-text('visit 39')")
    page.click("#take-tour")
    page.wait_for_selector("#tour:not([hidden])")
    page.click("#tour .next")
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.querySelector('#transcript .sentence')).transitionDuration") == "0s"


def test_a_whole_session_by_keyboard_alone(page: Any, therapy: dict[str, Any]) -> None:
    def tab_to(condition: str) -> None:
        for _ in range(80):
            if page.evaluate(f"document.activeElement.matches({json.dumps(condition)})"):
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {condition}")

    tab_to("#change-visit")
    page.keyboard.press("Enter")
    tab_to("#visit-form [name=pt_slp]")
    page.keyboard.type("2470")
    tab_to("#visit-form fieldset > button")
    page.keyboard.press("Enter")
    page.keyboard.type("97110")
    tab_to("#visit-form [name=modifiers]")
    page.keyboard.type("GP")
    tab_to("#visit-form [name=allowed]")
    page.keyboard.type("29.06")
    page.keyboard.press("Enter")
    verdict(page, 1, "undetermined")
    tab_to("#composer")
    page.keyboard.type("Her gait speed is 0.8 meters per second on March 18, 2026.")
    page.keyboard.press("Enter")
    page.wait_for_selector("#transcript .sentence:has-text('gait speed')")
    page.keyboard.press("Shift+Tab")
    tab_to("#lines .why")
    page.keyboard.press("Enter")
    page.wait_for_selector("#why[open]")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#lines .why')")
    page.keyboard.press("Home")
    page.evaluate("document.activeElement.blur()")
    tab_to("#finish")
    page.keyboard.press("Enter")
    page.wait_for_selector("#r-lines tr")


@pytest.mark.parametrize("view", ["live", "review"])
def test_nothing_is_wider_than_a_small_screen(opening: Callable[..., Any], therapy: dict[str, Any], view: str) -> None:
    page = opening()
    page.set_viewport_size({"width": 360, "height": 740})
    set_visit(page, therapy)
    say(page, *NEEDED, "x" * 300)
    status(page, "functional_measure", "met")
    if view == "review":
        page.click("#finish")
        page.wait_for_selector("#r-lines tr")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_at_twice_the_size_everything_is_there(opening: Callable[..., Any], therapy: dict[str, Any]) -> None:
    page = opening(device_scale_factor=2)
    page.set_viewport_size({"width": 640, "height": 450})
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    for place in ("#composer", "#checklist .rows", "#lines table", "#flags .flags", "#finish"):
        page.locator(place).scroll_into_view_if_needed()
        assert page.is_visible(place)


def test_hostile_text_is_shown_as_words(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, HOSTILE, "No plan of care <b>is</b> on file.")
    page.wait_for_selector("#transcript :text('{{7*7}}')")
    assert HOSTILE.strip().split(" & ")[0] in page.inner_text("#transcript")
    page.click("#finish")
    page.wait_for_selector("#r-lines tr")
    assert "<script>document.title=2</script>" in page.inner_text("#r-note")
    assert page.locator("main img, main script, main b:text-is('is')").count() == 0
    assert page.title() == "Scribe: review of a note"


def test_the_policy_forbids_inline_script_and_parsing_of_text(opening: Callable[..., Any], shared_service: Any) -> None:
    page = opening(strict=False)
    policy = httpx.get(shared_service.url).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    refused = page.evaluate(
        "() => { try { document.createElement('p').innerHTML = '<b>x</b>' } catch (error) { return error.name } }"
    )
    assert refused == "TypeError"


def test_everything_comes_from_the_service_itself(opening: Callable[..., Any], shared_service: Any) -> None:
    page = opening()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert asked
    assert [url for url in asked if not url.startswith(shared_service.url)] == []


def test_the_tour_has_five_steps(page: Any) -> None:
    page.click("#take-tour")
    page.wait_for_selector("#tour:not([hidden])")
    lit = []
    for step in range(1, 6):
        assert page.inner_text("#tour .step") == f"Step {step} of 5"
        lit.append(page.evaluate("document.querySelector('.lit').id"))
        page.click("#tour .next")
    assert lit == ["dictation", "checklist", "lines", "flags", "tour-finish"]
    assert not page.is_visible("#tour")
    assert page.evaluate("document.activeElement.id") == "take-tour"


def test_speech_is_off_until_the_notice_was_read(opening: Callable[..., Any]) -> None:
    page = opening(
        script="""
        window.listening = 0;
        window.webkitSpeechRecognition = window.SpeechRecognition = class {
          start() { window.listening += 1; setTimeout(() => this.onresult({ resultIndex: 0, results: [
            Object.assign([{ transcript: "gait speed is 0.8 meters per second today." }], { isFinal: true })] })) }
          stop() { window.listening -= 1 }
        };"""
    )
    assert page.evaluate("window.listening") == 0
    page.click("#speak")
    assert "may send what you say to its maker" in page.inner_text("#speech-dialog")
    page.click("#speech-dialog button[value=no]")
    assert page.evaluate("window.listening") == 0
    page.click("#speak")
    page.click("#speech-dialog button[value=listen]")
    page.wait_for_selector("#transcript :text('gait speed')")
    assert page.get_attribute("#speak", "aria-pressed") == "true"
    page.click("#speak")
    assert page.evaluate("window.listening") == 0
