"""The grid of all one's sheets: a line a model, points and a finding a criterion, one form over all of them.

Each field carries its model's code; each line its version and a mark of what the page held, so that a line nobody
touched is left alone whatever became of it elsewhere.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from core.forms.versions import both_of
from core.text.formatting import decimal_vi
from evaluation import scoring
from evaluation.enums import Finding
from evaluation.models import Criterion
from evaluation.sheets.forms.sheets import SheetForm
from evaluation.sheets.own_sheets import OwnSheet
from evaluation.sheets.page import is_scored
from evaluation.sheets.services.sheets import Score

FINDINGS = [("", "Kết quả"), *Finding.choices]


@dataclass(frozen=True)
class GridCell:
    """One criterion of one model as it is drawn: texts as typed, errors beside them."""

    criterion: Criterion
    points: str
    finding: str
    points_error: str = ""
    finding_error: str = ""

    @property
    def error(self) -> str:
        return self.points_error or self.finding_error

    @property
    def is_blank(self) -> bool:
        return not (self.points or self.finding)

    @property
    def found(self) -> str:
        return Finding(self.finding).label if self.finding in Finding.values else ""


class GridLine:
    """One model; with `data` the typed texts of its fields, as posted."""

    def __init__(self, sheet: OwnSheet, columns: Sequence[Criterion], data: Mapping[str, str] | None = None):
        self.sheet, self.columns = sheet, columns
        self.code, self.version, self.message = sheet.code, sheet.version, ""
        self.next_code = ""  # of the next line that can be written
        self.differs: list[dict[str, str]] = []
        self.stored = {
            one.number: Score(finding=one.my_finding, points=one.my_points, comment=one.my_comment)
            for one in sheet.criteria
        }
        self.form = None
        self.seen_version = 0
        if data is not None and self._is_touched(data):
            self.seen_version = _whole(data.get(f"{self.code}-version", ""))
            self.form = SheetForm(self._typed(data), criteria=sheet.criteria)

    def _is_touched(self, data: Mapping[str, str]) -> bool:
        return f"{self.code}-version" in data and data.get(f"{self.code}-was") != _mark(self._typed(data))

    def _typed(self, data: Mapping[str, str]) -> dict[str, str]:
        typed = {}
        for one in self.sheet.criteria:
            for part in ("points", "finding"):
                typed[f"{part}_{one.number}"] = data.get(f"{self.code}-{part}_{one.number}", "")
            typed[f"comment_{one.number}"] = one.my_comment
        return typed

    @property
    def was(self) -> str:
        """What the page holds of this line before anything is typed."""
        return _mark({f"{part}_{one.number}": text for one in self.sheet.criteria for part, text in _texts(one)})

    @property
    def scores(self) -> dict[int, Score]:
        """What stands once the right parts of what was typed are kept."""
        return self.form.scores() if self.form is not None else self.stored

    @property
    def errors(self) -> dict[str, str]:
        return {} if self.form is None else {name: rows[0] for name, rows in self.form.errors.items()}

    @property
    def is_open(self) -> bool:
        return self.sheet.is_open or self.form is not None

    @property
    def total(self) -> Decimal | None:
        return scoring.total(score.points for score in self.stored.values()) if self.sheet.has_points else None

    @property
    def scored(self) -> int:
        most = {one.number: one.max_points for one in self.sheet.criteria}
        return sum(is_scored(score.finding, score.points, most[number]) for number, score in self.stored.items())

    def settle(self, version: int) -> None:
        """What was typed is kept now, its right parts."""
        self.stored, self.version = self.scores, version
        for one in self.sheet.criteria:
            score = self.stored[one.number]
            one.my_finding, one.my_points, one.my_comment = score.finding, score.points, score.comment

    def clash(self, message: str) -> None:
        self.message, self.differs = message, both_of(self.form)

    def cells(self) -> list[GridCell | None]:
        own = {one.number: one for one in self.sheet.criteria}
        return [self._cell(own[column.number]) if column.number in own else None for column in self.columns]

    def _cell(self, one: Criterion) -> GridCell:
        if self.form is None:
            texts = dict(_texts(one))
            return GridCell(one, texts.get("points", ""), texts["finding"])
        names, errors = (f"points_{one.number}", f"finding_{one.number}"), self.errors
        typed = [self.form.data.get(name, "") for name in names]
        return GridCell(one, *typed, *(errors.get(name, "") for name in names))


def grid_lines(sheets: Iterable[OwnSheet], columns: Sequence[Criterion], data=None) -> list[GridLine]:
    lines = [GridLine(sheet, columns, data) for sheet in sheets]
    written = [line for line in lines if line.is_open]
    for line, following in pairwise(written):
        line.next_code = following.code
    return lines


def _texts(one: Criterion) -> list[tuple[str, str]]:
    return [("points", "" if one.my_points is None else decimal_vi(one.my_points)), ("finding", one.my_finding)]


def _mark(texts: Mapping[str, str]) -> str:
    parts = [f"{name}={text.strip()}" for name, text in sorted(texts.items()) if not name.startswith("comment_")]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
