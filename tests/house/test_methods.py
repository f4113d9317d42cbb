"""PUT, PATCH, DELETE and other methods no page serves are refused on every address, before anybody is asked for."""

import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

SAMPLES = {"slug": "yen-bai", "str": "x", "int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}


def addresses(resolver, before="/"):
    """Every address of the site with something in place of its variables."""
    for item in resolver.url_patterns:
        here = before + re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES[part[1] or "str"], str(item.pattern))
        if isinstance(item, URLResolver):
            yield from addresses(item, here)
        else:
            yield here


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_address_takes_another_method(method):
    client, wrong = Client(enforce_csrf_checks=True), []
    found = sorted(set(addresses(get_resolver())))
    for address in found:  # without the database mark: a query would fail the test
        answer = client.generic(method, address)
        if answer.status_code != 405 or not set(answer["Allow"].split(", ")) <= {"GET", "HEAD", "POST"}:
            wrong.append((address, answer.status_code))
    assert (len(found) > 150, wrong) == (True, [])


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("/healthz", "GET, HEAD"),
        ("/dang-xuat/", "POST"),
        ("/yen-bai/mo-hinh/x/buoc/1/luu-nhap/", "POST"),
        ("/yen-bai/mo-hinh/x/buoc/1/", "GET, HEAD, POST"),
        ("/yen-bai/mo-hinh/x/tu-danh-gia/", "GET, HEAD, POST"),
    ],
)
def test_the_answer_names_what_the_page_takes(address, allowed):
    assert Client().put(address)["Allow"] == allowed


@pytest.mark.django_db
def test_an_address_that_does_not_exist_stays_unknown():
    assert Client().delete("/khong/co/trang/nay/o/day").status_code in (302, 404)
