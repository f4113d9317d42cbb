"""Two people, or two tabs, on one draft: nothing is written, and both texts stand side by side to choose from."""

from django.shortcuts import render

from ..contents import Contents, read_coordinations, read_targets, text_of
from ..forms.pages import StepPage
from ..models import Initiative
from ..transitions import EDITABLE_STATES
from .scoped import HEAD, list_page, page

CARRIED_NOT = frozenset({"csrfmiddlewaretoken", "version", "luu", "bo_tep", "da_bao"})
CONFLICT = 409


def show_conflict(request, typed: StepPage, message: str):
    """The page with what is kept now and what was typed; pressing “Lưu bản của tôi” posts the typed text anew."""
    rows = Initiative.objects.visible_to(request.actor).filter(pk=typed.contents.initiative.pk)
    initiative = rows.select_related(*HEAD, "text").first()
    if initiative is None:  # deleted meanwhile
        initiative = typed.contents.initiative
    initiative.ward = request.ward
    kept = Contents(
        initiative=initiative,
        text=text_of(initiative),
        targets=read_targets(initiative),
        coordinations=read_coordinations(initiative),
    )
    may_save = initiative.state in EDITABLE_STATES and initiative.deleted_at is None
    context = {
        "initiative": initiative,
        "message": message,
        "may_save": may_save,
        "differences": _differences(typed, kept),
        "carried": [
            (name, value) for name, values in request.POST.lists() if name not in CARRIED_NOT for value in values
        ],
        "action": page("initiative_step", initiative, typed.number),
        "list_url": list_page(initiative),
    }
    return render(request, "models_registry/registration_conflict.html", context, status=CONFLICT)


def _differences(typed: StepPage, kept: Contents) -> list[dict[str, str]]:
    """Only what differs, as (label, kept, typed) in words."""
    found = []
    theirs = type(typed.form).typed(kept)
    held = {name: told["raw"] for name, told in kept.unread_of(typed.number).items()}
    for bound in typed.form:
        if bound.name not in theirs or not typed.form.was_on_page(bound.name):
            continue
        mine, other = _words(bound, bound.value()), _words(bound, held.get(bound.name, theirs[bound.name]))
        if mine != other:
            found.append({"label": bound.label, "kept": other, "typed": mine})
    for rows in typed.rows.values():
        columns = rows.form.typed_rows(kept)
        other = "\n".join(_line(row.values()) for row in columns)
        mine = "\n".join(_line(_raw(row)) for row in rows.kept_rows())
        if mine != other:
            found.append({"label": ROW_LABELS[rows.prefix], "kept": other, "typed": mine})
    return found


ROW_LABELS = {"targets": "Chỉ tiêu", "steps": "Phân công thực hiện", "units": "Đơn vị phối hợp"}


def _raw(row) -> list[str]:
    return [row.data.get(row.add_prefix(name), "") for name in row.fields if name != "DELETE"]


def _line(values) -> str:
    return " · ".join(str(value) for value in values if value)


def _words(bound, value) -> str:
    """A choice in its words, a tick as có or không, anything else as typed."""
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    if choices:
        return choices.get(str(value), "") if value not in (None, "") else ""
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value or "")
