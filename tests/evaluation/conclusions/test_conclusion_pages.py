"""The head's table, conclusions and criteria in the browser."""

import pytest

from evaluation.conclusions.services import conclusions
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import Evaluation, FinalFinding, ScoreSheet
from tests.evaluation.appraising import Appraisal, browser, codes, cost, read, two_sheets, url
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


def test_the_head_settles_and_concludes(world):
    evaluation = two_sheets(world)
    client, page = browser(world.head_user), url(world, "conclusion_edit", evaluation.initiative.code)
    shown = client.get(page)
    assert [row.number for row in shown.context["page"].open_criteria] == [4]
    early = client.post(page, {"version": evaluation.version, "outcome": "RECOMMEND"})
    assert "final_4" in early.context["form"].errors
    client.post(
        page,
        {
            "version": evaluation.version,
            "outcome": "RECOMMEND",
            "final_4": "MET",
            "final_reason_4": "Đã kiểm tra tại chỗ",
        },
    )
    assert Evaluation.objects.get().outcome == Outcome.RECOMMEND


def test_saving_findings_alone_concludes_nothing(world):
    evaluation = two_sheets(world)
    client, page = browser(world.head_user), url(world, "conclusion_edit", evaluation.initiative.code)
    client.post(
        page,
        {
            "version": evaluation.version,
            "viec": "luu-tieu-chi",
            "final_4": "NOT_MET",
            "final_reason_4": "Chưa ai làm theo",
        },
    )
    assert FinalFinding.objects.get().finding == Finding.NOT_MET
    assert Evaluation.objects.get().state == EvaluationState.SENT


def test_too_few_sheets_ask_for_a_waiver_and_keep_what_was_typed(world):
    evaluation = world.sent()
    world.completed(evaluation)
    client, page = browser(world.head_user), url(world, "conclusion_edit", evaluation.initiative.code)
    version = read(evaluation).version
    answer = client.post(page, {"version": version, "outcome": "NOT_YET", "outcome_reason": "Chưa rõ kết quả"})
    assert "Mới có 1 trên 2 phiếu hoàn thành" in answer.content.decode()
    assert "Chưa rõ kết quả" in answer.content.decode()


def test_mean_median_spread_and_sheets_stand_together_best_first(world):
    low = two_sheets(world)
    high = world.sent(world.another())
    world.completed(high)
    world.completed(high, world.second)
    client = browser(world.head_user)
    answer = client.get(url(world, "conclusion_list"))
    assert codes(answer) == [high.initiative.code, low.initiative.code]
    shown = answer.content.decode()
    assert all(figure in shown for figure in ("100,00", "95,00", "10,00", "2/2"))
    assert codes(client.get(url(world, "conclusion_list", query="?phieu=thieu"))) == []


def test_filters_of_the_table(world):
    done = world.sent()
    waiting = world.sent(world.another())
    conclusions.conclude_evaluation(
        actor=world.head, evaluation=done, outcome=Outcome.TOO_EARLY, reason="Mới triển khai"
    )
    client = browser(world.head_user)
    for query, expected in (
        ("?nhom=moi", [done.initiative.code]),
        ("?nhom=chua", [waiting.initiative.code]),
        ("?nhom=de-nghi", []),
        ("?phieu=thieu", [done.initiative.code, waiting.initiative.code]),
    ):
        assert codes(client.get(url(world, "conclusion_list", query=query))) == expected


def test_voiding_from_the_page(world):
    evaluation = two_sheets(world)
    client = browser(world.head_user)
    page = url(world, "sheet_void", evaluation.initiative.code, world.second_user.username)
    client.post(page, {"reason": "Là hội viên của chi hội"})
    assert ScoreSheet.objects.get(scorer=world.second_user).state == SheetState.VOID
    assert client.get(page).status_code == 404
    shown = client.get(url(world, "conclusion_edit", evaluation.initiative.code)).content.decode()
    assert "không tính, Là hội viên của chi hội" in shown


def test_clearing_from_the_page(world):
    evaluation = world.sent()
    conclusions.conclude_evaluation(
        actor=world.head, evaluation=evaluation, outcome=Outcome.TOO_EARLY, reason="Mới triển khai"
    )
    client, page = browser(world.head_user), url(world, "conclusion_clear", evaluation.initiative.code)
    client.post(page, {"reason": "Đơn vị bổ sung số liệu"})
    assert Evaluation.objects.get().state == EvaluationState.SENT


def test_a_year_without_criteria_shows_what_it_would_get(world):
    make.make_cycle(world.ward, world.cycle.year + 1, "PREPARING")
    page = url(world, "criteria_detail", world.cycle.year + 1)
    client = browser(world.head_user)
    assert "Dùng bộ tiêu chí này" in client.get(page).content.decode()
    assert "Dùng bộ tiêu chí này" not in browser(world.officer_user).get(page).content.decode()
    client.post(page, {"viec": "dung"})
    client.post(page, {"viec": "dung"})
    assert client.get(page).context["set"].criteria.count() == 7
    client.post(page, {"viec": "thay"})
    assert client.get(page).context["set"].number == 2


def test_a_year_of_nobody_is_not_there(world):
    assert browser(world.head_user).get(url(world, "criteria_detail", 1999)).status_code == 404


def test_wrong_sums_are_told_and_what_was_typed_stays(world):
    following = make.make_cycle(world.ward, world.cycle.year + 1, "PREPARING")
    client = browser(world.head_user)
    client.post(url(world, "criteria_detail", following.year), {"viec": "dung"})
    page = url(world, "criteria_edit", following.year)
    form = client.get(page).context
    data = {
        "title": "Tên mới",
        "issuer": "WARD",
        "version": form["version"],
        "tc-TOTAL_FORMS": 7,
        "tc-INITIAL_FORMS": 7,
    }
    for row in form["formset"]:
        data |= {f"{row.prefix}-{name}": row[name].value() or "" for name in row.initial}
    data["tc-0-max_points"] = "19"
    answer = client.post(page, data)
    assert "Tổng điểm các tiêu chí phải bằng 100, hiện là 99" in answer.content.decode()
    assert 'value="Tên mới"' in answer.content.decode()
    data["tc-0-max_points"] = "20"
    assert client.post(page, data).status_code == 302


def test_the_conclusion_within_its_budget(world):
    evaluation = two_sheets(world)
    client, page = browser(world.head_user), url(world, "conclusion_edit", evaluation.initiative.code)
    assert cost(client, "get", page) <= 10
    data = {"version": evaluation.version, "outcome": "RECOMMEND", "final_4": "MET", "final_reason_4": "Đủ"}
    assert cost(client, "post", page, data) <= 15  # the row marked
