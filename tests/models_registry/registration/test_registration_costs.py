"""What the steps of the form, sending and answering cost in queries, however many rows a draft has."""

import datetime as dt

import pytest
from django.urls import reverse

from core import clock
from models_registry.enums import InitiativeState as S
from models_registry.models import Coordination, Target
from models_registry.reviewing.services.receiving import RemarkDraft, return_initiative
from tests.models_registry.registration.drafts import check_page, fresh, last_year, step
from tests.support import factories as make
from tests.support.counting import AtMost

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_step_costs_at_most_8_queries_to_show_and_14_to_keep(as_head, unit, cycle, ward, number, rows):
    row = make.make_initiative(unit, cycle)
    for index in range(rows):
        Target.objects.create(
            ward_id=row.ward_id, initiative=row, key=f"t{index + 2}", indicator=f"Chỉ tiêu {index}", planned=1
        )
        Coordination.objects.create(ward_id=row.ward_id, initiative=row, organization=make.make_unit(ward))
    last_year(unit)
    url = step(row, number)
    as_head.get(url)  # reads the ward's tree, once per process
    with AtMost(8):
        as_head.get(url)
    posted = {
        "leader_name": "Người khác", "name": "Tên khác", "origin": "NEW", "sector": "1", "problem": "Khác",
        "starts_on": "01/01/2026", "ends_on": "31/12/2026", "goals": "Khác", "resources": "Khác",
        "targets-TOTAL_FORMS": 1, "targets-INITIAL_FORMS": 0, "targets-0-indicator": "Khác", "targets-0-planned": "1",
        "steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 0, "steps-0-what": "Khác",
        "units-TOTAL_FORMS": 1, "units-INITIAL_FORMS": 0, "units-0-outside_name": "Khác",
    }  # fmt: skip
    with AtMost(14):
        assert as_head.post(url, posted).status_code == 302


def test_checking_and_sending_cost_at_most_8_and_15_queries(as_head, unit, cycle, officer):
    row = make.make_initiative(unit, cycle)
    url = check_page(row)
    as_head.post(step(row, 1), {"leader_name": "Người khác"})  # the ward's log has begun
    with AtMost(8):
        as_head.get(url)
    with AtMost(15):
        as_head.post(url, {"confirmed": "on"})
    assert fresh(row).state == S.SUBMITTED


def test_sending_an_answer_costs_at_most_15_queries(as_head, unit, cycle, ward, officer):
    row = make.make_initiative(unit, cycle, S.SUBMITTED)
    return_initiative(
        actor=make.actor(officer, ward), initiative=fresh(row), remarks=[RemarkDraft("method", "Nêu rõ số hộ")],
        due_on=clock.today() + dt.timedelta(days=5),
    )  # fmt: skip
    as_head.post(reverse("registry:initiative_supplement", args=[ward.slug, row.code]), {"answer_1": "Đã ghi"})
    shown, sent = step(row, 2), check_page(row)
    with AtMost(8):
        as_head.get(shown)
    with AtMost(15):
        as_head.post(sent, {"confirmed": "on"})
    assert fresh(row).state == S.RESUBMITTED
