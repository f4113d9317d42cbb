"""Starting a registration: for which unit, of what kind, new or from what was recognised before."""

import uuid

from django import forms

from core.forms.base import CleanForm
from models_registry.enums import CONTINUING, InitiativeKind, Origin

HINTS = {
    Origin.NEW: "Lần đầu đăng ký",
    Origin.KEEP: "Mô hình của năm trước, làm như cũ",
    Origin.IMPROVE: "Mô hình của năm trước, năm nay làm thêm",
    Origin.REPLICATE: "Làm theo một mô hình trong thư viện của phường",
}


class StartForm(CleanForm):
    token = forms.CharField(max_length=36, widget=forms.HiddenInput)
    unit = forms.ChoiceField(label="Đơn vị đăng ký")
    kind = forms.ChoiceField(
        error_messages={"required": "Hãy chọn đăng ký cho tập thể hay cá nhân"},
        label="Đăng ký cho",
        choices=InitiativeKind.choices,
        widget=forms.RadioSelect,
    )
    origin = forms.ChoiceField(label="Hình thức thực hiện", widget=forms.RadioSelect)
    continues = forms.ChoiceField(label="Mô hình năm trước", required=False)
    theme = forms.ChoiceField(label="Tên theo gợi ý của Kế hoạch", required=False)

    def __init__(self, *args, units, sources, themes=(), replicated=None, **kwargs):
        super().__init__(*args, **kwargs)
        blank = [("", "Chọn đơn vị")] if len(units) > 1 else []
        self.fields["unit"].choices = blank + [(unit.code, unit.name) for unit in units]
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.initial["unit"] = units[0].code
        self.sources = {source.code: source for source in sources}
        offered = [Origin.NEW, *([Origin.KEEP, Origin.IMPROVE] if sources else []), Origin.REPLICATE]
        self.fields["origin"].choices = [(origin.value, origin.label) for origin in offered]
        self.fields["origin"].widget.choice_hints = HINTS
        self.replicated = replicated
        self.themes = {theme.token.hex: theme for theme in themes}
        if self.themes and replicated is None:
            names = [(token, theme.name) for token, theme in self.themes.items()]
            self.fields["theme"].choices = [("", "Không, đơn vị tự đặt tên"), *names]
        else:
            del self.fields["theme"]
        if not sources and replicated is None:
            self.initial.setdefault("origin", Origin.NEW)
        if sources:
            several = len({source.unit_id for source in sources}) > 1
            names = [(s.code, f"{s.name} ({s.unit_label})" if several else s.name) for s in sources]
            self.fields["continues"].choices = [("", "Chọn mô hình"), *names]
        else:
            del self.fields["continues"]

    def clean_token(self):
        try:
            return uuid.UUID(self.cleaned_data["token"])
        except ValueError as error:
            raise forms.ValidationError("Trang này đã cũ. Hãy tải lại trang rồi làm lại") from error

    def clean(self):
        data = super().clean()
        if data.get("origin") in CONTINUING and not data.get("continues") and "continues" not in self.errors:
            self.add_error("continues", "Hãy chọn mô hình năm trước được tiếp tục")
        if data.get("origin") == Origin.REPLICATE and self.replicated is None:
            self.add_error("origin", "Hãy mở thư viện, chọn mô hình rồi bấm “Nhân rộng mô hình này”")
        return data

    def chosen(self) -> dict:
        """Arguments of the service, but for the unit."""
        data = self.cleaned_data
        return {
            "token": data["token"],
            "kind": data["kind"],
            "origin": data["origin"],
            "continues": self.sources.get(data.get("continues", "")),
            "replicates": self.replicated,
            "theme": self.themes.get(data.get("theme", "")),
        }
