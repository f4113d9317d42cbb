"""Who may not score what (decision 8). One rule, read by the queue, the sheet and the services alike.

Units are compared by their living heir, so that a merger hides no conflict.
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import BigIntegerField, Case, CharField, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.actor import Actor
from evaluation.enums import SheetState
from evaluation.models import ConflictDeclaration, Evaluation, ScoreSheet
from models_registry.models import Coordination
from organizations.models import Organization, User

LIVING_UNIT = Coalesce("initiative__unit__heir_id", "initiative__unit_id")


class Conflict(models.TextChoices):
    """Why somebody may not score; the label is told to the scorer."""

    NONE = "", "Không có"
    HOME_CELL = "HOME_CELL", "Đồng chí sinh hoạt đảng tại đơn vị được chấm"
    MEMBER = "MEMBER", "Đồng chí thuộc đơn vị được chấm"
    IN_CHARGE = "IN_CHARGE", "Đồng chí phụ trách mô hình được chấm"
    COORDINATION = "COORDINATION", "Đơn vị của đồng chí phối hợp thực hiện mô hình này"
    DECLARED = "DECLARED", "Đồng chí đã khai có liên quan đến mô hình hoặc đơn vị này"
    VOIDED = "VOIDED", "Phiếu của đồng chí không được tính vì có liên quan"


def with_conflict(evaluations: QuerySet[Evaluation], actor: Actor) -> QuerySet[Evaluation]:
    """Each evaluation with `conflict`, a value of Conflict for this scorer, in the same query.

    The subqueries do not look at the row, so that the database runs each of them once.
    """
    home = _home_cell(actor)
    home_units = Organization.objects.filter(Q(pk=home) | Q(heir=home)).order_by().values("pk")
    at_home = Coordination.objects.filter(organization_id__in=home_units).values("initiative_id")
    at_work = Coordination.objects.filter(organization_id__in=actor.unit_keys).values("initiative_id")
    declared = ConflictDeclaration.objects.filter(user_id=actor.user_key, withdrawn_at__isnull=True).order_by()
    own_void = ScoreSheet.objects.filter(scorer_id=actor.user_key, state=SheetState.VOID).values("evaluation_id")
    return evaluations.annotate(living_unit=LIVING_UNIT).annotate(
        conflict=Case(
            When(living_unit=home, then=Value(Conflict.HOME_CELL.value)),
            When(initiative__unit_id__in=actor.unit_keys, then=Value(Conflict.MEMBER.value)),
            When(initiative__in_charge_id=actor.user_key, then=Value(Conflict.IN_CHARGE.value)),
            When(initiative_id__in=at_home, then=Value(Conflict.COORDINATION.value)),
            When(initiative_id__in=at_work, then=Value(Conflict.COORDINATION.value)),
            When(_about(declared), then=Value(Conflict.DECLARED.value)),
            When(pk__in=own_void, then=Value(Conflict.VOIDED.value)),
            default=Value(Conflict.NONE.value),
            output_field=CharField(),
        )
    )


def conflicts_among(evaluations: QuerySet[Evaluation], actors: Iterable[Actor]) -> dict[tuple[int, int], Conflict]:
    """Who may not score what, by (scorer, evaluation), of many at once: the same rule, one query."""
    rows = [
        with_conflict(evaluations.order_by(), actor)
        .exclude(conflict=Conflict.NONE)
        .annotate(who=Value(actor.user_key, output_field=BigIntegerField()))
        .values_list("who", "pk", "conflict")
        for actor in actors
    ]
    if not rows:
        return {}
    found = rows[0].union(*rows[1:], all=True) if len(rows) > 1 else rows[0]
    return {(who, key): Conflict(conflict) for who, key, conflict in found}


def conflict_of(evaluation: Evaluation, actor: Actor) -> Conflict:
    """One query when the row did not come through `with_conflict`."""
    if not hasattr(evaluation, "conflict"):
        rows = with_conflict(Evaluation.objects.filter(pk=evaluation.pk), actor)
        evaluation.conflict = rows.values_list("conflict", flat=True).get()
    return Conflict(evaluation.conflict)


def refuse_conflict(evaluation: Evaluation, actor: Actor) -> None:
    """Raises PermissionDenied, which the page shows, when this person may not score this model."""
    found = conflict_of(evaluation, actor)
    if found:
        raise PermissionDenied(f"{found.label}, nên không chấm mô hình này. Đồng chí chuyển người khác chấm.")


def touched_by(declaration: ConflictDeclaration) -> QuerySet[Evaluation]:
    """The models one declaration is about."""
    rows = Evaluation.objects.of_ward(declaration.ward_id).annotate(living_unit=LIVING_UNIT)
    return rows.filter(_about(ConflictDeclaration.objects.filter(pk=declaration.pk)))


def _about(declared: QuerySet[ConflictDeclaration]) -> Q:
    """Named themselves, of a unit that is named, or with such a unit's help; on rows with `living_unit`."""
    units = declared.filter(unit__isnull=False).values(living=Coalesce("unit__heir_id", "unit_id"))
    helped = Coordination.objects.annotate(living=Coalesce("organization__heir_id", "organization_id"))
    return (
        Q(initiative_id__in=declared.filter(unit__isnull=True).values("initiative_id"))
        | Q(living_unit__in=units)
        | Q(initiative_id__in=helped.filter(living__in=units).values("initiative_id"))
    )


def _home_cell(actor: Actor):
    """The living heir of the cell the person belongs to, as a subquery."""
    people = User.objects.filter(pk=actor.user_key).order_by()
    return Subquery(people.values(living=Coalesce(F("home_cell__heir_id"), F("home_cell_id")))[:1])
