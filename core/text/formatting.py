"""Numbers and dates as Vietnamese offices write them."""

from datetime import date, datetime
from decimal import Decimal

from core import clock
from core.text.vietnamese import lower_first


def date_vi(day: date | None) -> str:
    """27/11/2026, 05/02/2026: for screens."""
    return f"{day:%d/%m/%Y}" if day else ""


def date_party(day: date | None) -> str:
    """22/9/2025, 05/02/2026: official papers put a zero before days under 10 and before months 1 and 2 only."""
    return f"{day.day:02d}/{_party_month(day)}/{day.year}" if day else ""


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def weekday_vi(day: date | None) -> str:
    """“Thứ Ba, 24/11/2026”."""
    return f"{WEEKDAYS[day.weekday()]}, {date_vi(day)}" if day else ""


def date_words(day: date | None) -> str:
    """“ngày 05 tháng 02 năm 2026”."""
    return f"ngày {day.day:02d} tháng {_party_month(day)} năm {day.year}" if day else ""


def _party_month(day: date) -> str:
    return f"{day.month:02d}" if day.month < 3 else str(day.month)


def time_vi(instant: datetime | None) -> str:
    """10:05, in Vietnam."""
    return f"{clock.local(instant):%H:%M}" if instant else ""


def datetime_vi(instant: datetime | None) -> str:
    """10:05 ngày 27/11/2026, in Vietnam."""
    return f"{time_vi(instant)} ngày {date_vi(clock.local(instant))}" if instant else ""


def moment_vi(instant: datetime | None) -> str:
    """“09:15, thứ Sáu 20/11/2026”, in Vietnam."""
    if instant is None:
        return ""
    day = clock.local(instant).date()
    weekday = WEEKDAYS[day.weekday()]
    return f"{time_vi(instant)}, {lower_first(weekday)} {date_vi(day)}"


def decimal_vi(number: Decimal | float | int | None, places: int | None = None) -> str:
    """17.50 → “17,5”, 1400 → “1.400”; with `places`, always that many digits, halves rounded up."""
    if number is None:
        return ""
    number = Decimal(str(number))
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding="ROUND_HALF_UP")
    text = f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate({ord(","): ".", ord("."): ","})


def integer_vi(number: int | None) -> str:
    """1400 → “1.400”."""
    return f"{number:,d}".replace(",", ".") if number is not None else ""


def days_left_vi(due: date | None, today: date) -> str:
    """“Còn 3 ngày”, “Hạn hôm nay”, “Quá hạn 2 ngày”, in calendar days."""
    if due is None:
        return ""
    days = (due - today).days
    if days == 0:
        return "Hạn hôm nay"
    return f"Còn {days} ngày" if days > 0 else f"Quá hạn {-days} ngày"


def size_vi(size: int) -> str:
    """“320 KB”, “1,4 MB”, rounded up, so that a file over a limit never looks as if it were within."""
    if size < 1024 * 1024:
        return f"{integer_vi(-(-size // 1024))} KB"
    return f"{decimal_vi(Decimal(-(-size * 10 // (1024 * 1024))) / 10)} MB"
