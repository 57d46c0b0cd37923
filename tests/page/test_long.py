"""A dictation of 3,000 sentences: sentences come at once, memory grows in proportion, scrolling stays smooth."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from typing import Any

import pytest

SENTENCES = 3_000
_LATE = 100  # milliseconds from the event to the sentence on the page
_FRAMES = 100
_FRAME = 1000 / 50  # milliseconds that a frame may take at 50 frames a second
# Notes when the event of a sentence came, and when that sentence stands on the page.
_WATCH = """
window.came = new Map();
window.late = [];
const add = EventTarget.prototype.addEventListener;
const Real = WebSocket;
window.WebSocket = class extends Real {
  constructor(...given) {
    super(...given);
    add.call(this, "message", ({ data }) => {
      const told = JSON.parse(data);
      if (told.type === "sentence" && told.state === "added") window.came.set(told.at, performance.now());
    });
  }
};
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver(() => {
    const shown = document.querySelectorAll("#transcript .sentence").length;
    for (const [at, when] of window.came) if (at < shown) {
      window.late.push(performance.now() - when);
      window.came.delete(at);
    }
  }).observe(document.querySelector("#transcript"), { childList: true, subtree: true });
});
"""
# A sweep through the whole transcript, about a second and a half long at 60 frames a second.
_SWEEP = """async (frames) => {
  const it = document.querySelector("#transcript");
  const step = (it.scrollHeight - it.clientHeight) / frames;
  for (let frame = 0; frame <= frames; frame += 1) {
    it.scrollTop = frame * step;
    await new Promise(requestAnimationFrame);
  }
}"""
_MEMORY = "() => performance.memory.usedJSHeapSize"


def _text(first: int, last: int) -> str:
    parts = []
    for number in range(first, last):
        if number % 6 == 0:
            parts.append(f"Gait speed is 0.{1 + number % 9} meters per second at visit {number}.")
        else:
            parts.append(f"The patient spoke at some length of visit number {number} and of the weather.")
    return " ".join(parts)


def _add(page: Any, first: int, last: int) -> None:
    page.evaluate("words => { document.querySelector('#composer').value = words }", _text(first, last))
    page.press("#composer", "Enter")
    page.wait_for_function(f"() => document.querySelectorAll('#transcript .sentence').length >= {last - 1}")


def _heap(page: Any) -> float:
    page.request_gc()
    return float(page.evaluate(_MEMORY))


def _cost_of_a_frame(page: Any) -> float:
    """Milliseconds of processor time that the busiest of the browser's processes takes for a frame of a sweep.

    Processor time, since the frames that are seen also tell what else the machine does.
    """
    browser = page.context.browser.new_browser_cdp_session()

    def spent() -> dict[int, float]:
        return {each["id"]: each["cpuTime"] for each in browser.send("SystemInfo.getProcessInfo")["processInfo"]}

    before = spent()
    page.evaluate(_SWEEP, _FRAMES)
    after = spent()
    browser.detach()
    return 1000 * max(after[each] - before.get(each, after[each]) for each in after) / _FRAMES


@pytest.mark.slow
def test_three_thousand_sentences_stay_smooth(opening: Callable[..., Any]) -> None:
    page = opening(script=_WATCH)
    _add(page, 0, 200)
    empty = _heap(page)
    _add(page, 200, SENTENCES // 2)
    half = _heap(page)
    _add(page, SENTENCES // 2, SENTENCES - 20)
    whole = _heap(page)
    assert whole - half < 2 * (half - empty), "memory grows faster than the transcript"
    page.evaluate("window.late.length = 0")
    for number in range(SENTENCES - 20, SENTENCES):
        _add(page, number, number + 1)
    late = page.evaluate("window.late")
    assert len(late) >= 19
    assert median(late) < _LATE  # a single one may wait for what else the machine does
    assert _cost_of_a_frame(page) < _FRAME
