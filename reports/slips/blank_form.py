"""“Phiếu đăng ký” to be filled in by hand: the parts of the form on the screen, in its order, with dotted lines.

The ticks are empty squares; the unit writes its own name and heading, so one sheet serves every unit of the ward.
"""

from models_registry.enums import SECTORS
from models_registry.models import Cycle
from organizations.models import Organization
from reports.documents import Dotted, Group, Heading, Letterhead, Paper, Paragraph, Recipients, Signature, Table, layout
from reports.lists.heads import place_of, ward_body
from reports.slips.paper import COMMITTEE, STEPS, TARGETS

BOX, NBSP = "□", "\u00a0"
GAP = NBSP * 3
ROWS = 3  # of each table
ROOM = "\u00a0\n\u00a0"  # two lines to write on


def blank_form(ward: Organization, cycle: Cycle | None) -> Paper:
    """For the year that is open; without one the year is left to write."""
    year = str(cycle.year) if cycle else "20…"
    return Paper(
        ["PHIẾU ĐĂNG KÝ", f"mô hình, điển hình “Dân vận khéo” năm {year}"],
        [*_general(), *_content(year), *_goals(), *_work(), Paragraph(_note(), "note")],
        letterhead=Letterhead(
            ward_body(ward).replace(COMMITTEE, "ĐẢNG BỘ", 1), "CHI BỘ ………………………", place_of(ward),
            year=cycle.year if cycle else None, has_number=True,
        ),
        addressee=f"Kính gửi: Ban Xây dựng Đảng, {ward.name}",
        signature=Signature(f"{layout.ON_BEHALF} CHI BỘ", "BÍ THƯ", ""),
        recipients=Recipients(["Ban Xây dựng Đảng", "Lưu chi bộ"]),
        file_stem=f"mau-dang-ky_{cycle.year if cycle else 'trang'}",
    )  # fmt: skip


def _general():
    yield Heading("I. THÔNG TIN CHUNG")
    yield Dotted("1. Đơn vị đăng ký:")
    yield Paragraph(f"2. Đăng ký cho:   {BOX} Tập thể (mô hình){GAP} {BOX} Cá nhân (điển hình)", "line")
    yield Dotted("3. Cá nhân được đăng ký (họ tên, chức vụ, việc làm tiêu biểu):", 1)
    yield Dotted("4. Người phụ trách:")
    yield Dotted("5. Số điện thoại:")
    yield Dotted("6. Ngày chi bộ, tập thể lãnh đạo họp thống nhất:")


def _content(year: str):
    yield Heading("II. NỘI DUNG")
    yield Dotted("1. Tên mô hình, điển hình:", 1)
    names = ("Xây dựng mới", "Tiếp tục duy trì", "Duy trì và nâng cao", "Nhân rộng")
    forms = f"{GAP} ".join(f"{BOX}{NBSP}{name.replace(' ', NBSP)}" for name in names)
    yield Paragraph(f"2. Hình thức thực hiện:   {forms}", "line")
    yield Dotted("Mô hình năm trước hoặc mô hình được nhân rộng (tên, đơn vị):")
    sectors = f"{GAP} ".join(f"{BOX}\u00a0{name.replace(' ', NBSP)}" for _, name, _ in SECTORS)
    yield Paragraph(f"3. Lĩnh vực (chọn 1): {sectors}", "line")
    yield Dotted("4. Vấn đề cần giải quyết:", 1)
    yield Dotted("5. Cách làm:", 5)
    yield Dotted("6. Địa bàn, đối tượng:", 1)
    period = f"từ ngày …… / …… / {year} đến ngày …… / …… / ………{GAP} {BOX}{NBSP}Thường{NBSP}xuyên"
    yield Paragraph(f"7. Thời gian thực hiện: {period}", "line")


def _goals():
    yield Heading("III. MỤC TIÊU, CHỈ TIÊU ĐĂNG KÝ")
    yield Dotted("1. Mục tiêu:", 1)
    yield Paragraph("2. Chỉ tiêu đo được:", "line")
    yield Table([], TARGETS, [Group("", [(at, ROOM, "", None) for at in range(1, ROWS + 1)])])
    yield Dotted("3. Kết quả cần đạt, khả năng nhân rộng:", 1)


def _work():
    yield Heading("IV. PHÂN CÔNG THỰC HIỆN")
    yield Table([], STEPS, [Group("", [(at, ROOM, "", "") for at in range(1, ROWS + 1)])])
    yield Dotted("Đơn vị phối hợp:")
    yield Dotted("Nguồn lực:")


def _note() -> str:
    return (
        "Người đứng đầu đơn vị ký, gửi bản giấy về Ban Xây dựng Đảng để nhập hộ vào phần mềm. "
        "Đơn vị được báo và xác nhận bản nhập hộ."
    )
