"""Forms of imported lists: the file, what becomes of rows that are there already, taking back."""

from django import forms

from core.forms.base import CleanForm

UPDATES = [("", "Theo lựa chọn chung"), ("skip", "Bỏ qua"), ("update", "Cập nhật")]


class UploadForm(CleanForm):
    file = forms.FileField(
        label="Tệp danh sách",
        help_text="Excel (.xlsx) hoặc văn bản (.csv, .tsv). Dùng đúng tệp của cơ quan, cột được nhận theo ý nghĩa",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.tsv,.csv,.txt"}),
    )


class UndoForm(CleanForm):
    """`version` is the batch's as the page was drawn."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def apply_to(self, batch) -> None:
        batch.version = self.cleaned_data.get("version") or batch.version


class RosterForm(UndoForm):
    """For each asked row whether it is left or updated, and one answer for all others."""

    everything = forms.ChoiceField(
        label="Mọi dòng đã có, khác nội dung", required=False, choices=[("", "Bỏ qua"), ("update", "Cập nhật")]
    )

    def __init__(self, *args, batch, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.fields["everything"].initial = batch.default_update
        if not lines:
            del self.fields["everything"]
        for line in lines:
            self.fields[f"update_{line.row.pk}"] = forms.ChoiceField(
                label="Dòng này", required=False, choices=UPDATES, initial=line.row.chosen_update
            )

    def asks(self):
        return [(line, self[f"update_{line.row.pk}"]) for line in self.lines]

    def updates(self) -> dict[int, str]:
        return {line.row.pk: self.cleaned_data[f"update_{line.row.pk}"] for line in self.lines}

    def default(self) -> str:
        return self.cleaned_data.get("everything") or ""
