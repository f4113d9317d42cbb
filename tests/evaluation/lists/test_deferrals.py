"""A model the Board leaves: its unit learns it at publication, once, with the reason and what follows."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from core import clock
from core.exceptions import StaleState
from core.log import audit
from core.models import Audience, AuditEntry, Notification
from evaluation.decisions.services import decisions
from evaluation.decisions.year_work import appraisal_work
from evaluation.enums import EvaluationState, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import Evaluation, RecognitionDecision
from models_registry.enums import CycleState, InitiativeState, Level
from models_registry.models import Initiative
from tests.evaluation.lists.test_lists import Year
from tests.support import factories as make

pytestmark = pytest.mark.django_db
REASON = "Cần thêm minh chứng"


class Left(Year):
    """The Board recognises two models and leaves one; `head_of_unit` works for the unit of the one left."""

    def __init__(self):
        super().__init__()
        self.left = self.rows[0]
        self.head_of_unit = make.make_head(self.units[0])
        self.browser = make.sign_in(Client(), self.head_of_unit)
        self.decision = self.entered(results=(RowResult.APPROVE, RowResult.APPROVE, RowResult.DEFER))

    def publish(self):
        decisions.publish_decision(actor=self.head, decision=self.decision)

    def page(self, name, *args):
        answer = self.browser.get(reverse(name, args=[self.ward.slug, *args]))
        assert answer.status_code == 200
        main = html.document_fromstring(answer.content.decode()).xpath("//main")[0]
        return " ".join(" ".join(main.itertext()).split())

    def notices(self):
        return list(Notification.objects.filter(user_key=self.head_of_unit.pk, kind="result").order_by("pk"))

    def decide_again(self, result, number):
        """A second list of the year with the model left before, concluded and published."""
        proposal = proposals.create_list(actor=self.officer, cycle=self.cycle)
        proposals.add_items(actor=self.officer, proposal=proposal, initiatives=[self.left, *self.more()])
        version = proposals.lock_and_submit(actor=self.head, proposal=proposal)
        leadership.endorse_list(actor=self.standing, version=version)
        rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in version.items.all()}
        (own,) = version.items.filter(initiative=self.left)
        rows[own.pk] = RowConclusion(result, Level.MEETS, "" if result == RowResult.APPROVE else "Chờ kiểm tra lại")
        leadership.conclude_list(actor=self.board, version=version, rows=rows)
        version.proposal_list.refresh_from_db()
        decision = decisions.enter_decision(
            actor=self.officer, proposal=version.proposal_list, number=number, on=clock.today(), post="PHÓ BÍ THƯ",
            signatory="Người Ký Thử",
        )  # fmt: skip
        decisions.publish_decision(actor=self.head, decision=decision)

    def more(self):
        return [make.make_candidate(self.units[1], self.cycle, 70, sector=make.sector(2))]


@pytest.fixture
def year():
    return Left()


def test_nobody_is_told_before_publishing(year):
    assert year.notices() == []
    assert "Chưa công bố kết quả" in year.page("evaluation:result", year.left.code)
    assert "để lại" not in year.page("registry:initiative_detail", year.left.code).lower()
    assert "Đã nộp tự đánh giá" in year.page("reports:todo")


def test_the_unit_is_told_once_with_reason_and_what_follows(year):
    stale = RecognitionDecision.objects.get(pk=year.decision.pk)
    year.publish()
    with pytest.raises(StaleState):
        decisions.publish_decision(actor=year.head, decision=stale)
    (notice,) = year.notices()
    assert notice.link == year.left.get_absolute_url()
    assert notice.text == (
        f"Ban Thường vụ để lại “{year.left.name}”, xem xét sau. Lý do: {REASON}. Mô hình có thể vào một danh "
        "sách sau của năm 2026, đơn vị chưa phải làm gì thêm"
    )
    (entry,) = AuditEntry.objects.filter(verb="initiative.defer")
    assert (entry.subject_key, entry.audience) == (year.left.pk, Audience.UNIT)
    story = audit.timeline(Initiative.objects.get(pk=year.left.pk), audiences=[Audience.UNIT])
    assert [(row.label("text"), row.label("reason")) for row in story] == [
        ("Ban Thường vụ để lại, xem xét sau", REASON)
    ]


def test_home_model_page_list_and_result_say_the_same(year):
    year.publish()
    home = year.page("reports:todo")
    assert f"“{year.left.name}”: Ban Thường vụ để lại, chưa kết luận. Đơn vị chưa phải làm gì thêm" in home
    assert home.count("Để lại, xem xét sau") == 2  # the task and the model's card
    waits = "Ban Thường vụ để lại, xem xét sau, ở một danh sách sau của năm"
    for page in (year.page("registry:initiative_detail", year.left.code), year.page("registry:initiative_list")):
        assert "Bước 5/5: Công nhận" in page
        assert waits in page
    result = year.page("evaluation:result", year.left.code)
    assert (
        f"Để lại, xem xét sau Ban Thường vụ chưa kết luận công nhận hay không công nhận mô hình này. Lý do: {REASON}"
        in result
    )
    assert "Mô hình có thể được đưa vào một danh sách sau của năm 2026. Đơn vị chưa phải làm gì thêm" in result


def test_a_later_list_of_the_year_may_recognise_it(year):
    year.publish()
    year.decide_again(RowResult.APPROVE, "126-QĐ/ĐU")
    assert [notice.text for notice in year.notices()][1:] == [
        f"Đã có kết quả xét công nhận “{year.left.name}” năm {year.left.year}"
    ]
    result = year.page("evaluation:result", year.left.code)
    assert "quyết định số 126-QĐ/ĐU" in result
    assert "Để lại" not in result
    assert "Để lại" not in year.page("reports:todo")


def test_left_again_it_is_told_again_with_the_newer_reason(year):
    year.publish()
    year.decide_again(RowResult.DEFER, "126-QĐ/ĐU")
    assert [notice.text.split("Lý do: ")[1].split(". ")[0] for notice in year.notices()] == [REASON, "Chờ kiểm tra lại"]
    assert "Lý do: Chờ kiểm tra lại" in year.page("evaluation:result", year.left.code)
    assert Evaluation.objects.get(initiative=year.left).state == EvaluationState.CONCLUDED


def test_a_year_closed_since_promises_no_later_list(year):
    year.publish()
    work = {row.words: (row.count, row.refuses) for row in appraisal_work(year.cycle, year.ward.slug)}
    assert work == {"mô hình Ban Thường vụ để lại, chưa vào danh sách mới": (1, False)}
    type(year.cycle).objects.update(state=CycleState.CLOSED)
    result = year.page("evaluation:result", year.left.code)
    assert "Năm 2026 đã khép, mô hình không được xét tiếp trong năm." in result
    assert "danh sách sau" not in year.page("registry:initiative_detail", year.left.code)


def test_a_long_reason_is_cut_in_the_notice_and_whole_on_the_page():
    year = Left.__new__(Left)
    Year.__init__(year)
    year.left, year.head_of_unit = year.rows[0], make.make_head(year.units[0])
    year.browser = make.sign_in(Client(), year.head_of_unit)
    Initiative.objects.filter(pk=year.left.pk).update(name="Ngõ xanh " * 22)
    version = year.endorsed()
    long = "Cần thêm minh chứng của từng hộ đã ký cam kết. " * 40
    rows = {item.pk: RowConclusion(RowResult.APPROVE, Level.MEETS) for item in version.items.all()}
    rows[version.items.get(initiative=year.left).pk] = RowConclusion(RowResult.DEFER, Level.MEETS, long)
    leadership.conclude_list(actor=year.board, version=version, rows=rows)
    version.proposal_list.refresh_from_db()
    year.decision = decisions.enter_decision(
        actor=year.officer, proposal=version.proposal_list, number="1-QĐ/ĐU", on=clock.today(), post="BÍ THƯ",
        signatory="Người Ký Thử",
    )  # fmt: skip
    year.publish()
    (notice,) = year.notices()
    assert len(notice.text) <= 500
    assert notice.text.endswith("…. Mô hình có thể vào một danh sách sau của năm 2026, đơn vị chưa phải làm gì thêm")
    assert long.strip() in year.page("evaluation:result", year.left.code)


def test_a_model_discontinued_meanwhile_is_not_told_of(year):
    Initiative.objects.filter(pk=year.left.pk).update(state=InitiativeState.DISCONTINUED)
    year.publish()
    assert year.notices() == []
    assert "Để lại" not in year.page("evaluation:result", year.left.code)
