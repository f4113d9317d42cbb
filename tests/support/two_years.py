"""A ward in January 2027 with two open years: 2026 finishing (self-assessment, scoring), 2027 taking registrations."""

import datetime as dt

from models_registry.enums import InitiativeState
from models_registry.models import Initiative
from organizations.enums import Role
from tests.support import factories as make

NOW = (2027, 1, 18, 9, 30)  # a Monday; the clock fixture `at` sets it before the world is made
MORNING = dt.time(3, tzinfo=dt.UTC)


class TwoYears:
    """Two units that owe a model in both years; an officer, the head of the committee, a secretary of `unit`."""

    def __init__(self):
        self.ward = make.make_ward()
        self.old = make.make_cycle(
            self.ward, 2026,
            registration_opens=dt.date(2026, 2, 1), registration_closes=dt.date(2026, 4, 30),
            self_assessment_opens=dt.date(2026, 12, 1), self_assessment_closes=dt.date(2027, 1, 24),
            scoring_opens=dt.date(2026, 12, 1), scoring_closes=dt.date(2027, 2, 8),
            submission_opens=dt.date(2027, 2, 1), submission_closes=dt.date(2027, 2, 28),
        )  # fmt: skip
        self.new = make.make_cycle(
            self.ward, 2027,
            registration_opens=dt.date(2027, 1, 4), registration_closes=dt.date(2027, 2, 28),
            self_assessment_opens=dt.date(2027, 12, 1), self_assessment_closes=dt.date(2028, 1, 24),
            scoring_opens=dt.date(2027, 12, 1), scoring_closes=dt.date(2028, 2, 8),
            submission_opens=dt.date(2028, 2, 1), submission_closes=dt.date(2028, 2, 28),
        )  # fmt: skip
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2")
        self.idle = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10")
        for cycle in (self.old, self.new):
            make.make_duty(cycle, self.unit)
            make.make_duty(cycle, self.idle)
        self.officer = make.make_member(self.ward, Role.OFFICER, "chuyenvien1")
        self.head = make.make_member(self.ward, Role.HEAD, "truongban")
        self.secretary = make.make_head(self.unit, "bithu1")

    def waiting(self, cycle, day, name="Mô hình", unit=None, **fields) -> Initiative:
        """A registration sent on this day that waits for the committee."""
        row = make.make_initiative(unit or self.unit, cycle, InitiativeState.SUBMITTED, name, **fields)
        since = dt.datetime.combine(day, MORNING)
        Initiative.objects.filter(pk=row.pk).update(waiting_since=since, first_sent_at=since)
        return row

    def received(self, cycle, name="Mô hình", unit=None, **fields) -> Initiative:
        return make.make_initiative(unit or self.unit, cycle, InitiativeState.RECEIVED, name, **fields)
