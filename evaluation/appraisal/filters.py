"""Filters of the scorers' queue and of the head's table; read from the URL."""

import django_filters as filters
from django import forms
from django.db.models import F

from core.forms.base import CleanForm
from core.text.vietnamese import search_terms
from evaluation.models import Evaluation
from models_registry.enums import SECTORS, InitiativeKind

FIELDS = [(number, name) for number, name, _ in SECTORS]


class AppraisalFilter(filters.FilterSet):
    """Words in code, name, unit or person; field; kind."""

    q = filters.CharFilter(
        label="Tìm", method="find", widget=forms.TextInput(attrs={"placeholder": "Mã, tên mô hình, đơn vị"})
    )
    linh_vuc = filters.ChoiceFilter(label="Lĩnh vực", field_name="sector__number", empty_label="Tất cả", choices=FIELDS)
    loai = filters.ChoiceFilter(label="Loại", field_name="kind", empty_label="Tất cả", choices=InitiativeKind.choices)

    class Meta:
        model = Evaluation
        form = CleanForm
        fields = []

    def find(self, rows, name, value):
        for term in search_terms(value):
            rows = rows.filter(initiative__search_text__contains=term)
        return rows

    @property
    def is_narrowed(self) -> bool:
        return self.form.is_valid() and any(self.form.cleaned_data.values())


class ConclusionFilter(AppraisalFilter):
    phieu = filters.ChoiceFilter(
        label="Phiếu chấm", method="by_sheets", empty_label="Tất cả", choices=[("thieu", "Thiếu phiếu")]
    )

    def by_sheets(self, rows, name, value):
        return rows.filter(sheets_done__lt=F("min_sheets"))
