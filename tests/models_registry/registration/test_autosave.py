"""The registration form saves itself: the button's service, in JSON, never over a newer save; and the page of two
versions, where each part is chosen by itself."""

import datetime as dt
import io
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative
from models_registry.registration.services.drafts import start_draft
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db

PAGE_2 = {"name": "Ngõ nhỏ sáng đèn", "problem": "Ngõ tối", "method": "", "area": "", "starts_on": "", "ends_on": ""}
ROWS = {"targets-TOTAL_FORMS": 2, "targets-INITIAL_FORMS": 0}


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


@pytest.fixture
def draft(unit, cycle, unit_head, ward):
    return start_draft(actor=make.actor(unit_head, ward), unit=unit, cycle=cycle, token=uuid.uuid4())


def now(draft) -> Initiative:
    return Initiative.objects.select_related("text", "sector").get(pk=draft.pk)


def post(client, draft, data, number=2, name="initiative_autosave"):
    row = now(draft)
    row.ward = draft.ward
    address = reverse(f"registry:{name}", args=[draft.ward.slug, row.address, number])
    return client.post(address, {"version": row.version} | data)


def test_it_echoes_the_version_and_keeps_what_cannot_be_read(as_head, draft):
    with AtMost(26):
        answer = post(as_head, draft, {**PAGE_2, "starts_on": "31/02/2026"})
    row = now(draft)
    assert (answer.status_code, answer.json()["version"]) == (200, row.version)
    assert (row.name, row.text.problem, row.version) == ("Ngõ nhỏ sáng đèn", "Ngõ tối", draft.version + 1)
    assert row.text.unread["2"]["starts_on"]["raw"] == "31/02/2026"


def test_one_sitting_is_one_line_of_the_log_and_another_person_has_their_own(as_head, draft, unit, client):
    for letters in ("V", "Vận", "Vận động"):
        assert post(as_head, draft, {**PAGE_2, "method": letters}).status_code == 200
    saves = AuditEntry.objects.filter(verb="initiative.save")
    assert [entry.who_name for entry in saves.order_by("seq")] == [draft_writer(draft)]
    other = make.make_member(unit, username="thuky")
    post(make.sign_in(client, other), draft, {**PAGE_2, "method": "Vận động từng hộ"})
    assert [entry.who_name for entry in saves.order_by("seq")] == [draft_writer(draft), other.full_name]


def draft_writer(draft) -> str:
    return AuditEntry.objects.get(verb="initiative.start").who_name


def test_it_never_overwrites_a_newer_save_and_gives_both_texts(as_head, draft):
    seen = now(draft).version
    post(as_head, draft, {**PAGE_2, "method": "Bấm nút lưu"}, name="initiative_step")
    answer = post(as_head, draft, {**PAGE_2, "method": "Tự lưu", "version": seen})
    assert answer.status_code == 409
    assert answer.json()["both"] == [
        {"name": "method", "label": "Cách làm", "kept": "Bấm nút lưu", "typed": "Tự lưu"},
    ]
    assert "chính đồng chí, ở cửa sổ khác, sửa lúc" in answer.json()["message"]
    assert now(draft).text.method == "Bấm nút lưu"


def test_the_same_words_twice_are_one_save_although_the_first_answer_was_lost(as_head, draft):
    seen = now(draft).version
    rows = {"goals": "Sáng đèn", "expected": "", **ROWS, "targets-0-indicator": "Số đèn", "targets-0-planned": "12"}
    first, second = (post(as_head, draft, rows | {"version": seen}, 3).json() for _ in range(2))
    assert first == second
    assert first["values"] == {"targets-0-key": now(draft).targets.get().key}
    assert now(draft).version == seen + 1


def test_a_row_typed_on_stays_the_same_target(as_head, draft):
    rows = {"goals": "", "expected": "", **ROWS, "targets-0-indicator": "Số"}
    key = post(as_head, draft, rows, 3).json()["values"]["targets-0-key"]
    post(as_head, draft, rows | {"targets-0-indicator": "Số đèn", "targets-0-key": key}, 3)
    assert [(row.key, row.indicator) for row in now(draft).targets.all()] == [(key, "Số đèn")]


def test_a_registration_sent_meanwhile_takes_nothing_more(as_head, unit, cycle):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    answer = post(as_head, row, {"name": "Tên khác"})
    assert (answer.status_code, now(row).name) == (409, row.name)
    assert "đã được gửi" in answer.json()["message"]


def test_of_two_versions_each_part_is_chosen_by_itself(as_head, draft):
    seen = now(draft).version
    theirs = {**PAGE_2, "name": "Tên của người kia", "method": "Cách của người kia", "starts_on": "hôm qua"}
    post(as_head, draft, theirs, name="initiative_step")
    mine = {**PAGE_2, "name": "Tên của tôi", "method": "Cách của tôi", "starts_on": "01/03/2026", "ongoing": "on"}
    page = post(as_head, draft, mine | {"version": seen}, name="initiative_step")
    assert page.status_code == 409
    assert [row["label"] for row in page.context["differences"]] == ["Tên mô hình", "Cách làm", "Thời gian thực hiện"]
    carried = dict(page.context["carried"])
    chosen = {"chon-name": "toi", "chon-method": "luu", "chon-period": "luu", "luu": "o-lai"}
    post(as_head, draft, carried | chosen, name="initiative_step")
    row = now(draft)
    assert (row.name, row.text.method, row.ongoing) == ("Tên của tôi", "Cách của người kia", False)
    assert row.text.unread["2"]["starts_on"]["raw"] == "hôm qua"


def test_rows_given_up_stay_as_they_were_kept(as_head, draft):
    seen = now(draft).version
    first = {"goals": "A", "expected": "", **ROWS, "targets-0-indicator": "Số đèn"}
    post(as_head, draft, first, 3)
    mine = {"goals": "B", "expected": "", **ROWS, "targets-0-indicator": "Số hộ", "version": seen}
    page = post(as_head, draft, mine, 3, "initiative_step")
    assert [row["name"] for row in page.context["differences"]] == ["goals", "targets"]
    post(
        as_head,
        draft,
        dict(page.context["carried"]) | {"chon-targets": "luu", "chon-goals": "toi"},
        3,
        "initiative_step",
    )
    assert (now(draft).text.goals, now(draft).targets.get().indicator) == ("B", "Số đèn")


def test_the_nightly_purge_forgets_drafts_deleted_31_days_ago_and_nothing_else(
    as_head, draft, unit, cycle, unit_head, ward
):
    actor = make.actor(unit_head, ward)
    young, kept = (start_draft(actor=actor, unit=unit, cycle=cycle, token=uuid.uuid4()) for _ in range(2))
    sent = make.make_initiative(unit, cycle, S.SUBMITTED)
    post(as_head, draft, {"goals": "", "expected": "", **ROWS, "targets-0-indicator": "Số đèn"}, 3)
    for row, days in ((draft, 31), (young, 29)):
        Initiative.objects.filter(pk=row.pk).update(deleted_at=clock.now() - dt.timedelta(days=days))
    for told in (
        "0 held texts forgotten, 1 deleted drafts purged.",
        "0 held texts forgotten, 0 deleted drafts purged.",
    ):
        output = io.StringIO()
        call_command("purge_expired", stdout=output)
        freed = "0 file rows, 0 files, 0 bytes freed."
        assert output.getvalue().splitlines() == [told, freed, "0 wrong passwords forgotten."]
    assert set(Initiative.objects.values_list("pk", flat=True)) == {young.pk, kept.pk, sent.pk}
    assert [entry.verb for entry in AuditEntry.objects.filter(user_key=None)] == ["initiative.purge"]
