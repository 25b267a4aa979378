"""What the reports app keeps: figures that others published, facts, and what was published here."""

from reports.models.editions import Edition, SavedQuery
from reports.models.facts import CooperativeYear, EnterpriseFact, StaleCooperative
from reports.models.keeping import (
    AnnualMeetingMarks,
    BoardMemberMarks,
    CooperativeMarks,
    EnterpriseYearFacts,
    FormerDetailMarks,
    RuleMarks,
    StatusChangeMarks,
    TrainingMarks,
)
from reports.models.published import BpsImport, CodeSystem, Mark, PublishedFigure
from reports.models.reconciling import Comparison, Counted, Explanation

__all__ = [
    "AnnualMeetingMarks",
    "BoardMemberMarks",
    "BpsImport",
    "CodeSystem",
    "Comparison",
    "CooperativeMarks",
    "CooperativeYear",
    "Counted",
    "Edition",
    "EnterpriseFact",
    "EnterpriseYearFacts",
    "Explanation",
    "FormerDetailMarks",
    "Mark",
    "PublishedFigure",
    "RuleMarks",
    "SavedQuery",
    "StaleCooperative",
    "StatusChangeMarks",
    "TrainingMarks",
]
