"""Addresses of decisions, results and verification."""

from django.urls import path

from evaluation.decisions.views import amendments, decisions, results, verification

DECISION = "quyet-dinh/<int:year>-<int:number>/"
urlpatterns = [
    path(DECISION, decisions.decision_detail, name="decision_detail"),
    path(f"{DECISION}bao-ket-qua/", decisions.results_publish, name="results_publish"),
    path(f"{DECISION}nhap/", decisions.decision_edit, name="decision_edit"),
    path(f"{DECISION}sua-doi/", amendments.amendment_create, name="amendment_create"),
    path(f"{DECISION}sua-doi/<int:key>/", amendments.amendment_detail, name="amendment_detail"),
    path(f"{DECISION}sua-doi/<int:key>/nhap/", amendments.amendment_edit, name="amendment_edit"),
    path(f"{DECISION}sua-doi/<int:key>/bo/", amendments.amendment_drop, name="amendment_drop"),
    path("kiem-tra/", verification.record_check, name="record_check"),
    path("mo-hinh/<str:code>/ket-qua/", results.result, name="result"),
]
