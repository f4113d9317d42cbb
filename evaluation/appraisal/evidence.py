"""What a scorer judges by: the unit's report with its results, the registration as sent, the files, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from core.log import audit
from core.log.audit import Audience
from core.models import AuditEntry
from evaluation.appraisal.dossier import targets_with_results
from evaluation.enums import AppliesTo
from evaluation.models import Criterion, Evaluation, SelfAssessment
from models_registry.enums import InitiativeKind
from models_registry.implementation.work import Work, read_work
from models_registry.initiative.contents import Contents, open_submission, read_all_files, registered, text_of
from models_registry.initiative.summary import Group, groups_of
from models_registry.models import Attachment, Coordination, Target
from models_registry.models.files import FilePlace

PREFIX = f"{FilePlace.SELF_ASSESSMENT}.criterion."

READERS = (Audience.UNIT, Audience.BAN)  # scorers' own audience: entries with points are for the head alone
ENTRIES = 30
IMAGES = frozenset({"jpg", "png"})


@dataclass(frozen=True)
class Mark:
    """A file of the self-assessment under its mark: M1, M2 …; `criterion` is the number it proves, if one.

    `used`: the criteria the reader's own sheet judges by it.
    """

    name: str
    file: Attachment
    criterion: int | None
    is_waiting: bool = False  # added to a correction that was not sent yet
    used: Sequence[int] = ()

    @property
    def token(self) -> str:
        """What a score keeps of it."""
        return self.file.token.hex

    @property
    def is_image(self) -> bool:
        return self.file.file.kind in IMAGES

    @property
    def words(self) -> str:
        """The caption; without one the file's name, a picture's without its ending."""
        name = self.file.caption or self.file.name
        return PurePosixPath(name).stem if self.is_image and not self.file.caption else name


@dataclass(frozen=True)
class Evidence:
    text: SelfAssessment
    targets: Sequence[Target]
    marks: Sequence[Mark]
    groups: Sequence[Group]
    registration_files: Sequence[Attachment]
    entries: Sequence[AuditEntry]
    work: Work

    @property
    def file_count(self) -> int:
        return len(self.marks) + len(self.registration_files) + self.work.file_count

    @property
    def pictures(self) -> list[Mark]:
        return [mark for mark in self.marks if mark.is_image]

    def marks_of(self, number: int) -> list[Mark]:
        return [mark for mark in self.marks if mark.criterion == number]


def read_evidence(
    evaluation: Evaluation, readers: Sequence[str] = READERS, *, files: Sequence[Attachment] | None = None
) -> Evidence:
    """Four queries; `evaluation` comes with its report, its registration, its initiative, that one's text and sources.

    Partners are named as in the registration that was sent: it is read already. `files`: read already, one query less.
    """
    initiative = evaluation.initiative
    targets = targets_with_results(initiative)
    files = read_all_files(initiative) if files is None else files
    contents = Contents(
        initiative=initiative,
        text=text_of(initiative),
        targets=targets,
        coordinations=_partners(evaluation),
        files=registered(files),
    )
    return Evidence(
        text=evaluation.self_assessment,
        targets=targets,
        marks=own_marks(files),
        groups=groups_of(contents),
        registration_files=contents.files,
        entries=audit.timeline(initiative, audiences=readers, limit=ENTRIES),
        work=read_work(initiative, files),
    )


def _partners(evaluation: Evaluation) -> list[Coordination]:
    if evaluation.registration is None:
        return []
    return [Coordination(outside_name=name) for name in open_submission(evaluation.registration).coordination]


def is_own(file: Attachment) -> bool:
    """Whether a file belongs to the self-assessment."""
    return file.place == FilePlace.SELF_ASSESSMENT or file.place.startswith(f"{FilePlace.SELF_ASSESSMENT}.")


def own_marks(files: Sequence[Attachment]) -> list[Mark]:
    """The marks of the self-assessment's files among all of a model."""
    return marks_of([row for row in files if is_own(row)])


def marks_of(files: Sequence[Attachment]) -> list[Mark]:
    return [Mark(f"M{order}", file, criterion_of(file.place)) for order, file in enumerate(files, start=1)]


def waiting_marks(files: Sequence[Attachment]) -> list[Mark]:
    """Files of a correction under no mark yet."""
    return [
        Mark("Mới", file, criterion_of(file.place.replace(FilePlace.CORRECTION, FilePlace.SELF_ASSESSMENT, 1)), True)
        for file in files
    ]


def criterion_of(place: str) -> int | None:
    """“self.criterion.3” → 3."""
    number = place.removeprefix(f"{FilePlace.SELF_ASSESSMENT}.criterion.")
    return int(number) if number.isascii() and number.isdigit() else None


def with_bare(rows: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
    """`applying`: how many criteria a model is judged by; `proven`: for how many its unit gave a file."""
    every = Criterion.objects.filter(criteria_set=OuterRef("criteria_set")).order_by()
    common = every.filter(applies_to=AppliesTo.ALL)
    files = Attachment.objects.filter(
        initiative=OuterRef("initiative"), place__startswith=PREFIX, removed_at__isnull=True
    ).order_by()
    return rows.annotate(
        applying=Case(
            When(kind=InitiativeKind.INDIVIDUAL, then=_counted(every, "criteria_set", "pk")),
            default=_counted(common, "criteria_set", "pk"),
        ),
        proven=_counted(files, "initiative", "place"),
    )


def bare_words(row: Evaluation) -> str:
    """Of a row `with_bare`; '' where each criterion has a file."""
    return files_missing_words(row.applying, row.applying - row.proven)


def _counted(rows, group: str, what: str):
    counted = rows.values(group).annotate(count=Count(what, distinct=True)).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def files_missing_words(applying: int, missing: int) -> str:
    if missing <= 0:
        return ""
    if missing == applying:
        return "không tiêu chí nào có tệp minh chứng"
    return f"{missing} trên {applying} tiêu chí không có tệp minh chứng"
