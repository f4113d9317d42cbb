"""Every value of the Party's document layout, with its source. Nothing elsewhere knows a size, margin or sign.

[HD05]  Hướng dẫn 05-HD/VPTW (2026), form and technique of Party documents; where it repeats Hướng dẫn 36-HD/VPTW (2018)
        the value was read from summaries of both.
[QĐ399] Quy định 399-QĐ/TW, 09/01/2026.
[OWN]   our choice where the rules are silent.
"""

from datetime import date

from django.conf import settings

from core.text.formatting import date_party, date_vi, date_words

# Page [HD05]
PAGE = "A4"
MARGIN_TOP_MM = 20
MARGIN_BOTTOM_MM = 20
MARGIN_LEFT_MM = 30
MARGIN_RIGHT_MM = 15
PAGE_NUMBER_FROM_TOP_MM = 10  # centred, Arabic, none on page 1
PAGE_NUMBER_PT = 14
FONT = "Liberation Serif"  # metrics of Times New Roman, which the rule names and no free package ships
FONT_OFFICE = "Times New Roman"  # named in .xlsx, where the reader's own machine has it

# Heading [HD05]
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"
PARTY_NAME_PT = 15  # bold; the rule under it is as long as the words
UPPER_BODY_PT = 14  # upright
BODY_PT = 14  # bold
ASTERISK = "*"  # on its own line under the body
NUMBER_PT = 14
DATE_PT = 14  # italic
DOCUMENT_KIND_PT = 15  # bold, 15–16
SUBJECT_PT = 14  # bold, 14–15
SUBJECT_SEPARATOR = "-----"  # five hyphens under the subject

# Body [HD05]
BODY_TEXT_PT = 14  # 14–15, justified
FIRST_LINE_MM = 10
PARAGRAPH_GAP_PT = 6  # at least
LINE_PT = 20  # 18–22, exactly

# Signature [HD05]
ON_BEHALF = "T/M"  # slash, no full stop; a committee is collective, so its deputy signs T/M too, never K/T
AUTHORITY_PT = 14  # bold
POST_PT = 14  # not bold
SIGNATURE_LINES = 5  # 4–5 empty lines
SIGNER_PT = 14  # bold, without “đồng chí” or degrees
RECIPIENTS_TITLE = "Nơi nhận:"  # underlined, neither bold nor italic
RECIPIENTS_TITLE_PT = 14
RECIPIENTS_PT = 12
RECIPIENTS_SEPARATOR = ";"  # [HD05]; a comma in the 2018 rule
RECIPIENTS_END = "."

# Tables [OWN]
TABLE_PT = 12
TABLE_LINE = 1.28  # of the size: stacked marks (Ễ, Ộ, Ự) stay apart
NOTE_PT = 12
CELL_PADDING_MM = 1.1

HAND_GAP = "\u00a0" * 6  # room to write a number or day by hand


def number_line(number: int | str | None, symbol: str) -> str:
    """`Số 05-TTr/ĐU`: no colon, a zero before numbers under 10, room to write while there is no number [HD05]."""
    shown = HAND_GAP if number in (None, "") else str(number)
    if shown.isdecimal():
        shown = f"{int(shown):02d}"
    return f"Số {shown}-{symbol}" if symbol else f"Số {shown}"


def date_line(place: str, day: date | None, year: int | None = None) -> str:
    """`Yên Bái, ngày 05 tháng 02 năm 2026`; without a day, room to write it."""
    if day is None:
        return f"{place}, ngày{HAND_GAP}tháng{HAND_GAP}năm {year or HAND_GAP}"
    return f"{place}, {date_words(day)}"


def document_date(day: date | None) -> str:
    """A date inside a document: 22/9/2025 and 05/02/2026 as the Plan writes them, or plain dd/mm/yyyy where an office
    prefers that (setting DOCUMENT_DATES = "plain")."""
    plain = getattr(settings, "DOCUMENT_DATES", "party") == "plain"
    return date_vi(day) if plain else date_party(day)


def recipient_lines(lines: tuple[str, ...]) -> list[str]:
    """`- Như trên;` … `- Lưu Văn phòng Đảng ủy.` [HD05]"""
    bare = [line.strip().lstrip("-– ").rstrip(" ;,.") for line in lines]
    last = len(bare) - 1
    return [f"- {line}{RECIPIENTS_END if at == last else RECIPIENTS_SEPARATOR}" for at, line in enumerate(bare)]
