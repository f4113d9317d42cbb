"""Hints while typing (static/js/near.js, search.js): asked after a pause, never while a letter is composed."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders

pytestmark = pytest.mark.browser
HOME = "http://giao-dien.example"
BODY = (
    '<form class="seek" action="/tim/" role="search" data-seek><label for="t">Tìm</label>'
    '<input id="t" type="search" name="q"><div data-seek-found hidden></div></form>'
    '<label for="id_name">Tên</label><input id="id_name" value="">'
    '<div data-near="/gan/" data-near-of="id_name" role="status"></div>'
    '<script src="/static/js/near.js"></script><script src="/static/js/search.js"></script>'
)


@pytest.fixture
def asked(new_page):
    """(page, questions): the page answers each question with a link that names it."""
    page, questions = new_page(base_url=HOME), []

    def answer(route):
        url = urlsplit(route.request.url)
        if url.path.startswith("/static/"):
            file = Path(finders.find(url.path.removeprefix("/static/")))
            return route.fulfill(body=file.read_bytes(), content_type="text/javascript")
        if url.path == "/":
            head = '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title></head>'
            return route.fulfill(body=f"{head}<body>{BODY}</body></html>", content_type="text/html; charset=utf-8")
        words = parse_qs(url.query)
        questions.append((url.path, *(words.get("ten") or words.get("q") or [""])))
        links = "".join(f'<a href="/{n}">{questions[-1][1]} {n}</a>' for n in (1, 2))
        return route.fulfill(body=links, content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto("/")
    return page, questions


def test_a_name_is_asked_for_once_after_a_pause_and_not_while_composing(asked):
    page, questions = asked
    page.locator("#id_name").press_sequentially("Ngõ hoa", delay=20)
    page.get_by_text("Ngõ hoa 1").wait_for()
    assert questions == [("/gan/", "Ngõ hoa")]
    page.evaluate(
        """() => {
            const input = document.getElementById("id_name");
            input.value = "Ngõ hoa d";
            input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    page.wait_for_timeout(700)
    assert len(questions) == 1
    page.evaluate('document.getElementById("id_name").dispatchEvent(new CompositionEvent("compositionend"))')
    page.get_by_text("Ngõ hoa d 1").wait_for()


def test_the_box_answers_under_itself_and_is_walked_by_keys(asked):
    page, questions = asked
    page.locator("#t").press_sequentially("71", delay=20)
    page.get_by_text("71 2").wait_for()
    assert questions == [("/tim/", "71")]
    for key, focused in (("ArrowDown", "71 1"), ("ArrowDown", "71 2"), ("ArrowDown", "71 2"), ("ArrowUp", "71 1")):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.textContent") == focused
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "t"
    assert page.locator("[data-seek-found]").is_hidden()
    page.fill("#t", "")
    page.wait_for_timeout(400)
    assert page.locator("[data-seek-found]").is_hidden()
