"""The portal's addresses; a paper gets a plain page with its panel where it has none of its own."""

from django.shortcuts import render
from django.urls import NoReverseMatch, path, reverse

from bengkalis import urls
from bengkalis.access import find_visible
from programs.models import Paper
from programs.views.papers import panel

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def _page(request, uid):
    paper = find_visible(Paper.objects, request.user, uid=uid)
    return render(request, "programs/papers/_alone.html", panel(request, paper))


def _missing(name: str) -> bool:
    import uuid

    try:
        reverse(name, args=[uuid.uuid4()], urlconf=urls)
    except NoReverseMatch:
        return True
    return False


STAND_INS = {"agreement": "perjanjian-kinerja", "pact": "pakta-integritas"}
urlpatterns = [
    *urls.urlpatterns,
    *(
        path(f"{folder}/<uuid:uid>/", _page, name=name)
        for name, folder in STAND_INS.items()
        if _missing(name)
    ),
]
