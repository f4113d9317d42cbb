"""Of a commendation: rows without a model, and the paper the concluded list went out by (decision 24)."""

import datetime as dt

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.database.transitions import update_if_unchanged
from core.exceptions import DomainError, StaleState
from core.log import audit
from core.text.numbering import number_key
from core.text.vietnamese import clean_line, is_no_name, no_name_words
from evaluation.enums import ListKind, ListState
from evaluation.lists.services.proposals import clean_achievement, last_order, open_draft
from evaluation.models import ProposalDraftItem, ProposalList
from evaluation.models.lists import PRAISE
from models_registry.enums import InitiativeKind
from models_registry.initiative.open_year import hold_open_year
from organizations.models import Organization
from organizations.permissions import Action, require


@transaction.atomic
def add_other(
    *,
    actor: Actor,
    proposal: ProposalList,
    kind: str,
    unit: Organization,
    recipient: str = "",
    achievement: str,
    award: str = "",
    post: str = "",
) -> ProposalDraftItem:
    """A collective or person without a model; a collective without a name of its own is the unit itself.

    Raises DomainError when the list is of another kind, a person has no name, or the row stands there already.
    """
    open_draft(actor, proposal)
    if proposal.kind != ListKind.COMMENDATION:
        raise DomainError("Danh sách này chỉ gồm mô hình, điển hình đã đăng ký")
    if unit.ward_id != proposal.ward_id and unit.pk != proposal.ward_id:
        raise DomainError("Hãy chọn đơn vị của phường", field="unit")
    recipient = clean_line(recipient)
    if kind == InitiativeKind.INDIVIDUAL and not recipient:
        raise DomainError("Hãy ghi họ tên", field="recipient")
    if recipient and is_no_name(recipient):
        raise DomainError(no_name_words(recipient), field="recipient")
    try:
        with transaction.atomic():
            return ProposalDraftItem.objects.create(
                ward_id=proposal.ward_id,
                proposal_list=proposal,
                order=last_order(proposal) + 1,
                kind=kind,
                unit=unit,
                recipient=recipient,
                achievement=clean_achievement(achievement),
                award=clean_line(award) or PRAISE,
                post=clean_line(post) if kind == InitiativeKind.INDIVIDUAL else "",
            )
    except IntegrityError as error:
        raise DomainError(f"“{recipient or unit.name}” đã có trong danh sách", field="recipient") from error


def same_number(proposal: ProposalList, number: str, on: dt.date) -> ProposalList | None:
    """Another list of the ward that went out under this number in this year: told, not refused (decision 89)."""

    def key(text: str) -> str:
        return number_key(text, issuer="", symbol="", on=on)

    others = ProposalList.objects.filter(ward_id=proposal.ward_id, paper_on__year=on.year).exclude(pk=proposal.pk)
    return next((row for row in others.select_related("cycle") if key(row.paper_number) == key(number)), None)


@transaction.atomic
def record_paper(*, actor: Actor, proposal: ProposalList, number: str, on: dt.date) -> None:
    """Number and date of the paper a concluded list went out by; typed again, it replaces the earlier.

    Raises DomainError for a date to come or a list not concluded.
    """
    require(actor, Action.ENTER_DECISION, proposal)
    hold_open_year(proposal.cycle_id)
    if (proposal.kind, proposal.state) != (ListKind.COMMENDATION, ListState.CONCLUDED):
        raise StaleState("Chỉ ghi số văn bản khi Ban Thường vụ đã kết luận danh sách biểu dương, khen thưởng")
    number = clean_line(number)
    if not number:
        raise DomainError("Hãy ghi số văn bản", field="number")
    if on > clock.today():
        raise DomainError("Ngày văn bản không được sau hôm nay", field="on")
    before = {"number": proposal.paper_number, "on": proposal.paper_on}
    if before == {"number": number, "on": on}:
        return
    update_if_unchanged(proposal, changes={"paper_number": number, "paper_on": on})
    audit.record(
        actor=actor, verb="list.paper", text=f"Ghi văn bản số {number}", subject=proposal, ward_key=proposal.ward_id,
        before=before, after={"number": number, "on": on}, audience=audit.Audience.BAN,
    )  # fmt: skip
