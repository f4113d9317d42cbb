"""The design system's tags and filters. Built into every template (settings.TEMPLATES), no {% load %} needed.

Markup stands in templates/components/; this file only prepares what those templates print.
"""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from lucide.templatetags.lucide import lucide

from core import clock
from core.forms import held
from core.forms.fields import describe, problems
from core.text import formatting
from core.text.wording import word_changes

register = template.Library()

OWN_ICONS = {  # what the icon set lacks
    "half": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5a8.5 8.5 0 0 1 0 17z" fill="currentColor"/>',
}
TONE_ICONS = {
    "ok": "circle-check",
    "info": "clock",
    "warn": "undo-2",
    "bad": "triangle-alert",
    "mute": "circle",
    "gold": "star",
}
NOTE_ICONS = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "bad": "triangle-alert",
    "gold": "star",
}
MESSAGE_TONES = {"success": "ok", "warning": "warn", "error": "bad", "info": "info", "debug": "info"}


# Numbers and dates ------------------------------------------------------------------------------------------------


@register.filter(expects_localtime=True)
def date_vi(day):
    return formatting.date_vi(day) if day else ""


@register.filter
def datetime_vi(instant):
    return formatting.datetime_vi(instant) if instant else ""


@register.filter
def decimal_vi(number, places=None):
    return "" if number in (None, "") else formatting.decimal_vi(number, places)


@register.filter
def integer_vi(number):
    return "" if number in (None, "") else formatting.integer_vi(number)


@register.filter
def days_left(due):
    return formatting.days_left_vi(due, clock.today()) if due else ""


@register.filter
def lookup(mapping, key):
    """A value of a dict by a key that is itself a variable; None when the dict or the key is missing."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.filter
def tone(message_level_tag):
    """The tone of a note for a message of django.contrib.messages."""
    return MESSAGE_TONES.get(message_level_tag, "info")


# Forms ------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def csrf_token(context):
    """Django's own token, and beside it whose page this is, so that typed text is kept for them (core.forms.held).

    Takes the place of the built-in tag in every template.
    """
    token, request = context.get("csrf_token"), context.get("request")
    if not token or token == "NOTPROVIDED":  # noqa: S105 - Django's word for a context without one
        return ""
    user = getattr(request, "user", None)
    parts = [("csrfmiddlewaretoken", token)]
    if user is not None and user.is_authenticated:
        parts.append((held.STAMP, _stamp(request, user.pk)))
    if getattr(request, "held_token", ""):
        parts.append((held.TOKEN, request.held_token))
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', parts)


def _stamp(request, user_key) -> str:
    """Signed once a page, however many forms it has."""
    if not hasattr(request, "stamp"):
        request.stamp = held.stamp_of(user_key)
    return request.stamp


# Icons, tags, notes -----------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name):
    """One inline icon. An unknown name raises IconDoesNotExist, so that a test meets it before a user does."""
    return _icon(str(name))


@lru_cache(maxsize=256)
def _icon(name):
    if name in OWN_ICONS:
        body = mark_safe(OWN_ICONS[name])  # noqa: S308 - a constant of this file
        return format_html(
            '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.9"'
            ' stroke-linecap="round" stroke-linejoin="round" class="i" aria-hidden="true">{}</svg>',
            body,
        )
    drawing = lucide(name, stroke_width="1.9", aria_hidden="true", **{"class": "i"})
    return mark_safe("".join(line.strip() for line in drawing.splitlines()))  # noqa: S308 - drawn by the icon set


@register.simple_tag
def tag(tone="mute", icon="", text=""):
    """A state in words, colour and icon: {% tag "warn" "undo-2" "Cần bổ sung" %}."""
    return format_html('<span class="tag tag--{}">{}{}</span>', tone, _icon(icon or TONE_ICONS[tone]), text)


@register.simple_tag
def state_tag(state):
    """The same from anything that has tone, icon and label."""
    return tag(state.tone, getattr(state, "icon", ""), state.label)


@register.simple_tag
def year_mark(cycle):
    """The year beside a row, of anything that has `year` and `phase`: the shape of its edge tells the phase."""
    return format_html('<span class="yr yr--{}">{}</span>', cycle.phase or "past", cycle.year)


@register.simple_block_tag
def note(content, tone="info", title="", icon="", role=""):
    return format_html(
        '<div class="note note--{}"{}>{}<div class="grow">{}{}</div></div>',
        tone,
        format_html(' role="{}"', role) if role else "",
        _icon(icon or NOTE_ICONS[tone]),
        format_html('<p class="strong">{}</p>', title) if title else "",
        content,
    )


class CaptureNode(template.Node):
    def __init__(self, nodelist, name):
        self.nodelist = nodelist
        self.name = name

    def render(self, context):
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308 - rendered, so escaped
        return ""


@register.tag
def capture(parser, token):
    """{% capture as name %}…{% endcapture %}: lets base.html ask whether a block has anything in it."""
    name = token.split_contents()[-1]
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, name)


@register.inclusion_tag("components/word_diff.html")
def word_diff(old, new):
    """What was taken out of a text and what was put in, word by word: {% word_diff last_year.method text.method %}."""
    return {"runs": word_changes(old or "", new or "")}


# Forms ------------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/forms/field.html", name="field")
def field_tag(bound, **options):
    """Label, hint, error, input, in that order and tied by ids, whatever the widget. Options: core.forms.fields."""
    return describe(bound, options)


@register.inclusion_tag("components/forms/error_summary.html")
def error_summary(*forms):
    """What is wrong in all the given forms and formsets, with links to the fields. Shown once per form."""
    return {"problems": problems(forms), "id": "tom-tat-loi"}


@register.simple_tag(takes_context=True)
def error_prefix(context):
    """“Lỗi: ” before the page title when the page's form or formset came back with errors, or the view says so."""
    if context.get("is_wrong"):  # errors marked on a page that was saved and shown again
        return "Lỗi: "
    for name in ("form", "formset"):
        shown = context.get(name)
        if shown is None or not getattr(shown, "is_bound", False) or getattr(shown.data, "is_refill", False):
            continue  # a held text shown again is not judged yet
        if not shown.is_valid():
            return "Lỗi: "
    return ""


# Lists ------------------------------------------------------------------------------------------------------------


def _query(context, changes):
    params = context["request"].GET.copy()
    for key, value in changes.items():
        params.pop(key, None)
        if value not in (None, ""):
            params[key] = str(value)
    return "?" + params.urlencode()


@register.simple_tag(takes_context=True)
def querystring_with(context, **changes):
    """The page's own query string with some parameters set (a value) or taken out (None)."""
    return _query(context, changes)


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page, noun="dòng", param="page", **kept):
    """`kept`: parameters every link carries, also where the page's own address leaves them out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)

    def link(number):
        return _query(context, {**kept, param: number})

    return {
        "page": page,
        "noun": noun,
        "links": [(n, link(n) if isinstance(n, int) else None) for n in numbers],
        "previous": link(page.number - 1) if page.has_previous() else None,
        "next": link(page.number + 1) if page.has_next() else None,
    }


@register.inclusion_tag("components/sort_link.html", takes_context=True)
def sort_link(context, key, label, default="", param="sort", css=""):
    """A whole <th>: sorts by key, a second press turns the order round. `default` is the order without parameter."""
    current = context["request"].GET.get(param) or default
    state = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    turned = f"-{key}" if current == key else key
    return {"label": label, "state": state, "css": css, "url": _query(context, {param: turned, "page": None})}


# Figures ----------------------------------------------------------------------------------------------------------


def _share(value, maximum):
    """Percent between 0 and 100 as SVG writes it, with a point and one decimal."""
    share = 100 * float(value or 0) / float(maximum) if maximum else 0
    return f"{min(max(share, 0), 100):.1f}"


@register.simple_tag
def bar(value, maximum, tone="", label="", css=""):
    """A progress bar. Without label it is decoration: the number must stand beside it."""
    return format_html(
        '<svg class="bar{}{}"{}><rect width="{}%" height="100%" rx="{}"/></svg>',
        f" bar--{tone}" if tone else "",
        f" {css}" if css else "",
        format_html(' role="img" aria-label="{}"', label) if label else mark_safe(' aria-hidden="true"'),
        _share(value, maximum),
        3 if "tall" in css else 5,
    )


@register.inclusion_tag("components/charts/stack_bar.html")
def stack_bar(parts, label="", css="", numbers=True):
    """One bar of several parts, (value, tone) in order; tones: ok warn bad red gold info mute."""
    total = sum(value or 0 for value, _ in parts)
    drawn, start = [], 0
    for value, tone_name in parts:
        if value:
            drawn.append(
                {
                    "value": value,
                    "tone": tone_name,
                    "x": _share(start, total),
                    "width": _share(value, total),
                    "middle": _share(start + value / 2, total),
                }
            )
            start += value
    return {"parts": drawn, "label": label, "css": css, "numbers": numbers}


@register.inclusion_tag("components/charts/line_chart.html")
def line_chart(points, goal=None, goal_text="", label=""):
    """Cumulative figures, (name, value) in order, with an optional target line. Put a table of the same beside it."""
    top = _ceiling(max([value for _, value in points] + [goal or 0, 1]))
    left, right, base, height = 52, 586, 200, 178
    step = (right - left) / max(len(points) - 1, 1)
    spots = [
        {
            "x": f"{left + index * step:.1f}",
            "y": f"{base - height * value / top:.1f}",
            "above": f"{base - height * value / top - 12:.1f}",
            "name": name,
            "value": value,
            "alt": index % 3 != 0 and index != len(points) - 1,
            "shown": index in (0, len(points) - 1) or index % 4 == 3,
        }
        for index, (name, value) in enumerate(points)
    ]
    return {
        "spots": spots,
        "line": " ".join(f"{spot['x']},{spot['y']}" for spot in spots),
        "rules": [(top * i // 4, f"{base - height * i / 4:.1f}", f"{base - height * i / 4 + 4:.1f}") for i in range(5)],
        "goal": goal and f"{base - height * goal / top:.1f}",
        "goal_above": goal and f"{base - height * goal / top - 8:.1f}",
        "goal_text": goal_text or (f"Chỉ tiêu {goal}" if goal else ""),
        "label": label,
        "last": spots[-1] if spots else None,
    }


def _ceiling(value):
    """The round number a scale ends at: 4, 8, 12, 16, 20, 40, 60, 80, 100, 120 …, always divisible by four."""
    for power in range(9):
        for step in (4, 8, 12, 16, 20, 40, 60, 80, 100, 120, 160):
            if value <= step * 10**power:
                return step * 10**power
    return value


@register.inclusion_tag("components/charts/steps.html")
def steps(current, total, name, following=""):
    """Where a thing stands on its way, in bars and in words: “Bước 1/5: Đăng ký. Bước sau: tiếp nhận”."""
    marks = ["done" if n < current else "now" if n == current else "" for n in range(1, total + 1)]
    return {"marks": marks, "current": current, "total": total, "name": name, "following": following}
