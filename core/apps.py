"""The floor of mechanisms."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core.database import checks  # noqa: F401, PLC0415  checks register themselves once the models are known
