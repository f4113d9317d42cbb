"""Addresses of the year end."""

from .urls_lists import urlpatterns as list_patterns

app_name = "evaluation"
urlpatterns = list_patterns
