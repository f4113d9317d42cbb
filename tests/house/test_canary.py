"""Every URL there is, asked by everybody: points and words of a hidden sheet stand in no answer, page or file."""

import pytest
from django.urls import reverse

from evaluation.decisions.services import decisions
from evaluation.models import Evaluation
from organizations.enums import Role
from organizations.tree import forget_trees
from reports.issued.certificates import draw_certificates
from reports.issued.decision_list import draw_list
from tests.access.evaluation_lists import entered
from tests.access.world import World
from tests.house.canary import HIDDEN, plant_everywhere, remember_reopening
from tests.house.test_access_matrix import ENTRIES
from tests.support import factories as make
from tests.support.crawling import Page

pytestmark = [pytest.mark.django_db, pytest.mark.deep]
READERS = {"officer", "boss"}  # whose sheet it is, and who concludes


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.get], ids=lambda entry: entry.name)
def test_nobody_else_meets_a_hidden_sheet(entry):
    world = World()
    world.people["second"] = make.make_member(world.ward, Role.OFFICER)  # another scorer, who has completed none
    url = reverse(entry.name, args=entry.address(world))
    plant_everywhere(world.ward, world.people["officer"])
    for evaluation in Evaluation.objects.filter(ward=world.ward).select_related("initiative"):
        remember_reopening(evaluation, world.actor("officer"))
    met = [name for name in world.people if name not in READERS and answer(world, name, url).says(*HIDDEN)]
    assert met == []


def test_the_papers_of_a_decision_tell_nothing_of_a_hidden_sheet():
    world = World()
    decision = entered(world)
    plant_everywhere(world.ward, world.people["officer"])
    decisions.publish_decision(actor=world.actor("boss"), decision=decision, site="http://testserver/")
    decision.refresh_from_db()
    for drawn in (draw_list(decision), draw_certificates(decision, {1: "7K3M9QXT4HBP"})):
        paper = Page("", "", 200, drawn, "application/pdf")
        assert paper.says(decision.number)
        assert not paper.says(*HIDDEN)


def answer(world, name, url) -> Page:
    forget_trees()
    response = world.client(name).get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Page(url, "", response.status_code, body, response.headers.get("Content-Type", ""))
