"""“Xin không chấm”: the sheet leaves the count with its reason, the head is told, and it can be taken up again."""

import pytest
from django.core.exceptions import PermissionDenied

from core.exceptions import DomainError, StaleState
from core.models import AuditEntry, Notification
from evaluation.enums import SheetState
from evaluation.models import ScoreSheet
from evaluation.sheets.services import abstentions, sheets
from tests.evaluation.appraising import Appraisal, browser, codes, full_scores, read, sheet_post, url

pytestmark = pytest.mark.django_db
WHY = "Đi công tác đến hết tháng"


@pytest.fixture
def world():
    return Appraisal()


def test_a_sheet_left_counts_for_nothing_and_is_taken_up_as_it_was(world):
    evaluation = world.sent()
    world.completed(evaluation, world.second)
    sheet = world.draft_sheet(evaluation)
    for _ in range(2):  # a second press, of the same page, does nothing more
        abstentions.abstain(actor=world.officer, sheet=sheet, reason=WHY)
    with pytest.raises(StaleState, match="đã xin không chấm"):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=full_scores(), seen_version=3)
    kept = ScoreSheet.objects.get(pk=sheet.pk)
    assert (kept.state, kept.void_reason, kept.scores.count()) == (SheetState.ABSTAINED, WHY, 6)
    assert (read(evaluation).sheets_done, read(evaluation).mean) == (1, 100)
    for _ in range(2):
        abstentions.resume(actor=world.officer, sheet=kept)
    kept.refresh_from_db()
    sheets.complete_sheet(actor=world.officer, sheet=kept)
    assert (kept.void_reason, read(evaluation).sheets_done) == ("", 2)
    acts = AuditEntry.objects.filter(verb__in=["sheet.abstain", "sheet.resume"]).order_by("seq")
    assert list(acts.values_list("verb", "audience")) == [("sheet.abstain", "HEAD"), ("sheet.resume", "HEAD")]
    assert Notification.objects.filter(user_key=world.head_user.pk, text__contains=WHY).count() == 1


def test_what_cannot_be_left(world):
    evaluation = world.sent()
    sheet = world.completed(evaluation)
    with pytest.raises(StaleState):
        abstentions.abstain(actor=world.officer, sheet=sheet, reason=WHY)
    draft = world.draft_sheet(evaluation, world.second)
    with pytest.raises(PermissionDenied):
        abstentions.abstain(actor=world.officer, sheet=draft, reason=WHY)
    with pytest.raises(DomainError, match="lý do"):
        abstentions.abstain(actor=world.second, sheet=draft, reason="  ")
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {"COMPLETED", "DRAFT"}


def test_pages(world):
    evaluation = world.sent()
    code = evaluation.initiative.code
    client, page = browser(world.officer_user), url(world, "sheet_abstain", code)
    assert client.get(page).status_code == 404  # nothing begun, nothing given: nothing to leave
    client.post(url(world, "sheet_edit", code), sheet_post(version=0))
    assert page in client.get(url(world, "sheet_edit", code)).content.decode()
    client.post(page, {"reason": WHY})
    left = client.get(url(world, "sheet_edit", code)).content.decode()
    assert (WHY in left, "Nhận chấm lại" in left, "Hoàn thành phiếu" in left) == (True, True, False)
    assert codes(client.get(url(world, "sheet_list", query="?nhom=lien-quan"))) == [code]
    head = browser(world.head_user).get(url(world, "conclusion_edit", code)).content.decode()
    assert f"xin không chấm – {WHY}" in head
    assert client.get(url(world, "sheet_complete", code)).status_code == 404
    client.post(page, {"viec": "nhan-lai"})
    assert codes(client.get(url(world, "sheet_list", query="?nhom=dang"))) == [code]
