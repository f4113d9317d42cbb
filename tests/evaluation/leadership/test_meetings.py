"""The Board's meeting on a list: attendance, rows with votes, minutes; and the conclusion recorded from it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from core.exceptions import DomainError, StaleState
from core.models import AuditEntry
from evaluation.enums import ListState, RowResult
from evaluation.leadership.minutes import draft
from evaluation.leadership.services import leadership, meetings
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.services import proposals
from evaluation.models import ConclusionRow, MeetingRow
from models_registry.enums import Level
from organizations.enums import Role
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
PRESENT = ["Trần Văn Một, Bí thư", "Lê Thị Hai, Phó Bí thư", "Phạm Văn Ba, Ủy viên"]


class Hall:
    """An endorsed list of two models, and everybody who may come to the meeting."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        flags = {"may_conclude": True}
        self.users = {role: make.make_member(self.ward, role) for role in (Role.OFFICER, Role.HEAD, Role.OBSERVER)}
        self.users |= {role: make.make_member(self.ward, role, **flags) for role in (Role.STANDING, Role.BOARD)}
        rows = [make.make_candidate(make.make_unit(self.ward), self.cycle, mean) for mean in (90, 70)]
        self.proposal = proposals.create_list(actor=self.actor(Role.OFFICER), cycle=self.cycle)
        proposals.add_items(actor=self.actor(Role.OFFICER), proposal=self.proposal, initiatives=rows)
        self.version = proposals.lock_and_submit(actor=self.actor(Role.HEAD), proposal=self.proposal)
        leadership.endorse_list(actor=self.actor(Role.STANDING), version=self.version)
        self.first, self.second = self.version.items.all()

    def actor(self, role):
        return make.actor(self.users[role], self.ward)

    def opened(self, role=Role.OFFICER, **changed):
        facts = {"held_on": clock.today(), "chair": "Một", "secretary": "Hai", "present": PRESENT, **changed}
        return meetings.open_meeting(actor=self.actor(role), version=self.version, attendance=Attendance(**facts))

    def said(self, item, result=RowResult.APPROVE, level=Level.WARD, seen=0, **more):
        return meetings.record_row(
            actor=self.actor(Role.OFFICER), meeting=self.opened(), item=item,
            said=RowConclusion(result, level, **more), seen_version=seen,
        )  # fmt: skip

    def page(self, name, *more):
        return reverse(f"evaluation:{name}", args=[self.ward.slug, 2026, 1, *more])


@pytest.fixture
def hall():
    return Hall()


def test_attendance_is_written_and_corrected(hall):
    hall.opened()
    held = hall.opened(present=["  Một ", "", "Hai"], absent=["Ba, ốm"])
    assert (held.present, held.absent, held.version) == (["Một", "Hai"], ["Ba, ốm"], 2)
    assert AuditEntry.objects.filter(verb="meeting.attendance").count() == 2


def test_unsound_attendance_is_refused_at_its_field(hall):
    for change, field in (
        ({"held_on": clock.today() + dt.timedelta(days=1)}, "held_on"),
        ({"present": [" "]}, "present"),
    ):
        with pytest.raises(DomainError) as refused:
            hall.opened(**change)
        assert refused.value.field == field


def test_only_those_who_record_meetings_may_write(hall):
    for role in (Role.HEAD, Role.STANDING, Role.OBSERVER):
        with pytest.raises(PermissionDenied):
            hall.opened(role)
    assert hall.opened(Role.BOARD).present == PRESENT


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (RowConclusion("REFUSE", Level.WARD), "reason"),
        (RowConclusion("APPROVE", Level.PROVINCE), "level"),
        (RowConclusion("MAYBE", Level.WARD), "result"),
        (RowConclusion("APPROVE", Level.WARD, votes_for=3, votes_against=1), "votes_for"),
    ],
)
def test_unsound_rows_are_refused_at_their_field(hall, said, field):
    with pytest.raises(DomainError) as refused:
        meetings.record_row(actor=hall.actor(Role.OFFICER), meeting=hall.opened(), item=hall.first, said=said)
    assert refused.value.field == field
    assert not MeetingRow.objects.exists()


def test_a_row_written_elsewhere_meanwhile_is_not_overwritten(hall):
    hall.said(hall.first)
    with pytest.raises(StaleState):
        hall.said(hall.first, RowResult.DEFER, reason="Chờ xác minh")
    row = hall.said(hall.first, RowResult.DEFER, reason="Chờ xác minh", seen=1)
    assert (row.result, row.reason, row.version) == (RowResult.DEFER, "Chờ xác minh", 2)


def test_minutes_tell_every_row_and_count_the_results(hall):
    hall.said(hall.first, votes_for=2, votes_against=1)
    held = hall.opened()
    held.of = hall.version
    words = draft(held, [hall.first, hall.second], meetings.rows_of(hall.version))
    first, second = hall.first, hall.second
    assert f"Có mặt (3): {'; '.join(PRESENT)}" in words
    assert (
        f"1. {first.label['name']} ({first.code}, {first.unit_name}): công nhận, điển hình cấp phường; "
        "biểu quyết 2 đồng ý, 1 không đồng ý."
    ) in words
    assert f"2. {second.label['name']} ({second.code}, {second.unit_name}): chưa ghi." in words
    assert words.endswith("Kết quả: công nhận 1.")


def test_the_conclusion_starts_from_the_meeting_and_keeps_its_votes(hall, client):
    hall.said(hall.first, votes_for=3, votes_against=0)
    hall.said(hall.second, RowResult.REFUSE, Level.MEETS, reason="Chưa rõ kết quả")
    make.sign_in(client, hall.users[Role.BOARD])
    form = client.get(hall.page("conclude")).context["form"]
    assert form[f"result_{hall.second.pk}"].value() == RowResult.REFUSE
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"version": 1, "meeting_on": f"{clock.today():%d/%m/%Y}"}
    answer = client.post(hall.page("conclude"), data)
    assert answer.status_code == 302
    rows = ConclusionRow.objects.order_by("item__order")
    kept = rows.values_list("result", "level", "reason", "votes_for", "votes_against")
    assert list(kept) == [("APPROVE", 2, "", 3, 0), ("REFUSE", 1, "Chưa rõ kết quả", None, None)]
    kept = hall.version.conclusion
    assert kept.attendance == {"chair": "Một", "secretary": "Hai", "present": PRESENT, "absent": []}
    assert kept.minutes.startswith("BIÊN BẢN HỌP BAN THƯỜNG VỤ")


def test_a_row_the_meeting_did_not_write_down_has_to_be_concluded_by_hand(hall, client):
    hall.said(hall.first, votes_for=3, votes_against=0)
    make.sign_in(client, hall.users[Role.BOARD])
    form = client.get(hall.page("conclude")).context["form"]
    assert form[f"result_{hall.second.pk}"].value() == ""
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {"version": 1, "meeting_on": f"{clock.today():%d/%m/%Y}"}
    page = client.post(hall.page("conclude"), data)
    assert list(page.context["form"].errors) == [f"result_{hall.second.pk}"]
    assert not ConclusionRow.objects.exists()


def test_nothing_is_written_down_once_the_conclusion_is_recorded(hall):
    held = hall.opened()
    rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in (hall.first, hall.second)}
    leadership.conclude_list(actor=hall.actor(Role.BOARD), version=hall.version, rows=rows)
    with pytest.raises(StaleState):
        meetings.record_row(
            actor=hall.actor(Role.OFFICER), meeting=held, item=hall.first, said=RowConclusion("APPROVE", Level.WARD)
        )


def test_the_page_goes_from_model_to_model_and_keeps_what_was_typed(hall, client):
    hall.opened()
    make.sign_in(client, hall.users[Role.OFFICER])
    wrong = client.post(hall.page("meeting_row", 1), {"result": "REFUSE", "level": 2, "votes_for": 2, "version": 0})
    assert wrong.context["form"].errors["reason"] == ["Hãy ghi lý do"]
    assert wrong.context["form"]["votes_for"].value() == "2"
    done = client.post(hall.page("meeting_row", 1), {"result": "APPROVE", "level": 2, "version": 0})
    assert done["Location"] == hall.page("meeting_row", 2)
    last = client.post(hall.page("meeting_row", 2), {"result": "APPROVE", "level": 1, "version": 0})
    assert last["Location"] == hall.page("meeting")
    assert client.get(hall.page("meeting_row", 3)).status_code == 404


def test_no_sheet_is_shown_on_the_projector(hall, client):
    hall.opened()
    make.sign_in(client, hall.users[Role.BOARD])
    page = client.get(hall.page("meeting_row", 1)).context["page"]
    assert [row.scores for row in page.rows_read()] == [()] * len(page.criteria)


def test_queries_of_the_projector_stay_flat(hall, client):
    hall.opened()
    make.sign_in(client, hall.users[Role.BOARD])
    client.get(hall.page("meeting_row", 1))
    with AtMost(17):
        client.get(hall.page("meeting_row", 2))


def test_an_older_version_has_no_meeting(hall):
    hall.proposal.refresh_from_db()
    assert hall.proposal.state == ListState.ENDORSED
    hall.version.number = 9
    with pytest.raises(StaleState):
        hall.opened()
