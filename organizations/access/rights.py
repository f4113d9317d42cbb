"""The table of rights as the program applies it, and the ward's log."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from core.log import audit
from core.models import AuditEntry
from core.text.vietnamese import clean_line
from organizations.models import User
from organizations.permissions import GRANTS, Action, Capacity, require
from organizations.units.services import ward_place

PAGE = 50


@require_safe
def rights(request, ward):
    require(request.actor, Action.READ_RIGHTS, ward_place(request.ward))
    rows = [(action.label, [action in GRANTS[capacity] for capacity in Capacity]) for action in Action]
    return render(request, "organizations/access/rights.html", {"rows": rows, "capacities": list(Capacity)})


@require_http_methods(["GET", "HEAD", "POST"])
def audit_list(request, ward):
    """The ward's log, newest first, by keyset; a POST checks the whole chain and writes nothing."""
    require(request.actor, Action.READ_AUDIT, ward_place(request.ward))
    entries = AuditEntry.objects.filter(scope_key=request.ward.pk, audience__in=["UNIT", "BAN", "ADMIN"])
    before, who = request.GET.get("truoc", ""), clean_line(request.GET.get("nguoi", ""))
    if before.isdecimal() and len(before) < 18:
        entries = entries.filter(seq__lt=int(before))
    if who:
        keys = User.objects.filter(username_fold__startswith=who.lower()).values_list("pk", flat=True)
        entries = entries.filter(user_key__in=list(keys[:50]))
    rows = list(entries.order_by("-seq")[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].seq if len(rows) > PAGE else None,
        "who": who,
        "checked": request.method == "POST",
        "problems": audit.verify(request.ward.pk) if request.method == "POST" else [],
    }
    return render(request, "organizations/access/audit_list.html", context)
