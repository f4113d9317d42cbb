"""The reason that goes with an act of appraisal: one line, never empty, kept in the log."""

from core.exceptions import DomainError
from core.text.vietnamese import clean_line

REASON_LENGTH = 300


def written_reason(typed: str) -> str:
    """The reason cleaned. Raises DomainError at `reason` when there is none, or it is longer than REASON_LENGTH."""
    reason = clean_line(typed)
    if not reason:
        raise DomainError("Hãy ghi lý do", field="reason")
    if len(reason) > REASON_LENGTH:
        raise DomainError(f"Lý do dài quá {REASON_LENGTH} ký tự, hiện có {len(reason)}", field="reason")
    return reason
