"""Every main page of every role in the practice ward: accessible, titled, no wider than its window."""

import re

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "bithu.tdp01": ("viec-can-lam/", "mo-hinh/", "mo-hinh/dang-ky/", "thu-vien/"),
    "chuyenvien1": (
        "ban-lam-viec/", "ho-so/", "cham-diem/", "danh-sach/", "bao-cao/", "nam/", "nhap-du-lieu/mo-hinh/",
        "bao-cao/dang-ky/", "bao-cao/dang-ky/?nhom=cho", "bao-cao/chua-dang-ky/", "bao-cao/tien-do/",
    ),
    "truongban": ("ket-luan/", "ban-lam-viec/"),
    "thuongtruc": ("tong-quan/", "cho-y-kien/", "bao-cao/de-nghi/"),
    "quansat": ("tong-quan/?nam=2025", "bao-cao/", "bao-cao/cong-nhan/?nam=2025"),
    "quantri": ("quan-tri/don-vi/", "quan-tri/nguoi-dung/", "quan-tri/nguoi-dung/them/", "quan-tri/quyen/",
                "quan-tri/nhat-ky/"),
}  # fmt: skip
FIRST_OF = {  # the first row of a list leads to a page of its own
    "bithu.tdp01": ("mo-hinh/", r"/yen-bai/mo-hinh/DK-\d{4}-\d{3}/$"),
    "chuyenvien1": ("ho-so/", r"/yen-bai/ho-so/DK-\d{4}-\d{3}/$"),
    "chuyenvien2": ("cham-diem/", r"/yen-bai/cham-diem/DK-\d{4}-\d{3}/$"),
    "truongban": ("ket-luan/", r"/yen-bai/ket-luan/DK-\d{4}-\d{3}/$"),
    "quansat": ("thu-vien/", r"/yen-bai/thu-vien/DK-\d{4}-\d{3}/$"),
}


def judge(page, axe, scrolls_sideways, url):
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url)
        assert axe(page) == [], f"{url} at {width} px"
    page.set_viewport_size({"width": 320, "height": 640})
    assert not scrolls_sideways(page), url
    assert page.locator("h1").count() == 1, url
    assert re.match(r".+ – Dân vận khéo$", page.title()), url


@pytest.mark.parametrize("username", PAGES)
def test_pages_of_a_role(username, new_page, sign_in, axe, scrolls_sideways):
    page = sign_in(new_page(), username)
    for path in PAGES[username]:
        judge(page, axe, scrolls_sideways, f"/yen-bai/{path}")


@pytest.mark.parametrize("username", FIRST_OF)
def test_page_behind_the_first_row(username, new_page, sign_in, axe, scrolls_sideways):
    page = sign_in(new_page(), username)
    path, pattern = FIRST_OF[username]
    page.goto(f"/yen-bai/{path}")
    links = [link.get_attribute("href") for link in page.locator("main a[href]").all()]
    found = next(link for link in links if re.search(pattern, link.split("?")[0]))
    judge(page, axe, scrolls_sideways, found)


def test_sign_in_page(new_page, axe, scrolls_sideways):
    judge(new_page(), axe, scrolls_sideways, "/dang-nhap/")
