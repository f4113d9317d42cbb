"""News of a model at work and the milestones of its plan."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.forms import formset_factory

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from core.text.formatting import date_vi
from core.text.periods import PeriodError, read_period
from core.text.vietnamese import clean_line
from models_registry.implementation.services import MOST_MILESTONES, MilestoneDraft, NoteDraft
from models_registry.registration.forms.pages import RowSet

LONGEST_NOTE = 2_000
MOST_PEOPLE = 1_000_000
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")


class CountField(forms.IntegerField):
    """“1.500” is 1500: a point before every three digits groups them."""

    def to_python(self, value):
        text = str(value or "").strip()
        return super().to_python(text.replace(".", "") if _GROUPED.fullmatch(text) else value)


def _count(label: str) -> forms.IntegerField:
    wrong = f"{label} là số nguyên, ví dụ 45"
    messages = {"invalid": wrong, "min_value": wrong, "max_value": f"{label} lớn quá, hãy kiểm tra lại"}
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 12})
    return CountField(
        label=label, required=False, min_value=0, max_value=MOST_PEOPLE, error_messages=messages, widget=widget
    )


class NoteForm(CleanForm):
    """One short page: words, two numbers, the day. The photos stand beside it."""

    token = forms.CharField(max_length=36, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Đã làm được gì",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Hãy viết vài chữ về việc đã làm"},
    )
    people = _count("Số người tham gia")
    households = _count("Số hộ tham gia")
    is_check = forms.BooleanField(label="Có kiểm tra, giám sát hoặc đánh giá kết quả", required=False)
    on = VietnameseDateField(label="Ngày")

    def __init__(self, *args, **kwargs):
        initial = {"token": uuid.uuid4(), "on": date_vi(clock.today())} | (kwargs.pop("initial", None) or {})
        super().__init__(*args, initial=initial, **kwargs)

    def clean_token(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["token"])
        except ValueError as error:
            raise ValidationError("Trang này đã cũ. Hãy mở lại trang ghi tin rồi bấm lại") from error

    def draft(self) -> NoteDraft:
        return NoteDraft(
            **{name: self.cleaned_data[name] for name in ("on", "text", "people", "households", "is_check")}
        )


class NoteRemoveForm(CleanForm):
    reason = forms.CharField(label="Lý do", max_length=300, required=False)


class MilestoneRow(CleanForm):
    number = forms.IntegerField(required=False, min_value=1, max_value=30_000, widget=forms.HiddenInput)
    what = forms.CharField(label="Việc cần xong", max_length=200, required=False)
    planned_on = VietnameseDateField(label="Ngày dự kiến xong", required=False)
    note = forms.CharField(label="Ghi chú", max_length=300, required=False)

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("planned_on") or cleaned.get("note")) and not cleaned.get("what"):
            self.add_error("what", "Hãy ghi việc cần xong")
        return cleaned


_RowSet = formset_factory(
    MilestoneRow, formset=RowSet, extra=0, can_delete=True, max_num=MOST_MILESTONES, absolute_max=MOST_MILESTONES + 5
)
PREFIX = "moc"


def milestone_rows(work, contents, data=None, *, blank: int = 1) -> RowSet:
    """The plan as it stands; a first plan is offered from who does what by when in the registration."""
    if data is not None:
        return _RowSet(data, prefix=PREFIX)
    rows = [
        {"number": row.number, "what": row.what, "planned_on": date_vi(row.planned_on), "note": row.note}
        for row in sorted(work.milestones, key=lambda row: row.number)
    ]
    rows = rows or [_offered(step, contents.initiative.year) for step in contents.steps if step.get("what")]
    rows = rows[:MOST_MILESTONES]
    found = _RowSet(initial=rows, prefix=PREFIX)
    found.extra = min(blank, MOST_MILESTONES - len(rows))
    return found


def drafts_of(rows: RowSet) -> list[MilestoneDraft]:
    return [
        MilestoneDraft(
            what=row.cleaned_data["what"],
            planned_on=row.cleaned_data["planned_on"],
            note=row.cleaned_data["note"],
            number=row.cleaned_data["number"],
        )
        for row in rows.kept_rows()
    ]


def _offered(step: dict[str, str], year: int) -> dict[str, str]:
    """“Vận động từng hộ – tổ đảng viên – Quý I” → until 31/3, with what was said beside it."""
    said = [step.get("who", ""), step.get("when", "")]
    try:
        ends = read_period(step.get("when", ""), year=year).ends_on
    except PeriodError:
        ends = None
    return {
        "what": step["what"][:200],
        "planned_on": date_vi(ends),
        "note": clean_line(" – ".join(filter(None, said)))[:300],
    }
