"""`manage.py bench`: two programs are asked in turn, and the table shows one divided by the other."""

from io import StringIO

from danvan.benchmark.pages import Page
from danvan.management.commands.bench import Command, _alternate

PAGE = Page("library", "chuyenvien1", "/yen-bai/thu-vien/", "/list-capped", 2)


class Scripted:
    """A measured process that answers what it was given and notes who was asked when."""

    def __init__(self, name, asked, *, status=200, cpu=()):
        self.name, self.asked, self.status, self.cpu = name, asked, status, iter(cpu)

    def get(self, username, url, *, counted=False):
        self.asked.append((self.name, username, url, counted))
        cpu = next(self.cpu, 4.0)
        return {"status": self.status, "queries": 4, "bytes": 2000, "cpu": cpu, "wall": 2 * cpu, "peak": 90.0}


def test_both_programs_are_asked_in_turn_and_medians_kept():
    asked = []
    ours, bare = Scripted("ours", asked, cpu=(90, 9, 12, 11)), Scripted("bare", asked, cpu=(80, 5, 4, 3))
    figures = _alternate([ours, bare], PAGE, 3)
    assert [(name, counted) for name, _, _, counted in asked] == [
        ("ours", True), ("bare", True), *[("ours", False), ("bare", False)] * 3,
    ]  # fmt: skip
    assert {(username, url) for name, username, url, _ in asked if name == "bare"} == {("bench", "/list-capped")}
    assert [side["cpu"] for side in figures] == [11, 4]


def test_a_page_that_does_not_answer_is_asked_once():
    asked = []
    figures = _alternate([Scripted("ours", asked, status=302), Scripted("bare", asked)], PAGE, 3)
    assert [name for name, *_ in asked] == ["ours", "bare", "bare", "bare", "bare"]
    assert figures[0]["status"] == 302


def printed(ours, bare, smallest=None):
    out = StringIO()
    rows = {PAGE: _alternate([ours, bare], PAGE, 1)}
    Command(stdout=out)._print(80, rows, [90.0, 50.0], smallest or {})
    return out.getvalue().splitlines()


def test_the_table_divides_ours_by_the_bare_page_and_marks_what_is_over_budget():
    lines = printed(Scripted("ours", [], cpu=(1, 10)), Scripted("bare", [], cpu=(1, 4)))
    assert [cell.split() for cell in lines[4].split("|")] == [
        ["library"], ["4", "10.0", "20.0", "2.0"], ["4", "4.0", "8.0", "2.0"], ["1.00", "2.50", "2.50", "1.00"],
        ["2", "over"],
    ]  # fmt: skip
    assert lines[5] == "peak memory, MB: ours 90, limit 50"


def test_a_page_without_answer_shows_its_status_and_no_ratio():
    lines = printed(Scripted("ours", [], status=302), Scripted("bare", []))
    cells = [cell.split() for cell in lines[4].split("|")]
    assert (cells[1], cells[3], cells[4]) == (["302"], ["–"], ["2"])
