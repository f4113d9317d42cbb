"""Signing in and out, one's password, profile and notices."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.forms import held
from core.forms.base import errors_on
from core.log import notifications as notices
from core.web.throttle import say_wait
from organizations.access.actors import wards_of
from organizations.access.next_page import next_page, own_page
from organizations.access.relogin import begin_session
from organizations.accounts.forms import NewPasswordForm, PasswordChangeForm, ProfileForm, SignInForm
from organizations.enums import Role
from organizations.people import services

# Whose page is one's home: the first row that fits a person's roles.
HOMES = (
    (Role.SECRETARY, "reports:todo"),
    (Role.OFFICER, "reports:desk"),
    (Role.HEAD, "reports:desk"),
    (Role.STANDING, "reports:overview"),
    (Role.BOARD, "reports:overview"),
    (Role.OBSERVER, "reports:overview"),
    (Role.ADMIN, "organizations:unit_list"),
)


@require_safe
def home(request):
    """Leads to the page of one's work; who has no work here is told so."""
    if request.actor is not None and request.actor.ward_slug:
        for role, name in HOMES:
            if role in request.actor.roles:
                return redirect(name, request.actor.ward_slug)
    return render(request, "organizations/access/no_place.html")


@never_cache
@require_safe
def session_left(request):
    """For the script that warns before the session ends: asking is being there. Seconds until the end in any case."""
    return JsonResponse({"left": request.seconds_left})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request):
    """Sign in by user name. Leads back to where one was going, within this site."""
    target = next_page(request) or reverse("home")
    if request.user.is_authenticated and request.method != "POST":
        return redirect(target)
    ended = request.session.pop("ended", False) if request.session.get("ended") else False
    form = SignInForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        begin_session(request, form.user)
        if target == reverse("home") and held.held_of(form.user.pk):
            target = reverse("accounts:relogin")  # first what could not be saved last time
        return redirect(target)
    context = {"form": form, "next": target, "ended": ended, "accounts": settings.PRACTICE_ACCOUNTS}
    return say_wait(render(request, "organizations/accounts/sign_in.html", context), form.wait)


@require_POST
def sign_out(request):
    logout(request)
    response = redirect("accounts:sign_in")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@never_cache
@sensitive_post_parameters()
def password_first(request):
    """The forced change of a password that somebody else gave."""
    if not request.user.must_change_password:
        return redirect("home")
    form = NewPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            _change(request, old=None, new=form.cleaned_data["new_password"])
            messages.success(request, "Đã đặt mật khẩu mới")
            return redirect("home")
    return render(request, "organizations/accounts/password_first.html", {"form": form})


@never_cache
@sensitive_post_parameters()
def password_change(request):
    form = PasswordChangeForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            _change(request, old=form.cleaned_data["old_password"], new=form.cleaned_data["new_password"])
            messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác đã được đăng xuất")
            return redirect("accounts:profile")
    return say_wait(render(request, "organizations/accounts/password_change.html", {"form": form}), form.wait)


def profile(request):
    """Phone, text size, and the roles one holds."""
    start = {"phone": request.user.phone, "text_size": request.user.text_size}
    form = ProfileForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        services.edit_profile(person=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu thông tin")
        return redirect("accounts:profile")
    return render(request, "organizations/accounts/profile.html", {"form": form, "wards": wards_of(request.user)})


@require_POST
def end_other_sessions(request):
    """Sign out everywhere but here."""
    services.end_other_sessions(person=request.user, keep=request.session.session_key)
    messages.success(request, "Đã đăng xuất khỏi các thiết bị khác")
    return redirect("accounts:profile")


@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request):
    """One's notices; a POST marks them read, one (and follows its link) or all."""
    if request.method == "POST":
        key = request.POST.get("notice", "")
        notices.mark_read(request.user.pk, [int(key)] if key.isdecimal() and len(key) < 18 else None)
        link = request.POST.get("link", "")
        return redirect(own_page(link) or reverse("accounts:notifications"))
    rows = list(notices.for_user(request.user.pk)[:100])
    return render(request, "organizations/accounts/notifications.html", {"rows": rows})


def _change(request, *, old, new):
    ward_key = request.actor.ward_key
    services.change_password(person=request.user, old=old, new=new, ward_key=ward_key, actor=request.actor)
    update_session_auth_hash(request, request.user)
