"""Addresses of the appraisal: criteria, self-assessment, sheets, conclusions."""

from django.urls import path

from evaluation.conclusions.views import assignment, conclusions
from evaluation.criteria import views
from evaluation.self_assessment.views import clarifications, corrections, self_assessment
from evaluation.sheets.views import abstentions, agreement, declarations, files, grid, sheets

urlpatterns = [
    path("tieu-chi/<int:year>/", views.criteria_detail, name="criteria_detail"),
    path("tieu-chi/<int:year>/sua/", views.criteria_edit, name="criteria_edit"),
    path("mo-hinh/<str:code>/tu-danh-gia/", self_assessment.self_assessment, name="self_assessment"),
    path(
        "mo-hinh/<str:code>/tu-danh-gia/luu-nhap/",
        self_assessment.self_assessment_autosave,
        name="self_assessment_autosave",
    ),
    path(
        "mo-hinh/<str:code>/tu-danh-gia/tep/",
        self_assessment.self_assessment_file,
        name="self_assessment_file",
    ),
    path(
        "mo-hinh/<str:code>/tu-danh-gia/kiem-tra/",
        self_assessment.self_assessment_check,
        name="self_assessment_check",
    ),
    path("mo-hinh/<str:code>/lam-ro/", clarifications.clarification_list, name="clarification_list"),
    path("mo-hinh/<str:code>/lam-ro/luu-nhap/", clarifications.clarification_autosave, name="clarification_autosave"),
    path("mo-hinh/<str:code>/lam-ro/sua/", corrections.correction, name="correction"),
    path("mo-hinh/<str:code>/lam-ro/sua/luu-nhap/", corrections.correction_autosave, name="correction_autosave"),
    path("cham-diem/<str:code>/lam-ro/", clarifications.sheet_clarify, name="sheet_clarify"),
    path("cham-diem/", sheets.sheet_list, name="sheet_list"),
    path("cham-diem/bang/", grid.sheet_grid, name="sheet_grid"),
    path("cham-diem/phieu.xlsx", files.sheet_file, name="sheet_file"),
    path("cham-diem/tep-excel/", files.sheet_upload, name="sheet_upload"),
    path("cham-diem/tep-excel/luu/", files.sheet_upload_save, name="sheet_upload_save"),
    path("cham-diem/lien-quan/", declarations.conflict_list, name="conflict_list"),
    path("cham-diem/lien-quan/<int:key>/rut/", declarations.conflict_withdraw, name="conflict_withdraw"),
    path("cham-diem/<str:code>/", sheets.sheet_edit, name="sheet_edit"),
    path("cham-diem/<str:code>/luu-nhap/", sheets.sheet_autosave, name="sheet_autosave"),
    path("cham-diem/<str:code>/hoan-thanh/", sheets.sheet_complete, name="sheet_complete"),
    path("cham-diem/<str:code>/mo-lai/", sheets.sheet_reopen, name="sheet_reopen"),
    path("cham-diem/<str:code>/lien-quan/", sheets.sheet_decline, name="sheet_decline"),
    path("cham-diem/<str:code>/xin-khong-cham/", abstentions.sheet_abstain, name="sheet_abstain"),
    path("cham-diem/<str:code>/doi-chieu/", agreement.sheet_compare, name="sheet_compare"),
    path("ket-luan/phan-cong/", assignment.assignment, name="assignment"),
    path("ket-luan/lien-quan/", declarations.conflict_declared, name="conflict_declared"),
    path("ket-luan/bang-diem-<int:year>.xlsx", agreement.points_file, name="points_file"),
    path("ket-luan/<str:code>/vi-sao/", agreement.points_explained, name="points_explained"),
    path("ket-luan/", conclusions.conclusion_list, name="conclusion_list"),
    path("ket-luan/<str:code>/", conclusions.conclusion_edit, name="conclusion_edit"),
    path("ket-luan/<str:code>/bo/", conclusions.conclusion_clear, name="conclusion_clear"),
    path("ket-luan/<str:code>/phieu/<str:scorer>/", conclusions.sheet_void, name="sheet_void"),
]
