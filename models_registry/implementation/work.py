"""How a model is at work, for whoever may read it: milestones, news with photos, and what criterion 6 still lacks.

Criterion 6 of the Plan (II.4.3): “Có kế hoạch, nội dung, mục tiêu, lộ trình tổ chức thực hiện rõ ràng, chặt chẽ, có tổ
chức kiểm tra, giám sát, đánh giá kết quả định kỳ.” The list is a help, not a judgement.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    DateTimeField,
    OuterRef,
    PositiveIntegerField,
    Subquery,
    Value,
)
from django.db.models.functions import Cast

from core import clock
from models_registry.enums import InitiativeState
from models_registry.initiative.contents import Contents
from models_registry.initiative.looks import STILL_AFTER
from models_registry.models import Attachment, Initiative, Milestone, ProgressNote
from models_registry.models.files import FilePlace
from organizations.models import User

NOTES_SHOWN = 5
CHECKS_WANTED = 2  # “định kỳ”: more than once


@dataclass(frozen=True)
class Check:
    """One part of criterion 6, and what of it is there or missing, in words."""

    label: str
    is_met: bool
    words: str


@dataclass(frozen=True)
class Work:
    initiative: Initiative
    milestones: Sequence[Milestone]
    notes: Sequence[ProgressNote]  # newest first, each with `files`, `who`; those taken back too
    plan_files: Sequence[Attachment]

    @property
    def live_notes(self) -> list[ProgressNote]:
        return [note for note in self.notes if note.removed_at is None]

    @property
    def done(self) -> int:
        return sum(row.done_on is not None for row in self.milestones)

    @property
    def late(self) -> int:
        return sum(row.is_late for row in self.milestones)

    @property
    def file_count(self) -> int:
        return len(self.plan_files) + sum(len(note.files) for note in self.notes)

    @property
    def is_empty(self) -> bool:
        return not self.milestones and not self.notes and not self.plan_files


def has_work(initiative: Initiative) -> bool:
    """Only what was received is at work; a vertical unit's copy and last year's lists tell nothing here."""
    return initiative.state == InitiativeState.RECEIVED and not initiative.is_copy and initiative.source != "IMPORT"


def read_work(initiative: Initiative, files: Iterable[Attachment]) -> Work:
    """One query; `files` are those of the initiative, whatever their place, with the stored file."""
    by_place = defaultdict(list)
    for row in files:
        by_place[row.place].append(row)
    milestones, notes = _read_rows(initiative)
    for note in notes:
        note.files = by_place[note.place]
    notes.sort(key=lambda row: (row.on, row.number), reverse=True)
    milestones.sort(key=lambda row: (row.planned_on or dt.date.max, row.number))
    for row in milestones:
        row.is_late = row.done_on is None and row.planned_on is not None and row.planned_on < clock.today()
    return Work(initiative, milestones, notes, by_place[FilePlace.PLAN])


def _read_rows(initiative: Initiative) -> tuple[list[Milestone], list[ProgressNote]]:
    """Both tables in one question: the scoring sheet and the model's page have no query to spare."""
    author = User.objects.filter(pk=OuterRef("by_key")).values("full_name")
    notes = ProgressNote.objects.filter(initiative=initiative).order_by()
    notes = notes.annotate(is_note=Value(True), done_on=_none(DateField()), remark=Value(""), who=Subquery(author))
    plan = Milestone.objects.filter(initiative=initiative).order_by()
    plan = plan.annotate(
        is_note=Value(False),
        people=_none(PositiveIntegerField()),
        households=_none(PositiveIntegerField()),
        is_check=Value(False),
        by_key=_none(BigIntegerField()),
        removed_at=_none(DateTimeField()),
        who=_none(CharField()),
    )
    told = ("people", "households", "is_check", "by_key", "removed_at")
    rows = notes.values_list("is_note", "number", "text", "on", "done_on", "remark", "who", *told).union(
        plan.values_list("is_note", "number", "what", "planned_on", "done_on", "note", "who", *told), all=True
    )
    milestones, news = [], []
    for is_note, number, words, day, done_on, remark, who, *rest in rows:
        if is_note:
            note = ProgressNote(number=number, text=words, on=day, **dict(zip(told, rest, strict=True)))
            note.initiative, note.who = initiative, who
            news.append(note)
        else:
            row = Milestone(number=number, what=words, planned_on=day, done_on=done_on, note=remark)
            milestones.append(row)
    return milestones, news


def _none(field) -> Cast:
    return Cast(Value(None), field)


def criterion_six(work: Work, contents: Contents) -> list[Check]:
    """Each part of the criterion in the order of its words."""
    dated = sum(row.planned_on is not None for row in work.milestones)
    live = work.live_notes
    checks = sum(note.is_check for note in live)
    photos = sum(len(note.files) for note in live)
    numbered = sum(target.planned is not None for target in contents.targets)
    quiet = work.initiative.quiet_days
    has_plan = bool(work.plan_files)
    return [
        Check("Kế hoạch", has_plan, "Đã có tệp kế hoạch" if has_plan else "Chưa có tệp kế hoạch của đơn vị"),
        Check(
            "Nội dung, mục tiêu",
            bool(contents.text.method and numbered),
            f"{numbered} chỉ tiêu bằng số" if numbered else "Bản đăng ký chưa có chỉ tiêu bằng số",
        ),
        Check("Lộ trình", dated >= 2, f"{dated} mốc có ngày" + ("" if dated >= 2 else ", cần ít nhất 2")),
        Check("Tin thực hiện", bool(live) and quiet <= STILL_AFTER, _news_words(live, quiet)),
        Check(
            "Kiểm tra, đánh giá định kỳ",
            checks >= CHECKS_WANTED,
            f"{checks} lần" + ("" if checks >= CHECKS_WANTED else f", cần ít nhất {CHECKS_WANTED}"),
        ),
        Check("Minh chứng", photos > 0, f"{photos} ảnh, tệp kèm tin" if photos else "Chưa có ảnh, tệp kèm tin"),
    ]


def _news_words(notes: Sequence[ProgressNote], quiet: int) -> str:
    if not notes:
        return "Chưa có tin nào"
    age = "hôm nay" if quiet == 0 else f"{quiet} ngày trước"
    return f"{len(notes)} tin, mới nhất {age}" + (f", quá {STILL_AFTER} ngày" if quiet > STILL_AFTER else "")
