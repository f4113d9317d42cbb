"""The Ban types a unit's registration from paper; the unit's head confirms or disputes it (decisions 6, 12)."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exceptions import DomainError
from core.log import audit
from core.models import Audience, Notification
from models_registry.enums import InitiativeState as S
from models_registry.enums import Source
from models_registry.initiative.contents import open_submission
from models_registry.models import BehalfEntry, Initiative, Submission
from models_registry.reviewing.services.receiving import receive
from tests.access.registry_form import PNG
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(as_officer, unit, cycle):
    """A draft the officer began for the unit, filled in but for the signed paper."""
    start = reverse("registry:initiative_start", args=[unit.ward.slug])
    as_officer.post(start, {"token": uuid.uuid4(), "unit": unit.code, "kind": "MODEL", "origin": "NEW"})
    begun = Initiative.objects.get()
    full = make.make_initiative(unit, cycle, source=Source.BEHALF)
    assert begun.behalf_entry.typed_by.username == "chuyenvien"
    BehalfEntry.objects.create(initiative=full, ward=unit.ward, typed_by=begun.behalf_entry.typed_by)
    assert (begun.source, begun.unit) == (Source.BEHALF, unit)
    assert page(begun, "initiative_step", 1) in as_officer.get(start).content.decode()
    return full


def page(row, name, *args):
    return reverse(f"registry:{name}", args=[row.ward.slug, row.address, *args])


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "ward").get(pk=row.pk)


def send_from_paper(client, row):
    paper = {"paper_number": "05-DK", "paper_on": "12/03/2026", "told_by": "Nguyễn Văn Mẫu"}
    client.post(page(row, "initiative_step", 2), {"scan": SimpleUploadedFile("ban-giay.png", PNG), **paper})
    client.post(page(row, "initiative_check"), {"confirmed": "on"})
    return fresh(row)


def test_without_the_signed_paper_nothing_is_sent_for_a_unit(as_officer, typed):
    answer = as_officer.post(page(typed, "initiative_check"), {"confirmed": "on"}).content.decode()
    assert "Hãy tải lên bản đăng ký giấy có chữ ký của người đứng đầu đơn vị" in answer
    assert "Hãy nhập ngày ghi trên bản giấy" in answer
    assert "Hãy ghi ai của đơn vị gửi bản giấy" in answer
    assert fresh(typed).state == S.DRAFT


def test_what_the_ban_sends_for_a_unit_says_so_everywhere(as_officer, typed, unit_head):
    row = send_from_paper(as_officer, typed)
    assert (row.state, row.behalf) == (S.SUBMITTED, "WAITING")
    assert Submission.objects.get().on_behalf
    assert [entry.note for entry in audit.timeline(row, audiences=[Audience.UNIT])][
        0
    ] == "Nhập hộ, theo bản giấy của Nguyễn Văn Mẫu"
    assert Notification.objects.get(kind="behalf").user_key == unit_head.pk
    told = "Bản giấy số 05-DK, ngày 12/03/2026, người gửi: Nguyễn Văn Mẫu. Người nhập: Người Thử chuyenvien."
    for name in ("initiative_detail", "review_detail", "review_return", "review_receive", "initiative_receipt"):
        assert told in as_officer.get(page(row, name)).content.decode(), name
    sealed = open_submission(Submission.objects.get())
    assert (sealed.word("paper.number"), sealed.facts["paper"]["on"]) == ("05-DK", "2026-03-12")


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


def test_disputed_after_receipt_the_officer_takes_it_back_naming_the_dispute(as_officer, typed, unit_head, officer):
    row = send_from_paper(as_officer, typed)
    receive(actor=make.actor(officer, row.ward), initiative=row)
    client = make.sign_in(as_officer, unit_head)
    assert "Đúng, xác nhận" in client.get(page(row, "initiative_detail")).content.decode()
    client.post(page(row, "initiative_behalf"), {"agrees": "chua", "reason": "Không phải mô hình của chi bộ."})
    client = make.sign_in(client, officer)
    assert "Không phải mô hình của chi bộ" in client.get(page(row, "review_withdraw")).content.decode()
    client.post(page(row, "review_withdraw"), {"reason": "Nhập nhầm đơn vị", "version": fresh(row).version})
    row = fresh(row)
    assert (row.state, row.behalf) == (S.WITHDRAWN, "SETTLED")
    again = client.post(page(row, "review_withdraw"), {"reason": "Nhập nhầm", "version": row.version}, follow=True)
    assert "Bản nhập hộ này đã được rút." in again.content.decode()
    last = audit.timeline(row, audiences=[Audience.UNIT])[0]
    assert last.reason == "Đơn vị không đồng ý với bản nhập hộ: Không phải mô hình của chi bộ. Nhập nhầm đơn vị"
    assert Notification.objects.get(kind="behalf_withdrawn").user_key == unit_head.pk


def test_without_a_dispute_nobody_takes_a_received_file_back(as_officer, typed, officer):
    row = send_from_paper(as_officer, typed)
    receive(actor=make.actor(officer, row.ward), initiative=row)
    as_officer.post(page(row, "review_withdraw"), {"reason": "Nhập nhầm đơn vị"})
    assert fresh(row).state == S.RECEIVED
