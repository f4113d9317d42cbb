"""static/js/uploads.js in Chromium: in order, with a word on failure, tried again, photos made smaller; from memory."""

import io
import json
import random
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
HOME = "http://tai-tep.example"
PAGE = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thử</title>
<script src="/static/js/uploads.js"></script></head><body><main><h1>Trang thử</h1><form method="post">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="version" value="3">
<select name="noi_tep" data-goes-with aria-label="Phần"><option value="registration.area">Địa bàn</option></select>
<div data-uploads="/tep/" data-list="ds" data-in-form="1">
<label>Chú thích<input name="chu_thich" data-goes-once></label>
<label>Tệp<input type="file" name="files" multiple></label></div>
<ul id="ds" hidden></ul></form></main></body></html>"""


@pytest.fixture
def sent(new_page):
    """The page, and what was sent to it: bodies of the POSTs. `page.fails` answers that many with a broken line."""
    page = new_page(width=390, base_url=HOME)
    page.bodies, page.fails, page.refuses = [], 0, ""

    def answer(route):
        path = route.request.url.removeprefix(HOME)
        if path.startswith("/static/"):
            file = Path(finders.find(path.removeprefix("/static/")))
            return route.fulfill(body=file.read_bytes(), content_type="text/javascript")
        if path != "/tep/":
            return route.fulfill(body=PAGE, content_type="text/html; charset=utf-8")
        body = route.request.post_data_buffer or b""
        if page.fails:
            page.fails -= 1
            return route.abort()
        if page.refuses:
            return route.fulfill(
                status=422, body=json.dumps({"problem": page.refuses}), content_type="application/json"
            )
        page.bodies.append(body)
        name = re.search(rb'name="files"; filename="([^"]+)"', body)[1].decode()
        number = len(page.bodies)
        row = f"<li>{name}<button name='bo_tep' value='{number}'>Xóa</button></li>"
        return route.fulfill(body=json.dumps({"token": str(number), "row": row}), content_type="application/json")

    page.route("**/*", answer)
    page.goto("/")
    return page


def file(name, data=b"%PDF-1.7"):
    return {"name": name, "mimeType": "image/jpeg" if name.endswith("jpg") else "application/pdf", "buffer": data}


def names(page):
    return page.locator("#ds li").evaluate_all("rows => rows.map((row) => row.firstChild.textContent)")


def test_files_go_up_in_their_order_with_the_part_and_touch_no_version(sent):
    sent.set_input_files("[name=files]", [file("Báo cáo.pdf"), file("b.pdf"), file("a.pdf")])
    expect(sent.locator("#ds li")).to_have_count(3)
    assert names(sent) == ["Báo cáo.pdf", "b.pdf", "a.pdf"]
    assert all(b"registration.area" in body and b"trong_bieu_mau" in body for body in sent.bodies)
    assert sent.input_value("[name=version]") == "3"  # that of the words, which no file moves
    assert sent.input_value("[name=files]") == ""
    expect(sent.get_by_role("status")).to_have_text("Đã tải lên a.pdf")


def test_a_caption_goes_with_the_files_chosen_after_it_and_with_no_later_ones(sent):
    sent.fill("[name=chu_thich]", "Ngõ 12 sáng đèn")
    sent.fails = 1
    sent.set_input_files("[name=files]", [file("a.pdf"), file("b.pdf")])
    expect(sent.locator("#ds li")).to_have_count(1)
    assert sent.input_value("[name=chu_thich]") == ""
    sent.get_by_role("button", name="Thử lại tệp a.pdf").click()
    expect(sent.locator("#ds li")).to_have_count(2)
    sent.set_input_files("[name=files]", [file("c.pdf")])
    expect(sent.locator("#ds li")).to_have_count(3)
    assert ["Ngõ 12 sáng đèn".encode() in body for body in sent.bodies] == [True, True, False]


def test_a_broken_line_is_told_and_tried_again_and_a_refusal_says_why(sent, watches):
    sent.fails = 1
    sent.set_input_files("[name=files]", [file("a.pdf")])
    expect(sent.locator(".err")).to_contain_text("Mất kết nối. Hãy bấm thử lại khi có mạng")
    sent.get_by_role("button", name="Thử lại tệp a.pdf").click()
    expect(sent.locator("#ds li")).to_have_count(1)
    expect(sent.locator(".queue li")).to_have_count(0)
    sent.refuses = "Tệp “b.pdf” không phải là PDF"
    sent.set_input_files("[name=files]", [file("b.pdf")])
    expect(sent.locator(".err")).to_contain_text("không phải là PDF")
    expect(sent.get_by_role("button", name="Thử lại")).to_have_count(0)  # it would be refused again
    sent.get_by_role("button", name="Bỏ tệp b.pdf").click()
    expect(sent.locator(".queue li")).to_have_count(0)
    assert len(sent.bodies) == 1
    assert watches[0].take() == [f"422: {HOME}/tep/"]


def test_a_photo_of_a_phone_is_made_smaller_before_it_goes(sent):
    noise = Image.frombytes("RGB", (600, 450), random.Random(1).randbytes(600 * 450 * 3)).resize((3000, 2250))
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=95)
    assert len(written.getvalue()) > 1024 * 1024
    sent.set_input_files("[name=files]", [file("ảnh.jpg", written.getvalue())])
    expect(sent.locator("#ds li")).to_have_count(1)
    assert len(sent.bodies[0]) < len(written.getvalue())
    start = sent.bodies[0].index(b"\xff\xd8")
    with Image.open(io.BytesIO(sent.bodies[0][start:])) as image:
        assert image.size == (2000, 1500)
