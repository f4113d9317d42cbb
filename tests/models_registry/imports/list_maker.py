"""Makes the same models into lists of a thousand makes: what an office chooses is drawn by a seeded generator."""

import random
import unicodedata
from dataclasses import dataclass, replace

SECTOR_WORDS = {
    "full": (
        "Xây dựng Đảng và hệ thống chính trị",
        "Phát triển kinh tế",
        "Văn hoá - xã hội",
        "Quốc phòng - an ninh",
        "Chuyển đổi số",
    ),
    "short": ("XD Đảng và HTCT", "KT", "VH-XH", "QP-AN", "CĐS"),
    "tight": ("XDĐ", "KTXH", "VHXH", "QPAN", "CĐS"),
    "number": (1, 2, 3, 4, 5),
    "roman": ("I", "II", "III", "IV", "V"),
}
ROMANS = ("I", "II", "III", "IV", "V")
KIND_WORDS = (("Tập thể", "Cá nhân"), ("TT", "CN"), ("Mô hình", "Điển hình cá nhân"), ("tập thể", "cá nhân"))
KIND_GROUPS = (
    ("A. TẬP THỂ", "B. CÁ NHÂN"),
    ("Mô hình tập thể", "Điển hình cá nhân"),
    ("Phần A. Tập thể", "Phần B. Cá nhân"),
)
TICKS = ("x", "X", "v", "✓", "✔", 1, True, "có")
HEADINGS = {
    "ordinal": ("TT", "STT", "Số TT", "Số thứ tự"),
    "name": (
        "Tên mô hình, điển hình “Dân vận khéo”",
        "TÊN MÔ HÌNH",
        "Mô hình, điển hình",
        "Tên mô hình/điển hình",
        "Mô hình “Dân vận khéo”",
        "Tên gọi mô hình",
        "Nội dung mô hình",
        "Mô hình, điển hình đã được công nhận năm 2025",
    ),
    "unit": (
        "Đơn vị",
        "Tên đơn vị",
        "Đơn vị thực hiện",
        "Chi bộ, đảng bộ",
        "Cơ quan, đơn vị",
        "Đơn vị đăng ký",
        "CHI BỘ",
    ),
    "kind": ("Loại", "Loại hình", "Hình thức", "Tập thể/cá nhân", "Phân loại", "Đối tượng", "Loại (TT/CN)"),
    "sector": ("Lĩnh vực", "Thuộc lĩnh vực", "Lĩnh vực thực hiện", "LĨNH VỰC"),
    "period": ("Thời gian", "Thời gian\nthực hiện", "Thời gian thực hiện", "Giai đoạn thực hiện"),
    "note": ("Ghi chú", "GHI CHÚ"),
    "place": ("Địa bàn", "Địa điểm thực hiện"),
    "result": ("Kết quả", "Hiệu quả đạt được"),
    "charge": ("Người phụ trách, số điện thoại", "Đầu mối liên hệ"),
}
EXTRAS = {"place": "Tổ dân phố", "result": "100% hộ tham gia", "charge": "Trần Văn Mẫu, 0900 000 000", "blank": None}
TITLES = (
    [],
    [["ĐẢNG ỦY PHƯỜNG BÌNH AN"], ["*"], ["DANH SÁCH MÔ HÌNH DÂN VẬN KHÉO NĂM 2025"]],
    [["Đảng bộ phường", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"], [], ["Danh sách các mô hình được công nhận"], []],
    [["Biểu số 02"], ["TỔNG HỢP MÔ HÌNH, ĐIỂN HÌNH"], ["(Kèm theo Báo cáo số 12-BC/ĐU ngày 05/12/2025)"]],
)
FOOTERS = (
    [],
    [["NGƯỜI LẬP BIỂU", None, "T/M BAN THƯỜNG VỤ"], [None, None, "BÍ THƯ"], ["Trần Mẫu", None, "Lê Mẫu"]],
    [[], ["Nơi nhận:", None, "TRƯỞNG BAN"], ["- Lưu VT,", None, "(Ký, ghi rõ họ tên)"]],
    [[None, None, "Bình An, ngày 20 tháng 12 năm 2025"], ["TM. ĐẢNG ỦY"]],
)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Model:
    unit: str
    name: str
    sector: int
    kind: str
    period: str
    note: str


class ListMaker:
    """One make, drawn once; `book()` is what openpyxl needs, `models` the rows in the order they are written."""

    def __init__(self, models: list[Model], seed: int):
        self.random = random.Random(seed)
        pick = self.random.choice
        self.sectors = pick(
            ["groups", "bare groups", "arabic groups", "split groups", "column", "merged", "ticks", "sheets"]
        )
        self.kinds = pick(["ticks", "flat ticks", "text", "text", "groups"])
        self.units = pick(["each", "merged", "once", "groups"])
        if self.sectors == "sheets" and self.units == "once":
            self.units = "each"  # a single blank of a sheet is asked for
        if self.sectors == "merged" and self.units == "groups":
            self.units = "merged"  # no line can stand inside a merged cell
        self.spelling = pick([str, str.upper, lambda text: unicodedata.normalize("NFD", text)])
        self.words = SECTOR_WORDS[pick(sorted(SECTOR_WORDS))]
        self.kind_words, self.kind_groups = pick(KIND_WORDS), pick(KIND_GROUPS)
        self.tick, self.total = pick(TICKS), pick([None, "Tổng cộng", "Tổng số", "Cộng"])
        self.titles, self.footer = pick(TITLES), pick(FOOTERS)
        self.numbers_columns, self.repeats_heading = pick([True, False, False]), pick([True, False, False])
        self.repeats_heading = self.repeats_heading and self.units != "once"
        self.models = self._in_order(models)
        self.columns = self._columns()
        self.makes = (
            f"{seed}: sectors {self.sectors}, kinds {self.kinds}, units {self.units}, {[c for c, _ in self.columns]}"
        )

    def _in_order(self, models: list[Model]) -> list[Model]:
        """Units that have several models have them of one kind, so that no order parts them."""
        kinds: dict[str, str] = {}
        models = [replace(model, kind=kinds.setdefault(model.unit, model.kind)) for model in models]
        rank = {"MODEL": 0, "INDIVIDUAL": 1}
        if self.kinds == "groups" and self.sectors == "sheets":
            return sorted(models, key=lambda model: (model.sector, rank[model.kind]))
        return sorted(models, key=lambda model: rank[model.kind]) if self.kinds == "groups" else models

    def _columns(self) -> list[tuple[str, object]]:
        """Keys of columns in their order with their own headings."""
        keys = ["ordinal", "name", "period", "note"]
        keys += ["unit"] if self.units != "groups" else []
        keys += ["kind"] if self.kinds == "text" else []
        keys += ["sector"] if self.sectors in ("column", "merged") else []
        keys += [extra for extra in EXTRAS if self.random.random() < 0.3]
        self.random.shuffle(keys)
        blocks = [[(key, self.random.choice(HEADINGS.get(key, [None])))] for key in keys]
        if self.kinds in ("ticks", "flat ticks"):
            blocks.append([("MODEL", "Tập thể"), ("INDIVIDUAL", "Cá nhân")])
        if self.sectors == "ticks":
            words = SECTOR_WORDS[self.random.choice(["full", "short", "tight"])]
            blocks.append([(str(number), word) for number, word in enumerate(words, start=1)])
        self.random.shuffle(blocks)
        return [column for block in blocks for column in block]

    def book(self) -> tuple[dict[str, list[list]], dict[str, list[str]]]:
        if self.sectors != "sheets":
            rows, merges = self._sheet(self.models)
            return {"DS 2025": rows}, {"DS 2025": merges}
        made = {
            word: self._sheet([model for model in self.models if model.sector == number])
            for number, word in enumerate(SECTOR_WORDS["tight"], start=1)
        }
        return {word: rows for word, (rows, _) in made.items()}, {word: merges for word, (_, merges) in made.items()}

    def _sheet(self, models: list[Model]) -> tuple[list[list], list[str]]:
        rows, merges = [list(row) for row in self.titles], []
        self._heading(rows, merges)
        heading = [list(row) for row in rows[len(self.titles) :]]
        if self.numbers_columns:
            rows.append([f"({number})" for number in range(1, len(self.columns) + 1)])
        self.number, before = 0, Model("", "", 0, "", "", "")
        for model in models:
            before = self._groups(rows, model, before)
            if self.repeats_heading and len(heading) == 1 and self.random.random() < 0.05:
                rows.append(heading[0])
                before = Model("", "", before.sector if self.sectors.endswith("groups") else 0, before.kind, "", "")
            follows = model.unit == before.unit
            rows.append(
                self._row(
                    model, unit=None if follows and self.units in ("merged", "once") else self.spelling(model.unit)
                )
            )
            if follows and self.units == "merged":
                self._merge("unit", len(rows), merges)
            if self.sectors == "merged" and model.sector == before.sector:
                rows[-1][[key for key, _ in self.columns].index("sector")] = None
                self._merge("sector", len(rows), merges)
            before = model
        if self.total:
            rows.append([self.total, None, f"{len(models)} mô hình"])
        return rows + [list(row) for row in self.footer], merges

    def _merge(self, key: str, row: int, merges: list[str]) -> None:
        """Join the cell with the one above, or lengthen the merge that ends there."""
        letter = LETTERS[[column for column, _ in self.columns].index(key)]
        above = next((area for area in merges if area.endswith(f":{letter}{row - 1}")), None)
        if above:
            merges.remove(above)
        merges.append(f"{above.partition(':')[0] if above else f'{letter}{row - 1}'}:{letter}{row}")

    def _groups(self, rows: list[list], model: Model, before: Model) -> Model:
        """Lines for the groups that begin here; a new group ends what was above it."""
        if self.kinds == "groups" and model.kind != before.kind:
            rows.append([self.kind_groups[model.kind == "INDIVIDUAL"]])
            before = Model("", "", 0, model.kind, "", "")
        if self.sectors.endswith("groups") and model.sector != before.sector:
            rows.append(self._sector_group(model.sector))
            before = replace(before, unit="", sector=model.sector)
        if self.units == "groups" and model.unit != before.unit:
            rows.append([f"* {self.spelling(model.unit)}" if self.random.random() < 0.2 else self.spelling(model.unit)])
        return before

    def _sector_group(self, sector: int) -> list:
        word = SECTOR_WORDS["full"][sector - 1]
        if self.sectors == "bare groups":
            return [word.upper()]
        if self.sectors == "arabic groups":
            return [f"{sector}. Lĩnh vực {word.lower()}"]
        if self.sectors == "groups":
            count = sum(model.sector == sector for model in self.models)
            said = f" ({count} mô hình)" if self.kinds != "groups" else ""
            return [f"{ROMANS[sector - 1]}. LĨNH VỰC {word.upper()}{said}"]
        keys = [key for key, _ in self.columns]
        row = [None] * len(keys)
        row[keys.index("ordinal")], row[keys.index("name")] = ROMANS[sector - 1], f"Lĩnh vực {word}"
        return row

    def _heading(self, rows: list[list], merges: list[str]) -> None:
        keys, texts = zip(*self.columns, strict=True)
        spans = [(["MODEL", "INDIVIDUAL"], "kind")] if self.kinds == "ticks" else []
        spans += [(["1", "2", "3", "4", "5"], "sector")] if self.sectors == "ticks" else []
        top, below = list(texts), [None] * len(texts)
        for members, wide in spans:
            places = [keys.index(member) for member in members]
            for place in places:
                below[place], top[place] = texts[place], None
            top[places[0]] = self.random.choice(HEADINGS[wide])
            merges.append(f"{LETTERS[places[0]]}{len(rows) + 1}:{LETTERS[places[-1]]}{len(rows) + 1}")
        rows += [top, below] if spans else [top]

    def _row(self, model: Model, unit: str | None) -> list:
        self.number += 1
        values = {
            "ordinal": self.number,
            "name": model.name if self.spelling is str.upper else self.spelling(model.name),
            "period": model.period,
            "note": model.note,
            "unit": unit,
            "kind": self.kind_words[model.kind == "INDIVIDUAL"],
            "sector": self.words[model.sector - 1],
            model.kind: self.tick,
            str(model.sector): self.tick,
            **EXTRAS,
        }
        return [values.get(key) for key, _ in self.columns]
