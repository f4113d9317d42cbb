"""What points at a row, found through the tables themselves, so that no floor needs a word about those above it."""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Model, QuerySet


def tables_pointing_at(model: type[Model], *, but: Collection[type[Model]]) -> Iterator[tuple[QuerySet, str]]:
    """(rows, name of the field) for every foreign key to `model` in any table that is not in `but`."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model not in but:
            yield relation.related_model._base_manager.all(), relation.field.name


def in_one_query(parts: Iterable[QuerySet]) -> list[tuple]:
    """The rows of several queries of the same columns as one statement, however many tables there are."""
    first, *rest = (part.order_by() for part in parts)
    return list(first.union(*rest)) if rest else list(first)
