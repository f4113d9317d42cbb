"""“Tôi có liên quan” said ahead of scoring: what it stops, who reads it, how it is taken back (decision 8)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from core import clock
from core.exceptions import DomainError
from core.log.audit import Audience
from core.models import AuditEntry, Notification
from evaluation.appraisal.conflicts import Conflict, conflict_of
from evaluation.models import ConflictDeclaration, Evaluation
from evaluation.sheets.services import declarations, sheets
from models_registry.models import Coordination
from tests.evaluation.appraising import Appraisal, browser, full_scores, url
from tests.support import factories as make

pytestmark = pytest.mark.django_db
WHY = "Em ruột là bí thư"


@pytest.fixture
def world():
    return Appraisal()


def declare(world, **about):
    return declarations.declare(actor=world.officer, ward=world.ward, reason=WHY, **about)


def conflicts(world, *evaluations):
    rows = [Evaluation.objects.get(pk=row.pk) for row in evaluations]
    return [conflict_of(row, world.officer) for row in rows]


def test_a_unit_excludes_its_models_those_it_helps_and_those_of_its_heir(world):
    own, helped, other = world.sent(), world.sent(world.another()), world.sent(world.another())
    Coordination.objects.create(
        ward_id=helped.initiative.ward_id, initiative=helped.initiative, organization=world.unit
    )
    declare(world, unit=world.unit)
    assert conflicts(world, own, helped, other) == [Conflict.DECLARED, Conflict.DECLARED, Conflict.NONE]
    assert conflict_of(Evaluation.objects.get(pk=own.pk), world.second) == Conflict.NONE
    world.unit.closed_on, world.unit.heir = clock.today(), other.initiative.unit
    world.unit.save()
    assert conflicts(world, own, helped, other) == [Conflict.DECLARED] * 3


def test_a_model_excludes_itself_alone_until_it_is_withdrawn(world):
    named, other = world.sent(), world.sent(world.another())
    made = declare(world, initiative=named.initiative)
    assert conflicts(world, named, other) == [Conflict.DECLARED, Conflict.NONE]
    with pytest.raises(PermissionDenied, match="đã khai có liên quan"):
        sheets.save_sheet(actor=world.officer, evaluation=named, scores=full_scores())
    for _ in range(2):  # a second press does nothing more
        declarations.withdraw(actor=world.officer, declaration=made)
    assert conflicts(world, named) == [Conflict.NONE]
    acts = AuditEntry.objects.filter(verb__startswith="conflict").order_by("seq")
    assert list(acts.values_list("verb", "audience")) == [
        ("conflict.declare", Audience.HEAD),
        ("conflict.withdraw", Audience.HEAD),
    ]


def test_the_same_said_twice_is_said_once_and_other_words_are_refused(world):
    made = declare(world, unit=world.unit)
    assert declare(world, unit=world.unit) == made
    with pytest.raises(DomainError, match="đã khai việc này"):
        declarations.declare(actor=world.officer, ward=world.ward, reason="Bạn học cũ", unit=world.unit)
    told = Notification.objects.filter(kind="conflict")
    assert list(told.values_list("user_key", flat=True)) == [world.head_user.pk]


def test_it_stays_while_a_completed_sheet_of_theirs_stands(world):
    evaluation = world.sent()
    sheet = world.completed(evaluation)
    made = declare(world, unit=world.unit)
    with pytest.raises(DomainError, match=evaluation.initiative.code):
        declarations.withdraw(actor=world.officer, declaration=made)
    sheets.void_sheet(actor=world.head, sheet=sheet, reason="Có người thân ở đơn vị")
    declarations.withdraw(actor=world.officer, declaration=made)
    with pytest.raises(PermissionDenied):
        declarations.withdraw(actor=world.second, declaration=made)


def test_the_database_keeps_it_as_it_was_said(world):
    made = declare(world, unit=world.unit)
    elsewhere = make.make_unit(make.make_ward(slug="phuong-hai"))
    rows = ConflictDeclaration.objects.filter(pk=made.pk)
    declarations.withdraw(actor=world.officer, declaration=made)
    for act in (
        lambda: rows.update(reason="Không có gì"),
        lambda: rows.update(withdrawn_at=None),
        rows.delete,
        lambda: ConflictDeclaration.objects.create(ward=world.ward, user_id=made.user_id, unit=elsewhere, reason="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_pages(world):
    evaluation = world.sent()
    client, page = browser(world.officer_user), url(world, "conflict_list")
    wrong = client.post(page, {"about": "mo-hinh", "code": "DK-1999-001", "reason": WHY})
    assert list(wrong.context["form"].errors) == ["code"]
    assert WHY in wrong.content.decode()
    client.post(page, {"about": "mo-hinh", "code": evaluation.initiative.code.lower(), "reason": WHY})
    made = ConflictDeclaration.objects.get()
    assert made.initiative == evaluation.initiative
    refused = client.get(url(world, "sheet_edit", evaluation.initiative.code))
    assert (refused.status_code, "đã khai có liên quan" in refused.content.decode()) == (403, True)
    queue = client.get(url(world, "sheet_list", query="?nhom=lien-quan")).content.decode()
    assert "đã khai có liên quan" in queue
    assert WHY in browser(world.head_user).get(url(world, "conflict_declared")).content.decode()
    other = browser(world.second_user)
    assert WHY not in other.get(page).content.decode()
    assert other.post(url(world, "conflict_withdraw", made.pk)).status_code == 404
    client.post(url(world, "conflict_withdraw", made.pk))
    assert client.get(url(world, "sheet_edit", evaluation.initiative.code)).status_code == 200
