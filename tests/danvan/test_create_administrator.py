"""The first administrator of a real installation: made with whatever is missing, refused in words."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from danvan.management.commands import create_administrator
from organizations.access.backends import MembershipBackend
from organizations.enums import OrganizationKind, Role
from organizations.models import Membership, Organization, User
from tests.support import factories as make

pytestmark = pytest.mark.django_db
WARD = {"ward_name": "Đảng ủy phường Yên Bái", "province_name": "Tỉnh ủy Lào Cai"}
PERSON = {"username": "quan.tri", "full_name": "Người Quản Trị"}


def run(**options):
    said = StringIO()
    call_command("create_administrator", stdout=said, **options)
    return said.getvalue()


class Terminal:
    """Somebody at the keyboard: lines for questions, words for passwords."""

    def __init__(self, monkeypatch, lines=(), passwords=()):
        self.asked = []
        lines, passwords = iter(lines), iter(passwords)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda question: self.asked.append(question) or next(lines))
        monkeypatch.setattr(create_administrator.getpass, "getpass", lambda question: next(passwords))


def test_province_ward_and_administrator_from_two_names():
    said = run(**WARD, **PERSON, no_input=True)
    ward = Organization.objects.get(kind=OrganizationKind.WARD)
    assert (ward.slug, ward.code, ward.parent.name, ward.parent.code) == ("yen-bai", "YENBAI", "Tỉnh ủy Lào Cai", "LC")
    assert ward.address_block == {
        "upper": "ĐẢNG BỘ TỈNH LÀO CAI",
        "body": "ĐẢNG ỦY PHƯỜNG YÊN BÁI",
        "place": "Yên Bái",
        "symbol": "ĐU",
    }
    seat = Membership.objects.get()
    assert (seat.user.username, seat.role, seat.organization) == ("quan.tri", Role.ADMIN, ward)
    assert AuditEntry.objects.filter(verb="role.grant").count() == 1
    password = said.split("một lần: ")[1].split(" ")[0]
    assert MembershipBackend().authenticate(None, "quan.tri", password) == seat.user
    assert seat.user.must_change_password


def test_a_second_administrator_of_a_ward_that_is_there():
    ward = make.make_ward(slug="yen-bai")
    run(**PERSON, no_input=True)
    assert Organization.objects.filter(kind=OrganizationKind.WARD).count() == 1
    assert Membership.objects.get().organization == ward


def test_another_ward_of_the_same_province():
    run(**WARD, **PERSON, no_input=True)
    run(
        ward_name="Đảng ủy xã Trấn Yên",
        ward_slug="tran-yen",
        username="quan.tri2",
        full_name="Người Hai",
        no_input=True,
    )
    assert Organization.objects.filter(kind=OrganizationKind.PROVINCE).count() == 1
    assert Organization.objects.get(slug="tran-yen").address_block["place"] == "Trấn Yên"


def test_questions_are_asked_with_proposals(monkeypatch):
    lines = ["Đảng ủy phường Yên Bái", "", "Tỉnh ủy Lào Cai", "", "", "", "", "", "", "quan.tri", "Người Quản Trị"]
    terminal = Terminal(monkeypatch, lines, ["dung-mot-cau-dai", "dung-mot-cau-dai"])
    said = run()
    assert "Mật khẩu dùng một lần" not in said
    assert any("[yen-bai]" in question for question in terminal.asked)
    person = MembershipBackend().authenticate(None, "quan.tri", "dung-mot-cau-dai")
    assert not person.must_change_password


@pytest.mark.parametrize(
    "passwords",
    [
        ["ngan", "tapsu", "12345678"],  # each too weak
        ["dung-mot-cau-dai", "khac", "dung-mot-cau-dai", "khac", "dung-mot-cau-dai", "khac"],  # never twice the same
    ],
)
def test_three_bad_passwords_make_nothing(monkeypatch, passwords):
    Terminal(monkeypatch, passwords=passwords)
    with pytest.raises(CommandError, match="ba lần"):
        run(
            **WARD,
            **PERSON,
            ward_slug="yb",
            ward_code="YB",
            province_code="LC",
            upper="A",
            body="B",
            place="C",
            symbol="D",
        )
    assert not Organization.objects.exists()
    assert not User.objects.exists()


def test_an_empty_password_gives_a_one_time_one(monkeypatch):
    make.make_ward(slug="yen-bai")
    Terminal(monkeypatch, [""], [""])
    assert "Mật khẩu dùng một lần" in run(**PERSON)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({**PERSON}, "ward-name"),
        ({**WARD, "username": "x"}, "full-name"),
        ({**WARD, **PERSON, "ward_slug": "Yên Bái"}, "không dấu"),
        ({**WARD, **PERSON, "ward_slug": "a" * 41}, "không dấu"),
        ({**WARD, **PERSON, "ward_code": "A" * 17}, "quá 16"),
        ({**WARD, **PERSON, "username": "quan tri"}, "viết liền"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_made(options, words):
    with pytest.raises(CommandError, match=words):
        run(**options, no_input=True)
    assert not Organization.objects.exists()


def test_a_taken_user_name_is_refused():
    run(**WARD, **PERSON, no_input=True)
    with pytest.raises(CommandError, match="đã có người dùng"):
        run(username="Quản.Trị", full_name="Người Khác", no_input=True)
    assert User.objects.count() == 1


def test_stopping_at_a_question_makes_nothing(monkeypatch):
    def stop(question):
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", stop)
    with pytest.raises(CommandError, match="Đã dừng"):
        run()
    assert not Organization.objects.exists()
