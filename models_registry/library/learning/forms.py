"""Asking to learn a model, answering."""

from django import forms

from core.forms.base import CleanForm


class AskForm(CleanForm):
    unit = forms.ChoiceField(label="Đơn vị xin học tập")
    message = forms.CharField(
        error_messages={"required": "Hãy ghi điều đơn vị muốn tìm hiểu"},
        label="Muốn tìm hiểu điều gì",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(label="Người liên hệ, số điện thoại", max_length=200)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = units[0].code


class AnswerForm(CleanForm):
    answer = forms.CharField(
        error_messages={"required": "Hãy ghi lời trả lời"},
        label="Trả lời",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
