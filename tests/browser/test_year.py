"""One whole year in Chromium, in the practice ward, as the seven people it takes (Plan II.4.4).

After the receipt the next year is opened beside it: its registration runs while this one is scored, decided, published
and closed.
"""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.flows.test_year import METHOD, SUMMARY, text_of

pytestmark = pytest.mark.browser

YEAR = date.today().year
UNIT = "bithu.tdp36"  # the third officer belongs to this cell: he must be refused
OTHER_UNIT = "bithu.tdp06"  # has nothing this year
DAY = f"{date.today():%d/%m/%Y}"
NAME = "Ngõ không rác, hộ có tên"
TARGET = {"indicator": "Hộ phân loại rác", "measure": "hộ", "planned": "186"}


class Person:
    """Somebody at a browser of their own. Every page they come to is judged by axe."""

    def __init__(self, page, axe):
        self.page, self.axe = page, axe

    def open(self, path, status=200):
        assert self.page.goto(path).status == status, path
        return self._look()

    def press(self, label):
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=label, exact=True).first.click()
        return self._look()

    def follow(self, label):
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=label).first.click()
        return self._look()

    def fill(self, **fields):
        for name, value in fields.items():
            self.page.locator(f"[name='{name}']").fill(value)
        return self

    def choose(self, name, value):
        self.page.locator(f"[name={name}][value='{value}']").check()
        return self

    def sees(self, *phrases):
        text = self.page.locator("body").inner_text()
        for phrase in phrases:
            assert phrase in text, f"“{phrase}” is not on {self.page.url}:\n{text[:1500]}"
        return self

    def download(self, label):
        """The bytes and the name of the file behind a link, taken as a person takes it."""
        with self.page.expect_download() as waiting:
            self.page.get_by_role("link", name=label, exact=True).first.click()
        return Path(waiting.value.path()).read_bytes(), waiting.value.suggested_filename

    def _look(self):
        assert self.axe(self.page) == [], self.page.url
        return self


@pytest.fixture(params=[1280, pytest.param(390, marks=pytest.mark.deep)], ids=["desk", "all at a phone"])
def people(request, new_page, sign_in, axe):
    """people(username): everybody at a browser of their own; the unit's head always at a phone."""
    opened = {}

    def of(username):
        if username not in opened:
            width = 390 if username == UNIT else request.param
            opened[username] = Person(sign_in(new_page(width), username), axe)
        return opened[username]

    return of


def test_a_whole_year_in_the_browser(site, people):
    code = register(people(UNIT))
    receive(people("chuyenvien1"), code)
    site.manage("open_practice_year")
    following = continue_next_year(people(UNIT), code)
    receive(people("chuyenvien1"), following)
    assess(people(UNIT), code)
    score(people, code)
    conclude(people("truongban"), code)
    address = propose(people, code)
    decide(people, address)
    read(people, code)
    take_the_files(people)
    end_the_year(people, code, following)


def register(unit):
    """On a phone: five steps, the check, the head's confirmation, the code."""
    unit.open("/yen-bai/mo-hinh/").follow("Đăng ký mô hình mới")
    unit.choose("origin", "NEW").choose("kind", "MODEL").press("Bắt đầu")
    return write_and_send(unit, YEAR)


def continue_next_year(unit, code):
    """The model goes on next year while nothing of this one is decided."""
    unit.open("/yen-bai/viec-can-lam/").follow(f"Đăng ký mô hình năm {YEAR + 1}")
    unit.choose("origin", "KEEP")
    unit.page.locator("select[name=continues]").select_option(code)
    unit.press("Bắt đầu")
    return write_and_send(unit, YEAR + 1)


def write_and_send(unit, year):
    """Five steps, the check, the head's confirmation; returns the code."""
    unit.fill(leader_name="Bí thư chi bộ", contact_phone="0900 000 123", meeting_on=DAY).press("Lưu và sang bước 2")
    unit.fill(name=NAME, problem="Rác để ra đường sai giờ.", method=METHOD).choose("sector", 3)
    unit.page.locator("[name=ongoing]").check()
    unit.press("Lưu và sang bước 3").fill(**{f"targets-0-{name}": value for name, value in TARGET.items()})
    unit.press("Lưu và sang bước 4")
    unit.fill(**{"steps-0-what": "Họp từng ngõ", "steps-0-who": "Chi ủy", "steps-0-when": "Hằng tháng"})
    unit.press("Lưu và sang bước 5")
    unit.page.locator("[name=confirmed]").check()
    unit.press("Gửi đăng ký")
    code = re.search(rf"DK-{year}-\d{{3}}", unit.page.locator("main").inner_text()).group()
    unit.page.go_back()  # Back after sending shows no living form
    assert unit.page.get_by_role("button", name="Gửi đăng ký", exact=True).count() == 0
    slip, name = unit.open(f"/yen-bai/mo-hinh/{code}/").download("Phiếu đăng ký (PDF)")
    assert name.endswith(".pdf")
    assert NAME in text_of(slip)
    return code


def receive(officer, code):
    officer.open(f"/yen-bai/ho-so/?nam={code[3:7]}&q={code}").follow(NAME).press("Tiếp nhận")
    officer.sees(f"Đã tiếp nhận {code}")


def assess(unit, code):
    unit.open(f"/yen-bai/mo-hinh/{code}/").follow("Tự đánh giá kết quả năm")
    unit.fill(summary=SUMMARY, story_before="Rác để cả ngày.", story_after="Ngõ sạch.")
    unit.fill(participants="1.240", households="186", result_t1="189")
    for number in range(1, 7):
        unit.choose(f"finding_{number}", "MET")
        unit.fill(**{f"text_{number}": f"Sổ theo dõi, biên bản số {number}", f"points_{number}": "12,5"})
    unit.press("Lưu và kiểm tra trước khi nộp").sees("Nộp tự đánh giá đến Ban Xây dựng Đảng?")
    unit.page.locator("[name=agreed]").check()
    unit.press("Nộp tự đánh giá").sees("Đã nộp")


def score(people, code):
    """“17,5” and “17.5” alike; the officer of the same cell is refused with the reason."""
    for username, first, total in (("chuyenvien1", "17,5", "82,5"), ("chuyenvien2", "16.5", "81,5")):
        officer = people(username).open(f"/yen-bai/cham-diem/{code}/")
        for number in range(1, 7):
            officer.choose(f"finding_{number}", "MET").fill(**{f"points_{number}": first if number == 1 else "13"})
        officer.press("Hoàn thành phiếu")
        if officer.page.url.endswith("/hoan-thanh/"):
            officer.press("Hoàn thành phiếu")
        officer.sees(total)
    people("chuyenvien3").open(f"/yen-bai/cham-diem/{code}/", status=403).sees("sinh hoạt đảng tại đơn vị được chấm")


def conclude(head, code):
    head.open(f"/yen-bai/ket-luan/{code}/").choose("outcome", "RECOMMEND").press("Ghi kết luận").sees("Đã ghi kết luận")


def propose(people, code):
    """The officer drafts, the head locks and submits; returns the list's address."""
    officer, head = people("chuyenvien1"), people("truongban")
    officer.open("/yen-bai/danh-sach/").press(f"Lập danh sách đề nghị công nhận năm {YEAR}")
    officer.choose("code", code).press("Đưa vào danh sách")
    address = re.search(r"/danh-sach/(\d+-\d+)/", officer.page.url).group(1)
    head.open(f"/yen-bai/danh-sach/{address}/lap/").follow("Khóa và trình").press("Khóa và trình")
    head.sees("Đã khóa bản số 1")
    return address


def decide(people, address):
    """Standing agrees and forwards, the Board concludes, the office types the number, the head publishes."""
    standing, board = people("thuongtruc"), people("banthuongvu")
    standing.open("/yen-bai/cho-y-kien/").follow("Xem và cho ý kiến").follow("Đồng ý danh sách").press("Ghi ý kiến")
    standing.open(f"/yen-bai/cho-y-kien/{address}/").follow("Thống nhất, trình Ban Thường vụ")
    standing.press("Thống nhất, trình Ban Thường vụ")
    board.open(f"/yen-bai/cho-y-kien/{address}/").follow("Ghi kết luận của Ban Thường vụ")
    board.page.locator("select[name^=level_]").first.select_option("2")
    board.press("Ghi kết luận").sees("Đã ghi kết luận của Ban Thường vụ")
    officer, head = people("chuyenvien1"), people("truongban")
    officer.open(f"/yen-bai/quyet-dinh/{address}/").follow("Nhập số, ngày quyết định")
    officer.fill(number="125-QĐ/ĐU", on=DAY, post="PHÓ BÍ THƯ THƯỜNG TRỰC", signatory="Người Ký Minh Họa").press("Lưu")
    head.open(f"/yen-bai/quyet-dinh/{address}/").follow("Công bố quyết định").press("Công bố")
    head.sees("Đã công bố quyết định số 125-QĐ/ĐU")


def read(people, code):
    """The unit reads its result, another one finds the model in the library and starts from it."""
    people(UNIT).open(f"/yen-bai/mo-hinh/{code}/").follow("Kết quả xét công nhận")
    people(UNIT).sees("Điển hình cấp phường", "125-QĐ/ĐU")
    other = people(OTHER_UNIT).open("/yen-bai/thu-vien/?q=ngo+khong+rac").follow(NAME)
    other.follow("Nhân rộng mô hình này").press("Bắt đầu")


def take_the_files(people):
    board = people("banthuongvu").open(f"/yen-bai/bao-cao/?nam={YEAR}")
    data, name = board.download("Tải Excel tổng hợp mô hình được công nhận")
    assert name.endswith(".xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cells = {cell for row in sheet.iter_rows(values_only=True) for cell in row}
    assert NAME in cells
    data, name = board.download("Tải PDF tổng hợp mô hình được công nhận")
    assert name.endswith(".pdf")
    text = text_of(data)
    assert "ĐẢNG ỦY PHƯỜNG YÊN BÁI" in text
    assert NAME in text


def end_the_year(people, code, following):
    """This year is closed with a reason; the next one goes on, and what was published stays to be read."""
    officer = people("chuyenvien1").open("/yen-bai/ban-lam-viec/")
    officer.sees("Cả hai năm", f"Năm {YEAR}", f"Năm {YEAR + 1}")
    officer.open(f"/yen-bai/nam/{YEAR}/khep/").sees("còn việc chưa xong", f"Năm {YEAR + 1} không bị ảnh hưởng")
    officer.fill(reason="Đã công bố kết quả của năm").press(f"Kết thúc năm {YEAR}").sees(f"Đã kết thúc năm {YEAR}")
    people(UNIT).open(f"/yen-bai/mo-hinh/{code}/ket-qua/").sees("125-QĐ/ĐU")
    people(UNIT).open(f"/yen-bai/mo-hinh/{following}/").sees("Đã tiếp nhận", NAME)
    officer.open("/yen-bai/ban-lam-viec/").sees(f"Năm {YEAR + 1}")
    people("truongban").open("/yen-bai/nam/").sees(f"Mở lại năm {YEAR}")
