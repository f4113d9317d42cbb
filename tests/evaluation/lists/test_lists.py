"""From a draft list to published recognitions (Plan II.4.4, decisions 24–26)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from core import clock
from core.exceptions import DomainError, StaleState
from core.log.seals import check
from core.models import AuditEntry, Notification
from evaluation.decisions.services import decisions
from evaluation.enums import EvaluationState, ListState, Outcome, RowResult, Stance
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import DecisionItem, Evaluation, Opinion, ProposalItem, RecognitionDecision
from models_registry.enums import InitiativeState, Level
from models_registry.models import Initiative, Recognition
from organizations.enums import Role
from tests.support import factories as make

pytestmark = pytest.mark.django_db


class Year:
    """A ward with three candidates, one model not yet fit, and everybody the procedure needs."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.units = [make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {n}") for n in range(1, 5)]
        self.rows = [
            make.make_candidate(unit, self.cycle, mean, sector=make.sector(field))
            for unit, mean, field in zip(self.units, (80, 92, 85), (3, 3, 1), strict=False)
        ]
        self.unfit = make.make_initiative(self.units[3], self.cycle, InitiativeState.RECEIVED)
        make.make_evaluation(self.unfit, EvaluationState.CONCLUDED, Outcome.NOT_YET, 40)
        self.officer = self.member(Role.OFFICER)
        self.head = self.member(Role.HEAD)
        self.standing = self.member(Role.STANDING, may_conclude=True)
        self.board = self.member(Role.BOARD, may_conclude=True)

    def member(self, role, **fields):
        return make.actor(make.make_member(self.ward, role, **fields), self.ward)

    def drafted(self):
        proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        proposals.add_items(actor=self.officer, proposal=proposal, initiatives=self.rows)
        proposals.sort_items(actor=self.officer, proposal=proposal)
        return proposal

    def submitted(self):
        return proposals.lock_and_submit(actor=self.head, proposal=self.drafted())

    def endorsed(self):
        version = self.submitted()
        leadership.endorse_list(actor=self.standing, version=version)
        return version

    def concluded(self, results=(RowResult.APPROVE, RowResult.APPROVE, RowResult.REFUSE)):
        version = self.endorsed()
        rows = {
            item.pk: RowConclusion(result, Level.MEETS, "" if result == RowResult.APPROVE else "Cần thêm minh chứng")
            for item, result in zip(version.items.all(), results, strict=True)
        }
        leadership.conclude_list(actor=self.board, version=version, rows=rows, meeting_on=clock.today())
        version.proposal_list.refresh_from_db()
        return version

    def entered(self, **fields):
        version = self.concluded(**fields)
        return decisions.enter_decision(
            actor=self.officer,
            proposal=version.proposal_list,
            number="125-QĐ/ĐU",
            on=clock.today(),
            post="PHÓ BÍ THƯ THƯỜNG TRỰC",
            signatory="Người Ký Thử",
        )


@pytest.fixture
def year():
    return Year()


def test_draft_is_ordered_by_field_then_by_mean_and_prefilled_from_the_report(year):
    proposal = year.drafted()
    rows = list(proposal.draft_items.values_list("initiative_id", flat=True))
    assert rows == [year.rows[2].pk, year.rows[1].pk, year.rows[0].pk]
    assert set(proposal.draft_items.values_list("achievement", flat=True)) == {
        "Đã vận động 186 trên 192 hộ ký cam kết, chỉnh trang 3 ngõ."
    }


def test_only_recommended_models_enter_the_list(year):
    proposal = proposals.create_list(actor=year.officer, cycle=year.cycle)
    with pytest.raises(DomainError, match="chưa được kết luận"):
        proposals.add_items(actor=year.officer, proposal=proposal, initiatives=[year.rows[0], year.unfit])
    assert proposal.draft_items.count() == 0


def test_a_year_has_one_open_list(year):
    proposals.create_list(actor=year.officer, cycle=year.cycle)
    with pytest.raises(DomainError, match="chưa xong"):
        proposals.create_list(actor=year.officer, cycle=year.cycle)


def test_rows_move_by_buttons_and_stop_at_the_ends(year):
    proposal = year.drafted()
    first, second, third = proposal.draft_items.all()
    proposals.move_item(actor=year.officer, proposal=proposal, item=third, up=True)
    proposals.move_item(actor=year.officer, proposal=proposal, item=first, up=True)
    assert [row.pk for row in proposal.draft_items.all()] == [first.pk, third.pk, second.pk]


def test_locking_freezes_names_and_means_under_a_whole_seal(year):
    version = year.submitted()
    assert (version.number, version.proposal_list.state) == (1, ListState.SUBMITTED)
    assert check(version.seal, version.sha256, version.body) == []
    assert [(item.order, item.sector_number, int(item.mean)) for item in version.items.all()] == [
        (1, 1, 85),
        (2, 3, 92),
        (3, 3, 80),
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        ProposalItem.objects.filter(version=version).update(order=9)


def test_a_submitted_list_cannot_be_edited_or_submitted_again(year):
    proposal = year.drafted()
    stale = type(proposal).objects.get(pk=proposal.pk)
    proposals.lock_and_submit(actor=year.head, proposal=proposal)
    with pytest.raises(StaleState):
        proposals.lock_and_submit(actor=year.head, proposal=stale)
    with pytest.raises(StaleState):
        proposals.sort_items(actor=year.officer, proposal=stale)
    assert proposal.versions.count() == 1


def test_list_without_rows_or_with_an_unfit_row_is_not_submitted(year):
    proposal = proposals.create_list(actor=year.officer, cycle=year.cycle)
    with pytest.raises(DomainError, match="chưa có mô hình nào"):
        proposals.lock_and_submit(actor=year.head, proposal=proposal)
    proposals.add_items(actor=year.officer, proposal=proposal, initiatives=year.rows[:1])
    Evaluation.objects.filter(initiative=year.rows[0]).update(outcome=Outcome.NONE)
    with pytest.raises(DomainError, match="không còn kết luận"):
        proposals.lock_and_submit(actor=year.head, proposal=proposal)


def test_discontinued_model_is_no_candidate_and_keeps_its_list_from_being_submitted(year):
    proposal = year.drafted()
    Initiative.objects.filter(pk=year.rows[0].pk).update(state=InitiativeState.DISCONTINUED)
    assert year.rows[0].pk not in set(proposals.candidates(proposal).values_list("initiative_id", flat=True))
    with pytest.raises(DomainError, match="đã dừng"):
        proposals.lock_and_submit(actor=year.head, proposal=proposal)


def test_returned_list_becomes_version_two_and_the_first_is_refused(year):
    first = year.submitted()
    leadership.return_list(actor=year.standing, version=first, reason="Xem lại thứ tự")
    proposal = first.proposal_list
    assert proposal.state == ListState.DRAFT
    second = proposals.lock_and_submit(actor=year.head, proposal=proposal)
    assert second.number == 2
    with pytest.raises(StaleState, match="bản số 2"):
        leadership.endorse_list(actor=year.standing, version=first)
    leadership.endorse_list(actor=year.standing, version=second)


def test_opinion_is_replaced_while_open_and_refused_after(year):
    version = year.submitted()
    leadership.give_opinion(actor=year.standing, version=version, stance=Stance.AGREE)
    opinion = leadership.give_opinion(
        actor=year.standing, version=version, stance=Stance.DIFFER, text="Đề nghị xem lại dòng 3"
    )
    assert list(version.opinions.values_list("pk", "stance")) == [(opinion.pk, Stance.DIFFER)]
    leadership.endorse_list(actor=year.standing, version=version)
    with pytest.raises(StaleState):
        leadership.give_opinion(actor=year.standing, version=version, stance=Stance.AGREE)


def test_opinions_stay_as_they_were_once_the_board_has_concluded(year):
    version = year.endorsed()
    said = leadership.give_opinion(actor=year.board, version=version, stance=Stance.AGREE)
    rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in version.items.all()}
    leadership.conclude_list(actor=year.board, version=version, rows=rows)
    for statement in (
        lambda: Opinion.objects.update(text="Có ý kiến khác"),
        lambda: Opinion.objects.all().delete(),
        lambda: Opinion.objects.create(
            ward_id=version.ward_id,
            version=version,
            item=version.items.first(),
            membership_id=said.membership_id,
            stance=Stance.AGREE,
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def test_differing_opinion_needs_words(year):
    with pytest.raises(DomainError, match="ý kiến của đồng chí"):
        leadership.give_opinion(actor=year.board, version=year.submitted(), stance=Stance.DIFFER, text="  ")


def test_only_the_member_entitled_endorses_and_concludes(year):
    version = year.submitted()
    plain = year.member(Role.STANDING)
    with pytest.raises(PermissionDenied):
        leadership.endorse_list(actor=plain, version=version)
    leadership.endorse_list(actor=year.standing, version=version)
    with pytest.raises(PermissionDenied):
        leadership.conclude_list(actor=year.standing, version=version, rows={})


def test_head_who_sits_on_the_board_does_not_conclude_on_his_own_list(year):
    user = make.make_member(year.ward, Role.HEAD)
    make.give_role(user, year.ward, Role.BOARD, may_conclude=True)
    both = make.actor(user, year.ward)
    version = proposals.lock_and_submit(actor=both, proposal=year.drafted())
    leadership.endorse_list(actor=year.standing, version=version)
    leadership.give_opinion(actor=both, version=version, stance=Stance.AGREE)
    with pytest.raises(DomainError, match="Người trình danh sách"):
        leadership.conclude_list(actor=both, version=version, rows={})


def test_conclusion_needs_every_row_and_a_reason_for_each_refusal(year):
    version = year.endorsed()
    first, second, third = version.items.all()
    rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in (first, second)}
    with pytest.raises(DomainError) as missing:
        leadership.conclude_list(actor=year.board, version=version, rows=rows)
    assert missing.value.field == f"result_{third.pk}"
    rows[third.pk] = RowConclusion(RowResult.REFUSE, Level.MEETS, " ")
    with pytest.raises(DomainError) as unreasoned:
        leadership.conclude_list(actor=year.board, version=version, rows=rows)
    assert unreasoned.value.field == f"reason_{third.pk}"
    version.proposal_list.refresh_from_db()
    assert version.proposal_list.state == ListState.ENDORSED


def test_decision_has_only_the_approved_rows_and_can_be_corrected_until_published(year):
    decision = year.entered()
    assert [item.code for item in decision.items.all()] == [year.rows[2].code, year.rows[1].code]
    again = decisions.enter_decision(
        actor=year.officer, proposal=decision.version.proposal_list, number="126-QĐ/ĐU", on=clock.today(),
        post="PHÓ BÍ THƯ", signatory="Người Ký Thử",
    )  # fmt: skip
    assert (again.pk, again.number, again.items.count()) == (decision.pk, "126-QĐ/ĐU", 2)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"number": " "}, "number"),
        ({"number": "QĐ/ĐU 125"}, "number"),
        ({"signatory": ""}, "signatory"),
        ({"on": dt.date(2999, 1, 1)}, "on"),
    ],
)
def test_incomplete_decision_is_refused_at_its_place(year, fields, place):
    version = year.concluded()
    facts = {"number": "1-QĐ/ĐU", "on": clock.today(), "post": "BÍ THƯ", "signatory": "Người Ký Thử"} | fields
    with pytest.raises(DomainError) as refused:
        decisions.enter_decision(actor=year.officer, proposal=version.proposal_list, **facts)
    assert refused.value.field == place


def test_publishing_recognises_the_approved_and_answers_every_settled_unit(year):
    secretary = make.make_head(year.units[2])
    refused = make.make_head(year.units[0])
    decisions.publish_decision(actor=year.head, decision=year.entered())
    live = Recognition.objects.live().order_by("initiative_id")
    assert [(row.initiative_id, row.level, row.number) for row in live] == sorted(
        (row.pk, Level.MEETS, "125-QĐ/ĐU") for row in (year.rows[2], year.rows[1])
    )
    states = dict(Evaluation.objects.values_list("initiative_id", "state"))
    assert set(states.values()) == {EvaluationState.PUBLISHED}
    told = set(Notification.objects.filter(kind="result").values_list("user_key", flat=True))
    assert told == {secretary.pk, refused.pk}
    assert decisions.reason_for_unit(Evaluation.objects.get(initiative=year.rows[0])) == "Cần thêm minh chứng"
    assert decisions.reason_for_unit(Evaluation.objects.get(initiative=year.rows[1])) == ""
    assert year.unfit.pk in states


def test_deferred_row_waits_for_a_later_list(year):
    decision = year.entered(results=(RowResult.APPROVE, RowResult.APPROVE, RowResult.DEFER))
    decisions.publish_decision(actor=year.head, decision=decision)
    waiting = Evaluation.objects.get(state=EvaluationState.CONCLUDED)
    assert waiting.initiative_id == year.rows[0].pk
    later = proposals.create_list(actor=year.officer, cycle=year.cycle)
    assert later.number == 2
    assert [row.pk for row in proposals.candidates(later)] == [waiting.pk]
    waiting.outcome, waiting.outcome_reason = Outcome.NOT_YET, "Kiểm tra thực tế chưa đạt"
    assert decisions.reason_for_unit(waiting) == "Kiểm tra thực tế chưa đạt"  # not why the Board put it off


def test_nothing_of_a_published_decision_can_change(year):
    decision = year.entered()
    stale = RecognitionDecision.objects.get(pk=decision.pk)
    decisions.publish_decision(actor=year.head, decision=decision)
    assert check(decision.seal, decision.sha256, decision.body) == []
    for statement in (
        lambda: RecognitionDecision.objects.filter(pk=decision.pk).update(number="9-QĐ/ĐU"),
        lambda: DecisionItem.objects.filter(decision=decision).update(level=2),
        lambda: DecisionItem.objects.filter(decision=decision).delete(),
        lambda: Recognition.objects.update(level=2),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()
    with pytest.raises(StaleState):
        decisions.publish_decision(actor=year.head, decision=stale)
    assert AuditEntry.objects.filter(verb="decision.publish").count() == 1


def test_publishing_costs_the_same_however_many_rows(year, django_assert_max_num_queries):
    decision = year.entered(results=(RowResult.APPROVE,) * 3)
    with django_assert_max_num_queries(30):
        decisions.publish_decision(actor=year.head, decision=decision)
