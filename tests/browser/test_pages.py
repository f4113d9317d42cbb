"""Every page of every role in the practice ward: accessible, titled, with one heading, no wider than its window.

Pages are found by walking links, as far as two addresses of each URL name; a page judged for one role is not judged
again for the next, but for each role's own first pages. What asks for another host, breaks the content policy or
throws a script error fails through `new_page`. Pictures of the main pages are kept for looking at beside the mock-ups.
"""

import re
from collections import Counter, deque
from datetime import date
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
from django.urls import Resolver404, resolve

pytestmark = pytest.mark.browser

FIRST = "/yen-bai/"
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
PICTURES = {
    "reports:todo", "reports:desk", "reports:overview", "registry:initiative_list", "registry:initiative_step 2",
    "registry:initiative_detail", "registry:review_list", "registry:review_detail", "registry:library_list",
    "evaluation:self_assessment", "evaluation:sheet_edit", "evaluation:conclusion_list",
}  # fmt: skip

NAMES = str.maketrans(": ", "--")

judged: Counter[str] = Counter()  # by URL name, over the roles in the order above


def name_of(url: str) -> str:
    """The URL name; each step of the form counts as a page of its own. '' for what is no address of ours."""
    try:
        found = resolve(urlsplit(url).path)
    except Resolver404:
        return ""
    step = found.kwargs.get("number") if found.view_name == "registry:initiative_step" else None
    return f"{found.view_name} {step}" if step else found.view_name


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


@pytest.fixture
def judge(axe, scrolls_sideways, pytestconfig):
    """judge(page, url) → what is wrong, one line each; keeps pictures of the main pages."""
    album = Path(pytestconfig.getoption("--output")).resolve() / "pages"

    def act(page, url) -> list[str]:
        found = []
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(url)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{url} at {width} px: {line}" for line in axe(page)]
            name = name_of(url)
            if name in PICTURES:
                album.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=album / f"{name.translate(NAMES)}-{judged[name]}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 320, "height": 640})
        if scrolls_sideways(page):
            found.append(f"{url} scrolls sideways at 320 px")
        if page.locator("h1").count() != 1:
            found.append(f"{url} has {page.locator('h1').count()} h1")
        if not re.match(r".+ – Dân vận khéo$", page.title()):
            found.append(f"{url} is titled “{page.title()}”")
        judged[name_of(url)] += 1
        return found

    return act


@pytest.mark.parametrize("username", ROLES)
def test_pages_of_a_role(username, new_page, sign_in, judge):
    page = sign_in(new_page(), username)
    found = []
    for path in ROLES[username]:
        found += judge(page, f"{FIRST}{path}")
    for url in walk(page):
        if judged[name_of(url)] < (2 if name_of(url) in TWICE else 1):
            found += judge(page, url)
    assert found == []


def test_the_walks_met_most_pages():
    """Run with the tests above; what is left out needs an act first and is judged in the story of the year."""
    assert len(judged) >= 55, sorted(judged)


def test_ticked_files_are_tried_shared_out_and_given_back(new_page, sign_in, judge):
    page = sign_in(new_page(), "chuyenvien1")
    page.goto(f"{FIRST}ho-so/?nhom=tat-ca&sort=-gui")
    act, count = page.get_by_role("button", name="Phân công"), page.locator("[data-picked]")
    assert (act.is_disabled(), count.inner_text()) == (True, "Chưa chọn hồ sơ nào")
    page.get_by_label("Chọn mọi hồ sơ trên trang này").check()
    assert count.inner_text() == "Đã chọn 25 hồ sơ"
    page.locator("[data-pick]").first.uncheck()
    assert count.inner_text() == "Đã chọn 24 hồ sơ"
    act.click()
    page.get_by_label("Chuyên viên Tập Sự Hai").check()
    page.get_by_role("button", name="Xem trước cách chia").click()
    found = judge(page, page.url)
    page.get_by_role("button", name=re.compile("^Phân công ")).click()
    found += judge(page, page.url)
    page.get_by_role("button", name="Hoàn tác phân công").click()
    assert page.locator("h1").inner_text().startswith("Đã hoàn tác ")
    assert found + judge(page, page.url) == []


def test_sign_in_page(new_page, judge):
    assert judge(new_page(), "/dang-nhap/") == []


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [("bithu.tdp01", "mo-hinh/DK-2026-999/", 404), ("bithu.tdp01", "ho-so/", 403), ("chuyenvien1", "khong-co/", 404)],
)
def test_pages_of_refusal(username, path, status, new_page, sign_in, judge):
    page = sign_in(new_page(), username)
    assert page.goto(f"{FIRST}{path}").status == status
    assert judge(page, f"{FIRST}{path}") == []
