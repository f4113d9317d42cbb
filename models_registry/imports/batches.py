"""The page of imports: every list that was brought in, by whom, what came of it, and whether it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import IntegerField, Value
from django.urls import reverse

from models_registry.enums import BatchState
from models_registry.imports.use import reasons_against_undo
from models_registry.initiative.looks import Look
from models_registry.models import ImportBatch
from organizations.enums import RosterState
from organizations.models import RosterBatch, User
from organizations.permissions import Action, can
from organizations.rosters.pages import PAGES
from organizations.rosters.services import rosters
from organizations.units.services import ward_place

PER_PAGE = 20
MODELS, LISTS = 1, 2
LOOKS = {
    BatchState.PREVIEW: Look("mute", "eye", "Đang xem trước"),
    BatchState.COMMITTED: Look("ok", "circle-check", "Đã nhập"),
    BatchState.UNDONE: Look("mute", "undo-2", "Đã hoàn tác"),
}


@dataclass(frozen=True)
class BatchLine:
    """One import in words. `undo_url` is empty when it cannot be undone; `why_not` then says why."""

    what: str
    file_name: str
    when: object
    who: str
    counts: str
    look: Look
    url: str
    undo_url: str
    why_not: str
    undone_by: str = ""
    undone_at: object = None


def batch_page(request) -> Page:
    """Lists of models, units and people brought into this ward, as far as one may bring them in, newest first.

    A fixed number of queries.
    """
    page = Paginator(_headers(request), PER_PAGE).get_page(request.GET.get("page"))
    headers = list(page.object_list)
    models = _of_kind(ImportBatch, [key for what, key, _ in headers if what == MODELS])
    lists = _of_kind(RosterBatch, [key for what, key, _ in headers if what == LISTS])
    reasons = reasons_against_undo(models.values()), rosters.reasons_against_undo(lists.values())
    batches = [*models.values(), *lists.values()]
    names = names_of(key for batch in batches for key in (batch.by_key, batch.undone_by_key))
    page.object_list = [
        _line(models[key], reasons[0].get(key, ""), names)
        if what == MODELS
        else _roster_line(lists[key], reasons[1].get(key, ""), names)
        for what, key, _ in headers
    ]
    return page


def _headers(request):
    """(which table, key, when) of every import, newest first: one query for a page of them."""
    place = ward_place(request.ward)
    models, lists = ImportBatch.objects.visible_to(request.actor), RosterBatch.objects.visible_to(request.actor)
    if not can(request.actor, Action.IMPORT_LISTS, place):
        models = models.none()
    kinds = [kind for kind, module in rosters.KINDS.items() if can(request.actor, module.ACTION, place)]
    parts = [
        rows.order_by().values_list(Value(what, IntegerField()), "pk", "created_at")
        for what, rows in ((MODELS, models), (LISTS, lists.filter(kind__in=kinds)))
    ]
    return parts[0].union(parts[1], all=True).order_by("-created_at", "-pk")


def _of_kind(table, keys) -> dict:
    rows = table.objects.select_related("ward").defer("notes")
    return rows.in_bulk(keys) if keys else {}


def _roster_line(batch: RosterBatch, why_not: str, names: dict[int, str]) -> BatchLine:
    pages = PAGES[batch.kind]
    address = batch.ward.slug, batch.token
    stands = batch.state == RosterState.COMMITTED
    return BatchLine(
        what=batch.get_kind_display(),
        file_name=batch.file_name,
        when=batch.committed_at or batch.created_at,
        who=names.get(batch.by_key, "Hệ thống"),
        counts=counts_in_words(batch.counts, pages.noun),
        look=LOOKS[batch.state],
        url=pages.url("_preview" if batch.state == RosterState.PREVIEW else "_result", *address),
        undo_url=pages.url("_undo", *address) if stands and not why_not else "",
        why_not=why_not,
        undone_by=names.get(batch.undone_by_key, ""),
        undone_at=batch.undone_at,
    )


def names_of(keys: Iterable[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(pk__in={key for key in keys if key}).values_list("pk", "full_name"))


def _line(batch: ImportBatch, why_not: str, names: dict[int, str]) -> BatchLine:
    address = [batch.ward.slug, batch.token]
    stands = batch.state == BatchState.COMMITTED
    shows = "import_preview" if batch.state == BatchState.PREVIEW else "import_result"
    return BatchLine(
        what=f"Mô hình được công nhận năm {batch.year}",
        file_name=batch.file_name,
        when=batch.committed_at or batch.created_at,
        who=names.get(batch.by_key, "Hệ thống"),
        counts=counts_in_words(batch.counts, "mô hình"),
        look=LOOKS[batch.state],
        url=reverse(f"registry:{shows}", args=address),
        undo_url=reverse("registry:import_undo", args=address) if stands and not why_not else "",
        why_not=why_not,
        undone_by=names.get(batch.undone_by_key, ""),
        undone_at=batch.undone_at,
    )


def counts_in_words(counts: dict, noun: str) -> str:
    """“68 mô hình, cập nhật 2, bỏ qua 3, lỗi 1”."""
    left = sum(counts.get(name, 0) for name in ("SAME", "DIFFERS", "SKIPPED"))
    parts = [f"{counts.get('NEW', 0)} {noun}"]
    parts += [f"cập nhật {counts['UPDATE']}"] if counts.get("UPDATE") else []
    parts += [f"đã có hoặc bỏ qua {left}"] if left else []
    bad = counts.get("REFUSED", 0) + counts.get("ASKS", 0)
    return ", ".join(parts + ([f"chưa nhập được {bad}"] if bad else []))
