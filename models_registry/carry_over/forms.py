"""The form of the review: for every model of last year a decision and, to stop it, a reason."""

from django import forms

from core.forms.base import CleanForm
from core.text.vietnamese import quoted
from models_registry.carry_over.reading import Carried
from models_registry.carry_over.services import REASON_LENGTH, Choice
from models_registry.enums import CarryOver

HINTS = {
    CarryOver.CONTINUE: "Làm tiếp như năm trước",
    CarryOver.IMPROVE: "Làm tiếp, năm nay làm thêm",
    CarryOver.STOP: "Không còn phù hợp, không hiệu quả; cần ghi lý do",
}
KEEP_ALL, BEGIN = "duy-tri-het", "bat-dau"  # of the button pressed


class CarryOverForm(CleanForm):
    """`rows` are the models to decide; what is left blank stays undecided. `told_by` is asked of the Ban alone."""

    told_by = forms.CharField(
        label="Ai của đơn vị cho biết",
        max_length=120,
        required=False,
        help_text="Ví dụ: đồng chí bí thư, qua điện thoại",
    )

    def __init__(self, *args, rows: list[Carried], on_behalf: bool, may_stop: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not on_behalf:
            del self.fields["told_by"]
        self.rows = rows
        offered = [choice for choice in CarryOver.choices if may_stop or choice[0] != CarryOver.STOP]
        for row in rows:
            self._add(row, offered)
        if self.is_bound:  # the reasons came after the form had cleaned what it knew
            self.data = self._cleaned_data_of(self.data)

    def _add(self, row: Carried, offered) -> None:
        code, review = row.source.code, row.review
        decision = forms.ChoiceField(
            label=f"Quyết định về {quoted(row.source.name)}", choices=offered, required=False, widget=forms.RadioSelect,
            initial=row.decision,
        )  # fmt: skip
        decision.widget.choice_hints = HINTS
        self.fields[f"decision-{code}"] = decision
        self.fields[f"reason-{code}"] = forms.CharField(
            label="Lý do dừng", max_length=REASON_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2}),
            initial=review.reason if review else "",
        )  # fmt: skip
        self.fields[f"seen-{code}"] = forms.IntegerField(
            required=False, widget=forms.HiddenInput, initial=review.version if review else 0
        )

    def parts(self):
        """Each model with its three inputs, for the template."""
        for row in self.rows:
            yield row, *(self[f"{name}-{row.source.code}"] for name in ("decision", "reason", "seen"))

    def clean(self):
        data = super().clean()
        if not self.errors and not any(self._decided(row) for row in self.rows):
            raise forms.ValidationError("Hãy chọn duy trì, nâng cao hay dừng cho ít nhất một mô hình")
        return data

    def _decided(self, row: Carried) -> str:
        keeps_all = self.data.get("viec") == KEEP_ALL
        return self.cleaned_data.get(f"decision-{row.source.code}") or (CarryOver.CONTINUE if keeps_all else "")

    def choices(self) -> list[Choice]:
        """What was decided; with “duy trì tất cả” also what was left blank."""
        found = []
        for row in self.rows:
            code = row.source.code
            reason, seen = self.cleaned_data.get(f"reason-{code}", ""), self.cleaned_data.get(f"seen-{code}") or 0
            if decision := self._decided(row):
                found.append(Choice(row.source, decision, reason, seen))
        return found
