"""A file once chosen is kept or asked for again, while the form around it saves itself: uploads and saves that overlap,
answers that come late or never, a button pressed too early (issue 10 B 5)."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.core.files.sample_files import image_bytes

pytestmark = pytest.mark.browser

UPLOAD, AUTOSAVE = "**/tep/", "**/luu-nhap/"
SCAN = {"name": "ban-giay.png", "mimeType": "image/png", "buffer": image_bytes("PNG", size=(40, 30))}


class Line:
    """The network of one page: holds what is on its way until it is let go."""

    def __init__(self, page):
        self.page = page

    def hold_answers(self, address):
        """What the server did is done; its answers wait. Returns the list of them."""
        return self._take(address, lambda route: (route, route.fetch()))

    def hold_requests(self, address):
        return self._take(address, lambda route: (route, None))

    def _take(self, address, act):
        held = []
        self.page.route(address, lambda route: held.append(act(route)))
        return held

    def let_go(self, address, held):
        for route, response in held:
            route.fulfill(response=response) if response else route.continue_()
        self.page.unroute(address)

    def lose(self, address, held):
        for route, _ in held:
            route.abort()
        self.page.unroute(address)

    def wait(self, held, count=1):
        for _ in range(150):
            if len(held) >= count:
                return
            self.page.wait_for_timeout(100)
        pytest.fail("nothing was sent")


@pytest.fixture
def typing(request, new_page, sign_in):
    """An officer at step 2 of what they type for a unit from paper."""
    page = new_page(width=getattr(request, "param", 1280))
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page, "chuyenvien1")
    page.goto("/yen-bai/mo-hinh/dang-ky/")
    page.locator("[name=unit]").select_option(index=5)
    page.locator("[name=origin][value=NEW]").check()
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url("**/buoc/1/")
    page.goto(page.url.replace("/buoc/1/", "/buoc/2/"))
    return page


def paper(page, day="12/03/2026"):
    page.locator("[name=paper_on]").fill(day)
    page.locator("[name=told_by]").fill("Nguyễn Văn Mẫu")
    page.keyboard.press("Tab")


def state(page, *wanted):
    """What the form says of itself once nothing typed waits to be saved, or saving failed."""
    marks = {"saved": "[data-save-state=saved]:not([data-dirty])", "failed": "[data-save-state=failed]"}
    page.wait_for_selector(", ".join(f"form{marks[one]}" for one in wanted), timeout=20_000)
    return page.locator("form[data-save-state]").get_attribute("data-save-state")


def next_step(page):
    page.get_by_role("button", name=re.compile("^Lưu và sang bước 3")).click()


def kept(page):
    """What the server shows of step 2 in a page opened afresh: names of files, day and person of the paper."""
    page.goto(re.sub(r"/buoc/\d/.*", "/buoc/2/", page.url))
    files = page.locator("#tep-da-tai li b").all_inner_texts()
    return files, page.locator("[name=paper_on]").input_value(), page.locator("[name=told_by]").input_value()


WHOLE = (["ban-giay.png"], "12/03/2026", "Nguyễn Văn Mẫu")


@pytest.mark.parametrize("typing", [1280, 390], indirect=True)
def test_the_scan_and_what_is_typed_at_once_are_both_kept(typing):
    typing.set_input_files("[name=scan]", SCAN)
    paper(typing)
    assert state(typing, "saved", "failed") == "saved"
    next_step(typing)
    typing.wait_for_url("**/buoc/3/")
    assert kept(typing) == WHOLE


def test_words_saved_before_the_answer_to_the_upload_arrives_are_not_anothers(typing):
    line = Line(typing)
    held = line.hold_answers(UPLOAD)
    typing.set_input_files("[name=scan]", SCAN)
    line.wait(held)
    paper(typing)
    assert state(typing, "saved", "failed") == "saved"
    line.let_go(UPLOAD, held)
    expect(typing.locator("#tep-da-tai li")).to_have_count(1)
    assert kept(typing) == WHOLE


def test_a_save_whose_answer_comes_after_the_upload_s_is_not_anothers(typing):
    line = Line(typing)
    held = line.hold_answers(AUTOSAVE)
    paper(typing, "11/03/2026")
    line.wait(held)
    typing.set_input_files("[name=scan]", SCAN)
    expect(typing.locator("#tep-da-tai li")).to_have_count(1)
    line.let_go(AUTOSAVE, held)
    paper(typing)
    assert state(typing, "saved", "failed") == "saved"
    assert kept(typing) == WHOLE


def test_an_upload_whose_answer_is_lost_holds_up_nothing_and_is_kept_once(typing, watches):
    line = Line(typing)
    held = line.hold_answers(UPLOAD)
    typing.set_input_files("[name=scan]", SCAN)
    line.wait(held)
    line.lose(UPLOAD, held)
    expect(typing.locator(".queue .err")).to_contain_text("Mất kết nối")
    paper(typing)
    assert state(typing, "saved", "failed") == "saved"
    typing.get_by_role("button", name="Thử lại tệp ban-giay.png").click()
    expect(typing.locator("#tep-da-tai li")).to_have_count(1)
    assert kept(typing) == WHOLE
    watches[0].take()


def test_a_save_whose_answer_is_lost_is_not_anothers_when_a_button_follows(typing, watches):
    line = Line(typing)
    held = line.hold_answers(AUTOSAVE)
    paper(typing, "11/03/2026")
    line.wait(held)
    line.lose(AUTOSAVE, held)
    state(typing, "failed")
    typing.locator("[name=paper_on]").fill("12/03/2026")
    typing.set_input_files("[name=scan]", SCAN)
    next_step(typing)
    typing.wait_for_url("**/buoc/3/")
    assert kept(typing) == WHOLE
    watches[0].take()


def test_a_page_opened_before_the_last_save_of_the_former_arrived_goes_on_from_it(typing, watches):
    line = Line(typing)
    held = line.hold_requests(AUTOSAVE)
    paper(typing, "11/03/2026")
    line.wait(held)
    typing.goto(typing.url)  # drawn without it
    typing.locator("[name=told_by]").fill("Nguyễn Văn Mẫu")
    held[0][0].fetch()  # now it arrives; nobody waits for the answer
    typing.unroute(AUTOSAVE)
    paper(typing)
    assert state(typing, "saved", "failed") == "saved"
    assert kept(typing) == ([], "12/03/2026", "Nguyễn Văn Mẫu")
    watches[0].take()


def test_a_button_pressed_while_a_file_is_on_its_way_waits_for_it(typing):
    line = Line(typing)
    held = line.hold_requests(UPLOAD)
    typing.set_input_files("[name=scan]", SCAN)
    line.wait(held)
    paper(typing)
    next_step(typing)
    next_step(typing)
    expect(typing.get_by_role("status").filter(has_text="Đang tải tệp lên")).to_be_visible()
    typing.wait_for_timeout(1000)
    assert typing.url.endswith("/buoc/2/")
    line.let_go(UPLOAD, held)
    typing.wait_for_url("**/buoc/3/")
    assert kept(typing) == WHOLE


def test_a_file_that_did_not_arrive_is_said_before_one_goes_on_and_the_scan_is_asked_for_at_its_field(typing, watches):
    line = Line(typing)
    held = line.hold_requests(UPLOAD)
    typing.set_input_files("[name=scan]", SCAN)
    line.wait(held)
    line.lose(UPLOAD, held)
    expect(typing.get_by_role("button", name="Thử lại tệp ban-giay.png")).to_be_visible()
    paper(typing)
    next_step(typing)
    expect(typing.get_by_role("alert").filter(has_text="ban-giay.png")).to_contain_text("chưa tải lên được")
    assert typing.evaluate("document.activeElement.textContent").startswith("Thử lại")
    assert typing.url.endswith("/buoc/2/")
    next_step(typing)  # told once: then without it
    typing.wait_for_url("**/buoc/2/?loi=1")
    scan = typing.locator("[name=scan]")
    assert scan.get_attribute("aria-invalid") == "true"
    assert "Hãy tải lên bản đăng ký giấy" in typing.locator("#phan-scan, #phan-files").first.inner_text()
    next_step(typing)
    typing.wait_for_url("**/buoc/3/")
    assert kept(typing) == ([], "12/03/2026", "Nguyễn Văn Mẫu")
    watches[0].take()


def test_a_server_that_cannot_write_says_so_in_its_words_and_what_was_typed_goes_on_once_it_can(typing, watches):
    told = json.dumps({"message": "Máy chủ đã hết chỗ lưu, lần này chưa lưu được gì"})
    typing.route(AUTOSAVE, lambda route: route.fulfill(status=507, body=told, content_type="application/json"))
    paper(typing)
    assert state(typing, "saved", "failed") == "failed"
    expect(typing.locator(".save-bar")).to_have_text(
        "Máy chủ đã hết chỗ lưu, lần này chưa lưu được gì. Nội dung vẫn ở trên trang này, đừng đóng trang"
    )
    typing.unroute(AUTOSAVE)
    assert state(typing, "saved") == "saved"  # it tries again by itself
    assert kept(typing) == ([], "12/03/2026", "Nguyễn Văn Mẫu")
    watches[0].take()
