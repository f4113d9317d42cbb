"""One page of the registration form: its single inputs and its repeatable rows, shown, marked, or read."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseFormSet, formset_factory

from models_registry.initiative.completeness import Problem
from models_registry.initiative.contents import Contents
from models_registry.registration.forms.steps import (
    MOST_ROWS,
    ContentForm,
    CopyForm,
    GeneralForm,
    GoalsForm,
    TargetRow,
    UnitRow,
    WorkForm,
    WorkRow,
    raw_of,
)

FORMS = {1: GeneralForm, 2: ContentForm, 3: GoalsForm, 4: WorkForm}
ROWS = {3: (("targets", TargetRow),), 4: (("steps", WorkRow), ("units", UnitRow))}
BLANK_ROWS, MORE_ROWS = 1, 4  # empty rows at the end; after “Thêm dòng” without script


class RowSet(BaseFormSet):
    """Rows that may be added, emptied or taken away; an empty row is no row."""

    @property
    def was_posted(self) -> bool:
        """False when the page did not carry these rows at all: they are then left as they are."""
        return self.is_bound and self.management_form.is_valid()

    def kept_rows(self) -> list:
        rows = [row for row in self.forms if not row.data.get(row.add_prefix("DELETE"))]
        return [row for row in rows if any(row.data.get(row.add_prefix(name), "").strip() for name in _shown(row))]

    def read(self) -> list[dict[str, Any]]:
        """The rows as far as they could be read: '' or None where they could not."""
        self.is_valid()
        return [
            {name: row.cleaned_data.get(name, None if name == "planned" else "") for name in row.fields}
            for row in self.kept_rows()
        ]

    def unread(self) -> dict[str, dict[str, str]]:
        """What could not be read, under the place its row gets once the empty ones are gone."""
        return {
            f"{self.prefix}-{index}-{name}": {
                "raw": raw_of(row, name),
                "message": errors[0],
            }
            for index, row in enumerate(self.kept_rows())
            for name, errors in row.errors.items()
            if name in row.fields
        }


def _shown(row) -> list[str]:
    return [name for name, field in row.fields.items() if name != "DELETE" and not field.widget.is_hidden]


class StepPage:
    """A page to show (`data` None) or a page that was posted.

    `marked` shows the kept content with its errors beside the fields; `extras` are what single forms need (people,
    sources, units).
    """

    def __init__(self, contents: Contents, number: int, data=None, *, marked=False, more="", **extras):
        self.contents, self.number = contents, number
        form_class = CopyForm if contents.initiative.is_copy else FORMS[number]
        kinds = () if contents.initiative.is_copy else ROWS.get(number, ())
        held = {name: told["raw"] for name, told in contents.unread_of(number).items()}
        units = extras.pop("units", ())
        typed = {
            **form_class.typed(contents),
            **{name: raw for name, raw in held.items() if name in form_class.base_fields},
        }
        if data is None and not marked:
            self.form = form_class(initial=typed, contents=contents, **extras)
        else:
            self.form = form_class(_as_posted(typed) if data is None else data, contents=contents, **extras)
        self.rows = {}
        for prefix, row_class in kinds:
            typed_rows = _with_held(row_class.typed_rows(contents), prefix, held)
            blank = MORE_ROWS if more == prefix else BLANK_ROWS
            kwargs = {"form_kwargs": {"units": units}} if row_class is UnitRow else {}
            self.rows[prefix] = _row_set(row_class, prefix, typed_rows, blank, data, marked, kwargs)

    @property
    def parts(self) -> list:
        """Everything an error summary looks through, in the order of the page."""
        return [self.form, *self.rows.values()]

    def read(self) -> dict[str, Any]:
        """Arguments of the service that saves, from a posted page."""
        unread = self._untouched() | self.form.unread()
        for rows in self.rows.values():
            unread |= rows.unread()
        values = self.form.values()
        if self._posted("steps"):
            columns = ("what", "who", "when")
            values["steps"] = [{name: row[name] for name in columns} for row in self.rows["steps"].read()]
        return {
            "values": values,
            "unread": unread,
            "targets": self.rows["targets"].read() if self._posted("targets") else None,
            "coordination": self._coordination(),
        }

    def _untouched(self) -> dict[str, dict[str, str]]:
        """What could not be read earlier, of inputs this page did not carry: it stays as it was typed."""
        held = self.contents.unread_of(self.number)
        return {name: told for name, told in held.items() if not self._carries(name)}

    def _carries(self, name: str) -> bool:
        prefix = name.partition("-")[0]
        return self._posted(prefix) if prefix in self.rows else self.form.was_on_page(name)

    def _posted(self, prefix: str) -> bool:
        return prefix in self.rows and self.rows[prefix].was_posted

    def _coordination(self):
        if not self._posted("units"):
            return None
        pairs = []
        for row in self.rows["units"].read():
            key = self.unit_keys.get(row["organization"])
            if key:
                pairs.append((key, ""))
            if row["outside_name"]:
                pairs.append((None, row["outside_name"]))
        return pairs

    @property
    def unit_keys(self) -> dict[str, int]:
        kwargs = self.rows["units"].form_kwargs
        return {unit.code: unit.key for unit in kwargs.get("units", ())}

    def mark(self, problems: Iterable[Problem]) -> None:
        """Show what is missing or wrong beside its input; what an input says itself already is not said twice."""
        for problem in problems:
            if problem.step == self.number:
                form, name = self._place(problem.field)
                if form is not None and name not in form.errors:
                    form.add_error(name, problem.message)

    def _place(self, field: str):
        prefix, _, rest = field.partition("-")
        if prefix in self.rows and rest:
            index, _, name = rest.partition("-")
            forms = self.rows[prefix].forms
            return (forms[int(index)], name) if int(index) < len(forms) else (None, name)
        return (self.form, field if field in self.form.fields else None)


def _as_posted(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: ("on" if value is True else value) for name, value in typed.items() if value is not False}


def _with_held(typed_rows: list[dict], prefix: str, held: dict[str, str]) -> list[dict]:
    for field, raw in held.items():
        start, _, rest = field.partition("-")
        index, _, name = rest.partition("-")
        if start == prefix and index.isdigit() and int(index) < len(typed_rows):
            typed_rows[int(index)][name] = raw
    return typed_rows


def _row_set(row_class, prefix, typed_rows, blank, data, marked, kwargs) -> RowSet:
    room = max(0, min(blank, MOST_ROWS - len(typed_rows)))
    if not typed_rows and blank == BLANK_ROWS:
        room = 2
    made = formset_factory(
        row_class, formset=RowSet, extra=room, max_num=MOST_ROWS, absolute_max=MOST_ROWS + 20, can_delete=True
    )
    if data is not None:
        return made(data, prefix=prefix, **kwargs)
    if not marked:
        return made(initial=typed_rows, prefix=prefix, **kwargs)
    posted = {f"{prefix}-TOTAL_FORMS": len(typed_rows) + room, f"{prefix}-INITIAL_FORMS": 0}
    for index, row in enumerate(typed_rows):
        posted |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return made(posted, prefix=prefix, **kwargs)
