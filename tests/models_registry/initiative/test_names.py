"""Names that name nothing are refused everywhere they are typed or read; “mô hình” never stands twice before a name."""

import pytest
from django.test import Client

from core.exceptions import DomainError
from core.models import Notification
from models_registry.enums import InitiativeKind
from models_registry.enums import InitiativeState as S
from models_registry.initiative.messages import model_begins, model_words
from models_registry.models import Initiative
from models_registry.own_models.services import discontinue
from models_registry.registration.services.sending import Incomplete, send_initiative
from organizations.enums import Role
from organizations.people import services
from organizations.units import services as units
from tests.models_registry.registration.test_registration_form import step
from tests.support import factories as make

pytestmark = pytest.mark.django_db
REFUSED = "“...” không phải là tên. Hãy ghi tên bằng chữ"


@pytest.mark.parametrize("name", ["...", "aaaa", "----", "1111", "1/2026"])
def test_the_form_says_so_at_the_name_and_keeps_the_old_one(client, unit, cycle, unit_head, name):
    row = make.make_initiative(unit, cycle, name="Tên cũ")
    make.sign_in(client, unit_head)
    client.post(step(row, 2), {"name": name, "luu": "thoat"})
    page = client.get(step(row, 2, "?loi=1"))
    assert page.context["form"].errors["name"] == [f"“{name}” không phải là tên. Hãy ghi tên bằng chữ"]
    assert f'value="{name}"' in page.content.decode()
    assert Initiative.objects.get(pk=row.pk).name == "Tên cũ"


def test_a_draft_with_such_a_name_is_not_sent(unit, cycle, unit_head, ward):
    row = make.make_initiative(unit, cycle, name="...", kind=InitiativeKind.INDIVIDUAL, person_name="1234")
    with pytest.raises(Incomplete) as refused:
        send_initiative(actor=make.actor(unit_head, ward), initiative=row, seen=row.version, confirmed=True)
    found = {problem.field: problem.message for problem in refused.value.problems}
    assert found == {"name": REFUSED, "person_name": "“1234” không phải là tên. Hãy ghi tên bằng chữ"}


def test_units_and_people_need_names_too(ward):
    admin = make.actor(make.make_member(ward, Role.ADMIN), ward)
    with pytest.raises(DomainError) as unit:
        units.add_unit(actor=admin, ward=ward, code="A1", name="...", kind="OTHER")
    assert (unit.value.field, unit.value.message) == ("name", REFUSED)
    with pytest.raises(DomainError) as person:
        services.create_person(actor=admin, ward=ward, username="nguoi", full_name="...")
    assert (person.value.field, person.value.message) == ("full_name", REFUSED)


@pytest.mark.parametrize(
    ("name", "within", "first"),
    [
        ("Ngõ xanh", "mô hình “Ngõ xanh”", "Mô hình “Ngõ xanh”"),
        ("Mô hình cổng rào", "“Mô hình cổng rào”", "“Mô hình cổng rào”"),
        ("MÔ HÌNH cổng rào", "“MÔ HÌNH cổng rào”", "“MÔ HÌNH cổng rào”"),
        ("Mô hình “Cổng rào”", "mô hình “Cổng rào”", "Mô hình “Cổng rào”"),
        ("Điển hình người tốt", "“Điển hình người tốt”", "“Điển hình người tốt”"),
        ("Mô hình", "mô hình “Mô hình”", "Mô hình “Mô hình”"),
    ],
)
def test_the_word_stands_once_before_a_name(name, within, first):
    assert (model_words(name), model_begins(name)) == (within, first)


def test_notices_and_messages_do_not_double_the_word(unit, cycle, officer, unit_head, ward):
    row = make.make_initiative(unit, cycle, S.RECEIVED, "Mô hình cổng rào")
    discontinue(actor=make.actor(unit_head, ward), initiative=row, seen=row.version, reason="Không còn phù hợp")
    other = make.make_initiative(unit, cycle, S.RECEIVED, "Mô hình “Ngõ xanh”")
    browser = make.sign_in(Client(), unit_head)
    page = browser.get(f"/{ward.slug}/mo-hinh/{other.code}/dung/").content.decode()
    assert "Dừng mô hình “Ngõ xanh”?" in page
    texts = [*Notification.objects.values_list("text", flat=True), page]
    assert [text for text in texts if "mô hình mô hình" in text.lower().replace("“", "")] == []
