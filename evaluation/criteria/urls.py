"""Addresses of the criteria of a year."""

from django.urls import path

from evaluation.criteria import views

urlpatterns = [
    path("tieu-chi/<int:year>/", views.criteria_detail, name="criteria_detail"),
    path("tieu-chi/<int:year>/sua/", views.criteria_edit, name="criteria_edit"),
]
