"""What the filters of every list of models share; they stand in the address, a page and its files use the same one."""

import django_filters
from django import forms
from django.db.models import F

from core.text.vietnamese import search_terms


class WordsFilter(django_filters.CharFilter):
    """Every word of the search, without accents."""

    def filter(self, rows, value):
        return rows.matching(value) if search_terms(value or "") else rows


def words_filter(label: str) -> WordsFilter:
    return WordsFilter(label=label, widget=forms.TextInput(attrs={"type": "search", "maxlength": 100}))


def choice_filter(field: str, label: str, choices, empty: str) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(field_name=field, label=label, choices=choices, empty_label=empty)


def ordered(rows, order: str, orders):
    """Rows in an order of the allow-list; nothing (no person, no sector) comes last on both databases."""
    back = order.startswith("-")
    keys = []
    for key in orders[order.lstrip("-")]:
        column = F(key.lstrip("-"))
        down = key.startswith("-") != back
        keys.append(column.desc(nulls_last=True) if down else column.asc(nulls_last=True))
    return rows.order_by(*keys)
