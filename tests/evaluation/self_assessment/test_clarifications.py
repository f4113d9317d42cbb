"""A scorer asks the unit; the unit answers and corrects what it sent; sheets keep the text they were scored on."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core.exceptions import DomainError, StaleState
from core.models import Notification
from evaluation.enums import Finding
from evaluation.models import Clarification, ClarificationReply, ScoreSheet
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.self_assessment.services.self_assessment import Answer
from evaluation.sheets.page import completed_sheets
from evaluation.sheets.services import sheets
from models_registry.models import Submission
from tests.core.files.sample_files import check, pdf_bytes
from tests.evaluation.appraising import Appraisal, browser, read, self_post, sheet_post, url, whole_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


def asked(world, evaluation, text="Con số 186 hộ ghi ở sổ nào?", criterion=1, actor=None):
    return clarifications.ask(actor=actor or world.officer, evaluation=evaluation, question=text, criterion=criterion)


def answered(world, evaluation, question, text="Ở sổ ký cam kết, trang 4", actor=None):
    reply = ClarificationReply.objects.filter(evaluation=evaluation).first()
    return clarifications.save_answers(
        actor=actor or world.clerk, evaluation=evaluation, answers={question.pk: text},
        seen_version=reply.version if reply else 0,
    )  # fmt: skip


def corrected_draft(text="Căn cứ tiêu chí 1, có sổ ký cam kết"):
    draft = whole_draft()
    return whole_draft(answers=dict(draft.answers) | {1: Answer(text=text, finding=Finding.MET, points=Decimal(10))})


def test_a_question_reaches_the_people_of_the_unit_once_however_often_it_is_pressed(world):
    evaluation = world.sent()
    first, second = asked(world, evaluation), asked(world, evaluation)
    assert first == second
    told = Notification.objects.filter(kind="clarification").values_list("user_key", flat=True)
    assert sorted(told) == sorted([world.unit_head_user.pk, world.clerk_user.pk])
    with pytest.raises(PermissionDenied):
        asked(world, evaluation, actor=world.head)
    with pytest.raises(DomainError):
        asked(world, evaluation, criterion=9)


def test_answers_stay_with_the_unit_until_its_head_sends_them(world):
    evaluation = world.sent()
    question = asked(world, evaluation)
    reply = answered(world, evaluation, question)
    with pytest.raises(PermissionDenied):
        clarifications.send_reply(actor=world.clerk, evaluation=evaluation, seen_version=reply.version)
    page = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code))
    assert "trang 4" not in page.content.decode()
    clarifications.tell_prepared(actor=world.clerk, evaluation=evaluation, seen_version=reply.version)
    reply = ClarificationReply.objects.get()
    clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=reply.version)
    question.refresh_from_db()
    assert (question.answer, question.submission_after) == ("Ở sổ ký cam kết, trang 4", None)
    assert Submission.objects.filter(initiative=evaluation.initiative, kind="SELF_ASSESSMENT").count() == 1
    with pytest.raises(StaleState):
        clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=0)
    with pytest.raises(DatabaseError), transaction.atomic():
        Clarification.objects.filter(pk=question.pk).update(answer="Khác")


def test_a_correction_becomes_a_second_submission_and_completed_sheets_keep_the_first(world):
    evaluation = world.sent()
    first = evaluation.current
    sheet = world.completed(evaluation)
    question = asked(world, read(evaluation), actor=world.second)
    clarifications.save_correction(actor=world.clerk, evaluation=evaluation, draft=corrected_draft())
    page = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code)).content.decode()
    assert "có sổ ký cam kết" not in page
    reply = answered(world, evaluation, question)
    clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=reply.version)
    evaluation = read(evaluation)
    question.refresh_from_db()
    assert (evaluation.current.number, question.submission_after, evaluation.current.basis) == (
        2, evaluation.current, "NONE",
    )  # fmt: skip
    assert ScoreSheet.objects.get(pk=sheet.pk).submission == first
    page = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code)).content.decode()
    assert '<ins><span class="vh">[thêm: </span>, có sổ ký cam kết' in page.replace("\n", "")
    assert "Phiếu chấm trên bản tự đánh giá cũ" in page
    scored, _ = completed_sheets(evaluation)
    assert [number for number, score in scored[0].scores.items() if score.is_outdated] == [1]  # its words alone changed
    assert page.count("Chấm trên bản cũ") == 1
    reasons = browser(world.head_user).get(url(world, "points_explained", evaluation.initiative.code)).content.decode()
    assert reasons.count("Chấm trên bản cũ") == 2  # the sheet, and its first criterion
    compared = browser(world.head_user).get(url(world, "sheet_compare", evaluation.initiative.code)).content.decode()
    assert compared.count("Chấm trên bản cũ") == 2
    queue = browser(world.officer_user).get(url(world, "sheet_list", query="?nhom=xong")).content.decode()
    assert queue.count("Chấm trên bản cũ") == 1
    table = url(world, "conclusion_list")
    assert "1 phiếu chấm trên bản cũ" in browser(world.head_user).get(table).content.decode()
    sheets.reopen_sheet(actor=world.officer, sheet=ScoreSheet.objects.get(pk=sheet.pk), reason="Đọc lại bản đã sửa")
    page = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code))
    assert [row.criterion.number for row in page.context["rows"] if row.criterion.is_outdated] == [1]
    sheets.complete_sheet(actor=world.officer, sheet=ScoreSheet.objects.get(pk=sheet.pk))
    assert ScoreSheet.objects.get(pk=sheet.pk).submission == evaluation.current
    assert "trên bản cũ" not in browser(world.head_user).get(table).content.decode()


def test_nothing_is_corrected_without_an_open_question_or_after_the_conclusion(world):
    evaluation = world.sent()
    with pytest.raises(StaleState, match="chờ trả lời"):
        clarifications.save_correction(actor=world.clerk, evaluation=evaluation, draft=corrected_draft())
    question = asked(world, evaluation)
    short = whole_draft(summary="Ngắn")
    clarifications.save_correction(actor=world.clerk, evaluation=evaluation, draft=short)
    reply = answered(world, evaluation, question)
    with pytest.raises(DomainError, match="quá ngắn"):
        clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=reply.version)
    evaluation = read(evaluation)
    assert (evaluation.current.number, evaluation.self_assessment.summary) == (1, whole_draft().summary)
    clarifications.drop_correction(actor=world.clerk, evaluation=evaluation)
    type(evaluation).objects.filter(pk=evaluation.pk).update(state="CONCLUDED")
    with pytest.raises(StaleState, match="kết luận"):
        answered(world, evaluation, question)


def test_the_pages_walk_from_the_question_to_the_answer(world):
    evaluation = world.sent()
    code = evaluation.initiative.code
    officer, head = browser(world.officer_user), browser(world.unit_head_user)
    officer.post(url(world, "sheet_edit", code), sheet_post(version=0))
    answer = officer.post(url(world, "sheet_clarify", code), {"criterion": "2", "question": "Ai giữ sổ này?"})
    assert answer.status_code == 302
    question = Clarification.objects.get()
    assert "Chờ đơn vị làm rõ" in officer.get(url(world, "sheet_list", query="?nhom=dang")).content.decode()
    todo = head.get(f"/{world.ward.slug}/viec-can-lam/").content.decode()
    assert "Trả lời đề nghị làm rõ" in todo
    page = url(world, "clarification_list", code)
    empty = head.post(page, {"version": 0, f"answer_{question.pk}": "", "viec": "gui"})
    assert f"answer_{question.pk}" in empty.context["form"].errors
    version = ClarificationReply.objects.get().version
    post = {"version": version, f"answer_{question.pk}": "Tổ trưởng giữ", "viec": "gui"}
    assert [head.post(page, post).status_code for _ in range(2)] == [302, 302]
    assert Clarification.objects.get().answer == "Tổ trưởng giữ"
    assert "Tổ trưởng giữ" in officer.get(url(world, "sheet_edit", code)).content.decode()


def test_who_asked_takes_a_question_back_until_it_is_answered(world):
    evaluation = world.sent()
    mine, other = asked(world, evaluation), asked(world, evaluation, "Ai giữ sổ?", 2, world.second)
    officer, page = browser(world.officer_user), url(world, "sheet_clarify", evaluation.initiative.code)
    shown = officer.get(page).content.decode()
    assert (shown.count('name="rut"'), f'value="{mine.pk}"> Rút câu hỏi' in shown) == (1, True)
    with pytest.raises(DomainError, match="Chỉ người hỏi"):
        clarifications.withdraw(actor=world.officer, evaluation=evaluation, key=other.pk)
    assert [officer.post(page, {"rut": mine.pk}).status_code for _ in range(2)] == [302, 302]
    assert list(Clarification.objects.values_list("pk", flat=True)) == [other.pk]
    assert Notification.objects.filter(dedupe_key=f"clarify-withdrawn-{mine.pk}").count() == 2
    reply = answered(world, evaluation, other)
    clarifications.send_reply(actor=world.unit_head, evaluation=evaluation, seen_version=reply.version)
    with pytest.raises(StaleState, match="đã trả lời"):
        clarifications.withdraw(actor=world.second, evaluation=evaluation, key=other.pk)


def test_answers_and_a_correction_save_themselves_side_by_side(world):
    evaluation = world.sent()
    question, code = asked(world, evaluation), evaluation.initiative.code
    clerk = browser(world.clerk_user)
    first = clerk.post(url(world, "clarification_autosave", code), {"version": 0, f"answer_{question.pk}": "Sổ số 4"})
    assert (first.status_code, first.json()["version"]) == (200, 1)
    stale = clerk.post(url(world, "clarification_autosave", code), {"version": 0, f"answer_{question.pk}": "Khác"})
    assert stale.status_code == 409
    post = self_post(version=1, summary="Đã ký 192 hộ", points_1="20,5")
    second = clerk.post(url(world, "correction_autosave", code), post).json()
    assert (second["version"], second["wrong"]) == (2, 1)
    reply = ClarificationReply.objects.get()
    assert (reply.answers[str(question.pk)], reply.correction["summary"]) == ("Sổ số 4", "Đã ký 192 hộ")
    assert read(evaluation).self_assessment.summary == whole_draft().summary


def test_criteria_no_file_stands_for_are_told_before_sending_and_counted_in_the_queue(world):
    evaluation = world.begun()
    self_assessment.add_self_files(
        actor=world.clerk, initiative=world.initiative, uploads=[check("bao-cao.pdf", pdf_bytes())], criterion=3
    )
    page = browser(world.unit_head_user).get(url(world, "self_assessment_check", world.initiative.code))
    assert page.context["without_files"] == [1, 2, 4, 5, 6]
    assert page.content.decode().count("Chưa có tệp minh chứng") == 5
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=read(evaluation))
    queue = browser(world.officer_user).get(url(world, "sheet_list")).content.decode()
    assert "5 trên 6 tiêu chí không có tệp minh chứng" in queue


def test_a_stranger_to_the_sheet_in_conflict_may_not_ask(world):
    evaluation = world.sent()
    sheets.decline_sheet(actor=world.officer, evaluation=evaluation, reason="Người thân phụ trách")
    with pytest.raises(PermissionDenied, match="liên quan"):
        asked(world, evaluation)
