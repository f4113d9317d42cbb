"""Files and words of one registration written at the same moment: neither is taken for another person's words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.exceptions import StaleState
from core.files.uploads import check_upload
from models_registry.enums import InitiativeState as S
from models_registry.enums import Source
from models_registry.initiative.files.services import add_files, remove_file
from models_registry.models import Attachment, BehalfEntry, Initiative
from models_registry.models.files import FilePlace
from models_registry.registration.services.saving import save_step
from tests.access.registry_form import PNG
from tests.support import factories as make

pytestmark = pytest.mark.django_db
PAPER = {"paper_number": "05-DK", "paper_on": "12/03/2026", "told_by": "Nguyễn Văn Mẫu"}


@pytest.fixture
def row(unit, cycle, officer):
    """What an officer types for a unit, whole but for the paper."""
    row = make.make_initiative(unit, cycle, source=Source.BEHALF)
    BehalfEntry.objects.create(initiative=row, ward=unit.ward, typed_by=officer)
    return row


def fresh(row) -> Initiative:
    return Initiative.objects.select_related("cycle", "unit", "ward", "text").get(pk=row.pk)


def step(row, number=2):
    return reverse("registry:initiative_step", args=[row.ward.slug, row.address, number])


def scan(name="ban-giay.png"):
    return SimpleUploadedFile(name, PNG)


def save(row, person, seen, **values):
    return save_step(actor=make.actor(person, row.ward), initiative=row, seen=seen, step=2, values=values, unread={})


def attach(row, person):
    return add_files(
        actor=make.actor(person, row.ward), initiative=row, uploads=[check_upload(scan())], place=FilePlace.SCAN
    )


def test_a_file_that_was_on_its_way_while_words_were_saved_is_kept(row, officer):
    sending, typing = fresh(row), fresh(row)  # two requests that read the row before either wrote
    save(typing, officer, typing.version, problem="Ba ngõ tối")
    attach(sending, officer)
    assert (fresh(row).text.problem, fresh(row).version) == ("Ba ngõ tối", row.version + 2)
    assert [file.place for file in Attachment.objects.all()] == [FilePlace.SCAN]


def test_words_that_were_on_their_way_while_a_file_was_kept_are_saved(row, officer):
    sending, typing = fresh(row), fresh(row)
    file = attach(sending, officer)[0]
    save(typing, officer, typing.version, problem="Ba ngõ tối", name="Ngõ nhỏ sáng đèn")
    later = fresh(row)
    assert (later.text.problem, later.name, later.text.version) == ("Ba ngõ tối", "Ngõ nhỏ sáng đèn", later.version)
    remove_file(actor=make.actor(officer, row.ward), initiative=fresh(row), attachment=file)
    save(later, officer, later.version, problem="Ba ngõ tối, hay mất xe")
    assert fresh(row).text.problem == "Ba ngõ tối, hay mất xe"


def test_words_of_another_are_not_overwritten_although_a_file_came_between(row, officer):
    late = fresh(row)
    save(fresh(row), officer, row.version, problem="Bản của người kia")
    attach(fresh(row), officer)
    for initiative in (late, fresh(row)):
        with pytest.raises(StaleState):
            save(initiative, officer, row.version, problem="Bản của trang cũ")
    assert fresh(row).text.problem == "Bản của người kia"


def test_neither_is_written_into_a_registration_that_was_sent_meanwhile(row, officer):
    late = fresh(row)
    Initiative.objects.filter(pk=row.pk).update(state=S.SUBMITTED, version=row.version + 1)
    with pytest.raises(StaleState):
        attach(late, officer)
    with pytest.raises(StaleState):
        save(fresh(row), officer, row.version, problem="Muộn mất rồi")
    with pytest.raises(StaleState):
        save(late, officer, row.version, problem="Muộn mất rồi")
    assert (Attachment.objects.count(), fresh(row).text.problem) == (0, row.text.problem)


def test_a_clash_of_words_keeps_the_file_that_came_with_them(as_officer, row, officer):
    seen = row.version
    save(fresh(row), officer, seen, problem="Bản của người kia")
    page = as_officer.post(step(row), {"problem": "Bản của tôi", "version": seen, "scan": scan(), **PAPER})
    assert page.status_code == 409
    assert "Tệp vừa chọn đã được tải lên." in page.content.decode()
    assert Attachment.objects.get().place == FilePlace.SCAN


def test_the_signed_paper_is_asked_for_at_its_field_once_before_one_goes_on(as_officer, row):
    first = as_officer.post(step(row), {"version": row.version, **PAPER})
    assert first["Location"] == step(row) + "?loi=1"
    page = as_officer.get(first["Location"])
    assert page.context["form"].errors["scan"] == ["Hãy tải lên bản đăng ký giấy có chữ ký của người đứng đầu đơn vị"]
    told = {"version": fresh(row).version, "da_bao": page.context["told"], **PAPER}
    assert as_officer.post(step(row), told)["Location"] == step(row, 3)
    assert as_officer.post(step(row), {"scan": scan(), **PAPER})["Location"] == step(row, 3)


def test_what_was_wrong_with_the_scan_stands_at_its_field(as_officer, row):
    answer = as_officer.post(step(row), {"scan": scan("ban-giay.exe"), **PAPER})
    assert answer["Location"] == step(row) + "#phan-files"
    errors = as_officer.get(step(row)).context["form"].errors
    assert list(errors) == ["scan"]
    assert errors["scan"][0].startswith("Chưa nhận loại tệp này")
