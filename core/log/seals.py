"""Sealing: facts are hashed as text; personal words are hashed only through salted digests.

The seal is canonical JSON **text** and is stored as text (a JSON column may be rewritten by the database). It holds
codes, numbers, dates and, for each personal or free text, `sha256(salt ‖ text)`. Salt and text stand beside it in
`body` and can be erased, leaf by leaf, without breaking any hash.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

Body = dict[str, dict[str, str]]  # name → {"salt", "text"}, or {"erased": why}


@dataclass(frozen=True)
class Sealed:
    text: str
    sha256: str
    body: Body


def seal(facts: Mapping[str, Any], personal: Mapping[str, str]) -> Sealed:
    """Seal `facts` (no floats) with a digest per personal text. Sealing twice gives new salts, hence a new hash."""
    body = {name: {"salt": secrets.token_hex(16), "text": str(text)} for name, text in personal.items()}
    text = canonical({"facts": facts, "digests": {name: _digest(leaf) for name, leaf in body.items()}})
    return Sealed(text, sha256_of(text), body)


def check(text: str, sha256: str, body: Body) -> list[str]:
    """What is wrong with a stored seal, in words; empty when whole. Erased leaves are lawful."""
    if sha256_of(text) != sha256:
        return ["văn bản niêm không khớp mã băm"]
    digests = json.loads(text)["digests"]
    problems = [f"thiếu nội dung “{name}”" for name in digests if name not in body]
    problems += [f"thừa nội dung “{name}”" for name in body if name not in digests]
    for name, leaf in body.items():
        if name in digests and "erased" not in leaf and _digest(leaf) != digests[name]:
            problems.append(f"nội dung “{name}” không khớp dấu băm")
    return problems


def is_unreadable(text: str) -> bool:
    """Whether a sealed text no longer is JSON with facts."""
    try:
        return not isinstance(facts_of(text), dict)
    except (ValueError, KeyError, TypeError):
        return True


def facts_of(text: str) -> dict[str, Any]:
    """The facts of a seal, as plain JSON."""
    return json.loads(text)["facts"]


def erase(body: Body, names: Iterable[str], why: str) -> Body:
    """The body without the named words; `why` (the number of the request) stands in their place."""
    return {**body, **{name: {"erased": why} for name in names if name in body}}


def read_each(rows, chunk: int = 500) -> Iterator[tuple[int, Any]]:
    """(key, row) of a queryset in its order; None for a row whose columns no longer parse, so that it can be named."""
    keys = list(rows.values_list("pk", flat=True))
    for at in range(0, len(keys), chunk):
        part = keys[at : at + chunk]
        try:
            found = {row.pk: row for row in rows.filter(pk__in=part)}
        except ValueError:
            found = {key: row for key in part if (row := _readable(rows, key))}
        yield from ((key, found.get(key)) for key in part)


def _readable(rows, key: int):
    try:
        return rows.get(pk=key)
    except ValueError:
        return None


def canonical(value: Any) -> str:
    """One text per value: sorted keys, no spaces, decimals and dates as text. Raises TypeError for a float."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(leaf: Mapping[str, str]) -> str:
    return sha256_of(f"{leaf.get('salt', '')}\n{leaf.get('text', '')}")


def _plain(value: Any) -> Any:
    match value:
        case None | bool():
            return value
        case Enum():
            return _plain(value.value)
        case int() | str():
            return value
        case Decimal() | UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return value.hex()
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
        case _:
            raise TypeError(f"{type(value).__name__} cannot be sealed")
