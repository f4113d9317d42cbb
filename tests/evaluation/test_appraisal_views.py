"""The pages of the appraisal: what they show to whom, what a press does, what they cost."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import clock
from evaluation.enums import EvaluationState, Finding, Outcome, SheetState
from evaluation.models import CriterionScore, Evaluation, FinalFinding, ScoreSheet, SelfAnswer
from evaluation.services import conclusions, self_assessment, sheets
from models_registry.enums import InitiativeKind
from models_registry.models import Attachment
from organizations.enums import Role
from tests import factories as make
from tests.evaluation.appraisal import FULL, LONG, Appraisal, Queries, full_scores, read

pytestmark = pytest.mark.django_db
WHOLE = {"story_before": "Ngõ tối", "story_after": "Ngõ sáng", "summary": LONG}
CANARY, CANARY_WORD = Decimal("13.37"), "chimhoangyen"


@pytest.fixture
def world():
    return Appraisal()


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


# Self-assessment -----------------------------------------------------------------------------------------------------


def test_a_unit_drafts_checks_and_sends(world):
    client, code = browser(world.unit_head_user), world.initiative.code
    page = url(world, "self_assessment", code)
    answer = client.post(page, self_post(viec="kiem-tra"))
    assert answer["Location"] == url(world, "self_assessment_check", code)
    check = client.get(answer["Location"])
    assert "cần bổ sung trước khi nộp" in check.content.decode()
    client.post(page, self_post(version=1, viec="kiem-tra", **WHOLE))
    unsigned = client.post(url(world, "self_assessment_check", code))
    assert "agreed" in unsigned.context["form"].errors
    client.post(url(world, "self_assessment_check", code), {"agreed": "on"})
    evaluation = Evaluation.objects.get()
    assert evaluation.state == EvaluationState.SENT
    again = client.post(url(world, "self_assessment_check", code), {"agreed": "on"}, follow=True)
    assert "Không cần nộp lại" in again.content.decode()
    assert world.initiative.submissions.filter(kind="SELF_ASSESSMENT").count() == 1


def test_a_draft_is_kept_although_parts_are_wrong(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    typed = self_post(points_1="20,5", points_2="15", participants="nhiều", result_t1="một trăm", text_3="Giữ lại")
    answer = client.post(page, typed)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="20,5"' in shown
    assert 'value="nhiều"' in shown
    assert 'value="một trăm"' in shown
    assert "Điểm tối đa của tiêu chí này là 20" in shown
    stored = dict(SelfAnswer.objects.values_list("criterion__number", "points"))
    assert (stored[1], stored[2]) == (None, 15)
    assert SelfAnswer.objects.get(criterion__number=3).text == "Giữ lại"
    assert answer.context["version"] == 1


def test_a_clash_shows_what_was_typed_and_a_second_press_keeps_it(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    client.post(page, self_post())
    client.post(page, self_post(version=1, summary="Bản của cửa sổ kia"))
    clash = client.post(page, self_post(version=1, summary="Bản của cửa sổ này"))
    assert "vừa được lưu ở cửa sổ khác" in clash.content.decode()
    assert "Bản của cửa sổ này" in clash.content.decode()
    client.post(page, self_post(version=clash.context["version"], summary="Bản của cửa sổ này"))
    assert read(Evaluation.objects.get()).self_assessment.summary == "Bản của cửa sổ này"


def test_files_stand_under_their_criterion_and_can_be_taken_off(world, tmp_path, settings):
    settings.PRIVATE_ROOT = tmp_path
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    files = {"tep_3": make_png("anh.png"), "tep_0": make_png("chung.png", "white")}
    client.post(page, self_post() | files)
    places = dict(Attachment.objects.values_list("name", "place"))
    assert places == {"anh.png": "self.criterion.3", "chung.png": "self"}
    bad = client.post(page, self_post(version=1) | {"tep_2": make_text("xau.exe")})
    assert "Chưa nhận loại tệp này" in bad.content.decode()
    token = Attachment.objects.get(name="anh.png").token.hex
    client.post(page, self_post(version=2, bo_tep=token))
    assert Attachment.objects.get(name="anh.png").removed_at is not None


def test_before_the_window_opens_and_after_it_closed(world):
    client, page = browser(world.clerk_user), url(world, "self_assessment", world.initiative.code)
    world.cycle.self_assessment_opens = world.cycle.self_assessment_closes = clock.today().replace(year=2040, day=1)
    world.cycle.save()
    early = client.get(page)
    assert (early.status_code, "Chưa đến thời gian tự đánh giá" in early.content.decode()) == (200, True)
    refused = client.post(page, self_post(), follow=True)
    assert "Chưa đến thời gian tự đánh giá" in refused.content.decode()
    assert Evaluation.objects.count() == 0


def test_the_clerk_tells_the_head(world):
    evaluation = world.begun()
    client = browser(world.clerk_user)
    page = url(world, "self_assessment_check", world.initiative.code)
    assert "báo người đứng đầu" in client.get(page).content.decode()
    client.post(page)
    assert read(evaluation).state == EvaluationState.DRAFT
    assert read(evaluation).self_assessment.prepared_at is not None


def test_the_ban_reads_it_only_once_sent(world):
    world.begun()
    page = url(world, "self_assessment", world.initiative.code)
    officer = browser(world.officer_user)
    assert officer.get(page).status_code == 404
    sent = read(Evaluation.objects.get())
    self_assessment.send_self_assessment(actor=world.unit_head, evaluation=sent)
    assert officer.get(page).status_code == 200
    assert officer.post(page, self_post()).status_code == 403


# Queue ---------------------------------------------------------------------------------------------------------------


def codes(answer):
    return [row.initiative.code for row in answer.context["page"].object_list]


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


# Sheet ---------------------------------------------------------------------------------------------------------------


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
    locked = client.post(url(world, "sheet_edit", code), sheet_post(version=version))
    assert "Muốn sửa, hãy mở lại phiếu" in str(locked.context["form"].errors)


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
    assert "Chưa đến thời gian chấm điểm" in client.post(page, sheet_post(version=0)).content.decode()
    assert ScoreSheet.objects.count() == 0


def hidden_sheet(world, evaluation):
    """A completed sheet of the second scorer with points and words found nowhere else."""
    sheet = ScoreSheet.objects.create(
        ward=world.ward, cycle=world.cycle, evaluation=evaluation, scorer=world.second_user, membership_key=1,
        submission=evaluation.current, total=CANARY,
    )  # fmt: skip
    CriterionScore.objects.bulk_create(
        CriterionScore(
            sheet=sheet, criterion=row, finding=Finding.MET, points=CANARY, max_points=row.max_points,
            comment=CANARY_WORD,
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


# Conclusions ---------------------------------------------------------------------------------------------------------


def two_sheets(world, fourth=Finding.UNPROVEN):
    evaluation = world.sent()
    world.completed(evaluation)
    doubt = sheets.Score(finding=fourth, points=Decimal(5))
    world.completed(evaluation, world.second, full_scores(c4=doubt))
    return read(evaluation)


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


# Criteria ------------------------------------------------------------------------------------------------------------


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
        data |= {f"{row.prefix}-{name}": value if value is not None else "" for name, value in row.initial.items()}
    data["tc-0-max_points"] = "19"
    answer = client.post(page, data)
    assert "Tổng điểm các tiêu chí phải bằng 100, hiện là 99" in answer.content.decode()
    assert 'value="Tên mới"' in answer.content.decode()
    data["tc-0-max_points"] = "20"
    assert client.post(page, data).status_code == 302


# Cost ----------------------------------------------------------------------------------------------------------------


def cost(client, method, page, data=None) -> int:
    client.get(page) if method == "get" else None
    with Queries() as queries:
        answer = getattr(client, method)(page, data) if data is not None else getattr(client, method)(page)
    assert answer.status_code in (200, 302), answer.status_code
    if method == "post":
        assert answer.status_code == 302, answer.context["form"].errors
    return len(queries)


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
    assert cost(client, "post", page, sheet_post(version=version, points_1="1")) <= 12
    assert cost(client, "get", done) <= 8
    world.completed(evaluation, world.second)
    version = ScoreSheet.objects.get(scorer=world.officer_user).version
    assert cost(client, "post", done, {"version": version}) <= 12  # the head is told too
    assert cost(client, "get", page) <= 8  # others' sheets beside


def test_the_self_assessment_within_its_budget(world):
    client, code = browser(world.unit_head_user), world.initiative.code
    page, check = url(world, "self_assessment", code), url(world, "self_assessment_check", code)
    assert cost(client, "get", page) <= 8
    assert cost(client, "post", page, self_post(**WHOLE)) <= 15  # freezes the year's criteria besides
    assert cost(client, "get", page) <= 8
    assert cost(client, "post", page, self_post(version=1, **WHOLE)) <= 14
    assert cost(client, "get", check) <= 8
    assert cost(client, "post", check, {"agreed": "on"}) <= 14
    assert cost(client, "get", page) <= 8


def test_the_conclusion_within_its_budget(world):
    evaluation = two_sheets(world)
    client, page = browser(world.head_user), url(world, "conclusion_edit", evaluation.initiative.code)
    assert cost(client, "get", page) <= 10
    data = {"version": evaluation.version, "outcome": "RECOMMEND", "final_4": "MET", "final_reason_4": "Đủ"}
    assert cost(client, "post", page, data) <= 14


def make_png(name, color="red"):
    data = BytesIO()
    Image.new("RGB", (20, 20), color).save(data, "PNG")
    return SimpleUploadedFile(name, data.getvalue())


def make_text(name):
    return SimpleUploadedFile(name, b"MZ")
