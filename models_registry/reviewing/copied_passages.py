"""Passages of a registration that stand in others of the ward too, for whoever receives it (Plan II.4.2: no copies).

Its own chain is left out, and what its replication explains: the model it replicates, those that replicate it, and
passages all of them took from the same model.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Q

from core.text.passages import Words, common_runs, words_of
from models_registry.enums import InitiativeState as S
from models_registry.initiative.contents import LONG_TEXTS, text_of
from models_registry.models import Initiative, PassageMark
from models_registry.parts import part_label

LOOKED_INTO, SHOWN, PASSAGES_SHOWN = 12, 5, 3


@dataclass
class Copied:
    """Another registration with the passages it shares: (part of this one, text as written here)."""

    initiative: Initiative
    passages: list[tuple[str, str]] = field(default_factory=list)
    words: int = 0

    @property
    def shown(self) -> list[tuple[str, str]]:
        return self.passages[:PASSAGES_SHOWN]

    @property
    def hidden(self) -> int:
        return max(0, len(self.passages) - PASSAGES_SHOWN)


def copied_passages(initiative: Initiative, *, actor) -> list[Copied]:
    """Most shared words first, five registrations at most. At most three queries, whatever the ward holds."""
    if initiative.is_copy or not initiative.was_sent:
        return []
    keys = _candidates(initiative, actor)
    if not keys:
        return []
    mine = _parts(initiative)
    explained = _explained(initiative, mine)
    rows = Initiative.objects.filter(pk__in=keys).select_related("text").order_by("-year", "id")
    found = [copied for row in rows if (copied := _compare(row, mine, explained)).passages]
    return sorted(found, key=lambda copied: -copied.words)[:SHOWN]


def _candidates(initiative: Initiative, actor) -> list[int]:
    """Keys of the registrations sharing most fingerprints: one walk of an index."""
    own = PassageMark.objects.filter(initiative=initiative).values("digest")
    chain = [initiative.lineage, *([initiative.replicates.lineage] if initiative.replicates else [])]
    readable = Initiative.objects.visible_to(actor).exclude(pk=initiative.pk).exclude(lineage__in=chain)
    readable = readable.exclude(state__in=[S.DRAFT, S.VOIDED])
    readable = readable.filter(Q(replicates__isnull=True) | ~Q(replicates__lineage=initiative.lineage))
    marks = PassageMark.objects.of_ward(initiative.ward_id).filter(digest__in=own, initiative__in=readable)
    marks = marks.values("initiative").annotate(shared=Count("*")).order_by("-shared", "-initiative")
    return [mark["initiative"] for mark in marks[:LOOKED_INTO]]


def _parts(initiative: Initiative) -> dict[str, Words]:
    text = text_of(initiative)
    return {name: words_of(getattr(text, name)) for name in LONG_TEXTS}


def _explained(initiative: Initiative, mine: dict[str, Words]) -> dict[str, set[int]]:
    """Positions of the words taken from the model it replicates, by part."""
    taken: dict[str, set[int]] = {name: set() for name in mine}
    if initiative.replicates is None:
        return taken
    for theirs in _parts(initiative.replicates).values():
        for name, words in mine.items():
            for first, last in common_runs(words, theirs):
                taken[name].update(range(first, last + 1))
    return taken


def _compare(row: Initiative, mine: dict[str, Words], explained: dict[str, set[int]]) -> Copied:
    """What of ours stands in any part of another registration; a passage is told once."""
    copied = Copied(row)
    theirs = _parts(row)
    for name, words in mine.items():
        told = set(explained[name])
        for other in theirs.values():
            for first, last in common_runs(words, other, told):
                told.update(range(first, last + 1))
                copied.words += last - first + 1
                copied.passages.append((part_label(name), words.passage(first, last)))
    return copied
