"""How long a model runs, in words."""

from core.formatting import date_vi


def period_words(row) -> str:
    start, end = date_vi(row.starts_on), date_vi(row.ends_on)
    if row.ongoing:
        return f"Thường xuyên, từ {start}" if start else "Thường xuyên"
    return " ".join(part for part in (f"Từ {start}" if start else "", f"đến {end}" if end else "") if part).capitalize()
