"""A row names the ward of its parent, and the database refuses another one."""

import pytest
from django.db import IntegrityError, transaction

from core import clock
from evaluation.lists.services import proposals
from evaluation.models import Clarification, KeptScore, ProposalDraftItem
from models_registry.models import Coordination, Milestone, ProgressNote, Remark, Target
from tests.evaluation.appraising import Appraisal
from tests.support import factories as make

pytestmark = pytest.mark.django_db


def test_a_row_of_another_ward_than_its_parent_is_refused():
    world = Appraisal()
    evaluation = world.sent()
    initiative, today = evaluation.initiative, clock.today()
    proposal = proposals.create_list(actor=world.officer, cycle=world.cycle)
    other = make.make_ward(slug="khac")
    for row in (
        Target(initiative=initiative, key="t9", indicator="Số hộ"),
        Coordination(initiative=initiative, outside_name="Hội cựu giáo chức"),
        Milestone(initiative=initiative, number=9, what="Ký cam kết"),
        ProgressNote(initiative=initiative, number=9, on=today, text="Đã họp tổ"),
        Remark(submission=evaluation.current, number=9, text="Nêu rõ số hộ", asked_by_key=1, due_on=today),
        Clarification(evaluation=evaluation, asked_by_key=1, question="Bao nhiêu hộ?"),
        KeptScore(evaluation=evaluation, mean=80, spread=20, reason="Có căn cứ", by_key=1),
        ProposalDraftItem(proposal_list=proposal, initiative=initiative, order=1),
    ):
        row.ward = other
        with pytest.raises(IntegrityError, match="mixes two wards"), transaction.atomic():
            row.save()
        row.pk, row.ward = None, initiative.ward
        row.save()
