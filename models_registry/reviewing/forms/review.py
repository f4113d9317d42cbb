"""Forms of the Ban's acts on one registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from core.forms.base import CleanForm, VietnameseDateField
from core.forms.seen import SeenForm
from models_registry.enums import InitiativeKind
from models_registry.models import ReadyPhrase
from models_registry.parts import PARTS, part_label, remark_choices
from models_registry.registration.forms.steps import TagsField
from models_registry.reviewing.services.receiving import RemarkDraft

LONGEST_REMARK = 1000


def _remark(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_REMARK, widget=forms.Textarea(attrs={"rows": 2})
    )


@dataclass(frozen=True)
class Ask:
    """One part of the registration on the page of a return: `name` ends the names of its inputs."""

    name: str
    tick: Any
    text: Any
    phrases: list[ReadyPhrase]


class PhraseForm(SeenForm):
    field = forms.ChoiceField(
        error_messages={"required": "Hãy chọn mục dùng câu mẫu này"}, label="Dùng cho mục", choices=[]
    )
    text = forms.CharField(label="Câu mẫu", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    is_active = forms.BooleanField(label="Đang dùng", required=False, help_text="Bỏ dấu để thôi dùng; câu vẫn được giữ")

    def __init__(self, *args, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        parts = [(part.key, part.label) for part in PARTS]
        self.fields["field"].choices = [(ReadyPhrase.ANY, "Mọi mục"), *parts]
        if is_new:
            del self.fields["is_active"]


class ReturnForm(SeenForm):
    """One tick and one text per part of the registration, the whole first."""

    due_on = VietnameseDateField(label="Đơn vị trả lời trước ngày", help_text="Tính theo ngày làm việc")

    def __init__(self, *args, initiative, **kwargs):
        super().__init__(*args, **kwargs)
        keys = [key for key, _ in remark_choices(is_copy=initiative.is_copy)]
        alone = initiative.kind == InitiativeKind.INDIVIDUAL
        self.keys = [key for key in keys if alone or key != "person_name"]
        for key in self.keys:
            self.fields[self._tick(key)] = forms.BooleanField(label=part_label(key), required=False)
            self.fields[self._text(key)] = _remark(f"Điểm cần bổ sung của “{part_label(key)}”")
        # the texts came after the form had cleaned what it knew
        if self.is_bound:
            self.data = self._cleaned_data_of(self.data)

    @staticmethod
    def _tick(key: str) -> str:
        return f"tick_{key or 'whole'}"

    @staticmethod
    def _text(key: str) -> str:
        return f"text_{key or 'whole'}"

    def asks(self, phrases: Sequence[ReadyPhrase] = ()) -> list[Ask]:
        """Every part in the order of the form, each with the phrases that fit it."""
        return [
            Ask(
                key or "whole",
                self[self._tick(key)],
                self[self._text(key)],
                [phrase for phrase in phrases if phrase.field in (key or ReadyPhrase.ANY, ReadyPhrase.ANY)],
            )
            for key in self.keys
        ]

    def typed_with(self, name: str, phrase: str) -> dict[str, str]:
        """What was typed, with a phrase put under the text of one part: to show the page again, judging nothing."""
        typed = {field: self.data.get(field, "") for field in self.fields}
        if f"text_{name}" in typed:
            typed[f"tick_{name}"] = "on"
            typed[f"text_{name}"] = "\n".join(part for part in (typed[f"text_{name}"].rstrip(), phrase) if part)
        return typed

    def clean(self):
        data = super().clean()
        ticked = [key for key in self.keys if data.get(self._tick(key))]
        for key in ticked:
            if not data.get(self._text(key)) and self._text(key) not in self.errors:
                self.add_error(self._text(key), f"Hãy ghi điểm cần bổ sung của “{part_label(key)}”")
        if not ticked:
            self.add_error(None, "Hãy đánh dấu và ghi ít nhất một điểm cần bổ sung")
        return data

    def remarks(self) -> list[RemarkDraft]:
        data = self.cleaned_data
        return [RemarkDraft(key, data[self._text(key)]) for key in self.keys if data.get(self._tick(key))]


class RefuseForm(SeenForm):
    reason = forms.CharField(
        label="Lý do không tiếp nhận",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Đơn vị đọc được nguyên văn. Nêu rõ căn cứ và việc đơn vị nên làm tiếp",
    )


class TagsForm(CleanForm):
    """`seen` are the marks the page showed."""

    tags = TagsField()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class WithdrawForm(SeenForm):
    reason = forms.CharField(
        label="Lý do rút bản nhập hộ",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Đơn vị đọc được nguyên văn, cùng với ý kiến của chính đơn vị",
    )


class AssignForm(forms.Form):
    """`officers` are people of the Ban; an empty choice takes the file from whoever had it."""

    officer = forms.ChoiceField(label="Người xử lý", required=False)

    def __init__(self, *args, officers, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {person.username: person for person in officers}
        names = [(username, person.full_name) for username, person in self.people.items()]
        self.fields["officer"].choices = [("", "Chưa phân công"), *names]

    def person(self):
        return self.people.get(self.cleaned_data["officer"])
