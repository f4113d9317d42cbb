"""Each kind of tampering names exactly its row and nothing else; lawful work raises no alarm (decision 64)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.database import guards
from core.files.uploads import check_upload
from core.log import heads, seals, verification
from core.log.verification import read_whole
from core.models import AuditEntry
from evaluation.appraisal.marks import SHEETS
from evaluation.conclusions.services import conclusions
from evaluation.decisions.services import papers
from evaluation.decisions.verification.work import WORK
from evaluation.enums import EndorsementAct, EvaluationState, Outcome, RowResult, SheetState
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import (
    Conclusion,
    ConclusionRow,
    CriterionScore,
    Endorsement,
    Evaluation,
    FinalFinding,
    Opinion,
    ProposalItem,
    ProposalVersion,
    ScoreSheet,
)
from evaluation.self_assessment.services import self_assessment
from evaluation.sheets.services import sheets
from models_registry.initiative.files.services import attach
from models_registry.models import Attachment, Submission
from organizations.enums import Role
from tests.core.files.sample_files import image_bytes
from tests.evaluation.appraising import Appraisal, browser, read
from tests.evaluation.decided import Decided
from tests.support.verified import after, problems, removed

pytestmark = pytest.mark.django_db


class Worked(Appraisal):
    """One model whose list the Board has concluded on; the decision is not written yet."""

    def __init__(self):
        super().__init__()
        self.evaluation = self.sent()
        self.sheet = self.completed(self.evaluation)
        self.completed(self.evaluation, self.second)
        conclusions.conclude_evaluation(actor=self.head, evaluation=self.evaluation, outcome=Outcome.RECOMMEND)
        _, standing = self.person(Role.STANDING, may_conclude=True)
        _, board = self.person(Role.BOARD, may_conclude=True)
        self.proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        proposals.add_items(actor=self.officer, proposal=self.proposal, initiatives=[self.initiative])
        self.version = proposals.lock_and_submit(actor=self.head, proposal=self.proposal)
        leadership.give_opinion(actor=board, version=self.version, stance="AGREE", text="Nên nhân rộng")
        leadership.endorse_list(actor=standing, version=self.version)
        rows = {item.pk: RowConclusion(RowResult.APPROVE, 1) for item in self.version.items.all()}
        leadership.conclude_list(actor=board, version=self.version, rows=rows)

    def line(self, verb):
        return AuditEntry.objects.filter(verb=verb).latest("seq").seq


def forged_text(sent: Submission):
    """Seal, hash and words made anew together: the row alone is content."""
    facts = seals.facts_of(sent.seal)
    words = {name: leaf["text"] for name, leaf in sent.body.items()} | {"summary": "Khác hẳn"}
    sealed = seals.seal(facts, words)
    Submission.objects.filter(pk=sent.pk).update(seal=sealed.text, sha256=sealed.sha256, body=sealed.body)


def test_changed_work_is_named_before_anything_is_decided():
    world = Worked()
    assert problems() == []
    code, title = world.initiative.code, f"{world.proposal.title}, bản số 1"
    sent = Submission.objects.get(kind="SELF_ASSESSMENT")
    own = ScoreSheet.objects.filter(pk=world.sheet.pk)
    scores = CriterionScore.objects.filter(sheet=world.sheet)
    evaluation = Evaluation.objects.filter(pk=world.evaluation.pk)
    sheet = f"{code}, phiếu chấm của {world.officer_user.full_name}"
    first_sheet = AuditEntry.objects.filter(verb="sheet.complete").earliest("seq").seq
    ruling = f"{code}, kết luận của Ban: không khớp dấu ghi ở nhật ký (dòng {world.line('evaluation.conclude')})"
    marked = f"{sheet}: không khớp dấu ghi ở nhật ký (dòng {first_sheet})"
    criterion = world.evaluation.criteria_set.criteria.get(number=4)
    changes = {
        "points": (lambda: scores.filter(criterion=criterion).update(points=3), [marked]),
        "comment": (lambda: scores.filter(criterion=criterion).update(comment="Thêm"), [marked]),
        "total": (lambda: own.update(total=Decimal("12.5")), [marked]),
        "state of a sheet": (lambda: own.update(state=SheetState.DRAFT), [marked]),
        "whose sheet": (lambda: own.update(membership_key=999), [marked]),
        "mean": (lambda: evaluation.update(mean=12), [ruling]),
        "reason": (lambda: evaluation.update(outcome_reason="Lý do khác"), [ruling]),
        "state of the model": (lambda: evaluation.update(state=EvaluationState.SENT), [ruling]),
        "a finding written in": (
            lambda: FinalFinding.objects.create(
                evaluation=world.evaluation, criterion=criterion, finding="NOT_MET", reason="x", by_key=1
            ),
            [ruling],
        ),
        "opinion": (
            lambda: Opinion.objects.update(text="Chưa nên"),
            [
                f"{title}, ý kiến của {Opinion.objects.get().membership.user.full_name}: không khớp dấu ghi ở nhật ký"
                f" (dòng {world.line('list.opinion')})"
            ],
        ),
        "endorsement": (
            lambda: Endorsement.objects.update(act=EndorsementAct.ACKNOWLEDGE),
            [
                f"{title}, trả lời của Thường trực: không khớp dấu ghi ở nhật ký"
                f" (dòng {world.line('list.endorse')})"
            ],
        ),
        "level granted": (
            lambda: ConclusionRow.objects.update(level=2),
            [
                f"{title}, kết luận của Ban Thường vụ: không khớp dấu ghi ở nhật ký"
                f" (dòng {world.line('list.conclude')})"
            ],
        ),
        "conclusion gone": (
            lambda: [removed(rows)() for rows in (ConclusionRow.objects.all(), Conclusion.objects.all())],
            [
                f"{entry.text}, {entry.who_name} (nhật ký dòng {entry.seq}): không còn bản ghi"
                for entry in AuditEntry.objects.filter(verb="list.conclude")
            ],
        ),
        "when it was sent": (
            lambda: Submission.objects.filter(pk=sent.pk).update(late_days=4),
            [f"{code}, tự đánh giá gửi lần 1: không khớp dấu ghi ở nhật ký"
             f" (dòng {world.line('self_assessment.send')})"],
        ),
        "text made anew": (
            lambda: forged_text(sent),
            [f"{code}, tự đánh giá gửi lần 1: không khớp dấu ghi ở nhật ký"
             f" (dòng {world.line('self_assessment.send')})"],
        ),
        "row of a locked list": (
            lambda: ProposalItem.objects.update(level=2),
            [f"{title}: dòng 1 ({code}): “level” không khớp văn bản niêm"],
        ),
        "name on a locked list": (
            lambda: ProposalItem.objects.update(label={"name": "Tên khác", "person": ""}),
            [f"{title}: dòng 1 ({code}): “name” không khớp văn bản niêm"],
        ),
        "figure the seal leaves out": (
            lambda: ProposalItem.objects.update(median=1),
            [f"{title}: không khớp dấu ghi ở nhật ký (dòng {world.line('list.submit')})"],
        ),
        "words of a locked list": (
            lambda: ProposalVersion.objects.update(seal=world.version.seal + " "),
            [f"{title}: văn bản niêm không khớp mã băm"],
        ),
    }  # fmt: skip
    assert {name: after(change) for name, (change, _) in changes.items()} == {
        name: expected for name, (_, expected) in changes.items()
    }


def test_a_sheet_no_line_tells_of_is_an_alarm_once_sheets_are_marked(at):
    at(2026, 11, 27, 9, 0)
    world = Appraisal()
    evaluation = world.sent()
    _, third = world.person(Role.OFFICER)

    def forge():
        made = ScoreSheet.objects.create(
            ward_id=world.ward.pk, cycle=world.cycle, evaluation=evaluation, scorer_id=third.user_key, membership_key=1,
            total=100, submission=evaluation.current, completed_at=clock.now(), state=SheetState.COMPLETED,
        )  # fmt: skip
        return made.pk

    before = forge()
    report = read_whole(WORK, world.ward.pk)
    assert (report.problems, report.unmarked) == ([], 2)  # the registration came without a line too
    ScoreSheet.objects.filter(pk=before).delete()
    at(2026, 11, 27, 10, 0)
    world.completed(evaluation)
    at(2026, 11, 27, 11, 0)
    forge()
    name = ScoreSheet.objects.get(scorer=third.user_key).scorer.full_name
    assert problems() == [f"{world.initiative.code}, phiếu chấm của {name}: nhật ký không có dòng nào ghi việc này"]


def test_a_line_without_a_mark_is_counted_and_raises_no_alarm(monkeypatch):
    """As lines were written before marks were."""
    world = Appraisal()
    monkeypatch.setattr("core.log.row_marks.Marked.mark", lambda kind, key, *content: {kind.name: key})
    evaluation = world.sent()
    world.completed(evaluation)
    with guards.lowered():
        CriterionScore.objects.update(points=1)
    report = read_whole(WORK, world.ward.pk)
    assert (report.problems, report.unmarked, report.looked_at) == ([], 3, 3)


def test_work_reopened_put_aside_and_completed_anew_raises_no_alarm():
    world = Appraisal()
    evaluation = world.sent()
    sheet = world.completed(evaluation)
    world.completed(evaluation, world.second)
    sheets.reopen_sheet(actor=world.officer, sheet=read_sheet(sheet), reason="Cộng nhầm")
    assert problems() == []
    sheets.complete_sheet(actor=world.officer, sheet=read_sheet(sheet))
    _, third = world.person(Role.OFFICER)
    world.completed(evaluation, third)
    conclusions.conclude_evaluation(actor=world.head, evaluation=evaluation, outcome=Outcome.RECOMMEND)
    sheets.void_sheet(actor=world.head, sheet=read_sheet(sheet), reason="Có liên quan")
    assert problems() == []
    Evaluation.objects.update(mean=1)  # the figures after it are marked anew
    assert [words.partition(":")[0] for words in problems()] == [f"{world.initiative.code}, kết luận của Ban"]
    Evaluation.objects.update(mean=read(evaluation).median)
    conclusions.clear_outcome(actor=world.head, evaluation=read(evaluation), reason="Xem lại")
    assert problems() == []


def read_sheet(sheet):
    return ScoreSheet.objects.select_related("evaluation", "scorer").get(pk=sheet.pk)


@pytest.mark.parametrize("is_before", [True, False])
def test_who_reopens_a_sheet_while_it_is_read_is_no_forger(is_before):
    world = Appraisal()
    sheet = world.completed(world.sent())

    def read_meanwhile(keys):
        found = None if is_before else SHEETS.read(keys)
        sheets.reopen_sheet(actor=world.officer, sheet=read_sheet(sheet), reason="Cộng nhầm")
        return SHEETS.read(keys) if is_before else found

    told, _ = replace(SHEETS, read=read_meanwhile).stages
    assert told(world.ward.pk, None).problems == []


def test_marks_are_read_in_chunks_and_a_row_that_cannot_be_read_is_named_alone(monkeypatch):
    monkeypatch.setattr("core.log.audit.CHUNK", 2)
    monkeypatch.setattr("core.log.row_marks.CHUNK", 2)
    world = Appraisal()
    for row in (world.initiative, world.another(), world.another(), world.another()):
        world.completed(world.sent(row))
    assert problems() == []
    real = SHEETS.read

    def unreadable(keys):
        if world_sheet.pk in keys:
            raise ValueError("a column of no number")
        return real(keys)

    world_sheet = ScoreSheet.objects.order_by("pk")[2]
    told, _ = replace(SHEETS, read=unreadable).stages
    found, part = [], told(world.ward.pk, None)
    while part.goes_on:
        found, part = found + part.problems, told(world.ward.pk, part.goes_on)
    code = world_sheet.evaluation.initiative.code
    assert found + part.problems == [f"{code}, phiếu chấm của {world.officer_user.full_name}: không đọc được"]


def test_an_exchanged_file_of_what_was_sent_is_noticed_though_row_and_bytes_agree():
    world = Appraisal()
    evaluation = world.begun()
    photo = check_upload(SimpleUploadedFile("Ảnh ngõ.jpg", image_bytes(size=(90, 60))))
    [row] = attach(actor=world.unit_head, initiative=world.initiative, uploads=[photo], place="self.criterion.1")
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=evaluation)
    assert problems() == []
    data = b"%PDF-1.7 khac"
    stored = papers.keep_bytes(data, kind="pdf", ward_key=world.ward.pk)
    name = f"{world.initiative.code}, tệp “Ảnh ngõ.jpg”"
    assert after(lambda: Attachment.objects.update(file=stored)) == [f"{name}: không còn là tệp đã gửi"]
    lost = f"{world.unit.name}, tệp đã gửi “Ảnh ngõ.jpg”: không còn trong hồ sơ"
    assert after(removed(Attachment.objects.filter(pk=row.pk))) == [lost]


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_goes_on_turn_by_turn_and_says_what_it_found(monkeypatch):
    world = Worked()
    client, page = browser(world.head_user), reverse("evaluation:record_check", args=[world.ward.slug])
    first = client.get(page)
    assert (first.context["progress"].reports, "Kiểm tra ngay" in first.text) == ([], True)
    with guards.lowered():
        ScoreSheet.objects.filter(pk=world.sheet.pk).update(total=1)
    monkeypatch.setattr(verification, "TURN", -1)
    answer, turns = client.post(page), 1
    while not answer.context["progress"].is_done:
        assert "data-goes-on" in answer.text
        answer = client.post(page, {"tiep": answer.context["progress"].sealed})
        turns += 1
    assert turns > len(verification.checks())
    [wrong] = [words for report in answer.context["progress"].reports for words in report.problems]
    assert wrong.startswith(f"{world.initiative.code}, phiếu chấm của ")
    assert wrong in answer.text
    assert "data-goes-on" not in answer.text


def test_a_position_that_is_not_ours_begins_anew(client):
    world = Appraisal()
    page = reverse("evaluation:record_check", args=[world.ward.slug])
    answer = browser(world.head_user).post(page, {"tiep": "x:y"})
    assert (answer.context["is_old"], answer.context["progress"].is_done) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_publishing_and_issuing_keep_the_end_of_the_log_and_print_its_line():
    year = Decided()
    year.publish()
    year.keep_list()
    told = [line.split("\t") for line in settings.LOG_HEADS.read_text().splitlines()]
    assert [line[5] for line in told] == ["decision.publish 125-QĐ/ĐU", "decision.paper 125-QĐ/ĐU"]
    ends = AuditEntry.objects.filter(hash__in=[line[4] for line in told]).order_by("seq")
    assert [int(line[3]) for line in told] == [entry.seq for entry in ends]
    assert ends.last() == AuditEntry.objects.order_by("seq").last()
    assert read_whole(heads.HEADS, year.ward.pk).problems == []
