"""Looking a registration up within one's scope, by code or token (else 404); who may prepare and who may send it."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.actor import Actor, Seat
from models_registry.enums import Source
from models_registry.initiative.open_year import row_refusal
from models_registry.initiative.progress import with_year_end
from models_registry.models import Initiative
from organizations.permissions import Action, can, require

HEAD = (
    "cycle",
    "unit",
    "sector",
    "continues",
    "replicates",
    "in_charge",
    "assignee",
    "behalf_entry__typed_by",
    "behalf_entry__answered_by",
)


def own_initiative(request, code, *related) -> Initiative:
    """For pages that write: only rows of one's own scope."""
    return _look_up(Initiative.objects.visible_to(request.actor), request, code, related)


def readable_initiative(request, code, *related) -> Initiative:
    """For pages that read: also what one's unit coordinates."""
    return _look_up(Initiative.objects.open_to(request.actor), request, code, related)


def _look_up(rows, request, code, related) -> Initiative:
    rows = rows.of_ward(request.ward).addressed(code).select_related(*HEAD, "text", *related)
    initiative = get_object_or_404(with_year_end(rows))
    initiative.ward = request.ward
    return initiative


def moved(initiative: Initiative, code: str) -> bool:
    """Whether the address is a draft's token although the row has a code by now (decision 3)."""
    return code != initiative.address


def page(name: str, initiative: Initiative, *args) -> str:
    """The address of one of its pages."""
    return reverse(f"registry:{name}", args=[initiative.ward_slug, initiative.address, *args])


def list_page(initiative: Initiative) -> str:
    return f"{reverse('registry:initiative_list', args=[initiative.ward_slug])}?nam={initiative.year}"


def seen_version(request, initiative: Initiative) -> int:
    """The version the page was drawn from; what is not a number matches none."""
    posted = request.POST.get("version", "")
    if not posted:
        return initiative.version
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else 0


def preparing_seat(actor: Actor, initiative: Initiative) -> Seat:
    """The seat under which the actor writes in a draft: of the unit, or of the Ban when it types for the unit."""
    if initiative.source == Source.BEHALF and can(actor, Action.RECEIVE_INITIATIVE, initiative):
        return require(actor, Action.RECEIVE_INITIATIVE, initiative)
    return require(actor, Action.PREPARE_INITIATIVE, initiative)


def may_prepare(actor: Actor, initiative: Initiative) -> bool:
    if row_refusal(initiative):
        return False
    on_behalf = initiative.source == Source.BEHALF and can(actor, Action.RECEIVE_INITIATIVE, initiative)
    return on_behalf or can(actor, Action.PREPARE_INITIATIVE, initiative)


def sending_seat(actor: Actor, initiative: Initiative) -> Seat:
    """Only the unit's head sends; from paper, the Ban on the unit's behalf (decision 6)."""
    if initiative.source == Source.BEHALF and can(actor, Action.RECEIVE_INITIATIVE, initiative):
        return require(actor, Action.RECEIVE_INITIATIVE, initiative)
    return require(actor, Action.SEND_INITIATIVE, initiative)


def may_send(actor: Actor, initiative: Initiative) -> bool:
    on_behalf = initiative.source == Source.BEHALF and can(actor, Action.RECEIVE_INITIATIVE, initiative)
    return on_behalf or can(actor, Action.SEND_INITIATIVE, initiative)
