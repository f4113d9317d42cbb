"""Whether what was decided still is what was decided: seals, the rows beside them, the texts under them, the files.

Pure reading. Every finding names its row; erasures on request are lawful and are listed apart.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q

from core import seals
from core.formatting import date_vi
from core.models import AuditEntry, StoredFile
from models_registry.models import Submission

from .enums import DecisionKind, DecisionState
from .models import DecisionItem, IssuedPaper, ProposalVersion, RecognitionDecision
from .snapshots import SCHEMA

ITEM_COLUMNS = {
    "order": "order", "code": "code", "unit": "unit_name", "sector": "sector_number", "kind": "kind", "level": "level",
    "to_province": "to_province",
}  # fmt: skip
LABELS = ("name", "person")
NOT_JSON = "văn bản niêm không đọc được"


@dataclass
class Report:
    """What was looked at, what is wrong, what was erased lawfully."""

    looked_at: int = 0
    problems: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


def check_decisions(ward_key: int | None = None) -> Report:
    """All published decisions, of one ward or of all, with everything they stand on."""
    report = Report()
    rows = RecognitionDecision.objects.filter(state=DecisionState.PUBLISHED).order_by("id")
    rows = rows.filter(ward_id=ward_key) if ward_key else rows
    related = ("version__proposal_list", "amends__version__proposal_list", "cycle", "file")
    for key, decision in seals.read_each(rows.select_related(*related)):
        report.looked_at += 1
        if decision is None:
            report.problems.append(f"Quyết định (dòng {key} của bảng): không đọc được")
            continue
        name = f"Quyết định số {decision.number}, ngày {date_vi(decision.on)}"
        report.problems += [f"{name}: {problem}" for problem in _problems(decision)]
        report.erased += [f"{name}: {words}" for words in _erased(decision.body)]
    report.problems += _certificates(ward_key)
    return report


def _problems(decision: RecognitionDecision) -> Iterator[str]:
    broken = seal_problems(decision)
    yield from broken
    if not broken:
        facts = seals.facts_of(decision.seal)
        yield from _columns(decision, facts)
        yield from _items(decision, facts)
        yield from _texts(facts)
    if decision.kind == DecisionKind.ORIGINAL:
        yield from (f"bản danh sách đã trình: {problem}" for problem in _version(decision.version))
    yield from _log(decision)
    if decision.file:
        yield from _file(decision.file, "tệp danh sách")


def seal_problems(row) -> list[str]:
    """Of any row with seal, sha256, body, erasures."""
    try:
        problems = seals.check(row.seal, row.sha256, row.body)
    except (ValueError, KeyError, TypeError, AttributeError):
        return [NOT_JSON]
    if bool(row.erasures) != any("erased" in leaf for leaf in row.body.values()):
        problems.append("số lần xóa theo yêu cầu không khớp nội dung")
    return problems


def _columns(decision, facts: dict[str, Any]) -> Iterator[str]:
    stands = {"number": decision.number, "on": decision.on.isoformat()}
    if facts.get("schema") == SCHEMA:
        first = decision.amends
        stands |= {
            "kind": decision.kind,
            "authority": decision.authority,
            "code": decision.verify_code,
            "year": decision.cycle.year,
            "version": decision.original.version.number,
            "version_sha256": decision.original.version.sha256,
            "amends": {"number": first.number, "on": first.on.isoformat(), "sha256": first.sha256} if first else None,
        }
    for name, value in stands.items():
        if facts[name] != value:
            yield f"cột “{name}” không khớp văn bản niêm"
    for name in ("post", "signatory"):
        if _differs(decision.body, name, getattr(decision, name)):
            yield f"cột “{name}” không khớp văn bản niêm"


def _items(decision, facts: dict[str, Any]) -> Iterator[str]:
    items = {}
    for key, item in seals.read_each(DecisionItem.objects.filter(decision=decision)):
        if item is None:
            yield f"một dòng của danh sách (khóa {key}) không đọc được"
        else:
            items[item.order] = item
    for fact in facts["items"]:
        item = items.pop(fact["order"], None)
        if item is None:
            yield f"dòng {fact['order']}: thiếu"
            continue
        wrong = [name for name, column in ITEM_COLUMNS.items() if getattr(item, column) != fact[name]]
        wrong += sorted(item.label.keys() - set(LABELS))
        said = {name: item.label.get(name, "") for name in LABELS}
        said |= {"achievement": item.achievement, "reason": item.reason}
        wrong += [name for name, text in said.items() if _differs(decision.body, f"{item.order}.{name}", text)]
        if wrong:
            yield f"dòng {item.order} ({fact['code']}): “{'”, “'.join(wrong)}” không khớp văn bản niêm"
    for order in items:
        yield f"dòng {order}: không có trong văn bản niêm"


def _differs(body: dict, name: str, text: str) -> bool:
    """Whether a column says other than the sealed word; an erased word says nothing."""
    leaf = body.get(name, {"text": ""})
    return "erased" not in leaf and leaf["text"] != (text or "")


def _texts(facts: dict[str, Any]) -> Iterator[str]:
    """The texts of the units the appraisal rested on: still there, still whole."""
    wanted: dict[str, int] = {}
    for row in facts.get("appraisals", ()):
        hashes = [row["registration_sha256"], row["assessment_sha256"], *(one["read_sha256"] for one in row["sheets"])]
        wanted |= {sha256: row["order"] for sha256 in hashes if sha256}
    rows = seals.read_each(Submission.objects.filter(sha256__in=list(wanted)))
    found = {row.sha256: row for _, row in rows if row}
    for sha256, order in wanted.items():
        if sha256 not in found:
            yield f"dòng {order}: không còn bản đã gửi …{sha256[-6:]}"
        else:
            yield from (f"dòng {order}, bản đã gửi …{sha256[-6:]}: {what}" for what in seal_problems(found[sha256]))


def _version(version: ProposalVersion) -> list[str]:
    return seal_problems(version)


def _log(decision: RecognitionDecision) -> Iterator[str]:
    """What the chained log kept of this decision on the days it was published and printed."""
    subject, key = decision.proposal._meta.label_lower, decision.proposal.pk
    own = Q(subject_kind=decision._meta.label_lower, subject_key=decision.pk, verb="decision.paper")
    entries = AuditEntry.objects.filter(
        own | Q(subject_kind=subject, subject_key=key, verb="decision.publish"), scope_key=decision.ward_id
    )
    for _, entry in seals.read_each(entries):
        if entry is None or seals.is_unreadable(entry.payload):
            continue  # the log's own check names it
        after = seals.facts_of(entry.payload)["after"]
        if entry.verb == "decision.publish" and after.get("decision") == decision.pk:
            told = entry.label("after.sha256")
            if told and told != decision.sha256:
                yield f"mã băm không khớp nhật ký (dòng {entry.seq})"
        is_paper = entry.verb == "decision.paper" and decision.file
        if is_paper and entry.label("after.file") != decision.file.sha256:
            yield f"tệp danh sách không khớp nhật ký (dòng {entry.seq})"


def _file(stored: StoredFile, what: str) -> Iterator[str]:
    if stored.erased_at:
        return
    path = settings.PRIVATE_ROOT / stored.place
    if not path.is_file():
        yield f"{what}: không còn trên máy chủ"
    elif hashlib.sha256(path.read_bytes()).hexdigest() != stored.sha256:
        yield f"{what}: nội dung đã thay đổi"


def _certificates(ward_key: int | None) -> Iterable[str]:
    rows = IssuedPaper.objects.filter(ward_id=ward_key) if ward_key else IssuedPaper.objects.all()
    files = StoredFile.objects.filter(pk__in=rows.values("file_id"))
    for stored in files:
        yield from _file(stored, f"Tệp giấy công nhận …{stored.sha256[-6:]}")


def _erased(body: dict) -> Iterator[str]:
    for name, leaf in body.items():
        if "erased" in leaf:
            yield f"nội dung “{name}” đã xóa theo yêu cầu ({leaf['erased']})"
