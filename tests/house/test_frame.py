"""The frame of every page: base.html with its landmarks, the navigation of each role, and the pages of errors."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.urls import include, path
from lxml import html

from core.actor import Actor, Seat
from danvan import errors
from organizations.access import context
from organizations.enums import Role
from tests.support.folding import folded


def nothing(request, **kwargs):
    return HttpResponse()


def _spaces():
    names = {}
    for entry in context.ENTRIES:
        namespace, name = entry.name.split(":")
        names.setdefault(namespace, []).append(path(f"{name}/", nothing, name=name))
    return [path("<slug:ward>/", include((patterns, namespace))) for namespace, patterns in names.items()]


_ACCOUNTS = [path(f"{name}/", nothing, name=name) for name in ("notifications", "profile", "sign_out")]
urlpatterns = [path("", nothing, name="home"), path("", include((_ACCOUNTS, "accounts"))), *_spaces()]


def seat(role, unit="Đảng ủy phường Yên Bái", title=""):
    return Seat(1, role, 1, unit, b"", 1, True, False, title)


def visit(address="/", *seats, method="get", data=None):
    """A request of a person with these places, as the middleware leaves it. No places: nobody is signed in."""
    request = getattr(RequestFactory(), method)(address, data or {})
    request.user = SimpleNamespace(is_authenticated=bool(seats), pk=1, full_name="Nguyễn Văn An", unread_notices=3)
    request.ward = SimpleNamespace(name="Đảng ủy phường Yên Bái", slug="yen-bai") if seats else None
    request.actor = Actor(1, "An", 1, "yen-bai", seats, frozenset(), frozenset()) if seats else None
    request.request_id = "7F3A9C41"
    return request


def page(request, blocks="", **values):
    source = '{% extends "base.html" %}{% block title %}Mô hình{% endblock %}' + blocks
    return html.document_fromstring(Template(source).render(RequestContext(request, values)))


def labels(roles, slug="yen-bai", at="/"):
    return [item["label"] for item in context.navigation(frozenset(roles), slug, at)["nav"]]


@pytest.fixture
def frame_urls(settings):
    settings.ROOT_URLCONF = "tests.house.test_frame"


# --- navigation ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({Role.SECRETARY}, ["Việc cần làm", "Mô hình của đơn vị", "Thư viện mô hình"]),
        ({Role.OBSERVER}, ["Tổng quan", "Thư viện mô hình", "Báo cáo"]),
        ({Role.STANDING}, ["Tổng quan", "Cho ý kiến", "Thư viện mô hình", "Báo cáo"]),
        ({Role.ADMIN}, ["Đơn vị", "Người dùng", "Bảng quyền", "Nhật ký", "Kiểm tra niêm phong"]),
        (
            {Role.HEAD},
            [
                "Bàn làm việc",
                "Hồ sơ đăng ký",
                "Chấm điểm",
                "Kết luận",
                "Danh sách đề nghị",
                "Thư viện mô hình",
                "Báo cáo",
                "Năm và chỉ tiêu",
                "Tin thực hiện",
                "Nhập dữ liệu",
                "Đơn vị",
                "Kiểm tra niêm phong",
            ],
        ),
    ],
)
def test_each_role_has_its_navigation(frame_urls, roles, expected):
    assert labels(roles) == expected


def test_the_officer_concludes_nothing_and_the_head_does(frame_urls):
    assert set(labels({Role.HEAD})) - set(labels({Role.OFFICER})) == {"Kết luận", "Kiểm tra niêm phong"}


def test_several_roles_are_joined_without_repeats(frame_urls):
    joined = labels({Role.SECRETARY, Role.STANDING})
    assert len(joined) == len(set(joined))
    assert set(joined) == set(labels({Role.SECRETARY})) | set(labels({Role.STANDING}))


def test_nobody_and_no_ward_have_no_navigation(frame_urls):
    assert labels(set()) == []
    assert labels({Role.SECRETARY}, slug="") == []


def test_an_address_that_does_not_exist_is_left_out(settings):
    settings.ROOT_URLCONF = ()
    assert labels({Role.SECRETARY}) == []


def test_the_current_item_is_the_one_the_page_is_under(frame_urls):
    items = context.navigation(frozenset({Role.SECRETARY}), "yen-bai", "/yen-bai/initiative_list/DK-2026-071/")["nav"]
    assert [item["label"] for item in items if item["current"]] == ["Mô hình của đơn vị"]


def test_a_long_navigation_folds_and_loses_nothing(frame_urls):
    found = context.navigation(frozenset({Role.HEAD, Role.OFFICER}), "yen-bai", "/")
    assert found["nav_shown"] + found["nav_more"] == found["nav"]
    assert found["tabs"] + found["tabs_more"] == found["nav"]
    assert len(found["nav_shown"]) == context.SHOWN_IN_NAV


# --- base page ----------------------------------------------------------------------------------------------------


def test_the_page_has_one_heading_its_landmarks_and_a_way_past_the_header(frame_urls):
    shown = page(visit("/", seat(Role.SECRETARY, "Chi bộ số 5")), "{% block content %}<p>x</p>{% endblock %}")
    assert shown.get("lang") == "vi"
    assert [node.text for node in shown.xpath("//h1")] == ["Mô hình"]
    assert shown.xpath("//title")[0].text == "Mô hình – Dân vận khéo"
    assert [len(shown.xpath(f"//{name}")) for name in ("header", "main", "footer")] == [1, 1, 1]
    assert shown.xpath("//a[@class='skip']/@href") == ["#noi-dung"]
    assert shown.xpath("//main/@id") == ["noi-dung"]


def test_the_frame_names_the_person_the_unit_and_the_notices(frame_urls):
    shown = page(visit("/", seat(Role.SECRETARY, "Chi bộ số 5")))
    assert shown.xpath("//*[@class='who__role']")[0].text == "Chi bộ số 5"
    assert "Nguyễn Văn An" in shown.xpath("//*[@class='who__text']")[0].text
    assert shown.xpath("//a[@class='bell']/@aria-label") == ["Thông báo: 3 chưa đọc"]
    assert {form.get("method") for form in shown.xpath("//form[@action='/sign_out/']")} == {"post"}


def test_the_size_of_text_a_person_chose_is_kept(frame_urls):
    request = visit("/", seat(Role.SECRETARY))
    request.user.text_size = 130
    assert page(request).get("class") == "size-130"
    assert page(visit("/", seat(Role.SECRETARY))).get("class") is None


def test_a_ward_role_is_named_by_its_title():
    assert context.seat_words(visit("/", seat(Role.OFFICER)).actor) == "Chuyên viên Ban Xây dựng Đảng"
    assert context.seat_words(visit("/", seat(Role.BOARD, title="Phó Bí thư")).actor) == "Phó Bí thư"
    assert context.seat_words(None) == ""


def test_a_visitor_sees_no_account_and_no_navigation(frame_urls):
    shown = page(visit("/"))
    assert shown.xpath("//nav | //*[@class='who'] | //form") == []
    assert shown.xpath("//a[starts-with(@href, 'tel:')]/@href") == ["tel:105"]


def test_blocks_may_bring_their_own_heading_crumbs_and_aside(frame_urls):
    shown = page(
        visit("/", seat(Role.SECRETARY)),
        '{% block breadcrumbs %}<li><a href="/a/">A</a></li><li>B</li>{% endblock %}'
        "{% block heading %}<h1>Đầu trang</h1>{% endblock %}"
        "{% block aside %}<p>bên</p>{% endblock %}{% block tabbar %}{% endblock %}",
    )
    assert [node.text for node in shown.xpath("//h1")] == ["Đầu trang"]
    assert [node.text_content() for node in shown.xpath("//nav[@class='crumbs']//li")] == ["A", "B"]
    assert shown.xpath("//aside/p")[0].text == "bên"
    assert shown.xpath("//nav[contains(@class, 'tabbar')]") == []
    assert "has-tabbar" not in (shown.body.get("class") or "")


def test_a_heading_of_plain_words_becomes_the_heading(frame_urls):
    assert page(visit("/"), "{% block heading %}Chỉ chữ{% endblock %}").xpath("//h1")[0].text == "Chỉ chữ"


def test_a_heading_inside_the_content_is_not_doubled(frame_urls):
    shown = page(visit("/"), "{% block content %}<div><h1>Trong nội dung</h1></div>{% endblock %}")
    assert [node.text for node in shown.xpath("//h1")] == ["Trong nội dung"]


def test_counts_stand_beside_the_items_a_view_counts(frame_urls):
    shown = page(visit("/", seat(Role.OFFICER)), nav_counts={"registry:review_list": 12})
    assert [node.text for node in shown.xpath("//*[@class='count']")] == ["12"]


def test_messages_are_notes_in_their_tone(frame_urls):
    told = [SimpleNamespace(level_tag=tag) for tag in ("success", "error")]
    request = visit("/")
    request._messages = told
    notes = page(request).xpath("//*[@class='messages stack-s']/div")
    assert [(n.get("class"), n.get("role")) for n in notes] == [
        ("note note--ok", "status"),
        ("note note--bad", "alert"),
    ]


def test_the_bands_say_practice_and_open_http(frame_urls, settings):
    settings.PRACTICE = True
    shown = page(visit("/", seat(Role.ADMIN)))
    assert [node.text for node in shown.xpath("//*[contains(@class, 'band')]")] == ["TẬP SỰ – dữ liệu minh họa"]
    settings.PRACTICE, settings.HTTP_ONLY = False, True
    assert len(page(visit("/", seat(Role.ADMIN))).xpath("//p[contains(@class, 'band--bad')]")) == 1
    assert page(visit("/", seat(Role.SECRETARY))).xpath("//p[contains(@class, 'band')]") == []


def test_the_frame_asks_for_nothing_outside_and_styles_nothing_inline(frame_urls):
    shown = page(visit("/", seat(Role.HEAD), seat(Role.OFFICER)))
    assert {address[0] for address in shown.xpath("//@src | //link/@href")} == {"/"}
    assert shown.xpath("//style | //script[not(@src)] | //@style") == []


# --- errors -------------------------------------------------------------------------------------------------------


def heading(response):
    return html.document_fromstring(response.content.decode()).xpath("//h1")[0].text


@pytest.mark.parametrize("seats", [(), (seat(Role.SECRETARY),)], ids=["visitor", "member"])
@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (lambda r: errors.bad_request(r, ValueError()), 400, "Yêu cầu gửi lên không đọc được"),
        (lambda r: errors.permission_denied(r, PermissionDenied()), 403, "Đồng chí chưa được giao việc này"),
        (lambda r: errors.not_found(r, None), 404, "Không tìm thấy trang"),
        (lambda r: errors.bad_request(r, RequestDataTooBig()), 413, "Nội dung gửi lên quá lớn"),
        (
            lambda r: render(r, "errors/429.html", {"message": "Thử lại sau 9 giây"}, status=429),
            429,
            "Thao tác quá nhanh",
        ),
        (errors.server_error, 500, "Có lỗi ở hệ thống"),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else None,
)
def test_an_error_says_what_and_leaves_a_way_on_and_a_number_to_call(frame_urls, view, status, words, seats):
    response = view(visit("/x/", *seats))
    shown = html.document_fromstring(response.content.decode())
    assert (response.status_code, heading(response)) == (status, words)
    assert shown.xpath("//main//a[@class='btn btn--primary']/@href") == ["/"]
    assert shown.xpath("//main//a[@class='btn']/@href") == ["tel:105"]


def test_a_refusal_tells_its_reason(frame_urls):
    response = errors.permission_denied(visit("/"), PermissionDenied("Đồng chí thuộc đơn vị được chấm"))
    assert "Đồng chí thuộc đơn vị được chấm" in response.content.decode()


def test_a_server_error_shows_its_code_and_needs_no_database(frame_urls):
    response = errors.server_error(visit("/"))  # without the database mark: a query would fail the test
    assert "7F3A9C41" in response.content.decode()


def test_a_lost_database_is_a_pause_not_a_fault(frame_urls):
    try:
        raise OperationalError("gone")
    except OperationalError:
        response = errors.server_error(visit("/"))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert heading(response) == "Hệ thống đang tạm dừng"
    assert "gone" not in response.content.decode()


def test_an_expired_form_keeps_the_typed_text_but_no_secret(frame_urls):
    typed = {
        "csrfmiddlewaretoken": "t",
        "new_password1": "bi-mat",
        "name": "Ngõ <sáng>",
        "story": "Dòng một\nDòng hai",
        "empty": " ",
    }
    response = errors.csrf_failure(visit("/x/", seat(Role.SECRETARY), method="post", data=typed), "expired")
    shown = html.document_fromstring(folded(response.content.decode()))
    assert response.status_code == 403
    assert [node.text.strip("\n") for node in shown.xpath("//textarea[@readonly]")] == [
        "Ngõ <sáng>",
        "Dòng một\nDòng hai",
    ]
    assert [node.text_content() for node in shown.xpath("//main//label")] == ["Ô 1 (name)", "Ô 2 (story)"]
    assert "bi-mat" not in response.content.decode()


def test_the_confirmation_page_asks_once_and_offers_a_way_back(frame_urls):
    source = Template('{% include "components/confirm.html" %}')
    values = {"title": "Rút hồ sơ", "question": "Rút hồ sơ DK-2026-071?", "confirm_label": "Rút hồ sơ", "danger": True}
    shown = html.document_fromstring(
        source.render(RequestContext(visit("/"), values | {"cancel_url": "/lui/", "hidden": [("version", 3)]}))
    )
    assert [node.text for node in shown.xpath("//h1")] == ["Rút hồ sơ DK-2026-071?"]
    assert shown.xpath("//main//button/@class") == ["btn btn--danger"]
    assert shown.xpath("//main//a/@href") == ["/lui/"]
    assert shown.xpath("//input[@name='version']/@value") == ["3"]


def test_the_frame_stands_without_any_context():
    assert "<main" in Template('{% extends "errors/500.html" %}').render(Context({}))
