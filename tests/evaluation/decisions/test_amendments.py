"""Corrections, revocations, and what a stranger learns of a paper (scenario 20)."""

import io

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from core import clock
from core.exceptions import DomainError, StaleState
from core.models import Notification
from evaluation.decisions.services import amendments
from evaluation.decisions.services.amendments import Amended
from evaluation.decisions.standing import look_up
from evaluation.enums import DecisionKind, Finding
from evaluation.models import IssuedPaper, RecognitionDecision
from evaluation.models.verify_codes import shown
from models_registry.enums import InitiativeState, Level, RecognitionSource
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Recognition
from organizations.enums import Role
from tests.evaluation.decided import Decided
from tests.support import factories as make
from tests.support.counting import AtMost
from tests.support.verified import said

pytestmark = pytest.mark.django_db
PAPER = {"authority": "T/M BAN THƯỜNG VỤ", "post": "BÍ THƯ", "signatory": "Người Ký Thử"}


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    decided = Decided()
    decided.publish()
    return decided


def drafted(year, kind, row, number, **fields):
    officer = year.actor(Role.OFFICER)
    draft = amendments.draft_amendment(actor=officer, decision=year.decision, kind=kind, initiative_keys=[row.pk])
    item = draft.items.get()
    fields = {"name": item.label["name"], "unit_name": item.unit_name, "level": item.level} | fields
    amendments.edit_amendment(
        actor=officer, decision=draft, rows={1: Amended(**fields)}, number=number, on=clock.today(), **PAPER
    )
    return RecognitionDecision.objects.get(pk=draft.pk)


def amend(year, *args, **fields):
    draft = drafted(year, *args, **fields)
    with AtMost(45):
        amendments.publish_amendment(actor=year.actor(Role.HEAD), decision=draft, site="https://dan-van.example/")
    return draft


def test_a_correction_supersedes_and_a_revocation_ends_while_the_first_decision_stays(year):
    before = RecognitionDecision.objects.filter(pk=year.decision.pk).values().get()
    first, second, third = year.rows
    amend(year, DecisionKind.CORRECTION, first, "130-QĐ/ĐU", level=Level.MEETS, name="Ngõ sáng đèn", reason="Sai mức")
    amend(year, DecisionKind.REVOCATION, second, "131-QĐ/ĐU", reason="Không duy trì hoạt động")
    rows = Recognition.objects.order_by("pk").values_list("initiative_id", "level", "number", "revoked_number")
    assert list(rows) == [
        (first.pk, 2, "125-QĐ/ĐU", "130-QĐ/ĐU"),
        (second.pk, 1, "125-QĐ/ĐU", "131-QĐ/ĐU"),
        (third.pk, 1, "125-QĐ/ĐU", ""),
        (first.pk, 1, "130-QĐ/ĐU", ""),
    ]
    old, new = Recognition.objects.filter(initiative=first).order_by("pk")
    assert old.superseded_by_id == new.pk
    for row in year.rows:
        row.refresh_from_db()
    assert [row.best_level for row in year.rows] == [1, 0, 1]
    assert RecognitionDecision.objects.filter(pk=year.decision.pk).values().get() == before
    assert [(row.initiative_id, row.level) for row in amendments.open_items(year.decision)] == [
        (first.pk, 1),
        (third.pk, 1),
    ]
    assert said() == ""
    told = Notification.objects.filter(user_key=year.secretary.pk, text__contains="đính chính")
    assert [row.link for row in told] == [reverse("evaluation:result", args=[year.ward.slug, first.code])]


def test_one_draft_at_a_time_reasons_required_and_nothing_after_publishing(year):
    draft = drafted(year, DecisionKind.REVOCATION, year.rows[0], "130-QĐ/ĐU", reason="Không duy trì")
    with pytest.raises(DomainError, match="Đang có một quyết định"):
        drafted(year, DecisionKind.REVOCATION, year.rows[1], "131-QĐ/ĐU", reason="Không duy trì")
    rows = {1: Amended(reason=" ")}
    with pytest.raises(DomainError) as refused:
        amendments.edit_amendment(
            actor=year.actor(Role.OFFICER), decision=draft, rows=rows, number="130-QĐ/ĐU", on=clock.today(), **PAPER
        )
    assert refused.value.field == "reason_1"
    amendments.publish_amendment(actor=year.actor(Role.HEAD), decision=draft)
    for act in (amendments.publish_amendment, amendments.drop_amendment):
        role = Role.HEAD if act is amendments.publish_amendment else Role.OFFICER
        with pytest.raises(StaleState):
            act(actor=year.actor(role), decision=draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        draft.items.update(reason="Khác")
    with pytest.raises(DomainError, match="ít nhất một"):
        amendments.draft_amendment(
            actor=year.actor(Role.OFFICER), decision=year.decision, kind=DecisionKind.REVOCATION,
            initiative_keys=[year.rows[0].pk],
        )  # fmt: skip


def test_anybody_learns_whether_a_paper_stands_and_nothing_personal(year, client):
    code = year.decision.verify_code
    printed = f" {code[:4].lower()}-{code[4:8]}-{code[8:]} · sổ số 6"  # as it stands on the paper
    page = client.get(reverse("evaluation_public:verify_form"), {"ma": printed})
    assert page["Location"] == f"/kiem-chung/{code}/"
    page = client.get(page["Location"]).content.decode()
    assert "Còn hiệu lực" in page
    assert "125-QĐ/ĐU" in page
    for word in ("Nguyễn Văn Mẫu", "Người Ký Thử", "Ngõ sáng", "Minh Tân"):
        assert word not in page
    amend(year, DecisionKind.REVOCATION, year.rows[1], "131-QĐ/ĐU", reason="Không duy trì")
    page = client.get(f"/kiem-chung/{code}/").content.decode()
    assert "Đã đính chính" in page
    assert "trong đó 1 đã thu hồi" in page
    item = {row.initiative_id: row.order for row in year.decision.items.all()}
    answers = [look_up(code, item[row.pk]).standing.label for row in year.rows]
    assert answers == ["Còn hiệu lực", "Đã thu hồi", "Còn hiệu lực"]
    assert client.get(f"/kiem-chung/{code}-9/").status_code == 404
    assert client.get("/kiem-chung/AAAAAAAAAAAA/").status_code == 404


def test_a_decision_numbers_its_rows_as_its_list_is_printed(at):
    at(2026, 11, 24, 9, 15)
    year = Decided(sectors=(3, 1, 2))
    assert [row.initiative_id for row in year.decision.items.all()] == [year.rows[at].pk for at in (1, 2, 0)]


def test_a_hasty_stranger_is_slowed_down(year, client, settings, at):
    at(2026, 11, 24, 9, 15, 42)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "haste"}}
    answers = [client.get("/kiem-chung/") for _ in range(62)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429] * 2
    assert answers[-1]["Retry-After"] == "18"
    assert "Thao tác quá nhanh. Đồng chí thử lại sau 18 giây" in answers[-1].content.decode()


def test_behind_the_proxy_a_hasty_stranger_slows_nobody_else(year, client, settings, at):
    at(2026, 11, 24, 9, 15, 42)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "proxied"}}
    settings.BEHIND_PROXY = True
    stranger, other = ({"headers": {"X-Forwarded-For": f"6.6.6.{n}, 198.51.100.{n}"}} for n in (4, 5))
    answers = [client.get("/kiem-chung/", **stranger).status_code for _ in range(61)]
    assert answers == [200] * 60 + [429]
    forged = {"X-Forwarded-For": "7.7.7.7, 198.51.100.4"}
    assert client.get("/kiem-chung/", headers=forged).status_code == 429
    assert client.get("/kiem-chung/", **other).status_code == 200


def test_pages_of_an_amendment_from_choice_to_paper(year, client):
    args = [year.ward.slug, 2026, 1]
    make.sign_in(client, year.people[Role.OFFICER])
    start = reverse("evaluation:amendment_create", args=args)
    answer = client.post(start, {"kind": "CORRECTION", "rows": [year.rows[2].pk]})
    draft = RecognitionDecision.objects.get(kind=DecisionKind.CORRECTION)
    edit = reverse("evaluation:amendment_edit", args=[*args, draft.pk])
    assert answer["Location"] == edit
    data = PAPER | {"number": "130-QĐ/ĐU", "on": "24/11/2026", "name_1": "Người vận động giỏi", "unit_name_1": "Chi bộ"}
    page = client.post(edit, data | {"level_1": 1, "person_1": "Nguyễn Văn Mẫu"})
    assert list(page.context["form"].errors) == ["reason_1"]
    page = client.post(edit, data | {"level_1": 2, "person_1": "Nguyễn Văn Mẫu", "reason_1": "Dài " * 125})
    assert page.context["form"].errors["reason_1"] == ["Lý do đính chính dài quá 300 ký tự, hiện có 499"]
    client.post(edit, data | {"level_1": 2, "person_1": "Nguyễn Văn Mẫu", "reason_1": "Ghi nhầm mức"})
    make.sign_in(client, year.people[Role.HEAD])
    assert client.post(reverse("evaluation:record_check", args=args[:1])).context["progress"].found == 0
    client.post(reverse("reports:amendment_publish", args=[*args, draft.pk]))
    paper = client.get(reverse("reports:decision_paper", args=[*args, draft.pk]))
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    shown = client.get(reverse("evaluation:decision_detail", args=args)).content.decode()
    assert "Đã đính chính" in shown
    year.rows[2].refresh_from_db()
    assert year.rows[2].best_level == Level.WARD
    assert year.rows[2].name == "Người vận động"
    library = client.get(reverse("registry:library_list", args=args[:1])).content.decode()
    assert "Người vận động giỏi</a>" in library
    assert library.count("theo đính chính số 130-QĐ/ĐU") == 1
    detail = client.get(reverse("registry:library_detail", args=[args[0], year.rows[2].code])).content.decode()
    assert "<h1>Người vận động giỏi</h1>" in detail
    assert "đăng ký: “Người vận động”" in detail
    assert "Người vận động giỏi" in client.get(reverse("reports:targets", args=args[:1]) + "?nam=2026").content.decode()


def test_certificates_are_made_once_kept_and_given_only_while_they_stand(year, client):
    args = [year.ward.slug, 2026, 1, year.decision.pk]
    make.sign_in(client, year.people[Role.OFFICER])
    for _ in range(2):
        client.post(reverse("reports:certificates_issue", args=args))
    papers = IssuedPaper.objects.order_by("page")
    assert [(row.recognition.initiative.name, row.page) for row in papers] == [
        ("Ngõ sáng", 1),
        ("Chợ sạch", 2),
        ("Người vận động", 3),
    ]
    given = client.get(reverse("reports:certificates_all", args=args))
    assert given["Content-Disposition"].startswith(
        'attachment; filename="giay-cong-nhan-2026-125-qd-du.pdf"; filename*='
    )
    pages = pages_of(given)
    assert len(pages) == 3
    assert f"mã hồ sơ {year.rows[1].code}" in pages[1]  # the page of the code names it too
    assert "Đồng chí Nguyễn Văn Mẫu" in pages[2]
    assert "điển hình “Dân vận khéo” cấp phường năm 2026" in pages[0]
    own = [shown(row.code) for row in papers]
    assert [code in page for code, page in zip(own, pages, strict=True)] == [True] * 3
    assert year.decision.shown_code not in "".join(pages)
    amend(year, DecisionKind.REVOCATION, year.rows[0], "131-QĐ/ĐU", reason="Không duy trì")
    assert len(pages_of(client.get(reverse("reports:certificates_all", args=args)))) == 2
    make.sign_in(client, year.secretary)
    assert client.get(reverse("reports:certificate", args=[year.ward.slug, year.rows[0].code])).status_code == 404
    result = client.get(reverse("evaluation:result", args=[year.ward.slug, year.rows[0].code])).content.decode()
    assert "Công nhận đã được thu hồi" in result
    assert "Không duy trì" in result


def pages_of(answer):
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def test_a_unit_reads_what_was_missing_and_what_to_do(year, client):
    year.find(1, Finding.UNPROVEN, "Chưa có danh sách hộ tham gia")
    make.sign_in(client, make.make_head(year.units[3]))
    page = client.get(reverse("evaluation:result", args=[year.ward.slug, year.unfit.code])).content.decode()
    assert "Chưa có danh sách hộ tham gia" in page
    assert "lưu ảnh, danh sách, biên bản" in page


def test_targets_count_each_chain_once_by_its_year_and_name_the_candidates(year, client):
    old = make.make_cycle(year.ward, 2025)
    before = make.make_initiative(year.units[1], old, InitiativeState.RECEIVED, lineage=year.rows[1].lineage)
    recognise(levels={before: Level.MEETS}, paper=Paper(source=RecognitionSource.IMPORT))
    make.sign_in(client, year.people[Role.HEAD])
    record = reverse("registry:province_record", args=[year.ward.slug, year.rows[0].code])
    client.post(record, {"number": "45-QĐ/TU", "on": "20/11/2026", "issuer": "Ban Thường vụ Tỉnh ủy"})
    url = reverse("reports:targets", args=[year.ward.slug])
    with AtMost(25):
        page = client.get(url, {"nam": 2026})
    targets = page.context["targets"]
    named = {name: [chain.last.name for chain in rows] for name, rows in targets.groups.items()}
    assert named == {
        "cap-tinh": ["Ngõ sáng"],
        "cap-phuong": [],
        "nguon": ["Chợ sạch"],
        "nguon-khac": ["Người vận động"],
    }
    assert (targets.ward_level, targets.province) == (1, 1)
    assert "Chợ sạch" not in client.get(url, {"nam": 2026, "nhom": "cap-tinh"}).content.decode()
    end = reverse("registry:province_end", args=[year.ward.slug, year.rows[0].code])
    client.post(end, {"on": "24/11/2026", "reason": "Ghi nhầm"})
    year.rows[0].refresh_from_db()
    assert year.rows[0].best_level == Level.WARD
