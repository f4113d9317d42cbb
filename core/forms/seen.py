"""Forms that remember which version of a row their page showed, so that a press on an old page is noticed."""

from django import forms

from core.forms.base import CleanForm


class SeenForm(CleanForm):
    """A form of one row; `version` is the row's as the page was drawn."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def apply_to(self, row) -> dict:
        """Set the version seen on the row, for the service to compare; returns the other values."""
        data = dict(self.cleaned_data)
        row.version = data.pop("version", None) or row.version
        return data
