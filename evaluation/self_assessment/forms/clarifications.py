"""A scorer's question to the unit, and the unit's answers."""

from collections.abc import Mapping, Sequence

from django import forms

from core.forms.base import CleanForm
from evaluation.models import Clarification, Criterion
from evaluation.self_assessment.services.clarifications import LONGEST


class AskForm(CleanForm):
    criterion = forms.TypedChoiceField(label="Hỏi về", required=False, coerce=int, empty_value=None)
    question = forms.CharField(
        label="Điều cần đơn vị làm rõ",
        help_text="Hỏi một việc, nêu rõ cần số liệu hay tệp gì. Đơn vị đọc nguyên văn, không thấy tên người hỏi",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy ghi điều cần đơn vị làm rõ"},
    )

    def __init__(self, data=None, *, criteria: Sequence[Criterion], initial=None):
        super().__init__(data, initial=initial)
        whole = [("", "Cả bản tự đánh giá")]
        self.fields["criterion"].choices = whole + [(row.number, f"{row.number}. {row.title}") for row in criteria]


class AnswersForm(CleanForm):
    """A text for each open question; one may be kept before the others are written."""

    def __init__(self, data=None, *, questions: Sequence[Clarification], kept: Mapping[str, str]):
        self.questions = questions
        fields = {
            f"answer_{row.pk}": forms.CharField(
                label=f"Trả lời câu {place}", required=False, max_length=LONGEST, initial=kept.get(str(row.pk), ""),
                widget=forms.Textarea(attrs={"rows": 4}),
            )
            for place, row in enumerate(questions, start=1)
        }  # fmt: skip
        self.base_fields = self.base_fields | fields  # before they are copied and their messages worded
        super().__init__(data)

    @property
    def rows(self):
        return [(row, self[f"answer_{row.pk}"]) for row in self.questions]

    def answers(self) -> dict[int, str]:
        """What can be kept: the right texts, and for the others what was kept before."""
        return {
            row.pk: self.cleaned_data.get(f"answer_{row.pk}", self.fields[f"answer_{row.pk}"].initial)
            for row in self.questions
        }
