"""Whether lists put before the leaders still are what was locked: seal, rows, and what the log marked of them."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.log import seals
from core.log.verification import Check, Part
from evaluation.appraisal.marks import VERSIONS, version_name
from evaluation.decisions.verification.decisions import LABELS, differs, erased_of, seal_problems
from evaluation.models import ProposalItem, ProposalList, ProposalVersion

CHUNK = 20  # versions at a time
ITEM_COLUMNS = {  # by the name in the seal; each kind of list seals some of them
    "code": "code", "unit": "unit_name", "sector": "sector_number", "kind": "kind", "origin": "origin",
    "period": "period", "copy": "is_copy", "level": "level", "to_province": "to_province", "mean": "mean",
    "sheets": "sheets_done",
}  # fmt: skip


def _scopes() -> list[int]:
    return list(ProposalList.objects.order_by().values_list("ward_id", flat=True).distinct())


def _versions(ward_key: int, after: int | None) -> Part:
    """The next locked versions, each with its rows."""
    rows = ProposalVersion.objects.filter(ward_id=ward_key, pk__gt=after or 0).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:CHUNK])
    part = Part(looked_at=len(keys), goes_on=keys[-1] if len(keys) == CHUNK else None)
    chosen = ProposalVersion.objects.filter(pk__in=keys).order_by("pk").select_related("proposal_list__cycle")
    for key, version in seals.read_each(chosen):
        if version is None:
            part.problems.append(f"Bản danh sách đã khóa (dòng {key} của bảng): không đọc được")
            continue
        name = version_name(version)
        problems = seal_problems(version) or [*_columns(version), *_items(version)]
        part.problems += [f"{name}: {problem}" for problem in problems]
        part.erased += [f"{name}: {words}" for words in erased_of(version.body)]
    return part


def _columns(version: ProposalVersion) -> Iterator[str]:
    facts, held = seals.facts_of(version.seal), version.proposal_list
    stands = {"list": held.address, "kind": held.kind, "version": version.number}
    for name, value in stands.items():
        if facts[name] != value:
            yield f"cột “{name}” không khớp văn bản niêm"


def _items(version: ProposalVersion) -> Iterator[str]:
    items = {}
    for key, item in seals.read_each(ProposalItem.objects.filter(version=version)):
        if item is None:
            yield f"một dòng của danh sách (khóa {key}) không đọc được"
        else:
            items[item.order] = item
    for fact in seals.facts_of(version.seal)["items"]:
        item = items.pop(fact["order"], None)
        if item is None:
            yield f"dòng {fact['order']}: thiếu"
        elif wrong := _wrong(version, fact, item):
            yield f"dòng {item.order} ({fact['code'] or fact['unit']}): “{'”, “'.join(wrong)}” không khớp văn bản niêm"
    for order in items:
        yield f"dòng {order}: không có trong văn bản niêm"


def _wrong(version: ProposalVersion, fact: dict[str, Any], item: ProposalItem) -> list[str]:
    """The names of what a row says otherwise than the seal."""
    sealed = {name: value for name, value in fact.items() if name in ITEM_COLUMNS}
    wrong = [name for name, value in sealed.items() if not _is_same(value, getattr(item, ITEM_COLUMNS[name]))]
    wrong += sorted(item.label.keys() - set(LABELS))
    said = {name: item.label.get(name, "") for name in LABELS} | {"achievement": item.achievement}
    return wrong + [name for name, text in said.items() if differs(version.body, f"{item.order}.{name}", text)]


def _is_same(sealed: Any, column: Any) -> bool:
    """A number is sealed as its text, with as many places as it had then."""
    return Decimal(sealed) == column if isinstance(column, Decimal) and sealed is not None else sealed == column


LISTS = Check(
    key="lists",
    title="Danh sách đã khóa",
    explains="Từng dòng của danh sách đã trình đúng như lúc khóa.",
    counted="bản danh sách",
    scopes=_scopes,
    stages=(_versions, *VERSIONS.stages),
)
