"""What happens when the service goes away, or asks who one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scribe.web.auth import new_token
from tests.page.pages import NEEDED, SIGNED, safe, say, set_visit, status, verdict


def test_a_killed_service_is_resumed_and_nothing_is_lost(
    opening: Callable[..., Any], own_service: Callable[..., Any], therapy: dict[str, Any]
) -> None:
    service = own_service()
    page = opening(service=service)
    set_visit(page, therapy)
    say(page, NEEDED[0], NEEDED[1])
    safe(page)
    status(page, "functional_measure", "met")
    service.kill()
    page.wait_for_selector("#connection[data-state=waiting]")
    say(page, NEEDED[2], NEEDED[3], SIGNED)
    page.wait_for_selector("#connection .said:text('3 texts wait here')")
    service.start()
    page.wait_for_selector("#connection .said:text('Nothing was lost')")
    verdict(page, 1, "append")
    page.click("#finish")
    page.wait_for_selector("#r-lines tr[data-kx=append]")
    assert page.input_value("#note") == " ".join((*NEEDED, SIGNED))


def test_a_dictation_that_the_service_lost_is_sent_again(
    opening: Callable[..., Any], own_service: Callable[..., Any], therapy: dict[str, Any]
) -> None:
    service = own_service()
    page = opening(service=service)
    set_visit(page, therapy)
    say(page, *NEEDED)
    safe(page)
    service.kill()
    for file in service.data.rglob("*"):
        if file.is_file():
            file.unlink()
    service.start()
    page.wait_for_selector("#problem:has-text('sent again')")
    say(page, SIGNED)
    verdict(page, 1, "append")


def test_a_service_that_asks_for_a_token_gets_it(opening: Callable[..., Any], own_service: Callable[..., Any]) -> None:
    token, digest = new_token()
    page = opening(service=own_service(SCRIBE_TOKENS=f"clinic={digest}"))
    say(page, "Gait speed is 0.8 meters per second. ")
    page.wait_for_selector("#token-dialog[open]")
    page.fill("#token", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#token-problem:has-text('does not know')")
    page.fill("#token", token)
    page.keyboard.press("Enter")
    page.wait_for_selector("#transcript .tag")
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    assert token not in kept
