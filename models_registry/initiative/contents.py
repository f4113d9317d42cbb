"""A registration with everything that belongs to it, read at once; and the same as a submission seals it (R9).

`facts` hold codes, numbers, dates and names of units; every word a person typed is a salted digest whose text stands
beside it, and can be erased on request without breaking the seal.
"""

from dataclasses import dataclass, field
from typing import Any

from core.log import seals
from models_registry.enums import Source
from models_registry.models import (
    Attachment,
    BehalfEntry,
    Coordination,
    Initiative,
    RegistrationText,
    Submission,
    Target,
)
from models_registry.models.files import FilePlace

SCHEMA = 1
LONG_TEXTS = ("problem", "method", "goals", "area", "resources", "expected", "person_facts")
STEP_COLUMNS = ("what", "who", "when")


@dataclass
class Contents:
    """One registration: the head row, its texts, targets, coordinating units and files."""

    initiative: Initiative
    text: RegistrationText
    targets: list[Target] = field(default_factory=list)
    coordinations: list[Coordination] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def steps(self) -> list[dict[str, str]]:
        return self.text.steps

    @property
    def scans(self) -> list[Attachment]:
        return [row for row in self.files if row.place == FilePlace.SCAN]

    @property
    def paper(self) -> BehalfEntry | None:
        """The paper it was typed from by the Ban, and who brought it; one query for such a row."""
        if self.initiative.source != Source.BEHALF:
            return None
        return getattr(self.initiative, "behalf_entry", None)  # a missing row is an AttributeError

    def unread_of(self, step: int) -> dict[str, dict[str, str]]:
        """What of a step could not be stored as typed: field → {"raw", "message"}."""
        return self.text.unread.get(str(step), {})


def text_of(initiative: Initiative) -> RegistrationText:
    """Its texts; blank ones, not saved, for a row that never had any (imported lists)."""
    try:
        return initiative.text
    except RegistrationText.DoesNotExist:
        return RegistrationText(initiative=initiative)


def read_contents(initiative: Initiative, *, with_files: bool = True) -> Contents:
    """Three queries, when the initiative was read with its text."""
    return Contents(
        initiative=initiative,
        text=text_of(initiative),
        targets=read_targets(initiative),
        coordinations=read_coordinations(initiative),
        files=read_files(initiative) if with_files else [],
    )


def read_targets(initiative: Initiative) -> list[Target]:
    return list(Target.objects.filter(initiative=initiative))


def read_coordinations(initiative: Initiative) -> list[Coordination]:
    return list(Coordination.objects.filter(initiative=initiative).select_related("organization").order_by("id"))


def read_files(initiative: Initiative) -> list[Attachment]:
    """Files of the registration that were not removed; those of the work and of the year end are not among them."""
    return registered(read_all_files(initiative))


def read_all_files(initiative: Initiative) -> list[Attachment]:
    """Whatever was not removed, in the order it came: of the registration, the work and the year end."""
    rows = Attachment.objects.filter(initiative=initiative, removed_at__isnull=True)
    return list(rows.select_related("file", "thumb"))


def registered(files: list[Attachment]) -> list[Attachment]:
    return [
        row
        for row in files
        if row.place == FilePlace.REGISTRATION or row.place.startswith(f"{FilePlace.REGISTRATION}.")
    ]


# Sealing ------------------------------------------------------------------------------------------------------------


def sealed_facts(contents: Contents) -> dict[str, Any]:
    """What is hashed as it stands."""
    row, paper = contents.initiative, contents.paper
    typed = {"paper": {"on": paper.paper_on, "typed_by": paper.typed_by_id}} if paper else {}
    return typed | {
        "ward": row.ward_id,
        "year": row.year,
        "code": row.code,
        "unit": {"key": row.unit_id, "code": row.unit.code, "name": row.unit.name},
        "kind": row.kind,
        "is_copy": row.is_copy,
        "origin": row.origin,
        "sector": row.sector.number if row.sector else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "ongoing": row.ongoing,
        "tags": contents.text.tags.split(),
        "lineage": row.lineage,
        "continues": row.continues.code if row.continues else None,
        "replicates": row.replicates.code if row.replicates else None,
        "meeting_on": contents.text.meeting_on,
        "targets": [{"key": target.key, "planned": target.planned} for target in contents.targets],
        "steps": len(contents.steps),
        "coordination": [
            {"key": unit.organization_id, "code": unit.organization.code, "name": unit.organization.name}
            if unit.organization
            else {"outside": index}
            for index, unit in enumerate(contents.coordinations)
        ],
        "files": [
            {"token": row.token, "sha256": row.file.sha256, "size": row.file.size, "place": row.place}
            for row in contents.files
        ],
    }


def sealed_words(contents: Contents) -> dict[str, str]:
    """What is hashed through digests only: every text, by the name of its part."""
    row, text = contents.initiative, contents.text
    words = {"name": row.name, "person_name": row.person_name, "replicates_note": row.replicates_note}
    words |= {name: getattr(text, name) for name in LONG_TEXTS}
    words |= {"leader_name": text.leader_name, "contact_phone": text.contact_phone}
    if contents.paper:
        words |= {"paper.number": contents.paper.paper_number, "paper.told_by": contents.paper.told_by}
    for target in contents.targets:
        words[f"targets.{target.key}.indicator"] = target.indicator
        words[f"targets.{target.key}.measure"] = target.measure
    for index, step in enumerate(contents.steps):
        words |= {f"steps.{index}.{column}": step.get(column, "") for column in STEP_COLUMNS}
    for index, unit in enumerate(contents.coordinations):
        words[f"coordination.{index}"] = unit.outside_name
    for index, attached in enumerate(contents.files):
        words[f"files.{index}.name"] = attached.name
        words[f"files.{index}.caption"] = attached.caption
    return {name: word for name, word in words.items() if word}


@dataclass(frozen=True)
class Sent:
    """A submission opened for reading: `facts` as sealed, `word("method")` as typed."""

    submission: Submission
    facts: dict[str, Any]

    def word(self, name: str) -> str:
        leaf = self.submission.body.get(name, {"text": ""})
        return leaf.get("text", "(đã xóa theo yêu cầu)")

    @property
    def steps(self) -> list[dict[str, str]]:
        return [
            {column: self.word(f"steps.{index}.{column}") for column in STEP_COLUMNS}
            for index in range(self.facts["steps"])
        ]

    @property
    def targets(self) -> list[dict[str, Any]]:
        return [
            {
                **target,
                "indicator": self.word(f"targets.{target['key']}.indicator"),
                "measure": self.word(f"targets.{target['key']}.measure"),
            }
            for target in self.facts["targets"]
        ]

    @property
    def coordination(self) -> list[str]:
        rows = self.facts["coordination"]
        return [row.get("name") or self.word(f"coordination.{index}") for index, row in enumerate(rows)]


def open_submission(submission: Submission) -> Sent:
    return Sent(submission, seals.facts_of(submission.seal))
