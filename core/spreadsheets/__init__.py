"""Exchange workbooks: reading what offices send, writing what they get back.

Reading trusts nothing: the file is judged by its content, every count is capped while it grows, and whatever is wrong
comes out as a DomainError with a sentence for the user. Official papers are made by the reports floor, not here.
"""

from core.spreadsheets.archive import check_directory
from core.spreadsheets.encodings import old_encoding_of
from core.spreadsheets.entry import FIRST_ROW, Choice, Entry, EntrySheet, Steps, Words, write_entry_workbook
from core.spreadsheets.grid import MAX_COLUMNS, MAX_ROWS, Cell, Grid
from core.spreadsheets.reading import MAX_BYTES, read_grids
from core.spreadsheets.writing import Formula, Sheet, put, safe_text, write_workbook

__all__ = [
    "FIRST_ROW",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "Cell",
    "Choice",
    "Entry",
    "EntrySheet",
    "Formula",
    "Grid",
    "Sheet",
    "Steps",
    "Words",
    "check_directory",
    "old_encoding_of",
    "put",
    "read_grids",
    "safe_text",
    "write_entry_workbook",
    "write_workbook",
]
