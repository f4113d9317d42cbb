"""The scorers' queue and sheet: what they show to whom, what a press does, what they cost."""

from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock
from evaluation.enums import Finding, SheetState
from evaluation.models import CriterionScore, Evaluation, ScoreSheet
from evaluation.sheets.services import sheets
from models_registry.enums import InitiativeKind
from organizations.enums import Role
from tests.evaluation.appraising import FULL, Appraisal, browser, codes, cost, full_scores, sheet_post, url
from tests.support import factories as make

pytestmark = pytest.mark.django_db
CANARY, CANARY_WORD = Decimal("13.37"), "chimhoangyen"


@pytest.fixture
def world():
    return Appraisal()


def test_tabs_filters_and_search(world):
    first = world.sent()
    second = world.sent(world.another("Tổ không rác", sector=make.sector(1)))
    person = world.sent(world.another("Gương tốt", kind=InitiativeKind.INDIVIDUAL, person_name="Người Thử"))
    world.completed(first)
    world.draft_sheet(second)
    client = browser(world.officer_user)
    of = {tab: codes(client.get(url(world, "sheet_list", query=f"?nhom={tab}"))) for tab in ("chua", "dang", "xong")}
    assert of == {
        "chua": [person.initiative.code],
        "dang": [second.initiative.code],
        "xong": [first.initiative.code],
    }
    for query, expected in (
        ("?nhom=tat-ca&q=to+khong+rac", [second.initiative.code]),
        ("?nhom=tat-ca&linh_vuc=1", [second.initiative.code]),
        ("?nhom=tat-ca&loai=INDIVIDUAL", [person.initiative.code]),
        ("?nhom=tat-ca&linh_vuc=99", [first.initiative.code, second.initiative.code, person.initiative.code]),
    ):
        assert codes(client.get(url(world, "sheet_list", query=query))) == expected


def test_drafts_and_other_wards_stay_out_of_the_queue(world):
    world.begun()
    other = make.make_ward(slug="phuong-hai")
    foreign = make.make_initiative(make.make_unit(other), make.make_cycle(other), "RECEIVED")
    make.make_evaluation(foreign)
    mine = world.sent(world.another())
    answer = browser(world.officer_user).get(url(world, "sheet_list", query="?nhom=tat-ca"))
    assert codes(answer) == [mine.initiative.code]


def test_a_conflict_is_marked_with_its_reason_and_no_link(world):
    evaluation = world.sent()
    world.officer_user.home_cell = world.unit
    world.officer_user.save()
    client = browser(world.officer_user)
    shown = client.get(url(world, "sheet_list", query="?nhom=lien-quan")).content.decode()
    assert "sinh hoạt đảng tại đơn vị được chấm" in shown
    assert url(world, "sheet_edit", evaluation.initiative.code) not in shown
    for name in ("sheet_edit", "sheet_decline"):
        refused = client.get(url(world, name, evaluation.initiative.code))
        assert refused.status_code == 403
        assert "sinh hoạt đảng tại đơn vị được chấm" in refused.content.decode()


def test_the_order_of_the_queue_tells_no_points(world):
    first = world.sent()
    second = world.sent(world.another())
    world.completed(second, world.second, full_scores())
    answer = browser(world.officer_user).get(url(world, "sheet_list", query="?nhom=tat-ca"))
    assert codes(answer) == [first.initiative.code, second.initiative.code]


def test_comma_and_point_are_both_understood(world):
    evaluation = world.sent()
    client, page = browser(world.officer_user), url(world, "sheet_edit", evaluation.initiative.code)
    client.post(page, sheet_post(version=0, points_1="17,5", points_3="17.5"))
    stored = dict(CriterionScore.objects.values_list("criterion__number", "points"))
    assert (stored[1], stored[3]) == (Decimal("17.5"), Decimal("17.5"))
    assert 'value="17,5"' in client.get(page).content.decode()


def test_over_the_maximum_is_told_at_the_field_and_nothing_is_lost(world):
    evaluation = world.sent()
    client, page = browser(world.officer_user), url(world, "sheet_edit", evaluation.initiative.code)
    answer = client.post(
        page, sheet_post(version=0, points_1="20,5", points_2="", comment_4="Đã xem", viec="hoan-thanh")
    )
    shown = answer.content.decode()
    assert (answer.status_code, 'value="20,5"' in shown) == (200, True)
    assert "Điểm tối đa của tiêu chí này là 20" in shown
    stored = dict(CriterionScore.objects.values_list("criterion__number", "points"))
    assert (stored[1], stored[2], stored[3]) == (None, None, 20)
    assert CriterionScore.objects.get(criterion__number=4).comment == "Đã xem"
    client.post(page, sheet_post(version=answer.context["version"], points_1="0", points_2=""))
    assert CriterionScore.objects.get(criterion__number=1).points == 0
    assert "Đã chấm 5/6 tiêu chí" in client.get(page).content.decode()


def test_completing_asks_with_the_total_and_locks(world):
    evaluation = world.sent()
    client, code = browser(world.officer_user), evaluation.initiative.code
    saved = client.post(url(world, "sheet_edit", code), sheet_post({**FULL, 1: "6.5"}, version=0, viec="hoan-thanh"))
    assert saved["Location"] == url(world, "sheet_complete", code)
    asked = client.get(saved["Location"]).content.decode()
    assert "Hoàn thành phiếu với 86,5 điểm?" in asked
    version = ScoreSheet.objects.get().version
    client.post(saved["Location"], {"version": version})
    assert ScoreSheet.objects.get().state == SheetState.COMPLETED
    again = client.post(saved["Location"], {"version": version}, follow=True)
    assert "Phiếu này đã hoàn thành lúc" in again.content.decode()
    assert Evaluation.objects.get().sheets_done == 1
    late = client.post(
        url(world, "sheet_edit", code), sheet_post(version=version, comment_1="Chữ gõ muộn"), follow=True
    )
    assert "Muốn sửa, hãy mở lại phiếu" in late.content.decode()
    assert "Chữ gõ muộn" in late.content.decode()


def test_an_incomplete_sheet_is_not_asked_about(world):
    evaluation = world.sent()
    client, code = browser(world.officer_user), evaluation.initiative.code
    client.post(url(world, "sheet_edit", code), sheet_post(version=0, finding_5=""))
    answer = client.get(url(world, "sheet_complete", code), follow=True)
    assert "Hãy chọn kết quả của tiêu chí 5" in answer.content.decode()


def test_reopening_needs_a_reason(world):
    evaluation = world.sent()
    world.completed(evaluation)
    client, page = browser(world.officer_user), url(world, "sheet_reopen", evaluation.initiative.code)
    assert "Hãy ghi lý do" in client.post(page, {"reason": " "}).content.decode()
    client.post(page, {"reason": "Nhầm tiêu chí"})
    assert ScoreSheet.objects.get().state == SheetState.DRAFT


def test_declaring_a_conflict_closes_the_sheet(world):
    evaluation = world.sent()
    client, code = browser(world.officer_user), evaluation.initiative.code
    client.post(url(world, "sheet_decline", code), {"reason": "Anh em ruột phụ trách"})
    assert client.get(url(world, "sheet_edit", code)).status_code == 403
    assert codes(client.get(url(world, "sheet_list", query="?nhom=lien-quan"))) == [code]


def test_previous_and_next_leave_conflicts_out(world):
    rows = [world.sent()] + [world.sent(world.another()) for _ in range(3)]
    rows[2].initiative.in_charge = world.officer_user
    rows[2].initiative.save(update_fields=["in_charge"])
    page = browser(world.officer_user).get(url(world, "sheet_edit", rows[1].initiative.code))
    around = page.context["evaluation"]
    assert (around.previous_code, around.next_code) == (rows[0].initiative.code, rows[3].initiative.code)


def test_nothing_can_be_typed_outside_the_window(world):
    evaluation = world.sent()
    world.cycle.scoring_opens = world.cycle.scoring_closes = clock.today().replace(year=2040, day=1)
    world.cycle.save()
    client, page = browser(world.officer_user), url(world, "sheet_edit", evaluation.initiative.code)
    shown = client.get(page).content.decode()
    assert "Chưa đến thời gian chấm điểm" in shown
    assert "points_1" not in shown
    assert "Chưa đến thời gian chấm điểm" in client.post(page, sheet_post(version=0), follow=True).content.decode()
    assert ScoreSheet.objects.count() == 0


def hidden_sheet(world, evaluation):
    """A completed sheet of the second scorer with points and words found nowhere else."""
    sheet = ScoreSheet.objects.create(
        ward=world.ward, cycle=world.cycle, evaluation=evaluation, scorer=world.second_user, membership_key=1,
        submission=evaluation.current, total=CANARY,
    )  # fmt: skip
    CriterionScore.objects.bulk_create(
        CriterionScore(
            ward_id=sheet.ward_id, sheet=sheet, criterion=row, finding=Finding.MET, points=CANARY,
            max_points=row.max_points, comment=CANARY_WORD,
        )
        for row in world.criteria.criteria.filter(number__lte=6)
    )  # fmt: skip
    ScoreSheet.objects.filter(pk=sheet.pk).update(state=SheetState.COMPLETED)
    Evaluation.objects.filter(pk=evaluation.pk).update(sheets_done=1, mean=CANARY, median=CANARY, spread=CANARY)
    return sheet


def canaries(answer) -> list[str]:
    text = answer.content.decode() if not answer.streaming else ""
    return [word for word in ("13,37", "13.37", CANARY_WORD) if word in text]


def test_a_hidden_sheet_shows_in_no_page_of_the_other_scorer_until_theirs_is_complete(world):
    evaluation = world.sent()
    hidden_sheet(world, evaluation)
    code = evaluation.initiative.code
    client = browser(world.officer_user)
    pages = [
        *(url(world, "sheet_list", query=f"?nhom={tab}") for tab in ("chua", "dang", "xong", "tat-ca")),
        url(world, "sheet_edit", code),
        url(world, "sheet_complete", code),
        url(world, "sheet_decline", code),
        url(world, "self_assessment", code),
        url(world, "conclusion_list"),
        url(world, "conclusion_edit", code),
        url(world, "criteria_detail", world.cycle.year),
        url(world, "proposal_list"),
        evaluation.initiative.get_absolute_url(),
        reverse("accounts:notifications"),
    ]
    for stage in ("not begun", "draft"):
        for page in pages:
            assert canaries(client.get(page)) == [], f"{stage}: {page}"
        draft = client.post(url(world, "sheet_edit", code), sheet_post(version=0))
        assert canaries(draft) == []
    client.post(
        url(world, "sheet_complete", code), {"version": ScoreSheet.objects.get(scorer=world.officer_user).version}
    )
    assert canaries(client.get(url(world, "sheet_edit", code))) == ["13,37", CANARY_WORD]
    sheet = ScoreSheet.objects.select_related("evaluation").get(scorer=world.officer_user)
    sheets.reopen_sheet(actor=world.officer, sheet=sheet, reason="Xem lại")
    assert canaries(client.get(url(world, "sheet_edit", code))) == []


def test_units_and_leaders_see_no_appraisal(world):
    evaluation = world.sent()
    hidden_sheet(world, evaluation)
    code = evaluation.initiative.code
    people = [world.unit_head_user, *(world.person(role)[0] for role in (Role.STANDING, Role.BOARD, Role.OBSERVER))]
    for user in people:
        client = browser(user)
        for page in (url(world, "self_assessment", code), evaluation.initiative.get_absolute_url()):
            assert canaries(client.get(page)) == []
        for name in ("sheet_list", "conclusion_list"):
            assert client.get(url(world, name)).status_code == 403
        assert client.get(url(world, "sheet_edit", code)).status_code in (403, 404)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_many_rows(world, count):
    for number in range(count):
        evaluation = world.sent(world.another() if number else None)
        world.completed(
            evaluation, world.second, full_scores(c4=sheets.Score(finding=Finding.NOT_MET, points=Decimal(1)))
        )
        world.draft_sheet(evaluation)
    assert cost(browser(world.officer_user), "get", url(world, "sheet_list", query="?nhom=dang")) == 5
    assert cost(browser(world.head_user), "get", url(world, "conclusion_list")) == 5


def test_the_sheet_within_its_budget(world):
    evaluation = world.sent()
    client, code = browser(world.officer_user), evaluation.initiative.code
    page, done = url(world, "sheet_edit", code), url(world, "sheet_complete", code)
    assert cost(client, "get", page) <= 8
    assert cost(client, "post", page, sheet_post(version=0)) <= 14  # the first time: the sheet and its entry in the log
    version = ScoreSheet.objects.get().version
    assert cost(client, "post", page, sheet_post(version=version, points_1="15")) <= 12
    assert cost(client, "get", done) <= 8
    world.completed(evaluation, world.second)
    version = ScoreSheet.objects.get(scorer=world.officer_user).version
    assert cost(client, "post", done, {"version": version}) <= 13  # the head is told too, the row marked
    assert cost(client, "get", page) <= 8  # others' sheets beside
