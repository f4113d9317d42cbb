"""Addresses of administration within a ward."""

from django.urls import path

from organizations.access import rights
from organizations.people import views as people
from organizations.people.delegation import views as delegation
from organizations.rosters import views as imports
from organizations.units import views as units

app_name = "organizations"
UNIT, PERSON = "quan-tri/don-vi/", "quan-tri/nguoi-dung/"


def roster(place: str, kind: str, name: str) -> list:
    """The pages of an imported list of one kind."""
    here, one = f"{place}nhap/", f"{place}nhap/<uuid:token>/"
    of_kind = {"kind": kind}
    return [
        path(here, imports.roster_upload, of_kind, name=name),
        path(f"{here}mau.xlsx", imports.roster_template, of_kind, name=f"{name}_template"),
        path(one, imports.roster_preview, of_kind, name=f"{name}_preview"),
        path(f"{one}ket-qua/", imports.roster_result, of_kind, name=f"{name}_result"),
        path(f"{one}hoan-tac/", imports.roster_undo, of_kind, name=f"{name}_undo"),
        path(f"{one}dong-khong-nhap.xlsx", imports.roster_rejected, of_kind, name=f"{name}_rejected"),
    ]


urlpatterns = [
    path(UNIT, units.unit_list, name="unit_list"),
    path(f"{UNIT}them/", units.unit_add, name="unit_add"),
    *roster(UNIT, "UNITS", "unit_import"),
    path(f"{UNIT}<str:code>/", units.unit_detail, name="unit_detail"),
    path(f"{UNIT}<str:code>/doi-ten/", units.unit_rename, name="unit_rename"),
    path(f"{UNIT}<str:code>/chuyen/", units.unit_move, name="unit_move"),
    path(f"{UNIT}<str:code>/nganh-doc/", units.unit_vertical, name="unit_vertical"),
    path(f"{UNIT}<str:code>/ket-thuc/", units.unit_close, name="unit_close"),
    path(PERSON, people.person_list, name="person_list"),
    path(f"{PERSON}them/", people.person_add, name="person_add"),
    *roster(PERSON, "PEOPLE", "person_import"),
    path(f"{PERSON}nhap/<uuid:token>/phieu/", imports.roster_slips, name="person_import_slips"),
    path(f"{PERSON}<str:username>/", people.person_detail, name="person_detail"),
    path(f"{PERSON}<str:username>/vai-tro/", people.role_add, name="role_add"),
    path(f"{PERSON}<str:username>/vai-tro/<int:key>/ket-thuc/", people.role_end, name="role_end"),
    path(f"{PERSON}<str:username>/khoa/", people.person_lock, name="person_lock"),
    path(f"{PERSON}<str:username>/mat-khau/", people.person_password, name="person_password"),
    path("uy-quyen/", delegation.delegation, name="delegation"),
    path("uy-quyen/<int:key>/thu-lai/", delegation.delegation_end, name="delegation_end"),
    path("quan-tri/quyen/", rights.rights, name="rights"),
    path("quan-tri/nhat-ky/", rights.audit_list, name="audit_list"),
]
