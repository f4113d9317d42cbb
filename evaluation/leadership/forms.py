"""Opinions and conclusions of the leaders; attendance of a meeting and its words on one row."""

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from evaluation.enums import ListKind, RowResult, Stance
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.forms import LEVELS
from evaluation.lists.kinds import WORDS

ROW_FIELDS = ("result", "level", "reason", "votes_for", "votes_against")

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


class OpinionForm(CleanForm):
    stance = forms.ChoiceField(label="Ý kiến của đồng chí", choices=Stance.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="Nội dung ý kiến", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Cần ghi khi có ý kiến khác",
    )  # fmt: skip
    item = forms.ModelChoiceField(
        None, label="Về dòng nào", required=False, empty_label="Cả danh sách", to_field_name="order"
    )

    field_order = ["item", "stance", "text"]

    def __init__(self, version, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = version.items.all()
        self.fields["item"].label_from_instance = lambda row: f"{row.order}. {row.label['name']}"


class ConclusionForm(CleanForm):
    """For each row `result_<item>`, `level_<item>`, `reason_<item>` and the votes, all in one form."""

    meeting_on = VietnameseDateField(label="Ngày họp Ban Thường vụ")
    minutes = forms.CharField(
        label="Ghi chú, số biên bản", max_length=50_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, items, kind, *args, **kwargs):
        self.items, self.kind = list(items), kind
        self.names = [name for name in ROW_FIELDS if name != "level" or kind == ListKind.RECOGNITION]
        initial, fields = kwargs.get("initial") or {}, {}
        for item in self.items:
            fields |= self._row_fields(item, is_open=initial.get(f"result_{item.pk}") == "")
        self.base_fields = self.base_fields | fields  # before they are copied and their messages worded
        super().__init__(*args, **kwargs)
        self.initial.setdefault("meeting_on", clock.today())

    def _row_fields(self, item, is_open: bool) -> dict[str, forms.Field]:
        """`is_open`: a meeting was held that wrote nothing of this row, so nothing is chosen for it."""
        name, fields = item.label["name"], {}
        blank = [("", "Cuộc họp chưa ghi, hãy chọn")] if is_open else []
        fields[f"result_{item.pk}"] = forms.ChoiceField(
            label=f"Kết luận dòng {item.order}",
            choices=[*blank, *WORDS[ListKind(self.kind)].results.items()],
            initial=RowResult.APPROVE,
            error_messages={"required": f"Hãy kết luận dòng {item.order}: {name}"},
        )
        if "level" in self.names:
            fields[f"level_{item.pk}"] = forms.TypedChoiceField(
                label=f"Mức công nhận dòng {item.order}", choices=LEVELS, coerce=int, initial=item.level
            )
        fields[f"reason_{item.pk}"] = forms.CharField(label=f"Lý do dòng {item.order}", max_length=2000, required=False)
        for votes, words in (("votes_for", "đồng ý"), ("votes_against", "không đồng ý")):
            fields[f"{votes}_{item.pk}"] = forms.IntegerField(
                label=f"Số phiếu {words} dòng {item.order}", min_value=0, max_value=99, required=False
            )
        return fields

    def rows(self) -> dict[int, RowConclusion]:
        data = self.cleaned_data
        return {
            item.pk: RowConclusion(**{name: data[f"{name}_{item.pk}"] for name in self.names}) for item in self.items
        }

    def bound_rows(self):
        """(item, its bound fields by name), for the page; of a commendation there is no level."""
        return [(item, {name: self[f"{name}_{item.pk}"] for name in self.names}) for item in self.items]
