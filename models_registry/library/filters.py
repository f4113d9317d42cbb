"""The filter of the library."""

import django_filters

from models_registry.enums import SECTORS, Level
from models_registry.initiative.filters import choice_filter, words_filter
from models_registry.models import Initiative


class LibraryFilter(django_filters.FilterSet):
    """Recognised models. The years offered are those of the ward, given by the page."""

    q = words_filter("Tìm theo tên, đơn vị, mã")
    linh_vuc = choice_filter("sector__number", "Lĩnh vực", [(n, name) for n, name, _ in SECTORS], "Tất cả lĩnh vực")
    nam = choice_filter("year", "Năm", [], "Tất cả các năm")
    muc = choice_filter("best_level", "Mức công nhận", Level.choices, "Tất cả")

    class Meta:
        model = Initiative
        fields = []

    def __init__(self, *args, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["nam"].extra["choices"] = [(year, str(year)) for year in years]

    @property
    def is_narrowed(self) -> bool:
        return any(self.form.cleaned_data.values()) if self.form.is_bound and self.form.is_valid() else False
