"""What papers of lists put before the leaders share: the version asked for, or the draft as it would be locked.

`?danh-sach=` names the list, `?ban=` the version; `?ban=nhap` is the draft, drawn as its paper will be, to be read
before “Khóa và trình” (decision 24). Rows of a version come from the version alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.exceptions import DomainError
from core.text.formatting import datetime_vi
from evaluation.enums import ListKind, ListState
from evaluation.lists.rows import rows_to_lock
from evaluation.models import ProposalItem, ProposalList, ProposalVersion

from ..documents import Column, Group, Table, Total
from .asked import Asked, Built, Tally
from .heads import ban_letterhead, ban_signature

NUMBER = re.compile(r"[0-9]{1,4}")
DRAFT = "nhap"


@dataclass(frozen=True)
class Paper:
    """One list to print. `version` is None for a draft; `problem` says what keeps the draft from being locked."""

    proposal: ProposalList
    rows: Sequence[ProposalItem]
    version: ProposalVersion | None = None
    problem: str = ""

    @property
    def words(self) -> str:
        number = f"bản số {self.version.number}" if self.version else "bản thảo"
        return f"Danh sách số {self.proposal.number}, {number}"

    @property
    def state_line(self) -> str:
        if self.version:
            return f"({self._which}, bản số {self.version.number}, khóa lúc {datetime_vi(self.version.locked_at)})"
        return f"({self._which}, bản thảo của bản số {self.proposal.current_number + 1}, chưa khóa)"

    @property
    def _which(self) -> str:
        return f"Danh sách số {self.proposal.number} năm {self.proposal.cycle.year}"

    @property
    def note(self) -> str:
        """What tells two copies of the paper apart: the hash of the locked version."""
        if self.version is None:
            return self.problem
        number, sha256 = self.version.number, self.version.sha256
        return f"Dấu vân của bản số {number}: {sha256}\nSáu ký tự cuối để đối chiếu: {self.version.fingerprint}"

    @property
    def stem(self) -> str:
        return f"ds{self.proposal.number}-" + (f"ban{self.version.number}" if self.version else "ban-thao")


def paper_of(asked: Asked, kind: str) -> Paper | None:
    """The version asked for; without a number the last one locked of this kind. None when there is none such."""
    lists = ProposalList.objects.filter(ward_id=asked.actor.ward_key, cycle=asked.cycle, kind=kind)
    if asked.params.get("ban") == DRAFT:
        return _draft(asked, lists)
    rows = ProposalVersion.objects.filter(proposal_list__in=lists).select_related("proposal_list__cycle")
    for name, column in (("danh-sach", "proposal_list__number"), ("ban", "number")):
        if wanted := asked.params.get(name):
            rows = rows.filter(**{column: int(wanted)}) if NUMBER.fullmatch(wanted) else rows.none()
    version = rows.order_by("-proposal_list__number", "-number").first()
    return version and Paper(version.proposal_list, list(version.items.all()), version)


def _draft(asked: Asked, lists) -> Paper | None:
    wanted = asked.params.get("danh-sach", "")
    drafts = lists.filter(state=ListState.DRAFT).select_related("cycle")
    proposal = drafts.filter(number=int(wanted)).first() if NUMBER.fullmatch(wanted) else drafts.first()
    if proposal is None:
        return None
    try:
        return Paper(proposal, rows_to_lock(proposal))
    except DomainError as error:
        return Paper(proposal, [], problem=error.message)


def table_of(
    asked: Asked, slug: str, paper: Paper, columns: Sequence[Column], groups: Iterator[Group], totals: Iterable[Total],
    lines: Sequence[str] = (),
) -> Table:  # fmt: skip
    """`lines` stand in brackets under the title, above which list and version it is."""
    return Table(
        ["DANH SÁCH", paper.proposal.title.removeprefix("Danh sách "), *lines, paper.state_line],
        columns,
        groups,
        totals=totals,
        note=paper.note,
        letterhead=ban_letterhead(asked.ward, year=asked.year),
        signature=ban_signature(),
        file_stem=asked.stem(slug, paper.stem),
        empty_text=f"{paper.problem or 'Danh sách chưa có dòng nào'}.",
    )


def nothing(asked: Asked, slug: str, kind: ListKind, columns: Sequence[Column], subject: str) -> Built:
    """The paper while no version of the kind is locked."""
    empty = f"Năm {asked.year} chưa có {kind.label.lower()} nào được khóa."
    lines = ["DANH SÁCH", subject]
    table = Table(lines, columns, (), file_stem=asked.stem(slug, "chua-co"), empty_text=empty)
    return Built(table, Tally(), "Chưa có bản nào")
