"""The appraisal of a finishing year beside an opening one: the year of a page, kept through its links and presses."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Notification
from evaluation.enums import SheetState
from evaluation.models import ScoreSheet
from organizations.enums import Role
from tests.evaluation.appraising import browser, codes, sheet_post, url
from tests.evaluation.sheets.test_sheet_files import filled
from tests.evaluation.two_years import TODAY, TwoYears
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db
YEAR_PAGES = ("sheet_list", "sheet_grid", "sheet_upload", "conclusion_list", "assignment")


@pytest.fixture
def world(at):
    at(*TODAY)
    return TwoYears()


def offered(answer):
    """What the switch offers: (year, count, whether it is shown)."""
    return [(row.cycle.year, row.count, row.is_shown) for row in answer.context["years"].offered]


def reader_of(world, name):
    return world.officer_user if name.startswith("sheet") else world.head_user


@pytest.mark.parametrize("name", YEAR_PAGES)
def test_opening_next_year_leaves_the_pages_with_the_year_that_is_scored(world, name):
    world.sent()
    page = browser(reader_of(world, name)).get(url(world, name))
    assert page.context["cycle"].year == 2026
    assert 'href="?nam=2027"' in page.content.decode()


def test_queue_counts_the_sheets_that_wait_for_this_scorer_in_each_year(world):
    done, waiting = world.sent(), world.sent(world.another("Chờ chấm"))
    world.completed(done)
    world.assessed_in_opening()
    world.assessed_in_opening()
    client = browser(world.officer_user)
    page = client.get(url(world, "sheet_list"))
    assert offered(page) == [(2026, 1, True), (2027, 2, False)]
    assert "1 phiếu chưa xong" in page.content.decode()
    world.completed(waiting)
    page = client.get(url(world, "sheet_list"))  # nothing of 2026 waits: the year with work is shown
    assert offered(page) == [(2026, 0, False), (2027, 2, True)]


def test_conclusions_count_what_has_no_conclusion_in_each_year(world):
    world.sent()
    world.assessed_in_opening()
    page = browser(world.head_user).get(url(world, "conclusion_list", query="?nam=2027"))
    assert offered(page) == [(2026, 1, False), (2027, 1, True)]
    assert "1 mô hình chưa kết luận" in page.content.decode()


@pytest.mark.parametrize("name", YEAR_PAGES)
def test_year_the_ward_has_not_is_refused(world, name):
    client = browser(reader_of(world, name))
    assert client.get(url(world, name, query="?nam=2031")).status_code == 404
    assert client.get(url(world, name, query="?nam=02027")).status_code == 404
    assert client.get(url(world, name, query="?nam=2027")).status_code == 200


def test_closed_year_is_linked_and_one_prepared_or_imported_is_not(world):
    make.make_cycle(world.ward, 2025, state="CLOSED")
    make.make_cycle(world.ward, 2024, state="HISTORY")
    make.make_cycle(world.ward, 2028, state="PREPARING")
    years = browser(world.officer_user).get(url(world, "sheet_list")).context["years"]
    assert [row.cycle.year for row in years.offered] == [2026, 2027]
    assert [row.year for row in years.others] == [2025]


def test_with_one_open_year_no_switch_is_drawn(world):
    world.opening.delete()
    page = browser(world.officer_user).get(url(world, "sheet_list")).content.decode()
    assert 'class="years' not in page


def without_switch(main):
    """The page without its switch, whose links lead into the other year."""
    begins = main.index('<nav class="years')
    return main[:begins] + main[main.index("</nav>", begins) :]


@pytest.mark.parametrize("name", ["sheet_list", "conclusion_list"])
def test_tabs_pages_and_filters_keep_the_year_that_is_shown(world, name, monkeypatch):
    monkeypatch.setattr("evaluation.appraisal.lookup.PER_PAGE", 1)
    world.sent()
    world.sent(world.another("Mô hình thứ hai"))
    page = browser(reader_of(world, name)).get(url(world, name, query="?q=a")).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    links = re.findall(r'href="\?([^"]+)"', without_switch(main))
    assert len(links) > 5
    assert [link for link in links if "nam=2026" not in link] == []
    assert '<input type="hidden" name="nam" value="2026">' in main


def test_sheet_leads_back_to_the_queue_of_its_year(world):
    evaluation = make.make_evaluation(world.of_opening("Mô hình năm sau"))
    world.opening.scoring_opens = world.cycle.scoring_opens
    world.opening.save()
    code = evaluation.initiative.code
    client = browser(world.officer_user)
    page = client.get(url(world, "sheet_edit", code)).content.decode()
    assert url(world, "sheet_list", query="?nam=2027") in page
    declined = client.post(url(world, "sheet_decline", code), {"reason": "Vợ tôi phụ trách mô hình này"})
    assert declined.url == url(world, "sheet_list", query="?nam=2027")


def test_neighbours_of_a_sheet_are_of_its_year(world):
    evaluation = world.sent()
    other = world.assessed_in_opening("Của năm sau")
    page = browser(world.officer_user).get(url(world, "sheet_edit", evaluation.initiative.code))
    assert other.initiative.code not in page.content.decode()


def test_sent_self_assessment_is_told_with_the_year_it_is_of(world):
    evaluation = world.sent()
    told = Notification.objects.get(user_key=world.officer_user.pk, kind="self_assessment")
    assert f"nam=2026&q={evaluation.initiative.code}" in told.link
    page = browser(world.officer_user).get(told.link)
    assert codes(page) == [evaluation.initiative.code]


def test_grid_of_a_year_is_saved_in_that_year(world):
    evaluation = world.sent()
    code = evaluation.initiative.code
    client = browser(world.officer_user)
    page = client.get(url(world, "sheet_grid"))
    action = re.search(r'action="([^"]+)" novalidate data-track data-grid', page.content.decode())[1]
    assert action == "?nam=2026"
    typed = {f"{code}-{name}": value for name, value in sheet_post().items() if not name.startswith("comment")}
    saved = client.post(url(world, "sheet_grid", query=action), {f"{code}-version": 0, f"{code}-was": "", **typed})
    assert saved.url.startswith(url(world, "sheet_grid", query="?nam=2026"))
    assert ScoreSheet.objects.get().state == SheetState.DRAFT


def test_file_of_2026_sent_from_the_page_of_2027_is_read_and_kept_as_2026(world):
    evaluation = world.sent()
    client = browser(world.officer_user)
    data = client.get(url(world, "sheet_file", query="?nam=2026")).content
    file = SimpleUploadedFile("phieu.xlsx", filled(data, F4="Đạt", G4=18))
    preview = client.post(url(world, "sheet_upload", query="?nam=2027"), {"file": file})
    assert preview.context["cycle"].year == 2026
    page = preview.content.decode()
    assert "Tệp này là phiếu chấm năm 2026" in page
    save = re.search(r'action="([^"]+tep-excel/luu/[^"]+)"', page)[1]
    assert save == url(world, "sheet_upload_save", query="?nam=2026")
    saved = client.post(save, {"phieu": preview.context["sealed"]})
    assert saved.url == url(world, "sheet_list", query="?nam=2026&nhom=dang")
    assert ScoreSheet.objects.get().evaluation_id == evaluation.pk


def test_preview_of_2026_is_not_saved_under_2027(world):
    world.sent()
    client = browser(world.officer_user)
    data = client.get(url(world, "sheet_file", query="?nam=2026")).content
    file = SimpleUploadedFile("phieu.xlsx", filled(data, F4="Đạt"))
    preview = client.post(url(world, "sheet_upload", query="?nam=2026"), {"file": file})
    client.post(url(world, "sheet_upload_save", query="?nam=2027"), {"phieu": preview.context["sealed"]})
    assert not ScoreSheet.objects.exists()


def test_file_of_a_closed_year_is_refused_by_name(world):
    world.sent()
    client = browser(world.officer_user)
    data = client.get(url(world, "sheet_file", query="?nam=2026")).content
    world.cycle.state = "CLOSED"
    world.cycle.save()
    answer = client.post(url(world, "sheet_upload", query="?nam=2027"), {"file": SimpleUploadedFile("a.xlsx", data)})
    assert "không phải năm 2027" in answer.context["form"].errors["file"][0]


def test_assignment_names_the_year_it_gives_out_and_gives_out_no_other(world):
    world.sent()
    other = world.assessed_in_opening()
    client = browser(world.head_user)
    wish = f"?nam=2026&linh_vuc=3&nguoi={world.officer_user.username}&so=1"
    page = client.get(url(world, "assignment", query=wish))
    assert "Giao 1 phiếu năm 2026" in page.content.decode()
    sealed = {"ke_hoach": page.context["sealed"]}
    client.post(url(world, "assignment", query="?nam=2027"), sealed)
    assert not ScoreSheet.objects.exists()
    client.post(url(world, "assignment", query="?nam=2026"), sealed)
    assert list(ScoreSheet.objects.values_list("cycle__year", flat=True)) == [2026]
    assert not other.sheets.exists()


@pytest.mark.parametrize("name", ["sheet_list", "sheet_grid", "conclusion_list"])
def test_queries_do_not_grow_with_the_rows_of_either_year(world, name):
    client = browser(reader_of(world, name))
    page = url(world, name)
    world.sent()
    world.assessed_in_opening()
    client.get(page)
    with AtMost(20) as first:
        client.get(page)
    budget = first.count  # the next request empties the log
    for _ in range(4):
        world.sent(world.another())
        world.assessed_in_opening()
    client.get(page)  # reads the units anew
    with AtMost(budget) as second:
        client.get(page)
    assert second.count == budget


def test_head_who_does_not_score_sees_what_has_no_conclusion(world):
    world.sent()
    head = make.make_member(world.ward, Role.HEAD)
    answer = browser(head).get(url(world, "sheet_list"))
    assert offered(answer) == [(2026, 1, True), (2027, 0, False)]
