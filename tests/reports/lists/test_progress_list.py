"""“Tiến độ tự đánh giá, chấm điểm”: how far each received model is, without a point."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evaluation.enums import EvaluationState, Outcome
from models_registry.enums import InitiativeState
from organizations.enums import OrganizationKind, Role
from tests.reports.reading import Reader, comparable, on_screen
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


class Year:
    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.cell = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.school = make.make_unit(self.ward, "Chi bộ Trường Một", OrganizationKind.SCHOOL_CELL)
        names = ("Chưa viết", "Đang viết", "Một phiếu", "Hai phiếu", "Kết luận")
        rows = [make.make_initiative(self.cell, self.cycle, S.RECEIVED, name) for name in names[:4]]
        rows.append(make.make_initiative(self.school, self.cycle, S.RECEIVED, names[4]))
        make.make_initiative(self.cell, self.cycle, S.SUBMITTED, "Chưa tiếp nhận")
        make.make_initiative(self.cell, self.cycle, S.RECEIVED, "Bản theo dõi", is_copy=True)
        make.make_evaluation(rows[1], EvaluationState.DRAFT)
        make.make_evaluation(rows[2], EvaluationState.SENT, sheets_done=1, mean=71)
        make.make_evaluation(rows[3], EvaluationState.SENT, sheets_done=2, mean=72)
        make.make_evaluation(rows[4], EvaluationState.CONCLUDED, Outcome.NOT_YET, 73)
        other = make.make_ward("Đảng ủy phường Khác", "khac")
        make.make_initiative(make.make_unit(other), make.make_cycle(other, 2026), S.RECEIVED, "Của phường khác")
        self.observer = make.make_member(self.ward, Role.OBSERVER)


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    return Year()


@pytest.fixture
def reader(year, client):
    return Reader(client, year.ward, year.observer)


def test_models_stand_by_kind_of_unit_with_how_far_they_are(year, reader):
    cell, school = year.cell.name, year.school.name
    assert on_screen(reader.screen("tien-do")) == [
        ["Chi bộ tổ dân phố", *[""] * 7],
        ["1", cell, "Chưa viết", "DK-2026-001", "Chưa bắt đầu", "", "", ""],
        ["2", cell, "Đang viết", "DK-2026-002", "Đang soạn", "", "", ""],
        ["3", cell, "Một phiếu", "DK-2026-003", "Đã nộp", "24/11/2026", "1", "2"],
        ["4", cell, "Hai phiếu", "DK-2026-004", "Đã nộp", "24/11/2026", "2", "2"],
        ["Cộng: 4 mô hình, đã nộp 2, đã chấm đủ 1", *[""] * 7],
        ["Chi bộ trường học", *[""] * 7],
        ["5", school, "Kết luận", "DK-2026-005", "Đã nộp", "24/11/2026", "2", "2"],
        ["Cộng: 1 mô hình, đã nộp 1, đã chấm đủ 1", *[""] * 7],
        ["Tổng số: 5 mô hình; đã nộp tự đánh giá 3; đã chấm đủ phiếu 2", *[""] * 7],
    ]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"xem": "chua-nop"}, ["Chưa viết", "Đang viết"]),
        ({"xem": "da-nop"}, ["Một phiếu", "Hai phiếu", "Kết luận"]),
        ({"xem": "dang-cham"}, ["Một phiếu"]),
        ({"xem": "cham-xong"}, ["Hai phiếu", "Kết luận"]),
        ({"khoi": "SCHOOL_CELL"}, ["Kết luận"]),
        ({"khoi": "SCHOOL_CELL", "xem": "chua-nop"}, []),
        ({"khoi": "la", "xem": "la"}, ["Chưa viết", "Đang viết", "Một phiếu", "Hai phiếu", "Kết luận"]),
    ],
)
def test_the_list_can_be_narrowed(reader, params, names):
    assert [row[2] for row in reader.screen("tien-do", **params) if row[0].isdigit()] == names


def test_screen_excel_and_pdf_agree_and_hold_no_points(reader):
    screen = on_screen(reader.screen("tien-do"))
    assert comparable(reader.xlsx("tien-do")) == screen
    (sent,) = {row[5] for row in reader.xlsx("tien-do") if isinstance(row[5], dt.datetime)}
    assert sent == dt.datetime(2026, 11, 24)
    text = reader.pdf_text("tien-do")
    assert all(name in text for name in ("Hai phiếu", "Tổng số: 5 mô hình"))
    assert not {"71", "72", "73"} & set(text.split())


def test_queries_do_not_grow_with_the_rows(year, reader):
    counted = []
    for count in (1, 2, 297):
        for _ in range(count):
            make.make_evaluation(make.make_initiative(year.cell, year.cycle, S.RECEIVED))
        reader.get("tien-do")
        for ext in ("", "xlsx"):
            with CaptureQueriesContext(connection) as queries:
                reader.get("tien-do", ext)
            counted.append(len(queries))
    assert counted == [4, 5] * 3
