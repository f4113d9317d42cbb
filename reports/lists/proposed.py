"""“Danh sách đề nghị công nhận”: one locked version, from its frozen rows alone (decision 24)."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from core.formatting import datetime_vi
from evaluation.models import ProposalItem, ProposalVersion
from models_registry.enums import Level

from ..documents import Column, Group, Table, Total
from .asked import Asked, Built, Tally
from .heads import (
    ban_letterhead,
    ban_signature,
    named,
    sector_heading,
    sector_subtotal,
    sectors_in_words,
    ticks,
)

SLUG = "de-nghi"
NUMBER = re.compile(r"[0-9]{1,4}")
COLUMNS = (
    Column("at", "TT", 4, "center"),
    Column("unit", "Đơn vị", 15),
    Column("name", "Tên mô hình, điển hình", 21),
    Column("model", "Tập thể", 5.5, "center", "Loại"),
    Column("person", "Cá nhân", 5.5, "center", "Loại"),
    Column("achievement", "Thành tích nổi bật", 20),
    Column("mean", "Bình quân", 6.5, "decimal", "Điểm"),
    Column("median", "Trung vị", 6.5, "decimal", "Điểm"),
    Column("spread", "Chênh lệch", 7, "decimal", "Điểm"),
    Column("sheets", "Số phiếu", 6.5, "integer", "Điểm"),
    Column("level", "Mức đề nghị", 11),
)


def build(asked: Asked) -> Built:
    version = _version(asked)
    if version is None:
        table = Table(
            ["DANH SÁCH", f"mô hình, điển hình “Dân vận khéo” đề nghị công nhận năm {asked.year}"],
            COLUMNS,
            (),
            file_stem=asked.stem(SLUG, "chua-co"),
            empty_text=f"Năm {asked.year} chưa có danh sách nào được khóa.",
        )
        return Built(table, Tally(), "Chưa có bản nào")
    proposal, tally = version.proposal_list, Tally()
    subject = proposal.title.removeprefix("Danh sách ")
    words = f"Danh sách số {proposal.number}, bản số {version.number}"
    table = Table(
        ["DANH SÁCH", subject, f"(Bản số {version.number}, khóa lúc {datetime_vi(version.locked_at)})"],
        COLUMNS,
        _groups(list(version.items.all()), tally),
        totals=_totals(tally),
        note=_fingerprint(version),
        letterhead=ban_letterhead(asked.ward, year=asked.year),
        signature=ban_signature(),
        file_stem=asked.stem(SLUG, f"ds{proposal.number}-ban{version.number}"),
    )
    return Built(table, tally, words)


def _version(asked: Asked) -> ProposalVersion | None:
    """The version asked for; without a number the last one locked. None when there is none such."""
    rows = ProposalVersion.objects.filter(
        proposal_list__ward_id=asked.actor.ward_key, proposal_list__cycle=asked.cycle
    ).select_related("proposal_list")
    for name, column in (("danh-sach", "proposal_list__number"), ("ban", "number")):
        if wanted := asked.params.get(name):
            rows = rows.filter(**{column: int(wanted)}) if NUMBER.fullmatch(wanted) else rows.none()
    return rows.order_by("-proposal_list__number", "-number").first()


def _fingerprint(version: ProposalVersion) -> str:
    """What tells two copies of the paper apart: the hash of the locked version."""
    return f"Dấu vân của bản số {version.number}: {version.sha256}\nSáu ký tự cuối để đối chiếu: {version.fingerprint}"


def _groups(items: list[ProposalItem], tally: Tally) -> Iterator[Group]:
    """By field where the list itself stands in the order of fields; never in another order than the one locked."""
    if any(one.sector_number > other.sector_number for one, other in pairwise(items)):
        yield Group("", (_row(item, tally) for item in items))
        return
    for number, members in groupby(items, key=lambda item: item.sector_number):
        yield Group(sector_heading(number), (_row(item, tally) for item in members))
        model, person = tally.of(number, "model"), tally.of(number, "person")
        yield Group("", (), sector_subtotal(number, model, person))


def _row(item: ProposalItem, tally: Tally) -> tuple:
    model, person = ticks(item.kind)
    slot = "model" if model else "person"
    level, province = ("level", item.level), ["province"] * item.to_province
    tally.add((item.sector_number, slot), slot, ("sector", item.sector_number), level, *province)
    level_words = Level(item.level).label + (", đề nghị cấp tỉnh" if item.to_province else "")
    name = named(item.label.get("name", ""), item.label.get("person", ""))
    return (
        item.order, item.unit_name, name, model, person, item.achievement, item.mean, item.median, item.spread,
        item.sheets_done, level_words,
    )  # fmt: skip


def _totals(tally: Tally) -> Iterable[Total]:
    if not tally.rows:
        return
    values = {"model": tally.of("model"), "person": tally.of("person")}
    yield Total(f"Tổng số mô hình, điển hình đề nghị: {tally.rows}", values)
    yield Total("Theo lĩnh vực: " + sectors_in_words(tally))
    meets, ward = tally.of("level", Level.MEETS), tally.of("level", Level.WARD)
    province = f"; đề nghị cấp tỉnh {tally.of('province')}" if tally.of("province") else ""
    yield Total(f"Theo mức đề nghị: đạt tiêu chí {meets}; điển hình cấp phường {ward}{province}")
