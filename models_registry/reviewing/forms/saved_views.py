"""Naming a filter of the queue."""

from django import forms

from core.forms.base import CleanForm
from core.forms.seen import SeenForm
from models_registry.models.saved_views import NAME_LENGTH


class SaveViewForm(CleanForm):
    name = forms.CharField(label="Tên bộ lọc", max_length=NAME_LENGTH)
    shared = forms.BooleanField(label="Cả Ban cùng dùng", required=False)


class ChangeViewForm(SeenForm):
    name = forms.CharField(label="Tên bộ lọc", max_length=NAME_LENGTH)
    shared = forms.BooleanField(label="Cả Ban cùng dùng", required=False)
