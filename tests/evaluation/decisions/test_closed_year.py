"""Every act of the appraisal in a finishing year beside an open one, in a closed year, and once it was opened again.

In a closed year correction, revocation, the province's recognition and certificates stay lawful, nothing else
(decision 82).
"""

from decimal import Decimal

import pytest
from django.db import transaction

from core import clock
from core.exceptions import DomainError
from evaluation.conclusions.assignment_plan import Wish
from evaluation.conclusions.services import assignment, conclusions
from evaluation.criteria import services as criteria
from evaluation.decisions.services import amendments, decisions, papers
from evaluation.decisions.services.amendments import Amended
from evaluation.enums import Finding, ListKind, ListState, Outcome, RowResult, SheetState
from evaluation.leadership.services import leadership, meetings
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.services import commendations, proposals
from evaluation.models import Clarification, CriteriaSet, Evaluation, ProposalList, ScoreSheet
from evaluation.models.verify_codes import new_code
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.sheets.services import abstentions, agreement, declarations, sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import CycleState, InitiativeState
from models_registry.library import province
from models_registry.models import Cycle, Initiative, Recognition
from models_registry.years import services
from organizations.enums import Role
from tests.evaluation.appraising import full_scores, read, whole_draft
from tests.evaluation.two_years import TODAY, TwoYears
from tests.support import factories as make

pytestmark = pytest.mark.django_db
FACTS = {"number": "12-QĐ/ĐU", "post": "Phó Bí thư", "signatory": "Người Ký Thử"}


class World(TwoYears):
    def __init__(self):
        super().__init__()
        self.standing = self.person(Role.STANDING, may_conclude=True)[1]
        self.board = self.person(Role.BOARD, may_conclude=True)[1]

    def sent(self):
        return super().sent(fresh(self.initiative))

    def begun(self, initiative=None):
        return super().begun(initiative or fresh(self.initiative))

    def candidate(self):
        return make.make_candidate(make.make_unit(self.ward), self.cycle)

    def listed(self, kind=ListKind.RECOGNITION):
        proposal = proposals.create_list(actor=self.officer, cycle=self.cycle, kind=kind)
        if kind == ListKind.RECOGNITION:
            proposals.add_items(actor=self.officer, proposal=proposal, initiatives=[self.candidate()])
        return proposal

    def locked(self, kind=ListKind.RECOGNITION):
        return proposals.lock_and_submit(actor=self.head, proposal=self.listed(kind))

    def endorsed(self):
        version = self.locked()
        leadership.endorse_list(actor=self.standing, version=version)
        return version

    def concluded(self):
        version = self.endorsed()
        self.conclude(version)
        return version

    def conclude(self, version):
        rows = {item.pk: RowConclusion(RowResult.APPROVE, 1) for item in version.items.all()}
        leadership.conclude_list(actor=self.board, version=fresh(version), rows=rows)

    def entered(self):
        proposal = self.concluded().proposal_list
        return decisions.enter_decision(actor=self.officer, proposal=fresh(proposal), on=clock.today(), **FACTS)

    def published(self):
        decision = self.entered()
        decisions.publish_decision(actor=self.head, decision=fresh(decision))
        return fresh(decision)

    def amending(self, kind="CORRECTION"):
        decision = self.published()
        keys = list(decision.items.values_list("initiative_id", flat=True))
        draft = amendments.draft_amendment(actor=self.officer, decision=decision, kind=kind, initiative_keys=keys)
        return draft

    def typed(self, kind="CORRECTION"):
        draft = self.amending(kind)
        self.edit(draft)
        return draft

    def edit(self, draft):
        rows = {
            row.order: Amended(reason="Ghi sai tên", name="Ngõ sáng đẹp", unit_name=row.unit_name)
            for row in draft.items.all()
        }
        facts = {**FACTS, "number": "13-QĐ/ĐU"}
        amendments.edit_amendment(
            actor=self.officer, decision=fresh(draft), rows=rows, on=clock.today(), authority="T/M", **facts
        )

    def commended(self):
        proposal = self.listed(ListKind.COMMENDATION)
        ProposalList.objects.filter(pk=proposal.pk).update(state=ListState.CONCLUDED)
        return proposal

    def asked(self):
        evaluation = self.sent()
        clarifications.ask(actor=self.officer, evaluation=evaluation, question="Bao nhiêu hộ?")
        return evaluation

    def apart(self):
        evaluation = self.sent()
        self.completed(evaluation)
        low = Score(finding=Finding.MET, points=Decimal(0))
        self.completed(evaluation, self.second, full_scores(c1=low, c3=low))
        return evaluation


def fresh(row):
    """The row as a page reads it, its year anew."""
    if isinstance(row, Evaluation):
        return read(row)
    return type(row).objects.get(pk=row.pk)


def reason(**more):
    return {"reason": "Đã thống nhất với đơn vị", **more}


# Each prepares in the open year and answers with what is then pressed. -----------------------------------------------


def writes_self(w):
    return lambda: self_assessment.save_self_assessment(
        actor=w.unit_head, initiative=fresh(w.initiative), draft=whole_draft()
    )


def sends_self(w):
    row = w.begun()
    return lambda: self_assessment.send_self_assessment(actor=w.unit_head, evaluation=fresh(row))


def scores(w):
    row = w.sent()
    return lambda: sheets.save_sheet(actor=w.officer, evaluation=fresh(row), scores=full_scores())


def completes(w):
    sheet = w.draft_sheet(w.sent())
    return lambda: sheets.complete_sheet(actor=w.officer, sheet=fresh(sheet))


def reopens(w):
    sheet = w.completed(w.sent())
    return lambda: sheets.reopen_sheet(actor=w.officer, sheet=fresh(sheet), **reason())


def declines(w):
    row = w.sent()
    return lambda: sheets.decline_sheet(actor=w.officer, evaluation=fresh(row), **reason())


def voids(w):
    sheet = w.completed(w.sent())
    return lambda: sheets.void_sheet(actor=w.head, sheet=fresh(sheet), **reason())


def abstains(w):
    sheet = w.draft_sheet(w.sent())
    return lambda: abstentions.abstain(actor=w.officer, sheet=fresh(sheet), **reason())


def resumes(w):
    sheet = w.draft_sheet(w.sent())
    abstentions.abstain(actor=w.officer, sheet=sheet, **reason())
    return lambda: abstentions.resume(actor=w.officer, sheet=fresh(sheet))


def keeps(w):
    sheet = ScoreSheet.objects.filter(evaluation=w.apart(), scorer=w.officer_user).get()
    return lambda: agreement.keep_sheet(actor=w.officer, sheet=fresh(sheet), **reason())


def keeps_all(w):
    row = w.apart()
    return lambda: agreement.keep_all(actor=w.head, evaluation=fresh(row), **reason())


def assigns(w):
    w.sent()
    wish = Wish(sectors=(3,), scorers=(w.officer_user.pk,), each=1)
    plan = assignment.preview(actor=w.head, ward=w.ward, cycle=w.cycle, wish=wish)
    sealed = assignment.seal(w.head, w.cycle, plan)
    return lambda: assignment.assign(actor=w.head, ward=w.ward, cycle=fresh(w.cycle), sealed=sealed)


def declares(w):
    return lambda: declarations.declare(actor=w.officer, ward=w.ward, initiative=fresh(w.initiative), **reason())


def asks(w):
    row = w.sent()
    return lambda: clarifications.ask(actor=w.officer, evaluation=fresh(row), question="Bao nhiêu hộ?")


def withdraws(w):
    row = w.asked()
    key = Clarification.objects.get().pk
    return lambda: clarifications.withdraw(actor=w.officer, evaluation=fresh(row), key=key)


def answers(w):
    row = w.asked()
    said = {Clarification.objects.get().pk: "186 hộ"}
    return lambda: clarifications.save_answers(actor=w.unit_head, evaluation=fresh(row), answers=said)


def corrects_self(w):
    row = w.asked()
    return lambda: clarifications.save_correction(actor=w.unit_head, evaluation=fresh(row), draft=whole_draft())


def sends_reply(w):
    row = w.asked()
    said = {Clarification.objects.get().pk: "186 hộ"}
    clarifications.save_answers(actor=w.unit_head, evaluation=row, answers=said)
    return lambda: clarifications.send_reply(actor=w.unit_head, evaluation=fresh(row), seen_version=1)


def settles(w):
    row = w.sent()
    return lambda: conclusions.settle_findings(actor=w.head, evaluation=fresh(row), rulings={})


def concludes(w):
    row = w.sent()
    return lambda: conclusions.conclude_evaluation(
        actor=w.head, evaluation=fresh(row), outcome=Outcome.TOO_EARLY, **reason()
    )


def clears(w):
    row = w.candidate().evaluation
    return lambda: conclusions.clear_outcome(actor=w.head, evaluation=fresh(row), **reason())


def uses_criteria(w):
    CriteriaSet.objects.filter(cycle=w.cycle).update(replaced_at=clock.now())
    return lambda: criteria.ensure_criteria(actor=w.head, cycle=fresh(w.cycle))


def begins_list(w):
    return lambda: proposals.create_list(actor=w.officer, cycle=fresh(w.cycle))


def adds_row(w):
    proposal, row = w.listed(), w.candidate()
    return lambda: proposals.add_items(actor=w.officer, proposal=fresh(proposal), initiatives=[row])


def edits_row(w):
    proposal = w.listed()
    item = proposal.draft_items.get()
    return lambda: proposals.edit_item(actor=w.officer, proposal=fresh(proposal), item=item, achievement="Việc tốt")


def removes_row(w):
    proposal = w.listed()
    item = proposal.draft_items.get()
    return lambda: proposals.remove_item(actor=w.officer, proposal=fresh(proposal), item=item)


def sorts(w):
    proposal = w.listed()
    return lambda: proposals.sort_items(actor=w.officer, proposal=fresh(proposal))


def locks(w):
    proposal = w.listed()
    return lambda: proposals.lock_and_submit(actor=w.head, proposal=fresh(proposal))


def reports_registrations(w):
    proposal = w.listed(ListKind.REGISTRATION)
    return lambda: proposals.lock_and_submit(actor=w.head, proposal=fresh(proposal))


def cancels(w):
    proposal = w.listed()
    return lambda: proposals.cancel_list(actor=w.officer, proposal=fresh(proposal), **reason())


def calls_back(w):
    proposal = w.locked().proposal_list
    return lambda: proposals.call_back(actor=w.head, proposal=fresh(proposal), **reason())


def adds_other(w):
    proposal = w.listed(ListKind.COMMENDATION)
    return lambda: commendations.add_other(
        actor=w.officer, proposal=fresh(proposal), kind="MODEL", unit=w.unit, achievement="Việc tốt"
    )


def numbers_commendation(w):
    proposal = w.commended()
    return lambda: commendations.record_paper(
        actor=w.officer, proposal=fresh(proposal), number="5-TTr/ĐU", on=clock.today()
    )


def speaks(w):
    version = w.locked()
    return lambda: leadership.give_opinion(actor=w.standing, version=fresh(version), stance="AGREE")


def endorses(w):
    version = w.locked()
    return lambda: leadership.endorse_list(actor=w.standing, version=fresh(version))


def returns(w):
    version = w.locked()
    return lambda: leadership.return_list(actor=w.standing, version=fresh(version), **reason())


def acknowledges(w):
    version = w.locked(ListKind.REGISTRATION)
    return lambda: leadership.acknowledge_list(actor=w.standing, version=fresh(version))


def meets(w):
    version = w.endorsed()
    who = Attendance(held_on=clock.today(), chair="Bí thư", secretary="Thư ký", present=["Một đồng chí"])
    return lambda: meetings.open_meeting(actor=w.officer, version=fresh(version), attendance=who)


def board_concludes(w):
    version = w.endorsed()
    return lambda: w.conclude(version)


def enters_decision(w):
    proposal = w.concluded().proposal_list
    return lambda: decisions.enter_decision(actor=w.officer, proposal=fresh(proposal), on=clock.today(), **FACTS)


def publishes(w):
    decision = w.entered()
    return lambda: decisions.publish_decision(actor=w.head, decision=fresh(decision))


def drafts_correction(w):
    decision = w.published()
    keys = list(decision.items.values_list("initiative_id", flat=True))
    return lambda: amendments.draft_amendment(
        actor=w.officer, decision=fresh(decision), kind="CORRECTION", initiative_keys=keys
    )


def types_correction(w):
    draft = w.amending()
    return lambda: w.edit(draft)


def drops_correction(w):
    draft = w.amending()
    return lambda: amendments.drop_amendment(actor=w.officer, decision=fresh(draft))


def publishes_correction(w):
    draft = w.typed()

    def press():
        amendments.publish_amendment(actor=w.head, decision=fresh(draft))
        assert list(Recognition.objects.live().values_list("name", "number")) == [("Ngõ sáng đẹp", "13-QĐ/ĐU")]

    return press


def publishes_revocation(w):
    draft = w.typed("REVOCATION")

    def press():
        amendments.publish_amendment(actor=w.head, decision=fresh(draft))
        assert not Recognition.objects.live().exists()

    return press


def recognised(w):
    return Initiative.objects.get(recognitions__isnull=False)


def records_province(w):
    w.published()
    return lambda: province.record_province(
        actor=w.officer, initiative=recognised(w), number="99-QĐ/TU", on=clock.today(), issuer="Ban Thường vụ Tỉnh ủy"
    )


def withdraws_province(w):
    records_province(w)()
    row = Initiative.objects.filter(recognitions__isnull=False).distinct().get()
    return lambda: province.withdraw_province(
        actor=w.officer, initiative=row, number="100-QĐ/TU", on=clock.today(), **reason()
    )


def issues_certificates(w):
    decision = w.published()
    rows = list(papers.standing(decision))
    return lambda: papers.keep_certificates(
        actor=w.officer, decision=fresh(decision), recognitions=rows,
        codes=[new_code() for _ in rows], data=b"%PDF-1.4 thu",
    )  # fmt: skip


def keeps_list_of_decision(w):
    decision = w.published()
    return lambda: papers.keep_list(actor=w.head, decision=fresh(decision), data=b"%PDF-1.4 thu")


LAWFUL = (
    drafts_correction, types_correction, drops_correction, publishes_correction, publishes_revocation,
    records_province, withdraws_province, issues_certificates, keeps_list_of_decision,
)  # fmt: skip
ENDED = (
    writes_self, sends_self, scores, completes, reopens, declines, voids, abstains, resumes, keeps, keeps_all, assigns,
    declares, asks, withdraws, answers, corrects_self, sends_reply, settles, concludes, clears, uses_criteria,
    begins_list, adds_row, edits_row, removes_row, sorts, locks, reports_registrations, cancels, calls_back,
    adds_other, numbers_commendation, speaks, endorses, returns, acknowledges, meets, board_concludes,
    enters_decision, publishes,
)  # fmt: skip


@pytest.fixture
def world(at, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    at(*TODAY)
    return World()


def pressed(world, acts, before=()) -> dict[str, str]:
    """What each act was answered, '' when it was done; all of it is taken back before the next."""
    answers = {}
    for act in acts:
        with transaction.atomic():
            press = act(world)
            for step in before:
                step(world)
            try:
                with transaction.atomic():
                    press()
                answers[act.__name__] = ""
            except DomainError as error:
                answers[act.__name__] = error.message
            transaction.set_rollback(True)
    return answers


def close(world):
    """By hand: the service waits for lists with the leaders, which some acts are about."""
    Cycle.objects.filter(pk=world.cycle.pk).update(state=CycleState.CLOSED)


def reopen(world):
    services.reopen_cycle(actor=world.head, cycle=fresh(world.cycle), reason="Còn một danh sách chưa trình")


def test_every_act_is_lawful_in_a_finishing_year_beside_an_open_one(world):
    assert pressed(world, LAWFUL + ENDED) == {act.__name__: "" for act in LAWFUL + ENDED}


def test_closed_year_takes_only_amendments_the_province_and_certificates(world):
    assert pressed(world, LAWFUL, [close]) == {act.__name__: "" for act in LAWFUL}
    refused = pressed(world, ENDED, [close])
    assert {name: words for name, words in refused.items() if "Năm 2026 đã kết thúc" not in words} == {}
    assert len(refused) == len(ENDED)


def test_year_opened_again_takes_every_act(world):
    assert pressed(world, LAWFUL + ENDED, [close, reopen]) == {act.__name__: "" for act in LAWFUL + ENDED}


def test_what_was_declared_of_a_unit_holds_for_every_year(world):
    close(world)
    declarations.declare(actor=world.officer, ward=world.ward, unit=world.unit, reason="Vợ tôi là bí thư chi bộ")
    later = make.make_initiative(world.unit, world.opening, InitiativeState.RECEIVED)
    row = make.make_evaluation(later)
    with pytest.raises(Exception, match="đã khai có liên quan"):
        sheets.save_sheet(actor=world.officer, evaluation=row, scores=full_scores())
    assert not ScoreSheet.objects.exclude(state=SheetState.VOID).exists()
