"""Confirming before a send, answering remarks, giving a reason."""

from django import forms

from core.forms import CleanForm

from ..enums import Source
from ..services.sending import CONFIRMATION

ON_PAPER = "Tôi xác nhận nội dung đúng với bản giấy có chữ ký của người đứng đầu đơn vị"


class CheckForm(CleanForm):
    confirmed = forms.BooleanField(label=CONFIRMATION)

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        if initiative.source == Source.BEHALF:
            self.fields["confirmed"].label = ON_PAPER
        self.fields["confirmed"].error_messages["required"] = f"Hãy đánh dấu vào ô “{self.fields['confirmed'].label}”"


class AnswersForm(CleanForm):
    """One box per open remark; empty is allowed until the registration is sent again."""

    def __init__(self, *args, remarks, **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = {f"answer_{remark.number}": remark for remark in remarks}
        for name, remark in self.remarks.items():
            self.fields[name] = forms.CharField(
                label=f"Trả lời điểm {remark.number}",
                required=False,
                max_length=2_000,
                initial=remark.answer,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def answers(self) -> dict[int, str]:
        """By the key of the remark; what was not on the page is left as it is."""
        return {
            remark.pk: self.cleaned_data[name]
            for name, remark in self.remarks.items()
            if name in self.cleaned_data and name in self.data
        }

    def boxes(self):
        """(remark, its bound box), for the template."""
        return [(remark, self[name]) for name, remark in self.remarks.items()]


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
        label="Bản nhập hộ",
        choices=[("dung", "Đúng với bản giấy của đơn vị"), ("chua", "Chưa đúng")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Chỗ chưa đúng", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
