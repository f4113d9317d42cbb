"""The library says who replicated a model; a unit asks another to show it, once, and gets its answer."""

import pytest
from django.urls import reverse

from core.exceptions import DomainError
from core.models import Notification
from models_registry.enums import InitiativeState as S
from models_registry.library.learning import ask_to_learn
from models_registry.models import LearnRequest
from organizations.models import Organization
from tests.support import factories as make
from tests.support.counting import AtMost


@pytest.fixture
def neighbour(ward):
    return make.make_unit(ward, "Chi bộ tổ dân phố Minh Tân 2", code="TDP02")


@pytest.fixture
def neighbour_head(neighbour):
    return make.make_head(neighbour, "bithu2")


@pytest.fixture
def known(unit, cycle, ward, unit_head):
    return make.make_initiative(unit, make.make_cycle(ward, 2025), S.RECEIVED, "Ngõ hoa", best_level=1)


def page(ward, name, *args):
    return reverse(f"registry:{name}", args=[ward.slug, *args])


def ask(client, ward, known, **typed):
    typed = {"unit": "TDP02", "message": "Xin đến xem cách chia nhóm hộ", "contact": "0900 000 002"} | typed
    return client.post(page(ward, "learn_ask", known.code), typed)


def test_asking_twice_leaves_one_request_and_one_notice_and_the_answer_goes_back(
    client, ward, known, unit_head, neighbour_head
):
    make.sign_in(client, neighbour_head)
    assert "Người Thử bithu2" in client.get(page(ward, "learn_ask", known.code)).content.decode()
    assert ask(client, ward, known).url == ask(client, ward, known, message="Lần nữa").url
    request = LearnRequest.objects.get()
    assert (request.message, request.asker.code, request.answered_at) == (
        "Xin đến xem cách chia nhóm hộ",
        "TDP02",
        None,
    )
    assert [notice.user_key for notice in Notification.objects.filter(kind="learn")] == [unit_head.pk]
    assert "Xin học tập mô hình này" not in client.get(page(ward, "library_detail", known.code)).content.decode()

    make.sign_in(client, unit_head)
    assert request.message in client.get(page(ward, "learn_list")).content.decode()
    shown = client.post(page(ward, "learn_answer", request.token), {"answer": "  "}).content.decode()
    assert "Hãy ghi lời trả lời" in shown
    for answer in ("Mời tối thứ năm", "Lần nữa"):  # the second press changes nothing
        client.post(page(ward, "learn_answer", request.token), {"answer": answer})
    request.refresh_from_db()
    assert request.answer == "Mời tối thứ năm"
    assert Notification.objects.filter(kind="learn", user_key=neighbour_head.pk).count() == 1

    make.sign_in(client, neighbour_head)
    assert "Mời tối thứ năm" in client.get(page(ward, "learn_list")).content.decode()
    ask(client, ward, known, message="Xin xem thêm")  # answered, so one may ask again
    assert LearnRequest.objects.count() == 2


def test_nobody_asks_for_the_own_model_or_one_not_recognised(ward, cycle, unit, known, unit_head, neighbour):
    head, unit = make.actor(unit_head, ward), Organization.objects.get(pk=unit.pk)
    sent = make.make_initiative(neighbour, cycle, S.SUBMITTED)
    for initiative in (known, sent):
        with pytest.raises(DomainError):
            ask_to_learn(actor=head, initiative=initiative, asker=unit, message="x", contact="y")
    assert LearnRequest.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_library_names_who_replicated_it_in_any_year(client, ward, cycle, known, neighbour, neighbour_head, count):
    later = make.make_initiative(known.unit, cycle, S.RECEIVED, "Ngõ hoa", lineage=known.lineage, best_level=1)
    rows = [make.make_initiative(neighbour, cycle, S.SUBMITTED, replicates=known) for _ in range(count)]
    third = make.make_unit(ward, "Chi bộ tổ dân phố Hồng Hà 7")
    make.make_initiative(third, cycle, S.RECEIVED, replicates=later)
    make.make_initiative(third, cycle, S.DRAFT, replicates=later)  # the row that could leak
    make.sign_in(client, neighbour_head)
    client.get(page(ward, "library_detail", known.code))
    with AtMost(9):
        shown = client.get(page(ward, "library_detail", known.code))
    assert [(row.unit_label, row.may_open) for row in shown.context["replicated_by"]] == [
        (third.name, False),
        *[(neighbour.name, True)] * count,
    ]
    assert page(ward, "initiative_detail", rows[0].code) in shown.content.decode()
