"""Who and where, one file a noun."""

from registry.models.boards import BoardMember
from registry.models.cooperatives import Cooperative, DeedAmendment, StatusChange
from registry.models.imports import FormDraft, IdempotencyRecord, ImportBatch, ImportLine
from registry.models.meetings import AnnualMeeting
from registry.models.people import ApiToken, Appointment, Office, OfficeDistrict, User
from registry.models.territory import District, Village

__all__ = [
    "AnnualMeeting",
    "ApiToken",
    "Appointment",
    "BoardMember",
    "Cooperative",
    "DeedAmendment",
    "District",
    "FormDraft",
    "IdempotencyRecord",
    "ImportBatch",
    "ImportLine",
    "Office",
    "OfficeDistrict",
    "StatusChange",
    "User",
    "Village",
]
