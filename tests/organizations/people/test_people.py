"""Accounts and roles: who may give what, one head a unit, the last administrator stays (decisions 5–8)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import clock
from core.exceptions import DomainError
from core.models import AuditEntry, Notification
from organizations.enums import Role
from organizations.models import Membership, User
from organizations.people import services
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make.make_ward()


@pytest.fixture
def unit(ward):
    return make.make_unit(ward)


@pytest.fixture
def admin(ward):
    return make.actor(make.make_member(ward, Role.ADMIN, "quantri"), ward)


@pytest.fixture
def officer(ward):
    return make.actor(make.make_member(ward, Role.OFFICER, "chuyenvien"), ward)


def grant(actor, ward, person, place, role, **fields):
    return services.grant_role(actor=actor, ward=ward, person=person, organization=place, role=role, **fields)


def test_new_account_has_a_one_time_password_that_must_be_changed(ward, unit, officer):
    person, password = services.add_person(
        actor=officer, ward=ward, organization=unit, role=Role.SECRETARY, is_head=True,
        person={"username": "bithu.moi", "full_name": "Người Mới"},
    )  # fmt: skip
    assert person.check_password(password)
    assert (person.must_change_password, person.password_expires_at > clock.now()) == (True, True)
    assert password not in str(list(AuditEntry.objects.values()))


def test_names_differing_by_case_or_accents_are_one_name(ward, officer):
    services.create_person(actor=officer, ward=ward, username="bithu.hoa", full_name="Người Một")
    with pytest.raises(DomainError, match="đã có người dùng"):
        services.create_person(actor=officer, ward=ward, username="BITHU.HÒA", full_name="Người Hai")


def test_account_without_its_role_is_not_left_behind(ward, unit, officer):
    with pytest.raises(PermissionDenied):
        services.add_person(
            actor=officer, ward=ward, organization=ward, role=Role.OFFICER,
            person={"username": "leo.thang", "full_name": "Người Leo"},
        )  # fmt: skip
    assert not User.objects.filter(username="leo.thang").exists()


def test_officer_gives_only_unit_roles(ward, unit, officer):
    person = make.make_user()
    grant(officer, ward, person, unit, Role.SECRETARY)
    for role in (Role.OFFICER, Role.ADMIN, Role.STANDING):
        with pytest.raises(PermissionDenied):
            grant(officer, ward, person, ward, role)


def test_nobody_changes_their_own_roles(ward, unit, admin):
    own = Membership.objects.get(user_id=admin.user_key)
    me = User.objects.get(pk=admin.user_key)
    with pytest.raises(DomainError, match="tự giao"):
        grant(admin, ward, me, unit, Role.SECRETARY)
    with pytest.raises(DomainError, match="tự kết thúc"):
        services.end_role(actor=admin, ward=ward, seat=own, on=clock.today())
    with pytest.raises(DomainError, match="tự khóa"):
        services.set_active(actor=admin, ward=ward, person=me, is_active=False)


def test_the_last_administrator_stays(ward, admin):
    second_user = make.make_member(ward, Role.ADMIN)
    second = make.actor(second_user, ward)
    first_seat = Membership.objects.get(user_id=admin.user_key)
    services.end_role(actor=second, ward=ward, seat=first_seat, on=clock.today())
    helper = make.actor(make.make_member(ward, Role.OFFICER), ward)
    last = Membership.objects.get(user=second_user)
    with pytest.raises(PermissionDenied):
        services.end_role(actor=helper, ward=ward, seat=last, on=clock.today())
    User.objects.filter(pk=admin.user_key).update(is_active=True)
    grant(second, ward, User.objects.get(pk=admin.user_key), ward, Role.ADMIN)
    User.objects.filter(pk=admin.user_key).update(is_active=False)
    first = make.actor(User.objects.get(pk=admin.user_key), ward)
    with pytest.raises(DomainError, match="ít nhất một người quản trị"):
        services.end_role(actor=first, ward=ward, seat=last, on=clock.today())


def test_new_head_takes_over_the_day_he_begins(ward, unit, officer):
    former = make.make_head(unit)
    grant(officer, ward, make.make_user("moi"), unit, Role.SECRETARY, is_head=True)
    seats = Membership.objects.filter(organization=unit).order_by("id").values_list("user__username", "valid_until")
    assert list(seats) == [(former.username, clock.today()), ("moi", None)]
    assert make.actor(former, ward).head_unit_keys == frozenset()


def test_overlapping_terms_of_one_role_are_refused(ward, unit, officer):
    person = make.make_user()
    day = clock.today()
    grant(officer, ward, person, unit, Role.SECRETARY, valid_from=day, valid_until=day + dt.timedelta(days=10))
    with pytest.raises(DomainError, match="đã giữ vai trò này"):
        grant(officer, ward, person, unit, Role.SECRETARY, valid_from=day + dt.timedelta(days=9))
    grant(officer, ward, person, unit, Role.SECRETARY, valid_from=day + dt.timedelta(days=10))
    assert person.memberships.count() == 2


def test_role_that_ended_yesterday_gives_nothing_today(ward, unit):
    yesterday = clock.today() - dt.timedelta(days=1)
    past = make.make_member(unit, valid_until=yesterday)
    until_today = make.make_member(unit, valid_until=clock.today())
    from_today = make.make_member(unit, valid_from=clock.today())
    assert [make.actor(p, ward).unit_keys for p in (past, until_today, from_today)] == [
        frozenset(), frozenset(), {unit.pk},
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.OFFICER, Role.STANDING, Role.ADMIN])
def test_officer_neither_locks_nor_resets_people_of_the_committee(ward, officer, role):
    person = make.make_member(ward, role)
    with pytest.raises(PermissionDenied):
        services.issue_password(actor=officer, ward=ward, person=person)
    with pytest.raises(PermissionDenied):
        services.set_active(actor=officer, ward=ward, person=person, is_active=False)


def test_reset_password_is_told_to_its_owner_and_to_the_log(ward, unit, officer):
    person = make.make_head(unit)
    password = services.issue_password(actor=officer, ward=ward, person=person)
    person.refresh_from_db()
    assert person.check_password(password)
    assert Notification.objects.get(user_key=person.pk).kind == "password"
    assert AuditEntry.objects.get(verb="person.password").text == f"Cấp mật khẩu tạm cho {person.username}"


def test_slip_shows_the_password_once_and_is_not_kept_by_the_browser(client, ward, unit):
    make.make_head(unit, "bithu.a")
    make.sign_in(client, make.make_member(ward, Role.OFFICER))
    url = reverse("organizations:person_password", args=[ward.slug, "bithu.a"])
    slip = client.post(url)
    assert slip.context["password"] in slip.content.decode()
    assert "no-store" in slip["Cache-Control"]
    assert slip.context["password"] not in client.get(url).content.decode()


def test_person_of_another_ward_is_not_found(client, ward):
    other = make.make_ward("Đảng ủy phường Hai", "hai")
    make.make_head(make.make_unit(other), "bithu.x")
    make.sign_in(client, make.make_member(ward, Role.ADMIN))
    assert client.get(reverse("organizations:person_detail", args=[ward.slug, "bithu.x"])).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 30])
def test_list_of_people_costs_the_same_however_many(client, ward, unit, count, django_assert_num_queries):
    for _ in range(count):
        make.make_member(unit)
    make.sign_in(client, make.make_member(ward, Role.ADMIN))
    with django_assert_num_queries(6):
        page = client.get(reverse("organizations:person_list", args=[ward.slug]))
    assert len(page.context["rows"]) == count + 1


def test_people_are_found_without_accents_and_sorted_by_given_name(client, ward, unit):
    for number, name in enumerate(["Trần Văn Bình", "Lê Thị Ân", "Nguyễn Văn Đức"]):
        make.give_role(make.make_user(f"nguoi.{number}", name), unit, Role.SECRETARY)
    make.sign_in(client, make.make_member(ward, Role.ADMIN, "zz.quantri"))
    page = client.get(reverse("organizations:person_list", args=[ward.slug]), {"vai_tro": "SECRETARY"})
    assert [person.full_name for person, _ in page.context["rows"]] == [
        "Lê Thị Ân", "Trần Văn Bình", "Nguyễn Văn Đức",
    ]  # fmt: skip
    page = client.get(reverse("organizations:person_list", args=[ward.slug]), {"q": "duc van"})
    assert [person.full_name for person, _ in page.context["rows"]] == ["Nguyễn Văn Đức"]
