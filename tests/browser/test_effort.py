"""What a secretary has to do beyond writing: a whole registration, pressed through in Chromium and counted."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MOST = 25  # presses and entries beyond the text itself

METHOD = "Vận động từng hộ ký cam kết, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách và họp mỗi tháng một lần. "


class Hand:
    """Presses and entries of one person. `write` is the text itself, which costs nothing here."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, target):
        self.count += 1
        target.click()

    def enter(self, name, value):
        self.count += 1
        self.page.locator(f"[name={name}]").fill(value)

    def choose(self, name, value):
        self.count += 1
        self.page.locator(f"[name={name}][value='{value}']").check()

    def write(self, name, text):
        self.page.locator(f"[name={name}]").fill(text)

    def button(self, words):
        self.press(self.page.get_by_role("button", name=words).first)

    def goes_on(self, step):
        self.button(f"Lưu và sang bước {step}")
        self.page.wait_for_url(f"**/buoc/{step}/" if step < 5 else "**/kiem-tra/")


def test_a_registration_takes_at_most_25_presses_beyond_its_text(new_page, sign_in):
    page = new_page(width=390)
    sign_in(page, "bithu.tdp03")
    hand = Hand(page)
    hand.press(page.get_by_role("link", name="Đăng ký mô hình").first)
    page.wait_for_url("**/dang-ky/**")
    hand.press(page.locator("main form button").last)
    page.wait_for_url("**/buoc/1/")
    hand.enter("leader_name", "Người Phụ Trách")
    hand.enter("contact_phone", "0912 345 678")
    hand.enter("meeting_on", "1/3/2026")
    hand.goes_on(2)
    hand.write("name", "Ngõ nhỏ sáng đèn, sạch rác")
    hand.choose("sector", "4")
    hand.write("problem", "Ba ngõ chưa có đèn, hay mất xe, rác để qua đêm.")
    hand.write("method", METHOD * 2)
    hand.enter("starts_on", "1/3/2026")
    hand.enter("ends_on", "30/11/2026")
    hand.goes_on(3)
    hand.write("targets-0-indicator", "Số đèn lắp mới")
    hand.enter("targets-0-measure", "bóng")
    hand.enter("targets-0-planned", "24")
    hand.write("expected", "Ba ngõ sáng đèn, sạch rác quanh năm.")
    hand.goes_on(4)
    hand.write("steps-0-what", "Vận động từng hộ ký cam kết")
    hand.enter("steps-0-who", "Tổ đảng viên ngõ 12")
    hand.enter("steps-0-when", "tháng 4")
    hand.goes_on(5)
    hand.press(page.locator("[name=confirmed]"))
    hand.button("Gửi đăng ký")
    page.wait_for_url("**/da-gui/")
    code = page.url.split("/")[-3]
    assert code in page.locator("main").inner_text()
    print(f"{hand.count} presses and entries beyond the text")
    assert hand.count <= MOST
    page.go_back()
    page.wait_for_url("**/da-gui/")  # Back leads to what was sent, not to a form that is alive


def test_the_scoring_grid_is_filled_from_the_keyboard_and_saved_line_by_line(new_page, sign_in):
    page = new_page()
    sign_in(page, "chuyenvien1")
    page.goto("/yen-bai/cham-diem/bang/")
    lines = page.locator("tr[data-line]:has([data-points])")
    lines.nth(0).locator("[data-points]").nth(0).click()
    with page.expect_response("**/cham-diem/bang/") as first:
        page.keyboard.type("17,5")
        page.keyboard.press("Enter")
    assert first.value.request.method == "POST"
    page.keyboard.type("7")  # the same criterion of the next model
    page.keyboard.press("ArrowRight")
    page.keyboard.type("99")
    with page.expect_response("**/cham-diem/bang/"):
        page.keyboard.press("ArrowUp")
    expect(page.locator(".tbl--grid .err")).to_have_count(1)
    assert [lines.nth(n).locator("[data-total]").inner_text() for n in (0, 1)] == ["17,5", "7"]
    page.once("dialog", lambda dialog: dialog.accept())  # the wrong cell is not saved, leaving says so
    page.reload()
    assert [lines.nth(n).locator("[data-points]").nth(0).input_value() for n in (0, 1)] == ["17,5", "7"]


def test_on_a_phone_the_grid_is_jumped_through_and_each_model_saved_where_it_stands(new_page, sign_in):
    page = new_page(width=390)
    sign_in(page, "chuyenvien1")
    page.goto("/yen-bai/cham-diem/bang/")
    line = page.locator("tr[data-line]:has([data-points])").nth(2)
    code = line.get_attribute("data-line")
    page.locator("[data-jumps] summary").click()
    page.locator(f"[data-jumps] a[href='#dong-{code}']").click()
    assert page.locator("[data-jumps] a").first.is_hidden()
    line.locator("[data-points]").nth(0).fill("11")
    line.locator("[data-points]").nth(0).press("Enter")
    assert page.evaluate("document.activeElement.name") == f"{code}-points_2"  # the next criterion of the same model
    page.keyboard.type("99")
    line.get_by_role("button", name="Lưu nháp").click()
    line.get_by_text("Còn ô ghi sai, chưa lưu ô đó").last.wait_for()
    assert page.evaluate("document.activeElement.name") == f"{code}-points_2"
    page.keyboard.press("Control+a")
    page.keyboard.type("7,5")
    line.get_by_role("button", name="Lưu nháp").click()
    line.get_by_text("Đã lưu nháp").last.wait_for()
    assert line.locator("[data-total]").inner_text() == "18,5"
