"""Two people, or two tabs, on one draft: nothing is written, and both texts stand side by side to choose from.

For each part that differs one takes the text kept now or one's own. What is given up is left out of the next save, so
that the text kept stays as it is.
"""

from collections.abc import Sequence

from django.http import QueryDict
from django.shortcuts import render

from core.forms.held import NOT_TYPED
from models_registry.initiative.access import HEAD, list_page, page
from models_registry.initiative.contents import Contents, read_coordinations, read_targets, text_of
from models_registry.models import Initiative
from models_registry.registration.forms.pages import StepPage
from models_registry.transitions import EDITABLE_STATES

CARRIED_NOT = NOT_TYPED | {"luu", "bo_tep", "da_bao"}
CONFLICT = 409
CHOICE, THEIRS = "chon-", "luu"  # chon-method=luu: the text kept stays
TOGETHER = {  # parts chosen as one: their inputs mean something only together
    "period": ("starts_on", "ends_on", "ongoing"),
    "origin": ("origin", "continues"),
}
GROUP_LABELS = {"period": "Thời gian thực hiện", "origin": "Hình thức thực hiện"}


def show_conflict(request, typed: StepPage, message: str, file_errors: Sequence[tuple[str, str]] = ()):
    """The page with what is kept now and what was typed, to be saved anew part by part; files were kept already, but
    those of `file_errors` (input, sentence)."""
    kept = _kept_now(request, typed)
    initiative = kept.initiative
    context = {
        "initiative": initiative,
        "message": message,
        "may_save": _may_save(initiative),
        "differences": differences(typed, kept),
        "carried": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in CARRIED_NOT and not name.startswith(CHOICE)
            for value in values
        ],
        "had_files": any(uploaded for _, uploaded in request.FILES.lists()),
        "file_problems": [problem for _, problem in file_errors],
        "number": typed.number,
        "action": page("initiative_step", initiative, typed.number),
        "list_url": list_page(initiative),
    }
    return render(request, "models_registry/registration/registration_conflict.html", context, status=CONFLICT)


def both_of(request, typed: StepPage) -> list[dict[str, str]] | None:
    """What differs between the text kept now and the text typed; None when it was taken off the unit's hands."""
    kept = _kept_now(request, typed)
    return differences(typed, kept) if _may_save(kept.initiative) else None


def _may_save(initiative: Initiative) -> bool:
    return initiative.state in EDITABLE_STATES and initiative.deleted_at is None


def without_what_was_given_up(data: QueryDict) -> QueryDict:
    """The posted form without the parts whose kept text was chosen: what is not on the page is not changed."""
    given_up = [
        name.removeprefix(CHOICE) for name, value in data.items() if name.startswith(CHOICE) and value == THEIRS
    ]
    if not given_up:
        return data
    left = data.copy()
    for part in given_up:
        for name in TOGETHER.get(part, (part, f"{part}-TOTAL_FORMS")):
            left.pop(name, None)
    return left


def _kept_now(request, typed: StepPage) -> Contents:
    rows = Initiative.objects.visible_to(request.actor).filter(pk=typed.contents.initiative.pk)
    initiative = rows.select_related(*HEAD, "text").first()
    if initiative is None:  # deleted meanwhile
        initiative = typed.contents.initiative
    initiative.ward = request.ward
    return Contents(
        initiative=initiative,
        text=text_of(initiative),
        targets=read_targets(initiative),
        coordinations=read_coordinations(initiative),
    )


def differences(typed: StepPage, kept: Contents) -> list[dict[str, str]]:
    """Only what differs, as name, label, kept and typed in words; inputs that belong together as one."""
    theirs = type(typed.form).typed(kept)
    theirs |= {name: told["raw"] for name, told in kept.unread_of(typed.number).items() if name in theirs}
    found: dict[str, dict[str, str]] = {}
    for bound in typed.form:
        if bound.name not in theirs or not typed.form.was_on_page(bound.name):
            continue
        mine, other = _words(bound, bound.value()), _words(bound, theirs[bound.name])
        group = next((group for group, names in TOGETHER.items() if bound.name in names), bound.name)
        part = found.setdefault(group, {"label": GROUP_LABELS.get(group, bound.label), "kept": [], "typed": []})
        mark = f"{bound.label}: " if group == "period" else ""
        part["kept"].append(other and mark + other)
        part["typed"].append(mine and mark + mine)
    for rows in typed.rows.values():
        if rows.was_posted:
            theirs = [{**row, "key": ""} for row in rows.form.typed_rows(kept)]
            other = [_line(row.values()) for row in theirs]
            mine = [_line(_raw(row)) for row in rows.kept_rows()]
            found[rows.prefix] = {"label": ROW_LABELS[rows.prefix], "kept": other, "typed": mine}
    return [
        {**part, "name": name, "kept": _joined(part["kept"]), "typed": _joined(part["typed"])}
        for name, part in found.items()
        if part["kept"] != part["typed"]
    ]


def _joined(words: list[str]) -> str:
    return "\n".join(word for word in words if word)


ROW_LABELS = {"targets": "Chỉ tiêu", "steps": "Phân công thực hiện", "units": "Đơn vị phối hợp"}


def _raw(row) -> list[str]:
    shown = [name for name, field in row.fields.items() if name != "DELETE" and not field.widget.is_hidden]
    return [row.data.get(row.add_prefix(name), "") for name in shown]


def _line(values) -> str:
    return " · ".join(str(value) for value in values if value)


def _words(bound, value) -> str:
    """A choice in its words, a tick as có or không, anything else as typed."""
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    if isinstance(value, list):
        return ", ".join(choices[str(one)] for one in value if str(one) in choices)
    if choices:
        return choices.get(str(value), "") if value not in (None, "") else ""
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value or "")
