"""A unit's own models: the list, one of them, what may be done with it, its files; and the ward's library."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from models_registry.enums import CycleState, Origin, RecognitionSource
from models_registry.enums import InitiativeState as S
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Attachment, Coordination, Initiative
from models_registry.registration.services.drafts import delete_draft, restore_draft, start_draft
from models_registry.registration.services.sending import send_initiative
from models_registry.reviewing.services.receiving import RemarkDraft, return_initiative
from organizations.enums import Role
from tests.access.registry_form import PNG, attach
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


def url(name, ward, *args):
    return reverse(f"registry:{name}", args=[ward.slug, *args])


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "sector", "text").get(pk=row.pk)


def recognised(unit, cycle, name, level=1, **fields):
    row = make.make_initiative(unit, cycle, S.RECEIVED, name=name, **fields)
    recognise(levels={row: level}, paper=Paper(source=RecognitionSource.IMPORT))
    return row


# The list -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_shows_the_units_own_rows_of_the_year_and_costs_the_same(as_head, unit, cycle, ward, count):
    mine = [make.make_initiative(unit, cycle) for _ in range(count)]
    make.make_initiative(make.make_unit(ward), cycle, S.SUBMITTED)
    make.make_initiative(unit, make.make_cycle(ward, cycle.year - 1, CycleState.CLOSED), S.RECEIVED)
    as_head.get(url("initiative_list", ward))
    with AtMost(8) as asked:
        page = as_head.get(url("initiative_list", ward))
    assert set(page.context["page"].object_list) == set(mine)
    assert asked.count == 7


def test_another_year_is_an_address_away(as_head, unit, cycle, ward):
    old = make.make_initiative(unit, make.make_cycle(ward, cycle.year - 1, CycleState.CLOSED), S.RECEIVED)
    page = as_head.get(url("initiative_list", ward) + f"?nam={cycle.year - 1}")
    assert list(page.context["page"]) == [old]
    assert list(as_head.get(url("initiative_list", ward) + "?nam=abc").context["page"]) == []


def test_an_observer_reads_what_was_sent_in_the_ward(client, unit, cycle, ward):
    make.make_initiative(unit, cycle)
    sent = make.make_initiative(unit, cycle, S.SUBMITTED)
    make.sign_in(client, make.make_member(ward, Role.OBSERVER))
    assert list(client.get(url("initiative_list", ward)).context["page"]) == [sent]


def test_coordinating_units_read_it_once_sent_and_nobody_else_of_another_unit(client, unit, cycle, ward):
    partner, stranger = make.make_unit(ward), make.make_unit(ward)
    row = make.make_initiative(unit, cycle)
    Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=partner)
    helper, other = make.make_head(partner), make.make_head(stranger)
    assert make.sign_in(client, helper).get(row.get_absolute_url()).status_code == 404
    actor = make.actor(make.make_head(unit), ward)
    send_initiative(actor=actor, initiative=fresh(row), seen=row.version, confirmed=True)
    row = fresh(row)
    file = attach(row)
    download = url("attachment_download", ward, row.code, file.token.hex)
    listed = make.sign_in(client, helper).get(url("initiative_list", ward))
    assert (list(listed.context["page"]), list(listed.context["coordinated"])) == ([], [row])
    assert [client.get(where).status_code for where in (row.get_absolute_url(), download)] == [200, 200]
    assert client.get(url("initiative_withdraw", ward, row.code)).status_code == 404
    make.sign_in(client, other)
    assert [client.get(where).status_code for where in (row.get_absolute_url(), download)] == [404, 404]


# One of them --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_a_detail_costs_at_most_10_queries(as_head, unit, cycle, ward, officer, count):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    for _ in range(count):
        attach(row)
        Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=make.make_unit(ward))
    asked = [RemarkDraft("", f"Điểm {index}") for index in range(count)]
    due = clock.today() + dt.timedelta(days=5)
    return_initiative(actor=make.actor(officer, ward), initiative=fresh(row), remarks=asked, due_on=due)
    as_head.get(row.get_absolute_url())
    with AtMost(10):
        page = as_head.get(row.get_absolute_url())
    assert len(page.context["waiting"]) == count


def test_remarks_are_shown_beside_the_field_they_speak_of(as_head, unit, cycle, ward, officer):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    return_initiative(
        actor=make.actor(officer, ward), initiative=fresh(row), remarks=[RemarkDraft("method", "Nêu rõ số hộ")],
        due_on=clock.today() + dt.timedelta(days=5),
    )  # fmt: skip
    page = as_head.get(row.get_absolute_url()).content.decode()
    assert url("initiative_supplement", ward, row.code) in page
    assert "Nêu rõ số hộ" in as_head.get(url("initiative_step", ward, row.code, 2)).content.decode()
    assert "Nêu rõ số hộ" not in as_head.get(url("initiative_step", ward, row.code, 3)).content.decode()


def test_a_remark_not_answered_is_told_on_the_check_page(as_head, unit, cycle, ward, officer):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    return_initiative(
        actor=make.actor(officer, ward), initiative=fresh(row), remarks=[RemarkDraft("", "Thêm ảnh")],
        due_on=clock.today() + dt.timedelta(days=5),
    )  # fmt: skip
    page = as_head.post(url("initiative_check", ward, row.code), {"confirmed": "on"}).content.decode()
    assert "Còn 1 điểm góp ý chưa trả lời" in page


def test_acts_ask_first_and_a_press_on_an_old_page_is_told(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    ask = as_head.get(url("initiative_withdraw", ward, row.code)).content.decode()
    assert f"Rút hồ sơ {row.code}?" in ask
    as_head.post(url("initiative_withdraw", ward, row.code), {"version": row.version})
    assert fresh(row).state == S.WITHDRAWN
    again = as_head.post(url("initiative_withdraw", ward, row.code), {"version": row.version})
    assert "Hồ sơ đang ở trạng thái “Đã rút”" in again.content.decode()
    as_head.post(url("initiative_reopen", ward, row.code), {"version": fresh(row).version})
    assert (fresh(row).state, fresh(row).code) == (S.DRAFT, row.code)
    assert "Hồ sơ đã gửi thì không xóa được" in as_head.post(url("initiative_delete", ward, row.code)).content.decode()


def test_stopping_without_a_reason_is_asked_again(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle, S.RECEIVED)
    page = as_head.post(url("initiative_discontinue", ward, row.code), {"reason": "  "}).content.decode()
    assert "Hãy nhập lý do" in page
    as_head.post(url("initiative_discontinue", ward, row.code), {"reason": "Không còn phù hợp"})
    assert fresh(row).state == S.DISCONTINUED


def test_a_deleted_draft_comes_back_within_30_days_only(at, client, unit, ward, unit_head):
    at(2026, 11, 1, 8)
    cycle = make.make_cycle(ward, 2026)
    row = make.make_initiative(unit, cycle)
    make.sign_in(client, unit_head)
    client.post(url("initiative_delete", ward, row.address), {"version": row.version})
    assert client.get(row.get_absolute_url()).status_code == 404
    page = client.get(url("initiative_list", ward))
    assert (list(page.context["page"]), list(page.context["deleted"])) == ([], [row])
    client.post(url("initiative_restore", ward, row.address))
    assert list(client.get(url("initiative_list", ward)).context["page"]) == [row]
    client.post(url("initiative_delete", ward, row.address))
    at(2026, 12, 2, 9)
    make.sign_in(client, unit_head)
    assert client.post(url("initiative_restore", ward, row.address)).status_code == 404


def test_a_draft_whose_source_was_taken_up_meanwhile_stays_deleted(unit, cycle, ward, unit_head):
    source = recognised(unit, make.make_cycle(ward, cycle.year - 1), "Ngõ sáng")
    actor = make.actor(unit_head, ward)
    first, _ = rows = [None, None]
    for index in range(2):
        rows[index] = start_draft(
            actor=actor, unit=unit, cycle=cycle, token=uuid.uuid4(), origin=Origin.KEEP, continues=source
        )
        if index == 0:
            first = rows[0]
            delete_draft(actor=actor, initiative=first, seen=first.version)
    with pytest.raises(Exception, match="đã có hồ sơ tiếp tục"):
        restore_draft(actor=actor, initiative=first)


# Files --------------------------------------------------------------------------------------------------------------


def test_files_go_up_with_the_step_come_down_and_are_taken_off(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle)
    step = url("initiative_step", ward, row.address, 2)
    answer = as_head.post(step, {"files": [SimpleUploadedFile("Ảnh ngõ 12.png", PNG)], "luu": "tep"})
    assert answer["Location"] == f"{step}#phan-files"
    file = Attachment.objects.get()
    assert file.name == "Ảnh ngõ 12.png"
    answer = as_head.get(url("attachment_download", ward, row.address, file.token.hex))
    assert answer["Content-Disposition"].endswith("filename*=UTF-8''%E1%BA%A2nh%20ng%C3%B5%2012.png")
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    as_head.post(step, {"bo_tep": file.token.hex})
    assert as_head.get(url("attachment_download", ward, row.address, file.token.hex)).status_code == 404


def test_a_bad_file_is_told_beside_the_input_and_the_text_is_kept(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle)
    step = url("initiative_step", ward, row.address, 2)
    bad = [SimpleUploadedFile("virus.exe", b"MZ"), SimpleUploadedFile("giả.pdf", b"khong phai pdf")]
    answer = as_head.post(step, {"problem": "Đã gõ", "files": bad})
    page = as_head.get(answer["Location"]).content.decode()
    assert "Chưa nhận loại tệp này. Hãy dùng ảnh JPG, PNG, hoặc tệp PDF, Word, Excel" in page
    assert "Tệp “giả.pdf” không phải là PDF. Hãy mở tệp kiểm tra rồi tải lại" in page
    assert fresh(row).text.problem == "Đã gõ"
    assert "Chưa nhận loại tệp này" not in as_head.get(step).content.decode()


def test_the_eleventh_file_is_refused(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle)
    file = attach(row)
    for _ in range(9):
        Attachment.objects.create(ward_id=row.ward_id, initiative=row, file=file.file, name="anh.png")
    answer = as_head.post(url("attachment_add", ward, row.address), {"files": SimpleUploadedFile("b.png", PNG)})
    assert answer.status_code == 302
    assert Attachment.objects.count() == 10


def test_files_of_a_sent_registration_stay(as_head, unit, cycle, ward):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    file = attach(row)
    as_head.post(url("attachment_remove", ward, row.code, file.token.hex))
    as_head.post(url("attachment_add", ward, row.code), {"files": SimpleUploadedFile("b.png", PNG)})
    assert list(Attachment.objects.values_list("pk", "removed_at")) == [(file.pk, None)]


def test_a_file_is_found_only_under_its_own_registration(as_head, unit, cycle, ward):
    row, other = make.make_initiative(unit, cycle), make.make_initiative(make.make_unit(ward), cycle, S.SUBMITTED)
    foreign = attach(other)
    for where in (url("attachment_download", ward, row.address, foreign.token.hex),
                  url("attachment_download", ward, other.code, foreign.token.hex),
                  url("attachment_download", ward, row.address, "khong-phai-ma")):  # fmt: skip
        assert as_head.get(where).status_code == 404
    step = url("initiative_step", ward, row.address, 2)
    assert as_head.post(step, {"bo_tep": foreign.token.hex}).status_code == 404
    assert Attachment.objects.get().removed_at is None


# The library --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_holds_what_was_recognised_in_the_ward_and_costs_the_same(
    as_head, unit, cycle, ward, other_ward, count
):
    mine = [recognised(unit, cycle, f"Mô hình hay {index}") for index in range(count)]
    make.make_initiative(unit, cycle, S.RECEIVED)
    recognised(make.make_unit(other_ward), make.make_cycle(other_ward), "Mô hình phường bạn")
    as_head.get(url("library_list", ward))
    with AtMost(8) as asked:
        page = as_head.get(url("library_list", ward))
    assert set(page.context["page"].object_list) == set(mine)
    assert asked.count == 5


def test_the_library_is_searched_without_accents_and_narrowed(as_head, unit, cycle, ward):
    old = make.make_cycle(ward, cycle.year - 1)
    lamp = recognised(unit, old, "Đường hoa, ngõ nhỏ sáng đèn", level=2, sector=make.sector(4))
    recognised(make.make_unit(ward), cycle, "Chợ dân sinh văn minh")
    for query in ("q=duong hoa sang den", "q=Minh Tân 1", "linh_vuc=4", f"nam={cycle.year - 1}", "muc=2"):
        page = as_head.get(f"{url('library_list', ward)}?{query}")
        assert list(page.context["page"]) == [lamp], query
    assert list(as_head.get(f"{url('library_list', ward)}?q=khong co").context["page"]) == []
    assert as_head.get(f"{url('library_list', ward)}?nam=abc&muc=9&linh_vuc=x&page=zz").status_code == 200


def test_a_model_of_the_library_shows_its_life_and_who_replicates_it_but_no_phone_and_no_draft(
    as_head, unit, cycle, ward
):
    other = make.make_unit(ward, "Chi bộ Trường học", code="TH01")
    source = recognised(unit, make.make_cycle(ward, cycle.year - 1), "Ngõ sáng")
    again = recognised(unit, cycle, "Ngõ sáng", continues=source, lineage=source.lineage)
    make.make_initiative(other, cycle, S.SUBMITTED, replicates=source, origin=Origin.REPLICATE)
    hidden = make.make_unit(ward, "Chi bộ Bí Mật", code="BM01")
    make.make_initiative(hidden, cycle, replicates=source, origin=Origin.REPLICATE)
    with AtMost(10):
        page = as_head.get(url("library_detail", ward, source.code)).content.decode()
    assert again.get_absolute_url().replace("mo-hinh", "thu-vien") in page
    assert "Chi bộ Trường học" in page
    assert "Chi bộ Bí Mật" not in page
    assert "0912 000 111" not in page
    assert as_head.get(url("library_detail", ward, "DK-2026-999")).status_code == 404
