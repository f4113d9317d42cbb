"""Addresses of a unit's own models."""

from django.urls import path

from models_registry.own_models.views import ending, pages

urlpatterns = [
    path("mo-hinh/", pages.initiative_list, name="initiative_list"),
    path("mo-hinh/<str:code>/", pages.initiative_detail, name="initiative_detail"),
    path("mo-hinh/<str:code>/lan-gui/<int:number>/", pages.submission_changes, name="submission_changes"),
    path("mo-hinh/<str:code>/rut/", ending.initiative_withdraw, name="initiative_withdraw"),
    path("mo-hinh/<str:code>/mo-lai/", ending.initiative_reopen, name="initiative_reopen"),
    path("mo-hinh/<str:code>/dung/", ending.initiative_discontinue, name="initiative_discontinue"),
    path("mo-hinh/<str:code>/nhap-ho/", ending.initiative_behalf, name="initiative_behalf"),
    path("mo-hinh/<str:code>/xoa/", ending.initiative_delete, name="initiative_delete"),
    path("mo-hinh/<str:code>/khoi-phuc/", ending.initiative_restore, name="initiative_restore"),
]
