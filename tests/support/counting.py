"""Counting the queries of a block, without the marks of transactions; and which tables it wrote."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

WRITES = re.compile(r"^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)
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


class Written:
    """`with Written() as written: …`, then `written.tables`.

    Statements pass by a wrapper: a cursor that keeps them for reading asks SQLite once more for each of them.
    """

    def __init__(self):
        self.tables: set[str] = set()
        self._watch = connection.execute_wrapper(self._pass)

    def _pass(self, execute, sql, params, many, context):
        if found := WRITES.match(sql):
            self.tables.add(found[2])
        return execute(sql, params, many, context)

    def __enter__(self):
        self._watch.__enter__()
        return self

    def __exit__(self, *how):
        return self._watch.__exit__(*how)
