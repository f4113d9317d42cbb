"""What of the year end the log marks when it is completed: sheets, conclusions, the leaders' words, locked lists.

Columns that change lawfully afterwards (the state a publishing moves on, versions, files kept once) are not read.
"""

from collections.abc import Collection
from typing import Any

from django.db.models import Case, When

from core.log.row_marks import Marked, digest_of
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import (
    Conclusion,
    Endorsement,
    Evaluation,
    IssuedPaper,
    Opinion,
    ProposalList,
    ProposalVersion,
    ScoreSheet,
)
from models_registry.enums import SubmissionKind
from models_registry.models import Initiative, Submission
from models_registry.registration.marks import content_of, read_submissions, sent_in, submission_names
from organizations.models import User

Contents = dict[int, list]
CONCLUDED = (EvaluationState.CONCLUDED, EvaluationState.PUBLISHED)
MODEL, LIST = Initiative._meta.label_lower, ProposalList._meta.label_lower


def _with_rows(rows, heads: Collection[str], below: Collection[str]) -> Contents:
    """By key, the columns of a row and those of the rows below it, in one query that joins them in this order."""
    contents: Contents = {}
    for key, *columns in rows.values_list("pk", *heads, *below):
        head, row = columns[: len(heads)], columns[len(heads) :]
        contents.setdefault(key, [head, []])
        if row[0] is not None:
            contents[key][1].append(row)
    return contents


def _sheets(keys: Collection[int]) -> Contents:
    return _with_rows(
        ScoreSheet.objects.filter(pk__in=keys).order_by("pk", "scores__criterion__number"),
        ("evaluation_id", "scorer_id", "membership_key", "submission_id", "state", "total", "completed_at"),
        [f"scores__{name}" for name in ("criterion_id", "finding", "points", "max_points", "comment", "marks")],
    )


def _sheet_names(keys: Collection[int]) -> dict[int, str]:
    rows = ScoreSheet.objects.filter(pk__in=keys).select_related("scorer", "evaluation__initiative")
    return {row.pk: f"{row.evaluation.initiative.code}, phiếu chấm của {row.scorer.full_name}" for row in rows}


def _evaluations(keys: Collection[int]) -> Contents:
    rows = Evaluation.objects.filter(pk__in=keys).order_by("pk", "final_findings__criterion__number")
    return _with_rows(
        rows.annotate(is_concluded=Case(When(state__in=CONCLUDED, then=True), default=False)),
        (
            "is_concluded", "criteria_set_id", "registration_id", "current_id", "sheets_done", "mean", "median",
            "spread", "outcome", "outcome_reason", "outcome_by_key", "outcome_at", "waiver_reason", "waiver_by_key",
            "waiver_at",
        ),
        [f"final_findings__{name}" for name in ("criterion_id", "finding", "reason", "by_key", "at")],
    )  # fmt: skip


def _evaluation_names(keys: Collection[int]) -> dict[int, str]:
    rows = Evaluation.objects.filter(pk__in=keys).values_list("pk", "initiative__code")
    return {key: f"{code}, kết luận của Ban" for key, code in rows}


def _opinions(keys: Collection[int]) -> Contents:
    rows = Opinion.objects.filter(pk__in=keys)
    rows = rows.values_list("pk", "version_id", "item_id", "membership_id", "stance", "text", "at")
    return {key: columns for key, *columns in rows}


def _opinion_names(keys: Collection[int]) -> dict[int, str]:
    rows = Opinion.objects.filter(pk__in=keys).select_related("membership", "version__proposal_list")
    people = User.objects.in_bulk({row.membership.user_id for row in rows})
    return {
        row.pk: f"{version_name(row.version)}, ý kiến của {people[row.membership.user_id].full_name}" for row in rows
    }


def _endorsements(keys: Collection[int]) -> Contents:
    rows = Endorsement.objects.filter(pk__in=keys)
    return {
        key: columns for key, *columns in rows.values_list("pk", "version_id", "act", "membership_id", "reason", "at")
    }


def _endorsement_names(keys: Collection[int]) -> dict[int, str]:
    rows = Endorsement.objects.filter(pk__in=keys).select_related("version__proposal_list")
    return {row.pk: f"{version_name(row.version)}, trả lời của Thường trực" for row in rows}


def _conclusions(keys: Collection[int]) -> Contents:
    return _with_rows(
        Conclusion.objects.filter(pk__in=keys).order_by("pk", "rows__item__order"),
        ("version_id", "membership_id", "meeting_on", "minutes", "attendance", "at"),
        [f"rows__{name}" for name in ("item_id", "result", "level", "reason", "votes_for", "votes_against")],
    )


def _conclusion_names(keys: Collection[int]) -> dict[int, str]:
    rows = Conclusion.objects.filter(pk__in=keys).select_related("version__proposal_list")
    return {row.pk: f"{version_name(row.version)}, kết luận của Ban Thường vụ" for row in rows}


def _versions(keys: Collection[int]) -> Contents:
    """Names stand in the seal and its body; the figures it does not seal are read here."""
    return _with_rows(
        ProposalVersion.objects.filter(pk__in=keys).order_by("pk", "items__order"),
        ("proposal_list_id", "number", "locked_at", "locked_by_key", "schema", "sha256"),
        [f"items__{name}" for name in ("order", "initiative_id", "median", "spread")],
    )


def version_name(version: ProposalVersion) -> str:
    return f"{version.proposal_list.title}, bản số {version.number}"


def _version_names(keys: Collection[int]) -> dict[int, str]:
    rows = ProposalVersion.objects.filter(pk__in=keys).select_related("proposal_list")
    return {row.pk: version_name(row) for row in rows}


SHEETS = Marked(
    name="sheet",
    subject_kind=MODEL,
    verbs=("sheet.complete",),
    undoing=("sheet.reopen", "sheet.void"),
    read=_sheets,
    names=_sheet_names,
    completed=lambda ward_key: ScoreSheet.objects.filter(ward_id=ward_key, state=SheetState.COMPLETED).values_list(
        "pk", "evaluation__initiative_id", "completed_at"
    ),
)
EVALUATIONS = Marked(
    name="evaluation",
    subject_kind=MODEL,
    verbs=("evaluation.conclude",),
    undoing=("evaluation.clear", "sheet.void"),  # a sheet put aside changes the figures under the conclusion
    read=_evaluations,
    names=_evaluation_names,
    completed=lambda ward_key: Evaluation.objects.filter(ward_id=ward_key, state__in=CONCLUDED).values_list(
        "pk", "initiative_id", "outcome_at"
    ),
)
ASSESSMENTS_SENT = Marked(
    name="submission",
    subject_kind=MODEL,
    verbs=("self_assessment.send", "clarification.answer"),
    read=read_submissions,
    names=submission_names,
    completed=lambda ward_key: sent_in(ward_key, SubmissionKind.SELF_ASSESSMENT),
)


def pages_digest(file_key: int) -> str:
    """Of a file of certificates: which page is whose."""
    rows = IssuedPaper.objects.filter(file=file_key).order_by("page", "pk")
    return digest_of(list(rows.values_list("page", "recognition_id", "decision_id")))


def assessment_mark(sent: Submission | None) -> dict[str, Any]:
    """For the log line of a send, or of an answer that sent no correction."""
    if sent is None:
        return {ASSESSMENTS_SENT.name: None}
    return ASSESSMENTS_SENT.mark(sent.pk, content_of(sent))


VERSIONS = Marked(
    name="locked",
    subject_kind=LIST,
    verbs=("list.submit",),
    read=_versions,
    names=_version_names,
    completed=lambda ward_key: ProposalVersion.objects.filter(ward_id=ward_key).values_list(
        "pk", "proposal_list_id", "locked_at"
    ),
)
OPINIONS = Marked(
    name="opinion",
    subject_kind=LIST,
    verbs=("list.opinion",),
    read=_opinions,
    names=_opinion_names,
    completed=lambda ward_key: Opinion.objects.filter(ward_id=ward_key).values_list(
        "pk", "version__proposal_list_id", "at"
    ),
)
ENDORSEMENTS = Marked(
    name="endorsement",
    subject_kind=LIST,
    verbs=("list.endorse", "list.return", "list.acknowledge"),
    read=_endorsements,
    names=_endorsement_names,
    completed=lambda ward_key: Endorsement.objects.filter(ward_id=ward_key).values_list(
        "pk", "version__proposal_list_id", "at"
    ),
)
CONCLUSIONS = Marked(
    name="conclusion",
    subject_kind=LIST,
    verbs=("list.conclude",),
    read=_conclusions,
    names=_conclusion_names,
    completed=lambda ward_key: Conclusion.objects.filter(ward_id=ward_key).values_list(
        "pk", "version__proposal_list_id", "at"
    ),
)
