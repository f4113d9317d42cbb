"""Homes, overview, papers."""

from models_registry.enums import InitiativeState

from . import BAN, LEADERS, OWN, SIBLING, WARD, Entry

WHOLE_WARD = BAN | LEADERS | {"observer"}


def sent(world):
    return (world.slug, world.initiative(InitiativeState.SUBMITTED).code)


ENTRIES = [
    Entry("reports:todo", opens=OWN | SIBLING, hidden=False),
    Entry("reports:desk", opens=BAN, hidden=False),
    Entry("reports:overview", opens=WHOLE_WARD, hidden=False),
    Entry("reports:search", opens=WARD, hidden=False),
    Entry("reports:targets", opens=WHOLE_WARD, hidden=False),
    Entry("reports:report_list", opens=WARD, hidden=False),
    Entry("reports:report_page", lambda world: (world.slug, "dang-ky"), opens=WHOLE_WARD, hidden=False),
    Entry("reports:report_file", lambda world: (world.slug, "dang-ky", "xlsx"), opens=WHOLE_WARD, hidden=False),
    Entry("reports:registration_blank", opens=OWN | SIBLING | BAN, hidden=False),
    Entry("reports:registration_slip", sent, opens=OWN | WHOLE_WARD),
]
