"""Who is calling: the one place that names the client's address (decision 67)."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

CUSTOMER_BITS = 64  # of an IPv6 address: what one customer is given, and may change at will within


def client_address(request) -> str:
    """The address a call is counted under; of IPv6 the network of one customer. '' when the server knows none.

    Behind the documented proxy (DANVAN_BEHIND_PROXY=1) it is the last part of X-Forwarded-For, which that proxy wrote
    itself: whatever the client sent stands before it, or was replaced. A part that is no address counts for nothing.
    """
    if settings.BEHIND_PROXY:
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2]
        return _counted(last.strip()) or _counted(request.META.get("REMOTE_ADDR", ""))
    return _counted(request.META.get("REMOTE_ADDR", ""))


def _counted(text: str) -> str:
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), CUSTOMER_BITS), strict=False).network_address)
