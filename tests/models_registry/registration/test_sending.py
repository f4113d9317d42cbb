"""Sending a registration: who, when, with what, and how often pressed (decisions 3, 6, 13, 15, 16)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import audit, seals
from core.models import Audience, Notification
from models_registry.enums import CycleState, InitiativeKind, SendBasis, SubmissionKind
from models_registry.enums import InitiativeState as S
from models_registry.initiative.contents import open_submission
from models_registry.models import CodeCounter, Initiative, Remark, Submission
from models_registry.own_models.services import discontinue, reopen, withdraw
from models_registry.registration.services.answers import RemarkAnswer, answer_remarks
from models_registry.registration.services.sending import Incomplete, send_initiative
from models_registry.reviewing.services.receiving import RemarkDraft, receive, return_initiative
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(unit, cycle):
    return make.make_initiative(unit, cycle)


@pytest.fixture
def head(unit_head, ward):
    return make.actor(unit_head, ward)


@pytest.fixture
def ban(officer, ward):
    return make.actor(officer, ward)


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "sector", "text").get(pk=row.pk)


def send(actor, row, **kwargs):
    row = fresh(row)
    return send_initiative(actor=actor, initiative=row, seen=kwargs.pop("seen", row.version), confirmed=True, **kwargs)


def test_the_head_sends_and_everything_is_kept_at_once(draft, head, officer, ward):
    receipt = send(head, draft)
    row = fresh(draft)
    assert receipt.is_new
    assert (row.state, row.code, row.number, row.sent_number) == (S.SUBMITTED, f"DK-{row.year}-001", 1, 1)
    submission = Submission.objects.get(initiative=row)
    assert (submission.kind, submission.number, submission.basis) == (SubmissionKind.REGISTRATION, 1, SendBasis.WINDOW)
    assert submission.unit_name == "Chi bộ tổ dân phố Minh Tân 1"
    assert seals.check(submission.seal, submission.sha256, submission.body) == []
    told = Notification.objects.get()
    assert (told.user_key, told.link) == (officer.pk, f"/{ward.slug}/ho-so/{row.code}/")
    assert [entry.text for entry in audit.timeline(row, audiences=[Audience.UNIT])] == ["Gửi đăng ký"]
    assert row.search_text.startswith("dk-")


def test_a_submission_holds_the_whole_content(draft, head):
    send(head, draft)
    sent = open_submission(Submission.objects.get(initiative=draft))
    assert sent.word("name") == draft.name
    assert sent.word("method") == draft.text.method
    assert [(t["indicator"], t["measure"], t["planned"]) for t in sent.targets] == [
        ("Số hộ ký cam kết", "hộ", "180.00")
    ]
    assert sent.steps == [{"what": "Vận động từng hộ", "who": "Tổ đảng viên", "when": "Quý I"}]
    assert sent.facts["unit"]["code"] == "TDP01"
    assert "Người Phụ Trách" not in sent.submission.seal  # personal words stand only beside the seal


def test_only_the_head_sends(draft, unit, ward, officer):
    secretary = make.actor(make.make_member(unit), ward)
    for actor in (secretary, make.actor(officer, ward)):
        with pytest.raises(PermissionDenied):
            send(actor, draft)
    assert fresh(draft).state == S.DRAFT


def test_a_head_of_another_unit_cannot_send(draft, ward):
    stranger = make.actor(make.make_head(make.make_unit(ward)), ward)
    with pytest.raises(PermissionDenied):
        send(stranger, draft)


def test_pressing_twice_gives_one_code_one_submission_one_notice(draft, head, officer):
    first_page, second_page = fresh(draft), fresh(draft)
    seen = first_page.version
    first = send_initiative(actor=head, initiative=first_page, seen=seen, confirmed=True)
    second = send_initiative(actor=head, initiative=second_page, seen=seen, confirmed=True)
    assert (first.is_new, second.is_new) == (True, False)
    assert second.submission == first.submission
    assert second_page.code == first_page.code
    assert (Submission.objects.count(), Notification.objects.count()) == (1, 1)
    assert CodeCounter.objects.get(ward=draft.ward).last == 1


def test_a_text_changed_since_the_check_page_is_not_sent(draft, head):
    with pytest.raises(StaleState):
        send(head, draft, seen=draft.version - 1)
    assert fresh(draft).state == S.DRAFT


def test_codes_are_consecutive_and_a_refused_send_draws_none(unit, cycle, head):
    first, bare, last = (make.make_initiative(unit, cycle) for _ in range(3))
    bare.text.method = ""
    bare.text.save()
    send(head, first)
    with pytest.raises(Incomplete):
        send(head, bare)
    send(head, last)
    assert [fresh(first).number, fresh(last).number] == [1, 2]


def test_without_confirmation_nothing_is_sent(draft, head):
    row = fresh(draft)
    with pytest.raises(DomainError) as refused:
        send_initiative(actor=head, initiative=row, seen=row.version, confirmed=False)
    assert refused.value.field == "confirmed"


@pytest.mark.parametrize(
    ("day", "hour", "basis", "late"),
    [
        ((2026, 11, 30), 23, SendBasis.WINDOW, 0),
        ((2026, 12, 1), 0, SendBasis.GRACE, 1),
        ((2026, 12, 3), 23, SendBasis.GRACE, 3),
    ],
)
def test_the_clock_judges_window_and_grace(at, ward, unit, unit_head, day, hour, basis, late):
    at(2026, 11, 1, 8)
    cycle = make.make_cycle(
        ward, 2026, registration_opens=dt.date(2026, 10, 1), registration_closes=dt.date(2026, 11, 30),
        registration_grace_days=3,
    )  # fmt: skip
    draft = make.make_initiative(unit, cycle)
    at(*day, hour, 59 if hour else 0)
    submission = send(make.actor(unit_head, ward), draft).submission
    assert (submission.basis, submission.late_days, submission.due_on) == (basis, late, dt.date(2026, 11, 30))
    assert fresh(draft).late_days == late


def test_after_the_grace_the_draft_is_kept_and_the_hour_is_told(at, ward, unit, unit_head):
    at(2026, 11, 1, 8)
    cycle = make.make_cycle(
        ward, 2026, registration_opens=dt.date(2026, 10, 1), registration_closes=dt.date(2026, 11, 30)
    )
    draft = make.make_initiative(unit, cycle)
    at(2026, 12, 1, 0, 0)
    with pytest.raises(DomainError) as refused:
        send(make.actor(unit_head, ward), draft)
    assert refused.value.message == "Đợt đăng ký năm 2026 đã kết thúc lúc 24 giờ ngày 30/11/2026. Bản nháp vẫn được giữ"
    assert fresh(draft).state == S.DRAFT


def test_a_year_not_open_takes_nothing(ward, unit, unit_head):
    cycle = make.make_cycle(ward, state=CycleState.PREPARING)
    draft = make.make_initiative(unit, cycle)
    with pytest.raises(DomainError):
        send(make.actor(unit_head, ward), draft)


@pytest.mark.parametrize(
    ("table", "changes", "message"),
    [
        ("row", {"name": ""}, "Hãy nhập tên mô hình"),
        ("row", {"sector": None}, "Hãy chọn lĩnh vực"),
        ("row", {"ongoing": False}, "Hãy nhập ngày bắt đầu, hoặc chọn “Thường xuyên”"),
        ("row", {"kind": InitiativeKind.INDIVIDUAL}, "Hãy nhập họ và tên cá nhân được đăng ký"),
        ("text", {"method": "Vận động các hộ góp tiền lắp camera ở ngõ."},
         "Nội dung “Cách làm” quá ngắn: cần ít nhất 100 ký tự, hiện có 42"),
        ("text", {"problem": ""}, "Hãy nhập vấn đề cần giải quyết"),
        ("text", {"leader_name": ""}, "Hãy nhập họ và tên người phụ trách"),
        ("text", {"meeting_on": None}, "Hãy nhập ngày họp thống nhất"),
        ("text", {"steps": []}, "Hãy nhập ít nhất một việc và người thực hiện"),
        ("text", {"steps": [{"what": "Họp dân", "who": "", "when": ""}]}, "Hãy nhập người thực hiện ở dòng 1"),
        ("text", {"unread": {"2": {"starts_on": {"raw": "31/02/2026", "message": "Ngày 31/02/2026 không có thật"}}}},
         "Ngày 31/02/2026 không có thật"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_stops_the_send_in_words(draft, head, table, changes, message):
    owner = draft if table == "row" else draft.text
    for name, value in changes.items():
        setattr(owner, name, value)
    owner.save()
    with pytest.raises(Incomplete) as refused:
        send(head, draft)
    assert message in [problem.message for problem in refused.value.problems]
    assert (fresh(draft).state, Submission.objects.count()) == (S.DRAFT, 0)


def test_a_registration_without_a_target_is_not_sent(draft, head):
    draft.targets.all().delete()
    with pytest.raises(Incomplete) as refused:
        send(head, draft)
    assert [problem.field for problem in refused.value.problems] == ["targets-0-indicator"]


def returned(draft, head, ban):
    send(head, draft)
    due = clock.today() + dt.timedelta(days=7)
    asked = [RemarkDraft("method", "Nêu rõ số hộ"), RemarkDraft("", "Thêm biên bản")]
    return_initiative(actor=ban, initiative=fresh(draft), remarks=asked, due_on=due)
    return fresh(draft)


def test_every_remark_is_answered_before_sending_again(draft, head, ban):
    row = returned(draft, head, ban)
    first, second = Remark.objects.order_by("number")
    with pytest.raises(DomainError) as refused:
        send(head, row)
    assert refused.value.message == "Còn 2 điểm góp ý chưa trả lời"
    assert answer_remarks(actor=head, initiative=row, answers={first.pk: RemarkAnswer("FIXED")}) == 1
    with pytest.raises(DomainError):
        send(head, row)
    answer_remarks(
        actor=head, initiative=fresh(row), answers={second.pk: RemarkAnswer("EXPLAINED", "Biên bản lưu ở chi bộ")}
    )
    again = send(head, row).submission
    row = fresh(row)
    assert (row.state, row.code, row.sent_number, row.answer_due_on) == (S.RESUBMITTED, f"DK-{row.year}-001", 2, None)
    assert again.basis == SendBasis.NONE
    assert list(Remark.objects.values_list("answered_in", "closed_as")) == [(again.pk, "ANSWERED")] * 2


def test_an_answer_may_come_after_the_window_but_not_after_the_year(at, ward, unit, unit_head, officer):
    at(2026, 11, 20, 8)
    cycle = make.make_cycle(
        ward, 2026, registration_opens=dt.date(2026, 10, 1), registration_closes=dt.date(2026, 11, 30)
    )
    head, ban = make.actor(unit_head, ward), make.actor(officer, ward)
    row = returned(make.make_initiative(unit, cycle), head, ban)
    at(2026, 12, 10, 8)
    answers = {remark.pk: RemarkAnswer("FIXED") for remark in Remark.objects.all()}
    answer_remarks(actor=head, initiative=row, answers=answers)
    assert send(head, row).submission.late_days == 13


def test_returned_twice_withdrawn_reopened_and_sent_again_keeps_code_and_history(draft, head, ban):
    row = returned(draft, head, ban)
    answer_remarks(
        actor=head, initiative=row, answers={remark.pk: RemarkAnswer("FIXED") for remark in Remark.objects.all()}
    )
    send(head, row)
    row = fresh(row)
    return_initiative(
        actor=ban, initiative=row, remarks=[RemarkDraft("", "Còn thiếu")], due_on=clock.today() + dt.timedelta(days=5)
    )
    row = fresh(row)
    withdraw(actor=head, initiative=row, seen=row.version)
    assert (row.state, Remark.objects.get(text="Còn thiếu").closed_as) == (S.WITHDRAWN, "WITHDRAWN")
    reopen(actor=head, initiative=row, seen=row.version)
    send(head, row)
    row = fresh(row)
    assert (row.state, row.code, row.rounds, row.sent_number) == (S.SUBMITTED, f"DK-{row.year}-001", 2, 3)
    assert (Submission.objects.count(), Remark.objects.count()) == (3, 3)
    assert CodeCounter.objects.get(ward=row.ward).last == 1


def test_withdrawing_ends_with_receipt(draft, head, ban):
    send(head, draft)
    row = fresh(draft)
    stale = fresh(draft)
    receive(actor=ban, initiative=row)
    for seen in (row.version, stale.version):
        with pytest.raises(StaleState):
            withdraw(actor=head, initiative=fresh(row), seen=seen)
    with pytest.raises(StaleState):
        withdraw(actor=head, initiative=stale, seen=stale.version)
    assert fresh(draft).state == S.RECEIVED


def test_stopping_a_received_model_needs_a_reason(draft, head, ban, unit, ward):
    send(head, draft)
    receive(actor=ban, initiative=fresh(draft))
    row = fresh(draft)
    with pytest.raises(DomainError):
        discontinue(actor=head, initiative=row, seen=row.version, reason="")
    with pytest.raises(PermissionDenied):
        discontinue(
            actor=make.actor(make.make_member(unit), ward), initiative=row, seen=row.version, reason="Không hợp"
        )
    discontinue(actor=head, initiative=row, seen=row.version, reason="Không còn phù hợp")
    assert (fresh(row).state, fresh(row).end_reason) == (S.DISCONTINUED, "Không còn phù hợp")


def test_the_old_head_may_not_send_once_another_is_head(draft, unit, ward, unit_head):
    seat = unit_head.memberships.get()
    seat.valid_until = clock.today()
    seat.save()
    new_head = make.make_head(unit, "bithu.moi")
    with pytest.raises(PermissionDenied):
        send(make.actor(unit_head, ward), draft)
    assert send(make.actor(new_head, ward), draft).is_new
