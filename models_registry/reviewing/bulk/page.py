"""What the page of a bulk act shows: before the press, after it, and after it was taken back. Three queries at most."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from core.actor import Actor
from models_registry.enums import BulkKind
from models_registry.models import BulkAct, Initiative
from organizations.models import User


@dataclass(frozen=True)
class Words:
    """Sentences of one kind; {n} is a number of files."""

    press: str
    will: str
    done: str
    consequence: str


WORDS = {
    BulkKind.RECEIVE: Words(
        press="Tiếp nhận {n} hồ sơ",
        will="sẽ được tiếp nhận",
        done="Đã tiếp nhận {n} hồ sơ",
        consequence="Mỗi đơn vị được báo một lần. Sau khi tiếp nhận, đơn vị không sửa được nội dung nữa. "
        "Hoàn tác được trong 10 phút, với hồ sơ chưa ai xử lý tiếp.",
    ),
    BulkKind.ASSIGN: Words(
        press="Phân công {n} hồ sơ",
        will="sẽ được phân công",
        done="Đã phân công {n} hồ sơ",
        consequence="Người nhận được báo một lần. Hoàn tác được trong 10 phút.",
    ),
    BulkKind.REMIND: Words(
        press="Nhắc đơn vị về {n} hồ sơ",
        will="sẽ được nhắc",
        done="Đã nhắc đơn vị về {n} hồ sơ",
        consequence="Mỗi đơn vị nhận một thông báo trong phần mềm. Lời nhắc đã gửi không rút lại được.",
    ),
}


@dataclass(frozen=True)
class Line:
    """One registration of the act with what is said of it."""

    initiative: Initiative
    why: str
    person: str = ""
    before: str = ""


class BulkPage:
    """`people` are names by key when a list of acts has read them for all."""

    def __init__(self, bulk: BulkAct, actor: Actor, people: dict[int, str] | None = None):
        self.bulk, self.actor, self._known = bulk, actor, people
        self.words = WORDS[bulk.kind]

    @cached_property
    def _initiatives(self) -> dict[int, Initiative]:
        rows = Initiative.objects.visible_to(self.actor).of_ward(self.bulk.ward_id)
        return rows.in_bulk([row["key"] for row in self.bulk.rows])

    @cached_property
    def _people(self) -> dict[int, str]:
        if self._known is not None:
            return self._known
        keys = {row[side] for row in self.bulk.rows for side in ("from", "to")}
        keys |= {self.bulk.by_key, self.bulk.undone_by_key}
        return dict(User.objects.filter(pk__in=keys - {None}).values_list("pk", "full_name"))

    def _lines(self, rows, why="why") -> list[Line]:
        return [
            Line(
                self._initiatives[row["key"]],
                row[why],
                self._people.get(row["to"], ""),
                self._people.get(row["from"], ""),
            )
            for row in rows
            if row["key"] in self._initiatives
        ]

    @cached_property
    def acted(self) -> list[Line]:
        return self._lines(self.bulk.acted)

    @cached_property
    def left(self) -> list[Line]:
        """What is not acted on, with the reason."""
        return self._lines([row for row in self.bulk.rows if row["why"]])

    @property
    def years(self) -> str:
        """“2026”, or “2026, 2027” when files of both were ticked: the years of the files acted on."""
        return ", ".join(str(year) for year in sorted({line.initiative.year for line in self.acted}))

    @property
    def left_count(self) -> int:
        return sum(1 for row in self.bulk.rows if row["why"]) + len(self.bulk.unknown)

    @cached_property
    def undone(self) -> list[Line]:
        return self._lines([row for row in self.bulk.acted if not row["kept"]], "kept")

    @cached_property
    def kept(self) -> list[Line]:
        return self._lines([row for row in self.bulk.acted if row["kept"]], "kept")

    @property
    def undone_count(self) -> int:
        return sum(1 for row in self.bulk.acted if not row["kept"])

    @property
    def kept_count(self) -> int:
        return len(self.bulk.acted) - self.undone_count

    @property
    def awaits_people(self) -> bool:
        """Whether it has still to be said who gets the files."""
        return self.bulk.kind == BulkKind.ASSIGN and any(row["to"] is None for row in self.bulk.acted)

    @property
    def shares(self) -> list[tuple[str, int]]:
        """How many files each gets, as the dry run or the act shared them out."""
        counts = Counter(row["to"] for row in self.bulk.acted if row["to"] is not None)
        return sorted(((self._people.get(key, ""), count) for key, count in counts.items()), key=lambda pair: -pair[1])

    @property
    def what(self) -> str:
        """What was done, undone or not."""
        return self.words.done.format(n=len(self.bulk.acted))

    @property
    def press(self) -> str:
        return self.words.press.format(n=len(self.bulk.acted))

    @property
    def title(self) -> str:
        if self.bulk.undone_at:
            return f"Đã hoàn tác {self.undone_count} hồ sơ"
        if self.bulk.done_at:
            return self.what
        return f"{self.press}?" if self.bulk.acted else f"{self.bulk.get_kind_display()}: không hồ sơ nào làm được"

    @property
    def by(self) -> str:
        return self._people.get(self.bulk.by_key, "")

    @property
    def undone_by(self) -> str:
        return self._people.get(self.bulk.undone_by_key, "")


def recent_pages(actor: Actor, count: int) -> list[BulkPage]:
    """The acts done last in the ward: two queries."""
    acts = list(BulkAct.objects.visible_to(actor).filter(done_at__isnull=False).order_by("-id")[:count])
    keys = {key for bulk in acts for key in (bulk.by_key, bulk.undone_by_key)} - {None}
    people = dict(User.objects.filter(pk__in=keys).values_list("pk", "full_name"))
    return [BulkPage(bulk, actor, people) for bulk in acts]
