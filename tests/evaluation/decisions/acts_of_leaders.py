"""Acts on lists, decisions and papers: each prepares in the open year and answers with what is then pressed."""

from core import clock
from evaluation.decisions.services import amendments, decisions, papers
from evaluation.enums import ListKind
from evaluation.leadership.services import leadership, meetings
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.services import commendations, proposals
from evaluation.models.verify_codes import new_code
from models_registry.library import province
from models_registry.models import Initiative, Recognition
from tests.evaluation.decisions.closed_year import FACTS, fresh, reason


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


# Lawful in a closed year too (decision 82), and those that end with it.
LAWFUL = (
    drafts_correction, types_correction, drops_correction, publishes_correction, publishes_revocation,
    records_province, withdraws_province, issues_certificates, keeps_list_of_decision,
)  # fmt: skip
ENDED = (
    begins_list, adds_row, edits_row, removes_row, sorts, locks, reports_registrations, cancels, calls_back,
    adds_other, numbers_commendation, speaks, endorses, returns, acknowledges, meets, board_concludes,
    enters_decision, publishes,
)  # fmt: skip
