"""A unit whose tasks are read."""

import datetime as dt

from django.test import Client
from lxml import html

from models_registry.enums import InitiativeState
from models_registry.models import Initiative, Remark
from reports.todo.page import read_todo
from tests.support import factories as make

S = InitiativeState


class Unit:
    """A unit with its head and a typist, in a ward whose year is open; a sibling and another ward beside it."""

    def __init__(self, **windows):
        self.ward = make.make_ward()
        dates = {"registration_closes": dt.date(2026, 11, 30), "self_assessment_closes": dt.date(2026, 12, 5)}
        self.cycle = make.make_cycle(self.ward, 2026, **dates | windows)
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.sibling = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        for unit in (self.unit, self.sibling):
            make.make_duty(self.cycle, unit)
        self.head = make.make_head(self.unit, "bithu")
        self.typist = make.make_member(self.unit, username="thuky")

    def initiative(self, state=S.RECEIVED, name="Ngõ xanh", **fields):
        return make.make_initiative(self.unit, self.cycle, state, name, **fields)

    def tasks(self, user=None):
        return [
            (task.name, task.look.label, task.left_words)
            for group in read_todo(make.actor(user or self.head, self.ward), self.ward).groups
            for task in group.tasks
        ]

    def todo(self, user=None):
        return read_todo(make.actor(user or self.head, self.ward), self.ward)

    def page(self, user=None):
        client = make.sign_in(Client(), user or self.head)
        answer = client.get(f"/{self.ward.slug}/viec-can-lam/")
        assert answer.status_code == 200
        return html.document_fromstring(answer.content.decode())


def remark(initiative, text="Đề nghị bổ sung số hộ tham gia.", number=1):
    Initiative.objects.filter(pk=initiative.pk).update(answer_due_on=dt.date(2026, 11, 27))
    return Remark.objects.create(
        ward_id=initiative.ward_id,
        submission=initiative.submissions.last(),
        number=number,
        text=text,
        asked_by_key=1,
        due_on=dt.date(2026, 11, 27),
    )
