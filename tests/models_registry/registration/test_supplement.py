"""Answering a return: the unit's page, what the officer sees of it, ready phrases."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from core import clock
from core.forms.held import hold, owner_of
from core.models import HeldText
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative, Remark
from models_registry.reviewing.services.phrases import add_phrase
from models_registry.reviewing.services.receiving import RemarkDraft, receive, return_initiative
from organizations.enums import Role
from tests.access.registry_form import attach
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
LONGER = "Vận động từng hộ ký cam kết, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách; 96 hộ đã ghi tên vào sổ."


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


def fresh(row):
    return Initiative.objects.select_related("cycle", "unit", "sector", "text", "assignee").get(pk=row.pk)


def returned(unit, cycle, officer, *asked, days=7, **fields):
    row = make.make_initiative(unit, cycle, S.SUBMITTED, **fields)
    return_initiative(
        actor=make.actor(officer, unit.ward), initiative=fresh(row),
        remarks=[RemarkDraft(field, f"Góp ý {field or 'chung'}") for field in asked],
        due_on=clock.today() + dt.timedelta(days=days),
    )  # fmt: skip
    return fresh(row)


def page(row, rest="bo-sung/"):
    return f"/thu-nghiem/mo-hinh/{row.code}/{rest}"


def typed(row, **more):
    return {"version": row.version, "luu": "gui", "confirmed": "on", **more}


def answers():
    return [(row.answer_kind, row.answer, row.closed_as) for row in Remark.objects.order_by("number")]


def test_the_page_holds_what_was_asked_and_nothing_else(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method", "period", "targets", "")
    shown = as_head.get(page(row)).content.decode()
    for words in ("Góp ý method", "Góp ý chung", 'name="method"', 'name="starts_on"', 'name="targets-0-indicator"'):
        assert words in shown
    for absent in ('name="problem"', 'name="name"', 'name="steps-0-what"', 'name="leader_name"'):
        assert absent not in shown


def test_a_mended_field_goes_back_to_who_asked_with_the_words_that_changed(as_head, client, unit, cycle, ward, officer):
    row = returned(unit, cycle, officer, "method")
    answer = as_head.post(page(row), typed(row, method=LONGER, kind_1="FIXED"))
    assert answer["Location"] == page(row, "da-gui/")
    row = fresh(row)
    assert (row.state, row.text.method, row.assignee) == (S.RESUBMITTED, LONGER, officer)
    assert answers() == [("FIXED", "", "ANSWERED")]
    make.sign_in(client, officer)
    read = client.get(f"/thu-nghiem/ho-so/{row.code}/")
    (change,) = read.context["comparison"].asked
    assert (change.label, change.new, change.is_changed) == ("Cách làm", LONGER, True)
    assert read.context["comparison"].unasked == []
    assert "Đã bổ sung, vòng 1" in read.content.decode()
    assert "<ins>" in client.get(page(row, "lan-gui/2/")).content.decode()
    assert [client.get(page(row, f"lan-gui/{n}/")).status_code for n in (1, 3)] == [404, 404]


def test_changes_nobody_asked_for_stand_apart(as_head, client, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method")
    as_head.post(page(row, "buoc/3/"), {"version": row.version, "goals": "Sạch ngõ", "expected": "", "luu": "thoat"})
    row = fresh(row)
    as_head.post(page(row), typed(row, method=LONGER, kind_1="FIXED"))
    make.sign_in(client, officer)
    comparison = client.get(f"/thu-nghiem/ho-so/{row.code}/").context["comparison"]
    assert [change.label for change in comparison.asked] == ["Cách làm"]
    assert [(change.label, change.old, change.new) for change in comparison.unasked] == [("Mục tiêu", "", "Sạch ngõ")]


def test_nothing_is_sent_while_one_remark_waits_and_what_was_typed_is_kept(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method", "", "sector")
    posted = typed(row, method=LONGER, kind_1="FIXED", answer_1="Đã ghi rõ", kind_3="EXPLAINED", answer_3="")
    back = as_head.post(page(row), posted, follow=True)
    told = [message for _, message in back.context["problems"]]
    assert told == ["Hãy chọn “Đã sửa” hoặc “Giải trình” cho điểm 2", "Hãy ghi giải trình cho điểm 3"]
    row = fresh(row)
    assert (row.state, row.text.method) == (S.RETURNED, LONGER)
    assert answers()[0] == ("FIXED", "Đã ghi rõ", "")
    explained = {"kind_2": "EXPLAINED", "answer_2": "Đã nộp bản giấy", "kind_3": "EXPLAINED", "answer_3": "Đúng"}
    as_head.post(page(row), typed(row, answer_1="Đã ghi rõ", kind_1="FIXED", **explained))
    assert fresh(row).state == S.RESUBMITTED


def test_mended_without_a_change_warns_once_and_forbids_nothing(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method", "problem")
    same = {"method": row.text.method, "problem": "Bốn ngõ tối.", "kind_1": "FIXED", "kind_2": "FIXED"}
    warned = as_head.post(page(row), typed(row, **same), follow=True)
    assert warned.context["unchanged"] == [1]
    assert "Điểm 1 ghi “Đã sửa” nhưng nội dung chưa thay đổi" in warned.content.decode()
    row = fresh(row)
    assert row.state == S.RETURNED
    as_head.post(page(row), typed(row, **same, da_canh_bao="1"))
    assert fresh(row).state == S.RESUBMITTED


def test_pressing_send_twice_sends_once(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method")
    posted = typed(row, method=LONGER, kind_1="FIXED")
    first, second = as_head.post(page(row), posted), as_head.post(page(row), posted)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert row.submissions.count() == 2


def test_who_may_not_send_prepares_and_the_head_is_told(client, unit, cycle, officer, unit_head):
    row = returned(unit, cycle, officer, "method")
    make.sign_in(client, make.make_member(unit, Role.SECRETARY))
    assert "Gửi bổ sung </button>" not in client.get(page(row)).content.decode()
    client.post(page(row), typed(row, method=LONGER, kind_1="FIXED", luu="soan-xong"))
    row = fresh(row)
    assert (row.state, row.prepared_at is not None) == (S.RETURNED, True)
    assert client.post(page(row), typed(row, kind_1="FIXED", answer_1="")).status_code == 403
    assert fresh(row).state == S.RETURNED


def test_two_tabs_lose_neither_text(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method")
    as_head.post(page(row), typed(row, answer_1="Câu của tab một", kind_1="FIXED", luu="luu"))
    late = as_head.post(page(row), typed(row, method=LONGER, answer_1="Câu của tab hai", luu="luu"))
    shown = late.content.decode()
    assert late.status_code == 200
    assert "Câu của tab hai" in shown
    assert LONGER in shown
    assert row.text.method in shown  # what is kept now, beside it
    assert answers() == [("FIXED", "Câu của tab một", "")]
    assert fresh(row).text.method == row.text.method


def test_what_was_mistyped_elsewhere_in_a_step_stays_known(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method")
    step_2 = {"version": row.version, "starts_on": "31/02/2026", "ends_on": "", "luu": "thoat"}
    as_head.post(page(row, "buoc/2/"), step_2)
    row = fresh(row)
    back = as_head.post(page(row), typed(row, method=LONGER, kind_1="FIXED"), follow=True)
    assert fresh(row).state == S.RETURNED
    assert "Ngày 31/02/2026 không có thật" in [problem.message for _, problem in back.context["elsewhere"]]


def test_rows_and_files_are_answered_on_the_same_page(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "targets", "files")
    token = attach(row).token.hex
    rows = {"targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0, "targets-0-key": "t1", "targets-0-measure": "hộ",
            "targets-0-indicator": "Số hộ ký cam kết", "targets-0-planned": "96"}  # fmt: skip
    done = typed(row, **rows, kind_1="FIXED", kind_2="EXPLAINED", answer_2="Ảnh đã có")
    assert token in as_head.get(page(row)).content.decode()
    as_head.post(page(row), done)
    row = fresh(row)
    assert (row.state, row.targets.get().planned) == (S.RESUBMITTED, 96)


def test_the_page_of_a_file_no_longer_returned_leads_to_the_file(as_head, unit, cycle, officer, ward):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    assert as_head.get(page(row))["Location"] == page(row, "")
    receive(actor=make.actor(officer, ward), initiative=fresh(row))
    late = as_head.post(page(row), {"version": "1", "luu": "gui"})
    assert "Hồ sơ không còn chờ bổ sung" in late.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_was_asked(as_head, unit, cycle, officer, count):
    row = returned(unit, cycle, officer, *["method", "problem", "area"][:count])
    as_head.get(page(row))
    with AtMost(7):
        as_head.get(page(row))


def test_an_answered_remark_cannot_be_rewritten(as_head, unit, cycle, officer):
    row = returned(unit, cycle, officer, "method")
    as_head.post(page(row), typed(row, method=LONGER, kind_1="FIXED"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.update(answer="Khác")
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.all().delete()


# The officer's page and its ready phrases ---------------------------------------------------------------------------


@pytest.fixture
def phrase(officer, ward):
    return add_phrase(actor=make.actor(officer, ward), ward=ward, field="method", text="Nêu rõ ai làm, bao giờ xong.")


def asking(row):
    return f"/thu-nghiem/ho-so/{row.code}/de-nghi-bo-sung/"


def test_without_script_a_phrase_is_put_in_and_nothing_typed_is_lost(as_officer, unit, cycle, phrase):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    typed_so_far = {"text_method": "Đồng chí lưu ý:", "text_name": "Tên dài", "due_on": "31/02/2026"}
    form = as_officer.post(asking(row), {**typed_so_far, "cau_method": phrase.number, "chen": "method"}).context["form"]
    assert form["text_method"].value() == "Đồng chí lưu ý:\nNêu rõ ai làm, bao giờ xong."
    assert (form["text_name"].value(), form["due_on"].value(), form["tick_method"].value()) == (
        "Tên dài", "31/02/2026", "on",
    )  # fmt: skip
    assert not Remark.objects.exists()


def test_the_preview_is_the_page_the_unit_gets(as_officer, client, unit, cycle, unit_head):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    due = f"{clock.today() + dt.timedelta(days=7):%d/%m/%Y}"
    form = {"version": 1, "tick_method": "on", "text_method": "Nêu rõ", "tick_whole": "on", "text_whole": "Thêm ảnh"}
    preview = as_officer.post(asking(row), {**form, "due_on": due, "preview": "1"})
    drawn = [(point.label, point.remark.text, [bound.name for bound in point.inputs])
             for point in preview.context["preview"].points]  # fmt: skip
    assert drawn == [("Toàn bộ hồ sơ", "Thêm ảnh", []), ("Cách làm", "Nêu rõ", ["method"])]
    assert not Remark.objects.exists()
    as_officer.post(asking(row), {**form, "due_on": due})
    make.sign_in(client, unit_head)
    points = client.get(page(row)).context["shown"].points
    assert drawn == [(point.label, point.remark.text, [bound.name for bound in point.inputs]) for point in points]


def test_the_ban_keeps_its_phrases(as_officer, ward, phrase):
    where = f"/thu-nghiem/cau-mau/{phrase.number}/"
    twice = as_officer.post("/thu-nghiem/cau-mau/", {"field": "method", "text": phrase.text})
    assert twice.context["form"].errors == {"text": ["Đã có câu mẫu này cho mục này"]}
    as_officer.post(where, {"version": 1, "field": "*", "text": "Nêu rõ ai làm"})
    phrase.refresh_from_db()
    assert (phrase.field, phrase.text, phrase.is_active) == ("*", "Nêu rõ ai làm", False)
    stale = as_officer.post(where, {"version": 1, "field": "*", "text": "Bản cũ", "is_active": "on"})
    assert stale.context["form"].non_field_errors()


def test_what_was_typed_when_the_session_ended_stands_on_the_page_again_and_is_not_saved(
    client, unit, cycle, unit_head, officer
):
    """The unit's answers and the officer's remarks alike; beside the other text when somebody saved meanwhile."""
    row = returned(unit, cycle, officer, "method", "problem")
    sent = make.make_initiative(unit, cycle, S.SUBMITTED)
    remark, answer = "Cần nêu rõ số hộ", "Đã nêu ở phần đầu"
    at = f"/thu-nghiem/ho-so/{sent.code}/de-nghi-bo-sung/"
    kept = {"version": row.version, "method": LONGER, "kind_1": "FIXED", "answer_1": answer}
    for user, where, body, inputs in (
        (unit_head, page(row), kept, (LONGER, answer)),
        (officer, at, {"version": sent.version, "tick_method": "on", "text_method": remark}, (remark,)),
    ):
        make.sign_in(client, user)
        data = QueryDict(mutable=True)
        data.update({name: str(value) for name, value in body.items()})
        token = hold(owner=owner_of(user.pk), path=where, data=data).token
        shown = client.get(where, {"giu": token})
        assert shown.status_code == 200
        words = shown.content.decode()
        assert all(text in words for text in (*inputs, "Nội dung đã được khôi phục"))
    assert (fresh(row).version, fresh(sent).state) == (row.version, S.SUBMITTED)
    assert fresh(row).text.method == row.text.method
    make.sign_in(client, unit_head).post(page(row), {"version": row.version, "problem": "Bốn ngõ tối.", "luu": "luu"})
    both = client.get(page(row), {"giu": HeldText.objects.get(path=page(row)).token}).content.decode()
    assert "chính đồng chí, ở cửa sổ khác," in both and LONGER in both  # noqa: PT018 – one page, both texts
