"""People of the ward: accounts, roles, locks, one-time passwords."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock
from core.exceptions import DomainError
from core.forms.base import errors_on
from core.log import audit
from core.log.audit import Audience
from core.text.vietnamese import fold
from organizations.access.reconfirm import password_confirmed
from organizations.models import Membership, User
from organizations.people import services
from organizations.people.forms import LockForm, PersonForm, RoleEndForm, RoleForm
from organizations.permissions import Action, can, require
from organizations.units.filters import PersonFilter
from organizations.units.services import ward_place

PAGE = 50


def people_of(request):
    """Whoever has or had a place in this ward."""
    require(request.actor, Action.MANAGE_UNIT_PEOPLE, ward_place(request.ward))
    return User.objects.filter(pk__in=Membership.objects.filter(ward=request.ward).values("user_id"))


def one_person(request, username):
    return get_object_or_404(people_of(request), username_fold=fold(username))


@require_safe
def person_list(request, ward):
    chosen = PersonFilter(request.GET, people_of(request).order_by("given_sort", "id"), request=request)
    page = Paginator(chosen.qs, PAGE).get_page(request.GET.get("page"))
    held: dict[int, list[Membership]] = {}
    seats = Membership.objects.valid_on(clock.today()).filter(ward=request.ward, user__in=[row.pk for row in page])
    for seat in seats.select_related("organization").order_by("id"):
        held.setdefault(seat.user_id, []).append(seat)
    rows = [(person, held.get(person.pk, [])) for person in page]
    return render(request, "organizations/people/person_list.html", {"filter": chosen, "page": page, "rows": rows})


def person_add(request, ward):
    require(request.actor, Action.MANAGE_UNIT_PEOPLE, ward_place(request.ward))
    start = {"unit": request.GET.get("don-vi")}
    form = PersonForm(request.actor, request.ward, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            person, password = services.add_person(
                actor=request.actor, ward=request.ward, person=form.person(), **form.grant()
            )
            return _slip(request, person, password, is_new=True)
    return render(request, "organizations/people/person_add.html", {"form": form})


@require_safe
def person_detail(request, ward, username):
    person = one_person(request, username)
    today = clock.today()
    everything = can(request.actor, Action.MANAGE_PEOPLE, ward_place(request.ward))
    seats = Membership.objects.filter(user=person, ward=request.ward).select_related("organization")
    context = {
        "person": person,
        "seats": [
            (seat, seat.is_valid_on(today), everything or seat.role == "SECRETARY")
            for seat in seats.order_by("-valid_from", "-id")
        ],
        "entries": audit.timeline(person, audiences=[Audience.UNIT, Audience.BAN, Audience.ADMIN], limit=50),
        "may_manage": services.may_manage(request.actor, request.ward, person) and person.pk != request.user.pk,
    }
    return render(request, "organizations/people/person_detail.html", context)


@password_confirmed
def role_add(request, ward, username):
    person = one_person(request, username)
    form = RoleForm(request.actor, request.ward, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.grant_role(actor=request.actor, ward=request.ward, person=person, **form.grant())
            messages.success(request, "Đã giao vai trò")
            return redirect("organizations:person_detail", ward, person.username)
    return render(request, "organizations/people/role_add.html", {"form": form, "person": person})


@password_confirmed
def role_end(request, ward, username, key):
    person = one_person(request, username)
    seat = get_object_or_404(Membership.objects.filter(user=person, ward=request.ward), pk=key)
    form = RoleEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.end_role(actor=request.actor, ward=request.ward, seat=seat, **form.cleaned_data)
            messages.success(request, "Đã kết thúc vai trò")
            return redirect("organizations:person_detail", ward, person.username)
    return render(request, "organizations/people/role_end.html", {"form": form, "person": person, "seat": seat})


@password_confirmed
def person_lock(request, ward, username):
    """Lock an open account or open a locked one."""
    person = one_person(request, username)
    form = LockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_on(form):
            services.set_active(
                actor=request.actor,
                ward=request.ward,
                person=person,
                is_active=not person.is_active,
                reason=form.cleaned_data["reason"],
            )
            messages.success(request, "Đã mở khóa tài khoản" if person.is_active else "Đã khóa tài khoản")
            return redirect("organizations:person_detail", ward, person.username)
    return render(request, "organizations/people/person_lock.html", {"form": form, "person": person})


@never_cache
@password_confirmed
def person_password(request, ward, username):
    """A one-time password, shown once on a slip to print."""
    person = one_person(request, username)
    if request.method == "POST":
        try:
            password = services.issue_password(actor=request.actor, ward=request.ward, person=person)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("organizations:person_detail", ward, person.username)
        return _slip(request, person, password, is_new=False)
    context = {"person": person, "days": settings.TEMPORARY_PASSWORD_DAYS}
    return render(request, "organizations/people/person_password.html", context)


def _slip(request, person, password, *, is_new):
    """The only place a password is ever shown; the page is not kept by the browser."""
    seats = Membership.objects.filter(user=person, ward=request.ward).select_related("organization")
    context = {
        "person": person,
        "password": password,
        "seats": seats.valid_on(clock.today()),
        "address": request.build_absolute_uri("/"),
        "is_new": is_new,
    }
    return render(request, "organizations/people/password_slip.html", context)
