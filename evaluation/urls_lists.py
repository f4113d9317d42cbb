"""Addresses of lists, of the leaders' answers, of decisions and of the units' results."""

from django.urls import path

from evaluation.decisions.views import amendments, decisions, results, verification
from evaluation.leadership.views import leadership, meetings
from evaluation.lists import views

LIST = "danh-sach/<int:year>-<int:number>/"
ASKED = "cho-y-kien/<int:year>-<int:number>/"
DECISION = "quyet-dinh/<int:year>-<int:number>/"

urlpatterns = [
    path("danh-sach/", views.proposal_list, name="proposal_list"),
    path("danh-sach/lap/", views.proposal_create, name="proposal_create"),
    path(f"{LIST}lap/", views.proposal_build, name="proposal_build"),
    path(f"{LIST}dong/them/", views.proposal_add, name="proposal_add"),
    path(f"{LIST}so-van-ban/", views.list_paper, name="list_paper"),
    path(f"{LIST}dong/<int:key>/", views.proposal_item, name="proposal_item"),
    path(f"{LIST}ban/<int:version>/", views.proposal_version, name="proposal_version"),
    path(f"{LIST}khoa/", views.proposal_lock, name="proposal_lock"),
    path(f"{LIST}rut/", views.proposal_call_back, name="proposal_call_back"),
    path(f"{LIST}huy/", views.proposal_cancel, name="proposal_cancel"),
    path("cho-y-kien/", leadership.leadership_inbox, name="leadership_inbox"),
    path(ASKED, leadership.leadership_detail, name="leadership_detail"),
    path(f"{ASKED}dong/<int:order>/", leadership.leadership_row, name="leadership_row"),
    path(f"{ASKED}y-kien/", leadership.opinion, name="opinion"),
    path(f"{ASKED}thong-nhat/", leadership.endorse, name="endorse"),
    path(f"{ASKED}ghi-nhan/", leadership.acknowledge, name="acknowledge"),
    path(f"{ASKED}tra-lai/", leadership.return_list, name="return_list"),
    path(f"{ASKED}hop/", meetings.meeting, name="meeting"),
    path(f"{ASKED}hop/<int:order>/", meetings.meeting_row, name="meeting_row"),
    path(f"{ASKED}ket-luan/", leadership.conclude, name="conclude"),
    path(DECISION, decisions.decision_detail, name="decision_detail"),
    path(f"{DECISION}bao-ket-qua/", decisions.results_publish, name="results_publish"),
    path(f"{DECISION}nhap/", decisions.decision_edit, name="decision_edit"),
    path(f"{DECISION}sua-doi/", amendments.amendment_create, name="amendment_create"),
    path(f"{DECISION}sua-doi/<int:key>/", amendments.amendment_detail, name="amendment_detail"),
    path(f"{DECISION}sua-doi/<int:key>/nhap/", amendments.amendment_edit, name="amendment_edit"),
    path(f"{DECISION}sua-doi/<int:key>/bo/", amendments.amendment_drop, name="amendment_drop"),
    path("kiem-tra/", verification.record_check, name="record_check"),
    path("mo-hinh/<str:code>/ket-qua/", results.result, name="result"),
]
