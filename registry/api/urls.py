"""Addresses of the register's API, under ``/api/``: without and with a slash at the end."""

from django.urls import path, register_converter

from registry.api import (
    boards,
    cases,
    coaching,
    cooperatives,
    documents,
    duplicates,
    enterprise_years,
    enterprises,
    findings,
    meetings,
    members,
    offices,
    places,
    positions,
)


class PlaceCode:
    """A Kemendagri code: 14.03.09 or 14.03.09.1001."""

    regex = r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}(?:\.[0-9]{4})?"

    def to_python(self, value: str) -> str:
        return value

    to_url = to_python


register_converter(PlaceCode, "place")


def both(route: str, view, name: str) -> list:
    """The same with a slash, which is no redirect so that POST works, and the canonical address.

    ``reverse`` gives the last one.
    """
    answer = view.as_view()
    return [path(f"{route}/", answer, name=name), path(route, answer, name=name)]


urlpatterns = [
    *both("v1/annual-meetings", meetings.AnnualMeetingList, "api-annual-meetings"),
    *both("v1/annual-meetings/<uuid:uid>", meetings.AnnualMeetingDetail, "api-annual-meeting"),
    *both("v1/health-assessments", meetings.HealthList, "api-health-assessments"),
    *both("v1/health-assessments/<uuid:uid>", meetings.HealthDetail, "api-health-assessment"),
    *both("v1/coachings", coaching.CoachingList, "api-coachings"),
    *both("v1/coachings/<uuid:uid>", coaching.CoachingDetail, "api-coaching"),
    *both("v1/cooperatives", cooperatives.CooperativeList, "api-cooperatives"),
    *both("v1/cooperatives/<uuid:uid>", cooperatives.CooperativeDetail, "api-cooperative"),
    *both(
        "v1/cooperatives/<uuid:uid>/status",
        cooperatives.CooperativeStatus,
        "api-cooperative-status",
    ),
    *both("v1/documents", documents.DocumentList, "api-documents"),
    *both("v1/documents/<uuid:uid>", documents.DocumentDetail, "api-document"),
    *both("v1/documents/<uuid:uid>/content", documents.DocumentContent, "api-document-content"),
    *both("v1/duplicate-pairs", duplicates.PairList, "api-duplicate-pairs"),
    *both("v1/duplicate-pairs/<uuid:uid>", duplicates.PairDetail, "api-duplicate-pair"),
    *both("v1/enterprises", enterprises.EnterpriseList, "api-enterprises"),
    *both("v1/enterprises/<uuid:uid>", enterprises.EnterpriseDetail, "api-enterprise"),
    *both("v1/enterprises/<uuid:uid>/years", enterprise_years.YearList, "api-enterprise-years"),
    *both(
        "v1/enterprises/<uuid:uid>/years/<int:year>",
        enterprise_years.YearDetail,
        "api-enterprise-year",
    ),
    *both("v1/kbli-sections", enterprise_years.KbliSectionList, "api-kbli-sections"),
    *both("v1/findings", findings.FindingList, "api-findings"),
    *both("v1/finding-rules", findings.FindingRuleList, "api-finding-rules"),
    *both("v1/districts", places.DistrictList, "api-districts"),
    *both("v1/districts/<place:code>", places.DistrictDetail, "api-district"),
    *both("v1/villages", places.VillageList, "api-villages"),
    *both("v1/villages/<place:code>", places.VillageDetail, "api-village"),
    *both("v1/board-members", boards.BoardMemberList, "api-board-members"),
    *both("v1/board-members/<uuid:uid>", boards.BoardMemberDetail, "api-board-member"),
    *both("v1/trainings", boards.TrainingList, "api-trainings"),
    *both("v1/trainings/<uuid:uid>", boards.TrainingDetail, "api-training"),
    *both("v1/members", members.MemberList, "api-members"),
    *both("v1/members/<uuid:uid>", members.MemberDetail, "api-member"),
    *both("v1/offices", offices.OfficeList, "api-offices"),
    *both("v1/offices/<uuid:uid>", offices.OfficeDetail, "api-office"),
    *both("v1/officials", positions.OfficialList, "api-officials"),
    *both("v1/officials/<uuid:uid>", positions.OfficialDetail, "api-official"),
    *both("v1/positions", positions.PositionList, "api-positions"),
    *both("v1/positions/<uuid:uid>", positions.PositionDetail, "api-position"),
    *both("v1/visits", cases.VisitList, "api-visits"),
    *both("v1/visits/<uuid:uid>", cases.VisitDetail, "api-visit"),
    *both("v1/tasks", cases.TaskList, "api-tasks"),
    *both("v1/tasks/<uuid:uid>", cases.TaskDetail, "api-task"),
    *both("v1/dissolution-cases", cases.CaseList, "api-dissolution-cases"),
    *both("v1/dissolution-cases/<uuid:uid>", cases.CaseDetail, "api-dissolution-case"),
]
