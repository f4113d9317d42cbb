"""What the state of a year allows: in a closed one only corrections, revocations, recognition by the province,
certificates and erasure stay lawful (decision 82); everything else of the appraisal asks here."""

from core.exceptions import StaleState
from models_registry.enums import CycleState
from models_registry.models import Cycle


def year_refusal(cycle: Cycle) -> str:
    """Why nothing of this year's appraisal changes now; '' while the year is open."""
    if cycle.state == CycleState.OPEN:
        return ""
    if cycle.state == CycleState.PREPARING:
        return f"Năm {cycle.year} chưa mở"
    return f"Năm {cycle.year} đã kết thúc, không thay đổi được nữa"


def refuse_closed_year(cycle: Cycle) -> None:
    """Raises StaleState unless the year, as it was read, is open."""
    words = year_refusal(cycle)
    if words:
        raise StaleState(words)


def hold_open_year(cycle_key: int) -> None:
    """Keep a year open until the transaction ends: closing waits, and sees what was written. Raises StaleState.

    Taken before any row of the year's lists.
    """
    refuse_closed_year(Cycle.objects.select_for_update(no_key=True).get(pk=cycle_key))
