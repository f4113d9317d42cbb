"""To whom, from when and until when the right to conclude is handed on."""

import datetime as dt

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from organizations.models import User


class DelegationForm(CleanForm):
    person = forms.ModelChoiceField(
        User.objects.none(),
        error_messages={"required": "Hãy chọn người được ủy quyền"},
        label="Ủy quyền cho",
        empty_label="Chọn một đồng chí",
    )
    valid_from = VietnameseDateField(label="Từ ngày")
    last_day = VietnameseDateField(label="Đến hết ngày")
    reason = forms.CharField(label="Lý do", max_length=200, required=False, help_text="Ví dụ: đi công tác")

    def __init__(self, people, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = User.objects.filter(pk__in=[row.pk for row in people])
        self.fields["person"].label_from_instance = lambda row: row.full_name
        self.fields["valid_from"].initial = clock.today()

    def delegation(self) -> dict:
        """The fields of services.delegation.delegate."""
        data = dict(self.cleaned_data)
        until = data.pop("last_day") + dt.timedelta(days=1)
        return {**data, "valid_until": until}
