"""“Đơn vị chưa đăng ký”: who still owes, by kind of unit; and the same list of all units."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from models_registry.enums import DutyKind, InitiativeState
from organizations.enums import OrganizationKind, Role
from tests.reports.reading import Reader, comparable, on_screen
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


class Duties:
    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.done = self.owing("Chi bộ tổ dân phố Minh Tân 2", code="A2")
        self.late = self.owing("Chi bộ tổ dân phố Minh Tân 10", code="A10")
        self.school = self.owing("Chi bộ Trường Thử", OrganizationKind.SCHOOL_CELL, code="T1")
        self.few = self.owing("Chi bộ Trường Hai", OrganizationKind.SCHOOL_CELL, code="T2", minimum=2)
        self.police = self.owing(
            "Chi bộ Công an", OrganizationKind.ARMED_FORCES_CELL, DutyKind.COPY_ONLY, code="CA", reports_vertically=True
        )
        self.free = self.owing("Chi bộ Miễn", kind=DutyKind.EXEMPT, code="M1", reason="Mới thành lập")
        make.make_initiative(self.done, self.cycle, S.SUBMITTED)
        make.make_initiative(self.few, self.cycle, S.RECEIVED)
        make.make_initiative(self.late, self.cycle, S.WITHDRAWN)
        make.make_initiative(self.school, self.cycle, S.DRAFT)
        other = make.make_ward("Đảng ủy phường Khác", "khac")
        make.make_duty(make.make_cycle(other, 2026), make.make_unit(other, "Chi bộ phường khác"))
        self.observer = make.make_member(self.ward, Role.OBSERVER)

    def owing(self, name, of=OrganizationKind.RESIDENTIAL_CELL, kind=DutyKind.OWES_MODEL, **fields):
        duty = {field: fields.pop(field) for field in ("minimum", "reason") if field in fields}
        unit = make.make_unit(self.ward, name, of, **fields)
        make.make_duty(self.cycle, unit, kind, **duty)
        return unit


@pytest.fixture
def duties():
    return Duties()


@pytest.fixture
def reader(duties, client):
    return Reader(client, duties.ward, duties.observer)


def test_only_units_that_still_owe_are_listed_by_kind_in_natural_order(duties, reader):
    assert on_screen(reader.screen("chua-dang-ky")) == [
        ["Chi bộ tổ dân phố", *[""] * 6],
        ["1", "A10", duties.late.name, "1", "", "", "Chưa đăng ký"],
        ["Cộng: 1 đơn vị", "", "", "", "0", "0", ""],
        ["Chi bộ trường học", *[""] * 6],
        ["2", "T2", duties.few.name, "2", "1", "", "Chưa đủ"],
        ["3", "T1", duties.school.name, "1", "", "", "Chưa đăng ký"],
        ["Cộng: 2 đơn vị", "", "", "", "1", "0", ""],
        ["Chi bộ lực lượng vũ trang", *[""] * 6],
        ["4", "CA", duties.police.name, "", "", "", "Chưa gửi bản theo dõi"],
        ["Cộng: 1 đơn vị", "", "", "", "0", "0", ""],
        ["Tổng số: 4 đơn vị", "", "", "", "1", "0", ""],
        ["Trong đó: 3 đơn vị phải đăng ký mô hình; 1 đơn vị ngành dọc gửi bản theo dõi", *[""] * 6],
    ]


def test_all_units_with_how_they_stand(duties, reader):
    rows = on_screen(reader.screen("chua-dang-ky", xem="tat-ca"))
    assert [row[6] for row in rows if row[0].isdigit()] == [
        "Miễn: Mới thành lập", "Đã đăng ký", "Chưa đăng ký", "Chưa đủ", "Chưa đăng ký", "Chưa gửi bản theo dõi",
    ]  # fmt: skip
    assert rows[-1][0] == (
        "Trong đó: 1/4 đơn vị phải đăng ký mô hình đã đăng ký; 0/1 đơn vị ngành dọc đã gửi bản theo dõi; "
        "1 đơn vị được miễn"
    )


def test_a_kind_of_unit_narrows_the_list(duties, reader):
    rows = on_screen(reader.screen("chua-dang-ky", khoi="SCHOOL_CELL"))
    assert [row[1] for row in rows if row[0].isdigit()] == ["T2", "T1"]
    rows = on_screen(reader.screen("chua-dang-ky", khoi="khong-co", xem="la"))
    assert len([row for row in rows if row[0].isdigit()]) == 4


@pytest.mark.parametrize("view", ["chua", "da", "tat-ca"])
def test_screen_excel_and_pdf_agree(duties, reader, view):
    screen = on_screen(reader.screen("chua-dang-ky", xem=view))
    assert comparable(reader.xlsx("chua-dang-ky", xem=view)) == screen
    text = reader.pdf_text("chua-dang-ky", xem=view).replace(" ", "")
    assert all(cell.replace(" ", "") in text for row in screen for cell in (row[0], row[2], row[6]))
    assert "phườngkhác" not in text


def test_when_nobody_owes_the_list_says_so(client):
    ward = make.make_ward()
    make.make_duty(make.make_cycle(ward, 2026), make.make_unit(ward), DutyKind.EXEMPT, reason="Mới")
    reader = Reader(client, ward, make.make_member(ward, Role.OFFICER))
    assert reader.screen("chua-dang-ky")[0][0] == "Mọi đơn vị đã đăng ký đủ."


@pytest.mark.parametrize(("ext", "most"), [("", 5), ("xlsx", 6)])
def test_queries_do_not_grow_with_the_units(duties, reader, ext, most):
    counted = []
    for count in (1, 2, 297):
        for _ in range(count):
            make.make_duty(duties.cycle, make.make_unit(duties.ward))
        reader.get("chua-dang-ky")
        with CaptureQueriesContext(connection) as queries:
            reader.get("chua-dang-ky", ext)
        counted.append(len(queries))
    assert len(set(counted)) == 1, counted
    assert counted[0] <= most, counted
