"""Criteria of a year: made, edited, replaced, frozen (decision 20)."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.exceptions import DomainError, StaleState
from core.models import AuditEntry
from evaluation.criteria import services
from evaluation.criteria.plan import PLAN_CRITERIA, CriterionDraft
from evaluation.criteria.services import SetFacts
from evaluation.enums import AppliesTo, Issuer
from evaluation.models import CriteriaSet, Criterion
from models_registry.enums import CycleState
from organizations.enums import Role
from tests.evaluation.appraising import Appraisal
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SOON = dt.timedelta(days=10)


class Year:
    """A year whose self-assessment has not opened yet."""

    def __init__(self):
        self.ward = make.make_ward()
        opens = clock.today() + SOON
        self.cycle = make.make_cycle(self.ward, self_assessment_opens=opens, self_assessment_closes=opens)
        self.head_user = make.make_member(self.ward, Role.HEAD)
        self.head = make.actor(self.head_user, self.ward)
        self.officer = make.actor(make.make_member(self.ward, Role.OFFICER), self.ward)

    def open_self_assessment(self):
        self.cycle.self_assessment_opens = clock.today()
        self.cycle.save(update_fields=["self_assessment_opens"])


@pytest.fixture
def year():
    return Year()


def facts(**changed):
    return SetFacts(**{"title": "Bộ tiêu chí thử", **changed})


def test_the_plans_six_and_the_individuals_one(year):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    rows = list(made.criteria.all())
    assert [row.max_points for row in rows] == [20, 15, 20, 15, 15, 15, None]
    assert [row.applies_to for row in rows] == [AppliesTo.ALL] * 6 + [AppliesTo.INDIVIDUAL]
    assert rows[3].wording == "Có tính lan tỏa, khả năng nhân rộng."
    assert made.issuer == Issuer.WARD


def test_asking_again_makes_nothing(year):
    first = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    assert services.ensure_criteria(actor=year.head, cycle=year.cycle) == first
    assert CriteriaSet.objects.count() == 1


def test_only_the_head_makes_and_edits(year):
    with pytest.raises(PermissionDenied):
        services.ensure_criteria(actor=year.officer, cycle=year.cycle)
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    with pytest.raises(PermissionDenied):
        services.edit_criteria(actor=year.officer, criteria_set=made, facts=facts(), criteria=PLAN_CRITERIA)
    with pytest.raises(PermissionDenied):
        services.replace_criteria(actor=year.officer, criteria_set=made)


def test_last_years_set_is_copied_with_its_source(year):
    old = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    changed = [dataclasses.replace(PLAN_CRITERIA[0], title="Tên đã sửa"), *PLAN_CRITERIA[1:]]
    services.edit_criteria(actor=year.head, criteria_set=old, facts=facts(pass_mark=Decimal(70)), criteria=changed)
    following = make.make_cycle(year.ward, year.cycle.year + 1, CycleState.PREPARING)
    new = services.ensure_criteria(actor=year.head, cycle=following)
    assert new.copied_from == old
    assert new.pass_mark == 70
    assert new.criteria.first().title == "Tên đã sửa"


def test_another_wards_set_is_never_copied(year):
    services.ensure_criteria(actor=year.head, cycle=year.cycle)
    other = make.make_ward(slug="phuong-khac")
    head = make.actor(make.make_member(other, Role.HEAD), other)
    made = services.ensure_criteria(actor=head, cycle=make.make_cycle(other, year.cycle.year + 1))
    assert made.copied_from is None


def test_editing_writes_facts_and_rows_in_order(year):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    turned = [PLAN_CRITERIA[1], PLAN_CRITERIA[0], *PLAN_CRITERIA[2:]]
    services.edit_criteria(
        actor=year.head, criteria_set=made, facts=facts(issuer=Issuer.PROVINCE, basis="Công văn"), criteria=turned
    )
    made.refresh_from_db()
    assert (made.title, made.issuer, made.basis, made.version) == ("Bộ tiêu chí thử", Issuer.PROVINCE, "Công văn", 2)
    assert [row.key for row in made.criteria.all()][:2] == ["creative", "effect"]
    assert AuditEntry.objects.filter(verb="criteria.edit").count() == 1


@pytest.mark.parametrize(
    ("index", "change", "says"),
    [
        (0, {"max_points": Decimal(19)}, "Tổng điểm các tiêu chí phải bằng 100, hiện là 99"),
        (0, {"max_points": Decimal("20.5")}, "Tổng điểm các tiêu chí phải bằng 100, hiện là 100,5"),
        (0, {"max_points": Decimal("20.25")}, "Điểm tối đa của tiêu chí 1 phải theo bước 0,5"),
        (0, {"max_points": None}, "Tiêu chí 1 chưa có điểm tối đa"),
        (2, {"wording": " "}, "Tiêu chí 3 chưa có đủ tên và nội dung"),
        (1, {"levels": [(Decimal(16), "tốt")]}, "Tiêu chí 2: mức 16 điểm cao hơn điểm tối đa 15"),
        (1, {"levels": [(Decimal("8.25"), "tốt")]}, "Tiêu chí 2: điểm của mỗi mức ghi theo bước 0,5"),
        (6, {"max_points": Decimal(5)}, "Tiêu chí 7 chỉ dành cho cá nhân nên không chấm điểm"),
    ],
)
def test_unsound_sets_are_refused(year, index, change, says):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    rows = list(PLAN_CRITERIA)
    rows[index] = dataclasses.replace(rows[index], **change)
    with pytest.raises(DomainError, match=says):
        services.edit_criteria(actor=year.head, criteria_set=made, facts=facts(), criteria=rows)


def test_the_province_can_replace_all_of_them_by_its_own(year):
    old = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    new = services.replace_criteria(actor=year.head, criteria_set=old)
    own = [
        CriterionDraft(key=f"t{n}", title=f"Tiêu chí tỉnh {n}", wording=f"Nội dung {n}", max_points=Decimal(25))
        for n in range(1, 5)
    ]
    services.edit_criteria(actor=year.head, criteria_set=new, facts=facts(issuer=Issuer.PROVINCE), criteria=own)
    live = services.live_set(year.cycle)
    assert [row.title for row in live.criteria.all()] == [f"Tiêu chí tỉnh {n}" for n in range(1, 5)]
    assert services.earlier_sets(year.cycle) == [old]
    assert [row.max_points for row in old.criteria.all()] == [20, 15, 20, 15, 15, 15, None]


def test_levels_go_on_to_the_next_year(year):
    services.ensure_criteria(actor=year.head, cycle=year.cycle)
    following = make.make_cycle(year.ward, year.cycle.year + 1, CycleState.PREPARING)
    new = services.ensure_criteria(actor=year.head, cycle=following)
    assert new.criteria.first().levels_in_words()[0] == (
        "16–20",
        "đạt hoặc vượt mọi chỉ tiêu đã đăng ký, có số liệu đối chiếu được",
    )


def test_two_windows_editing_one_set(year):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    services.edit_criteria(actor=year.head, criteria_set=made, facts=facts(), criteria=PLAN_CRITERIA, seen_version=1)
    with pytest.raises(StaleState):
        services.edit_criteria(
            actor=year.head, criteria_set=made, facts=facts(title="Muộn"), criteria=PLAN_CRITERIA, seen_version=1
        )


def test_a_replaced_set_stays_on_file(year):
    old = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    new = services.replace_criteria(actor=year.head, criteria_set=old)
    old.refresh_from_db()
    assert (new.number, new.copied_from, new.replaced_at) == (2, old, None)
    assert old.replaced_at is not None
    assert (old.criteria.count(), new.criteria.count()) == (7, 7)
    with pytest.raises(StaleState):
        services.edit_criteria(actor=year.head, criteria_set=old, facts=facts(), criteria=PLAN_CRITERIA)


def test_a_second_press_beside_the_replaced_set_makes_no_third(year, client):
    old = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    make.sign_in(client, year.head_user)
    page = reverse("evaluation:criteria_detail", args=[year.ward.slug, year.cycle.year])
    assert f'name="ban" value="{old.number}"' in client.get(page).content.decode()
    answers = [client.post(page, {"viec": "thay", "ban": old.number})["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert list(CriteriaSet.objects.order_by("number").values_list("number", "copied_from")) == [(1, None), (2, old.pk)]
    assert AuditEntry.objects.filter(verb="criteria.replace").count() == 1


def test_the_clock_refuses_once_self_assessment_opens(year):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    year.open_self_assessment()
    made = CriteriaSet.objects.get(pk=made.pk)
    for act in (
        lambda: services.edit_criteria(actor=year.head, criteria_set=made, facts=facts(), criteria=PLAN_CRITERIA),
        lambda: services.replace_criteria(actor=year.head, criteria_set=made),
    ):
        with pytest.raises(DomainError, match="Đợt tự đánh giá đã mở"):
            act()


def test_criteria_can_still_be_made_after_the_window_opened(year):
    year.open_self_assessment()
    assert services.ensure_criteria(actor=year.head, cycle=year.cycle).criteria.count() == 7


def test_a_year_of_history_gets_none(year):
    history = make.make_cycle(year.ward, year.cycle.year - 1, CycleState.HISTORY)
    with pytest.raises(DomainError):
        services.ensure_criteria(actor=year.head, cycle=history)


def test_the_first_self_assessment_freezes_them_for_good():
    world = Appraisal()
    assert world.criteria.frozen_at is None
    world.begun()
    world.criteria.refresh_from_db()
    assert world.criteria.frozen_at is not None
    for rows, change in (
        (Criterion.objects.filter(criteria_set=world.criteria), {"max_points": 1}),
        (CriteriaSet.objects.filter(pk=world.criteria.pk), {"title": "Khác"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Criterion.objects.filter(criteria_set=world.criteria).delete()


def test_one_live_set_a_year(year):
    made = services.ensure_criteria(actor=year.head, cycle=year.cycle)
    with pytest.raises(IntegrityError), transaction.atomic():
        CriteriaSet.objects.create(ward=year.ward, cycle=year.cycle, number=2, title="Hai", copied_from=made)
