"""Start-up checks: guards stand as declared, SQLite fires them on INSERT OR REPLACE too, papers have an address."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connections

from core.database import guards


@register(Tags.database)
def guards_stand(app_configs, databases=None, **kwargs) -> list[Warning]:
    """Warnings, not errors: `migrate` runs these checks first and must be able to mend what they find."""
    if "default" not in (databases or ()):
        return []
    connection = connections["default"]
    wanted, present = set(guards.declared(connection=connection)), set(guards.installed(connection))
    problems = []
    if wanted != present:
        lost, unknown = sorted(wanted - present), sorted(present - wanted)
        problems.append(
            Warning(
                f"Guards differ from what is declared. Missing: {lost}. Unknown: {unknown}.",
                hint="Run: manage.py ensure_guards",
                id="core.W001",
            )
        )
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            if not cursor.execute("PRAGMA recursive_triggers").fetchone()[0]:
                problems.append(
                    Warning("INSERT OR REPLACE slips past the guards: recursive_triggers is off.", id="core.W002")
                )
    return problems


@register()
def public_address_is_given(app_configs, **kwargs) -> list[CheckMessage]:
    """Without it the site runs but issues nothing; one that no browser opens would be printed for good."""
    if not settings.PUBLIC_URL:
        message = "DANVAN_PUBLIC_URL is not set: decisions cannot be published nor certificates made."
        return [] if settings.PRACTICE else [Info(message, hint="See .env.example", id="core.I003")]
    if settings.PUBLIC_URL.startswith(("https://", "http://")):
        return []
    return [Error("DANVAN_PUBLIC_URL must begin with https:// (or http://).", id="core.E004")]
