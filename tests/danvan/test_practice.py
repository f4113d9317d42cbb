"""The practice ward: what it promises to hold, that nothing in it is impossible, and where it may not exist."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from core import clock
from core.exceptions import DomainError
from core.log import audit, seals
from core.models import AuditEntry, Notification
from danvan.practice import loading
from danvan.practice.next_year import open_next_year
from danvan.practice.people import HOME_CELL_OF_THIRD, People
from danvan.practice.plan import read_lines
from evaluation.appraisal.conflicts import Conflict, conflict_of, with_conflict
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import Evaluation, ProposalList, ScoreSheet
from models_registry.enums import InitiativeState, Level, Source, Window
from models_registry.models import Attachment, Cycle, Initiative, Recognition, Submission, UnitDuty
from models_registry.registration.sources import sources_of
from models_registry.years.duties import count_duties, duty_rows
from organizations.access.backends import MembershipBackend
from organizations.models import Membership, Organization, User
from organizations.people.services import create_person
from organizations.tree import forget_trees

S = InitiativeState


@pytest.fixture(scope="module")
def ward(django_db_setup, django_db_blocker):
    """Loaded once for this module and rolled back after it; its tests only read."""
    forget_trees()
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load()
        transaction.set_rollback(True)
    forget_trees()


@pytest.fixture(scope="module")
def cycle(ward):
    return Cycle.objects.get(ward=ward, year=clock.today().year)


@pytest.fixture(scope="module")
def rows(cycle):
    return list(Initiative.objects.filter(cycle=cycle).select_related("unit", "cycle", "text", "continues"))


# The year after -----------------------------------------------------------------------------------------------------


def test_one_press_opens_the_next_year_beside_this_one(ward, cycle):
    with transaction.atomic():
        following = open_next_year()
        cycles = Cycle.objects.working().filter(ward=ward).order_by("year")
        assert [(row.year, row.phase) for row in cycles] == [(cycle.year, "finishing"), (cycle.year + 1, "opening")]
        assert [row.window("registration").is_open(clock.today()) for row in cycles] == [False, True]
        assert UnitDuty.objects.filter(cycle=following).count() == 82
        assert sources_of(following).count() == Initiative.objects.filter(cycle=cycle, state=S.RECEIVED).count()
        transaction.set_rollback(True)


# What it holds ------------------------------------------------------------------------------------------------------


def test_units_and_accounts(ward):
    assert Organization.objects.filter(ward=ward).units().count() == 82
    assert User.objects.count() == 1 + 7 + 82 + 1
    assert Membership.objects.filter(is_head=True).count() == 82
    assert not User.objects.filter(must_change_password=True).exists()
    everybody = dict(User.objects.values_list("username", "password"))
    assert len(set(everybody.values())) == 1
    for username in ("quantri", "bithu.tdp01", "bithu.ub01", "chuyenvien3"):
        assert MembershipBackend().authenticate(None, username, "tapsu-2026").username == username


def test_last_years_models_by_field(ward):
    last_year = Initiative.objects.filter(ward=ward, year=2025)
    assert Counter(last_year.values_list("sector__number", flat=True)) == {1: 8, 2: 14, 3: 35, 4: 10, 5: 3}
    assert Recognition.objects.filter(ward=ward, year=2025, level=Level.MEETS).count() == 70


def test_every_window_is_open_for_weeks(cycle):
    for window in Window:
        assert cycle.window(window).is_open(clock.today())
        assert (cycle.window(window).closes - clock.today()).days >= 30


def test_registrations_by_state(rows):
    assert Counter(row.state for row in rows) == {
        S.RECEIVED: 45,
        S.SUBMITTED: 10,
        S.DRAFT: 7,
        S.RETURNED: 4,
        S.RESUBMITTED: 3,
        S.REFUSED: 1,
        S.WITHDRAWN: 1,
        S.DISCONTINUED: 1,
    }
    assert sum(row.deleted_at is not None for row in rows) == 1
    assert sum(row.source == Source.BEHALF for row in rows) == 1
    assert sum(row.kind == "INDIVIDUAL" for row in rows) == 3
    assert {row.sector.number for row in rows if row.sector} == {1, 2, 3, 4, 5}
    assert sum(row.late_days > 0 for row in rows) >= 3
    assert any(row.answer_due_on and row.answer_due_on < clock.today() for row in rows)


def test_duties_of_units(cycle):
    counted = count_duties(duty_rows(cycle))
    assert (counted.owing, counted.registered, counted.tracked, counted.tracked_done) == (80, 60, 2, 1)


def test_appraisal_by_stage(cycle):
    found = Evaluation.objects.filter(cycle=cycle)
    assert Counter(found.values_list("state", "outcome", "sheets_done")) == {
        (EvaluationState.DRAFT, Outcome.NONE, 0): 3,
        (EvaluationState.SENT, Outcome.NONE, 0): 6,
        (EvaluationState.SENT, Outcome.NONE, 1): 4,
        (EvaluationState.SENT, Outcome.NONE, 2): 8,
        (EvaluationState.CONCLUDED, Outcome.RECOMMEND, 2): 8,
        (EvaluationState.CONCLUDED, Outcome.NOT_YET, 2): 2,
        (EvaluationState.CONCLUDED, Outcome.TOO_EARLY, 2): 2,
    }
    assert found.filter(spread__gt=cycle.spread_limit).count() == 1
    assert not ProposalList.objects.exists()


def test_the_third_officer_is_in_conflict_with_a_model_still_being_scored(ward):
    people = People(ward)
    waiting = Evaluation.objects.get(initiative__unit__code=HOME_CELL_OF_THIRD, cycle__year=clock.today().year)
    assert waiting.state == EvaluationState.SENT
    assert conflict_of(waiting, people["chuyenvien3"]) == Conflict.HOME_CELL


def test_files_are_there_to_look_at(ward):
    assert Counter(Attachment.objects.values_list("file__kind", flat=True)).keys() == {"pdf", "jpg"}
    assert Attachment.objects.filter(place="registration.scan").count() == 1
    assert Attachment.objects.filter(place="self.criterion.1").count() >= 10


def test_officers_have_some_new_notices_and_not_hundreds(ward):
    for username in ("chuyenvien1", "chuyenvien2", "chuyenvien3", "truongban"):
        unread = Notification.objects.filter(user_key=People(ward)[username].user_key, read_at__isnull=True).count()
        assert 0 < unread < 30


# Nothing impossible -------------------------------------------------------------------------------------------------


def test_the_log_is_whole_and_in_the_order_of_time(ward):
    assert audit.verify(ward.pk) == []
    times = list(AuditEntry.objects.filter(scope_key=ward.pk).order_by("seq").values_list("at", flat=True))
    assert times == sorted(times)
    assert times[-1] <= clock.now()


def test_every_seal_is_whole(ward):
    for row in Submission.objects.all():
        assert seals.check(row.seal, row.sha256, row.body) == []


def test_codes_are_consecutive_and_only_of_what_was_sent(rows):
    numbers = sorted(row.number for row in rows if row.was_sent)
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(row.code is None for row in rows if row.state == S.DRAFT)


def test_what_continues_belongs_to_its_own_unit(rows):
    continued = [row for row in rows if row.continues]
    assert len(continued) >= 30
    for row in continued:
        assert (row.unit_id, row.lineage, row.name) == (
            row.continues.unit_id,
            row.continues.lineage,
            row.continues.name,
        )


def test_only_received_models_are_appraised_and_never_copies(ward):
    assert not Evaluation.objects.exclude(initiative__state=S.RECEIVED).exists()
    assert not Evaluation.objects.filter(initiative__is_copy=True).exists()
    assert not ScoreSheet.objects.filter(evaluation__state=EvaluationState.DRAFT).exists()


def test_nobody_scored_in_conflict(ward):
    people = People(ward)
    for username in ("chuyenvien1", "chuyenvien2", "chuyenvien3"):
        mine = Evaluation.objects.filter(sheets__scorer_id=people[username].user_key)
        assert not with_conflict(mine, people[username]).exclude(conflict=Conflict.NONE).exists()


def test_what_is_recommended_has_every_criterion_met(ward):
    for evaluation in Evaluation.objects.filter(outcome=Outcome.RECOMMEND):
        settled = set(evaluation.final_findings.filter(finding=Finding.MET).values_list("criterion_id", flat=True))
        done = evaluation.sheets.filter(state=SheetState.COMPLETED)
        doubted = {score.criterion_id for sheet in done for score in sheet.scores.all() if score.finding != Finding.MET}
        assert doubted <= settled


def test_nothing_happens_in_the_future(ward):
    assert not Initiative.objects.filter(waiting_since__gt=clock.now()).exists()
    assert not Initiative.objects.filter(first_sent_at__lt=F("created_at")).exclude(source=Source.IMPORT).exists()
    assert not Submission.objects.filter(sent_at__gt=clock.now()).exists()


def test_no_text_is_left_unfilled(rows):
    texts = [getattr(row.text, name) for row in rows for name in ("problem", "method", "area", "goals", "expected")]
    assert not [text for text in texts if "{" in text or "}" in text]
    untouched = [row.text.method for row in rows if row.text.method and not row.rounds]  # a return has words mended
    assert len(set(untouched)) == len({line.theme for line in read_lines()})


# Where it may not exist ---------------------------------------------------------------------------------------------


def test_loading_again_does_nothing(ward):
    before = AuditEntry.objects.count()
    said = StringIO()
    call_command("load_practice_ward", stdout=said)
    assert "đã có từ trước" in said.getvalue()
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
def test_a_real_installation_refuses_it(settings):
    settings.PRACTICE = False
    with pytest.raises(CommandError, match="không phải bản tập sự"):
        call_command("load_practice_ward")
    assert not Organization.objects.exists()


def test_a_real_installation_knows_neither_shared_nor_printed_passwords(ward, settings):
    settings.PRACTICE = False
    assert MembershipBackend().authenticate(None, "quantri", "tapsu-2026") is None
    with pytest.raises(DomainError, match="tập sự"):
        create_person(actor=People(ward)["quantri"], ward=ward, username="x", full_name="X", practice_hash="md5$a$b")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day",
    [
        (2027, 1, 3, 0, 5),  # the first Sunday of a year: last year's list is older than a year then
        pytest.param((2028, 2, 29, 12, 0), marks=pytest.mark.deep),
        pytest.param((2026, 12, 31, 23, 58), marks=pytest.mark.deep),
        pytest.param((2031, 5, 1, 7, 0), marks=pytest.mark.deep),
        *(pytest.param((2026, 11, day, 9, 30), marks=pytest.mark.deep) for day in range(23, 30)),
    ],
)
def test_it_loads_on_any_day(at, day):
    at(*day)
    forget_trees()
    loaded = loading.load()
    year = Cycle.objects.get(ward=loaded, year=day[0])
    assert count_duties(duty_rows(year)).registered == 60
    assert Evaluation.objects.filter(cycle=year, state=EvaluationState.CONCLUDED).count() == 12
    assert audit.verify(loaded.pk) == []
