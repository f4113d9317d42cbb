"""The history of a registration as its readers see it: many saves in a row are one line."""

from collections import defaultdict
from collections.abc import Iterable

from core.models import AuditEntry
from models_registry.enums import SubmissionKind
from models_registry.models import Initiative, Remark, Submission
from models_registry.parts import part_label, step_of

QUIET = frozenset({"initiative.save", "initiative.file", "initiative.answer", "progress.file"})


def folded(entries: Iterable[AuditEntry]) -> list[AuditEntry]:
    """Newest first; of a run of saves by one person only the newest stays."""
    shown: list[AuditEntry] = []
    for entry in entries:
        last = shown[-1] if shown else None
        if last is not None and {entry.verb, last.verb} <= QUIET and entry.user_key == last.user_key:
            continue
        shown.append(entry)
    return shown


def sent_of(initiative: Initiative) -> tuple[list[Submission], list[Remark]]:
    """Its registrations as sent, newest first, each with its remarks. Two queries."""
    kinds = (SubmissionKind.REGISTRATION, SubmissionKind.IMPORT)
    submissions = list(Submission.objects.filter(initiative=initiative, kind__in=kinds).order_by("-number"))
    remarks = list(Remark.objects.filter(submission__initiative=initiative).order_by("submission_id", "number"))
    by_submission = defaultdict(list)
    for remark in remarks:
        remark.label = part_label(remark.field)
        remark.step = step_of(initiative, remark.field)
        by_submission[remark.submission_id].append(remark)
    for submission in submissions:
        submission.asked = by_submission[submission.pk]
    return submissions, remarks
