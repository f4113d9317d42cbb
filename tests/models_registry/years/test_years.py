"""Years: creating, moving dates, opening, closing; what each unit owes."""

import datetime as dt
import html

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.exceptions import DomainError, StaleState
from core.models import AuditEntry
from evaluation.enums import EvaluationState, ListKind, ListState, Outcome
from evaluation.models import ProposalList
from models_registry.enums import CycleState, DutyKind, InitiativeState
from models_registry.models import Cycle, Period, UnitDuty
from models_registry.years import services
from models_registry.years.closing import registry_work
from models_registry.years.duties import count_duties, duty_rows
from organizations.enums import Role
from tests.support.counting import AtMost
from tests.support.factories import (
    actor,
    make_candidate,
    make_cycle,
    make_duty,
    make_evaluation,
    make_head,
    make_initiative,
    make_member,
    make_unit,
    sign_in,
)

S = InitiativeState
SETTINGS = {"minimum_per_unit": 1, "reply_days": 5, "min_sheets": 2, "spread_limit": 15, "target_models": 0}
GRACE = {f"{w}_grace_days": 0 for w in ("registration", "self_assessment", "scoring", "submission")}
REASON = {"reason": "Xong việc của năm"}


def url(ward, rest=""):
    return f"/{ward.slug}/nam/{rest}"


def test_a_year_is_created_with_its_windows(as_officer, ward):
    answer = as_officer.post(
        url(ward, "tao/"),
        {**SETTINGS, **GRACE, "year": "2027", "registration_opens": "1/2/2027", "registration_closes": "31-3-2027"},
    )
    assert answer.status_code == 302
    cycle = Cycle.objects.get(ward=ward)
    assert (cycle.year, cycle.state) == (2027, CycleState.PREPARING)
    assert (cycle.registration_opens, cycle.registration_closes) == (dt.date(2027, 2, 1), dt.date(2027, 3, 31))
    assert cycle.scoring_opens is None


def test_a_new_year_takes_over_the_limit_of_the_gap(as_officer, ward, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(gap_limit=20)
    as_officer.post(url(ward, "tao/"), {**SETTINGS, **GRACE, "year": str(cycle.year + 1)})
    assert Cycle.objects.get(ward=ward, year=cycle.year + 1).gap_limit == 20


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"registration_opens": "31/02/2027"}, "registration_opens", "Ngày 31/02/2027 không có thật"),
        ({"scoring_closes": "1/5/2027"}, "scoring_opens", "Hãy nhập ngày mở của đợt này"),
        (
            {"scoring_opens": "1/5/2027", "scoring_closes": "30/4/2027"},
            "scoring_closes",
            "Ngày kết thúc phải sau ngày bắt đầu (01/05/2027)",
        ),
        ({"year": "1990"}, "year", "Số nhỏ nhất được nhập là 2015"),
        ({"reply_days": "năm"}, "reply_days", "Hãy nhập số nguyên, ví dụ 5"),
    ],
)
def test_wrong_dates_are_told_at_their_field(as_officer, ward, wrong, field, sentence):
    answer = as_officer.post(url(ward, "tao/"), {**SETTINGS, **GRACE, "year": "2027", **wrong})
    assert answer.status_code == 200
    assert answer.context["form"].errors == {field: [sentence]}
    assert not Cycle.objects.filter(ward=ward).exists()


def test_the_same_year_twice_is_refused_at_the_year(as_officer, ward, cycle):
    answer = as_officer.post(url(ward, "tao/"), {**SETTINGS, **GRACE, "year": str(cycle.year)})
    assert list(answer.context["form"].errors) == ["year"]


def test_dates_of_an_open_year_can_be_moved(as_officer, ward, cycle):
    closes = clock.today() + dt.timedelta(days=90)
    data = {**SETTINGS, **GRACE, "registration_opens": f"{cycle.registration_opens:%d/%m/%Y}"}
    answer = as_officer.post(url(ward, f"{cycle.year}/"), {**data, "registration_closes": f"{closes:%d.%m.%Y}"})
    assert answer.status_code == 302
    cycle.refresh_from_db()
    assert (cycle.state, cycle.registration_closes, cycle.version) == (CycleState.OPEN, closes, 2)


def test_two_people_moving_dates_do_not_overwrite_each_other(as_officer, ward, cycle):
    page = as_officer.get(url(ward, f"{cycle.year}/"))
    assert page.context["form"]["version"].value() == 1
    Cycle.objects.filter(pk=cycle.pk).update(version=2, reply_days=9)
    answer = as_officer.post(url(ward, f"{cycle.year}/"), {**SETTINGS, **GRACE, "version": "1"})
    assert answer.status_code == 200
    assert "Hãy tải lại trang" in answer.context["form"].non_field_errors()[0]
    cycle.refresh_from_db()
    assert cycle.reply_days == 9


def test_opening_gives_every_living_unit_its_duty(as_officer, ward):
    cycle = make_cycle(ward, state=CycleState.PREPARING, minimum_per_unit=2)
    owing, police = make_unit(ward), make_unit(ward, reports_vertically=True)
    make_unit(ward, closed_on=clock.today())
    make_head(owing)
    page = as_officer.get(url(ward, f"{cycle.year}/mo/"))
    facts = page.context["facts"]
    assert (facts.owing, facts.tracked, facts.nobody, facts.headless) == (1, 1, [police.name], [])
    assert as_officer.post(url(ward, f"{cycle.year}/mo/")).status_code == 302
    made = UnitDuty.objects.filter(cycle=cycle).values_list("unit_id", "kind", "minimum")
    assert set(made) == {(owing.pk, DutyKind.OWES_MODEL, 2), (police.pk, DutyKind.COPY_ONLY, 2)}
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN


def test_opening_warns_of_units_that_cannot_send(ward):
    from models_registry.years.opening import opening_facts  # noqa: PLC0415 - only this test reads the facts alone

    cycle = make_cycle(ward, state=CycleState.PREPARING, scoring_opens=None, scoring_closes=None)
    unit = make_unit(ward)
    make_member(unit, Role.SECRETARY)
    ward.refresh_from_db()
    facts = opening_facts(ward, cycle)
    assert (facts.nobody, facts.headless) == ([], [unit.name])
    assert any("Chấm điểm" in text for text in facts.warnings)


def test_opening_twice_is_told(officer, ward, cycle):
    with pytest.raises(DomainError, match="đã mở từ trước"):
        services.open_cycle(actor=actor(officer, ward), cycle=cycle)


def test_closing_ends_the_year_and_its_edits(as_officer, ward, cycle):
    assert as_officer.post(url(ward, f"{cycle.year}/khep/"), REASON).status_code == 302
    cycle.refresh_from_db()
    assert cycle.state == CycleState.CLOSED
    answer = as_officer.post(url(ward, f"{cycle.year}/"), {**SETTINGS, **GRACE})
    assert answer.context["form"].non_field_errors() == ["Năm này đã kết thúc, không sửa được nữa"]


def test_closing_needs_a_reason_and_keeps_it_with_what_was_left(as_officer, ward, cycle, unit):
    make_initiative(unit, cycle, S.SUBMITTED)
    address = url(ward, f"{cycle.year}/khep/")
    refused = as_officer.post(address, {"reason": "  "})
    assert refused.context["form"].errors == {"reason": ["Hãy ghi lý do"]}
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN
    assert as_officer.post(address, REASON).status_code == 302
    entry = AuditEntry.objects.get(verb="cycle.close")
    assert entry.reason == "Xong việc của năm"
    assert entry.changes == [("left", "", "1 hồ sơ đã gửi mà chưa tiếp nhận")]


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ListState.SUBMITTED, "1 danh sách đang ở Thường trực, Ban Thường vụ"),
        (ListState.ENDORSED, "1 danh sách đang ở Thường trực, Ban Thường vụ"),
        (ListState.CONCLUDED, "1 danh sách đã kết luận mà chưa công bố kết quả"),
    ],
)
def test_closing_waits_for_lists_that_are_not_ended(as_officer, officer, ward, cycle, state, words):
    ProposalList.objects.create(ward=ward, cycle=cycle, number=1, state=state, kind=ListKind.RECOGNITION)
    address = url(ward, f"{cycle.year}/khep/")
    page = as_officer.get(address).content.decode()
    assert f"Chưa kết thúc được năm {cycle.year}" in page
    assert "<textarea" not in page  # nothing to press while closing is sure to be refused
    answer = as_officer.post(address, REASON)
    assert answer.context["form"].non_field_errors() == [f"Chưa kết thúc được năm {cycle.year}: còn {words}"]
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN


def test_the_head_of_the_ban_opens_a_closed_year_again_with_a_reason(client, ward, officer):
    cycle = make_cycle(ward, state=CycleState.CLOSED)
    boss = make_member(ward, Role.HEAD)
    with pytest.raises(PermissionDenied):
        services.reopen_cycle(actor=actor(officer, ward), cycle=cycle, reason="Còn một danh sách")
    sign_in(client, boss)
    assert "Mở lại năm" in client.get(url(ward)).content.decode()
    address = url(ward, f"{cycle.year}/mo-lai/")
    assert client.post(address).context["form"].errors == {"reason": ["Hãy ghi lý do"]}
    assert client.post(address, {"reason": "Còn một danh sách"}).status_code == 302
    cycle.refresh_from_db()
    assert cycle.state == CycleState.OPEN
    assert AuditEntry.objects.get(verb="cycle.reopen").reason == "Còn một danh sách"
    assert "chưa kết thúc" in client.post(address, {"reason": "Lần nữa"}).context["form"].non_field_errors()[0]


def test_closing_tells_first_what_would_be_left_without_an_end(as_officer, ward, cycle, unit):
    address = url(ward, f"{cycle.year}/khep/")
    assert as_officer.get(address).context["left"] == []
    for state in (S.DRAFT, S.SUBMITTED, S.RESUBMITTED, S.RETURNED, S.RECEIVED, S.WITHDRAWN):
        make_initiative(unit, cycle, state)
    make_initiative(unit, cycle, S.RECEIVED, is_copy=True)
    make_initiative(unit, cycle, S.RECEIVED, best_level=1)
    make_candidate(unit, cycle)
    make_evaluation(make_initiative(unit, cycle, S.RECEIVED), EvaluationState.PUBLISHED, Outcome.NOT_YET)
    with AtMost(10):
        page = as_officer.get(address)
    assert [f"{row.count} {row.words}" for row in registry_work(cycle, ward.slug)] == [
        "2 hồ sơ đã gửi mà chưa tiếp nhận",
        "1 hồ sơ chờ đơn vị bổ sung",
        "1 mô hình đã tiếp nhận mà chưa nộp tự đánh giá",
    ]
    assert f"/{ward.slug}/ho-so/?nam=2026&nhom=cho" in html.unescape(page.content.decode())
    assert "Năm 2026 còn việc chưa xong" in page.content.decode()


def test_a_period_is_created_and_years_fall_into_it(as_officer, ward):
    data = {"name": "Giai đoạn 2026–2030", "from_year": "2026", "until_year": "2030", "target_ward": "10"}
    answer = as_officer.post(url(ward, "giai-doan/"), {**data, "target_province": "2"})
    assert answer.status_code == 302
    as_officer.post(url(ward, "tao/"), {**SETTINGS, **GRACE, "year": "2028"})
    assert Cycle.objects.get(year=2028).period == Period.objects.get(ward=ward)


def test_only_the_ban_manages_years(client, ward, cycle, unit, unit_head):
    with pytest.raises(PermissionDenied):
        services.close_cycle(actor=actor(unit_head, ward), cycle=cycle, reason="Xong")
    sign_in(client, unit_head)
    for rest in ("", "tao/", f"{cycle.year}/", f"{cycle.year}/mo/", f"{cycle.year}/khep/", f"{cycle.year}/nhiem-vu/"):
        assert client.get(url(ward, rest)).status_code == 403


def test_another_ward_s_year_is_not_found(as_officer, ward, other_ward):
    make_cycle(other_ward, 2031)
    assert as_officer.get(url(ward, "2031/")).status_code == 404
    assert as_officer.get(url(other_ward, "2031/")).status_code == 404


# What units owe -----------------------------------------------------------------------------------------------------


def test_fulfilment_is_computed_from_what_was_sent(ward, cycle):
    done, short, none, police, exempt = (make_unit(ward, f"Đơn vị {n}") for n in range(1, 6))
    make_duty(cycle, done)
    make_duty(cycle, short, minimum=2)
    make_duty(cycle, none)
    make_duty(cycle, police, DutyKind.COPY_ONLY)
    make_duty(cycle, exempt, DutyKind.EXEMPT, reason="mới thành lập")
    make_initiative(done, cycle, S.SUBMITTED)
    make_initiative(short, cycle, S.RECEIVED)
    make_initiative(none, cycle, S.DRAFT)
    make_initiative(none, cycle, S.WITHDRAWN)
    make_initiative(police, cycle, S.SUBMITTED, is_copy=True)
    rows = duty_rows(cycle)
    assert [(row.unit.pk, row.models, row.copies, row.is_fulfilled, row.is_missing) for row in rows] == [
        (done.pk, 1, 0, True, False),
        (short.pk, 1, 0, False, True),
        (none.pk, 0, 0, False, True),
        (police.pk, 0, 1, True, False),
        (exempt.pk, 0, 0, False, False),
    ]
    count = count_duties(rows)
    assert (count.owing, count.registered, count.tracked, count.tracked_done, count.exempt) == (3, 1, 1, 1, 1)


def test_a_copy_does_not_fulfil_the_duty_of_a_model(ward, cycle, unit):
    make_duty(cycle, unit)
    make_initiative(unit, cycle, S.SUBMITTED, is_copy=True)
    assert [row.is_missing for row in duty_rows(cycle)] == [True]


def test_a_disputed_entry_fulfils_nothing(ward, cycle, unit):
    make_duty(cycle, unit)
    make_initiative(unit, cycle, S.SUBMITTED, behalf="DISPUTED")
    assert [row.is_missing for row in duty_rows(cycle)] == [True]


def test_units_stand_in_natural_order_and_can_be_narrowed(as_officer, ward, cycle):
    names = ["Chi bộ Minh Tân 10", "Chi bộ Đồng Tâm 1", "Chi bộ Minh Tân 2", "Chi bộ Dương 3"]
    units = {name: make_unit(ward, name) for name in names}
    for unit in units.values():
        make_duty(cycle, unit)
    make_initiative(units["Chi bộ Minh Tân 2"], cycle, S.SUBMITTED)
    page = as_officer.get(url(ward, f"{cycle.year}/nhiem-vu/"))
    assert [row.unit.name for row, _ in page.context["rows"]] == [
        "Chi bộ Dương 3",
        "Chi bộ Đồng Tâm 1",
        "Chi bộ Minh Tân 2",
        "Chi bộ Minh Tân 10",
    ]
    page = as_officer.get(url(ward, f"{cycle.year}/nhiem-vu/?q=minh+tan&chua=1"))
    assert [row.unit.name for row, _ in page.context["rows"]] == ["Chi bộ Minh Tân 10"]


def test_exempting_needs_a_reason_and_can_be_taken_back(as_officer, ward, cycle, unit):
    duty = make_duty(cycle, unit)
    where = url(ward, f"{cycle.year}/nhiem-vu/{unit.code}/")
    answer = as_officer.post(where, {"kind": "EXEMPT", "minimum": "1", "reason": ""})
    assert answer.context["form"].errors == {"reason": ["Hãy ghi lý do miễn"]}
    assert as_officer.post(where, {"kind": "EXEMPT", "minimum": "1", "reason": "mới lập"}).status_code == 302
    duty.refresh_from_db()
    assert (duty.kind, duty.reason) == (DutyKind.EXEMPT, "mới lập")
    assert as_officer.post(where, {"kind": "OWES_MODEL", "minimum": "1"}).status_code == 302
    duty.refresh_from_db()
    assert (duty.kind, duty.reason) == (DutyKind.OWES_MODEL, "")


def test_a_duty_seen_before_somebody_changed_it_is_not_overwritten(officer, ward, cycle, unit):
    duty = make_duty(cycle, unit)
    UnitDuty.objects.filter(pk=duty.pk).update(version=2)
    with pytest.raises(StaleState):
        services.set_duty(actor=actor(officer, ward), duty=duty, kind=DutyKind.EXEMPT, minimum=1, reason="x")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_any_number_of_rows(as_officer, ward, cycle, count, django_assert_max_num_queries):
    for number in range(count):
        unit = make_unit(ward)
        make_duty(cycle, unit)
        make_initiative(unit, cycle, S.SUBMITTED)
        make_cycle(ward, cycle.year - 1 - number, state=CycleState.CLOSED)
    as_officer.get(url(ward))  # the first page of a session also writes it
    with django_assert_max_num_queries(7):
        as_officer.get(url(ward, f"{cycle.year}/nhiem-vu/"))
    with django_assert_max_num_queries(5):
        as_officer.get(url(ward))
