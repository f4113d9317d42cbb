"""“Rà soát mô hình năm trước”: every recognised model is kept up, improved or stopped, once (Plan II.4.1)."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from core import clock
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.models import AuditEntry, Notification
from evaluation.enums import EvaluationState, Outcome
from evaluation.models import Evaluation
from models_registry.carry_over.reading import Board, carried
from models_registry.carry_over.services import Choice, decide
from models_registry.enums import CarryOver, CycleState, Origin, RecognitionSource
from models_registry.enums import InitiativeState as S
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import CarryOverReview, Cycle, Initiative
from models_registry.registration.services.drafts import delete_draft, restore_draft, start_draft
from models_registry.registration.services.saving import save_step
from models_registry.registration.sources import continuable, sources_of
from organizations.enums import Role
from organizations.models import Organization
from organizations.units.services import close_unit
from tests.models_registry.registration.test_races import at_once
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
LAST = clock.today().year - 1


def recognised(unit, name=None) -> Initiative:
    cycle = Cycle.objects.filter(ward=unit.ward, year=LAST).first() or make.make_cycle(
        unit.ward, LAST, CycleState.CLOSED
    )
    row = make.make_initiative(unit, cycle, S.RECEIVED, name=name)
    recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    return row


def counts(cycle) -> tuple[int, ...]:
    """Total, kept, improved, stopped, undecided, without registration."""
    board = Board(cycle.ward, cycle, {}).counts
    return (board.total, board.kept, board.improved, board.stopped, board.undecided, board.unregistered)


@pytest.fixture
def head(unit_head, ward):
    return make.actor(unit_head, ward)


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


def review_page(ward):
    return reverse("registry:carry_over_review", args=[ward.slug, LAST])


def test_several_are_decided_at_once_and_the_sum_always_holds(as_head, unit, cycle):
    keep, improve, stop, later = (recognised(unit) for _ in range(4))
    assert counts(cycle) == (4, 0, 0, 0, 4, 0)
    page = review_page(unit.ward)
    typed = {
        f"decision-{keep.code}": "CONTINUE", f"decision-{improve.code}": "IMPROVE", f"decision-{stop.code}": "STOP",
        f"reason-{stop.code}": "Hết việc để làm",
    }  # fmt: skip
    silent = as_head.post(page, {**typed, f"reason-{stop.code}": " "}).content.decode()
    assert "Hãy ghi lý do dừng mô hình" in silent
    assert counts(cycle) == (4, 0, 0, 0, 4, 0)
    for _ in range(2):  # the second press of the button answers like the first
        answer = as_head.post(page, typed, follow=True).content.decode()
        assert "Đã lưu kết quả rà soát: 1 duy trì, 1 nâng cao, 1 dừng." in answer
        assert counts(cycle) == (4, 1, 1, 1, 1, 0)
    drafts = Initiative.objects.filter(cycle=cycle).order_by("continues_id")
    assert [(row.continues, row.origin, row.lineage, row.state) for row in drafts] == [
        (keep, Origin.KEEP, keep.lineage, S.DRAFT), (improve, Origin.IMPROVE, improve.lineage, S.DRAFT),
    ]  # fmt: skip
    assert [list(row.targets.all()) for row in drafts] == [[], []]
    assert AuditEntry.objects.filter(verb="carry_over.decide").count() == 3
    assert later.name in as_head.get(page).content.decode()


def test_a_model_deleted_as_draft_is_kept_up_but_not_registered(head, unit, cycle):
    source = recognised(unit)
    (review,) = decide(actor=head, cycle=cycle, choices=[Choice(source, "CONTINUE")])
    draft = Initiative.objects.select_related("cycle", "unit", "ward").get(pk=review.result_id)
    delete_draft(actor=head, initiative=draft, seen=draft.version)
    assert counts(cycle) == (1, 1, 0, 0, 0, 1)
    restore_draft(actor=head, initiative=draft)
    assert (counts(cycle), CarryOverReview.objects.get().result) == ((1, 1, 0, 0, 0, 0), draft)


def test_start_page_and_form_agree_with_the_review(head, unit, cycle):
    source, other = recognised(unit), recognised(unit)
    draft = start_draft(
        actor=head, unit=unit, cycle=cycle, token=uuid.uuid4(), origin=Origin.KEEP, continues=source
    )  # fmt: skip
    review = CarryOverReview.objects.get()
    assert (review.source, review.decision, review.result) == (source, CarryOver.CONTINUE, draft)
    save_step(
        actor=head, initiative=draft, seen=draft.version, step=2, unread={},
        values={"origin": Origin.IMPROVE, "continues_id": other.pk},
    )  # fmt: skip
    told = {row.source_id: (row.decision, row.result_id) for row in CarryOverReview.objects.all()}
    assert told == {source.pk: ("CONTINUE", None), other.pk: ("IMPROVE", draft.pk)}
    assert counts(cycle) == (2, 1, 1, 0, 0, 1)


def test_with_a_registration_the_decision_is_changed_there(head, unit, cycle):
    source = recognised(unit)
    decide(actor=head, cycle=cycle, choices=[Choice(source, "CONTINUE")])
    with pytest.raises(DomainError, match="đã có hồ sơ") as refused:
        decide(actor=head, cycle=cycle, choices=[Choice(source, "STOP", "Hết việc", seen=1)])
    assert refused.value.field == f"decision-{source.code}"


def test_another_decision_on_an_old_page_is_refused(head, unit, cycle):
    source = recognised(unit)
    decide(actor=head, cycle=cycle, choices=[Choice(source, "STOP", "Hết việc")])
    with pytest.raises(StaleState, match="dừng"):
        decide(actor=head, cycle=cycle, choices=[Choice(source, "CONTINUE")])
    decide(actor=head, cycle=cycle, choices=[Choice(source, "CONTINUE", seen=1)])
    assert counts(cycle) == (1, 1, 0, 0, 0, 0)


def test_only_the_head_stops_and_only_what_was_recognised_last_year_is_reviewed(unit, cycle, ward):
    helper = make.actor(make.make_member(unit, username="thuky1"), ward)
    source, plain = recognised(unit), make.make_initiative(unit, cycle, S.RECEIVED)
    with pytest.raises(PermissionDenied):
        decide(actor=helper, cycle=cycle, choices=[Choice(source, "STOP", "Hết việc")])
    with pytest.raises(DomainError):
        decide(actor=helper, cycle=cycle, choices=[Choice(plain, "CONTINUE")])
    stranger = make.actor(make.make_head(make.make_unit(ward), "bithu9"), ward)
    with pytest.raises(PermissionDenied):
        decide(actor=stranger, cycle=cycle, choices=[Choice(source, "CONTINUE")])


def test_outside_the_window_the_decision_is_kept_without_a_draft(head, unit, ward):
    cycle = make.make_cycle(
        ward, registration_opens=clock.today() - dt.timedelta(days=9),
        registration_closes=clock.today() - dt.timedelta(days=1),
    )  # fmt: skip
    decide(actor=head, cycle=cycle, choices=[Choice(recognised(unit), "CONTINUE")])
    assert counts(cycle) == (1, 1, 0, 0, 0, 1)
    assert not Initiative.objects.filter(cycle=cycle).exists()


def test_the_ban_writes_down_what_a_unit_said_with_both_persons_in_the_log(as_officer, officer, unit, unit_head, cycle):
    source = recognised(unit)
    page = reverse("registry:carry_over_behalf", args=[unit.ward.slug, cycle.year, unit.code])
    typed = {f"decision-{source.code}": "CONTINUE", f"seen-{source.code}": 0}
    assert "Hãy ghi ai của đơn vị cho biết" in as_officer.post(page, typed).content.decode()
    as_officer.post(page, {**typed, "told_by": "bí thư, qua điện thoại"})
    entry = next(row for row in audit.timeline(source, audiences=["UNIT"]) if row.verb == "carry_over.decide")
    assert (entry.user_key, entry.note) == (officer.pk, "Ban ghi thay, theo lời bí thư, qua điện thoại")
    assert Notification.objects.get(kind="carry_over").user_key == unit_head.pk
    assert counts(cycle) == (1, 1, 0, 0, 0, 1)  # the registration is the unit's to write
    begun = make.sign_in(as_officer, unit_head).post(
        review_page(unit.ward), {"viec": "bat-dau", f"decision-{source.code}": "CONTINUE", f"seen-{source.code}": 1}
    )
    assert begun.url.endswith("/buoc/1/")
    assert counts(cycle) == (1, 1, 0, 0, 0, 0)


def test_reminders_reach_the_units_people_once_a_day(as_officer, unit, unit_head, cycle, ward):
    recognised(unit)
    silent = make.make_unit(ward, "Chi bộ chưa có tài khoản")
    recognised(silent)
    page = reverse("registry:carry_over_remind", args=[ward.slug, cycle.year])
    assert f"Kính gửi {unit.name}. Đơn vị còn 1 mô hình" in as_officer.get(page).content.decode()
    for _ in range(2):
        told = as_officer.post(page, {"don-vi": [unit.code, silent.code]}, follow=True).content.decode()
        assert "Đã nhắc 1 đơn vị" in told
        assert silent.name in told
    assert [row.user_key for row in Notification.objects.filter(kind="carry_over_reminder")] == [unit_head.pk]
    assert AuditEntry.objects.filter(verb="carry_over.remind").count() == 1


def test_the_heir_decides_for_a_merged_unit(head, unit, cycle, ward, officer):
    old = make.make_unit(ward, "Chi bộ cũ")
    source = recognised(old)
    ward = Organization.objects.get(pk=ward.pk)
    close_unit(unit=old, successor=unit, actor=make.actor(officer, ward), closed_on=clock.today(), reason="Sáp nhập")
    heir = make.actor(head_of(unit), Organization.objects.get(pk=ward.pk))
    (review,) = decide(actor=heir, cycle=cycle, choices=[Choice(source, "CONTINUE")])
    assert (review.unit, review.result.unit) == (unit, unit)


def head_of(unit):
    return unit.memberships.get(is_head=True).user


def test_the_tables_own_rules(unit, cycle):
    source = recognised(unit)
    row = {"ward": unit.ward, "cycle": cycle, "source": source, "unit": unit}
    for wrong in ({"decision": "STOP"}, {"decision": "LATER"}, {"decision": "STOP", "reason": "x", "result": source}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CarryOverReview.objects.create(**row, **wrong)
    CarryOverReview.objects.create(**row, decision="STOP", reason="Hết việc")
    with pytest.raises(IntegrityError), transaction.atomic():
        CarryOverReview.objects.create(**row, decision="CONTINUE")


@pytest.mark.parametrize("count", [1, 4])
def test_queries_do_not_grow_with_the_models(as_officer, officer, unit, unit_head, cycle, ward, count):
    for number in range(count):
        other = make.make_unit(ward)
        recognised(other)
        source = recognised(unit)
        if number % 2:
            CarryOverReview.objects.create(
                ward=ward, cycle=cycle, source=source, unit=unit, decision="STOP", reason="Hết việc"
            )
    with AtMost(10):
        assert as_officer.get(reverse("registry:carry_over_board", args=[ward.slug, cycle.year])).status_code == 200
    client = make.sign_in(as_officer, unit_head)
    with AtMost(7):
        assert client.get(review_page(ward)).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@pytest.mark.parametrize(("times", "rounds"), [(1, 3), pytest.param(4, 50, marks=pytest.mark.deep)])
def test_many_decisions_at_once_make_one_registration_of_a_model(times, rounds):
    if connection.vendor != "postgresql":
        pytest.skip("needs real row locks")
    ward = make.make_ward()
    cycle, unit = make.make_cycle(ward), make.make_unit(ward)
    head = make.actor(make.make_head(unit), ward)
    ban = make.actor(make.make_member(ward, Role.OFFICER), ward)
    for _ in range(rounds):
        source = recognised(unit)

        def press(actor, decision, told_by="", source=source):
            row = Initiative.objects.get(pk=source.pk)
            choice = Choice(row, decision, "Hết việc" if decision == "STOP" else "")
            return decide(actor=actor, cycle=cycle, choices=[choice], told_by=told_by)

        def start(source=source):
            row = Initiative.objects.get(pk=source.pk)
            return start_draft(actor=head, unit=unit, cycle=cycle, token=uuid.uuid4(), origin="KEEP", continues=row)

        acts = [
            lambda press=press: press(head, "CONTINUE"), lambda press=press: press(head, "CONTINUE"),
            lambda press=press: press(head, "STOP"), lambda press=press: press(ban, "IMPROVE", "bí thư"),
            lambda start=start: start(),
        ]  # fmt: skip
        results = at_once(*acts * times)
        assert [r for r in results if isinstance(r, Exception) and not isinstance(r, DomainError)] == []
        review = CarryOverReview.objects.get(source=source)
        rows = Initiative.objects.filter(continues=source)
        assert rows.count() <= 1
        assert review.result == rows.first()
    assert audit.verify(ward.pk) == []


def test_pages_show_what_changed_since_last_year_and_the_models_years(as_officer, unit, unit_head, head, cycle):
    source = recognised(unit, "Đoạn đường tự quản")
    (review,) = decide(actor=head, cycle=cycle, choices=[Choice(source, "IMPROVE")])
    draft = Initiative.objects.select_related("cycle", "unit", "ward").get(pk=review.result_id)
    typed = {"problem": "Hai ngõ chưa có đèn, hay mất xe.", "method": source.text.method}
    save_step(actor=head, initiative=draft, seen=draft.version, step=2, unread={}, values=typed)
    client = make.sign_in(as_officer, unit_head)
    for name, *more in (("initiative_step", 2), ("initiative_check",), ("initiative_detail",)):
        body = client.get(reverse(f"registry:{name}", args=[unit.ward.slug, draft.address, *more])).content.decode()
        assert "[bỏ: </span>Ba <" in body, name
        assert "[thêm: </span>Hai <" in body, name
    assert "<b>Giữ nguyên:</b> Tên, Cách làm" in body
    assert "Lịch sử mô hình qua các năm" in body
    client = make.sign_in(as_officer, make.make_member(unit.ward, Role.OBSERVER, "quansat1"))
    seen = client.get(reverse("registry:library_detail", args=[unit.ward.slug, source.code])).content.decode()
    assert "Lịch sử mô hình qua các năm" not in seen  # a draft is nobody else's business


# Last year still open (decisions 46, 77) --------------------------------------------------------------------------


@pytest.fixture
def last(ward, cycle):
    return make.make_cycle(ward, LAST)


def decided(row, outcome=Outcome.RECOMMEND, state=EvaluationState.CONCLUDED):
    make.make_evaluation(row, state, outcome)
    return row


def test_every_received_row_of_a_year_still_open_may_be_continued(unit, last, cycle):
    received, scored, kept = (make.make_initiative(unit, last, S.RECEIVED) for _ in range(3))
    copy = make.make_initiative(unit, last, S.RECEIVED, is_copy=True)
    decided(scored)
    recognise(levels={kept: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    refused = make.make_initiative(unit, last, S.RECEIVED)
    decided(refused, Outcome.NOT_YET, EvaluationState.PUBLISHED)
    for state in (S.DRAFT, S.SUBMITTED, S.RETURNED, S.RESUBMITTED, S.REFUSED, S.WITHDRAWN, S.DISCONTINUED):
        make.make_initiative(unit, last, state)
    assert set(sources_of(cycle)) == {received, scored, kept, copy}
    assert set(continuable(cycle, [unit.pk])) == {received, scored, kept, copy}


def test_with_closing_only_recognised_rows_and_copies_remain(unit, last, cycle):
    make.make_initiative(unit, last, S.RECEIVED)
    kept = make.make_initiative(unit, last, S.RECEIVED)
    copy = make.make_initiative(unit, last, S.RECEIVED, is_copy=True)
    recognise(levels={kept: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    Cycle.objects.filter(pk=last.pk).update(state=CycleState.CLOSED)
    assert set(sources_of(cycle)) == {kept, copy}


def test_a_row_refused_at_publication_leaves_the_review_unless_it_was_decided(head, unit, last, cycle):
    continued, undecided = (decided(make.make_initiative(unit, last, S.RECEIVED)) for _ in range(2))
    (review,) = decide(actor=head, cycle=cycle, choices=[Choice(continued, "CONTINUE")])
    assert (review.result.continues, review.result.lineage) == (continued, continued.lineage)
    Evaluation.objects.update(
        state=EvaluationState.PUBLISHED, outcome=Outcome.NOT_YET, outcome_reason="Chưa rõ kết quả"
    )
    assert set(sources_of(cycle)) == set()
    assert {item.source for item in carried(cycle)} == {continued}
    with pytest.raises(DomainError, match="Chỉ rà soát"):
        decide(actor=head, cycle=cycle, choices=[Choice(undecided, "CONTINUE")])
    with pytest.raises(DomainError, match="Chỉ tiếp tục"):
        start_draft(
            actor=head, unit=unit, cycle=cycle, token=uuid.uuid4(), origin=Origin.KEEP, continues=undecided
        )  # fmt: skip


def test_stopping_before_publication_leaves_the_row_in_its_appraisal(head, unit, last, cycle):
    row = make.make_initiative(unit, last, S.RECEIVED)
    evaluation = make.make_evaluation(row)
    decide(actor=head, cycle=cycle, choices=[Choice(row, "STOP", "Hết việc để làm")])
    row.refresh_from_db()
    evaluation.refresh_from_db()
    assert (row.state, evaluation.state) == (S.RECEIVED, EvaluationState.SENT)
    assert {item.source: item.decision for item in carried(cycle)} == {row: "STOP"}


def test_the_board_counts_recognised_rows_only_and_says_when_there_are_none(client, ward, unit, last, cycle):
    officer = make.make_member(ward, Role.OFFICER)
    first, second = (make.make_initiative(unit, last, S.RECEIVED) for _ in range(2))
    make.sign_in(client, officer)
    address = reverse("registry:carry_over_board", args=[ward.slug, cycle.year])
    page = client.get(address).content.decode()
    assert f"Mô hình được công nhận năm {LAST}: chưa có" in page
    assert "2 mô hình chờ kết quả hoặc chỉ theo dõi" in page
    recognise(levels={first: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    page = client.get(address).content.decode()
    assert "1 mô hình được công nhận = 0 duy trì + 0 nâng cao + 0 dừng + 1 chưa rà soát" in page
    assert second.name in page
    board = Board(ward, cycle, {})
    assert (board.counts.total, board.recognised.total, board.without_result) == (2, 1, 1)


def test_a_vertical_copy_is_continued_as_a_copy(ward, last, cycle):
    police = make.make_unit(ward, reports_vertically=True)
    actor = make.actor(make.make_head(police), ward)
    copy = make.make_initiative(police, last, S.RECEIVED, is_copy=True)
    (review,) = decide(actor=actor, cycle=cycle, choices=[Choice(copy, "CONTINUE")])
    assert (review.result.is_copy, review.result.continues, review.result.cycle) == (True, copy, cycle)
