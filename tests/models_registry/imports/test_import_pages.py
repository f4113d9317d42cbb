"""The three pages of an import, and the workbooks they give."""

import io

import pytest
from openpyxl import load_workbook

from core.models import DownloadLog
from models_registry.enums import BatchState
from models_registry.models import ImportBatch, Initiative
from organizations.enums import Role
from organizations.models import OrganizationAlias
from tests.models_registry.imports.lists import sample_list, sample_units, workbook
from tests.support.factories import make_member, make_unit, sign_in

BASE = "/thu-nghiem/nhap-du-lieu/mo-hinh/"


@pytest.fixture
def units(ward):
    return {unit.code: unit for unit in sample_units(ward)}


def upload(client, file=None, **fields):
    return client.post(BASE, {"year": "2025", "file": file or sample_list(), **fields})


def asks(answer):
    return {row.ordinal: row.pk for row in answer.context["form"].rows}


def test_a_list_goes_from_upload_through_decisions_to_its_models(as_officer, units):
    answer = upload(as_officer, number="12-QĐ/ĐU", on="20/12/2025")
    batch = ImportBatch.objects.get()
    assert answer.url == f"{BASE}{batch.token}/"
    page = as_officer.get(answer.url)
    content = page.content.decode()
    for words in (
        "68",
        "2 dòng cần quyết định",
        "Ô B27",
        "CB khu phố Hoa Ban",
        "Ô D44, E44",
        "12-QĐ/ĐU, ngày 20/12/2025",
    ):
        assert words in content
    keys = asks(page)
    assert list(keys) == ["17", "33"]
    choices = {f"unit_{keys['17']}": "TDP20", f"remember_{keys['17']}": "on", f"kind_{keys['33']}": "MODEL"}
    page = as_officer.post(answer.url, {"version": "1", **choices, "save": ""}, follow=True)
    assert (page.context["asking"], page.context["batch"].counts["NEW"]) == (0, 70)
    assert not Initiative.objects.exists()
    page = as_officer.post(answer.url, {"version": "2", **choices, "commit": "1"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{BASE}{batch.token}/ket-qua/"
    assert "Đã nhập 70 mô hình năm 2025" in page.content.decode()
    assert dict(page.context["understood"].sectors) == {
        "Xây dựng Đảng và hệ thống chính trị": 8,
        "Phát triển kinh tế": 14,
        "Văn hóa - xã hội": 35,
        "Quốc phòng - an ninh": 10,
        "Chuyển đổi số": 3,
    }
    assert (Initiative.objects.count(), OrganizationAlias.objects.count()) == (70, 1)
    assert as_officer.get(answer.url).url == f"{BASE}{batch.token}/ket-qua/"


def test_choices_and_import_in_one_press(as_officer, units):
    where = upload(as_officer).url
    keys = asks(as_officer.get(where))
    page = as_officer.post(where, {f"skip_{keys['17']}": "on", f"kind_{keys['33']}": "INDIVIDUAL", "commit": "1"})
    assert page.status_code == 302
    assert Initiative.objects.count() == 69


def test_undecided_rows_stop_the_import_and_keep_what_was_chosen(as_officer, units):
    where = upload(as_officer).url
    keys = asks(as_officer.get(where))
    page = as_officer.post(where, {f"kind_{keys['33']}": "MODEL", "commit": "1"}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Còn 1 dòng cần quyết định (17). Hãy chọn, hoặc đánh dấu bỏ qua."
    ]
    assert not Initiative.objects.exists()
    assert (page.context["asking"], page.context["form"][f"kind_{keys['33']}"].value()) == (1, "MODEL")


def test_skipped_rows_come_back_as_a_workbook_that_can_be_imported(as_officer, units):
    where = upload(as_officer).url
    keys = asks(as_officer.get(where))
    as_officer.post(where, {f"skip_{keys['17']}": "on", f"kind_{keys['33']}": "MODEL", "commit": "1"})
    page = as_officer.get(where + "ket-qua/")
    assert "Bỏ qua theo lựa chọn" in page.content.decode()
    answer = as_officer.get(where + "dong-khong-nhap.xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[1][:4] == (27, "17", "CB khu phố Hoa Ban", "trồng rau xanh")
    assert DownloadLog.objects.get().row_count == 1


def test_the_template_is_itself_understood(as_officer, units):
    answer = as_officer.get(BASE + "mau.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    book.active.append([1, units["TDP01"].name, "Mô hình theo mẫu", "x", "", "Kinh tế", "Năm 2025", ""])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "mau.xlsx"
    upload(as_officer, file)
    assert ImportBatch.objects.get().counts["NEW"] == 1


def test_the_same_list_again_says_that_nothing_is_new(as_officer, units):
    for _ in range(2):
        where = upload(as_officer).url
        keys = asks(as_officer.get(where))
        choices = {f"unit_{keys['17']}": "TDP20", f"kind_{keys['33']}": "MODEL"} if keys else {}
        page = as_officer.post(where, {**choices, "commit": "1"}, follow=True)
    assert "Không có mô hình mới nào được nhập" in page.content.decode()
    assert page.context["batch"].counts["SAME"] == 70


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"year": "2025"}, "file", "Hãy chọn tệp danh sách (.xlsx)"),
        ({"year": "2999"}, "year", "Số lớn nhất được nhập là 2100"),
        ({"year": "2099"}, "year", "Hãy nhập năm từ 2000 đến"),
        ({"year": "2025", "on": "31/02/2025"}, "on", "Ngày 31/02/2025 không có thật"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(as_officer, ward, fields, field, sentence):
    fields = {**fields} if field == "file" else {"file": sample_list(), **fields}
    answer = as_officer.post(BASE, fields)
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"].errors[field][0].startswith(sentence)
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"%PDF-1.7 x", "danh-sach.xlsx", "tệp PDF"),
        (b"khong phai bang", "danh-sach.xlsx", "Không tìm thấy"),
        (b"PK\x03\x04 hong", "danh-sach.xlsx", "Tệp bị hỏng"),
    ],
)
def test_a_file_that_is_no_list_gets_a_clear_sentence(as_officer, ward, data, name, words):
    file = io.BytesIO(data)
    file.name = name
    answer = upload(as_officer, file)
    assert words in answer.context["form"].errors["file"][0]
    assert not ImportBatch.objects.exists()


def test_an_old_page_is_told_that_the_list_changed(as_officer, units):
    where = upload(as_officer).url
    keys = asks(as_officer.get(where))
    as_officer.post(where, {"version": "1", f"kind_{keys['33']}": "MODEL"})
    page = as_officer.post(where, {"version": "1", f"skip_{keys['17']}": "on"})
    assert "Hãy tải lại trang" in page.context["form"].non_field_errors()[0]


def test_units_of_another_ward_are_no_choice(as_officer, units, other_ward):
    make_unit(other_ward, code="LG01")
    where = upload(as_officer).url
    keys = asks(as_officer.get(where))
    page = as_officer.post(where, {f"unit_{keys['17']}": "LG01"})
    assert list(page.context["form"].errors) == [f"unit_{keys['17']}"]


def test_only_the_ban_of_the_ward_imports(as_officer, client, ward, other_ward, units):
    where = upload(as_officer).url
    theirs = where.replace("thu-nghiem", "lang-gieng")
    assert as_officer.get(theirs).status_code == 404
    sign_in(client, make_member(other_ward, Role.OFFICER))
    assert client.get(theirs).status_code == 404
    for role in (Role.STANDING, Role.OBSERVER, Role.ADMIN):
        sign_in(client, make_member(ward, role))
        for address in (BASE, where, where + "ket-qua/", where + "dong-khong-nhap.xlsx", BASE + "mau.xlsx"):
            assert client.get(address).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 60])
def test_the_preview_costs_the_same_for_any_number_of_rows(as_officer, units, count, django_assert_num_queries):
    lines = [(n, "Chi bộ tổ dân phố Minh Tân 1", f"Mô hình {n}", "", "", "Kinh tế", "") for n in range(count)]
    where = upload(as_officer, workbook(lines)).url
    as_officer.get(where)
    with django_assert_num_queries(7):
        as_officer.get(where)
    assert ImportBatch.objects.get().state == BatchState.PREVIEW


def test_a_preview_asking_for_units_stays_within_its_queries(as_officer, units, django_assert_max_num_queries):
    where = upload(as_officer).url
    as_officer.get(where)
    with django_assert_max_num_queries(9):
        as_officer.get(where)
