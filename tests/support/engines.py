"""Test modules the gate runs on PostgreSQL too: those of what the two engines may answer differently.

Besides these it runs every test with the mark `postgresql` or `django_db(transaction=True)`. The others run on SQLite,
and on both with `scripts/test --deep`. They stay out because:

* crawls, the access matrix, flows of a year and the practice ward go through the services tested here, page after page;
* pages, forms and messages differ by what is drawn, not by what is asked;
* papers, workbooks and uploads are made from rows that were read, by code that knows no engine;
* the modules of two years repeat questions of the modules of one year with another year in the condition.
"""

BY_REASON = {
    "triggers": {
        "test_audit", "test_certificates", "test_decision_numbers", "test_guards", "test_heads", "test_proof",
        "test_verification", "test_verification_issued", "test_verifying", "test_wards",
    },
    "constraints, and rows written over on a conflict": {
        "test_accounts", "test_agreement", "test_carry_over", "test_conclusions", "test_criteria", "test_declarations",
        "test_delegation", "test_list_kinds", "test_notifications", "test_people", "test_self_assessment",
        "test_sheets", "test_supplement", "test_units",
    },
    "lengths, signs and numbers a column takes": {"test_anything_typed", "test_scales", "test_themes"},
    "locks, counters, transactions and connections": {
        "test_faults", "test_numbering", "test_receiving", "test_sending", "test_throttle", "test_transitions",
    },
    "search, folding and order": {
        "test_conclusion_pages", "test_conflicts", "test_matching", "test_names", "test_near_names", "test_own_models",
        "test_review_queue", "test_search",
    },
    "JSON": {
        "test_amendments", "test_autosave", "test_bulk", "test_clarifications", "test_import_undo", "test_lists",
        "test_meetings", "test_rosters",
    },
    "grouping, sums, dates and casts": {
        "test_desk", "test_overview", "test_results_without_decision", "test_todo", "test_work", "test_year_counts",
        "test_years",
    },
}  # fmt: skip
ON_POSTGRESQL = frozenset().union(*BY_REASON.values())


def differs(item) -> bool:
    """Whether the two engines may answer this test differently."""
    database = item.get_closest_marker("django_db")
    commits = database is not None and database.kwargs.get("transaction", False)
    return commits or item.get_closest_marker("postgresql") is not None or item.path.stem in ON_POSTGRESQL
