"""Many counts in one query: each a scalar subquery beside the others."""

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce


def counted(rows: QuerySet, what=None) -> Coalesce:
    """A scalar subquery: how many rows, or how many different `what`."""
    count = Count(what, distinct=True) if what else Count("*")
    grouped = rows.order_by().values("ward_id").annotate(count=count).values("count")
    return Coalesce(Subquery(grouped, output_field=IntegerField()), 0)
