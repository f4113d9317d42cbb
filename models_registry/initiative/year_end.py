"""How far the year's end of a model has come: told by the floor above, which this one does not know."""

from enum import StrEnum

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string


class YearEnd(StrEnum):
    """As far as everybody who reads the model may know: its report was sent, the Board left it for a later list, its
    result is published."""

    NONE = ""
    SENT = "SENT"
    DEFERRED = "DEFERRED"
    TOLD = "TOLD"


def with_year_end(rows: QuerySet) -> QuerySet:
    """Each initiative with `year_end`, a value of YearEnd, in the same query."""
    return import_string(settings.YEAR_END)(rows)
