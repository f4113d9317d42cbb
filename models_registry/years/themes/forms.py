"""One suggestion of the catalogue."""

from django import forms

from core.forms.seen import SeenForm
from models_registry.enums import SECTORS
from models_registry.models import Theme
from models_registry.models.initiatives import NAME_LENGTH


class ThemeForm(SeenForm):
    name = forms.CharField(label="Tên gợi ý", max_length=NAME_LENGTH)
    sector = forms.TypedChoiceField(
        label="Lĩnh vực",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Để đơn vị chọn"), *((number, name) for number, name, _ in SECTORS)],
    )
    clause = forms.CharField(label="Căn cứ", max_length=40, required=False)
    order = forms.IntegerField(label="Thứ tự", min_value=0, max_value=9_999, initial=0)
    is_active = forms.BooleanField(label="Đang dùng, gợi ý cho các đơn vị", required=False, initial=True)

    @staticmethod
    def typed(theme: Theme) -> dict:
        return {
            "name": theme.name,
            "sector": theme.sector.number if theme.sector else "",
            "clause": theme.clause,
            "order": theme.order,
            "is_active": theme.is_active,
            "version": theme.version,
        }
