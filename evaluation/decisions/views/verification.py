"""Proof to anybody (/kiem-chung/, without signing in) and to those who answer for the records (kiem-tra/)."""

from functools import wraps
from itertools import zip_longest

from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.exceptions import TooFast
from core.log.verification import Progress, checks
from core.web.clients import client_address
from core.web.throttle import refuse_haste, say_wait
from evaluation.decisions.standing import Standing, look_up
from evaluation.models.verify_codes import shown, typed
from organizations.permissions import Action, require
from organizations.units.services import ward_place

A_MINUTE = 60
TONES = {
    Standing.VALID: ("ok", "check"),
    Standing.CORRECTED: ("warn", "info"),
    Standing.REVOKED: ("bad", "x"),
    Standing.BROKEN: ("bad", "x"),
}


def _not_too_fast(view):
    """Answers a hasty address with 429 instead of the page."""

    @wraps(view)
    def slowed(request, **named):
        try:
            refuse_haste("verify", client_address(request), A_MINUTE)
        except TooFast as refusal:
            return say_wait(render(request, "errors/429.html", {"message": refusal.message}), refusal.seconds)
        return view(request, **named)

    return slowed


@login_not_required
@require_safe
@_not_too_fast
def verify_form(request):
    """Where a code is typed in; a good one leads to its own address, which the QR opens at once."""
    text = request.GET.get("ma", "").strip()[:60]
    code, row = typed(text)
    if code:
        return redirect("evaluation_public:verify", f"{code}-{row}" if row else code)
    return render(request, "evaluation/decisions/verify_form.html", {"typed": text})


@login_not_required
@require_safe
@_not_too_fast
def verify(request, code):
    known, row = typed(code)
    found = look_up(known, row)
    if found is None:
        return render(
            request, "evaluation/decisions/verify_form.html", {"typed": code[:60], "unknown": True}, status=404
        )
    tone, icon = TONES[found.standing]
    context = {"found": found, "tone": tone, "icon": icon, "code": shown(known) + (f"-{row}" if row else "")}
    return render(request, "evaluation/decisions/verify.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_check(request, ward):
    """A POST reads the next part of the ward's records and shows how far that has come; nothing is written."""
    require(request.actor, Action.VERIFY_RECORDS, ward_place(request.ward))
    progress, is_old = Progress(request.ward.pk), False
    if request.method == "POST":
        if sealed := request.POST.get("tiep"):
            try:
                progress = Progress.opened(sealed, scope_key=request.ward.pk)
            except BadSignature:
                is_old = True
        progress.take_turn()
    lines = list(zip_longest(checks(), progress.reports))
    context = {"lines": lines, "progress": progress, "reading": len(progress.reports), "at": clock.now()}
    return render(request, "evaluation/decisions/record_check.html", context | {"is_old": is_old})
