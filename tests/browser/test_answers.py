"""Pages that answer an act or refuse one, judged like those the walks meet (test_pages)."""

import re

import pytest

from .judging import FIRST

pytestmark = pytest.mark.browser


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
