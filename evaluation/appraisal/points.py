"""Points and findings as they are typed, the same on the unit's form and on the scorers' sheets."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from core.forms.base import VietnameseDecimalField
from core.text.formatting import decimal_vi
from evaluation import scoring
from evaluation.enums import Finding

FINDINGS = Finding.choices


class PointsField(VietnameseDecimalField):
    """“17,5” or “17.5”, by halves, within the criterion's maximum. Empty is no points, not zero."""

    def __init__(self, *, max_points: Decimal, **kwargs):
        self.max_points = max_points
        super().__init__(required=False, **kwargs)

    def widget_attrs(self, widget):
        return {
            **super().widget_attrs(widget),
            "data-points": "",
            "data-max": decimal_vi(self.max_points),
            "maxlength": 8,
        }

    def validate(self, value):
        super().validate(value)
        error = scoring.points_error(value, self.max_points)
        if error:
            raise ValidationError(error, code="points")


def finding_field(label: str, initial: str = "") -> forms.ChoiceField:
    """Three radios, none chosen at first."""
    return forms.ChoiceField(
        label=label,
        choices=FINDINGS,
        required=False,
        initial=initial,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Hãy chọn kết quả trong danh sách"},
    )


class KeepsWhatIsRight:
    """Mixin: a draft is kept although parts of it are wrong; what is wrong stays on the page as typed."""

    def right(self, name: str, stored=None):
        """The cleaned value of a field; what was stored before when the typed one cannot be kept."""
        if name not in self.fields or name in self.errors:
            return stored
        return self.cleaned_data.get(name)
