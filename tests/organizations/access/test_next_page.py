"""Where one is led after signing in: a page of this site, else home; never an error after the session has begun."""

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from tests.support import factories as make

pytestmark = pytest.mark.django_db
HOME = reverse("home")
DOORS = [reverse("accounts:sign_in"), reverse("accounts:relogin")]
NOWHERE = [
    "abc", "tai-khoan/", "accounts:profile", "home", "?x=1", "#x", ".", "..", "/abc", "/khong/co/trang/nay/ca/",
    "//evil.test/", "///evil.test/", "////evil.test", "https://evil.test/", "http://testserver/tai-khoan/",
    "http:tai-khoan", "https:///evil.test", "javascript:alert(1)", "data:text/html,x", "mailto:a@b.vn",
    "\\\\evil.test", "\\evil.test", "/\\evil.test", "/\\/evil.test", "/tai-khoan\\", "/tai-khoan/\\..\\",
    "/tai-khoan/\r\nX-Forged: 1", "/tai-khoan/\n", "\t/tai-khoan/", " /tai-khoan/", "/tai-khoan/ ", "/\t/evil.test",
    "/tai-khoan/\x00", "/tai-khoan/\x7f", "/tai-khoan/?a=\x0b", "/tai-khoan/?a=\u2028", "/tài-khoản/",
    "/tai-khoan/?q=ạ",
    "/%2f%2fevil.test", "/%5cevil.test", "/tai-khoan/%0d%0a", "/tai-khoan/%00", "/tai-khoan/../dang-xuat/",
    "/tai-khoan/%2e%2e/dang-xuat/", "/./tai-khoan/", "/%zz/", "/%ff%fe/", "/%", "/tai-khoan/?" + "a" * 2000, "/" * 3000,
    "/dang-xuat/", "/dang-xuat/?x=1", "/dang-nhap/", "/dang-nhap/?next=/dang-nhap/", "/tai-khoan/phien/",
    "/tai-khoan/phien/con-lai/", "/healthz", "/readyz", "/thu-nghiem/mo-hinh/x/buoc/1/luu-nhap/",
    "/static/css/base.css", "/[", "/\U0001f600", "//[", "http://[", "/:80/",
]  # fmt: skip
OURS = ["/tai-khoan/", "/tai-khoan/?a=1&b=%20x#y", "/thong-bao/", "/", "/thu-nghiem/mo-hinh/", "/kiem-chung/"]


@pytest.fixture
def person():
    return make.make_head(make.make_unit(make.make_ward()), "bithu.so1")


def led_to(client, door, target, method):
    """Where signing in leads; the session has begun by then, whatever was asked for."""
    data = {"username": "bithu.so1", "password": make.PASSWORD}
    if method == "GET":
        door, target = f"{door}?{urlencode({'next': target})}", client.get(door, {"next": target}).context["next"]
    answer = client.post(door, data | {"next": target})
    assert answer.status_code == 302
    client.logout()
    return answer["Location"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("door", "else_to"), [(DOORS[0], HOME), (DOORS[1], f"{DOORS[1]}?giu=")])
def test_only_a_page_of_ours_is_led_to(client, person, door, else_to, method):
    wanted = dict.fromkeys(NOWHERE, else_to) | {target: target for target in OURS}
    assert {target: led_to(client, door, target, method) for target in wanted} == wanted


def test_signing_in_again_with_nothing_held_goes_home(client, person):
    make.sign_in(client, person)
    assert client.get(f"{DOORS[1]}?giu=")["Location"] == HOME


def test_who_is_signed_in_is_led_by_the_same_rule(client, person):
    make.sign_in(client, person)
    notices = reverse("accounts:notifications")
    for else_to, lead in (
        (HOME, lambda target: client.get(DOORS[0], {"next": target})),
        (notices, lambda target: client.post(notices, {"link": target})),
    ):
        wanted = dict.fromkeys(NOWHERE, else_to) | {target: target for target in OURS}
        assert {target: lead(target)["Location"] for target in wanted} == wanted


def test_a_wrong_password_keeps_only_a_page_of_ours(client, person):
    for target, kept in (("abc", HOME), ("/tai-khoan/", "/tai-khoan/")):
        page = client.post(DOORS[0], {"username": "bithu.so1", "password": "sai", "next": target})
        assert f'name="next" value="{kept}"' in page.content.decode()
