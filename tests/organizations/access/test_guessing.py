"""Guessing at the pages that ask for a password: refused in words before any hashing, whatever the name's spelling."""

import itertools
import unicodedata

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import WrongPassword
from organizations.access import backends
from organizations.access.reconfirm import FIELD
from organizations.enums import Role
from organizations.people.services import issue_password
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SIGN_IN, AGAIN = reverse("accounts:sign_in"), reverse("accounts:relogin")
CHANGE = reverse("accounts:password_change")
WRONG = "sai-mat-khau"
NAME = "đoàn.thị.đào"


@pytest.fixture
def ward():
    return make.make_ward()


@pytest.fixture
def person(ward):
    return make.make_head(make.make_unit(ward), NAME)


@pytest.fixture
def hashed(monkeypatch):
    """What was hashed: one entry for each password that was looked at, of a known or an unknown name."""
    looked_at = []
    for name in ("check_password", "make_password"):
        kept = getattr(backends, name)

        def noting(password, *rest, kept=kept, **more):
            looked_at.append(password)
            return kept(password, *rest, **more)

        monkeypatch.setattr(backends, name, noting)
    return looked_at


def guess(client, name=NAME, password=WRONG, path=SIGN_IN, **more):
    return client.post(path, {"username": name, "password": password, **more})


def spellings(name):
    """Forty ways of typing one name: case, accents, Đ, the two Unicode forms, blanks, wide and invisible signs."""
    bare = "".join(sign for sign in unicodedata.normalize("NFD", name) if not unicodedata.combining(sign))
    letters = [name, bare, bare.replace("đ", "d"), name.replace("đ", "ð"), unicodedata.normalize("NFD", name)]
    cases = [str, str.upper, str.title, str.swapcase]
    frames = [lambda text: text, lambda text: f"  {text[:2]}\u200b{text[2:]}\u00a0"]
    return [frame(case(text)) for text, case, frame in itertools.product(letters, cases, frames)]


@pytest.mark.parametrize("path", [SIGN_IN, AGAIN])
def test_forty_spellings_of_one_name_are_one_name(client, person, hashed, frozen_clock, path):
    typed = spellings(NAME)
    assert len(typed) == 40
    answers = [guess(client, name, f"sai-{n}", path).status_code for name in typed for n in range(4)]
    assert (len(hashed), answers) == (5, [200] * 4 + [429] * 156)
    assert WrongPassword.objects.exclude(name="").count() == 1


def test_a_refusal_says_when_to_come_again_and_keeps_what_was_typed(client, person, hashed, frozen_clock):
    for _ in range(5):
        page = guess(client, next="/tai-khoan/")
    assert (page.status_code, page["Retry-After"]) == (429, "300")
    page = guess(client, next="/tai-khoan/")
    words = page.content.decode()
    assert (page.status_code, page["Retry-After"], len(hashed)) == (429, "300", 5)
    assert "Nhập sai mật khẩu nhiều lần. Đồng chí thử lại sau 300 giây" in words
    assert (f'value="{NAME}"' in words, 'name="next" value="/tai-khoan/"' in words) == (True, True)
    assert WRONG not in words


def test_the_page_that_signs_in_again_keeps_the_way_to_the_held_text(client, person, frozen_clock):
    for _ in range(6):
        page = guess(client, path=AGAIN, mo="a" * 32)
    assert page.status_code == 429
    assert f'name="mo" value="{"a" * 32}"' in page.content.decode()


def test_many_names_slow_their_address_before_hashing_and_no_other(client, person, hashed, frozen_clock, settings):
    settings.THROTTLE_NAMES = 10
    answers = [guess(client, f"ten.{n}") for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert "Có nhiều tài khoản đăng nhập sai từ mạng này. Đồng chí thử lại sau 5 giây" in answers[-1].content.decode()
    assert len(hashed) == 10
    assert guess(client, password=make.PASSWORD).status_code == 429
    assert guess(Client(REMOTE_ADDR="198.51.100.4"), password=make.PASSWORD).status_code == 302


def test_behind_the_proxy_each_client_is_counted_for_itself(client, person, settings, frozen_clock):
    settings.BEHIND_PROXY = True
    guesser, owner = ({"headers": {"X-Forwarded-For": f"6.6.6.6, 198.51.100.{n}"}} for n in (4, 5))
    data = {"username": NAME, "password": "sai"}
    assert [client.post(SIGN_IN, data, **guesser).status_code for _ in range(5)] == [200] * 4 + [429]
    assert client.post(SIGN_IN, data | {"password": make.PASSWORD}, **owner).status_code == 302


def test_another_header_each_time_gives_no_more_guesses(client, person, hashed, settings, frozen_clock):
    for behind_proxy, last in ((False, ""), (True, ", 198.51.100.4")):
        settings.BEHIND_PROXY = behind_proxy
        for n in range(20):
            forged = {"X-Forwarded-For": f"10.0.0.{n}{last}", "X-Real-IP": f"10.0.0.{n}", "User-Agent": f"x{n}"}
            client.post(SIGN_IN, {"username": NAME, "password": "sai"}, headers=forged)
    assert len(hashed) == 2 * 5


@pytest.fixture
def admin(ward, frozen_clock):
    """Signed in sixteen minutes ago, with what every page that asks a password again posts."""
    user = make.make_member(ward, Role.ADMIN, "quản.trị")
    user.client = make.sign_in(Client(), user)
    session = user.client.session
    session["started"] = clock.now().timestamp() - 16 * 60
    session.save()
    role = reverse("organizations:role_add", args=[ward.slug, make.make_head(make.make_unit(ward)).username])
    user.asked = {
        role: {"role": Role.OBSERVER, "organization": ward.pk, FIELD: "sai"},
        CHANGE: {"old_password": "sai", "new_password": "mot cau de nho 77", "repeated": "mot cau de nho 77"},
    }
    return user


def test_wrong_tries_at_every_page_add_up(admin, client, hashed):
    for path, data in admin.asked.items():
        assert [admin.client.post(path, data).status_code for _ in range(2)] == [200, 200]
    last = guess(client, "QUAN.TRI")
    assert (last.status_code, len(hashed)) == (429, 5)
    for path, data in admin.asked.items():
        page = admin.client.post(path, data)
        assert (page.status_code, page["Retry-After"]) == (429, "300")
        assert "thử lại sau 300 giây" in page.content.decode()
    assert len(hashed) == 5
    admin.refresh_from_db()
    assert admin.check_password(make.PASSWORD)


def test_what_was_filled_in_waits_with_the_password(admin):
    path, data = next(iter(admin.asked.items()))
    pages = [admin.client.post(path, data | {"note": "riêng tư"}) for _ in range(6)]
    assert pages[-1].status_code == 429
    assert ("note", "riêng tư") in pages[-1].context["carried"]


def test_nothing_typed_stands_in_the_database(admin, client):
    secrets = ["sai-gan-dung-77", "mat.khau.go.nham"]
    guess(client, secrets[1], secrets[0])
    path, data = next(iter(admin.asked.items()))
    admin.client.post(path, data | {FIELD: secrets[0], "note": secrets[1]})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the database's own names
            assert [row for row in cursor.fetchall() if any(word in str(row) for word in secrets)] == []


def test_a_new_password_opens_at_once(client, person, ward, frozen_clock):
    for _ in range(6):
        guess(client)
    officer = make.make_member(ward, Role.OFFICER)
    password = issue_password(actor=make.actor(officer, ward), ward=ward, person=person)
    assert guess(client, password=password).status_code == 302
