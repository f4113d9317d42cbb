"""Every page of every role in the practice ward: accessible, titled, with one heading, no wider than its window.

Pages are found by walking links, as far as two addresses of each URL name; a page judged for one role is not judged
again for the next, but for each role's own first pages. What asks for another host, breaks the content policy or
throws a script error fails through `new_page`. Pictures of the main pages are kept for looking at.

This is the longest module of the pass: pages that need an act first stand in test_answers and test_year.
"""

import re
from collections import Counter, deque
from datetime import date
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from .judging import FIRST, name_of

pytestmark = pytest.mark.browser

ROLES = {  # who walks, and which of their pages are judged whatever others saw
    "bithu.tdp01": ("viec-can-lam/", "mo-hinh/", "mo-hinh/dang-ky/", "thu-vien/"),
    "bithu.tdp41": (),  # a draft with nothing missing
    "bithu.tdp44": (),  # a self-assessment half written
    "bithu.qs01": (),  # a copy, not sent yet
    "chuyenvien1": ("ban-lam-viec/", "ho-so/", "ho-so/?nhom=tat-ca", "cham-diem/", "cham-diem/bang/"),
    "chuyenvien3": ("cham-diem/?nhom=lien-quan",),
    "truongban": ("ban-lam-viec/", "ket-luan/", f"tieu-chi/{date.today().year}/"),
    "thuongtruc": ("tong-quan/", "cho-y-kien/"),
    "banthuongvu": ("tong-quan/",),
    "quansat": ("tong-quan/", "mo-hinh/", "thu-vien/?q=to+dan+pho"),
    "quantri": ("quan-tri/don-vi/", "quan-tri/nguoi-dung/", "quan-tri/nhat-ky/"),
}
EACH = 2  # addresses of one URL name that are followed
TWICE = {"registry:initiative_detail", "registry:review_detail"}  # judged in two states
NO_PAGE = re.compile(r"\.(pdf|xlsx)|/tep/|^/static/")


def walk(page) -> list[str]:
    """Addresses of pages reached by links from the person's home, the first two of each URL name."""
    home = urlsplit(page.url).path
    met, found, waiting = Counter({name_of(home): 1}), [home], deque([home])
    while waiting:
        url = waiting.popleft()
        answer = page.request.get(url)
        if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        for node in lxml.html.fromstring(answer.text()).iter("a"):
            link = urljoin(url, node.get("href") or "").split("#")[0]
            if not link.startswith("/") or NO_PAGE.search(link) or link in found:
                continue
            if name_of(link) and met[name_of(link)] < EACH:
                met[name_of(link)] += 1
                found.append(link)
                waiting.append(link)
    return found


@pytest.mark.parametrize("username", ROLES)
def test_pages_of_a_role(username, new_page, sign_in, judge):
    page = sign_in(new_page(), username)
    found = []
    for path in ROLES[username]:
        found += judge(page, f"{FIRST}{path}")
    for url in walk(page):
        if judge.judged[name_of(url)] < (2 if name_of(url) in TWICE else 1):
            found += judge(page, url)
    assert found == []


def test_the_walks_met_most_pages(judge):
    """Run with the tests above; what is left out needs an act first and is judged in the story of the year."""
    assert len(judge.judged) >= 55, sorted(judge.judged)
