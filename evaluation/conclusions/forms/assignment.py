"""Whom to give sheets to: fields, scorers, how many a model. Read from the URL, so that a preview opens again."""

from collections.abc import Iterable

from django import forms

from core.forms.base import CleanForm
from evaluation.conclusions.assignment_plan import Wish
from models_registry.enums import SECTORS
from organizations.models import User

FIELDS = [(str(number), name) for number, name, _ in SECTORS]
MOST = 5


class AssignmentForm(CleanForm):
    """`people`: who may score in the ward."""

    linh_vuc = forms.MultipleChoiceField(
        label="Lĩnh vực", choices=FIELDS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một lĩnh vực"},
    )  # fmt: skip
    nguoi = forms.MultipleChoiceField(
        label="Người chấm", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một người chấm"},
    )  # fmt: skip
    so = forms.TypedChoiceField(
        label="Số người chấm mỗi mô hình", coerce=int, choices=[(n, f"{n} người") for n in range(1, MOST + 1)],
        help_text="Kể cả người đang chấm hoặc đã chấm xong",
    )  # fmt: skip
    lai = forms.BooleanField(
        label="Chia lại cả những phiếu đã giao mà chưa ai bắt đầu chấm", required=False,
        help_text="Phiếu đang chấm hoặc đã hoàn thành luôn giữ nguyên người chấm",
    )  # fmt: skip

    def __init__(self, people: Iterable[User], *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_username = {user.username: user for user in people}
        names = [(user.username, user.full_name) for user in self.by_username.values()]
        self.fields["nguoi"].choices = names

    def wish(self) -> Wish:
        data = self.cleaned_data
        keys = sorted(self.by_username[name].pk for name in data["nguoi"])
        return Wish(tuple(sorted(int(n) for n in data["linh_vuc"])), tuple(keys), data["so"], data["lai"])
