"""What a file shows and which part of the registration it proves."""

from django import forms

from core.forms.base import CleanForm
from models_registry.models.files import FilePlace
from models_registry.parts import PART, PROVABLE

PLACES = [
    (FilePlace.REGISTRATION, "Chung cho cả hồ sơ"),
    *((f"{FilePlace.REGISTRATION}.{key}", PART[key].label) for key in PROVABLE),
]


class FileForm(CleanForm):
    caption = forms.CharField(label="Chú thích", max_length=200, required=False)
    place = forms.ChoiceField(label="Tệp này minh chứng cho phần nào", choices=PLACES, required=False)

    def __init__(self, *args, has_place: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not has_place:
            del self.fields["place"]


def place_asked(posted) -> str:
    """Where posted files belong: the part chosen beside the input; the whole for anything else."""
    asked = posted.get("noi_tep", "")
    return asked if asked in dict(PLACES) else FilePlace.REGISTRATION
