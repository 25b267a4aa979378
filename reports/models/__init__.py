"""What the reports app keeps: reports of the UPTs, figures of others, facts, what was published."""

from reports.models.deliveries import Delivery, PhotoPiece, ReportPhoto
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
from reports.models.periods import Reminder, ReportDuty, ReportPeriod
from reports.models.published import BpsImport, CodeSystem, Mark, PublishedFigure
from reports.models.reconciling import Comparison, Counted, Explanation
from reports.models.report_forms import FormVersion
from reports.models.unit_reports import ReportEvent, ReportMark, UnitReport

__all__ = [
    "AnnualMeetingMarks",
    "BoardMemberMarks",
    "BpsImport",
    "CodeSystem",
    "Comparison",
    "CooperativeMarks",
    "CooperativeYear",
    "Counted",
    "Delivery",
    "Edition",
    "EnterpriseFact",
    "EnterpriseYearFacts",
    "Explanation",
    "FormVersion",
    "FormerDetailMarks",
    "Mark",
    "PhotoPiece",
    "PublishedFigure",
    "Reminder",
    "ReportDuty",
    "ReportEvent",
    "ReportMark",
    "ReportPeriod",
    "ReportPhoto",
    "RuleMarks",
    "SavedQuery",
    "StaleCooperative",
    "StatusChangeMarks",
    "TrainingMarks",
    "UnitReport",
]
