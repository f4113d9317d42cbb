"""Tables of the year end, cut by noun."""

from .agreement import KeptScore
from .assessments import Evaluation, SelfAnswer, SelfAssessment, TargetResult
from .clarifications import Clarification, ClarificationReply
from .conflicts import ConflictDeclaration
from .criteria import CriteriaSet, Criterion
from .decisions import DecisionItem, IssuedPaper, RecognitionDecision
from .lists import (
    Conclusion,
    ConclusionRow,
    Endorsement,
    Opinion,
    ProposalDraftItem,
    ProposalItem,
    ProposalList,
    ProposalVersion,
)
from .meetings import BoardMeeting, MeetingRow
from .sheets import CriterionScore, FinalFinding, ScoreSheet

__all__ = [
    "BoardMeeting",
    "Clarification",
    "ClarificationReply",
    "Conclusion",
    "ConclusionRow",
    "ConflictDeclaration",
    "CriteriaSet",
    "Criterion",
    "CriterionScore",
    "DecisionItem",
    "Endorsement",
    "Evaluation",
    "FinalFinding",
    "IssuedPaper",
    "KeptScore",
    "MeetingRow",
    "Opinion",
    "ProposalDraftItem",
    "ProposalItem",
    "ProposalList",
    "ProposalVersion",
    "RecognitionDecision",
    "ScoreSheet",
    "SelfAnswer",
    "SelfAssessment",
    "TargetResult",
]
