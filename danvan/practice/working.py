"""Stories of models at work: milestones, news with photos, checks; some units tell nothing (Plan II.4.4)."""

import datetime as dt
import uuid

from core import clock
from models_registry.implementation.services import MilestoneDraft, NoteDraft, add_note, mark_milestone, save_milestones
from models_registry.initiative.files.services import add_files
from models_registry.models import Initiative, Milestone
from models_registry.models.files import FilePlace

from . import papers
from .diary import Story, When
from .plan import WORDS, Line, Telling
from .registering import Register

SILENT = frozenset({"TDP12", "TDP45", "TDP43", "TDP07", "TDP49", "TDP02"})  # received, then nothing was heard
NEWS_EVERY = 17  # days
MOST_NEWS = 3


def working(register: Register, line: Line, row: Initiative, telling: Telling) -> Story:
    """From the receipt on: a plan, then news now and then, the last of them lately."""
    if line.unit in SILENT or line.is_copy:
        return
    head = register.people.head_of(line.unit)
    start = line.day + 6
    chance = telling.chance
    yield When(start, 9, chance.randrange(50))
    row = Initiative.objects.select_related("cycle", "unit", "ward").get(pk=row.pk)
    save_milestones(actor=head, initiative=row, seen=row.version, rows=_plan(telling))
    if chance.random() < 0.5:
        add_files(
            actor=head,
            initiative=row,
            uploads=[papers.scan("Kế hoạch.pdf", "KẾ HOẠCH", line.unit)],
            place=FilePlace.PLAN,
        )
    for number in range(MOST_NEWS):
        day = start + 2 + number * NEWS_EVERY
        if day >= 0:
            return
        yield When(day, 16, chance.randrange(50))
        _tell(row, head, telling, number)
    yield When(-2 - chance.randrange(20), 17, chance.randrange(50))
    _tell(row, head, telling, MOST_NEWS)


def _plan(telling: Telling) -> list[MilestoneDraft]:
    today = clock.today()
    return [
        MilestoneDraft(
            what=step["what"][:200],
            planned_on=today + dt.timedelta(days=14 + 30 * index),
            note=step["who"][:300],
        )
        for index, step in enumerate(telling.work)
    ]


def _tell(row: Initiative, head, telling: Telling, number: int) -> None:
    """One note; every third is a check, the first has a photo, and a step of the plan is ticked beside it."""
    chance, words = telling.chance, WORDS["news"]
    note = add_note(
        actor=head,
        initiative=row,
        token=uuid.UUID(int=chance.getrandbits(128), version=4),
        draft=NoteDraft(
            on=clock.today(),
            text=words[number % len(words)].format(place=telling.place),
            people=chance.randrange(12, 90),
            households=chance.randrange(8, 60) if chance.random() < 0.7 else None,
            is_check=number % 3 == 2,
        ),
    )
    if number == 0:
        photo = papers.picture("Ảnh hoạt động.jpg", f"{row.code}{number}")
        add_files(actor=head, initiative=row, uploads=[photo], place=note.place)
    due = Milestone.objects.filter(initiative=row, done_on__isnull=True).order_by("number").first()
    if due is not None and number:
        mark_milestone(actor=head, initiative=row, milestone=due, done=True)
