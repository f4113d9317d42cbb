"""The page that answers a return: of each part asked, its inputs, and what the unit says to the remark.

The inputs are those of the registration form, so that both read and refuse alike; several steps stand on one page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django import forms

from core.forms.base import CleanForm
from core.forms.fields import problems
from models_registry.enums import AnswerKind
from models_registry.initiative.completeness import Problem
from models_registry.initiative.contents import Contents
from models_registry.models import Remark
from models_registry.parts import PART, WHOLE, part_label, step_of
from models_registry.registration.forms.pages import RowSet, StepPage
from models_registry.registration.services.answers import RemarkAnswer

LONGEST_ANSWER = 2_000
INPUTS = {  # of a part: the names of its inputs in the form of its step
    "person_name": ("person_name", "person_facts"),
    "leader_name": ("leader_name", "contact_phone"),
    "origin": ("origin", "continues"),
    "period": ("starts_on", "ends_on", "ongoing"),
    "files": ("files", "scan"),
    "targets": (),
    "steps": (),
    "coordination": (),
    "kind": (),
    WHOLE: (),
}
ROWS = {"targets": "targets", "steps": "steps", "coordination": "units"}
DRAWN_APART = frozenset({"period", "files"})  # parts with a template of their own


class AnswersForm(CleanForm):
    """For each remark a choice and a text; both may stay empty until the registration is sent again."""

    def __init__(self, *args, remarks: Sequence[Remark], **kwargs):
        super().__init__(*args, **kwargs)
        self.remarks = list(remarks)
        for remark in self.remarks:
            kind = forms.ChoiceField(
                label="Đơn vị đã làm gì với góp ý này",
                required=False,
                choices=AnswerKind.choices,
                widget=forms.RadioSelect,
                initial=remark.answer_kind,
            )
            kind.widget.choice_hints = {
                AnswerKind.FIXED: "Nội dung phía trên đã sửa theo góp ý",
                AnswerKind.EXPLAINED: "Bắt buộc ghi lý do ở ô dưới",
            }
            self.fields[self.kind_name(remark)] = kind
            self.fields[self.text_name(remark)] = forms.CharField(
                label="Ghi thêm hoặc giải trình",
                required=False,
                max_length=LONGEST_ANSWER,
                initial=remark.answer,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        if self.is_bound:  # the boxes came after the form had cleaned what it knew
            self.data = self._cleaned_data_of(self.data)

    @staticmethod
    def kind_name(remark: Remark) -> str:
        return f"kind_{remark.number}"

    @staticmethod
    def text_name(remark: Remark) -> str:
        return f"answer_{remark.number}"

    def answers(self) -> dict[int, RemarkAnswer]:
        """By the key of the remark, as typed; what was not on the page, or cannot be kept, is left as it is."""
        self.is_valid()
        told = {}
        for remark in self.remarks:
            kind, text = self.kind_name(remark), self.text_name(remark)
            if text in self.errors or not {kind, text} & self.data.keys():
                continue
            words = self.cleaned_data[text] if text in self.data else remark.answer
            told[remark.pk] = RemarkAnswer(self.cleaned_data.get(kind, ""), words)
        return told

    def mark_silent(self) -> None:
        """Say at its box which remark still waits for an answer."""
        for remark in self.remarks:
            if remark.is_answered:
                continue
            if remark.answer_kind == AnswerKind.EXPLAINED:
                self.add_error(self.text_name(remark), f"Hãy ghi giải trình cho điểm {remark.number}")
            else:
                self.add_error(self.kind_name(remark), f"Hãy chọn “Đã sửa” hoặc “Giải trình” cho điểm {remark.number}")


@dataclass
class Point:
    """One remark as it stands on the page."""

    remark: Remark
    label: str
    step: int
    inputs: list = field(default_factory=list)  # bound fields
    rows: RowSet | None = None
    page: StepPage | None = None
    kept: str = ""  # after a clash: what is stored now, where it differs from what was typed
    kind: Any = None
    text: Any = None

    @property
    def part(self) -> str:
        return self.remark.field

    @property
    def is_apart(self) -> bool:
        return self.part in DRAWN_APART


class SupplementPage:
    """The page to show (`data` None) or posted. `extras` gives what the form of a step needs, by its number."""

    def __init__(
        self,
        contents: Contents,
        remarks: Sequence[Remark],
        data=None,
        *,
        marked: bool = False,
        more: str = "",
        extras: Callable[[int], dict] = lambda number: {},
    ):
        self.contents, self.remarks = contents, list(remarks)
        self.pages: dict[int, StepPage] = {}
        for remark in self.remarks:
            number = step_of(contents.initiative, remark.field)
            if self._has_inputs(remark.field) and number not in self.pages:
                self.pages[number] = StepPage(contents, number, data, marked=marked, more=more, **extras(number))
        bound = data if data is not None else self._stored_answers() if marked else None
        self.answers = AnswersForm(bound, remarks=self.remarks)

    def _has_inputs(self, key: str) -> bool:
        return key in ROWS or key in PART and INPUTS.get(key) != ()

    def _stored_answers(self) -> dict[str, str]:
        boxes = {AnswersForm.kind_name(remark): remark.answer_kind for remark in self.remarks}
        return boxes | {AnswersForm.text_name(remark): remark.answer for remark in self.remarks}

    @cached_property
    def points(self) -> list[Point]:
        """In the order of the remarks; a part asked twice has its inputs at the first."""
        found, drawn = [], set()
        for remark in self.remarks:
            key = remark.field
            point = Point(remark, part_label(key), step_of(self.contents.initiative, key))
            point.page = self.pages.get(point.step) if self._has_inputs(key) and key not in drawn else None
            if point.page is not None:
                names = INPUTS.get(key, (key,))
                point.inputs = [point.page.form[name] for name in names if name in point.page.form.fields]
                point.rows = point.page.rows.get(ROWS.get(key, ""))
            point.kind = self.answers[AnswersForm.kind_name(remark)]
            point.text = self.answers[AnswersForm.text_name(remark)]
            drawn.add(key)
            found.append(point)
        return found

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the input, sentence) of everything wrong on this page, in its order."""
        found = []
        for point in self.points:
            found += [(bound.auto_id, message) for bound in point.inputs for message in bound.errors]
            found += problems([point.rows])
        return found + problems([self.answers])

    def read_steps(self) -> dict[int, dict[str, Any]]:
        """Arguments of save_step by step; inputs that are not on this page change nothing."""
        return {number: page.read() for number, page in self.pages.items()}

    def mark(self, problems: Iterable[Problem]) -> list[Problem]:
        """Show what is wrong beside the inputs of this page; returns the problems of parts that are not on it."""
        elsewhere = []
        for problem in problems:
            page = self.pages.get(problem.step)
            if page is not None and self._shows(problem):
                page.mark([problem])
            else:
                elsewhere.append(problem)
        return elsewhere

    def _shows(self, problem: Problem) -> bool:
        prefix = problem.field.partition("-")[0]
        for point in self.points:
            if point.page is None or point.step != problem.step:
                continue
            if ROWS.get(point.part) == prefix or problem.field in {bound.name for bound in point.inputs}:
                return True
        return False
