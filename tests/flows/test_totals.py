"""Totals, means, medians and gaps of random points are the same on the screen, in every workbook and on paper.

The workbooks hold formulas: the gate computes them with the few rules below, the long run has LibreOffice compute them.
What is right is told by whole fractions, apart from the program's own arithmetic.
"""

import io
import os
import random
import re
import shutil
import subprocess
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html
from openpyxl import load_workbook

from evaluation.conclusions.services import conclusions
from evaluation.lists.services import proposals
from evaluation.models import Evaluation, ScoreSheet
from organizations.enums import Role
from tests.evaluation.appraising import FULL, Appraisal, full_scores
from tests.reports.reading import Reader, comparable, on_screen
from tests.support import factories as make

pytestmark = pytest.mark.django_db
CALL = re.compile(r"(SUM|COUNT|AVERAGE|MEDIAN|MAX|MIN)\(([^()]*)\)")


class Scored(Appraisal):
    """Models with random points of one to four scorers; `totals` of each by its code, as whole halves of a point."""

    def __init__(self, models: int, seed: int):
        super().__init__()
        dice = random.Random(seed)
        self.cycle.spread_limit, self.cycle.min_sheets = 100, 1
        self.cycle.save()
        scorers = [self.officer, self.second, *(self.person(Role.OFFICER)[1] for _ in range(2))]
        self.totals: dict[str, list[int]] = {}
        for place in range(models):
            evaluation = self.sent(self.another(f"Mô hình ngẫu nhiên {place + 1}", sector=make.sector(1 + place % 5)))
            for scorer in dice.sample(scorers, dice.randint(1, 4)):
                halves = {number: dice.randint(0, 2 * most) for number, most in FULL.items()}
                self.completed(evaluation, scorer, full_scores({n: Decimal(half) / 2 for n, half in halves.items()}))
                self.totals.setdefault(evaluation.initiative.code, []).append(sum(halves.values()))
            evaluation = Evaluation.objects.get(pk=evaluation.pk)
            conclusions.conclude_evaluation(actor=self.head, evaluation=evaluation, outcome="RECOMMEND")
        self.browser = make.sign_in(Client(), self.head_user)

    def lock_list(self):
        proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        rows = [row.initiative for row in proposals.candidates(proposal)]
        proposals.add_items(actor=self.officer, proposal=proposal, initiatives=rows)
        proposals.lock_and_submit(actor=self.head, proposal=proposal)

    def get(self, name, *args) -> bytes:
        answer = self.browser.get(reverse(f"evaluation:{name}", args=[self.ward.slug, *args]))
        assert answer.status_code == 200
        return answer.content


def right(halves: list[int]) -> tuple[str, str, str]:
    """Mean, median and gap as the screen writes them, from halves of a point."""
    ordered = sorted(Fraction(half, 2) for half in halves)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return written(sum(ordered) / len(ordered)), written(median), written(ordered[-1] - ordered[0])


def written(number) -> str:
    """Two places, halves up, no zeros behind, a comma."""
    hundredths = int(Fraction(number) * 100 + Fraction(1, 2))
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",")


def on_the_head_page(world, code: str) -> tuple[list[str], tuple[str, str, str]]:
    """The total of each sheet, and the three figures."""
    page = html.document_fromstring(world.get("points_explained", code).decode())
    figures = {row.findtext("dt"): said(row.find(".//b")) for row in page.xpath("//dl/div[.//b]")}
    totals = [said(row.findall(".//b")[-1]) for row in page.xpath("//li[b='Tổng của phiếu']")]
    return totals, tuple(figures[name] for name in ("Trung bình", "Trung vị", "Chênh lệch"))


def said(node) -> str:
    """A number of the screen without zeros behind."""
    text = node.text_content().strip()
    return text.rstrip("0").rstrip(",") if "," in text else text


# Workbooks, computed --------------------------------------------------------------------------------------------------


def by_the_rules(data: bytes):
    """(cell of a worksheet) → value, formulas computed exactly by the few functions our workbooks use."""
    book = load_workbook(io.BytesIO(data))

    def value(sheet, address):
        held = book[sheet][address].value
        return computed(sheet, held) if isinstance(held, str) and held.startswith("=") else held

    def numbers(sheet, spans):
        for span in spans.split(","):
            place, _, cells = span.rpartition("!")
            cells = book[place.strip("'") or sheet][cells]
            cells = [cell for row in cells for cell in row] if isinstance(cells, tuple) else [cells]
            found = (value(cell.parent.title, cell.coordinate) for cell in cells)
            yield from (Fraction(str(one)) for one in found if one is not None)

    def computed(sheet, formula):
        def call(match):
            given = sorted(numbers(sheet, match[2]))
            middle = given[len(given) // 2] if given else 0
            return str(
                {
                    "SUM": lambda: sum(given),
                    "COUNT": lambda: len(given),
                    "AVERAGE": lambda: sum(given) / len(given),
                    "MEDIAN": lambda: middle if len(given) % 2 else (middle + given[len(given) // 2 - 1]) / 2,
                    "MAX": lambda: given[-1],
                    "MIN": lambda: given[0],
                }[match[1]]()
            )

        rest = CALL.sub(call, formula.removeprefix("="))
        if rounded := re.fullmatch(r"ROUND\(([\d/]+),2\)", rest):
            return Fraction(int(Fraction(rounded[1]) * 100 + Fraction(1, 2)), 100)
        first, _, taken = rest.partition("-")
        return Fraction(first) - Fraction(taken or 0)

    return value


def by_libreoffice(data: bytes, folder):
    """The same of the file as LibreOffice computes and saves it."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "bang.xlsx").write_bytes(data)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run(
        [*command, "--outdir", folder, folder / "in" / "bang.xlsx"], check=True, timeout=180, capture_output=True
    )
    command[-1] = "xlsx"  # the way through its own format makes it compute every cell anew
    subprocess.run([*command, "--outdir", folder, folder / "bang.ods"], check=True, timeout=180, capture_output=True)
    book = load_workbook(folder / "bang.xlsx", data_only=True)
    return lambda sheet, address: book[sheet][address].value


def agree_everywhere(world, compute):
    """Screens, the workbook of points, each scorer's own workbook."""
    data = world.get("points_file", world.cycle.year)
    value, book = compute(data), load_workbook(io.BytesIO(data))
    models, sheets = book["Tổng hợp"], book["Phiếu"]
    last = sheets.max_column
    seen: dict[str, list[str]] = {}
    for row in range(2, sheets.max_row + 1):
        total = value("Phiếu", sheets.cell(row, last).coordinate)
        seen.setdefault(sheets.cell(row, 1).value, []).append(number(total))
    for row in range(2, models.max_row + 1):
        code = models.cell(row, 1).value
        count, *figures = (value("Tổng hợp", models.cell(row, column).coordinate) for column in range(4, 8))
        totals, shown = on_the_head_page(world, code)
        halves = world.totals[code]
        assert tuple(number(one) for one in figures) == shown == right(halves), code
        assert int(count) == len(halves)
        assert sorted(totals) == sorted(seen[code]) == sorted(written(Fraction(half, 2)) for half in halves)
    assert models.max_row - 1 == len(world.totals) == len(seen)


def number(value) -> str:
    """A computed cell as the screen writes it; LibreOffice gives binary numbers."""
    return written(value if isinstance(value, Fraction) else Fraction(str(round(value, 6))))


def agree_on_paper(world, pdf: bool):
    """The locked list: on the screen, as a workbook, as PDF."""
    world.lock_list()
    reader = Reader(Client(), world.ward, world.head_user)
    screen = on_screen(reader.screen("de-nghi"))
    assert comparable(reader.xlsx("de-nghi")) == screen
    stored = {row.initiative.name: world.totals[row.initiative.code] for row in appraised(world)}
    shown = {row[2]: (row[6], row[9]) for row in screen if row[0].isdigit()}
    assert shown == {name: (right(halves)[0], str(len(halves))) for name, halves in stored.items()}
    if pdf:
        text = reader.pdf_text("de-nghi").replace(" ", "")
        missing = [row for row in screen if row[0].isdigit() and "".join(row).replace(" ", "") not in text]
        assert missing == []


def appraised(world):
    return Evaluation.objects.filter(cycle=world.cycle).select_related("initiative")


def test_a_few_random_totals_agree_on_screen_in_workbooks_and_on_paper():
    world = Scored(models=6, seed=2026)
    agree_everywhere(world, by_the_rules)
    agree_on_paper(world, pdf=True)
    assert ScoreSheet.objects.count() == sum(len(halves) for halves in world.totals.values())


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(3))
def test_random_totals_agree_with_libreoffice_and_paper(seed, tmp_path):
    if shutil.which("soffice") is None:
        assert not os.environ.get("CI"), "LibreOffice is missing"
        pytest.skip("LibreOffice is missing: workbooks were NOT recomputed")
    world = Scored(models=60, seed=seed)
    agree_everywhere(world, by_the_rules)
    agree_everywhere(world, lambda data: by_libreoffice(data, tmp_path))
    agree_on_paper(world, pdf=True)
