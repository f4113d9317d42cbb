"""A ward whose year was decided, for what comes after publishing."""

import datetime as dt

from core import clock
from evaluation.decisions.services import decisions, papers
from evaluation.enums import EvaluationState, Finding, Outcome, RowResult, SheetState
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import CriterionScore, Evaluation, FinalFinding, ScoreSheet
from models_registry.enums import InitiativeKind, InitiativeState, Level
from organizations.enums import Role
from reports.issued.decision_list import draw_list
from tests.support import factories as make

SITE = "https://dan-van.example/"
ACHIEVEMENT = "Đã vận động 186 trên 192 hộ ký cam kết, chỉnh trang 3 ngõ."


class Decided:
    """`rows`: a model of the ward's level, a model that meets the criteria, a person; `unfit`: not recognised."""

    def __init__(self, sectors=(1, 2, 3)):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.units = [
            make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {number}", code=f"MT{number}")
            for number in (1, 2, 3, 4)
        ]
        concluders = (Role.STANDING, Role.BOARD)
        self.people = {
            role: make.make_member(self.ward, role, may_conclude=role in concluders)
            for role in (*concluders, Role.OFFICER, Role.HEAD, Role.ADMIN)
        }
        self.secretary = make.make_head(self.units[0])
        self.rows = [
            make.make_candidate(self.units[0], self.cycle, 92, name="Ngõ sáng", sector=make.sector(sectors[0])),
            make.make_candidate(self.units[1], self.cycle, 85, name="Chợ sạch", sector=make.sector(sectors[1])),
            make.make_candidate(
                self.units[2], self.cycle, 80, name="Người vận động", sector=make.sector(sectors[2]),
                kind=InitiativeKind.INDIVIDUAL, person_name="Nguyễn Văn Mẫu",
            ),
        ]  # fmt: skip
        self.unfit = make.make_initiative(self.units[3], self.cycle, InitiativeState.RECEIVED)
        self.appraisal = make.make_evaluation(self.unfit, EvaluationState.CONCLUDED, Outcome.NOT_YET, 40)
        for row in self.rows:
            self.score(Evaluation.objects.get(initiative=row))
        self.decision = self.decide()

    def actor(self, role):
        return make.actor(self.people[role], self.ward)

    def score(self, evaluation):
        sheet = ScoreSheet.objects.create(
            ward_id=self.ward.pk, cycle=self.cycle, evaluation=evaluation, scorer=self.people[Role.OFFICER],
            membership_key=1, total=90, submission=evaluation.current, completed_at=clock.now(),
        )  # fmt: skip
        for criterion in evaluation.criteria_set.criteria.all()[:2]:
            CriterionScore.objects.create(
                ward_id=sheet.ward_id, sheet=sheet, criterion=criterion, finding=Finding.MET, points=37,
                max_points=criterion.max_points, comment="Có danh sách ký của từng hộ",
            )  # fmt: skip
        ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.COMPLETED)

    def find(self, number, finding, reason):
        criterion = self.appraisal.criteria_set.criteria.get(number=number)
        FinalFinding.objects.create(
            evaluation=self.appraisal, criterion=criterion, finding=finding, reason=reason, by_key=1
        )

    def decide(self):
        officer, head = self.actor(Role.OFFICER), self.actor(Role.HEAD)
        proposal = proposals.create_list(actor=officer, cycle=self.cycle)
        proposals.add_items(actor=officer, proposal=proposal, initiatives=self.rows)
        version = proposals.lock_and_submit(actor=head, proposal=proposal)
        leadership.endorse_list(actor=self.actor(Role.STANDING), version=version)
        level = {self.rows[0].pk: Level.WARD}
        rows = {
            item.pk: RowConclusion(RowResult.APPROVE, level.get(item.initiative_id, Level.MEETS))
            for item in version.items.all()
        }
        leadership.conclude_list(actor=self.actor(Role.BOARD), version=version, rows=rows)
        version.proposal_list.refresh_from_db()
        self.proposal = version.proposal_list
        return decisions.enter_decision(
            actor=officer, proposal=self.proposal, number="125-QĐ/ĐU", on=dt.date(2026, 11, 20),
            post="Phó Bí thư Thường trực", signatory="Người Ký Thử",
        )  # fmt: skip

    def publish(self):
        decisions.publish_decision(actor=self.actor(Role.HEAD), decision=self.decision, site=SITE)
        return self.decision

    def keep_list(self):
        papers.keep_list(actor=self.actor(Role.HEAD), decision=self.decision, data=draw_list(self.decision))
        return self.decision.file
