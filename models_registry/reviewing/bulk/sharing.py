"""Sharing files out among officers: what each has in hand, and plain arithmetic, shown before it is done."""

from collections.abc import Mapping, Sequence

from django.db.models import Count

from core.actor import Actor
from models_registry.enums import Tray
from models_registry.models import Initiative


def in_hand(actor: Actor, ward_key: int) -> dict[int, int]:
    """By officer, how many files that wait for the Ban or for a supplement: one query."""
    rows = Initiative.objects.visible_to(actor).of_ward(ward_key).filter(tray__in=[Tray.WITH_BAN, Tray.RETURNED])
    counted = rows.filter(assignee__isnull=False).order_by().values_list("assignee_id").annotate(files=Count("pk"))
    return dict(counted)


def shared_out(count: int, people: Sequence[int], in_hand: Mapping[int, int]) -> list[int]:
    """Who gets the first, the second … of `count` files: by turns, so that shares differ by one at most.

    Who has fewest in hand goes first, and so gets the odd file; between equals the order of `people` decides.
    """
    turns = sorted(people, key=lambda key: in_hand.get(key, 0))
    return [turns[number % len(turns)] for number in range(count)]
