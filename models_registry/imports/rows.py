"""Rows of an uploaded list: kept as they were read, then settled: what will be written, is there already, or asks.

A row is settled anew after every choice, always from what was read and what people chose, so that a page shown twice
shows the same. Nothing here writes.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.text.periods import Period, PeriodError, read_period
from core.text.vietnamese import clean_line, fold, fold_name, is_no_name, lower_first, no_name_words
from models_registry.enums import SECTORS, InitiativeKind, Level, RowVerdict
from models_registry.imports.differences import Existing, differences, period_fact
from models_registry.imports.recognised_list import OLD_LETTERS, ListRow, RecognisedList, row_keys
from models_registry.models import Cycle, ImportRow, Initiative
from models_registry.models.initiatives import NAME_LENGTH
from organizations.tree import WardTree

SECTOR_NAMES = {number: name for number, name, _ in SECTORS}
PERSON_LENGTH = 120
UPDATE = "update"
COMPARED = (
    "unit_id", "name_fold", "code", "twin", "state", "source", "kind", "sector__number", "person_name", "starts_on",
    "ends_on", "ongoing",
)  # fmt: skip
CHOICES = ("chosen_unit_id", "chosen_kind", "chosen_sector", "chosen_name", "chosen_period", "skip")


@dataclass
class Surroundings:
    """What rows are compared with: the ward's units, the year's models, what was decided about the same rows before."""

    tree: WardTree
    matcher: object
    existing: Mapping[tuple[int, str], list[Existing]] = field(default_factory=dict)
    by_row_key: Mapping[str, int] = field(default_factory=dict)  # row key → key of the model an earlier import made
    default_kind: str = ""
    default_sector: int | None = None
    default_update: str = ""
    touched: Callable[[Collection[int]], Collection[int]] = lambda keys: ()  # which of these models are in use since

    def known(self, key: int | None) -> Existing | None:
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[int, Existing]:
        return {one.key: one for found in self.existing.values() for one in found}


# Keeping what was read ----------------------------------------------------------------------------------------------


def rows_to_keep(found: RecognisedList, *, batch, year: int) -> list[ImportRow]:
    """One ImportRow per row of the list, not saved and not settled yet."""
    letters = {sheet.title: sheet.columns for sheet in found.sheets}
    keys = row_keys(year, found.rows)
    return [
        ImportRow(
            batch=batch,
            ward_id=batch.ward_id,
            year=year,
            sheet=row.sheet[:80],
            row_number=row.row_number,
            ordinal=row.ordinal[:20],
            raw=_raw(row, letters.get(row.sheet, {}), found),
            row_key=key,
            verdict=RowVerdict.ASKS,
        )
        for row, key in zip(found.rows, keys, strict=True)
    ]


def _raw(row: ListRow, letters: Mapping[str, str], found: RecognisedList) -> dict:
    own_decision = row.decision if row.decision != found.decision else None
    return {
        "unit": row.unit_raw,
        "unit_cell": f"{letters['unit']}{row.row_number}" if "unit" in letters else "",
        "name": row.name,
        "sector": row.sector_number,
        "kind": row.kind or "",
        "person": row.person_name,
        "period": row.period.raw,
        "starts_on": _iso(row.period.starts_on),
        "ends_on": _iso(row.period.ends_on),
        "ongoing": row.period.ongoing,
        "note": row.note,
        "level": row.level or "",
        "decision": own_decision and {"number": own_decision.number, "on": _iso(own_decision.on)},
        "cells": row.raw,
        "problems": [
            {"cell": problem.cell_address, "message": problem.message_vi, "needs": problem.needs}
            for problem in row.problems
        ],
        "warnings": list(row.warnings),
    }


def _iso(day: dt.date | None) -> str | None:
    return day and day.isoformat()


def carry_choices(rows: Iterable[ImportRow], earlier: Mapping[str, ImportRow]) -> None:
    """The same list asks nothing twice: choices made about a row in an earlier file come with it."""
    for row in rows:
        if before := earlier.get(row.row_key):
            for name in CHOICES:
                setattr(row, name, getattr(before, name))


def share_units(rows: Iterable[ImportRow]) -> None:
    """A unit picked for a spelling counts for every row that spells it so and has no choice of its own."""
    rows = list(rows)
    picked = {fold(row.raw["unit"]): row.chosen_unit_id for row in rows if row.chosen_unit_id and row.raw["unit"]}
    for row in rows:
        if row.chosen_unit_id is None and not row.skip and needs_of(row) & {"unit"}:
            row.chosen_unit_id = picked.get(fold(row.raw["unit"]))


def needs_of(row: ImportRow) -> set[str]:
    """What a person is still asked about a row."""
    return {problem["needs"] for problem in row.problems}


# What a row says, choices included -----------------------------------------------------------------------------------


def name_of(row: ImportRow) -> str:
    return row.chosen_name or row.raw["name"]


def kind_of(row: ImportRow, around: Surroundings) -> str:
    return row.chosen_kind or row.raw["kind"] or around.default_kind


def sector_of(row: ImportRow, around: Surroundings) -> int | None:
    return row.chosen_sector or row.raw["sector"] or around.default_sector


def level_of(row: ImportRow) -> int:
    return Level[row.raw["level"]] if row.raw["level"] else Level.MEETS


def person_of(row: ImportRow, kind: str) -> str:
    """The person, '' of a collective or where the list only has dots."""
    person = row.raw["person"][:PERSON_LENGTH]
    return "" if kind != InitiativeKind.INDIVIDUAL or is_no_name(person) else person


def period_of(row: ImportRow) -> Period:
    """The dates as read, or as a person corrected them; what cannot be read stays without: nothing is invented."""
    if row.chosen_period is not None:
        try:
            return read_period(row.chosen_period, year=row.year)
        except PeriodError:
            return Period(raw=row.chosen_period)
    raw = row.raw
    starts_on, ends_on = (raw[name] and dt.date.fromisoformat(raw[name]) for name in ("starts_on", "ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        return Period(raw=raw["period"])
    return Period(starts_on, ends_on, ongoing=raw["ongoing"], raw=raw["period"])


# Settling -----------------------------------------------------------------------------------------------------------


def settle(rows: Iterable[ImportRow], around: Surroundings) -> None:
    """Give every row its unit, its open problems and its verdict, in the order of the list."""
    rows = list(rows)
    used: set[int] = set()
    for row in rows:
        row.initiative_id, row.differs = around.by_row_key.get(row.row_key), []
        if row.initiative_id is not None:
            used.add(row.initiative_id)
    for row in rows:
        row.unit_id = _unit(row, around)
        row.problems = [] if _is_there(row, around) else list(_problems(row, around))
        row.verdict = _verdict(row, around, used)
    _keep_what_is_in_use([row for row in rows if row.differs], around)


def _unit(row: ImportRow, around: Surroundings) -> int | None:
    if row.chosen_unit_id in around.tree.by_key:
        return row.chosen_unit_id
    return around.matcher.match(row.raw["unit"]).key if row.raw["unit"] else None


def _is_there(row: ImportRow, around: Surroundings) -> bool:
    """Whether an earlier file wrote this very row and that still stands."""
    known = around.known(row.initiative_id)
    return row.initiative_id is not None and not (known and known.is_void)


def _verdict(row: ImportRow, around: Surroundings, used: set[int]) -> str:
    if _is_there(row, around):
        return _same(row, around)
    if row.skip or row.problems:
        row.initiative_id = None
        if row.skip:
            return RowVerdict.SKIPPED
        return RowVerdict.REFUSED if OLD_LETTERS in needs_of(row) else RowVerdict.ASKS
    if row.initiative_id is not None:
        return RowVerdict.NEW  # undone before: the same model with the same code
    for known in sorted(around.existing.get(likeness(row, around), ()), key=lambda one: one.is_void):
        if known.key not in used:
            used.add(known.key)
            row.initiative_id = known.key
            return RowVerdict.NEW if known.is_void else _same(row, around)
    return RowVerdict.NEW


def _same(row: ImportRow, around: Surroundings) -> str:
    """There already; where the list says otherwise, a person chooses whether it is left or updated."""
    known = around.known(row.initiative_id)
    if known is not None and known.may_change and not row.raw["problems"]:
        row.differs = differences(_said(row, around), known)
    if not row.differs:
        return RowVerdict.SAME
    chosen = row.chosen_update or around.default_update
    return RowVerdict.UPDATE if chosen == UPDATE else RowVerdict.DIFFERS


def _said(row: ImportRow, around: Surroundings) -> dict:
    period, kind = period_of(row), kind_of(row, around)
    dated = period.starts_on or period.ends_on or period.ongoing
    return {
        "kind": kind,
        "sector": sector_of(row, around),
        "person_name": person_of(row, kind),
        "period": period_fact(period.starts_on, period.ends_on, period.ongoing) if dated else None,
    }


def _keep_what_is_in_use(rows: list[ImportRow], around: Surroundings) -> None:
    """A model somebody builds on is not changed by a file any more; its row says so."""
    touched = around.touched([row.initiative_id for row in rows]) if rows else ()
    for row in rows:
        if row.initiative_id in touched:
            text = f"Dòng {row.row_number}: khác nội dung, nhưng mô hình đã được dùng tiếp nên giữ nguyên."
            row.verdict, row.differs = RowVerdict.SAME, []
            row.problems = [{"cell": "", "message": text, "needs": ""}]


def likeness(row: ImportRow, around: Surroundings) -> tuple[int, str]:
    """By what two rows of a year are one model: the living unit and the folded name; twins are told by number."""
    return around.tree.living(row.unit_id), fold_name(name_of(row))


def _problems(row: ImportRow, around: Surroundings):
    """What was wrong when the row was read and is not settled by a choice since."""
    settled = {
        "unit": row.unit_id is not None,
        "kind": bool(kind_of(row, around)),
        "sector": sector_of(row, around) is not None,
        "name": bool(row.chosen_name),
        "period": row.chosen_period is not None,
    }
    asked = [problem for problem in row.raw["problems"] if not settled.get(problem["needs"])]
    if row.unit_id is None and not any(problem["needs"] == "unit" for problem in asked):
        where = f"Ô {row.raw['unit_cell']}" if row.raw["unit_cell"] else f"Dòng {row.row_number}"
        text = f"{where}: chưa tìm thấy đơn vị “{row.raw['unit']}” trong phường."
        asked.append({"cell": row.raw["unit_cell"], "message": text, "needs": "unit"})
    asked += _plain_problems(row, around, {problem["needs"] for problem in asked})
    return asked


def _plain_problems(row: ImportRow, around: Surroundings, asked: set[str]):
    """What the reader had no complaint about but cannot be stored."""
    name, where = name_of(row), f"Dòng {row.row_number}"
    found = []
    if "name" not in asked and not 0 < len(name) <= NAME_LENGTH:
        words = f"tên dài {len(name)} ký tự, chỉ giữ được {NAME_LENGTH}" if name else "chưa có tên mô hình"
        found.append({"cell": "", "message": f"{where}: {words}.", "needs": "name"})
    elif "name" not in asked and is_no_name(name):
        found.append({"cell": "", "message": f"{where}: {lower_first(no_name_words(name))}.", "needs": "name"})
    if "kind" not in asked and not kind_of(row, around):
        found.append({"cell": "", "message": f"{where}: chưa rõ tập thể hay cá nhân.", "needs": "kind"})
    if "sector" not in asked and sector_of(row, around) not in SECTOR_NAMES:
        found.append({"cell": "", "message": f"{where}: chưa rõ lĩnh vực.", "needs": "sector"})
    return found


def candidates_of(row: ImportRow, around: Surroundings) -> list[int]:
    """Living units worth offering first for a spelling that names none."""
    living = {unit.key for unit in around.tree.units}
    near = around.matcher.match(clean_line(row.raw["unit"])).candidates if row.raw["unit"] else ()
    return list(dict.fromkeys(key for key in map(around.tree.living, near) if key in living))


# What the year has already ------------------------------------------------------------------------------------------


def existing_models(cycle: Cycle | None, tree: WardTree) -> dict[tuple[int, str], list[Existing]]:
    """The year's models by living unit and folded name, in the order of their twins, undone ones too. One query."""
    found = defaultdict(list)
    if cycle is None:
        return found
    rows = Initiative.objects.filter(ward_id=cycle.ward_id, cycle=cycle, code__isnull=False)
    for row in rows.select_related("sector").only(*COMPARED).order_by("twin", "id"):
        key = tree.living(row.unit_id), row.name_fold
        facts = {
            "kind": row.kind,
            "sector": row.sector and row.sector.number,
            "person_name": row.person_name,
            "period": period_fact(row.starts_on, row.ends_on, row.ongoing),
        }
        found[key].append(Existing(row.pk, row.code, row.twin, row.state, row.source, key, facts))
    return found


def figures_of(rows: Iterable[ImportRow], around: Surroundings) -> dict[str, dict[str, int]]:
    """How many of the rows to be written are of each field and kind."""
    sectors, kinds = dict.fromkeys(map(str, SECTOR_NAMES), 0), dict.fromkeys(InitiativeKind.values, 0)
    for row in rows:
        if row.verdict == RowVerdict.NEW:
            sectors[str(sector_of(row, around))] += 1
            kinds[kind_of(row, around)] += 1
    return {"by_sector": sectors, "by_kind": kinds}


def count_rows(rows: Iterable[ImportRow]) -> dict[str, int]:
    counts = dict.fromkeys(RowVerdict.values, 0)
    for row in rows:
        counts[row.verdict] += 1
    return counts
