"""Counting the queries of a block, without the marks of transactions."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

MARKS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


class AtMost(CaptureQueriesContext):
    """`with AtMost(8) as asked: …` fails beyond the budget, showing the statements; `asked.count` after the block."""

    def __init__(self, budget: int):
        super().__init__(connection)
        self.budget = budget

    @property
    def statements(self) -> list[str]:
        return [query["sql"] for query in self.captured_queries if not query["sql"].startswith(MARKS)]

    @property
    def count(self) -> int:
        return len(self.statements)

    def __exit__(self, kind, *rest):
        super().__exit__(kind, *rest)
        if kind is None:
            assert self.count <= self.budget, "\n".join([f"{self.count} queries", *self.statements])
