"""Addresses of the year end."""

from . import urls_appraisal, urls_lists

app_name = "evaluation"
urlpatterns = [*urls_appraisal.urlpatterns, *urls_lists.urlpatterns]
