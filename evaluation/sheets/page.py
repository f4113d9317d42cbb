"""What stands on a scorer's sheet: the criteria with one's own scores and the unit's answers.

Other scorers' sheets are read from the database only once one's own is completed (decisions 10, 22).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.db.models import JSONField, OuterRef, Q, Subquery, TextField, Value
from django.db.models.functions import Coalesce
from django.forms import BoundField, Form

from core.actor import Actor
from core.text.formatting import decimal_vi
from evaluation import scoring
from evaluation.appraisal.dossier import criteria_with_answers
from evaluation.appraisal.evidence import Evidence, Mark
from evaluation.appraisal.looks import FINDING_LOOKS
from evaluation.enums import SheetState
from evaluation.models import Criterion, CriterionScore, Evaluation, ScoreSheet, SelfAnswer
from evaluation.sheets.outdated import NONE, outdated_criteria


@dataclass
class Scored:
    """One sheet as others read it: its scores by criterion number."""

    sheet: ScoreSheet
    scores: dict[int, CriterionScore] = field(default_factory=dict)

    @property
    def is_stale(self) -> bool:
        """Scored on a text that was corrected since."""
        return self.sheet.submission_id != self.sheet.evaluation.current_id


@dataclass(frozen=True)
class SheetPage:
    criteria: Sequence[Criterion]
    others: Sequence[Scored]

    @property
    def has_points(self) -> bool:
        return scoring.has_points(self.criteria)

    @property
    def total(self) -> Decimal:
        return scoring.total(row.my_points for row in self.criteria)

    @property
    def most(self) -> Decimal:
        return scoring.total(row.max_points for row in self.criteria)

    @property
    def scored(self) -> int:
        return sum(is_scored(row.my_finding, row.my_points, row.max_points) for row in self.criteria)


@dataclass(frozen=True)
class Tick:
    """A file of the unit as a box to tick under a criterion."""

    mark: Mark
    is_ticked: bool


@dataclass(frozen=True)
class SheetRow:
    """One criterion on the page: its fields, and what stands beside it."""

    criterion: Criterion
    finding: BoundField
    points: BoundField | None
    comment: BoundField
    marks: Sequence[Mark]
    ticks: Sequence[Tick]
    judged_by: Sequence[Mark]
    others: Sequence[tuple[ScoreSheet, CriterionScore]]

    @property
    def own_look(self):
        """What the unit found of itself."""
        return FINDING_LOOKS[self.criterion.own_finding]

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for field in (self.finding, self.points, self.comment) if field is not None)

    @property
    def has_comment(self) -> bool:
        """A comment, or one that cannot stand, is shown at once; an empty one opens on demand."""
        return bool(self.comment.value() or self.comment.errors)

    @property
    def points_input(self) -> str:
        number, most = self.criterion.number, decimal_vi(self.criterion.max_points)
        label = f"Điểm tiêu chí {number}, tối đa {most}"
        return self.points.as_widget(attrs={"class": "input", "aria-label": label})

    @property
    def comment_input(self) -> str:
        label = f"Nhận xét tiêu chí {self.criterion.number}"
        attrs = {"class": "input note1", "aria-label": label, "placeholder": "Nhận xét (không bắt buộc)"}
        return self.comment.as_widget(attrs=attrs)


def sheet_rows(page: SheetPage, form: Form, evidence: Evidence) -> list[SheetRow]:
    rows = []
    for criterion in page.criteria:
        number = criterion.number
        others = [(one.sheet, one.scores[number]) for one in page.others if number in one.scores]
        name_marks((score for _, score in others), evidence.marks)
        points = form[f"points_{number}"] if f"points_{number}" in form.fields else None
        ticked = form[f"marks_{number}"].value() or () if f"marks_{number}" in form.fields else criterion.my_marks
        rows.append(
            SheetRow(
                criterion,
                form[f"finding_{number}"],
                points,
                form[f"comment_{number}"],
                evidence.marks_of(number),
                [Tick(mark, mark.token in ticked) for mark in evidence.marks],
                [mark for mark in evidence.marks if mark.token in criterion.my_marks],
                others,
            )
        )
    return rows


def with_used(evidence: Evidence, page: SheetPage) -> Evidence:
    """Each file with the criteria one's own sheet judges by it: the other way round of the marks on a criterion."""
    used = {mark.token: [one.number for one in page.criteria if mark.token in one.my_marks] for mark in evidence.marks}
    return replace(evidence, marks=[replace(mark, used=tuple(used[mark.token])) for mark in evidence.marks])


def name_marks(scores: Iterable[CriterionScore], marks: Sequence[Mark]) -> None:
    """`judged_by` of each score: the files it was given on, as they are called on the page."""
    for score in scores:
        score.judged_by = [mark for mark in marks if mark.token in score.marks]


def is_scored(finding: str, points: Decimal | None, max_points: Decimal | None) -> bool:
    return bool(finding) and (points is not None or max_points is None)


def read_sheet(evaluation: Evaluation, actor: Actor) -> SheetPage:
    """One query, one more where a sheet was completed on an older text. `evaluation` comes from `with_own_sheet`.

    Others' sheets are asked for only when one's own is done. `is_outdated` of a criterion: corrected since.
    """
    if evaluation.my_state == SheetState.COMPLETED:
        return _with_others(evaluation, actor)
    mine = CriterionScore.objects.filter(sheet_id=evaluation.my_sheet or 0, criterion=OuterRef("pk"))
    rows = criteria_with_answers(
        evaluation,
        my_finding=Coalesce(Subquery(mine.values("finding")), Value(""), output_field=TextField()),
        my_points=Subquery(mine.values("points")),
        my_comment=Coalesce(Subquery(mine.values("comment")), Value(""), output_field=TextField()),
        my_marks=Subquery(mine.values("marks"), output_field=JSONField()),
    )
    changed = outdated_criteria(evaluation, {evaluation.my_submission}).get(evaluation.my_submission, NONE)
    for row in rows:
        row.is_outdated = row.number in changed  # of a sheet that was completed before, and reopened
        row.my_marks = row.my_marks or []
    return SheetPage(criteria=rows, others=[])


def _with_others(evaluation: Evaluation, actor: Actor) -> SheetPage:
    answer = SelfAnswer.objects.filter(self_assessment_id=evaluation.pk, criterion=OuterRef("criterion_id"))
    rows = (
        CriterionScore.objects.filter(sheet__evaluation_id=evaluation.pk, sheet__state=SheetState.COMPLETED)
        .select_related("criterion", "sheet__scorer")
        .annotate(
            own_text=Coalesce(Subquery(answer.values("text")), Value(""), output_field=TextField()),
            own_finding=Coalesce(Subquery(answer.values("finding")), Value(""), output_field=TextField()),
            own_points=Subquery(answer.values("points")),
        )
        .order_by("sheet__completed_at", "sheet_id", "criterion__number")
    )
    criteria, others = [], {}
    rows = list(rows)
    _mark_outdated(evaluation, [(row.sheet, row) for row in rows])
    for row in rows:
        row.look = FINDING_LOOKS[row.finding]
        if row.sheet.scorer_id == actor.user_key:
            criteria.append(_as_own(row))
            continue
        row.sheet.evaluation = evaluation
        others.setdefault(row.sheet_id, Scored(row.sheet)).scores[row.criterion.number] = row
    return SheetPage(criteria=criteria, others=list(others.values()))


def _as_own(row: CriterionScore) -> Criterion:
    criterion = row.criterion
    criterion.my_finding, criterion.my_points, criterion.my_comment = row.finding, row.points, row.comment
    criterion.my_marks, criterion.is_outdated = row.marks, row.is_outdated
    criterion.own_text, criterion.own_finding, criterion.own_points = row.own_text, row.own_finding, row.own_points
    return criterion


def _mark_outdated(evaluation: Evaluation, scores: Sequence[tuple[ScoreSheet, CriterionScore]]) -> None:
    """`is_outdated` of each score: what the unit says of its criterion was corrected since."""
    changed = outdated_criteria(evaluation, {sheet.submission_id for sheet, _ in scores})
    for sheet, score in scores:
        score.is_outdated = score.criterion.number in changed.get(sheet.submission_id, NONE)


def completed_sheets(evaluation: Evaluation) -> tuple[list[Scored], list[ScoreSheet]]:
    """For the head: the sheets that count with their scores, and the others (being scored, void); two queries."""
    sheets = list(ScoreSheet.objects.filter(evaluation=evaluation).select_related("scorer").order_by("id"))
    counted = {row.pk: Scored(row) for row in sheets if row.state == SheetState.COMPLETED}
    scores = CriterionScore.objects.filter(Q(sheet_id__in=counted)).select_related("criterion")
    _mark_outdated(evaluation, [(counted[score.sheet_id].sheet, score) for score in scores])
    for score in scores:
        score.look = FINDING_LOOKS[score.finding]
        counted[score.sheet_id].scores[score.criterion.number] = score
    for scored in counted.values():
        scored.sheet.evaluation = evaluation
    return list(counted.values()), [row for row in sheets if row.state != SheetState.COMPLETED]
