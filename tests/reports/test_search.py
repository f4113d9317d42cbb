"""The box in the header: the best first, without accents, and nothing beyond one's own scope."""

import pytest
from django.urls import reverse

from models_registry.enums import InitiativeState as S
from models_registry.models import Coordination, Initiative
from organizations.enums import Role
from organizations.tree import forget_trees
from reports.search import search
from tests.support import factories as make
from tests.support.counting import AtMost

CANARY = "Chim hoàng yến"


@pytest.fixture
def ward(db):
    forget_trees()
    return make.make_ward()


@pytest.fixture
def cycle(ward):
    return make.make_cycle(ward, 2026)


@pytest.fixture
def unit(ward):
    return make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 2", code="TDP02")


@pytest.fixture
def other(ward):
    return make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 10", code="TDP10")


def found(person, ward, query, limit=20):
    ward.refresh_from_db()
    groups = search(actor=make.actor(person, ward), ward=ward, query=query, limit=limit)
    return {group.title: [row.title for row in group.rows] for group in groups}


def test_nobody_finds_what_he_may_not_read(ward, cycle, unit, other):
    abroad = make.make_ward("Đảng ủy phường Hai", "phuong-hai")
    foreign = make.make_unit(abroad, f"Chi bộ {CANARY}")
    make.make_initiative(foreign, make.make_cycle(abroad, 2026), S.RECEIVED, f"{CANARY} xa", best_level=2)
    make.make_head(foreign, "hoangyen.xa")
    make.make_initiative(other, cycle, S.DRAFT, f"{CANARY} nháp")
    make.make_initiative(other, cycle, S.SUBMITTED, f"{CANARY} gửi")
    make.make_initiative(other, cycle, S.RECEIVED, f"{CANARY} thư viện", best_level=1)
    own = make.make_initiative(unit, cycle, S.DRAFT, f"{CANARY} của mình")
    partner = make.make_unit(ward, "Chi bộ phối hợp")
    for row in Initiative.objects.filter(unit=other).exclude(state=S.RECEIVED):  # a draft is nobody else's yet
        Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=partner)
    person = make.make_user("hoangyen", "Chim Hoàng Yến")
    make.give_role(person, other, Role.SECRETARY)
    library = {"Thư viện mô hình": [f"{CANARY} thư viện"]}
    sent = [f"{CANARY} gửi", f"{CANARY} thư viện"]
    drafts = [f"{CANARY} của mình", sent[0], f"{CANARY} nháp", sent[1]]
    people = {"Người dùng": ["Chim Hoàng Yến"]}
    asked = {
        make.make_head(unit): {"Hồ sơ": [own.name]} | library,
        make.make_head(partner): {"Hồ sơ": [f"{CANARY} gửi"]} | library,
        make.make_member(ward, Role.OFFICER): {"Hồ sơ": drafts} | library | people,
        make.make_member(ward, Role.HEAD): {"Hồ sơ": drafts} | library,
        make.make_member(ward, Role.STANDING): {"Hồ sơ": sent} | library,
        make.make_member(ward, Role.OBSERVER): {"Hồ sơ": sent} | library,
        make.make_member(ward, Role.ADMIN): library | people,
    }
    for who, wanted in asked.items():
        assert found(who, ward, "chim HOANG yen") == wanted, who.username


def test_a_number_finds_its_code_first_then_what_begins_then_vietnamese_order(ward, cycle, unit):
    officer = make.make_member(ward, Role.OFFICER)
    for name in ("Đèn ngõ 2", "Ba đèn ngõ", "Đèn ngõ 10", "Ân tình", "Đường hoa 1"):
        make.make_initiative(unit, cycle, S.SUBMITTED, name)
    assert found(officer, ward, "den ngo")["Hồ sơ"] == ["Đèn ngõ 2", "Đèn ngõ 10", "Ba đèn ngõ"]
    assert found(officer, ward, "1")["Hồ sơ"][0] == "Đèn ngõ 2"  # DK-2026-001
    assert found(officer, ward, "dk-2026-004")["Hồ sơ"] == ["Ân tình"]
    assert found(officer, ward, "Mô hình “Đường hoa")["Hồ sơ"] == ["Đường hoa 1"]
    assert found(officer, ward, "… ") == {}


def test_units_are_found_by_code_and_name_in_order(ward, unit, other):
    head = make.make_head(unit)
    assert found(head, ward, "minh tan") == {"Đơn vị": [unit.name, other.name]}
    assert found(head, ward, "tdp10") == {"Đơn vị": [other.name]}


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_and_the_list_under_the_box_cost_the_same_however_much_there_is(client, ward, cycle, unit, count):
    officer = make.make_member(ward, Role.OFFICER, "den.chuyenvien")
    for _ in range(count):
        make.make_initiative(unit, cycle, S.RECEIVED, "Đèn ngõ", best_level=1)
    make.sign_in(client, officer)
    url = reverse("reports:search", args=[ward.slug])
    client.get(url, {"q": "den"})
    for extra in ({}, {"nhanh": "1"}):
        with AtMost(5):
            shown = client.get(url, {"q": "den", **extra}).content.decode()
        assert shown.count("<b>Đèn ngõ</b>") == 2 * count
        assert ("<html" in shown) == (not extra)
