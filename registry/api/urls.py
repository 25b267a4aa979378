"""Addresses of the register's API, under ``/api/``: without and with a slash at the end."""

from django.urls import path, register_converter

from registry.api import cooperatives, findings, offices, places


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
    *both("v1/cooperatives", cooperatives.CooperativeList, "api-cooperatives"),
    *both("v1/cooperatives/<uuid:uid>", cooperatives.CooperativeDetail, "api-cooperative"),
    *both(
        "v1/cooperatives/<uuid:uid>/status",
        cooperatives.CooperativeStatus,
        "api-cooperative-status",
    ),
    *both("v1/findings", findings.FindingList, "api-findings"),
    *both("v1/finding-rules", findings.FindingRuleList, "api-finding-rules"),
    *both("v1/districts", places.DistrictList, "api-districts"),
    *both("v1/districts/<place:code>", places.DistrictDetail, "api-district"),
    *both("v1/villages", places.VillageList, "api-villages"),
    *both("v1/villages/<place:code>", places.VillageDetail, "api-village"),
    *both("v1/offices", offices.OfficeList, "api-offices"),
    *both("v1/offices/<uuid:uid>", offices.OfficeDetail, "api-office"),
]
