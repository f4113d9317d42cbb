"""What changed from one version of a list to the next: for the leaders who read the one before."""

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.models import ProposalItem, ProposalList, ProposalVersion
from models_registry.enums import Level


@dataclass(frozen=True)
class Changes:
    """`changed`: (row, what of it) with level or sentence different. `since` is the number of the earlier version."""

    since: int
    added: Sequence[ProposalItem]
    removed: Sequence[ProposalItem]
    changed: Sequence[tuple[ProposalItem, str]]

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)


def changes_before(version: ProposalVersion) -> Changes | None:
    """Against the version before; None for the first one. Two queries."""
    if version.number < 2:
        return None
    both = ProposalItem.objects.filter(
        version__proposal_list_id=version.proposal_list_id, version__number__in=(version.number - 1, version.number)
    ).select_related("version")
    rows = list(both)
    new = [row for row in rows if row.version_id == version.pk]
    return compare(version.number - 1, [row for row in rows if row.version_id != version.pk], new)


def changes_to(proposal: ProposalList, rows: Sequence[ProposalItem]) -> Changes | None:
    """Of a draft against the last locked version; None while none was locked."""
    if not proposal.current_number:
        return None
    old = ProposalItem.objects.filter(version__proposal_list=proposal, version__number=proposal.current_number)
    return compare(proposal.current_number, list(old), rows)


def compare(since: int, old: Sequence[ProposalItem], new: Sequence[ProposalItem]) -> Changes:
    before = {_who(row): row for row in old}
    now = {_who(row) for row in new}
    pairs = [(row, _what(before[_who(row)], row)) for row in new if _who(row) in before]
    return Changes(
        since=since,
        added=[row for row in new if _who(row) not in before],
        removed=[row for row in old if _who(row) not in now],
        changed=[(row, words) for row, words in pairs if words],
    )


def _who(row: ProposalItem) -> tuple:
    """The same row in two versions: the model, or who is named without one."""
    return (row.initiative_id,) if row.initiative_id else (row.unit_name, row.label.get("name", ""))


def _what(old: ProposalItem, new: ProposalItem) -> str:
    parts = []
    if old.level != new.level:
        parts.append(f"mức đề nghị: {Level(old.level).label.lower()} → {Level(new.level).label.lower()}")
    if old.to_province != new.to_province:
        parts.append("thêm đề nghị cấp tỉnh" if new.to_province else "bỏ đề nghị cấp tỉnh")
    if old.award != new.award:
        parts.append(f"hình thức đề nghị, trước là “{old.award or 'chưa ghi'}”")
    if old.achievement != new.achievement:
        parts.append(f"thành tích nổi bật, trước là “{old.achievement}”")
    return "; ".join(parts)
