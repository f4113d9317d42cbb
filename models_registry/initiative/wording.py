"""A registration part by part, in words: as it was sent, or as it stands now. What changed is read from two of them."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.log import seals
from core.text.formatting import date_vi, decimal_vi, size_vi
from models_registry.enums import SECTORS, AnswerKind, InitiativeKind, Origin
from models_registry.initiative.contents import STEP_COLUMNS, Contents, open_submission, sealed_facts, sealed_words
from models_registry.models import Remark, Submission
from models_registry.parts import PARTS, WHOLE, part_label

SECTOR_NAMES = {number: name for number, name, _ in SECTORS}


@dataclass(frozen=True)
class Wording:
    """`facts` as sealed (plain JSON), `words` by the names under which texts are sealed."""

    facts: dict[str, Any]
    words: dict[str, str]

    def of(self, key: str) -> str:
        """A part as one text; '' when it is empty, and for the whole."""
        maker = _MAKERS.get(key)
        return maker(self) if maker else self.words.get(key, "")

    def lines(self, *names: str) -> str:
        return "\n".join(self.words[name] for name in names if self.words.get(name))


def sent_wording(submission: Submission) -> Wording:
    sent = open_submission(submission)
    return Wording(sent.facts, {name: sent.word(name) for name in submission.body})


def kept_wording(contents: Contents) -> Wording:
    """What would be sent now."""
    return Wording(json.loads(seals.canonical(sealed_facts(contents))), sealed_words(contents))


def changed_parts(old: Wording, new: Wording) -> list[str]:
    """Keys of the parts that differ, in the order of the form."""
    return [part.key for part in PARTS if old.of(part.key) != new.of(part.key)]


def _day(iso: str | None) -> str:
    return date_vi(dt.date.fromisoformat(iso)) if iso else ""


def _period(wording: Wording) -> str:
    facts = wording.facts
    start, end = _day(facts["starts_on"]), _day(facts["ends_on"])
    if facts["ongoing"]:
        return f"Thường xuyên, từ {start}" if start else "Thường xuyên"
    return f"Từ {start} đến {end}" if start or end else ""


def _origin(wording: Wording) -> str:
    facts = wording.facts
    source = facts["continues"] or facts["replicates"]
    named = " ".join(part for part in (source, wording.words.get("replicates_note")) if part)
    return f"{Origin(facts['origin']).label}{f': {named}' if named else ''}"


def _targets(wording: Wording) -> str:
    lines = []
    for target in wording.facts["targets"]:
        word = {name: wording.words.get(f"targets.{target['key']}.{name}", "") for name in ("indicator", "measure")}
        planned = "" if target["planned"] is None else decimal_vi(Decimal(target["planned"]))
        number = f"{planned} {word['measure']}".strip()
        lines.append(f"{word['indicator']}: {number}" if number else word["indicator"])
    return "\n".join(lines)


def _steps(wording: Wording) -> str:
    rows = (
        [wording.words.get(f"steps.{index}.{name}", "") for name in STEP_COLUMNS]
        for index in range(wording.facts["steps"])
    )
    return "\n".join(" – ".join(word for word in row if word) for row in rows)


def _coordination(wording: Wording) -> str:
    rows = enumerate(wording.facts["coordination"])
    return "\n".join(row.get("name") or wording.words.get(f"coordination.{index}", "") for index, row in rows)


def _files(wording: Wording) -> str:
    rows = enumerate(wording.facts["files"])
    return "\n".join(f"{wording.words.get(f'files.{index}.name', '')} ({size_vi(row['size'])})" for index, row in rows)


_MAKERS = {
    "kind": lambda wording: InitiativeKind(wording.facts["kind"]).label,
    "person_name": lambda wording: wording.lines("person_name", "person_facts"),
    "leader_name": lambda wording: wording.lines("leader_name", "contact_phone"),
    "meeting_on": lambda wording: _day(wording.facts["meeting_on"]),
    "origin": _origin,
    "sector": lambda wording: SECTOR_NAMES.get(wording.facts["sector"], ""),
    "period": _period,
    "files": _files,
    "targets": _targets,
    "steps": _steps,
    "coordination": _coordination,
}


# Two sends side by side ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One part before and after; `remark` is what the Ban asked of it, if it did."""

    label: str
    old: str
    new: str
    remark: Remark | None = None

    @property
    def is_changed(self) -> bool:
        return self.old != self.new

    @property
    def is_whole(self) -> bool:
        return self.remark is not None and self.remark.field == WHOLE

    @property
    def answer_words(self) -> str:
        return AnswerKind(self.remark.answer_kind).label if self.remark and self.remark.answer_kind else ""


@dataclass(frozen=True)
class Comparison:
    """What a send changed against the one before it: first what was asked, then what nobody asked."""

    number: int
    asked: list[Change] = field(default_factory=list)
    unasked: list[Change] = field(default_factory=list)


def compare_sends(before: Submission, after: Submission, remarks: Iterable[Remark]) -> Comparison:
    """`remarks` are those answered by `after`, in their order."""
    old, new = sent_wording(before), sent_wording(after)
    remarks = list(remarks)
    asked = [Change(part_label(row.field), old.of(row.field), new.of(row.field), row) for row in remarks]
    spoken = {row.field for row in remarks}
    others = [key for key in changed_parts(old, new) if key not in spoken]
    unasked = [Change(part_label(key), old.of(key), new.of(key)) for key in others]
    return Comparison(after.number, asked, unasked)


def last_comparison(submissions: list[Submission]) -> Comparison | None:
    """Of the newest send, when it answered the Ban; `submissions` newest first, each with its remarks (`asked`)."""
    if len(submissions) < 2:
        return None
    after, before = submissions[:2]
    answered = [row for sent in submissions[1:] for row in sent.asked if row.answered_in_id == after.pk]
    return compare_sends(before, after, answered) if answered else None
