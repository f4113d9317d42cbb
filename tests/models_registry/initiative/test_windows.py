"""Windows at their edges, more time for one unit, and what a send keeps of it."""

import datetime as dt
import os
import time

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.exceptions import DomainError
from core.models import Notification
from models_registry.enums import InitiativeState as S
from models_registry.enums import SendBasis, Window
from models_registry.initiative.windows import judge, unit_window
from models_registry.models import Cycle, Initiative, Submission, WindowExtension
from models_registry.registration.services.sending import send_initiative
from models_registry.years.extensions import grant_extension, revoke_extension
from models_registry.years.unit_changes import unit_closed
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
D = dt.date
CLOSES = D(2026, 11, 30)
LAST_OF_WINDOW = dt.timedelta(milliseconds=1)  # before midnight
ZONES = ("UTC", "Asia/Ho_Chi_Minh", "America/New_York")


def year(ward, **fields):
    fields = {
        "registration_opens": D(2026, 10, 1),
        "registration_closes": CLOSES,
        "registration_grace_days": 3,
    } | fields
    return make.make_cycle(ward, 2026, **fields)


def send(actor, row):
    row = Initiative.objects.select_related("cycle", "unit", "sector", "text").get(pk=row.pk)
    return send_initiative(actor=actor, initiative=row, seen=row.version, confirmed=True).submission


def facts(sent):
    return sent.basis, sent.due_on, sent.allowed_until, sent.late_days


@pytest.fixture
def in_zone():
    """Run the server in another zone, as an operator may leave it."""
    before = os.environ.get("TZ")

    def move_to(zone):
        os.environ["TZ"] = zone
        time.tzset()

    yield move_to
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.parametrize(
    ("closes", "grace"),
    [(CLOSES, 3), (D(2028, 2, 28), 1), (D(2028, 2, 29), 0), (D(2026, 12, 31), 2)],
    ids=["month", "into-leap-day", "leap-day", "new-year"],
)
@pytest.mark.parametrize("zone", ZONES)
def test_the_last_millisecond_is_in_time_and_midnight_is_not(time_machine, in_zone, zone, closes, grace):
    in_zone(zone)
    cycle = Cycle(year=closes.year, state="OPEN", registration_opens=D(2026, 1, 1), registration_closes=closes,
                  registration_grace_days=grace)  # fmt: skip
    window = cycle.window(Window.REGISTRATION)
    midnight = clock.day_start(closes + dt.timedelta(days=1))
    shut = clock.day_start(closes + dt.timedelta(days=grace + 1))
    seen = []
    for moment in (midnight - LAST_OF_WINDOW, midnight, shut - LAST_OF_WINDOW, shut):
        time_machine.move_to(moment, tick=False)
        today = clock.today()
        seen.append((window.is_open(today), window.late_days(today)))
    assert seen == [(True, 0), (grace > 0, 1), (True, grace), (False, grace + 1)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_send_at_the_edge_keeps_how_it_was_judged(time_machine, in_zone, ward, unit, unit_head, at, zone):
    in_zone(zone)
    at(2026, 11, 1, 8)
    cycle = year(ward)
    rows = [make.make_initiative(unit, cycle) for _ in range(3)]
    head = make.actor(unit_head, ward)
    midnight, shut = clock.day_start(D(2026, 12, 1)), clock.day_start(D(2026, 12, 4))
    time_machine.move_to(midnight - LAST_OF_WINDOW, tick=False)
    assert facts(send(head, rows[0])) == (SendBasis.WINDOW, CLOSES, D(2026, 12, 3), 0)
    time_machine.move_to(midnight, tick=False)
    assert facts(send(head, rows[1])) == (SendBasis.GRACE, CLOSES, D(2026, 12, 3), 1)
    time_machine.move_to(shut, tick=False)
    with pytest.raises(DomainError, match="24 giờ ngày 03/12/2026. Bản nháp vẫn được giữ"):
        send(head, rows[2])


# More time for one unit ---------------------------------------------------------------------------------------------


def grant(officer, cycle, unit, until, window=Window.REGISTRATION, reason="Bí thư ốm dài ngày"):
    ban = make.actor(officer, cycle.ward)
    return grant_extension(actor=ban, cycle=cycle, unit=unit, window=window, until=until, reason=reason)


def test_one_unit_sends_later_with_a_mark_and_nobody_else(at, ward, unit, unit_head, officer):
    at(2026, 11, 20, 8)
    cycle, other = year(ward), make.make_unit(ward)
    mine, theirs = make.make_initiative(unit, cycle), make.make_initiative(other, cycle)
    row = grant(officer, cycle, unit, D(2026, 12, 20))
    assert Notification.objects.get(user_key=unit_head.pk).text == (
        "Đơn vị được gia hạn đăng ký năm 2026 đến hết ngày 20/12/2026. Lý do: Bí thư ốm dài ngày"
    )
    at(2026, 12, 20, 23, 59)
    sent = send(make.actor(unit_head, ward), mine)
    assert facts(sent) == (SendBasis.EXTENSION, CLOSES, D(2026, 12, 20), 20)
    assert [look.label for look in Initiative.objects.get(pk=mine.pk).marks] == ["Muộn 20 ngày"]
    with pytest.raises(DomainError, match="03/12/2026"):
        send(make.actor(make.make_head(other), ward), theirs)
    revoke_extension(actor=make.actor(officer, ward), extension=row)
    revoke_extension(actor=make.actor(officer, ward), extension=row)
    with pytest.raises(DomainError, match="03/12/2026"):
        send(make.actor(unit_head, ward), make.make_initiative(unit, cycle))
    assert facts(Submission.objects.get(pk=sent.pk)) == (SendBasis.EXTENSION, CLOSES, D(2026, 12, 20), 20)


def test_another_day_takes_the_place_of_the_first_and_the_same_twice_is_one(at, ward, unit, officer):
    at(2026, 11, 20, 8)
    cycle = year(ward)
    first = grant(officer, cycle, unit, D(2026, 12, 20))
    assert grant(officer, cycle, unit, D(2026, 12, 20)) == first
    second = grant(officer, cycle, unit, D(2026, 12, 25))
    assert list(WindowExtension.objects.filter(revoked_at__isnull=True)) == [second]
    assert WindowExtension.objects.count() == 2


@pytest.mark.parametrize(
    ("until", "reason", "field"),
    [(D(2026, 12, 3), "x", "until"), (D(2026, 11, 19), "x", "until"), (D(2027, 12, 30), "x", "until"),
     (D(2026, 12, 20), "", "reason")],
)  # fmt: skip
def test_a_day_that_gives_nothing_or_no_reason_is_refused(at, ward, unit, officer, until, reason, field):
    at(2026, 11, 20, 8)
    with pytest.raises(DomainError) as refused:
        grant(officer, year(ward), unit, until, reason=reason)
    assert refused.value.field == field


def test_an_extension_prolongs_a_window_and_opens_none(at, ward, unit, unit_head, officer):
    at(2026, 9, 20, 8)
    cycle = year(ward)
    grant(officer, cycle, unit, D(2026, 12, 20))
    with pytest.raises(DomainError, match="mở từ ngày 01/10/2026"):
        send(make.actor(unit_head, ward), make.make_initiative(unit, cycle))
    with pytest.raises(PermissionDenied):
        grant(unit_head, cycle, unit, D(2026, 12, 20))


def test_self_assessments_are_judged_by_the_same_function(at, ward, unit, officer):
    at(2026, 11, 20, 8)
    cycle = year(ward, self_assessment_opens=D(2026, 11, 1), self_assessment_closes=CLOSES)
    grant(officer, cycle, unit, D(2026, 12, 10), Window.SELF_ASSESSMENT)
    at(2026, 12, 5, 8)
    window = unit_window(cycle, Window.SELF_ASSESSMENT, unit.pk)
    judged = judge(window, clock.today())
    assert (judged.basis, judged.allowed_until, judged.late_days) == (SendBasis.EXTENSION, D(2026, 12, 10), 5)
    assert not unit_window(cycle, Window.REGISTRATION, unit.pk).is_open(clock.today())


def test_in_time_no_question_is_asked_of_the_extensions(at, ward, unit):
    at(2026, 11, 20, 8)
    cycle = year(ward)
    with AtMost(0):
        unit_window(cycle, Window.REGISTRATION, unit.pk)


def test_more_time_goes_with_the_work_to_the_successor(at, ward, unit, officer):
    at(2026, 11, 20, 8)
    cycle, heir = year(ward), make.make_unit(ward)
    grant(officer, cycle, unit, D(2026, 12, 20))
    unit_closed(unit=unit, successor=heir, actor=make.actor(officer, ward))
    live = WindowExtension.objects.get(revoked_at__isnull=True)
    assert (live.unit, live.until, live.reason) == (heir, D(2026, 12, 20), "Bí thư ốm dài ngày")


def test_a_deadline_moved_while_typing_keeps_the_draft_and_says_so(at, client, ward, unit, unit_head):
    at(2026, 11, 20, 8)
    cycle = year(ward, registration_grace_days=0)
    row = make.make_initiative(unit, cycle)
    make.sign_in(client, unit_head)
    where = f"/thu-nghiem/mo-hinh/{row.address}/kiem-tra/"
    assert "Gửi đăng ký </button>" in client.get(where).content.decode()
    Cycle.objects.filter(pk=cycle.pk).update(registration_closes=D(2026, 11, 19))
    answer = client.post(where, {"version": row.version, "viec": "gui", "confirmed": "on"}).content.decode()
    assert "Đợt đăng ký năm 2026 đã kết thúc lúc 24 giờ ngày 19/11/2026. Bản nháp vẫn được giữ" in answer
    assert Initiative.objects.get(pk=row.pk).state == S.DRAFT


def test_the_ban_grants_by_its_page_and_the_unit_reads_it_on_its_list_of_tasks(
    at, client, ward, unit, unit_head, officer
):
    at(2026, 12, 10, 8)
    cycle = year(ward)
    make.make_duty(cycle, unit)
    make.sign_in(client, officer)
    wrong = {"unit": unit.code, "window": "registration", "until": "01/12/2026", "reason": "Bí thư ốm"}
    told = client.post("/thu-nghiem/nam/2026/gia-han/", wrong)
    assert list(told.context["form"].errors) == ["until"]
    assert "Bí thư ốm" in told.content.decode()
    assert client.post("/thu-nghiem/nam/2026/gia-han/", {**wrong, "until": "20/12/2026"}).status_code == 302
    assert (
        "Được gia hạn đăng ký đến hết ngày 20/12/2026" in client.get("/thu-nghiem/nam/2026/nhiem-vu/").content.decode()
    )
    make.sign_in(client, unit_head)
    page = client.get("/thu-nghiem/viec-can-lam/").content.decode()
    assert "Được gia hạn đến hết ngày 20/12/2026" in page
    assert "Quá hạn 10 ngày, vẫn nộp được" in page
    assert "Đăng ký mô hình mới" in page
    assert client.get("/thu-nghiem/mo-hinh/dang-ky/").context["refusal"] == ""
