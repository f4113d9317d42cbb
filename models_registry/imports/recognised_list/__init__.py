"""An office's own list of recognised models, read into rows. Pure: no database, no request.

`read_recognised_list(grids, year=…)` takes what `core.spreadsheets.read_grids` gives. Headings are matched by meaning
(`vocabulary`), columns settled (`layout`), lines sorted (`lines`), what stands above carried down (`carrying`), rows
built (`rows`), sheets walked and chosen (`sheets`, `reading`); what is no such list gets its sentence (`refusal`).
"""

from models_registry.imports.recognised_list.reading import read_recognised_list
from models_registry.imports.recognised_list.result import (
    OLD_LETTERS,
    Decision,
    ListRow,
    Problem,
    RecognisedList,
    SheetReading,
    UnreadRow,
    row_key,
    row_keys,
)

__all__ = [
    "OLD_LETTERS",
    "Decision",
    "ListRow",
    "Problem",
    "RecognisedList",
    "SheetReading",
    "UnreadRow",
    "read_recognised_list",
    "row_key",
    "row_keys",
]
