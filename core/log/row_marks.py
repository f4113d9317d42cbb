"""The mark of a row in the line of the log that completed it, so that work not decided yet is not changed unseen.

A mark is a digest of what the row says; the same reading makes it and proves it. It stands among the line's words
`after` the act, salted like any word, so that a short text cannot be guessed from it. Of several lines about a row the
last counts: one without a mark takes it back (decision 64).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from core.log import audit, seals
from core.log.audit import UNREADABLE, Line
from core.log.verification import Part
from core.models import AuditEntry

CHUNK = 200  # rows at a time
_FAULTS = (ValueError, TypeError, ArithmeticError)  # of a column that no longer parses


@dataclass(frozen=True)
class Marked:
    """A kind of row whose completion is marked.

    `name` is what `after` calls its key, `verbs` the acts that complete it, `undoing` those that take that back or mark
    it anew. `read` and `names` give by key what rows say and what people call them, in a constant number of queries.
    `completed` are a scope's rows that count as complete, as (key, key of the log's subject, when). The name and the
    columns read are part of what is hashed: they never change.
    """

    name: str
    subject_kind: str
    verbs: Collection[str]
    read: Callable[[Collection[int]], Mapping[int, Any]]
    names: Callable[[Collection[int]], Mapping[int, str]]
    completed: Callable[[int], QuerySet]
    undoing: Collection[str] = ()

    def mark(self, key: int, content: Any = None) -> dict[str, Any]:
        """For `after` of the act that completes the row: as it is stored now, or as `content` says of a new row."""
        return {self.name: key, self._digest_name: digest_of(content or self.read([key])[key])}

    @property
    def _digest_name(self) -> str:
        return f"{self.name}_sha256"

    @property
    def _all_verbs(self) -> list[str]:
        return [*self.verbs, *self.undoing]

    @property
    def stages(self) -> tuple[Callable[[int, Any], Part], ...]:
        """For a check: what the log tells of rows, then rows the log does not tell of."""
        return self._told, self._untold

    def _told(self, scope_key: int, after: int | None) -> Part:
        """The next lines against the rows they completed. Rows are read before what is newest about them."""
        lines, goes_on = audit.read_lines(scope_key, self._all_verbs, after)
        lines = [line for line in lines if self._completes_a_row(line)]
        contents = self._contents([key for line in lines if (key := line.after(self.name)) is not None])
        about = {line.entry.subject_key for line in lines}
        newest = {line.after(self.name): line.entry.seq for line in self._lines(scope_key, about)}
        part, wrong = Part(goes_on=goes_on), {}
        for line in lines:
            key, digest = line.after(self.name), line.after(self._digest_name)
            if key is not None and newest.get(key) != line.entry.seq:
                continue
            part.looked_at += 1
            if not digest:
                part.unmarked += 1
            elif key not in contents:
                told = f"{line.entry.text}, {line.entry.who_name} (nhật ký dòng {line.entry.seq})"
                part.problems.append(f"{told}: không còn bản ghi")
            elif contents[key] != digest:
                wrong[key] = line.entry.seq if contents[key] else None
        names = self.names(list(wrong))
        part.problems += [
            f"{names[key]}: không khớp dấu ghi ở nhật ký (dòng {seq})" if seq else f"{names[key]}: {UNREADABLE}"
            for key, seq in wrong.items()
        ]
        return part

    def _untold(self, scope_key: int, at: list | None) -> Part:
        """The next completed rows of which no line tells: forged, once marks are made; older ones only count."""
        after, since = at or (0, self._marked_since(scope_key))
        rows = list(self.completed(scope_key).filter(pk__gt=after).order_by("pk")[:CHUNK])
        lines = self._lines(scope_key, {subject for _, subject, _ in rows})
        told = {(line.entry.subject_key, line.after(self.name)) for line in lines if line.entry.verb in self.verbs}
        part, wrong = Part(goes_on=[rows[-1][0], since] if len(rows) == CHUNK else None), []
        for key, subject, when in rows:
            if (subject, key) in told or (subject, None) in told:
                continue
            if since is not None and (when is None or when > dt.datetime.fromisoformat(since)):
                wrong.append(key)
            else:
                part.looked_at, part.unmarked = part.looked_at + 1, part.unmarked + 1
        names = self.names(wrong)
        part.problems = [f"{names[key]}: nhật ký không có dòng nào ghi việc này" for key in wrong]
        return part

    def _completes_a_row(self, line: Line) -> bool:
        """Not when the act took it back without a new mark, or says itself that it completed none."""
        after = line.facts["after"]
        says_none = self.name in after and after[self.name] is None
        return not says_none and (line.entry.verb in self.verbs or line.after(self._digest_name) is not None)

    def _lines(self, scope_key: int, subjects: Iterable[int]) -> list[Line]:
        return audit.lines_about(scope_key, self.subject_kind, list(subjects), self._all_verbs)

    def _marked_since(self, scope_key: int) -> str | None:
        lines = AuditEntry.objects.filter(scope_key=scope_key, verb__in=self.verbs)
        lines = lines.filter(labels__has_key=f"after.{self._digest_name}").order_by("seq")
        first = lines.values_list("at", flat=True).first()
        return first.isoformat() if first else None

    def _contents(self, keys: Collection[int]) -> dict[int, str]:
        """By key, the digest of each row that is there; '' when it cannot be read."""
        try:
            return {key: digest_of(content) for key, content in self.read(keys).items()}
        except _FAULTS:
            return dict(pair for key in keys for pair in self._readable(key))

    def _readable(self, key: int) -> Iterable[tuple[int, str]]:
        try:
            return [(one, digest_of(content)) for one, content in self.read([key]).items()]
        except _FAULTS:
            return [(key, "")]


def digest_of(content: Any) -> str:
    return seals.sha256_of(seals.canonical(content))
