"""The printed slip of a registration: what was sent, by whom it may be read, and what a draft looks like."""

import datetime as dt
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from core.models import DownloadLog
from models_registry.enums import InitiativeKind, InitiativeState, Source
from models_registry.models import Coordination, Initiative, RegistrationText
from organizations.enums import OrganizationKind, Role
from organizations.units.services import rename_unit
from tests.support import factories as make

from .reading import fonts

pytestmark = pytest.mark.django_db
S = InitiativeState


class Place:
    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.sibling = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        self.other = make.make_ward("Đảng ủy phường Khác", "khac")
        self.head = make.make_head(self.unit)


@pytest.fixture
def place():
    return Place()


def get(place, user, initiative, client=None):
    client = make.sign_in(client or Client(), user)
    return client.get(reverse("reports:registration_slip", args=[place.ward.slug, initiative.address]))


def text_of(answer):
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages).split())


def test_the_slip_says_what_was_sent_not_what_is_written_since(place, at):
    at(2026, 11, 27, 10, 5)
    row = make.make_initiative(
        place.unit, place.cycle, S.SUBMITTED, "Ngõ xanh", ongoing=False,
        starts_on=dt.date(2026, 2, 5), ends_on=dt.date(2026, 11, 30),
    )  # fmt: skip
    Initiative.objects.filter(pk=row.pk).update(name="Tên sửa sau")
    RegistrationText.objects.filter(pk=row.pk).update(method="Viết lại sau khi gửi")
    officer = make.actor(make.make_member(place.ward, Role.OFFICER), place.ward)
    rename_unit(actor=officer, unit=place.unit, name="Chi bộ Tên Mới", valid_from=dt.date(2026, 11, 27))
    text = text_of(get(place, place.head, row))
    assert text.startswith(
        "ĐẢNG BỘ PHƯỜNG THỬ NGHIỆM CHI BỘ TỔ DÂN PHỐ MINH TÂN 2 * ĐẢNG CỘNG SẢN VIỆT NAM "
        "Thử Nghiệm, ngày 27 tháng 11 năm 2026 PHIẾU ĐĂNG KÝ mô hình “Dân vận khéo” năm 2026"
    )
    for words in (
        "Mã hồ sơ DK-2026-001", "Ngõ xanh", "Văn hóa - xã hội", "Từ 05/02/2026 đến 30/11/2026",
        "Vận động từng hộ, chia nhóm theo ngõ", "1 Số hộ ký cam kết hộ 180", "Gửi lúc 10:05 ngày 27/11/2026",
        "T/M CHI BỘ BÍ THƯ", "- Ban Xây dựng Đảng; - Lưu chi bộ.",
    ):  # fmt: skip
        assert words in text
    for words in ("Tên sửa sau", "Viết lại", "Tên Mới", "NHÁP", "Số "):
        assert words not in text.replace("Số hộ", "").replace("Số đăng ký", "").replace("Số điện thoại", "")


def test_the_last_of_several_sends_is_printed(place):
    row = make.make_initiative(place.unit, place.cycle, S.RESUBMITTED, "Lần đầu")
    Initiative.objects.filter(pk=row.pk).update(name="Lần hai", sent_number=2)
    row.refresh_from_db()
    make.make_submission(row, number=2)
    text = text_of(get(place, place.head, row))
    assert "Lần hai" in text
    assert "Lần đầu" not in text
    assert "Lần gửi thứ 2" in text


def test_a_draft_is_marked_and_has_no_code(place):
    row = make.make_initiative(place.unit, place.cycle, S.DRAFT, "Đang viết")
    answer = get(place, place.head, row)
    text = text_of(answer)
    assert "(BẢN NHÁP, CHƯA GỬI)" in text
    assert "Đang viết" in text
    assert "DK-" not in text
    assert answer["Content-Disposition"] == 'attachment; filename="phieu-dang-ky_ban-nhap.pdf"'


def test_an_individual_is_named_and_a_body_outside_the_party_has_no_party_heading(place):
    front = make.make_unit(place.ward, "Ủy ban Mặt trận Tổ quốc phường", OrganizationKind.FATHERLAND_FRONT)
    row = make.make_initiative(
        front, place.cycle, S.RECEIVED, "Người vận động", kind=InitiativeKind.INDIVIDUAL, person_name="Nguyễn Văn Mẫu"
    )
    text = text_of(get(place, make.make_head(front), row))
    assert "Cá nhân được đăng ký Nguyễn Văn Mẫu" in text
    assert "điển hình “Dân vận khéo” năm 2026" in text
    assert "ĐẢNG CỘNG SẢN" not in text
    assert "ĐẠI DIỆN ĐƠN VỊ" in text


def test_a_cell_of_a_grassroots_committee_stands_under_it(place):
    committee = make.make_unit(place.ward, "Đảng bộ Công ty Thử", OrganizationKind.GRASSROOTS_COMMITTEE)
    cell = make.make_unit(place.ward, "Chi bộ Phân xưởng", OrganizationKind.BUSINESS_CELL, parent=committee)
    text = text_of(get(place, make.make_head(cell), make.make_initiative(cell, place.cycle, S.SUBMITTED)))
    assert text.startswith("ĐẢNG BỘ CÔNG TY THỬ CHI BỘ PHÂN XƯỞNG *")
    text = text_of(get(place, make.make_head(committee), make.make_initiative(committee, place.cycle, S.SUBMITTED)))
    assert "T/M ĐẢNG ỦY BÍ THƯ" in text


def test_an_imported_model_has_a_sheet_of_facts_that_nobody_signs(place):
    row = make.make_initiative(place.unit, place.cycle, S.RECEIVED, "Từ danh sách cũ", source=Source.IMPORT)
    Initiative.objects.filter(pk=row.pk).update(sent_number=0)
    text = text_of(get(place, place.head, row))
    assert text.startswith("PHIẾU THÔNG TIN")
    assert "T/M" not in text


def test_who_may_print_it(place):
    sent = make.make_initiative(place.unit, place.cycle, S.SUBMITTED)
    draft = make.make_initiative(place.unit, place.cycle, S.DRAFT)
    stranger = make.make_head(make.make_unit(place.other))
    people = {
        "unit": place.head,
        "sibling": make.make_head(place.sibling),
        "officer": make.make_member(place.ward, Role.OFFICER),
        "observer": make.make_member(place.ward, Role.OBSERVER),
        "stranger": stranger,
    }
    answers = {
        name: (get(place, user, sent).status_code, get(place, user, draft).status_code) for name, user in people.items()
    }
    assert answers == {
        "unit": (200, 200), "sibling": (404, 404), "officer": (200, 200), "observer": (200, 404),
        "stranger": (404, 404),
    }  # fmt: skip
    Coordination.objects.create(ward_id=sent.ward_id, initiative=sent, organization=place.sibling)
    assert get(place, people["sibling"], sent).status_code == 200


def test_a_code_of_another_ward_is_not_found_under_ones_own(place):
    make.make_initiative(make.make_unit(place.other), make.make_cycle(place.other, 2026), S.SUBMITTED)
    client = make.sign_in(Client(), make.make_member(place.ward, Role.OFFICER))
    assert client.get(f"/{place.ward.slug}/mo-hinh/DK-2026-001/phieu.pdf").status_code == 404


def test_printing_is_logged_embeds_one_font_family_and_costs_few_queries(place, client):
    row = make.make_initiative(place.unit, place.cycle, S.SUBMITTED)
    get(place, place.head, row, client)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("reports:registration_slip", args=[place.ward.slug, row.code]))
    assert len(queries) <= 6
    assert all(name.startswith("Liberation-Serif") for name in fonts(PdfReader(io.BytesIO(answer.content))))
    assert list(DownloadLog.objects.values_list("what", "filter", "row_count")) == [
        ("phieu-dang-ky.pdf", row.code, 1),
        ("phieu-dang-ky.pdf", row.code, 1),
    ]
