"""Attendance of a meeting, and what it said of one row."""

from django import forms

from core.forms.base import CleanForm, VietnameseDateField
from evaluation.enums import ListKind, RowResult
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.forms import LEVELS
from evaluation.lists.kinds import WORDS

MOST_VOTES = 99


class AttendanceForm(CleanForm):
    held_on = VietnameseDateField(label="Ngày họp")
    chair = forms.CharField(
        label="Chủ trì", max_length=120, error_messages={"required": "Hãy ghi họ tên người chủ trì"}
    )
    secretary = forms.CharField(
        label="Thư ký cuộc họp", max_length=120, error_messages={"required": "Hãy ghi họ tên thư ký cuộc họp"}
    )
    present = forms.CharField(
        label="Có mặt", max_length=6000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mỗi dòng một đồng chí, ghi như trong biên bản",
        error_messages={"required": "Hãy ghi họ tên những người có mặt"},
    )  # fmt: skip
    absent = forms.CharField(
        label="Vắng mặt", max_length=6000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Mỗi dòng một đồng chí, kèm lý do nếu có",
    )  # fmt: skip

    def attendance(self) -> Attendance:
        data = self.cleaned_data
        return Attendance(
            held_on=data["held_on"],
            chair=data["chair"],
            secretary=data["secretary"],
            present=data["present"].splitlines(),
            absent=data["absent"].splitlines(),
        )


class MeetingRowForm(CleanForm):
    result = forms.ChoiceField(label="Ý kiến của cuộc họp", choices=RowResult.choices, widget=forms.RadioSelect)
    level = forms.TypedChoiceField(label="Mức công nhận", choices=LEVELS, coerce=int, widget=forms.RadioSelect)
    votes_for = forms.IntegerField(label="Số phiếu đồng ý", min_value=0, max_value=MOST_VOTES, required=False)
    votes_against = forms.IntegerField(label="Số phiếu không đồng ý", min_value=0, max_value=MOST_VOTES, required=False)
    reason = forms.CharField(
        label="Lý do", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cần ghi khi không thống nhất hoặc để lại",
    )  # fmt: skip

    def __init__(self, kind, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = list(WORDS[ListKind(kind)].results.items())
        if kind != ListKind.RECOGNITION:
            del self.fields["level"]

    def clean(self):
        data = super().clean()
        if data.get("votes_against") is not None and data.get("votes_for") is None:
            self.add_error("votes_for", "Hãy nhập số phiếu đồng ý")
        return data

    def said(self) -> RowConclusion:
        return RowConclusion(**self.cleaned_data)
