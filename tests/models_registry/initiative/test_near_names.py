"""Typing a name: near names of the library and of the own unit, one press to say “nhân rộng”."""

import pytest
from django.urls import reverse

from models_registry.enums import InitiativeState as S
from models_registry.enums import Origin
from models_registry.models import Initiative
from models_registry.registration.sources import near_names
from tests.support import factories as make
from tests.support.counting import AtMost

NAME = "Tổ dân phố không rác thải nhựa"


@pytest.fixture
def last_year(ward):
    return make.make_cycle(ward, 2025)


@pytest.fixture
def neighbour(ward):
    return make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 2", code="TDP02")


@pytest.fixture
def draft(unit, cycle, unit_head):
    return make.make_initiative(unit, cycle, name="Chưa rõ")


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


def step_2(row):
    return reverse("registry:initiative_step", args=[row.ward.slug, row.address, 2])


def hint(client, row, name):
    return client.get(reverse("registry:near_list", args=[row.ward.slug, row.address]), {"ten": name}).content.decode()


def names(row, typed):
    return [(found.name, found.may_replicate) for found in near_names(row, typed, [row.unit_id])]


def test_library_and_own_models_show_and_nobody_elses_drafts(
    draft, unit, neighbour, cycle, last_year, other_ward, ward
):
    make.make_initiative(neighbour, cycle, S.DRAFT, f"{NAME} nháp")  # the rows that could leak
    make.make_initiative(neighbour, cycle, S.SUBMITTED, f"{NAME} đã gửi")
    abroad = make.make_unit(other_ward)
    make.make_initiative(abroad, make.make_cycle(other_ward), S.RECEIVED, f"{NAME} xa", best_level=1)
    make.make_initiative(neighbour, last_year, S.RECEIVED, f"Mô hình “{NAME}”", best_level=1)
    make.make_initiative(neighbour, last_year, S.RECEIVED, "Chợ không tiền mặt", best_level=1)
    make.make_initiative(unit, cycle, S.SUBMITTED, f"{NAME} của mình")
    assert names(draft, "TO DAN PHO khong rac thai nhua") == [
        (f"Mô hình “{NAME}”", True),
        (f"{NAME} của mình", False),
    ]
    assert names(draft, "…") == []


def test_of_a_chain_the_newest_stands_and_the_own_chain_is_left_out(draft, neighbour, cycle, last_year):
    old = make.make_initiative(neighbour, last_year, S.RECEIVED, NAME, best_level=1)
    new = make.make_initiative(
        neighbour, cycle, S.RECEIVED, f"{NAME} nâng cao", best_level=2, lineage=old.lineage, continues=old
    )
    assert names(draft, NAME) == [(new.name, True)]
    Initiative.objects.filter(pk=draft.pk).update(replicates=old)
    assert names(Initiative.objects.get(pk=draft.pk), NAME) == []


def test_one_press_makes_it_a_replication_and_keeps_what_was_typed(as_head, draft, neighbour, last_year):
    source = make.make_initiative(neighbour, last_year, S.RECEIVED, NAME, best_level=1)
    shown = hint(as_head, draft, NAME.lower())
    assert f'value="nhan-rong:{source.code}"' in shown
    posted = {"name": NAME, "origin": Origin.NEW, "problem": "Mới gõ", "luu": f"nhan-rong:{source.code}"}
    for _ in range(2):  # a second press changes nothing
        assert as_head.post(step_2(draft), posted).url.endswith("/buoc/2/#phan-origin")
        row = Initiative.objects.select_related("text").get(pk=draft.pk)
        assert (row.origin, row.replicates_id, row.name, row.text.problem) == (
            Origin.REPLICATE, source.pk, NAME, "Mới gõ",
        )  # fmt: skip
    assert source.code not in hint(as_head, row, NAME)


def test_only_a_recognised_model_of_the_ward_is_replicated(as_head, draft, neighbour, cycle):
    sent = make.make_initiative(neighbour, cycle, S.RECEIVED, NAME)
    answer = as_head.post(step_2(draft), {"name": NAME, "origin": Origin.NEW, "luu": f"nhan-rong:{sent.code}"})
    assert "Hãy chọn trong thư viện mô hình để nhân rộng" in answer.content.decode()
    assert NAME in answer.content.decode()
    assert Initiative.objects.get(pk=draft.pk).replicates_id is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_hint_costs_the_same_however_many(as_head, draft, neighbour, last_year, count):
    for _ in range(count):
        make.make_initiative(neighbour, last_year, S.RECEIVED, NAME, best_level=1)
    hint(as_head, draft, "Khác hẳn")
    with AtMost(5):
        hint(as_head, draft, NAME)
