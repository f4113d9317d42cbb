"""Where a row of a list says other things than the model the year has already: what may be updated, field by field.

A blank cell differs from nothing. The unit and the name make the row and the model one, so neither is ever compared;
level and paper of a recognition are changed only by a decision.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.text.formatting import date_vi
from models_registry.enums import InitiativeKind, InitiativeState, Source
from models_registry.models import ImportRow, Initiative

LABELS = {"kind": "loại", "sector": "lĩnh vực", "person_name": "họ tên cá nhân", "period": "thời gian"}


@dataclass(frozen=True)
class Existing:
    """A model the year has already. `facts`: its fields as JSON holds them."""

    key: int
    code: str
    twin: int
    state: str = InitiativeState.RECEIVED
    source: str = Source.IMPORT
    likeness: tuple[int, str] = (0, "")
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_void(self) -> bool:
        """Undone: the same row imported again revives it."""
        return self.state == InitiativeState.VOIDED

    @property
    def may_change(self) -> bool:
        """Only what came from a list is changed by a list; what a unit sent stays as it sent it."""
        return self.source == Source.IMPORT and self.state == InitiativeState.RECEIVED


def period_fact(starts_on: dt.date | None, ends_on: dt.date | None, ongoing: bool) -> list:
    return [starts_on and starts_on.isoformat(), ends_on and ends_on.isoformat(), ongoing]


def differences(said: Mapping[str, object], known: Existing) -> list[dict]:
    """[{"field", "old", "new"}] in a fixed order; `said` holds what the row says, None or '' where it says nothing."""
    found = [
        {"field": name, "old": known.facts[name], "new": said[name]}
        for name in LABELS
        if said.get(name) and said[name] != known.facts.get(name)
    ]
    to_model = any(one["field"] == "kind" and one["new"] == InitiativeKind.MODEL for one in found)
    if to_model and known.facts["person_name"]:
        found.append({"field": "person_name", "old": known.facts["person_name"], "new": ""})
    return found


def put(one: Initiative, name: str, value, sectors: Mapping[int, object]) -> None:
    """Set one field of a difference on the model."""
    if name == "sector":
        one.sector = sectors[value]
    elif name == "period":
        starts_on, ends_on = (day and dt.date.fromisoformat(day) for day in value[:2])
        one.starts_on, one.ends_on, one.ongoing = starts_on, ends_on, value[2]
    else:
        setattr(one, name, value)


def in_words(row: ImportRow, sectors: Mapping[int, str]) -> list[str]:
    """“lĩnh vực: Phát triển kinh tế → Chuyển đổi số”."""
    return [
        f"{LABELS[one['field']]}: {_words(one['field'], one['old'], sectors)} → "
        f"{_words(one['field'], one['new'], sectors)}"
        for one in row.differs
    ]


def _words(name: str, value, sectors: Mapping[int, str]) -> str:
    if name == "sector":
        return sectors.get(value, "chưa rõ")
    if name == "kind":
        return InitiativeKind(value).label.partition(" (")[0]
    if name == "period":
        if value[2]:
            return f"từ {_day(value[0])}" if value[0] else "thường xuyên"
        return " – ".join(_day(day) for day in value[:2] if day) or "chưa ghi"
    return value or "chưa ghi"


def _day(iso: str) -> str:
    return date_vi(dt.date.fromisoformat(iso))
