"""The house rules, proven on every source file; and every rule proven to bite on a sample that breaks it."""

from pathlib import Path

import pytest

from tests.house import architecture_rules as rules
from tests.house.architecture_rules import FLOORS, Source

ROOT = Path(__file__).resolve().parents[2]


def sources(pattern):
    """Every file of the application that matches."""
    places = [ROOT / floor for floor in FLOORS] + [ROOT / "templates", ROOT / "static"]
    for place in places:
        for path in sorted(place.rglob(pattern)):
            yield Source(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))


def broken(rule, pattern):
    return [f"{source.path}:{line}: {what}" for source in sources(pattern) for line, what in rule(source)]


@pytest.mark.parametrize("rule", rules.PYTHON_RULES, ids=lambda rule: rule.__name__)
def test_python(rule):
    assert broken(rule, "*.py") == []


@pytest.mark.parametrize("rule", rules.TEMPLATE_RULES, ids=lambda rule: rule.__name__)
def test_templates(rule):
    assert broken(rule, "*.html") == []


@pytest.mark.parametrize("rule", rules.SHEET_RULES, ids=lambda rule: rule.__name__)
def test_style_sheets(rule):
    assert broken(rule, "*.css") == []


def test_every_floor_is_walked():
    assert {source.floor for source in sources("*.py")} >= set(FLOORS)


def test_no_folder_holds_more_entries_than_one_glance_takes():
    crowded = {}
    for floor in (*FLOORS, "templates", "tests"):
        for folder in (ROOT / floor, *(path for path in (ROOT / floor).rglob("*") if path.is_dir())):
            entries = [path for path in folder.iterdir() if path.name not in ("__init__.py", "__pycache__")]
            if len(entries) > rules.MOST_ENTRIES and folder.name not in ("__pycache__", "migrations"):
                crowded[folder.relative_to(ROOT).as_posix()] = len(entries)
    assert crowded == {}


SAMPLES = [
    (rules.imports_go_downwards, "core/a.py", "from evaluation.models import X"),
    (rules.imports_go_downwards, "organizations/a.py", "def f():\n    import reports"),
    (rules.imports_go_downwards, "models_registry/models.py", "F('evaluation.Evaluation')"),
    (rules.rooms_import_leftwards, "models_registry/years/a.py", "from models_registry.reviewing.queue import x"),
    (rules.rooms_import_leftwards, "models_registry/library/a.py", "from ..carry_over import reading"),
    (rules.rooms_import_leftwards, "evaluation/models/a.py", "from evaluation.appraisal import dossier"),
    (rules.no_signals, "core/a.py", "from django.dispatch import receiver"),
    (rules.no_signals, "core/a.py", "from django.db.models.signals import post_save"),
    (rules.imports_inside_functions_say_why, "core/a.py", "def f():\n    import json"),
    (rules.imports_inside_functions_say_why, "core/a.py", "def f():\n    import json  # noqa: PLC0415"),
    (rules.views_write_nothing, "reports/views.py", "form.save()"),
    (rules.views_write_nothing, "reports/views/desk.py", "rows.filter(a=1).update(b=2)"),
    (rules.views_write_nothing, "reports/a.py", "def f(request):\n    form.save()"),
    (rules.views_read_through_a_scope, "reports/views.py", "X.objects.get(pk=1)"),
    (rules.views_read_through_a_scope, "reports/views.py", "get_object_or_404(X, code=code)"),
    (rules.services_know_no_request, "reports/services.py", "def f(*, request): ..."),
    (rules.services_know_no_request, "reports/services/a.py", "from django.shortcuts import redirect"),
    (rules.services_know_no_request, "reports/a.py", "@transaction.atomic\ndef f(*, request): ..."),
    (rules.services_are_keyword_only, "reports/services.py", "@transaction.atomic\ndef f(actor): ..."),
    (rules.models_know_no_services, "reports/models.py", "from .services import f"),
    (rules.states_move_by_the_table, "reports/services.py", "row.state = 1"),
    (rules.states_move_by_the_table, "reports/services.py", "rows.update(state=1)"),
    (rules.one_clock, "reports/a.py", "timezone.now()"),
    (rules.no_current_year, "reports/a.py", "rows.filter(year=clock.today().year)"),
    (rules.no_current_year, "models_registry/services/a.py", "y = clock.now().year"),
    (rules.one_clock, "reports/a.py", "datetime.date.today()"),
    (rules.one_clock, "reports/models.py", "DateTimeField(auto_now_add=True)"),
    (rules.points_are_decimals, "evaluation/scoring.py", "float('1')"),
    (rules.core_knows_no_domain_word, "core/a.py", "# about an initiative"),
    (rules.markup_is_made_in_two_places, "reports/views.py", "mark_safe(x)"),
    (rules.markup_is_made_in_two_places, "reports/views.py", "format_html(x, 1)"),
    (rules.no_junk_drawer, "core/utils.py", ""),
    (rules.functions_and_files_stay_short, "core/a.py", "def f():\n" + "    pass\n" * 50),
    (rules.functions_and_files_stay_short, "core/a.py", "\n" * 401),
    (rules.templates_obey_the_content_policy, "templates/a.html", "{{ x|safe }}"),
    (rules.templates_obey_the_content_policy, "templates/a.html", "{% autoescape off %}"),
    (rules.templates_obey_the_content_policy, "templates/a.html", "<p\n style='x'>"),
    (rules.templates_obey_the_content_policy, "templates/a.html", "<a onclick='x'>"),
    (rules.templates_obey_the_content_policy, "templates/a.html", "<script>x</script>"),
    (rules.templates_obey_the_content_policy, "templates/a.html", "<script src='https://cdn.example/x.js'>"),
    (rules.post_forms_carry_a_token, "templates/a.html", "<form method='post'><button></form>"),
    (rules.long_lines_have_no_place_to_break, "templates/a.html", f"<b class='{'a' * 90}'>{'b' * 20} {'c' * 20}</b>"),
    (rules.long_lines_have_no_place_to_break, "templates/a.html", f"<p>{'a' * 60}</p><p>{'a' * 60}</p>"),
    (rules.style_sheets_stay_at_home, "static/a.css", "@import url(x.css);"),
]


@pytest.mark.parametrize(("rule", "path", "text"), SAMPLES, ids=lambda value: getattr(value, "__name__", None))
def test_the_rule_bites(rule, path, text):
    assert len(list(rule(Source(path, text)))) == 1


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (rules.imports_go_downwards, "evaluation/a.py", "from models_registry.models import X\nfrom .models import Y"),
        (rules.rooms_import_leftwards, "models_registry/library/a.py", "from models_registry.years.choice import x"),
        (rules.rooms_import_leftwards, "models_registry/urls.py", "from models_registry.library import urls"),
        (
            rules.imports_inside_functions_say_why,
            "reports/a.py",
            "def f():\n    import weasyprint  # noqa: PLC0415 – needs Pango, absent on some servers",
        ),
        (rules.views_read_through_a_scope, "reports/views.py", "get_object_or_404(X.objects.visible_to(actor), a=1)"),
        (rules.views_write_nothing, "reports/views.py", "context.update(a=1)"),
        (
            rules.states_move_by_the_table,
            "reports/services.py",
            "def f():\n    rows.filter(cycle=1, state=0).update(state=1)",
        ),
        (rules.one_clock, "reports/a.py", "clock.now()"),
        (rules.no_current_year, "models_registry/forms/a.py", "initial = clock.today().year"),
        (rules.no_current_year, "reports/a.py", "row.day.year"),
        (rules.core_knows_no_domain_word, "core/a.py", "# an underscore"),
        (rules.templates_obey_the_content_policy, "templates/a.html", "<script src='/static/a.js' defer></script>"),
        (rules.post_forms_carry_a_token, "templates/a.html", "<form method='post'>{% csrf_token %}</form>"),
        (
            rules.long_lines_have_no_place_to_break,
            "templates/a.html",
            f"<a href='{{% url {'a ' * 60}%}}'>{{{{ a }}}}</a>",
        ),
        (rules.long_lines_have_no_place_to_break, "templates/a.html", f'<p class="pre">{"a " * 60}</p>'),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_the_rule_lets_lawful_code_pass(rule, path, text):
    assert list(rule(Source(path, text))) == []
