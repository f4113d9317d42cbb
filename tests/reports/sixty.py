"""A ward with sixty rows in every list that can be printed, to be cut to any length."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from core.actor import Actor
from evaluation.decisions.services import amendments, decisions
from evaluation.decisions.services.amendments import Amended
from evaluation.decisions.snapshots import Snapshot
from evaluation.enums import DecisionKind, ListKind, RowResult
from evaluation.leadership.services import leadership
from evaluation.leadership.services.leadership import RowConclusion
from evaluation.lists.services import commendations, proposals
from evaluation.models import Evaluation, RecognitionDecision
from models_registry.enums import InitiativeState, Level
from organizations.enums import Role
from reports.catalogue import REPORTS
from reports.documents import Group, Table
from reports.issued import decision_list
from reports.lists.asked import Asked
from tests.support import factories as make

ROWS = 60
SITE = "https://dan-van.example/"
# What is asked of each report so that it has sixty rows; the year after opens for the review of the year before.
ASKED = {
    "dang-ky": {"nam": "2026"},
    "chua-dang-ky": {"nam": "2027", "xem": "tat-ca"},
    "ra-soat": {"nam": "2027"},
    "tien-do": {"nam": "2026"},
    "tin-thuc-hien": {"nam": "2027"},
    "de-nghi": {"nam": "2026"},
    "bao-cao-dang-ky": {"nam": "2026"},
    "khen-thuong": {"nam": "2026"},
    "cong-nhan": {"nam": "2026"},
    "muc-tieu": {"nam": "2026"},
}
SIGNED = {"post": "Phó Bí thư Thường trực", "signatory": "Người Ký Thử", "authority": "T/M BAN THƯỜNG VỤ"}


def shortened(table: Table, count: int) -> Table:
    """The table as if it had only its first rows: what would come after them is not there."""
    return replace(table, groups=_first(table.groups, count))


def _first(groups: Iterable[Group], count: int) -> Iterator[Group]:
    for group in groups:
        if not count and group.heading:
            return
        rows = list(islice(group.rows, count))
        count -= len(rows)
        yield replace(group, rows=rows)


class Sixty:
    """Every row's model is named “Mô hình số 017x”; a unit without a model has that number too."""

    def __init__(self):
        self.ward = make.make_ward()
        self.cycle = make.make_cycle(self.ward, 2026)
        self.units = [
            make.make_unit(self.ward, f"Chi bộ tổ dân phố Minh Tân {number:03d}x") for number in range(1, ROWS + 1)
        ]
        concluders = (Role.STANDING, Role.BOARD)
        self.people = {
            role: make.make_member(self.ward, role, may_conclude=role in concluders)
            for role in (*concluders, Role.OFFICER, Role.HEAD)
        }
        self.rows = [
            make.make_candidate(
                unit, self.cycle, 88.75, name=f"Tuyên truyền, vận động Nhân dân {'hiến đất, ' * (number % 4)}mở đường",
                sector=make.sector(number * 5 // ROWS + 1),
            )
            for number, unit in enumerate(self.units)
        ]  # fmt: skip
        Evaluation.objects.filter(cycle=self.cycle).update(median=Decimal("88.25"), spread=Decimal("2.5"))
        self._report_registrations()
        self._publish()
        self._commend()
        self._open_next_year()

    def actor(self, role) -> Actor:
        return make.actor(self.people[role], self.ward)

    def tables(self) -> dict[str, Callable[[int], Table]]:
        """By name, what gives a list of so many rows: every report, and the lists that go out with decisions."""
        found = {slug: self._report(slug) for slug in REPORTS}
        kinds = {row.kind: row for row in RecognitionDecision.objects.all()}
        return found | {f"decision {kind}": self._decision(row) for kind, row in kinds.items()}

    def _report(self, slug) -> Callable[[int], Table]:
        def build(count):
            asked = Asked(self.actor(Role.HEAD), self.ward, ASKED[slug])
            return shortened(REPORTS[slug].build(asked).table, count)

        return build

    def _decision(self, decision) -> Callable[[int], Table]:
        return lambda count: shortened(decision_list.table_of(Snapshot(decision)), count)

    def _report_registrations(self):
        proposal = proposals.create_list(actor=self.actor(Role.OFFICER), cycle=self.cycle, kind=ListKind.REGISTRATION)
        proposals.lock_and_submit(actor=self.actor(Role.HEAD), proposal=proposal)

    def _publish(self):
        officer, head = self.actor(Role.OFFICER), self.actor(Role.HEAD)
        proposal = proposals.create_list(actor=officer, cycle=self.cycle)
        proposals.add_items(actor=officer, proposal=proposal, initiatives=self.rows)
        proposals.sort_items(actor=officer, proposal=proposal)
        self._conclude(proposal, level=Level.WARD)
        self.decision = decisions.enter_decision(
            actor=officer, proposal=proposal, number="125-QĐ/ĐU", on=dt.date(2026, 11, 20), **SIGNED
        )
        decisions.publish_decision(actor=head, decision=self.decision, site=SITE)

    def _conclude(self, proposal, **granted):
        version = proposals.lock_and_submit(actor=self.actor(Role.HEAD), proposal=proposal)
        leadership.endorse_list(actor=self.actor(Role.STANDING), version=version)
        rows = {item.pk: RowConclusion(RowResult.APPROVE, **granted) for item in version.items.all()}
        leadership.conclude_list(actor=self.actor(Role.BOARD), version=version, rows=rows)
        proposal.refresh_from_db()

    def _commend(self):
        officer = self.actor(Role.OFFICER)
        proposal = proposals.create_list(actor=officer, cycle=self.cycle, kind=ListKind.COMMENDATION)
        proposals.add_items(actor=officer, proposal=proposal, initiatives=self.rows[:40])
        for unit in self.units[40:]:
            commendations.add_other(
                actor=officer, proposal=proposal, kind="INDIVIDUAL", unit=unit, recipient="Người Tiêu Biểu",
                achievement="Vận động 186 hộ hiến đất",
            )  # fmt: skip
        self._conclude(proposal)

    def amend(self):
        """Publish a correction of every row, then a revocation of every row."""
        for kind, number in ((DecisionKind.CORRECTION, "126-QĐ/ĐU"), (DecisionKind.REVOCATION, "127-QĐ/ĐU")):
            draft = amendments.draft_amendment(
                actor=self.actor(Role.OFFICER), decision=self.decision, kind=kind,
                initiative_keys=[row.pk for row in self.rows],
            )  # fmt: skip
            rows = {
                item.order: Amended(
                    reason="Ghi nhầm tên", name=item.label["name"], unit_name=item.unit_name, level=item.level
                )
                for item in draft.items.all()
            }
            amendments.edit_amendment(
                actor=self.actor(Role.OFFICER), decision=draft, rows=rows, number=number, on=dt.date(2026, 11, 21),
                **SIGNED,
            )  # fmt: skip
            amendments.publish_amendment(actor=self.actor(Role.HEAD), decision=draft, site=SITE)

    def _open_next_year(self):
        self.next = make.make_cycle(self.ward, 2027)
        for unit in self.units:
            make.make_duty(self.next, unit)
            make.make_initiative(unit, self.next, InitiativeState.RECEIVED)
