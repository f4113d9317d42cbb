"""What a report can be narrowed by, beside the filter of the register's own pages."""

from django import forms

from models_registry.enums import Level
from models_registry.implementation import filters
from organizations.enums import UNIT_KINDS

from .lists import carry_over, news, progress, recognised, units


class YearForm(forms.Form):
    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args, cycles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [(str(cycle.year), str(cycle.year)) for cycle in cycles]


class KindForm(YearForm):
    """What to see, of which kind of unit."""

    xem = forms.ChoiceField(label="Xem", required=False)
    khoi = forms.ChoiceField(
        label="Khối", required=False, choices=[("", "Tất cả khối"), *((kind.value, kind.label) for kind in UNIT_KINDS)]
    )
    views: dict[str, str]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["xem"].choices = list(self.views.items())


class UnitsForm(KindForm):
    views = units.VIEWS


class ProgressForm(KindForm):
    views = progress.VIEWS


class CarryOverForm(KindForm):
    q = forms.CharField(label="Tìm đơn vị", required=False, max_length=100)
    views = carry_over.VIEWS


class NewsForm(YearForm):
    xem = forms.ChoiceField(label="Xem", required=False, choices=list(filters.VIEWS.items()))
    q = forms.CharField(label="Tìm mô hình", required=False, max_length=100)


class RecognisedForm(YearForm):
    pham_vi = forms.ChoiceField(
        label="Phạm vi", required=False, choices=[("", "Cả năm"), (recognised.PERIOD, "Cả giai đoạn")]
    )
    muc = forms.ChoiceField(
        label="Mức", required=False, choices=[("", "Tất cả"), *((level, f"{level.label} trở lên") for level in Level)]
    )


FORMS = {
    news.SLUG: NewsForm,
    units.SLUG: UnitsForm,
    progress.SLUG: ProgressForm,
    carry_over.SLUG: CarryOverForm,
    recognised.SLUG: RecognisedForm,
}
