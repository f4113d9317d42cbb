"""Which of the unit's files a scorer judged each criterion by: kept by file, shown both ways, never lost on the way."""

from decimal import Decimal

import pytest

from core import clock
from core.models import StoredFile
from evaluation.enums import Finding
from evaluation.models import CriterionScore, ScoreSheet
from evaluation.sheets.own_sheets import read_own_sheets
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.models import Attachment
from tests.evaluation.appraising import Appraisal, browser, full_scores, sheet_post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


@pytest.fixture
def evaluation(world):
    return world.sent()


def attach(initiative, name, place="self.criterion.1", **fields) -> Attachment:
    order = Attachment.objects.count() + 1
    stored = StoredFile.objects.create(
        scope_key=initiative.ward_id, sha256=f"{order:064x}", size=9, kind="pdf", place="x", created_at=clock.now()
    )
    return Attachment.objects.create(
        ward_id=initiative.ward_id, initiative=initiative, file=stored, name=name, place=place, **fields
    )


def kept() -> dict[int, list[str]]:
    return dict(CriterionScore.objects.order_by("criterion__number").values_list("criterion__number", "marks"))


def test_ticks_are_kept_by_file_and_shown_both_ways(world, evaluation):
    first, second = attach(evaluation.initiative, "một.pdf"), attach(evaluation.initiative, "hai.pdf", "self")
    client, page = browser(world.officer_user), url(world, "sheet_edit", evaluation.initiative.code)
    ticked = {"marks_1": ["", second.token.hex], "marks_3": ["", first.token.hex, second.token.hex], "marks_2": ""}
    client.post(page, sheet_post(version=0, **ticked, marks_4="", marks_5="", marks_6=""))
    both = sorted([first.token.hex, second.token.hex])
    assert kept() == {1: [second.token.hex], 2: [], 3: both, 4: [], 5: [], 6: []}
    shown = client.get(page)
    assert [mark.used for mark in shown.context["evidence"].marks] == [(3,), (1, 3)]
    assert [[tick.is_ticked for tick in row.ticks] for row in shown.context["rows"][:3]] == [
        [False, True],
        [False, False],
        [True, True],
    ]


def test_a_mark_follows_its_file_when_another_goes(world, evaluation):
    first, second = attach(evaluation.initiative, "một.pdf"), attach(evaluation.initiative, "hai.pdf")
    sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=marked({1: (second.token.hex,)}))
    Attachment.objects.filter(pk=first.pk).update(removed_at=evaluation.sent_at)
    shown = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code))
    assert [(mark.name, mark.words, mark.used) for mark in shown.context["evidence"].marks] == [("M1", "hai.pdf", (1,))]


def test_files_of_another_model_and_odd_tokens_are_no_marks(world, evaluation):
    foreign = attach(world.another("Tổ không rác"), "khác.pdf")
    own = attach(evaluation.initiative, "một.pdf")
    client, page = browser(world.officer_user), url(world, "sheet_edit", evaluation.initiative.code)
    answer = client.post(page, sheet_post(version=0, marks_1=[own.token.hex, foreign.token.hex, "M1", "x" * 500]))
    assert answer.status_code == 302
    assert kept()[1] == []  # not all boxes were on that page: it says nothing of marks
    whole = {f"marks_{n}": "" for n in range(2, 7)}
    seen = ScoreSheet.objects.get().version
    client.post(page, sheet_post(version=seen, marks_1=[own.token.hex, foreign.token.hex, "M1"], **whole))
    assert kept()[1] == [own.token.hex]


def test_pages_without_boxes_leave_the_marks(world, evaluation):
    file = attach(evaluation.initiative, "một.pdf")
    kept_sheet = sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=marked({2: (file.token.hex,)}))
    sheets.save_sheet(
        actor=world.officer, evaluation=evaluation, scores=full_scores(finding=Finding.UNPROVEN),
        seen_version=kept_sheet.version,
    )  # fmt: skip
    assert kept()[2] == [file.token.hex]
    own = read_own_sheets(world.officer, world.cycle)[0]
    assert [one.my_marks for one in own.criteria] == [[], [file.token.hex], [], [], [], []]


def test_the_same_ticks_twice_are_one_save_and_other_ticks_a_clash(world, evaluation):
    file = attach(evaluation.initiative, "một.pdf")
    same = marked({1: (file.token.hex,)})
    first = sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=same)
    assert sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=same).version == first.version
    with pytest.raises(sheets.StaleState):
        sheets.save_sheet(actor=world.officer, evaluation=evaluation, scores=marked({}))


def test_colleagues_and_the_head_read_them_once_sheets_are_complete(world, evaluation):
    file = attach(evaluation.initiative, "một.pdf")
    world.completed(evaluation, world.second, marked({5: (file.token.hex,)}))
    page = url(world, "sheet_edit", evaluation.initiative.code)
    client = browser(world.officer_user)
    assert "căn cứ M1" not in client.get(page).content.decode()
    world.completed(evaluation)
    assert "căn cứ M1" in client.get(page).content.decode()
    explained = browser(world.head_user).get(url(world, "points_explained", evaluation.initiative.code))
    assert explained.content.decode().count("Căn cứ: M1 một.pdf") == 1
    compared = client.get(url(world, "sheet_compare", evaluation.initiative.code)).content.decode()
    assert compared.count("Căn cứ: M1 một.pdf") == 1
    assert compared.count(f'data-l="{world.second_user.full_name}"') == 7  # on a phone each figure is named


def marked(marks) -> dict[int, Score]:
    return {
        number: Score(finding=score.finding, points=Decimal(score.points), marks=marks.get(number, ()))
        for number, score in full_scores().items()
    }
