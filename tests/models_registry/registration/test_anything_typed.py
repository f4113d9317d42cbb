"""Whatever is typed, no page of the form breaks, and what was typed is there again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.text.vietnamese import clean_text
from models_registry.models import Initiative
from tests.models_registry.registration.test_registration_form import check_page, step
from tests.support import factories as make

pytestmark = pytest.mark.django_db
ANYTHING = st.text(max_size=300) | st.sampled_from(
    ["\x00", "\u202e", "1e999", "NaN", "٣", "31/02/2026", "01/01/0001", "<script>alert(1)</script>", "=1+1",
     "Hoà\u0301", "𒀀" * 250]
)  # fmt: skip
FIELDS = {
    1: ["kind", "person_name", "person_facts", "leader_name", "contact_phone", "in_charge", "meeting_on", "version"],
    2: ["name", "origin", "continues", "sector", "problem", "method", "area", "starts_on", "ends_on", "ongoing", "luu"],
    3: ["goals", "expected", "targets-0-key", "targets-0-indicator", "targets-0-measure", "targets-0-planned",
        "targets-TOTAL_FORMS"],
    4: ["resources", "steps-0-what", "steps-0-who", "steps-0-when", "units-0-organization", "units-0-outside_name",
        "units-INITIAL_FORMS", "da_bao"],
}  # fmt: skip
COUNTS = {
    f"{prefix}-{name}": 1 for prefix in ("targets", "steps", "units") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


QUIET = {"suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
TYPED = {"typed": st.lists(ANYTHING, min_size=11, max_size=11), "number": st.sampled_from([1, 2, 3, 4])}


@settings(max_examples=8, **QUIET)
@given(**TYPED)
def test_anything_may_be_typed_anywhere(client, unit, cycle, unit_head, typed, number):
    _type(client, unit, cycle, unit_head, typed, number)


@pytest.mark.deep
@settings(max_examples=100, **QUIET)
@given(**TYPED)
def test_a_hundred_times_anything_may_be_typed_anywhere(client, unit, cycle, unit_head, typed, number):
    _type(client, unit, cycle, unit_head, typed, number)


def _type(client, unit, cycle, unit_head, typed, number):
    make.sign_in(client, unit_head)
    row = Initiative.objects.filter(unit=unit).first() or make.make_initiative(unit, cycle)
    row.ward = unit.ward
    data = COUNTS | dict(zip(FIELDS[number], typed, strict=False))
    assert client.post(step(row, number), data).status_code in (200, 302, 409)
    for url in (step(row, number), step(row, number, "?loi=1"), check_page(row), row.get_absolute_url()):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("typed", ["  Đường   hoa ", "a\x00b", "x" * 60_500, "Ngõ 12\r\n\r\n\r\n\r\nngõ 14"])
def test_a_text_comes_back_as_it_was_typed(client, unit, cycle, unit_head, typed):
    row = make.make_initiative(unit, cycle)
    make.sign_in(client, unit_head).post(step(row, 2), {"problem": typed})
    shown = client.get(step(row, 2)).context["form"]["problem"].value()
    assert shown == clean_text(typed)[:60_000]


@pytest.mark.parametrize("address", ["%00", "DK-2026-001%00", "f" * 32, "..", "DK-2026-001'--", "%F0%92%80%80"])
def test_an_address_of_nothing_is_not_found(client, unit, cycle, unit_head, address):
    make.sign_in(client, unit_head)
    for place in (f"mo-hinh/{address}/", f"thu-vien/{address}/", f"mo-hinh/{address}/kiem-tra/"):
        assert client.get(f"/{unit.ward.slug}/{place}").status_code == 404
    assert client.get(f"/{unit.ward.slug}/mo-hinh/dang-ky/?nguon={address}").status_code == 404
