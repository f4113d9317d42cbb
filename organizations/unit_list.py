"""Reading a list of units. Replaced whole by the reader of office lists."""

from core.exceptions import DomainError


def read_unit_list(grids):
    raise DomainError("Chưa đọc được danh sách đơn vị")
