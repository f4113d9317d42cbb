"""The decision: number, date and signatory typed by the office, then published in one act (decisions 25–26)."""

import datetime as dt
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import clock
from core.actor import Actor
from core.database.transitions import move
from core.exceptions import DomainError, StaleState
from core.log import audit, heads
from core.log.seals import seal
from core.text.formatting import date_vi
from core.text.numbering import number_key
from core.text.vietnamese import clean_line, is_no_name, no_name_words
from evaluation.decisions.public_site import public_site
from evaluation.decisions.services.unit_results import open_results
from evaluation.decisions.snapshots import SCHEMA, content_of
from evaluation.enums import DecisionState, ListKind, ListState, RowResult
from evaluation.lists.transitions import LIST
from evaluation.models import (
    ConclusionRow,
    DecisionItem,
    Evaluation,
    ProposalList,
    ProposalVersion,
    RecognitionDecision,
)
from evaluation.models.verify_codes import new_code
from models_registry.enums import Level, RecognitionSource
from models_registry.initiative.open_year import hold_open_year, year_refusal
from models_registry.library.recognitions import Paper, recognise
from organizations.models import Organization
from organizations.permissions import Action, can, require

ISSUER = "Ban Thường vụ Đảng ủy"


@transaction.atomic
def enter_decision(
    *,
    actor: Actor,
    proposal: ProposalList,
    number: str,
    on: dt.date,
    post: str,
    signatory: str,
    authority: str = "T/M BAN THƯỜNG VỤ",
) -> RecognitionDecision:
    """Write what stands on the signed paper; the rows are those the Board approved. May be corrected until published.

    Raises DomainError when the Board has not concluded, approved nothing, or the number of that day is taken.
    """
    require(actor, Action.ENTER_DECISION, proposal)
    hold_open_year(proposal.cycle_id)
    held = ProposalList.objects.select_for_update().get(pk=proposal.pk)  # published meanwhile, it may not be corrected
    if (held.kind, held.state) != (ListKind.RECOGNITION, ListState.CONCLUDED):
        raise StaleState("Ban Thường vụ chưa kết luận danh sách này, hoặc quyết định đã công bố")
    version = proposal.versions.get(number=proposal.current_number)
    facts = {
        "number": clean_line(number),
        "on": on,
        "authority": clean_line(authority),
        "post": clean_line(post),
        "signatory": clean_line(signatory),
    }
    refuse_incomplete(facts)
    entered = RecognitionDecision.objects.filter(version=version, **facts).first()
    if entered is not None:
        return entered  # the second press of one button
    decision = _put_on_paper(proposal, version, facts | {"number_key": decision_key(proposal.cycle.ward, facts)})
    audit.record(
        actor=actor, verb="decision.enter", text=f"Nhập quyết định số {decision.number}", subject=proposal,
        ward_key=proposal.ward_id, after={"number": decision.number, "on": on}, audience=audit.Audience.BAN,
    )  # fmt: skip
    return decision


def _put_on_paper(proposal: ProposalList, version: ProposalVersion, facts: dict) -> RecognitionDecision:
    """The decision of this version with these facts; made with its rows the first time."""
    first = {"ward_id": proposal.ward_id, "cycle_id": proposal.cycle_id, "verify_code": new_code()}
    try:
        with transaction.atomic():
            decision, is_new = RecognitionDecision.objects.update_or_create(
                version=version, defaults=facts, create_defaults={**facts, **first}
            )
    except IntegrityError as error:
        raise taken_number(proposal.ward_id, facts) from error
    if is_new:
        _write_items(decision)
    return decision


def decision_key(ward: Organization, facts: Mapping) -> str:
    """What no two decisions of the ward may share: amending ones, too (decision 89)."""
    symbol = f"QĐ/{ward.address_block.get('symbol', '')}"
    return number_key(facts["number"], issuer=ISSUER, symbol=symbol, on=facts["on"])


def taken_number(ward_key: int, facts: Mapping) -> DomainError:
    """The refusal of a number that another decision of the year has, at its field, naming that decision."""
    others = RecognitionDecision.objects.filter(ward_id=ward_key)
    other = others.filter(number_key=facts["number_key"]).first() or others.get(number=facts["number"], on=facts["on"])
    words = f"Năm {facts['on'].year} đã có quyết định số {other.number}, ngày {date_vi(other.on)}"
    same = "" if other.number == facts["number"] else f". “{facts['number']}” cũng là số ấy"
    return DomainError(f"{words}{same}. Hãy xem lại số", field="number")


@transaction.atomic
def publish_decision(*, actor: Actor, decision: RecognitionDecision, site: str = "") -> None:
    """The one act after which units see results. Seals the decision, writes the recognitions, tells the units.

    `site` is the address the site is opened at; where the printed code can be checked is sealed with the rest.
    Raises DomainError while production has no such address.

    Models not on the decision whose conclusion stands (chưa đủ điều kiện, mới triển khai, refused by the Board) are
    published too, so that every unit gets its answer. Units of models the Board left are told why; these wait for a
    later list.
    """
    proposal = decision.version.proposal_list
    require(actor, Action.PUBLISH_DECISION, proposal)
    site = public_site(site)
    hold_open_year(proposal.cycle_id)
    move(proposal, LIST["publish"])
    items = seal_decision(actor=actor, decision=decision, site=site)
    paper = Paper(
        source=RecognitionSource.DECISION,
        source_key=decision.pk,
        issuer=ISSUER,
        number=decision.number,
        on=decision.on,
        signatory=decision.signatory,
    )
    recognise(levels={item.initiative: item.level for item in items}, paper=paper)
    results = open_results(decision.version)
    audit.record_many(_acts(actor, decision, proposal, items) + results.acts(actor, {"decision": decision.pk}))
    heads.keep_after_commit(decision.ward_id, f"decision.publish {decision.number}")
    results.notify(f"{decision.pk}")


def may_publish_results(actor: Actor, proposal: ProposalList) -> bool:
    """Whether this person may now give the results of a concluded list; `proposal` comes with its cycle."""
    is_due = (proposal.kind, proposal.state) == (ListKind.RECOGNITION, ListState.CONCLUDED)
    return is_due and can(actor, Action.PUBLISH_DECISION, proposal) and not year_refusal(proposal.cycle)


@transaction.atomic
def publish_results(*, actor: Actor, proposal: ProposalList) -> None:
    """End a list of which the Board recognised nothing: units read their results, no decision is made.

    Else the list would hold the next one of its year, and the closing of the year, for ever. Raises StaleState when
    the list is not concluded, DomainError when a row was recognised: then the decision is published.
    """
    require(actor, Action.PUBLISH_DECISION, proposal)
    hold_open_year(proposal.cycle_id)
    if proposal.kind != ListKind.RECOGNITION:
        raise StaleState("Danh sách này không có bước báo kết quả")
    if approved_rows(proposal).exists():
        raise DomainError("Ban Thường vụ có công nhận mô hình trong danh sách này. Hãy nhập và công bố quyết định")
    move(proposal, LIST["publish"])
    results = open_results(proposal.versions.get(number=proposal.current_number))
    words = "Báo kết quả cho các đơn vị; Ban Thường vụ không công nhận mô hình nào"
    done = audit.Act(
        actor=actor, verb="list.results", text=words, subject=proposal, ward_key=proposal.ward_id,
        after={"version": proposal.current_number}, audience=audit.Audience.BAN,
    )  # fmt: skip
    audit.record_many([done, *results.acts(actor, {"version": proposal.current_number})])
    results.notify(f"list-{proposal.pk}")


def reason_for_unit(evaluation: Evaluation) -> str:
    """Why a model was not recognised, as the unit reads it once published; '' when it was.

    What the Board put off was decided later, by another list or by the head: its reason then is not the answer.
    """
    row = (
        ConclusionRow.objects.filter(
            result=RowResult.REFUSE,
            item__initiative_id=evaluation.initiative_id,
            conclusion__version__proposal_list__kind=ListKind.RECOGNITION,
        )
        .order_by("-pk")
        .first()
    )
    return row.reason if row else evaluation.outcome_reason


def seal_decision(*, actor: Actor, decision: RecognitionDecision, site: str) -> list[DecisionItem]:
    """Freeze a decision, original or amending, with all it stands on, and give its rows; once, else StaleState.

    What is typed of it is read anew: corrected meanwhile, the seal would say another number than the decision.
    """
    typed = ("number", "on", "authority", "post", "signatory", "state")
    decision.refresh_from_db(fields=typed, from_queryset=RecognitionDecision.objects.select_for_update())
    refuse_incomplete({name: getattr(decision, name) for name in ("number", "on", "post", "signatory")})
    items = list(decision.items.select_related("initiative__unit", "initiative__ward"))
    sealed = seal(*content_of(decision, items, site))
    changes = {
        "state": DecisionState.PUBLISHED,
        "published_at": clock.now(),
        "published_by_key": actor.user_key,
        "schema": SCHEMA,
        "seal": sealed.text,
        "sha256": sealed.sha256,
        "body": sealed.body,
    }
    if not RecognitionDecision.objects.filter(pk=decision.pk, state=DecisionState.DRAFT).update(**changes):
        raise StaleState("Quyết định này đã công bố từ trước")
    for name, value in changes.items():
        setattr(decision, name, value)
    return items


def refuse_incomplete(facts: dict) -> None:
    words = {"number": "số quyết định", "on": "ngày ký", "post": "chức vụ người ký", "signatory": "họ tên người ký"}
    for name, what in words.items():
        if not facts.get(name):
            raise DomainError(f"Hãy nhập {what}", field=name)
    if is_no_name(facts["signatory"]):
        raise DomainError(no_name_words(facts["signatory"]), field="signatory")
    if not facts["number"][0].isdigit():  # sealed for good, so “QĐ/ĐU 125” is asked about now
        raise DomainError("Hãy ghi con số trước, ví dụ 125-QĐ/ĐU", field="number")
    if facts["on"] > clock.today():
        raise DomainError("Ngày ký không được sau hôm nay", field="on")


def approved_rows(proposal: ProposalList) -> QuerySet[ConclusionRow]:
    """What the Board recognises of the list's current version; nothing before it concluded."""
    version = {
        "conclusion__version__proposal_list": proposal,
        "conclusion__version__number": proposal.current_number,
    }
    return ConclusionRow.objects.filter(result=RowResult.APPROVE, **version)


def _write_items(decision: RecognitionDecision) -> None:
    rows = approved_rows(decision.version.proposal_list)
    # by field, as the list is printed: a row has one number on the paper, its certificate and the page of its code
    rows = list(rows.select_related("item").order_by("item__sector_number", "item__order"))
    if not rows:
        raise DomainError("Ban Thường vụ không công nhận mô hình nào trong danh sách này")
    DecisionItem.objects.bulk_create(
        DecisionItem(
            ward_id=decision.ward_id,
            decision=decision,
            order=order,
            initiative_id=row.item.initiative_id,
            code=row.item.code,
            unit_name=row.item.unit_name,
            sector_number=row.item.sector_number,
            kind=row.item.kind,
            level=row.level,
            to_province=row.item.to_province,
            achievement=row.item.achievement,
            label=row.item.label,
        )
        for order, row in enumerate(rows, start=1)
    )


def _acts(actor, decision, proposal, items) -> list[audit.Act]:
    words = f"Công bố quyết định số {decision.number}, công nhận {len(items)} mô hình, điển hình"
    acts = [
        audit.Act(
            actor=actor,
            verb="decision.publish",
            text=words,
            subject=proposal,
            ward_key=decision.ward_id,
            after={"decision": decision.pk, "items": len(items), "sha256": decision.sha256},
            audience=audit.Audience.BAN,
        )  # fmt: skip
    ]
    for item in items:
        text = f"Được công nhận “{Level(item.level).label}”, quyết định số {decision.number}"
        acts.append(
            audit.Act(
                actor=actor, verb="initiative.recognise", text=text, subject=item.initiative, ward_key=decision.ward_id
            )
        )
    return acts
