"""Addresses of one's own account: no ward in them."""

from django.urls import include, path

from core.web import health
from organizations.access import relogin
from organizations.accounts import views

account_patterns = [
    path("dang-nhap/", views.sign_in, name="sign_in"),
    path("dang-nhap/tiep-tuc/", relogin.relogin, name="relogin"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
    path("doi-mat-khau/lan-dau/", views.password_first, name="password_first"),
    path("tai-khoan/", views.profile, name="profile"),
    path("tai-khoan/mat-khau/", views.password_change, name="password_change"),
    path("tai-khoan/phien/", views.end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/phien/con-lai/", views.session_left, name="session_left"),
    path("thong-bao/", views.notifications, name="notifications"),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include((account_patterns, "accounts"))),
]
