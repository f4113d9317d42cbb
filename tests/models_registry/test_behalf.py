"""The Ban types a unit's registration from paper; the unit's head confirms or disputes it (decisions 6, 12)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import audit
from core.exceptions import DomainError
from core.models import Audience, Notification
from models_registry.enums import InitiativeState as S
from models_registry.enums import Source
from models_registry.models import Initiative, Submission
from models_registry.services.receiving import receive
from tests import factories as make
from tests.access.registry_form import PNG

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(as_officer, unit, cycle):
    """A draft the officer began for the unit, filled in but for the signed paper."""
    start = reverse("registry:initiative_start", args=[unit.ward.slug])
    as_officer.post(start, {"token": uuid.uuid4(), "unit": unit.code, "kind": "MODEL", "origin": "NEW"})
    begun = Initiative.objects.get()
    full = make.make_initiative(unit, cycle, source=Source.BEHALF)
    assert (begun.source, begun.unit) == (Source.BEHALF, unit)
    assert page(begun, "initiative_step", 1) in as_officer.get(start).content.decode()
    return full


def page(row, name, *args):
    return reverse(f"registry:{name}", args=[row.ward.slug, row.address, *args])


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "ward").get(pk=row.pk)


def send_from_paper(client, row):
    client.post(page(row, "initiative_step", 2), {"scan": SimpleUploadedFile("ban-giay.png", PNG)})
    client.post(page(row, "initiative_check"), {"confirmed": "on"})
    return fresh(row)


def test_without_the_signed_paper_nothing_is_sent_for_a_unit(as_officer, typed):
    answer = as_officer.post(page(typed, "initiative_check"), {"confirmed": "on"}).content.decode()
    assert "Hãy tải lên bản đăng ký giấy có chữ ký của người đứng đầu đơn vị" in answer
    assert fresh(typed).state == S.DRAFT


def test_what_the_ban_sends_for_a_unit_says_so_everywhere(as_officer, typed, unit_head):
    row = send_from_paper(as_officer, typed)
    assert (row.state, row.behalf) == (S.SUBMITTED, "WAITING")
    assert Submission.objects.get().on_behalf
    assert [entry.note for entry in audit.timeline(row, audiences=[Audience.UNIT])][0] == "Nhập hộ"
    assert Notification.objects.get(kind="behalf").user_key == unit_head.pk
    assert "Nhập hộ" in as_officer.get(page(row, "initiative_detail")).content.decode()


def test_the_ban_does_not_write_in_a_draft_of_the_units_own(as_officer, unit, cycle):
    own = make.make_initiative(unit, cycle)
    assert as_officer.get(page(own, "initiative_step", 1)).status_code == 403
    assert as_officer.post(page(own, "initiative_check"), {"confirmed": "on"}).status_code == 403


def test_the_head_confirms(as_officer, typed, unit_head):
    row = send_from_paper(as_officer, typed)
    client = make.sign_in(as_officer, unit_head)
    assert page(row, "initiative_behalf") in client.get(page(row, "initiative_detail")).content.decode()
    client.post(page(row, "initiative_behalf"), {"agrees": "dung", "version": row.version})
    assert fresh(row).behalf == "CONFIRMED"
    again = client.post(page(row, "initiative_behalf"), {"agrees": "chua", "reason": "Đổi ý"})
    assert "không còn chờ đơn vị xác nhận" in again.content.decode()


def test_disputed_it_needs_a_reason_does_not_count_and_is_not_received(as_officer, typed, unit_head, officer):
    row = send_from_paper(as_officer, typed)
    client = make.sign_in(as_officer, unit_head)
    silent = client.post(page(row, "initiative_behalf"), {"agrees": "chua"})
    assert "Hãy ghi chỗ chưa đúng" in silent.content.decode()
    assert row in Initiative.objects.counting()
    client.post(page(row, "initiative_behalf"), {"agrees": "chua", "reason": "Không phải mô hình của chi bộ"})
    assert row not in Initiative.objects.counting()
    with pytest.raises(DomainError):
        receive(actor=make.actor(officer, row.ward), initiative=fresh(row))
