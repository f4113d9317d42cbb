"""A ward with a unit, its sibling, all roles, and a second ward beside it, so that leaks can happen."""

import datetime as dt

from django.test import Client

from core import clock
from models_registry.enums import InitiativeState
from organizations.enums import OrganizationKind, Role
from tests.support import factories as make


class World:
    def __init__(self):
        self.ward = make.make_ward("Đảng ủy phường Một", "phuong-mot")
        self.slug = self.ward.slug
        self.unit = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 2", code="TDP02")
        self.sibling = make.make_unit(self.ward, "Chi bộ tổ dân phố Minh Tân 10", code="TDP10")
        self.vertical = make.make_unit(
            self.ward, "Chi bộ Công an", OrganizationKind.ARMED_FORCES_CELL, "CA01", reports_vertically=True
        )
        self.cycle = make.make_cycle(self.ward)
        for unit in (self.unit, self.sibling):
            make.make_duty(self.cycle, unit)
        self.criteria = make.make_criteria(self.cycle)
        self.other = make.make_ward("Đảng ủy phường Hai", "phuong-hai")
        self.other_unit = make.make_unit(self.other, "Chi bộ tổ dân phố Hồng Hà 1", code="TDP02")
        make.make_cycle(self.other)
        self.people = {
            "secretary": make.make_member(self.unit, username="thuky.a"),
            "head": make.make_head(self.unit, "bithu.a"),
            "secretary_b": make.make_member(self.sibling, username="thuky.b"),
            "head_b": make.make_head(self.sibling, "bithu.b"),
            "officer": make.make_member(self.ward, Role.OFFICER, "chuyenvien"),
            "boss": make.make_member(self.ward, Role.HEAD, "truongban"),
            "standing": make.make_member(self.ward, Role.STANDING, "thuongtruc", may_conclude=True),
            "board": make.make_member(self.ward, Role.BOARD, "banthuongvu", may_conclude=True),
            "observer": make.make_member(self.ward, Role.OBSERVER, "quansat"),
            "admin": make.make_member(self.ward, Role.ADMIN, "quantri"),
            "officer_x": make.make_member(self.other, Role.OFFICER, "chuyenvien.x"),
            "head_x": make.make_head(self.other_unit, "bithu.x"),
            "past": make.make_member(self.unit, username="nguoi.cu", valid_until=clock.today() - dt.timedelta(days=1)),
        }
        self.locked = make.make_head(make.make_unit(self.ward, "Chi bộ Khóa", code="K1"), "bi.khoa")
        self.fresh = make.make_head(make.make_unit(self.ward, "Chi bộ Mới", code="M1"), "moi.cap")
        self.fresh.must_change_password = True
        self.fresh.save(update_fields=["must_change_password"])

    def client(self, name: str) -> Client:
        """A browser signed in as one of the people; "anonymous", "locked" and "fresh" too."""
        client = Client(raise_request_exception=True)
        if name == "anonymous":
            return client
        person = {"locked": self.locked, "fresh": self.fresh}.get(name) or self.people[name]
        make.sign_in(client, person)
        if name == "locked":
            type(person).objects.filter(pk=person.pk).update(is_active=False)
        return client

    def initiative(self, state=InitiativeState.RECEIVED, **fields):
        """A model of world.unit in the state a page needs."""
        return make.make_initiative(self.unit, self.cycle, state, **fields)

    def evaluation(self, *args, **fields):
        return make.make_evaluation(self.initiative(), *args, **fields)

    def actor(self, name: str):
        return make.actor(self.people[name], self.ward)
