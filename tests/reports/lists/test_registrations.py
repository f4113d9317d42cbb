"""“Danh sách đăng ký”: the register by field and the queue as its page shows it, on screen, in Excel, in PDF."""

import datetime as dt
import itertools
from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.models import DownloadLog
from models_registry.enums import InitiativeKind, InitiativeState, Origin
from models_registry.models import Initiative
from models_registry.reviewing.queue import ReviewQueue
from organizations.enums import OrganizationKind, Role
from reports.views.papers import SHOWN
from tests.reports.reading import Reader, as_shown, comparable, fonts, on_screen
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


class Register:
    """Two units and one of a vertical branch, a year of registrations, and another ward that must never show."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.one = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.ten = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        self.police = make.make_unit(
            self.ward, "Chi bộ Công an phường", OrganizationKind.ARMED_FORCES_CELL, reports_vertically=True
        )
        self.other = make.make_ward("Đảng ủy phường Khác", "khac")
        make.make_initiative(
            make.make_unit(self.other), make.make_cycle(self.other, 2026), S.RECEIVED, "Mô hình phường khác"
        )
        self.officer = make.make_member(self.ward, Role.OFFICER, "chuyenvien")
        self.standing = make.make_member(self.ward, Role.STANDING, "thuongtruc")

    def fill(self):
        make.make_initiative(self.ten, self.cycle, S.RECEIVED, "Hẻm sáng", sector=make.sector(4), origin=Origin.KEEP)
        make.make_initiative(self.one, self.cycle, S.SUBMITTED, "Ngõ xanh", sector=make.sector(3))
        make.make_initiative(
            self.one, self.cycle, S.RETURNED, "Người vận động", sector=make.sector(3),
            kind=InitiativeKind.INDIVIDUAL, person_name="Nguyễn Văn Mẫu",
        )  # fmt: skip
        make.make_initiative(
            self.ten, self.cycle, S.RECEIVED, "=1+1", sector=make.sector(1), origin=Origin.IMPROVE,
            ongoing=False, starts_on=dt.date(2026, 2, 5), ends_on=dt.date(2026, 11, 30),
        )  # fmt: skip
        make.make_initiative(self.police, self.cycle, S.RECEIVED, "An ninh", sector=make.sector(4), is_copy=True)
        make.make_initiative(self.one, self.cycle, S.DRAFT, "Bản nháp")
        make.make_initiative(self.one, self.cycle, S.WITHDRAWN, "Đã rút")
        make.make_initiative(self.one, self.cycle, S.REFUSED, "Không nhận")

    def grow(self, count):
        for number in range(count):
            make.make_initiative(
                self.one, self.cycle, S.SUBMITTED, f"Mô hình {number}", sector=make.sector(number % 5 + 1),
                assignee=self.officer,
            )  # fmt: skip


@pytest.fixture
def register():
    return Register()


@pytest.fixture
def reader(register, client):
    return Reader(client, register.ward, register.officer)


def test_the_register_stands_in_the_plans_fields_with_subtotals_and_copies_apart(register, reader):
    register.fill()
    period = "Từ 05/02/2026 đến 30/11/2026"
    assert on_screen(reader.screen("dang-ky")) == [
        ["I. LĨNH VỰC XÂY DỰNG ĐẢNG VÀ HỆ THỐNG CHÍNH TRỊ", *[""] * 8],
        ["1", register.ten.name, "=1+1", "x", "", "Duy trì, nâng cao", period, "DK-2026-004", "Đã tiếp nhận"],
        ["Cộng lĩnh vực I: 1", "", "", "1", "0", "", "", "", ""],
        ["II. LĨNH VỰC PHÁT TRIỂN KINH TẾ", *[""] * 8],
        ["Cộng lĩnh vực II: 0", "", "", "0", "0", "", "", "", ""],
        ["III. LĨNH VỰC VĂN HÓA - XÃ HỘI", *[""] * 8],
        ["2", register.one.name, "Ngõ xanh", "x", "", "Mới", "Thường xuyên", "DK-2026-002", "Chờ tiếp nhận"],
        [
            "3", register.one.name, "Người vận động Nguyễn Văn Mẫu", "", "x", "Mới", "Thường xuyên", "DK-2026-003",
            "Cần bổ sung",
        ],
        ["Cộng lĩnh vực III: 2", "", "", "1", "1", "", "", "", ""],
        ["IV. LĨNH VỰC QUỐC PHÒNG - AN NINH", *[""] * 8],
        ["4", register.ten.name, "Hẻm sáng", "x", "", "Duy trì", "Thường xuyên", "DK-2026-001", "Đã tiếp nhận"],
        ["Cộng lĩnh vực IV: 1", "", "", "1", "0", "", "", "", ""],
        ["V. LĨNH VỰC CHUYỂN ĐỔI SỐ", *[""] * 8],
        ["Cộng lĩnh vực V: 0", "", "", "0", "0", "", "", "", ""],
        ["ĐĂNG KÝ THEO NGÀNH DỌC (THEO DÕI)", *[""] * 8],
        ["5", "Chi bộ Công an phường", "An ninh", "x", "", "Mới", "Thường xuyên", "DK-2026-005", "Đã tiếp nhận"],
        ["Cộng bản theo dõi: 1", "", "", "1", "0", "", "", "", ""],
        ["Tổng số mô hình, điển hình đăng ký: 4", "", "", "3", "1", "", "", "", ""],
        ["Trong đó: 2 xây dựng mới, 2 duy trì, 0 nhân rộng", *[""] * 8],
        ["Kể cả 1 bản đăng ký theo ngành dọc: 5", *[""] * 8],
    ]  # fmt: skip


@pytest.mark.parametrize("params", [{}, {"linh_vuc": 3}, {"nhom": "tat-ca"}, {"nhom": "cho", "q": "ngo"}])
def test_screen_excel_and_pdf_hold_the_same_rows_and_totals(register, reader, params):
    register.fill()
    screen = on_screen(reader.screen("dang-ky", **params))
    assert comparable(reader.xlsx("dang-ky", **params)) == screen
    text = reader.pdf_text("dang-ky", **params).replace(" ", "")
    for row in screen:
        assert row[0].replace(" ", "") in text
        assert row[2].replace(" ", "") in text


def test_the_queues_file_has_the_queues_rows_in_its_order_and_words(register, reader):
    register.fill()
    for params in ({"nhom": "tat-ca", "sort": "-ten"}, {"nhom": "cho"}, {"nhom": "da-nhan", "sort": "don_vi"}):
        queue = ReviewQueue(params, actor=make.actor(register.officer, register.ward), ward=register.ward)
        rows = comparable(reader.xlsx("dang-ky", **params))
        assert [row[1] for row in rows[:-1]] == [row.code or "Nháp" for row in queue.rows]
        assert rows[-1][0] == f"Tổng số: {len(queue.rows)} hồ sơ"
        assert f"Bộ lọc: {queue.words}" in reader.page("dang-ky", **params).text_content()


def test_dates_and_numbers_are_real_and_formulas_stay_text(register, reader):
    register.fill()
    rows = reader.xlsx("dang-ky", nhom="cho")
    (row,) = [row for row in rows if row[2] == "Ngõ xanh"]
    assert isinstance(row[5], dt.datetime)
    assert row[6] == 0
    sheet = reader.get("dang-ky", "xlsx").content
    assert b"=1+1" not in sheet  # compressed; as a formula it would be refused below
    assert "=1+1" in [as_shown(row[2]) for row in reader.xlsx("dang-ky")]


def test_leaders_see_no_drafts_and_nobody_sees_another_ward(register, client):
    register.fill()
    reader = Reader(client, register.ward, register.standing)
    told = reader.page("dang-ky", nhom="tat-ca").text_content()
    assert "Bản nháp" not in told
    assert "Mô hình phường khác" not in told
    assert {row[1] for row in reader.screen("dang-ky", nhom="tat-ca")[:-1]} == {f"DK-2026-00{n}" for n in range(1, 8)}
    assert reader.get("dang-ky", "xlsx").status_code == 200
    assert client.get(f"/{register.other.slug}/bao-cao/dang-ky/").status_code == 404


def test_rows_lead_to_the_page_their_reader_may_open(register, reader):
    register.fill()
    links = reader.page("dang-ky").xpath("//main//table//a")
    assert {link.text for link in links} == {f"DK-2026-00{n}" for n in range(1, 6)}
    other = Reader(Client(), register.ward, register.standing)
    link = other.page("dang-ky").xpath("//main//table//a")[0].get("href")
    assert link == f"/{register.ward.slug}/mo-hinh/DK-2026-004/"
    assert other.client.get(link).status_code == 200


def test_a_unit_may_not_take_the_register(register, client):
    reader = Reader(client, register.ward, make.make_head(register.one))
    assert [reader.get("dang-ky", ext).status_code for ext in ("", "xlsx", "pdf")] == [403, 403, 403]
    assert DownloadLog.objects.count() == 0


def test_unknown_reports_and_endings_are_not_there(register, reader):
    assert reader.get("khong-co").status_code == 404
    assert reader.get("dang-ky", "csv").status_code == 404
    assert DownloadLog.objects.count() == 0


def test_a_download_has_a_stable_name_and_is_logged_with_its_filter(register, reader, at):
    register.fill()
    at(2026, 11, 24, 9, 15)
    make.sign_in(reader.client, register.officer)
    answer = reader.get("dang-ky", "xlsx", nhom="cho", linh_vuc=3)
    assert answer["Content-Disposition"] == 'attachment; filename="dang-ky_2026_cho-loc_20261124-0915.xlsx"'
    assert reader.get("dang-ky", "pdf")["Content-Disposition"].endswith('dang-ky_2026_tat-ca_20261124-0915.pdf"')
    logged = DownloadLog.objects.order_by("id").values_list("user_key", "scope_key", "what", "filter", "row_count")
    assert list(logged) == [
        (register.officer.pk, register.ward.pk, "dang-ky.xlsx", "Chờ tiếp nhận; Lĩnh vực: Văn hóa - xã hội", 1),
        (register.officer.pk, register.ward.pk, "dang-ky.pdf", "Tất cả", 5),
    ]
    assert "no-store" in answer["Cache-Control"]


def test_looking_at_the_page_or_asking_for_the_head_logs_nothing(register, reader):
    register.fill()
    reader.page("dang-ky")
    assert reader.client.head(f"/{register.ward.slug}/bao-cao/dang-ky.xlsx").status_code == 200
    assert DownloadLog.objects.count() == 0


def test_the_page_shows_many_rows_in_part_but_counts_them_all(register, reader):
    register.grow(1)
    pattern = Initiative.objects.get(unit=register.one)
    rows = []
    for number in range(2, SHOWN + 3):
        values = {field.attname: getattr(pattern, field.attname) for field in Initiative._meta.concrete_fields}
        for name in ("id", "tray", "token"):
            values.pop(name)
        rows.append(Initiative(**values | {"number": number, "code": f"DK-2026-{number:03d}"}))
    Initiative.objects.bulk_create(rows)
    page = reader.page("dang-ky")
    assert len(page.xpath("//main//table//tbody//a")) == SHOWN
    assert f"Tải Excel ({SHOWN + 2} dòng)" in " ".join(page.text_content().split()), [
        t for t in page.text_content().split("\n") if "Tải" in t
    ]
    assert f"đăng ký: {SHOWN + 2}" in page.text_content()


def test_the_pdf_embeds_liberation_serif_only(register, reader):
    register.fill()
    assert {name.split("-")[0] for name in fonts(reader.pdf("dang-ky"))} == {"LiberationSerif"} or fonts(
        reader.pdf("dang-ky")
    ) <= {"Liberation-Serif", "Liberation-Serif-Bold", "Liberation-Serif-Italic", "Liberation-Serif-Bold-Italic"}


def test_queries_do_not_grow_with_the_rows(register, reader):
    """At 1, 3 and 300 rows; the PDF, which takes longest to draw, at 1, 3 and 33."""
    most, counted = {"": 5, "xlsx": 6, "pdf": 6}, defaultdict(list)
    for count, forms in ((1, most), (2, most), (30, ["pdf"]), (267, ["", "xlsx"])):
        register.grow(count)
        for ext, tab in itertools.product(forms, (None, "tat-ca")):
            params = {"nhom": tab} if tab else {}
            reader.get("dang-ky", **params)
            with CaptureQueriesContext(connection) as queries:
                assert reader.get("dang-ky", ext, **params).status_code == 200
            counted[ext, tab].append(len(queries))
    assert {key: (len(seen), len(set(seen))) for key, seen in counted.items()} == dict.fromkeys(
        itertools.product(most, (None, "tat-ca")), (3, 1)
    ), counted
    assert [key for key, seen in counted.items() if seen[0] > most[key[0]]] == [], counted


def test_a_year_without_rows_says_so(register, reader):
    assert reader.screen("dang-ky") == [["Năm 2026 chưa có đăng ký.", *[None] * 8]]
    assert reader.get("dang-ky", "pdf").status_code == 302  # to the page, which says so


def test_a_ward_without_any_year_has_empty_reports(client):
    ward = make.make_ward("Đảng ủy phường Trống", "trong")
    reader = Reader(client, ward, make.make_member(ward, Role.OFFICER))
    for slug in ("dang-ky", "chua-dang-ky", "de-nghi", "cong-nhan"):
        assert len(reader.screen(slug)) == 1
        assert reader.get(slug, "xlsx").status_code == 302
    assert client.get(f"/{ward.slug}/bao-cao/").status_code == 200
