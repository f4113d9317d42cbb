"""Stories of the year's end: self-assessments, score sheets, the head's conclusions (Plan II.4.4, decisions 19–23)."""

from decimal import Decimal

from evaluation.appraisal.dossier import applicable
from evaluation.conclusions.services.conclusions import Ruling, conclude_evaluation
from evaluation.enums import Finding, Outcome
from evaluation.models import Criterion, Evaluation
from evaluation.self_assessment.services.self_assessment import (
    Answer,
    Result,
    SelfAssessmentDraft,
    add_self_files,
    save_self_assessment,
    send_self_assessment,
)
from evaluation.sheets.services.sheets import Score, complete_sheet, save_sheet
from models_registry.models import Initiative, Target

from . import papers
from .diary import Story, When
from .people import HOME_CELL_OF_THIRD
from .plan import WORDS, Line, Telling
from .registering import Register

ASSESSED = ("recommend", "not_yet", "too_early", "scored", "one_sheet", "self")
SCORED = ("recommend", "not_yet", "too_early", "scored")
OUTCOMES = {"recommend": Outcome.RECOMMEND, "not_yet": Outcome.NOT_YET, "too_early": Outcome.TOO_EARLY}
SCORING_FROM = -27  # safely inside the window, whatever weekend it falls on
FAR_APART = {"TDP20": 20, "TDP35": 0}  # points of quality between two scorers, where other than usual
UNPROVEN_BUT_SETTLED = {"TDP57": 4}  # a criterion one scorer finds unproven and the head settles as met


def appraisal(register: Register, line: Line, row: Initiative, telling: Telling) -> Story:
    """From the first words of the self-assessment to the conclusion, as far as the line goes."""
    if line.fate not in ASSESSED and line.fate != "self_draft":
        return
    head = register.people.head_of(line.unit)
    start = -34 + telling.chance.randrange(8) if line.day < -45 else -9 + telling.chance.randrange(2)
    yield When(start, 14, telling.chance.randrange(50))
    row = _fresh(row)
    evaluation = save_self_assessment(actor=head, initiative=row, draft=_draft(line, row, telling))
    if line.fate == "self_draft":
        return
    if telling.chance.random() < 0.4 or "files" in line.flags:
        add_self_files(actor=head, initiative=row, uploads=_proofs(line), criterion=1)
    yield When(start + 2, 9, telling.chance.randrange(50))
    evaluation = _read(evaluation)
    send_self_assessment(actor=head, evaluation=evaluation)
    yield from _scoring(register, line, evaluation, telling, max(start + 3, SCORING_FROM))


def _fresh(row: Initiative) -> Initiative:
    return Initiative.objects.select_related("cycle", "unit", "ward").get(pk=row.pk)


def _read(evaluation: Evaluation) -> Evaluation:
    rows = Evaluation.objects.select_related("initiative__cycle", "initiative__unit", "self_assessment", "current")
    return rows.get(pk=evaluation.pk)


def _proofs(line: Line):
    return [
        papers.scan("Sổ theo dõi kết quả.pdf", "SỔ THEO DÕI KẾT QUẢ", f"{line.unit}3"),
        papers.picture("Ảnh sau khi thực hiện.jpg", f"{line.unit}4"),
    ]


# The unit's account -------------------------------------------------------------------------------------------------


def _draft(line: Line, row: Initiative, telling: Telling) -> SelfAssessmentDraft:
    reached = {target: _reached(line, target, telling) for target in Target.objects.filter(initiative=row)}
    said = [f"{target.indicator.lower()}: {result} {target.measure}" for target, result in reached.items()]
    people = telling.chance.randrange(140, 620)
    homes = min(telling.households, telling.chance.randrange(60, 210))
    whole = f"Sau một năm thực hiện tại {telling.place}, mô hình đạt kết quả: {'; '.join(said)}."
    words = {
        "a": said[0].capitalize(),
        "b": said[1],
        "people": people,
        "homes": homes,
        "goals": telling.text("goals"),
        **{name: telling.text(name) for name in ("after", "before", "expected")},
    }
    half_written = line.fate == "self_draft"
    return SelfAssessmentDraft(
        summary=f"{whole} {telling.text('after')}",
        story_before="" if half_written else telling.text("before"),
        story_after="" if half_written else telling.text("after"),
        participants=people,
        households=homes,
        answers={} if half_written else _answers(line, row, telling, words),
        results={target.key: Result(result=Decimal(result)) for target, result in reached.items()},
    )


def _reached(line: Line, target: Target, telling: Telling) -> int:
    """What became of a promise: good models pass it a little, weak ones stay behind; a share of 100 stays one."""
    share = telling.chance.uniform(-0.06, 0.08) + (1.0 if line.quality >= 75 else 0.72)
    result = max(1, round(float(target.planned) * share))
    return min(result, 99) if target.measure == "%" else result


def _answers(line: Line, row: Initiative, telling: Telling, words: dict) -> dict[int, Answer]:
    found = {}
    for criterion in _criteria(row):
        points = _points(criterion, min(98, line.quality + 6), telling)
        found[criterion.number] = Answer(
            text=WORDS["proofs"][str(criterion.number)].format_map(words), finding=Finding.MET, points=points
        )
    return found


def _criteria(row: Initiative) -> list[Criterion]:
    rows = Criterion.objects.filter(criteria_set__cycle_id=row.cycle_id, criteria_set__replaced_at__isnull=True)
    return applicable(rows.order_by("number"), row.kind)


def _points(criterion: Criterion, quality: float, telling: Telling) -> Decimal | None:
    """A share of what the criterion gives, by halves, never above it."""
    if criterion.max_points is None:
        return None
    share = (quality + telling.chance.uniform(-5, 4)) / 100
    halves = round(float(criterion.max_points) * min(1.0, max(0.2, share)) * 2)
    return Decimal(halves) / 2


# The Ban's sheets and conclusion ------------------------------------------------------------------------------------


def _scoring(register: Register, line: Line, evaluation: Evaluation, telling: Telling, start: int) -> Story:
    if line.fate not in SCORED and line.fate != "one_sheet":
        return
    scorers = _scorers(line)[: 1 if line.fate == "one_sheet" else 2]
    for place, scorer in enumerate(scorers):
        yield When(start + place * 2, 9 + 5 * place, telling.chance.randrange(50))
        scores = _scores(line, evaluation, telling, place)
        sheet = save_sheet(actor=register.people[scorer], evaluation=evaluation, scores=scores)
        yield When(start + place * 2, 10 + 5 * place, telling.chance.randrange(50))
        complete_sheet(actor=register.people[scorer], sheet=sheet)
    if line.fate == "one_sheet":
        yield When(-2, 15, telling.chance.randrange(50))
        third = _scorers(line)[1]
        begun = {number: score for number, score in _scores(line, evaluation, telling, 1).items() if number <= 3}
        save_sheet(actor=register.people[third], evaluation=evaluation, scores=begun)
    if line.fate in OUTCOMES:
        yield When(min(-1, start + 6), 16, telling.chance.randrange(50))
        conclude_evaluation(
            actor=register.people["truongban"],
            evaluation=_read(evaluation),
            outcome=OUTCOMES[line.fate],
            reason=WORDS["reasons"].get(line.fate, ""),
            rulings=_rulings(line),
        )


def _scorers(line: Line) -> list[str]:
    """Two of the three officers; the third does not score the model of the cell he belongs to."""
    pairs = [["chuyenvien1", "chuyenvien2"], ["chuyenvien2", "chuyenvien3"], ["chuyenvien3", "chuyenvien1"]]
    return pairs[0] if line.unit == HOME_CELL_OF_THIRD else pairs[sum(line.unit.encode()) % 3]


def _scores(line: Line, evaluation: Evaluation, telling: Telling, place: int) -> dict[int, Score]:
    quality = line.quality - (FAR_APART.get(line.unit, 5) if place else 0)
    found = {}
    for criterion in _criteria(evaluation.initiative):
        finding = _finding(line, criterion.number, place)
        below = 0 if finding == Finding.MET else 22
        found[criterion.number] = Score(
            finding=finding,
            points=_points(criterion, quality - below, telling),
            comment=telling.chance.choice(WORDS["comments"][finding]),
        )
    return found


def _finding(line: Line, number: int, place: int) -> str:
    if line.fate == "not_yet" and number in (1, 3):
        return Finding.NOT_MET if number == 1 or place else Finding.UNPROVEN
    if place and UNPROVEN_BUT_SETTLED.get(line.unit) == number:
        return Finding.UNPROVEN
    return Finding.MET


def _rulings(line: Line) -> dict[int, Ruling]:
    """The head settles every criterion on which a sheet says other than met."""
    found = {1: Finding.NOT_MET, 3: Finding.UNPROVEN} if line.fate == "not_yet" else {}
    if line.unit in UNPROVEN_BUT_SETTLED:
        found = {UNPROVEN_BUT_SETTLED[line.unit]: Finding.MET}
    reasons = WORDS["rulings"]
    return {number: Ruling(finding=finding, reason=reasons[str(number)]) for number, finding in found.items()}
