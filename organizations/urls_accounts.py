"""Addresses of one's own account: no ward in them."""

from django.urls import include, path

from core.web import health
from organizations.access import relogin
from organizations.views import accounts

account_patterns = [
    path("dang-nhap/", accounts.sign_in, name="sign_in"),
    path("dang-nhap/tiep-tuc/", relogin.relogin, name="relogin"),
    path("dang-xuat/", accounts.sign_out, name="sign_out"),
    path("doi-mat-khau/lan-dau/", accounts.password_first, name="password_first"),
    path("tai-khoan/", accounts.profile, name="profile"),
    path("tai-khoan/mat-khau/", accounts.password_change, name="password_change"),
    path("tai-khoan/phien/", accounts.end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/phien/con-lai/", accounts.session_left, name="session_left"),
    path("thong-bao/", accounts.notifications, name="notifications"),
]

urlpatterns = [
    path("", accounts.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include((account_patterns, "accounts"))),
]
