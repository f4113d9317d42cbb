"""Acts of units and scorers: each prepares in the open year and answers with what is then pressed."""

from core import clock
from evaluation.conclusions.assignment_plan import Wish
from evaluation.conclusions.services import assignment, conclusions
from evaluation.criteria import services as criteria
from evaluation.enums import Outcome
from evaluation.models import Clarification, CriteriaSet, ScoreSheet
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.sheets.services import abstentions, agreement, declarations, sheets
from tests.evaluation.appraising import full_scores, whole_draft
from tests.evaluation.decisions.closed_year import fresh, reason


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


# What ends with the year.
ENDED = (
    writes_self, sends_self, scores, completes, reopens, declines, voids, abstains, resumes, keeps, keeps_all,
    assigns, declares, asks, withdraws, answers, corrects_self, sends_reply, settles, concludes, clears,
    uses_criteria,
)  # fmt: skip
