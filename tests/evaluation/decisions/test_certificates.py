"""A certificate is checked by its own code, which names model and unit: a changed name is noticed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.database.guards import lowered
from core.log.seals import erase
from evaluation.enums import DecisionKind
from evaluation.models import IssuedPaper, RecognitionDecision
from evaluation.models.verify_codes import shown
from models_registry.models import Initiative
from organizations.enums import Role
from tests.evaluation.decided import Decided
from tests.evaluation.decisions.test_amendments import amend
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    year = Decided()
    year.publish()
    return year


@pytest.fixture
def codes(year, client):
    """Of the certificates, in the order of the decision."""
    make.sign_in(client, year.people[Role.OFFICER])
    client.post(reverse("reports:certificates_issue", args=[year.ward.slug, 2026, 1, year.decision.pk]))
    client.logout()
    return list(IssuedPaper.objects.order_by("page").values_list("code", flat=True))


def checked(client, code, status=200):
    answer = client.get(f"/kiem-chung/{code}/")
    assert answer.status_code == status
    return answer.content.decode()


def test_each_code_is_its_own_and_its_page_names_model_unit_and_initials_only(year, client, codes):
    assert len({*codes, year.decision.verify_code}) == 4
    page = checked(client, shown(codes[0]).lower())
    for word in ("Còn hiệu lực", "125-QĐ/ĐU", "Ngõ sáng", "Chi bộ tổ dân phố Minh Tân 1", "Điển hình cấp phường"):
        assert word in page
    assert "Chợ sạch" not in page
    person = checked(client, codes[2])
    assert ("Người vận động" in person, "N.V.M." in person) == (True, True)
    for word in ("Nguyễn", "Người Ký Thử"):
        assert word not in person


def test_codes_of_rows_printed_before_go_on_working_and_name_the_row_too(year, client, codes):
    with lowered("evaluation_issuedpaper"):
        IssuedPaper.objects.update(code="")
    page = checked(client, f"{year.decision.verify_code}-2")
    assert ("Chợ sạch" in page, "Chi bộ tổ dân phố Minh Tân 2" in page) == (True, True)
    assert "Chợ sạch" not in checked(client, year.decision.verify_code)
    checked(client, codes[0], status=404)
    checked(client, f"{codes[0]}-1", status=404)


def test_names_are_those_sealed_whatever_was_renamed_or_changed_since(year, client, codes):
    Initiative.objects.filter(pk=year.rows[0].pk).update(name="Tên khác")
    with lowered("evaluation_decisionitem"):
        year.decision.items.filter(order=1).update(label={"name": "Tên giả", "person": ""}, unit_name="Chi bộ giả")
    page = checked(client, codes[0])
    assert ("Ngõ sáng" in page, "Tên giả" in page, "Tên khác" in page) == (True, False, False)


def test_a_broken_seal_names_nothing(year, client, codes):
    with lowered("evaluation_recognitiondecision"):
        body = {**year.decision.body, "1.name": {**year.decision.body["1.name"], "text": "Tên giả"}}
        RecognitionDecision.objects.filter(pk=year.decision.pk).update(body=body)
    page = checked(client, codes[0])
    assert ("Không khớp niêm phong" in page, "Tên giả" in page) == (True, False)


def test_a_person_erased_on_request_has_no_initials(year, client, codes):
    body = erase(year.decision.body, ["3.person"], "yêu cầu số 7")
    RecognitionDecision.objects.filter(pk=year.decision.pk).update(body=body, erasures=1)
    page = checked(client, codes[2])
    assert ("N.V.M." in page, "Cá nhân:" in page, "Người vận động" in page) == (False, False, True)


def test_a_revoked_row_is_told_by_its_own_code_alone(year, client, codes):
    amend(year, DecisionKind.REVOCATION, year.rows[1], "131-QĐ/ĐU", reason="Không duy trì")
    assert ["Đã thu hồi" in checked(client, code) for code in codes] == [False, True, False]


def test_a_check_costs_few_queries(year, client, codes):
    with CaptureQueriesContext(connection) as queries:
        checked(client, codes[0])
    assert len(queries) <= 7
