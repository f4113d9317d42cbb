"""Production refuses to start half-configured, and what exists for practice cannot exist in production."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from packaging.requirements import Requirement

from tests.house.architecture_rules import FLOORS

ROOT = Path(__file__).resolve().parents[2]
GOOD = {"SECRET_KEY": "k9" + "aB3-dE5_gH7" * 6, "ALLOWED_HOSTS": "dan-van.example"}
SAMPLE = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))


def production(tmp_path, code, **variables):
    """Run `code` in a new interpreter that sees these variables and no `.env`."""
    clean = {"PATH": os.environ["PATH"], "PYTHONIOENCODING": "utf-8", "DANVAN_ENV_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=clean | {"DANVAN_VAR": str(tmp_path)} | variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SECRET_KEY": ""}, "Thiếu SECRET_KEY"),
        ({"ALLOWED_HOSTS": " "}, "Thiếu ALLOWED_HOSTS"),
        ({"SECRET_KEY": SAMPLE["SECRET_KEY"]}, "SECRET_KEY còn là mẫu"),
        ({"SECRET_KEY": "django-insecure-" + GOOD["SECRET_KEY"]}, "SECRET_KEY còn là mẫu"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY còn là mẫu hoặc quá ngắn"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY còn là mẫu"),
        ({"ALLOWED_HOSTS": "dan-van.example, *"}, "ALLOWED_HOSTS không được là dấu *"),
        ({"DANVAN_TEMPORARY_PASSWORD_DAYS": "0"}, "DANVAN_TEMPORARY_PASSWORD_DAYS phải là một số từ 1 đến 30"),
        ({"DANVAN_TEMPORARY_PASSWORD_DAYS": "ba"}, "DANVAN_TEMPORARY_PASSWORD_DAYS phải là một số từ 1 đến 30"),
        ({"DANVAN_THROTTLE_NAMES": "-5"}, "DANVAN_THROTTLE_NAMES phải là một số từ 3 đến 1000"),
    ],
)
def test_production_refuses_and_names_the_setting(tmp_path, changes, named):
    answer = production(tmp_path, "import danvan.settings", **GOOD | changes)
    assert answer.returncode == 1
    assert named in answer.stderr.splitlines()[-1]


def test_production_with_its_settings_is_strict(tmp_path):
    code = (
        "import danvan.settings as s; print(s.DEBUG, s.PRACTICE, s.HTTP_ONLY, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.ALLOWED_HOSTS)"
    )
    answer = production(tmp_path, code, **GOOD)
    assert answer.stdout.strip() == "False False False True True True True ['dan-van.example']", answer.stderr


def test_a_closed_network_without_https_is_only_by_written_wish(tmp_path):
    code = "import danvan.settings as s; print(s.HTTP_ONLY, getattr(s, 'SESSION_COOKIE_SECURE', False))"
    answer = production(tmp_path, code, DANVAN_HTTP_ONLY="1", **GOOD)
    assert answer.stdout.strip() == "True False", answer.stderr


@pytest.mark.parametrize("wish", ["0", "1"])
def test_the_proxy_is_believed_only_by_written_wish(tmp_path, wish):
    code = (
        "import danvan.settings as s; print(s.BEHIND_PROXY, getattr(s, 'SECURE_PROXY_SSL_HEADER', None),"
        " s.TEMPORARY_PASSWORD_DAYS, s.THROTTLE_NAMES)"
    )
    answer = production(tmp_path, code, DANVAN_BEHIND_PROXY=wish, DANVAN_THROTTLE_NAMES="25", **GOOD)
    believed = "True ('HTTP_X_FORWARDED_PROTO', 'https')" if wish == "1" else "False None"
    assert answer.stdout.strip() == f"{believed} 3 25", answer.stderr


def test_production_database_is_not_the_practice_file(tmp_path):
    code = "import danvan.settings as s; print(s.DATABASES['default']['NAME'])"
    answers = [production(tmp_path, code, **GOOD), production(tmp_path, code, DANVAN_PRACTICE="1")]
    assert [Path(answer.stdout.strip()).name for answer in answers] == ["danvan.sqlite3", "practice.sqlite3"]


def test_practice_secret_is_this_machines_own_and_private(tmp_path):
    code = "import danvan.settings as s; print(s.SECRET_KEY)"
    first, second = (production(tmp_path, code, DANVAN_PRACTICE="1").stdout for _ in range(2))
    other = production(tmp_path / "other", code, DANVAN_PRACTICE="1").stdout
    assert first == second != other
    assert (tmp_path / "practice-secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_practice_accounts_cannot_be_made_in_production(settings, django_user_model):
    settings.PRACTICE = False
    with pytest.raises(CommandError, match="tập sự"):
        call_command("load_practice_ward")
    assert django_user_model.objects.count() == 0


@pytest.mark.parametrize("command", ["start", "test", "bench", "../.ci/run"])
def test_scripts_are_executable_and_parse(command):
    script = ROOT / "scripts" / command
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_start_shows_one_sentence_when_a_setting_is_missing():
    """Uses the installation at hand, so it only runs where `scripts/start` or `scripts/test` made one."""
    if not (ROOT / ".venv").exists():
        pytest.skip("no .venv here")
    answer = subprocess.run(
        [ROOT / "scripts/start", "--production", "--prepare"],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "DANVAN_ENV_FILE": os.devnull},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert answer.returncode == 1
    assert "DỪNG: Thiếu SECRET_KEY" in answer.stderr
    assert "Traceback" not in answer.stderr


def imported(*folders):
    """Names of the distributions that the Python files in these folders import."""
    names = set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names.add(node.module.split(".")[0])
    owners = packages_distributions()
    return {owners[name][0].lower().replace("_", "-") for name in names if name in owners}


def test_every_import_is_a_declared_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    run = {Requirement(text).name.lower() for text in project["dependencies"]}
    test = run | {Requirement(text).name.lower() for text in project["optional-dependencies"]["test"]}
    assert imported(*FLOORS) - run == set()
    assert imported("tests") - test == set()


def test_every_direct_dependency_is_locked_within_its_range():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M))
    pins = {name.lower().replace("_", "-"): version for name, version in pins.items()}
    wanted = [Requirement(text) for text in project["dependencies"] + project["optional-dependencies"]["test"]]
    assert [str(need) for need in wanted if not need.specifier.contains(pins.get(need.name.lower(), "0"))] == []


def test_the_lock_holds_only_names_and_versions():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.]+", line)] == []
