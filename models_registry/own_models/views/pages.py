"""A unit's own models: the list by year, and one of them with its history and the Ban's remarks."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from core import clock
from core.files.uploads import ACCEPT
from core.log import audit
from core.models import Audience
from core.web.paging import page_of
from models_registry.enums import InitiativeState as S
from models_registry.enums import RemarkClosing
from models_registry.implementation.page import work_of
from models_registry.initiative.access import may_prepare, moved, page, readable_initiative
from models_registry.initiative.contents import read_all_files, read_contents, registered
from models_registry.initiative.files.forms import PLACES
from models_registry.initiative.history import changes_since, folded, life_of, neighbours_of, sent_of
from models_registry.initiative.on_behalf import waits_for_unit
from models_registry.initiative.progress import owner_of, progress_of, with_year_end
from models_registry.initiative.summary import groups_of
from models_registry.initiative.wording import compare_sends
from models_registry.models import Initiative
from models_registry.own_models.acts import acts_of
from models_registry.own_models.list import OwnFilter, own_rows, years_of_readers, years_of_units
from models_registry.registration.services.drafts import KEPT_AFTER_DELETION
from models_registry.years.choice import ward_cycles
from organizations.permissions import Action, can


@require_safe
def initiative_list(request, ward):
    """Of one's own units, all open years together; for who serves no unit, what one may read of the ward in a year.

    `?nam=2025` turns to another year.
    """
    actor = request.actor
    if not any(can(actor, action) for action in (Action.READ_OWN_INITIATIVES, Action.READ_INITIATIVES)):
        raise PermissionDenied("Đồng chí không được giao xem danh sách này.")
    cycles, asked = ward_cycles(request.ward), request.GET.get("nam", "")
    rows = own_rows(actor) if actor.unit_keys else Initiative.objects.visible_to(actor)
    years = years_of_units(actor, cycles, asked) if actor.unit_keys else years_of_readers(cycles, asked, rows)
    rows = rows.filter(cycle__in=years.shown).select_related("sector", "cycle")
    found = OwnFilter(request.GET or None, with_year_end(rows).order_by("-year", "unit_sort", "-id"))
    context = {
        "list_years": years,
        "cycle": years.cycle,
        "filter": found,
        "page": page_of(found.qs, request.GET.get("page")),
        "several_units": len(actor.unit_keys) != 1,
        "deleted": Initiative.objects.recoverable_by(actor, clock.now() - KEPT_AFTER_DELETION).order_by("-deleted_at"),
        "coordinated": _coordinated(actor, years.shown),
        "may_register": can(actor, Action.PREPARE_INITIATIVE),
    }
    for row in context["page"]:
        row.ward, row.progress, row.owner = request.ward, progress_of(row), owner_of(row)
    return render(request, "models_registry/own_models/initiative_list.html", context)


def _coordinated(actor, cycles):
    if not actor.unit_keys:
        return Initiative.objects.none()
    rows = Initiative.objects.of_ward(actor.ward_key).sent().filter(cycle__in=cycles, deleted_at__isnull=True)
    rows = rows.filter(coordinations__organization_id__in=actor.unit_keys).select_related("cycle")
    return rows.distinct().order_by("-year", "unit_sort", "id")


# One of them --------------------------------------------------------------------------------------------------------


@require_safe
def initiative_detail(request, ward, code):
    initiative = readable_initiative(request, code)
    if moved(initiative, code):
        return redirect(page("initiative_detail", initiative))
    return _show(request, initiative)


@require_safe
def submission_changes(request, ward, code, number):
    """What one send changed against the one before it, beside what the Ban had asked."""
    initiative = readable_initiative(request, code)
    if moved(initiative, code):
        return redirect(page("submission_changes", initiative, number))
    submissions, remarks = sent_of(initiative)
    by_number = {row.number: row for row in submissions}
    if number < 2 or not {number, number - 1} <= by_number.keys():
        raise Http404
    after = by_number[number]
    answered = [row for row in remarks if row.answered_in_id == after.pk]
    context = {
        "initiative": initiative,
        "submission": after,
        "comparison": compare_sends(by_number[number - 1], after, answered),
    }
    return render(request, "models_registry/initiative/submission_changes.html", context)


def _show(request, initiative):
    actor = request.actor
    files = read_all_files(initiative)
    contents = read_contents(initiative, with_files=False)
    contents.files = registered(files)
    writes = may_prepare(actor, initiative)
    submissions, remarks = sent_of(initiative)
    waiting = [remark for remark in remarks if remark.closed_as == RemarkClosing.OPEN]
    audiences = [Audience.UNIT, Audience.BAN] if can(actor, Action.RECEIVE_INITIATIVE, initiative) else [Audience.UNIT]
    life = life_of(initiative, actor)
    context = {
        "initiative": initiative,
        "contents": contents,
        "groups": groups_of(contents),
        "progress": progress_of(initiative),
        "owner": owner_of(initiative),
        "acts": acts_of(actor, initiative),
        "submissions": submissions,
        "changes": changes_since(contents),
        "life": life,
        "neighbours": neighbours_of(initiative, life),
        "waiting": waiting,
        "may_supplement": initiative.state == S.RETURNED and writes,
        "entries": folded(audit.timeline(initiative, audiences=audiences, limit=100)),
        "answers_behalf": waits_for_unit(initiative) and can(actor, Action.SEND_INITIATIVE, initiative),
        "is_own": initiative.unit_id in actor.unit_keys,
        "may_edit": writes and initiative.state in (S.DRAFT, S.RETURNED),
        "accept": ACCEPT,
        "places": PLACES,
        **work_of(request, contents, files),
    }
    return render(request, "models_registry/own_models/initiative_detail.html", context)
