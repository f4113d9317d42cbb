"""Forms of lists, opinions, conclusions and decisions."""

from django import forms

from core import clock
from core.forms.base import CleanForm, VietnameseDateField
from evaluation.enums import ListKind, RowResult, Stance
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.kinds import WORDS
from evaluation.lists.services.proposals import ACHIEVEMENT_LENGTH
from evaluation.models.lists import PROPOSED_LEVELS
from models_registry.enums import InitiativeKind

ROW_FIELDS = ("result", "level", "reason", "votes_for", "votes_against")
RECIPIENTS = [(InitiativeKind.MODEL.value, "Tập thể"), (InitiativeKind.INDIVIDUAL.value, "Cá nhân")]
LEVELS = [(level.value, level.label) for level in PROPOSED_LEVELS]


class ItemForm(CleanForm):
    achievement = forms.CharField(
        label="Thành tích nổi bật",
        max_length=ACHIEVEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một câu, có con số cụ thể. Câu này được in trong danh sách",
    )
    level = forms.TypedChoiceField(label="Mức đề nghị", choices=LEVELS, coerce=int, widget=forms.RadioSelect)
    to_province = forms.BooleanField(label="Đề nghị xét điển hình cấp tỉnh", required=False)


class CommendForm(CleanForm):
    """The sentence of a row put up for commendation."""

    achievement = forms.CharField(
        label="Thành tích nổi bật",
        max_length=ACHIEVEMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Một câu, có con số cụ thể. Câu này được in trong danh sách",
    )

    award = forms.CharField(
        label="Hình thức đề nghị", max_length=80, required=False,
        help_text="Ví dụ: Biểu dương; Giấy khen của Chủ tịch UBND phường. Để trống là “Biểu dương”",
    )  # fmt: skip
    post = forms.CharField(label="Chức vụ của cá nhân", max_length=120, required=False)

    def __init__(self, *args, is_person: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_person:
            del self.fields["post"]


class OtherForm(CommendForm):
    """A collective or person without a model."""

    kind = forms.ChoiceField(
        label="Đề nghị cho", choices=RECIPIENTS, widget=forms.RadioSelect,
        error_messages={"required": "Hãy chọn đề nghị cho tập thể hay cá nhân"},
    )  # fmt: skip
    unit = forms.ModelChoiceField(None, label="Đơn vị", empty_label="Chọn đơn vị")
    recipient = forms.CharField(
        label="Họ tên cá nhân, hoặc tên tập thể", max_length=120, required=False,
        help_text="Để trống nếu đề nghị cho cả đơn vị đã chọn",
    )  # fmt: skip

    field_order = ["kind", "unit", "recipient", "post", "achievement", "award"]

    def __init__(self, units, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units


class PaperForm(CleanForm):
    number = forms.CharField(label="Số văn bản", max_length=60, help_text="Ghi như trên văn bản. Ví dụ: 45-CV/ĐU")
    on = VietnameseDateField(label="Ngày văn bản")


class ReasonForm(CleanForm):
    reason = forms.CharField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))


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


class DecisionForm(CleanForm):
    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ghi như trên văn bản. Ví dụ: 125-QĐ/ĐU")
    on = VietnameseDateField(label="Ngày ký")
    authority = forms.CharField(label="Quyền hạn ký", max_length=120, initial="T/M BAN THƯỜNG VỤ")
    post = forms.CharField(label="Chức vụ người ký", max_length=120, help_text="Ví dụ: PHÓ BÍ THƯ THƯỜNG TRỰC")
    signatory = forms.CharField(label="Họ tên người ký", max_length=120)
