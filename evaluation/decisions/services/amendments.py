"""Decisions that correct (đính chính) or revoke (thu hồi) what an earlier one recognised (decision 26).

The first decision is never touched: the new one has a number of its own, names its rows anew, and on publishing ends
the recognitions it is about; a correction puts new ones in their place.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log import audit, heads
from core.log.notifications import Notice, notify_many
from core.text.vietnamese import clean_line, is_no_name, no_name_words
from evaluation.decisions.public_site import public_site
from evaluation.decisions.services.decisions import ISSUER, decision_key, refuse_incomplete, seal_decision, taken_number
from evaluation.enums import DecisionKind, DecisionState
from evaluation.models import DecisionItem, RecognitionDecision
from evaluation.models.lists import PROPOSED_LEVELS
from evaluation.models.verify_codes import new_code
from models_registry.enums import Level, RecognitionSource
from models_registry.initiative.messages import model_of_year
from models_registry.initiative.recipients import people_of
from models_registry.library.recognitions import Named, Paper, end_all, supersede
from models_registry.models import Recognition
from organizations.permissions import Action, require

WORDS = {DecisionKind.CORRECTION: "đính chính", DecisionKind.REVOCATION: "thu hồi"}


@dataclass(frozen=True, kw_only=True)
class Amended:
    """A row as the new decision names it; a revocation takes only the reason."""

    reason: str
    name: str = ""
    person: str = ""
    unit_name: str = ""
    level: int = Level.MEETS
    to_province: bool = False
    achievement: str = ""


def open_items(decision: RecognitionDecision) -> list[DecisionItem]:
    """What of a decision still stands, each row as it was named last, in its order."""
    papers = [decision.pk, *decision.amended_by.filter(state=DecisionState.PUBLISHED).values_list("pk", flat=True)]
    live = Recognition.objects.live().filter(source=RecognitionSource.DECISION, source_key__in=papers)
    keys = dict(live.values_list("initiative_id", "source_key"))
    items = DecisionItem.objects.filter(decision__in=papers, initiative_id__in=keys).select_related("initiative")
    found = {row.initiative_id: row for row in items if row.decision_id == keys[row.initiative_id]}
    first = decision.items.values_list("initiative_id", flat=True)
    return [found[key] for key in first if key in found]


@transaction.atomic
def draft_amendment(
    *, actor: Actor, decision: RecognitionDecision, kind: str, initiative_keys: Collection[int]
) -> RecognitionDecision:
    """Begin a decision on some rows of a published one; the rows are copied as they stand, to be corrected.

    Raises DomainError without rows, or while another draft on this decision is open; StaleState when a row was ended.
    """
    require(actor, Action.ENTER_DECISION, decision)
    first = RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    if first.state != DecisionState.PUBLISHED or first.kind != DecisionKind.ORIGINAL or kind not in WORDS:
        raise StaleState("Chỉ đính chính hoặc thu hồi được quyết định công nhận đã công bố")
    if first.amended_by.filter(state=DecisionState.DRAFT).exists():
        raise DomainError("Đang có một quyết định đính chính hoặc thu hồi chưa công bố")
    rows = [row for row in open_items(first) if row.initiative_id in set(initiative_keys)]
    rows.sort(key=lambda row: row.sector_number)  # as the list is printed
    if not rows:
        raise DomainError("Hãy chọn ít nhất một mô hình", field="rows")
    draft = RecognitionDecision.objects.create(
        ward_id=first.ward_id, cycle_id=first.cycle_id, kind=kind, amends=first, authority=first.authority,
        verify_code=new_code(),
    )  # fmt: skip
    names = ("initiative_id", "code", "unit_name", "sector_number", "kind", "level", "to_province", "achievement")
    DecisionItem.objects.bulk_create(
        DecisionItem(
            ward_id=draft.ward_id,
            decision=draft,
            order=order,
            label=row.label,
            **{name: getattr(row, name) for name in names},
        )  # fmt: skip
        for order, row in enumerate(rows, start=1)
    )
    _log(actor, draft, "decision.amend_draft", f"Lập dự thảo quyết định {WORDS[kind]} {len(rows)} mô hình, điển hình")
    return draft


@transaction.atomic
def edit_amendment(
    *, actor: Actor, decision: RecognitionDecision, rows: Mapping[int, Amended], number: str, on: dt.date | None,
    authority: str, post: str, signatory: str,
) -> None:  # fmt: skip
    """Write number, date and signatory as on the signed paper, and the rows by their orders. May be repeated.

    Raises DomainError at the field; StaleState once it was published.
    """
    require(actor, Action.ENTER_DECISION, decision)
    locked = _open_draft(decision)
    facts = {"number": clean_line(number), "on": on, "authority": clean_line(authority), "post": clean_line(post)}
    facts["signatory"] = clean_line(signatory)
    refuse_incomplete(facts)
    facts["number_key"] = decision_key(locked.ward, facts)
    items = list(locked.items.all())
    for item in items:
        _write(item, rows[item.order], locked.kind)
    for name, value in facts.items():
        setattr(locked, name, value)
    try:
        with transaction.atomic():
            locked.save(update_fields=list(facts))
    except IntegrityError as error:
        raise taken_number(locked.ward_id, facts) from error
    columns = ["unit_name", "level", "to_province", "achievement", "label", "reason"]
    DecisionItem.objects.bulk_update(items, columns)
    _log(actor, locked, "decision.amend_enter", f"Nhập quyết định {WORDS[locked.kind]} số {locked.number}")


@transaction.atomic
def drop_amendment(*, actor: Actor, decision: RecognitionDecision) -> None:
    """Give a draft up: it never was a decision. Its making and its end stay in the log."""
    require(actor, Action.ENTER_DECISION, decision)
    locked = _open_draft(decision)
    _log(actor, locked, "decision.amend_drop", f"Bỏ dự thảo quyết định {WORDS[locked.kind]}")
    locked.items.all().delete()
    locked.delete()


@transaction.atomic
def publish_amendment(*, actor: Actor, decision: RecognitionDecision, site: str = "") -> None:
    """Seal it, end or replace the recognitions it is about, and tell the units.

    Raises DomainError while a row has no reason or production no address to check it at; StaleState when it was
    published or a row was ended meanwhile.
    """
    require(actor, Action.PUBLISH_DECISION, decision)
    site = public_site(site)
    if decision.items.filter(reason="").exists():
        raise DomainError("Có dòng chưa ghi lý do. Chuyên viên cần nhập xong trước khi công bố")
    standing = {row.initiative_id: row for row in _standing(decision)}
    items = seal_decision(actor=actor, decision=decision, site=site)
    if any(item.initiative_id not in standing for item in items):
        raise StaleState("Có mô hình đã được đính chính hoặc thu hồi bởi quyết định khác")
    reasons = {standing[item.initiative_id]: item.reason for item in items}
    if decision.kind == DecisionKind.REVOCATION:
        end_all(reasons=reasons, on=decision.on, number=decision.number)
    else:
        paper = Paper(
            source=RecognitionSource.DECISION, source_key=decision.pk, issuer=ISSUER, number=decision.number,
            on=decision.on, signatory=decision.signatory,
        )  # fmt: skip
        supersede(
            levels={standing[item.initiative_id]: item.level for item in items}, reasons=reasons, paper=paper,
            names={standing[row.initiative_id]: Named(row.label["name"], row.unit_name) for row in items},
        )  # fmt: skip
    audit.record_many(_acts(actor, decision, items))
    heads.keep_after_commit(decision.ward_id, f"decision.publish {decision.number}")
    _tell_units(decision, items)


def _standing(decision: RecognitionDecision):
    """The live recognitions the rows of a draft are about, locked."""
    first = decision.original
    papers = [first.pk, *first.amended_by.filter(state=DecisionState.PUBLISHED).values_list("pk", flat=True)]
    return (
        Recognition.objects.live()
        .filter(
            source=RecognitionSource.DECISION,
            source_key__in=papers,
            initiative_id__in=decision.items.values("initiative_id"),
        )
        .select_related("initiative")
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def _open_draft(decision: RecognitionDecision) -> RecognitionDecision:
    locked = RecognitionDecision.objects.select_for_update().get(pk=decision.pk)
    if locked.state != DecisionState.DRAFT or locked.kind == DecisionKind.ORIGINAL:
        raise StaleState("Quyết định này đã công bố, không sửa được nữa")
    return locked


def _write(item: DecisionItem, row: Amended, kind: str) -> None:
    item.reason = clean_line(row.reason)
    if not item.reason:
        raise DomainError(f"Hãy ghi lý do dòng {item.order}", field=f"reason_{item.order}")
    if kind == DecisionKind.REVOCATION:
        return
    if row.level not in PROPOSED_LEVELS:
        raise DomainError("Hãy chọn mức công nhận", field=f"level_{item.order}")
    name, unit_name = clean_line(row.name), clean_line(row.unit_name)
    for field, value in (("name", name), ("unit_name", unit_name)):
        if not value:
            raise DomainError("Hãy nhập nội dung này", field=f"{field}_{item.order}")
        if is_no_name(value):
            raise DomainError(no_name_words(value), field=f"{field}_{item.order}")
    item.label = {"name": name, "person": clean_line(row.person)}
    item.unit_name, item.level, item.to_province = unit_name, row.level, row.to_province
    item.achievement = clean_line(row.achievement)


def _log(actor: Actor, decision: RecognitionDecision, verb: str, text: str) -> None:
    audit.record(
        actor=actor, verb=verb, text=text, subject=decision.proposal, ward_key=decision.ward_id,
        after={"decision": decision.pk, "number": decision.number, "on": decision.on}, audience=audit.Audience.BAN,
    )  # fmt: skip


def _acts(actor: Actor, decision: RecognitionDecision, items: list[DecisionItem]) -> list[audit.Act]:
    what = WORDS[decision.kind]
    acts = [
        audit.Act(
            actor=actor, verb="decision.publish", subject=decision.proposal, ward_key=decision.ward_id,
            text=f"Công bố quyết định {what} số {decision.number}, {len(items)} mô hình, điển hình",
            after={"decision": decision.pk, "items": len(items), "sha256": decision.sha256},
            audience=audit.Audience.BAN,
        )
    ]  # fmt: skip
    revoked = decision.kind == DecisionKind.REVOCATION
    for item in items:
        text = "Thu hồi công nhận" if revoked else f"Đính chính công nhận “{Level(item.level).label}”"
        acts.append(
            audit.Act(
                actor=actor, verb=f"initiative.{'revoke' if revoked else 'correct'}", subject=item.initiative,
                text=f"{text}, quyết định số {decision.number}", reason=item.reason, ward_key=decision.ward_id,
            )
        )  # fmt: skip
    return acts


def _tell_units(decision: RecognitionDecision, items: list[DecisionItem]) -> None:
    rows = [item.initiative for item in items]
    people = people_of(row.unit for row in rows)
    ending = "Lý do và việc tiếp theo có ở trang kết quả" if decision.kind == DecisionKind.REVOCATION else ""
    notify_many(
        Notice(
            user_keys=people.get(row.unit_id, []),
            ward_key=decision.ward_id,
            kind="result",
            text=". ".join(
                part
                for part in (
                    f"Có quyết định {WORDS[decision.kind]} số {decision.number} về {model_of_year(row)}",
                    ending,
                )
                if part
            ),
            link=f"{row.get_absolute_url()}ket-qua/",
            dedupe_key=f"result-{decision.pk}-{row.pk}",
        )
        for row in rows
    )
