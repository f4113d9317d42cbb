"""Acts on the tree of organisations. Changes take effect today or earlier, never in advance (decision 11).

Every act bumps the ward's `tree_version` and is carried to the floors above by settings.UNIT_FOLLOWERS, in the same
transaction and in that order. A ward's row is locked first, so that two acts on one tree run one after the other.
"""

import datetime as dt
import uuid
from importlib import import_module

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from core import clock
from core.actor import Actor
from core.exceptions import DomainError
from core.log import audit
from core.text.vietnamese import clean_line, fold, is_no_name, no_name_words, sort_key
from organizations.enums import ORDER_OF_KIND, UNIT_KINDS, OrganizationKind
from organizations.models import Membership, Organization, OrganizationAlias, OrganizationName, path_step
from organizations.permissions import Action, require

EPOCH = dt.date(2000, 1, 1)  # names given at the start are valid for all papers


@transaction.atomic
def create_province(*, name: str, code: str) -> Organization:
    """The root above wards. Made by commands only."""
    return _insert(parent=None, ward=None, kind=OrganizationKind.PROVINCE, code=code, name=name)


@transaction.atomic
def create_ward(*, province: Organization, name: str, code: str, slug: str, address_block: dict) -> Organization:
    """A ward committee: the tenant everything of the movement belongs to. Made by commands only."""
    ward = _insert(
        parent=province, ward=None, kind=OrganizationKind.WARD, code=code, name=name, slug=slug, address=address_block
    )
    ward.ward = ward
    ward.save(update_fields=["ward"])
    return ward


@transaction.atomic
def add_unit(
    *,
    actor: Actor,
    ward: Organization,
    code: str,
    name: str,
    kind: str,
    reports_vertically: bool = False,
    parent: Organization | None = None,
    manual_order: int | None = None,
    valid_from: dt.date = EPOCH,
) -> Organization:
    """Add a unit to the ward, shown among its kind unless another `manual_order` is given.

    Raises DomainError for a code or name the ward has already.
    """
    require(actor, Action.MANAGE_UNITS, ward_place(ward))
    lock_tree(ward)
    name, code = clean_line(name), clean_line(code).upper()
    _refuse_twin(ward, code=code, name=name)
    if kind not in UNIT_KINDS:
        raise DomainError("Hãy chọn loại đơn vị", field="kind")
    if parent is not None and parent.ward_id != ward.pk:
        raise DomainError("Đơn vị cấp trên phải thuộc phường này", field="parent")
    unit = _insert(
        parent=parent or ward,
        ward=ward,
        kind=kind,
        code=code,
        name=name,
        vertical=reports_vertically,
        manual_order=ORDER_OF_KIND[kind] if manual_order is None else manual_order,
        valid_from=valid_from,
    )
    tree_changed(ward)
    audit.record(
        actor=actor, verb="unit.add", text=f"Thêm đơn vị {unit.name}", subject=unit, ward_key=ward.pk,
        after={"code": code, "kind": kind, "vertical": reports_vertically},
    )  # fmt: skip
    follow("units_added", units=[unit], actor=actor)
    return unit


@transaction.atomic
def rename_unit(*, actor: Actor, unit: Organization, name: str, valid_from: dt.date) -> None:
    """Give a unit another name from a day on; papers dated earlier keep the old one."""
    require(actor, Action.MANAGE_UNITS, unit)
    lock_tree(unit.ward)
    name = clean_line(name)
    if valid_from > clock.today():
        raise DomainError("Ngày đổi tên không được sau hôm nay", field="valid_from")
    current = OrganizationName.objects.get(organization=unit, valid_until__isnull=True)
    if valid_from <= current.valid_from:
        raise DomainError("Ngày đổi tên phải sau ngày bắt đầu của tên hiện nay", field="valid_from")
    if name == unit.name:
        raise DomainError("Tên mới giống tên hiện nay", field="name")
    _refuse_twin(unit.ward, name=name, other_than=unit)
    before = unit.name
    current.valid_until = valid_from
    current.save(update_fields=["valid_until"])
    OrganizationName.objects.create(organization=unit, name=name, name_fold=fold(name), valid_from=valid_from)
    unit.name, unit.name_fold, unit.sort_key = name, fold(name), sort_key(name)
    unit.version = F("version") + 1
    unit.save(update_fields=["name", "name_fold", "sort_key", "version"])
    unit.refresh_from_db()
    tree_changed(unit.ward)
    audit.record(
        actor=actor, verb="unit.rename", text=f"Đổi tên đơn vị thành {name}", subject=unit, ward_key=unit.ward_id,
        before={"name": before}, after={"name": name, "from": valid_from},
    )  # fmt: skip
    follow("unit_renamed", unit=unit, actor=actor)


@transaction.atomic
def move_unit(*, actor: Actor, unit: Organization, parent: Organization) -> None:
    """Put a unit, with all below it, under another of the same ward. Raises DomainError for a circle."""
    require(actor, Action.MANAGE_UNITS, unit)
    lock_tree(unit.ward)
    unit.refresh_from_db()
    parent.refresh_from_db()
    if parent.pk != unit.ward_id and parent.ward_id != unit.ward_id:
        raise DomainError("Chỉ chuyển được trong cùng một phường", field="parent")
    if bytes(parent.path).startswith(bytes(unit.path)):
        raise DomainError("Không chuyển được đơn vị vào chính nó hoặc đơn vị bên dưới nó", field="parent")
    if parent.closed_on is not None:
        raise DomainError("Đơn vị cấp trên đã kết thúc hoạt động", field="parent")
    old = bytes(unit.path)
    new = bytes(parent.path) + path_step(unit.pk)
    for row in Organization.objects.below(old).order_by("path"):
        row.path = new + bytes(row.path)[len(old) :]
        row.save(update_fields=["path"])
    unit.refresh_from_db()
    unit.parent = parent
    unit.save(update_fields=["parent"])
    tree_changed(unit.ward)
    audit.record(
        actor=actor, verb="unit.move", text=f"Chuyển {unit.name} về {parent.name}", subject=unit, ward_key=unit.ward_id
    )
    follow("unit_moved", unit=unit, actor=actor)


@transaction.atomic
def close_unit(
    *, actor: Actor, unit: Organization, closed_on: dt.date, successor: Organization | None, reason: str
) -> None:
    """End a unit, merged into a successor or not. Its memberships end; followers move the open work."""
    require(actor, Action.MANAGE_UNITS, unit)
    lock_tree(unit.ward)
    unit.refresh_from_db()
    if unit.closed_on is not None:
        raise DomainError(f"{unit.name} đã kết thúc hoạt động từ trước")
    if closed_on > clock.today():
        raise DomainError("Ngày kết thúc không được sau hôm nay", field="closed_on")
    if successor is not None:
        if successor.pk == unit.pk or successor.ward_id != unit.ward_id:
            raise DomainError("Hãy chọn đơn vị kế tục khác trong cùng phường", field="successor")
        if successor.closed_on is not None:
            raise DomainError("Đơn vị kế tục đã kết thúc hoạt động", field="successor")
    if Organization.objects.filter(parent=unit, closed_on__isnull=True).exists():
        raise DomainError("Hãy chuyển các đơn vị trực thuộc đi trước khi kết thúc đơn vị này")
    heir = successor
    Organization.objects.filter(pk=unit.pk).update(
        closed_on=closed_on, successor=successor, heir=heir, version=F("version") + 1
    )
    Organization.objects.filter(heir=unit).update(heir=heir)
    for seat in Membership.objects.filter(organization=unit, valid_until__isnull=True):
        seat.valid_until = max(closed_on, seat.valid_from)
        seat.end_reason = "Đơn vị kết thúc hoạt động"
        seat.save(update_fields=["valid_until", "end_reason"])
    unit.refresh_from_db()
    tree_changed(unit.ward)
    words = f"sáp nhập vào {successor.name}" if successor else "không có đơn vị kế tục"
    audit.record(
        actor=actor, verb="unit.close", text=f"Kết thúc hoạt động {unit.name}, {words}", subject=unit,
        ward_key=unit.ward_id, after={"closed_on": closed_on, "successor": successor and successor.pk}, reason=reason,
    )  # fmt: skip
    follow("unit_closed", unit=unit, successor=successor, actor=actor)


@transaction.atomic
def remember_alias(*, actor: Actor, unit: Organization, alias: str) -> None:
    """Remember how an office writes this unit. Writing the same again changes nothing; another unit's alias is kept."""
    require(actor, Action.MANAGE_UNITS, unit)
    alias = clean_line(alias)
    OrganizationAlias.objects.get_or_create(
        ward_id=unit.ward_id, alias_fold=fold(alias), defaults={"organization": unit, "alias": alias}
    )


@transaction.atomic
def set_vertical(*, actor: Actor, unit: Organization, reports_vertically: bool) -> None:
    """Mark a unit as registering with its own sector (Plan II.4.2, decision 12). Duties of open years are kept."""
    require(actor, Action.MANAGE_UNITS, unit)
    lock_tree(unit.ward)
    if unit.reports_vertically == reports_vertically:
        return
    Organization.objects.filter(pk=unit.pk).update(reports_vertically=reports_vertically, version=F("version") + 1)
    unit.refresh_from_db()
    tree_changed(unit.ward)
    text = "Đăng ký theo ngành dọc" if reports_vertically else "Đăng ký với phường"
    audit.record(actor=actor, verb="unit.vertical", text=text, subject=unit, ward_key=unit.ward_id)


def _insert(*, parent, ward, kind, code, name, slug=None, vertical=False, manual_order=0, address=None,
            valid_from=EPOCH) -> Organization:  # fmt: skip
    name = clean_line(name)
    unit = Organization(
        parent=parent,
        ward=ward,
        kind=kind,
        code=code,
        slug=slug,
        name=name,
        name_fold=fold(name),
        sort_key=sort_key(name),
        manual_order=manual_order,
        reports_vertically=vertical,
        address_block=address or {},
        path=uuid.uuid4().bytes,  # until the row has its key
    )
    try:
        with transaction.atomic():
            unit.save()
    except IntegrityError as error:
        raise DomainError(f"Mã {code} đã có đơn vị khác dùng", field="code") from error
    unit.path = (bytes(parent.path) if parent else b"") + path_step(unit.pk)
    unit.save(update_fields=["path"])
    OrganizationName.objects.create(organization=unit, name=name, name_fold=unit.name_fold, valid_from=valid_from)
    return unit


def _refuse_twin(ward, *, name: str, code: str | None = None, other_than=None):
    if not name:
        raise DomainError("Hãy nhập tên đơn vị", field="name")
    if is_no_name(name):
        raise DomainError(no_name_words(name), field="name")
    if code is not None and not code:
        raise DomainError("Hãy nhập mã đơn vị", field="code")
    rows = Organization.objects.filter(ward=ward)
    if other_than is not None:
        rows = rows.exclude(pk=other_than.pk)
    if code is not None and rows.filter(code=code).exists():
        raise DomainError(f"Mã {code} đã có đơn vị khác dùng", field="code")
    if rows.living().filter(name_fold=fold(name)).exists():
        raise DomainError(f"Đã có đơn vị tên “{name}”", field="name")


def lock_tree(ward: Organization):
    Organization.objects.select_for_update().get(pk=ward.pk)


def tree_changed(ward: Organization):
    Organization.objects.filter(pk=ward.pk).update(tree_version=F("tree_version") + 1)
    ward.refresh_from_db(fields=["tree_version"])


def following_tables() -> set:
    """Tables whose rows come with a unit by themselves, on whatever floor."""
    return {table for name in settings.UNIT_FOLLOWERS for table in import_module(name).FOLLOWING}


def follow(act: str, **what):
    for name in settings.UNIT_FOLLOWERS:
        getattr(import_module(name), act)(**what)


class _Place:
    """A ward as the object of a right: a thing of the ward, of no unit."""

    def __init__(self, ward):
        self.ward_id, self.unit_id = ward.pk, None


def ward_place(ward):
    return _Place(ward)
