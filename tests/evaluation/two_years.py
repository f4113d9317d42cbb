"""A ward on 18/01/2027: 2026 is finishing (registration over, the rest open), 2027 is opening (registration open)."""

import datetime as dt

from models_registry.enums import InitiativeState
from tests.evaluation.appraising import Appraisal
from tests.support import factories as make

TODAY = (2027, 1, 18, 9, 0)
NOT_YET = {
    f"{window}_{end}": None for window in ("self_assessment", "scoring", "submission") for end in ("opens", "closes")
}


class TwoYears(Appraisal):
    """`cycle` is 2026, `opening` 2027; set the clock to TODAY before."""

    def __init__(self):
        over = {"registration_opens": dt.date(2026, 1, 5), "registration_closes": dt.date(2026, 2, 28)}
        super().__init__(2026, **over)
        self.opening = make.make_cycle(self.ward, 2027, **NOT_YET)

    def of_opening(self, name=None, state=InitiativeState.RECEIVED, **fields):
        """A model of 2027."""
        return make.make_initiative(make.make_unit(self.ward), self.opening, state, name, **fields)

    def assessed_in_opening(self, name=None):
        """A model of 2027 whose self-assessment was sent: nothing in the program keeps years from overlapping so."""
        return make.make_evaluation(self.of_opening(name))
