"""“Đăng ký” is one number on every page, or its words say how it differs (decision 12)."""

import re

import pytest
from django.test import Client
from lxml import html

from core import clock
from evaluation.lists.services import proposals
from models_registry.enums import CycleState, DutyKind, InitiativeState, Source
from models_registry.models import Initiative
from models_registry.years.counts import YearCounts, counts_of_year
from organizations.enums import OrganizationKind, Role
from reports.overview.reading import read_figures
from tests.reports.reading import Reader
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


class Awkward:
    """One year with a row of every state and kind that is easily counted twice, or not at all.

    Registered: submitted, returned, resubmitted, received, imported, typed by the Ban, by a unit that owes two, by an
    exempt one, by one that ended: 9 models, 4 of them received. Copies: 1 received, 1 submitted.
    """

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026, target_models=20)
        self.last = make.make_cycle(self.ward, 2025, CycleState.HISTORY)
        self.one, self.two, self.many, self.free, self.gone, self.silent, self.refusing = (
            make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {number}") for number in range(1, 8)
        )
        self.police, self.army = (
            make.make_unit(self.ward, name, OrganizationKind.ARMED_FORCES_CELL, reports_vertically=True)
            for name in ("Chi bộ Công an", "Chi bộ Quân sự")
        )
        for unit in (self.one, self.two, self.silent, self.refusing):
            make.make_duty(self.cycle, unit)
        make.make_duty(self.cycle, self.many, minimum=2)
        make.make_duty(self.cycle, self.free, DutyKind.EXEMPT, reason="Mới thành lập")
        make.make_duty(self.cycle, self.gone, DutyKind.EXEMPT, reason="Kết thúc hoạt động")
        for unit in (self.police, self.army):
            make.make_duty(self.cycle, unit, DutyKind.COPY_ONLY)
        self._fill()
        self.gone.closed_on = clock.today()
        self.gone.save()
        stranger = make.make_unit(make.make_ward("Đảng ủy phường Khác", "khac"))
        make.make_initiative(stranger, make.make_cycle(stranger.ward, 2026), S.RECEIVED, "Của phường khác")

    def _fill(self):
        add, one, two = self.add, self.one, self.two
        for state in (S.SUBMITTED, S.RETURNED, S.RESUBMITTED, S.RECEIVED):
            add(one, state)
        add(two, S.RECEIVED, source=Source.IMPORT)
        add(two, S.SUBMITTED, source=Source.BEHALF, behalf="WAITING")
        add(self.many, S.RECEIVED)
        add(self.free, S.SUBMITTED)
        add(self.gone, S.RECEIVED)
        add(self.police, S.RECEIVED, is_copy=True)
        add(self.police, S.SUBMITTED, is_copy=True)
        add(self.refusing, S.SUBMITTED, source=Source.BEHALF, behalf="DISPUTED")
        add(self.refusing, S.RETURNED, source=Source.BEHALF, behalf="DISPUTED")
        add(self.refusing, S.WITHDRAWN, source=Source.BEHALF, behalf="DISPUTED")
        for state in (S.REFUSED, S.DISCONTINUED, S.DRAFT):
            add(self.silent, state)
        add(self.silent, S.VOIDED, source=Source.IMPORT)
        add(self.army, S.DRAFT, is_copy=True)
        add(self.silent, S.DRAFT, deleted_at=clock.now())
        make.make_initiative(one, self.last, S.RECEIVED, source=Source.IMPORT, best_level=1)

    def add(self, unit, state, **fields):
        return make.make_initiative(unit, self.cycle, state, **fields)

    def reader(self, role) -> Reader:
        return Reader(Client(), self.ward, make.make_member(self.ward, role))

    def text(self, reader, path) -> str:
        answer = reader.client.get(f"/{self.ward.slug}/{path}")
        assert answer.status_code == 200
        main = html.document_fromstring(answer.content.decode()).xpath("//main")[0]
        return " ".join(" ".join(main.itertext()).split())


@pytest.fixture
def ward():
    return Awkward()


def test_every_row_of_a_year_is_counted_under_one_notion(ward):
    rows = Initiative.objects.filter(ward=ward.ward, deleted_at__isnull=True)
    counts = counts_of_year(rows, ward.cycle)
    assert counts == YearCounts(models=9, received=4, copies=2, disputed=2, drafts=2, ended=4)
    assert rows.filter(cycle=ward.cycle).count() == 9 + 2 + 2 + 2 + 4
    assert counts.words == "9 mô hình đã đăng ký (kể cả 2 bản theo dõi của ngành dọc: 11)"
    counted = {row.pk for row in rows if row.cycle_id == ward.cycle.pk and row.is_counted}
    assert counted == set(rows.counting().filter(cycle=ward.cycle).values_list("pk", flat=True))


def test_every_page_counts_registrations_the_same_or_says_how_it_differs(ward):
    ban = ward.reader(Role.HEAD)
    assert "9 mô hình đã đăng ký (kể cả 2 bản theo dõi của ngành dọc: 11) · 0 được công nhận" in ward.text(ban, "nam/")
    assert "· 1 mô hình đã đăng ký · 1 được công nhận" in "· " + re.sub(
        r".*Năm 2025 Năm trước ", "", ward.text(ban, "nam/")
    )
    overview = ward.text(ban, "tong-quan/")
    assert "Mô hình, điển hình đăng ký năm 2026 9 mô hình" in overview
    assert "Kể cả 2 bản theo dõi : 11." in overview
    assert "Còn thiếu 11 mô hình so với chỉ tiêu 20" in overview
    paper = ban.screen("dang-ky", nam=2026)
    assert [row[0] for row in paper[-3:]] == [
        "Tổng số mô hình, điển hình đăng ký: 9",
        "Trong đó: 9 xây dựng mới, 0 duy trì, 0 nhân rộng",
        "Kể cả 2 bản đăng ký theo ngành dọc: 11",
    ]
    assert sum(row[0].isdigit() for row in paper) == 11
    parts = (
        "9 mô hình đã đăng ký, 2 bản theo dõi của ngành dọc, 2 bản nhập hộ đơn vị không đồng ý, 2 bản nháp, "
        "4 hồ sơ đã kết thúc"
    )
    assert f"19 hồ sơ: {parts} · tiếp nhận trong" in ward.text(ban, "ho-so/?nhom=tat-ca&nam=2026")
    assert f"Năm 2026: {parts} " in ward.text(ban, "mo-hinh/?nam=2026")
    leader = ward.text(ward.reader(Role.STANDING), "mo-hinh/?nam=2026")
    assert f"Năm 2026: {parts.replace('2 bản nháp, ', '')} " in leader


def test_the_list_of_registrations_says_how_many_are_not_received(ward):
    ban = ward.reader(Role.HEAD)
    officer = make.actor(make.make_member(ward.ward, Role.OFFICER), ward.ward)
    proposal = proposals.create_list(actor=officer, cycle=ward.cycle, kind="REGISTRATION")
    page = ward.text(ban, f"danh-sach/2026-{proposal.number}/lap/")
    assert "4 mô hình, điển hình đã tiếp nhận · 1 bản theo dõi của ngành dọc, ở phần riêng" in page
    assert "4 trên 9 mô hình đã đăng ký của năm. 5 mô hình chưa tiếp nhận không có ở đây." in page
    paper = ban.screen("bao-cao-dang-ky", nam=2026, ban="nhap")
    assert "Tổng số mô hình, điển hình đăng ký đã tiếp nhận: 4" in [row[0] for row in paper]


def test_units_that_have_not_registered_are_one_number_everywhere(ward):
    """Owing: one, two, many (short of one), silent, refusing. Vertical: police sent, army not. Two are exempt."""
    ban = ward.reader(Role.HEAD)
    figures = read_figures(ward.ward, ward.cycle)
    assert (figures.registered, len(figures.owing), figures.missing, figures.tracked_done) == (2, 5, 3, 1)
    assert "Đơn vị chưa đăng ký 3 Ngoài ra 1 đơn vị ngành dọc chưa gửi bản theo dõi." in ward.text(ban, "ban-lam-viec/")
    overview = ward.text(ban, "tong-quan/")
    assert "2 / 5" in overview
    assert "3 đơn vị chưa đăng ký. Xem tên đơn vị Ngành dọc: 1/2 đơn vị đã gửi bản theo dõi." in overview
    duties = ward.text(ban, "nam/2026/nhiem-vu/")
    assert "2/5 đơn vị đã đăng ký mô hình · 1/2 đơn vị ngành dọc đã gửi bản theo dõi · 2 đơn vị được miễn" in duties
    missing = ward.text(ban, "nam/2026/nhiem-vu/?chua=1")
    assert "Đang xem 4 đơn vị: 3 phải đăng ký mô hình, 1 ngành dọc chỉ gửi bản theo dõi." in missing
    assert "Đang xem 3 đơn vị." in ward.text(ban, "nam/2026/nhiem-vu/?chua=1&loai=OWES_MODEL")
    paper = ban.screen("chua-dang-ky", nam=2026)
    assert [row[0] for row in paper[-2:]] == [
        "Tổng số: 4 đơn vị",
        "Trong đó: 3 đơn vị phải đăng ký mô hình; 1 đơn vị ngành dọc gửi bản theo dõi",
    ]
    done = ban.screen("chua-dang-ky", nam=2026, xem="da")
    assert done[-1][0] == "Trong đó: 2 đơn vị phải đăng ký mô hình; 1 đơn vị ngành dọc gửi bản theo dõi"
