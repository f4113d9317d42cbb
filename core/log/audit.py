"""The log: every act, append only, chained by hash per ward, written in the act's own transaction.

What is hashed (`payload`) holds verbs, keys, numbers and dates; every word is a salted digest whose text stands
beside it in `labels`, so that a person's data can be erased without breaking the chain.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from core import clock
from core.actor import Actor, Seat
from core.log import seals
from core.log.verification import Check, Part
from core.models import Audience, AuditChain, AuditEntry

SYSTEM_SCOPE = 0
CHUNK = 500  # lines read by one statement
UNREADABLE = "không đọc được"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who did what to which row. `text` is the sentence the timeline shows: “Tiếp nhận đăng ký”.

    `before` and `after` hold changed values by name; `seat` is the membership acted under (by default the first);
    `on_behalf_key` the unit acted for, which the note then says.
    """

    actor: Actor
    verb: str
    text: str
    ward_key: int | None
    subject: models.Model | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    reason: str = ""
    note: str = ""
    audience: Audience = Audience.UNIT
    on_behalf_key: int | None = None
    seat: Seat | None = None
    at: datetime = field(default_factory=clock.now)


@dataclass(frozen=True)
class Line:
    """A line of the log with its facts, for who compares rows with what was logged of them."""

    entry: AuditEntry
    facts: dict[str, Any]

    def after(self, name: str) -> Any:
        """A value the act left behind, text or not; None when it said nothing of it."""
        leaf = self.entry.labels.get(f"after.{name}", {})
        return leaf.get("text") if "text" in leaf else self.facts["after"].get(name)


def record(**act: Any) -> AuditEntry:
    """Write one act (arguments as in `Act`). Three queries, in the caller's transaction; call it last in a service."""
    return record_many([Act(**act)])[0]


def record_many(acts: Iterable[Act]) -> list[AuditEntry]:
    """Write the acts of a bulk step, in order, in the caller's transaction.

    Three queries per ward; more for hundreds of acts, which are inserted in batches (SQLite takes 70 rows at a time).
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("the log is written inside the transaction of the act it tells")
    by_ward: dict[int, list[Act]] = {}
    for act in acts:
        by_ward.setdefault(act.ward_key or SYSTEM_SCOPE, []).append(act)
    return [entry for scope_key in sorted(by_ward) for entry in _append(scope_key, by_ward[scope_key])]


def _append(scope_key: int, acts: list[Act]) -> list[AuditEntry]:
    chain, _ = AuditChain.objects.select_for_update().get_or_create(scope_key=scope_key)
    entries = []
    for act in acts:
        chain.last_seq += 1
        entry = _entry(act, scope_key, chain.last_seq, chain.last_hash)
        chain.last_hash = entry.hash
        entries.append(entry)
    chain.save(update_fields=["last_seq", "last_hash"])
    return AuditEntry.objects.bulk_create(entries, batch_size=500)


def _entry(act: Act, scope_key: int, seq: int, prev_hash: str) -> AuditEntry:
    seat = act.seat or next(iter(act.actor.seats), None)
    words = {
        "who": act.actor.user_name,
        "seat": seat.label if seat else "",
        "text": act.text,
        "reason": act.reason,
        "note": act.note or ("Nhập hộ" if act.on_behalf_key else ""),
    }
    entry = AuditEntry(
        scope_key=scope_key,
        seq=seq,
        at=act.at,
        user_key=act.actor.user_key,
        verb=act.verb,
        subject_kind=act.subject._meta.label_lower if act.subject else "",
        subject_key=act.subject.pk if act.subject else 0,
        audience=Audience(act.audience).value,
        prev_hash=prev_hash,
    )
    facts = {
        **_columns(entry),
        "seat": seat.key if seat else None,
        "unit": seat.organization_key if seat else None,
        "on_behalf": act.on_behalf_key,
        "request": act.actor.request_id,
    }
    for side, values in (("before", act.before or {}), ("after", act.after or {})):
        facts[side], texts = _told_apart(values)
        words |= {f"{side}.{name}": text for name, text in texts.items()}
    sealed = seals.seal(facts, {name: text for name, text in words.items() if text})
    entry.payload, entry.labels = sealed.text, sealed.body
    entry.hash = _link(prev_hash, sealed.text)
    return entry


def _columns(entry: AuditEntry) -> dict[str, Any]:
    """The facts that stand both in columns and in the payload; a column changed alone is found by `verify`."""
    return {
        "scope": entry.scope_key,
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "user": entry.user_key,
        "verb": entry.verb,
        "subject": [entry.subject_kind, entry.subject_key],
        "audience": entry.audience,
    }


def _told_apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Numbers, dates, keys and choices may be hashed as they are; any text could hold a name."""
    facts, texts = {}, {}
    for name, value in values.items():
        value = value.pk if isinstance(value, models.Model) else value
        if isinstance(value, str) and not isinstance(value, models.Choices):
            texts[name] = value
        elif isinstance(value, Mapping | list | tuple | set | frozenset):
            texts[name] = seals.canonical(value)
        else:
            facts[name] = value
    return facts, texts


def _link(prev_hash: str, payload: str) -> str:
    return seals.sha256_of(f"{prev_hash}\n{payload}")


def timeline(subject: models.Model, *, audiences: Collection[str], limit: int | None = None) -> list[AuditEntry]:
    """What happened to a row, newest first, as far as these audiences may read. One query."""
    entries = AuditEntry.objects.filter(
        subject_kind=subject._meta.label_lower, subject_key=subject.pk, audience__in=list(audiences)
    )
    return list(entries.order_by("-seq")[:limit])


def verify(ward_key: int) -> list[str]:
    """Every break of a ward's chain, naming its line; empty when nothing was changed, added or removed."""
    part = read_chain(ward_key)
    problems = part.problems
    while part.goes_on is not None:
        part = read_chain(ward_key, part.goes_on)
        problems += part.problems
    return problems


def scopes() -> set[int]:
    """The wards, and 0 for the system, that have a log."""
    return {*_scopes(AuditChain), *_scopes(AuditEntry)}


def _scopes(model) -> list[int]:
    return list(model.objects.order_by().values_list("scope_key", flat=True).distinct())


def read_chain(scope_key: int, at: dict[str, Any] | None = None) -> Part:
    """The next lines of a log up to the end that stood when its reading began; what is written since is not judged."""
    at = at or {"end": _fix_end(scope_key), "seq": None, "hash": ""}
    (last_seq, *kept), seq, last_hash = at["end"], at["seq"], at["hash"]
    rows = AuditEntry.objects.filter(scope_key=scope_key, seq__lte=last_seq)
    rows = rows if seq is None else rows.filter(seq__gt=seq)
    lines = dict(rows.order_by("seq").values_list("pk", "seq")[:CHUNK])
    part, seq = Part(looked_at=len(lines)), seq or 0
    for key, entry in seals.read_each(AuditEntry.objects.filter(pk__in=lines).order_by("seq")):
        if entry is None:
            part.problems.append(f"Dòng {lines[key]}: {UNREADABLE}")
            seq, last_hash = lines[key], None
            continue
        try:
            part.problems += [f"Dòng {entry.seq}: {problem}" for problem in _problems(entry, seq + 1, last_hash)]
            part.erased += [f"Dòng {entry.seq}: {words}" for words in _erased(entry)]
        except (ValueError, KeyError, TypeError, AttributeError):  # JSON, but no longer of a line
            part.problems.append(f"Dòng {entry.seq}: {UNREADABLE}")
        seq, last_hash = entry.seq, entry.hash
    if len(lines) == CHUNK:
        part.goes_on = {**at, "seq": seq, "hash": last_hash}
    elif kept[0] != seq or last_hash not in (None, kept[1]):
        part.problems.append(f"Cuối nhật ký (dòng {seq}) không khớp với số đã ghi")
    return part


def _fix_end(scope_key: int) -> tuple[int, int, str]:
    """(last line to read, number and hash of the chain's end): the line first, for the end is never behind it."""
    lines = AuditEntry.objects.filter(scope_key=scope_key).order_by("-seq")
    last_line = lines.values_list("seq", flat=True).first() or 0
    end = AuditChain.objects.filter(scope_key=scope_key).values_list("last_seq", "last_hash").first()
    number, digest = end or (0, "")
    return max(last_line, number), number, digest


def _erased(entry: AuditEntry) -> list[str]:
    """Which requests erased words of a line."""
    return sorted({str(leaf["erased"]) for leaf in entry.labels.values() if "erased" in leaf})


def read_lines(scope_key: int, verbs: Collection[str], after: int | None) -> tuple[list[Line], int | None]:
    """The next lines with one of these verbs that can be read, and the number to go on after; None at the end."""
    rows = AuditEntry.objects.filter(scope_key=scope_key, verb__in=verbs, seq__gt=after or 0)
    keys = dict(rows.order_by("seq").values_list("pk", "seq")[:CHUNK])
    lines = _readable(AuditEntry.objects.filter(pk__in=keys).order_by("seq"))
    return lines, max(keys.values()) if len(keys) == CHUNK else None


def lines_about(scope_key: int, kind: str, keys: Collection[int], verbs: Collection[str]) -> list[Line]:
    """What a log says of some rows of one kind by these verbs, oldest first."""
    rows = AuditEntry.objects.filter(scope_key=scope_key, subject_kind=kind, subject_key__in=keys, verb__in=verbs)
    return _readable(rows.order_by("seq"))


def _readable(rows) -> list[Line]:
    """Those that parse; the check of the log names the others."""
    entries = (entry for _, entry in seals.read_each(rows) if entry is not None)
    return [Line(entry, seals.facts_of(entry.payload)) for entry in entries if not seals.is_unreadable(entry.payload)]


def _problems(entry: AuditEntry, seq: int, prev_hash: str | None) -> list[str]:
    problems = []
    if entry.seq != seq:
        problems.append(f"thiếu dòng, phải là dòng {seq}")
    if prev_hash is not None and entry.prev_hash != prev_hash:
        problems.append("không nối với dòng trước")
    if entry.hash != _link(entry.prev_hash, entry.payload):
        return [*problems, "nội dung không khớp mã băm"]
    facts = seals.facts_of(entry.payload)
    if {name: facts.get(name) for name in _columns(entry)} != _columns(entry):
        problems.append("cột không khớp nội dung")
    if bool(entry.erasures) != any("erased" in leaf for leaf in entry.labels.values()):
        problems.append("số lần xóa theo yêu cầu không khớp nội dung")
    return problems + seals.check(entry.payload, seals.sha256_of(entry.payload), entry.labels)


LOG = Check(
    key="log",
    title="Nhật ký",
    explains="Mỗi dòng nối với dòng trước nó; sửa, bớt hay thêm một dòng là lộ ra.",
    counted="dòng",
    scopes=scopes,
    stages=(read_chain,),
)
