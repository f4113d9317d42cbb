"""The models at work with the age of their last news: the Ban's page and its file share this filter."""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.urls import reverse

from core import clock
from core.actor import Actor
from core.models import AuditEntry
from core.text.vietnamese import search_terms
from models_registry.initiative.filters import ordered
from models_registry.initiative.looks import STILL_AFTER
from models_registry.models import Cycle, Initiative, Milestone, ProgressNote
from models_registry.years.choice import YearChoice, choose_by_rows, ward_cycles
from organizations.models import Organization

ALL, STILL = "tat-ca", "dung-yen"
VIEWS = {ALL: "Tất cả mô hình đang thực hiện", STILL: f"Đứng yên quá {STILL_AFTER} ngày"}
OLDEST_FIRST = "tin"
ORDERS = {OLDEST_FIRST: ("last_news_on", "id"), "ten": ("name_sort", "id"), "don_vi": ("unit_sort", "number", "id")}


def at_work(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    """What is at work, with how much was told of each."""
    return rows.at_work().annotate(
        notes=_counted(ProgressNote.objects.filter(removed_at__isnull=True)),
        milestones_all=_counted(Milestone.objects.all()),
        milestones_done=_counted(Milestone.objects.filter(done_on__isnull=False)),
    )


def standing_still(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    return rows.filter(last_news_on__lt=clock.today() - dt.timedelta(days=STILL_AFTER))


def _counted(rows: QuerySet) -> Coalesce:
    mine = rows.filter(initiative=OuterRef("pk")).order_by().values("initiative").annotate(count=Count("*"))
    return Coalesce(Subquery(mine.values("count"), output_field=IntegerField()), 0)


class WorkList:
    """What stands in the address: the year, all or the still ones, words, the order."""

    def __init__(self, params: Mapping[str, str], *, actor: Actor, ward: Organization, years: YearChoice | None = None):
        self.params, self.actor, self.ward = params, actor, ward
        self.years = years or self._choose_year()
        self.view = params.get("xem", "") if params.get("xem", "") in VIEWS else ALL
        order = params.get("sort", "")
        self.order = order if order.lstrip("-") in ORDERS and not order.startswith("--") else OLDEST_FIRST
        self.words = params.get("q", "")[:100].strip()

    def _choose_year(self) -> YearChoice:
        """The year asked for, else the newest open one with models that stand still."""
        rows = standing_still(Initiative.objects.visible_to(self.actor).at_work())
        return choose_by_rows(ward_cycles(self.ward), self.params.get("nam", ""), rows, noun="đứng yên")

    @property
    def cycle(self) -> Cycle | None:
        return self.years.cycle

    @cached_property
    def all_rows(self) -> QuerySet[Initiative]:
        return at_work(Initiative.objects.visible_to(self.actor).filter(cycle=self.cycle).select_related("cycle"))

    @property
    def rows(self) -> QuerySet[Initiative]:
        rows = standing_still(self.all_rows) if self.view == STILL else self.all_rows
        rows = rows.matching(self.words) if search_terms(self.words) else rows
        return ordered(rows, self.order, ORDERS)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Of both tabs: one query."""
        limit = clock.today() - dt.timedelta(days=STILL_AFTER)
        rows = Initiative.objects.visible_to(self.actor).filter(cycle=self.cycle).at_work()
        found = rows.aggregate(all=Count("*"), still=Count("id", filter=Q(last_news_on__lt=limit)))
        return {ALL: found["all"], STILL: found["still"]}

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        return [(view, label, self.counts[view]) for view, label in VIEWS.items()]

    @property
    def address(self) -> str:
        """Its own address, to come back to after a press."""
        kept = QueryDict(mutable=True)
        kept.update({name: value for name in ("nam", "xem", "q", "sort", "page") if (value := self.params.get(name))})
        return reverse("registry:work_list", args=[self.ward.slug]) + (f"?{kept.urlencode()}" if kept else "")

    @staticmethod
    def reminded(rows: Iterable[Initiative]) -> dict[int, dt.datetime]:
        """When each was last reminded, by its key: one query."""
        entries = AuditEntry.objects.filter(
            subject_kind=Initiative._meta.label_lower, subject_key__in=[row.pk for row in rows], verb="progress.remind"
        )
        return dict(entries.order_by("seq").values_list("subject_key", "at"))
