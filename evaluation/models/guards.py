"""What of the year end can never change once it is said (R10)."""

from core.database.guards import Frozen, SameWard

CYCLE = "models_registry_cycle"
INITIATIVE = "models_registry_initiative"

GUARDS = [
    Frozen("evaluation_criteriaset", frozen_when="OLD.frozen_at IS NOT NULL", set_once=("replaced_at",)),
    Frozen(
        "evaluation_criterion",
        frozen_when=(
            "EXISTS (SELECT 1 FROM evaluation_criteriaset s WHERE s.id = OLD.criteria_set_id"
            " AND s.frozen_at IS NOT NULL)"
        ),
        closes_inserts=True,
    ),
    Frozen(
        "evaluation_criterionscore",
        frozen_when=(
            "EXISTS (SELECT 1 FROM evaluation_scoresheet s WHERE s.id = OLD.sheet_id"
            " AND s.state IN ('COMPLETED', 'VOID'))"
        ),
        closes_inserts=True,
    ),
    Frozen("evaluation_proposalversion", set_once=("file_id",), erasable=("body",)),
    Frozen("evaluation_proposalitem", erasable=("label",)),
    Frozen("evaluation_endorsement"),
    Frozen(  # members may speak, and speak anew, until the Board has concluded on the version
        "evaluation_opinion",
        frozen_when="EXISTS (SELECT 1 FROM evaluation_conclusion c WHERE c.version_id = OLD.version_id)",
        closes_inserts=True,
    ),
    Frozen("evaluation_conclusion"),
    Frozen("evaluation_conclusionrow"),
    Frozen(
        "evaluation_recognitiondecision",
        frozen_when="OLD.state = 'PUBLISHED'",
        set_once=("file_id", "verify_code"),
        erasable=("body",),
    ),
    Frozen(
        "evaluation_decisionitem",
        frozen_when=(
            "EXISTS (SELECT 1 FROM evaluation_recognitiondecision d WHERE d.id = OLD.decision_id"
            " AND d.state = 'PUBLISHED')"
        ),
        erasable=("label",),
    ),
    Frozen("evaluation_clarification", frozen_when="OLD.answered_at IS NOT NULL"),
    Frozen("evaluation_conflictdeclaration", set_once=("withdrawn_at",)),
    SameWard(
        "evaluation_conflictdeclaration",
        refs={"initiative_id": INITIATIVE, "unit_id": "organizations_organization"},
    ),
    SameWard("evaluation_evaluation", refs={"cycle_id": CYCLE, "initiative_id": INITIATIVE}),
    SameWard("evaluation_scoresheet", refs={"cycle_id": CYCLE, "evaluation_id": "evaluation_evaluation"}),
    SameWard("evaluation_proposallist", refs={"cycle_id": CYCLE}),
    SameWard("evaluation_criteriaset", refs={"cycle_id": CYCLE}),
    SameWard(
        "evaluation_recognitiondecision",
        refs={"cycle_id": CYCLE, "amends_id": "evaluation_recognitiondecision"},
    ),
    Frozen("evaluation_issuedpaper"),
    SameWard(
        "evaluation_issuedpaper",
        refs={"decision_id": "evaluation_recognitiondecision", "recognition_id": "models_registry_recognition"},
    ),
    *(
        SameWard(f"evaluation_{table}", refs={f"{parent}_id": f"evaluation_{parent_table}"})
        for table, parent, parent_table in (
            ("proposaldraftitem", "proposal_list", "proposallist"),
            ("proposalversion", "proposal_list", "proposallist"),
            ("proposalitem", "version", "proposalversion"),
            ("opinion", "version", "proposalversion"),
            ("endorsement", "version", "proposalversion"),
            ("conclusion", "version", "proposalversion"),
            ("conclusionrow", "conclusion", "conclusion"),
            ("meetingrow", "item", "proposalitem"),
            ("decisionitem", "decision", "recognitiondecision"),
            ("criterionscore", "sheet", "scoresheet"),
            ("keptscore", "evaluation", "evaluation"),
            ("clarification", "evaluation", "evaluation"),
        )
    ),
]
