"""A unit's self-assessment: drafted, prepared, sent, locked (decisions 6, 16, 19)."""

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import seals
from core.models import AuditEntry, Notification
from evaluation.appraisal.dossier import missing_parts, read_whole
from evaluation.enums import EvaluationState, Finding
from evaluation.models import Evaluation, SelfAnswer, TargetResult
from evaluation.self_assessment.services import self_assessment as service
from evaluation.self_assessment.services.self_assessment import Answer, Result, SelfAssessmentDraft
from models_registry.enums import InitiativeKind, InitiativeState, SendBasis, SubmissionKind
from models_registry.models import Submission
from tests.evaluation.appraising import Appraisal, read, whole_draft
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


def save(world, draft=None, initiative=None, actor=None, **fields):
    return service.save_self_assessment(
        actor=actor or world.clerk, initiative=initiative or world.initiative, draft=draft or whole_draft(), **fields
    )


def test_the_first_save_makes_the_evaluation(world):
    made = read(save(world, SelfAssessmentDraft(summary="Mới viết được một dòng")))
    assert made.state == EvaluationState.DRAFT
    assert made.criteria_set == world.criteria
    assert made.registration == world.initiative.submissions.get()
    assert (made.min_sheets, made.sector_id, made.kind) == (2, world.initiative.sector_id, InitiativeKind.MODEL)
    assert made.self_assessment.summary == "Mới viết được một dòng"
    assert SelfAnswer.objects.count() == 6


def test_an_individual_also_answers_the_seventh(world):
    person = world.another(kind=InitiativeKind.INDIVIDUAL, person_name="Người Thử")
    world.begun(person)
    assert SelfAnswer.objects.filter(self_assessment__evaluation__initiative=person).count() == 7


def test_saving_again_writes_over(world):
    save(world)
    changed = whole_draft(answers={1: Answer(points=Decimal("17.5"))}, results={"t1": Result(note="Chưa tổng hợp")})
    save(world, changed, seen_version=1)
    answer = SelfAnswer.objects.get(criterion__number=1)
    assert (answer.text, answer.finding, answer.points) == ("", "", Decimal("17.5"))
    assert TargetResult.objects.get().note == "Chưa tổng hợp"


def test_two_windows_do_not_overwrite_each_other(world):
    save(world)
    save(world, whole_draft(summary="Bản của cửa sổ thứ nhất, viết dài thêm"), seen_version=1)
    with pytest.raises(StaleState):
        save(world, whole_draft(summary="Bản của cửa sổ thứ hai"), seen_version=1)


def test_the_second_press_of_one_button_is_one_save(world):
    draft = whole_draft()
    save(world, draft)
    save(world, draft, seen_version=0)
    save(world, whole_draft(summary="Nội dung mới"), seen_version=1)
    again = save(world, whole_draft(summary="Nội dung mới"), seen_version=1)
    assert read(again).self_assessment.version == 2


def test_points_over_the_maximum_are_refused_at_their_field(world):
    with pytest.raises(DomainError) as error:
        save(world, whole_draft(answers={2: Answer(points=Decimal("15.5"))}))
    assert (error.value.field, error.value.message) == ("points_2", "Điểm tối đa của tiêu chí này là 15")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": InitiativeState.SUBMITTED}, "đã được Ban Xây dựng Đảng tiếp nhận"),
        ({"state": InitiativeState.DISCONTINUED}, "đã được Ban Xây dựng Đảng tiếp nhận"),
        ({"state": InitiativeState.RECEIVED, "is_copy": True}, "chỉ gửi để theo dõi"),
    ],
)
def test_what_is_not_assessed(world, fields, says):
    row = make.make_initiative(world.unit, world.cycle, **fields)
    with pytest.raises(DomainError, match=says):
        save(world, initiative=row)


def test_people_of_other_units_and_of_the_ban_cannot_write(world):
    stranger = world.actor(make.make_head(make.make_unit(world.ward)))
    for actor in (stranger, world.officer, world.head):
        with pytest.raises(PermissionDenied):
            save(world, actor=actor)


def test_no_criteria_no_self_assessment():
    world = Appraisal()
    other = make.make_ward(slug="phuong-hai")
    cycle, unit = make.make_cycle(other), make.make_unit(other)
    row = make.make_initiative(unit, cycle, InitiativeState.RECEIVED)
    with pytest.raises(DomainError, match="chưa ban hành bộ tiêu chí"):
        save(world, initiative=row, actor=make.actor(make.make_head(unit), other))


EDGES = [
    ((2026, 11, 1, 0, 0), True),
    ((2026, 10, 31, 23, 59), False),
    ((2026, 11, 30, 23, 59, 59), True),
    ((2026, 12, 1, 0, 0), False),
]


@pytest.mark.parametrize(("moment", "taken"), EDGES)
def test_the_window_by_the_clock_in_vietnam(at, moment, taken):
    at(2026, 11, 15, 9, 0)
    world = Appraisal()
    world.cycle.self_assessment_opens = dt.date(2026, 11, 1)
    world.cycle.self_assessment_closes = dt.date(2026, 11, 30)
    world.cycle.save()
    at(*moment)
    if taken:
        assert save(world)
    else:
        with pytest.raises(DomainError):
            save(world)
        assert Evaluation.objects.count() == 0


def test_grace_days_take_a_late_send_with_a_mark(at):
    at(2026, 11, 30, 9, 0)
    world = Appraisal()
    world.cycle.self_assessment_closes = dt.date(2026, 11, 30)
    world.cycle.self_assessment_grace_days = 3
    world.cycle.save()
    evaluation = world.begun()
    at(2026, 12, 2, 8, 0)
    evaluation = read(evaluation)
    sent = service.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    assert (sent.basis, sent.late_days, sent.due_on) == (SendBasis.GRACE, 2, dt.date(2026, 11, 30))
    assert evaluation.late_days == 2


def test_sending_seals_the_whole_text(world):
    evaluation = world.sent()
    submission = Submission.objects.get(kind=SubmissionKind.SELF_ASSESSMENT)
    assert evaluation.state == EvaluationState.SENT
    assert evaluation.current == submission
    assert seals.check(submission.seal, submission.sha256, submission.body) == []
    facts = seals.facts_of(submission.seal)
    assert facts["targets"] == [{"key": "t1", "planned": "180.00", "result": "186.00"}]
    assert [row["points"] for row in facts["criteria"]] == ["10.00"] * 6
    assert submission.body["criterion.3"]["text"] == "Căn cứ tiêu chí 3"
    assert submission.body["summary"]["text"] == evaluation.self_assessment.summary


def test_only_the_head_of_the_unit_sends(world):
    evaluation = world.begun()
    for actor in (world.clerk, world.officer, world.head):
        with pytest.raises(PermissionDenied):
            service.send_self_assessment(actor=actor, evaluation=evaluation)


def test_after_sending_it_is_locked(world):
    evaluation = world.sent()
    with pytest.raises(StaleState):
        service.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    with pytest.raises(StaleState):
        save(world, whole_draft(summary="Sửa sau khi nộp"), initiative=evaluation.initiative, seen_version=1)
    assert Submission.objects.filter(kind=SubmissionKind.SELF_ASSESSMENT).count() == 1


def test_two_sends_at_once_make_one(world):
    evaluation = world.begun()
    same = read(evaluation)
    service.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    with pytest.raises(StaleState):
        service.send_self_assessment(actor=world.unit_head, evaluation=same)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": "Quá ngắn"}, "summary"),
        ({"story_before": ""}, "story_before"),
        ({"story_after": ""}, "story_after"),
        ({"results": {}}, "result_t1"),
        ({"answers": {n: Answer(text="Có") for n in range(1, 7)}}, "finding_1"),
        ({"answers": {n: Answer(finding=Finding.MET) for n in range(1, 7)}}, "text_1"),
    ],
)
def test_what_must_not_be_missing(world, change, field):
    evaluation = world.begun(draft=dataclasses.replace(whole_draft(), **change))
    assert missing_parts(read_whole(evaluation))[0][0] == field
    with pytest.raises(DomainError) as error:
        service.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    assert error.value.field == field


def test_officers_are_told_once_and_units_do_not_see_who(world):
    evaluation = world.sent()
    notices = Notification.objects.filter(kind="self_assessment")
    assert set(notices.values_list("user_key", flat=True)) == {world.officer_user.pk, world.second_user.pk}
    assert (
        notices.first().link == f"/{world.ward.slug}/cham-diem/?nam={world.cycle.year}&q={evaluation.initiative.code}"
    )


def test_who_may_not_send_tells_the_head(world):
    evaluation = world.begun()
    service.mark_prepared(actor=world.clerk, evaluation=evaluation)
    assert read(evaluation).self_assessment.prepared_at is not None
    assert list(Notification.objects.values_list("user_key", flat=True)) == [world.unit_head_user.pk]


def test_every_act_is_logged_on_the_initiative(world):
    world.sent()
    verbs = AuditEntry.objects.filter(subject_key=world.initiative.pk, verb__startswith="self").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["self_assessment.begin", "self_assessment.send"]


def test_a_model_moved_by_a_merger_is_finished_by_the_successor(world):
    evaluation = world.begun()
    heir = make.make_unit(world.ward)
    evaluation.initiative.unit = heir
    evaluation.initiative.save(update_fields=["unit"])
    service.send_self_assessment(actor=world.actor(make.make_head(heir)), evaluation=read(evaluation))
    assert read(evaluation).state == EvaluationState.SENT
    assert clock.now() >= read(evaluation).sent_at
