"""What the Ban does with a registration: the services, their pages, and two people at once."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import AuditEntry, Notification
from models_registry.enums import InitiativeState
from models_registry.models import Initiative, Remark
from models_registry.reviewing.services.receiving import RemarkDraft, assign, receive, refuse, return_initiative
from organizations.enums import Role
from tests.support.factories import actor, give_role, make_cycle, make_initiative, make_member, make_unit, sign_in

S = InitiativeState
REMARKS = [RemarkDraft("method", "Nêu rõ ai làm."), RemarkDraft("", "Bổ sung biên bản họp.")]


@pytest.fixture
def sent(unit, cycle, unit_head):
    return make_initiative(unit, cycle, S.SUBMITTED, name="Đường hoa")


@pytest.fixture
def ban(officer, ward):
    return actor(officer, ward)


def in_days(count):
    return clock.today() + dt.timedelta(days=count)


def texts(initiative):
    return [entry.text for entry in audit.timeline(initiative, audiences=["UNIT", "BAN"])]


def told(user):
    return list(Notification.objects.filter(user_key=user.pk).values_list("kind", "link"))


# Services -----------------------------------------------------------------------------------------------------------


def test_receiving_moves_logs_and_tells_the_unit(ban, sent, unit_head):
    receive(actor=ban, initiative=sent)
    sent.refresh_from_db()
    assert (sent.state, sent.version) == (S.RECEIVED, 2)
    assert sent.received_at is not None
    assert texts(sent) == ["Tiếp nhận đăng ký"]
    assert told(unit_head) == [("received", f"/thu-nghiem/mo-hinh/{sent.code}/")]


def test_a_return_leaves_remarks_on_what_was_sent(ban, sent, unit, unit_head):
    other = make_member(unit, Role.SECRETARY)
    elsewhere = make_member(make_unit(unit.ward), Role.SECRETARY)
    due = in_days(7)
    return_initiative(actor=ban, initiative=sent, remarks=REMARKS, due_on=due)
    sent.refresh_from_db()
    assert (sent.state, sent.rounds, sent.answer_due_on) == (S.RETURNED, 1, due)
    rows = Remark.objects.filter(submission__initiative=sent).order_by("number")
    assert [(row.number, row.field, row.text, row.due_on, row.closed_as) for row in rows] == [
        (1, "method", "Nêu rõ ai làm.", due, ""),
        (2, "", "Bổ sung biên bản họp.", due, ""),
    ]
    entry = audit.timeline(sent, audiences=["UNIT"])[0]
    assert entry.reason == "Cách làm: Nêu rõ ai làm.\nToàn bộ hồ sơ: Bổ sung biên bản họp."
    assert [kind for kind, _ in told(unit_head)] == [kind for kind, _ in told(other)] == ["returned"]
    assert told(elsewhere) == []


@pytest.mark.parametrize(
    ("remarks", "days", "field"),
    [([], 7, None), ([RemarkDraft("method", "")], 7, None), ([RemarkDraft("salary", "x")], 7, None),
     (REMARKS, 0, "due_on"), (REMARKS, 400, "due_on")],
)  # fmt: skip
def test_a_return_needs_a_remark_and_a_day_to_come(ban, sent, remarks, days, field):
    with pytest.raises(DomainError) as refused:
        return_initiative(actor=ban, initiative=sent, remarks=remarks, due_on=in_days(days))
    assert refused.value.field == field
    sent.refresh_from_db()
    assert (sent.state, Remark.objects.count()) == (S.SUBMITTED, 0)


def test_a_second_round_of_remarks_is_counted(ban, sent):
    return_initiative(actor=ban, initiative=sent, remarks=REMARKS, due_on=in_days(7))
    Initiative.objects.filter(pk=sent.pk).update(state=S.RESUBMITTED)
    sent.refresh_from_db()
    return_initiative(actor=ban, initiative=sent, remarks=REMARKS[:1], due_on=in_days(7))
    sent.refresh_from_db()
    assert (sent.rounds, list(Remark.objects.values_list("number", flat=True).order_by("number"))) == (2, [1, 2, 3])


def test_refusing_needs_a_reason_and_ends_the_file(ban, sent, unit_head):
    with pytest.raises(DomainError):
        refuse(actor=ban, initiative=sent, reason="")
    refuse(actor=ban, initiative=sent, reason="Trùng việc của Mặt trận")
    sent.refresh_from_db()
    assert (sent.state, sent.end_reason) == (S.REFUSED, "Trùng việc của Mặt trận")
    assert [kind for kind, _ in told(unit_head)] == ["refused"]
    with pytest.raises(StaleState):
        receive(actor=ban, initiative=sent)


def test_a_disputed_entry_is_not_received(ban, sent):
    Initiative.objects.filter(pk=sent.pk).update(behalf="DISPUTED")
    sent.refresh_from_db()
    with pytest.raises(DomainError, match="không đồng ý"):
        receive(actor=ban, initiative=sent)


def test_assigning_tells_the_officer_and_leaves_the_unit_undisturbed(ban, sent, ward, unit_head):
    colleague = make_member(ward, Role.OFFICER)
    assign(actor=ban, initiative=sent, officer=colleague)
    sent.refresh_from_db()
    assert (sent.assignee, sent.version) == (colleague, 1)
    assert told(colleague) == [("assigned", f"/thu-nghiem/ho-so/{sent.code}/")]
    assert told(unit_head) == []
    assert [entry.text for entry in audit.timeline(sent, audiences=["UNIT"])] == []
    assign(actor=ban, initiative=sent, officer=None)
    sent.refresh_from_db()
    assert sent.assignee is None


def test_only_people_of_the_ban_are_assigned(ban, sent, unit_head):
    with pytest.raises(DomainError):
        assign(actor=ban, initiative=sent, officer=unit_head)


def test_assigning_on_an_old_page_is_told(ban, sent, ward):
    first, second = make_member(ward, Role.OFFICER), make_member(ward, Role.OFFICER)
    old = Initiative.objects.get(pk=sent.pk)
    assign(actor=ban, initiative=sent, officer=first)
    with pytest.raises(StaleState):
        assign(actor=ban, initiative=old, officer=second)


@pytest.mark.parametrize("role", [Role.STANDING, Role.BOARD, Role.OBSERVER, Role.ADMIN])
def test_only_the_ban_handles_files(ward, sent, unit_head, role):
    for person in (unit_head, make_member(ward, role)):
        who = actor(person, ward)
        for act in (
            lambda who=who: receive(actor=who, initiative=sent),
            lambda who=who: return_initiative(actor=who, initiative=sent, remarks=REMARKS, due_on=in_days(3)),
            lambda who=who: refuse(actor=who, initiative=sent, reason="x"),
            lambda who=who: assign(actor=who, initiative=sent, officer=None),
        ):
            with pytest.raises(PermissionDenied):
                act()
    assert not AuditEntry.objects.exists()


# Pages --------------------------------------------------------------------------------------------------------------


def page(sent, rest=""):
    return f"/thu-nghiem/ho-so/{sent.code}/{rest}"


def test_the_detail_shows_the_file_and_what_can_be_done(as_officer, sent):
    answer = as_officer.get(page(sent))
    content = answer.content.decode()
    for words in (
        "Đường hoa",
        sent.code,
        "Tiếp nhận",
        "Đề nghị bổ sung",
        "Không tiếp nhận",
        "Số hộ ký cam kết: 180 hộ",
    ):
        assert words in content
    assert answer.context["is_own_unit"] is False


def test_an_officer_of_the_same_unit_is_told_but_not_stopped(client, ward, unit, sent):
    officer = make_member(ward, Role.OFFICER)
    give_role(officer, unit, Role.SECRETARY)
    sign_in(client, officer)
    assert "Đồng chí thuộc đơn vị gửi hồ sơ này" in client.get(page(sent)).content.decode()
    assert client.post(page(sent, "tiep-nhan/")).status_code == 302
    sent.refresh_from_db()
    assert sent.state == S.RECEIVED


def test_receiving_by_its_page_and_pressing_twice(as_officer, sent):
    assert as_officer.get(page(sent, "tiep-nhan/")).status_code == 200
    answer = as_officer.post(page(sent, "tiep-nhan/"), {"version": "1"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == [f"Đã tiếp nhận {sent.code} “Đường hoa”."]
    answer = as_officer.post(page(sent, "tiep-nhan/"), {"version": "1"}, follow=True)
    (message,) = (str(message) for message in answer.context["messages"])
    assert message.startswith("Hồ sơ vừa được Người Thử chuyenvien")
    assert "Tiếp nhận đăng ký" in message
    assert AuditEntry.objects.count() == 1


def test_returning_by_its_page(as_officer, sent):
    form = {"version": "1", "tick_method": "on", "text_method": "Nêu rõ ai làm.", "text_name": "không đánh dấu"}
    answer = as_officer.post(page(sent, "de-nghi-bo-sung/"), {**form, "due_on": f"{in_days(7):%d/%m/%Y}"})
    assert answer.status_code == 302
    assert list(Remark.objects.values_list("field", "text")) == [("method", "Nêu rõ ai làm.")]


def test_the_due_day_is_proposed_in_working_days(as_officer, sent, at):
    at(2026, 11, 24, 9)
    form = as_officer.get(page(sent, "de-nghi-bo-sung/")).context["form"]
    assert form["due_on"].value() == "01/12/2026"


def test_a_preview_of_a_return_writes_nothing(as_officer, sent):
    form = {"tick_whole": "on", "text_whole": "Bổ sung biên bản.", "due_on": f"{in_days(7):%d/%m/%Y}", "preview": "1"}
    answer = as_officer.post(page(sent, "de-nghi-bo-sung/"), form)
    assert [point.remark.text for point in answer.context["preview"].points] == ["Bổ sung biên bản."]
    assert "Đơn vị sẽ thấy" in answer.content.decode()
    assert not Remark.objects.exists()


def test_a_return_without_words_or_ticks_is_told_at_its_place(as_officer, sent):
    due = f"{in_days(7):%d/%m/%Y}"
    answer = as_officer.post(page(sent, "de-nghi-bo-sung/"), {"tick_method": "on", "due_on": due})
    assert answer.context["form"].errors == {"text_method": ["Hãy ghi điểm cần bổ sung của “Cách làm”"]}
    answer = as_officer.post(page(sent, "de-nghi-bo-sung/"), {"due_on": "31/02/2026"})
    assert answer.context["form"].errors == {
        "due_on": ["Ngày 31/02/2026 không có thật"],
        "__all__": ["Hãy đánh dấu và ghi ít nhất một điểm cần bổ sung"],
    }


def test_a_late_return_keeps_its_words_and_says_who_was_faster(as_officer, sent, ward):
    receive(actor=actor(make_member(ward, Role.OFFICER, "nguoikhac"), ward), initiative=sent)
    form = {"version": "1", "tick_whole": "on", "text_whole": "Lời đã gõ", "due_on": f"{in_days(7):%d/%m/%Y}"}
    answer = as_officer.post(page(sent, "de-nghi-bo-sung/"), form)
    assert answer.status_code == 200
    assert "Lời đã gõ" in answer.content.decode()
    assert "nguoikhac" in answer.context["form"].non_field_errors()[0]


def test_refusing_by_its_page_asks_for_the_reason(as_officer, sent):
    answer = as_officer.post(page(sent, "khong-tiep-nhan/"), {"version": "1", "reason": " "})
    assert answer.context["form"].errors == {"reason": ["Hãy nhập lý do không tiếp nhận"]}
    as_officer.post(page(sent, "khong-tiep-nhan/"), {"version": "1", "reason": "Không phải mô hình"})
    sent.refresh_from_db()
    assert sent.state == S.REFUSED


def test_assigning_by_its_page(as_officer, officer, sent):
    assert as_officer.post(page(sent, "phan-cong/"), {"officer": "chuyenvien"}).status_code == 302
    sent.refresh_from_db()
    assert sent.assignee == officer
    answer = as_officer.post(page(sent, "phan-cong/"), {"officer": "ai-do"})
    assert list(answer.context["form"].errors) == ["officer"]


def test_steps_no_longer_lawful_lead_back_to_the_file(as_officer, unit, cycle):
    received = make_initiative(unit, cycle, S.RECEIVED)
    for rest in ("tiep-nhan/", "de-nghi-bo-sung/", "khong-tiep-nhan/"):
        assert as_officer.get(page(received, rest)).url == page(received)


def test_a_draft_s_address_leads_to_the_code_once_sent(as_officer, sent):
    answer = as_officer.get(f"/thu-nghiem/ho-so/{sent.token.hex}/")
    assert answer.url == page(sent)


def test_files_of_another_ward_are_not_found(as_officer, other_ward, cycle):
    theirs = make_initiative(make_unit(other_ward), make_cycle(other_ward), S.SUBMITTED)
    for rest in ("", "tiep-nhan/", "de-nghi-bo-sung/", "khong-tiep-nhan/", "phan-cong/"):
        assert as_officer.get(f"/lang-gieng/ho-so/{theirs.code}/{rest}").status_code == 404
        assert as_officer.get(f"/thu-nghiem/ho-so/{theirs.token.hex}/{rest}").status_code == 404


def test_pages_of_one_file_stay_within_their_queries(as_officer, sent, ban, django_assert_max_num_queries):
    return_initiative(actor=ban, initiative=sent, remarks=REMARKS, due_on=in_days(7))
    Initiative.objects.filter(pk=sent.pk).update(state=S.RESUBMITTED)
    as_officer.get(page(sent))
    with django_assert_max_num_queries(11):
        as_officer.get(page(sent))
    with django_assert_max_num_queries(8):
        as_officer.get(page(sent, "de-nghi-bo-sung/"))
    sent.refresh_from_db()
    due = f"{in_days(7):%d/%m/%Y}"
    with django_assert_max_num_queries(16):  # two of them mark the nested transaction of the test
        as_officer.post(page(sent, "de-nghi-bo-sung/"), {"tick_whole": "on", "text_whole": "x", "due_on": due})


# Two people at once -------------------------------------------------------------------------------------------------


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_of_receiving_and_returning_at_once_exactly_one_wins(unit, cycle, officer, ward):
    ban = actor(officer, ward)
    for _ in range(10):
        row = make_initiative(unit, cycle, S.SUBMITTED)
        outcomes = _race(
            lambda key=row.pk: receive(actor=ban, initiative=Initiative.objects.get(pk=key)),
            lambda key=row.pk: return_initiative(
                actor=ban, initiative=Initiative.objects.get(pk=key), remarks=REMARKS, due_on=in_days(7)
            ),
        )
        row.refresh_from_db()
        assert sorted(outcomes) == ["StaleState", "won"]
        expected = 2 if row.state == S.RETURNED else 0
        assert Remark.objects.filter(submission__initiative=row).count() == expected
        assert len(texts(row)) == 1
    assert audit.verify(ward.pk) == []


def _race(*acts):
    """Run acts in threads, starting together; what became of each."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        gate.wait()
        try:
            act()
            outcomes.append("won")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
