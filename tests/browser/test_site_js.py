"""The small helps of static/js/site.js, and the components in Chromium: on pages made here, served from memory."""

from pathlib import Path

import pytest
from django import forms
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from core.forms.base import CleanForm

pytestmark = pytest.mark.browser
HOME = "http://giao-dien.example"
SHEETS = [
    "bootstrap/bootstrap-reboot.min.css",
    *(f"css/{name}.css" for name in ("tokens", "base", "components", "pages")),
]
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Sample(CleanForm):
    name = forms.CharField(label="Tên mô hình", max_length=200, help_text="Ngắn gọn")
    way = forms.ChoiceField(
        label="Hình thức", widget=forms.RadioSelect, choices=[("a", "Xây dựng mới"), ("b", "Duy trì")]
    )
    secret = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput(attrs={"autocomplete": "off"}))
    agreed = forms.BooleanField(label="Tôi xác nhận")


class Target(CleanForm):
    what = forms.CharField(label="Chỉ tiêu", required=False)


Rows = forms.formset_factory(Target, extra=1, max_num=3, can_delete=True)


@pytest.fixture
def show(new_page):
    """show(body, …) → a page with that body inside the project's sheets and script."""

    def open_page(body, width=1280, values=None, **options):
        page = new_page(width=width, base_url=HOME, **options)
        links = "".join(f'<link rel="stylesheet" href="/static/{name}">' for name in SHEETS)
        head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Thử</title>{links}'
        context = {"request": RequestFactory().get("/"), **(values or {})}
        inside = Template("{% load crispy_forms_tags %}" + body).render(Context(context))
        text = (
            f'<!doctype html><html lang="vi"><head>{head}<script src="/static/js/site.js"></script></head>'
            f'<body><main><div class="wrap"><h1>Trang thử</h1>{inside}</div></main></body></html>'
        )

        def answer(route):
            path = route.request.url.removeprefix(HOME).split("?")[0]
            if path.startswith("/static/"):
                file = Path(finders.find(path.removeprefix("/static/")))
                route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
            else:
                route.fulfill(body=text, content_type="text/html; charset=utf-8")

        page.route("**/*", answer)
        page.goto("/")
        return page

    return open_page


FORM = (
    '<form class="form" method="post" data-track><p class="js-only">sống</p>{% error_summary form %}'
    "{% field form.name %}{% field form.way cols=2 %}{% field form.secret %}{% field form.agreed %}"
    '<button class="btn btn--primary">Lưu</button></form><a class="btn" href="/x/" data-when-clean>Gửi</a>'
)


def test_the_summary_of_errors_takes_focus_and_leads_to_the_field(show):
    page = show(FORM, values={"form": Sample({})})
    assert page.evaluate("document.activeElement.dataset.summary") == ""
    page.get_by_role("link", name="Hãy nhập tên mô hình").click()
    assert page.evaluate("document.activeElement.id") == "id_name"


def test_a_long_work_goes_on_by_itself_until_its_page_says_it_is_over(show):
    page, sent = show('<form method="post" data-goes-on><input type="hidden" name="tiep" value="7"></form>'), []

    def over(route):
        sent.append(route.request.post_data)
        route.fulfill(body="<p id=xong>Xong</p>", content_type="text/html")

    page.route("**/*", over)
    page.wait_for_selector("#xong")
    assert "tiep=7" in sent


def test_letters_are_counted_as_people_see_them(show):
    page = show(FORM, values={"form": Sample()})
    count = page.locator("[data-count-of=id_name]")
    page.fill("#id_name", "Ngo\u0303 sa\u0301ng")
    assert count.inner_text() == "8/200"
    page.fill("#id_name", "x" * 201)
    assert count.inner_text() == "201/200"
    assert "is-over" in count.get_attribute("class")


def test_a_password_can_be_shown_and_hidden(show):
    page = show(FORM, values={"form": Sample()})
    button = page.locator("[data-show=id_secret]")
    button.click()
    assert page.get_attribute("#id_secret", "type") == "text"
    assert (button.get_attribute("aria-pressed"), button.inner_text().split()[0]) == ("true", "Ẩn")
    button.click()
    assert page.get_attribute("#id_secret", "type") == "password"


def test_a_form_is_sent_once_and_can_be_sent_again_after_coming_back(show):
    page = show(FORM, values={"form": Sample()})
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.evaluate(
        "document.addEventListener('submit', (e) => setTimeout(() => { window.restingNow ="
        " document.querySelector('form button:not([type])').disabled; }, 5))"
    )
    page.route("**/*", lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.fallback())
    page.get_by_role("button", name="Lưu").dblclick(no_wait_after=True)
    page.wait_for_function("window.restingNow === true")
    assert len(sent) == 1
    page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow'))")
    assert page.get_by_role("button", name="Lưu").is_enabled()


def test_unsaved_text_rests_the_buttons_that_would_drop_it(show):
    page = show(FORM, values={"form": Sample()})
    page.fill("#id_name", "Ngõ sáng")
    button = page.get_by_role("link", name="Gửi")
    assert button.get_attribute("aria-disabled") == "true"
    assert page.get_by_text("Hãy lưu nội dung vừa nhập trước.").is_visible()
    button.click(force=True)
    assert page.url == HOME + "/"
    assert page.get_by_text("Hãy lưu nội dung vừa nhập trước.").count() == 1


def test_a_form_that_saves_itself_says_why_a_link_rests_only_when_it_is_pressed(show):
    page = show(FORM.replace("data-track", 'data-track data-autosave="/luu/"'), values={"form": Sample()})
    page.fill("#id_name", "Ngõ sáng")
    why = page.get_by_text("Hãy lưu nội dung vừa nhập trước.")
    assert why.count() == 0  # else the text below would jump at every pause
    page.get_by_role("link", name="Gửi").click(force=True)
    assert (why.count(), page.url) == (1, HOME + "/")


ROWS = (
    '<form class="form" method="post"><div data-rows>{{ rows.management_form }}<div class="rows">'
    '{% for form in rows %}<div class="rowset rowset--1" data-row>{% field form.what %}{{ form.DELETE.as_hidden }}'
    '<button class="btn btn--quiet" name="bo" value="1" data-row-remove>Bỏ</button></div>{% endfor %}'
    "<template>{% with form=rows.empty_form %}<div class='rowset rowset--1' data-row>{% field form.what %}"
    "{{ form.DELETE.as_hidden }}<button class='btn' data-row-remove>Bỏ</button></div>{% endwith %}</template>"
    '</div><button class="btn" name="them" value="1" data-row-add>Thêm chỉ tiêu</button></div></form>'
)


def test_rows_are_added_up_to_the_limit_and_taken_away(show):
    page = show(ROWS, values={"rows": Rows()})
    add = page.get_by_role("button", name="Thêm chỉ tiêu")
    add.click()
    add.click()
    assert not add.is_visible()
    assert page.input_value("#id_form-TOTAL_FORMS") == "3"
    assert page.locator("[data-row]").count() == 3
    assert page.evaluate("document.activeElement.id") == "id_form-2-what"
    page.locator("[data-row-remove]").nth(1).click()
    assert page.input_value("#id_form-1-DELETE") == "on"
    assert [row.is_visible() for row in page.locator("[data-row]").all()] == [True, False, True]


LIST = (
    '<form method="post"><div class="bulk"><strong data-picked="hồ sơ">Với hồ sơ đã chọn</strong>'
    '<button class="btn btn--sm" data-needs-pick>Tiếp nhận</button></div><table class="tbl tbl--cards"><thead><tr>'
    '<th class="pick" scope="col"><input class="cb js-only" type="checkbox" data-check-all aria-label="Cả trang"></th>'
    '{% sort_link "ten" "Mô hình" %}<th scope="col">Trạng thái</th></tr></thead><tbody>'
    '{% for n in "abc" %}<tr class="has-pick"><td class="pick"><input class="cb" type="checkbox" data-pick'
    ' aria-label="Chọn {{ n }}"></td><td><a class="name" href="#">{{ long }} {{ n }}</a></td>'
    '<td class="st">{% tag "warn" "undo-2" "Đã bổ sung, chờ xem lại" %}</td></tr>{% endfor %}</tbody></table></form>'
    '{% pager page "hồ sơ" %}'
)


def values_of_list():
    return {"long": "Tuyến phố sáng xanh sạch đẹp " * 7, "page": Paginator(range(300), 3).page(50)}


def test_chosen_rows_are_counted(show):
    page = show(LIST, values=values_of_list())
    head, told, act = page.locator("[data-check-all]"), page.locator("[data-picked]"), page.locator("[data-needs-pick]")
    assert (told.inner_text(), act.is_enabled()) == ("Chưa chọn hồ sơ nào", False)
    page.get_by_label("Chọn a").check()
    assert (told.inner_text(), act.is_enabled()) == ("Đã chọn 1 hồ sơ", True)
    assert head.evaluate("box => box.indeterminate") is True
    head.check()
    assert told.inner_text() == "Đã chọn 3 hồ sơ"


FILTERS = """
<form class="filters" role="search"><input type="hidden" name="tab" value="all">
<div class="find"><label for="q">Tìm</label>{% icon "search" %}<input class="input input--sm" id="q"></div>
<div><label for="u">Đơn vị</label>
<select class="input input--sm" id="u"><option value="1">Chi bộ số 1</option></select></div>
<button class="btn">Lọc</button></form>
"""


def test_filters_fold_on_a_phone_and_open_on_a_press(show):
    page = show(FILTERS, width=390)
    assert not page.get_by_label("Đơn vị").is_visible()
    page.get_by_role("button", name="Bộ lọc (1)").click()
    assert page.get_by_label("Đơn vị").is_visible()
    assert page.get_by_role("button", name="Bộ lọc (1)").get_attribute("aria-expanded") == "true"


def test_without_script_the_filters_stand_open_and_no_dead_button_shows(show):
    page = show(FILTERS + FORM, width=390, values={"form": Sample()}, java_script_enabled=False)
    assert page.locator("#u").is_visible()
    assert not page.locator(".filters__open, [data-show], .js-only").locator("visible=true").count()


REST = (
    '{% note "warn" title="Có 1 hồ sơ" %}<p>{{ long }}</p>{% endnote %}{% steps 2 5 "Đăng ký" "tiếp nhận" %}'
    '{% include "components/summary.html" with rows=facts %}{% include "components/empty.html" with text=long %}'
    '{% bar 3 4 "gold" "3 trên 4" %}{% stack_bar parts "Đã nộp 35" %}{% line_chart points label="Lũy kế" %}'
    '{% include "components/code.html" with code="DK-2026-071" %}<form class="form">{{ form|crispy }}</form>'
)


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_components_are_accessible_and_fit(show, axe, scrolls_sideways, width):
    values = values_of_list() | {
        "form": Sample({"name": "x" * 290}),
        "rows": Rows(),
        "facts": [{"label": "Cách làm", "value": "w" * 200, "url": "#"}, {"label": "Ghi chú", "value": ""}],
        "parts": [(35, "ok"), (5, "warn")],
        "points": [("T1", 6), ("T2", 84)],
    }
    page = show(LIST + FILTERS + ROWS + REST, width=width, values=values)
    assert axe(page) == []
    assert not scrolls_sideways(page)
