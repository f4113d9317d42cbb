"""Addresses of lists put before the leaders."""

from django.urls import path

from evaluation.lists import views

LIST = "danh-sach/<int:year>-<int:number>/"
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
]
