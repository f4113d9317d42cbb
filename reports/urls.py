"""Addresses of the homes, the overview and the papers."""

from django.urls import path

from .views import desk, overview, papers, search, slips, todo

app_name = "reports"
urlpatterns = [
    path("viec-can-lam/", todo.todo, name="todo"),
    path("ban-lam-viec/", desk.desk, name="desk"),
    path("tim/", search.search_page, name="search"),
    path("tong-quan/", overview.overview, name="overview"),
    path("bao-cao/", papers.report_list, name="report_list"),
    path("bao-cao/<slug:slug>/", papers.report_page, name="report_page"),
    path("bao-cao/<slug:slug>.<slug:ext>", papers.report_file, name="report_file"),
    path("mo-hinh/mau-dang-ky.pdf", slips.registration_blank, name="registration_blank"),
    path("mo-hinh/<str:code>/phieu.pdf", slips.registration_slip, name="registration_slip"),
]
