"""A score sheet: a finding, points and a comment per criterion; and the reasons of the acts on it."""

import re
from collections.abc import Sequence

from django import forms

from core.forms.base import CleanForm
from evaluation.appraisal.evidence import Mark
from evaluation.appraisal.points import KeepsWhatIsRight, PointsField, finding_field
from evaluation.appraisal.reasons import REASON_LENGTH
from evaluation.models import Criterion
from evaluation.sheets.services.sheets import Score

COMMENT_LENGTH = 2000
_TOKEN = re.compile(r"[0-9a-f]{32}")


class MarksField(forms.Field):
    """Files ticked, as sorted tokens; which of them are the unit's own, the service says."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, marks: Sequence[Mark], **kwargs):
        super().__init__(required=False, **kwargs)
        self.choices = self.widget.choices = [(mark.token, mark.name) for mark in marks]

    def to_python(self, value):
        return tuple(sorted({token for token in value or () if _TOKEN.fullmatch(token)}))


class SheetForm(KeepsWhatIsRight, CleanForm):
    """`criteria` come with what the sheet holds: `my_finding`, `my_points`, `my_comment`, `my_marks`.

    Without `marks`, the unit's files, none are ticked here and those kept stay.
    """

    def __init__(self, data=None, *, criteria: Sequence[Criterion], marks: Sequence[Mark] = ()):
        self.criteria, self.marks = criteria, marks
        self.base_fields = self.base_fields | self._row_fields()  # before they are copied and their messages worded
        super().__init__(data)

    def _row_fields(self) -> dict[str, forms.Field]:
        fields = {}
        for row in self.criteria:
            number = row.number
            if row.max_points is not None:
                fields[f"points_{number}"] = PointsField(
                    label=f"Điểm tiêu chí {number}", max_points=row.max_points, initial=row.my_points
                )
            fields[f"finding_{number}"] = finding_field(f"Kết quả tiêu chí {number}", initial=row.my_finding)
            fields[f"comment_{number}"] = forms.CharField(
                label=f"Nhận xét tiêu chí {number}", required=False, max_length=COMMENT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}), initial=row.my_comment,
            )  # fmt: skip
            if self.marks:
                fields[f"marks_{number}"] = MarksField(
                    label=f"Minh chứng làm căn cứ cho tiêu chí {number}", marks=self.marks, initial=row.my_marks
                )
        return fields

    def scores(self) -> dict[int, Score]:
        """What can be kept: the right parts of what was typed, and for the others what was stored."""
        return {
            row.number: Score(
                finding=self.right(f"finding_{row.number}", row.my_finding) or "",
                points=self.right(f"points_{row.number}", row.my_points),
                comment=self.right(f"comment_{row.number}", row.my_comment) or "",
                marks=self._ticked(f"marks_{row.number}"),
            )
            for row in self.criteria
        }

    def _ticked(self, name: str) -> tuple[str, ...] | None:
        """None for a page without boxes to tick: one with boxes sends an empty value too."""
        return self.cleaned_data.get(name) if name in self.fields and name in self.data else None


def reason_form(label: str, hint: str = ""):
    """A form of one reason, worded for its act."""

    class ReasonForm(CleanForm):
        reason = forms.CharField(
            label=label, help_text=hint, max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"required": "Hãy ghi lý do"},
        )  # fmt: skip

    return ReasonForm


ReopenForm = reason_form("Lý do mở lại", "Điểm và nhận xét cũ được ghi vào nhật ký để lãnh đạo Ban xem")
DeclineForm = reason_form("Quan hệ với mô hình, đơn vị", "Ví dụ: người thân phụ trách mô hình")
AbstainForm = reason_form("Lý do xin không chấm", "Ví dụ: đi công tác đến hết đợt chấm")
VoidForm = reason_form("Lý do không tính phiếu này")
KeepForm = reason_form("Lý do giữ điểm", "Nêu căn cứ để người chấm khác và lãnh đạo Ban hiểu")
KeepAllForm = reason_form("Lý do giữ các phiếu như đã chấm")
ClearForm = reason_form("Lý do bỏ kết luận")


class SheetFileForm(CleanForm):
    file = forms.FileField(
        label="Phiếu chấm (.xlsx)",
        help_text="Đúng tệp đã tải về từ trang Chấm điểm, sau khi ghi điểm và lưu lại",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
