"""“Giấy công nhận” of the rows of a decision, drawn from its seal like its list."""

from collections.abc import Mapping

from evaluation.decisions.snapshots import Row, Snapshot
from evaluation.models import RecognitionDecision
from models_registry.enums import InitiativeKind, Level

from ..documents import Signature, layout
from ..documents.certificate import Certificate, render_certificates
from .decision_list import imprint_of, letterhead_of, number_of


def draw_certificates(decision: RecognitionDecision, codes: Mapping[int, str]) -> bytes:
    """One page for each row named by its order, in the order given, with the code it is to be kept under.

    Raises DomainError when the machine cannot draw one.
    """
    snapshot = Snapshot(decision)
    rows = {row.order: row for row in snapshot.rows}
    made = [_certificate(snapshot, rows[order], code) for order, code in codes.items()]
    return render_certificates(made, title=f"Giấy công nhận “Dân vận khéo” năm {snapshot.facts['year']}")


def _certificate(snapshot: Snapshot, row: Row, code: str) -> Certificate:
    facts = snapshot.facts
    is_person = row.kind == InitiativeKind.INDIVIDUAL and row.person
    day = layout.document_date(snapshot.on)
    return Certificate(
        letterhead=letterhead_of(snapshot),
        issuer=f"BAN THƯỜNG VỤ {facts['ward']['body'] or facts['ward']['name'].upper()}",
        named=f"Đồng chí {row.person}" if is_person else f"Mô hình “{_bare(row.name)}”",
        unit=", ".join(part for part in (row.name if is_person else "", row.unit) if part),
        level=_level(row, facts["year"]),
        achievement=row.achievement,
        grounds=f"Theo Quyết định số {number_of(snapshot, facts['number'])}, ngày {day}; mã hồ sơ {row.code}",
        signature=Signature(facts["authority"], snapshot.word("post").upper(), snapshot.word("signatory")),
        imprint=imprint_of(snapshot, code),
    )


def _bare(name: str) -> str:
    """The name without a leading “Mô hình” and without quotes of its own around the whole."""
    bare = name.removeprefix("Mô hình ").strip()
    if len(bare) > 1 and bare[0] in '“"' and bare[-1] in '”"':
        bare = bare[1:-1]
    return bare.replace("“", "‘").replace("”", "’") or name


def _level(row: Row, year: int) -> str:
    if row.level == Level.WARD:
        return f"là điển hình “Dân vận khéo” cấp phường năm {year}"
    return f"đạt tiêu chí “Dân vận khéo” năm {year}"
