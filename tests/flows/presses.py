"""A ward in which every act of `small_model` can be pressed on the services: first read what is in hand, then do it."""

import datetime as dt
import threading

from core import clock
from core.models import AuditEntry
from evaluation.conclusions.services import conclusions
from evaluation.criteria import services as criteria
from evaluation.decisions.services import decisions
from evaluation.enums import Finding
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import (
    Evaluation,
    ProposalDraftItem,
    ProposalList,
    ProposalVersion,
    RecognitionDecision,
    ScoreSheet,
)
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.sheets.services import agreement, sheets
from models_registry.carry_over.services import Choice, decide
from models_registry.enums import SECTORS, CycleState
from models_registry.models import CarryOverReview, Cycle, Initiative, RegistrationText, Target
from models_registry.own_models import services as ending
from models_registry.registration.services import answers, sending
from models_registry.reviewing.services import receiving
from models_registry.years import services
from organizations.enums import Role
from tests.evaluation.appraising import full_scores, whole_draft
from tests.support import factories as make

from .small_tables import CARRY_ACTS, HIGH, KIN, NEXT, NEXT_DRAFT, NEXT_UNIT, PEOPLE, THIS, UNIT_OF, YEAR_ACTS

ROLES = {
    "secretary": (Role.SECRETARY, {}),
    "head": (Role.SECRETARY, {"is_head": True}),
    "officer": (Role.OFFICER, {}),
    "boss": (Role.HEAD, {}),
    "standing": (Role.STANDING, {"may_conclude": True}),
    "standing_member": (Role.STANDING, {}),
    "board": (Role.BOARD, {"may_conclude": True}),
    "board_member": (Role.BOARD, {}),
    "observer": (Role.OBSERVER, {}),
    "admin": (Role.ADMIN, {}),
}
LOW_POINTS = {1: 5, 2: 5, 3: 10, 4: 5, 5: 10, 6: 5}
WHY = "Theo biên bản kiểm tra"


class Stage:
    """People, two units, three drafts of this year and one of the next, which is being prepared; `keys` by name."""

    def __init__(self, slug="thu-nghiem", year=None):
        self.naming = threading.Lock()
        for number, _, _ in SECTORS:
            make.sector(number)
        self.ward = make.make_ward(slug=slug)
        self.units = {letter: make.make_unit(self.ward) for letter in "AB"}
        self.actors = {name: self._person(name) for name in PEOPLE}
        self.open_year(year)

    def open_year(self, year=None):
        """Another year and the one after it, which everything is about from now on."""
        this = make.make_cycle(self.ward, year)
        following = make.make_cycle(self.ward, this.year + 1, CycleState.PREPARING)
        self.cycles = {THIS: this, NEXT: following}
        for cycle in (this, following):
            criteria.ensure_criteria(actor=self.actors["boss"], cycle=cycle)
        self.keys = {name: make.make_initiative(self.units[unit], this).pk for name, unit in UNIT_OF.items()}
        self.keys[NEXT_DRAFT] = make.make_initiative(self.units[NEXT_UNIT], following).pk

    def forget_continued(self):
        """Know only the rows the years began with, after what was done with them was undone."""
        self.keys = {name: self.keys[name] for name in (*UNIT_OF, NEXT_DRAFT)}

    def _person(self, name):
        office, unit = PEOPLE[name]
        if office == "stranger":
            return self._stranger(name)
        role, flags = ROLES[office]
        user = make.make_member(self.units[unit] if unit else self.ward, role, **flags)
        if name == KIN:
            user.home_cell = self.units["A"]
            user.save(update_fields=["home_cell"])
        return make.actor(user, self.ward)

    def _stranger(self, name):
        if not hasattr(self, "other"):
            self.other = make.make_ward("Đảng ủy phường Khác", f"{self.ward.slug}-khac")
            make.make_cycle(self.other, state=CycleState.OPEN)
        place = self.other if name == "officer_x" else make.make_unit(self.other)
        user = make.make_member(place, Role.OFFICER) if name == "officer_x" else make.make_head(place)
        return make.actor(user, self.other)

    # --- what stands ------------------------------------------------------------------------------------------------

    def stands(self) -> dict:
        """In the words of the small model."""
        letter = {key: name for name, key in self.keys.items()}
        scorer = {actor.user_key: name for name, actor in self.actors.items()}
        registrations = Initiative.objects.filter(pk__in=letter).values_list("pk", "state")
        appraisals = Evaluation.objects.filter(initiative__in=letter)
        columns = appraisals.values_list("initiative_id", "state", "outcome", "sheets_done")
        written = ScoreSheet.objects.filter(evaluation__initiative__in=letter).values_list(
            "evaluation__initiative_id", "scorer_id", "state", "total"
        )
        return {
            "registrations": {letter[key]: str(state) for key, state in registrations},
            "appraisals": {letter[key]: (state, outcome, done) for key, state, outcome, done in columns},
            "sheets": {(letter[key], scorer[by]): (state, int(total or 0)) for key, by, state, total in written},
            "lists": {
                name: [self._list(row, letter) for row in ProposalList.objects.filter(cycle=cycle).order_by("number")]
                for name, cycle in self.cycles.items()
            },
            "years": {name: str(Cycle.objects.get(pk=cycle.pk).state) for name, cycle in self.cycles.items()},
            "reviews": {
                letter[key]: str(decision)
                for key, decision in CarryOverReview.objects.filter(cycle=self.cycles[NEXT]).values_list(
                    "source_id", "decision"
                )
            },
            "chains": {
                letter[key]: letter[source]
                for key, source in Initiative.objects.filter(pk__in=letter, continues__isnull=False).values_list(
                    "pk", "continues_id"
                )
            },
        }

    def _list(self, row, letter):
        locked = row.versions.filter(number=row.current_number).values_list("items__initiative_id", flat=True)
        drafted = row.draft_items.values_list("initiative_id", flat=True)
        return (
            row.state, row.current_number, sorted(letter[key] for key in drafted), sorted(letter[key] for key in locked)
        )  # fmt: skip

    def entries_after(self, seq: int) -> list[tuple[str, int]]:
        """(verb, person) of everything the log got since."""
        rows = AuditEntry.objects.filter(scope_key=self.ward.pk, seq__gt=seq).order_by("seq")
        return list(rows.values_list("verb", "user_key"))

    def last_seq(self) -> int:
        return AuditEntry.objects.filter(scope_key=self.ward.pk).count()

    # --- reading and doing ------------------------------------------------------------------------------------------

    def read(self, act: str, who: str, name: str, choice=None):
        """What a page would hold for the act: fresh rows, None when there is nothing to press it on."""
        if act in YEAR_ACTS:
            return Cycle.objects.get(pk=self.cycles[NEXT if act == "year_open" else THIS].pk)
        if act in CARRY_ACTS:
            review = CarryOverReview.objects.filter(source_id=self.keys[name], cycle=self.cycles[NEXT]).first()
            return review.version if review else 0
        if act == "list_create":
            return Cycle.objects.get(pk=self._cycle_of(name).pk)
        if act.startswith(("list_", "decision_")):
            return self._read_list(act, name)
        if act in ("score", "complete", "reopen_sheet", "keep", "void"):
            by = self.actors[choice if act == "void" else who].user_key
            rows = ScoreSheet.objects.select_related("evaluation", "scorer")
            sheet = rows.filter(evaluation__initiative_id=self.keys[name], scorer_id=by).first()
            if act != "score":
                return sheet
            appraisal = self._appraisal(name)
            return appraisal and (appraisal, sheet)
        if act in ("send_self", "decline", "ask", "keep_all", "conclude", "clear"):
            return self._appraisal(name)
        rows = Initiative.objects.select_related("cycle", "unit", "ward", "sector", "text")
        return rows.get(pk=self.keys[name])

    def _appraisal(self, name):
        rows = Evaluation.objects.select_related(
            "initiative__unit", "initiative__ward", "initiative__cycle", "cycle", "self_assessment", "current"
        )
        return rows.filter(initiative_id=self.keys[name]).first()

    def _cycle_of(self, name) -> Cycle:
        return self.cycles[THIS if name in UNIT_OF else NEXT]

    def _read_list(self, act, name):
        lists = ProposalList.objects.select_related("cycle__ward").filter(cycle=self._cycle_of(name))
        proposal = lists.order_by("number").last()
        if proposal is None:
            return None
        if act == "list_remove":
            return proposal, proposal.draft_items.filter(initiative_id=self.keys[name]).first()
        if act == "decision_publish":
            rows = RecognitionDecision.objects.select_related("version__proposal_list__cycle__ward", "cycle", "ward")
            return rows.filter(version__proposal_list=proposal).first()
        if act in ("list_endorse", "list_return", "list_speak", "list_conclude"):
            rows = ProposalVersion.objects.select_related("proposal_list")
            return rows.filter(proposal_list=proposal).order_by("number").last()
        return proposal

    def do(self, act: str, who: str, name: str, choice, hand):
        return getattr(self, f"_{act}")(self.actors[who], name, choice, hand)

    # Years

    def _year_open(self, actor, name, choice, cycle):
        return services.open_cycle(actor=actor, cycle=cycle)

    def _year_close(self, actor, name, choice, cycle):
        return services.close_cycle(actor=actor, cycle=cycle, reason=WHY)

    def _year_reopen(self, actor, name, choice, cycle):
        return services.reopen_cycle(actor=actor, cycle=cycle, reason=WHY)

    def _continue(self, actor, name, choice, seen):
        self._decide(actor, name, Choice(self._source(name), "CONTINUE", seen=seen))
        with self.naming:  # two may press at once
            known = Initiative.objects.filter(pk__in=self.keys.values(), continues_id=self.keys[name]).count()
            for row in Initiative.objects.filter(continues_id=self.keys[name]).exclude(pk__in=self.keys.values()):
                self.keys[f"{name}{known + 2}"] = row.pk
                self._fill(row)

    def _stop(self, actor, name, choice, seen):
        self._decide(actor, name, Choice(self._source(name), "STOP", WHY, seen))

    def _source(self, name):
        return Initiative.objects.select_related("cycle", "unit", "ward").get(pk=self.keys[name])

    def _decide(self, actor, name, choice):
        cycle = Cycle.objects.select_related("ward").get(pk=self.cycles[NEXT].pk)
        decide(actor=actor, cycle=cycle, choices=[choice])

    @staticmethod
    def _fill(row):
        """What its unit types before it can be sent."""
        Initiative.objects.filter(pk=row.pk).update(ongoing=True)
        full = RegistrationText.objects.filter(initiative_id=row.continues_id)
        columns = ("problem", "method", "leader_name", "contact_phone", "meeting_on", "steps")
        RegistrationText.objects.filter(initiative=row).update(**full.values(*columns).get())
        Target.objects.create(
            ward_id=row.ward_id,
            initiative=row,
            key="t1",
            indicator="Số hộ ký cam kết",
            measure="hộ",
            planned=make.PLANNED,
        )

    # Registration

    def _send(self, actor, name, choice, row):
        return sending.send_initiative(actor=actor, initiative=row, seen=row.version, confirmed=True)

    def _answer(self, actor, name, choice, row):
        said = {remark.pk: answers.RemarkAnswer("FIXED", "Đã ghi rõ") for remark in answers.open_remarks(row)}
        return answers.answer_remarks(actor=actor, initiative=row, answers=said)

    def _receive(self, actor, name, choice, row):
        return receiving.receive(actor=actor, initiative=row)

    def _return(self, actor, name, choice, row):
        due = clock.today() + dt.timedelta(days=5)
        remarks = [receiving.RemarkDraft("", "Nêu rõ số hộ")]
        return receiving.return_initiative(actor=actor, initiative=row, remarks=remarks, due_on=due)

    def _refuse(self, actor, name, choice, row):
        return receiving.refuse(actor=actor, initiative=row, reason=WHY)

    def _withdraw(self, actor, name, choice, row):
        return ending.withdraw(actor=actor, initiative=row, seen=row.version)

    def _reopen(self, actor, name, choice, row):
        return ending.reopen(actor=actor, initiative=row, seen=row.version)

    def _discontinue(self, actor, name, choice, row):
        return ending.discontinue(actor=actor, initiative=row, seen=row.version, reason=WHY)

    # Appraisal

    def _write_self(self, actor, name, choice, row):
        begun = Evaluation.objects.filter(initiative=row).select_related("self_assessment").first()
        seen = begun.self_assessment.version if begun else 0
        return self_assessment.save_self_assessment(actor=actor, initiative=row, draft=whole_draft(), seen_version=seen)

    def _send_self(self, actor, name, choice, row):
        return self_assessment.send_self_assessment(actor=actor, evaluation=row)

    def _score(self, actor, name, choice, hand):
        evaluation, sheet = hand
        scores = full_scores(None if choice == HIGH else LOW_POINTS, Finding.MET)
        seen = sheet.version if sheet else 0
        return sheets.save_sheet(actor=actor, evaluation=evaluation, scores=scores, seen_version=seen)

    def _complete(self, actor, name, choice, sheet):
        return sheets.complete_sheet(actor=actor, sheet=sheet, seen_version=sheet.version)

    def _reopen_sheet(self, actor, name, choice, sheet):
        return sheets.reopen_sheet(actor=actor, sheet=sheet, reason=WHY)

    def _decline(self, actor, name, choice, row):
        return sheets.decline_sheet(actor=actor, evaluation=row, reason=WHY)

    def _void(self, actor, name, choice, sheet):
        return sheets.void_sheet(actor=actor, sheet=sheet, reason=WHY)

    def _ask(self, actor, name, choice, row):
        return clarifications.ask(actor=actor, evaluation=row, question="Số hộ này ghi ở sổ nào")

    def _keep(self, actor, name, choice, sheet):
        return agreement.keep_sheet(actor=actor, sheet=sheet, reason=WHY)

    def _keep_all(self, actor, name, choice, row):
        return agreement.keep_all(actor=actor, evaluation=row, reason=WHY)

    def _conclude(self, actor, name, choice, row):
        reason = "" if choice == "RECOMMEND" else WHY
        return conclusions.conclude_evaluation(
            actor=actor, evaluation=row, outcome=choice, reason=reason, seen_version=row.version
        )

    def _clear(self, actor, name, choice, row):
        return conclusions.clear_outcome(actor=actor, evaluation=row, reason=WHY, seen_version=row.version)

    # Lists

    def _list_create(self, actor, name, choice, cycle):
        return proposals.create_list(actor=actor, cycle=cycle)

    def _list_add(self, actor, name, choice, proposal):
        row = Initiative.objects.get(pk=self.keys[name])
        return proposals.add_items(actor=actor, proposal=proposal, initiatives=[row])

    def _list_remove(self, actor, name, choice, hand):
        proposal, item = hand
        return proposals.remove_item(actor=actor, proposal=proposal, item=item or ProposalDraftItem(pk=0))

    def _list_lock(self, actor, name, choice, proposal):
        return proposals.lock_and_submit(actor=actor, proposal=proposal)

    def _list_call_back(self, actor, name, choice, proposal):
        return proposals.call_back(actor=actor, proposal=proposal, reason=WHY)

    def _list_cancel(self, actor, name, choice, proposal):
        return proposals.cancel_list(actor=actor, proposal=proposal, reason=WHY)

    def _list_endorse(self, actor, name, choice, version):
        return leadership.endorse_list(actor=actor, version=version)

    def _list_return(self, actor, name, choice, version):
        return leadership.return_list(actor=actor, version=version, reason=WHY)

    def _list_speak(self, actor, name, choice, version):
        return leadership.give_opinion(actor=actor, version=version, stance="AGREE")

    def _list_conclude(self, actor, name, choice, version):
        letter = {key: row for row, key in self.keys.items()}
        said = {item.pk: choice[letter[item.initiative_id]] for item in version.items.all()}
        rows = {key: RowConclusion(result, 1, "" if result == "APPROVE" else WHY) for key, result in said.items()}
        return leadership.conclude_list(actor=actor, version=version, rows=rows)

    def _decision_enter(self, actor, name, choice, proposal):
        number = f"{proposal.cycle.year}{proposal.number}{choice or ''}-QĐ/ĐU"
        return decisions.enter_decision(
            actor=actor, proposal=proposal, number=number, on=clock.today(), post="BÍ THƯ", signatory="Người Ký Thử"
        )

    def _decision_publish(self, actor, name, choice, decision):
        return decisions.publish_decision(actor=actor, decision=decision)
