"""What was promised, one file a noun."""

from programs.models.agreements import (
    Agreement,
    AgreementIndicator,
    AgreementProgram,
    IndicatorResult,
)
from programs.models.months import MonthPlan
from programs.models.nomenclature import CrosswalkLink, NomenclatureEdition, NomenclatureItem
from programs.models.pacts import Pact, PactTemplate
from programs.models.papers import (
    Paper,
    PaperEvent,
    PaperFile,
    Signature,
    SignatureScan,
    VerificationKey,
)
from programs.models.plans import BudgetVersion, Plan, PlanLine, PlanRow
from programs.models.realisation import Beneficiary, Realisation

__all__ = [
    "Agreement",
    "AgreementIndicator",
    "AgreementProgram",
    "Beneficiary",
    "BudgetVersion",
    "CrosswalkLink",
    "IndicatorResult",
    "MonthPlan",
    "NomenclatureEdition",
    "NomenclatureItem",
    "Pact",
    "PactTemplate",
    "Paper",
    "PaperEvent",
    "PaperFile",
    "Plan",
    "PlanLine",
    "PlanRow",
    "Realisation",
    "Signature",
    "SignatureScan",
    "VerificationKey",
]
