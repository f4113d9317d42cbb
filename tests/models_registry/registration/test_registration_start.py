"""How a registration begins: new, continued or replicated, once, within the window."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from core import clock
from models_registry.enums import InitiativeState as S
from models_registry.enums import Origin
from models_registry.models import Initiative
from models_registry.registration.services.drafts import start_draft
from tests.models_registry.registration.drafts import last_year, start
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_starting_twice_from_one_page_makes_one_draft(as_head, unit, cycle):
    token = uuid.uuid4()
    first, second = (start(as_head, unit, token=token) for _ in range(2))
    assert first["Location"] == second["Location"]
    row = Initiative.objects.get()
    assert (row.state, row.code, row.token, row.text.method) == (S.DRAFT, None, token, "")


def test_a_unit_of_others_is_not_there_to_register_for(as_head, ward, cycle):
    assert start(as_head, make.make_unit(ward)).status_code == 404
    assert not Initiative.objects.exists()


def test_continuing_keeps_name_sector_and_lineage_but_no_text(as_head, unit, cycle):
    source = last_year(unit)
    answer = start(as_head, unit, origin=Origin.IMPROVE, continues=source.code)
    row = Initiative.objects.get(cycle=cycle)
    assert (row.name, row.sector, row.lineage, row.continues) == (source.name, source.sector, source.lineage, source)
    assert (row.origin, row.text.method, row.targets.count()) == (Origin.IMPROVE, "", 0)
    page = as_head.get(answer["Location"].replace("/buoc/1/", "/buoc/2/")).content.decode()
    assert f"Dùng lại nội dung năm {source.year}" in page


def test_a_model_is_continued_once_a_year_and_the_second_try_is_told_politely(as_head, unit, cycle, unit_head, ward):
    source = last_year(unit)
    start(as_head, unit, origin=Origin.KEEP, continues=source.code)
    assert source.name not in as_head.get(reverse("registry:initiative_start", args=[ward.slug])).content.decode()
    with pytest.raises(Exception, match="đã có hồ sơ tiếp tục trong năm"):
        start_draft(
            actor=make.actor(unit_head, ward), unit=unit, cycle=cycle, token=uuid.uuid4(), origin=Origin.KEEP,
            continues=source,
        )  # fmt: skip


def test_another_units_model_is_replicated_with_its_own_lineage(as_head, unit, cycle, ward):
    source = last_year(make.make_unit(ward), name="Chợ dân sinh văn minh")
    start(as_head, unit, origin=Origin.REPLICATE, nguon=source.code)
    row = Initiative.objects.get(cycle=cycle)
    assert (row.replicates, row.name) == (source, source.name)
    assert row.lineage != source.lineage


def test_what_was_never_recognised_cannot_be_replicated(as_head, unit, cycle, ward):
    other = make.make_initiative(make.make_unit(ward), cycle, S.RECEIVED)
    assert start(as_head, unit, origin=Origin.REPLICATE, nguon=other.code).status_code == 404


def test_a_closed_window_starts_nothing(as_head, unit, ward):
    past = clock.today() - dt.timedelta(days=1)
    make.make_cycle(ward, registration_opens=past - dt.timedelta(days=9), registration_closes=past)
    page = as_head.get(reverse("registry:initiative_start", args=[ward.slug])).content.decode()
    assert f"Đợt đăng ký năm {past.year} đã kết thúc lúc 24 giờ ngày {past:%d/%m/%Y}" in page
    start(as_head, unit)
    assert not Initiative.objects.exists()
