"""Addresses anybody may open, with no ward in their path: printed on papers, so they never change."""

from django.urls import path

from evaluation.decisions.views import verification

app_name = "evaluation_public"
urlpatterns = [
    path("kiem-chung/", verification.verify_form, name="verify_form"),
    path("kiem-chung/<str:code>/", verification.verify, name="verify"),
]
