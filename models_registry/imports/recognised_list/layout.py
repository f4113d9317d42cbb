"""Which column says what: the heading's words propose, the cells below settle what the words leave open."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.spreadsheets import Cell, Grid
from core.spreadsheets.headings import Heading, heading_at, words
from models_registry.imports.recognised_list import vocabulary as v
from models_registry.imports.recognised_list.values import (
    kind_named,
    kind_of,
    level_of,
    sector_of,
    starts_closing,
    starts_total,
    strip_enumeration,
    tick_of,
)
from organizations.units.words import begins_like_unit

SINGLE = (
    v.ORDINAL,
    v.PERSON,
    v.PERIOD,
    v.FROM,
    v.TO,
    v.LEVEL,
    v.DECISION,
    v.DECISION_DATE,
    v.OUTCOME,
    v.MERIT,
    v.STATUS,
)
_SILENT = {None, v.OTHER, v.PHONE, v.SIGNATURE, v.SCORE}
_ABOUT_MODELS = ("mo hinh", "dien hinh", "dan van kheo", "linh vuc")
_FROM, _TO = re.compile(r"\btu(?: ngay| thang| nam)*$"), re.compile(r"\bden(?: ngay| thang| nam)*$")
_OF_UNITS = re.compile(r"don vi|chi bo|to chuc|dv")
_MOSTLY = 0.6
_TEXTS_OF_A_SIGNATURE = 3


@dataclass(slots=True)
class Column:
    """`detail` is the kind, field, level or wording that a tick in this column stands for."""

    index: int
    letter: str
    title: str
    path: tuple[str, ...]
    meaning: str | None
    detail: str | int | None = None
    texts: list[str] = field(default_factory=list)
    headings: frozenset[str] = frozenset()  # its heading's own texts, in small letters

    def share(self, test: Callable[[str], object]) -> float:
        return sum(bool(test(text)) for text in self.texts) / len(self.texts) if self.texts else 0.0

    @property
    def has_words(self) -> bool:
        """Whether its cells hold texts rather than ticks."""
        return self.share(lambda text: tick_of(text) is None and len(words(text)) > 3) >= _MOSTLY


@dataclass(slots=True)
class Layout:
    """The columns of one table that mean something, by meaning; several where several may be read."""

    heading: Heading
    columns: list[Column]
    by_meaning: dict[str, list[Column]]

    def all(self, *meanings: str) -> list[Column]:
        return [column for meaning in meanings for column in self.by_meaning.get(meaning, [])]

    def one(self, meaning: str) -> Column | None:
        return next(iter(self.by_meaning.get(meaning, [])), None)

    @property
    def name_index(self) -> int:
        return self.by_meaning[v.NAME][0].index

    @property
    def letters(self) -> dict[str, str]:
        """Meaning → column letters, as shown to the person who uploads; of units the column read first."""
        return {
            meaning: ", ".join(column.letter for column in columns[: 1 if meaning == v.UNIT else None])
            for meaning, columns in self.by_meaning.items()
            if meaning != v.OTHER
        }


def propose(path: tuple[str, ...]) -> tuple[str | None, str | int | None]:
    """Meaning and detail of a column by the words of its heading alone."""
    if not path:
        return None, None
    leaf, parents = path[-1], path[:-1]
    own = v.WORDS_OF_HEADINGS.meaning_of(leaf)
    parent = next((meaning for text in reversed(parents) if (meaning := v.WORDS_OF_HEADINGS.meaning_of(text))), None)
    if parent in (v.OTHER, v.SCORE):
        return parent, None
    if parent == v.SECTOR and (number := sector_of(leaf).number):
        return v.SECTOR_TICK, number
    if parent == v.LEVEL and (level := level_of(leaf)):
        return v.LEVEL_TICK, level
    if parent == v.STATUS and own != v.STATUS:
        return v.STATUS_TICK, leaf
    kind = kind_named(leaf)
    if kind and (own in (None, v.KIND_TICK) or parent == v.KIND):
        return v.KIND_TICK, kind
    if own is None and parent is None:
        reading = sector_of(leaf)
        if reading.is_name and reading.number:
            return v.SECTOR_TICK, reading.number
        if v.COLLECTIVE_WORDS in leaf and v.PERSON_WORDS in leaf and len(leaf.split()) <= 8:
            return v.KIND, None
    if own == v.NAME_WEAK and parent == v.NAME:
        return v.NAME, None
    meaning = own or v.WORDS_OF_HEADINGS.meaning_of(" ".join(path)) or parent
    if meaning == v.PERIOD:  # “Thời gian thực hiện từ”, “… đến”, but not “Thời gian (từ – đến)”
        is_from, is_to = _FROM.search(leaf), _TO.search(leaf)
        meaning = v.FROM if is_from else v.TO if is_to and " tu " not in leaf else v.PERIOD
    return meaning, None


def meanings_of(heading: Heading) -> set[str]:
    return {meaning for meaning, _ in map(propose, heading.paths)} - _SILENT


def find_headings(grid: Grid) -> list[Heading]:
    """Headings of tables with models, top down: the most telling one, and others that tell enough."""
    scored = [(len(meanings_of(heading)), heading) for heading in _headings(grid) if _names_models(heading, grid)]
    best = max((score for score, _ in scored), default=0)
    if best < 2:
        return []
    headings: list[Heading] = []
    for score, heading in sorted(scored, key=lambda pair: (-pair[0], pair[1].top)):
        apart = all(heading.below <= other.top or other.below <= heading.top for other in headings)
        first = not headings
        if apart and (first or _is_spoken(heading) and (score == best or score >= 3)):
            headings.append(heading)
    headings.sort(key=lambda heading: heading.top)
    # a heading repeated on a new page begins no new table
    return [h for place, h in enumerate(headings) if place == 0 or h.paths != headings[place - 1].paths]


def _is_spoken(heading: Heading) -> bool:
    """Half of its texts at least are words of headings: a row of data holds but a kind and a “duy trì”."""
    leaves = [path[-1] for path in heading.paths if path]
    return 2 * sum(v.WORDS_OF_HEADINGS.meaning_of(leaf) is not None for leaf in leaves) >= len(leaves)


def best_heading(grid: Grid) -> Heading | None:
    """The row that looks most like a heading at all, to tell the user what was found."""
    return max(_headings(grid), key=lambda h: (len({propose(path)[0] for path in h.paths}), -h.top), default=None)


def _headings(grid: Grid) -> list[Heading]:
    found = (heading_at(grid.rows, top, v.WORDS_OF_HEADINGS) for top in range(len(grid.rows)))
    return [heading for heading in found if heading]


def _names_models(heading: Heading, grid: Grid) -> bool:
    proposed = [propose(path) for path in heading.paths]
    meanings = {meaning for meaning, _ in proposed}
    kinds = {detail for meaning, detail in proposed if meaning == v.KIND_TICK}
    shared = any(v.WORDS_OF_HEADINGS.mentions(" ".join(path), v.NAME) for path in heading.paths)
    return v.NAME in meanings or shared or (v.NAME_WEAK in meanings and is_about_models(grid)) or len(kinds) == 2


def is_about_models(grid: Grid) -> bool:
    texts = [grid.title, *(cell.text for row in grid.rows[:30] for cell in row if cell.text and not cell.merged_from)]
    return any(phrase in words(text) for text in texts for phrase in _ABOUT_MODELS)


def layout_of(rows: Sequence[Sequence[Cell]], heading: Heading, until: int) -> Layout | None:
    """The settled columns of the table under a heading; None when no column names the models."""
    columns = _columns(rows, heading, until)
    _pair_initials(columns)
    _share_headings(columns)
    _settle_ticks(columns)
    by_meaning: dict[str, list[Column]] = {}
    for column in columns:
        by_meaning.setdefault(column.meaning or v.OTHER, []).append(column)
    if not _settle_names(by_meaning):
        return None
    lone = [texts[0] for row in rows[heading.below : until] if len(texts := _own(row)) == 1]
    _settle_units(by_meaning, has_groups=sum(begins_like_unit(strip_enumeration(text)) for text in lone) > 1)
    for meaning in (v.KIND, v.SECTOR):
        _settle_texts(by_meaning, meaning)
    for meaning in SINGLE:
        if meaning in by_meaning:
            by_meaning[meaning].sort(key=lambda column: (-len(column.texts), column.index))
    return Layout(heading, columns, {meaning: found for meaning, found in by_meaning.items() if found})


def _columns(rows: Sequence[Sequence[Cell]], heading: Heading, until: int) -> list[Column]:
    """Columns with a heading; their texts are those of rows with a name, so that groups and totals are left out."""
    columns = []
    proposed = [propose(path)[0] for path in heading.paths]
    names = [i for i, m in enumerate(proposed) if m == v.NAME] or [
        i for i, m in enumerate(proposed) if m == v.NAME_WEAK
    ]
    told = [row for row in _told(rows[heading.below : until]) if not names or any(row[i].text for i in names)]
    for index, path in enumerate(heading.paths):
        if not path:
            continue
        cells = [rows[row][index] for row in range(heading.top, heading.below)]
        title = " – ".join(dict.fromkeys(cell.text for cell in cells if cell.text)) or cells[-1].address
        own = frozenset(cell.text.casefold() for cell in cells if cell.text)
        below = (row[index] for row in told)
        texts = [c.text for c in below if c.text and not c.merged_from and c.text.casefold() not in own]
        letter = cells[0].address.rstrip("0123456789")
        columns.append(Column(index, letter, title, path, *propose(path), texts, own))
    return columns


def _told(rows: Sequence[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """Rows that say several things, down to the signatures, without totals."""
    for row in rows:
        own = _own(row)
        if len(own) <= _TEXTS_OF_A_SIGNATURE and any(map(starts_closing, own)):
            return
        if len(own) > 1 and not any(map(starts_total, own[:2])):
            yield row


def _own(row: Sequence[Cell]) -> list[str]:
    return [cell.text for cell in row if cell.text and not cell.merged_from]


def _pair_initials(columns: list[Column]) -> None:
    """“TT” beside “CN” is tập thể, not thứ tự."""
    for left, right in zip(columns, columns[1:], strict=False):
        initials = {left.path[-1]: left, right.path[-1]: right}
        if set(initials) == {"tt", "cn"}:
            for name, column in initials.items():
                column.meaning, column.detail = v.KIND_TICK, v.KINDS[name]


def _share_headings(columns: list[Column]) -> None:
    """A heading of two things, “Đơn vị/Tên mô hình” or “Họ tên/Đơn vị”, stands for the one no other column names."""
    for wanted, among in ((v.NAME, (v.UNIT, v.SECTOR)), (v.UNIT, (v.PERSON,))):
        if not any(column.meaning == wanted for column in columns):
            for column in columns:
                if column.meaning in among and v.WORDS_OF_HEADINGS.mentions(" ".join(column.path), wanted):
                    column.meaning = wanted


def _settle_ticks(columns: list[Column]) -> None:
    """A heading may name the models or a kind of them; ticks below tell. One field alone is no set of tick columns."""
    for column in columns:
        if column.meaning != v.NAME:
            continue
        kind = kind_named(column.path[-1])
        if kind and column.share(lambda text: tick_of(text) is not None) >= _MOSTLY:
            column.meaning, column.detail = v.KIND_TICK, kind
        elif column.share(lambda text: len(text) < 30 and kind_named(text)) >= _MOSTLY:
            column.meaning = v.KIND
    fields = [column for column in columns if column.meaning == v.SECTOR_TICK]
    if len(fields) == 1 or any(column.has_words for column in fields):
        for column in fields:
            column.meaning = v.OTHER


def _settle_names(by_meaning: dict[str, list[Column]]) -> bool:
    """One column of names, or one for each kind (`detail`)."""
    names = by_meaning.pop(v.NAME, []) or by_meaning.pop(v.NAME_WEAK, [])
    by_meaning.pop(v.NAME_WEAK, None)
    ticks = by_meaning.get(v.KIND_TICK, [])
    if not names and len({column.detail for column in ticks}) == 2 and any(column.has_words for column in ticks):
        names = by_meaning.pop(v.KIND_TICK)
    elif not names:
        return False
    else:
        for column in names:
            column.detail = _kind_named_by(column.path[-1]) if len(names) > 1 else None
        if len({column.detail for column in names if column.detail}) == 2:
            names = [column for column in names if column.detail]
        else:
            names = [max(names, key=lambda column: (sum(map(len, column.texts)), -column.index))]
    by_meaning[v.NAME] = names
    return True


def _kind_named_by(heading: str) -> str | None:
    """Of two columns of names, “Tên mô hình” is for collectives and “Tên điển hình” for persons."""
    has_model, has_person = "mo hinh" in heading, "dien hinh" in heading
    return kind_of(heading) or (None if has_model == has_person else v.MODEL if has_model else v.INDIVIDUAL)


def _settle_units(by_meaning: dict[str, list[Column]], *, has_groups: bool) -> None:
    """The fullest column first; others speak where it is blank. Places are units only where nothing else names them.

    Without any column, collectives written out instead of ticked are the units.
    """
    weak = by_meaning.pop(v.UNIT_WEAK, [])
    for column in [column for column in weak if column.share(kind_of) >= _MOSTLY]:
        by_meaning.setdefault(v.KIND, []).append(column)
        weak.remove(column)
    units = (
        by_meaning.get(v.UNIT)
        or ([] if has_groups else weak)
        or [c for c in by_meaning.get(v.KIND_TICK, []) if c.has_words]
    )
    units = sorted(units, key=lambda column: (-len(column.texts), column.index))
    codes = by_meaning.get(v.UNIT_CODE, [])
    units += [column for column in codes if not (units or has_groups) or _OF_UNITS.search(" ".join(column.path))]
    by_meaning[v.UNIT] = units


def is_about_persons(column: Column) -> bool:
    """“Tập thể, cá nhân”, “Họ tên/Đơn vị”: a column of units where persons are written too."""
    heading = " ".join(column.path)
    return v.PERSON_WORDS in heading or v.WORDS_OF_HEADINGS.mentions(heading, v.PERSON)


def _settle_texts(by_meaning: dict[str, list[Column]], meaning: str) -> None:
    """Of several columns the one whose cells are understood best; a “Loại” that grades models is no kind."""
    test = kind_of if meaning == v.KIND else lambda text: sector_of(text).number
    found = sorted(by_meaning.get(meaning, []), key=lambda column: (-column.share(test), column.index))
    if not found:
        return
    best = found[0]
    is_named = meaning == v.SECTOR and "linh vuc" in " ".join(best.path)
    kept = is_named or not best.texts or best.share(test) >= 0.2
    by_meaning[meaning] = [best] if kept else []


def columns_found(heading: Heading, rows: Sequence[Sequence[Cell]]) -> Iterable[str]:
    """The heading texts as written, for messages."""
    for index, path in enumerate(heading.paths):
        if path:
            texts = [rows[row][index].text for row in range(heading.top, heading.below)]
            yield next(text for text in reversed(texts) if text) if any(texts) else path[-1]
