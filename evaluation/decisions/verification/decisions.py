"""Whether what was decided still is what was decided: seals, the rows beside them, the texts under them, the log.

Pure reading. Every finding names its row; erasures on request are lawful and are listed apart.
"""

from collections.abc import Iterator
from typing import Any

from core.log import audit, seals
from core.log.verification import Check, Part
from core.text.formatting import date_vi
from evaluation.decisions.snapshots import PUBLISHED, SCHEMA, publishing_lines
from evaluation.enums import DecisionState
from evaluation.models import DecisionItem, RecognitionDecision
from models_registry.models import Submission

CHUNK = 20  # decisions at a time
ITEM_COLUMNS = {
    "order": "order", "code": "code", "unit": "unit_name", "sector": "sector_number", "kind": "kind", "level": "level",
    "to_province": "to_province",
}  # fmt: skip
LABELS = ("name", "person")
NOT_JSON = "văn bản niêm không đọc được"


def _scopes() -> list[int]:
    return list(RecognitionDecision.objects.order_by().values_list("ward_id", flat=True).distinct())


def _logged(ward_key: int, after: int | None) -> Part:
    """Every decision the log tells of is there, and published."""
    lines, goes_on = audit.read_lines(ward_key, [PUBLISHED], after)
    told = {line.after("decision"): line for line in lines}
    told.pop(None, None)  # a line that does not name its decision
    states = dict(RecognitionDecision.objects.filter(pk__in=told).values_list("pk", "state"))
    part = Part(goes_on=goes_on)
    for key, line in told.items():
        where = f"{line.entry.text} (nhật ký dòng {line.entry.seq})"
        if key not in states:
            part.problems.append(f"{where}: không còn quyết định này")
        elif states[key] != DecisionState.PUBLISHED:
            part.problems.append(f"{where}: trạng thái không còn là “{DecisionState.PUBLISHED.label}”")
    return part


def _published(ward_key: int, after: int | None) -> Part:
    """The next published decisions, with everything they stand on."""
    rows = RecognitionDecision.objects.filter(state=DecisionState.PUBLISHED, ward_id=ward_key, pk__gt=after or 0)
    keys = list(rows.order_by("id").values_list("pk", flat=True)[:CHUNK])
    part = Part(looked_at=len(keys), goes_on=keys[-1] if len(keys) == CHUNK else None)
    related = ("version__proposal_list__cycle", "amends__version__proposal_list__cycle", "cycle", "file")
    chosen = RecognitionDecision.objects.filter(pk__in=keys).order_by("id").select_related(*related)
    for key, decision in seals.read_each(chosen):
        if decision is None:
            part.problems.append(f"Quyết định (dòng {key} của bảng): không đọc được")
            continue
        name = name_of(decision)
        part.problems += [f"{name}: {problem}" for problem in _problems(decision)]
        part.erased += [f"{name}: {words}" for words in erased_of(decision.body)]
    return part


def name_of(decision: RecognitionDecision) -> str:
    return f"Quyết định số {decision.number}, ngày {date_vi(decision.on)}"


def _problems(decision: RecognitionDecision) -> Iterator[str]:
    broken = seal_problems(decision)
    yield from broken
    if not broken:
        facts = seals.facts_of(decision.seal)
        yield from _columns(decision, facts)
        yield from _items(decision, facts)
        yield from _texts(facts)
    yield from _log(decision)


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
        if differs(decision.body, name, getattr(decision, name)):
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
        wrong += [name for name, text in said.items() if differs(decision.body, f"{item.order}.{name}", text)]
        if wrong:
            yield f"dòng {item.order} ({fact['code']}): “{'”, “'.join(wrong)}” không khớp văn bản niêm"
    for order in items:
        yield f"dòng {order}: không có trong văn bản niêm"


def differs(body: dict, name: str, text: str) -> bool:
    """Whether a column says other than the sealed word; an erased word says nothing."""
    leaf = body.get(name, {"text": ""})
    return "erased" not in leaf and leaf["text"] != (text or "")


def _texts(facts: dict[str, Any]) -> Iterator[str]:
    """The texts of the units the appraisal rested on are still there; whether whole, their own check says."""
    wanted: dict[str, int] = {}
    for row in facts.get("appraisals", ()):
        hashes = [row["registration_sha256"], row["assessment_sha256"], *(one["read_sha256"] for one in row["sheets"])]
        wanted |= {sha256: row["order"] for sha256 in hashes if sha256}
    found = set(Submission.objects.filter(sha256__in=list(wanted)).values_list("sha256", flat=True))
    for sha256, order in wanted.items():
        if sha256 not in found:
            yield f"dòng {order}: không còn bản đã gửi …{sha256[-6:]}"


def _log(decision: RecognitionDecision) -> Iterator[str]:
    """What the chained log kept of this decision on the days it was published and printed."""
    told = publishing_lines(decision)
    if not told:
        yield "nhật ký không có dòng công bố"
    for line in told:
        sha256 = line.after("sha256")
        if sha256 and sha256 != decision.sha256:
            yield f"mã băm không khớp nhật ký (dòng {line.entry.seq})"
    for line in audit.lines_about(decision.ward_id, decision._meta.label_lower, [decision.pk], ["decision.paper"]):
        if decision.file is None:
            decision.refresh_from_db(fields=["file"])  # kept, and told, since the decision was read
        if decision.file is None or line.after("file") != decision.file.sha256:
            yield f"tệp danh sách không khớp nhật ký (dòng {line.entry.seq})"


def erased_of(body: dict) -> Iterator[str]:
    for name, leaf in body.items():
        if "erased" in leaf:
            yield f"nội dung “{name}” đã xóa theo yêu cầu ({leaf['erased']})"


DECISIONS = Check(
    key="decisions",
    title="Quyết định đã công bố",
    explains="Số, ngày, từng dòng danh sách và căn cứ của quyết định đúng như lúc công bố.",
    counted="quyết định",
    scopes=_scopes,
    stages=(_logged, _published),
)
