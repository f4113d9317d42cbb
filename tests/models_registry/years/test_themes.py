"""Suggestions of the Plan that give a name with one press, and marks beside the field."""

import pytest
from django.urls import reverse

from core.exceptions import StaleState
from models_registry.enums import CycleState, Focus
from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative, RegistrationText, Submission, Theme
from models_registry.registration.services.sending import send_initiative
from models_registry.reviewing.services.tags import set_tags
from models_registry.years.services import open_cycle
from models_registry.years.themes import THEMES, ensure_themes
from tests.support import factories as make


@pytest.fixture
def as_head(client, unit_head):
    return make.sign_in(client, unit_head)


def page(ward, name, *args):
    return reverse(f"registry:{name}", args=[ward.slug, *args])


def fresh(row):
    return Initiative.objects.select_related("text", "sector", "cycle", "unit", "ward").get(pk=row.pk)


# Suggestions --------------------------------------------------------------------------------------------------------


def test_opening_a_year_brings_the_suggestions_of_the_plan_once(ward, officer):
    for number in range(1, 6):
        make.sector(number)
    cycle = make.make_cycle(ward, 2027, CycleState.PREPARING)
    open_cycle(actor=make.actor(officer, ward), cycle=cycle)
    rows = Theme.objects.of_ward(ward).values_list("clause", "name", "sector__number")
    assert list(rows) == list(THEMES)
    Theme.objects.of_ward(ward).update(is_active=False)
    assert ensure_themes(ward.pk) == 0  # what the Ban retired does not come back


def test_a_suggestion_gives_name_and_field_at_the_start_and_on_step_2(as_head, unit, ward, cycle):
    theme = Theme.objects.create(ward=ward, name="Camera an ninh", sector=make.sector(4))
    retired = Theme.objects.create(ward=ward, name="Thôi dùng", is_active=False)
    shown = as_head.get(page(ward, "initiative_start")).content.decode()
    assert (theme.name in shown, retired.name in shown) == (True, False)
    token = "0" * 31 + "1"
    as_head.post(
        page(ward, "initiative_start"),
        {"token": token, "unit": unit.code, "kind": "MODEL", "origin": "NEW", "theme": theme.token.hex},
    )
    row = Initiative.objects.get(token=token)
    assert (row.name, row.name_fold, row.sector.number) == ("Camera an ninh", "camera an ninh", 4)

    blank = make.make_initiative(unit, cycle)
    Initiative.objects.filter(pk=blank.pk).update(name="", name_fold="", sector=None)
    step = page(ward, "initiative_step", blank.address, 2)
    assert f"chu-de:{theme.token.hex}" in as_head.get(step).content.decode()
    press = {"name": "", "origin": "NEW", "problem": "Mới gõ", "luu": f"chu-de:{theme.token.hex}"}
    as_head.post(step, press)
    assert (fresh(blank).name, fresh(blank).sector.number, fresh(blank).text.problem) == (theme.name, 4, "Mới gõ")
    assert "chu-de:" not in as_head.get(step).content.decode()
    as_head.post(step, press | {"name": "Tên của tôi", "sector": "1"})
    assert (fresh(blank).name, fresh(blank).sector.number) == ("Tên của tôi", 1)  # never in place of what is typed


def test_the_ban_adds_edits_and_retires_a_suggestion(as_officer, ward):
    typed = {"name": "Ngõ xanh", "sector": "3", "clause": "", "order": "5", "is_active": "on"}
    as_officer.post(page(ward, "theme_add"), typed)
    row = Theme.objects.get(ward=ward)
    assert "Danh mục đã có tên này" in as_officer.post(page(ward, "theme_add"), typed).content.decode()
    edit = page(ward, "theme_edit", row.token)
    typed |= {"version": row.version, "name": "Ngõ xanh, nhà sạch", "is_active": ""}
    assert as_officer.post(edit, typed).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.is_active, row.version) == ("Ngõ xanh, nhà sạch", False, 2)
    stale = as_officer.post(edit, typed | {"name": "Khác"})  # the page was drawn before that change
    assert stale.status_code == 200
    assert Theme.objects.get(pk=row.pk).name == "Ngõ xanh, nhà sạch"


# Marks --------------------------------------------------------------------------------------------------------------


def test_marks_are_kept_taken_away_and_sealed(as_head, unit_head, ward, unit, cycle):
    row = make.make_initiative(unit, cycle)
    step = page(ward, "initiative_step", row.address, 2)
    typed = {"name": row.name, "origin": "NEW", "luu": "tiep"}
    as_head.post(step, typed | {"tags": ["", "CYBERSPACE", "KEY_TASK", "HACKED"]})
    assert fresh(row).text.tags == "KEY_TASK CYBERSPACE"
    as_head.post(step, typed)  # a page without them changes nothing
    assert fresh(row).text.tag_labels == ["Nhiệm vụ trọng tâm", "Không gian mạng"]
    sent = fresh(row)
    send_initiative(actor=make.actor(unit_head, ward), initiative=sent, seen=sent.version, confirmed=True)
    assert '"tags":["KEY_TASK","CYBERSPACE"]' in Submission.objects.get(initiative=row).seal
    other = make.make_initiative(unit, cycle)
    RegistrationText.objects.filter(initiative=other).update(tags="KEY_TASK")
    as_head.post(page(ward, "initiative_step", other.address, 2), typed | {"tags": [""]})
    assert fresh(other).text.tags == ""


def test_the_ban_corrects_marks_filters_by_them_and_notices_another_officer(as_officer, officer, ward, unit, cycle):
    row = make.make_initiative(unit, cycle, S.SUBMITTED, "Có dấu")
    make.make_initiative(unit, cycle, S.SUBMITTED, "Không dấu")
    as_officer.post(page(ward, "review_tags", row.code), {"tags": ["GOVERNMENT", "SPECIAL_PLACE"], "seen": ""})
    assert fresh(row).text.tags == "GOVERNMENT SPECIAL_PLACE"
    assert "Dân vận chính quyền, Địa bàn đặc thù</div>" in as_officer.get(page(ward, "review_list")).content.decode()
    queue = as_officer.get(page(ward, "review_list"), {"trong_tam": "SPECIAL_PLACE"})
    assert [line.initiative.name for line in queue.context["lines"]] == ["Có dấu"]
    assert "Trọng tâm: Địa bàn đặc thù" in queue.content.decode()
    shown = as_officer.get(page(ward, "review_detail", row.code)).content.decode()
    assert "Dân vận chính quyền, Địa bàn đặc thù" in shown
    actor = make.actor(officer, ward)
    assert set_tags(actor=actor, initiative=fresh(row), tags=["GOVERNMENT", "SPECIAL_PLACE"], seen=[]) is False
    with pytest.raises(StaleState):
        set_tags(actor=actor, initiative=fresh(row), tags=[Focus.KEY_TASK], seen=[])


# Units that work together (Plan II.3.4) --------------------------------------------------------------------------


def test_a_unit_that_helps_reads_the_model_on_its_own_list_once_it_is_sent(
    client, as_head, unit_head, ward, unit, cycle
):
    helper = make.make_unit(ward, "Hội Phụ nữ", code="CT01")
    stranger = make.make_unit(ward, "Hội Nông dân", code="CT02")
    people = {code: make.make_head(other) for code, other in (("CT01", helper), ("CT02", stranger))}
    draft = make.make_initiative(unit, cycle, name="Cùng làm")
    as_head.post(
        page(ward, "initiative_step", draft.address, 4),
        {"units-TOTAL_FORMS": 1, "units-INITIAL_FORMS": 0, "units-0-organization": "CT01", "luu": "tiep"},
    )

    def seen(code):
        make.sign_in(client, people[code])
        listed = client.get(page(ward, "initiative_list")).context["coordinated"]
        read = client.get(page(ward, "initiative_detail", fresh(draft).address)).status_code
        return [row.name for row in listed], read

    assert seen("CT01") == ([], 404)  # a draft is its unit's own
    sent = fresh(draft)
    send_initiative(actor=make.actor(unit_head, ward), initiative=sent, seen=sent.version, confirmed=True)
    assert seen("CT01") == (["Cùng làm"], 200)
    assert seen("CT02") == ([], 404)
