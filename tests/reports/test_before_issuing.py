"""What is asked and told before anything is issued: the address to check it at, and signs the font lacks."""

import pytest
from django.urls import reverse

from core.database.checks import public_address_is_given
from core.exceptions import DomainError
from evaluation.decisions.public_site import NO_SITE
from evaluation.decisions.services import decisions
from evaluation.decisions.snapshots import Snapshot
from evaluation.enums import DecisionState
from evaluation.lists.services import proposals
from evaluation.models import IssuedPaper, RecognitionDecision
from models_registry.models import Initiative
from organizations.enums import Role
from reports.issued.odd_signs import MOST, odd_signs
from tests.evaluation.decided import Decided
from tests.support import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(at):
    at(2026, 11, 24, 9, 15)
    return Decided()


@pytest.fixture
def production(settings):
    """An installation for real use that was not told its address."""
    settings.PRACTICE, settings.PUBLIC_URL = False, ""
    return settings


def place(name, year, *more):
    return reverse(name, args=[year.ward.slug, 2026, 1, *more])


def test_nothing_is_published_or_certified_before_the_address_is_given(year, client, production):
    make.sign_in(client, year.people[Role.HEAD])
    page = client.get(place("evaluation:decision_detail", year)).content.decode()
    assert (NO_SITE in page, "Công bố quyết định" in page) == (True, False)
    with pytest.raises(DomainError, match="DANVAN_PUBLIC_URL"):
        year.publish()
    assert RecognitionDecision.objects.get().state == DecisionState.DRAFT
    production.PUBLIC_URL = "https://dan-van.phuong.example"
    assert "Công bố quyết định" in client.get(place("evaluation:decision_detail", year)).content.decode()
    decisions.publish_decision(actor=year.actor(Role.HEAD), decision=year.decision, site="http://may-trong/")
    assert Snapshot(year.decision).facts["site"] == "https://dan-van.phuong.example/"
    production.PUBLIC_URL = ""
    page = client.get(place("evaluation:decision_detail", year)).content.decode()
    assert (NO_SITE in page, "Lập 3 giấy công nhận" in page) == (True, False)
    issue = place("reports:certificates_issue", year, year.decision.pk)
    told = [str(message) for message in client.post(issue, follow=True).context["messages"]]
    assert told == [NO_SITE]
    assert not IssuedPaper.objects.exists()


def test_practice_prints_the_address_it_is_opened_at(year, settings):
    assert settings.PRACTICE
    year.publish()
    assert Snapshot(year.decision).facts["site"] == "https://dan-van.example/"


@pytest.mark.parametrize(
    ("practice", "address", "told"),
    [
        (True, "", []),
        (False, "", ["core.I003"]),
        (False, "https://dan-van.example", []),
        (True, "dan-van.example", ["core.E004"]),
    ],
)
def test_the_address_is_checked_at_the_start(settings, practice, address, told):
    settings.PRACTICE, settings.PUBLIC_URL = practice, address
    assert [message.id for message in public_address_is_given(None)] == told


def test_signs_the_font_lacks_are_named_by_row_before_a_list_is_locked(year, client):
    row = make.make_candidate(year.units[3], year.cycle, name="Ngõ sáng 🌱 ★")
    proposal = proposals.create_list(actor=year.actor(Role.OFFICER), cycle=make.make_cycle(year.ward, 2027))
    Initiative.objects.filter(pk=row.pk).update(cycle=proposal.cycle)
    row.evaluation.__class__.objects.filter(pk=row.evaluation.pk).update(cycle=proposal.cycle)
    proposals.add_items(actor=year.actor(Role.OFFICER), proposal=proposal, initiatives=[row])
    make.sign_in(client, year.people[Role.HEAD])
    page = client.get(reverse("evaluation:proposal_lock", args=[year.ward.slug, 2027, 1])).content.decode()
    assert "Dòng 1, tên: “🌱” (U+1F331) không in được, sẽ bỏ" in page
    assert "Dòng 1, tên: “★” (U+2605) in thành “*”" in page


def test_signs_the_font_lacks_are_named_before_a_decision_is_published(year, client):
    year.decision.items.filter(order=2).update(achievement="Vận động 186 hộ ✓", unit_name="Chi bộ ➔ Minh Tân")
    RecognitionDecision.objects.filter(pk=year.decision.pk).update(signatory="Người 𝐊ý Thử")
    make.sign_in(client, year.people[Role.HEAD])
    page = client.get(place("reports:decision_publish", year))
    assert page.context["signs"] == [
        "Người ký: “𝐊” (U+1D40A) in thành “K”",
        "Dòng 2, đơn vị: “➔” (U+2794) in thành “→”",
        "Dòng 2, thành tích: “✓” (U+2713) in thành “x”",
    ]
    assert "Dòng 2, thành tích: “✓” (U+2713) in thành “x”" in page.content.decode()


def test_plain_words_are_told_nothing_and_very_many_signs_are_counted(year):
    items = list(year.decision.items.all())
    assert odd_signs(items, {"người ký": "Nguyễn Thị Ễnh\u200b"}) == []
    for item in items:
        item.achievement = "".join(chr(code) for code in range(0x2701, 0x2701 + 20))
    told = odd_signs(items)
    assert (len(told), told[-1]) == (MOST + 1, f"Và {60 - MOST} chỗ khác")
