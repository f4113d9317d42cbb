"""What a report can be narrowed by, beside the filter of the register's own pages."""

from django import forms

from organizations.enums import UNIT_KINDS

from .lists.units import VIEWS


class YearForm(forms.Form):
    nam = forms.ChoiceField(label="Năm", required=False)

    def __init__(self, *args, cycles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["nam"].choices = [(str(cycle.year), str(cycle.year)) for cycle in cycles]


class UnitsForm(YearForm):
    xem = forms.ChoiceField(label="Xem", required=False, choices=list(VIEWS.items()))
    khoi = forms.ChoiceField(
        label="Khối", required=False, choices=[("", "Tất cả khối"), *((kind.value, kind.label) for kind in UNIT_KINDS)]
    )
