"""Units from an office's own list: what a list would do, and doing it in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from core.actor import Actor
from core.exceptions import DomainError
from core.text import clean_line, fold

from ..enums import OrganizationKind
from ..models import Organization
from ..permissions import Action, require
from .units import add_unit, ward_place

NEW, SAME, REFUSED = "NEW", "SAME", "REFUSED"


@dataclass(frozen=True)
class PlannedUnit:
    """One row of a list and its fate: NEW is added, SAME is there already, REFUSED has a reason in `words`."""

    row_number: int
    code: str
    name: str
    kind: str
    reports_vertically: bool
    fate: str
    words: str = ""

    @property
    def kind_label(self) -> str:
        return OrganizationKind(self.kind).label if self.kind in OrganizationKind.values else ""


def plan_units(*, ward: Organization, rows: Sequence) -> list[PlannedUnit]:
    """Judge rows of organizations.unit_list against the ward and each other. Two queries, writes nothing."""
    by_code = {row.code: row.name_fold for row in Organization.objects.filter(ward=ward).units()}
    names = {row.name_fold: row.code for row in Organization.objects.filter(ward=ward).units().living()}
    planned = []
    for row in rows:
        code, name = clean_line(row.code or "").upper(), clean_line(row.name)
        fate, words = _judge(row, code, name, by_code, names)
        planned.append(
            PlannedUnit(
                row_number=row.row_number,
                code=code,
                name=name,
                kind=row.kind or "",
                reports_vertically=row.reports_vertically,
                fate=fate,
                words=words,
            )
        )
        if fate == NEW:
            by_code[code], names[fold(name)] = fold(name), code
    return planned


def _judge(row, code, name, by_code, names) -> tuple[str, str]:
    if row.problems:
        return REFUSED, "; ".join(problem.message for problem in row.problems)
    if code in by_code:
        if by_code[code] == fold(name):
            return SAME, "Đã có"
        return REFUSED, f"Mã {code} đã dùng cho đơn vị khác. Muốn đổi tên, hãy dùng nút “Đổi tên”"
    if fold(name) in names:
        return REFUSED, f"Tên này đã có với mã {names[fold(name)]}"
    return NEW, ""


@transaction.atomic
def import_units(*, actor: Actor, ward: Organization, planned: Sequence[PlannedUnit]) -> int:
    """Add the NEW rows, all or none. Returns how many. Raises DomainError when a row no longer fits."""
    require(actor, Action.MANAGE_UNITS, ward_place(ward))
    added = 0
    for row in planned:
        if row.fate != NEW:
            continue
        try:
            add_unit(
                actor=actor,
                ward=ward,
                code=row.code,
                name=row.name,
                kind=row.kind,
                reports_vertically=row.reports_vertically,
            )
        except DomainError as error:
            raise DomainError(f"Dòng {row.row_number}: {error.message}") from error
        added += 1
    return added
