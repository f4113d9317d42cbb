"""The list of modules that run on PostgreSQL too stays true."""

import re
from pathlib import Path

from tests.support.engines import BY_REASON, ON_POSTGRESQL

FILES = [path for path in Path(__file__).resolve().parents[1].rglob("test_*.py") if path.name != Path(__file__).name]
ENGINES_DIFFER = re.compile(r"IntegrityError|DataError|guards\.lowered|\bracing\b|transaction=True")


def test_every_listed_module_exists_and_stands_for_one_reason():
    assert ON_POSTGRESQL - {path.stem for path in FILES} == set()
    assert sum(map(len, BY_REASON.values())) == len(ON_POSTGRESQL)


def test_what_breaks_constraints_lowers_guards_or_races_runs_on_postgresql():
    named = {path.stem for path in FILES if ENGINES_DIFFER.search(path.read_text())}
    by_mark = {path.stem for path in FILES if re.search(r"mark\.postgresql|transaction=True", path.read_text())}
    assert named - by_mark - ON_POSTGRESQL == set()
