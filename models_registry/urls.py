"""Addresses of the register."""

from . import urls_ban

app_name = "registry"
urlpatterns = [*urls_ban.urlpatterns]
