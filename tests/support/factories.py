"""Real rows for tests, each in one call. Numbers and names are made up; nothing here is a real person."""

import datetime as dt
import itertools
import uuid
from decimal import Decimal

from core import clock
from core.log.seals import seal
from core.text.vietnamese import fold, fold_name, sort_key
from evaluation.enums import AppliesTo, EvaluationState, Outcome
from evaluation.models import CriteriaSet, Criterion, Evaluation, SelfAssessment
from models_registry.enums import SECTORS, CycleState, DutyKind, InitiativeKind, InitiativeState, Source, SubmissionKind
from models_registry.initiative.contents import Contents, read_contents, sealed_facts, sealed_words
from models_registry.models import (
    CodeCounter,
    Cycle,
    Initiative,
    Period,
    RegistrationText,
    Sector,
    Submission,
    Target,
    UnitDuty,
)
from models_registry.years.unit_changes import search_text
from organizations.access.actors import actor_of
from organizations.enums import OrganizationKind, Role
from organizations.models import Membership, Organization, OrganizationName, User, path_step

PASSWORD = "mat-khau-thu-2026"
PLANNED = Decimal("180.00")  # as the database gives it back: it stands in the seal
_serial = itertools.count(1)
LONG_AGO = dt.date(2020, 1, 1)


def make_organization(*, name, kind, code, parent=None, ward=None, slug=None, **fields) -> Organization:
    row = Organization.objects.create(
        name=name,
        name_fold=fold(name),
        sort_key=sort_key(name),
        kind=kind,
        code=code,
        parent=parent,
        ward=ward,
        slug=slug,
        path=uuid.uuid4().bytes,
        **fields,
    )
    row.path = (bytes(parent.path) if parent else b"") + path_step(row.pk)
    if kind == OrganizationKind.WARD:
        row.ward = row
    row.save(update_fields=["path", "ward"])
    OrganizationName.objects.create(organization=row, name=name, name_fold=row.name_fold, valid_from=LONG_AGO)
    return row


def make_ward(name="Đảng ủy phường Thử Nghiệm", slug="thu-nghiem") -> Organization:
    province = Organization.objects.filter(kind=OrganizationKind.PROVINCE).first() or make_organization(
        name="Tỉnh ủy Thử", kind=OrganizationKind.PROVINCE, code="TU"
    )
    block = {"upper": "ĐẢNG BỘ TỈNH THỬ", "body": "ĐẢNG ỦY PHƯỜNG THỬ NGHIỆM", "place": "Thử Nghiệm", "symbol": "ĐU"}
    return make_organization(
        name=name, kind=OrganizationKind.WARD, code=slug.upper()[:16], parent=province, slug=slug, address_block=block
    )


def make_unit(ward, name=None, kind=OrganizationKind.RESIDENTIAL_CELL, code=None, **fields) -> Organization:
    number = next(_serial)
    row = make_organization(
        name=name or f"Chi bộ tổ dân phố Số {number}",
        kind=kind,
        code=code or f"U{number}",
        parent=fields.pop("parent", None) or ward,
        ward=ward,
        **fields,
    )
    ward.tree_version += 1
    ward.save(update_fields=["tree_version"])
    return row


def make_user(username=None, full_name=None, **fields) -> User:
    username = username or f"nguoi{next(_serial)}"
    fields.setdefault("must_change_password", False)
    user = User(username=username, username_fold=fold(username), **fields)
    user.name_person(full_name or f"Người Thử {username}")
    user.set_password(PASSWORD)
    user.save()
    return user


def give_role(user, organization, role, **fields) -> Membership:
    ward = organization.ward if organization.kind != OrganizationKind.PROVINCE else None
    fields.setdefault("valid_from", LONG_AGO)
    return Membership.objects.create(user=user, organization=organization, ward=ward, role=role, **fields)


def make_member(organization, role=Role.SECRETARY, username=None, **fields) -> User:
    """A person with one role; `fields` are the membership's (is_head, may_conclude, valid_until …)."""
    user = make_user(username)
    give_role(user, organization, role, **fields)
    return user


def make_head(unit, username=None) -> User:
    return make_member(unit, Role.SECRETARY, username, is_head=True)


def actor(user, ward):
    return actor_of(user, ward)


def sign_in(client, user):
    """Sign a person in without the form (no password hashing)."""
    client.force_login(user, backend="organizations.access.backends.MembershipBackend")
    session = client.session
    session["started"] = session["seen"] = clock.now().timestamp()
    session.save()
    return client


def sector(number=3) -> Sector:
    _, name, heading = SECTORS[number - 1]
    return Sector.objects.get_or_create(number=number, defaults={"name": name, "heading": heading})[0]


def make_cycle(ward, year=None, state=CycleState.OPEN, **fields) -> Cycle:
    """A year with all windows open around today, its counter, and a period 2026–2030 when it falls into it."""
    today = clock.today()
    year = year or today.year
    start, end = today - dt.timedelta(days=30), today + dt.timedelta(days=30)
    for window in ("registration", "self_assessment", "scoring", "submission"):
        fields.setdefault(f"{window}_opens", start)
        fields.setdefault(f"{window}_closes", end)
    period, _ = Period.objects.get_or_create(
        ward=ward, from_year=2026, defaults={"name": "Giai đoạn 2026–2030", "until_year": 2030}
    )
    cycle = Cycle.objects.create(
        ward=ward, year=year, state=state, period=period if 2026 <= year <= 2030 else None, **fields
    )
    CodeCounter.objects.create(ward=ward, year=year)
    return cycle


def make_duty(cycle, unit, kind=DutyKind.OWES_MODEL, **fields) -> UnitDuty:
    return UnitDuty.objects.create(ward_id=cycle.ward_id, cycle=cycle, unit=unit, kind=kind, **fields)


def make_initiative(unit, cycle, state=InitiativeState.DRAFT, name=None, **fields) -> Initiative:
    """An initiative with complete texts and one target; past DRAFT it has a code and one sealed submission."""
    name = name or f"Mô hình thử số {next(_serial)}"
    fields.setdefault("sector", sector(3))
    fields.setdefault("ongoing", True)
    fields.setdefault("kind", InitiativeKind.MODEL)
    row = Initiative(
        ward_id=unit.ward_id,
        cycle=cycle,
        year=cycle.year,
        unit=unit,
        unit_label=unit.name,
        unit_sort=bytes(unit.sort_key),
        name=name,
        name_fold=fold_name(name),
        name_sort=sort_key(name),
        state=state,
        **fields,
    )
    if state != InitiativeState.DRAFT:
        counter = CodeCounter.objects.get(ward_id=unit.ward_id, year=cycle.year)
        counter.last += 1
        counter.save()
        row.number, row.code = counter.last, f"DK-{cycle.year}-{counter.last:03d}"
        row.first_sent_at = clock.now()
        row.sent_number = 1
        if state == InitiativeState.RECEIVED:
            row.received_at = clock.now()
    row.search_text = search_text(row, unit.name)
    row.save()
    text = RegistrationText.objects.create(
        initiative=row,
        problem="Ba ngõ chưa có đèn, hay mất xe.",
        method=("Vận động từng hộ, chia nhóm theo ngõ, mỗi nhóm một đảng viên phụ trách. " * 2).strip(),
        leader_name="Người Phụ Trách",
        contact_phone="0912 000 111",
        meeting_on=clock.today() - dt.timedelta(days=7),
        steps=[{"what": "Vận động từng hộ", "who": "Tổ đảng viên", "when": "Quý I"}],
    )
    target = Target.objects.create(
        ward_id=row.ward_id, initiative=row, key="t1", indicator="Số hộ ký cam kết", measure="hộ", planned=PLANNED
    )
    if state != InitiativeState.DRAFT:
        make_submission(row, contents=Contents(row, text, targets=[target], coordinations=[], files=[]))
    return row


def make_submission(initiative, kind=SubmissionKind.REGISTRATION, number=1, contents=None) -> Submission:
    """A send, sealed like a real one with what the initiative holds now: read, unless `contents` says it."""
    contents = contents or read_contents(initiative)
    sealed = seal(sealed_facts(contents), sealed_words(contents))
    return Submission.objects.create(
        ward_id=initiative.ward_id,
        initiative=initiative,
        kind=SubmissionKind.IMPORT if initiative.source == Source.IMPORT else kind,
        number=number,
        unit_name=initiative.unit_label,
        seal=sealed.text,
        sha256=sealed.sha256,
        body=sealed.body,
    )


def make_criteria(cycle, frozen=False) -> CriteriaSet:
    """A small live set: two criteria of 60 and 40 points and the individuals' one without points."""
    found = CriteriaSet.objects.filter(cycle=cycle, replaced_at__isnull=True).first()
    if found:
        return found
    row = CriteriaSet.objects.create(ward_id=cycle.ward_id, cycle=cycle, title=f"Bộ tiêu chí {cycle.year}")
    for number, points in ((1, 60), (2, 40), (3, None)):
        Criterion.objects.create(
            criteria_set=row,
            number=number,
            key=f"c{number}",
            title=f"Tiêu chí {number}",
            wording=f"Nội dung tiêu chí {number}",
            applies_to=AppliesTo.ALL if points else AppliesTo.INDIVIDUAL,
            max_points=points,
        )
    if frozen:
        row.frozen_at = clock.now()
        row.save(update_fields=["frozen_at"])
    return row


def make_evaluation(initiative, state=EvaluationState.SENT, outcome=Outcome.NONE, mean=0, **fields) -> Evaluation:
    """An evaluation with a self-assessment; past DRAFT it has a submission of its own."""
    fields.setdefault("sheets_done", 2 if outcome else 0)
    if outcome in (Outcome.NOT_YET, Outcome.TOO_EARLY):
        fields.setdefault("outcome_reason", "Chưa có kết quả cụ thể so với chỉ tiêu đã đăng ký.")
    current = None
    if state != EvaluationState.DRAFT:
        current = make_submission(initiative, SubmissionKind.SELF_ASSESSMENT)
        fields.setdefault("sent_at", clock.now())
    row = Evaluation.objects.create(
        ward_id=initiative.ward_id,
        cycle_id=initiative.cycle_id,
        initiative=initiative,
        sector_id=initiative.sector_id,
        kind=initiative.kind,
        criteria_set=make_criteria(initiative.cycle),
        registration=initiative.submissions.filter(kind=SubmissionKind.REGISTRATION).last(),
        current=current,
        state=state,
        outcome=outcome,
        mean=Decimal(mean),
        **fields,
    )
    SelfAssessment.objects.create(
        evaluation=row, summary="Đã vận động 186 trên 192 hộ ký cam kết, chỉnh trang 3 ngõ.", participants=420
    )
    return row


def make_candidate(unit, cycle, mean=80, **fields) -> Initiative:
    """An initiative the head recommends for recognition."""
    row = make_initiative(unit, cycle, InitiativeState.RECEIVED, **fields)
    make_evaluation(row, EvaluationState.CONCLUDED, Outcome.RECOMMEND, mean)
    return row
