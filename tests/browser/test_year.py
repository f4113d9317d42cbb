"""One whole year in Chromium, in the practice ward, as the seven people it takes (Plan II.4.4)."""

import io
import re
from datetime import date

import openpyxl
import pytest

from tests.flows.test_year import METHOD, SUMMARY, text_of

pytestmark = pytest.mark.browser

YEAR = date.today().year
UNIT = "bithu.tdp36"  # the third officer belongs to this cell: he must be refused
DAY = f"{date.today():%d/%m/%Y}"
TARGET = {"indicator": "Hộ phân loại rác", "measure": "hộ", "planned": "186"}


@pytest.fixture
def people(new_page, sign_in):
    """Everybody at a browser of their own; the unit's head at a phone."""
    opened = {}

    def of(username):
        if username not in opened:
            opened[username] = sign_in(new_page(390 if username == UNIT else 1280), username)
        return opened[username]

    return of


def press(page, label):
    with page.expect_navigation():
        page.get_by_role("button", name=label, exact=True).first.click()
    return page


def fill(page, **fields):
    for name, value in fields.items():
        page.locator(f"[name='{name}']").fill(value)
    return page


def says(page, *phrases):
    text = page.locator("body").inner_text()
    for phrase in phrases:
        assert phrase in text, f"“{phrase}” is not on {page.url}:\n{text[:1500]}"


def download(page, path):
    return page.request.get(path).body()


def test_a_whole_year_in_the_browser(people):
    code = register(people(UNIT))
    receive(people("chuyenvien1"), code)
    assess(people(UNIT), code)
    score(people, code)
    conclude(people("truongban"), code)
    address = propose(people, code)
    decide(people, address)
    read_and_download(people, code)


def register(page):
    """On a phone: five steps, the check, the head's confirmation, the code."""
    page.goto("/yen-bai/mo-hinh/dang-ky/")
    page.locator("[name=origin][value=NEW]").check()
    page.locator("[name=kind][value=MODEL]").check()
    press(page, "Bắt đầu")
    fill(page, leader_name="Bí thư chi bộ", contact_phone="0900 000 123", meeting_on=DAY)
    press(page, "Lưu và sang bước 2")
    fill(page, name="Ngõ không rác, hộ có tên", problem="Rác để ra đường sai giờ.", method=METHOD)
    page.locator("[name=sector]").nth(2).check()
    page.locator("[name=ongoing]").check()
    press(page, "Lưu và sang bước 3")
    fill(page, **{f"targets-0-{name}": value for name, value in TARGET.items()})
    press(page, "Lưu và sang bước 4")
    fill(page, **{"steps-0-what": "Họp từng ngõ", "steps-0-who": "Chi ủy", "steps-0-when": "Hằng tháng"})
    press(page, "Lưu và sang bước 5")
    page.locator("[name=confirmed]").check()
    press(page, "Gửi đăng ký")
    code = re.search(rf"DK-{YEAR}-\d{{3}}", page.locator("main").inner_text()).group()
    page.go_back()  # Back after sending shows no living form
    assert page.get_by_role("button", name="Gửi đăng ký", exact=True).count() == 0 or code in page.content()
    return code


def receive(page, code):
    page.goto(f"/yen-bai/ho-so/{code}/")
    press(page, "Tiếp nhận")
    says(page, f"Đã tiếp nhận {code}")


def assess(page, code):
    page.goto(f"/yen-bai/mo-hinh/{code}/tu-danh-gia/")
    fill(page, summary=SUMMARY, story_before="Rác để cả ngày.", story_after="Ngõ sạch.")
    fill(page, participants="1.240", households="186", result_t1="189")
    for number in range(1, 7):
        page.locator(f"[name=finding_{number}][value=MET]").check()
        fill(page, **{f"text_{number}": f"Sổ theo dõi, biên bản số {number}", f"points_{number}": "12,5"})
    press(page, "Lưu và kiểm tra trước khi nộp")
    page.locator("[name=agreed]").check()
    press(page, "Nộp tự đánh giá")
    says(page, "Đã nộp")


def score(people, code):
    """“17,5” and “17.5” alike; the officer of the same cell is refused with the reason."""
    for username, first in (("chuyenvien1", "17,5"), ("chuyenvien2", "16.5")):
        page = people(username)
        page.goto(f"/yen-bai/cham-diem/{code}/")
        for number in range(1, 7):
            page.locator(f"[name=finding_{number}][value=MET]").check()
            fill(page, **{f"points_{number}": first if number == 1 else "13"})
        press(page, "Hoàn thành phiếu")
        if page.url.endswith("/hoan-thanh/"):
            press(page, "Hoàn thành phiếu")
        says(page, "82,5" if username == "chuyenvien1" else "81,5")
    third = people("chuyenvien3")
    assert third.goto(f"/yen-bai/cham-diem/{code}/").status == 403
    says(third, "sinh hoạt đảng tại đơn vị được chấm")


def conclude(page, code):
    page.goto(f"/yen-bai/ket-luan/{code}/")
    page.locator("[name=outcome][value=RECOMMEND]").check()
    press(page, "Ghi kết luận")
    says(page, "Đã ghi kết luận")


def propose(people, code):
    """The officer drafts, the head locks and submits; returns the list's address."""
    officer, head = people("chuyenvien1"), people("truongban")
    officer.goto("/yen-bai/danh-sach/")
    press(officer, f"Lập danh sách năm {YEAR}")
    officer.locator(f"[name=code][value={code}]").check()
    press(officer, "Đưa vào danh sách")
    address = re.search(r"/danh-sach/(\d+-\d+)/", officer.url).group(1)
    head.goto(f"/yen-bai/danh-sach/{address}/khoa/")
    press(head, "Khóa và trình")
    says(head, "Đã khóa bản số 1")
    return address


def decide(people, address):
    """Standing agrees and forwards, the Board concludes, the office types the number, the head publishes."""
    standing, board = people("thuongtruc"), people("banthuongvu")
    standing.goto(f"/yen-bai/cho-y-kien/{address}/y-kien/?y=AGREE")
    press(standing, "Ghi ý kiến")
    standing.goto(f"/yen-bai/cho-y-kien/{address}/thong-nhat/")
    press(standing, "Thống nhất, trình Ban Thường vụ")
    board.goto(f"/yen-bai/cho-y-kien/{address}/ket-luan/")
    board.locator("select[name^=level_]").first.select_option("2")
    press(board, "Ghi kết luận")
    says(board, "Đã ghi kết luận của Ban Thường vụ")
    officer, head = people("chuyenvien1"), people("truongban")
    officer.goto(f"/yen-bai/quyet-dinh/{address}/nhap/")
    fill(officer, number="125-QĐ/ĐU", on=DAY, post="PHÓ BÍ THƯ THƯỜNG TRỰC", signatory="Người Ký Minh Họa")
    press(officer, "Lưu")
    head.goto(f"/yen-bai/quyet-dinh/{address}/cong-bo/")
    press(head, "Công bố")
    says(head, "Đã công bố quyết định số 125-QĐ/ĐU")


def read_and_download(people, code):
    unit, board = people(UNIT), people("banthuongvu")
    unit.goto(f"/yen-bai/mo-hinh/{code}/ket-qua/")
    says(unit, "Điển hình cấp phường", "125-QĐ/ĐU")
    sheet = openpyxl.load_workbook(io.BytesIO(download(board, f"/yen-bai/bao-cao/cong-nhan.xlsx?nam={YEAR}")))
    cells = {cell for row in sheet.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert "Ngõ không rác, hộ có tên" in cells
    text = text_of(download(board, f"/yen-bai/bao-cao/cong-nhan.pdf?nam={YEAR}"))
    assert "ĐẢNG ỦY PHƯỜNG YÊN BÁI" in text
    assert "Ngõ không rác, hộ có tên" in text
