"""What of the register can never change, and which rows may not cross wards (R2, R10)."""

from core.database.guards import Frozen, SameWard

UNIT = "organizations_organization"
CYCLE = "models_registry_cycle"

GUARDS = [
    Frozen("models_registry_submission", erasable=("body",)),
    Frozen(
        "models_registry_recognition",
        set_once=("revoked_on", "revoked_number", "revoked_reason", "superseded_by_id"),
    ),
    SameWard(
        "models_registry_initiative",
        refs={"unit_id": UNIT, "cycle_id": CYCLE, "continues_id": "models_registry_initiative"},
    ),
    Frozen("models_registry_remark", frozen_when="OLD.closed_as <> ''"),
    Frozen(
        "models_registry_windowextension",
        set_once=("revoked_at", "revoked_by_key"),
    ),
    SameWard("models_registry_windowextension", refs={"unit_id": UNIT, "cycle_id": CYCLE}),
    SameWard("models_registry_unitduty", refs={"unit_id": UNIT, "cycle_id": CYCLE}),
    SameWard("models_registry_recognition", refs={"cycle_id": CYCLE, "initiative_id": "models_registry_initiative"}),
    SameWard("models_registry_learnrequest", refs={"initiative_id": "models_registry_initiative", "asker_id": UNIT}),
    SameWard("models_registry_passagemark", refs={"initiative_id": "models_registry_initiative"}),
    SameWard(
        "models_registry_carryoverreview",
        refs={
            "unit_id": UNIT,
            "cycle_id": CYCLE,
            "source_id": "models_registry_initiative",
            "result_id": "models_registry_initiative",
        },
    ),
    SameWard("models_registry_behalfentry", refs={"initiative_id": "models_registry_initiative"}),
    SameWard("models_registry_submission", refs={"initiative_id": "models_registry_initiative"}),
    SameWard("models_registry_remark", refs={"submission_id": "models_registry_submission"}),
    *(
        SameWard(f"models_registry_{table}", refs={"initiative_id": "models_registry_initiative"})
        for table in ("attachment", "milestone", "progressnote", "target")
    ),
    SameWard(
        "models_registry_coordination",
        refs={"initiative_id": "models_registry_initiative", "organization_id": UNIT},
    ),
]
