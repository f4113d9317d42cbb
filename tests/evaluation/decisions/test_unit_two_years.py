"""The unit's year-end work of one year beside the registration of the next: pages, buttons and what people are told."""

import datetime as dt

import pytest
from django.urls import reverse

from core.models import Notification
from evaluation.enums import EvaluationState, Outcome
from evaluation.leadership.services import leadership
from evaluation.lists.services import proposals
from evaluation.models import ClarificationReply, Evaluation
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.sheets.services import abstentions
from models_registry.enums import CycleState
from models_registry.enums import InitiativeState as S
from organizations.enums import Role
from tests.evaluation.appraising import LONG, Appraisal, browser, read, self_post, url
from tests.evaluation.decided import Decided
from tests.support import factories as make

pytestmark = pytest.mark.django_db
D = dt.date
WHOLE = {"summary": LONG, "story_before": LONG, "story_after": LONG, "participants": "420", "households": "186"}


@pytest.fixture
def world(at):
    """2026 is self-assessed and scored while 2027 is registered; the model goes on in 2027 under the same name."""
    at(2027, 1, 18, 9, 30)
    world = Appraisal(2026, registration_opens=D(2026, 1, 5), registration_closes=D(2026, 3, 31))
    world.next_year = make.make_cycle(
        world.ward, 2027, self_assessment_opens=D(2027, 11, 1), self_assessment_closes=D(2027, 12, 5)
    )
    world.again = make.make_initiative(
        world.unit, world.next_year, S.DRAFT, world.initiative.name, origin="KEEP", continues=world.initiative,
        lineage=world.initiative.lineage,
    )  # fmt: skip
    return world


def told(**about):
    return [row.text for row in Notification.objects.filter(**about).order_by("pk")]


def links(page):
    return set(page.content.decode().replace('href="', "\0").split("\0"))


def leads(page, address):
    return any(part.startswith(f'{address}"') for part in links(page))


def test_the_model_of_the_finishing_year_keeps_its_buttons_and_leads_to_the_next(world):
    client = browser(world.unit_head_user)
    page = client.get(world.initiative.get_absolute_url())
    assert leads(page, url(world, "self_assessment", world.initiative.code))
    assert "Tự đánh giá kết quả năm 2026" in page.content.decode()
    assert leads(page, world.again.get_absolute_url())
    assert "Đã tiếp tục sang năm 2027" in page.content.decode()
    page = client.get(world.again.get_absolute_url())
    assert leads(page, world.initiative.get_absolute_url())
    assert ">Hồ sơ năm 2026</a>" in page.content.decode()


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.REFUSED])
def test_a_registration_that_ended_continues_nothing(world, state):
    ended = make.make_initiative(
        world.unit, world.next_year, state, origin="KEEP", continues=world.initiative, lineage=world.initiative.lineage
    )
    type(world.again).objects.filter(pk=world.again.pk).delete()
    page = browser(world.unit_head_user).get(world.initiative.get_absolute_url()).content.decode()
    assert "Đã tiếp tục sang năm" not in page
    assert ended.code in page  # in the story of its years


def test_a_draft_of_next_year_is_nobody_elses_business(world):
    page = browser(make.make_member(world.ward, Role.OBSERVER)).get(world.initiative.get_absolute_url())
    assert "Đã tiếp tục sang năm" not in page.content.decode()


def test_the_unit_assesses_answers_corrects_and_reads_the_result_of_the_finishing_year(world):
    client, code = browser(world.unit_head_user), world.initiative.code
    assessed = url(world, "self_assessment", code)
    assert "Tự đánh giá kết quả năm 2026" in client.get(assessed).content.decode()
    assert client.post(assessed, self_post(viec="luu", **WHOLE)).status_code == 302
    evaluation = read(Evaluation.objects.get())
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    clarifications.ask(actor=world.officer, evaluation=evaluation, question="Sổ nào?", criterion=1)
    answers = client.get(url(world, "clarification_list", code)).content.decode()
    assert "Làm rõ tự đánh giá năm 2026" in answers
    assert "Sửa bản tự đánh giá năm 2026 đã nộp" in client.get(url(world, "correction", code)).content.decode()
    Evaluation.objects.update(
        state=EvaluationState.PUBLISHED, outcome=Outcome.NOT_YET, outcome_reason="Thiếu", sheets_done=2
    )
    result = client.get(url(world, "result", code)).content.decode()
    assert "Kết quả xét công nhận năm 2026" in result
    assert "Năm 2027 đơn vị có thể đăng ký lại mô hình này để được xét." in result


def test_refusals_of_the_self_assessment_name_the_year(world, at):
    at(2027, 3, 1, 8, 0)
    page = browser(world.unit_head_user).get(url(world, "self_assessment", world.initiative.code)).content.decode()
    assert "Đợt tự đánh giá năm 2026 đã kết thúc lúc 24 giờ ngày 17/02/2027." in page
    later = make.make_initiative(world.unit, world.next_year, S.RECEIVED)
    page = browser(world.unit_head_user).get(url(world, "self_assessment", later.code)).content.decode()
    assert "Chưa đến thời gian tự đánh giá. Đợt tự đánh giá năm 2027 mở từ ngày 01/11/2027." in page


def test_what_is_told_about_the_years_work_names_the_year_or_the_code(world):
    name = world.initiative.name
    evaluation = world.begun()
    self_assessment.mark_prepared(actor=world.clerk, evaluation=evaluation)
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    evaluation = read(evaluation)
    sheet = world.draft_sheet(evaluation)
    question = clarifications.ask(actor=world.officer, evaluation=evaluation, question="Sổ nào?", criterion=1)
    second = clarifications.ask(actor=world.officer, evaluation=evaluation, question="Ai ký?", criterion=2)
    clarifications.withdraw(actor=world.officer, evaluation=evaluation, key=second.pk)
    clarifications.save_answers(actor=world.clerk, evaluation=evaluation, answers={question.pk: "Sổ 4"}, seen_version=0)
    version = ClarificationReply.objects.get().version
    clarifications.tell_prepared(actor=world.clerk, evaluation=evaluation, seen_version=version)
    version = ClarificationReply.objects.get().version
    clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=version)
    abstentions.abstain(actor=world.officer, sheet=sheet, reason="Quen biết")
    model = f"mô hình “{name}” năm 2026"
    assert [text for text in told() if model not in text] == []
    assert len(set(told())) == 8
    client = browser(world.unit_head_user)
    client.get(reverse("accounts:notifications"))
    assert f"đề nghị làm rõ tiêu chí 1 của {model}" in client.get("/thong-bao/").content.decode()


def test_lists_and_results_are_told_with_their_year(at):
    at(2027, 1, 18, 9, 30)
    world = Decided()
    make.make_cycle(world.ward, 2027)
    world.publish()
    assert told(kind="result", user_key=world.secretary.pk) == [
        "Đã có kết quả xét công nhận mô hình “Ngõ sáng” năm 2026"
    ]
    assert {text for text in told(kind="list") if "năm 2026" not in text} == set()
    assert "Ban Thường vụ đã kết luận danh sách đề nghị công nhận năm 2026" in told(kind="list")


def test_a_report_to_the_leaders_is_told_with_its_year(world):
    standing = make.make_member(world.ward, Role.STANDING, may_conclude=True)
    proposal = proposals.create_list(actor=world.officer, cycle=world.cycle, kind="REGISTRATION")
    version = proposals.lock_and_submit(actor=world.head, proposal=proposal)
    leadership.acknowledge_list(actor=world.actor(standing), version=version)
    assert sorted(set(told(kind="list"))) == [
        "Danh sách 1 mô hình, điển hình đăng ký năm 2026 để đồng chí xem",
        "Thường trực đã xem, ghi nhận danh sách đăng ký năm 2026, bản số 1",
    ]
    assert world.cycle.state == CycleState.OPEN
