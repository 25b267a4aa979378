"""The only table of the frame: the log of readings of personal data (part of the audit trail)."""

from bengkalis.audit import PersonalDataRead

__all__ = ["PersonalDataRead"]
