"""“Tôi có liên quan”: to a whole unit, or to one model by its code."""

from django import forms

from core.forms.base import CleanForm
from evaluation.appraisal.reasons import REASON_LENGTH
from models_registry.models import Initiative

UNIT, MODEL = "don-vi", "mo-hinh"


class DeclarationForm(CleanForm):
    """`units` and `initiatives`: those the scorer may name."""

    about = forms.ChoiceField(
        label="Đồng chí có liên quan đến",
        choices=[(UNIT, "Cả một đơn vị"), (MODEL, "Một mô hình")],
        widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn liên quan đến cả một đơn vị hay một mô hình"},
    )
    unit = forms.ModelChoiceField(None, label="Đơn vị", required=False, empty_label="Chọn đơn vị")
    code = forms.CharField(
        label="Mã mô hình",
        required=False,
        max_length=20,
        help_text="Ghi khi chỉ liên quan một mô hình. Ví dụ: DK-2026-071",
    )
    reason = forms.CharField(
        label="Quan hệ với đơn vị, mô hình",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Hãy ghi quan hệ với đơn vị, mô hình"},
        help_text="Chỉ đồng chí và lãnh đạo Ban đọc được. Ví dụ: người thân là bí thư chi bộ",
    )

    def __init__(self, units, initiatives, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.initiatives = initiatives

    def clean(self):
        data = super().clean()
        if data.get("about") == UNIT and not data.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "Hãy chọn đơn vị")
        if data.get("about") == MODEL and "code" not in self.errors:
            self._find_initiative(data)
        return data

    def _find_initiative(self, data) -> None:
        code = data.get("code", "")
        found: Initiative | None = self.initiatives.filter(code=code.upper()).first() if code else None
        if not code:
            self.add_error("code", "Hãy ghi mã mô hình")
        elif found is None:
            self.add_error("code", f"Không có mô hình đã gửi nào mang mã “{code}”")
        data["initiative"] = found

    def facts(self) -> dict:
        """What the service takes: the unit or the model, and why."""
        is_unit = self.cleaned_data["about"] == UNIT
        return {
            "unit": self.cleaned_data["unit"] if is_unit else None,
            "initiative": None if is_unit else self.cleaned_data["initiative"],
            "reason": self.cleaned_data["reason"],
        }
