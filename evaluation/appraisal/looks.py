"""How findings, sheets, evaluations and results look everywhere: tone, icon and word, never colour alone."""

from decimal import Decimal

from core.text.formatting import decimal_vi
from evaluation import scoring
from evaluation.enums import Finding, Outcome, SheetState
from models_registry.initiative.looks import Look

FINDING_LOOKS = {
    Finding.MET: Look("ok", "circle-check", Finding.MET.label),
    Finding.NOT_MET: Look("bad", "circle-x", Finding.NOT_MET.label),
    Finding.UNPROVEN: Look("warn", "triangle-alert", Finding.UNPROVEN.label),
    "": Look("mute", "circle-dashed", "Chưa ghi"),
}
SHEET_LOOKS = {
    "": Look("mute", "circle-dashed", "Chưa chấm"),
    SheetState.ASSIGNED: Look("warn", "circle-dashed", SheetState.ASSIGNED.label),
    SheetState.DRAFT: Look("info", "pencil", SheetState.DRAFT.label),
    SheetState.COMPLETED: Look("ok", "circle-check", SheetState.COMPLETED.label),
    SheetState.ABSTAINED: Look("mute", "ban", SheetState.ABSTAINED.label),
    SheetState.VOID: Look("mute", "ban", SheetState.VOID.label),
}
OUTCOME_LOOKS = {
    Outcome.NONE: Look("mute", "circle-dashed", Outcome.NONE.label),
    Outcome.RECOMMEND: Look("gold", "star", Outcome.RECOMMEND.label),
    Outcome.NOT_YET: Look("warn", "circle-x", Outcome.NOT_YET.label),
    Outcome.TOO_EARLY: Look("mute", "hourglass", Outcome.TOO_EARLY.label),
}
CONFLICT = Look("warn", "ban", "Có liên quan, không chấm")


def attainment(planned: Decimal | None, result: Decimal | None) -> Look:
    """A registered target against its result: “Đạt”, “Vượt 3%”, “Thiếu 1”."""
    if planned is None or result is None:
        return Look("mute", "circle-dashed", "Chưa có số" if result is None else "Không đăng ký số")
    if result < planned:
        return Look("warn", "triangle-alert", f"Thiếu {decimal_vi(planned - result)}")
    percent = scoring.percent_met(planned, result)
    if percent is None or percent == scoring.FULL_MARK:
        return Look("ok", "check", "Đạt")
    over = percent - scoring.FULL_MARK
    return Look("ok", "check", f"Vượt {decimal_vi(over, 0 if over >= 1 else 1)}%")
