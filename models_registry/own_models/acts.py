"""What a person may do next with a registration, as buttons: drawn from the table of transitions and the rights."""

from dataclasses import dataclass

from models_registry.enums import InitiativeState as S
from models_registry.initiative.access import may_prepare
from models_registry.initiative.on_behalf import waits_for_unit
from models_registry.initiative.open_year import row_refusal
from models_registry.initiative.recipients import form_address, review_address
from models_registry.models import Initiative
from models_registry.transitions import EDITABLE_STATES, INITIATIVE
from organizations.permissions import Action, can

PAGES = {"withdraw": "initiative_withdraw", "reopen": "initiative_reopen", "discontinue": "initiative_discontinue"}
DANGEROUS = frozenset({"withdraw", "discontinue"})


@dataclass(frozen=True)
class Act:
    """One button: its words, where it leads, how it looks."""

    label: str
    url: str
    css: str = ""


def acts_of(actor, initiative: Initiative) -> list[Act]:
    """The first is the one to press; none when there is nothing for this person to do."""

    def url(page: str, *args) -> str:
        return form_address(actor.ward_slug, initiative, page, *args)

    acts = []
    if initiative.state in EDITABLE_STATES and may_prepare(actor, initiative):
        if initiative.state == S.RETURNED:
            acts.append(Act("Bổ sung theo góp ý", url("initiative_supplement"), "btn--primary"))
            acts.append(Act("Sửa mục khác của phiếu", url("initiative_step", 1)))
        else:
            acts.append(Act("Soạn tiếp", url("initiative_step", 1), "btn--primary"))
            acts.append(Act("Kiểm tra và gửi", url("initiative_check")))
        if not initiative.was_sent:
            acts.append(Act("Xóa bản nháp", url("initiative_delete"), "btn--quiet"))
    if waits_for_unit(initiative) and not row_refusal(initiative) and can(actor, Action.SEND_INITIATIVE, initiative):
        acts.append(Act("Xem bản nhập hộ đúng hay chưa", url("initiative_behalf"), "btn--primary"))
    for step in INITIATIVE.from_state(initiative.state) if not row_refusal(initiative) else ():
        if step.name in PAGES and can(actor, step.action, initiative):
            css = "btn--danger" if step.name in DANGEROUS else "btn--primary"
            acts.append(Act(step.label, url(PAGES[step.name]), css))
    if can(actor, Action.RECEIVE_INITIATIVE, initiative) and initiative.was_sent:
        acts.insert(0, Act("Mở trang xử lý hồ sơ", review_address(actor.ward_slug, initiative), "btn--primary"))
    return acts
