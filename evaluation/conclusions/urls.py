"""Addresses of assignment and conclusions."""

from django.urls import path

from evaluation.conclusions.views import agreement, assignment, conclusions

urlpatterns = [
    path("cham-diem/<str:code>/doi-chieu/", agreement.sheet_compare, name="sheet_compare"),
    path("ket-luan/bang-diem-<int:year>.xlsx", agreement.points_file, name="points_file"),
    path("ket-luan/<str:code>/vi-sao/", agreement.points_explained, name="points_explained"),
    path("ket-luan/phan-cong/", assignment.assignment, name="assignment"),
    path("ket-luan/", conclusions.conclusion_list, name="conclusion_list"),
    path("ket-luan/<str:code>/", conclusions.conclusion_edit, name="conclusion_edit"),
    path("ket-luan/<str:code>/bo/", conclusions.conclusion_clear, name="conclusion_clear"),
    path("ket-luan/<str:code>/phieu/<str:scorer>/", conclusions.sheet_void, name="sheet_void"),
]
