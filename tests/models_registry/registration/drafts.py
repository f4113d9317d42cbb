"""What the tests of the registration form share: addresses of a draft, how one is begun, a model of last year."""

import uuid

from django.urls import reverse

from core import clock
from models_registry.enums import InitiativeState as S
from models_registry.enums import RecognitionSource
from models_registry.library.recognitions import Paper, recognise
from models_registry.models import Initiative
from tests.support import factories as make


def start(client, unit, **data):
    data = {"token": uuid.uuid4(), "unit": unit.code, "kind": "MODEL", "origin": "NEW"} | data
    return client.post(reverse("registry:initiative_start", args=[unit.ward.slug]), data)


def step(row, number, query=""):
    return reverse("registry:initiative_step", args=[row.ward.slug, row.address, number]) + query


def check_page(row):
    return reverse("registry:initiative_check", args=[row.ward.slug, row.address])


def fresh(row):
    return Initiative.objects.select_related("sector", "text", "cycle").get(pk=row.pk)


def last_year(unit, name="Ngõ nhỏ sáng đèn", **fields):
    cycle = make.make_cycle(unit.ward, clock.today().year - 1)
    row = make.make_initiative(unit, cycle, S.RECEIVED, name=name, **fields)
    recognise(levels={row: 1}, paper=Paper(source=RecognitionSource.IMPORT))
    return row
