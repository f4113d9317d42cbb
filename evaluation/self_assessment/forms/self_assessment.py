"""The unit's self-assessment: its own words, results against its targets, and every criterion."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms

from core.forms.base import CleanForm, VietnameseDecimalField
from core.text.formatting import decimal_vi
from evaluation.appraisal.points import KeepsWhatIsRight, PointsField, finding_field
from evaluation.models import Criterion, SelfAssessment
from evaluation.self_assessment.services.self_assessment import Answer, Result, SelfAssessmentDraft
from models_registry.models import Target

TEXT_LENGTH = 5000
ANSWER_LENGTH = 3000
NOTE_LENGTH = 300
TEXT_FIELDS = ("summary", "story_before", "story_after", "participants", "households")


def long_text(label, hint, rows=5, length=TEXT_LENGTH):
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=length, widget=forms.Textarea(attrs={"rows": rows})
    )


def whole_number(label, hint):
    return VietnameseDecimalField(
        label=label, help_text=hint, required=False, min_value=0, max_digits=7, decimal_places=0
    )


@dataclass(frozen=True)
class TargetRow:
    target: Target
    result: forms.BoundField
    note: forms.BoundField


@dataclass(frozen=True)
class CriterionRow:
    criterion: Criterion
    text: forms.BoundField
    finding: forms.BoundField
    points: forms.BoundField | None

    @property
    def most(self) -> str:
        return f"Điểm tự chấm, tối đa {decimal_vi(self.criterion.max_points)}"


class SelfAssessmentForm(KeepsWhatIsRight, CleanForm):
    """`criteria` may come with the unit's answers, `targets` come with its results (see dossier)."""

    summary = long_text("Kết quả nổi bật", "Việc đã làm và con số cụ thể. Viết thành từng ý ngắn", rows=7)
    story_before = long_text("Trước khi thực hiện", "Khi chưa có mô hình, khu dân cư, đơn vị gặp khó khăn gì")
    story_after = long_text("Sau khi thực hiện", "Điều gì đã khác, khác bao nhiêu so với trước")
    participants = whole_number("Số người tham gia", "Lượt người hoặc số người, ước theo sổ sách")
    households = whole_number("Số hộ tham gia", "Số hộ ký cam kết hoặc trực tiếp tham gia")

    def __init__(
        self,
        data=None,
        *,
        criteria: Sequence[Criterion],
        targets: Sequence[Target],
        text: SelfAssessment | None = None,
    ):
        self.criteria, self.targets, self.text = criteria, targets, text
        self.base_fields = self.base_fields | self._row_fields()  # before they are copied and their messages worded
        super().__init__(data, initial={name: getattr(text, name, None) for name in TEXT_FIELDS})

    def _row_fields(self) -> dict[str, forms.Field]:
        fields = {}
        for target in self.targets:
            fields[f"result_{target.key}"] = VietnameseDecimalField(
                label=f"Kết quả: {target.indicator}", required=False, min_value=0, max_digits=14, decimal_places=2,
                initial=target.result,
            )  # fmt: skip
            fields[f"note_{target.key}"] = forms.CharField(
                label=f"Ghi chú: {target.indicator}", required=False, max_length=NOTE_LENGTH,
                initial=target.note,
            )  # fmt: skip
        for criterion in self.criteria:
            number = criterion.number
            text = long_text("Căn cứ tự đánh giá", "Việc làm, số liệu, minh chứng cho tiêu chí này", 4, ANSWER_LENGTH)
            text.initial = getattr(criterion, "own_text", "")
            fields[f"text_{number}"] = text
            finding = getattr(criterion, "own_finding", "")
            fields[f"finding_{number}"] = finding_field("Đơn vị tự nhận xét", initial=finding)
            if criterion.max_points is not None:
                points = getattr(criterion, "own_points", None)
                fields[f"points_{number}"] = PointsField(
                    label="Điểm tự chấm", max_points=criterion.max_points, initial=points
                )
        return fields

    @property
    def target_rows(self) -> list[TargetRow]:
        return [TargetRow(row, self[f"result_{row.key}"], self[f"note_{row.key}"]) for row in self.targets]

    @property
    def criterion_rows(self) -> list[CriterionRow]:
        return [
            CriterionRow(
                row,
                self[f"text_{row.number}"],
                self[f"finding_{row.number}"],
                self[f"points_{row.number}"] if f"points_{row.number}" in self.fields else None,
            )
            for row in self.criteria
        ]

    def draft(self) -> SelfAssessmentDraft:
        """What can be kept: the right parts of what was typed, and for the others what was stored."""
        return SelfAssessmentDraft(
            summary=self._text("summary"),
            story_before=self._text("story_before"),
            story_after=self._text("story_after"),
            participants=self._count("participants"),
            households=self._count("households"),
            answers={row.number: self._answer(row) for row in self.criteria},
            results={row.key: self._result(row) for row in self.targets},
        )

    def _text(self, name: str) -> str:
        return self.right(name, getattr(self.text, name, "")) or ""

    def _count(self, name: str) -> int | None:
        value = self.right(name, getattr(self.text, name, None))
        return None if value is None else int(value)

    def _answer(self, row: Criterion) -> Answer:
        return Answer(
            text=self.right(f"text_{row.number}", getattr(row, "own_text", "")) or "",
            finding=self.right(f"finding_{row.number}", getattr(row, "own_finding", "")) or "",
            points=self.right(f"points_{row.number}", getattr(row, "own_points", None)),
        )

    def _result(self, row: Target) -> Result:
        return Result(
            result=self.right(f"result_{row.key}", row.result),
            note=self.right(f"note_{row.key}", row.note) or "",
        )


class SendForm(CleanForm):
    agreed = forms.BooleanField(label="Tôi xác nhận nội dung đã được chi bộ, đơn vị thống nhất")
