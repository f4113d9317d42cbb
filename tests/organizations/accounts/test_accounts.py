"""Signing in, session limits, one's own password and notices."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from core import clock
from core.log.notifications import notify
from core.models import Notification
from organizations.enums import Role
from organizations.models import User
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SIGN_IN = reverse("accounts:sign_in")
PROFILE = reverse("accounts:profile")


@pytest.fixture
def ward():
    return make.make_ward()


@pytest.fixture
def person(ward):
    return make.make_head(make.make_unit(ward), "bithu.so1")


def try_password(client, name, password=make.PASSWORD, **more):
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_user_name_is_found_whatever_its_case_and_accents(client, person):
    assert try_password(client, "BíThư.SO1").status_code == 302
    assert client.get(PROFILE).status_code == 200


@pytest.mark.parametrize(("name", "password"), [("bithu.so1", "sai-mat-khau"), ("khong.co", make.PASSWORD)])
def test_wrong_name_and_wrong_password_get_the_same_answer(client, person, name, password):
    page = try_password(client, name, password)
    assert page.status_code == 200
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page.content.decode()
    assert Session.objects.filter(session_data__contains="_auth").count() == 0


def test_five_wrong_passwords_slow_only_that_name(client, person, ward):
    other = make.make_head(make.make_unit(ward), "bithu.so2")
    for _ in range(5):
        last = try_password(client, "bithu.so1", "sai-mat-khau")
    assert last.status_code == 429
    assert try_password(client, "bithu.so1").status_code == 429
    assert try_password(client, other.username).status_code == 302


@pytest.mark.parametrize("target", ["//evil.test/", "https://evil.test/", "javascript:alert(1)", "\\\\evil.test"])
def test_next_never_leaves_this_host(client, person, target):
    assert try_password(client, "bithu.so1", next=target)["Location"] == reverse("home")


def test_next_leads_back_to_the_page_asked_for(client, person):
    asked = client.get(PROFILE)
    assert asked["Location"] == f"{SIGN_IN}?next={PROFILE}"
    assert try_password(client, "bithu.so1", next=PROFILE)["Location"] == PROFILE


def test_locked_person_is_out_at_the_next_request(client, person):
    make.sign_in(client, person)
    assert client.get(PROFILE).status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get(PROFILE).status_code == 302
    assert try_password(client, person.username).status_code == 200


@pytest.mark.parametrize(("role", "minutes"), [(Role.SECRETARY, 60), (Role.OFFICER, 30)])
def test_idle_session_ends_by_role(client, ward, role, minutes):
    place = make.make_unit(ward) if role == Role.SECRETARY else ward
    make.make_member(place, role, "nguoi.cho")
    with time_machine.travel(dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC), tick=False) as at:
        try_password(client, "nguoi.cho")
        at.shift(dt.timedelta(minutes=minutes - 1))
        assert client.get(PROFILE).status_code == 200
        at.shift(dt.timedelta(minutes=minutes))
        assert client.get(PROFILE).status_code == 302
        assert "Phiên làm việc đã hết" in client.get(SIGN_IN).content.decode()


def test_session_ends_after_twelve_hours_however_busy(client, person):
    with time_machine.travel(dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC), tick=False) as at:
        try_password(client, "bithu.so1")
        for _ in range(15):
            at.shift(dt.timedelta(minutes=47))
            assert client.get(PROFILE).status_code == 200
        at.shift(dt.timedelta(minutes=47))
        assert client.get(PROFILE).status_code == 302


def test_given_password_opens_only_the_forced_change(client, person):
    User.objects.filter(pk=person.pk).update(must_change_password=True)
    try_password(client, "bithu.so1")
    forced = reverse("accounts:password_first")
    assert client.get(PROFILE)["Location"] == forced
    new = {"new_password": "mot cau de nho 77", "repeated": "mot cau de nho 77"}
    assert client.post(forced, new).status_code == 302
    assert client.get(PROFILE).status_code == 200
    person.refresh_from_db()
    assert (person.must_change_password, person.check_password("mot cau de nho 77")) == (False, True)


def test_given_password_ends_after_its_time(client, person):
    User.objects.filter(pk=person.pk).update(password_expires_at=clock.now() - dt.timedelta(seconds=1))
    assert try_password(client, "bithu.so1").status_code == 200


@pytest.mark.parametrize("weak", ["ngan", "danvankheo2026", "yenbai-123456", "bithu.so1-2026", "password123"])
def test_weak_passwords_are_refused_with_a_reason(client, person, weak):
    make.sign_in(client, person)
    page = client.post(
        reverse("accounts:password_change"), {"old_password": make.PASSWORD, "new_password": weak, "repeated": weak}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["new_password"]


def test_password_change_ends_the_other_sessions(client, person):
    other = type(client)()
    make.sign_in(client, person)
    make.sign_in(other, person)
    new = {"old_password": make.PASSWORD, "new_password": "mot cau de nho 77", "repeated": "mot cau de nho 77"}
    assert client.post(reverse("accounts:password_change"), new).status_code == 302
    assert client.get(PROFILE).status_code == 200
    assert other.get(PROFILE).status_code == 302


def test_other_devices_can_be_signed_out(client, person):
    other = type(client)()
    make.sign_in(client, person)
    make.sign_in(other, person)
    client.post(reverse("accounts:end_other_sessions"))
    assert (client.get(PROFILE).status_code, other.get(PROFILE).status_code) == (200, 302)


def test_sign_out_needs_a_post_and_clears_the_browser(client, person):
    make.sign_in(client, person)
    assert client.get(reverse("accounts:sign_out")).status_code == 405
    answer = client.post(reverse("accounts:sign_out"))
    assert "storage" in answer["Clear-Site-Data"]
    assert client.get(PROFILE).status_code == 302


def test_ward_one_has_no_place_in_does_not_exist(client, person):
    make.make_ward("Đảng ủy phường Khác", "khac")
    make.sign_in(client, person)
    assert client.get("/khac/thu-vien/").status_code == 404


def test_notices_are_marked_read_only_by_post_and_only_ones_own(client, person, ward):
    stranger = make.make_head(make.make_unit(ward))
    for user in (person, stranger):
        notify(user_keys=[user.pk], ward_key=ward.pk, kind="k", text="Việc mới", link="/thong-bao/", dedupe_key="1")
    make.sign_in(client, person)
    client.get(reverse("accounts:notifications"))
    assert Notification.objects.filter(read_at__isnull=True).count() == 2
    theirs = Notification.objects.get(user_key=stranger.pk)
    client.post(reverse("accounts:notifications"), {"notice": theirs.pk})
    assert Notification.objects.filter(read_at__isnull=True).count() == 2
    answer = client.post(reverse("accounts:notifications"), {"link": "//evil.test"})
    assert answer["Location"] == reverse("accounts:notifications")
    assert list(Notification.objects.filter(read_at__isnull=True)) == [theirs]


def test_profile_keeps_phone_and_text_size(client, person):
    make.sign_in(client, person)
    assert client.post(PROFILE, {"phone": "0216 385 0105", "text_size": "130"}).status_code == 302
    person.refresh_from_db()
    assert (person.phone, person.text_size) == ("0216 385 0105", 130)
    assert client.post(PROFILE, {"phone": "abc", "text_size": "131"}).status_code == 200
