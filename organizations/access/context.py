"""What every page's frame needs: who is signed in, in which ward, and the navigation of their roles."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from core.forms import held
from organizations.enums import Role

SHOWN_IN_NAV = 7
SHOWN_IN_TABS = 4

UNIT = frozenset({Role.SECRETARY})
BAN = frozenset({Role.OFFICER, Role.HEAD})
LEADERS = frozenset({Role.STANDING, Role.BOARD})
ADMIN = frozenset({Role.ADMIN})
WHOLE_WARD = BAN | LEADERS | {Role.OBSERVER}


@dataclass(frozen=True)
class Entry:
    """One item of the navigation; `short` is its word on a phone, `args` what its address takes after the ward."""

    name: str
    label: str
    icon: str
    roles: frozenset
    short: str = ""
    args: tuple = ()


ENTRIES = (
    Entry("reports:todo", "Việc cần làm", "house", UNIT),
    Entry("registry:initiative_list", "Mô hình của đơn vị", "list", UNIT, "Mô hình"),
    Entry("reports:desk", "Bàn làm việc", "house", BAN),
    Entry("reports:overview", "Tổng quan", "chart-column", LEADERS | {Role.OBSERVER}),
    Entry("evaluation:leadership_inbox", "Cho ý kiến", "square-check", LEADERS),
    Entry("registry:review_list", "Hồ sơ đăng ký", "square-check", BAN, "Hồ sơ"),
    Entry("evaluation:sheet_list", "Chấm điểm", "pencil", BAN),
    Entry("evaluation:conclusion_list", "Kết luận", "scale", frozenset({Role.HEAD})),
    Entry("evaluation:proposal_list", "Danh sách đề nghị", "list-checks", BAN, "Danh sách"),
    Entry("registry:library_list", "Thư viện mô hình", "star", UNIT | WHOLE_WARD, "Thư viện"),
    Entry("reports:report_list", "Báo cáo", "file-text", WHOLE_WARD),
    Entry("registry:cycle_list", "Năm và chỉ tiêu", "calendar-days", BAN, "Năm"),
    Entry("registry:work_list", "Tin thực hiện", "activity", BAN),
    Entry("registry:import_list", "Nhập dữ liệu", "upload", BAN),
    Entry("organizations:unit_list", "Đơn vị", "building-2", ADMIN | BAN),
    Entry("organizations:person_list", "Người dùng", "users", ADMIN | {Role.OFFICER}),
    Entry("organizations:rights", "Bảng quyền", "shield-check", ADMIN),
    Entry("organizations:audit_list", "Nhật ký", "history", ADMIN),
    Entry("evaluation:record_check", "Kiểm tra niêm phong", "shield-check", ADMIN | {Role.HEAD}, "Niêm phong"),
)


def layout(request):
    """The context processor. No query of its own: the person, places and notices came with the session."""
    user = getattr(request, "user", None)
    actor = getattr(request, "actor", None)
    ward = getattr(request, "ward", None)
    signed_in = bool(user and user.is_authenticated)
    context = {
        "home": address("home") or "/",
        "signed_in": signed_in,
        "ward_name": ward.name if ward else "",
        "help_phone": settings.HELP_PHONE,
        "help_tel": settings.HELP_TEL,
        "practice": settings.PRACTICE,
    }
    if signed_in:
        roles = actor.roles if actor else frozenset()
        context |= navigation(roles, actor.ward_slug if actor else "", request.path)
        context |= {
            "who": user.full_name,
            "who_role": seat_words(actor),
            "search": address("reports:search", actor.ward_slug) if roles else "",
            "finds_people": bool(roles & (ADMIN | {Role.OFFICER})),
            "text_size": getattr(user, "text_size", 100),
            "unread": getattr(user, "unread_notices", 0),
            "notices": address("accounts:notifications"),
            "profile": address("accounts:profile"),
            "sign_out": address("accounts:sign_out"),
            "owner": held.owner_of(user.pk),
            "stay_in": address("accounts:session_left"),
            "idle_seconds": getattr(request, "idle_seconds", 0),
            "seconds_left": getattr(request, "seconds_left", 0),
            "open_http": Role.ADMIN in roles and settings.HTTP_ONLY and not settings.PRACTICE,
        }
    return {"layout": context}


def navigation(roles, slug, path):
    """The items a person's roles open, without repeats; the current one is the longest address the page is under."""
    items = []
    for entry in ENTRIES:
        url = address(entry.name, slug, *entry.args) if slug and entry.roles & roles else ""
        if url:
            items.append({"name": entry.name, "label": entry.label, "icon": entry.icon, "url": url, "current": False})
            items[-1]["short"] = entry.short or entry.label
    under = [item for item in items if path.startswith(item["url"])]
    if under:
        max(under, key=lambda item: len(item["url"]))["current"] = True
    return {
        "nav": items,
        "nav_shown": items if len(items) <= SHOWN_IN_NAV + 1 else items[:SHOWN_IN_NAV],
        "nav_more": items[SHOWN_IN_NAV:] if len(items) > SHOWN_IN_NAV + 1 else [],
        "tabs": items if len(items) <= SHOWN_IN_TABS else items[: SHOWN_IN_TABS - 1],
        "tabs_more": items[SHOWN_IN_TABS - 1 :] if len(items) > SHOWN_IN_TABS else [],
    }


def address(name, *args):
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def seat_words(actor):
    """“Chi bộ Tổ dân phố số 5” for a person of a unit, the name of the role for the others."""
    if actor is None or not actor.seats:
        return ""
    seat = actor.seats[0]
    if seat.role == Role.SECRETARY:
        return seat.organization_name
    return seat.title or Role(seat.role).label
