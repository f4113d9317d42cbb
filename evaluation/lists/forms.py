"""Forms of the rows of a list and of the acts on it."""

from django import forms

from core.forms.base import CleanForm, VietnameseDateField
from evaluation.lists.services.proposals import ACHIEVEMENT_LENGTH
from evaluation.models.lists import PROPOSED_LEVELS
from models_registry.enums import InitiativeKind

RECIPIENTS = [(InitiativeKind.MODEL.value, "Tập thể"), (InitiativeKind.INDIVIDUAL.value, "Cá nhân")]
LEVELS = [(level.value, level.label) for level in PROPOSED_LEVELS]


class ItemForm(CleanForm):
    achievement = forms.CharField(
        label="Thành tích nổi bật",
        max_length=ACHIEVEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một câu, có con số cụ thể. Câu này được in trong danh sách",
    )
    level = forms.TypedChoiceField(label="Mức đề nghị", choices=LEVELS, coerce=int, widget=forms.RadioSelect)
    to_province = forms.BooleanField(label="Đề nghị xét điển hình cấp tỉnh", required=False)


class CommendForm(CleanForm):
    """The sentence of a row put up for commendation."""

    achievement = forms.CharField(
        label="Thành tích nổi bật",
        max_length=ACHIEVEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một câu, có con số cụ thể. Câu này được in trong danh sách",
    )

    award = forms.CharField(
        label="Hình thức đề nghị", max_length=80, required=False,
        help_text="Ví dụ: Biểu dương; Giấy khen của Chủ tịch UBND phường. Để trống là “Biểu dương”",
    )  # fmt: skip
    post = forms.CharField(label="Chức vụ của cá nhân", max_length=120, required=False)

    def __init__(self, *args, is_person: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_person:
            del self.fields["post"]


class OtherForm(CommendForm):
    """A collective or person without a model."""

    kind = forms.ChoiceField(
        label="Đề nghị cho", choices=RECIPIENTS, widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đề nghị cho tập thể hay cá nhân"},
    )  # fmt: skip
    unit = forms.ModelChoiceField(None, label="Đơn vị", empty_label="Chọn đơn vị")
    recipient = forms.CharField(
        label="Họ tên cá nhân, hoặc tên tập thể", max_length=120, required=False,
        help_text="Để trống nếu đề nghị cho cả đơn vị đã chọn",
    )  # fmt: skip

    field_order = ["kind", "unit", "recipient", "post", "achievement", "award"]

    def __init__(self, units, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class PaperForm(CleanForm):
    number = forms.CharField(label="Số văn bản", max_length=60, help_text="Ghi như trên văn bản. Ví dụ: 45-CV/ĐU")
    on = VietnameseDateField(label="Ngày văn bản")


class ReasonForm(CleanForm):
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
