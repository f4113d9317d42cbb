"""Tables of the register, cut by noun."""

from .batches import ImportBatch, ImportRow
from .bulk import BulkAct
from .files import Attachment
from .initiatives import Coordination, Initiative, RegistrationText, Target
from .passages import PassageMark
from .recognitions import Recognition
from .submissions import Remark, Submission
from .years import CodeCounter, Cycle, Period, Sector, UnitDuty

__all__ = [
    "Attachment",
    "BulkAct",
    "CodeCounter",
    "Coordination",
    "Cycle",
    "ImportBatch",
    "ImportRow",
    "Initiative",
    "PassageMark",
    "Period",
    "Recognition",
    "RegistrationText",
    "Remark",
    "Sector",
    "Submission",
    "Target",
    "UnitDuty",
]
