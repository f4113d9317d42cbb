"""The registration form saves itself while its person types: the service of the button, answered in JSON."""

from django.http import Http404
from django.views.decorators.http import require_POST

from core.exceptions import DomainError, StaleState
from core.forms import autosave
from models_registry.initiative.access import own_initiative, preparing_seat, seen_version
from models_registry.initiative.contents import read_targets, text_of
from models_registry.parts import steps_of
from models_registry.registration.forms.pages import StepPage
from models_registry.registration.services.saving import save_step
from models_registry.registration.views.clash import both_of
from models_registry.registration.views.steps import SOURCE_TEXTS, contents_of_step, extras_of_step


@require_POST
def initiative_autosave(request, ward, code, number):
    """Never over newer words: then 409, and the page offers both texts."""
    initiative = own_initiative(request, code, *SOURCE_TEXTS)
    preparing_seat(request.actor, initiative)
    if not 1 <= number <= len(steps_of(initiative)):
        raise Http404
    contents = contents_of_step(initiative, number)
    typed = StepPage(contents, number, data=request.POST, **extras_of_step(request, contents, number))
    seen = seen_version(request, initiative)
    try:
        save_step(actor=request.actor, initiative=initiative, seen=seen, step=number, by_itself=True, **typed.read())
    except StaleState as error:
        both = both_of(request, typed)
        if both != []:
            return autosave.clash(message=error.message, both=both or [])
        initiative.refresh_from_db()  # saved at the same moment, word for word
    except DomainError as error:
        return autosave.refused(error.message)
    keys = _new_keys(initiative, typed)
    text = text_of(initiative)
    return autosave.saved(version=text.version, at=text.saved_at, values=keys)


def _new_keys(initiative, typed: StepPage) -> dict[str, str]:
    """The keys of targets by the inputs of the page, so that a row typed on is the same row."""
    rows = typed.rows.get("targets")
    if rows is None or not rows.was_posted:
        return {}
    inputs = [row.add_prefix("key") for row in rows.kept_rows()]
    return dict(zip(inputs, (target.key for target in read_targets(initiative)), strict=False))
