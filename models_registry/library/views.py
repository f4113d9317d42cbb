"""The library: models recognised in the ward, for every unit to learn from and to replicate (Plan II.4.1)."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from core.text.formatting import date_vi
from core.web.paging import page_of
from models_registry.enums import InitiativeKind
from models_registry.initiative.access import HEAD
from models_registry.initiative.contents import text_of
from models_registry.initiative.history import life_of
from models_registry.initiative.summary import origin_words, period_words
from models_registry.library.filters import LibraryFilter
from models_registry.library.learning import learning_of
from models_registry.models import Cycle, Initiative, Recognition
from organizations.permissions import Action, can, require


@require_safe
def library_list(request, ward):
    require(request.actor, Action.READ_LIBRARY)
    rows = (
        Initiative.objects.of_ward(request.ward)
        .recognised()
        .with_corrected_names()
        .order_by("-year", "name_sort", "id")
    )
    years = Cycle.objects.of_ward(request.ward).order_by("-year").values_list("year", flat=True)
    found = LibraryFilter(request.GET or None, rows.select_related("sector"), years=list(years))
    context = {
        "filter": found,
        "page": page_of(found.qs, request.GET.get("page")),
        "may_learn": can(request.actor, Action.LEARN_MODELS) or can(request.actor, Action.RECEIVE_INITIATIVE),
    }
    return render(request, "models_registry/library/library_list.html", context)


@require_safe
def library_detail(request, ward, code):
    """What a unit may learn from a recognised model; no phone numbers, no drafts of anybody."""
    require(request.actor, Action.READ_LIBRARY)
    rows = Initiative.objects.of_ward(request.ward).recognised().with_corrected_names().select_related(*HEAD, "text")
    initiative = get_object_or_404(rows.addressed(code))
    initiative.ward = request.ward
    known = Initiative.objects.of_ward(request.ward).sent()
    context = {
        "initiative": initiative,
        "text": text_of(initiative),
        "rows": _facts(initiative),
        "replicated_by": _replications(request.actor, known, initiative),
        "learning": learning_of(request.actor, initiative),
        "life": life_of(initiative, request.actor),
        "may_register": can(request.actor, Action.PREPARE_INITIATIVE),
        "may_record_province": can(request.actor, Action.RECORD_PROVINCE, initiative),
        "may_open": Initiative.objects.visible_to(request.actor).filter(pk=initiative.pk).exists(),
    }
    return render(request, "models_registry/library/library_detail.html", context)


def _replications(actor, known, initiative) -> list[Initiative]:
    """Who replicated it in any year of it; `may_open` says whose file this person may read. Two queries."""
    rows = list(known.counting().filter(replicates__lineage=initiative.lineage).order_by("-year", "unit_sort", "id"))
    readable = Initiative.objects.visible_to(actor).filter(pk__in=[row.pk for row in rows])
    mine = set(readable.values_list("pk", flat=True))
    for row in rows:
        row.may_open = row.pk in mine
    return rows


def _registered(initiative) -> str:
    """What the correction changed, as it was registered."""
    parts = [
        f"“{initiative.name}”" if initiative.corrected_name else "",
        initiative.unit_label * bool(initiative.corrected_unit),
    ]
    return ", ".join(part for part in parts if part)


def _facts(initiative) -> list[dict[str, str]]:
    facts = [("Đơn vị", initiative.known_unit), ("Lĩnh vực", initiative.sector.name if initiative.sector else "")]
    if initiative.corrected_by:
        facts.append(
            ("Đính chính", f"Ghi theo đính chính số {initiative.corrected_by}; đăng ký: {_registered(initiative)}")
        )
    if initiative.kind == InitiativeKind.INDIVIDUAL:
        facts.append(("Cá nhân", initiative.person_name))
    facts += [("Hình thức", origin_words(initiative)), ("Thời gian thực hiện", period_words(initiative))]
    for row in Recognition.objects.live().filter(initiative=initiative).order_by("-level"):
        number = ", ".join(
            part for part in (f"số {row.number}" if row.number else "", date_vi(row.on), row.issuer) if part
        )
        facts.append((row.get_level_display(), number or f"Danh sách công nhận năm {row.year}"))
    return [{"label": label, "value": value} for label, value in facts]
