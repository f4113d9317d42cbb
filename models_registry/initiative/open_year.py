"""What the state of a year allows: in a closed one only corrections, revocations, recognition by the province,
certificates and erasure stay lawful (decision 82); every other act on a registration or its appraisal asks here."""

from core.exceptions import StaleState
from models_registry.enums import CycleState
from models_registry.models import Cycle, Initiative


def year_refusal(cycle: Cycle) -> str:
    """Why nothing of this year changes now; '' while the year is open."""
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


def row_refusal(initiative: Initiative) -> str:
    """Why this registration takes no step now; a model of an imported list may be discontinued at any time."""
    return "" if initiative.cycle.state == CycleState.HISTORY else year_refusal(initiative.cycle)


def refuse_row_of_closed_year(initiative: Initiative) -> None:
    """Raises StaleState for a registration of a year that was closed."""
    words = row_refusal(initiative)
    if words:
        raise StaleState(words)


def hold_open_year(cycle_key: int) -> None:
    """Keep a year open until the transaction ends: closing waits, and sees what was written. Raises StaleState.

    Taken before any row of the year's lists.
    """
    refuse_closed_year(Cycle.objects.select_for_update(no_key=True).get(pk=cycle_key))
