"""A live session: words in, evidence, checklist, lines and flags as they come."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.page.pages import NEEDED, SIGNED, safe, say, set_visit, status, verdict


def test_the_verdict_changes_when_the_missing_words_come(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    say(page, *NEEDED)
    status(page, "functional_measure", "met")
    status(page, "plan_of_care_signature", "missing")
    verdict(page, 1, "withhold")
    ask = page.locator('.row[data-requirement="plan_of_care_signature"] .ask')
    assert ask.inner_text().startswith("Ask: ")
    say(page, SIGNED)
    verdict(page, 1, "append")
    status(page, "plan_of_care_signature", "met")


def test_the_answer_is_seen_at_a_glance_with_its_reason(page: Any, therapy: dict[str, Any]) -> None:
    page.set_viewport_size({"width": 1280, "height": 720})
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    answer = page.locator("#answer li")
    assert re.sub(r"\s+", " ", answer.inner_text()) == "○ withhold KX on line 1: 5 of 5 requirements open"
    assert page.locator("#next").inner_text().splitlines() == [
        "Next: Plan of care",
        "What plan of care is this treatment under?",
    ]
    box = answer.bounding_box()
    assert box["y"] + box["height"] < 720
    page.click("#next button")
    page.wait_for_function("() => document.activeElement.closest('[data-requirement=plan_of_care]') !== null")
    say(page, *NEEDED, SIGNED)
    page.wait_for_selector("#answer li[data-kx=append]:has-text('every requirement is met')")
    page.wait_for_selector("#next:has-text('nothing is open')")


def test_an_institutional_line_below_the_threshold_has_its_own_reason(page: Any, therapy: dict[str, Any]) -> None:
    line = therapy["claim_lines"][0]
    lines = [{**line, "allowed": 5.0}, {**line, "line": 2, "code": "97112"}]
    set_visit(page, {**therapy, "claim_type": "institutional", "claim_lines": lines})
    say(page, *NEEDED, SIGNED)
    page.wait_for_selector("#answer li[data-kx=append]:has-text('on lines 1 and 2: every requirement is met')")


def test_without_lines_it_says_what_to_do_first(page: Any) -> None:
    assert page.inner_text("#answer .empty") == "no claim lines yet"
    page.click("#checklist .set-visit")
    page.wait_for_selector("#visit-dialog[open]")


def test_status_is_told_in_words_and_sign(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    status(page, "plan_of_care", "missing")
    row = page.locator('.row[data-requirement="plan_of_care"] .word')
    assert re.sub(r"\s+", " ", row.inner_text()) == "○ not heard"


def test_a_quote_leads_to_its_words(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, NEEDED[1], *[f"He also spoke of visit number {number} at length." for number in range(60)])
    status(page, "functional_measure", "met")
    page.wait_for_selector("text=visit number 59")
    tag = page.locator("#transcript .tag").first
    assert not _within(page, tag)
    page.click(".quote")
    page.wait_for_function("() => document.activeElement.matches('#transcript .tag')")
    page.wait_for_function(
        "() => { const box = document.activeElement.getBoundingClientRect(),"
        " room = document.querySelector('#transcript').getBoundingClientRect();"
        " return box.top >= room.top && box.bottom <= room.bottom }"
    )
    assert page.locator(".sentence.aim").inner_text().endswith("0.8 meters per second today.")


def test_evidence_is_marked_by_label_shape_and_underline(page: Any) -> None:
    say(page, "The plan of care was faxed to Dr. Osei and is awaiting signature. ")
    tag = page.wait_for_selector("#transcript .tag:has-text('signature')")
    assert re.fullmatch(r"◆ Plan of care signature, pending", tag.inner_text())
    mark = page.locator("#transcript mark.pending").first
    assert mark.evaluate("node => getComputedStyle(node).textDecorationStyle") == "dashed"


def test_typed_words_are_grey_until_they_are_added(page: Any) -> None:
    page.fill("#composer", "Gait speed is 0.8 meters per second")
    interim = page.wait_for_selector(".interim")
    assert interim.inner_text() == "Gait speed is 0.8 meters per second"
    page.wait_for_selector(".hint:has-text('Functional measure')")
    assert page.locator("#flags .flags li").count() == 0
    page.press("#composer", "Enter")
    page.wait_for_selector(".interim", state="detached")


def test_retracted_words_are_struck_and_their_evidence_goes(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, SIGNED)
    status(page, "plan_of_care_signature", "met")
    say(page, "Scratch that.")
    status(page, "plan_of_care_signature", "missing")
    assert page.locator("#transcript del").first.inner_text() == SIGNED
    assert page.locator("#transcript .tag").count() == 0


def test_a_sample_plays_with_a_clock(page: Any) -> None:
    page.select_option("#sample", "12-scratch-that.json")
    page.select_option("#speed", "4")
    page.wait_for_selector("#lines tr[data-line='1']")
    page.click("#play")
    page.wait_for_selector(".interim")
    page.wait_for_function("() => document.querySelector('#progress').value > 0.1")
    assert re.fullmatch(r"0:\d\d / 0:\d\d", page.inner_text("#clock"))
    page.wait_for_selector("#transcript del:has-text('signed by Dr. Pereira')")
    verdict(page, 1, "withhold")
    page.click("#stop")
    assert page.inner_text("#clock") == "0:00 / 0:34"


def test_a_new_flag_is_announced(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    page.wait_for_selector("#news p:has-text('Warning')", state="attached")
    assert page.get_attribute("#news", "aria-live") == "polite"


def test_a_flag_put_aside_stays_until_its_cause_changes(page: Any, therapy: dict[str, Any]) -> None:
    flag = "#flags .flags li:has-text('certification')"
    set_visit(page, therapy)
    page.wait_for_selector(flag + "[data-code=DOCUMENTATION_MISSING]")
    page.click(f"{flag}[data-code=DOCUMENTATION_MISSING] button.aside")
    page.keyboard.type("In the paper chart")
    page.keyboard.press("Enter")
    page.wait_for_selector(flag + "[data-code=DOCUMENTATION_MISSING]", state="detached")
    assert "In the paper chart" in page.locator("#flags .drawer").text_content()
    say(page, "Gait speed is 0.8 meters per second. ")
    status(page, "functional_measure", "met")
    assert page.locator(flag + "[data-code=DOCUMENTATION_MISSING]").count() == 0
    say(page, "The plan of care was faxed to Dr. Osei and is awaiting signature. ")
    page.wait_for_selector(flag + "[data-code=DOCUMENTATION_PENDING]")


def test_flags_that_differ_in_their_line_are_one(page: Any, therapy: dict[str, Any]) -> None:
    line = therapy["claim_lines"][0]
    set_visit(page, {**therapy, "claim_lines": [{**line, "line": number} for number in (1, 2, 3, 5)]})
    flag = "#flags .flags li[data-code=KX_WITHHELD]"
    page.wait_for_selector(f"{flag}:has-text('Lines 1 to 3 and 5')")
    page.click(f"{flag} button.aside")
    page.keyboard.type("Later")
    page.keyboard.press("Enter")
    page.wait_for_selector(flag, state="detached")
    assert page.locator("#flags .drawer li").count() == 1


def test_a_reason_being_typed_stays_when_its_flag_changes(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    flag = "#flags .flags li[data-code=KX_WITHHELD]"
    page.click(f"{flag} button.aside")
    page.keyboard.type("The chart")
    page.evaluate("document.querySelector('#flags .reason-form').dataset.old = 'yes'")
    page.evaluate("words => { document.querySelector('#composer').value = words }", NEEDED[1])
    page.evaluate("document.querySelector('#compose').requestSubmit()")
    status(page, "functional_measure", "met")
    page.wait_for_selector("#flags .reason-form:not([data-old])")
    assert page.input_value("#flags .reason-form input") == "The chart"


def test_a_sample_does_not_erase_ones_own_words_unasked(page: Any) -> None:
    say(page, "My own words.")
    page.wait_for_selector("#transcript .sentence")
    page.select_option("#sample", "12-scratch-that.json")
    page.click("#confirm button[value=no]")
    page.wait_for_function("() => document.querySelector('#sample').value === ''")
    assert "My own words." in page.inner_text("#transcript")


@pytest.mark.parametrize(
    ("width", "places"),
    [
        (1280, ["#dictation", "#checklist", "#checklist .policies", "#lines"]),
        (360, ["#dictation", "#checklist", "#checklist .policies"]),
    ],
)
def test_nothing_above_moves_when_flags_and_words_come(
    page: Any, therapy: dict[str, Any], width: int, places: list[str]
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    tops = "places => places.map(place => document.querySelector(place).getBoundingClientRect().top + scrollY)"
    before = page.evaluate(tops, places)
    say(page, *NEEDED, SIGNED)
    verdict(page, 1, "append")
    page.wait_for_selector("#next:has-text('nothing is open')")
    assert page.evaluate(tops, places) == before


def test_a_reader_who_scrolled_up_is_left_there(page: Any) -> None:
    say(page, *[f"Sentence number {number} tells of nothing." for number in range(60)])
    page.wait_for_selector("text=number 59")
    page.evaluate("document.querySelector('#transcript').scrollTop = 40")
    say(page, "One more sentence comes.")
    page.wait_for_selector("#below:not([hidden])")
    assert page.evaluate("document.querySelector('#transcript').scrollTop") == 40
    page.click("#below")
    page.wait_for_function(
        "() => { const it = document.querySelector('#transcript');"
        " return it.scrollHeight - it.scrollTop - it.clientHeight < 2 }"
    )


@pytest.mark.parametrize(
    ("open_it", "expected"),
    [
        ("#transcript .tag:has-text('signature')", ["pending", "awaiting", "signature.", "The policy's clause"]),
        (".row[data-requirement=plan_of_care_signature] .why", ["pending", "When did the physician sign"]),
        ("#lines tr[data-line='1'] .why", ["withhold KX", "false", "not heard", "$2,499.06"]),
    ],
)
def test_why(page: Any, therapy: dict[str, Any], open_it: str, expected: list[str]) -> None:
    set_visit(page, therapy)
    say(page, "The plan of care was faxed to Dr. Osei and is awaiting signature. ")
    status(page, "plan_of_care_signature", "pending")
    page.click(open_it)
    page.wait_for_selector("#why[open]")
    said = page.inner_text("#why").replace("’", "'")
    assert [words for words in expected if words not in said] == []
    page.keyboard.press("Escape")
    page.wait_for_selector("#why:not([open])", state="attached")


def test_a_reload_loses_nothing(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, NEEDED[1], SIGNED)
    safe(page)
    page.fill("#composer", "Not yet added")
    page.reload()
    status(page, "plan_of_care_signature", "met")
    assert page.input_value("#composer") == "Not yet added"
    assert "0.8 meters per second" in page.inner_text("#transcript")
    say(page, *NEEDED[2:], NEEDED[0])
    verdict(page, 1, "append")
    assert page.evaluate("localStorage.length") == 0


def test_what_is_wrong_with_the_visit_is_shown_where_it_is(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    verdict(page, 1, "withhold")
    page.click("#change-visit")
    page.fill("#visit-form [name=code]", "9711")
    page.click("#visit-dialog button[value=ok]")
    page.wait_for_selector("#visit-dialog[open] [name=code][aria-invalid]")
    page.wait_for_selector("#visit-form .problem:has-text('Code, line 1: expected a code')")
    page.fill("#visit-form [name=code]", "97112")
    page.click("#visit-dialog button[value=ok]")
    page.wait_for_selector("#lines tr[data-line='1']:has-text('97112')")
    assert page.inner_text("#problem") == ""


def test_a_reload_keeps_what_is_typed_in_a_form(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    page.click("#flags .flags li[data-code=KX_WITHHELD] button.aside")
    page.keyboard.type("The chart")
    page.reload()
    page.wait_for_selector("#flags .reason-form")
    assert page.input_value("#flags .reason-form input") == "The chart"
    page.click("#change-visit")
    page.fill("#visit-form [name=ot]", "17")
    page.reload()
    page.wait_for_selector("#visit-dialog[open]")
    assert page.input_value("#visit-form [name=ot]") == "17"


def test_a_finished_dictation_is_not_sent_again_by_a_reload(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, *NEEDED)
    page.click("#finish")
    page.wait_for_selector("#r-lines tr[data-kx=withhold]")
    page.reload()
    page.wait_for_selector("#r-lines tr[data-kx=withhold]")
    assert page.get_attribute("#connection", "data-state") == "idle"
    assert page.input_value("#note") == " ".join(NEEDED)


def test_finishing_shows_the_review(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, *NEEDED, SIGNED)
    page.click("#finish")
    page.wait_for_selector("#r-lines tr[data-kx=append]")
    assert "signed by Dr. Osei on March 2, 2026." in page.inner_text("#r-note")
    assert not page.is_visible("#note")
    assert page.evaluate("document.activeElement.id") == "result-title"


def test_what_was_put_aside_stays_so_in_the_review_and_over_a_reload(page: Any, therapy: dict[str, Any]) -> None:
    set_visit(page, therapy)
    say(page, *NEEDED)
    page.wait_for_selector("#flags .flags li[data-code=KX_WITHHELD]")
    page.click("#flags .flags li[data-code=KX_WITHHELD] button.aside")
    page.keyboard.type("In the paper chart")
    page.keyboard.press("Enter")
    page.click("#finish")
    for again in (False, True):
        if again:
            page.reload()
        page.wait_for_selector("#r-lines tr[data-kx=withhold]")
        page.wait_for_selector("#r-flags .drawer:has-text('In the paper chart')")
        assert page.locator("#r-flags .flags li[data-code=KX_WITHHELD]").count() == 0
    page.click("#ask summary")
    page.fill("#note", "Gait speed is 0.8 meters per second today.")
    page.click("#review-form button[type=submit]")
    page.wait_for_selector("#r-flags .flags li[data-code=KX_WITHHELD]")


def _within(page: Any, tag: Any) -> bool:
    return bool(
        tag.evaluate(
            "node => { const box = node.getBoundingClientRect();"
            " const room = document.querySelector('#transcript').getBoundingClientRect();"
            " return box.top >= room.top && box.bottom <= room.bottom }"
        )
    )
