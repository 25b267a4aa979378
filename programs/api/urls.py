"""Addresses of the programmes under ``/api/``."""

from programs.api import agreements, nomenclature, pacts, plans, realisations
from registry.api.urls import both

urlpatterns = [
    *both("v1/agreements", agreements.AgreementList, "api-agreements"),
    *both("v1/agreements/<uuid:uid>", agreements.AgreementDetail, "api-agreement"),
    *both("v1/agreements/<uuid:uid>/pdf", agreements.AgreementPdf, "api-agreement-pdf"),
    *both("v1/beneficiaries", realisations.BeneficiaryList, "api-beneficiaries"),
    *both("v1/beneficiaries/<uuid:uid>", realisations.BeneficiaryDetail, "api-beneficiary"),
    *both("v1/budget-versions", plans.BudgetVersionList, "api-budget-versions"),
    *both("v1/budget-versions/<uuid:uid>", plans.BudgetVersionDetail, "api-budget-version"),
    *both("v1/crosswalk", nomenclature.CrosswalkList, "api-crosswalk"),
    *both("v1/nomenclature", nomenclature.NomenclatureList, "api-nomenclature"),
    *both("v1/pacts", pacts.PactList, "api-pacts"),
    *both("v1/pacts/<uuid:uid>", pacts.PactDetail, "api-pact"),
    *both("v1/pacts/<uuid:uid>/pdf", pacts.PactPdf, "api-pact-pdf"),
    *both("v1/plans", plans.PlanList, "api-plans"),
    *both("v1/plans/<uuid:uid>", plans.PlanDetail, "api-plan"),
    *both("v1/realisations", realisations.RealisationList, "api-realisations"),
    *both("v1/realisations/<uuid:uid>", realisations.RealisationDetail, "api-realisation"),
]
