"""The practice ward's units and accounts. Names tell what a person is there for; none is a real person's."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from core.actor import Actor
from organizations.access.actors import actor_of
from organizations.enums import OrganizationKind, Role, RosterKind
from organizations.models import Organization, User
from organizations.people.services import add_person
from organizations.rosters.services.rosters import import_roster
from organizations.units.services import create_province, create_ward

from .plan import place_of

SLUG = "yen-bai"
WARD = {
    "name": "Đảng ủy phường Yên Bái",
    "code": "YENBAI",
    "slug": SLUG,
    "address_block": {
        "upper": "ĐẢNG BỘ TỈNH LÀO CAI",
        "body": "ĐẢNG ỦY PHƯỜNG YÊN BÁI",
        "place": "Yên Bái",
        "symbol": "ĐU",
    },
}
# username: full name, role, may conclude
OFFICE = {
    "truongban": ("Trưởng ban Tập Sự", Role.HEAD, False),
    "chuyenvien1": ("Chuyên viên Tập Sự Một", Role.OFFICER, False),
    "chuyenvien2": ("Chuyên viên Tập Sự Hai", Role.OFFICER, False),
    "chuyenvien3": ("Chuyên viên Tập Sự Ba", Role.OFFICER, False),
    "thuongtruc": ("Thường trực Tập Sự", Role.STANDING, True),
    "banthuongvu": ("Ban Thường vụ Tập Sự", Role.BOARD, True),
    "quansat": ("Cơ quan tham mưu Tập Sự", Role.OBSERVER, False),
}
HOME_CELL_OF_THIRD = "TDP36"  # chuyenvien3 belongs to a cell whose model is scored, so that a conflict can be seen
HELPERS = {"giupviec.tdp34": "TDP34"}  # prepares for a unit, may not send
HEAD_TITLES = {
    OrganizationKind.FATHERLAND_FRONT: "Chủ tịch",
    OrganizationKind.MASS_ORGANIZATION: "Chủ tịch",
    OrganizationKind.GOVERNMENT: "Chủ tịch",
}


class People:
    """The ward with its units by code, and everybody as an actor by user name."""

    def __init__(self, ward: Organization):
        self.ward = ward
        self.units = {unit.code: unit for unit in Organization.objects.filter(ward=ward).units()}
        self._actors: dict[str, Actor] = {}

    def __getitem__(self, username: str) -> Actor:
        if username not in self._actors:
            self._actors[username] = actor_of(User.objects.get_by_natural_key(username), self.ward)
        return self._actors[username]

    def head_of(self, code: str) -> Actor:
        return self[f"bithu.{code.lower()}"]

    def user(self, username: str) -> User:
        return User.objects.get_by_natural_key(username)


def make_people() -> People:
    """Province, ward, units from the list in fixtures/, accounts: the first act of the ward's life."""
    ward = create_ward(province=create_province(name="Tỉnh ủy Lào Cai", code="LC"), **WARD)
    shared = make_password(settings.PRACTICE_PASSWORD)  # hashed once: a hundred times would take a minute
    system = Actor.system(ward.pk, ward.slug)

    def account(actor, username, full_name, organization, role, home_cell=None, **flags):
        person = {"username": username, "full_name": full_name, "home_cell": home_cell, "practice_hash": shared}
        add_person(actor=actor, ward=ward, person=person, organization=organization, role=role, **flags)

    account(system, "quantri", "Quản trị Tập Sự", ward, Role.ADMIN)
    admin = actor_of(User.objects.get_by_natural_key("quantri"), ward)
    with (settings.BASE_DIR / "fixtures" / "don-vi-mau.tsv").open("rb") as file:
        import_roster(actor=admin, ward=ward, kind=RosterKind.UNITS, file=file, file_name="don-vi-mau.tsv")
    people = People(ward)
    for username, (full_name, role, may_conclude) in OFFICE.items():
        home = people.units[HOME_CELL_OF_THIRD] if username == "chuyenvien3" else None
        account(admin, username, full_name, ward, role, home_cell=home, may_conclude=may_conclude)
    for code, unit in people.units.items():
        account(admin, f"bithu.{code.lower()}", head_name(unit), unit, Role.SECRETARY, home_cell=unit, is_head=True)
    for username, code in HELPERS.items():
        unit = people.units[code]
        account(admin, username, f"Người giúp việc {short_name(unit)}", unit, Role.SECRETARY)
    return people


def head_name(unit: Organization) -> str:
    title = "Bí thư" if unit.name.startswith("Đoàn") else HEAD_TITLES.get(unit.kind, "Bí thư")
    return f"{title} {short_name(unit)}"


def short_name(unit: Organization) -> str:
    name = place_of(unit.name)
    return name.removeprefix("tổ dân phố ")
