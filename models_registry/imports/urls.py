"""Addresses of imports."""

from django.urls import path

from models_registry.imports import batch_views, views

urlpatterns = [
    path("nhap-du-lieu/", batch_views.import_list, name="import_list"),
    path("nhap-du-lieu/mo-hinh/", views.import_upload, name="import_upload"),
    path("nhap-du-lieu/mo-hinh/mau.xlsx", views.import_template, name="import_template"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/", views.import_preview, name="import_preview"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/ket-qua/", views.import_result, name="import_result"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/hoan-tac/", views.import_undo, name="import_undo"),
    path("nhap-du-lieu/mo-hinh/<uuid:token>/dong-khong-nhap.xlsx", views.import_rejected, name="import_rejected"),
]
