"""The browser fixtures themselves: each kind of trouble is noticed, and a clean page is not accused."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "/clean": "<p>đủ</p>",
    "/inline-style": "<p style='color:red'>x</p>",
    "/inline-script": "<script>document.title = 'x'</script>",
    "/script-error": "<script src='/broken.js'></script>",
    "/missing-file": "<img src='/no.png' alt='x'>",
    "/another-host": "<img src='http://other.invalid/a.png' alt='x'>",
    "/no-alt": "<img src='/dot.svg'>",
    "/wide": "<pre>" + "rộng" * 400 + "</pre>",
}
HEAD = "<!doctype html><html lang='vi'><title>Trang</title><body><main><h1>Trang</h1>"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path in PAGES:
            kind, body = "text/html; charset=utf-8", HEAD + PAGES[self.path] + "</main>"
        elif self.path == "/broken.js":
            kind, body = "text/javascript", "throw new Error('hỏng')"
        elif self.path == "/dot.svg":
            kind, body = "image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'/>"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'; img-src 'self'")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        """Silence."""


@pytest.fixture(scope="module")
def pages():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "noticed"),
    [
        ("/inline-style", "console: Applying inline style violates"),
        ("/inline-script", "console: Executing inline script violates"),
        ("/script-error", "script error: hỏng"),
        ("/missing-file", "404: http://127.0.0.1:"),
        ("/another-host", "another host: http://other.invalid/a.png"),
    ],
)
def test_trouble_is_noticed(new_page, watches, pages, path, noticed):
    new_page(base_url=pages).goto(path)
    problems = watches[0].take()
    assert any(noticed in problem for problem in problems), problems


def test_a_clean_page_is_not_accused(new_page, axe, scrolls_sideways, pages):
    page = new_page(width=320, base_url=pages)
    page.goto("/clean")
    assert axe(page) == []
    assert not scrolls_sideways(page)
    page.evaluate("document.querySelector('h1').after(document.createElement('img'))")
    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]  # a second look is no memory of the first


def test_a_page_that_answers_404_itself_is_no_trouble(new_page, pages):
    assert new_page(base_url=pages).goto("/nowhere").status == 404


def test_axe_and_width_are_judged(new_page, axe, scrolls_sideways, pages):
    page = new_page(width=390, base_url=pages)
    page.goto("/no-alt")
    assert [line.split(":")[0] for line in axe(page)] == ["image-alt"]
    page.goto("/wide")
    assert scrolls_sideways(page)
