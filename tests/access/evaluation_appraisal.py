"""Criteria, self-assessments, score sheets, conclusions."""

from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from evaluation.conclusions.assignment_plan import Wish
from evaluation.conclusions.services import assignment, conclusions
from evaluation.enums import EvaluationState, Finding
from evaluation.self_assessment.services import clarifications, self_assessment
from evaluation.self_assessment.services.self_assessment import Answer, Result, SelfAssessmentDraft
from evaluation.sheets.own_sheets import read_own_sheets
from evaluation.sheets.services import declarations, sheets, upload
from evaluation.sheets.services.sheets import Score
from evaluation.sheets.workbook import sheet_workbook
from organizations.enums import Role
from tests.support import factories as make

from . import BAN, OWN, WARD, Entry
from .registry_form import PNG

HEAD = frozenset({"boss"})
OFFICER = frozenset({"officer"})
POINTS = {1: Decimal(50), 2: Decimal(30)}  # of the factory's two criteria


class Reread(SimpleUploadedFile):
    """Sent whole by each of many people."""

    def read(self, *size):
        self.seek(0)
        return super().read(*size)


def before_self_assessment(world):
    """A year whose criteria can still be edited."""
    world.cycle.self_assessment_opens = world.cycle.self_assessment_closes = clock.today().replace(
        year=clock.today().year + 1, day=1
    )
    world.cycle.save()
    return (world.slug, world.cycle.year)


def criteria_form(world):
    rows = list(world.criteria.criteria.all())
    data = {"title": "Bộ tiêu chí sửa", "issuer": "WARD", "version": world.criteria.version}
    data |= {"tc-TOTAL_FORMS": len(rows), "tc-INITIAL_FORMS": len(rows)}
    for place, row in enumerate(rows):
        data |= {
            f"tc-{place}-key": row.key,
            f"tc-{place}-title": row.title,
            f"tc-{place}-wording": row.wording,
            f"tc-{place}-applies_to": row.applies_to,
            f"tc-{place}-max_points": "" if row.max_points is None else str(int(row.max_points)),
        }
    return data


def received(world):
    return (world.slug, world.initiative().code)


def whole(world):
    """A draft with nothing missing."""
    row = world.initiative()
    self_assessment.save_self_assessment(
        actor=world.actor("head"),
        initiative=row,
        draft=SelfAssessmentDraft(
            summary="Đã vận động 186 trên 192 hộ ký cam kết, chỉnh trang 3 ngõ.",
            story_before="Ngõ tối",
            story_after="Ngõ sáng",
            answers={number: Answer(text="Có số liệu", finding=Finding.MET) for number in (1, 2)},
            results={"t1": Result(result=Decimal(186))},
        ),
    )
    return (world.slug, row.code)


def sent(world):
    world.sent = make.make_evaluation(world.initiative(), EvaluationState.SENT)
    return (world.slug, world.sent.initiative.code)


def scored(world):
    address = sent(world)
    scores = {number: Score(finding=Finding.MET, points=points) for number, points in POINTS.items()}
    world.sheet = sheets.save_sheet(actor=world.actor("officer"), evaluation=world.sent, scores=scores)
    return address


def completed(world):
    address = scored(world)
    sheets.complete_sheet(actor=world.actor("officer"), sheet=world.sheet)
    return address


def apart(world):
    """Two completed sheets fifty points apart."""
    address = completed(world)
    second = make.actor(make.make_member(world.ward, Role.OFFICER), world.ward)
    scores = {number: Score(finding=Finding.MET, points=points - 25) for number, points in POINTS.items()}
    sheet = sheets.save_sheet(actor=second, evaluation=world.sent, scores=scores)
    sheets.complete_sheet(actor=second, sheet=sheet)
    return address


def concluded(world):
    address = sent(world)
    conclusions.conclude_evaluation(
        actor=world.actor("boss"), evaluation=world.sent, outcome="TOO_EARLY", reason="Mới triển khai"
    )
    return address


def questioned(world):
    address = sent(world)
    world.question = clarifications.ask(actor=world.actor("officer"), evaluation=world.sent, question="Có bao nhiêu hộ")
    return address


def reason(world):
    return {"reason": "Người thân phụ trách mô hình"}


def declared(world):
    """The officer's own declaration about the unit."""
    made = declarations.declare(actor=world.actor("officer"), ward=world.ward, unit=world.unit, **reason(world))
    return (world.slug, made.pk)


def sealed_plan(world):
    """The head's preview of giving the one model to the officer."""
    wish = Wish(tuple(range(1, 6)), (world.actor("officer").user_key,), 1)
    plan = assignment.preview(actor=world.actor("boss"), ward=world.ward, cycle=world.cycle, wish=wish)
    return {"ke_hoach": assignment.seal(world.actor("boss"), world.cycle, plan)}


def sheet_file(world):
    """The officer's own workbook, as downloaded."""
    actor = world.actor("officer")
    return SimpleUploadedFile("phieu.xlsx", sheet_workbook(actor, world.cycle, read_own_sheets(actor, world.cycle)))


def list_address(world):
    sent(world)
    return (world.slug,)


ENTRIES = [
    Entry(
        "evaluation:sheet_grid",
        list_address,
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {
            f"{world.sent.initiative.code}-{name}": value
            for name, value in {"version": 0, "was": "", "points_1": "17,5"}.items()
        },
        hidden=False,
    ),
    Entry("evaluation:sheet_file", list_address, opens=OFFICER, hidden=False),
    Entry(
        "evaluation:sheet_upload",
        list_address,
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {"file": sheet_file(world)},
        done=(200,),
        hidden=False,
    ),
    Entry(
        "evaluation:sheet_upload_save",
        list_address,
        get=False,
        sends=OFFICER,
        payload=lambda world: {"phieu": upload.seal(world.actor("officer"), world.cycle, [])},
        hidden=False,
    ),
    Entry(
        "evaluation:sheet_compare",
        apart,
        opens=BAN,
        sends=BAN,
        hidden=False,
        payload=lambda world: {"reason": "Có biên bản kiểm tra"},
    ),
    Entry(
        "evaluation:conflict_list",
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {"about": "don-vi", "unit": world.unit.pk, **reason(world)},
        hidden=False,
    ),
    Entry("evaluation:conflict_withdraw", declared, opens=OFFICER, sends=OFFICER),
    Entry("evaluation:assignment", list_address, opens=HEAD, sends=HEAD, payload=sealed_plan, hidden=False),
    Entry("evaluation:conflict_declared", opens=HEAD, hidden=False),
    Entry("evaluation:points_file", lambda world: (world.slug, world.cycle.year), opens={"boss"}, hidden=False),
    Entry(
        "evaluation:points_explained",
        apart,
        opens={"boss"},
        hidden=False,
    ),
    Entry(
        "evaluation:criteria_detail",
        lambda world: (world.slug, world.cycle.year),
        opens=WARD,
        sends=HEAD,
        hidden=False,
    ),  # fmt: skip
    Entry(
        "evaluation:criteria_edit",
        before_self_assessment,
        opens=HEAD,
        sends=HEAD,
        payload=criteria_form,
        hidden=False,
    ),  # fmt: skip
    Entry(
        "evaluation:self_assessment",
        received,
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"version": 0, "summary": "Bản nháp đầu tiên"},
    ),  # fmt: skip
    Entry(
        "evaluation:self_assessment_autosave",
        received,
        get=False,
        sends=OWN,
        payload=lambda world: {"version": 0, "summary": "Bản nháp đang gõ"},
        done=(200,),
    ),
    Entry(
        "evaluation:self_assessment_file",
        received,
        get=False,
        sends=OWN,
        payload=lambda world: {"tep_1": Reread("anh.png", PNG)},
        done=(200,),
    ),
    Entry(
        "evaluation:self_assessment_check",
        whole,
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"agreed": "on"},
    ),  # fmt: skip
    Entry(
        "evaluation:clarification_list",
        questioned,
        opens=OWN | BAN,
        sends=OWN,
        payload=lambda world: {"version": 0, f"answer_{world.question.pk}": "186 hộ", "viec": "gui"},
    ),
    Entry(
        "evaluation:clarification_autosave",
        questioned,
        get=False,
        sends=OWN,
        payload=lambda world: {"version": 0, f"answer_{world.question.pk}": "186 hộ"},
        done=(200,),
    ),
    Entry(
        "evaluation:correction_autosave",
        questioned,
        get=False,
        sends=OWN,
        payload=lambda world: {"version": 0, "summary": "Bản sửa đang gõ"},
        done=(200,),
    ),
    Entry(
        "evaluation:correction",
        questioned,
        opens=OWN,
        sends=OWN,
        payload=lambda world: {"version": 0, "summary": "Bản sửa", "viec": "xong"},
    ),
    Entry(
        "evaluation:sheet_clarify",
        sent,
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {"criterion": "1", "question": "Số liệu này ở sổ nào"},
    ),
    Entry("evaluation:sheet_list", opens=BAN, hidden=False),
    Entry(
        "evaluation:sheet_edit",
        sent,
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {"version": 0, "points_1": "17,5", "finding_1": "MET"},
    ),  # fmt: skip
    Entry(
        "evaluation:sheet_autosave",
        sent,
        get=False,
        sends=OFFICER,
        payload=lambda world: {"version": 0, "points_1": "17,5", "finding_1": "MET"},
        done=(200,),
    ),
    Entry(
        "evaluation:sheet_complete",
        scored,
        opens=OFFICER,
        sends=OFFICER,
        payload=lambda world: {"version": world.sheet.version},
    ),  # fmt: skip
    Entry("evaluation:sheet_reopen", completed, opens=OFFICER, sends=OFFICER, payload=reason),
    Entry("evaluation:sheet_decline", sent, opens=OFFICER, sends=OFFICER, payload=reason),
    Entry("evaluation:sheet_abstain", scored, opens=OFFICER, sends=OFFICER, payload=reason),
    Entry("evaluation:conclusion_list", opens=HEAD, hidden=False),
    Entry(
        "evaluation:conclusion_edit",
        sent,
        opens=HEAD,
        sends=HEAD,
        payload=lambda world: {
            "version": world.sent.version,
            "viec": "ket-luan",
            "outcome": "TOO_EARLY",
            "outcome_reason": "Mới triển khai hai tháng",
        },
    ),  # fmt: skip
    Entry("evaluation:conclusion_clear", concluded, opens=HEAD, sends=HEAD, payload=reason),
    Entry(
        "evaluation:sheet_void",
        lambda world: (*completed(world), "chuyenvien"),
        opens=HEAD,
        sends=HEAD,
        payload=reason,
    ),  # fmt: skip
]
