"""The form that gives one unit more time."""

from django import forms

from core.forms.base import CleanForm, VietnameseDateField
from models_registry.enums import EXTENDABLE


class ExtensionForm(CleanForm):
    """`units` are living units of the ward, as nodes of its tree."""

    unit = forms.ChoiceField(label="Đơn vị")
    window = forms.ChoiceField(
        label="Đợt", choices=[(window.value, window.label) for window in EXTENDABLE], widget=forms.RadioSelect
    )
    until = VietnameseDateField(label="Được gửi đến hết ngày")
    reason = forms.CharField(
        label="Lý do", max_length=300, help_text="Đơn vị đọc được. Ví dụ: bí thư ốm dài ngày, có đơn ngày 12/11/2026"
    )

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "Chọn đơn vị"), *((unit.code, unit.name) for unit in units)]
