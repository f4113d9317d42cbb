"""Who the small model knows, what each office may do, which steps lead where, and what a row, sheet and list hold."""

from dataclasses import dataclass, field

# Who somebody is: what they are called here, their office, their unit.
PEOPLE = {
    "secretary_a": ("secretary", "A"),
    "head_a": ("head", "A"),
    "secretary_b": ("secretary", "B"),
    "head_b": ("head", "B"),
    "officer": ("officer", ""),
    "second": ("officer", ""),
    "kin": ("officer", ""),  # belongs to the party cell A: in conflict with its models
    "boss": ("boss", ""),
    "standing": ("standing", ""),
    "standing_member": ("standing_member", ""),
    "board": ("board", ""),
    "board_member": ("board_member", ""),
    "observer": ("observer", ""),
    "admin": ("admin", ""),
    "officer_x": ("stranger", ""),  # offices of another ward
    "head_x": ("stranger", ""),
}
KIN, KIN_UNIT = "kin", "A"
SCORERS = ("officer", "second", "kin")
UNIT_OF = {"a": "A", "b": "B", "c": "A"}  # drafts of this year
NEXT_DRAFT, NEXT_UNIT = "d", "B"  # a draft of the next year that continues nothing
THIS, NEXT = "this", "next"
HIGH, LOW = 100, 40  # totals of the two sheets scorers write here: sixty points apart
MOST_APART, ENOUGH_SHEETS = 15, 2

BAN = {"officer", "boss"}
OF_UNIT = {"secretary", "head"}  # of the model's own unit
OFFICES = {
    "send": {"head"}, "answer": OF_UNIT, "receive": BAN, "return": BAN, "refuse": BAN, "withdraw": {"head"},
    "reopen": OF_UNIT, "discontinue": BAN | {"head"},
    "write_self": OF_UNIT, "send_self": {"head"}, "score": {"officer"}, "complete": {"officer"},
    "reopen_sheet": {"officer"}, "decline": {"officer"}, "ask": {"officer"}, "keep": {"officer"},
    "keep_all": {"boss"}, "void": {"boss"}, "conclude": {"boss"}, "clear": {"boss"},
    "list_create": {"officer"}, "list_add": {"officer"}, "list_remove": {"officer"}, "list_cancel": {"officer"},
    "list_lock": {"boss"}, "list_call_back": {"boss"}, "list_endorse": {"standing"}, "list_return": {"standing"},
    "list_speak": {"standing", "standing_member", "board", "board_member"}, "list_conclude": {"board"},
    "decision_enter": {"officer"}, "decision_publish": {"boss"},
    "year_open": BAN, "year_close": BAN, "year_reopen": {"boss"}, "continue": OF_UNIT, "stop": {"head"},
}  # fmt: skip
ACTS = tuple(OFFICES)
YEAR_ACTS = ("year_open", "year_close", "year_reopen")  # open the next year, close or reopen this one
CARRY_ACTS = ("continue", "stop")
LIST_ACTS = tuple(name for name in ACTS if name.startswith(("list_", "decision_")))
OUTCOMES = ("RECOMMEND", "NOT_YET", "TOO_EARLY")
RESULTS = ("APPROVE", "REFUSE", "DEFER")

# from where, whereto, what the log calls it
REGISTRATION = {
    "receive": ({"SUBMITTED", "RESUBMITTED"}, "RECEIVED", "initiative.receive"),
    "return": ({"SUBMITTED", "RESUBMITTED"}, "RETURNED", "initiative.return"),
    "refuse": ({"SUBMITTED", "RESUBMITTED"}, "REFUSED", "initiative.refuse"),
    "withdraw": ({"SUBMITTED", "RETURNED", "RESUBMITTED"}, "WITHDRAWN", "initiative.withdraw"),
    "reopen": ({"WITHDRAWN"}, "DRAFT", "initiative.reopen"),
    "discontinue": ({"RECEIVED"}, "DISCONTINUED", "initiative.discontinue"),
}
LIST_STEPS = {
    "list_lock": ("DRAFT", "SUBMITTED", "list.submit"),
    "list_call_back": ("SUBMITTED", "DRAFT", "list.call_back"),
    "list_cancel": ("DRAFT", "CANCELLED", "list.cancel"),
    "list_endorse": ("SUBMITTED", "ENDORSED", "list.endorse"),
    "list_return": ("SUBMITTED", "DRAFT", "list.return"),
    "list_conclude": ("ENDORSED", "CONCLUDED", "list.conclude"),
}
BEFORE_LEADERS = {"SUBMITTED", "ENDORSED", "CONCLUDED"}
FREED = {"REFUSED", "WITHDRAWN"}  # no longer continues a model


@dataclass
class Sheet:
    state: str = "DRAFT"
    total: int = 0
    has_content: bool = False
    touched: int = 0
    kept_at: int | None = None


@dataclass
class Row:
    unit: str
    cycle: str = THIS
    continues: str = ""  # the row of this year it goes on with
    review: str = ""  # CONTINUE or STOP, as decided about a row of this year
    reviewed: int = 0  # how often
    recognised: bool = False
    state: str = "DRAFT"
    touched: int = 0  # how often the registration moved: a page is old once this changed
    unanswered: bool = False
    appraisal: str = ""  # '' not begun, DRAFT, SENT, CONCLUDED, PUBLISHED
    outcome: str = ""
    seen: int = 0  # how often the appraisal moved
    asked: set = field(default_factory=set)
    kept_all: tuple = ()
    sheets: dict = field(default_factory=dict)

    def counted(self) -> list[int]:
        return sorted(sheet.total for sheet in self.sheets.values() if sheet.state == "COMPLETED")

    def figures(self) -> tuple:
        """Sum and number stand for the mean; and the gap between the sheets."""
        totals = self.counted()
        return (sum(totals), len(totals), totals[-1] - totals[0]) if totals else ()

    def apart(self) -> bool:
        return len(self.counted()) > 1 and self.figures()[2] > MOST_APART

    def settled(self) -> bool:
        if not self.apart():
            return True
        done = [sheet for sheet in self.sheets.values() if sheet.state == "COMPLETED"]
        held = self.kept_all
        same = (
            bool(held) and held[0] * self.figures()[1] == self.figures()[0] * held[1] and held[2] == self.figures()[2]
        )
        return same or all(sheet.kept_at == sheet.total for sheet in done)


@dataclass
class List:
    cycle: str = THIS
    state: str = "DRAFT"
    touched: int = 0
    version: int = 0
    draft: list = field(default_factory=list)
    locked: list = field(default_factory=list)
    results: dict = field(default_factory=dict)
    spoken: set = field(default_factory=set)
    entered: str | None = None  # how the decision's number ends

    def ended(self) -> bool:
        return self.state in ("PUBLISHED", "CANCELLED")
