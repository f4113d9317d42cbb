"""What people are told of a registration's work names its year, by the code or in words, and leads into that year."""

import datetime as dt

import pytest

from core.models import Notification
from models_registry.carry_over.services import Choice, decide
from models_registry.enums import BulkKind, Window
from models_registry.enums import InitiativeState as S
from models_registry.library.learning import answer_to_learn, ask_to_learn
from models_registry.models import BulkAct
from models_registry.registration.services.drafts import mark_prepared
from models_registry.reviewing.bulk.notices import tell_units
from models_registry.years.extensions import grant_extension, revoke_extension
from tests.support import factories as make

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture(autouse=True)
def _monday(at):
    at(2027, 1, 18, 9, 30)


@pytest.fixture
def finishing(ward):
    return make.make_cycle(ward, 2026, registration_opens=D(2026, 1, 5), registration_closes=D(2026, 3, 31))


@pytest.fixture
def opening(ward):
    return make.make_cycle(ward, 2027)


def told(kind):
    return [(row.text, row.link) for row in Notification.objects.filter(kind=kind).order_by("pk")]


def test_a_prepared_draft_of_either_year(ward, unit, unit_head, finishing, opening):
    clerk = make.actor(make.make_member(unit), ward)
    for cycle in (finishing, opening):
        row = make.make_initiative(unit, cycle, name="Ngõ xanh")
        mark_prepared(actor=clerk, initiative=row, seen=row.version)
    assert [text for text, _ in told("prepared")] == [
        f"Hồ sơ đăng ký mô hình “Ngõ xanh” năm {year} đã soạn xong, chờ đồng chí xem và gửi" for year in (2026, 2027)
    ]


def test_more_time_of_one_year_leads_into_it(ward, unit, unit_head, officer, finishing, opening):
    actor, until = make.actor(officer, ward), D(2027, 2, 18)
    row = grant_extension(
        actor=actor, cycle=finishing, unit=unit, window=Window.REGISTRATION, until=until, reason="Bão lũ"
    )
    revoke_extension(actor=actor, extension=row)
    link = f"/{ward.slug}/mo-hinh/?nam=2026"
    assert told("extension") == [
        ("Đơn vị được gia hạn đăng ký năm 2026 đến hết ngày 18/02/2027. Lý do: Bão lũ", link),
        ("Gia hạn đăng ký năm 2026 đến hết ngày 18/02/2027 đã được thu hồi", link),
    ]


def test_a_request_to_learn_and_its_answer(ward, unit, unit_head, finishing, opening):
    row = make.make_initiative(unit, finishing, S.RECEIVED, "Ngõ xanh", best_level=1)
    asker = make.make_unit(ward)
    person = make.actor(make.make_head(asker), ward)
    request = ask_to_learn(actor=person, initiative=row, asker=asker, message="Xin mẫu sổ", contact="105")
    answer_to_learn(actor=make.actor(unit_head, ward), request_row=request, answer="Mời đến")
    assert [text for text, _ in told("learn")] == [
        f"{asker.name} xin học tập mô hình “Ngõ xanh” năm 2026",
        f"{unit.name} trả lời về mô hình “Ngõ xanh” năm 2026",
    ]


def test_a_model_given_up_and_one_decided_for_the_unit(ward, unit, unit_head, officer, finishing, opening):
    for name, actor, told_by in (("Một", unit_head, ""), ("Hai", officer, "Bí thư")):
        row = make.make_initiative(unit, finishing, S.RECEIVED, name)
        choice = Choice(row, "STOP", reason="Đã xong việc")
        decide(actor=make.actor(actor, ward), cycle=opening, choices=[choice], told_by=told_by)
    assert told("carry_over") == [
        (f"{unit.name}: dừng mô hình “Một” năm 2026", f"/{ward.slug}/nam/2027/ra-soat/"),
        ("Ban Xây dựng Đảng ghi thay, theo lời Bí thư: dừng mô hình “Hai” năm 2026", f"/{ward.slug}/ra-soat-2026/"),
    ]


def test_files_handled_together(ward, unit, unit_head, officer, finishing, opening):
    actor = make.actor(officer, ward)
    draft = make.make_initiative(unit, opening, name="Ngõ xanh")
    sent = [make.make_initiative(unit, finishing, S.RECEIVED) for _ in range(2)]
    for kind, rows in ((BulkKind.REMIND, [draft]), (BulkKind.RECEIVE, sent)):
        tell_units(actor, BulkAct(ward=ward, kind=kind, by_key=actor.user_key), rows)
    codes = ", ".join(row.code for row in sent)
    assert [told("reminded"), told("received")] == [
        [
            (
                "Ban Xây dựng Đảng nhắc bản nháp năm 2027 “Ngõ xanh”. Đang chờ đơn vị hoàn thành",
                draft.get_absolute_url(),
            )
        ],
        [(f"Đã tiếp nhận 2 hồ sơ: {codes}", f"/{ward.slug}/mo-hinh/?nam=2026")],
    ]
