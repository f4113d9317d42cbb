"""Addresses of the registration form."""

from django.urls import path

from models_registry.registration.views import autosaving, checking, starting, steps, supplement

urlpatterns = [
    path("mo-hinh/dang-ky/", starting.initiative_start, name="initiative_start"),
    path("mo-hinh/<str:code>/buoc/<int:number>/", steps.initiative_step, name="initiative_step"),
    path("mo-hinh/<str:code>/ten-gan-giong/", steps.near_list, name="near_list"),
    path("mo-hinh/<str:code>/buoc/<int:number>/luu-nhap/", autosaving.initiative_autosave, name="initiative_autosave"),
    path("mo-hinh/<str:code>/kiem-tra/", checking.initiative_check, name="initiative_check"),
    path("mo-hinh/<str:code>/da-gui/", checking.initiative_receipt, name="initiative_receipt"),
    path("mo-hinh/<str:code>/bo-sung/", supplement.initiative_supplement, name="initiative_supplement"),
]
