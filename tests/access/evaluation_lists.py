"""Lists, the leaders' answers, decisions, results."""

from core.clock import today
from core.text.formatting import date_vi
from evaluation.decisions.services import amendments, decisions, papers
from evaluation.enums import DecisionKind, ListKind, RowResult
from evaluation.leadership.services import leadership, meetings
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.leadership.services.meetings import Attendance
from evaluation.lists.services import commendations, proposals
from evaluation.models import ProposalList, RecognitionDecision
from evaluation.models.verify_codes import new_code
from models_registry.enums import InitiativeState, Level
from reports.issued.certificates import draw_certificates
from tests.support import factories as make

from . import BAN, LEADERS, OWN, Entry

READERS = BAN | LEADERS
# The shortest paper there is: no page, but a whole file.
NO_PAGE = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
NO_PAGE += b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
ALL_RESULTS = OWN | BAN | LEADERS | {"observer"}


def drafted(world):
    make.make_candidate(world.unit, world.cycle, 90)
    proposal = proposals.create_list(actor=world.actor("officer"), cycle=world.cycle)
    rows = [row.initiative for row in proposals.candidates(proposal)]
    proposals.add_items(actor=world.actor("officer"), proposal=proposal, initiatives=rows)
    return proposal


def submitted(world):
    return proposals.lock_and_submit(actor=world.actor("boss"), proposal=drafted(world))


def endorsed(world):
    version = submitted(world)
    leadership.endorse_list(actor=world.actor("standing"), version=version)
    return version


def concluded(world):
    version = endorsed(world)
    rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in version.items.all()}
    leadership.conclude_list(actor=world.actor("board"), version=version, rows=rows)
    version.proposal_list.refresh_from_db()
    return version


def refused(world):
    version = endorsed(world)
    rows = {item.pk: RowConclusion(RowResult.REFUSE, Level.MEETS, "Chưa rõ kết quả") for item in version.items.all()}
    leadership.conclude_list(actor=world.actor("board"), version=version, rows=rows)
    version.proposal_list.refresh_from_db()
    return version


def entered(world):
    return decisions.enter_decision(
        actor=world.actor("officer"), proposal=concluded(world).proposal_list, number="125-QĐ/ĐU", on=today(),
        post="BÍ THƯ", signatory="Người Ký Thử",
    )  # fmt: skip


def published(world):
    decision = entered(world)
    decisions.publish_decision(actor=world.actor("boss"), decision=decision, site="http://testserver/")
    papers.keep_list(actor=world.actor("boss"), decision=decision, data=NO_PAGE)
    return decision


def amended(world):
    """A draft that revokes the one row, ready to be published."""
    first = published(world)
    row = first.items.get()
    draft = amendments.draft_amendment(
        actor=world.actor("officer"), decision=first, kind=DecisionKind.REVOCATION, initiative_keys=[row.initiative_id]
    )
    amendments.edit_amendment(
        actor=world.actor("officer"), decision=draft, rows={1: amendments.Amended(reason="Không duy trì")},
        on=today(), **DECISION | {"number": "9-QĐ/ĐU"},
    )  # fmt: skip
    draft.refresh_from_db()
    return draft


def at_decision(make_it):
    """The address of a decision a helper makes: its list's, and its key."""

    def address(world):
        decision = make_it(world)
        proposal = world.proposal = decision.proposal
        return (world.slug, world.cycle.year, proposal.number, decision.pk)

    return address


def certified(world):
    decision = published(world)
    rows = papers.without_certificate(decision)
    codes = {order: new_code() for order, _ in rows}
    papers.keep_certificates(
        actor=world.actor("boss"), decision=decision, recognitions=[row for _, row in rows],
        codes=list(codes.values()), data=draw_certificates(decision, codes),
    )  # fmt: skip
    return decision


def certified_model(world):
    return (world.slug, certified(world).items.get().code)


def amendment_start(world):
    row = world.proposal.versions.get().items.get()
    return {"kind": DecisionKind.REVOCATION, "rows": [row.initiative_id]}


def at(make_it):
    """The address of the list a helper makes."""

    def address(world):
        made = make_it(world)
        if isinstance(made, RecognitionDecision):
            made = made.version
        proposal = made if isinstance(made, ProposalList) else made.proposal_list
        world.proposal = proposal
        return (world.slug, world.cycle.year, proposal.number)

    return address


def with_version(world):
    return (*at(submitted)(world), 1)


def with_item(world):
    address = at(drafted)(world)
    return (*address, world.proposal.draft_items.first().pk)


def in_meeting(world):
    address = at(endorsed)(world)
    meetings.open_meeting(
        actor=world.actor("officer"), version=world.proposal.versions.get(),
        attendance=Attendance(held_on=today(), chair="Chủ Trì", secretary="Thư Ký", present=["Một", "Hai"]),
    )  # fmt: skip
    return (*address, 1)


def conclusion(world):
    item = world.proposal.versions.get().items.get()
    return {
        "version": 1,
        "meeting_on": date_vi(today()),
        f"result_{item.pk}": RowResult.APPROVE,
        f"level_{item.pk}": Level.WARD,
    }


def reported(world):
    make.make_initiative(world.unit, world.cycle, InitiativeState.RECEIVED)
    proposal = proposals.create_list(actor=world.actor("officer"), cycle=world.cycle, kind=ListKind.REGISTRATION)
    return proposals.lock_and_submit(actor=world.actor("boss"), proposal=proposal)


def commending(world):
    return proposals.create_list(actor=world.actor("officer"), cycle=world.cycle, kind=ListKind.COMMENDATION)


def commended(world):
    proposal = commending(world)
    commendations.add_other(
        actor=world.actor("officer"), proposal=proposal, kind="MODEL", unit=world.unit, achievement="Vận động 186 hộ"
    )
    version = proposals.lock_and_submit(actor=world.actor("boss"), proposal=proposal)
    leadership.endorse_list(actor=world.actor("standing"), version=version)
    rows = {item.pk: RowConclusion(RowResult.APPROVE) for item in version.items.all()}
    leadership.conclude_list(actor=world.actor("board"), version=version, rows=rows)
    return version


ATTENDANCE = {"chair": "Chủ Trì", "secretary": "Thư Ký", "present": "Một, Ủy viên"}
DECISION = {"number": "7-QĐ/ĐU", "authority": "T/M BAN THƯỜNG VỤ", "post": "BÍ THƯ", "signatory": "Người Ký Thử"}

ENTRIES = [
    Entry("evaluation:proposal_list", opens=READERS, hidden=False),
    Entry("evaluation:proposal_create", get=False, sends={"officer"}, hidden=False),
    Entry(
        "evaluation:proposal_build",
        at(drafted),
        opens=READERS,
        sends={"officer"},
        hidden=False,
        payload=lambda world: {"act": "sort"},
    ),  # fmt: skip
    Entry(
        "evaluation:proposal_item",
        with_item,
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: {"achievement": "Vận động 186 hộ", "level": 2},
    ),  # fmt: skip
    Entry(
        "evaluation:proposal_add",
        at(commending),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: {"kind": "MODEL", "unit": world.unit.pk, "achievement": "Vận động 186 hộ"},
    ),  # fmt: skip
    Entry(
        "evaluation:list_paper",
        at(commended),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: {"number": "45-CV/ĐU", "on": date_vi(today())},
    ),  # fmt: skip
    Entry(
        "evaluation:acknowledge",
        at(reported),
        opens={"standing"},
        sends={"standing"},
        hidden=False,
        payload=lambda world: {"version": 1},
    ),  # fmt: skip
    Entry("evaluation:proposal_version", with_version, opens=READERS, hidden=False),
    Entry("evaluation:proposal_lock", at(drafted), opens={"boss"}, sends={"boss"}, hidden=False),
    Entry(
        "evaluation:proposal_call_back",
        at(submitted),
        opens={"boss"},
        sends={"boss"},
        hidden=False,
        payload=lambda world: {"reason": "Sửa thứ tự"},
    ),  # fmt: skip
    Entry(
        "evaluation:proposal_cancel",
        at(drafted),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: {"reason": "Lập lại"},
    ),  # fmt: skip
    Entry("evaluation:leadership_inbox", opens=LEADERS, hidden=False),
    Entry("evaluation:leadership_detail", at(submitted), opens=LEADERS, hidden=False),
    Entry("evaluation:leadership_row", lambda world: (*at(submitted)(world), 1), opens=LEADERS, hidden=False),
    Entry(
        "evaluation:opinion",
        at(submitted),
        opens=LEADERS,
        sends=LEADERS,
        hidden=False,
        payload=lambda world: {"version": 1, "stance": "AGREE"},
    ),  # fmt: skip
    Entry(
        "evaluation:endorse",
        at(submitted),
        opens={"standing"},
        sends={"standing"},
        hidden=False,
        payload=lambda world: {"version": 1},
    ),  # fmt: skip
    Entry(
        "evaluation:return_list",
        at(submitted),
        opens={"standing"},
        sends={"standing"},
        hidden=False,
        payload=lambda world: {"version": 1, "reason": "Xem lại"},
    ),  # fmt: skip
    Entry(
        "evaluation:meeting",
        at(endorsed),
        opens=READERS,
        sends={"officer", "board"},
        hidden=False,
        payload=lambda world: ATTENDANCE | {"held_on": date_vi(today())},
    ),  # fmt: skip
    Entry(
        "evaluation:meeting_row",
        in_meeting,
        opens=READERS,
        sends={"officer", "board"},
        hidden=False,
        payload=lambda world: {"result": RowResult.APPROVE, "level": Level.MEETS, "version": 0},
    ),  # fmt: skip
    Entry("evaluation:conclude", at(endorsed), opens={"board"}, sends={"board"}, hidden=False, payload=conclusion),
    Entry("evaluation:decision_detail", at(concluded), opens=READERS, hidden=False),
    Entry(
        "evaluation:decision_edit",
        at(concluded),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: DECISION | {"on": date_vi(today())},
    ),  # fmt: skip
    Entry("evaluation:results_publish", at(refused), opens={"boss"}, sends={"boss"}, hidden=False),
    Entry("reports:decision_publish", at(entered), opens={"boss"}, sends={"boss"}, hidden=False),
    Entry("reports:decision_words", at(concluded), opens=READERS, hidden=False),
    Entry("reports:decision_paper", at_decision(published), opens=READERS, hidden=False),
    Entry("reports:decision_sheet", at_decision(published), opens=READERS, hidden=False),
    Entry("reports:decision_issue", at_decision(published), get=False, sends={"boss"}, hidden=False),
    Entry(
        "evaluation:amendment_create",
        at(published),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=amendment_start,
    ),  # fmt: skip
    Entry("evaluation:amendment_detail", at_decision(amended), opens=READERS, hidden=False),
    Entry(
        "evaluation:amendment_edit",
        at_decision(amended),
        opens={"officer"},
        sends={"officer"},
        hidden=False,
        payload=lambda world: DECISION | {"on": date_vi(today()), "reason_1": "Không duy trì"},
    ),  # fmt: skip
    Entry("evaluation:amendment_drop", at_decision(amended), opens={"officer"}, sends={"officer"}, hidden=False),
    Entry("reports:amendment_publish", at_decision(amended), opens={"boss"}, sends={"boss"}, hidden=False),
    Entry("reports:certificates_issue", at_decision(published), get=False, sends=BAN, hidden=False),
    Entry("reports:certificates_all", at_decision(certified), opens=READERS, hidden=False),
    Entry("reports:certificate", certified_model, opens=ALL_RESULTS),
    Entry("evaluation:record_check", opens={"boss", "admin"}, sends={"boss", "admin"}, hidden=False, done=(200,)),
    Entry("evaluation_public:verify_form", lambda world: (), public=True),
    Entry("evaluation_public:verify", lambda world: (published(world).verify_code,), public=True),
    Entry("evaluation:result", lambda world: (world.slug, world.initiative().code), opens=ALL_RESULTS),
]
