"""The Ban's queue: tabs, filters, order, waiting time, and what it costs."""

import datetime as dt

import pytest
from django.test import Client

from core import clock
from core.models import AuditEntry
from models_registry.enums import CycleState, InitiativeKind, InitiativeState, Origin, Source
from models_registry.initiative.progress import due_on, overdue_before, waited
from models_registry.models import Initiative, SavedView
from organizations.enums import Role
from tests.support.factories import make_cycle, make_initiative, make_member, make_unit, sector, sign_in

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
    assert waited(since, dt.date(*today)) == days


@pytest.mark.parametrize("limit", [0, 1, 5, 7])
def test_the_range_of_overdue_rows_agrees_with_their_due_day(limit):
    for first in range(14):
        today = dt.date(2026, 11, 16) + dt.timedelta(days=first)
        before = overdue_before(today, limit)
        for back in range(21):
            since = dt.datetime.combine(today - dt.timedelta(days=back), dt.time(0, 5), tzinfo=clock.VIETNAM)
            assert (since < before) == (due_on(since, limit) < today)


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
        if number < 3:
            SavedView.objects.create(ward=ward, name=f"Tên {number}", query="nhom=cho&q=mo+hinh", by_key=officer.pk)
    open_queue(as_officer, ward, query or "?nhom=cho")  # the first page writes the session and reads the tree of units
    with django_assert_num_queries(7):
        open_queue(as_officer, ward, query or "?nhom=cho")


# Named filters, the last filter, the size of a page -----------------------------------------------------------------


def chips(page):
    return [(view.name, count, is_current) for view, count, is_current in page.context["queue"].views]


def test_named_filters_are_shared_in_the_ban_and_count_the_year_whatever_the_page_filters(
    as_officer, client, ward, cycle, mixed, officer
):
    colleague = sign_in(Client(), make_member(ward, Role.HEAD))
    for name, query, shared in (("Công an", "loai=theo-doi", "on"), ("Riêng", "nguoi=chua&sort=ten", "")):
        save = as_officer.post(f"/{ward.slug}/ho-so/bo-loc/", {"name": name, "shared": shared, "loc": query})
        assert save["Location"] == f"/{ward.slug}/ho-so/?nhom=cho&{query}"
    assert chips(open_queue(as_officer, ward, "?nhom=cho&q=rac")) == [
        ("Của tôi", 1, False), ("Công an", 1, False), ("Riêng", 3, False),
    ]  # fmt: skip
    assert chips(open_queue(as_officer, ward, "?loai=theo-doi&page=1"))[1] == ("Công an", 1, True)
    assert chips(open_queue(colleague, ward, "?nhom=cho")) == [("Của tôi", 0, False), ("Công an", 1, False)]
    assert open_queue(as_officer, ward, "?nhom=tat-ca&q=rac").context["queue"].counts["cho"] == 1


def test_a_named_filter_is_renamed_and_deleted_and_no_name_is_given_twice(as_officer, ward, cycle, officer):
    base = f"/{ward.slug}/ho-so/bo-loc/"
    for _ in range(2):  # the second press of the same form
        as_officer.post(base, {"name": "Trường", "shared": "on", "loc": "q=truong"})
    view = SavedView.objects.get()
    taken = as_officer.post(base, {"name": "Trường", "shared": "on", "loc": "q=khac"})
    assert taken.context["form"].errors["name"] == ["Đã có bộ lọc mang tên này. Hãy đặt tên khác"]
    as_officer.post(f"{base}{view.token}/", {"name": "Nhà trường", "shared": "on", "version": 1})
    stale = as_officer.post(f"{base}{view.token}/", {"name": "Khác", "shared": "on", "version": 1})
    assert stale.status_code == 200
    assert SavedView.objects.get().name == "Nhà trường"
    as_officer.post(f"{base}{view.token}/", {"xoa": "1"})
    assert not SavedView.objects.exists()
    assert list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True)) == [
        "view.save", "view.change", "view.delete",
    ]  # fmt: skip


def test_a_bare_visit_takes_up_the_last_filter_says_so_and_forgets_it_in_one_press(as_officer, ward, mixed):
    open_queue(as_officer, ward, "?nhom=tat-ca&q=hoa&nam=1999&page=7")
    answer = open_queue(as_officer, ward)
    assert answer["Location"] == f"/{ward.slug}/ho-so/?nhom=tat-ca&q=hoa&lan_truoc=1"
    page = as_officer.get(answer["Location"])
    assert (names(page), page.context["taken_up"]) == (["Đường hoa"], True)
    open_queue(as_officer, ward, "?trong_tam=SPECIAL_PLACE")  # every filter there is
    assert open_queue(as_officer, ward)["Location"].endswith("?nhom=cho&trong_tam=SPECIAL_PLACE&lan_truoc=1")
    open_queue(as_officer, ward, "?nhom=cho")
    assert open_queue(as_officer, ward).status_code == 200


def test_the_size_of_a_page_is_chosen_and_kept(as_officer, ward, cycle, unit):
    for _ in range(27):
        make_initiative(unit, cycle, S.SUBMITTED)
    assert len(names(open_queue(as_officer, ward, "?so=50"))) == 27
    assert len(names(open_queue(as_officer, ward, "?nhom=cho"))) == 27
    assert len(names(open_queue(as_officer, ward, "?so=9999"))) == 27
    assert len(names(open_queue(as_officer, ward, "?so=25"))) == 25
