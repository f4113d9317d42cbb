"""Addresses of score sheets."""

from django.urls import path

from evaluation.sheets.views import abstentions, declarations, files, grid, sheets

urlpatterns = [
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
    path("ket-luan/lien-quan/", declarations.conflict_declared, name="conflict_declared"),
]
