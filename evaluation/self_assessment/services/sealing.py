"""Sealing a self-assessment: everything of it as one submission, sent the first time or corrected (R9, R10)."""

from decimal import Decimal

from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError, StaleState
from core.log.seals import seal
from evaluation import scoring
from evaluation.appraisal.dossier import Whole, assessment_window, missing_parts
from models_registry.enums import SendBasis, SubmissionKind
from models_registry.initiative.windows import Judged, judge
from models_registry.models import Submission

SCHEMA = 1
ON_REQUEST = Judged(SendBasis.NONE)
SENT_BEFORE = "Bản tự đánh giá này đã được nộp. Không cần nộp lại"


def refuse_incomplete(whole: Whole) -> None:
    """Raises DomainError at the first part that is missing."""
    missing = missing_parts(whole)
    if missing:
        name, sentence = missing[0]
        raise DomainError(sentence, field=name)


def submit(*, actor: Actor, seat, whole: Whole, is_asked: bool = False) -> Submission:
    """A sealed submission of everything as it stands, numbered after the last.

    `is_asked`: a correction the Ban asked for, on any day. Raises StaleState when the same number was sent at the same
    moment.
    """
    evaluation, initiative, now = whole.evaluation, whole.evaluation.initiative, clock.now()
    judged = ON_REQUEST if is_asked else judge(assessment_window(initiative), clock.today())
    sealed = seal(*sealed_content(whole))
    submission = Submission(
        ward_id=initiative.ward_id,
        initiative=initiative,
        kind=SubmissionKind.SELF_ASSESSMENT,
        number=1 if evaluation.current is None else evaluation.current.number + 1,
        sent_at=now,
        membership_key=seat.key,
        sent_by_key=actor.user_key,
        unit_name=initiative.unit_label,
        due_on=judged.due_on,
        allowed_until=judged.allowed_until,
        basis=judged.basis,
        late_days=judged.late_days,
        schema=SCHEMA,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )
    try:
        with transaction.atomic():
            submission.save(force_insert=True)
    except IntegrityError as error:
        raise StaleState(SENT_BEFORE) from error
    return submission


def sealed_content(whole: Whole) -> tuple[dict, dict[str, str]]:
    """Numbers and choices as facts; every text as a digest with its words beside it (R9)."""
    text, initiative = whole.text, whole.evaluation.initiative
    facts = {
        "code": initiative.code,
        "unit": initiative.unit_id,
        "kind": initiative.kind,
        "criteria_set": whole.evaluation.criteria_set_id,
        "registration": whole.evaluation.registration_id,
        "participants": text.participants,
        "households": text.households,
        "criteria": [
            {"number": row.number, "finding": row.own_finding, "points": _sealed_number(row.own_points)}
            for row in whole.criteria
        ],
        "targets": [
            {
                "key": row.key,
                "planned": row.planned,
                "result": None if row.result is None else scoring.rounded(row.result),
            }
            for row in whole.targets
        ],
        "files": [{"id": row.pk, "sha256": row.file.sha256, "place": row.place} for row in whole.files],
    }
    words = {"summary": text.summary, "story_before": text.story_before, "story_after": text.story_after}
    words |= {f"criterion.{row.number}": row.own_text for row in whole.criteria}
    words |= {f"target.{row.key}": row.indicator for row in whole.targets}
    words |= {f"note.{row.key}": row.note for row in whole.targets}
    words |= {f"file.{row.pk}": row.name for row in whole.files}
    return facts, {name: value for name, value in words.items() if value}


def _sealed_number(number: Decimal | None) -> Decimal | None:
    """With two places, as the column holds it: SQLite gives 17.5 for it, PostgreSQL 17.50."""
    return None if number is None else scoring.rounded(number)
