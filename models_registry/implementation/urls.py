"""Addresses of models at work."""

from django.urls import path

from models_registry.implementation import views

urlpatterns = [
    path("mo-hinh/<str:code>/tin/", views.note_add, name="note_add"),
    path("mo-hinh/<str:code>/tin/<int:number>/bo/", views.note_remove, name="note_remove"),
    path("mo-hinh/<str:code>/moc/", views.milestone_edit, name="milestone_edit"),
    path("mo-hinh/<str:code>/moc/<int:number>/", views.milestone_mark, name="milestone_mark"),
    path("thuc-hien/", views.work_list, name="work_list"),
    path("thuc-hien/nhac/", views.work_remind, name="work_remind"),
]
