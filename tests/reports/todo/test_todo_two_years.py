"""“Việc cần làm” while one year finishes and the next is registered: every task names its year and leads into it."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.enums import EvaluationState, Outcome
from evaluation.models import Evaluation
from models_registry.enums import CycleState, InitiativeState, Level, RecognitionSource, Window
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import CarryOverReview, Cycle, Initiative, LearnRequest, WindowExtension
from organizations.enums import Role
from tests.reports.reading import words
from tests.reports.todo.todo_unit import Unit, remark
from tests.support import factories as make

pytestmark = pytest.mark.django_db
S = InitiativeState
D = dt.date


@pytest.fixture(autouse=True)
def _monday(at):
    at(2027, 1, 18, 9, 30)


@pytest.fixture
def unit():
    """2026: registration over, self-assessment until 24/01; 2027: registration until 28/02."""
    unit = Unit(
        registration_opens=D(2026, 1, 5),
        registration_closes=D(2026, 3, 31),
        self_assessment_opens=D(2026, 12, 1),
        self_assessment_closes=D(2027, 1, 24),
    )
    unit.next_year = make.make_cycle(
        unit.ward,
        2027,
        registration_opens=D(2027, 1, 4),
        registration_closes=D(2027, 2, 28),
        self_assessment_opens=D(2027, 11, 1),
        self_assessment_closes=D(2027, 12, 5),
    )
    for served in (unit.unit, unit.sibling):
        make.make_duty(unit.next_year, served)
    return unit


def start(unit, year=""):
    return f"/{unit.ward.slug}/mo-hinh/dang-ky/" + (f"?nam={year}" if year else "")


def registered(client, url, unit, **data):
    data = {"token": "0" * 31 + "1", "unit": unit.unit.code, "kind": "MODEL", "origin": "NEW"} | data
    return client.post(url, data)


def test_the_most_urgent_task_comes_first_and_each_names_its_year(unit):
    row = unit.initiative(name="Ngày thứ Bảy nghe dân nói")
    make.make_evaluation(row, EvaluationState.DRAFT)
    todo = unit.todo()
    assert [(task.name, task.cycle.year) for task in todo.tasks if task.is_open] == [
        ("Nộp tự đánh giá năm 2026", 2026),
        ("Đăng ký mô hình năm 2027", 2027),
        ("Rà soát 1 mô hình năm 2026", 2027),
    ]
    assert todo.alert_title == "Còn 6 ngày: nộp tự đánh giá năm 2026"
    assert todo.count_words == "Còn 3 việc: 1 của năm 2026, 2 của năm 2027"
    page = unit.page()
    assert [words(mark) for mark in page.xpath("//li[contains(@class,'task')]//span[contains(@class,'yr--')]")] == [
        "2026",
        "2027",
        "2027",
        "2026",
    ]
    assert page.xpath("//p[contains(@class,'task__hint')]/span[@class='yr yr--finishing']")
    assert page.xpath("//p[contains(@class,'task__hint')]/span[@class='yr yr--opening']")
    assert "Chi bộ tổ dân phố Minh Tân 2 · Thứ Hai, 18/01/2027" in words(page)


def test_one_open_year_needs_no_marks(unit):
    Cycle.objects.filter(pk=unit.cycle.pk).update(state=CycleState.CLOSED)
    page = unit.page()
    assert not page.xpath("//*[contains(@class,'yr--')]")
    assert "Chi bộ tổ dân phố Minh Tân 2 · Năm 2027 · Thứ Hai, 18/01/2027" in words(page)
    assert page.xpath(f"//a[@href='{start(unit, 2027)}']")


def test_what_a_year_has_behind_it_is_folded(unit):
    for name in ("Một", "Hai", "Ba"):
        make.make_evaluation(unit.initiative(name=name))
    (group,) = unit.todo().groups
    assert [(year, len(tasks)) for year, tasks in group.folded] == [(2026, 4)]
    assert [task.name for task in group.shown] == ["Đăng ký mô hình năm 2027", "Rà soát 3 mô hình năm 2026"]
    assert group.hidden == 0
    (fold,) = unit.page().xpath("//details[contains(@class,'tasks__done')]")
    assert words(fold).startswith("Đã xong 4 việc của năm 2026")
    assert not fold.get("open")


def test_results_published_while_the_next_year_runs_are_not_folded(unit):
    row = unit.initiative()
    make.make_evaluation(row, EvaluationState.PUBLISHED, Outcome.NOT_YET, 60)
    (group,) = unit.todo().groups
    assert [task.name for task in group.shown] == ["Đăng ký mô hình năm 2027", "Kết quả xét công nhận năm 2026"]


def test_results_of_a_year_just_closed_stay_until_the_next_one_finishes(unit, at):
    row = unit.initiative()
    make.make_evaluation(row, EvaluationState.PUBLISHED, Outcome.NOT_YET, 60)
    unit.initiative(S.DRAFT, "Chưa gửi bao giờ")
    Cycle.objects.filter(pk=unit.cycle.pk).update(state=CycleState.CLOSED)
    names = ["Đăng ký mô hình năm 2027", "Đăng ký mô hình năm 2026", "Kết quả xét công nhận năm 2026"]
    assert [task.name for task in unit.todo().tasks] == names
    at(2027, 11, 1, 8, 0)
    assert [task.name for task in unit.todo().tasks] == names[:1]


def test_the_task_of_a_year_begins_a_registration_of_that_year(unit):
    """Late by an extension, 2026 is still registered while 2027 is open."""
    WindowExtension.objects.create(
        ward=unit.ward, cycle=unit.cycle, unit=unit.unit, window=Window.REGISTRATION, until=D(2027, 2, 18), reason="Lũ"
    )
    tasks = {task.name: task for task in unit.todo().tasks}
    late = tasks["Đăng ký mô hình năm 2026"]
    assert late.hint == "Mỗi đơn vị đăng ký ít nhất 1 mô hình. Được gia hạn đến hết ngày 18/02/2027"
    assert (late.url, tasks["Đăng ký mô hình năm 2027"].url) == (start(unit, 2026), start(unit, 2027))
    client = make.sign_in(Client(), unit.head)
    assert "năm 2026 </h1>" in client.get(late.url).content.decode()
    assert registered(client, late.url, unit).status_code == 302
    assert Initiative.objects.get().cycle == unit.cycle


def test_the_form_goes_back_to_the_year_it_shows(unit):
    Cycle.objects.filter(pk=unit.cycle.pk).update(registration_grace_days=365)
    client = make.sign_in(Client(), unit.head)
    page = client.get(start(unit, 2026)).content.decode()
    assert f'action="{start(unit, 2026)}"' in page
    assert '<a href="?nam=2027">Đăng ký cho năm 2027</a>' in page
    answer = registered(client, start(unit, 2026), unit, origin="KEEP")  # refused: nothing to continue
    assert f'action="{start(unit, 2026)}"' in answer.content.decode()


def test_without_a_year_the_newest_that_takes_registrations_is_begun(unit):
    client = make.sign_in(Client(), unit.head)
    registered(client, start(unit), unit)
    assert Initiative.objects.get().cycle == unit.next_year
    Cycle.objects.filter(pk=unit.cycle.pk).update(registration_grace_days=365)
    Cycle.objects.filter(pk=unit.next_year.pk).update(registration_opens=D(2027, 2, 1))
    assert "năm 2026 </h1>" in client.get(start(unit)).content.decode()


@pytest.mark.parametrize("state", [CycleState.CLOSED, CycleState.OPEN])
def test_a_link_into_a_year_that_takes_none_begins_no_other_year(unit, state):
    Cycle.objects.filter(pk=unit.cycle.pk).update(state=state)
    client = make.sign_in(Client(), unit.head)
    page = registered(client, start(unit, 2026), unit).content.decode()
    assert "Đợt đăng ký năm 2026 đã kết thúc lúc 24 giờ ngày 31/03/2026." in page
    assert '<a href="?nam=2027">Đăng ký cho năm 2027</a>' in page
    assert not Initiative.objects.exists()


def test_last_years_models_are_reviewed_and_offered_before_their_result_is_known(unit):
    old = unit.initiative(name="Dân vận khéo 1+10")
    evaluation = make.make_evaluation(old)
    todo = unit.todo()
    tasks = {task.name: task for task in todo.tasks}
    review = tasks["Rà soát 1 mô hình năm 2026"]
    assert (review.cycle.year, review.url) == (2027, f"/{unit.ward.slug}/ra-soat-2026/")
    assert "Có thể duy trì 1 mô hình năm 2026" in tasks["Đăng ký mô hình năm 2027"].hint
    assert [(card.progress.current, card.goes_on_in) for card in todo.cards] == [(4, 2027)]
    assert "Duy trì sang 2027 được ngay." in words(unit.page())
    assert [row.label for row in todo.deadlines] == ["Rà soát mô hình năm 2026", "Đăng ký mô hình năm 2027"]
    type(evaluation).objects.update(
        state=EvaluationState.PUBLISHED, outcome=Outcome.NOT_YET, outcome_reason="Thiếu", sheets_done=2
    )
    assert [task.name for task in unit.todo().tasks if task.is_open] == ["Đăng ký mô hình năm 2027"]
    assert [card.goes_on_in for card in unit.todo().cards] == [None]


def test_a_recognised_model_is_reviewed_under_that_word(unit):
    old = unit.initiative(name="Dân vận khéo 1+10")
    recognise(levels={old: Level.WARD}, paper=Paper(source=RecognitionSource.IMPORT))
    assert "Rà soát 1 mô hình được công nhận năm 2026" in [task.name for task in unit.todo().tasks]
    CarryOverReview.objects.create(
        ward=unit.ward, source=old, cycle=unit.next_year, unit=unit.unit, decision="STOP", reason="Đã xong"
    )
    todo = unit.todo()
    assert [card.goes_on_in for card in todo.cards] == [None]
    assert not [task for task in todo.tasks if "Có thể duy trì" in task.hint]


def test_a_model_continued_already_or_outside_the_window_is_not_offered(unit, at):
    old = unit.initiative(name="Dân vận khéo 1+10")
    recognise(levels={old: Level.WARD}, paper=Paper(source=RecognitionSource.IMPORT))
    at(2027, 3, 1, 8, 0)
    assert [card.goes_on_in for card in unit.todo().cards] == [None]
    at(2027, 1, 18, 9, 30)
    make.make_initiative(unit.unit, unit.next_year, S.DRAFT, continues=old, origin="KEEP", lineage=old.lineage)
    assert [card.goes_on_in for card in unit.todo().cards] == [None, None]


def test_models_of_both_years_stand_as_cards_with_their_year_and_step(unit):
    make.make_evaluation(unit.initiative(name="Ngõ xanh"))
    make.make_initiative(unit.unit, unit.next_year, S.DRAFT, "Ngõ hoa")
    todo = unit.todo()
    assert [(card.initiative.name, card.progress.current) for card in todo.cards] == [("Ngõ hoa", 1), ("Ngõ xanh", 4)]
    cards = unit.page().xpath("//article[@class='model']")
    assert [words(card.xpath(".//span[contains(@class,'yr--')]")[0]) for card in cards] == ["2027", "2026"]
    assert unit.page().xpath(f"//a[@href='/{unit.ward.slug}/mo-hinh/'][contains(., 'Xem tất cả (2)')]")


def test_each_year_has_its_share_of_the_cards(unit):
    for number in range(5):
        unit.initiative(name=f"Cũ {number}")
        make.make_initiative(unit.unit, unit.next_year, S.DRAFT, f"Mới {number}")
    todo = unit.todo()
    assert ([card.initiative.year for card in todo.cards], todo.models) == ([2027] * 3 + [2026] * 3, 10)


def test_everything_done_says_so_of_both_years_and_what_comes_next(unit):
    done = unit.initiative(name="Ngõ xanh")
    make.make_evaluation(done)
    make.make_initiative(unit.unit, unit.next_year, S.RECEIVED, "Ngõ hoa")
    CarryOverReview.objects.create(
        ward=unit.ward, source=done, cycle=unit.next_year, unit=unit.unit, decision="STOP", reason="Đã xong"
    )
    todo = unit.todo()
    assert (todo.open_count, todo.count_words) == (0, "")
    (told,) = unit.page().xpath("//section[@aria-labelledby='vcl']/div[@class='empty']")
    assert words(told) == (
        "Đồng chí đã làm xong mọi việc của năm 2026 và 2027. "
        "Việc tiếp theo: Nộp tự đánh giá năm 2027. Mô hình “Ngõ hoa”. Mở tự đánh giá từ ngày 01/11/2027."
    )


def test_a_missed_duty_is_not_called_done(unit):
    make.make_initiative(unit.unit, unit.next_year, S.RECEIVED, "Ngõ hoa")
    todo = unit.todo()
    assert [(task.name, task.left_words) for task in todo.tasks if task.is_closed] == [
        ("Đăng ký mô hình năm 2026", "Đã đóng, gọi Ban Xây dựng Đảng")
    ]
    assert todo.all_done_words == ""


def test_returned_files_of_both_years_are_counted_together_and_of_one_named(unit):
    remark(unit.initiative(S.RETURNED, "Ngõ xanh"))
    assert unit.todo().alert_title == "Có 1 hồ sơ năm 2026 cần bổ sung, quá hạn 52 ngày, vẫn nộp được"
    remark(make.make_initiative(unit.unit, unit.next_year, S.RETURNED, "Ngõ hoa"))
    assert unit.todo().alert_title.startswith("Có 2 hồ sơ cần bổ sung")


def test_a_request_to_learn_a_model_is_told_once(unit):
    old = unit.initiative()
    recognise(levels={old: Level.MEETS}, paper=Paper(source=RecognitionSource.IMPORT))
    LearnRequest.objects.create(
        ward=unit.ward, initiative=old, asker=unit.sibling, message="Xin mẫu sổ", contact="105", asked_by_key=1
    )
    todo = unit.todo()
    assert [task.cycle for task in todo.tasks if task.name == "Trả lời 1 lời xin học tập"] == [None]
    assert todo.count_words.endswith(", 1 việc khác")


def test_queries_stay_five_however_much_both_years_hold(unit):
    client = make.sign_in(Client(), unit.typist)
    make.give_role(unit.typist, unit.sibling, Role.SECRETARY)
    counted = []
    for count in (1, 3, 50):
        for number in range(count):
            served = (unit.unit, unit.sibling)[number % 2]
            make.make_evaluation(make.make_initiative(served, unit.cycle, S.RECEIVED))
            remark(make.make_initiative(served, unit.next_year, S.RETURNED))
        client.get(f"/{unit.ward.slug}/viec-can-lam/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{unit.ward.slug}/viec-can-lam/")
        counted.append(len(queries))
    assert counted == [5, 5, 5]
    assert Evaluation.objects.count() == 54
