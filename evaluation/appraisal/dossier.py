"""What is read before it is judged: a model's self-assessment with its criteria, targets and files; whether the year's
clock lets it be written or scored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce

from core import clock
from core.text.formatting import date_vi
from evaluation import scoring
from evaluation.appraisal.looks import attainment
from evaluation.enums import AppliesTo, EvaluationState
from evaluation.models import Criterion, Evaluation, SelfAnswer, SelfAssessment, TargetResult
from models_registry.enums import InitiativeKind, InitiativeState, Window
from models_registry.initiative.open_year import year_refusal
from models_registry.initiative.windows import unit_window
from models_registry.models import Attachment, Initiative, Target
from models_registry.models.files import FilePlace
from models_registry.models.years import OpenWindow

SUMMARY_LEAST = 50  # signs of the summary, so that a send says something


def applicable(criteria: Iterable[Criterion], kind: str) -> list[Criterion]:
    """The individuals' criterion only stands for individuals."""
    return [row for row in criteria if row.applies_to == AppliesTo.ALL or kind == InitiativeKind.INDIVIDUAL]


def criteria_in_force(initiative: Initiative) -> list[Criterion]:
    """With their set: what the evaluation was begun on, else the year's live set; empty when there is none yet."""
    evaluation = getattr(initiative, "evaluation", None)
    rows = Criterion.objects.select_related("criteria_set").order_by("number")
    if evaluation is not None:
        rows = rows.filter(criteria_set_id=evaluation.criteria_set_id)
    else:
        rows = rows.filter(criteria_set__cycle_id=initiative.cycle_id, criteria_set__replaced_at__isnull=True)
    return applicable(rows, initiative.kind)


def assessment_window(initiative: Initiative) -> OpenWindow:
    """The year's window for self-assessments as this model's unit has it."""
    return unit_window(initiative.cycle, Window.SELF_ASSESSMENT, initiative.unit_id)


def self_assessment_refusal(initiative: Initiative) -> str:
    """Why this model is not self-assessed now, in words for its unit; '' when it may be."""
    if initiative.is_copy:
        return "Bản đăng ký này chỉ gửi để theo dõi, không đánh giá tại phường"
    if initiative.state != InitiativeState.RECEIVED:
        return "Chỉ tự đánh giá mô hình đã được Ban Xây dựng Đảng tiếp nhận"
    if words := year_refusal(initiative.cycle):
        return words
    window, today = assessment_window(initiative), clock.today()
    if window.is_open(today):
        return ""
    named = f"Đợt tự đánh giá năm {initiative.year}"
    if window.has_closed(today):
        return f"{named} đã kết thúc lúc 24 giờ ngày {date_vi(window.last_day)}. Bản nháp vẫn được giữ"
    opens = f" {named} mở từ ngày {date_vi(window.opens)}." if window.opens else ""
    return f"Chưa đến thời gian tự đánh giá.{opens}"


def scoring_refusal(evaluation: Evaluation) -> str:
    """Why no sheet of this evaluation can be written now, in words for the scorer; '' when it can."""
    if evaluation.state == EvaluationState.DRAFT:
        return "Đơn vị chưa nộp tự đánh giá, nên chưa chấm được"
    if evaluation.state != EvaluationState.SENT:
        return "Mô hình này đã có kết luận. Muốn chấm tiếp, lãnh đạo Ban cần bỏ kết luận trước"
    if evaluation.initiative.state != InitiativeState.RECEIVED:
        return "Mô hình này đã dừng, không chấm nữa"
    if words := year_refusal(evaluation.cycle):
        return words
    window, today = evaluation.cycle.window(Window.SCORING), clock.today()
    if window.is_open(today):
        return ""
    if window.has_closed(today):
        return f"Đợt chấm điểm đã kết thúc lúc 24 giờ ngày {date_vi(window.last_day)}"
    return f"Chưa đến thời gian chấm điểm.{f' Đợt chấm mở từ ngày {date_vi(window.opens)}.' if window.opens else ''}"


@dataclass(frozen=True)
class Whole:
    """Everything of one self-assessment, read once: to check it, to seal it, to show it."""

    evaluation: Evaluation
    text: SelfAssessment
    criteria: Sequence[Criterion]  # with `own_text`, `own_finding`, `own_points` of the unit
    targets: Sequence[Target]  # with `result` and `note` of the unit
    files: Sequence[Attachment]


def read_whole(evaluation: Evaluation) -> Whole:
    """Three queries; `evaluation` comes with its initiative and self-assessment."""
    return Whole(
        evaluation=evaluation,
        text=evaluation.self_assessment,
        criteria=criteria_with_answers(evaluation),
        targets=targets_with_results(evaluation.initiative),
        files=list(self_files(evaluation.initiative)),
    )


def targets_with_results(initiative: Initiative) -> list[Target]:
    """The registered targets, each with `result` and `note`, what the unit says became of it; one query."""
    stored = TargetResult.objects.filter(
        self_assessment__evaluation__initiative=OuterRef("initiative"), target_key=OuterRef("key")
    )
    rows = Target.objects.filter(initiative=initiative).annotate(
        result=Subquery(stored.values("result")), note=Coalesce(Subquery(stored.values("note")), Value(""))
    )
    for row in (rows := list(rows)):
        row.look = attainment(row.planned, row.result)
        row.percent = scoring.percent_met(row.planned, row.result)
    return rows


def criteria_with_answers(evaluation: Evaluation, **more: Any) -> list[Criterion]:
    """The criteria that apply, each with what the unit says of itself; one query. `more` are further annotations."""
    return applicable(answered(evaluation, **more), evaluation.kind)


def answered(evaluation: Evaluation, **more: Any) -> QuerySet[Criterion]:
    answer = SelfAnswer.objects.filter(self_assessment_id=evaluation.pk, criterion=OuterRef("pk"))
    rows = Criterion.objects.filter(criteria_set_id=evaluation.criteria_set_id)
    return rows.order_by("number").annotate(
        own_text=Coalesce(Subquery(answer.values("text")), Value(""), output_field=TextField()),
        own_finding=Coalesce(Subquery(answer.values("finding")), Value(""), output_field=TextField()),
        own_points=Subquery(answer.values("points")),
        **more,
    )


def self_files(initiative: Initiative) -> QuerySet[Attachment]:
    """The files that prove the self-assessment, in the order they were added."""
    rows = Attachment.objects.filter(initiative=initiative, removed_at__isnull=True)
    return rows.filter(
        Q(place=FilePlace.SELF_ASSESSMENT) | Q(place__startswith=f"{FilePlace.SELF_ASSESSMENT}.")
    ).select_related("file")


def without_files(whole: Whole) -> list[int]:
    """Numbers of the criteria nothing but words stands for. Stops no send; scorers see the same."""
    proven = {row.place for row in whole.files}
    return [row.number for row in whole.criteria if f"{FilePlace.SELF_ASSESSMENT}.criterion.{row.number}" not in proven]


def missing_parts(whole: Whole) -> list[tuple[str, str]]:
    """(name of the form field, sentence) of everything that stops a send."""
    text, found = whole.text, []
    if len(text.summary) < SUMMARY_LEAST:
        have = len(text.summary)
        found.append(
            ("summary", f"Nội dung “Kết quả nổi bật” quá ngắn: cần ít nhất {SUMMARY_LEAST} ký tự, hiện có {have}")
        )
    if not text.story_before:
        found.append(("story_before", "Hãy nêu tình hình trước khi thực hiện mô hình"))
    if not text.story_after:
        found.append(("story_after", "Hãy nêu thay đổi sau khi thực hiện mô hình"))
    for target in whole.targets:
        if target.result is None and not target.note:
            found.append(
                (f"result_{target.key}", f"Hãy ghi kết quả của chỉ tiêu “{target.indicator}”, hoặc ghi chú lý do")
            )
    for criterion in whole.criteria:
        number = criterion.number
        if not criterion.own_finding:
            found.append((f"finding_{number}", f"Hãy tự nhận xét đạt hay chưa đạt ở tiêu chí {number}"))
        if not criterion.own_text:
            found.append((f"text_{number}", f"Hãy viết căn cứ tự đánh giá ở tiêu chí {number}"))
    return found
