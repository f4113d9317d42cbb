"""The head's findings per criterion and the outcome of one model."""

from collections.abc import Sequence

from django import forms

from core.forms.base import CleanForm
from evaluation.appraisal.points import finding_field
from evaluation.conclusions.services.conclusions import WAIVER_LENGTH, Ruling
from evaluation.enums import Outcome
from evaluation.models import Criterion, Evaluation

REASON_LENGTH = 2000
OUTCOMES = [choice for choice in Outcome.choices if choice[0]]


class ConclusionForm(CleanForm):
    """`open_criteria` are those the head must settle, each with `ruled` and `ruled_why`, what was settled before."""

    outcome = forms.ChoiceField(
        label="Kết luận",
        choices=OUTCOMES,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Hãy chọn kết luận trong danh sách"},
    )
    outcome_reason = forms.CharField(
        label="Lý do kết luận",
        help_text="Bắt buộc khi chưa đề nghị công nhận. Đơn vị đọc được sau khi công bố",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    waiver_reason = forms.CharField(
        label="Lý do chấp nhận thiếu phiếu", required=False, max_length=WAIVER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, data=None, *, evaluation: Evaluation, open_criteria: Sequence[Criterion]):
        self.open_criteria = open_criteria
        self.base_fields = self.base_fields | self._row_fields()  # before they are copied and their messages worded
        names = ("outcome", "outcome_reason", "waiver_reason")
        super().__init__(data, initial={name: getattr(evaluation, name) for name in names})

    def _row_fields(self) -> dict[str, forms.Field]:
        fields = {}
        for row in self.open_criteria:
            fields[f"final_{row.number}"] = finding_field(
                f"Kết quả cuối cùng, tiêu chí {row.number}", initial=row.ruled
            )
            fields[f"final_reason_{row.number}"] = forms.CharField(
                label=f"Lý do, tiêu chí {row.number}", required=False, max_length=REASON_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}), initial=row.ruled_why,
            )  # fmt: skip
        return fields

    def rulings(self) -> dict[int, Ruling]:
        return {
            row.number: Ruling(
                finding=self.cleaned_data[f"final_{row.number}"],
                reason=self.cleaned_data[f"final_reason_{row.number}"],
            )
            for row in self.open_criteria
        }
