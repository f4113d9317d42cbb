"""Many registrations at once: the dry run, the act, its result, and taking it back for ten minutes."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from core.exceptions import DomainError, StaleState
from core.log import audit
from core.log.notifications import mark_read
from core.models import AuditEntry, Notification
from models_registry.enums import BulkKind, InitiativeState, Source
from models_registry.models import BulkAct, Initiative
from models_registry.reviewing.bulk.services import MOST, do_bulk, share_out, try_bulk
from models_registry.reviewing.bulk.sharing import shared_out
from models_registry.reviewing.bulk.undo import TOO_LATE, undo_bulk
from models_registry.reviewing.services import receiving
from organizations.enums import Role
from tests.support import factories as make
from tests.support.counting import AtMost

S = InitiativeState


@pytest.fixture
def ban(officer, ward):
    return make.actor(officer, ward)


@pytest.fixture
def files(unit, cycle, unit_head):
    """Three that can be received, of one unit."""
    return [make.make_initiative(unit, cycle, state) for state in (S.SUBMITTED, S.RESUBMITTED, S.SUBMITTED)]


def tried(ban, ward, rows, kind=BulkKind.RECEIVE):
    return try_bulk(actor=ban, ward=ward, kind=kind, keys=[row.pk for row in rows])


def received(ban, ward, rows):
    return do_bulk(actor=ban, bulk=tried(ban, ward, rows), seen=1)


def states(rows):
    found = dict(Initiative.objects.values_list("pk", "state"))
    return [found[row.pk] for row in rows]


def reasons(bulk):
    return [row["why"] for row in bulk.rows]


def told(user):
    return list(Notification.objects.filter(user_key=user.pk).order_by("pk").values_list("kind", "text", "link"))


# Receiving ----------------------------------------------------------------------------------------------------------


def test_the_dry_run_says_what_will_be_and_writes_nothing_else(ban, ward, unit, cycle, files):
    returned = make.make_initiative(unit, cycle, S.RETURNED)
    disputed = make.make_initiative(unit, cycle, S.SUBMITTED, source=Source.BEHALF, behalf="DISPUTED")
    bulk = tried(ban, ward, [*files, returned, disputed])
    assert reasons(bulk) == [
        "", "", "", "đang ở trạng thái “Cần bổ sung”", "đơn vị không đồng ý với bản nhập hộ, cần thống nhất lại trước",
    ]  # fmt: skip
    assert states(files) == [S.SUBMITTED, S.RESUBMITTED, S.SUBMITTED]
    assert not AuditEntry.objects.exists()
    assert not Notification.objects.exists()


def test_a_bulk_receipt_moves_each_row_logs_each_and_tells_a_unit_once(ban, ward, unit, cycle, files, unit_head):
    alone = make.make_initiative(make.make_unit(ward), cycle, S.SUBMITTED, name="Đường hoa")
    other_head = make.make_head(alone.unit)
    received(ban, ward, [*files, alone])
    assert states([*files, alone]) == [S.RECEIVED] * 4
    for row in (*files, alone):
        entry = audit.timeline(row, audiences=["UNIT"])
        assert [(line.text, line.note) for line in entry] == [("Tiếp nhận đăng ký", "Cùng lúc 4 hồ sơ")]
    codes = ", ".join(row.code for row in files)
    page = f"/{ward.slug}/mo-hinh/"
    assert told(unit_head) == [("received", f"Đã tiếp nhận 3 hồ sơ: {codes}", f"{page}?nam={cycle.year}")]
    assert told(other_head) == [("received", f"Đã tiếp nhận {alone.code} “Đường hoa”", f"{page}{alone.code}/")]
    assert audit.verify(ward.pk) == []


def test_a_row_that_changed_after_the_dry_run_is_left_alone_and_told(ban, ward, files):
    bulk = tried(ban, ward, files)
    receiving.refuse(actor=ban, initiative=Initiative.objects.get(pk=files[1].pk), reason="Trùng việc")
    done = do_bulk(actor=ban, bulk=bulk, seen=1)
    assert reasons(done)[::2] == ["", ""]
    assert reasons(done)[1] == "vừa được người khác xử lý sau khi xem trước, nay ở trạng thái “Không tiếp nhận”"
    assert states(files) == [S.RECEIVED, S.REFUSED, S.RECEIVED]


def test_a_second_press_finds_the_same_result(ban, ward, files):
    bulk = received(ban, ward, files)
    again = do_bulk(actor=ban, bulk=BulkAct.objects.get(pk=bulk.pk), seen=1)
    assert (again.done_at, again.rows) == (bulk.done_at, bulk.rows)
    assert AuditEntry.objects.count() == 3


def test_one_act_takes_five_hundred_rows_of_ones_own_ward_at_most(ban, ward, other_ward, cycle, files):
    with pytest.raises(DomainError, match="nhiều nhất 500 hồ sơ"):
        try_bulk(actor=ban, ward=ward, kind=BulkKind.RECEIVE, keys=range(1, MOST + 2))
    with pytest.raises(DomainError, match="ít nhất một"):
        try_bulk(actor=ban, ward=ward, kind=BulkKind.RECEIVE, keys=[])
    theirs = make.make_initiative(make.make_unit(other_ward), make.make_cycle(other_ward), S.SUBMITTED)
    bulk = tried(ban, ward, [files[0], theirs])
    assert [row["key"] for row in bulk.rows] == [files[0].pk]
    with pytest.raises(PermissionDenied):
        do_bulk(actor=make.actor(make.make_member(ward, Role.STANDING), ward), bulk=bulk, seen=1)


@pytest.mark.parametrize("count", [2, 12])
def test_an_act_costs_the_same_for_any_number_of_rows(ban, ward, cycle, count):
    rows = [make.make_initiative(make.make_unit(ward), cycle, S.SUBMITTED) for _ in range(count)]
    for row in rows:
        make.make_head(row.unit)
    bulk = tried(ban, ward, rows)
    with AtMost(10) as asked:
        do_bulk(actor=ban, bulk=bulk, seen=1)
    assert asked.count == 10


# Taking it back -----------------------------------------------------------------------------------------------------


def test_undoing_puts_back_what_nobody_has_touched(ban, ward, files, unit_head, at):
    at(2026, 11, 24, 9, 0)
    bulk = received(ban, ward, files)
    receiving_version = Initiative.objects.get(pk=files[2].pk)
    Initiative.objects.filter(pk=files[2].pk).update(state=S.DISCONTINUED, version=receiving_version.version + 1)
    at(2026, 11, 24, 9, 9)
    undone = undo_bulk(actor=ban, bulk=bulk)
    assert [row["kept"] for row in undone.rows] == ["", "", "đã có người xử lý tiếp"]
    assert states(files) == [S.SUBMITTED, S.RESUBMITTED, S.DISCONTINUED]
    assert not Initiative.objects.filter(pk__in=[files[0].pk, files[1].pk], received_at__isnull=False).exists()
    assert [line.text for line in audit.timeline(files[0], audiences=["UNIT"])] == [
        "Hoàn tác tiếp nhận", "Tiếp nhận đăng ký",
    ]  # fmt: skip
    assert [kind for kind, _, _ in told(unit_head)] == ["received", "unreceived"]  # one of its three stays received
    assert undo_bulk(actor=ban, bulk=undone).undone_at == undone.undone_at
    assert audit.verify(ward.pk) == []


def test_an_unread_notice_vanishes_and_a_read_one_is_answered(ban, ward, files, unit, unit_head):
    second = make.make_member(unit, Role.SECRETARY)
    bulk = received(ban, ward, files)
    mark_read(second.pk)
    undo_bulk(actor=ban, bulk=bulk)
    assert told(unit_head) == []
    assert [kind for kind, _, _ in told(second)] == ["received", "unreceived"]


def test_undoing_ends_after_ten_minutes_and_stops_where_a_self_assessment_began(ban, ward, files, at):
    at(2026, 11, 24, 9, 0)
    early, late = received(ban, ward, files[:2]), received(ban, ward, files[2:])
    make.make_evaluation(Initiative.objects.get(pk=files[0].pk))
    undo_bulk(actor=ban, bulk=early)
    assert states(files) == [S.RECEIVED, S.RESUBMITTED, S.RECEIVED]
    at(2026, 11, 24, 9, 10)
    with pytest.raises(DomainError, match=TOO_LATE):
        undo_bulk(actor=ban, bulk=late)


# Sharing out --------------------------------------------------------------------------------------------------------


def test_files_are_shared_evenly_and_the_odd_one_goes_to_whom_has_fewest():
    assert shared_out(5, [7, 8], {7: 3, 8: 1}) == [8, 7, 8, 7, 8]
    assert shared_out(3, [7], {}) == [7, 7, 7]


def test_sharing_keeps_what_is_given_already_and_is_previewed(ban, ward, officer, files):
    second = make.make_member(ward, Role.OFFICER)
    receiving.assign(actor=ban, initiative=files[1], officer=second)
    bulk = tried(ban, ward, files, BulkKind.ASSIGN)
    with pytest.raises(DomainError, match="Hãy chọn người nhận"):
        do_bulk(actor=ban, bulk=bulk, seen=1)
    share_out(actor=ban, bulk=bulk, seen=1, people=[officer, second], keep=True)
    assert reasons(bulk) == ["", f"đã giao {second.full_name}, giữ nguyên", ""]
    assert [row["to"] for row in bulk.rows] == [officer.pk, None, second.pk]
    with pytest.raises(StaleState):
        do_bulk(actor=ban, bulk=bulk, seen=1)
    do_bulk(actor=ban, bulk=bulk, seen=2)
    assert list(Initiative.objects.order_by("pk").values_list("assignee", flat=True)) == [
        officer.pk, second.pk, second.pk,
    ]  # fmt: skip
    assert told(officer) == []  # who gave it to oneself
    assert [text for _, text, _ in told(second)][1:] == [
        f"Đồng chí được phân công xử lý {files[2].code} “{files[2].name}”"
    ]
    with pytest.raises(DomainError, match="người của Ban"):
        share_out(actor=ban, bulk=tried(ban, ward, files, BulkKind.ASSIGN), seen=1, people=[], keep=True)


def test_an_assignment_is_undone_unless_somebody_gave_the_file_on(ban, ward, officer, files):
    second, third = make.make_member(ward, Role.OFFICER), make.make_member(ward, Role.OFFICER)
    bulk = tried(ban, ward, files[:2], BulkKind.ASSIGN)
    share_out(actor=ban, bulk=bulk, seen=1, people=[second], keep=False)
    bulk = do_bulk(actor=ban, bulk=bulk, seen=2)
    receiving.assign(actor=ban, initiative=Initiative.objects.get(pk=files[0].pk), officer=third)
    undone = undo_bulk(actor=ban, bulk=bulk)
    assert [row["kept"] for row in undone.rows] == ["đã được phân công lại", ""]
    assert [Initiative.objects.get(pk=row.pk).assignee_id for row in files[:2]] == [third.pk, None]
    assert [kind for kind, _, _ in told(second)] == ["assigned", "unassigned"]


# Reminding ----------------------------------------------------------------------------------------------------------


def test_units_are_reminded_once_a_day_of_what_waits_for_them(ban, ward, cycle, unit, unit_head):
    returned, draft = (make.make_initiative(unit, cycle, state) for state in (S.RETURNED, S.DRAFT))
    typed = make.make_initiative(unit, cycle, S.DRAFT, source=Source.BEHALF)
    lonely = make.make_initiative(make.make_unit(ward), cycle, S.RETURNED)
    waiting = make.make_initiative(unit, cycle, S.SUBMITTED)
    rows = [returned, draft, typed, lonely, waiting]
    bulk = tried(ban, ward, rows, BulkKind.REMIND)
    assert reasons(bulk) == [
        "", "", "bản nháp do Ban nhập hộ, đơn vị không gửi được", "đơn vị chưa có ai nhận được thông báo",
        "đang ở trạng thái “Chờ tiếp nhận”, không chờ đơn vị",
    ]  # fmt: skip
    bulk = do_bulk(actor=ban, bulk=bulk, seen=1)
    assert [kind for kind, _, _ in told(unit_head)] == ["reminded"]
    assert reasons(tried(ban, ward, rows[:2], BulkKind.REMIND)) == ["đã nhắc trong hôm nay"] * 2
    with pytest.raises(DomainError, match="không hoàn tác được"):
        undo_bulk(actor=ban, bulk=bulk)


# Pages --------------------------------------------------------------------------------------------------------------


def test_ticked_rows_go_through_preview_result_and_undoing(as_officer, ward, cycle, unit, files):
    queue = f"/{ward.slug}/ho-so/"
    ticked = {"viec": "tiep-nhan", "loc": "nhom=cho&q=mo+hinh", "chon": [files[0].code, files[2].code, "DK-1999-001"]}
    preview = as_officer.post(f"{queue}nhieu/", ticked, follow=True)
    assert preview.context["page"].title == "Tiếp nhận 2 hồ sơ?"
    for words in ("2 hồ sơ sẽ được tiếp nhận; 1 hồ sơ không", "không có hồ sơ này trong phường: DK-1999-001"):
        assert words in preview.content.decode()
    address = preview.request["PATH_INFO"]
    first, second = (as_officer.post(address, {"version": 1}, follow=True) for _ in range(2))
    assert first.context["page"].title == second.context["page"].title == "Đã tiếp nhận 2 hồ sơ"
    assert f"{queue}?nhom=cho&amp;q=mo+hinh" in first.content.decode()
    assert as_officer.get(f"{queue}nhieu/").context["pages"][0].what == "Đã tiếp nhận 2 hồ sơ"
    undone = as_officer.post(f"{address}hoan-tac/", follow=True)
    assert undone.context["page"].title == "Đã hoàn tác 2 hồ sơ"
    assert states(files) == [S.SUBMITTED, S.RESUBMITTED, S.SUBMITTED]


def test_the_whole_filter_is_an_explicit_step_of_its_own(as_officer, ward, cycle, unit):
    rows = [make.make_initiative(unit, cycle, S.SUBMITTED, name=f"Đường hoa {n}") for n in range(27)]
    other = make.make_initiative(unit, cycle, S.SUBMITTED, name="Khác")
    queue = f"/{ward.slug}/ho-so/"
    assert "Chọn cả 27 hồ sơ khớp bộ lọc" in as_officer.get(f"{queue}?q=duong+hoa").content.decode()
    page = as_officer.get(f"{queue}?q=duong+hoa&chon=ca").content.decode()
    assert "Đã chọn cả 27 hồ sơ khớp bộ lọc" in page
    assert 'name="chon"' not in page
    preview = as_officer.post(
        f"{queue}nhieu/", {"viec": "tiep-nhan", "loc": "q=duong+hoa&chon=ca", "ca": "1"}, follow=True
    )
    assert {row["key"] for row in preview.context["bulk"].rows} == {row.pk for row in rows} - {other.pk}


def test_nothing_ticked_or_an_unknown_act_leads_back_to_the_same_list(as_officer, ward):
    for data in ({"viec": "tiep-nhan", "loc": "nhom=cho"}, {"viec": "xoa-het", "loc": "nhom=cho"}):
        answer = as_officer.post(f"/{ward.slug}/ho-so/nhieu/", data)
        assert answer["Location"] == f"/{ward.slug}/ho-so/?nhom=cho"
    assert not BulkAct.objects.exists()


def test_sharing_without_a_person_says_so_at_the_field(as_officer, ward, files):
    bulk = as_officer.post(f"/{ward.slug}/ho-so/nhieu/", {"viec": "phan-cong", "chon": [files[0].code]}, follow=True)
    address = bulk.request["PATH_INFO"]
    answer = as_officer.post(f"{address}chia/", {"version": 1})
    assert answer.context["share"].errors["people"] == ["Hãy chọn người nhận"]
    page = as_officer.post(f"{address}chia/", {"version": 1, "people": ["chuyenvien"]}, follow=True).context["page"]
    assert (page.shares, page.press) == ([("Người Thử chuyenvien", 1)], "Phân công 1 hồ sơ")


def test_old_dry_runs_nobody_confirmed_are_swept_away(ban, ward, files, at):
    at(2026, 11, 24, 9, 0)
    old = tried(ban, ward, files)
    at(2026, 11, 25, 10, 0)
    assert [bulk.pk for bulk in BulkAct.objects.all()] == [old.pk]
    new = tried(ban, ward, files)
    assert [bulk.pk for bulk in BulkAct.objects.all()] == [new.pk]
    assert new.created_at - old.created_at == dt.timedelta(hours=25)
