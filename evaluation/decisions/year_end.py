"""Where the appraisal of models stands, for the pages of the register (settings.YEAR_END)."""

from django.db.models import Case, CharField, QuerySet, Value, When

from evaluation.enums import EvaluationState
from evaluation.lists.deferrals import UNDER_WAY, is_deferred
from models_registry.enums import YearEnd
from models_registry.models import Initiative


def with_year_end(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    return rows.annotate(
        year_end=Case(
            When(is_deferred(), evaluation__state__in=UNDER_WAY, then=Value(YearEnd.DEFERRED.value)),
            When(evaluation__state__in=UNDER_WAY, then=Value(YearEnd.SENT.value)),
            When(evaluation__state=EvaluationState.PUBLISHED, then=Value(YearEnd.TOLD.value)),
            default=Value(YearEnd.NONE.value),
            output_field=CharField(),
        )
    )
