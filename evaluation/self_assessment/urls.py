"""Addresses of self-assessments, questions to units, corrections."""

from django.urls import path

from evaluation.self_assessment.views import clarifications, corrections, self_assessment

urlpatterns = [
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
]
