"""Forms of decisions, and of those that correct or revoke."""

from django import forms

from core.forms.base import CleanForm, VietnameseDateField
from evaluation.decisions.services.amendments import Amended
from evaluation.enums import DecisionKind
from evaluation.lists.forms import LEVELS

KINDS = [
    (DecisionKind.CORRECTION.value, "Đính chính: sửa tên, đơn vị, mức công nhận"),
    (DecisionKind.REVOCATION.value, "Thu hồi: chấm dứt công nhận"),
]
REASON = "Một câu; in trong quyết định và báo cho đơn vị"


class DecisionForm(CleanForm):
    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ghi như trên văn bản. Ví dụ: 125-QĐ/ĐU")
    on = VietnameseDateField(label="Ngày ký")
    authority = forms.CharField(label="Quyền hạn ký", max_length=120, initial="T/M BAN THƯỜNG VỤ")
    post = forms.CharField(label="Chức vụ người ký", max_length=120, help_text="Ví dụ: PHÓ BÍ THƯ THƯỜNG TRỰC")
    signatory = forms.CharField(label="Họ tên người ký", max_length=120)


def _lines(count: int) -> forms.Textarea:
    """One sentence, shown whole."""
    return forms.Textarea(attrs={"rows": count})


class AmendmentStartForm(CleanForm):
    kind = forms.ChoiceField(label="Loại quyết định", choices=KINDS, widget=forms.RadioSelect)
    rows = forms.TypedMultipleChoiceField(
        label="Mô hình, điển hình", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Hãy chọn ít nhất một mô hình"},
    )  # fmt: skip

    def __init__(self, items, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["rows"].choices = [
            (item.initiative_id, f"{item.label['name']} ({item.code}, {item.unit_name})") for item in items
        ]


class AmendmentForm(DecisionForm):
    """The paper's number, date and signatory, and per row `<field>_<order>`."""

    def __init__(self, decision, items, *args, **kwargs):
        self.items, self.corrects = list(items), decision.kind == DecisionKind.CORRECTION
        fields = {}
        for item in self.items:
            fields |= self._row_fields(item)
        self.base_fields = self.base_fields | fields  # before they are copied and their messages worded
        super().__init__(*args, **kwargs)

    def _row_fields(self, item) -> dict[str, forms.Field]:
        fields = {}
        if self.corrects:
            fields |= {
                "name": forms.CharField(
                    label="Tên mô hình, điển hình", max_length=200, initial=item.label["name"], widget=_lines(2)
                ),
                "person": forms.CharField(
                    label="Cá nhân", max_length=120, required=False, initial=item.label.get("person", "")
                ),
                "unit_name": forms.CharField(label="Đơn vị", max_length=200, initial=item.unit_name),
                "level": forms.TypedChoiceField(
                    label="Mức công nhận", choices=LEVELS, coerce=int, initial=item.level
                ),
                "to_province": forms.BooleanField(
                    label="Đề nghị xét điển hình cấp tỉnh", required=False, initial=item.to_province
                ),
                "achievement": forms.CharField(
                    label="Thành tích nổi bật", max_length=300, required=False, initial=item.achievement,
                    widget=_lines(4),
                ),
            }  # fmt: skip
        if item.kind == "MODEL":
            fields.pop("person", None)
        fields["reason"] = forms.CharField(
            label="Lý do đính chính" if self.corrects else "Lý do thu hồi", max_length=300, initial=item.reason,
            widget=_lines(3),
            help_text=REASON, error_messages={"required": f"Hãy ghi lý do dòng {item.order}"},
        )  # fmt: skip
        return {f"{name}_{item.order}": field for name, field in fields.items()}

    def paper_fields(self):
        return [self[name] for name in ("number", "on", "authority", "post", "signatory")]

    def bound_rows(self):
        """(item, its bound fields), for the page."""
        return [(item, [self[name] for name in self.fields if name.endswith(f"_{item.order}")]) for item in self.items]

    def cleaned(self) -> dict:
        """What `edit_amendment` takes."""
        data = self.cleaned_data
        rows = {}
        for item in self.items:
            ending = f"_{item.order}"
            rows[item.order] = Amended(
                **{name.removesuffix(ending): value for name, value in data.items() if name.endswith(ending)}
            )
        paper = {name: data[name] for name in ("number", "on", "authority", "post", "signatory")}
        return {**paper, "rows": rows}
