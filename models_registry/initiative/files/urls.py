"""Addresses of files of a model."""

from django.urls import path

from models_registry.initiative.files import views

urlpatterns = [
    path("mo-hinh/<str:code>/tep/", views.attachment_add, name="attachment_add"),
    path("mo-hinh/<str:code>/tep/<str:token>/", views.attachment_download, name="attachment_download"),
    path("mo-hinh/<str:code>/tep/<str:token>/nho/", views.attachment_thumb, name="attachment_thumb"),
    path("mo-hinh/<str:code>/tep/<str:token>/chu-thich/", views.attachment_edit, name="attachment_edit"),
    path("mo-hinh/<str:code>/tep/<str:token>/xoa/", views.attachment_remove, name="attachment_remove"),
]
