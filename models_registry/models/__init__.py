"""Tables of the register, cut by noun."""

from .batches import ImportBatch, ImportRow
from .behalf import BehalfEntry
from .bulk import BulkAct
from .files import Attachment
from .initiatives import Coordination, Initiative, RegistrationText, Target
from .learning import LearnRequest
from .passages import PassageMark
from .recognitions import Recognition
from .reviews import CarryOverReview
from .saved_views import SavedView
from .submissions import ReadyPhrase, Remark, Submission
from .themes import Theme
from .work import Milestone, ProgressNote
from .years import CodeCounter, Cycle, Period, Sector, UnitDuty, WindowExtension

__all__ = [
    "Attachment",
    "BehalfEntry",
    "BulkAct",
    "CarryOverReview",
    "CodeCounter",
    "Coordination",
    "Cycle",
    "ImportBatch",
    "ImportRow",
    "Initiative",
    "LearnRequest",
    "Milestone",
    "PassageMark",
    "Period",
    "ProgressNote",
    "ReadyPhrase",
    "Recognition",
    "RegistrationText",
    "Remark",
    "SavedView",
    "Sector",
    "Submission",
    "Target",
    "Theme",
    "UnitDuty",
    "WindowExtension",
]
