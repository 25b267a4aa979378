"""Who and where, one file a noun."""

from registry.models.boards import BoardMember, Training
from registry.models.cases import CaseStep, DissolutionCase, FieldVisit, Task
from registry.models.coaching import Coaching
from registry.models.cooperatives import Cooperative, DeedAmendment, FormerDetail, StatusChange
from registry.models.documents import Document
from registry.models.enterprise_years import EnterpriseYear
from registry.models.enterprises import Enterprise, EnterpriseVocabulary, EnterpriseWord
from registry.models.health import HealthAssessment
from registry.models.imports import FormDraft, IdempotencyRecord, ImportBatch, ImportLine
from registry.models.kbli import KbliDivision, KbliSection
from registry.models.meetings import AnnualMeeting
from registry.models.members import Member, MemberSavings, SubjectRequest
from registry.models.people import ApiToken, Appointment, Office, OfficeDistrict, User
from registry.models.positions import Incumbency, Official, OfficialRank, Position
from registry.models.quality import Dismissal, DuplicatePair, Finding, Merge, QualityRun
from registry.models.rules import Rule
from registry.models.territory import District, Village

__all__ = [
    "AnnualMeeting",
    "ApiToken",
    "Appointment",
    "BoardMember",
    "CaseStep",
    "Coaching",
    "Cooperative",
    "DeedAmendment",
    "Dismissal",
    "DissolutionCase",
    "District",
    "Document",
    "DuplicatePair",
    "Enterprise",
    "EnterpriseVocabulary",
    "EnterpriseWord",
    "EnterpriseYear",
    "FieldVisit",
    "Finding",
    "FormDraft",
    "FormerDetail",
    "HealthAssessment",
    "IdempotencyRecord",
    "ImportBatch",
    "ImportLine",
    "Incumbency",
    "KbliDivision",
    "KbliSection",
    "Member",
    "MemberSavings",
    "Merge",
    "Office",
    "OfficeDistrict",
    "Official",
    "OfficialRank",
    "Position",
    "QualityRun",
    "Rule",
    "StatusChange",
    "SubjectRequest",
    "Task",
    "Training",
    "User",
    "Village",
]
