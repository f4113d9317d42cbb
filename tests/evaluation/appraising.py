"""A ward at the year's end: one model self-assessed and sent, two scorers, the head of the Ban, people of its unit."""

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluation.criteria import services as criteria_service
from evaluation.enums import Finding
from evaluation.models import Evaluation
from evaluation.self_assessment.services import self_assessment
from evaluation.self_assessment.services.self_assessment import Answer, Result, SelfAssessmentDraft
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import InitiativeKind, InitiativeState
from organizations.enums import Role
from tests.support import factories as make

NUMBERS = range(1, 7)  # the Plan's six criteria, those of a model
FULL = {1: 20, 2: 15, 3: 20, 4: 15, 5: 15, 6: 15}
LONG = "Năm nay 186 trên 192 hộ ký cam kết không đổ rác sai giờ, góp 64 triệu đồng chỉnh trang ba ngõ."


def whole_draft(numbers=NUMBERS, **fields) -> SelfAssessmentDraft:
    """A self-assessment with nothing missing, for a model with the factory's one target."""
    answers = {
        n: Answer(text=f"Căn cứ tiêu chí {n}", finding=Finding.MET, points=Decimal(10) if n in NUMBERS else None)
        for n in numbers
    }
    return SelfAssessmentDraft(
        **{
            "summary": LONG,
            "story_before": "Ba ngõ không có đèn, rác để trước cửa.",
            "story_after": "Ngõ sáng, rác được thu đúng giờ.",
            "participants": 420,
            "households": 186,
            "answers": answers,
            "results": {"t1": Result(result=Decimal(186))},
            **fields,
        }
    )


def full_scores(points=None, finding=Finding.MET, **changed) -> dict[int, Score]:
    """Every criterion found and scored; `points` by number, by default all there are."""
    points = points or FULL
    scores = {n: Score(finding=finding, points=Decimal(str(points[n])), comment="") for n in NUMBERS}
    return scores | {int(name.removeprefix("c")): score for name, score in changed.items()}


class Appraisal:
    def __init__(self, year=None, **windows):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, year, **windows)
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 8")
        self.unit_head_user = make.make_head(self.unit)
        self.clerk_user = make.make_member(self.unit)
        self.unit_head, self.clerk = self.actor(self.unit_head_user), self.actor(self.clerk_user)
        self.officer_user, self.officer = self.person(Role.OFFICER)
        self.second_user, self.second = self.person(Role.OFFICER)
        self.head_user, self.head = self.person(Role.HEAD)
        self.criteria = criteria_service.ensure_criteria(actor=self.head, cycle=self.cycle)
        self.initiative = make.make_initiative(self.unit, self.cycle, InitiativeState.RECEIVED, "Ngõ phố xanh")

    def actor(self, user):
        return make.actor(user, self.ward)

    def person(self, role, **fields):
        user = make.make_member(self.ward, role, **fields)
        return user, self.actor(user)

    def begun(self, initiative=None, draft=None):
        """A self-assessment kept as a draft, read anew."""
        initiative = initiative or self.initiative
        head = self.actor(make.make_head(initiative.unit)) if initiative.unit != self.unit else self.unit_head
        draft = draft or whole_draft(range(1, 8) if initiative.kind == InitiativeKind.INDIVIDUAL else NUMBERS)
        made = self_assessment.save_self_assessment(actor=head, initiative=initiative, draft=draft)
        return read(made)

    def sent(self, initiative=None):
        evaluation = self.begun(initiative)
        head = self.unit_head
        if evaluation.initiative.unit != self.unit:
            head = self.actor(evaluation.initiative.unit.memberships.get(is_head=True).user)
        self_assessment.send_self_assessment(actor=head, evaluation=evaluation)
        return read(evaluation)

    def another(self, name=None, **fields):
        """A received model of a unit of its own."""
        return make.make_initiative(make.make_unit(self.ward), self.cycle, InitiativeState.RECEIVED, name, **fields)

    def draft_sheet(self, evaluation, scorer=None, scores=None):
        scorer = scorer or self.officer
        return sheets.save_sheet(actor=scorer, evaluation=evaluation, scores=scores or full_scores())

    def completed(self, evaluation, scorer=None, scores=None):
        sheet = self.draft_sheet(evaluation, scorer, scores)
        sheets.complete_sheet(actor=scorer or self.officer, sheet=sheet)
        return sheet


def read(evaluation) -> Evaluation:
    return Evaluation.objects.select_related(
        "initiative__unit", "initiative__ward", "cycle", "self_assessment", "current", "criteria_set"
    ).get(pk=evaluation.pk)


class Queries(CaptureQueriesContext):
    """The statements of a block, without the marks of transactions."""

    def __init__(self):
        super().__init__(connection)

    @property
    def statements(self) -> list[str]:
        marks = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
        return [query["sql"] for query in self.captured_queries if not query["sql"].startswith(marks)]

    def __len__(self):
        return len(self.statements)


# Pages ---------------------------------------------------------------------------------------------------------------


def browser(user) -> Client:
    client = Client()
    make.sign_in(client, user)
    client.get("/tai-khoan/")  # the session's first request writes when it began
    return client


def url(world, name, *args, query=""):
    return reverse(f"evaluation:{name}", args=[world.ward.slug, *args]) + query


def sheet_post(points=None, finding="MET", **changed):
    points = points or FULL
    data = {f"points_{n}": str(value).replace(".", ",") for n, value in points.items()}
    data |= {f"finding_{n}": finding for n in points}
    return data | {f"comment_{n}": "" for n in points} | changed


def self_post(**changed):
    data = {"summary": "Đã làm được nhiều việc", "version": 0, "result_t1": "186", "note_t1": ""}
    for n in range(1, 7):
        data |= {f"text_{n}": f"Căn cứ {n}", f"finding_{n}": "MET", f"points_{n}": "10,5"}
    return data | changed


def codes(answer):
    return [row.initiative.code for row in answer.context["page"].object_list]


def two_sheets(world, fourth=Finding.UNPROVEN):
    evaluation = world.sent()
    world.completed(evaluation)
    doubt = Score(finding=fourth, points=Decimal(5))
    world.completed(evaluation, world.second, full_scores(c4=doubt))
    return read(evaluation)


def cost(client, method, page, data=None) -> int:
    client.get(page) if method == "get" else None
    with Queries() as queries:
        answer = getattr(client, method)(page, data) if data is not None else getattr(client, method)(page)
    assert answer.status_code in (200, 302), answer.status_code
    if method == "post":
        assert answer.status_code == 302, answer.context["form"].errors
    return len(queries)
