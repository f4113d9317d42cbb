"""“Đoạn giống hồ sơ khác”: what the Ban sees of passages copied between registrations of the ward."""

import pytest
from django.urls import reverse

from models_registry.enums import InitiativeState as S
from models_registry.models import Initiative, PassageMark
from models_registry.registration.services.passages import remember_passages
from models_registry.registration.services.sending import send_initiative
from models_registry.reviewing.copied_passages import copied_passages
from tests.support import factories as make
from tests.support.counting import AtMost

OWN = "Mỗi tối thứ bảy tổ đảng viên ngõ tám cùng các hộ dọn rác dọc bờ kè rồi ghi sổ"
OTHER = "Chi hội phụ nữ gom vỏ chai, giấy vụn đổi lấy cây giống và tặng lại cho hộ neo đơn trong tổ"


@pytest.fixture
def other(ward):
    return make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 2", code="TDP02")


def sent(unit, cycle, method, state=S.SUBMITTED, **fields):
    row = make.make_initiative(unit, cycle, state, **fields)
    row.text.problem, row.text.method = "", method
    row.text.save()
    remember_passages(row, row.text)
    return row


def found(row, officer, ward):
    row = Initiative.objects.select_related("text", "replicates__text").get(pk=row.pk)
    return [(copied.initiative.pk, copied.passages) for copied in copied_passages(row, actor=make.actor(officer, ward))]


def test_the_same_passage_shows_across_years_and_units_of_the_ward_only(unit, other, cycle, ward, officer, other_ward):
    row = sent(unit, cycle, f"Trước hết. {OWN}. Sau đó.")
    old = sent(other, make.make_cycle(ward, 2025), f"{OWN.upper()}!", S.RECEIVED)
    sent(other, cycle, OTHER)
    sent(make.make_unit(other_ward), make.make_cycle(other_ward), OWN)  # another ward's
    draft = sent(other, cycle, OWN, S.DRAFT)  # was sent once, then withdrawn and opened again
    assert found(row, officer, ward) == [(old.pk, [("Cách làm", OWN)])]
    assert found(draft, officer, ward) == []


def test_the_own_chain_and_what_is_replicated_are_no_copies(unit, other, cycle, ward, officer):
    source = sent(other, make.make_cycle(ward, 2025), OWN, S.RECEIVED, best_level=1)
    mine = sent(unit, cycle, f"{OWN}. {OTHER}", replicates=source)
    kept = sent(other, cycle, OWN, continues=source, lineage=source.lineage)
    third = make.make_unit(ward)
    sibling = sent(third, cycle, f"{OWN}. Rồi thôi", replicates=source)
    assert found(mine, officer, ward) == []  # all of it comes from the model it replicates
    assert found(kept, officer, ward) == []
    assert found(source, officer, ward) == []
    copier = sent(third, cycle, OTHER)
    assert found(mine, officer, ward) == [(copier.pk, [("Cách làm", OTHER)])]
    assert found(sibling, officer, ward) == []


def test_sending_remembers_the_text_and_sending_again_adds_to_it(unit, cycle, unit_head, ward):
    row = make.make_initiative(unit, cycle)
    row = Initiative.objects.select_related("text", "cycle", "unit", "ward", "sector").get(pk=row.pk)
    send_initiative(actor=make.actor(unit_head, ward), initiative=row, seen=row.version, confirmed=True)
    marks = set(PassageMark.objects.filter(initiative=row).values_list("digest", flat=True))
    assert marks
    row.text.method = OWN
    remember_passages(row, row.text)
    remember_passages(row, row.text)
    assert set(PassageMark.objects.filter(initiative=row).values_list("digest", flat=True)) > marks


@pytest.mark.parametrize("count", [1, 3])
def test_the_officers_page_names_the_others_with_links_at_flat_cost(as_officer, unit, other, cycle, ward, count):
    row = sent(unit, cycle, OWN)
    others = [sent(other, cycle, OWN) for _ in range(count)]
    url = reverse("registry:review_detail", args=[ward.slug, row.code])
    as_officer.get(url)
    with AtMost(14):
        shown = as_officer.get(url).content.decode()
    for copy in others:
        assert reverse("registry:review_detail", args=[ward.slug, copy.code]) in shown
    assert shown.count("Đoạn giống hồ sơ khác") == 1
    assert OWN in shown
