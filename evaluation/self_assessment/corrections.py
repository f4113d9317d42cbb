"""A sent self-assessment being corrected: the draft beside it, kept as plain JSON until the unit's head sends it, and
what one sent text changed of the one before. Scorers read nothing of a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.text.formatting import decimal_vi, integer_vi
from core.text.vietnamese import clean_line, clean_text
from evaluation import scoring
from evaluation.appraisal.dossier import Whole
from evaluation.appraisal.looks import attainment
from evaluation.enums import Finding
from evaluation.models import Criterion, SelfAssessment
from evaluation.self_assessment.services.sealing import sealed_content
from evaluation.self_assessment.services.self_assessment import Answer, Result, SelfAssessmentDraft
from models_registry.initiative.contents import Sent
from models_registry.models import Attachment, Initiative
from models_registry.models.files import FilePlace

TEXTS = ("summary", "story_before", "story_after")
COUNTS = ("participants", "households")
LABELS = {
    "summary": "Kết quả nổi bật",
    "story_before": "Trước khi thực hiện",
    "story_after": "Sau khi thực hiện",
    "participants": "Số người tham gia",
    "households": "Số hộ tham gia",
}


def packed(draft: SelfAssessmentDraft) -> dict[str, Any]:
    """The draft as JSON, cleaned as it will be stored; numbers as text."""
    return {
        **{name: clean_text(getattr(draft, name)) for name in TEXTS},
        **{name: getattr(draft, name) for name in COUNTS},
        "answers": {
            str(number): [clean_text(row.text), row.finding, _packed_number(row.points)]
            for number, row in draft.answers.items()
        },
        "results": {key: [_packed_number(row.result), clean_line(row.note)] for key, row in draft.results.items()},
    }


def unpacked(kept: Mapping[str, Any]) -> SelfAssessmentDraft:
    return SelfAssessmentDraft(
        **{name: kept[name] for name in (*TEXTS, *COUNTS)},
        answers={
            int(number): Answer(text=text, finding=finding, points=_number(points))
            for number, (text, finding, points) in kept["answers"].items()
        },
        results={key: Result(result=_number(result), note=note) for key, (result, note) in kept["results"].items()},
    )


def draft_of(whole: Whole) -> SelfAssessmentDraft:
    """What was sent, in the shape of a draft."""
    return SelfAssessmentDraft(
        **{name: getattr(whole.text, name) for name in (*TEXTS, *COUNTS)},
        answers={
            row.number: Answer(text=row.own_text, finding=row.own_finding, points=row.own_points)
            for row in whole.criteria
        },
        results={row.key: Result(result=row.result, note=row.note) for row in whole.targets},
    )


def changes_anything(kept: Mapping[str, Any] | None, whole: Whole) -> bool:
    return kept is not None and packed(unpacked(kept)) != packed(draft_of(whole))


def overlaid(whole: Whole, kept: Mapping[str, Any] | None) -> Whole:
    """The same rows carrying the draft's words instead of those sent; `text` is a copy that is never saved."""
    if kept is None:
        return whole
    draft = unpacked(kept)
    for row in whole.criteria:
        answer = draft.answers.get(row.number, Answer())
        row.own_text, row.own_finding, row.own_points = answer.text, answer.finding, answer.points
    for row in whole.targets:
        result = draft.results.get(row.key, Result())
        row.result, row.note = result.result, result.note
        row.look = attainment(row.planned, row.result)
        row.percent = scoring.percent_met(row.planned, row.result)
    text = SelfAssessment(
        pk=whole.text.pk, version=whole.text.version, **{name: getattr(draft, name) for name in (*TEXTS, *COUNTS)}
    )
    return Whole(whole.evaluation, text, whole.criteria, whole.targets, whole.files)


def waiting_files(initiative: Initiative) -> list[Attachment]:
    """Files added to the correction, not seen by the Ban yet; one query."""
    rows = Attachment.objects.filter(
        initiative=initiative, removed_at__isnull=True, place__startswith=FilePlace.CORRECTION
    )
    return list(rows.select_related("file"))


@dataclass(frozen=True)
class TextChange:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Unsent:
    """A whole as it would be sealed, read like a submission."""

    facts: Mapping[str, Any]
    words: Mapping[str, str]

    def word(self, name: str) -> str:
        return self.words.get(name, "")


def unsent(whole: Whole) -> Unsent:
    return Unsent(*sealed_content(whole))


def changes_between(old: Sent | Unsent, new: Sent | Unsent, criteria: Sequence[Criterion]) -> list[TextChange]:
    """Every part a correction changed, words and numbers alike, in the order of the form."""
    parts = [(LABELS[name], old.word(name), new.word(name)) for name in TEXTS]
    parts += [(LABELS[name], integer_vi(old.facts[name]), integer_vi(new.facts[name])) for name in COUNTS]
    results = _results(old), _results(new)
    for key in {**results[0], **results[1]}:
        label = f"Chỉ tiêu “{new.word(f'target.{key}') or old.word(f'target.{key}')}”"
        parts.append((label, results[0].get(key, ""), results[1].get(key, "")))
        parts.append((f"{label}, ghi chú", old.word(f"note.{key}"), new.word(f"note.{key}")))
    own = _own(old), _own(new)
    for row in criteria:
        label, name = f"Tiêu chí {row.number}. {row.title}", f"criterion.{row.number}"
        parts.append((label, old.word(name), new.word(name)))
        parts.append((f"{label}: tự nhận xét", own[0].get(row.number, ""), own[1].get(row.number, "")))
    parts.append(("Tệp minh chứng", _files(old), _files(new)))
    return [TextChange(*part) for part in parts if part[1] != part[2]]


def _results(sent: Sent | Unsent) -> dict[str, str]:
    return {row["key"]: _said_number(row["result"]) for row in sent.facts["targets"]}


def _own(sent: Sent | Unsent) -> dict[int, str]:
    """“Đạt, 17,5 điểm”."""
    found = {}
    for row in sent.facts["criteria"]:
        points = f", {_said_number(row['points'])} điểm" if row["points"] is not None else ""
        found[row["number"]] = f"{Finding(row['finding']).label if row['finding'] else ''}{points}"
    return found


def _files(sent: Sent | Unsent) -> str:
    return "\n".join(sent.word(f"file.{row['id']}") for row in sent.facts["files"])


def _said_number(number) -> str:
    return "" if number is None else decimal_vi(Decimal(str(number)))


def _packed_number(number: Decimal | None) -> str | None:
    return None if number is None else str(scoring.rounded(number))


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
