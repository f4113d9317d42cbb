"""The page: figures, charts and what each leads to."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from core import clock
from core.text.formatting import date_vi, days_left_vi, integer_vi
from core.text.vietnamese import lower_first
from models_registry.enums import CycleState, InitiativeKind, Window
from models_registry.models.years import OpenWindow
from organizations.enums import UNIT_KINDS, OrganizationKind
from organizations.models import Organization

from ..lists import carry_over, progress, recognised, registrations, units
from ..lists.heads import SECTOR_NAMES
from . import words
from .reading import MONTHS, Figures


@dataclass(frozen=True)
class SectorRow:
    number: int
    name: str
    models: int
    persons: int
    url: str

    @property
    def total(self) -> int:
        return self.models + self.persons


@dataclass(frozen=True)
class Goal:
    label: str
    reached: int
    target: int
    url: str


@dataclass(frozen=True)
class KindRow:
    """One kind of unit: of those that owe a model, how many are how far."""

    kind: str
    assessed: int
    registered: int
    missing: int
    url: str
    tells_assessments: bool

    @property
    def label(self) -> str:
        return OrganizationKind(self.kind).label

    @property
    def parts(self) -> list[tuple[int, str]]:
        """(units, tone) of each part of the bar: how far they are, the furthest first."""
        counts = {"assessed": self.assessed, "registered": self.registered, "missing": self.missing}
        return [(counts[name], tone) for name, tone, _ in _steps(self.tells_assessments)]

    @property
    def told(self) -> str:
        """The bar in words, for who does not see it."""
        shown = zip(self.parts, _steps(self.tells_assessments), strict=True)
        return f"{self.label}: " + ", ".join(f"{count} {words.lower()}" for (count, _), (_, _, words) in shown)

    @property
    def total(self) -> int:
        return self.assessed + self.registered + self.missing


def _steps(tells_assessments: bool) -> list[tuple[str, str, str]]:
    """(what is counted, tone, words) of the parts of a bar; before the year end there are only two."""
    if tells_assessments:
        return [
            ("assessed", "ok", "Đã nộp tự đánh giá"),
            ("registered", "warn", "Đã đăng ký, chưa nộp"),
            ("missing", "bad", "Chưa đăng ký"),
        ]
    return [("registered", "ok", "Đã đăng ký"), ("missing", "bad", "Chưa đăng ký")]


class Overview:
    def __init__(self, ward: Organization, figures: Figures):
        self.ward, self.figures, self.cycle = ward, figures, figures.cycle
        self.today = clock.today()

    def _report(self, slug: str, **params) -> str:
        query = "&".join(f"{name}={value}" for name, value in {"nam": self.cycle.year, **params}.items())
        return f"{reverse('reports:report_page', args=[self.ward.slug, slug])}?{query}"

    # Links of the cards -----------------------------------------------------------------------------------------------

    @property
    def urls(self) -> dict[str, str]:
        return {
            "models": self._report(registrations.SLUG),
            "new": self._report(registrations.SLUG, hinh_thuc="NEW"),
            "keep": self._report(registrations.SLUG, hinh_thuc="KEEP"),
            "improve": self._report(registrations.SLUG, hinh_thuc="IMPROVE"),
            "replicate": self._report(registrations.SLUG, hinh_thuc="REPLICATE"),
            "collective": self._report(registrations.SLUG, loai=InitiativeKind.MODEL),
            "person": self._report(registrations.SLUG, loai=InitiativeKind.INDIVIDUAL),
            "copies": self._report(registrations.SLUG, loai="theo-doi"),
            "registered": self._report(units.SLUG, xem=units.DONE),
            "missing": self._report(units.SLUG),
            "assessed": self._report(progress.SLUG, xem=progress.SENT),
            "received": self._report(progress.SLUG),
            "scored": self._report(progress.SLUG, xem=progress.SCORED),
            "scoring": self._report(progress.SLUG, xem=progress.SCORING),
        }

    # Cards ------------------------------------------------------------------------------------------------------------

    @property
    def is_history(self) -> bool:
        """A year known only from an imported list: no windows, no duties, no months."""
        return self.cycle.state == CycleState.HISTORY

    @property
    def collectives(self) -> int:
        return self.figures.of_kind(InitiativeKind.MODEL)

    @property
    def persons(self) -> int:
        return self.figures.of_kind(InitiativeKind.INDIVIDUAL)

    @property
    def origins(self) -> list[tuple[int, str, str]]:
        """(count, words, address) of how the models came about; only what there is."""
        by, urls = self.figures.by_origin, self.urls
        rows = [
            (by["NEW"], "xây dựng mới", urls["new"]),
            (by["KEEP"], "tiếp tục duy trì", urls["keep"]),
            (by["IMPROVE"], "duy trì và nâng cao", urls["improve"]),
            (by["REPLICATE"], "nhân rộng", urls["replicate"]),
        ]
        return [row for row in rows if row[0]]

    @property
    def origin_parts(self) -> list[tuple[int, str]]:
        figures = self.figures
        return [(figures.new, "red"), (figures.continued, "gold"), (figures.replicated, "info")]

    @property
    def recognised_url(self) -> str:
        return self._report(recognised.SLUG)

    @property
    def with_copies(self) -> int:
        return self.figures.models + self.figures.copies

    @property
    def scoring(self) -> int:
        return self.figures.self_assessed - self.figures.scored

    @cached_property
    def assessment_window(self) -> OpenWindow:
        return self.cycle.window(Window.SELF_ASSESSMENT)

    @property
    def has_assessments(self) -> bool:
        """Whether the year end has begun, so that its figures mean something."""
        return bool(self.figures.self_assessed) or self.assessment_window.has_opened(self.today)

    @property
    def assessment_words(self) -> str:
        """“Hạn 05/12/2026. Còn 11 ngày”, or when it opens."""
        window = self.assessment_window
        if not self.has_assessments:
            return f"Mở tự đánh giá từ ngày {date_vi(window.opens)}" if window.opens else "Chưa đặt ngày mở tự đánh giá"
        if window.closes is None:
            return "Chưa đặt ngày kết thúc"
        left = "Đã hết hạn" if window.has_closed(self.today) else days_left_vi(window.closes, self.today)
        return f"Hạn {date_vi(window.closes)}. {left}"

    @property
    def empty_words(self) -> str:
        window = self.cycle.window(Window.REGISTRATION)
        opens = f" Mở đăng ký từ ngày {date_vi(window.opens)}." if window.opens and window.opens > self.today else ""
        return f"Năm {self.cycle.year} chưa có đăng ký.{opens}"

    @property
    def is_empty(self) -> bool:
        return not self.with_copies

    # By field ---------------------------------------------------------------------------------------------------------

    @cached_property
    def sectors(self) -> list[SectorRow]:
        by = self.figures.by_sector
        return [
            SectorRow(
                number,
                name,
                by.get((number, InitiativeKind.MODEL), 0),
                by.get((number, InitiativeKind.INDIVIDUAL), 0),
                self._report(registrations.SLUG, linh_vuc=number),
            )
            for number, name in SECTOR_NAMES.items()
        ]

    @property
    def sector_top(self) -> int:
        return max((row.total for row in self.sectors), default=0)

    @property
    def sector_title(self) -> str:
        return words.sector_title([(row.name, row.total) for row in self.sectors])

    @property
    def sector_gaps(self) -> str:
        return words.empty_sectors([(row.name, row.total) for row in self.sectors])

    # Targets ----------------------------------------------------------------------------------------------------------

    @property
    def goals(self) -> list[Goal]:
        found, period, last = [], self.cycle.period, self.cycle.year - 1
        figures = self.figures
        if period:
            for label, reached, target, level in (
                ("Điển hình cấp phường trở lên", figures.ward_level, period.target_ward, 2),
                ("Điển hình cấp tỉnh", figures.province_level, period.target_province, 3),
            ):
                url = self._report(recognised.SLUG, pham_vi=recognised.PERIOD, muc=level)
                found.append(Goal(f"{label}, {lower_first(period.name)}", reached, target, url))
        if figures.owing:
            label = f"Đơn vị có từ 1 mô hình trở lên (năm {self.cycle.year})"
            found.append(Goal(label, figures.registered, len(figures.owing), self.urls["registered"]))
        if figures.last_recognised:
            label = f"Mô hình được công nhận năm {last} đã đăng ký tiếp tục"
            found.append(Goal(label, figures.last_continued, figures.last_recognised, self._report(carry_over.SLUG)))
        if figures.recognised:
            label = f"Mô hình được công nhận năm {self.cycle.year}"
            found.append(Goal(label, figures.recognised, figures.models, self._report(recognised.SLUG)))
        return found

    # By month ---------------------------------------------------------------------------------------------------------

    @cached_property
    def points(self) -> list[tuple[str, int]]:
        """Cumulative up to this month; of a year before, up to December; of one registered ahead, its first month."""
        last = max([self._months_begun, *self.figures.by_month])
        total, points = 0, []
        for month in range(1, last + 1):
            total += self.figures.by_month.get(month, 0)
            points.append((f"T{month}", total))
        return points

    @property
    def _months_begun(self) -> int:
        begun = [month for month in range(1, MONTHS + 1) if dt.date(self.cycle.year, month, 1) <= self.today]
        return max(len(begun), 1)

    @property
    def month_rows(self) -> list[tuple[str, int, int]]:
        """(month, in it, up to its end)."""
        by = self.figures.by_month
        return [(f"Tháng {at}", by.get(at, 0), total) for at, (_, total) in enumerate(self.points, start=1)]

    @property
    def month_title(self) -> str:
        return words.month_title(self.points, self.cycle.target_models)

    @property
    def month_label(self) -> str:
        first, last = self.points[0], self.points[-1]
        return (
            f"Số mô hình đăng ký lũy kế từ tháng {first[0][1:]} đến tháng {last[0][1:]} năm {self.cycle.year}: "
            f"từ {integer_vi(first[1])} lên {integer_vi(last[1])}"
        )

    # By kind of unit --------------------------------------------------------------------------------------------------

    @cached_property
    def kinds(self) -> list[KindRow]:
        found = []
        for kind in UNIT_KINDS:
            mine = [unit for unit in self.figures.owing if unit.kind == kind]
            if not mine:
                continue
            done = [unit for unit in mine if unit.is_fulfilled]
            assessed = sum(unit.assessed > 0 for unit in done) if self.has_assessments else 0
            slug = progress.SLUG if self.has_assessments else units.SLUG
            params = {"khoi": kind.value} | ({} if self.has_assessments else {"xem": units.ALL})
            registered, url = len(done) - assessed, self._report(slug, **params)
            found.append(KindRow(kind, assessed, registered, len(mine) - len(done), url, self.has_assessments))
        return found

    @property
    def kind_title(self) -> str:
        missing = {row.kind: row.missing for row in self.kinds if row.missing}
        return words.kind_title(missing, self.figures.registered)

    @property
    def kind_legend(self) -> list[tuple[str, str, int]]:
        """(tone, words, units) of each part over all kinds."""
        return [
            (tone, label, sum(getattr(row, name) for row in self.kinds))
            for name, tone, label in _steps(self.has_assessments)
        ]

    @property
    def kind_total(self) -> int:
        return sum(row.total for row in self.kinds)
