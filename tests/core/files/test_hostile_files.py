"""Files made to harm: every one gets the verdict of the table, in words, in little memory."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.files.hostile_corpus import corpus, packages, polyglots, verdict

TABLE = Path(__file__).with_name("hostile_verdicts.tsv")
MOST_MEGABYTES = 300
SAMPLED = 6  # of two families, every so manyth in each run


def expected() -> dict[str, str]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row["file"]: row["verdict"] for row in csv.DictReader(file, delimiter="\t")}


def test_the_table_holds_at_least_150_files_that_must_be_refused():
    told = expected()
    assert sum(not word.startswith("taken") for word in told.values()) >= 150


def test_a_sample_of_the_files_gets_its_verdict():
    table = expected()
    for family in (packages, polyglots):
        for number, (what, name, data) in enumerate(family(), start=1):
            if number % SAMPLED == 0:
                assert verdict(name, data) == table[f"{family.__name__}-{number:03d}"], what


@pytest.mark.deep
def test_every_file_gets_its_verdict_in_little_memory(tmp_path):
    for key, _, name, data in corpus():
        (tmp_path / key).write_bytes(json.dumps(name).encode() + b"\n\n" + data)
    run = [sys.executable, "-m", "tests.core.files.judge_files", str(tmp_path)]
    found = json.loads(subprocess.run(run, check=True, capture_output=True, timeout=900).stdout)
    assert found["verdicts"] == expected()
    assert found["megabytes"] <= MOST_MEGABYTES
