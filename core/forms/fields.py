"""A bound field taken apart for components/forms/field.html, and the problems that error_summary.html lists."""

from django import forms
from django.forms.formsets import BaseFormSet

from core.forms.base import LONGEST_TEXT, VietnameseDateField

COUNTED_FROM = 150  # a one-line input shorter than this needs no counter of letters
DATES = forms.DateField | VietnameseDateField
NUMBERS = forms.IntegerField | forms.DecimalField


def describe(bound, options):
    """Everything the field template needs.

    Options: hint, label (override), cols (cards side by side: 2 or 3), small, optional (False hides “không bắt buộc”),
    counter (False hides it), css (class of the wrapper), below (text under the input). Any other becomes an attribute
    of the input, with _ for -.
    """
    options = dict(options)
    kind = _kind(bound)
    told = {name: options.pop(name, None) for name in ("hint", "label", "cols", "css", "below")}
    small, optional = options.pop("small", False), options.pop("optional", True)
    limit = _limit(bound) if options.pop("counter", True) else None
    context = {
        "field": bound,
        "kind": kind,
        "label": told["label"] if told["label"] is not None else bound.label,
        "hint": told["hint"] or bound.help_text,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "cols": told["cols"] or "",
        "css": told["css"] or "",
        "below": told["below"] or "",
        "optional": optional and not bound.field.required and not bound.field.disabled,
        "limit": limit,
        "length": len(bound.value() or "") if limit else 0,
    }
    parts = [context["hint_id"]] if context["hint"] else []
    parts += [context["error_id"]] if bound.errors else []
    context["described_by"] = " ".join(parts)
    if kind in ("input", "password", "file", "checkbox"):
        attrs = {name.replace("_", "-"): value for name, value in options.items()}
        attrs["class"] = _input_class(bound, kind, small, attrs.get("class", ""))
        if parts:
            attrs["aria-describedby"] = context["described_by"]
        if limit:
            attrs |= {"maxlength": False, "data-limit": limit}  # pasted text must not be cut without a word
        context["input"] = bound.as_widget(widget=_widget(bound, kind), attrs=_keyboard(bound) | attrs)
    elif kind == "choices":
        context["choices"] = list(_choices(bound))
    return context


def _kind(bound):
    widget = bound.field.widget
    if bound.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    for kind, classes in (
        ("checkbox", forms.CheckboxInput),
        ("file", forms.FileInput),
        ("password", forms.PasswordInput),
        ("group", forms.MultiWidget),
    ):
        if isinstance(widget, classes):
            return kind
    return "input"


def _widget(bound, kind):
    """A plain file input: the stock one prints “Hiện tại: … Thay đổi” inside the field."""
    if kind == "file":
        widget = forms.FileInput(attrs=dict(bound.field.widget.attrs))
        widget.is_required = bound.field.widget.is_required
        widget.allow_multiple_selected = getattr(bound.field.widget, "allow_multiple_selected", False)
        return widget
    return None


def _input_class(bound, kind, small, extra):
    if kind == "checkbox":
        return extra
    names = ["input", bound.field.widget.attrs.get("class", ""), extra]
    if small:
        names.append("input--sm")
    if kind == "file":
        names.append("input--file")
    elif isinstance(bound.field, DATES):
        names.append("input--date")
    elif isinstance(bound.field, NUMBERS) and not isinstance(bound.field.widget, forms.Select):
        names.append("input--num")
    return " ".join(name for name in names if name)


def _keyboard(bound):
    """Which keyboard a phone offers, where the field has not said so itself."""
    if "inputmode" in bound.field.widget.attrs or isinstance(bound.field.widget, forms.Select):
        return {}
    if isinstance(bound.field, forms.DecimalField):
        return {"inputmode": "decimal", "autocomplete": "off"}
    if isinstance(bound.field, forms.IntegerField | DATES):
        return {"inputmode": "numeric", "autocomplete": "off"}
    return {}


def _limit(bound):
    """The greatest number of characters, when the field is long enough, and the limit near enough, to count."""
    limit = getattr(bound.field, "max_length", None)
    if not limit or limit >= LONGEST_TEXT or bound.is_hidden:
        return None
    if isinstance(bound.field.widget, forms.Textarea):
        return limit
    return limit if type(bound.field.widget) is forms.TextInput and limit >= COUNTED_FROM else None


def _choices(bound):
    """Each radio or checkbox with its label and the line under it (widget.choice_hints: value → text)."""
    hints = {str(key): text for key, text in getattr(bound.field.widget, "choice_hints", {}).items()}
    for choice in bound.subwidgets:
        yield {
            "input": choice.tag(),
            "id": choice.id_for_label,
            "label": choice.choice_label,
            "hint": hints.get(str(choice.data["value"]), ""),
        }


def problems(shown):
    """(id of the input or "", message) of every error in the forms and formsets, each form only once a page."""
    found = []
    for item in shown:
        if item is None or not getattr(item, "is_bound", False) or getattr(item, "summary_shown", False):
            continue
        item.summary_shown = True
        if isinstance(item, BaseFormSet):
            found += [("", str(message)) for message in item.non_form_errors()]
            found += problems(item.forms)
        else:
            found += [("", str(message)) for message in item.non_field_errors()]
            for bound in item:
                found += [(_target(bound), str(message)) for message in bound.errors]
    return found


def _target(bound):
    """Where a link of the summary leads: the input itself, or the first of a group."""
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label or bound.auto_id
