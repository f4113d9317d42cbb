"""The pages of lists, opinions, conclusions, decisions and results."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from core import clock
from core.models import AuditEntry, StoredFile
from core.text.formatting import date_vi
from evaluation.enums import EvaluationState, ListState, Outcome, RowResult
from evaluation.leadership.services import leadership
from evaluation.lists.services import proposals
from evaluation.models import Opinion, ProposalList, RecognitionDecision
from models_registry.enums import InitiativeState, Level
from models_registry.models import Attachment, Recognition
from organizations.enums import Role
from reports.documents.layout import document_date
from reports.issued.decision_text import decision_text
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return make.make_ward()


@pytest.fixture
def cycle(ward):
    return make.make_cycle(ward, 2026)


@pytest.fixture
def people(ward):
    flags = {Role.STANDING: {"may_conclude": True}, Role.BOARD: {"may_conclude": True}}
    roles = (Role.OFFICER, Role.HEAD, Role.STANDING, Role.BOARD)
    return {role: make.make_member(ward, role, **flags.get(role, {})) for role in roles}


@pytest.fixture
def go(client, ward, people):
    """Send a request as a role to one of the pages of the year's list: go(Role.HEAD, "proposal_lock", {})."""

    def send(role, name, data=None, *more):
        make.sign_in(client, people[role])
        url = reverse(name if ":" in name else f"evaluation:{name}", args=[ward.slug, 2026, 1, *more])
        return client.get(url) if data is None else client.post(url, data)

    return send


@pytest.fixture
def draft(ward, cycle, people):
    rows = [make.make_candidate(make.make_unit(ward), cycle, mean) for mean in (70, 90)]
    proposal = proposals.create_list(actor=make.actor(people[Role.OFFICER], ward), cycle=cycle)
    proposals.add_items(actor=make.actor(people[Role.OFFICER], ward), proposal=proposal, initiatives=rows)
    return proposal


@pytest.fixture
def version(draft, ward, people):
    return proposals.lock_and_submit(actor=make.actor(people[Role.HEAD], ward), proposal=draft)


def results_of(version, result=RowResult.APPROVE, **more):
    data = {"version": version.number, "meeting_on": date_vi(clock.today())}
    for item in version.items.all():
        data |= {f"result_{item.pk}": result, f"level_{item.pk}": Level.MEETS}
    return data | more


def test_candidates_are_added_by_ticking_and_only_known_codes_count(go, draft, ward, cycle):
    third = make.make_candidate(make.make_unit(ward), cycle, 80)
    stranger = make.make_initiative(make.make_unit(ward), cycle, InitiativeState.RECEIVED)
    go(Role.OFFICER, "proposal_build", {"act": "add", "code": [third.code, stranger.code, "DK-1999-001"]})
    assert draft.draft_items.count() == 2
    go(Role.OFFICER, "proposal_build", {"act": "add", "code": [third.code]})
    assert draft.draft_items.count() == 3


def test_row_of_another_list_is_not_touched(go, draft, ward):
    other = make.make_cycle(ward, 2027)
    foreign = proposals.create_list(actor=make.actor(make.make_member(ward, Role.OFFICER), ward), cycle=other)
    row = make.make_candidate(make.make_unit(ward), other, 80)
    officer = make.actor(make.make_member(ward, Role.OFFICER), ward)
    proposals.add_items(actor=officer, proposal=foreign, initiatives=[row])
    item = foreign.draft_items.get()
    go(Role.OFFICER, "proposal_build", {"act": "remove", "item": item.pk})
    assert foreign.draft_items.count() == 1
    assert go(Role.OFFICER, "proposal_item", {"achievement": "x", "level": 2}, item.pk).status_code == 404


def test_too_long_achievement_is_told_at_its_place_and_kept(go, draft):
    item = draft.draft_items.first()
    page = go(Role.OFFICER, "proposal_item", {"achievement": "á" * 301, "level": 1}, item.pk)
    assert page.context["form"].errors == {"achievement": ["Thành tích nổi bật dài quá 300 ký tự, hiện có 301"]}
    assert "á" * 301 in page.content.decode()


def test_second_press_of_lock_tells_and_locks_once(go, draft):
    seen = go(Role.HEAD, "proposal_lock").context["seen"]
    assert go(Role.HEAD, "proposal_lock", {"seen": seen}).status_code == 302
    again = go(Role.HEAD, "proposal_lock", {"seen": seen})
    told = [message.message for message in get_messages(again.wsgi_request)]
    assert "Khóa bản số 1 gồm 2 mô hình đề nghị công nhận và trình Thường trực" in told[-1]
    draft.refresh_from_db()
    assert (draft.state, draft.current_number, draft.versions.count()) == (ListState.SUBMITTED, 1, 1)


def test_page_of_an_older_version_cannot_be_answered(go, version, draft, ward, people):
    leadership.return_list(actor=make.actor(people[Role.STANDING], ward), version=version, reason="Xem lại")
    draft.refresh_from_db()
    proposals.lock_and_submit(actor=make.actor(people[Role.HEAD], ward), proposal=draft)
    answer = go(Role.STANDING, "endorse", {"version": 1})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.state == ListState.SUBMITTED
    go(Role.STANDING, "endorse", {"version": 2})
    draft.refresh_from_db()
    assert draft.state == ListState.ENDORSED
    again = go(Role.STANDING, "endorse", {"version": 2})
    assert "Thống nhất, trình Ban Thường vụ, bản số 2" in [str(one) for one in get_messages(again.wsgi_request)][-1]


def test_opinion_on_a_row_is_kept_beside_the_one_on_the_list(go, version):
    for _ in range(2):  # pressed twice, it is said once
        go(Role.BOARD, "opinion", {"version": 1, "stance": "AGREE"})
    go(Role.BOARD, "opinion", {"version": 1, "stance": "DIFFER", "text": "Cần rà lại số hộ", "item": 2})
    assert AuditEntry.objects.filter(verb="list.opinion").count() == 2
    rows = Opinion.objects.order_by("pk").values_list("item__order", "stance", "text")
    assert list(rows) == [(None, "AGREE", ""), (2, "DIFFER", "Cần rà lại số hộ")]


def test_opinion_written_on_an_older_version_is_not_taken_for_the_new_one(go, version, draft, ward, cycle, people):
    officer, head = (make.actor(people[role], ward) for role in (Role.OFFICER, Role.HEAD))
    leadership.return_list(actor=make.actor(people[Role.STANDING], ward), version=version, reason="Thêm lĩnh vực")
    draft.refresh_from_db()
    newcomer = make.make_candidate(make.make_unit(ward), cycle, 95)
    proposals.add_items(actor=officer, proposal=draft, initiatives=[newcomer])
    rows = draft.draft_items.filter(initiative=newcomer)
    proposals.move_item(actor=officer, proposal=draft, item=rows.get(), up=True)
    proposals.lock_and_submit(actor=head, proposal=draft)
    said = {"version": 1, "stance": "DIFFER", "text": "Để năm sau", "item": 2}  # in version 2 the second row is another
    page = go(Role.STANDING, "opinion", said)
    assert "đã có bản số 2" in page.context["form"].non_field_errors()[0]
    assert (page.context["form"]["text"].value(), page.context["form"]["item"].value()) == ("Để năm sau", None)
    assert Opinion.objects.count() == 0
    go(Role.STANDING, "opinion", said | {"version": 2, "item": 3})
    assert Opinion.objects.get().item.version.number == 2


def test_a_leader_reads_a_row_with_its_report_and_its_opinions_but_no_sheet(go, client, version, ward):
    go(Role.BOARD, "opinion", {"version": 1, "stance": "DIFFER", "text": "Cần rà lại số hộ", "item": 1})
    go(Role.STANDING, "leadership_row", None, 1)
    with AtMost(14):
        page = client.get(reverse("evaluation:leadership_row", args=[ward.slug, 2026, 1, 1]))
    assert [row.text for row in page.context["opinions"]] == ["Cần rà lại số hộ"]
    assert page.context["evidence"].text == version.items.first().initiative.evaluation.self_assessment
    assert [row.scores for row in page.context["page"].rows_read()] == [()] * len(page.context["page"].criteria)
    assert "?y=DIFFER&amp;dong=1" in page.content.decode()
    assert go(Role.STANDING, "leadership_row", None, 3).status_code == 404
    assert go(Role.OFFICER, "leadership_row", None, 1).status_code == 403


def test_refusal_without_reason_stays_on_the_page_at_its_row(go, version):
    go(Role.STANDING, "endorse", {"version": 1})
    first, second = version.items.all()
    data = results_of(version, **{f"result_{second.pk}": RowResult.REFUSE, "minutes": "Biên bản số 12"})
    page = go(Role.BOARD, "conclude", data)
    assert list(page.context["form"].errors) == [f"reason_{second.pk}"]
    assert "Biên bản số 12" in page.content.decode()


def test_conclusion_recorded_twice_is_recorded_once(go, version, draft):
    go(Role.STANDING, "endorse", {"version": 1})
    for _ in range(2):
        assert go(Role.BOARD, "conclude", results_of(version)).status_code == 302
    assert version.conclusion.rows.count() == 2
    draft.refresh_from_db()
    assert draft.state == ListState.CONCLUDED


def test_from_conclusion_to_the_unit_reading_its_result(go, client, version, ward):
    go(Role.STANDING, "endorse", {"version": 1})
    go(Role.BOARD, "conclude", results_of(version))
    paper = {"number": "125-QĐ/ĐU", "on": date_vi(clock.today()), "authority": "T/M BAN THƯỜNG VỤ"}
    go(Role.OFFICER, "decision_edit", paper | {"post": "BÍ THƯ", "signatory": "Người Ký Thử"})
    row = version.items.first().initiative
    secretary = make.make_head(row.unit)
    url = reverse("evaluation:result", args=[ward.slug, row.code])
    make.sign_in(client, secretary)
    before = client.get(url).content.decode()
    assert "Chưa công bố kết quả" in before
    assert "125-QĐ" not in before
    go(Role.HEAD, "reports:decision_publish", {})
    go(Role.HEAD, "reports:decision_publish", {})
    assert Recognition.objects.live().count() == 2
    make.sign_in(client, secretary)
    assert "quyết định số 125-QĐ/ĐU" in client.get(url).content.decode()


def test_the_decision_is_worded_as_the_board_concluded(go, version, draft):
    go(Role.STANDING, "endorse", {"version": 1})
    first, second = version.items.all()
    refused = {f"result_{second.pk}": RowResult.REFUSE, f"reason_{second.pk}": "Chờ một năm", f"level_{first.pk}": 2}
    go(Role.BOARD, "conclude", results_of(version, **refused))
    draft.refresh_from_db()
    blank = decision_text(draft)
    said = " ".join(block.text for block in blank.blocks)
    assert (
        "Công nhận 1 mô hình, điển hình “Dân vận khéo” năm 2026, gồm 1 tập thể (mô hình); trong đó 1 điển hình" in said
    )
    assert f"cuộc họp ngày {document_date(clock.today())}" in said
    assert (blank.letterhead.day, blank.letterhead.number, blank.signature.name) == (None, None, "")
    paper = {"number": "7", "on": date_vi(clock.today()), "authority": "T/M BAN THƯỜNG VỤ"}
    go(Role.OFFICER, "decision_edit", paper | {"post": "Bí thư", "signatory": "Người Ký Thử"})
    typed = decision_text(draft)
    assert (typed.letterhead.number_line, typed.letterhead.day) == ("Số 07-QĐ/ĐU", clock.today())
    assert (typed.signature.post, typed.signature.name) == ("BÍ THƯ", "Người Ký Thử")


def test_unit_reads_why_only_after_publishing(client, ward, cycle):
    unit = make.make_unit(ward)
    row = make.make_initiative(unit, cycle, InitiativeState.RECEIVED)

    def stands():
        """The step of the way, and who is waited for, on the model's own page and in the list of the unit."""
        context = client.get(reverse("registry:initiative_detail", args=[ward.slug, row.code])).context
        listed = client.get(reverse("registry:initiative_list", args=[ward.slug])).context["page"][0]
        assert (context["progress"], context["owner"]) == (listed.progress, listed.owner)
        return context["progress"].current, context["owner"] and context["owner"].who

    make.sign_in(client, make.make_head(unit))
    assert stands() == (3, unit.name)
    appraisal = make.make_evaluation(
        row, EvaluationState.CONCLUDED, Outcome.NOT_YET, 13.37, outcome_reason="Chưa có biên bản kiểm tra"
    )
    assert stands() == (4, "Ban Xây dựng Đảng")  # and not that it is concluded
    url = reverse("evaluation:result", args=[ward.slug, row.code])
    assert "Chưa có biên bản kiểm tra" not in client.get(url).content.decode()
    type(appraisal).objects.filter(pk=appraisal.pk).update(state=EvaluationState.PUBLISHED)
    page = client.get(url).content.decode()
    assert "Chưa có biên bản kiểm tra" in page
    assert "13" + ",37" not in page
    assert stands() == (5, None)


def test_wrong_date_of_the_decision_is_told_at_its_field(go, version):
    go(Role.STANDING, "endorse", {"version": 1})
    go(Role.BOARD, "conclude", results_of(version))
    page = go(Role.OFFICER, "decision_edit", {"number": "1-QĐ/ĐU", "on": "31/02/2026", "authority": "T/M"})
    assert page.context["form"].errors["on"] == ["Ngày 31/02/2026 không có thật"]
    assert RecognitionDecision.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 40])
def test_builder_costs_the_same_however_many(client, ward, cycle, people, count, django_assert_num_queries):
    officer = make.actor(people[Role.OFFICER], ward)
    proposal = proposals.create_list(actor=officer, cycle=cycle)
    unit = make.make_unit(ward)
    rows = [make.make_candidate(unit, cycle, 50 + n) for n in range(count)]
    proposals.add_items(actor=officer, proposal=proposal, initiatives=rows[: count // 2])
    make.sign_in(client, people[Role.OFFICER])
    with django_assert_num_queries(13):
        page = client.get(reverse("evaluation:proposal_build", args=[ward.slug, 2026, 1]))
    assert len(page.context["candidates"]) == count - count // 2


def test_builder_and_lock_warn_of_what_weakens_a_row(go, draft, ward, cycle):
    weak, sound = (row.initiative.evaluation for row in draft.draft_items.all())
    type(weak).objects.filter(pk=weak.pk).update(
        sheets_done=1, late_days=3, spread=22, waiver_reason="Chỉ một người chấm được", waiver_by_key=1,
        waiver_at=clock.now(),
    )  # fmt: skip
    told = go(Role.OFFICER, "proposal_build").context["warnings"]
    no_files = "không tiêu chí nào có tệp minh chứng"
    assert told[weak.initiative_id] == [
        "mới có 1 trên 2 phiếu chấm, lãnh đạo Ban cho phép kết luận",
        "nộp muộn 3 ngày",
        no_files,
        "điểm chênh 22, chưa đối chiếu",
    ]
    assert told[sound.initiative_id] == [no_files]
    stored = StoredFile.objects.create(
        scope_key=ward.pk, sha256="0" * 64, size=1, kind="pdf", place="x", created_at=clock.now()
    )
    for number in weak.criteria_set.criteria.values_list("number", flat=True):
        Attachment.objects.create(
            ward_id=sound.initiative.ward_id,
            initiative=sound.initiative,
            file=stored,
            name="a.pdf",
            place=f"self.criterion.{number}",
        )
    warned = go(Role.HEAD, "proposal_lock").context["warned"]
    assert [(row.initiative_id, len(words)) for row, words in warned] == [(weak.initiative_id, 4)]


def test_leaders_see_what_changed_since_the_version_before(go, version, draft, ward, cycle, people):
    leadership.return_list(actor=make.actor(people[Role.STANDING], ward), version=version, reason="Xem lại")
    draft.refresh_from_db()
    officer = make.actor(people[Role.OFFICER], ward)
    kept, dropped = draft.draft_items.all()
    third = make.make_candidate(make.make_unit(ward), cycle, 80)
    proposals.remove_item(actor=officer, proposal=draft, item=dropped)
    proposals.add_items(actor=officer, proposal=draft, initiatives=[third])
    proposals.edit_item(
        actor=officer, proposal=draft, item=kept, achievement=kept.achievement, level=Level.WARD, to_province=True
    )
    proposals.lock_and_submit(actor=make.actor(people[Role.HEAD], ward), proposal=draft)
    changes = go(Role.STANDING, "leadership_detail").context["changes"]
    assert [row.initiative_id for row in changes.added] == [third.pk]
    assert [row.initiative_id for row in changes.removed] == [dropped.initiative_id]
    assert [(row.initiative_id, words) for row, words in changes.changed] == [
        (kept.initiative_id, "mức đề nghị: đạt tiêu chí → điển hình cấp phường; thêm đề nghị cấp tỉnh")
    ]


def test_list_of_another_ward_is_not_found(client, draft):
    other = make.make_ward("Đảng ủy phường Hai", "hai")
    make.make_cycle(other, 2026)
    make.sign_in(client, make.make_member(other, Role.HEAD))
    assert client.get(reverse("evaluation:proposal_build", args=["hai", 2026, 1])).status_code == 404
    assert ProposalList.objects.count() == 1
