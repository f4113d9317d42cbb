"""The grid of one's own sheets: what it shows, what a press keeps, what it costs."""

from decimal import Decimal

import pytest

from evaluation.enums import Finding
from evaluation.models import CriterionScore, ScoreSheet
from evaluation.sheets.services import sheets
from evaluation.sheets.services.sheets import Score
from models_registry.enums import InitiativeKind
from tests.evaluation.appraising import Appraisal, browser, full_scores, url
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return Appraisal()


def drawn(page, changes=None):
    """The fields of the page as a browser sends them, some changed."""
    data = {}
    for line in page.context["lines"]:
        data |= {f"{line.code}-version": line.version, f"{line.code}-was": line.was}
        for cell in filter(None, line.cells()):
            data[f"{line.code}-points_{cell.criterion.number}"] = cell.points
            data[f"{line.code}-finding_{cell.criterion.number}"] = cell.finding
    return data | (changes or {})


def stored(evaluation, number=1):
    row = CriterionScore.objects.filter(sheet__evaluation=evaluation, criterion__number=number).first()
    return row and (row.finding, row.points, row.comment)


def test_changed_lines_are_kept_and_the_others_left_alone(world):
    first, second, third = world.sent(), world.sent(world.another()), world.sent(world.another())
    world.draft_sheet(first, scores={1: Score(finding=Finding.MET, points=Decimal(12), comment="Có biên bản")})
    client, address = browser(world.officer_user), url(world, "sheet_grid")
    page = client.get(address)
    one, two = first.initiative.code, second.initiative.code
    world.draft_sheet(third, scores={1: Score(points=Decimal(3))})  # in another window; nobody touches it here
    data = drawn(page, {f"{one}-points_1": "17,5", f"{two}-points_2": "7.5", f"{two}-finding_2": "NOT_MET"})
    for _ in range(2):  # the second press of one button writes nothing more
        assert client.post(address, data)["Location"] == address
    assert (stored(first), stored(second, 2)) == (
        ("MET", Decimal("17.5"), "Có biên bản"),
        ("NOT_MET", Decimal("7.5"), ""),
    )
    assert stored(third) == ("", 3, "")
    assert sorted(ScoreSheet.objects.values_list("version", flat=True)) == [2, 2, 3]
    assert "17,5" in client.get(address).content.decode()


def test_the_button_of_a_line_leads_back_to_that_line(world):
    world.sent()
    second = world.sent(world.another()).initiative.code
    client, address = browser(world.officer_user), url(world, "sheet_grid")
    page = client.get(address)
    assert [line.next_code for line in page.context["lines"]] == [second, ""]
    data = drawn(page, {f"{second}-points_1": "7", "dong": second})
    assert client.post(address, data)["Location"] == f"{address}#dong-{second}"
    assert client.post(address, drawn(client.get(address), {"dong": "<b>"}))["Location"] == address


def test_a_wrong_cell_is_told_there_and_what_was_typed_stays(world):
    evaluation = world.sent()
    client, address, code = browser(world.officer_user), url(world, "sheet_grid"), evaluation.initiative.code
    data = drawn(client.get(address), {f"{code}-points_1": "20,5", f"{code}-points_2": "11"})
    answer = client.post(address, data)
    (line,) = answer.context["lines"]
    cell = line.cells()[0]
    assert (cell.points, cell.error) == ("20,5", "Điểm tối đa của tiêu chí này là 20")
    assert 'value="20,5"' in answer.content.decode()
    assert (stored(evaluation), stored(evaluation, 2)) == (("", None, ""), ("", 11, ""))
    again = client.post(address, drawn(answer, {f"{code}-points_1": "20"}))
    assert (again.status_code, stored(evaluation)) == (302, ("", 20, ""))


def test_a_line_saved_elsewhere_meanwhile_is_not_written_over_unknowingly(world):
    evaluation = world.sent()
    client, address, code = browser(world.officer_user), url(world, "sheet_grid"), evaluation.initiative.code
    data = drawn(client.get(address), {f"{code}-points_1": "15"})
    world.draft_sheet(evaluation, scores={1: Score(points=Decimal(9))})
    answer = client.post(address, data)
    (line,) = answer.context["lines"]
    assert (line.cells()[0].points, stored(evaluation)[1]) == ("15", 9)
    assert "Điểm tiêu chí 1: đã lưu 9" in answer.content.decode()
    client.post(address, drawn(answer))
    assert stored(evaluation)[1] == 15


def test_the_script_sends_one_line_and_gets_its_total(world):
    evaluation, other = world.sent(), world.sent(world.another())
    world.draft_sheet(evaluation, scores={2: Score(finding=Finding.MET, points=Decimal("7.5"))})
    client, address, code = browser(world.officer_user), url(world, "sheet_grid"), evaluation.initiative.code
    data = {name: value for name, value in drawn(client.get(address)).items() if name.startswith(code)}
    data |= {f"{code}-points_1": "10", f"{code}-finding_1": "MET", f"{code}-points_3": "x"}
    answer = client.post(address, data, headers={"Accept": "application/json"}).json()["lines"]
    assert list(answer) == [code]
    kept = answer[code]
    assert (kept["version"], kept["total"], kept["scored"], list(kept["errors"])) == (3, "17,5", 2, ["points_3"])
    assert (stored(evaluation)[1], stored(other)) == (10, None)


def test_completed_lines_are_read_only_and_models_in_conflict_stay_out(world):
    done, mine = world.sent(), world.sent(world.another())
    world.completed(done)
    world.officer_user.home_cell = mine.initiative.unit
    world.officer_user.save()
    page = browser(world.officer_user).get(url(world, "sheet_grid"))
    assert [(line.code, line.is_open) for line in page.context["lines"]] == [(done.initiative.code, False)]
    assert "<select" not in page.content.decode().split("data-grid")[1].split("</form>")[0]


def test_others_points_are_nowhere_before_nor_their_order(world):
    first, second = world.sent(), world.sent(world.another())
    hidden = {n: Score(finding=Finding.UNPROVEN, points=Decimal("13.5"), comment="chimhoangyen") for n in range(1, 7)}
    world.completed(second, world.second, full_scores() | hidden)
    client, address = browser(world.officer_user), url(world, "sheet_grid")
    page = client.get(address)
    sent = client.post(address, drawn(page, {f"{second.initiative.code}-points_1": "99"}))
    reply = client.post(address, drawn(page), headers={"Accept": "application/json"})
    for answer in (page, sent, reply):
        text = answer.content.decode()
        assert [word for word in ("13,5", "13.5", ">81<", '"81"', "chimhoangyen") if word in text] == []
    world.draft_sheet(first, scores={1: Score(points=Decimal(2))})
    for order in ("nop", "ma", "diem"):  # by one's own points the model scored high by another stays below
        lines = client.get(f"{address}?sort={order}").context["lines"]
        assert [line.code for line in lines] == [first.initiative.code, second.initiative.code]
    world.draft_sheet(second, scores={1: Score(points=Decimal(3))})
    page = client.get(f"{address}?sort=diem")
    assert [line.code for line in page.context["lines"]] == [second.initiative.code, first.initiative.code]
    units = [line.sheet.evaluation.initiative for line in client.get(f"{address}?sort=don_vi").context["lines"]]
    assert units == sorted(units, key=lambda one: bytes(one.unit_sort))


def test_opening_costs_the_same_however_many_models(world):
    client = browser(world.officer_user)
    for number in range(3):
        evaluation = world.sent(world.another() if number else None)
        world.draft_sheet(evaluation)
        client.get(url(world, "sheet_grid"))
        with AtMost(6):
            assert client.get(url(world, "sheet_grid")).status_code == 200
    person = world.another("Gương tốt", kind=InitiativeKind.INDIVIDUAL, person_name="Người Thử")
    world.sent(person)
    with AtMost(6):
        lines = client.get(url(world, "sheet_grid")).context["lines"]
    assert [[cell is None for cell in line.cells()].count(True) for line in lines] == [1, 1, 1, 0]
    assert sheets.ScoreSheet.objects.count() == 3
