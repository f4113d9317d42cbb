"""The make-up of a list while it is built: by field, kind and unit, beside the year's and the period's targets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.models import ProposalDraftItem
from models_registry.enums import InitiativeKind, Level
from models_registry.models import Cycle, Initiative, Recognition, Sector

MOST_UNITS = 5


@dataclass(frozen=True)
class Balance:
    """`fields`: (field, count), all five. `units`: how many units stand on the list; `often`: those with several."""

    fields: Sequence[tuple[Sector, int]]
    models: int
    people: int
    units: int
    often: Sequence[tuple[str, int]]
    year_target: int  # 0: the ward set none

    @property
    def total(self) -> int:
        return self.models + self.people

    @property
    def missing(self) -> list[str]:
        """Fields nothing stands for yet."""
        return [sector.name for sector, count in self.fields if not count]


def balance_of(initiatives: Sequence[Initiative], cycle: Cycle) -> Balance:
    """One query: the fields. Initiatives come with their unit."""
    fields = Counter(row.sector_id for row in initiatives)
    units = Counter(row.unit.name for row in initiatives)
    people = sum(row.kind == InitiativeKind.INDIVIDUAL for row in initiatives)
    return Balance(
        fields=[(sector, fields[sector.pk]) for sector in Sector.objects.all()],
        models=len(initiatives) - people,
        people=people,
        units=len(units),
        often=[(name, count) for name, count in units.most_common(MOST_UNITS) if count > 1],
        year_target=cycle.target_models,
    )


@dataclass(frozen=True)
class PeriodProgress:
    """Distinct lineages recognised over the period so far, by level, and what this draft would add (decision 26)."""

    name: str
    ward: int
    ward_target: int
    proposed: int
    province: int
    province_target: int
    to_province: int


def period_progress(items: Sequence[ProposalDraftItem], cycle: Cycle) -> PeriodProgress | None:
    """None for a year outside any period. One query."""
    period = cycle.period
    if period is None:
        return None
    rows = Recognition.objects.live().filter(
        ward_id=cycle.ward_id, year__range=(period.from_year, period.until_year), level__gte=Level.WARD
    )
    reached: dict[int, set] = {Level.WARD: set(), Level.PROVINCE: set()}
    for level, lineage in rows.values_list("level", "lineage"):
        reached[Level.WARD].add(lineage)  # a model of the province is one of the ward too
        if level == Level.PROVINCE:
            reached[Level.PROVINCE].add(lineage)
    ward = reached[Level.WARD]
    new = {item.initiative.lineage for item in items if item.level == Level.WARD} - ward
    return PeriodProgress(
        name=f"{period.from_year}–{period.until_year}",
        ward=len(ward),
        ward_target=period.target_ward,
        proposed=len(new),
        province=len(reached[Level.PROVINCE]),
        province_target=period.target_province,
        to_province=sum(item.to_province for item in items),
    )


def by_recipient(items: Sequence[ProposalDraftItem]) -> list[tuple[str, list[ProposalDraftItem]]]:
    """Of a commendation: collectives, then individuals."""
    people = [item for item in items if item.kind == InitiativeKind.INDIVIDUAL]
    groups = [item for item in items if item.kind != InitiativeKind.INDIVIDUAL]
    return [("Tập thể", groups), ("Cá nhân", people)]
