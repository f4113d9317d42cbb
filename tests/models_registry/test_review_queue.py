"""The Ban's queue: tabs, filters, order, waiting time, and what it costs."""

import datetime as dt

import pytest

from core import clock
from models_registry import waiting
from models_registry.enums import CycleState, InitiativeKind, InitiativeState, Origin, Source
from models_registry.models import Initiative
from organizations.enums import Role
from tests.factories import make_cycle, make_initiative, make_member, make_unit, sector, sign_in

S = InitiativeState


def names(page):
    return [line.initiative.name for line in page.context["lines"]]


def open_queue(client, ward, query=""):
    return client.get(f"/{ward.slug}/ho-so/{query}")


def sent_on(row, *day):
    Initiative.objects.filter(pk=row.pk).update(waiting_since=dt.datetime(*day, 9, tzinfo=clock.VIETNAM))


# Waiting time -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "today", "days"),
    [
        ((2026, 11, 27), (2026, 11, 27), 0),  # a Friday
        ((2026, 11, 27), (2026, 11, 29), 0),
        ((2026, 11, 27), (2026, 11, 30), 1),
        ((2026, 11, 28), (2026, 11, 30), 1),
        ((2026, 11, 12), (2026, 11, 24), 8),
        ((2026, 1, 1), (2026, 12, 31), 260),
    ],
)
def test_waiting_is_counted_in_working_days(sent, today, days):
    since = dt.datetime(*sent, 23, 30, tzinfo=clock.VIETNAM)
    assert waiting.waited(since, dt.date(*today)) == days


@pytest.mark.parametrize("limit", [0, 1, 5, 7])
def test_the_range_of_overdue_rows_agrees_with_their_due_day(limit):
    for first in range(14):
        today = dt.date(2026, 11, 16) + dt.timedelta(days=first)
        before = waiting.overdue_before(today, limit)
        for back in range(21):
            since = dt.datetime.combine(today - dt.timedelta(days=back), dt.time(0, 5), tzinfo=clock.VIETNAM)
            assert (since < before) == (waiting.due_on(since, limit) < today)


# Tabs ---------------------------------------------------------------------------------------------------------------


def test_tabs_count_and_hold_what_they_say(as_officer, ward, cycle, unit):
    for state in (S.SUBMITTED, S.RESUBMITTED, S.RETURNED, S.RECEIVED, S.RECEIVED, S.DRAFT, S.REFUSED):
        make_initiative(unit, cycle, state)
    page = open_queue(as_officer, ward)
    assert [count for _, _, count in page.context["queue"].tabs] == [2, 0, 1, 2, 1, 7]
    for tab, states in {
        "cho": {S.SUBMITTED, S.RESUBMITTED},
        "bo-sung": {S.RETURNED},
        "da-nhan": {S.RECEIVED},
        "nhap": {S.DRAFT},
    }.items():
        page = open_queue(as_officer, ward, f"?nhom={tab}")
        assert {line.initiative.state for line in page.context["lines"]} == states


def test_overdue_rows_have_their_tab_and_are_told_in_words(as_officer, ward, cycle, unit, at):
    at(2026, 11, 24, 10, 0)
    late, soon, fresh = (make_initiative(unit, cycle, S.SUBMITTED, name=name) for name in ("muộn", "gần", "mới"))
    sent_on(late, 2026, 11, 16)
    sent_on(soon, 2026, 11, 18)
    sent_on(fresh, 2026, 11, 23)
    page = open_queue(as_officer, ward, "?nhom=qua-han")
    assert names(page) == ["muộn"]
    page = open_queue(as_officer, ward)
    assert [(line.days, line.is_overdue, line.is_nearly) for line in page.context["lines"]] == [
        (6, True, False),
        (4, False, True),
        (1, False, False),
    ]
    assert "quá hạn" in page.content.decode()


# Filters ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def mixed(ward, cycle, officer):
    first, tenth = make_unit(ward, "Chi bộ tổ dân phố Minh Tân 1"), make_unit(ward, "Chi bộ tổ dân phố Minh Tân 10")
    school = make_unit(ward, "Chi bộ Trường Tiểu học", code="TH01")
    return {
        "rác": make_initiative(first, cycle, S.SUBMITTED, name="Mỗi hộ một thùng phân loại rác", sector=sector(3)),
        "đường": make_initiative(tenth, cycle, S.SUBMITTED, name="Đường hoa", sector=sector(2), origin=Origin.KEEP),
        "gương": make_initiative(
            school, cycle, S.SUBMITTED, name="Cô giáo vùng cao", kind=InitiativeKind.INDIVIDUAL,
            person_name="Lò Thị Thử", assignee=officer,
        ),
        "công an": make_initiative(school, cycle, S.SUBMITTED, name="Camera an ninh", is_copy=True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=thung+phan+loai", {"rác"}),
        ("?q=to+dan+pho+minh+tan+10", {"đường"}),
        ("?q=lo+thi+thu", {"gương"}),
        ("?q=DK-{year}-002", {"đường"}),
        ("?q=khong+co", set()),
        ("?don_vi=TH01", {"gương", "công an"}),
        ("?linh_vuc=2", {"đường"}),
        ("?hinh_thuc=KEEP", {"đường"}),
        ("?loai=INDIVIDUAL", {"gương"}),
        ("?loai=MODEL", {"rác", "đường"}),
        ("?loai=theo-doi", {"công an"}),
        ("?nguoi=chuyenvien", {"gương"}),
        ("?nguoi=toi", {"gương"}),
        ("?nguoi=chua", {"rác", "đường", "công an"}),
        ("?don_vi=KHONG-CO&nguoi=ai-do", {"rác", "đường", "gương", "công an"}),
    ],
)
def test_each_filter_leaves_exactly_its_rows(as_officer, ward, cycle, mixed, query, found):
    page = open_queue(as_officer, ward, query.format(year=cycle.year))
    assert {line.initiative.pk for line in page.context["lines"]} == {mixed[key].pk for key in found}
    assert page.context["page"].paginator.count == len(found)


def test_chips_take_one_filter_out_and_keep_the_rest(as_officer, ward, mixed):
    page = open_queue(as_officer, ward, "?nhom=tat-ca&q=hoa&linh_vuc=2&sort=ten&page=1")
    assert page.context["chips"] == [
        ("Tìm hồ sơ", "hoa", "?nhom=tat-ca&linh_vuc=2&sort=ten"),
        ("Lĩnh vực", "Phát triển kinh tế", "?nhom=tat-ca&q=hoa&sort=ten"),
    ]
    assert page.context["queue"].words == "Tất cả; Tìm hồ sơ: hoa; Lĩnh vực: Phát triển kinh tế"


def test_copies_late_and_typed_rows_are_marked(as_officer, ward, cycle, unit):
    make_initiative(unit, cycle, S.SUBMITTED, is_copy=True, late_days=3, source=Source.BEHALF)
    content = open_queue(as_officer, ward).content.decode()
    for words in ("Chỉ theo dõi", "Muộn 3 ngày", "Nhập hộ"):
        assert words in content


# Order, years, scope ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("ten", "BĐR"),
        ("-ten", "RĐB"),
        ("don_vi", "RĐB"),
        ("gui", "RĐB"),
        ("-gui", "BĐR"),
        ("linh_vuc", "ĐRB"),
        ("nguoi", "BRĐ"),
        ("cho", "BĐR"),
        ("-cho", "RĐB"),
        ("waiting_since", "RĐB"),  # not allowed: the default order stands
        ("unit__ward", "RĐB"),
    ],
)
def test_rows_sort_by_the_allowed_columns_only(as_officer, ward, cycle, officer, sort, order):
    units = [make_unit(ward, f"Chi bộ Minh Tân {number}") for number in (2, 10, 21)]
    rows = [
        make_initiative(units[0], cycle, S.SUBMITTED, name="R", sector=sector(2)),
        make_initiative(units[1], cycle, S.SUBMITTED, name="Đ", sector=sector(1)),
        make_initiative(units[2], cycle, S.SUBMITTED, name="B", sector=sector(5), assignee=officer),
    ]
    for back, row in enumerate(reversed(rows)):
        sent_on(row, *(2026, 11, 20 - back))
    assert "".join(names(open_queue(as_officer, ward, f"?sort={sort}"))) == order


def test_another_year_is_shown_on_request(as_officer, ward, cycle, unit):
    make_initiative(unit, cycle, S.SUBMITTED, name="năm nay")
    last = make_cycle(ward, cycle.year - 1, state=CycleState.CLOSED)
    make_initiative(unit, last, S.SUBMITTED, name="năm trước")
    assert names(open_queue(as_officer, ward)) == ["năm nay"]
    assert names(open_queue(as_officer, ward, f"?nam={last.year}")) == ["năm trước"]
    assert names(open_queue(as_officer, ward, "?nam=1999")) == ["năm nay"]


def test_a_ward_without_a_year_has_an_empty_queue(as_officer, ward):
    page = open_queue(as_officer, ward)
    assert (page.status_code, names(page)) == (200, [])
    assert "Chưa lập năm nào" in page.content.decode()


def test_rows_of_another_ward_are_never_shown(as_officer, ward, other_ward, cycle, unit):
    mine = make_initiative(unit, cycle, S.SUBMITTED)
    other = make_cycle(other_ward)
    make_initiative(make_unit(other_ward), other, S.SUBMITTED)
    page = open_queue(as_officer, ward, "?nhom=tat-ca")
    assert [line.initiative.pk for line in page.context["lines"]] == [mine.pk]
    assert open_queue(as_officer, other_ward).status_code == 404


@pytest.mark.parametrize("role", [Role.STANDING, Role.BOARD, Role.OBSERVER, Role.ADMIN])
def test_only_the_ban_opens_the_queue(client, ward, cycle, role):
    sign_in(client, make_member(ward, role))
    assert open_queue(client, ward).status_code == 403


def test_pages_hold_twenty_five_rows(as_officer, ward, cycle, unit):
    for number in range(27):
        make_initiative(unit, cycle, S.SUBMITTED, name=f"Mô hình {number + 1}")
    assert len(names(open_queue(as_officer, ward))) == 25
    assert len(names(open_queue(as_officer, ward, "?page=2"))) == 2
    assert len(names(open_queue(as_officer, ward, "?page=99"))) == 2


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("query", ["", "?nhom=tat-ca&sort=ten", "?q=mo+hinh&nguoi=toi&linh_vuc=3"])
def test_the_queue_costs_the_same_for_any_number_of_rows(
    as_officer, ward, cycle, officer, count, query, django_assert_num_queries
):
    for number in range(count):
        make_initiative(make_unit(ward), cycle, S.SUBMITTED, assignee=officer, name=f"Mô hình {number}")
    open_queue(as_officer, ward)  # the first page of a session also writes it, and reads the tree of units
    with django_assert_num_queries(6):
        open_queue(as_officer, ward, query)
