"""Taking an import back while nothing builds on it, bringing it in again, updating what is there already."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from core.exceptions import DomainError
from core.log import audit, seals
from models_registry.enums import BatchState, InitiativeState, Origin, RowVerdict
from models_registry.imports.services.imports import Choice, Defaults, commit_import, decide_rows, start_import
from models_registry.imports.services.undo import undo_import
from models_registry.models import CodeCounter, ImportBatch, Initiative, Recognition
from models_registry.registration.services.drafts import start_draft
from organizations.enums import Role
from tests.models_registry.imports.lists import workbook
from tests.support.counting import AtMost
from tests.support.factories import actor, make_cycle, make_head, make_member, make_unit, make_ward, sign_in

YEAR = 2025
BASE = "/thu-nghiem/nhap-du-lieu/"


@pytest.fixture
def units(ward):
    return [make_unit(ward, f"Chi bộ tổ dân phố Hoa Mai {n}", code=f"HM{n}") for n in (1, 2, 3)]


@pytest.fixture
def ban(officer, ward, units):
    return actor(officer, ward)


def line(number, name, *, unit=None, kind="x", sector="Kinh tế", period="Năm 2025"):
    return (number, unit or f"Chi bộ tổ dân phố Hoa Mai {number}", name, kind, "" if kind else "x", sector, period)


LIST = [line(1, "Bếp ấm"), line(2, "Đường hoa"), line(3, "Vườn rau")]


def read(ban, ward, lines=LIST):
    return start_import(actor=ban, ward=ward, year=YEAR, file=workbook(lines), file_name="ds.xlsx")


def take_in(ban, ward, lines=LIST, **fields):
    return commit_import(actor=ban, batch=read(ban, ward, lines), **fields)


def take_back(ban, batch):
    undo_import(actor=ban, batch=ImportBatch.objects.select_related("ward").get(pk=batch.pk))


def go_on(ward, unit, source):
    """The unit's head continues a model in the next year."""
    cycle = make_cycle(ward, YEAR + 1)
    head = actor(make_head(unit), ward)
    start_draft(actor=head, unit=unit, cycle=cycle, token=uuid.uuid4(), origin=Origin.KEEP, continues=source)


def standing():
    return list(Initiative.objects.order_by("number").values_list("code", "name", "state", "best_level"))


def test_an_untouched_list_is_taken_back_and_brought_in_again_with_its_codes(ban, ward):
    batch = take_in(ban, ward)
    take_back(ban, batch)
    assert standing() == [
        ("DK-2025-001", "Bếp ấm", "VOIDED", 0),
        ("DK-2025-002", "Đường hoa", "VOIDED", 0),
        ("DK-2025-003", "Vườn rau", "VOIDED", 0),
    ]
    assert set(Recognition.objects.values_list("revoked_reason", flat=True)) == {"Nhập nhầm"}
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by_key) == (BatchState.UNDONE, ban.user_key)
    again = take_in(ban, ward, [*LIST[::-1], line(1, "Tủ sách")])
    assert again.counts["NEW"] == 4
    assert standing() == [
        ("DK-2025-001", "Bếp ấm", "RECEIVED", 1),
        ("DK-2025-002", "Đường hoa", "RECEIVED", 1),
        ("DK-2025-003", "Vườn rau", "RECEIVED", 1),
        ("DK-2025-004", "Tủ sách", "RECEIVED", 1),
    ]
    assert Recognition.objects.live().count() == 4
    assert CodeCounter.objects.get(ward=ward, year=YEAR).last == 4
    sent = Initiative.objects.get(code="DK-2025-001").submissions.order_by("number")
    assert [seals.check(one.seal, one.sha256, one.body) for one in sent] == [[], []]
    assert audit.verify(ward.pk) == []


def test_a_revived_row_takes_the_unit_chosen_the_second_time(ban, ward, units):
    batch = read(ban, ward, [line(1, "Bếp ấm", unit="Khu phố Không Tên")])
    decide_rows(actor=ban, batch=batch, choices={batch.rows.get().pk: Choice(unit=units[0])})
    take_back(ban, commit_import(actor=ban, batch=batch))
    again = read(ban, ward, [line(1, "Bếp ấm", unit="Khu phố Không Tên")])
    row = again.rows.get()
    assert (row.verdict, row.chosen_unit) == (RowVerdict.NEW, units[0])
    decide_rows(actor=ban, batch=again, choices={row.pk: Choice(unit=units[2])})
    commit_import(actor=ban, batch=again)
    one = Initiative.objects.get()
    assert (one.code, one.unit, one.unit_label, one.state) == ("DK-2025-001", units[2], units[2].name, "RECEIVED")


def test_a_second_press_changes_nothing_and_a_preview_cannot_be_taken_back(ban, ward):
    batch = take_in(ban, ward)
    for _ in range(2):
        take_back(ban, batch)
    assert len(audit.timeline(batch, audiences=["BAN"])) == 2
    with pytest.raises(DomainError, match="chưa được nhập"):
        take_back(ban, read(ban, ward))


def test_a_list_somebody_builds_on_stays_whole_and_says_which_model(ban, ward, units):
    batch = take_in(ban, ward)
    go_on(ward, units[1], Initiative.objects.get(code="DK-2025-002"))
    with pytest.raises(DomainError, match="DK-2025-002 đã được đăng ký tiếp tục"):
        take_back(ban, batch)
    assert set(Initiative.objects.filter(year=YEAR).values_list("state", flat=True)) == {"RECEIVED"}


def test_a_model_taken_back_cannot_be_continued(ban, ward, units):
    batch = take_in(ban, ward)
    read_before = Initiative.objects.get(code="DK-2025-002")
    take_back(ban, batch)
    with pytest.raises(DomainError, match="Chỉ tiếp tục được mô hình năm trước của đơn vị, được công nhận"):
        go_on(ward, units[1], read_before)


def test_a_stopped_model_or_a_later_update_holds_the_list(ban, ward):
    first = take_in(ban, ward, LIST[:1])
    update = read(ban, ward, [line(1, "Bếp ấm", sector="Chuyển đổi số")])
    decide_rows(actor=ban, batch=update, choices={}, defaults=Defaults(update="update"))
    commit_import(actor=ban, batch=update)
    with pytest.raises(DomainError, match="DK-2025-001 đã được cập nhật ở lần nhập sau"):
        take_back(ban, first)
    take_back(ban, update)
    Initiative.objects.update(state=InitiativeState.DISCONTINUED)
    with pytest.raises(DomainError, match="DK-2025-001 đã được xử lý tiếp"):
        take_back(ban, first)


def test_rows_that_differ_are_left_or_updated_as_chosen_and_the_update_is_taken_back(ban, ward):
    take_in(ban, ward)
    other = [line(1, "BẾP ẤM", sector="Chuyển đổi số"), line(2, "Đường hoa", kind=""), line(3, "Vườn rau", period="")]
    batch = read(ban, ward, other)
    assert [row.verdict for row in batch.rows.all()] == ["DIFFERS", "DIFFERS", "SAME"]
    second = batch.rows.all()[1]
    decide_rows(actor=ban, batch=batch, choices={second.pk: Choice(update="update")})
    commit_import(actor=ban, batch=batch)
    assert (batch.counts["DIFFERS"], batch.counts["UPDATE"], batch.counts["SAME"]) == (1, 1, 1)
    kinds = Initiative.objects.order_by("number").values_list("kind", "sector__number")
    assert list(kinds) == [("MODEL", 2), ("INDIVIDUAL", 2), ("MODEL", 2)]
    assert Initiative.objects.get(number=2).submissions.count() == 2
    take_back(ban, batch)
    assert set(Initiative.objects.values_list("kind", "state")) == {("MODEL", "RECEIVED")}
    assert audit.verify(ward.pk) == []


def test_a_model_in_use_is_never_updated_by_a_file(ban, ward, units):
    take_in(ban, ward)
    go_on(ward, units[0], Initiative.objects.get(code="DK-2025-001"))
    row = read(ban, ward, [line(1, "Bếp ấm", sector="Chuyển đổi số")]).rows.get()
    assert (row.verdict, row.differs) == (RowVerdict.SAME, [])
    assert "giữ nguyên" in row.problems[0]["message"]


def test_old_letters_are_refused_row_by_row_and_undecided_rows_can_be_left_out(ban, ward):
    lines = [*LIST, line(1, "M« h×nh D©n vËn khÐo"), line(2, "Nhà sạch", sector="Lung tung")]
    batch = read(ban, ward, lines)
    refused = batch.rows.get(verdict=RowVerdict.REFUSED)
    assert "bảng mã cũ (TCVN3 hoặc VNI): “M« h×nh D©n vËn khÐo”" in refused.problems[0]["message"]
    with pytest.raises(DomainError, match="Còn 1 dòng cần quyết định"):
        commit_import(actor=ban, batch=batch)
    commit_import(actor=ban, batch=read(ban, ward, lines), skip_undecided=True)
    batch = ImportBatch.objects.latest("pk")
    assert (batch.counts["NEW"], batch.counts["REFUSED"], batch.counts["SKIPPED"]) == (3, 1, 1)
    assert Initiative.objects.count() == 3


def test_taking_back_and_bringing_in_again_cost_the_same_for_many_rows(ban, ward):
    many = [line(1, f"Mô hình số {n}") for n in range(60)]
    batch = take_in(ban, ward, many)
    with AtMost(36):
        take_back(ban, batch)
    again = read(ban, ward, many)
    with AtMost(36):
        commit_import(actor=ban, batch=again)
    assert set(Initiative.objects.values_list("state", flat=True)) == {"RECEIVED"}


def test_only_the_ban_takes_back(ban, ward, unit_head):
    batch = take_in(ban, ward)
    with pytest.raises(PermissionDenied):
        take_back(actor(unit_head, ward), batch)


# The pages ----------------------------------------------------------------------------------------------------------


def test_the_page_of_imports_leads_to_taking_one_back(as_officer, ban, ward):
    batch = take_in(ban, ward)
    read(ban, ward)
    page = as_officer.get(BASE)
    where = f"{BASE}mo-hinh/{batch.token}/hoan-tac/"
    assert [line.undo_url for line in page.context["page"].object_list] == ["", where]
    assert "3 mô hình" in page.content.decode()
    assert "Hoàn tác lần nhập “ds.xlsx”?" in as_officer.get(where).content.decode()
    assert Initiative.objects.filter(state=InitiativeState.RECEIVED).count() == 3
    for _ in range(2):
        answer = as_officer.post(where, {"version": batch.version}, follow=True)
        assert "Đã hoàn tác lần nhập năm 2025" in answer.content.decode()
    assert Initiative.objects.filter(state=InitiativeState.VOIDED).count() == 3
    assert as_officer.get(f"/thu-nghiem/mo-hinh/{Initiative.objects.first().code}/").status_code == 200
    assert "Đã hoàn tác" in as_officer.get(BASE).content.decode()


def test_the_page_of_imports_says_why_one_cannot_be_taken_back(as_officer, ban, ward):
    batch = take_in(ban, ward)
    Initiative.objects.filter(number=3).update(state=InitiativeState.DISCONTINUED)
    assert "DK-2025-003 đã được xử lý tiếp" in as_officer.get(BASE).content.decode()
    answer = as_officer.get(f"{BASE}mo-hinh/{batch.token}/hoan-tac/", follow=True)
    assert answer.redirect_chain[-1][0].endswith("/ket-qua/")
    assert "DK-2025-003 đã được xử lý tiếp" in answer.content.decode()


def test_the_page_of_imports_costs_the_same_for_many(as_officer, ban, ward, client):
    batches = [take_in(ban, ward, [line(1, f"Mô hình số {n}")]) for n in range(6)]
    as_officer.get(BASE)
    with AtMost(30) as asked:
        as_officer.get(BASE)
    ImportBatch.objects.exclude(pk=batches[0].pk).update(ward=make_ward("Đảng ủy phường Khác", "phuong-khac"))
    with AtMost(asked.count):
        assert len(as_officer.get(BASE).context["page"].object_list) == 1
    sign_in(client, make_member(ward, Role.ADMIN))
    assert client.get(BASE).context["page"].object_list == []


def test_the_same_file_is_noticed_and_the_rejected_rows_can_be_uploaded_again(as_officer, ban, ward):
    file = workbook([*LIST, line(1, "M« h×nh D©n vËn khÐo", period="1/3/2025 - 30/11/2025")])
    for number in (1, 2):
        file.seek(0)
        where = as_officer.post(f"{BASE}mo-hinh/", {"year": "2025", "file": file}).url
        told = "Tệp này đã được nhập" in as_officer.get(where).content.decode()
        assert told is (number == 2)
        as_officer.post(where, {"commit": "1"})
    rejected = SimpleUploadedFile("loi.xlsx", as_officer.get(where + "dong-khong-nhap.xlsx").content)
    found = as_officer.post(f"{BASE}mo-hinh/", {"year": "2025", "file": rejected})
    row = ImportBatch.objects.get(token=found.url.rstrip("/").rpartition("/")[2]).rows.get()
    assert (row.raw["unit"], row.raw["kind"], row.raw["sector"]) == ("Chi bộ tổ dân phố Hoa Mai 1", "MODEL", 2)
    assert (row.raw["starts_on"], row.verdict) == ("2025-03-01", RowVerdict.REFUSED)


def test_a_row_is_updated_from_the_page(as_officer, ban, ward):
    take_in(ban, ward)
    other = workbook([line(n, name, sector="Chuyển đổi số") for n, name in enumerate(("Bếp ấm", "Đường hoa"), 1)])
    where = as_officer.post(f"{BASE}mo-hinh/", {"year": "2025", "file": other}).url
    page = as_officer.get(where)
    assert "lĩnh vực: Phát triển kinh tế → Chuyển đổi số" in page.content.decode()
    _, second = (row.pk for row in page.context["form"].rows)
    as_officer.post(where, {"default_update": "update", f"update_{second}": "skip", "commit": "1"})
    assert list(Initiative.objects.order_by("number").values_list("sector__number", flat=True)) == [5, 2, 2]
