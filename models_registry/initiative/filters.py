"""Filters of lists, kept in the address; the page and the export of the same rows use the same class."""

import django_filters
from django import forms

from core.text.vietnamese import search_terms
from models_registry.enums import InitiativeState, Level
from models_registry.models import Initiative
from models_registry.sectors import SECTORS

STATES_OF_OWN = [(state.value, state.label) for state in InitiativeState if state != InitiativeState.VOIDED]


class WordsFilter(django_filters.CharFilter):
    """Every word of the search, without accents."""

    def filter(self, rows, value):
        return rows.matching(value) if search_terms(value or "") else rows


def _words(label: str) -> WordsFilter:
    return WordsFilter(label=label, widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}))


def _choice(field: str, label: str, choices, empty: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(field_name=field, label=label, choices=choices, empty_label=empty)


class OwnFilter(django_filters.FilterSet):
    q = _words("Tìm theo tên, mã")
    trang_thai = _choice("state", "Trạng thái", STATES_OF_OWN, "Tất cả")

    class Meta:
        model = Initiative
        fields = []


class LibraryFilter(django_filters.FilterSet):
    """Recognised models. The years offered are those of the ward, given by the page."""

    q = _words("Tìm theo tên, đơn vị, mã")
    linh_vuc = _choice("sector__number", "Lĩnh vực", [(n, name) for n, name, _ in SECTORS], "Tất cả lĩnh vực")
    nam = _choice("year", "Năm", [], "Tất cả các năm")
    muc = _choice("best_level", "Mức công nhận", Level.choices, "Tất cả")

    class Meta:
        model = Initiative
        fields = []

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["nam"].extra["choices"] = [(year, str(year)) for year in years]

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.cleaned_data.values()) if self.form.is_bound and self.form.is_valid() else False
