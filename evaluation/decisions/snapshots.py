"""What a published decision holds of the year for good: its seal is the whole paper and the grounds under it.

Names of units as they were, every sheet with its points, the criteria with their weights, the hashes of the texts
that were sent and of the files that proved them (R9). Personal and free words stand in the body behind digests. The
printed list is drawn from this alone, so that drawing it again gives the same bytes whatever is renamed later.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from core.log import audit, seals
from core.log.audit import Line
from evaluation.enums import DecisionKind
from evaluation.models import (
    CriteriaSet,
    CriterionScore,
    DecisionItem,
    Evaluation,
    FinalFinding,
    ProposalList,
    RecognitionDecision,
    ScoreSheet,
)
from models_registry.enums import Level
from models_registry.initiative.summary import period_words
from models_registry.models import Attachment

SCHEMA = 2
PUBLISHED = "decision.publish"  # the verb of the log
ERASED = "(đã xóa theo yêu cầu)"


def content_of(decision: RecognitionDecision, items: list[DecisionItem], site: str) -> tuple[dict, dict[str, str]]:
    """(facts, words) to seal. `site` is where the code can be checked. At most ten queries however many rows.

    `items` have their initiatives loaded.
    """
    facts, words = _paper(decision, site), {"post": decision.post, "signatory": decision.signatory}
    facts["items"] = [_row(item) for item in items]
    for item in items:
        named = {"name": item.label["name"], "person": item.label.get("person", "")}
        named |= {"achievement": item.achievement, "reason": item.reason}
        words |= {f"{item.order}.{name}": text for name, text in named.items() if text}
    if decision.kind == DecisionKind.ORIGINAL:
        grounds, spoken = _grounds(items)
        facts |= grounds
        words |= spoken
    return facts, words


def _paper(decision, site: str) -> dict[str, Any]:
    ward, first = decision.ward, decision.original
    return {
        "schema": SCHEMA,
        "kind": decision.kind,
        "number": decision.number,
        "on": decision.on,
        "authority": decision.authority,
        "code": decision.verify_code,
        "site": site,
        "year": decision.cycle.year,
        "list": decision.proposal.address,
        "version": first.version.number,
        "version_sha256": first.version.sha256,
        "amends": {"number": first.number, "on": first.on, "sha256": first.sha256} if decision.amends_id else None,
        "ward": {"name": ward.name, **{name: ward.address_block.get(name, "") for name in ADDRESS}},
    }


ADDRESS = ("upper", "body", "place", "symbol")


def _row(item: DecisionItem) -> dict[str, Any]:
    row = item.initiative
    return {
        "order": item.order,
        "code": item.code,
        "unit": item.unit_name,
        "sector": item.sector_number,
        "kind": item.kind,
        "level": item.level,
        "to_province": item.to_province,
        "merit_year": row.year,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "ongoing": row.ongoing,
        "lineage": row.lineage,
    }


def _grounds(items: list[DecisionItem]) -> tuple[dict[str, Any], dict[str, str]]:
    """The appraisal of every row, and the criteria it was made by."""
    order_of = {item.initiative_id: item.order for item in items}
    appraisals = list(
        Evaluation.objects.filter(initiative_id__in=order_of).select_related("registration", "current").order_by("id")
    )
    sheets, findings, files = defaultdict(list), defaultdict(list), defaultdict(list)
    words: dict[str, str] = {}
    hashes: dict[str, str] = {}  # of files, by their tokens
    scores = defaultdict(list)
    keys = [row.pk for row in appraisals]
    for score in CriterionScore.objects.filter(sheet__evaluation__in=keys).select_related("criterion").order_by("id"):
        scores[score.sheet_id].append(score)
    for sheet in ScoreSheet.objects.filter(evaluation__in=keys).select_related("submission").order_by("id"):
        sheets[sheet.evaluation_id].append(sheet)
    for finding in FinalFinding.objects.filter(evaluation__in=keys).select_related("criterion").order_by("id"):
        findings[finding.evaluation_id].append(finding)
    for row in Attachment.objects.filter(initiative_id__in=order_of, removed_at=None).select_related("file"):
        hashes[row.token.hex] = row.file.sha256
        files[row.initiative_id].append({"sha256": row.file.sha256, "size": row.file.size, "place": row.place})
    said = {key: [_score(one, hashes) for one in rows] for key, rows in scores.items()}
    appraised = []
    for row in appraisals:
        order = order_of[row.initiative_id]
        appraised.append(_appraisal(row, order, sheets[row.pk], said, findings[row.pk], files[row.initiative_id]))
        words |= _spoken(row, order, sheets[row.pk], scores, findings[row.pk])
    sets = CriteriaSet.objects.filter(pk__in={row.criteria_set_id for row in appraisals}).prefetch_related("criteria")
    return {"appraisals": appraised, "criteria": [_criteria(row) for row in sets.order_by("id")]}, words


def _appraisal(row: Evaluation, order: int, sheets, scores, findings, files) -> dict[str, Any]:
    return {
        "order": order,
        "criteria_set": row.criteria_set_id,
        "registration_sha256": row.registration.sha256 if row.registration else None,
        "assessment_sha256": row.current.sha256 if row.current else None,
        "min_sheets": row.min_sheets,
        "sheets_done": row.sheets_done,
        "waived": row.waiver_at is not None,
        "outcome": row.outcome,
        "mean": row.mean,
        "median": row.median,
        "spread": row.spread,
        "sheets": [
            {
                "scorer": sheet.scorer_id,
                "membership": sheet.membership_key,
                "state": sheet.state,
                "total": sheet.total,
                "completed_at": sheet.completed_at,
                "read_sha256": sheet.submission.sha256 if sheet.submission else None,
                "scores": scores.get(sheet.pk, []),
            }
            for sheet in sheets
        ],
        "findings": [[one.criterion.number, one.finding, one.by_key] for one in findings],
        "files": files,
    }


def _score(one: CriterionScore, hashes: Mapping[str, str]) -> list[Any]:
    """Number, finding, points, most points, and the files it was given on, by their hashes."""
    marks = sorted(hashes[token] for token in one.marks if token in hashes)
    return [one.criterion.number, one.finding, one.points, one.max_points, marks]


def _spoken(row: Evaluation, order: int, sheets, scores, findings) -> dict[str, str]:
    said = {f"{order}.waiver": row.waiver_reason}
    for at, sheet in enumerate(sheets):
        said[f"{order}.sheet.{at}.void"] = sheet.void_reason
        said |= {f"{order}.sheet.{at}.{one.criterion.number}": one.comment for one in scores[sheet.pk]}
    said |= {f"{order}.finding.{one.criterion.number}": one.reason for one in findings}
    return {name: text for name, text in said.items() if text}


def _criteria(row: CriteriaSet) -> dict[str, Any]:
    return {
        "key": row.pk,
        "number": row.number,
        "title": row.title,
        "issuer": row.issuer,
        "basis": row.basis,
        "pass_mark": row.pass_mark,
        "criteria": [
            {
                "number": one.number,
                "key": one.key,
                "title": one.title,
                "wording": one.wording,
                "applies_to": one.applies_to,
                "max_points": one.max_points,
            }
            for one in row.criteria.all()
        ],
    }


# Reading -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A row as the paper names it."""

    order: int
    code: str
    unit: str
    sector: int
    kind: str
    level: int
    to_province: bool
    year: int
    period: str
    name: str
    person: str
    achievement: str
    reason: str

    @property
    def level_words(self) -> str:
        return Level(self.level).label + (", đề nghị cấp tỉnh" if self.to_province else "")


def publishing_lines(decision: RecognitionDecision) -> list[Line]:
    """What the log says of its publishing; one line, unless it was written before lines named their decision."""
    kind, key = ProposalList._meta.label_lower, decision.proposal.pk
    lines = audit.lines_about(decision.ward_id, kind, [key], [PUBLISHED])
    return [line for line in lines if line.after("decision") in (None, decision.pk)]


class Snapshot:
    """A published decision opened for reading: nothing but its seal and body is looked at."""

    def __init__(self, decision: RecognitionDecision):
        self.facts, self.body, self.sha256 = seals.facts_of(decision.seal), decision.body, decision.sha256
        self._decision = decision

    @cached_property
    def log_number(self) -> int | None:
        """The line of the log that tells of its publishing: printed, it proves how long the log was. Two queries."""
        return next((line.entry.seq for line in publishing_lines(self._decision)), None)

    def word(self, name: str) -> str:
        leaf = self.body.get(name, {"text": ""})
        return leaf.get("text", ERASED)

    @staticmethod
    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    @property
    def on(self) -> dt.date:
        return dt.date.fromisoformat(self.facts["on"])

    @property
    def rows(self) -> list[Row]:
        return [self._read(fact) for fact in self.facts["items"]]

    def _read(self, fact: dict[str, Any]) -> Row:
        days = {name: self.day(fact[name]) for name in ("starts_on", "ends_on")}
        words = ("name", "person", "achievement", "reason")
        return Row(
            **{name: fact[name] for name in ("order", "code", "unit", "sector", "kind", "level", "to_province")},
            **{name: self.word(f"{fact['order']}.{name}") for name in words},
            year=fact["merit_year"],
            period=period_words(SimpleNamespace(ongoing=fact["ongoing"], **days)),
        )
