"""Confirming before a send, giving a reason."""

from django import forms

from core.forms.base import CleanForm
from models_registry.enums import Source
from models_registry.registration.services.sending import CONFIRMATION

ON_PAPER = "Tôi xác nhận nội dung đúng với bản giấy có chữ ký của người đứng đầu đơn vị"


class CheckForm(CleanForm):
    confirmed = forms.BooleanField(label=CONFIRMATION)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        if initiative.source == Source.BEHALF:
            self.fields["confirmed"].label = ON_PAPER
        self.fields["confirmed"].error_messages["required"] = f"Hãy đánh dấu vào ô “{self.fields['confirmed'].label}”"


class ReasonForm(CleanForm):
    """The reason of an act, on its confirmation page."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class OptionalReasonForm(ReasonForm):
    reason = forms.CharField(label="Lý do", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class BehalfForm(CleanForm):
    """Whether what the Ban typed for the unit is right."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    agrees = forms.ChoiceField(
        error_messages={"required": "Hãy chọn “Đúng với bản giấy” hay “Chưa đúng”"},
        label="Bản nhập hộ",
        choices=[("dung", "Đúng với bản giấy của đơn vị"), ("chua", "Chưa đúng")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Chỗ chưa đúng",
        help_text="Cần ghi khi chọn “Chưa đúng”, để Ban Xây dựng Đảng sửa",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
