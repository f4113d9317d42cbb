"""The tree of units: names with dates, moves without circles, ends with a successor (decision 11)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from core.exceptions import DomainError
from models_registry.enums import DutyKind, InitiativeState
from models_registry.models import UnitDuty
from organizations.enums import OrganizationKind, Role
from organizations.models import Organization
from organizations.tree import ward_tree
from organizations.units import services
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make.make_ward()


@pytest.fixture
def officer(ward):
    return make.actor(make.make_member(ward, Role.OFFICER), ward)


def test_units_sort_as_people_expect(ward):
    names = ["Minh Tân 10", "Đồng Tâm 1", "Minh Tân 2", "Dương Quang 1", "Ân Thi 1", "Minh Tân 1"]
    for name in names:
        make.make_unit(ward, name)
    assert [unit.name for unit in ward_tree(ward).units] == [
        "Ân Thi 1", "Dương Quang 1", "Đồng Tâm 1", "Minh Tân 1", "Minh Tân 2", "Minh Tân 10",
    ]  # fmt: skip


def test_same_name_in_other_letters_and_unicode_form_is_a_twin(ward, officer):
    services.add_unit(actor=officer, ward=ward, code="A1", name="Chi bộ Hoà Bình", kind="OTHER")
    with pytest.raises(DomainError, match="Đã có đơn vị"):
        services.add_unit(actor=officer, ward=ward, code="A2", name="CHI BỘ  HÒA BÌNH", kind="OTHER")
    with pytest.raises(DomainError) as taken:
        services.add_unit(actor=officer, ward=ward, code="a1", name="Chi bộ Khác", kind="OTHER")
    assert taken.value.field == "code"


def test_same_code_lives_in_another_ward(ward, officer):
    other = make.make_ward("Đảng ủy phường Hai", "hai")
    make.make_unit(other, code="A1")
    services.add_unit(actor=officer, ward=ward, code="A1", name="Chi bộ Một", kind="OTHER")
    with pytest.raises(PermissionDenied):
        services.add_unit(actor=officer, ward=other, code="A2", name="Chi bộ Hai", kind="OTHER")


def test_rename_keeps_the_old_name_for_its_days_and_the_open_rows_follow(ward, officer):
    unit = make.make_unit(ward, "Chi bộ Tên Cũ")
    row = make.make_initiative(unit, make.make_cycle(ward), InitiativeState.RECEIVED)
    services.rename_unit(actor=officer, unit=unit, name="Chi bộ Tên Mới", valid_from=clock.today())
    assert list(unit.names.order_by("valid_from").values_list("name", "valid_until")) == [
        ("Chi bộ Tên Cũ", clock.today()),
        ("Chi bộ Tên Mới", None),
    ]
    row.refresh_from_db()
    assert row.unit_label == "Chi bộ Tên Mới"
    assert "ten moi" in row.search_text
    assert row.submissions.get().unit_name == "Chi bộ Tên Cũ"


def test_nothing_of_the_tree_changes_in_advance(ward, officer):
    unit = make.make_unit(ward)
    tomorrow = clock.today() + dt.timedelta(days=1)
    with pytest.raises(DomainError, match="không được sau hôm nay"):
        services.rename_unit(actor=officer, unit=unit, name="Tên Mới", valid_from=tomorrow)
    with pytest.raises(DomainError, match="không được sau hôm nay"):
        services.close_unit(actor=officer, unit=unit, closed_on=tomorrow, successor=None, reason="x")


def test_a_unit_moves_with_all_below_it_and_never_under_itself(ward, officer):
    top, middle, leaf = (make.make_unit(ward) for _ in range(3))
    services.move_unit(actor=officer, unit=middle, parent=top)
    services.move_unit(actor=officer, unit=leaf, parent=middle)
    leaf.refresh_from_db()
    top.refresh_from_db()
    assert [row.pk for row in Organization.objects.below(bytes(top.path)).order_by("path")] == [
        top.pk, middle.pk, leaf.pk,
    ]  # fmt: skip
    with pytest.raises(DomainError, match="bên dưới nó"):
        services.move_unit(actor=officer, unit=top, parent=leaf)


def test_secretary_of_a_committee_reaches_its_cells_but_heads_only_his_own(ward, officer):
    committee = make.make_unit(ward, kind=OrganizationKind.GRASSROOTS_COMMITTEE)
    cell = make.make_unit(ward)
    services.move_unit(actor=officer, unit=cell, parent=committee)
    reader = make.actor(make.make_head(committee), ward)
    assert reader.unit_keys == {committee.pk, cell.pk}
    assert reader.head_unit_keys == {committee.pk}


def test_merged_unit_hands_open_work_to_its_heir_and_history_stays_readable(ward, officer):
    old, heir = make.make_unit(ward), make.make_unit(ward)
    last_year, this_year = make.make_cycle(ward, 2025, "HISTORY"), make.make_cycle(ward)
    duty = make.make_duty(this_year, old)
    past = make.make_initiative(old, last_year, InitiativeState.RECEIVED)
    open_row = make.make_initiative(old, this_year, InitiativeState.SUBMITTED)
    leaver, stayer = make.make_head(old), make.make_head(heir)
    services.close_unit(actor=officer, unit=old, closed_on=clock.today(), successor=heir, reason="Sáp nhập")
    open_row.refresh_from_db()
    past.refresh_from_db()
    duty.refresh_from_db()
    assert (open_row.unit_id, open_row.moved_from_id, open_row.code) == (heir.pk, old.pk, f"DK-{this_year.year}-001")
    assert past.unit_id == old.pk
    assert (duty.kind, duty.reason_code) == (DutyKind.EXEMPT, "MERGED")
    assert make.actor(stayer, ward).unit_keys == {old.pk, heir.pk}
    assert make.actor(leaver, ward).seats == ()


def test_heirs_of_heirs_lead_to_the_living_end(ward, officer):
    first, second, third = (make.make_unit(ward) for _ in range(3))
    services.close_unit(actor=officer, unit=first, closed_on=clock.today(), successor=second, reason="x")
    services.close_unit(actor=officer, unit=second, closed_on=clock.today(), successor=third, reason="x")
    ward.refresh_from_db()
    assert ward_tree(ward).same_unit(first.pk, third.pk)
    with pytest.raises(DomainError, match="đã kết thúc"):
        services.close_unit(actor=officer, unit=first, closed_on=clock.today(), successor=third, reason="x")


def test_unit_added_to_an_open_year_owes_and_a_vertical_one_owes_a_copy(ward, officer):
    make.make_cycle(ward)
    plain = services.add_unit(actor=officer, ward=ward, code="A1", name="Chi bộ Một", kind="OTHER")
    police = services.add_unit(
        actor=officer, ward=ward, code="CA1", name="Chi bộ Công an", kind="ARMED_FORCES_CELL", reports_vertically=True
    )
    duties = dict(UnitDuty.objects.values_list("unit_id", "kind"))
    assert duties == {plain.pk: DutyKind.OWES_MODEL, police.pk: DutyKind.COPY_ONLY}


@pytest.mark.parametrize("count", [1, 3, 40])
def test_list_of_units_costs_the_same_however_many(client, ward, count, django_assert_num_queries):
    for _ in range(count):
        make.make_head(make.make_unit(ward))
    make.make_unit(make.make_ward("Đảng ủy phường Hai", "hai"))
    make.sign_in(client, make.make_member(ward, Role.ADMIN))
    with django_assert_num_queries(5):
        page = client.get(reverse("organizations:unit_list", args=[ward.slug]))
    assert len(page.context["page"].object_list) == count


def test_form_error_stands_at_its_field_and_what_was_typed_stays(client, ward):
    make.make_unit(ward, code="A1")
    make.sign_in(client, make.make_member(ward, Role.ADMIN))
    typed = {"name": "x" * 500, "code": "A1", "kind": "OTHER"}
    page = client.post(reverse("organizations:unit_add", args=[ward.slug]), typed)
    assert page.context["form"].errors == {"name": ["Tên đơn vị dài quá 200 ký tự, hiện có 500"]}
    assert "x" * 500 in page.content.decode()
    page = client.post(reverse("organizations:unit_add", args=[ward.slug]), typed | {"name": "Chi bộ Mới"})
    assert page.context["form"].errors == {"code": ["Mã A1 đã có đơn vị khác dùng"]}
