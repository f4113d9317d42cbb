"""The small pieces: actors, scoping, headers, the log of downloads."""

import re

import pytest
from django.http import HttpResponse

from core.actor import Actor, Seat
from core.database.scoping import ScopedQuerySet
from core.log.downloads import log_download
from core.models import DownloadLog, StoredFile
from core.web.middleware import PrivatePagesMiddleware, RequestIdMiddleware


def seat(role: str, **fields) -> Seat:
    return Seat(
        **{
            "key": 1,
            "role": role,
            "organization_key": 2,
            "organization_name": "Chi bộ Thử",
            "organization_path": b"",
            "ward_key": 3,
            "is_head": False,
            "may_conclude": False,
            **fields,
        }
    )


def test_actor_answers_for_its_seats():
    officer, board = seat("OFFICER", title="chuyên viên"), seat("BOARD")
    actor = Actor(1, "Người Thử", 3, "thu", (officer, board), frozenset(), frozenset())
    assert actor.roles == {"OFFICER", "BOARD"}
    assert actor.seat_for("BOARD") is board
    assert actor.seat_for("HEAD") is None
    assert (officer.label, board.label) == ("chuyên viên, Chi bộ Thử", "Chi bộ Thử")
    assert not actor.is_system


def test_system_holds_no_seat():
    system = Actor.system(3, "thu")
    assert system.is_system
    assert (system.user_key, system.roles, system.ward_key) == (None, frozenset(), 3)


def test_scoped_rows_are_shut_until_their_model_opens_them():
    with pytest.raises(NotImplementedError, match="who may read"):
        ScopedQuerySet(StoredFile).visible_to(Actor.system(1, "thu"))


def test_rows_of_a_ward_are_asked_by_row_or_key():
    class Rows(ScopedQuerySet):
        def filter(self, **conditions):
            return conditions

    assert Rows(StoredFile).of_ward(7) == {"ward": 7}
    assert Rows(StoredFile).of_ward(StoredFile(pk=7)) == {"ward": 7}


def test_request_gets_a_short_code_of_our_own(rf):
    request = rf.get("/", headers={"X-Request-ID": "forged\r\nSet-Cookie: a=b"})
    response = RequestIdMiddleware(lambda request: HttpResponse())(request)
    assert re.fullmatch("[0-9A-F]{8}", request.request_id)
    assert response["X-Request-ID"] == request.request_id


def test_pages_stay_out_of_caches(rf):
    response = PrivatePagesMiddleware(lambda request: HttpResponse())(rf.get("/"))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=(), " in response["Permissions-Policy"]


def test_page_that_chose_its_caching_keeps_it(rf):
    chosen = PrivatePagesMiddleware(lambda request: HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert chosen(rf.get("/"))["Cache-Control"] == "max-age=60"


@pytest.mark.django_db
def test_download_is_remembered_with_its_filter(frozen_clock):
    actor = Actor(5, "Người Thử", 3, "thu", (), frozenset(), frozenset())
    log_download(actor=actor, what="Danh sách đăng ký.xlsx", filter_text="năm 2026, chờ tiếp nhận", row_count=12)
    assert DownloadLog.objects.values_list("at", "user_key", "scope_key", "what", "filter", "row_count").get() == (
        frozen_clock,
        5,
        3,
        "Danh sách đăng ký.xlsx",
        "năm 2026, chờ tiếp nhận",
        12,
    )
