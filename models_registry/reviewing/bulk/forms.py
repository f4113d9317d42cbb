"""Forms of a bulk act: what was ticked in the queue, and who gets the files."""

from django import forms

from core.forms.base import CleanForm
from models_registry.enums import BulkKind
from models_registry.initiative.recipients import officers
from models_registry.reviewing.bulk.sharing import in_hand

KINDS = {"tiep-nhan": BulkKind.RECEIVE, "phan-cong": BulkKind.ASSIGN, "nhac": BulkKind.REMIND}


class SeenBulkForm(CleanForm):
    """`version` is the dry run's as the page showed it."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ShareForm(SeenBulkForm):
    """Who gets the files: one officer all, several by turns."""

    people = forms.MultipleChoiceField(label="Người nhận", widget=forms.CheckboxSelectMultiple)
    keep = forms.BooleanField(label="Giữ nguyên hồ sơ đã có người xử lý", required=False)

    def __init__(self, *args, actor, ward_key, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_username = {person.username: person for person in officers(ward_key)}
        files = in_hand(actor, ward_key)
        self.fields["people"].choices = [
            (username, f"{person.full_name} (đang giữ {files.get(person.pk, 0)} hồ sơ)")
            for username, person in self.by_username.items()
        ]

    def people_chosen(self):
        return [self.by_username[username] for username in self.cleaned_data["people"]]
