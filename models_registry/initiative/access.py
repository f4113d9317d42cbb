"""Looking one registration up: within one's scope, else 404; by its code, or the token of a draft never sent."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from models_registry.initiative.year_end import with_year_end
from models_registry.models import Initiative

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
