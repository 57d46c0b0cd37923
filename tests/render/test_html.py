"""The review as one HTML page."""

import re
from html.parser import HTMLParser

import pytest

from scribe.render.html import render_html
from scribe.render.view import View, view
from scribe.types import Review

VOID = {"meta", "rect", "br", "link"}


class Page(HTMLParser):
    """Elements, ids, links and the text of the note."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.note = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(f"{tag}.{dict(attrs).get('class')}")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().partition(".")[0] == tag

    def handle_data(self, data: str) -> None:
        tagged = any(element.startswith("a.tag") for element in self.open)
        if "div.text" in self.open and not tagged:
            self.note += data

    def values(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements if (value := attributes.get(name))]


@pytest.fixture
def page(shown: View) -> Page:
    return Page(render_html(shown))


def test_every_element_is_closed(page: Page) -> None:
    assert page.open == []


def test_the_note_is_there_letter_for_letter(page: Page, review: Review) -> None:
    assert page.note == review.text


def test_ids_are_unique(page: Page) -> None:
    ids = page.values("id")
    assert len(ids) == len(set(ids))


def test_links_inside_the_page_arrive(page: Page) -> None:
    inside = {link.removeprefix("#") for link in page.values("href") if link.startswith("#")}
    assert inside
    assert inside <= set(page.values("id"))


def test_the_page_needs_nothing_else(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert page.values("src") == []
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]


def test_a_policy_forbids_what_the_page_does_not_have(page: Page) -> None:
    assert any(value.startswith("default-src 'none'") for value in page.values("content"))


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</div></style><svg onload=x>",
        "&lt;b&gt;",
        "{{ 7*7 }}",
    ],
)
def test_a_note_full_of_html_shows_as_words(review: Review, hostile: str) -> None:
    evidence = review.evidence[0].model_copy(update={"start": 0, "end": len(hostile), "text": hostile})
    line = review.lines[0].model_copy(update={"message": hostile})
    spoiled = review.model_copy(update={"text": hostile, "evidence": (evidence,), "lines": (line,), "sentences": ()})
    page = Page(render_html(view(spoiled)))
    assert page.note == hostile
    assert not {tag for tag, _ in page.elements} & {"script", "img"}


def test_each_mark_has_a_label_in_words(shown: View) -> None:
    html = render_html(shown)
    assert re.search(r'class="tag ask".*?Plan of care signature, pending</a>', html)


def test_colours_have_contrast_enough(report_css: str) -> None:
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block)) for block in _themes(report_css))
    for theme in (light, light | dark):
        for name in ("ink", "soft", "good", "warn", "bad", "ask", "quiet", "link"):
            for ground in ("page", "sheet", "tint"):
                assert _contrast(theme[name], theme[ground]) >= 4.5, (name, ground)
        assert _contrast(theme["ink"], theme["aim"]) >= 4.5


def _themes(css: str) -> tuple[str, str]:
    first, second = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)[:2]
    return first, second


def _contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
