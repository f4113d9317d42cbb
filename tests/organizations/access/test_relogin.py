"""Typed text survives the end of a session and of a form's token, for its author alone."""

import re
import uuid

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from core.forms import held
from core.models import HeldText
from models_registry.models import Initiative, RegistrationText
from models_registry.registration.services.drafts import start_draft
from tests.support import factories as make

pytestmark = pytest.mark.django_db

TYPED = "Vận động từng hộ, “mỗi nhóm” một đảng viên\nphụ trách <ngõ>"


@pytest.fixture
def place():
    ward = make.make_ward()
    cycle = make.make_cycle(ward)
    unit = make.make_unit(ward, code="TDP01")
    return ward, cycle, unit


@pytest.fixture
def author(place):
    return make.make_head(place[2], "bithu1")


@pytest.fixture
def draft(place, author):
    ward, cycle, unit = place
    return start_draft(actor=make.actor(author, ward), unit=unit, cycle=cycle, token=uuid.uuid4())


@pytest.fixture
def visitor(author):
    return make.sign_in(Client(enforce_csrf_checks=True), author)


def address(draft, name="initiative_step", number=2):
    return reverse(f"registry:{name}", args=[draft.ward.slug, draft.address, number])


def filled(visitor, draft, **typed):
    """The inputs of the form as a browser would post them, with what was typed."""
    page = visitor.get(address(draft)).content.decode()
    form = page[page.index('enctype="multipart/form-data"') :]
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    return {name: found[name] for name in ("csrfmiddlewaretoken", "chu", "version")} | {"method": TYPED} | typed


def end_session(visitor):
    visitor.cookies.pop("sessionid")


def sign_in_again(visitor, response, user):
    """Through the page one was led to; where that leads."""
    page = visitor.get(response["Location"])
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())[1]
    data = {"username": user.username, "password": make.PASSWORD, "csrfmiddlewaretoken": token}
    data["mo"] = response["Location"].partition("giu=")[2]
    return visitor.post(reverse("accounts:relogin"), data, follow=True)


def kept_method(draft):
    return Initiative.objects.select_related("text").get(pk=draft.pk).text.method


def test_after_signing_in_again_one_is_back_on_the_form_with_the_text_unsaved(visitor, draft, author):
    data = filled(visitor, draft)
    end_session(visitor)
    response = visitor.post(address(draft), data)
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("accounts:relogin"))
    page = sign_in_again(visitor, response, author)
    assert page.redirect_chain[-1][0].startswith(address(draft))
    assert page.context["form"]["method"].value() == TYPED
    assert "Nội dung đã được khôi phục" in page.content.decode()
    assert kept_method(draft) == ""
    again = filled(visitor, draft) | {"giu": HeldText.objects.get().token}
    assert visitor.post(address(draft), again | {"luu": "o-lai"}).status_code == 302
    assert (kept_method(draft), HeldText.objects.count()) == (TYPED, 0)


def test_when_another_saved_meanwhile_both_texts_are_shown(visitor, draft, author):
    data = filled(visitor, draft)
    end_session(visitor)
    response = visitor.post(address(draft), data)
    Initiative.objects.filter(pk=draft.pk).update(version=draft.version + 1)
    RegistrationText.objects.filter(pk=draft.pk).update(version=draft.version + 1)
    page = sign_in_again(visitor, response, author)
    assert page.status_code == 409
    assert [row["typed"] for row in page.context["differences"]] == [TYPED]


def test_another_person_at_the_machine_never_sees_it(visitor, draft, place, author):
    other = make.make_head(make.make_unit(place[0]), "bithu2")
    data = filled(visitor, draft)
    end_session(visitor)
    page = sign_in_again(visitor, visitor.post(address(draft), data), other)
    assert page.redirect_chain[-1][0] != address(draft)
    for path in (reverse("accounts:relogin"), address(draft), reverse("home")):
        for query in ("", f"?giu={HeldText.objects.get().token}"):
            assert "Vận động từng hộ" not in visitor.get(path + query, follow=True).content.decode()
    refused = visitor.post(address(draft), data)
    assert (refused.status_code, "Vận động từng hộ" in refused.content.decode()) == (403, False)
    assert HeldText.objects.filter(owner=held.owner_of(author.pk)).count() == 2


def test_a_page_of_another_person_is_not_saved_under_ones_name_even_with_a_good_token(author, draft, place):
    """One unit, two people: rights alone would let it pass."""
    colleague = make.make_member(place[2], username="thuky")
    client = make.sign_in(Client(), colleague)
    response = client.post(address(draft), {"method": TYPED, "chu": held.stamp_of(author.pk)})
    assert (response.status_code, kept_method(draft)) == (403, "")


def test_an_expired_token_leads_back_to_the_form_at_once(visitor, draft):
    data = filled(visitor, draft)
    visitor.cookies.pop("csrftoken")
    page = visitor.post(address(draft), data, follow=True)
    assert page.context["form"]["method"].value() == TYPED
    assert kept_method(draft) == ""


def test_the_script_is_told_in_words_and_the_text_is_kept_once_a_tab(visitor, draft, author):
    tab = "a" * 32
    headers = {"X-Autosave": tab}
    data = filled(visitor, draft, ma_trang=tab)
    visitor.cookies.pop("csrftoken")
    renewed = visitor.post(address(draft, "initiative_autosave"), data, headers=headers)
    assert (renewed.status_code, bool(renewed.json()["csrf"]), HeldText.objects.count()) == (403, True, 0)
    end_session(visitor)
    for words in ("một", "hai"):
        ended = visitor.post(address(draft, "initiative_autosave"), data | {"method": words}, headers=headers)
    assert (ended.status_code, "Đăng nhập lại" in ended.json()["message"]) == (401, True)
    row = HeldText.objects.get()
    assert (row.path, held.Held(row.body)["method"]) == (address(draft), "hai")


def test_signing_in_by_the_usual_page_shows_what_could_not_be_saved(author, draft):
    def hold(path):
        data = held.Held("", mutable=True)
        data["reason"] = TYPED
        return held.hold(owner=held.owner_of(author.pk), path=path, data=data)

    hold(address(draft))
    hold("/thu-nghiem/mo-hinh/DK-2026-001/rut/")
    client = Client()
    page = client.post("/dang-nhap/", {"username": "bithu1", "password": make.PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("accounts:relogin")
    assert page.content.decode().count("&lt;ngõ&gt;") == 2
    for row in page.context["rows"]:
        client.post(reverse("accounts:relogin"), {"bo": row.token})
    assert not HeldText.objects.exists()


def test_a_secret_is_not_kept_and_what_is_kept_ends(author, at):
    owner = held.owner_of(author.pk)
    at(2026, 11, 27, 10, 5)
    secret = held.Held("old_password=bi-mat&note=abc")
    assert held.hold(owner=owner, path="/x/", data=secret) is None
    held.hold(owner=owner, path="/x/", data=held.Held("note=abc"))
    at(2026, 11, 30, 10, 4)
    assert [row.path for row in held.held_of(author.pk)] == ["/x/"]
    at(2026, 11, 30, 10, 5)
    assert (held.held_of(author.pk), held.forget_expired(), HeldText.objects.count()) == ([], 1, 0)


def test_a_stamp_made_elsewhere_holds_nothing(draft):
    response = Client().post(address(draft), {"method": TYPED, "chu": "abc:def:ghi"})
    assert (response["Location"].startswith("/dang-nhap/?next="), HeldText.objects.exists()) == (True, False)


def test_the_token_of_a_ticked_file_is_kept_but_is_nothing_to_copy(visitor, author):
    body = QueryDict(mutable=True)
    body.setlist("marks_1", ["", "0f" * 16])
    body["comment_1"] = "Đã xem"
    kept = held.hold(owner=held.owner_of(author.pk), path="/khong-con/", data=body)
    (row,) = visitor.get(reverse("accounts:relogin")).context["rows"]
    assert (row.typed, row.longest) == ([("comment_1", "Đã xem")], "Đã xem")
    assert held.Held(kept.body).getlist("marks_1") == ["", "0f" * 16]
