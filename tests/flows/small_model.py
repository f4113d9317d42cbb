"""Two years as a small model of their own: who may do what, when, and what stands then (Plan II.4.4, decisions 15–26).

Registration of the next year runs while this one is scored, decided, published, closed or opened again; a model of
this year may be continued in the next one or stopped (decisions 46–49, 77). Written from the Plan's
procedure, not from the tables of the program, which is judged by it: states here are plain words, sums are sums of
whole numbers, and nothing of it is imported. An act is told with whoever presses, the row it is about and a choice;
`Year.take` answers with the entries the log must get, `None` when nothing may happen.
"""

import pickle
from collections import Counter

from .small_tables import (
    BEFORE_LEADERS,
    CARRY_ACTS,
    ENOUGH_SHEETS,
    FREED,
    KIN,
    KIN_UNIT,
    LIST_ACTS,
    LIST_STEPS,
    NEXT,
    NEXT_DRAFT,
    NEXT_UNIT,
    OFFICES,
    PEOPLE,
    REGISTRATION,
    THIS,
    UNIT_OF,
    YEAR_ACTS,
    List,
    Row,
    Sheet,
)


class Year:
    def __init__(self):
        self.rows = {name: Row(unit) for name, unit in UNIT_OF.items()}
        self.rows[NEXT_DRAFT] = Row(NEXT_UNIT, NEXT)
        self.lists: list[List] = []
        self.cycles = {THIS: "OPEN", NEXT: "PREPARING"}

    def kept(self) -> bytes:
        return pickle.dumps(self)

    @staticmethod
    def again(kept: bytes) -> "Year":
        """A copy to try things on: much cheaper than deepcopy."""
        return pickle.loads(kept)  # noqa: S301 - our own bytes

    # --- what the program must show ---------------------------------------------------------------------------------

    def stands(self) -> dict:
        return {
            "registrations": {name: row.state for name, row in self.rows.items()},
            "appraisals": {
                name: (row.appraisal, row.outcome, len(row.counted()))
                for name, row in self.rows.items()
                if row.appraisal
            },
            "sheets": {
                (name, scorer): (sheet.state, sheet.total)
                for name, row in self.rows.items()
                for scorer, sheet in row.sheets.items()
            },
            "lists": {
                cycle: [
                    (one.state, one.version, sorted(one.draft), sorted(one.locked))
                    for one in self.lists
                    if one.cycle == cycle
                ]
                for cycle in (THIS, NEXT)
            },
            "years": self.cycles,
            "reviews": {name: row.review for name, row in self.rows.items() if row.review},
            "chains": {name: row.continues for name, row in self.rows.items() if row.continues},
        }

    def mark(self, act: str, who: str, name: str, choice) -> object:
        """Changes when what somebody holds in hand for this act is no longer what stands."""
        row = self.rows[name]
        if act in YEAR_ACTS:
            return tuple(self.cycles.values())
        if act in CARRY_ACTS:
            return row.reviewed
        if act in LIST_ACTS:
            last = self._last_list(row.cycle) or List()
            return (len(self.lists), last.touched, last.version)
        if act in ("conclude", "clear"):
            return row.seen
        if act in ("score", "complete", "reopen_sheet", "void"):
            sheet = row.sheets.get(choice if act == "void" else who)
            return sheet.touched if sheet else None
        return (row.touched, row.seen)

    # --- acts -------------------------------------------------------------------------------------------------------

    def entitled(self, act: str, who: str, name: str) -> bool:
        office, unit = PEOPLE[who]
        if office not in OFFICES[act]:
            return False
        return not unit or unit == self.rows[name].unit

    def take(self, act: str, who: str, name: str, choice=None) -> list[str] | None:
        """Take the act if it is lawful; the verbs the log gets then ([] while typing), None when it is not."""
        if not self.entitled(act, who, name):
            return None
        if act in YEAR_ACTS:
            return getattr(self, f"_{act}")()
        row = self.rows[name]
        if act in CARRY_ACTS:
            return getattr(self, f"_{act}")(row, name)
        if self.cycles[row.cycle] != "OPEN":
            return None  # of a year that is not open nothing moves
        if act in LIST_ACTS:
            return self._list_act(act, who, name, choice)
        if act in REGISTRATION:
            return self._step(row, act)
        return getattr(self, f"_{act}")(row, who, choice)

    def _step(self, row: Row, act: str) -> list[str] | None:
        sources, target, verb = REGISTRATION[act]
        if row.state not in sources:
            return None
        if act == "reopen" and row.continues:
            if self._running(row.continues):
                return None
            source = self.rows[row.continues]  # taken up again, it is continued again
            source.review, source.reviewed = "CONTINUE", source.reviewed + 1
        row.unanswered = act == "return"
        row.state, row.touched = target, row.touched + 1
        return [verb]

    def _send(self, row, who, choice):
        if row.state not in ("DRAFT", "RETURNED") or row.state == "RETURNED" and row.unanswered:
            return None
        again = row.state == "RETURNED"
        row.state, row.touched = ("RESUBMITTED" if again else "SUBMITTED"), row.touched + 1
        return ["initiative.send"]

    def _answer(self, row, who, choice):
        if row.state != "RETURNED" or not row.unanswered:
            return None
        row.unanswered = False
        return ["initiative.answer"]

    # Years ----------------------------------------------------------------------------------------------------------

    def _year_open(self):
        if self.cycles[NEXT] != "PREPARING":
            return None
        self.cycles[NEXT] = "OPEN"
        return ["cycle.open"]

    def _year_close(self):
        before_leaders = any(one.cycle == THIS and one.state in BEFORE_LEADERS for one in self.lists)
        if self.cycles[THIS] != "OPEN" or before_leaders:
            return None
        self.cycles[THIS] = "CLOSED"
        return ["cycle.close"]

    def _year_reopen(self):
        if self.cycles[THIS] != "CLOSED":
            return None
        self.cycles[THIS] = "OPEN"
        return ["cycle.reopen"]

    # Carrying over --------------------------------------------------------------------------------------------------

    def _is_source(self, row) -> bool:
        """What was recognised; while its year is open also what was received and not refused at publication."""
        if row.cycle != THIS or self.cycles[NEXT] != "OPEN":
            return False
        pending = row.state == "RECEIVED" and row.appraisal != "PUBLISHED" and self.cycles[THIS] == "OPEN"
        return row.recognised or pending

    def _running(self, name) -> bool:
        return any(row.continues == name and row.state not in FREED for row in self.rows.values())

    def _continue(self, row, name):
        if not self._is_source(row) or self._running(name):
            return None
        number = Counter(other.continues for other in self.rows.values())[name]
        self.rows[f"{name}{number + 2}"] = Row(row.unit, NEXT, continues=name)
        row.review, row.reviewed = "CONTINUE", row.reviewed + 1
        return ["initiative.start", "carry_over.decide"]

    def _stop(self, row, name):
        if not self._is_source(row) or self._running(name):
            return None
        if row.review == "STOP":
            return []  # decided the same again is decided once
        row.review, row.reviewed = "STOP", row.reviewed + 1
        return ["carry_over.decide"]

    # The appraisal --------------------------------------------------------------------------------------------------

    def _write_self(self, row, who, choice):
        if row.state != "RECEIVED" or row.appraisal not in ("", "DRAFT"):
            return None
        begun = row.appraisal == ""
        row.appraisal = "DRAFT"
        return ["self_assessment.begin"] if begun else []

    def _send_self(self, row, who, choice):
        if row.state != "RECEIVED" or row.appraisal != "DRAFT":
            return None
        row.appraisal, row.seen = "SENT", row.seen + 1
        return ["self_assessment.send"]

    def _scorable(self, row, who) -> bool:
        if row.state != "RECEIVED" or row.appraisal != "SENT":
            return False
        if who == KIN and row.unit == KIN_UNIT:
            return False
        return who not in row.sheets or row.sheets[who].state != "VOID"

    def _score(self, row, who, choice):
        if not self._scorable(row, who):
            return None
        begun = who not in row.sheets
        sheet = row.sheets.setdefault(who, Sheet())
        if sheet.state != "DRAFT":
            return None
        sheet.total, sheet.has_content, sheet.touched = choice, True, sheet.touched + 1
        return ["sheet.begin"] if begun else []

    def _complete(self, row, who, choice):
        sheet = row.sheets.get(who)
        if not sheet or not self._scorable(row, who) or sheet.state != "DRAFT" or not sheet.has_content:
            return None
        return self._sheet_step(row, sheet, "COMPLETED", "sheet.complete")

    def _reopen_sheet(self, row, who, choice):
        sheet = row.sheets.get(who)
        if not sheet or not self._scorable(row, who) or sheet.state != "COMPLETED":
            return None
        return self._sheet_step(row, sheet, "DRAFT", "sheet.reopen")

    def _sheet_step(self, row, sheet, state, verb):
        sheet.state, sheet.touched, row.seen = state, sheet.touched + 1, row.seen + 1
        return [verb]

    def _decline(self, row, who, choice):
        if not self._scorable(row, who):
            return None
        sheet = row.sheets.setdefault(who, Sheet())
        if sheet.state != "DRAFT":
            return None
        sheet.state, sheet.touched = "VOID", sheet.touched + 1
        return ["sheet.decline"]

    def _void(self, row, who, choice):
        sheet = row.sheets.get(choice)
        if not sheet or sheet.state == "VOID" or row.appraisal == "PUBLISHED" or self._before_leaders(row):
            return None
        self._sheet_step(row, sheet, "VOID", "sheet.void")
        if row.outcome in ("RECOMMEND", "NOT_YET") and len(row.counted()) < ENOUGH_SHEETS:
            row.appraisal, row.outcome = "SENT", ""
        return ["sheet.void"]

    def _ask(self, row, who, choice):
        if not self._scorable(row, who):
            return None
        first = who not in row.asked  # the same open question twice is one
        row.asked.add(who)
        return ["clarification.ask"] if first else []

    def _keep(self, row, who, choice):
        sheet = row.sheets.get(who)
        if row.appraisal != "SENT" or not row.apart() or not sheet or sheet.state != "COMPLETED":
            return None
        sheet.kept_at = sheet.total
        return ["evaluation.keep"]

    def _keep_all(self, row, who, choice):
        if row.appraisal != "SENT" or not row.apart():
            return None
        row.kept_all = row.figures()
        return ["evaluation.keep"]

    def _may_conclude(self, row) -> bool:
        return row.appraisal in ("SENT", "CONCLUDED") and row.state == "RECEIVED" and not self._before_leaders(row)

    def _conclude(self, row, who, choice):
        if not self._may_conclude(row):
            return None
        if choice != "TOO_EARLY" and (len(row.counted()) < ENOUGH_SHEETS or not row.settled()):
            return None
        row.appraisal, row.outcome, row.seen = "CONCLUDED", choice, row.seen + 1
        return ["evaluation.conclude"]

    def _clear(self, row, who, choice):
        if row.appraisal != "CONCLUDED" or not self._may_conclude(row):
            return None
        row.appraisal, row.outcome, row.seen = "SENT", "", row.seen + 1
        return ["evaluation.clear"]

    # Lists ----------------------------------------------------------------------------------------------------------

    def _before_leaders(self, row) -> bool:
        name = next(key for key, one in self.rows.items() if one is row)
        return any(one.state in BEFORE_LEADERS and name in one.locked for one in self.lists)

    def _is_candidate(self, name: str) -> bool:
        row = self.rows[name]
        return (row.state, row.appraisal, row.outcome) == ("RECEIVED", "CONCLUDED", "RECOMMEND")

    def _last_list(self, cycle: str) -> List | None:
        return next((one for one in reversed(self.lists) if one.cycle == cycle), None)

    def _list_act(self, act, who, name, choice):
        """About the last list of the year the row is of."""
        cycle = self.rows[name].cycle
        last = self._last_list(cycle)
        if act == "list_create":
            if last and not last.ended():
                return None
            self.lists.append(List(cycle))
            return ["list.create"]
        if last is None:
            return None
        if act in LIST_STEPS:
            return self._list_step(last, act, choice)
        return getattr(self, f"_{act}")(last, who, name, choice)

    def _list_step(self, one: List, act: str, choice):
        source, target, verb = LIST_STEPS[act]
        if one.state != source:
            return None
        if act == "list_lock":
            if not one.draft or not all(self._is_candidate(name) for name in one.draft):
                return None
            one.version, one.locked = one.version + 1, list(one.draft)
        if act == "list_conclude":
            one.results = {name: choice[name] for name in one.locked}
        one.state, one.touched = target, one.touched + 1
        return [verb]

    def _list_add(self, one, who, name, choice):
        if one.state != "DRAFT" or not self._is_candidate(name):
            return None
        one.draft += [] if name in one.draft else [name]
        return []

    def _list_remove(self, one, who, name, choice):
        if one.state != "DRAFT" or name not in one.draft:
            return None
        one.draft.remove(name)
        return []

    def _list_speak(self, one, who, name, choice):
        heard = {"SUBMITTED": {"standing", "standing_member", "board", "board_member"},
                 "ENDORSED": {"board", "board_member"}}  # fmt: skip
        if PEOPLE[who][0] not in heard.get(one.state, set()):
            return None
        first = (one.version, who) not in one.spoken  # the same words twice are one
        one.spoken.add((one.version, who))
        return ["list.opinion"] if first else []

    def _decision_enter(self, one, who, name, choice):
        if one.state != "CONCLUDED" or "APPROVE" not in one.results.values():
            return None
        first = one.entered != (choice or "")  # the same number twice is typed once
        one.entered = choice or ""
        return ["decision.enter"] if first else []

    def _decision_publish(self, one, who, name, choice):
        if one.state != "CONCLUDED" or one.entered is None:
            return None
        one.state, one.touched = "PUBLISHED", one.touched + 1
        for key, row in self.rows.items():
            if row.cycle != one.cycle:
                continue
            decided = one.results.get(key) in ("APPROVE", "REFUSE")
            if row.appraisal == "CONCLUDED" and (decided or row.outcome in ("NOT_YET", "TOO_EARLY")):
                row.appraisal, row.seen = "PUBLISHED", row.seen + 1
        approved = [key for key, result in one.results.items() if result == "APPROVE"]
        for key in approved:
            self.rows[key].recognised = True
        left = [key for key, result in one.results.items() if result == "DEFER" and self.rows[key].state == "RECEIVED"]
        return ["decision.publish", *["initiative.recognise"] * len(approved), *["initiative.defer"] * len(left)]
