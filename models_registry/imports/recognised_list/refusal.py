"""Why a file is no list of recognised models: what was looked for, what was found, in one clear sentence or two."""

from collections.abc import Sequence

from core.spreadsheets import Grid
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.layout import best_heading, columns_found, propose
from models_registry.imports.recognised_list.sheets import Sheet

_SHOWN = 8  # headings named in the sentence
_CHOOSE = "Hãy chọn tệp danh sách mô hình đã được công nhận."


def why_not(sheets: Sequence[Sheet]) -> str:
    for sheet in sheets:
        if sheet.is_score_table:
            return f"Trang “{sheet.grid.title}” giống bảng chấm điểm, không phải danh sách được công nhận. {_CHOOSE}"
    for sheet in sheets:
        if sheet.reading is not None:
            row = sheet.reading.heading_rows[-1]
            return (
                f"Trang “{sheet.grid.title}” có tiêu đề ở dòng {row} nhưng bên dưới không đọc được mô hình nào. "
                "Hãy kiểm tra lại tệp."
            )
    return _without_names([sheet.grid for sheet in sheets])


def _without_names(grids: Sequence[Grid]) -> str:
    found = [(heading, grid) for grid in grids if (heading := best_heading(grid))]
    if not found:
        return (
            "Không tìm thấy dòng tiêu đề của bảng. Danh sách cần có cột tên mô hình và ít nhất một cột khác "
            "như đơn vị, loại, lĩnh vực hoặc thời gian thực hiện."
        )
    heading, grid = max(found, key=lambda pair: len([path for path in pair[0].paths if path]))
    titles = list(dict.fromkeys(columns_found(heading, grid.rows)))
    shown = ", ".join(f"“{title}”" for title in titles[:_SHOWN]) + (", …" if len(titles) > _SHOWN else "")
    guess = _guess([propose(path)[0] for path in heading.paths])
    return (
        f"Không tìm thấy cột tên mô hình (ví dụ “Tên mô hình, điển hình”){guess}. "
        f"Các cột đọc được ở dòng {heading.top + 1}: {shown}. {_CHOOSE}"
    )


def _guess(meanings: Sequence[str | None]) -> str:
    if meanings.count(v.SCORE) >= 2:
        return "; tệp giống bảng chấm điểm"
    if v.SIGNATURE in meanings:
        return "; tệp giống danh sách điểm danh, ký nhận"
    if v.PHONE in meanings:
        return "; tệp giống danh bạ liên hệ"
    if v.UNIT_CODE in meanings or (v.UNIT in meanings and v.KIND in meanings):
        return "; tệp giống danh sách đơn vị"
    return ""
