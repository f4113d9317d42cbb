"""Lists of units and of people: shown, committed whole, updated by choice, taken back while untouched."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from core import clock
from core.exceptions import DomainError
from core.log import audit
from models_registry.models import UnitDuty
from organizations.enums import Role, RosterState
from organizations.models import Membership, Organization, OrganizationName, RosterBatch, User
from organizations.people.services import grant_role
from organizations.people.slips import issue_slips
from organizations.rosters.services.rosters import commit_roster, decide_rows, start_roster, undo_roster
from tests.support.counting import AtMost
from tests.support.factories import actor, make_cycle, make_head, make_member, make_unit, make_ward, sign_in

UNITS, PEOPLE = "UNITS", "PEOPLE"
UNIT_HEAD = "Mã,Tên đơn vị,Loại,Ngành dọc"
PEOPLE_HEAD = "Họ và tên,Đơn vị,Chức danh,Số điện thoại"


@pytest.fixture
def ward(db):
    return make_ward()


@pytest.fixture
def officer(ward):
    return make_member(ward, Role.OFFICER)


@pytest.fixture
def as_officer(client, officer):
    return sign_in(client, officer)


@pytest.fixture
def unit(ward):
    return make_unit(ward, "Chi bộ tổ dân phố Hoa Mai 1", code="HM01")


@pytest.fixture
def ban(officer, ward, unit):
    return actor(officer, ward)


def read(ban, ward, kind, *lines, name="ds.csv"):
    text = "\n".join((UNIT_HEAD if kind == UNITS else PEOPLE_HEAD, *lines))
    return start_roster(actor=ban, ward=ward, kind=kind, file=io.BytesIO(text.encode()), file_name=name)


def take_in(ban, ward, kind, *lines, default=""):
    batch = read(ban, ward, kind, *lines)
    decide_rows(actor=ban, batch=batch, updates={}, default=default)
    return commit_roster(actor=ban, batch=batch)


def take_back(ban, batch):
    undo_roster(actor=ban, batch=RosterBatch.objects.select_related("ward").get(pk=batch.pk))


def verdicts(batch):
    return [(row.said["name"], row.verdict, "; ".join(row.reasons)) for row in batch.rows.all()]


# Units --------------------------------------------------------------------------------------------------------------


def test_every_row_of_units_gets_its_verdict_and_the_cell_of_its_fault(ban, ward, unit):
    closed = make_unit(ward, "Chi bộ Đã Đóng", code="DD1", closed_on=clock.today())
    OrganizationName.objects.create(
        organization=unit, name="TDP Hoa Cũ", name_fold="tdp hoa cu", valid_from=dt.date(2001, 1, 1),
        valid_until=dt.date(2002, 1, 1),
    )  # fmt: skip
    batch = read(
        ban, ward, UNITS,
        "HM01,CHI BỘ TỔ DÂN PHỐ HOA MAI 1,Tổ dân phố,",
        "HM01,Chi bộ TDP Hoa Đào,Tổ dân phố,",
        "HM02,Chi bộ Tổ dân phố Hoa Mai 1,Tổ dân phố,",
        "HM03,TDP Hoa Cũ,Tổ dân phố,",
        f"{closed.code},Chi bộ Đã Đóng,Tổ dân phố,",
        "CA01,Chi bộ Công an,Lực lượng vũ trang,x",
        "CA01,Chi bộ Công an hai,Lực lượng vũ trang,x",
        ",Trường Tiểu học Hoa Sen,Trường học,",
        "X1,Chi bé tæ d©n phè,Tổ dân phố,",
    )  # fmt: skip
    assert verdicts(batch) == [
        ("CHI BỘ TỔ DÂN PHỐ HOA MAI 1", "SAME", ""),
        ("Chi bộ TDP Hoa Đào", "DIFFERS", ""),
        ("Chi bộ Tổ dân phố Hoa Mai 1", "REFUSED", "Ô B4: tên này đã có với mã HM01"),
        ("TDP Hoa Cũ", "REFUSED", "Ô B5: đây là tên cũ hoặc cách viết khác của đơn vị mã HM01"),
        ("Chi bộ Đã Đóng", "REFUSED", "Ô A6: mã DD1 của đơn vị đã kết thúc hoạt động"),
        ("Chi bộ Công an", "NEW", ""),
        ("Chi bộ Công an hai", "REFUSED", "Ô A8: mã CA01 đã có ở dòng 7"),
        ("Trường Tiểu học Hoa Sen", "NEW", "Danh sách chưa có mã, đề xuất TH01"),
        (
            "Chi bé tæ d©n phè",
            "REFUSED",
            "Ô B10: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “Chi bé tæ d©n phè”",
        ),
    ]
    assert Organization.objects.filter(ward=ward).units().count() == 2
    commit_roster(actor=ban, batch=batch)
    assert set(Organization.objects.filter(ward=ward).units().living().values_list("code", flat=True)) == {
        "HM01", "CA01", "TH01",
    }  # fmt: skip


def test_added_units_owe_are_taken_back_and_come_back_with_their_codes(ban, ward):
    cycle = make_cycle(ward)
    batch = take_in(ban, ward, UNITS, "HM02,Chi bộ TDP Hoa Mai 2,Tổ dân phố,", "CA01,Chi bộ Công an,LLVT,x")
    made = Organization.objects.get(ward=ward, code="HM02")
    kinds = dict(UnitDuty.objects.filter(cycle=cycle).values_list("unit__code", "kind"))
    assert kinds == {"HM02": "OWES_MODEL", "CA01": "COPY_ONLY"}
    assert (made.names.get().name, bytes(made.path)[:-8]) == (made.name, bytes(ward.path))
    take_back(ban, batch)
    made.refresh_from_db()
    assert made.closed_on == clock.today()
    assert set(UnitDuty.objects.values_list("kind", flat=True)) == {"EXEMPT"}
    again = take_in(ban, ward, UNITS, "HM02,Chi bộ tổ dân phố Hoa Mai 2,Tổ dân phố,", "CA01,Chi bộ Công an,LLVT,x")
    made.refresh_from_db()
    assert (again.counts["NEW"], made.closed_on, made.name) == (2, None, "Chi bộ tổ dân phố Hoa Mai 2")
    assert dict(UnitDuty.objects.filter(cycle=cycle).values_list("unit__code", "kind")) == kinds
    assert audit.verify(ward.pk) == []


def test_a_unit_is_renamed_by_choice_from_today_and_gets_its_name_back(ban, ward, unit):
    left = take_in(ban, ward, UNITS, "HM01,Chi bộ TDP Hoa Đào,Tổ dân phố,x")
    unit.refresh_from_db()
    assert (left.counts["DIFFERS"], unit.name) == (1, "Chi bộ tổ dân phố Hoa Mai 1")
    batch = take_in(ban, ward, UNITS, "HM01,Chi bộ TDP Hoa Đào,Tổ dân phố,x", default="update")
    unit.refresh_from_db()
    assert (unit.name, unit.reports_vertically, unit.names.count()) == ("Chi bộ TDP Hoa Đào", True, 2)
    take_back(ban, batch)
    unit.refresh_from_db()
    assert (unit.name, unit.reports_vertically) == ("Chi bộ tổ dân phố Hoa Mai 1", False)
    assert unit.names.get().valid_until is None
    assert take_in(ban, ward, UNITS, "HM01,Chi bộ TDP Hoa Đào,Tổ dân phố,", default="update").counts["UPDATE"] == 1


def test_a_list_of_units_somebody_uses_stays(ban, ward):
    batch = take_in(ban, ward, UNITS, "HM02,Chi bộ Hoa Mai 2,Tổ dân phố,", "HM03,Chi bộ Hoa Mai 3,Tổ dân phố,")
    make_member(Organization.objects.get(code="HM03"))
    with pytest.raises(DomainError, match="đơn vị HM03 đã có người, hồ sơ"):
        take_back(ban, batch)
    assert not Organization.objects.filter(closed_on__isnull=False).exists()


def test_sixty_units_cost_few_queries(ban, ward):
    make_cycle(ward)
    batch = read(ban, ward, UNITS, *(f"HM{n},Chi bộ Hoa Mai {n},Tổ dân phố," for n in range(10, 70)))
    with AtMost(32):
        commit_roster(actor=ban, batch=batch)
    with AtMost(24):
        take_back(ban, batch)


# People -------------------------------------------------------------------------------------------------------------


def test_every_person_gets_a_verdict_an_account_and_the_cell_of_the_fault(ban, ward, unit):
    make_unit(ward, "Chi bộ tổ dân phố Hoa Mai 2", code="HM02")
    batch = read(
        ban, ward, PEOPLE,
        "NGUYỄN THỬ MỘT,CB TDP Hoa Mai 1,Bí thư,912000111",
        "Đ/c Trần Thử Hai,HM01,Phó Bí thư,0912 000 222",
        "Lê Thử Ba,Chi bộ TDP Hoa Mai 1,Bí thư,",
        "Lê Thử Bốn,Chi bộ TDP Hoa Mai 9,Bí thư,",
        "Lê Thử Năm,Chi bộ TDP Hoa Mai 2,Bí thư,12ab",
        "Phạm Thử Sáu,Chi bộ TDP Hoa Mai 2,Bí thư,0912000333 / 0912000444",
        "Trần Thử Hai,Chi bộ TDP Hoa Mai 1,Chi ủy viên,",
        "NguyÔn ThÞ Thö,HM01,Chi ủy viên,",
    )  # fmt: skip
    assert verdicts(batch) == [
        ("Nguyễn Thử Một", "NEW", "Ô D2: thêm số 0 mà Excel đã bỏ ở đầu"),
        ("Trần Thử Hai", "NEW", ""),
        ("Lê Thử Ba", "REFUSED", "Ô A4: Chi bộ tổ dân phố Hoa Mai 1 đã có người đứng đầu ở dòng 2"),
        ("Lê Thử Bốn", "REFUSED", "Ô B5: chưa tìm thấy đơn vị “Chi bộ TDP Hoa Mai 9”"),
        ("Lê Thử Năm", "REFUSED", "Ô D6: số điện thoại “12ab” không đúng"),
        ("Phạm Thử Sáu", "NEW", "Ô D7: có nhiều số, lấy số đầu 0912000333"),
        ("Trần Thử Hai", "SAME", "Ô A8: trùng dòng 3"),
        ("NguyÔn ThÞ Thö", "REFUSED", "Ô A9: chữ gõ bằng bảng mã cũ (TCVN3 hoặc VNI): “NguyÔn ThÞ Thö”"),
    ]
    before = User.objects.count()
    commit_roster(actor=ban, batch=batch)
    made = {user.username: user for user in User.objects.order_by("-pk")[: User.objects.count() - before]}
    assert sorted(made) == ["bithu.hm01", "bithu.hm02", "haitt.hm01"]
    assert (made["bithu.hm01"].phone, made["bithu.hm01"].has_usable_password()) == ("0912000111", False)
    seats = Membership.objects.filter(user__in=made.values()).values_list("user__username", "is_head", "role")
    assert sorted(seats) == [
        ("bithu.hm01", True, "SECRETARY"), ("bithu.hm02", True, "SECRETARY"), ("haitt.hm01", False, "SECRETARY"),
    ]  # fmt: skip
    assert audit.verify(ward.pk) == []


def test_people_known_already_are_left_or_updated_by_choice_and_put_back(ban, ward, unit):
    other = make_unit(ward, "Chi bộ tổ dân phố Hoa Mai 2", code="HM02")
    head = make_head(unit, "bithu.cu")
    deputy = make_member(unit, username="pho.bi.thu")
    deputy.name_person("Trần Thử Hai")
    deputy.phone = "0912000222"
    deputy.save()
    lines = [
        "Trần Thử Hai,HM01,Bí thư,0912 000 999",
        "Trần Thử Hai,HM02,Phó bí thư,0912000222",
        f"{head.full_name},HM01,Bí thư,",
    ]
    batch = read(ban, ward, PEOPLE, *lines)
    assert [row.verdict for row in batch.rows.all()] == ["DIFFERS", "DIFFERS", "SAME"]
    assert take_in(ban, ward, PEOPLE, *lines).counts["UPDATE"] == 0
    batch = take_in(ban, ward, PEOPLE, *lines[:2], default="update")
    today = Membership.objects.valid_on(clock.today()).filter(role=Role.SECRETARY).order_by("organization__code")
    assert list(today.values_list("user__username", "organization__code", "is_head")) == [
        ("pho.bi.thu", "HM01", True), ("pho.bi.thu", "HM02", False),
    ]  # fmt: skip
    deputy.refresh_from_db()
    assert deputy.phone == "0912000999"
    take_back(ban, batch)
    assert sorted(today.all().values_list("user__username", "organization__code", "is_head")) == [
        ("bithu.cu", "HM01", True), ("pho.bi.thu", "HM01", False),
    ]  # fmt: skip
    deputy.refresh_from_db()
    assert (deputy.phone, deputy.is_active, other.memberships.valid_on(clock.today()).count()) == (
        "0912000222", True, 0,
    )  # fmt: skip


def test_accounts_taken_back_are_locked_and_open_again_with_the_same_names(ban, ward, unit):
    batch = take_in(ban, ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,")
    take_back(ban, batch)
    person = User.objects.get(username="bithu.hm01")
    assert (person.is_active, person.memberships.get().valid_until) == (False, clock.today())
    again = take_in(ban, ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,0912000111")
    person.refresh_from_db()
    assert (again.counts["NEW"], person.is_active, person.phone) == (1, True, "0912000111")
    assert person.memberships.valid_on(clock.today()).get().is_head
    assert User.objects.filter(username__startswith="bithu").count() == 1


@pytest.mark.parametrize("use", ["signed in", "another role", "locked"])
def test_people_who_are_at_work_are_not_taken_back(ban, ward, unit, use):
    batch = take_in(ban, ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,")
    person = User.objects.get(username="bithu.hm01")
    if use == "signed in":
        User.objects.filter(pk=person.pk).update(last_login=clock.now())
    elif use == "another role":
        other = make_unit(ward)
        grant_role(actor=ban, ward=ward, person=person, organization=other, role=Role.SECRETARY)
    else:
        User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(DomainError, match="Không hoàn tác được: Nguyễn Thử Một"):
        take_back(ban, batch)


def test_slips_are_given_once_then_only_to_those_who_never_signed_in(ban, ward, unit):
    batch = take_in(ban, ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,", "Trần Thử Hai,HM01,Phó bí thư,")
    slips = issue_slips(actor=ban, batch=batch)
    assert [row.person.check_password(password) for row, password in slips] == [True, True]
    assert slips[0][0].person.must_change_password
    assert issue_slips(actor=ban, batch=batch) == []
    User.objects.filter(username="bithu.hm01").update(last_login=clock.now())
    again = issue_slips(actor=ban, batch=batch, again=True)
    assert [row.person.username for row, _ in again] == ["haitt.hm01"]


def test_nobody_gives_themselves_a_role_and_a_user_name_of_the_list_must_be_free(ban, ward, unit, officer):
    make_member(unit, username="nguoi.cu")
    text = "Họ tên,Đơn vị,Tên đăng nhập,SĐT\nNguyễn Thử Một,HM01,NGUOI.CU,\nTrần Thử Hai,HM01,hai.tran,\n"
    officer.phone = "0912000555"
    officer.save()
    text += f"{officer.full_name},HM01,,0912000555\n"
    batch = start_roster(actor=ban, ward=ward, kind=PEOPLE, file=io.BytesIO(text.encode()))
    assert [row.verdict for row in batch.rows.all()] == ["REFUSED", "NEW", "REFUSED"]
    assert "đã có người dùng" in batch.rows.first().reasons[0]
    commit_roster(actor=ban, batch=batch)
    assert User.objects.filter(username="hai.tran").exists()


def test_sixty_people_cost_few_queries(ban, ward, unit):
    batch = read(ban, ward, PEOPLE, *(f"Nguyễn Thử Số {chr(65 + n)},HM01,Chi ủy viên," for n in range(26)))
    with AtMost(30):
        commit_roster(actor=ban, batch=batch)
    with AtMost(10):
        issue_slips(actor=ban, batch=batch)
    with AtMost(24):
        take_back(ban, batch)


def test_rights_second_presses_and_old_pages(ban, ward, unit):
    with pytest.raises(PermissionDenied):
        read(actor(make_head(unit), ward), ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,")
    batch = read(ban, ward, UNITS, "HM02,Chi bộ Hoa Mai 2,Tổ dân phố,")
    with pytest.raises(DomainError, match="chưa được nhập"):
        take_back(ban, batch)
    old = RosterBatch.objects.select_related("ward").get(pk=batch.pk)
    commit_roster(actor=ban, batch=batch)
    with pytest.raises(DomainError, match="vừa được người khác nhập"):
        commit_roster(actor=ban, batch=old)
    with pytest.raises(DomainError, match="đã được nhập từ trước"):
        commit_roster(actor=ban, batch=batch)
    for _ in range(2):
        take_back(ban, batch)
    assert RosterBatch.objects.get().state == RosterState.UNDONE


# The pages ----------------------------------------------------------------------------------------------------------


def upload(client, place, text, name="ds.csv"):
    return client.post(f"/thu-nghiem/quan-tri/{place}/nhap/", {"file": SimpleUploadedFile(name, text.encode())})


def test_people_go_from_the_file_through_the_preview_to_slips_and_back(as_officer, ban, ward, unit):
    text = f"{PEOPLE_HEAD}\nNguyễn Thử Một,HM01,Bí thư,\nLê Thử Bốn,Chi bộ lạ,Bí thư,\n"
    where = upload(as_officer, "nguoi-dung", text).url
    page = as_officer.get(where).content.decode()
    assert "tài khoản bithu.hm01" in page
    assert "Ô B3: chưa tìm thấy đơn vị “Chi bộ lạ”" in page
    assert not User.objects.filter(username="bithu.hm01").exists()
    result = as_officer.post(where, {"version": "1", "commit": "1"}, follow=True)
    assert "Cấp mật khẩu và in phiếu cho 1 người" in result.content.decode()
    slips = as_officer.post(f"{where}phieu/", {"first": ""})
    assert slips.context["slips"][0][1] in slips.content.decode()
    assert "no-store" in slips["Cache-Control"]
    assert as_officer.get(f"{where}phieu/").status_code == 302
    rejected = load_workbook(io.BytesIO(as_officer.get(f"{where}dong-khong-nhap.xlsx").content)).active
    assert list(rejected.values)[1][2:4] == ("Lê Thử Bốn", "Chi bộ lạ")
    assert "Tệp này đã được nhập" in as_officer.get(upload(as_officer, "nguoi-dung", text).url).content.decode()
    listed = as_officer.get("/thu-nghiem/nhap-du-lieu/").context["page"].object_list
    assert [line.undo_url for line in listed] == ["", f"{where}hoan-tac/"]
    as_officer.post(f"{where}hoan-tac/", {"version": "3"})
    assert not User.objects.get(username="bithu.hm01").is_active


def test_units_are_renamed_from_the_page_and_a_list_in_use_says_why_not(as_officer, ban, ward, unit):
    text = f"{UNIT_HEAD}\nHM01,Chi bộ TDP Hoa Đào,Tổ dân phố,\nHM02,Chi bộ Hoa Mai 2,Tổ dân phố,\n"
    where = upload(as_officer, "don-vi", text).url
    page = as_officer.get(where)
    assert "tên: Chi bộ tổ dân phố Hoa Mai 1 → Chi bộ TDP Hoa Đào" in page.content.decode()
    row = page.context["form"].lines[0].row
    as_officer.post(where, {"version": "1", f"update_{row.pk}": "update", "commit": "1"})
    unit.refresh_from_db()
    assert unit.name == "Chi bộ TDP Hoa Đào"
    make_member(Organization.objects.get(code="HM02"))
    assert "đơn vị HM02 đã có người" in as_officer.get("/thu-nghiem/nhap-du-lieu/").content.decode()
    answer = as_officer.get(f"{where}hoan-tac/", follow=True)
    assert "đơn vị HM02 đã có người" in answer.content.decode()


def test_templates_are_understood_and_other_files_get_a_sentence(as_officer, ban, ward, unit):
    for place in ("don-vi", "nguoi-dung"):
        book = load_workbook(io.BytesIO(as_officer.get(f"/thu-nghiem/quan-tri/{place}/nhap/mau.xlsx").content))
        row = {"don-vi": [1, "HM07", "Chi bộ Hoa Mai 7", "Tổ dân phố", ""]}.get(
            place, [1, "Nguyễn Thử Một", "HM01", "Bí thư", "", "x", ""]
        )
        book.active.append(row)
        file = io.BytesIO()
        book.save(file)
        upload_ = SimpleUploadedFile("mau.xlsx", file.getvalue())
        as_officer.post(f"/thu-nghiem/quan-tri/{place}/nhap/", {"file": upload_})
    assert [batch.counts["NEW"] for batch in RosterBatch.objects.order_by("id")] == [1, 1]
    page = upload(as_officer, "nguoi-dung", "<html><table><tr><td>Họ tên</td></tr></table></html>", "ds.xls")
    assert "trang web (HTML" in page.context["form"].errors["file"][0]


def test_the_page_of_imports_shows_each_only_what_they_may_bring_in(ban, ward, unit, client):
    take_in(ban, ward, UNITS, "HM02,Chi bộ Hoa Mai 2,Tổ dân phố,")
    take_in(ban, ward, PEOPLE, "Nguyễn Thử Một,HM01,Bí thư,")
    for role, shown in ((Role.HEAD, {"Đơn vị"}), (Role.ADMIN, {"Đơn vị", "Người của đơn vị"})):
        sign_in(client, make_member(ward, role))
        page = client.get("/thu-nghiem/nhap-du-lieu/").context["page"]
        assert {line.what for line in page.object_list} == shown
