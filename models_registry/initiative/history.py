"""The history of a model: its log with quiet saves folded, what changed since last year, every year of its life."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q

from core.actor import Actor
from core.models import AuditEntry
from models_registry.enums import FREED_STATES, InitiativeState, SubmissionKind
from models_registry.initiative.contents import Contents, read_targets, text_of
from models_registry.initiative.summary import period_words, step_words, target_words
from models_registry.models import Initiative, Remark, Submission
from models_registry.parts import part_label, step_of

TEXTS = {
    "problem": "Vấn đề cần giải quyết",
    "method": "Cách làm",
    "area": "Địa bàn, đối tượng",
    "goals": "Mục tiêu",
    "expected": "Kết quả cần đạt, khả năng nhân rộng",
    "resources": "Nguồn lực",
}

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


@dataclass(frozen=True)
class PartChange:
    """One part that says something else than last year; both texts are for {% word_diff %}."""

    label: str
    old: str
    new: str


@dataclass
class YearChanges:
    """`changed` said something last year, `added` did not, `kept` says the same. `has_texts`: there was more than a
    name to compare with (an old list has no more)."""

    source: Initiative
    changed: list[PartChange] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    has_texts: bool = True


def changes_since(contents: Contents) -> YearChanges | None:
    """What became of last year's registration in this one; None when it continues nothing. At most two queries."""
    source = contents.initiative.continues
    if source is None:
        return None
    old = Contents(initiative=source, text=text_of(source), targets=read_targets(source))
    before, now = _parts(old), _parts(contents)
    found = YearChanges(source, has_texts=any(getattr(old.text, name) for name in TEXTS))
    for label, new in now.items():
        was = before[label]
        if was == new:
            found.kept += [label] if new else []
        elif was:
            found.changed.append(PartChange(label, was, new))
        else:
            found.added.append(label)
    return found


def _parts(contents: Contents) -> dict[str, str]:
    parts = {"Tên": contents.initiative.name}
    if contents.initiative.is_copy:
        return parts | {"Thời gian thực hiện": period_words(contents.initiative)}
    parts |= {label: getattr(contents.text, name) for name, label in TEXTS.items()}
    parts["Thời gian thực hiện"] = period_words(contents.initiative)
    parts["Chỉ tiêu"] = "\n".join(target_words(target) for target in contents.targets)
    parts["Phân công thực hiện"] = "\n".join(step_words(step) for step in contents.steps)
    return parts


def life_of(initiative: Initiative, actor: Actor) -> list[Initiative]:
    """The model's years, the first one first, as far as this person may read them; [] when there is only one.

    `may_open` tells whose file the person may open; of the others only what the library shows. One query, none for a
    row that continues nothing and cannot be continued yet.
    """
    if initiative.continues_id is None and not initiative.best_level and initiative.state != InitiativeState.RECEIVED:
        return []
    mine = Initiative.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    rows = Initiative.objects.of_ward(initiative.ward_id).filter(lineage=initiative.lineage, deleted_at__isnull=True)
    rows = rows.exclude(state=InitiativeState.VOIDED).annotate(may_open=Exists(mine))
    years = list(rows.filter(Q(may_open=True) | Q(best_level__gt=0)).order_by("year", "id"))
    return years if len(years) > 1 else []


@dataclass(frozen=True)
class Neighbours:
    """The rows a model's own stands between: the one it continues, the one that continues it."""

    earlier: Initiative | None = None
    later: Initiative | None = None


def neighbours_of(initiative: Initiative, life: list[Initiative]) -> Neighbours:
    """Of those in `life` whose file the person may open; a registration withdrawn or refused continues nothing."""
    openable = [row for row in life if row.may_open]
    return Neighbours(
        earlier=next((row for row in openable if row.pk == initiative.continues_id), None),
        later=next(
            (row for row in openable if row.continues_id == initiative.pk and row.state not in FREED_STATES), None
        ),
    )
