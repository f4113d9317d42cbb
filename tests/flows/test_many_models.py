"""A year's end of many models by three scorers, over the pages alone: from the units' own accounts to their results.

Every page everybody shares is counted: it asks the database as often for many models as for few.
"""

import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from evaluation.criteria import services
from evaluation.enums import EvaluationState
from evaluation.models import Evaluation, ScoreSheet
from models_registry.enums import InitiativeState, Level
from models_registry.models import Recognition
from organizations.enums import Role
from tests.support import factories as make
from tests.support.counting import MARKS
from tests.support.verified import problems

from .visitor import Visitor, sign_in

pytestmark = pytest.mark.django_db
MOST = {1: 20, 2: 15, 3: 20, 4: 15, 5: 15, 6: 15}
SUMMARY = "Năm nay 186 trên 192 hộ phân loại rác tại nhà, xóa ba điểm đổ trộm, gây quỹ 14 triệu đồng mua thẻ bảo hiểm."
REFUSED, NOT_YET = 7, 5  # every seventh row of the list, every fifth model


class YearEnd:
    """A ward with so many received models; `costs` of every shared page: the most queries any opening of it took."""

    def __init__(self, slug: str, models: int):
        self.dice = random.Random(models)
        self.ward = make.make_ward(slug=slug)
        self.cycle = make.make_cycle(self.ward)
        self.costs: dict[str, int] = {}
        people = {"scorer1": Role.OFFICER, "scorer2": Role.OFFICER, "scorer3": Role.OFFICER, "boss": Role.HEAD,
                  "standing": Role.STANDING, "board": Role.BOARD}  # fmt: skip
        self.people = {name: self.person(f"{name}.{slug}", role) for name, role in people.items()}
        services.ensure_criteria(actor=make.actor(self.boss_user, self.ward), cycle=self.cycle)
        self.units = {}
        for place in range(models):
            unit = make.make_unit(self.ward)
            row = make.make_initiative(unit, self.cycle, InitiativeState.RECEIVED, sector=make.sector(1 + place % 5))
            self.units[row.code] = make.make_head(unit, f"unit{place}.{slug}")

    def person(self, username, role) -> Visitor:
        user = make.make_member(self.ward, role, username, may_conclude=role in (Role.STANDING, Role.BOARD))
        if role == Role.HEAD:
            self.boss_user = user
        return sign_in(username, make.PASSWORD)

    def __getitem__(self, name) -> Visitor:
        return self.people[name]

    def open(self, name: str, path: str) -> Visitor:
        """A shared page, counted under its address without codes."""
        with CaptureQueriesContext(connection) as asked:
            page = self[name].open(f"/{self.ward.slug}/{path}")
        count = sum(not query["sql"].startswith(MARKS) for query in asked.captured_queries)
        key = f"{name} {re.sub(r'DK-[0-9-]+', 'DK', path)}"
        self.costs[key] = max(count, self.costs.get(key, 0))
        return page

    # --- the steps --------------------------------------------------------------------------------------------------

    def assess_oneself(self):
        for code, user in self.units.items():
            unit = Visitor()
            make.sign_in(unit.client, user)
            unit.open(f"/{self.ward.slug}/mo-hinh/{code}/").follow("Tự đánh giá kết quả năm")
            answers = {f"finding_{n}": "MET" for n in MOST} | {f"text_{n}": f"Căn cứ {n}" for n in MOST}
            unit.fill(summary=SUMMARY, story_before="Rác cả ngày.", story_after="Ngõ sạch.", result_t1="189", **answers)
            unit.press("Lưu và kiểm tra trước khi nộp").fill(agreed=True).press("Nộp tự đánh giá").sees("Đã nộp")

    def score(self):
        for scorer in ("scorer1", "scorer2", "scorer3"):
            for code in self.units:
                self.open(scorer, "cham-diem/")
                page = self.open(scorer, f"cham-diem/{code}/")
                points = {n: most - self.dice.randint(0, 4) / 2 for n, most in MOST.items()}
                page.fill_in({f"points_{n}": f"{one:g}".replace(".", ",") for n, one in points.items()})
                page.fill_in({f"finding_{n}": "MET" for n in MOST}).press("Hoàn thành phiếu")
                if page.path.endswith("/hoan-thanh/"):
                    page.press("Hoàn thành phiếu")
                page.sees(f"{sum(points.values()):g}".replace(".", ","))

    def conclude(self):
        self.open("boss", "ket-luan/")
        for place, code in enumerate(self.units):
            page = self.open("boss", f"ket-luan/{code}/")
            said = {"outcome": "RECOMMEND"}
            if place % NOT_YET == NOT_YET - 1:
                said = {"outcome": "NOT_YET", "outcome_reason": "Cần thêm số liệu từng quý"}
            page.fill_in(said).press("Ghi kết luận").sees("Đã ghi kết luận")

    def submit_the_list(self):
        year = self.cycle.year
        self.open("scorer1", "danh-sach/").press(f"Lập danh sách đề nghị công nhận năm {year}")
        self.at = f"{year}-1"
        while codes := self.open("scorer1", f"danh-sach/{self.at}/lap/").page.xpath("//input[@name='code']/@value"):
            self["scorer1"].fill(code=codes).press("Đưa vào danh sách")
        self["scorer1"].press("Xếp theo lĩnh vực, điểm")
        self.open("boss", f"danh-sach/{self.at}/lap/")
        self.open("boss", f"danh-sach/{self.at}/khoa/").press("Khóa và trình")
        self.open("boss", f"danh-sach/{self.at}/ban/1/")

    def hear_the_leaders(self):
        self.open("standing", f"cho-y-kien/{self.at}/").follow("Đồng ý danh sách")
        self["standing"].fill(stance="AGREE").press("Ghi ý kiến")
        self.open("standing", f"cho-y-kien/{self.at}/thong-nhat/").press("Thống nhất, trình Ban Thường vụ")
        self.open("board", f"cho-y-kien/{self.at}/").follow("Ghi kết luận của Ban Thường vụ")
        page = self.open("board", self["board"].path.removeprefix(f"/{self.ward.slug}/"))
        rows = sorted({int(name.removeprefix("result_")) for name in page.page.xpath("//@name") if "result_" in name})
        for place, key in enumerate(rows):
            refused = place % REFUSED == REFUSED - 1
            page.fill_in({f"result_{key}": "REFUSE" if refused else "APPROVE", f"level_{key}": "1" if place else "2"})
            page.fill_in({f"reason_{key}": "Cần thêm một năm"} if refused else {})
        page.press("Ghi kết luận").sees("Đã ghi kết luận của Ban Thường vụ")
        return rows

    def publish(self):
        self.open("scorer1", f"quyet-dinh/{self.at}/").follow("Nhập số, ngày quyết định")
        number, day = f"125-{self.ward.slug}", f"{clock.today():%d/%m/%Y}"
        self["scorer1"].fill(number=number, on=day, post="BÍ THƯ", signatory="Người Ký").press("Lưu")
        self.open("boss", f"quyet-dinh/{self.at}/").follow("Công bố quyết định").press("Công bố")
        self["boss"].sees("Đã công bố quyết định")

    def read_everywhere(self):
        """What everybody may look at afterwards, and every unit its own result."""
        for path in ("tong-quan/", "bao-cao/de-nghi/", "bao-cao/cong-nhan/", "bao-cao/tien-do/", "ket-luan/", "ho-so/"):
            self.open("boss", path)
        self.open("boss", f"ket-luan/bang-diem-{self.cycle.year}.xlsx")
        self.open("boss", "bao-cao/cong-nhan.xlsx")
        self.open("standing", "thu-vien/")
        said = [self.result_of(code, user) for code, user in self.units.items()]
        return said.count(True)

    def result_of(self, code, user) -> bool:
        unit = Visitor()
        make.sign_in(unit.client, user)
        text = unit.open(f"/{self.ward.slug}/mo-hinh/{code}/ket-qua/").text
        assert "Chưa công bố" not in text
        return f"125-{self.ward.slug}" in text


def walked(slug: str, models: int) -> dict[str, int]:
    """The whole way; the costs of its shared pages."""
    year = YearEnd(slug, models)
    year.assess_oneself()
    year.score()
    year.conclude()
    year.submit_the_list()
    listed = len(year.hear_the_leaders())
    year.publish()
    recognised = listed - listed // REFUSED
    assert year.read_everywhere() == recognised
    assert listed == models - models // NOT_YET
    assert ScoreSheet.objects.filter(ward=year.ward).count() == 3 * models
    assert Recognition.objects.filter(initiative__ward=year.ward, level__gte=Level.MEETS).count() == recognised
    published = Evaluation.objects.filter(ward=year.ward, state=EvaluationState.PUBLISHED)
    assert published.count() == models
    assert problems() == []
    return year.costs


@pytest.mark.deep
def test_a_year_end_of_eighty_models_costs_each_page_what_eight_cost(frozen_clock):
    """The clock stands: once a minute a session notes that it was seen, which is no cost of a page."""
    few, many = walked("phuong-it", 8), walked("phuong-nhieu", 80)
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page]} == {}
