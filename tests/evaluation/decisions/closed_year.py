"""A finishing year with its people, and lists, decisions and sheets as far as an act needs them."""

from decimal import Decimal

from core import clock
from evaluation.decisions.services import amendments, decisions
from evaluation.decisions.services.amendments import Amended
from evaluation.enums import Finding, ListKind, ListState, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import Evaluation, ProposalList
from evaluation.self_assessment.services import clarifications
from evaluation.sheets.services.sheets import Score
from organizations.enums import Role
from tests.evaluation.appraising import full_scores, read
from tests.evaluation.two_years import TwoYears
from tests.support import factories as make

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
