"""Accounts and memberships (decisions 5–8). Nobody changes their own roles; the last administrator stays."""

import datetime as dt

from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from core import clock
from core.actor import Actor
from core.exceptions import DomainError
from core.log import audit
from core.log.notifications import notify
from core.text.vietnamese import clean_line, fold, is_no_name, no_name_words
from core.web import throttle
from organizations.access.passwords import give_temporary
from organizations.enums import CONCLUDING_ROLES, Role
from organizations.models import Membership, Organization, User
from organizations.people.delegation.services import end_with
from organizations.permissions import Action, can, require
from organizations.units.services import ward_place as place


@transaction.atomic
def create_person(
    *,
    actor: Actor,
    ward: Organization,
    username: str,
    full_name: str,
    phone: str = "",
    home_cell=None,
    practice_hash: str = "",
) -> tuple[User, str]:
    """A new account and its one-time password, which is returned once and stored nowhere in the clear.

    `practice_hash`: the hash all accounts of the practice ward share, instead of a one-time password. Raises
    DomainError when the user name is taken: names that differ only by case or accents are one name.
    """
    require(actor, Action.MANAGE_UNIT_PEOPLE, place(ward))
    username = clean_line(username)
    if not username or " " in username:
        raise DomainError("Tên đăng nhập viết liền, không có khoảng trắng", field="username")
    person = User(username=username, username_fold=fold(username), phone=clean_line(phone), home_cell=home_cell)
    person.name_person(full_name)
    if not person.full_name:
        raise DomainError("Hãy nhập họ và tên", field="full_name")
    if is_no_name(person.full_name):
        raise DomainError(no_name_words(person.full_name), field="full_name")
    password = _set_shared(person, practice_hash) if practice_hash else give_temporary(person)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        raise DomainError(f"Tên đăng nhập “{username}” đã có người dùng", field="username") from error
    audit.record(
        actor=actor, verb="person.create", text=f"Tạo tài khoản {username}", subject=person, ward_key=ward.pk,
        audience=audit.Audience.ADMIN,
    )  # fmt: skip
    return person, password


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    ward: Organization,
    person: dict,
    organization: Organization,
    role: str,
    is_head: bool = False,
    may_conclude: bool = False,
) -> tuple[User, str]:
    """An account with its first role, both or neither. `person` holds create_person's fields."""
    _require_grant(actor, ward, role)
    user, password = create_person(actor=actor, ward=ward, **person)
    grant_role(
        actor=actor, ward=ward, person=user, organization=organization, role=role, is_head=is_head,
        may_conclude=may_conclude,
    )  # fmt: skip
    return user, password


@transaction.atomic
def issue_password(*, actor: Actor, ward: Organization, person: User) -> str:
    """A one-time password for someone who lost theirs; their sessions end, and they are told."""
    require(actor, Action.MANAGE_UNIT_PEOPLE, place(ward))
    _refuse_beyond_reach(actor, ward, person)
    password = give_temporary(person)
    person.save()
    throttle.forgive([person.username_fold])
    audit.record(
        actor=actor, verb="person.password", text=f"Cấp mật khẩu tạm cho {person.username}", subject=person,
        ward_key=ward.pk, audience=audit.Audience.ADMIN,
    )  # fmt: skip
    notify(
        user_keys=[person.pk], ward_key=ward.pk, kind="password", text="Mật khẩu của đồng chí vừa được cấp lại",
        link="/tai-khoan/", dedupe_key=f"password-{clock.now().isoformat()}",
    )  # fmt: skip
    return password


@transaction.atomic
def change_password(*, person: User, old: str | None, new: str, ward_key: int | None, actor: Actor) -> None:
    """The person's own change. `old` is None only at the forced first change."""
    if old is None and not person.must_change_password or old is not None and not person.check_password(old):
        raise DomainError("Mật khẩu hiện nay chưa đúng", field="old_password")
    if person.check_password(new):
        raise DomainError("Mật khẩu mới phải khác mật khẩu hiện nay", field="new_password")
    password_validation.validate_password(new, person)
    person.set_password(new)
    person.must_change_password, person.password_expires_at = False, None
    person.save(update_fields=["password", "must_change_password", "password_expires_at"])
    audit.record(
        actor=actor, verb="person.own_password", text="Đổi mật khẩu của mình", subject=person, ward_key=ward_key or 0,
        audience=audit.Audience.ADMIN,
    )  # fmt: skip


@transaction.atomic
def edit_profile(*, person: User, phone: str, text_size: int) -> None:
    """What a person may change of their own: a phone number and the size of letters."""
    User.objects.filter(pk=person.pk).update(phone=clean_line(phone), text_size=text_size)


def end_other_sessions(*, person: User, keep: str) -> int:
    """Delete the person's other sessions on the server; returns how many there were."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=clock.now()).exclude(session_key=keep):
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
            ended += 1
    return ended


@transaction.atomic
def set_active(*, actor: Actor, ward: Organization, person: User, is_active: bool, reason: str = "") -> None:
    """Lock or unlock an account. A locked person's next request finds them signed out."""
    require(actor, Action.MANAGE_UNIT_PEOPLE, place(ward))
    _refuse_beyond_reach(actor, ward, person)
    if person.pk == actor.user_key:
        raise DomainError("Không thể tự khóa tài khoản của mình")
    if not is_active:
        _keep_last_admin(ward, person)
    User.objects.filter(pk=person.pk).update(is_active=is_active)
    person.is_active = is_active
    audit.record(
        actor=actor, verb="person.active", text=("Mở khóa" if is_active else "Khóa") + f" tài khoản {person.username}",
        subject=person, ward_key=ward.pk, reason=reason, audience=audit.Audience.ADMIN,
    )  # fmt: skip


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    ward: Organization,
    person: User,
    organization: Organization,
    role: str,
    is_head: bool = False,
    may_conclude: bool = False,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
) -> Membership:
    """Give a person a role. A new head takes over: the former head's term ends the day it begins.

    Raises PermissionDenied beyond one's rights (decision 7) and DomainError for overlapping periods or a wrong place.
    """
    _require_grant(actor, ward, role)
    start = valid_from or clock.today()
    if person.pk == actor.user_key:
        raise DomainError("Không ai tự giao vai trò cho mình")
    if (role == Role.SECRETARY) == (organization.pk == ward.pk) or organization.ward_id != ward.pk:
        raise DomainError("Vai trò này không giao ở nơi đã chọn", field="organization")
    if organization.closed_on is not None:
        raise DomainError("Đơn vị đã kết thúc hoạt động", field="organization")
    if valid_until is not None and valid_until <= start:
        raise DomainError("Ngày kết thúc phải sau ngày bắt đầu", field="valid_until")
    User.objects.select_for_update().get(pk=person.pk)
    held = Membership.objects.filter(user=person, organization=organization, role=role, delegated_by__isnull=True)
    for row in held:
        if start < (row.valid_until or dt.date.max) and (valid_until or dt.date.max) > row.valid_from:
            raise DomainError(f"{person.full_name} đã giữ vai trò này từ ngày {row.valid_from:%d/%m/%Y}", field="role")
    if is_head:
        _end_former_head(organization, start)
    seat = Membership.objects.create(
        user=person,
        organization=organization,
        ward=ward,
        role=role,
        is_head=is_head and role == Role.SECRETARY,
        may_conclude=may_conclude and role in CONCLUDING_ROLES,
        valid_from=start,
        valid_until=valid_until,
        granted_by_key=actor.user_key,
    )
    audit.record(
        actor=actor, verb="role.grant", text=f"Giao {person.username}: {seat.title}, {organization.name}",
        subject=person, ward_key=ward.pk, after={"role": role, "organization": organization.pk, "head": is_head},
        audience=audit.Audience.ADMIN,
    )  # fmt: skip
    return seat


@transaction.atomic
def end_role(*, actor: Actor, ward: Organization, seat: Membership, on: dt.date, reason: str = "") -> None:
    """End a role from a day on (that day excluded). The last administrator's role cannot end."""
    _require_grant(actor, ward, seat.role)
    if seat.ward_id != ward.pk:
        raise DomainError("Vai trò này thuộc nơi khác")
    if seat.user_id == actor.user_key:
        raise DomainError("Không ai tự kết thúc vai trò của mình")
    if on < seat.valid_from or on > clock.today():
        raise DomainError("Ngày kết thúc phải từ ngày bắt đầu đến hôm nay", field="on")
    if seat.role == Role.ADMIN:
        _keep_last_admin(ward, seat.user)
    changed = Membership.objects.filter(pk=seat.pk, valid_until__isnull=True).update(valid_until=on, end_reason=reason)
    if not changed:
        raise DomainError("Vai trò này đã kết thúc từ trước")
    end_with(seat, on)
    audit.record(
        actor=actor, verb="role.end", text=f"Kết thúc vai trò của {seat.user.username}: {seat.title}",
        subject=seat.user, ward_key=ward.pk, reason=reason, audience=audit.Audience.ADMIN,
    )  # fmt: skip


def may_manage(actor: Actor, ward: Organization, person: User) -> bool:
    """Whether the actor may lock a person or give a new password: ADMIN everybody, OFFICER only people of units."""
    if can(actor, Action.MANAGE_PEOPLE, place(ward)):
        return True
    roles = set(Membership.objects.filter(user=person).valid_on(clock.today()).values_list("role", flat=True))
    return can(actor, Action.MANAGE_UNIT_PEOPLE, place(ward)) and roles <= {Role.SECRETARY}


def _refuse_beyond_reach(actor, ward, person):
    if not may_manage(actor, ward, person):
        require(actor, Action.MANAGE_PEOPLE, place(ward))


def _require_grant(actor, ward, role):
    action = Action.MANAGE_UNIT_PEOPLE if role == Role.SECRETARY else Action.MANAGE_PEOPLE
    require(actor, action, place(ward))


def _end_former_head(organization, start):
    former = Membership.objects.select_for_update().filter(
        organization=organization, is_head=True, valid_until__isnull=True
    )
    for seat in former:
        if start < seat.valid_from:
            raise DomainError("Người đứng đầu hiện nay bắt đầu sau ngày này", field="valid_from")
        seat.valid_until, seat.end_reason = start, "Có người đứng đầu mới"
        seat.save(update_fields=["valid_until", "end_reason"])


def _keep_last_admin(ward, person):
    others = (
        Membership.objects.select_for_update()
        .filter(ward=ward, role=Role.ADMIN, user__is_active=True)
        .valid_on(clock.today())
        .exclude(user=person)
    )
    is_admin = Membership.objects.filter(ward=ward, role=Role.ADMIN, user=person).valid_on(clock.today()).exists()
    if is_admin and not list(others[:1]):
        raise DomainError("Phải còn ít nhất một người quản trị")


def _set_shared(person, practice_hash: str) -> str:
    """Raises DomainError on a real installation: such accounts exist only where everything is sample data."""
    if not settings.PRACTICE:
        raise DomainError("Tài khoản dùng chung mật khẩu chỉ có ở bản tập sự")
    person.password, person.must_change_password = practice_hash, False
    return ""
