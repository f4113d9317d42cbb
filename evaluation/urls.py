"""Addresses of the year end, room by room."""

from evaluation.conclusions import urls as conclusions
from evaluation.criteria import urls as criteria
from evaluation.decisions import urls as decisions
from evaluation.leadership import urls as leadership
from evaluation.lists import urls as lists
from evaluation.self_assessment import urls as self_assessment
from evaluation.sheets import urls as sheets

app_name = "evaluation"
urlpatterns = [
    *criteria.urlpatterns,
    *self_assessment.urlpatterns,
    *sheets.urlpatterns,
    *conclusions.urlpatterns,
    *lists.urlpatterns,
    *leadership.urlpatterns,
    *decisions.urlpatterns,
]
