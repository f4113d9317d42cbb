"""Two texts of one form, the one kept now and the one just typed: what differs, and what is chosen part by part."""

from django.forms import BoundField, Form
from django.http import QueryDict

CHOICE, THEIRS = "chon-", "luu"  # chon-summary=luu: the text kept stays


def both_of(form: Form) -> list[dict[str, str]]:
    """The parts of a bound form that differ from its initial values, as name, label, kept and typed in words."""
    found = []
    for bound in form:
        kept = bound.field.prepare_value(form.get_initial_for_field(bound.field, bound.name))
        texts = {"kept": _words(bound, kept), "typed": _words(bound, bound.data)}
        if form.add_prefix(bound.name) in form.data and texts["kept"] != texts["typed"]:
            found.append({"name": bound.name, "label": bound.label, **texts})
    return found


def with_kept(data: QueryDict, unbound: Form) -> QueryDict:
    """The posted form with the kept text in the parts where it was chosen."""
    chosen = [name.removeprefix(CHOICE) for name, value in data.items() if name.startswith(CHOICE) and value == THEIRS]
    merged = data.copy()
    for name in chosen:
        if name not in unbound.fields:
            continue
        value = unbound[name].value()
        merged.setlist(name, value if isinstance(value, list | tuple) else [str(value or "")])
    return merged


def _words(bound: BoundField, value) -> str:
    choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
    if isinstance(value, list | tuple):
        return ", ".join(choices[one] for one in map(str, value) if one in choices)
    text = "" if value is None else str(value)
    return choices.get(text, "") if choices else text
