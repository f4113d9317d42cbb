"""Whether models that came from a list are in use since: then neither the list is undone nor the model updated by one.

Every row of any floor that points at such a model counts, found through the tables themselves, so that a floor above
needs no word here. What the import itself wrote does not count.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import CharField, F, Min, QuerySet, Value

from core.database.uses import in_one_query, tables_pointing_at
from models_registry.enums import BatchState, InitiativeState, RecognitionSource, RowVerdict, SubmissionKind
from models_registry.models import ImportBatch, ImportRow, Initiative, Recognition, RegistrationText, Submission

OWN = {RegistrationText, ImportRow, Submission, Recognition}
WORDS = {
    ("models_registry.initiative", "continues"): "đã được đăng ký tiếp tục",
    ("models_registry.initiative", "replicates"): "đã có đơn vị nhân rộng",
    ("models_registry.carryoverreview", "source"): "đã được rà soát",
    ("models_registry.learnrequest", "initiative"): "đã có đơn vị xin học tập",
    ("models_registry.attachment", "initiative"): "đã có tệp đính kèm",
}
OTHERWISE = "đã được dùng ở bước sau"


def touched_models(keys: Collection[int]) -> set[int]:
    """Which of these models are in use. One query."""
    return {key for (key,) in in_one_query(_of_models(rows, path, keys) for rows, path, _ in _uses())}


def _of_models(rows: QuerySet, path: str, keys: Collection[int]) -> QuerySet:
    return rows.filter(**{f"{path}__in": keys}).values_list(path)


def reasons_against_undo(batches: Iterable[ImportBatch]) -> dict[int, str]:
    """Batch key → why it cannot be undone any more, naming the first model concerned; the others are left out.

    Four queries at most.
    """
    keys = [batch.pk for batch in batches if batch.state == BatchState.COMMITTED]
    found: dict[int, str] = {}
    if not keys:
        return found
    steps = (*_uses(), *_later_steps())
    told = in_one_query(_of_batches(rows, path, words, keys) for rows, path, words in steps)
    for code, key, words in sorted(told, key=lambda one: (one[0], _rank(one[2]))):
        found.setdefault(key, f"{code} {words}")
    for key, code in _updated_later(keys):
        found.setdefault(key, f"{code} đã được cập nhật ở lần nhập sau, hãy hoàn tác lần đó trước")
    return found


def _rank(words: str) -> int:
    """Of several uses of one model the one that says most is told: those of WORDS in their order."""
    said = list(WORDS.values())
    return said.index(words) if words in said else len(said)


def _of_batches(rows: QuerySet, path: str, words: str, keys: Collection[int]) -> QuerySet:
    prefix = "" if path == "pk" else f"{path}__"
    found = rows.filter(**{f"{prefix}import_batch__in": keys})
    return found.values_list(f"{prefix}code", f"{prefix}import_batch", Value(words, CharField()))


def _uses() -> Iterator[tuple[QuerySet, str, str]]:
    """(rows, path to the model, words) of every table pointing at models, but for what an import writes."""
    for rows, name in tables_pointing_at(Initiative, but=OWN):
        yield rows, name, WORDS.get((rows.model._meta.label_lower, name), OTHERWISE)
    by_units = Submission.objects.exclude(kind=SubmissionKind.IMPORT)
    yield by_units, "initiative", "đã có hồ sơ do đơn vị gửi"
    decided = Recognition.objects.exclude(source=RecognitionSource.IMPORT)
    yield decided, "initiative", "đã được công nhận bằng quyết định sau đó"


def _later_steps() -> Iterator[tuple[QuerySet, str, str]]:
    moved = Initiative.objects.exclude(state=InitiativeState.RECEIVED)
    yield moved, "pk", "đã được xử lý tiếp"
    ended = Recognition.objects.filter(source_key=F("initiative__import_batch"), source=RecognitionSource.IMPORT)
    yield ended.filter(revoked_on__isnull=False), "initiative", "đã bị thu hồi công nhận"


def _updated_later(keys: Collection[int]) -> Iterator[tuple[int, str]]:
    """Models written or updated by one of these batches and updated by a later one that still stands."""
    later = ImportRow.objects.filter(
        verdict=RowVerdict.UPDATE, batch__state=BatchState.COMMITTED, initiative__isnull=False
    )
    made_here = later.filter(initiative__import_batch__in=keys).exclude(batch=F("initiative__import_batch"))
    yield from made_here.order_by().values_list("initiative__import_batch").annotate(Min("initiative__code"))
    updated_here = ImportRow.objects.filter(batch__in=keys, verdict=RowVerdict.UPDATE)
    pairs = list(updated_here.values_list("batch", "initiative", "initiative__code"))
    if pairs:
        last: dict[int, int] = {}
        of_these = later.filter(initiative__in={key for _, key, _ in pairs}).order_by("batch_id")
        for batch, initiative in of_these.values_list("batch", "initiative"):
            last[initiative] = batch
        yield from ((batch, code) for batch, key, code in pairs if last.get(key, batch) > batch)
