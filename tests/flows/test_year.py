"""One whole year of the movement by plain HTTP, as everybody it needs (Plan II.4.4).

Starts from nothing but an administrator made on the console; each step is a page somebody opens and a button
somebody presses. Ends with the published result before the unit and in the files of the office.
"""

import datetime as dt
import io
import re
from io import StringIO

import openpyxl
import pytest
from django.conf import settings
from django.core.management import call_command
from pypdf import PdfReader

from core import clock
from core.log import audit
from core.text.formatting import date_vi
from models_registry.models import Initiative, Recognition
from organizations.models import Organization

from .visitor import Visitor, sign_in

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"
PASSWORD = "viet-mot-cau-de-nho"
MINE, OTHER, THIRD = "TDP30", "TDP24", "TDP08"  # Minh Tân 8, Minh Tân 2, Đồng Tâm 8
METHOD = (
    "Chi bộ họp từng ngõ, thống nhất giờ mang rác ra; mỗi ngõ có một hộ giữ chìa khóa thùng rác và sổ theo dõi. "
    "Sáng Chủ nhật dành 15 phút cùng quét ngõ, đảng viên đến trước."
)
SUMMARY = "Năm nay 186 trên 192 hộ phân loại rác tại nhà, xóa ba điểm đổ trộm, gây quỹ 14 triệu đồng mua thẻ bảo hiểm."
WINDOWS = ("registration", "self_assessment", "scoring", "submission")


class Year:
    """The people of the year, each at a browser of their own, and what became of the two models."""

    def __init__(self):
        self.people: dict[str, Visitor] = {}
        self.codes: dict[str, str] = {}

    def __getitem__(self, username: str) -> Visitor:
        return self.people[username]

    def first_sign_in(self, username: str, password: str) -> Visitor:
        """With the one-time password, which must be changed before anything else."""
        visitor = sign_in(username, password)
        assert visitor.path == "/doi-mat-khau/lan-dau/"
        visitor.open("/", 200)
        assert visitor.path == "/doi-mat-khau/lan-dau/"
        visitor.fill(new_password=PASSWORD, repeated=PASSWORD).press("Đặt mật khẩu")
        assert visitor.path != "/doi-mat-khau/lan-dau/"
        self.people[username] = visitor
        return visitor

    def add_person(self, by: str, username: str, full_name: str, **fields) -> None:
        page = self[by].open("/yen-bai/quan-tri/nguoi-dung/them/")
        page.fill(username=username, full_name=full_name, **fields).press("Tạo tài khoản")
        password = re.search(r"\b[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}\b", page.text).group()
        self.first_sign_in(username, password)


def test_a_whole_year(at):
    at(2026, 11, 24, 9, 0)
    year = Year()
    open_the_ward(year)
    import_last_year(year)
    open_the_year(year)
    register(year)
    bring_in_order(year)
    assess_oneself(year)
    score(year)
    conclude(year)
    draft_and_submit_the_list(year)
    hear_the_leaders(year)
    publish(year)
    read_the_result(year)
    take_the_files(year)
    ward = Organization.objects.get(slug="yen-bai")
    assert audit.verify(ward.pk) == []


# The ward -----------------------------------------------------------------------------------------------------------


def open_the_ward(year: Year) -> None:
    """The administrator brings in the 82 units from the office's list, and the people of the office."""
    said = StringIO()
    call_command(
        "create_administrator",
        username="quantri",
        full_name="Người Quản Trị",
        ward_name="Đảng ủy phường Yên Bái",
        province_name="Tỉnh ủy Lào Cai",
        no_input=True,
        stdout=said,
    )
    admin = year.first_sign_in("quantri", said.getvalue().split("một lần: ")[1].split(" ")[0])
    units = ("don-vi-mau.tsv", (FIXTURES / "don-vi-mau.tsv").read_bytes())
    admin.open("/yen-bai/quan-tri/don-vi/").follow("Nhập từ Excel").fill(file=units).press("Đọc tệp và xem trước")
    admin.sees("Chi bộ tổ dân phố Minh Tân 10", "82")
    assert Organization.objects.units().count() == 0  # a preview writes nothing
    admin.press("Nhập các dòng hợp lệ (82)").sees("Đã thêm 82 đơn vị")
    for number in (1, 2, 3):
        home = {"home_cell": "Chi bộ tổ dân phố Minh Tân 8"} if number == 3 else {}
        year.add_person("quantri", f"chuyenvien{number}", f"Chuyên viên {number}", role="OFFICER", **home)
    year.add_person("quantri", "truongban", "Trưởng ban", role="HEAD")
    year.add_person("quantri", "thuongtruc", "Thường trực", role="STANDING", may_conclude=True)
    year.add_person("quantri", "banthuongvu", "Ủy viên Ban Thường vụ", role="BOARD", may_conclude=True)
    for code in (MINE, OTHER, THIRD):  # an officer may make accounts for units
        name = Organization.objects.get(code=code).name
        year.add_person(
            "chuyenvien1", f"bithu.{code.lower()}", f"Bí thư {code}", role="SECRETARY", unit=name, is_head=True
        )
    assert year[f"bithu.{MINE.lower()}"].path == "/yen-bai/viec-can-lam/"


def import_last_year(year: Year) -> None:
    """68 rows are understood, 2 ask for a decision; then 70 models by field 8/14/35/10/3, and twice writes nothing."""
    officer = year["chuyenvien1"]
    workbook = ("danh-sach-mo-hinh-2025.xlsx", (FIXTURES / "danh-sach-mo-hinh-2025.xlsx").read_bytes())
    officer.open("/yen-bai/nhap-du-lieu/mo-hinh/").fill(year=2025, file=workbook).press("Đọc tệp và xem trước")
    officer.sees("68", "2 dòng cần quyết định", "CB khu phố Hoa Ban")
    assert Initiative.objects.count() == 0
    asked = [name for name in officer.page.xpath("//@name") if re.match(r"(unit|kind)_\d+$", name)]
    unit, kind = sorted(set(asked), key=lambda name: name.startswith("kind"))
    officer.fill_in({unit: "Chi bộ tổ dân phố Nguyễn Thái Học 5", kind: "MODEL"}).press("Lưu lựa chọn và nhập")
    officer.sees("70")
    by_field = Initiative.objects.filter(year=2025).order_by().values_list("sector__number", flat=True)
    assert [list(by_field).count(number) for number in range(1, 6)] == [8, 14, 35, 10, 3]
    officer.open("/yen-bai/nhap-du-lieu/mo-hinh/").fill(year=2025, file=workbook).press("Đọc tệp và xem trước")
    officer.sees("70")
    assert Initiative.objects.count() == 70


def open_the_year(year: Year) -> None:
    """The officer sets the year up with all windows open, the head adopts the criteria."""
    officer, head = year["chuyenvien1"], year["truongban"]
    officer.open("/yen-bai/nam/").follow("Lập giai đoạn").fill(
        name="Giai đoạn 2026–2030", from_year=2026, until_year=2030, target_ward=10, target_province=2
    ).press("Lập giai đoạn")
    opens, closes = (date_vi(clock.today() + dt.timedelta(days=days)) for days in (-10, 20))
    windows = {f"{window}_opens": opens for window in WINDOWS} | {f"{window}_closes": closes for window in WINDOWS}
    officer.open("/yen-bai/nam/").follow("Lập năm").fill(year=2026, **windows).press("Lập năm")
    officer.open("/yen-bai/nam/2026/mo/").press("Mở năm 2026").sees("giao chỉ tiêu cho 82 đơn vị")
    head.open("/yen-bai/tieu-chi/2026/").press("Dùng bộ tiêu chí này").sees(
        "Hiệu quả thiết thực", "Gương điển hình tiêu biểu"
    )


# The register -------------------------------------------------------------------------------------------------------


def register(year: Year) -> None:
    """Two units register in five steps and get their codes; a third sees nothing of it."""
    unit = year[f"bithu.{MINE.lower()}"]
    start = unit.open("/yen-bai/mo-hinh/").follow("Đăng ký mô hình mới")
    start.fill(origin="KEEP", continues=Initiative.objects.get(year=2025, unit__code=MINE).code).press("Bắt đầu")
    draft = re.search(r"/mo-hinh/([0-9a-f]{32})/", unit.path).group(1)
    unit.press("Lưu và sang bước 2")  # half empty is saved
    unit.open(f"/yen-bai/mo-hinh/{draft}/kiem-tra/").sees("Hãy nhập")
    fill_in_steps(unit, draft)
    unit.sees("Kiểm tra", "186 hộ").press("Gửi đăng ký").sees("Hãy đánh dấu")  # not without the confirmation
    unit.fill(confirmed=True).press("Gửi đăng ký").sees("DK-2026-001")
    year.codes[MINE] = "DK-2026-001"
    unit.open(f"/yen-bai/mo-hinh/{draft}/")  # the draft's address leads to the code's
    assert unit.path.startswith("/yen-bai/mo-hinh/DK-2026-001/")
    other = year[f"bithu.{OTHER.lower()}"]
    other.open("/yen-bai/mo-hinh/dang-ky/").fill(origin="NEW", kind="MODEL").press("Bắt đầu")
    fill_in_steps(
        other, re.search(r"/mo-hinh/([0-9a-f]{32})/", other.path).group(1), name="Ngõ sáng, nhà an toàn", sector=4
    )
    other.fill(confirmed=True).press("Gửi đăng ký").sees("DK-2026-002")
    year.codes[OTHER] = "DK-2026-002"
    year[f"bithu.{THIRD.lower()}"].open("/yen-bai/mo-hinh/DK-2026-001/", expect=404)


def fill_in_steps(unit: Visitor, draft: str, **content) -> None:
    """The four pages of the form, then the check."""
    unit.open(f"/yen-bai/mo-hinh/{draft}/buoc/1/").fill(
        leader_name="Bí thư chi bộ", contact_phone="0900 000 123", meeting_on="20/11/2026"
    ).press("Lưu và sang bước 2")
    photo = ("ảnh ngõ.png", picture())
    unit.fill(problem="Rác để ra đường sai giờ.", method=METHOD, area="192 hộ", ongoing=True, files=photo, **content)
    unit.press("Lưu và sang bước 3").sees("Chỉ tiêu")
    targets = {
        "targets-0-indicator": "Hộ phân loại rác", "targets-0-measure": "hộ", "targets-0-planned": "186",
        "targets-1-indicator": "Quỹ phế liệu", "targets-1-measure": "triệu đồng", "targets-1-planned": "12,5",
    }  # fmt: skip
    unit.fill_in({"goals": "Rác ra đúng giờ", **targets}).press("Lưu và sang bước 4")
    unit.fill_in({"steps-0-what": "Họp ngõ", "steps-0-who": "Chi ủy", "steps-0-when": "Tháng 01"})
    unit.press("Lưu và sang bước 5")
    assert unit.path.endswith("/kiem-tra/")


def picture() -> bytes:
    from PIL import Image  # noqa: PLC0415 - only this step draws

    data = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 160, 90)).save(data, "PNG")
    return data.getvalue()


def bring_in_order(year: Year) -> None:
    """The officer returns one with a remark; it is answered, sent again, and both are received."""
    officer, unit = year["chuyenvien1"], year[f"bithu.{MINE.lower()}"]
    officer.open("/yen-bai/ho-so/").sees("DK-2026-001", "DK-2026-002")
    officer.open("/yen-bai/ho-so/?q=minh+tan+8").sees("DK-2026-001").sees_not("DK-2026-002")
    officer.open("/yen-bai/ho-so/DK-2026-001/").follow("Đề nghị bổ sung")
    officer.fill(tick_method=True, text_method="Ghi rõ việc của đảng viên").press("Gửi đề nghị bổ sung")
    officer.sees("Cần bổ sung")
    unit.open("/yen-bai/mo-hinh/DK-2026-001/").sees("Ghi rõ việc của đảng viên")
    unit.follow("Bổ sung theo góp ý").fill(confirmed=True).press("Gửi bổ sung").sees("cho điểm 1")
    unit.fill(method=f"{METHOD} Đảng viên giữ sổ.", kind_1="FIXED", answer_1="Đã ghi rõ", confirmed=True)
    unit.press("Gửi bổ sung").sees("DK-2026-001")
    officer.open("/yen-bai/ho-so/DK-2026-001/").sees("Đã bổ sung, vòng 1", "Đã ghi rõ", "Đảng viên giữ sổ.")
    stale = officer.open("/yen-bai/ho-so/DK-2026-002/")
    year["chuyenvien2"].open("/yen-bai/ho-so/DK-2026-002/").press("Tiếp nhận").sees("Đã tiếp nhận DK-2026-002")
    stale.press("Tiếp nhận").sees("Chuyên viên 2")  # a stale press is told who was faster
    officer.open("/yen-bai/ho-so/DK-2026-001/").press("Tiếp nhận").sees("Đã tiếp nhận DK-2026-001")
    unit.open("/yen-bai/mo-hinh/DK-2026-001/").sees("Đã tiếp nhận", "Gửi bổ sung lần 1", "Chuyên viên 1")


# The year's end -----------------------------------------------------------------------------------------------------


def assess_oneself(year: Year) -> None:
    for code in (MINE, OTHER):
        unit = year[f"bithu.{code.lower()}"]
        unit.open(f"/yen-bai/mo-hinh/{year.codes[code]}/").follow("Tự đánh giá kết quả năm")
        answers = {f"finding_{n}": "MET" for n in range(1, 7)} | {f"text_{n}": f"Căn cứ {n}" for n in range(1, 7)}
        unit.fill(
            summary=SUMMARY, story_before="Rác để cả ngày.", story_after="Ngõ sạch.", participants="1.240",
            households="186", result_t1="189", result_t2="13,5", points_1="17,5", **answers,
        ).press("Lưu và kiểm tra trước khi nộp")  # fmt: skip
        unit.sees("189").fill(agreed=True).press("Nộp tự đánh giá").sees("Đã nộp")


COMMENT = "Sổ ghi đủ từng tuần"
POINTS = {1: "17,5", 2: "12.5", 3: "18", 4: "13", 5: "14", 6: "14"}


def score(year: Year) -> None:
    """Two officers score, decimal comma and point alike; the third is refused where he belongs, with the reason."""
    for code in (MINE, OTHER):
        for place, username in enumerate(("chuyenvien1", "chuyenvien2")):
            officer = year[username].open(f"/yen-bai/cham-diem/{year.codes[code]}/")
            officer.sees_not(COMMENT)  # others' sheets are unseen until one's own is completed
            points = POINTS if place == 0 else {**POINTS, 3: "15,5"}
            found = {f"points_{n}": points[n] for n in points} | {f"finding_{n}": "MET" for n in points}
            if place == 0:
                found["comment_1"] = COMMENT
            if code == OTHER and place == 1:
                found["finding_4"] = "UNPROVEN"
            officer.fill_in(found).press("Hoàn thành phiếu")
            if officer.path.endswith("/hoan-thanh/"):
                officer.press("Hoàn thành phiếu")
            officer.sees("86,5" if place else "89")
    third = year["chuyenvien3"]
    third.open("/yen-bai/cham-diem/DK-2026-001/", expect=403).sees("sinh hoạt đảng tại đơn vị được chấm")
    third.open("/yen-bai/cham-diem/DK-2026-002/")


def conclude(year: Year) -> None:
    """The head settles what scorers doubt and recommends both."""
    head = year["truongban"]
    head.open("/yen-bai/ket-luan/DK-2026-002/").sees("Chuyên viên 1", "Chuyên viên 2")
    head.fill(outcome="RECOMMEND").press("Ghi kết luận").sees("Hãy chốt kết quả tiêu chí")
    head.fill(final_4="MET", final_reason_4="Đã kiểm tra thực tế", outcome="RECOMMEND").press("Ghi kết luận")
    head.sees("Đã ghi kết luận")
    head.open("/yen-bai/ket-luan/DK-2026-001/").fill(outcome="RECOMMEND").press("Ghi kết luận").sees("Đã ghi kết luận")


def draft_and_submit_the_list(year: Year) -> None:
    officer, head = year["chuyenvien1"], year["truongban"]
    officer.open("/yen-bai/danh-sach/").press("Lập danh sách đề nghị công nhận năm 2026")
    officer.fill(code=["DK-2026-001", "DK-2026-002"]).press("Đưa vào danh sách")
    officer.open("/yen-bai/danh-sach/2026-1/lap/").press("Xếp theo lĩnh vực, điểm")
    officer.open("/yen-bai/danh-sach/2026-1/khoa/", expect=403)  # locking is the head's
    head.open("/yen-bai/danh-sach/2026-1/lap/").follow("Khóa và trình").press("Khóa và trình")
    head.open("/yen-bai/danh-sach/2026-1/ban/1/").sees("DK-2026-001", "DK-2026-002")
    unit = year[f"bithu.{MINE.lower()}"]
    unit.open("/yen-bai/mo-hinh/DK-2026-001/ket-qua/").sees("Chưa công bố").sees_not("87,75")
    unit.open("/yen-bai/danh-sach/2026-1/ban/1/", expect=403)


def hear_the_leaders(year: Year) -> None:
    standing, board = year["thuongtruc"], year["banthuongvu"]
    standing.open("/yen-bai/cho-y-kien/").follow("Xem và cho ý kiến").follow("Đồng ý danh sách")
    standing.fill(stance="AGREE").press("Ghi ý kiến")
    standing.open("/yen-bai/cho-y-kien/2026-1/thong-nhat/").press("Thống nhất, trình Ban Thường vụ")
    board.open("/yen-bai/cho-y-kien/2026-1/").follow("Ghi kết luận của Ban Thường vụ")
    first, second = sorted(
        int(name.removeprefix("result_")) for name in board.page.xpath("//@name") if "result_" in name
    )
    names = {board_row(board, key): key for key in (first, second)}
    mine, other = names["DK-2026-001"], names["DK-2026-002"]
    rows = {f"result_{mine}": "APPROVE", f"level_{mine}": "2", f"result_{other}": "REFUSE", f"level_{other}": "1"}
    board.fill_in(rows | {"meeting_on": "24/11/2026"}).press("Ghi kết luận").sees("Hãy ghi lý do")
    board.fill_in(rows | {f"reason_{other}": "Cần thêm một năm để thấy kết quả"}).press("Ghi kết luận")
    board.sees("Đã ghi kết luận của Ban Thường vụ", "Không công nhận")


def board_row(board: Visitor, key: int) -> str:
    """The code of the model the row of a select speaks of."""
    field = board.page.xpath("//*[@name=$name]", name=f"result_{key}")[0]
    for above in field.iterancestors():
        found = re.search(r"DK-\d{4}-\d{3}", above.text_content())
        if found:
            return found.group()
    raise AssertionError(key)


def publish(year: Year) -> None:
    officer, head = year["chuyenvien1"], year["truongban"]
    officer.open("/yen-bai/quyet-dinh/2026-1/").follow("Nhập số, ngày quyết định").fill(
        number="125-QĐ/ĐU", on="24/11/2026", post="PHÓ BÍ THƯ THƯỜNG TRỰC", signatory="Người Ký Minh Họa"
    ).press("Lưu")
    officer.open("/yen-bai/quyet-dinh/2026-1/cong-bo/", expect=403)
    assert Recognition.objects.filter(year=2026).count() == 0
    head.open("/yen-bai/quyet-dinh/2026-1/").follow("Công bố quyết định").press("Công bố").sees("Đã công bố quyết định")


def read_the_result(year: Year) -> None:
    """The units get their answers; the library shows the model to everybody, and offers it for replication."""
    unit, other, third = (year[f"bithu.{code.lower()}"] for code in (MINE, OTHER, THIRD))
    unit.open("/yen-bai/mo-hinh/DK-2026-001/").follow("Kết quả xét công nhận").sees("125-QĐ/ĐU", "Điển hình cấp phường")
    other.open("/yen-bai/mo-hinh/DK-2026-002/ket-qua/").sees("Cần thêm một năm để thấy kết quả")
    unit.open("/thong-bao/").sees("Đã có kết quả xét công nhận")
    third.open("/yen-bai/thu-vien/?q=lang+nghe+dan+noi&nam=2026").follow('"Lắng nghe dân nói')
    third.follow("Nhân rộng mô hình này").press("Bắt đầu")
    third.open("/yen-bai/thu-vien/DK-2026-002/", expect=404)
    recognised = Recognition.objects.get(year=2026)
    assert (recognised.initiative.code, recognised.number, recognised.level) == ("DK-2026-001", "125-QĐ/ĐU", 2)
    assert recognised.lineage == Initiative.objects.get(year=2025, unit__code=MINE).lineage


# The files ----------------------------------------------------------------------------------------------------------


def take_the_files(year: Year) -> None:
    officer, unit = year["chuyenvien1"], year[f"bithu.{MINE.lower()}"]
    slip = unit.open("/yen-bai/mo-hinh/DK-2026-001/").download("Phiếu đăng ký (PDF)")
    assert "Đảng viên giữ sổ" in text_of(slip)
    officer.open("/yen-bai/bao-cao/")
    registered = rows_of(officer.download("Tải Excel danh sách đăng ký"))
    assert {"DK-2026-001", "DK-2026-002"} <= {cell for row in registered for cell in row}
    missing = rows_of(officer.download("Tải Excel đơn vị chưa đăng ký"))
    assert any("Chi bộ tổ dân phố Đồng Tâm 1" in row for row in missing)
    recognised = rows_of(officer.download("Tải Excel tổng hợp mô hình được công nhận"))
    assert any("Chi bộ tổ dân phố Minh Tân 8" in row for row in recognised)
    assert not any("Chi bộ tổ dân phố Minh Tân 2" in row for row in recognised)
    for label in (
        "danh sách đăng ký",
        "đơn vị chưa đăng ký",
        "danh sách đề nghị công nhận",
        "tổng hợp mô hình được công nhận",
    ):
        text = text_of(officer.download(f"Tải PDF {label}"))
        assert "ĐẢNG ỦY PHƯỜNG YÊN BÁI" in text
    assert "Lắng nghe dân nói" in text


def rows_of(data: bytes) -> list[tuple]:
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return list(sheet.iter_rows(values_only=True))


def text_of(data: bytes) -> str:
    """The text of a PDF, in which nothing but Liberation Serif is embedded."""
    reader = PdfReader(io.BytesIO(data))
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in reader.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    assert fonts
    assert all(font.startswith("Liberation-Serif") or font.startswith("LiberationSerif") for font in fonts), fonts
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
