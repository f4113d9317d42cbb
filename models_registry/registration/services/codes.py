"""Codes of registrations: DK-<year>-<nnn>, consecutive within a ward's year, never reused (decision 3)."""

from django.db import connection

from core.exceptions import DomainError
from models_registry.models import CodeCounter

SERIES = "DK"
_DRAW = (
    f"UPDATE {CodeCounter._meta.db_table} SET last = last + %s"  # noqa: S608 - our own table's name
    " WHERE ward_id = %s AND year = %s AND series = %s RETURNING last"
)


def draw_numbers(*, ward_key: int, year: int, count: int = 1) -> int:
    """Draw `count` consecutive numbers in the caller's transaction and return the first: one query.

    The counter's row stays locked until the end of that transaction; rolled back, the numbers were never drawn.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DRAW, [count, ward_key, year, SERIES])
        row = cursor.fetchone()
    if row is None:
        raise DomainError(f"Năm {year} chưa được lập, không cấp được mã hồ sơ")
    return row[0] - count + 1


def code_of(year: int, number: int) -> str:
    return f"{SERIES}-{year}-{number:03d}"
