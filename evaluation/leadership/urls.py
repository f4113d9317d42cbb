"""Addresses of the leaders' answers and meetings."""

from django.urls import path

from evaluation.leadership.views import leadership, meetings

ASKED = "cho-y-kien/<int:year>-<int:number>/"
urlpatterns = [
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
]
