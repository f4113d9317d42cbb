"""Passwords that can be known or guessed are refused in words, at their field; temporary ones end."""

import unicodedata

import pytest
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from organizations.access.guessable import COMMON, is_guessable
from organizations.access.passwords import one_time_password
from organizations.enums import Role
from organizations.people.services import change_password, issue_password
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SIGN_IN, CHANGE = reverse("accounts:sign_in"), reverse("accounts:password_change")
GUESSABLE = "Mật khẩu quá dễ đoán. Hãy dùng một câu ngắn của riêng đồng chí"


@pytest.fixture
def ward():
    return make.make_ward("Đảng ủy phường Nghĩa Lộ", "nghia-lo")


@pytest.fixture
def person(ward):
    user = make.make_head(make.make_unit(ward, "Chi bộ Trường THCS Nguyễn Du"), "bithu.so1")
    user.name_person("Lò Thị Ngọc Mận")
    user.save()
    return user


def refused(password, person=None):
    try:
        validate_password(password, person)
    except ValidationError as error:
        return error.messages
    return []


@pytest.mark.parametrize(
    "password",
    [
        "matkhau123456", "Mật khẩu 2026!", "M@tKh@u-2026", "emyeuanh2026", "anh yêu em 999", "hanoi01012026",
        "123456a@123", "12345678910", "0987654321", "1111111111a", "aaaaaaaaaaaa", "abcdefghijkl", "qwertyuiop12",
        "Password2026!", "P@ssw0rd!!2026", "iloveyou-2026", "danvankheo2026", "tapsu-20266", "TAPSU--2026",
        "nghialo-2026", "Nghĩa Lộ 12345", "phuongnghialo1", "tinhuythu2026", "thcsnguyendu1",
        "vietnam19452026", "Nguyễn Du 1/1/2026", "chibotruong99",
        "bithu.so1-2026", "BíThư.SO1.9999", "ngocman1990", "Lò Thị Ngọc Mận", "mannguyendu2026", "29/11/1985--",
    ],
)  # fmt: skip
def test_what_a_stranger_would_try_first_is_refused(person, password):
    assert len(refused(password, person)) == 1
    assert refused(password, person)[0].startswith(GUESSABLE)


@pytest.mark.parametrize(
    "password",
    ["mot cau de nho 77", "trời-xanh-mây-trắng", "k7w-9xq2-zzp", "Nghĩa Lộ có cầu treo", "🌾🌾 lúa chín"],
)  # fmt: skip
def test_a_sentence_of_ones_own_is_taken(person, password):
    assert refused(password, person) == []


def test_every_common_password_is_refused_alone_and_with_digits_around_it(person):
    known = CommonPasswordValidator().passwords
    assert [word for word in [*sorted(known)[::97], *COMMON] if not is_guessable(word, (), known)] == []
    framed = [f"12{word.upper()}@2026" for word in COMMON]
    assert [word for word in framed if not refused(word, person)] == []
    assert len(COMMON) >= 50


def test_both_unicode_forms_are_one_password_to_the_judge(person):
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert refused(unicodedata.normalize(form, "Mật khẩu Nghĩa Lộ 2026"), person)


def test_length_is_counted_and_said(person):
    assert refused("k7w9xq2zz", person) == ["Mật khẩu cần ít nhất 10 ký tự, hiện có 9"]
    assert refused("k7w9xq2zza", person) == []
    assert refused("k7w9 " * 26, person)[0] == "Mật khẩu dài quá 128 ký tự"


def test_the_printed_password_is_kept_to_the_practice_ward(person, settings):
    assert refused("tapsu-2026", person) == []
    settings.PRACTICE = False
    assert refused("tapsu-2026", person) == ["Mật khẩu này in sẵn cho bản tập sự, ai cũng biết. Hãy chọn mật khẩu khác"]


def test_the_pages_say_it_at_the_field(client, person, settings):
    settings.PRACTICE = False
    make.sign_in(client, person)
    for weak in ("nghialo-2026", "tapsu-2026", "matkhau123"):
        data = {"old_password": make.PASSWORD, "new_password": weak, "repeated": weak}
        page = client.post(CHANGE, data)
        assert list(page.context["form"].errors) == ["new_password"]
    person.must_change_password = True
    person.save()
    page = client.post(
        reverse("accounts:password_first"), {"new_password": "bithu.so1-2026", "repeated": "bithu.so1-2026"}
    )
    assert page.context["form"].errors["new_password"][0].startswith(GUESSABLE)
    person.refresh_from_db()
    assert person.check_password(make.PASSWORD)


def test_the_service_refuses_what_no_form_judged(person, ward):
    with pytest.raises(ValidationError, match="dễ đoán"):
        change_password(
            person=person, old=make.PASSWORD, new="nghialo-2026", ward_key=ward.pk, actor=make.actor(person, ward)
        )


def test_one_time_passwords_pass_the_same_judges(person):
    made = [one_time_password() for _ in range(200)]
    assert [password for password in made if refused(password, person)] == []
    assert len(set(made)) == 200


# --- temporary ------------------------------------------------------------------------------------------------------


@pytest.fixture
def slip(person, ward, settings, at):
    """The officer's slip for this person, given on a Friday at 10:05 for two days."""
    settings.TEMPORARY_PASSWORD_DAYS = 2
    at(2026, 11, 27, 10, 5)
    officer = make.make_member(ward, Role.OFFICER)
    return issue_password(actor=make.actor(officer, ward), ward=ward, person=person)


def sign_in(client, password, path=SIGN_IN):
    return client.post(path, {"username": "bithu.so1", "password": password})


def test_a_temporary_password_opens_until_its_minute(client, slip, at):
    at(2026, 11, 29, 10, 4)
    assert sign_in(client, slip).status_code == 302


@pytest.mark.parametrize("path", [SIGN_IN, reverse("accounts:relogin")])
def test_afterwards_it_says_so_and_who_gives_a_new_one(client, slip, at, path):
    at(2026, 11, 29, 10, 5)
    for _ in range(8):  # a right password is no guess, however often
        page = sign_in(client, slip, path)
        assert page.status_code == 200
        assert page.context["form"].non_field_errors() == [
            "Mật khẩu tạm đã hết hạn lúc 10:05 ngày 29/11/2026. "
            "Đồng chí gọi Ban Xây dựng Đảng, máy lẻ 105, để được cấp mật khẩu tạm mới"
        ]
    assert "_auth_user_id" not in client.session


def test_to_a_guesser_it_is_a_wrong_password_like_any_other(client, slip, at):
    at(2026, 11, 29, 10, 5)
    page = sign_in(client, "sai-mat-khau")
    assert "hết hạn" not in page.content.decode()


def test_a_locked_account_says_nothing_of_its_password(client, slip, person, at):
    person.refresh_from_db()
    person.is_active = False
    person.save()
    at(2026, 11, 29, 10, 5)
    assert "hết hạn" not in sign_in(client, slip).content.decode()


def test_the_officer_sees_it_and_gives_a_new_one(client, slip, person, ward, at):
    make.sign_in(client, make.make_member(ward, Role.OFFICER))
    page = reverse("organizations:person_detail", args=[ward.slug, person.username])
    assert "Dùng được đến 10:05 ngày 29/11/2026" in client.get(page).content.decode()
    at(2026, 11, 30, 9, 0)
    make.sign_in(client, make.make_member(ward, Role.OFFICER))
    words = client.get(page).content.decode()
    assert ("Đã hết hạn" in words, "10:05 ngày 29/11/2026" in words) == (True, True)
    giving = reverse("organizations:person_password", args=[ward.slug, person.username])
    assert "dùng được trong 2 ngày" in client.get(giving).content.decode()
    given = client.post(giving)
    assert "Dùng được đến</dt><dd>09:00 ngày 02/12/2026" in given.content.decode()
    client.logout()
    assert sign_in(client, given.context["password"]).status_code == 302


def test_an_own_password_never_ends(client, slip, person, ward, at):
    person.refresh_from_db()
    change_password(person=person, old=None, new="mot cau de nho 77", ward_key=ward.pk, actor=make.actor(person, ward))
    at(2027, 11, 27, 10, 5)
    assert sign_in(client, "mot cau de nho 77").status_code == 302
