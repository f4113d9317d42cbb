"""The client's address: the proxy's own word when it is there, never the client's."""

import pytest
from django.test import RequestFactory

from core.web.clients import client_address

DIRECT = "203.0.113.7"


def address(forwarded=None, remote=DIRECT):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize("forged", [None, "6.6.6.6", "6.6.6.6, 198.51.100.4", "abc"])
def test_without_a_proxy_the_header_says_nothing(settings, forged):
    settings.BEHIND_PROXY = False
    assert address(forged) == DIRECT


@pytest.mark.parametrize(
    ("forwarded", "counted"),
    [
        ("198.51.100.4", "198.51.100.4"),  # the documented front server replaces what the client wrote
        ("6.6.6.6, 198.51.100.4", "198.51.100.4"),  # one that appends
        ("6.6.6.6,7.7.7.7 , 198.51.100.4", "198.51.100.4"),
        ("198.51.100.4, 2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:198.51.100.4", "198.51.100.4"),
        ("6.6.6.6, abc", "127.0.0.1"),
        ("6.6.6.6,", "127.0.0.1"),
        ("198.51.100.4:5000", "127.0.0.1"),
        ("198.51.100.4\x00", "127.0.0.1"),
        ("", "127.0.0.1"),
        (None, "127.0.0.1"),
    ],
)
def test_behind_the_proxy_only_its_own_hop_counts(settings, forwarded, counted):
    settings.BEHIND_PROXY = True
    assert address(forwarded, remote="127.0.0.1") == counted


def test_one_customer_of_ipv6_is_one_address(settings):
    settings.BEHIND_PROXY = False
    one, two, other = (address(remote=f"2001:db8:0:{n}") for n in ("1::1", "1:ffff::2", "2::1"))
    assert one == two == "2001:db8:0:1::"
    assert other != one


def test_a_server_that_knows_no_address_counts_them_all_as_one(settings):
    settings.BEHIND_PROXY = True
    assert address(remote="") == ""
