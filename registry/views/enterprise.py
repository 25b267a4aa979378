"""One MSME: its page, and what of its owner is shown once."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from bengkalis.access import Permission, demands, find_visible
from bengkalis.audit import note_reading
from bengkalis.templatetags.ui import mask_phone
from registry.enums import SizeClass
from registry.forms.enterprises import RevealForm, format_degrees
from registry.history import history
from registry.models import Enterprise, EnterpriseYear
from registry.models.enterprises import EnterpriseQuerySet
from registry.nik import mask_nik
from registry.size_explaining import explain_size
from registry.views.coaching import panel as coaching_panel
from registry.views.enterprises import plain
from registry.views.reaching import demand_here, reaches

SIZES = {"": "Belum dapat ditentukan", **dict(SizeClass.choices)}


def with_place() -> EnterpriseQuerySet:
    return Enterprise.objects.select_related("district", "village", "section", "source_batch")


@demands(Permission.VIEW_REGISTER)
@never_cache
@require_safe
def enterprise_page(request, uid):
    """What is recorded of one MSME: the business for everybody, owner and figures for who may."""
    return _page(request, find_visible(with_place(), request.user, uid=uid))


def _page(request, enterprise: Enterprise, *, revealed: str = "", form=None, status: int = 200):
    persons = reaches(request.user, enterprise, Permission.VIEW_ENTERPRISES)
    context = {
        "enterprise": enterprise,
        "persons": persons,
        "years": _years(enterprise) if persons else [],
        "classes": {"uu20": SIZES[enterprise.latest_uu20], "pp7": SIZES[enterprise.latest_pp7]},
        "masked": {"nik": mask_nik(enterprise.owner_nik), "phone": mask_phone(enterprise.phone)},
        "revealed": revealed,
        "reveal_form": form or RevealForm(enterprise=enterprise),
        "may_edit": reaches(request.user, enterprise, Permission.EDIT_ENTERPRISE),
        "may_reveal": persons and reaches(request.user, enterprise, Permission.REVEAL_PERSONAL),
        "place": degrees(enterprise),
        "permalink": request.build_absolute_uri(enterprise.get_absolute_url()),
        **coaching_panel(request.user, enterprise),
    }
    return render(request, "registry/enterprises/page.html", context, status=status)


def degrees(enterprise: Enterprise) -> str:
    """ "1,4712, 102,1126": latitude and longitude without needless zeros."""
    if enterprise.latitude is None:
        return ""
    return ", ".join(format_degrees(one) for one in (enterprise.latitude, enterprise.longitude))


def _years(enterprise: Enterprise) -> list[EnterpriseYear]:
    """The figures, newest first, each with ``explanations`` of its class under both laws, its money
    as columns show it (``plain``), and ``elsewhere``: place and field where they were others."""
    years = list(enterprise.years.select_related("district", "section"))
    for year in years:
        year.enterprise = enterprise
        year.explanations = explain_size(year)
        year.plain = {name: plain(getattr(year, name)) for name in EnterpriseYear.MONEY}
        year.elsewhere = _elsewhere(enterprise, year)
    return years


def _elsewhere(enterprise: Enterprise, year: EnterpriseYear) -> str:
    parts = []
    if year.district_id != enterprise.district_id:
        parts.append(f"Kecamatan {year.district}")
    if year.section_id != enterprise.section_id:
        parts.append(f"lapangan usaha {year.section or 'belum diisi'}")
    return ", ".join(parts)


@demands(Permission.VIEW_ENTERPRISES)
@require_safe
def enterprise_history(request, uid):
    """Who changed what, when, in which request; NIK and phone stay masked."""
    enterprise = find_visible(with_place(), request.user, uid=uid)
    demand_here(request.user, enterprise, Permission.VIEW_ENTERPRISES)
    context = {"enterprise": enterprise, "entries": history(enterprise)}
    return render(request, "registry/enterprises/history.html", context)


@demands(Permission.REVEAL_PERSONAL)
@never_cache
@require_POST
def enterprise_reveal(request, uid):
    """Show NIK or phone of the owner once, for a stated purpose; the reading is recorded."""
    enterprise = find_visible(with_place(), request.user, uid=uid)
    for permission in (Permission.VIEW_ENTERPRISES, Permission.REVEAL_PERSONAL):
        if not reaches(request.user, enterprise, permission):
            raise PermissionDenied("Penugasan Anda tidak mencakup melihat data pribadi di sini.")
    form = RevealForm(request.POST, enterprise=enterprise)
    if not form.is_valid():
        return _page(request, enterprise, form=form, status=400)
    wanted = form.cleaned_data["field"]
    note_reading(request, enterprise, wanted, form.cleaned_data["purpose"])
    return _page(request, enterprise, revealed=wanted)
