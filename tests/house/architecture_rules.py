"""The house rules that can be read off the source: one function per rule, each yielding (line, what is wrong)."""

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

FLOORS = ["core", "organizations", "models_registry", "evaluation", "reports", "danvan"]
# Rooms of the two apps that own the year, in the order of the year: a room imports those before it, never one beside or
# after it. What stands in no room (models, enums, transitions …) is below all of them; urls.py of the app is above.
ROOMS = {
    "models_registry": [
        {"initiative"},
        {"years"},
        {"registration"},
        {"implementation"},
        {"reviewing", "carry_over", "library"},
        {"imports"},
        {"own_models"},
    ],
    "evaluation": [
        {"appraisal"},
        {"criteria"},
        {"self_assessment"},
        {"sheets"},
        {"conclusions"},
        {"lists"},
        {"leadership"},
        {"decisions"},
    ],
}
DOCUMENTS = "reports/documents/"  # sheets for WeasyPrint: they carry their own style, no browser ever sees them
WRITES = {"save", "update", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
DOMAIN_WORDS = re.compile(r"initiative|(?<!under)scor(e|ing)|criteri(on|a)|proposal|recognition|self_?assessment", re.I)
LONGEST_FUNCTION, LONGEST_FILE, MOST_ENTRIES = 50, 400, 15  # lines, lines, entries of a folder beside __init__.py
STATE_COLUMNS = {"state", "behalf"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}


@dataclass(frozen=True)
class Source:
    path: str  # relative to the root, with slashes
    text: str

    @cached_property
    def tree(self):
        return ast.parse(self.text)

    @cached_property
    def lines(self):
        return self.text.splitlines()

    @property
    def floor(self):
        return self.path.split("/")[0]

    def is_a(self, part):
        """True for `part.py` and for any file of a package `part/` inside an app."""
        return part in PurePosixPath(self.path).with_suffix("").parts[1:]

    def views(self):
        """Functions that take a request, wherever they stand."""
        for function in self.nodes(ast.FunctionDef):
            if function.args.args and function.args.args[0].arg == "request":
                yield function

    def writers(self):
        """Functions that write in a transaction of their own: what the services of a room are made of."""
        for function in self.nodes(ast.FunctionDef):
            if any("atomic" in ast.unparse(mark) for mark in function.decorator_list):
                yield function

    @property
    def is_migration(self):
        return self.is_a("migrations")

    def nodes(self, *kinds):
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))

    def calls(self, within=None):
        """(line, receiver as text, name of the method or function, the call); of the whole file or of one function."""
        for node in ast.walk(within or self.tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, ast.unparse(node.func.value), node.func.attr, node
            elif isinstance(node.func, ast.Name):
                yield node.lineno, "", node.func.id, node

    def imports(self):
        """(line, absolute dotted name); `from a import b` gives a.b."""
        package = list(PurePosixPath(self.path).parent.parts)
        for node in self.nodes(ast.Import, ast.ImportFrom):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
                continue
            base = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


# --- Python ---------------------------------------------------------------------------------------------------------


def imports_go_downwards(source):
    above = FLOORS[FLOORS.index(source.floor) + 1 :]
    for line, name in source.imports():
        if name.split(".")[0] in above:
            yield line, f"{source.floor} imports {name}"
    reference = re.compile(rf"({'|'.join(above)})\.\w[\w.]*") if above else None
    for node in source.nodes(ast.Constant):
        if reference and isinstance(node.value, str) and reference.fullmatch(node.value):
            yield node.lineno, f"{source.floor} names {node.value}"


def _room(app, name):
    """(place in the order, name) of the room a module of the app stands in; (-1, "") for those in none."""
    places = ((place, name) for place, rooms in enumerate(ROOMS[app]) if name in rooms)
    return next(places, (-1, ""))


def rooms_import_leftwards(source):
    is_above = source.path.count("/") == 1 and source.path.endswith("/urls.py")
    if source.floor not in ROOMS or is_above or source.is_migration:
        return
    own = _room(source.floor, source.path.split("/")[1])
    for line, name in source.imports():
        app, _, rest = name.partition(".")
        if app != source.floor:
            continue
        other = _room(app, rest.split(".")[0])
        if other != own and other[0] >= own[0] and other[1] and not name.startswith(f"{app}.initiative.looks"):
            yield line, f"{own[1] or 'below the rooms'} imports {name}"


def no_signals(source):
    for line, name in source.imports():
        if name.startswith("django.dispatch") or ".signals" in name:
            yield line, f"signal: {name}"


def imports_inside_functions_say_why(source):
    """The reason stands behind the mark, on a line of a block of such imports, or in a comment just above it."""
    for function in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        explained = set()  # last lines of imports that have a reason
        for node in ast.walk(function):
            if not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            text, before = source.lines[node.lineno - 1], source.lines[node.lineno - 2].strip()
            mark = re.search(r"# noqa:[ \w,]*\bPLC0415\b(\W+\w.{9,})?", text)
            if mark and (mark[1] or re.match(r"# \w.{9,}", before) or node.lineno - 1 in explained):
                explained.add(node.end_lineno)
            else:
                yield node.lineno, "an import inside a function needs `# noqa: PLC0415` and a reason"


def _pages(source):
    """What draws pages: a whole module of views, else each function that takes a request."""
    return [source.tree] if source.is_a("views") else source.views()


def views_write_nothing(source):
    for page in _pages(source):
        for line, receiver, name, _ in source.calls(page):
            if name in WRITES and receiver and receiver not in {"context", "initial", "request.session"}:
                yield line, f"a view calls {receiver}.{name}()"


def views_read_through_a_scope(source):
    for page in _pages(source):
        for line, receiver, name, call in source.calls(page):
            if name == "get" and receiver.endswith(".objects"):
                yield line, f"{receiver}.get() in a view: get_object_or_404 on visible_to"
            if name in {"get_object_or_404", "get_list_or_404"}:
                rows = ast.unparse(call.args[0])
                if re.match(r"[A-Z]", rows) and not re.search(r"visible_to|of_ward|\bward=request\.ward\b", rows):
                    yield line, f"{name}({rows}) is not narrowed to what the actor may see"


def services_know_no_request(source):
    for function in source.nodes(ast.FunctionDef) if source.is_a("services") else source.writers():
        arguments = function.args
        if "request" in {a.arg for a in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]}:
            yield function.lineno, f"{function.name} takes a request"
    if source.is_a("services"):
        for line, name in source.imports():
            if name.startswith(("django.http", "django.shortcuts", "django.contrib.messages")):
                yield line, f"a service imports {name}"


def services_are_keyword_only(source):
    if source.is_migration:
        return
    for function in source.writers():
        if function.args.args and not function.name.startswith("_"):
            yield function.lineno, f"{function.name} takes positional arguments"


def models_know_no_services(source):
    if not source.is_a("models"):
        return
    for line, name in source.imports():
        if re.search(r"\.(services|views|forms)\b", name) and name.split(".")[0] in FLOORS:
            yield line, f"models import {name}"


def states_move_by_the_table(source):
    """A state moves by core.database.transitions; many rows at once by an UPDATE filtered on the old state."""
    if source.path == "core/database/transitions.py" or source.is_migration:
        return
    for node in source.nodes(ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr in STATE_COLUMNS:
                yield node.lineno, f"{ast.unparse(target)} is set by hand"
    guarded = set()
    for function in source.nodes(ast.FunctionDef):
        if re.search(r"\.filter\([^()]*\bstate(__in)?=", ast.unparse(function)):
            guarded |= set(range(function.lineno, function.end_lineno + 1))
    for line, receiver, name, call in source.calls():
        if name == "update" and line not in guarded and any(keyword.arg in STATE_COLUMNS for keyword in call.keywords):
            yield line, f"{receiver}.update() of a state goes round the table of transitions"


def one_clock(source):
    if source.path == "core/clock.py" or source.is_migration:
        return
    for line, receiver, name, call in source.calls():
        if name in CLOCKS and receiver.split(".")[-1] in {"timezone", "datetime", "date", "dt"}:
            yield line, f"{receiver}.{name}(): time comes from core.clock"
        for keyword in call.keywords:
            if keyword.arg in {"auto_now", "auto_now_add"}:
                yield line, f"{keyword.arg}: time comes from core.clock"


# Where the calendar's year is a word on a paper or the first offer of a form, never a choice of rows.
CALENDAR_YEARS = {
    "reports/lists/asked.py": "title of a report of a ward that has no year yet",
    "reports/issued/decision_text.py": "the dotted line of a day not typed yet",
}


def no_current_year(source):
    """Years overlap: a page or service asks which years are open, not what year it is (decisions 35, 47)."""
    if source.is_a("forms") or source.path in CALENDAR_YEARS or source.is_migration:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "year" and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Attribute) and called.attr in ("today", "now"):
                yield node.lineno, "the year of the calendar: ask models_registry.years.choice which years are open"


def points_are_decimals(source):
    if source.floor != "evaluation":
        return
    for line, _, name, _ in source.calls():
        if name in {"float", "FloatField"}:
            yield line, f"{name}: points are Decimal"


def core_knows_no_domain_word(source):
    if source.floor != "core":
        return
    for number, line in enumerate(source.lines, 1):
        if found := DOMAIN_WORDS.search(line):
            yield number, f"core says “{found[0]}”"


def markup_is_made_in_two_places(source):
    drawing = source.path == "core/templatetags/ui.py" or source.path.startswith(DOCUMENTS)
    for line, _, name, call in source.calls():
        if name in {"mark_safe", "SafeString"} and not drawing:
            yield line, f"{name} outside ui.py and documents"
        if name == "format_html" and not isinstance(call.args[0], ast.Constant):
            yield line, "format_html with a format that is no literal"


def no_junk_drawer(source):
    if PurePosixPath(source.path).name in {"utils.py", "helpers.py", "misc.py"}:
        yield 1, "name the file after what it does"


# --- Templates, style sheets ----------------------------------------------------------------------------------------

UNSAFE = {
    "|safe": re.compile(r"\|\s*safe(seq)?\b"),
    "autoescape off": re.compile(r"autoescape\s+off"),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.S),
    "javascript: link": re.compile(r"javascript:", re.I),
    "foreign host": re.compile(r"""(src|href|action)\s*=\s*["']?(https?:)?//""", re.I),
    "<script> without src": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.I),
}
INLINE_STYLE = {
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.S | re.I),
    "<style>": re.compile(r"<style\b", re.I),
}


WIDEST_LINE = 120
UNBROKEN_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
UNBROKEN_VALUE = re.compile(r"""="[^"]*"|='[^']*'|<\w+\s""")
# Not cells: a cell without content is hidden on a phone, and white space is content. Not items: white space shows
# behind the sign before a crumb.
_BLOCK = r"</?(article|aside|caption|dd|details|div|dl|dt|fieldset|form|h\d|legend|main|nav|ol|p|section|table|tr|ul)\b"
EDGE_OF_BLOCK = re.compile(rf".{_BLOCK}|{_BLOCK}[^>]*>.")
MAY_BE_LONG = {
    "attributes under a condition: djhtml would indent all that follows": re.compile(
        r"^\s*[\w-]*\{% if [^}]*%\} [a-z-]+[={>]"
    ),
    "white space that is shown as it stands": re.compile(r'class="([^"]* )?(pre|diff)\b|</textarea>'),
}


def templates_obey_the_content_policy(source):
    patterns = UNSAFE if "/documents/" in source.path else UNSAFE | INLINE_STYLE
    for name, pattern in patterns.items():
        for found in pattern.finditer(source.text):
            yield source.text.count("\n", 0, found.start()) + 1, name


def post_forms_carry_a_token(source):
    for found in re.finditer(r"<form\b[^>]*method=[\"']post[^>]*>(.*?)</form>", source.text, re.S | re.I):
        if not re.search(r"csrf_token|\{%\s*crispy\b", found[1]):
            yield source.text.count("\n", 0, found.start()) + 1, "a POST form without csrf_token"


def long_lines_have_no_place_to_break(source):
    """White space outside template tags and values, and the edges of blocks, are places to break a line of a template.

    The first signs of a line are none: a break behind them would not shorten it.
    """
    for number, line in enumerate(source.lines, 1):
        if len(line) <= WIDEST_LINE or any(reason.search(line) for reason in MAY_BE_LONG.values()):
            continue
        text = UNBROKEN_VALUE.sub(_filled, UNBROKEN_TAG.sub(_filled, line.strip()))
        if re.search(r"\s", text[12:]) or EDGE_OF_BLOCK.search(text):
            yield number, f"{len(line)} signs"


def _filled(found):
    return "x" * len(found[0])


def style_sheets_stay_at_home(source):
    for number, line in enumerate(source.lines, 1):
        if re.search(r"""url\(\s*["']?(https?:)?//|@import""", line):
            yield number, "a style sheet that asks another host or sheet"


def functions_and_files_stay_short(source):
    if source.is_migration:
        return
    if len(source.lines) > LONGEST_FILE:
        yield 1, f"{len(source.lines)} lines; at most {LONGEST_FILE}"
    for function in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef):
        length = function.end_lineno - function.lineno + 1
        if length > LONGEST_FUNCTION:
            yield function.lineno, f"{function.name} has {length} lines; at most {LONGEST_FUNCTION}"


PYTHON_RULES = [
    imports_go_downwards,
    rooms_import_leftwards,
    no_signals,
    imports_inside_functions_say_why,
    views_write_nothing,
    views_read_through_a_scope,
    services_know_no_request,
    services_are_keyword_only,
    models_know_no_services,
    states_move_by_the_table,
    one_clock,
    no_current_year,
    points_are_decimals,
    core_knows_no_domain_word,
    markup_is_made_in_two_places,
    no_junk_drawer,
    functions_and_files_stay_short,
]
TEMPLATE_RULES = [
    templates_obey_the_content_policy,
    post_forms_carry_a_token,
    long_lines_have_no_place_to_break,
]
SHEET_RULES = [style_sheets_stay_at_home]
