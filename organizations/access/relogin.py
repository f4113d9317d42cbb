"""Signing in again in place, and what was typed meanwhile: back in its form, or shown to be copied."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core import clock
from core.forms import held
from core.web.throttle import say_wait
from organizations.access.next_page import next_page
from organizations.accounts.forms import SignInForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def relogin(request):
    """Signs in and leads back to the text named by ?giu=…, if it is this person's; lists what else is kept."""
    token = request.POST.get("mo") or request.GET.get("giu") or ""
    if request.user.is_authenticated:
        return _kept(request, token)
    target = next_page(request)
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        begin_session(request, form.user)
        return redirect(target or f"{reverse('accounts:relogin')}?{urlencode({'giu': token})}")
    context = {"form": form, "token": token, "next": target}
    return say_wait(render(request, "organizations/access/relogin.html", context), form.wait)


def begin_session(request, user) -> None:
    login(request, user)
    request.session["started"] = request.session["seen"] = clock.now().timestamp()


def _kept(request, token):
    if request.method == "POST":
        held.forget(user_key=request.user.pk, token=request.POST.get("bo", ""))
        return redirect("accounts:relogin")
    named = held.find(request.user.pk, token)
    way = held.way_back(named) if named else ""
    if way:
        return redirect(way)
    rows = held.held_of(request.user.pk)
    if not rows:
        return redirect("home")
    for row in rows:
        row.way, row.typed = held.way_back(row), held.words_in(held.Held(row.body))
        row.longest = max((value for _, value in row.typed), key=len, default="")
    return render(request, "organizations/access/held_list.html", {"rows": rows})
