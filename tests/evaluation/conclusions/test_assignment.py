"""Giving sheets out: the preview with its rules, the press that does just that, and what it never touches."""

import pytest
from django.core.exceptions import PermissionDenied

from core.exceptions import DomainError, StaleState
from core.models import AuditEntry, Notification
from evaluation.appraisal.conflicts import conflict_of, conflicts_among
from evaluation.conclusions.assignment_plan import Desk, Wish
from evaluation.conclusions.services import assignment
from evaluation.enums import SheetState
from evaluation.models import Evaluation, ScoreSheet
from evaluation.sheets.services import abstentions, declarations, sheets
from models_registry.models import Coordination
from organizations.enums import Role
from tests.evaluation.appraising import Appraisal, browser, codes, full_scores, sheet_post, url
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
FIELDS = (1, 2, 3, 4, 5)


@pytest.fixture
def world():
    found = Appraisal()
    found.third_user, found.third = found.person(Role.OFFICER)
    return found


def wish(world, *users, each=2, afresh=False, sectors=FIELDS):
    users = users or (world.officer_user, world.second_user, world.third_user)
    return Wish(sectors, tuple(sorted(user.pk for user in users)), each, afresh)


def look(world, asked):
    return assignment.preview(actor=world.head, ward=world.ward, cycle=world.cycle, wish=asked)


def apply(world, plan, actor=None):
    sealed = assignment.seal(actor or world.head, world.cycle, plan)
    return assignment.assign(actor=world.head, ward=world.ward, cycle=world.cycle, sealed=sealed)


def given():
    """By scorer how many sheets."""
    scorers = list(ScoreSheet.objects.exclude(state=SheetState.VOID).values_list("scorer_id", flat=True))
    return {scorer: scorers.count(scorer) for scorer in scorers}


def with_every_conflict(world):
    """Six models; the first officer is in conflict with five of them, each by another rule."""
    rows = [world.sent(), *[world.sent(world.another()) for _ in range(5)]]
    home, coordinated, charged, declared, left, _ = [row.initiative for row in rows]
    world.officer_user.home_cell = home.unit
    world.officer_user.save(update_fields=["home_cell"])
    world.officer = world.actor(world.officer_user)
    Coordination.objects.create(ward_id=coordinated.ward_id, initiative=coordinated, organization=home.unit)
    charged.in_charge = world.officer_user
    charged.save(update_fields=["in_charge"])
    declarations.declare(actor=world.officer, ward=world.ward, reason="Em ruột làm bí thư", unit=declared.unit)
    sheet = world.draft_sheet(rows[4])
    abstentions.abstain(actor=world.officer, sheet=sheet, reason="Đi học")
    return rows


def test_the_preview_names_the_rule_that_fired_and_what_lacks(world):
    rows = with_every_conflict(world)
    plan = look(world, wish(world, world.officer_user, world.second_user))
    assert ScoreSheet.objects.count() == 1  # looking writes nothing
    me = world.officer_user.full_name
    assert {line.evaluation.pk: line.left_out for line in plan.models} == {
        rows[0].pk: [(me, f"sinh hoạt đảng tại {rows[0].initiative.unit_label}")],
        rows[1].pk: [(me, "đơn vị phối hợp")],
        rows[2].pk: [(me, "phụ trách mô hình")],
        rows[3].pk: [(me, "đã tự khai xung đột: Em ruột làm bí thư")],
        rows[4].pk: [(me, "xin không chấm: Đi học")],
        rows[5].pk: [],
    }
    assert {line.evaluation.pk for line in plan.lacking} == {row.pk for row in rows[:5]}
    assert [(line.user.pk, line.has, line.gets, line.total) for line in plan.scorers] == [
        (key, 0, count, count) for key, count in sorted_by_name(world, {world.officer_user: 1, world.second_user: 6})
    ]


def sorted_by_name(world, counts):
    people = sorted(counts, key=lambda user: (bytes(user.given_sort), user.pk))
    return [(user.pk, counts[user]) for user in people]


def test_the_rule_for_many_is_the_rule_for_one(world):
    rows = with_every_conflict(world)
    actors = (world.officer, world.second, world.third)
    with AtMost(1):
        found = conflicts_among(Evaluation.objects.all(), actors)
    one_by_one = {
        (actor.user_key, row.pk): conflict
        for actor in actors
        for row in rows
        if (conflict := conflict_of(Evaluation.objects.get(pk=row.pk), actor))
    }
    assert (found, len(found)) == (one_by_one, 4)


def test_applying_is_one_act_pressed_once_or_twice(world):
    rows = [world.sent(), *[world.sent(world.another()) for _ in range(2)]]
    plan = look(world, wish(world))
    assert [apply(world, plan), apply(world, plan)] == [6, 6]
    assert given() == {user.pk: 2 for user in (world.officer_user, world.second_user, world.third_user)}
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {SheetState.ASSIGNED}
    told = AuditEntry.objects.filter(verb="sheet.assign")
    assert sorted(told.values_list("subject_key", flat=True)) == sorted(row.initiative_id for row in rows)
    assert set(told.values_list("audience", flat=True)) == {"BAN"}
    assert Notification.objects.filter(text__contains="được giao chấm 2 mô hình").count() == 3


def test_a_preview_that_no_longer_holds_writes_nothing(world):
    evaluation = world.sent()
    plan = look(world, wish(world))
    declarations.declare(actor=world.officer, ward=world.ward, reason="Người thân", unit=world.unit)
    with pytest.raises(StaleState, match="Từ lúc xem trước"):
        apply(world, plan)
    with pytest.raises(DomainError, match="không phải của đồng chí"):
        apply(world, look(world, wish(world)), actor=world.second)
    assert not ScoreSheet.objects.exists()
    apply(world, look(world, wish(world)))
    assert given() == {world.second_user.pk: 1, world.third_user.pk: 1}
    with pytest.raises(PermissionDenied):
        assignment.preview(actor=world.officer, ward=world.ward, cycle=world.cycle, wish=wish(world))
    assert evaluation.pk == ScoreSheet.objects.first().evaluation_id


def test_a_sheet_begun_stays_where_it_is_and_counts_as_load(world):
    begun, done, fresh = world.sent(), world.sent(world.another()), world.sent(world.another())
    apply(world, look(world, wish(world, world.officer_user, each=1)))
    sheets.save_sheet(actor=world.officer, evaluation=begun, scores=full_scores())
    world.completed(done)
    plan = look(world, wish(world, world.second_user, world.third_user, each=1, afresh=True))
    assert [(sheet.evaluation_id, sheet.state) for sheet in plan.frees] == [(fresh.pk, SheetState.ASSIGNED)]
    apply(world, plan)
    stand = dict(ScoreSheet.objects.filter(scorer=world.officer_user).values_list("evaluation_id", "state"))
    assert stand == {begun.pk: SheetState.DRAFT, done.pk: SheetState.COMPLETED}
    assert ScoreSheet.objects.get(evaluation=fresh).scorer_id in (world.second_user.pk, world.third_user.pk)
    assert apply(world, plan) == 1  # the second press


def test_who_abstains_or_comes_into_conflict_is_replaced(world):
    left, conflicted = world.sent(), world.sent(world.another())
    apply(world, look(world, wish(world, world.officer_user, each=1)))
    abstentions.abstain(actor=world.officer, sheet=ScoreSheet.objects.get(evaluation=left), reason="Đi học")
    declarations.declare(actor=world.officer, ward=world.ward, reason="x", initiative=conflicted.initiative)
    apply(world, look(world, wish(world, world.officer_user, world.second_user, each=1)))
    stand = set(ScoreSheet.objects.values_list("evaluation_id", "scorer_id", "state"))
    assert stand == {
        (left.pk, world.officer_user.pk, SheetState.ABSTAINED),
        (left.pk, world.second_user.pk, SheetState.ASSIGNED),
        (conflicted.pk, world.second_user.pk, SheetState.ASSIGNED),
    }


def test_reading_the_desk_costs_the_same_for_one_and_for_four_models(world):
    world.sent()
    with AtMost(9) as one:
        Desk(world.head, world.ward, world.cycle)
    for _ in range(3):
        world.draft_sheet(world.sent(world.another()))
    with AtMost(one.count):
        Desk(world.head, world.ward, world.cycle)
    plan = look(world, wish(world))
    with AtMost(one.count + 10):  # with what applying writes, however many models
        apply(world, plan)


def test_pages(world):
    evaluation = world.sent()
    head, page = browser(world.head_user), url(world, "assignment")
    wrong = head.get(page + "?so=2&nguoi=khongco")
    assert set(wrong.context["form"].errors) == {"linh_vuc", "nguoi"}
    asked = f"{page}?so=1&nguoi={world.officer_user.username}" + "".join(f"&linh_vuc={n}" for n in FIELDS)
    seen = head.get(asked)
    assert "Giao 1 phiếu" in seen.content.decode()
    done = head.post(asked, {"ke_hoach": seen.context["sealed"]}, follow=True)
    assert "Đã giao 1 phiếu chấm" in done.content.decode()
    assert "Không có phiếu nào để giao thêm" in head.get(asked).content.decode()
    shown = head.get(url(world, "conclusion_edit", evaluation.initiative.code)).content.decode()
    assert ("được giao, chưa chấm" in shown, "Cần giao thêm 1 người chấm" in shown) == (True, True)
    mine = browser(world.officer_user)
    first = mine.get(url(world, "sheet_list"))
    assert (first.context["tab"], codes(first)) == ("duoc-giao", [evaluation.initiative.code])
    mine.post(url(world, "sheet_edit", evaluation.initiative.code), sheet_post(version=1))
    assert ScoreSheet.objects.get().state == SheetState.DRAFT
    forged = head.post(asked, {"ke_hoach": "x" + seen.context["sealed"]}, follow=True)
    assert "Hãy xem trước lại" in forged.content.decode()
