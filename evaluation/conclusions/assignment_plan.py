"""The preview of an assignment: who would score what, who was left out by which rule, and what load that makes.

Reading writes nothing. The same rows and the same wish always give the same plan, so that applying can read it anew
and compare.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from core.actor import Actor
from core.log import seals
from evaluation.appraisal.conflicts import Conflict, conflicts_among
from evaluation.appraisal.queue import sent_evaluations
from evaluation.conclusions.balancing import Wanted, balance
from evaluation.enums import EvaluationState, SheetState
from evaluation.models import ConflictDeclaration, Evaluation, ScoreSheet
from models_registry.models import Cycle
from organizations.access.actors import people_who_may
from organizations.models import Organization, User
from organizations.permissions import Action

LEFT = (SheetState.ABSTAINED, SheetState.VOID)
RULES = {
    Conflict.HOME_CELL: "sinh hoạt đảng tại {unit}",
    Conflict.MEMBER: "thuộc {unit}",
    Conflict.IN_CHARGE: "phụ trách mô hình",
    Conflict.COORDINATION: "đơn vị phối hợp",
    Conflict.VOIDED: "phiếu không được tính",
}


@dataclass(frozen=True)
class Wish:
    """What the head asks for: in which fields, by whom (keys), how many each, and whether what was given but not
    begun is given out anew."""

    sectors: tuple[int, ...]
    scorers: tuple[int, ...]
    each: int
    afresh: bool = False


@dataclass
class ModelLine:
    """One model of the preview. `has`, `gets` and `loses` are names; `left_out` are names with the rule that fired."""

    evaluation: Evaluation
    has: list[str] = field(default_factory=list)
    gets: list[str] = field(default_factory=list)
    loses: list[str] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    lacks: int = 0


@dataclass(frozen=True)
class ScorerLine:
    user: User
    has: int
    loses: int
    gets: int

    @property
    def total(self) -> int:
        return self.has - self.loses + self.gets


@dataclass
class Plan:
    """`gives`: by evaluation the scorers who get a new sheet; `frees`: sheets not begun that are taken back."""

    wish: Wish
    models: list[ModelLine]
    scorers: list[ScorerLine]
    gives: Mapping[int, list[int]]
    frees: Sequence[ScoreSheet]
    seats: Mapping[int, Actor]

    @property
    def lacking(self) -> list[ModelLine]:
        return [line for line in self.models if line.lacks]

    @property
    def count(self) -> int:
        """How many sheets are given out."""
        return sum(len(scorers) for scorers in self.gives.values())

    @property
    def changes_anything(self) -> bool:
        return bool(self.count or self.frees)

    @cached_property
    def print(self) -> str:
        """The digest of all that the preview shows."""
        shown: dict[str, Any] = {
            "wish": [self.wish.sectors, self.wish.scorers, self.wish.each, self.wish.afresh],
            "gives": [[key, keys] for key, keys in self.gives.items()],
            "frees": [sheet.pk for sheet in self.frees],
            "models": [
                [one.evaluation.pk, one.has, one.loses, [list(pair) for pair in one.left_out], one.lacks]
                for one in self.models
            ],
            "scorers": [[one.user.pk, one.has, one.loses, one.gets] for one in self.scorers],
        }
        return seals.sha256_of(seals.canonical(shown))


class Desk:
    """The year's sheets, scorers and conflicts, read once: five queries however many models."""

    def __init__(self, actor: Actor, ward: Organization, cycle: Cycle):
        self.people = people_who_may(Action.SCORE, ward)
        self.users = {user.pk: user for user, _ in self.people}
        self.seats = {user.pk: seat for user, seat in self.people}
        rows = sent_evaluations(actor).filter(cycle=cycle, state=EvaluationState.SENT)
        found = rows.select_related("initiative__unit", "sector").order_by("sector__number", "initiative__code")
        self.evaluations = list(found)
        self.conflicts = conflicts_among(rows, self.seats.values())
        self.sheets: dict[int, list[ScoreSheet]] = defaultdict(list)
        for sheet in ScoreSheet.objects.filter(cycle=cycle).select_related("scorer").order_by("id"):
            self.sheets[sheet.evaluation_id].append(sheet)
        standing = ConflictDeclaration.objects.filter(user__in=self.users, withdrawn_at__isnull=True)
        self.declared = list(standing.select_related("unit").order_by("id"))

    @cached_property
    def loads(self) -> dict[int, int]:
        """By scorer the sheets of the year they have: given, begun or completed."""
        counts = dict.fromkeys(self.users, 0)
        for sheet in (one for sheets in self.sheets.values() for one in sheets):
            if sheet.scorer_id in counts and sheet.state not in LEFT:
                counts[sheet.scorer_id] += 1
        return counts

    def may_finish(self, sheet: ScoreSheet) -> bool:
        """Whether a sheet counts, or can still come to count: completed, or of somebody who may score the model."""
        if sheet.state == SheetState.COMPLETED:
            return True
        return sheet.scorer_id in self.users and (sheet.scorer_id, sheet.evaluation_id) not in self.conflicts

    def rule(self, scorer: int, evaluation: Evaluation) -> str:
        """The rule that leaves a scorer out of a model, in words for the head; '' when none does."""
        sheet = next((one for one in self.sheets[evaluation.pk] if one.scorer_id == scorer), None)
        if sheet is not None and sheet.state == SheetState.VOID:
            return f"phiếu không được tính: {sheet.void_reason}"
        if sheet is not None and sheet.state == SheetState.ABSTAINED:
            return f"xin không chấm: {sheet.void_reason}"
        found = self.conflicts.get((scorer, evaluation.pk), Conflict.NONE)
        if found == Conflict.DECLARED:
            return f"đã tự khai xung đột: {self._declared_reason(scorer, evaluation)}"
        return RULES[found].format(unit=evaluation.initiative.unit_label) if found else ""

    def _declared_reason(self, scorer: int, evaluation: Evaluation) -> str:
        """What they said of the model, else of its unit, else of a unit that helps."""
        own = [one for one in self.declared if one.user_id == scorer]
        unit = evaluation.initiative.unit.living_key
        named = [one for one in own if one.initiative_id == evaluation.initiative_id]
        named += [one for one in own if one.unit_id and one.unit.living_key == unit]
        named += [one for one in own if one.unit_id]
        return named[0].reason if named else ""


def draw_up(desk: Desk, wish: Wish) -> Plan:
    """The plan for a wish; no query."""
    chosen = [key for key in desk.users if key in wish.scorers]
    asked = [row for row in desk.evaluations if row.sector.number in wish.sectors]
    freed = _freed(desk, asked, wish)
    loads = dict(desk.loads)
    for sheet in freed.values():
        if sheet.scorer_id in loads:
            loads[sheet.scorer_id] -= 1
    wanted = [_wanted(desk, row, chosen, freed, wish.each) for row in asked]
    given = balance(wanted, {key: loads[key] for key in chosen})
    kept = [sheet.pk for sheet in freed.values() if sheet.scorer_id in given[sheet.evaluation_id]]
    frees = [sheet for key, sheet in freed.items() if key not in kept]
    gives = {}
    for row in asked:
        same = {sheet.scorer_id for sheet in desk.sheets[row.pk] if sheet.pk in kept}
        new = [key for key in given[row.pk] if key not in same]
        if new:
            gives[row.pk] = new
    models = [_model_line(desk, row, chosen, gives.get(row.pk, []), frees, wish.each) for row in asked]
    scorers = [_scorer_line(desk, key, gives, frees) for key in desk.users if key in chosen or desk.loads[key]]
    return Plan(wish, models, scorers, gives, frees, desk.seats)


def _freed(desk: Desk, asked: Iterable[Evaluation], wish: Wish) -> dict[int, ScoreSheet]:
    """Sheets given but not begun: all of them if asked for anew, else those that can never be finished."""
    given = [one for row in asked for one in desk.sheets[row.pk] if one.state == SheetState.ASSIGNED]
    return {one.pk: one for one in given if wish.afresh or not desk.may_finish(one)}


def _wanted(desk: Desk, row: Evaluation, chosen, freed, each: int) -> Wanted:
    standing = [one for one in desk.sheets[row.pk] if one.pk not in freed]
    taken = [one for one in standing if one.state not in LEFT and desk.may_finish(one)]
    met = {one.scorer_id for one in standing}
    free = frozenset(key for key in chosen if key not in met and not desk.rule(key, row))
    return Wanted(row.pk, max(each - len(taken), 0), free)


def _model_line(desk: Desk, row: Evaluation, chosen, new: Sequence[int], frees, each: int) -> ModelLine:
    gone = {sheet.pk for sheet in frees}
    line = ModelLine(row, gets=[desk.users[key].full_name for key in new])
    stays = 0
    for sheet in desk.sheets[row.pk]:
        if sheet.pk in gone:
            line.loses.append(sheet.scorer.full_name)
        elif sheet.state not in LEFT and desk.may_finish(sheet):
            stays += 1
            line.has.append(f"{sheet.scorer.full_name} ({sheet.get_state_display().lower()})")
    line.left_out = [(desk.users[key].full_name, rule) for key in chosen if (rule := desk.rule(key, row))]
    line.lacks = max(each - stays - len(new), 0)
    return line


def _scorer_line(desk: Desk, key: int, gives, frees) -> ScorerLine:
    return ScorerLine(
        user=desk.users[key],
        has=desk.loads[key],
        loses=sum(sheet.scorer_id == key for sheet in frees),
        gets=sum(key in scorers for scorers in gives.values()),
    )
