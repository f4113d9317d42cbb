"""Addresses of the homes, the overview and the papers."""

from django.urls import path

from reports.slips import views
from reports.views import certificates, decisions, desk, overview, papers, search, targets, todo

DECISION = "quyet-dinh/<int:year>-<int:number>/"

app_name = "reports"
urlpatterns = [
    path("viec-can-lam/", todo.todo, name="todo"),
    path("ban-lam-viec/", desk.desk, name="desk"),
    path("tim/", search.search_page, name="search"),
    path("tong-quan/", overview.overview, name="overview"),
    path("muc-tieu/", targets.targets, name="targets"),
    path("bao-cao/", papers.report_list, name="report_list"),
    path("bao-cao/<slug:slug>/", papers.report_page, name="report_page"),
    path("bao-cao/<slug:slug>.<slug:ext>", papers.report_file, name="report_file"),
    path("mo-hinh/mau-dang-ky.pdf", views.registration_blank, name="registration_blank"),
    path(f"{DECISION}du-thao.pdf", decisions.decision_words, name="decision_words"),
    path(f"{DECISION}cong-bo/", decisions.decision_publish, name="decision_publish"),
    path(f"{DECISION}sua-doi/<int:key>/cong-bo/", decisions.amendment_publish, name="amendment_publish"),
    path(f"{DECISION}van-ban/<int:key>.pdf", decisions.decision_paper, name="decision_paper"),
    path(f"{DECISION}van-ban/<int:key>.xlsx", decisions.decision_sheet, name="decision_sheet"),
    path(f"{DECISION}van-ban/<int:key>/lap/", decisions.decision_issue, name="decision_issue"),
    path(f"{DECISION}giay-cong-nhan/<int:key>/lap/", certificates.certificates_issue, name="certificates_issue"),
    path(f"{DECISION}giay-cong-nhan/<int:key>.pdf", certificates.certificates_all, name="certificates_all"),
    path("mo-hinh/<str:code>/giay-cong-nhan.pdf", certificates.certificate, name="certificate"),
    path("mo-hinh/<str:code>/phieu.pdf", views.registration_slip, name="registration_slip"),
]
