"""“Việc cần làm”: each task at each stage of the year."""

import datetime as dt

import pytest

from core import clock
from evaluation.enums import EvaluationState, Outcome
from models_registry.enums import CycleState, DutyKind, InitiativeState, Level, RecognitionSource
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Initiative, LearnRequest
from organizations.enums import OrganizationKind
from tests.reports.reading import words
from tests.reports.todo.todo_unit import Unit, remark
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState


@pytest.fixture(autouse=True)
def _tuesday(at):
    at(2026, 11, 24, 9, 30)


@pytest.fixture
def unit():
    return Unit()


def test_a_unit_that_sent_nothing_is_asked_to_register(unit):
    assert unit.tasks() == [("Đăng ký mô hình năm 2026", "Chưa làm", "Còn 6 ngày")]
    (task,) = unit.todo().tasks
    assert task.url == f"/{unit.ward.slug}/mo-hinh/dang-ky/?nam=2026"
    assert task.hint == "Mỗi đơn vị đăng ký ít nhất 1 mô hình"


@pytest.mark.parametrize(
    ("day", "left"),
    [(23, "Còn 7 ngày"), (29, "Còn 1 ngày"), (30, "Hạn hôm nay")],
)
def test_days_left_are_calendar_days(at, day, left):
    at(2026, 11, day, 23, 59)
    assert Unit().tasks() == [("Đăng ký mô hình năm 2026", "Chưa làm", left)]


def test_after_the_last_day_grace_says_it_is_still_taken_and_then_it_is_closed(at):
    unit = Unit(registration_grace_days=2)
    at(2026, 12, 2, 8, 0)
    assert unit.tasks()[0][2] == "Quá hạn 2 ngày, vẫn nộp được"
    at(2026, 12, 3, 0, 0)
    (task,) = unit.todo().tasks
    assert (task.left_words, task.url) == ("Đã đóng, gọi Ban Xây dựng Đảng", "")


def test_before_its_window_a_task_is_locked_and_says_when_it_opens():
    opens = dt.date(2026, 11, 28)
    unit = Unit(registration_opens=opens, self_assessment_opens=opens)
    (task,) = unit.todo().tasks
    assert (task.look.label, task.hint, task.url) == ("Chưa mở", "Mở đăng ký từ ngày 28/11/2026", "")
    unit.initiative()
    assert [(task.look.label, task.hint) for task in unit.todo().tasks if task.is_locked] == [
        ("Chưa mở", "Mô hình “Ngõ xanh”. Mở tự đánh giá từ ngày 28/11/2026")
    ]


def test_a_year_being_prepared_stands_locked_at_the_end(unit):
    unit.initiative(S.SUBMITTED)
    make.make_cycle(
        unit.ward, 2027, CycleState.PREPARING, registration_opens=dt.date(2027, 1, 5), registration_closes=None
    )
    assert unit.tasks() == [
        ("Đăng ký mô hình năm 2026", "Hoàn thành", ""),
        ("Đăng ký mô hình năm 2027", "Chưa mở", ""),
    ]
    assert "Việc tiếp theo: Đăng ký mô hình năm 2027. Mở đăng ký từ ngày 05/01/2027." in words(unit.page())


def test_a_draft_is_being_written_and_takes_the_place_of_the_duty(unit):
    row = unit.initiative(S.DRAFT)
    assert unit.tasks() == [("Soạn tiếp đăng ký “Ngõ xanh”", "Đang soạn", "Còn 6 ngày")]
    assert unit.todo().tasks[0].url == f"/{unit.ward.slug}/mo-hinh/{row.token.hex}/buoc/1/"


def test_a_prepared_draft_waits_for_the_head(unit):
    row = unit.initiative(S.DRAFT, prepared_at=clock.now())
    (task,) = unit.todo().tasks
    assert (task.name, task.look.label) == ("Gửi đăng ký “Ngõ xanh”", "Chờ gửi")
    assert (task.hint, task.url) == (
        "Đã soạn xong, chờ đồng chí kiểm tra và gửi",
        f"/{unit.ward.slug}/mo-hinh/{row.token.hex}/kiem-tra/",
    )
    (task,) = unit.todo(unit.typist).tasks
    assert task.hint == "Đã soạn xong, chờ người đứng đầu gửi"
    assert unit.todo().alert is not None
    assert unit.todo(unit.typist).alert is None
    assert (unit.todo().open_count, unit.todo(unit.typist).open_count) == (1, 0)


def test_a_returned_file_comes_first_with_what_the_ban_asks(unit):
    row = unit.initiative(S.RETURNED)
    remark(row)
    remark(row, "Ghi rõ thời gian.", 2)
    assert unit.tasks() == [
        ("Bổ sung hồ sơ “Ngõ xanh”", "Cần bổ sung", "Còn 3 ngày"),
        ("Đăng ký mô hình năm 2026", "Hoàn thành", ""),
    ]
    todo = unit.todo()
    assert todo.tasks[0].hint == "Còn 2 nội dung theo góp ý ngày 24/11"
    assert todo.alert_title == "Có 1 hồ sơ cần bổ sung đến hết thứ Sáu, 27/11/2026"
    assert "Đề nghị bổ sung số hộ tham gia." in words(unit.page().xpath("//*[contains(@class,'urgent')]")[0])


def test_an_answer_that_is_late_is_still_taken(unit, at):
    remark(unit.initiative(S.RETURNED))
    at(2026, 11, 29, 8, 0)
    assert unit.tasks()[0] == ("Bổ sung hồ sơ “Ngõ xanh”", "Cần bổ sung", "Quá hạn 2 ngày, vẫn nộp được")
    assert unit.todo().alert_title == "Có 1 hồ sơ cần bổ sung, quá hạn 2 ngày, vẫn nộp được"


def test_what_waits_for_the_ban_is_no_task_of_the_unit(unit):
    unit.initiative(S.RESUBMITTED)
    assert unit.tasks() == [("Đăng ký mô hình năm 2026", "Hoàn thành", "")]


@pytest.mark.parametrize("state", [S.WITHDRAWN, S.REFUSED, S.DISCONTINUED])
def test_what_no_longer_stands_does_not_fulfil_the_duty(unit, state):
    unit.initiative(state)
    assert unit.tasks()[0][:2] == ("Đăng ký mô hình năm 2026", "Chưa làm")


def test_a_duty_of_two_models_wants_another_after_the_first(unit):
    unit.sibling.duties.update(minimum=2)
    make.make_initiative(unit.sibling, unit.cycle, S.RECEIVED)
    (task, _) = unit.todo(make.make_head(unit.sibling)).tasks
    assert (task.look.label, task.hint) == ("Chưa làm", "Cần thêm 1 mô hình")


def test_self_assessments_go_through_their_stages(unit):
    row = unit.initiative()
    task = ("Nộp tự đánh giá năm 2026", "Chưa làm", "Còn 11 ngày")
    assert task in unit.tasks()
    evaluation = make.make_evaluation(row, EvaluationState.DRAFT)
    assert ("Nộp tự đánh giá năm 2026", "Đang soạn", "Còn 11 ngày") in unit.tasks()
    type(evaluation.self_assessment).objects.update(prepared_at=clock.now())
    assert ("Nộp tự đánh giá năm 2026", "Chờ gửi", "Còn 11 ngày") in unit.tasks()
    assert any(task.url.endswith("/tu-danh-gia/kiem-tra/") for task in unit.todo().tasks)
    type(evaluation).objects.update(state=EvaluationState.SENT, sent_at=clock.now())
    assert ("Nộp tự đánh giá năm 2026", "Hoàn thành", "") in unit.tasks()


def test_units_see_nothing_of_the_appraisal_before_it_is_published(unit):
    row = unit.initiative()
    evaluation = make.make_evaluation(row, EvaluationState.SENT, mean=87)
    before = words(unit.page())
    type(evaluation).objects.update(
        state=EvaluationState.CONCLUDED, outcome=Outcome.NOT_YET, outcome_reason="Thiếu minh chứng", sheets_done=2
    )
    assert words(unit.page()) == before
    assert "87" not in before.replace("0987", "")
    type(evaluation).objects.update(state=EvaluationState.PUBLISHED)
    task = next(task for task in unit.todo().tasks if task.name.startswith("Kết quả"))
    assert (task.hint, task.look.label) == ("Mô hình “Ngõ xanh”: chưa đủ điều kiện", "Đã có kết quả")
    assert task.url == f"/{unit.ward.slug}/mo-hinh/{row.code}/ket-qua/"
    assert unit.todo().cards[0].stage.look.label == "Chưa đủ điều kiện công nhận"


def test_a_recognised_model_is_told_with_its_level(unit):
    row = unit.initiative()
    make.make_evaluation(row, EvaluationState.PUBLISHED, Outcome.RECOMMEND, 90)
    recognise(levels={row: Level.WARD}, paper=Paper(source=RecognitionSource.DECISION))
    todo = unit.todo()
    assert ("Kết quả xét công nhận năm 2026", "Được công nhận", "") in unit.tasks()
    (card,) = todo.cards
    assert (card.stage.look.label, card.progress.current) == ("Điển hình cấp phường", 5)


def test_the_five_steps_of_a_model(unit):
    found = {}
    for state in (S.DRAFT, S.SUBMITTED, S.RETURNED, S.RECEIVED):
        found[state] = unit.initiative(state, f"Mô hình {state}")
    assessed = unit.initiative(name="Mô hình đã nộp")
    make.make_evaluation(assessed)
    steps = {card.initiative.name: (card.progress.current, card.progress.name) for card in unit.todo().cards}
    assert steps == {
        "Mô hình DRAFT": (1, "Đăng ký"),
        "Mô hình RETURNED": (1, "Đăng ký"),
        "Mô hình SUBMITTED": (2, "Tiếp nhận"),
        "Mô hình RECEIVED": (3, "Thực hiện và tự đánh giá"),
        "Mô hình đã nộp": (4, "Chấm điểm"),
    }


def test_a_vertical_unit_sends_one_copy_and_nothing_else(unit):
    police = make.make_unit(
        unit.ward, "Chi bộ Công an", OrganizationKind.ARMED_FORCES_CELL, "CA01", reports_vertically=True
    )
    make.make_duty(unit.cycle, police, DutyKind.COPY_ONLY)
    head = make.make_head(police)
    assert unit.tasks(head) == [("Gửi bản đăng ký để theo dõi năm 2026", "Chưa làm", "Còn 6 ngày")]
    make.make_initiative(police, unit.cycle, S.RECEIVED, is_copy=True)
    assert unit.tasks(head) == [("Gửi bản đăng ký để theo dõi năm 2026", "Hoàn thành", "")]


def test_an_exempt_unit_is_told_why(unit):
    unit.unit.duties.update(kind=DutyKind.EXEMPT, reason="Mới thành lập")
    (task,) = unit.todo().tasks
    assert (task.look.label, task.hint) == ("Được miễn", "Được miễn: Mới thành lập")


def test_last_years_recognised_models_are_offered_until_continued(unit):
    old = make.make_initiative(
        unit.unit, make.make_cycle(unit.ward, 2025, CycleState.HISTORY), S.RECEIVED, "Cũ", source="IMPORT"
    )
    recognise(levels={old: Level.MEETS}, paper=Paper(source=RecognitionSource.IMPORT))
    assert "Có thể duy trì 1 mô hình được công nhận năm 2025" in unit.todo().tasks[0].hint
    unit.initiative(S.DRAFT, continues=old, origin="KEEP", lineage=old.lineage)
    assert "Có thể duy trì" not in "".join(task.hint for task in unit.todo().tasks)


def test_what_the_ban_typed_for_the_unit_waits_for_its_heads_word(unit):
    row = unit.initiative(S.SUBMITTED, source="BEHALF", behalf="WAITING")
    task = unit.todo().tasks[0]
    assert (task.name, task.url) == (
        "Xác nhận bản nhập hộ “Ngõ xanh”", f"/{unit.ward.slug}/mo-hinh/{row.code}/",
    )  # fmt: skip
    Initiative.objects.update(behalf="DISPUTED")
    assert unit.tasks() == [("Đăng ký mô hình năm 2026", "Chưa làm", "Còn 6 ngày")]
    assert unit.todo().tasks[0].hint.startswith("Bản nhập hộ đơn vị chưa đồng ý")


def test_who_asks_to_learn_a_model_waits_in_the_list_until_answered(unit):
    old = make.make_initiative(
        unit.unit, make.make_cycle(unit.ward, 2025, CycleState.HISTORY), S.RECEIVED, "Cũ", source="IMPORT"
    )
    recognise(levels={old: Level.MEETS}, paper=Paper(source=RecognitionSource.IMPORT))
    asker = make.make_unit(unit.ward)
    LearnRequest.objects.create(
        ward=unit.ward, initiative=old, asker=asker, message="Xin mẫu sổ", contact="105", asked_by_key=1
    )
    asked = ("Trả lời 1 lời xin học tập", f"/{unit.ward.slug}/hoc-tap/")
    assert asked in [(task.name, task.url) for task in unit.todo().tasks]
    LearnRequest.objects.update(answer="Mời đến", answered_at=clock.now(), answered_by_key=1)
    assert not [task for task in unit.todo().tasks if "học tập" in task.name]
