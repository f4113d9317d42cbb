"""The unit's self-assessment, questions to the unit and corrections."""
