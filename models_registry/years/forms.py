"""Forms of periods, years with their windows, and what a unit owes."""

import datetime as dt

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from core.forms.seen import SeenForm
from core.text.formatting import date_vi
from models_registry.enums import DutyKind, Window
from models_registry.models import Cycle

FIRST_YEAR, LAST_YEAR = 2015, 2100
SETTINGS = ("minimum_per_unit", "min_sheets", "spread_limit", "reply_days", "target_models")


def whole_number(label: str, least: int, most: int, help_text: str = "", missing: str = "") -> forms.IntegerField:
    """`missing`: the sentence for a field left empty, where the label is no noun to be typed."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5}),
        error_messages={
            "invalid": "Hãy nhập số nguyên, ví dụ 5",
            "min_value": f"Số nhỏ nhất được nhập là {least}",
            "max_value": f"Số lớn nhất được nhập là {most}",
        }
        | ({"required": missing} if missing else {}),
    )


def _day(label: str) -> VietnameseDateField:
    return VietnameseDateField(label=label, required=False)


def _grace(what: str) -> forms.IntegerField:
    missing = f"Hãy nhập số ngày gia hạn {what}, ghi 0 nếu không gia hạn"
    return whole_number(f"Gia hạn {what} (ngày)", 0, 90, missing=missing)


class PeriodForm(CleanForm):
    name = forms.CharField(label="Tên giai đoạn", max_length=80, help_text="Ví dụ: Giai đoạn 2026–2030")
    from_year = whole_number("Từ năm", FIRST_YEAR, LAST_YEAR, missing="Hãy nhập năm đầu")
    until_year = whole_number("Đến năm", FIRST_YEAR, LAST_YEAR, missing="Hãy nhập năm cuối")
    target_ward = whole_number("Mô hình cấp phường, ít nhất", 0, 9999, missing="Hãy nhập số mô hình cấp phường")
    target_province = whole_number("Mô hình cấp tỉnh, ít nhất", 0, 9999, missing="Hãy nhập số mô hình cấp tỉnh")

    def clean(self):
        data = super().clean()
        first, last = data.get("from_year"), data.get("until_year")
        if first and last and last < first:
            self.add_error("until_year", f"Năm cuối phải từ năm đầu ({first}) trở đi")
        return data


class CycleForm(SeenForm):
    """Windows and settings of a year. Any date may stay empty; a window without an opening day stays shut."""

    registration_opens = _day("Mở đăng ký từ ngày")
    registration_closes = _day("Hết hạn đăng ký")
    registration_grace_days = _grace("đăng ký")
    self_assessment_opens = _day("Mở tự đánh giá từ ngày")
    self_assessment_closes = _day("Hết hạn tự đánh giá")
    self_assessment_grace_days = _grace("tự đánh giá")
    scoring_opens = _day("Mở chấm điểm từ ngày")
    scoring_closes = _day("Hết hạn chấm điểm")
    scoring_grace_days = _grace("chấm điểm")
    submission_opens = _day("Mở trình danh sách từ ngày")
    submission_closes = _day("Hết hạn trình danh sách")
    submission_grace_days = _grace("trình danh sách")
    minimum_per_unit = whole_number("Số mô hình mỗi đơn vị phải đăng ký", 1, 20)
    reply_days = whole_number(
        "Ban trả lời trong (ngày làm việc)", 1, 60, "Cũng là hạn mặc định khi đề nghị đơn vị bổ sung",
        missing="Hãy nhập số ngày làm việc để Ban trả lời",
    )  # fmt: skip
    min_sheets = whole_number("Số phiếu chấm tối thiểu mỗi mô hình", 1, 9)
    spread_limit = whole_number(
        "Mức chênh cần đối chiếu giữa hai phiếu (điểm)", 1, 100, missing="Hãy nhập mức chênh điểm cần đối chiếu"
    )
    target_models = whole_number("Chỉ tiêu số mô hình trong năm", 0, 9999, "Ghi 0 nếu năm nay không giao chỉ tiêu")

    def windows(self):
        """The windows as rows of three bound fields, for the template."""
        return [
            (
                window.label,
                self[f"{window.value}_opens"],
                self[f"{window.value}_closes"],
                self[f"{window.value}_grace_days"],
            )
            for window in Window
        ]

    def settings(self):
        return [self[name] for name in SETTINGS]

    def clean(self):
        data = super().clean()
        for window in Window.values:
            opens, closes = data.get(f"{window}_opens"), data.get(f"{window}_closes")
            if closes and not opens and f"{window}_opens" not in self.errors:
                self.add_error(f"{window}_opens", "Hãy nhập ngày mở của đợt này")
            if opens and closes and closes < opens:
                self.add_error(f"{window}_closes", f"Ngày kết thúc phải sau ngày bắt đầu ({date_vi(opens)})")
        return data


class NewCycleForm(CycleForm):
    year = whole_number("Năm", FIRST_YEAR, LAST_YEAR)
    field_order = ["year"]


class OpenCycleForm(SeenForm):
    """Opening a year: each window moved on from last year is ticked as looked at; none where nothing was copied."""

    def __init__(self, *args, cycle: Cycle, is_copied: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for window in Window if is_copied else ():
            span = cycle.window(window)
            days = " – ".join(date_vi(day) for day in (span.opens, span.closes) if day) or "chưa đặt ngày"
            self.fields[window.value] = forms.BooleanField(
                label=f"{window.label}: {days}",
                error_messages={"required": f"Hãy xem lại thời hạn đợt “{window.label}” rồi đánh dấu"},
            )

    @property
    def confirmed(self) -> list[str]:
        """The windows looked at; all of them where there was nothing to confirm."""
        return [name for name in Window.values if self.cleaned_data.get(name, True)]


class YearReasonForm(SeenForm):
    """Closing a year, or opening it again: never without a reason."""

    reason = forms.CharField(
        label="Lý do", max_length=500, widget=forms.Textarea(attrs={"rows": 3, "maxlength": 500}),
        error_messages={"required": "Hãy ghi lý do"},
    )  # fmt: skip


def cycle_values(cycle: Cycle) -> dict:
    """What the form shows of a year."""
    return {name: getattr(cycle, name) for name in CycleForm.base_fields}


def year_to_offer(last: Cycle | None) -> int:
    """The year after the ward's newest one; of a ward without any, that of the calendar."""
    return last.year + 1 if last else clock.today().year


def values_a_year_on(cycle: Cycle) -> dict:
    """What the form of a new year shows: the settings of this one, its windows moved by the years between."""
    values = cycle_values(cycle)
    for window in Window.values:
        for name in (f"{window}_opens", f"{window}_closes"):
            values[name] = values[name] and a_year_on(values[name])
    return values


def a_year_on(day: dt.date) -> dt.date:
    """The same day of the next year; 29 February becomes 28 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28) if is_leap_day else day.replace(year=day.year + 1)


class DutyForm(SeenForm):
    kind = forms.ChoiceField(label="Chỉ tiêu của đơn vị", choices=DutyKind.choices, widget=forms.RadioSelect)
    minimum = whole_number("Số mô hình phải đăng ký", 1, 20)
    reason = forms.CharField(
        label="Lý do", max_length=300, required=False, help_text="Bắt buộc khi miễn. Ví dụ: mới thành lập tháng 10/2026"
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") == DutyKind.EXEMPT and not data.get("reason"):
            self.add_error("reason", "Hãy ghi lý do miễn")
        return data


class DutyFilterForm(forms.Form):
    q = forms.CharField(label="Tìm đơn vị", required=False, max_length=100)
    loai = forms.ChoiceField(label="Chỉ tiêu", required=False, choices=[("", "Tất cả"), *DutyKind.choices])
    chua = forms.BooleanField(label="Chỉ đơn vị chưa đăng ký", required=False)
