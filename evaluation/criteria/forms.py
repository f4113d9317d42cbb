"""The set of a year and its criteria, row by row."""

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory

from core.exceptions import DomainError
from core.forms.base import CleanForm, VietnameseDecimalField
from core.text.vietnamese import lower_first
from evaluation import scoring
from evaluation.criteria.plan import CriterionDraft
from evaluation.criteria.services import SetFacts
from evaluation.enums import AppliesTo, Issuer
from evaluation.models import scales

MOST_CRITERIA = 12


class ScaleField(forms.CharField):
    """A scale typed one line a row; cleaned to evaluation.models.scales.Scale."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value):
        text = super().clean(value)
        try:
            return scales.read_scale(text)
        except DomainError as error:
            raise ValidationError(error.message, code="scale") from error

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else scales.typed_scale(scales.from_store(value))


class SetForm(CleanForm):
    title = forms.CharField(label="Tên bộ tiêu chí", max_length=200)
    issuer = forms.ChoiceField(label="Nguồn", choices=Issuer.choices, widget=forms.RadioSelect)
    basis = forms.CharField(label="Căn cứ", max_length=300, required=False, help_text="Số, ngày, điểm mục của văn bản")
    pass_mark = VietnameseDecimalField(
        label="Mức điểm nhắc",
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        help_text="Chỉ để nhắc khi điểm và kết quả không khớp nhau, không quyết định. Để trống nếu không dùng",
    )

    without_points = forms.BooleanField(
        label="Chỉ kết luận đạt / chưa đạt, không cho điểm",
        required=False,
        help_text="Điểm tối đa, các mức điểm bằng lời, mức điểm nhắc ghi trên trang này khi lưu sẽ bỏ",
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("without_points"):
            self.errors.pop("pass_mark", None)
            cleaned["pass_mark"] = None
        return cleaned

    def facts(self) -> SetFacts:
        return SetFacts(**{name: value for name, value in self.cleaned_data.items() if name != "without_points"})


class CriterionForm(CleanForm):
    key = forms.CharField(required=False, max_length=24, widget=forms.HiddenInput)
    title = forms.CharField(label="Tên ngắn", max_length=120)
    wording = forms.CharField(label="Nội dung tiêu chí", max_length=3000, widget=forms.Textarea(attrs={"rows": 3}))
    guidance = forms.CharField(
        label="Hướng dẫn chấm", max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    levels = ScaleField(
        label="Các mức điểm bằng lời",
        required=False,
        max_length=3000,
        help_text="Mỗi dòng một mức, ghi từ số điểm nào, ví dụ “16: đạt hoặc vượt mọi chỉ tiêu đã đăng ký”",
    )
    applies_to = forms.ChoiceField(
        label="Áp dụng cho", choices=AppliesTo.choices, initial=AppliesTo.ALL,
        error_messages={"required": "Hãy chọn đối tượng áp dụng"},
    )  # fmt: skip
    max_points = VietnameseDecimalField(
        label="Điểm tối đa", required=False, min_value=0, max_digits=5, decimal_places=2,
        help_text="Để trống với tiêu chí dành riêng cho cá nhân",
    )  # fmt: skip

    def __init__(self, *args, without_points: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.without_points = without_points

    def clean(self):
        cleaned = super().clean()
        if self.without_points:
            for name, nothing in (("max_points", None), ("levels", ())):
                self.errors.pop(name, None)
                cleaned[name] = nothing
            return cleaned
        alone = cleaned.get("applies_to") == AppliesTo.INDIVIDUAL
        if "max_points" in self.errors:
            return cleaned
        if alone and cleaned.get("max_points") is not None:
            self.add_error("max_points", "Tiêu chí dành riêng cho cá nhân chỉ ghi kết quả, không chấm điểm")
        if not alone and not cleaned.get("max_points"):
            self.add_error("max_points", "Hãy nhập điểm tối đa")
        wrong = scales.scale_error(cleaned.get("levels") or (), cleaned.get("max_points") or scoring.ZERO)
        if wrong:
            self.add_error("levels", wrong)
        return cleaned

    def _post_clean(self):
        """Every sentence says which criterion it means: the summary lists those of all of them."""
        super()._post_clean()
        place = f"Tiêu chí {int(self.prefix.rpartition('-')[2]) + 1}"
        for errors in self._errors.values():
            errors.data = [f"{place}: {lower_first(words)}" for words in errors]

    def draft(self) -> CriterionDraft:
        return CriterionDraft(**{name: self.cleaned_data[name] for name in self.base_fields})


class CriteriaFormSetBase(BaseFormSet):
    def drafts(self) -> list[CriterionDraft]:
        return [form.draft() for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


CriteriaFormSet = formset_factory(
    CriterionForm,
    formset=CriteriaFormSetBase,
    extra=0,
    can_delete=True,
    max_num=MOST_CRITERIA,
    absolute_max=MOST_CRITERIA,
)
