"""The steps as a unit fills them in: everything is kept, errors stop only sending, nobody is overwritten."""

import datetime as dt
import unicodedata
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Notification
from models_registry.enums import DutyKind, InitiativeKind, Origin
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative, Submission, Target
from models_registry.registration.services.drafts import start_draft
from tests.access.registry_form import PNG
from tests.models_registry.registration.drafts import check_page, fresh, last_year, start, step
from tests.support import factories as make

pytestmark = pytest.mark.django_db

METHOD = "Vận động từng hộ, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách. " * 2
ROWS = {"targets-TOTAL_FORMS": 3, "targets-INITIAL_FORMS": 0}


@pytest.fixture
def blank(unit, cycle, unit_head, ward):
    """A draft nobody wrote in yet."""
    return start_draft(actor=make.actor(unit_head, ward), unit=unit, cycle=cycle, token=uuid.uuid4())


def test_each_step_is_kept_and_leads_to_the_next(as_head, blank, ward):
    partner = make.make_unit(ward, "Hội Phụ nữ phường", code="PN01")
    posts = {
        1: {"leader_name": "Nguyễn  Thử", "contact_phone": "0912 345 678", "meeting_on": "1/3/2026", "kind": "MODEL"},
        2: {
            "name": "Ngõ nhỏ sáng đèn", "origin": "NEW", "sector": "4", "problem": "Ngõ tối", "method": METHOD,
            "area": "", "starts_on": "01/03/2026", "ends_on": "30/11/2026",
        },
        3: {
            "goals": "", "expected": "", **ROWS, "targets-0-indicator": "Số đèn", "targets-0-measure": "bóng",
            "targets-0-planned": "1.500", "targets-2-indicator": "Tỷ lệ hộ", "targets-2-measure": "%",
            "targets-2-planned": "97,5",
        },
        4: {
            "resources": "", "steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-what": "Vận động",
            "steps-0-who": "Tổ đảng viên", "steps-0-when": "Tháng 4", "units-TOTAL_FORMS": 2, "units-INITIAL_FORMS": 0,
            "units-0-organization": "PN01", "units-1-outside_name": "Nhóm Zalo tổ 5",
        },
    }  # fmt: skip
    for number, data in posts.items():
        answer = as_head.post(step(blank, number), data | {"version": fresh(blank).version})
        assert answer["Location"] == (step(blank, number + 1) if number < 4 else check_page(blank))
    row = fresh(blank)
    assert (row.name, row.sector.number, row.text.leader_name) == ("Ngõ nhỏ sáng đèn", 4, "Nguyễn Thử")
    assert (row.starts_on, row.ends_on, row.ongoing) == (dt.date(2026, 3, 1), dt.date(2026, 11, 30), False)
    assert [(t.key, t.indicator, str(t.planned)) for t in row.targets.all()] == [
        ("t1", "Số đèn", "1500.00"),
        ("t2", "Tỷ lệ hộ", "97.50"),
    ]
    assert row.text.steps == [{"what": "Vận động", "who": "Tổ đảng viên", "when": "Tháng 4"}]
    assert list(row.coordinations.order_by("id").values_list("organization", "outside_name")) == [
        (partner.pk, ""),
        (None, "Nhóm Zalo tổ 5"),
    ]
    page = as_head.get(check_page(row)).content.decode()
    assert "Tôi xác nhận nội dung đã được chi bộ thống nhất" in page
    as_head.post(check_page(row), {"confirmed": "on", "version": row.version, "viec": "gui"})
    assert fresh(row).state == S.SUBMITTED


def test_a_day_that_does_not_exist_is_kept_as_typed_told_and_stops_only_the_send(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, ongoing=False, starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 5, 1))
    answer = as_head.post(step(row, 2), {"starts_on": "31/02/2026", "ends_on": "01/05/2026", "problem": "Mới"})
    assert answer["Location"] == step(row, 2, "?loi=1")
    page = as_head.get(answer["Location"]).content.decode()
    assert "<title>Lỗi: Bước 2/5" in page
    assert 'value="31/02/2026"' in page
    assert page.count("Ngày 31/02/2026 không có thật") == 2  # in the summary, and beside the field
    row = fresh(row)
    assert (row.starts_on, row.ends_on, row.text.problem) == (None, dt.date(2026, 5, 1), "Mới")
    told = {"starts_on": "31/02/2026", "ends_on": "01/05/2026", "da_bao": "starts_on"}
    assert as_head.post(step(row, 2), told)["Location"] == step(row, 3)  # told once, one may go on
    sent = as_head.post(check_page(row), {"confirmed": "on"})
    assert "Ngày 31/02/2026 không có thật" in sent.content.decode()
    assert f"{step(row, 2)}?loi=1#id_starts_on" in sent.content.decode()
    assert not Submission.objects.exists()
    as_head.post(step(row, 2), {"starts_on": "28/02/2026", "ends_on": "01/05/2026"})
    assert (fresh(row).starts_on, fresh(row).text.unread) == (dt.date(2026, 2, 28), {})


def test_the_end_before_the_beginning_is_told_with_the_beginning(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, ongoing=False)
    as_head.post(step(row, 2), {"starts_on": "01/03/2026", "ends_on": "30/11/2025"})
    page = as_head.get(step(row, 2, "?loi=1")).content.decode()
    assert "Ngày kết thúc phải sau ngày bắt đầu (01/03/2026)" in page
    assert 'value="30/11/2025"' in page


def test_a_name_of_500_signs_is_kept_in_the_draft_and_told(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, name="Tên cũ")
    long = "Rất dài " * 62 + "hết."
    answer = as_head.post(step(row, 2), {"name": long, "luu": "thoat"})
    assert answer["Location"].endswith(f"/mo-hinh/?nam={cycle.year}")
    page = as_head.get(step(row, 2, "?loi=1")).content.decode()
    assert "Tên mô hình dài quá 200 ký tự, hiện có 500" in page
    assert long in page
    assert fresh(row).name == "Tên cũ"


def test_decomposed_letters_are_stored_in_one_form_and_found(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    as_head.post(step(row, 2), {"name": unicodedata.normalize("NFD", "Đường  hoa Hoà Bình")})
    row = fresh(row)
    assert row.name == "Đường hoa Hoà Bình"
    assert list(Initiative.objects.matching("duong hoa hoa binh")) == [row]


def test_nothing_but_the_fields_of_the_step_is_taken(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle)
    before = fresh(row)
    as_head.post(
        step(row, 1),
        {
            "leader_name": "Mới", "name": "Đổi tên", "state": "RECEIVED", "unit": make.make_unit(ward).pk,
            "code": "DK-1", "best_level": 3, "is_copy": "on", "cycle": 7, "source": "IMPORT", "lineage": uuid.uuid4(),
        },
    )  # fmt: skip
    after = fresh(row)
    same = ("name", "state", "unit_id", "code", "best_level", "is_copy", "cycle_id", "source", "lineage", "kind")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert after.text.leader_name == "Mới"


def test_an_empty_post_changes_nothing(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    for number in (1, 2, 3, 4):
        as_head.post(step(row, number), {})
    after = fresh(row)
    assert (after.version, after.name, after.text.method) == (row.version, row.name, row.text.method)
    assert (after.targets.count(), after.ongoing) == (1, True)


def test_rows_are_taken_away_and_added_without_script(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    answer = as_head.post(
        step(row, 3),
        {**ROWS, "targets-0-key": "t1", "targets-0-indicator": "Bỏ", "targets-0-DELETE": "on",
         "targets-1-indicator": "Giữ", "targets-1-planned": "2", "luu": "them:targets"},
    )  # fmt: skip
    assert answer["Location"] == step(row, 3, "?dong=targets#phan-targets")
    assert [(t.key, t.indicator) for t in row.targets.all()] == [("t2", "Giữ")]
    assert as_head.get(step(row, 3, "?dong=targets")).content.decode().count("data-row role") == 1 + 4 + 1


def test_a_row_that_cannot_be_read_keeps_its_place_and_its_text(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    as_head.post(
        step(row, 3),
        {**ROWS, "targets-1-key": "t1", "targets-1-indicator": "Số hộ", "targets-1-planned": "nhiều"},
    )  # fmt: skip
    page = as_head.get(step(row, 3, "?loi=1")).content.decode()
    assert "Hãy nhập số, ví dụ 120 hoặc 17,5" in page
    assert 'value="nhiều"' in page
    assert [(t.key, t.planned) for t in Target.objects.all()] == [("t1", None)]


def test_last_years_text_is_put_under_what_stands_there(as_head, unit, cycle):
    source = last_year(unit)
    start(as_head, unit, origin=Origin.KEEP, continues=source.code)
    row = Initiative.objects.get(cycle=cycle)
    answer = as_head.post(step(row, 2), {"method": "Năm nay làm thêm.", "luu": "dung-lai:method"})
    assert answer["Location"] == step(row, 2, "#phan-method")
    assert fresh(row).text.method == f"Năm nay làm thêm.\n\n{source.text.method}"
    as_head.post(step(row, 2), {"method": fresh(row).text.method, "luu": "dung-lai:method"})
    assert fresh(row).text.method == f"Năm nay làm thêm.\n\n{source.text.method}"


def test_an_individual_names_the_person(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, kind=InitiativeKind.INDIVIDUAL)
    sent = as_head.post(check_page(row), {"confirmed": "on"})
    assert "Hãy nhập họ và tên cá nhân được đăng ký" in sent.content.decode()
    as_head.post(step(row, 1), {"kind": "INDIVIDUAL", "person_name": "Người Tốt"})
    as_head.post(check_page(row), {"confirmed": "on"})
    assert (fresh(row).state, fresh(row).person_name) == (S.SUBMITTED, "Người Tốt")


def test_who_is_in_charge_is_one_of_the_units_people(as_head, unit, cycle, unit_head):
    row = make.make_initiative(unit, cycle)
    as_head.post(step(row, 1), {"in_charge": unit_head.username})
    assert fresh(row).in_charge == unit_head
    as_head.post(step(row, 1), {"in_charge": make.make_user("nguoi.la").username})
    assert fresh(row).in_charge == unit_head


# Two at once --------------------------------------------------------------------------------------------------------


def test_a_stale_tab_is_told_and_both_texts_stay_on_the_page(client, unit, cycle, unit_head):
    row = make.make_initiative(unit, cycle)
    secretary = make.make_member(unit, username="thuky")
    make.sign_in(client, secretary).post(step(row, 2), {"problem": "Bản của thư ký", "version": row.version})
    answer = make.sign_in(client, unit_head).post(
        step(row, 2), {"problem": "Bản của bí thư", "starts_on": "", "version": row.version}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Hồ sơ vừa được Người Thử thuky" in page
    assert "Xem hai bản để chọn" in page
    assert page.count("Bản của thư ký") == 1
    assert page.count("Bản của bí thư") == 2  # beside the other, and carried to be saved
    assert fresh(row).text.problem == "Bản của thư ký"
    client.post(step(row, 2), {"problem": "Bản của bí thư", "version": fresh(row).version})
    assert fresh(row).text.problem == "Bản của bí thư"


def test_a_save_after_the_send_is_told_that_it_was_sent(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    seen = row.version
    as_head.post(check_page(row), {"confirmed": "on", "version": seen})
    answer = as_head.post(step(row, 2), {"problem": "Muộn mất rồi", "version": seen})
    page = answer.content.decode()
    assert "Hồ sơ này đã được gửi lúc" in page
    assert "Muộn mất rồi" in page
    assert fresh(row).text.problem != "Muộn mất rồi"


def test_sending_twice_shows_one_receipt_and_the_draft_s_address_leads_to_the_code(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle)
    old = check_page(row)
    first, second = (as_head.post(old, {"confirmed": "on", "version": row.version}) for _ in range(2))
    row = fresh(row)
    receipt = reverse("registry:initiative_receipt", args=[row.ward.slug, row.code])
    assert first["Location"] == second["Location"] == receipt
    page = as_head.get(receipt).content.decode()
    assert "Hồ sơ này đã được gửi lúc" in page
    assert row.code in page
    assert Submission.objects.count() == 1
    assert as_head.get(old)["Location"] == receipt
    detail = reverse("registry:initiative_detail", args=[row.ward.slug, row.token.hex])
    assert as_head.get(detail)["Location"] == row.get_absolute_url()


def test_a_session_that_ended_leads_to_sign_in_and_back(client, unit, cycle):
    row = make.make_initiative(unit, cycle)
    answer = client.get(step(row, 2))
    assert answer["Location"] == f"/dang-nhap/?next={step(row, 2)}"


# Who may what -------------------------------------------------------------------------------------------------------


def test_who_is_not_head_marks_it_prepared_and_the_head_is_told(client, unit, cycle, unit_head):
    row = make.make_initiative(unit, cycle)
    secretary = make.sign_in(client, make.make_member(unit))
    page = secretary.get(check_page(row)).content.decode()
    assert "Gửi đăng ký" not in page
    assert secretary.post(check_page(row), {"viec": "gui", "confirmed": "on"}).status_code == 403
    secretary.post(check_page(row), {"viec": "soan-xong"})
    assert fresh(row).prepared_at is not None
    told = Notification.objects.get()
    assert (told.user_key, told.link) == (unit_head.pk, check_page(row))
    assert "Đã soạn xong, chờ người đứng đầu gửi" in secretary.get(check_page(row)).content.decode()


def test_what_is_not_complete_is_not_marked_prepared(client, blank, unit):
    make.sign_in(client, make.make_member(unit)).post(check_page(blank), {"viec": "soan-xong"})
    assert (fresh(blank).prepared_at, Notification.objects.count()) == (None, 0)


@pytest.mark.parametrize("number", [0, 5, 9])
def test_there_are_four_steps_before_the_check(as_head, unit, cycle, number):
    assert as_head.get(step(make.make_initiative(unit, cycle), number)).status_code == 404


def test_another_units_draft_is_not_there(as_head, ward, cycle):
    row = make.make_initiative(make.make_unit(ward), cycle)
    for url in (step(row, 1), check_page(row), row.get_absolute_url()):
        assert as_head.get(url).status_code == 404
        assert as_head.post(url, {"name": "x"}).status_code in (404, 405)


def test_a_received_registration_is_no_longer_written_in(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, S.RECEIVED)
    assert as_head.get(step(row, 2))["Location"] == row.get_absolute_url()
    assert as_head.post(step(row, 2), {"name": "Khác"}).status_code == 409
    assert fresh(row).name == row.name


# A vertical unit's copy ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by_duty", [True, False])
def test_a_vertical_unit_sends_a_short_copy_with_its_file(client, ward, cycle, by_duty):
    unit = make.make_unit(ward, "Chi bộ Công an", code="CA01", reports_vertically=not by_duty)
    if by_duty:
        make.make_duty(cycle, unit, DutyKind.COPY_ONLY)
    head = make.sign_in(client, make.make_head(unit))
    start(head, unit, kind="INDIVIDUAL")
    row = Initiative.objects.get()
    assert (row.is_copy, row.kind) == (True, "MODEL")
    assert head.get(step(row, 2)).status_code == 404
    assert "Chỉ theo dõi" in head.get(step(row, 1)).content.decode()
    head.post(
        step(row, 1), {"name": "Tuyến đường an toàn", "sector": "4", "starts_on": "", "ends_on": "", "ongoing": "on"}
    )
    sent = head.post(check_page(row), {"confirmed": "on"})
    assert "Hãy tải lên bản đăng ký đã gửi ngành dọc" in sent.content.decode()
    head.post(step(row, 1), {"files": SimpleUploadedFile("ban.png", PNG)})
    head.post(check_page(row), {"confirmed": "on"})
    assert fresh(row).state == S.SUBMITTED
