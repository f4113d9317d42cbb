"""Addresses of the register."""

from . import urls_ban, urls_form

app_name = "registry"
urlpatterns = [*urls_ban.urlpatterns, *urls_form.urlpatterns]
