"""A number is given once a year: “125” is “125-QĐ/ĐU” (decision 89); refused for decisions, told for other papers."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.database.guards import lowered
from core.exceptions import DomainError
from evaluation.decisions.services import amendments, decisions
from evaluation.decisions.services.amendments import Amended
from evaluation.enums import DecisionKind, ListKind, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import commendations, proposals
from evaluation.models import RecognitionDecision
from models_registry.enums import Level
from organizations.enums import Role
from tests.evaluation.decided import Decided
from tests.support import factories as make

pytestmark = pytest.mark.django_db
SIGNED = {"authority": "T/M BAN THƯỜNG VỤ", "post": "Phó Bí thư Thường trực", "signatory": "Người Ký Thử"}
TOLD = "Năm 2026 đã có quyết định số 125-QĐ/ĐU, ngày 20/11/2026"


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    year = Decided()
    year.publish()
    return year


def conclude(year, kind=ListKind.RECOGNITION):
    """A further list of the year that the Board concluded on."""
    officer = year.actor(Role.OFFICER)
    proposal = proposals.create_list(actor=officer, cycle=year.cycle, kind=kind)
    if kind == ListKind.RECOGNITION:
        models = [make.make_candidate(year.units[3], year.cycle)]
        proposals.add_items(actor=officer, proposal=proposal, initiatives=models)
    else:
        commendations.add_other(
            actor=officer, proposal=proposal, kind="MODEL", unit=year.units[0], achievement="Vận động 186 hộ"
        )
    version = proposals.lock_and_submit(actor=year.actor(Role.HEAD), proposal=proposal)
    leadership.endorse_list(actor=year.actor(Role.STANDING), version=version)
    level = {"level": Level.MEETS} if kind == ListKind.RECOGNITION else {}
    rows = {item.pk: RowConclusion(RowResult.APPROVE, **level) for item in version.items.all()}
    leadership.conclude_list(actor=year.actor(Role.BOARD), version=version, rows=rows)
    proposal.refresh_from_db()
    return proposal


def enter(year, proposal, number, on=dt.date(2026, 11, 23)):
    return decisions.enter_decision(actor=year.actor(Role.OFFICER), proposal=proposal, number=number, on=on, **SIGNED)


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("125-QĐ/ĐU", f"{TOLD}. Hãy xem lại số"),
        ("125", f"{TOLD}. “125” cũng là số ấy. Hãy xem lại số"),
        ("0125 - QĐ/ĐU", f"{TOLD}. “0125 - QĐ/ĐU” cũng là số ấy. Hãy xem lại số"),
    ],
)
def test_a_number_taken_this_year_is_refused_at_its_field_and_the_typing_stays(year, client, number, told):
    proposal = conclude(year)
    make.sign_in(client, year.people[Role.OFFICER])
    place = reverse("evaluation:decision_edit", args=[year.ward.slug, 2026, proposal.number])
    page = client.post(place, {"number": number, "on": "23/11/2026", **SIGNED})
    assert page.context["form"].errors == {"number": [told]}
    assert f'value="{number}"' in page.content.decode()
    assert RecognitionDecision.objects.count() == 1
    assert client.post(place, {"number": "126", "on": "23/11/2026", **SIGNED}).status_code == 302
    assert client.post(place, {"number": "126-QĐ/ĐU", "on": "23/11/2026", **SIGNED}).status_code == 302  # its own


def test_the_year_before_may_have_had_the_number(year):
    proposal = conclude(year)
    assert enter(year, proposal, "125-QĐ/ĐU", on=dt.date(2025, 12, 30)).number == "125-QĐ/ĐU"


@pytest.mark.parametrize("kind", [DecisionKind.CORRECTION, DecisionKind.REVOCATION])
def test_amending_decisions_share_the_numbers_of_the_year(year, kind):
    officer = year.actor(Role.OFFICER)
    draft = amendments.draft_amendment(
        actor=officer, decision=year.decision, kind=kind, initiative_keys=[year.rows[0].pk]
    )
    rows = {1: Amended(reason="Ghi nhầm", name="Ngõ sáng hơn", unit_name="Chi bộ")}
    facts = {"actor": officer, "decision": draft, "rows": rows, "on": dt.date(2026, 11, 23), **SIGNED}
    with pytest.raises(DomainError, match="cũng là số ấy") as refused:
        amendments.edit_amendment(number="125", **facts)
    assert refused.value.field == "number"
    amendments.edit_amendment(number="126", **facts)
    with pytest.raises(DomainError, match="đã có quyết định số 126,"):
        enter(year, conclude(year), "126-QĐ/ĐU")


def test_two_at_once_are_parted_by_the_table_itself(year):
    proposal = conclude(year)
    other = enter(year, proposal, "126")
    key = RecognitionDecision.objects.get(pk=year.decision.pk).number_key
    assert key == "ban thuong vu dang uy|qddu|125|2026"
    with pytest.raises(IntegrityError), transaction.atomic():
        RecognitionDecision.objects.filter(pk=other.pk).update(number_key=key)


def test_decisions_of_before_get_their_keys_the_earlier_of_two_first(year):
    draft = amendments.draft_amendment(
        actor=year.actor(Role.OFFICER), decision=year.decision, kind=DecisionKind.REVOCATION,
        initiative_keys=[year.rows[0].pk],
    )  # fmt: skip
    seal = year.decision.seal
    with lowered("evaluation_recognitiondecision"):
        RecognitionDecision.objects.update(number_key="")
        RecognitionDecision.objects.filter(pk=draft.pk).update(number="125", on=dt.date(2026, 11, 22))
        import_module("evaluation.migrations.0041_number_keys").give_keys(apps, None)
    keys = dict(RecognitionDecision.objects.values_list("pk", "number_key"))
    assert keys == {year.decision.pk: "ban thuong vu dang uy|qddu|125|2026", draft.pk: ""}
    assert RecognitionDecision.objects.get(pk=year.decision.pk).seal == seal


def test_a_number_written_twice_for_commendations_is_kept_and_told(year, client):
    make.sign_in(client, year.people[Role.OFFICER])
    told = []
    for _ in range(2):
        proposal = conclude(year, ListKind.COMMENDATION)
        place = reverse("evaluation:list_paper", args=[year.ward.slug, 2026, proposal.number])
        answer = client.post(place, {"number": "45-TTr/BXDĐ", "on": "23/11/2026"}, follow=True)
        told.append([str(message) for message in answer.context["messages"]])
    assert told == [
        ["Đã ghi số văn bản"],
        [
            "Đã ghi số văn bản",
            "Văn bản số 45-TTr/BXDĐ năm 2026 đã ghi cho danh sách số 2 năm 2026. Nếu ghi nhầm, hãy sửa số văn bản",
        ],
    ]


def test_a_decision_of_the_province_written_with_two_days_is_told(year, client):
    make.sign_in(client, year.people[Role.HEAD])
    told = []
    for row, number, on in ((0, "45-QĐ/TU", "20/11/2026"), (1, "45", "20/11/2026"), (2, "45", "21/11/2026")):
        place = reverse("registry:province_record", args=[year.ward.slug, year.rows[row].code])
        data = {"number": number, "on": on, "issuer": "Ban Thường vụ Tỉnh ủy"}
        told.append([str(message) for message in client.post(place, data, follow=True).context["messages"]][1:])
    assert told == [
        [],
        [],
        ["Quyết định số 45-QĐ/TU đã ghi với ngày 20/11/2026, khác ngày vừa ghi. Hãy xem lại số và ngày"],
    ]
