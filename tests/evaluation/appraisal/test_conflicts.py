"""Who may not score what (decision 8), through the one rule and through the services that ask it."""

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from evaluation.appraisal.conflicts import Conflict, conflict_of, with_conflict
from evaluation.models import Evaluation, ScoreSheet
from evaluation.sheets.services import sheets
from models_registry.models import Coordination
from organizations.enums import Role
from organizations.models import Membership
from tests.evaluation.appraising import Appraisal, full_scores, read
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


@pytest.fixture
def evaluation(world):
    return world.sent()


def merge(world, closed, successor):
    """As the unit services leave the rows of a merger that touched no open work."""
    closed.closed_on, closed.successor, closed.heir = clock.today(), successor, successor
    closed.save()
    world.ward.tree_version += 1
    world.ward.save(update_fields=["tree_version"])


def at_home(world, cell):
    world.officer_user.home_cell = cell
    world.officer_user.save(update_fields=["home_cell"])
    return world.actor(world.officer_user)


def member_of(world, unit):
    Membership.objects.create(
        user=world.officer_user, organization=unit, ward=world.ward, role=Role.SECRETARY, valid_from=make.LONG_AGO
    )
    return world.actor(world.officer_user)


def fresh(evaluation):
    return Evaluation.objects.get(pk=evaluation.pk)


def test_nobody_else_is_in_conflict(world, evaluation):
    at_home(world, make.make_unit(world.ward))
    assert conflict_of(evaluation, world.actor(world.officer_user)) == Conflict.NONE


def test_home_cell(world, evaluation):
    assert conflict_of(evaluation, at_home(world, world.unit)) == Conflict.HOME_CELL


def test_home_cell_merged_into_the_unit(world, evaluation):
    old = make.make_unit(world.ward)
    actor = at_home(world, old)
    assert conflict_of(fresh(evaluation), actor) == Conflict.NONE
    merge(world, old, world.unit)
    assert conflict_of(fresh(evaluation), world.actor(world.officer_user)) == Conflict.HOME_CELL


def test_the_unit_merged_into_the_home_cell_with_a_row_left_behind(world, evaluation):
    heir = make.make_unit(world.ward)
    actor = at_home(world, heir)
    merge(world, world.unit, heir)
    assert conflict_of(fresh(evaluation), actor) == Conflict.HOME_CELL


def test_member_of_the_unit(world, evaluation):
    assert conflict_of(evaluation, member_of(world, world.unit)) == Conflict.MEMBER


def test_member_of_a_unit_that_inherited_it(world, evaluation):
    heir = make.make_unit(world.ward)
    member_of(world, heir)
    merge(world, world.unit, heir)
    assert conflict_of(fresh(evaluation), world.actor(world.officer_user)) == Conflict.MEMBER


def test_a_membership_that_ended_is_no_conflict(world, evaluation):
    member_of(world, world.unit)
    Membership.objects.filter(user=world.officer_user, role=Role.SECRETARY).update(valid_until=clock.today())
    assert conflict_of(evaluation, world.actor(world.officer_user)) == Conflict.NONE


def test_in_charge_of_the_model(world, evaluation):
    evaluation.initiative.in_charge = world.officer_user
    evaluation.initiative.save(update_fields=["in_charge"])
    assert conflict_of(evaluation, world.officer) == Conflict.IN_CHARGE


def test_home_cell_coordinates(world, evaluation):
    partner = make.make_unit(world.ward)
    Coordination.objects.create(
        ward_id=evaluation.initiative.ward_id, initiative=evaluation.initiative, organization=partner
    )
    assert conflict_of(evaluation, at_home(world, partner)) == Conflict.COORDINATION


def test_member_of_a_unit_that_coordinates(world, evaluation):
    partner = make.make_unit(world.ward)
    Coordination.objects.create(
        ward_id=evaluation.initiative.ward_id, initiative=evaluation.initiative, organization=partner
    )
    assert conflict_of(evaluation, member_of(world, partner)) == Conflict.COORDINATION


def test_coordinator_merged_into_the_home_cell(world, evaluation):
    partner, heir = make.make_unit(world.ward), make.make_unit(world.ward)
    Coordination.objects.create(
        ward_id=evaluation.initiative.ward_id, initiative=evaluation.initiative, organization=partner
    )
    actor = at_home(world, heir)
    merge(world, partner, heir)
    assert conflict_of(fresh(evaluation), actor) == Conflict.COORDINATION


def test_a_body_outside_the_system_coordinates_with_nobody(world, evaluation):
    Coordination.objects.create(
        ward_id=evaluation.initiative.ward_id, initiative=evaluation.initiative, outside_name="Công ty thử"
    )
    world.officer_user.home_cell = None
    world.officer_user.save()
    assert conflict_of(evaluation, world.officer) == Conflict.NONE


def test_own_declaration(world, evaluation):
    sheets.decline_sheet(actor=world.officer, evaluation=evaluation, reason="Người thân phụ trách mô hình")
    assert conflict_of(fresh(evaluation), world.officer) == Conflict.VOIDED
    assert conflict_of(fresh(evaluation), world.second) == Conflict.NONE
    with pytest.raises(PermissionDenied):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=full_scores())


def test_conflict_stops_every_act_of_the_scorer(world, evaluation):
    sheet = world.draft_sheet(evaluation)
    actor = at_home(world, world.unit)
    for act in (
        lambda: sheets.save_sheet(actor=actor, evaluation=evaluation, scores=full_scores(), seen_version=2),
        lambda: sheets.complete_sheet(actor=actor, sheet=sheet),
        lambda: sheets.decline_sheet(actor=actor, evaluation=evaluation, reason="Có liên quan"),
    ):
        with pytest.raises(PermissionDenied, match="sinh hoạt đảng tại đơn vị được chấm"):
            act()
    assert ScoreSheet.objects.get().state == "DRAFT"


def test_conflicts_of_a_whole_queue_are_one_query(world, django_assert_num_queries):
    mine = make.make_unit(world.ward)
    actor = at_home(world, mine)
    first = world.sent()
    for n in range(3):
        row = world.another(f"Mô hình {n}")
        Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=mine)
        world.sent(row)
    with django_assert_num_queries(1):
        rows = {row.pk: row.conflict for row in with_conflict(Evaluation.objects.all(), actor)}
    assert sorted(rows.values()) == ["", "COORDINATION", "COORDINATION", "COORDINATION"]
    assert rows[first.pk] == ""
    assert read(first).pk == first.pk
