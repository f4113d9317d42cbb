"""Lists, decisions and criteria of a finishing year beside an opening one (decisions 24, 48–50)."""

import datetime as dt
import re

import pytest

from core import clock
from core.exceptions import DomainError
from evaluation.criteria import services as criteria
from evaluation.criteria.services import SetFacts
from evaluation.decisions.services import decisions
from evaluation.enums import ListKind, ListState, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import proposals
from evaluation.models import CriteriaSet, ProposalList, RecognitionDecision
from models_registry.enums import InitiativeState, Level, Window
from models_registry.models import Initiative, Recognition
from models_registry.registration.services.sending import send_initiative
from models_registry.years import extensions as services
from organizations.enums import Role
from tests.evaluation.appraising import browser, url
from tests.evaluation.two_years import TODAY, TwoYears
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


class World(TwoYears):
    def __init__(self):
        super().__init__()
        self.standing_user, self.standing = self.person(Role.STANDING, may_conclude=True)
        self.board_user, self.board = self.person(Role.BOARD, may_conclude=True)

    def candidate(self, cycle=None, **fields):
        return make.make_candidate(make.make_unit(self.ward), cycle or self.cycle, **fields)

    def locked(self, rows, cycle=None):
        proposal = proposals.create_list(actor=self.officer, cycle=cycle or self.cycle)
        proposals.add_items(actor=self.officer, proposal=proposal, initiatives=rows)
        return proposals.lock_and_submit(actor=self.head, proposal=proposal)

    def decided(self, rows, results=(), number="9-QĐ/ĐU"):
        """A list of 2026 concluded as `results` say, row by row, and its decision typed today."""
        version = self.locked(rows)
        leadership.endorse_list(actor=self.standing, version=version)
        results = [*results, *[RowResult.APPROVE] * len(rows)]
        said = {
            item.pk: RowConclusion(result, Level.MEETS, "" if result == RowResult.APPROVE else "Chờ kiểm tra thực tế")
            for item, result in zip(version.items.all(), results, strict=False)
        }
        leadership.conclude_list(actor=self.board, version=version, rows=said)
        proposal = ProposalList.objects.get(pk=version.proposal_list_id)
        return decisions.enter_decision(
            actor=self.officer, proposal=proposal, number=number, on=clock.today(), post="Phó Bí thư",
            signatory="Người Ký Thử",
        )  # fmt: skip

    def published(self, rows, results=(), number="9-QĐ/ĐU"):
        decision = self.decided(rows, results, number)
        decisions.publish_decision(actor=self.head, decision=decision)
        return RecognitionDecision.objects.get(pk=decision.pk)


@pytest.fixture
def world(at):
    at(*TODAY)
    return World()


def blocks(page):
    """(year, titles of its lists, kinds of which one can be begun) of the page of lists."""
    return [
        (block.cycle.year, [row.title for row in block.rows], [kind for kind, _ in begin])
        for block, begin in page.context["blocks"]
    ]


def title(kind, year, more=""):
    words = {
        "REGISTRATION": "Danh sách đăng ký mô hình, điển hình “Dân vận khéo” năm",
        "RECOGNITION": "Danh sách mô hình, điển hình “Dân vận khéo” đề nghị công nhận năm",
    }
    return f"{words[kind]} {year}{more}"


ALL = ["REGISTRATION", "RECOGNITION", "COMMENDATION"]


def test_each_open_year_stands_in_its_block_and_offers_its_free_kinds(world):
    closed = make.make_cycle(world.ward, 2025)
    proposals.create_list(actor=world.officer, cycle=closed)
    type(closed).objects.filter(pk=closed.pk).update(state="CLOSED")
    proposals.create_list(actor=world.officer, cycle=world.opening, kind=ListKind.REGISTRATION)
    page = browser(world.officer_user).get(url(world, "proposal_list"))
    assert blocks(page) == [
        (2026, [], ALL),
        (2027, [title("REGISTRATION", 2027)], ["RECOGNITION", "COMMENDATION"]),
        (2025, [title("RECOGNITION", 2025)], []),
    ]
    shown = page.content.decode()
    assert re.findall(r'name="nam" value="(\d+)"', shown) == ["2026"] * 3 + ["2027"] * 2
    assert 'class="yr yr--finishing">2026<' in shown
    assert 'class="yr yr--opening">2027<' in shown


def test_list_is_begun_in_the_year_of_the_button(world):
    client = browser(world.officer_user)
    begin = url(world, "proposal_create")
    made = client.post(begin, {"nam": "2026", "loai": "RECOGNITION"})
    assert made.url == url(world, "proposal_build", 2026, 1)
    made = client.post(begin, {"nam": "2027", "loai": "REGISTRATION"})
    assert made.url == url(world, "proposal_build", 2027, 1)
    again = client.post(begin, {"nam": "2026", "loai": "RECOGNITION"}, follow=True)
    assert "Năm 2026 đang có một danh sách đề nghị công nhận chưa xong" in again.content.decode()
    assert ProposalList.objects.count() == 2


@pytest.mark.parametrize("year", ["", "2025", "2031", "abc"])
def test_no_list_is_begun_without_naming_an_open_year(world, year):
    make.make_cycle(world.ward, 2025, state="CLOSED")
    answer = browser(world.officer_user).post(url(world, "proposal_create"), {"nam": year, "loai": "RECOGNITION"})
    assert (answer.status_code, ProposalList.objects.count()) == (404, 0)


def test_second_list_of_2026_takes_what_the_board_left_and_what_was_never_listed(world):
    never, first, left = (world.candidate(mean=mean) for mean in (70, 90, 80))
    world.published([first, left], [RowResult.APPROVE, RowResult.DEFER])
    client = browser(world.officer_user)
    made = client.post(url(world, "proposal_create"), {"nam": "2026", "loai": "RECOGNITION"})
    assert made.url == url(world, "proposal_build", 2026, 2)
    page = client.get(made.url)
    assert page.context["proposal"].title == title("RECOGNITION", 2026, ", đợt 2")
    assert [row.initiative_id for row in page.context["candidates"]] == [left.pk, never.pk]
    client.post(made.url, {"act": "add", "code": [left.code, never.code]})
    second = ProposalList.objects.get(number=2)
    version = proposals.lock_and_submit(actor=world.head, proposal=second)
    assert version.items.count() == 2
    third = proposals.WORDS[ListKind.RECOGNITION].titled(2026, 3)
    assert third == title("RECOGNITION", 2026, ", đợt 3")


def test_cancelled_list_does_not_count_as_a_round(world):
    first = proposals.create_list(actor=world.officer, cycle=world.cycle)
    proposals.cancel_list(actor=world.officer, proposal=first, reason="Lập nhầm")
    again = proposals.create_list(actor=world.officer, cycle=world.cycle)
    assert (again.number, again.title) == (2, title("RECOGNITION", 2026))


def test_three_rounds_of_2026_are_published_while_2027_registers(world):
    rows = [world.candidate() for _ in range(3)]
    for number, row in enumerate(rows, start=1):
        world.published([row], number=f"{number}-QĐ/ĐU")
    lists = ProposalList.objects.order_by("number").values_list("number", "state")
    assert list(lists) == [(number, ListState.PUBLISHED) for number in (1, 2, 3)]
    assert Recognition.objects.live().filter(year=2026).count() == 3


def test_decision_of_a_day_of_2027_recognises_models_of_2026(world):
    decision = world.published([world.candidate()])
    row = Recognition.objects.get()
    assert (decision.on, decision.cycle.year, row.year, row.on) == (
        dt.date(2027, 1, 18), 2026, 2026, dt.date(2027, 1, 18),
    )  # fmt: skip
    page = browser(world.officer_user).get(url(world, "decision_detail", 2026, 1)).content.decode()
    assert "Quyết định công nhận năm 2026" in page
    assert "18/01/2027" in page


def test_same_number_of_one_day_is_refused_across_years(world):
    world.published([world.candidate()])
    with pytest.raises(DomainError, match="Năm 2027 đã có quyết định số 9-QĐ/ĐU"):
        world.decided([world.candidate()])


def test_commendation_of_2027_names_models_of_2026_and_one_of_2026_its_own(world):
    recognised = world.candidate()
    world.published([recognised])
    for cycle in (world.cycle, world.opening):
        praise = proposals.create_list(actor=world.officer, cycle=cycle, kind=ListKind.COMMENDATION)
        proposals.add_items(actor=world.officer, proposal=praise, initiatives=[recognised])
        assert praise.draft_items.get().initiative_id == recognised.pk


def test_lists_of_both_years_wait_for_the_leaders_in_blocks(world):
    world.locked([world.candidate()])
    world.of_opening()
    report = proposals.create_list(actor=world.officer, cycle=world.opening, kind=ListKind.REGISTRATION)
    proposals.lock_and_submit(actor=world.head, proposal=report)
    page = browser(world.standing_user).get(url(world, "leadership_inbox"))
    assert [(block.cycle.year, len(block.rows)) for block in page.context["waiting"]] == [(2026, 1), (2027, 1)]
    shown = page.content.decode()
    assert shown.index(title("RECOGNITION", 2026)) < shown.index(title("REGISTRATION", 2027))
    assert shown.count("1 danh sách chờ ý kiến") == 2
    leadership.acknowledge_list(actor=world.standing, version=report.versions.get())
    page = browser(world.standing_user).get(url(world, "leadership_inbox"))
    assert [block.cycle.year for block in page.context["waiting"]] == [2026]
    assert 'class="yr yr--opening">2027<' in page.content.decode()


def test_lists_of_one_year_wait_for_the_leaders_without_marks(world):
    world.opening.delete()
    world.locked([world.candidate()])
    page = browser(world.standing_user).get(url(world, "leadership_inbox")).content.decode()
    assert 'class="yr' not in page


@pytest.mark.parametrize(("name", "who"), [("proposal_list", "officer_user"), ("leadership_inbox", "standing_user")])
def test_queries_do_not_grow_with_the_lists_of_either_year(world, name, who):
    client, page = browser(getattr(world, who)), url(world, name)
    world.published([world.candidate()])
    client.get(page)
    with AtMost(20) as first:
        client.get(page)
    budget = first.count
    for number in range(3):
        world.published([world.candidate()], number=f"{number + 20}-QĐ/ĐU")
    proposals.create_list(actor=world.officer, cycle=world.opening)
    client.get(page)
    with AtMost(budget) as second:
        client.get(page)
    assert second.count == budget


# Criteria ------------------------------------------------------------------------------------------------------------


def test_criteria_of_2027_are_a_draft_copied_from_2026_which_stays_as_it_is(world):
    world.begun()  # freezes the set of 2026
    frozen = CriteriaSet.objects.get(cycle=world.cycle)
    before = list(frozen.criteria.values("key", "title", "wording", "max_points"))
    client, page = browser(world.head_user), url(world, "criteria_detail", 2027)
    shown = client.get(page).content.decode()
    assert "Chép từ năm 2026, bản nháp" in shown
    assert not CriteriaSet.objects.filter(cycle=world.opening).exists()
    client.post(page, {"viec": "dung"})
    copied = CriteriaSet.objects.get(cycle=world.opening)
    assert (copied.copied_from_id, copied.frozen_at) == (frozen.pk, None)
    drafts = [criteria._draft_of(row) for row in copied.criteria.all()]
    drafts[0], drafts[1] = drafts[1], drafts[0]
    criteria.edit_criteria(
        actor=world.head, criteria_set=copied, facts=SetFacts(title="Bộ tiêu chí mới"), criteria=drafts
    )
    frozen.refresh_from_db()
    assert list(frozen.criteria.values("key", "title", "wording", "max_points")) == before
    assert frozen.title != "Bộ tiêu chí mới"


@pytest.mark.parametrize("state", ["PREPARING", "OPEN"])
def test_head_drafts_criteria_of_a_year_prepared_or_just_opened(world, state):
    type(world.opening).objects.filter(pk=world.opening.pk).update(state=state)
    world.opening.refresh_from_db()
    made = criteria.ensure_criteria(actor=world.head, cycle=world.opening)
    assert made.copied_from == world.criteria
    assert criteria.edit_refusal(world.opening, made) == ""


def test_year_whose_self_assessment_opened_without_criteria_says_who_waits(world):
    type(world.opening).objects.filter(pk=world.opening.pk).update(self_assessment_opens=clock.today())
    shown = browser(world.head_user).get(url(world, "criteria_detail", 2027)).content.decode()
    assert "các đơn vị chưa tự đánh giá được cho đến khi đồng chí dùng bộ này" in shown
    row = world.of_opening()
    head = make.make_head(row.unit)
    page = browser(head).get(url(world, "self_assessment", row.code)).content.decode()
    assert "chưa ban hành bộ tiêu chí của năm" in page


# The register in a finishing year ------------------------------------------------------------------------------------


def test_late_registration_of_2026_is_sent_by_an_extension_while_2027_registers(world):
    unit = make.make_unit(world.ward)
    head = world.actor(make.make_head(unit))
    row = make.make_initiative(unit, world.cycle, InitiativeState.DRAFT)
    with pytest.raises(DomainError, match="Đợt đăng ký năm 2026 đã kết thúc"):
        send(head, row)
    services.grant_extension(
        actor=world.head, cycle=world.cycle, unit=unit, window=Window.REGISTRATION,
        until=clock.today() + dt.timedelta(days=3), reason="Mới thành lập",
    )  # fmt: skip
    sent = send(head, row)
    row.refresh_from_db()
    assert (row.code[:7], sent.basis) == ("DK-2026", "EXTENSION")


def test_self_assessment_of_2026_is_extended_after_its_window_while_2027_registers(world):
    type(world.cycle).objects.filter(pk=world.cycle.pk).update(self_assessment_closes=dt.date(2027, 1, 10))
    with pytest.raises(DomainError, match="Đợt tự đánh giá năm 2026 đã kết thúc"):
        fresh_begin(world)
    services.grant_extension(
        actor=world.head, cycle=read_cycle(world), unit=world.unit, window=Window.SELF_ASSESSMENT,
        until=dt.date(2027, 1, 20), reason="Bí thư ốm",
    )  # fmt: skip
    assert fresh_begin(world).cycle.year == 2026


def read_cycle(world):
    return type(world.cycle).objects.get(pk=world.cycle.pk)


def fresh_begin(world):
    return world.begun(Initiative.objects.get(pk=world.initiative.pk))


def send(actor, row):
    row = Initiative.objects.select_related("cycle", "unit", "sector", "text").get(pk=row.pk)
    return send_initiative(actor=actor, initiative=row, seen=row.version, confirmed=True).submission
