"""The decisions, rules and scenarios the sources refer to stand in docs/decisions.md, and nothing else stands there."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.house.architecture_rules import FLOORS

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [*FLOORS, "templates", "static", "tests", "scripts"]
PLACES = [*FOLDERS, "README.md", "CONTRIBUTING.md", "pyproject.toml"]
KINDS = {".py", ".html", ".css", ".js", ".md", ".toml", ".sh", ""}
NUMBERS = r"\d{1,2}(?:–\d{1,2})?(?!\d)"
NAMED = re.compile(rf"\b([Dd]ecision|[Ss]cenario)s?\s+({NUMBERS}(?:(?:,\s+|\s+and\s+){NUMBERS})*)")
RULE = re.compile(r"\bR(\d{1,2}(?:–R?\d{1,2})?)\b")
ENTRY = re.compile(r"^\*\*((?:Decision|Scenario) \d+|R\d+)\.\*\*", re.M)
PAPER = re.compile(r"\b(?:reliability|requirements|interface|domain|ux) (?:§ ?)?[A-Z]?\d|[\w/-]+\.md\b")
OURS = {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/decisions.md"}


def files():
    for place in (ROOT / name for name in PLACES):
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and path.suffix in KINDS and path.name != Path(__file__).name:
                yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def numbers(text):
    """21–23, 26 → 21, 22, 23, 26."""
    for first, last in re.findall(r"(\d+)(?:–R?(\d+))?", text):
        yield from range(int(first), int(last or first) + 1)


def references(text):
    named = {f"{kind.capitalize()} {n}" for kind, list_ in NAMED.findall(text) for n in numbers(list_)}
    return named | {f"R{n}" for range_ in RULE.findall(text) for n in numbers(range_)}


def test_every_reference_has_one_entry_and_every_entry_a_reference():
    entries = ENTRY.findall((ROOT / "docs/decisions.md").read_text(encoding="utf-8"))
    referred = {reference: path for path, text in files() for reference in references(text)}
    assert {name: path for name, path in referred.items() if name not in entries} == {}
    assert sorted(entries) == sorted(referred)


def test_no_source_names_a_paper_outside_the_repository():
    assert [(path, name) for path, text in files() for name in PAPER.findall(text) if name not in OURS] == []


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md"])
def test_the_papers_name_files_that_exist(paper):
    text = (ROOT / paper).read_text(encoding="utf-8")
    paths = re.findall(rf"`((?:{'|'.join(FOLDERS)})/[\w./]*)`", text)
    assert "reports/catalogue.py" in paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_words_of_the_readme_are_tables():
    words = (ROOT / "README.md").read_text(encoding="utf-8").split("## Words")[1].split("\n## ")[0]
    classes = set(re.findall(r"`([A-Z][A-Za-z]+)[.`]", words))
    assert "Initiative" in classes
    assert classes <= {model.__name__ for model in apps.get_models()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(decision 9, 2)", {"Decision 9", "Decision 2"}),
        ("decisions 21–23,\n26 and 3", {"Decision 21", "Decision 22", "Decision 23", "Decision 26", "Decision 3"}),
        ("Scenario 20; rules R1–R3, R9", {"Scenario 20", "R1", "R2", "R3", "R9"}),
        ("decision 125, cell DR4, decision of 2026", set()),
    ],
)
def test_references_are_read(text, expected):
    assert references(text) == expected
