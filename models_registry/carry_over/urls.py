"""Addresses of the review of last year's models."""

from django.urls import path

from models_registry.carry_over import views

urlpatterns = [
    path("ra-soat-<int:year>/", views.carry_over_review, name="carry_over_review"),
    path("nam/<int:year>/ra-soat/", views.carry_over_board, name="carry_over_board"),
    path("nam/<int:year>/ra-soat/nhac/", views.carry_over_remind, name="carry_over_remind"),
    path("nam/<int:year>/ra-soat/<str:unit>/", views.carry_over_behalf, name="carry_over_behalf"),
]
