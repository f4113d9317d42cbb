"""Lists of years gone by come in while two years are open; a year worked on, or one not begun, is refused in words."""

import io

import pytest
from django.test import Client
from lxml import html

from core.exceptions import DomainError
from models_registry.enums import CycleState
from models_registry.imports.services.imports import commit_import, start_import
from models_registry.models import Cycle, ImportBatch, Initiative, UnitDuty
from tests.models_registry.imports.workbooks import workbook
from tests.reports.reading import words
from tests.support import factories as make
from tests.support.two_years import NOW, TwoYears

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at(*NOW)
    return TwoYears()


def old_list(unit):
    rows = [
        ("DANH SÁCH mô hình được công nhận",),
        ("TT", "Đơn vị", "Tên mô hình", "Loại", "Lĩnh vực"),
        (1, unit.name, "Ngõ nhỏ sáng đèn", "Tập thể", "Kinh tế"),
    ]
    file = io.BytesIO(workbook({"Danh sách": rows}))
    file.name = "danh-sach.xlsx"
    return file


def refused(world, year):
    with pytest.raises(DomainError) as error:
        start_import(actor=make.actor(world.officer, world.ward), ward=world.ward, year=year, file=old_list(world.unit))
    assert error.value.field == "year"
    assert not ImportBatch.objects.exists()
    return error.value.message


def test_a_list_of_a_past_year_comes_in_beside_two_open_years(world):
    browser = make.sign_in(Client(), world.officer)
    address = f"/{world.ward.slug}/nhap-du-lieu/mo-hinh/"
    page = html.document_fromstring(browser.get(address).content.decode())
    assert page.xpath("//input[@name='year']/@value") == ["2025"]
    assert "Chỉ nhập được năm đã qua; năm 2026 đang mở, năm 2027 đang mở" in words(page)
    answer = browser.post(address, {"year": "2025", "file": old_list(world.unit)}, follow=True)
    assert words(html.document_fromstring(answer.content.decode()).xpath("//h1")[0]) == "Xem trước danh sách năm 2025"
    browser.post(answer.request["PATH_INFO"], {"version": "1", "commit": "1"})
    row = Initiative.objects.get()
    assert (row.year, row.cycle.state, row.best_level) == (2025, CycleState.HISTORY, 1)
    assert set(Cycle.objects.filter(ward=world.ward, state=CycleState.OPEN)) == {world.old, world.new}


@pytest.mark.parametrize("year", [2026, 2027])
def test_an_open_year_takes_no_list_and_the_words_say_which_are_open(world, year):
    message = refused(world, year)
    assert message.startswith(f"Năm {year} chưa kết thúc trên hệ thống (năm 2026 đang mở, năm 2027 đang mở)")


def test_a_year_being_prepared_takes_no_list(world):
    Cycle.objects.filter(pk=world.new.pk).update(state=CycleState.PREPARING)
    assert "năm 2027 đang chuẩn bị" in refused(world, 2027)


def test_a_begun_year_that_is_not_there_yet_is_not_made_history_by_a_list(world):
    UnitDuty.objects.filter(cycle=world.new).delete()
    Cycle.objects.filter(pk=world.new.pk).delete()
    assert refused(world, 2027).startswith("Chưa lập năm 2027, còn năm trước đó chưa kết thúc (năm 2026 đang mở)")
    assert not Cycle.objects.filter(ward=world.ward, year=2027).exists()


def test_a_year_that_has_not_begun_is_refused(world):
    assert refused(world, 2028) == "Hãy nhập năm từ 2000 đến 2027"


def test_a_year_opened_after_the_preview_takes_no_list(world):
    actor = make.actor(world.officer, world.ward)
    Cycle.objects.filter(pk=world.old.pk).update(state=CycleState.CLOSED)
    batch = start_import(actor=actor, ward=world.ward, year=2026, file=old_list(world.unit))
    Cycle.objects.filter(pk=world.old.pk).update(state=CycleState.OPEN)
    with pytest.raises(DomainError, match="Năm 2026 chưa kết thúc trên hệ thống"):
        commit_import(actor=actor, batch=batch)
    assert not Initiative.objects.exists()
