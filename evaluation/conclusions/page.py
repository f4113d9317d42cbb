"""One model before the head: criterion by criterion what the unit and each sheet say, and how it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.forms import BoundField

from evaluation.appraisal.dossier import answered, applicable
from evaluation.appraisal.looks import FINDING_LOOKS
from evaluation.conclusions.findings import Verdict, is_open, verdicts
from evaluation.conclusions.forms.conclusions import ConclusionForm
from evaluation.conclusions.services.conclusions import findings_said, with_rulings
from evaluation.enums import TAKEN_SHEETS, Outcome
from evaluation.models import Criterion, CriterionScore, Evaluation, ScoreSheet
from evaluation.sheets.page import Scored, completed_sheets


@dataclass(frozen=True)
class ConclusionRow:
    criterion: Criterion
    scores: Sequence[tuple[ScoreSheet, CriterionScore | None]]  # in the order of the sheets
    verdict: Verdict
    finding: BoundField | None = None
    reason: BoundField | None = None

    @property
    def look(self):
        return FINDING_LOOKS[self.verdict.finding]

    @property
    def own_look(self):
        return FINDING_LOOKS[self.criterion.own_finding]


@dataclass(frozen=True)
class ConclusionPage:
    evaluation: Evaluation
    criteria: Sequence[Criterion]
    sheets: Sequence[Scored]
    others: Sequence[ScoreSheet]  # being scored, or void
    found: Mapping[int, Verdict]

    @property
    def open_criteria(self) -> list[Criterion]:
        return [row for row in self.criteria if self.found[row.number].is_open]

    @property
    def lacks_sheets(self) -> bool:
        return self.evaluation.sheets_done < self.evaluation.min_sheets

    @property
    def to_assign(self) -> int:
        """How many more scorers the model wants beyond those who have a sheet of it."""
        going = [row for row in self.others if row.state in TAKEN_SHEETS]
        return max(self.evaluation.min_sheets - len(self.sheets) - len(going), 0)

    @property
    def is_wide(self) -> bool:
        return self.evaluation.spread is not None and self.evaluation.spread > self.evaluation.cycle.spread_limit

    @property
    def all_met(self) -> bool:
        return all(verdict.is_met for verdict in self.found.values())

    def warnings(self) -> list[str]:
        """Where points and findings disagree: the pass mark only warns (decision 21)."""
        row, found = self.evaluation, []
        mark = row.criteria_set.pass_mark
        if mark is not None and row.sheets_done and row.has_points:
            if row.mean < mark and self.all_met:
                found.append(
                    "Điểm trung bình thấp hơn mức nhắc, nhưng mọi tiêu chí đều đạt. Kết quả từng tiêu chí quyết định"
                )
            if row.mean >= mark and any(v.finding and not v.is_met for v in self.found.values()):
                found.append(
                    "Điểm trung bình cao hơn mức nhắc, nhưng có tiêu chí chưa đạt. Kết quả từng tiêu chí quyết định"
                )
        if row.outcome == Outcome.NOT_YET and self.all_met:
            found.append("Mọi tiêu chí đều đạt nhưng kết luận là chưa đủ điều kiện")
        if any(one.is_stale for one in self.sheets):
            found.append("Có phiếu chấm trên bản tự đánh giá cũ")
        return found

    def rows_read(self) -> list[ConclusionRow]:
        """Criterion by criterion how it stands, without the sheets: for those who read no sheets."""
        return [ConclusionRow(criterion, (), self.found[criterion.number]) for criterion in self.criteria]

    def rows(self, form: ConclusionForm) -> list[ConclusionRow]:
        rows = []
        for criterion in self.criteria:
            number, verdict = criterion.number, self.found[criterion.number]
            is_asked = verdict.is_open and f"final_{number}" in form.fields  # else a sheet came since the form was made
            fields = (form[f"final_{number}"], form[f"final_reason_{number}"]) if is_asked else ()
            scores = [(one.sheet, one.scores.get(number)) for one in self.sheets]
            rows.append(ConclusionRow(criterion, scores, verdict, *fields))
        return rows


def read_open_criteria(evaluation: Evaluation) -> list[Criterion]:
    """What the head's form asks about, without the sheets: two queries."""
    criteria = applicable(with_rulings(answered(evaluation), evaluation.pk), evaluation.kind)
    said = findings_said(evaluation, criteria)
    return [row for row in criteria if is_open(said[row.number])]


def read_conclusion(evaluation: Evaluation) -> ConclusionPage:
    """Three queries."""
    criteria = applicable(with_rulings(answered(evaluation), evaluation.pk), evaluation.kind)
    sheets, others = completed_sheets(evaluation)
    rulings = {row.number: (row.ruled, row.ruled_why) for row in criteria}
    said = {
        criterion.number: [one.scores[criterion.number].finding for one in sheets if criterion.number in one.scores]
        for criterion in criteria
    }
    return ConclusionPage(evaluation, criteria, sheets, others, verdicts(said, rulings))
