"""Who acts: plain data built once per request, handed to services instead of a user or a request."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Seat:
    """One membership that is valid today. `title` is the role in Vietnamese as it is called today."""

    key: int
    role: str
    organization_key: int
    organization_name: str
    organization_path: bytes
    ward_key: int | None
    is_head: bool
    may_conclude: bool
    title: str = ""

    @property
    def label(self) -> str:
        """“chuyên viên, Ban Xây dựng Đảng”."""
        return ", ".join(part for part in (self.title, self.organization_name) if part)


@dataclass(frozen=True)
class Actor:
    """A person in one ward, with the seats held there today.

    `unit_keys` are the living units in reach of the unit seats plus closed units whose heir is among them;
    `head_unit_keys` those where the person is the head. `user_key` is None for the system itself.
    """

    user_key: int | None
    user_name: str
    ward_key: int | None
    ward_slug: str
    seats: tuple[Seat, ...]
    unit_keys: frozenset[int]
    head_unit_keys: frozenset[int]
    request_id: str = ""

    @classmethod
    def system(cls, ward_key: int | None, ward_slug: str) -> Self:
        """The actor of commands and scheduled work."""
        return cls(None, "Hệ thống", ward_key, ward_slug, (), frozenset(), frozenset())

    @property
    def is_system(self) -> bool:
        return self.user_key is None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(seat.role for seat in self.seats)

    def seat_for(self, role: str) -> Seat | None:
        return next((seat for seat in self.seats if seat.role == role), None)
