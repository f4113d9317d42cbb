"""A model at work: news by phone, milestones, what stands still, what criterion 6 lacks (Plan II.4.4, decision 18)."""

import datetime as dt
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.exceptions import DomainError, StaleState
from core.models import AuditEntry, Notification
from models_registry.enums import CycleState
from models_registry.enums import InitiativeState as S
from models_registry.implementation.filters import WorkList
from models_registry.implementation.services import MilestoneDraft, NoteDraft, add_note, mark_milestone, save_milestones
from models_registry.implementation.work import criterion_six, read_work
from models_registry.initiative.contents import read_all_files, read_contents
from models_registry.models import Attachment, Initiative, Milestone, ProgressNote
from tests.access.registry_form import PNG
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


@pytest.fixture
def row(unit, cycle):
    return make.make_initiative(unit, cycle, S.RECEIVED, last_news_on=clock.today() - dt.timedelta(days=70))


def url(name, row, *args):
    return reverse(f"registry:{name}", args=[row.ward.slug, *([row.address] if name[:4] != "work" else []), *args])


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "ward", "text").get(pk=row.pk)


def told(row, person, days_ago=0, **more):
    draft = NoteDraft(on=clock.today() - dt.timedelta(days=days_ago), text="Họp tổ, 34 hộ ký", **more)
    return add_note(actor=make.actor(person, row.ward), initiative=fresh(row), token=uuid.uuid4(), draft=draft)


def test_a_note_with_a_photo_is_one_note_however_often_it_is_pressed(as_head, row, unit_head):
    page = as_head.get(url("note_add", row))
    posted = {"token": page.context["form"]["token"].value(), "text": "Ra quân dọn ngõ", "people": "1.200 "}
    wrong = as_head.post(url("note_add", row), {**posted, "on": "31/02/2026"}).content.decode()
    assert "31/02/2026 không có thật" in wrong
    assert "Ra quân dọn ngõ" in wrong
    posted |= {"households": "", "on": f"{clock.today():%d/%m/%Y}", "is_check": "on"}
    for _ in range(2):
        posted["files"] = SimpleUploadedFile("ảnh ngõ.png", PNG)
        assert as_head.post(url("note_add", row), posted).status_code == 302
    note = ProgressNote.objects.get()
    assert (note.number, note.text, note.people, note.households, note.is_check) == (
        1,
        "Ra quân dọn ngõ",
        1200,
        None,
        True,
    )
    assert [file.place for file in Attachment.objects.all()] == ["progress.1"]
    assert AuditEntry.objects.filter(verb="progress.note").count() == 1
    assert fresh(row).last_news_on == clock.today()
    shown = as_head.get(row.get_absolute_url()).content.decode()
    assert all(words in shown for words in ("Ra quân dọn ngõ", "Kiểm tra, đánh giá", "nho/"))
    assert read_contents(row).files == []  # nothing of it gets into a sealed registration


def test_words_are_kept_when_the_photo_cannot_be(as_head, row, settings):
    settings.UPLOAD_FREE_FLOOR = 1 << 60
    posted = {"token": uuid.uuid4(), "text": "Họp tổ", "on": f"{clock.today():%d/%m/%Y}"}
    posted["files"] = SimpleUploadedFile("a.png", PNG)
    page = as_head.post(url("note_add", row), posted, follow=True).content.decode()
    assert "Đã ghi tin, nhưng chưa lưu được tệp. Máy chủ sắp hết chỗ" in page
    assert (ProgressNote.objects.count(), Attachment.objects.count()) == (1, 0)


def test_only_its_author_or_the_head_takes_a_note_back_and_the_trace_stays(client, row, unit, unit_head):
    writer, other = make.make_member(unit), make.make_member(unit)
    note = told(row, writer)
    row.received_at = clock.now() - dt.timedelta(days=65)
    row.save()
    refused = make.sign_in(client, other).post(url("note_remove", row, note.number))
    assert "Chỉ người ghi tin hoặc người đứng đầu đơn vị" in refused.content.decode()
    for _ in range(2):
        make.sign_in(client, writer).post(url("note_remove", row, note.number), {"reason": "Ghi nhầm mô hình"})
    assert AuditEntry.objects.filter(verb="progress.note_remove").count() == 1
    assert fresh(row).quiet_days == 65
    shown = client.get(row.get_absolute_url()).content.decode()
    assert "đã bỏ lúc" in shown
    assert "Ghi nhầm mô hình" in shown
    assert "Đứng yên 65 ngày" in shown


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"state": S.DISCONTINUED}, "Chỉ ghi tin, mốc của mô hình đã được"),
        ({"is_copy": True}, "chỉ gửi để theo dõi"),
        ({"cycle": CycleState.CLOSED}, "đã kết thúc"),
        ({"days_ago": -1}, "chưa đến"),
        ({"days_ago": 367}, "quá một năm"),
    ],
)
def test_no_news_of_what_is_not_at_work_nor_of_another_time(row, unit_head, change, words):
    change = dict(change)
    days_ago = change.pop("days_ago", 0)
    if "cycle" in change:
        row.cycle.state = change.pop("cycle")
        row.cycle.save()
    Initiative.objects.filter(pk=row.pk).update(**change or {"twin": 0})
    with pytest.raises(DomainError, match=words):
        told(row, unit_head, days_ago)


def test_milestones_are_offered_from_the_registration_and_ticked_in_one_press(as_head, row, unit_head, ward):
    page = as_head.get(url("milestone_edit", row))
    offered = page.context["formset"].forms[0].initial
    quarter = f"31/03/{row.year}"
    assert offered == {"what": "Vận động từng hộ", "planned_on": quarter, "note": "Tổ đảng viên – Quý I"}
    assert not Milestone.objects.exists()
    posted = {"moc-TOTAL_FORMS": 3, "moc-INITIAL_FORMS": 1, "version": row.version}
    posted |= {f"moc-0-{name}": value for name, value in offered.items()}
    posted |= {"moc-1-planned_on": "1/9/2026"}
    assert "Hãy ghi việc cần xong" in as_head.post(url("milestone_edit", row), posted).content.decode()
    posted |= {"moc-1-what": "Sơ kết"}
    as_head.post(url("milestone_edit", row), posted)
    assert list(Milestone.objects.values_list("number", "what")) == [(1, "Vận động từng hộ"), (2, "Sơ kết")]
    for _ in range(2):
        as_head.post(url("milestone_mark", row, 2))
    assert AuditEntry.objects.filter(verb="progress.milestone").count() == 1
    assert (Milestone.objects.get(number=2).done_on, fresh(row).last_news_on) == (clock.today(), clock.today())
    as_head.post(url("milestone_mark", row, 2), {"bo": "1"})
    assert Milestone.objects.get(number=2).done_on is None


def test_a_plan_saved_twice_is_one_and_an_old_page_overwrites_nothing(row, unit_head, ward):
    actor, one, two = make.actor(unit_head, ward), MilestoneDraft("Việc một"), MilestoneDraft("Việc hai", number=1)
    save_milestones(actor=actor, initiative=fresh(row), seen=row.version, rows=[one])
    save_milestones(actor=actor, initiative=fresh(row), seen=row.version + 1, rows=[two])
    save_milestones(actor=actor, initiative=fresh(row), seen=row.version, rows=[two])
    with pytest.raises(StaleState, match="vừa được người khác sửa"):
        save_milestones(actor=actor, initiative=fresh(row), seen=row.version, rows=[one])
    assert list(Milestone.objects.values_list("number", "what")) == [(1, "Việc hai")]


def test_what_criterion_six_lacks_is_told_early(row, unit_head, ward):
    def met():
        initiative = fresh(row)
        work = read_work(initiative, read_all_files(initiative))
        return [check.label for check in criterion_six(work, read_contents(initiative)) if check.is_met]

    assert met() == ["Nội dung, mục tiêu"]
    actor = make.actor(unit_head, ward)
    rows = [MilestoneDraft(f"Việc {n}", clock.today() + dt.timedelta(days=n)) for n in (1, 2)]
    save_milestones(actor=actor, initiative=fresh(row), seen=row.version, rows=rows)
    told(row, unit_head, days_ago=61, is_check=True)
    assert met() == ["Nội dung, mục tiêu", "Lộ trình"]  # the only news is too old
    told(row, unit_head, is_check=True)
    assert met() == ["Nội dung, mục tiêu", "Lộ trình", "Tin thực hiện", "Kiểm tra, đánh giá định kỳ"]


# The Ban ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def silent_and_busy(ward, cycle, unit):
    """Two that stand still (61 and 90 days), one that just does not (60), and what never counts here."""
    ages = {90: unit, 61: make.make_unit(ward), 60: unit}
    rows = {
        age: make.make_initiative(whose, cycle, S.RECEIVED, last_news_on=clock.today() - dt.timedelta(days=age))
        for age, whose in ages.items()
    }
    long_ago = {"last_news_on": clock.today() - dt.timedelta(days=200)}
    make.make_initiative(unit, cycle, S.RECEIVED, is_copy=True, **long_ago)
    make.make_initiative(unit, cycle, S.SUBMITTED, **long_ago)
    make.make_initiative(unit, cycle, S.RECEIVED, best_level=1, **long_ago)
    return rows


def test_the_ban_sees_the_longest_silent_first_and_the_file_holds_the_same(as_officer, ward, silent_and_busy):
    rows = silent_and_busy
    page = as_officer.get(reverse("registry:work_list", args=[ward.slug]))
    assert list(page.context["page"]) == [rows[90], rows[61], rows[60]]
    assert [row.is_still for row in page.context["page"]] == [True, True, False]
    query = "?xem=dung-yen&sort=-tin"
    with AtMost(6):
        page = as_officer.get(reverse("registry:work_list", args=[ward.slug]) + query)
    assert list(page.context["page"]) == [rows[61], rows[90]]
    report = reverse("reports:report_page", args=[ward.slug, "tin-thuc-hien"])
    shown = as_officer.get(report + query).content.decode()
    assert shown.index(rows[61].code) < shown.index(rows[90].code)
    assert rows[60].code not in shown
    assert "đứng yên quá 60 ngày 2" in shown
    for odd in ("?sort=--tin", "?sort=password", "?xem=zz&nam=abc&page=x", "?q=%00"):
        assert as_officer.get(reverse("registry:work_list", args=[ward.slug]) + odd).status_code == 200


def test_a_unit_is_reminded_once_a_week(as_officer, ward, silent_and_busy, unit_head, officer, at):
    at(2026, 11, 23, 9)
    rows, address = silent_and_busy, reverse("registry:work_remind", args=[ward.slug])
    Initiative.objects.update(last_news_on=dt.date(2026, 8, 25))
    codes = {"ma": [rows[90].code, rows[61].code, "DK-2026-999"]}
    page = as_officer.post(address + "?xem=dung-yen", codes, follow=True)
    assert page.redirect_chain[0][0].endswith("?xem=dung-yen")
    assert "Đã nhắc đơn vị của 1 mô hình" in page.content.decode()
    assert "1 mô hình thuộc đơn vị chưa có tài khoản" in page.content.decode()
    as_officer.post(address, codes)
    notice = Notification.objects.get(user_key=unit_head.pk)
    assert notice.link.endswith("/tin/")
    assert "chưa có tin mới 90 ngày" in notice.text
    at(2026, 11, 30, 9)
    make.sign_in(as_officer, officer)
    as_officer.post(address, codes)
    assert Notification.objects.filter(user_key=unit_head.pk).count() == 2
    assert AuditEntry.objects.filter(verb="progress.remind").count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_model_at_work_costs_the_same_whatever_is_told(as_head, row, unit_head, ward, count):
    for _ in range(count):
        told(row, unit_head)
        Milestone.objects.create(
            ward_id=row.ward_id, initiative=row, number=10 + ProgressNote.objects.count(), what="Một việc"
        )
    as_head.get(row.get_absolute_url())
    with AtMost(11) as asked:
        page = as_head.get(row.get_absolute_url())
    assert len(page.context["notes"]) == count
    assert asked.count == 11


def test_scorers_read_milestones_news_and_photos(client, row, unit_head, ward, officer):
    note = told(row, unit_head, people=34)
    mark_milestone(
        actor=make.actor(unit_head, ward),
        initiative=fresh(row),
        milestone=Milestone.objects.create(ward_id=row.ward_id, initiative=row, number=1, what="Ký cam kết"),
        done=True,
    )
    make.sign_in(client, unit_head).post(
        url("note_add", row),
        {
            "token": note.token,
            "text": "x",
            "on": f"{clock.today():%d/%m/%Y}",
            "files": SimpleUploadedFile("a.png", PNG),
        },
    )
    make.make_evaluation(fresh(row))
    page = make.sign_in(client, officer).get(reverse("evaluation:sheet_edit", args=[ward.slug, row.code]))
    assert [found.what for found in page.context["evidence"].work.milestones] == ["Ký cam kết"]
    assert [len(found.files) for found in page.context["evidence"].work.notes] == [1]
    assert page.context["evidence"].registration_files == []
    assert "Họp tổ, 34 hộ ký" in page.content.decode()


# Two years (decisions 51, 78) -------------------------------------------------------------------------------------


@pytest.fixture
def january(at, row):
    """Next year's January, with this year's row still in an open year."""
    at(row.year + 1, 1, 20, 9)


@pytest.fixture
def following(january, row, unit):
    """Next year's row that continues `row`, received."""
    cycle = make.make_cycle(row.ward, row.year + 1)
    return make.make_initiative(unit, cycle, S.RECEIVED, continues=row, lineage=row.lineage)


def written(initiative, person, on):
    """The row a note of a day is kept with, written on the page of `initiative`."""
    draft = NoteDraft(on=on, text="Họp tổ, 34 hộ ký")
    actor = make.actor(person, initiative.ward)
    return add_note(actor=actor, initiative=fresh(initiative), token=uuid.uuid4(), draft=draft).initiative


def test_a_note_belongs_to_the_row_of_its_year_from_whichever_page_it_is_written(row, following, unit_head):
    for page in (row, following):
        assert written(page, unit_head, dt.date(following.year, 1, 15)) == following
        assert written(page, unit_head, dt.date(row.year, 12, 30)) == row


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.RETURNED])
def test_until_the_new_row_is_received_its_notes_stay_with_the_old_one(row, following, unit_head, state):
    Initiative.objects.filter(pk=following.pk).update(state=state)
    assert written(row, unit_head, dt.date(following.year, 1, 15)) == row


def test_a_note_of_a_closed_year_is_refused_at_its_day(row, following, unit_head):
    type(row.cycle).objects.filter(pk=row.cycle_id).update(state=CycleState.CLOSED)
    with pytest.raises(DomainError, match=f"Năm {row.year} đã kết thúc") as refused:
        written(following, unit_head, dt.date(row.year, 12, 30))
    assert refused.value.field == "on"
    assert not ProgressNote.objects.exists()


def test_a_photo_goes_with_its_note_to_the_other_row(row, following, client, unit_head):
    make.sign_in(client, unit_head)
    page = client.get(url("note_add", row))
    posted = {"token": page.context["form"]["token"].value(), "text": "Ra quân", "on": f"15/01/{following.year}"}
    for _ in range(2):
        posted["files"] = SimpleUploadedFile("ảnh ngõ.png", PNG)
        answer = client.post(url("note_add", row), posted, follow=True)
        assert f"ghi ở hồ sơ năm {following.year}" in answer.content.decode()
    assert [(note.initiative, note.number) for note in ProgressNote.objects.all()] == [(following, 1)]
    assert [file.initiative for file in Attachment.objects.all()] == [following]


def test_a_row_stands_still_while_its_year_is_open_not_while_the_calendar_says_so(row, following, ward, officer):
    params, actor = {"nam": str(row.year), "xem": "dung-yen"}, make.actor(officer, ward)
    assert list(WorkList(params, actor=actor, ward=ward).rows) == []  # news is written on the row that continues it
    Initiative.objects.filter(pk=following.pk).update(state=S.SUBMITTED)
    found = WorkList(params, actor=actor, ward=ward)
    (still,) = found.rows
    assert (still, still.is_still, found.counts) == (row, True, {"tat-ca": 1, "dung-yen": 1})
    still.cycle.state = CycleState.CLOSED
    assert not still.is_still
