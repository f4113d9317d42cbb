"""Whether work that no decision has sealed yet still is what its author completed: texts sent, sheets, conclusions.

What was completed before marks were made is only counted: “chưa có dấu”.
"""

from core.log import seals
from core.log.verification import Check, Part
from evaluation.appraisal.marks import ASSESSMENTS_SENT, CONCLUSIONS, ENDORSEMENTS, EVALUATIONS, OPINIONS, SHEETS
from evaluation.decisions.verification.decisions import erased_of, seal_problems
from models_registry.models import Submission
from models_registry.registration.marks import REGISTRATIONS_SENT, submission_name

CHUNK = 200  # texts at a time


def _scopes() -> list[int]:
    return list(Submission.objects.order_by().values_list("ward_id", flat=True).distinct())


def _texts(ward_key: int, after: int | None) -> Part:
    """The seals of what was sent and imported; they are looked at, not counted: the marks count."""
    rows = Submission.objects.filter(ward_id=ward_key, pk__gt=after or 0).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:CHUNK])
    part = Part(goes_on=keys[-1] if len(keys) == CHUNK else None)
    for key, row in seals.read_each(Submission.objects.filter(pk__in=keys).order_by("pk").select_related("initiative")):
        if row is None:
            part.problems.append(f"Bản đã gửi (dòng {key} của bảng): không đọc được")
            continue
        name = submission_name(row)
        part.problems += [f"{name}: {problem}" for problem in seal_problems(row)]
        part.erased += [f"{name}: {words}" for words in erased_of(row.body)]
    return part


_KINDS = (REGISTRATIONS_SENT, ASSESSMENTS_SENT, SHEETS, EVALUATIONS, OPINIONS, ENDORSEMENTS, CONCLUSIONS)
WORK = Check(
    key="work",
    title="Hồ sơ, phiếu chấm, ý kiến, kết luận",
    explains="Bản đã gửi, phiếu đã chấm xong, kết luận và ý kiến của lãnh đạo đúng như lúc hoàn thành.",
    counted="việc",
    scopes=_scopes,
    stages=(_texts, *(stage for kind in _KINDS for stage in kind.stages)),
)
