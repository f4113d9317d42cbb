"""What the pages of the appraisal look up: the year asked for, the version a page showed, tabs, pages of rows."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from evaluation.appraisal.conflicts import refuse_conflict
from evaluation.appraisal.queue import (
    with_neighbours,
    with_own_sheet,
    with_questions,
)
from evaluation.models import Evaluation
from models_registry.enums import CycleState
from models_registry.years.choice import YearChoice, choose_year, count_by_cycle, ward_cycles
from organizations.permissions import Action, require

RELATED = (
    "initiative__unit",
    "initiative__sector",
    "initiative__text",
    "initiative__continues",
    "initiative__replicates",
    "cycle",
    "criteria_set",
    "self_assessment",
    "current",
    "registration",
)

PER_PAGE = 25


def year_of_page(request, pending: QuerySet | None = None, noun: str = "việc") -> YearChoice:
    """The year of ?nam=, else the oldest open one in which something is pending (decision 48). A year the ward has not:
    404.

    `pending`: rows with a `cycle`, what waits for this person; they are counted only where years are offered beside
    each other. Years of imported lists have no appraisal, nor has one that is being prepared: no page offers them.
    """
    cycles, typed = ward_cycles(request.ward), request.GET.get("nam", "")
    if typed and typed not in {str(cycle.year) for cycle in cycles}:
        raise Http404
    appraised = (CycleState.OPEN, CycleState.CLOSED)
    offered = [cycle for cycle in cycles if cycle.state in appraised or str(cycle.year) == typed] or cycles
    beside = [cycle for cycle in offered if cycle.state == CycleState.OPEN or str(cycle.year) == typed]
    work = count_by_cycle(pending, beside) if pending is not None and len(beside) > 1 else None
    return choose_year(offered, typed, work, noun=noun, finishing_first=True)


def seen_version(request) -> int:
    """The version the page was drawn from; what is no number matches none."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def asked_tab(request, tabs, first: str) -> str:
    asked = request.GET.get("nhom", first)
    return asked if asked in tabs else first


def page_of(request, rows, count: int):
    """A page of 25; `count` is known from the tabs, so that counting is not asked twice."""
    paginator = Paginator(rows, PER_PAGE)
    paginator.count = count
    return paginator.get_page(request.GET.get("page"))


def to_score(request, code) -> Evaluation:
    """A sent evaluation this person may score. In conflict: 403 with the reason, not 404 (decision 8)."""
    rows = Evaluation.objects.visible_to(request.actor).of_ward(request.ward).sent().select_related(*RELATED)
    rows = with_questions(with_neighbours(with_own_sheet(rows, request.actor), request.actor))
    evaluation = get_object_or_404(rows, initiative__code=code)
    evaluation.initiative.ward = request.ward
    require(request.actor, Action.SCORE, evaluation)
    refuse_conflict(evaluation, request.actor)
    return evaluation
