"""What a unit may learn from not being recognised: criterion by criterion, what was missing and what would help."""

from dataclasses import dataclass

from evaluation.enums import Finding, Outcome
from evaluation.models import Evaluation, FinalFinding

ADVICE = {
    Finding.NOT_MET: "Khi đăng ký năm sau, chọn cho tiêu chí này một việc cụ thể, có số lượng và thời hạn; "
    "ghi lại kết quả sau từng đợt.",
    Finding.UNPROVEN: "Việc có thể đã làm nhưng chưa có gì để chứng minh. Năm sau lưu ảnh, danh sách, biên bản, "
    "số liệu ngay khi làm và đính kèm vào đúng tiêu chí này.",
}


@dataclass(frozen=True)
class Shortcoming:
    title: str
    finding: str
    reason: str
    guidance: str
    advice: str


def shortcomings(evaluation: Evaluation) -> list[Shortcoming]:
    """The criteria that kept a model back, as the head settled them; of a published evaluation only. One query."""
    if evaluation.outcome != Outcome.NOT_YET:
        return []
    rows = FinalFinding.objects.filter(evaluation=evaluation).exclude(finding=Finding.MET)
    return [
        Shortcoming(
            title=f"{row.criterion.number}. {row.criterion.title}",
            finding=row.get_finding_display(),
            reason=row.reason,
            guidance=row.criterion.guidance,
            advice=ADVICE[Finding(row.finding)],
        )
        for row in rows.select_related("criterion").order_by("criterion__number")
    ]
